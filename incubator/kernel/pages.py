"""A long list is read page after page; the first page is number 1."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from incubator.kernel.refusals import UnknownKey

PAGE_LENGTH: Final = 50
LONGEST_NUMBER: Final = 6  # digits: no list has more pages


@dataclass(frozen=True, kw_only=True)
class Leaf:
    """One page of a list: its number, and how many things the whole list has."""

    number: int
    total: int

    @property
    def start(self) -> int:
        """Return how many things stand on the pages before."""
        return (self.number - 1) * PAGE_LENGTH

    @property
    def end(self) -> int:
        """Return how many things stand up to the end of this page."""
        return min(self.total, self.start + PAGE_LENGTH)

    @property
    def previous(self) -> int | None:
        """Return the number of the page before, or None."""
        return self.number - 1 if self.number > 1 else None

    @property
    def next(self) -> int | None:
        """Return the number of the page after, or None."""
        return self.number + 1 if self.end < self.total else None


def read_page(asked: Mapping[str, str]) -> int:
    """Read the number of a page, all that an address may ask of a list, or raise `UnknownKey`."""
    number = asked.get("page") or "1"
    known = asked.keys() <= {"page"}
    if not (known and number.isascii() and number.isdigit() and len(number) <= LONGEST_NUMBER):
        raise UnknownKey
    return int(number)


def turn_to(number: int, total: int) -> Leaf:
    """Return a page of a list, the first one being always there; raise `UnknownKey` for others."""
    leaf = Leaf(number=number, total=total)
    if number < 1 or (number > 1 and leaf.start >= total):
        raise UnknownKey
    return leaf
