"""Two people edit the same thing: the second is told."""

from dataclasses import dataclass

import pytest

from incubator.kernel.versions import Stale, check_version


@dataclass
class Page:
    """A thing that people edit."""

    version: int = 3


def test_an_edit_of_the_current_version_opens_the_next() -> None:
    page = Page()
    check_version(page, 3)
    assert page.version == 4


@pytest.mark.parametrize("seen", [2, 4, 0, -1])
def test_any_other_version_is_refused_and_nothing_moves(seen: int) -> None:
    page = Page()
    with pytest.raises(Stale) as stale:
        check_version(page, seen)
    assert (page.version, stale.value.details) == (3, {"current": 3})
