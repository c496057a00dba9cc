"""What an address may ask of a list."""

import pytest

from incubator.desks.rules import Sort, Standing, Wish, read_wish
from incubator.kernel.refusals import UnknownKey


def test_a_wish_is_read_from_an_address_and_written_as_it_was() -> None:
    asked = {"q": [" Ruche "], "standing": ["decided", "to_check"], "sort": ["silence"]}
    wish = read_wish(asked | {"after": ["QI-2026-01-0050"]})
    assert wish.standings == {Standing.TO_CHECK, Standing.DECIDED}
    assert wish.after == "QI-2026-01-0050"
    assert list(wish.address()) == [
        ("q", "Ruche"),
        ("standing", "decided"),
        ("standing", "to_check"),
        ("sort", "silence"),
    ]
    assert wish.sorted_by(Sort.NUMBER).after is None


def test_nothing_asked_leaves_nothing_out() -> None:
    assert read_wish({"q": [" "], "after": [""]}) == Wish(words=" ")
    assert not read_wish({}).filters


@pytest.mark.parametrize(
    "asked", [{"standing": ["x"]}, {"sort": ["title"]}, {"standing": [""]}, {"score": ["1"]}]
)
def test_an_unknown_word_is_refused(asked: dict[str, list[str]]) -> None:
    with pytest.raises(UnknownKey):
        read_wish(asked)
