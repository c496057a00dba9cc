"""A list is read page after page, and every thing stands on one page."""

import pytest

from incubator.kernel.pages import PAGE_LENGTH, read_page, turn_to
from incubator.kernel.refusals import UnknownKey


@pytest.mark.parametrize("total", [0, 1, 49, 50, 51, 100, 753, 10_000])
def test_everything_stands_on_one_page(total: int) -> None:
    leaf = turn_to(1, total)
    seen = [*range(leaf.start, leaf.end)]
    while leaf.next:
        assert leaf.end - leaf.start == PAGE_LENGTH
        leaf = turn_to(leaf.next, total)
        assert leaf.previous
        seen += range(leaf.start, leaf.end)
    assert seen == [*range(total)]


@pytest.mark.parametrize(("number", "total"), [(0, 9), (-1, 9), (2, 0), (2, 50), (17, 753)])
def test_a_page_that_is_none_is_refused(number: int, total: int) -> None:
    with pytest.raises(UnknownKey):
        turn_to(number, total)


@pytest.mark.parametrize("asked", ["x", "-1", "1.5", "٣", "1" * 7, " 2"])
def test_what_is_no_number_is_refused(asked: str) -> None:
    with pytest.raises(UnknownKey):
        read_page({"page": asked})


def test_a_word_that_no_list_knows_is_refused() -> None:
    with pytest.raises(UnknownKey):
        read_page({"page": "1", "score": "1"})


def test_an_address_without_a_number_is_the_first_page() -> None:
    assert [read_page(asked) for asked in ({}, {"page": ""}, {"page": "3"})] == [1, 1, 3]
