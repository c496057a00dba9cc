"""What somebody wishes to see of a list, read from the address; an unknown word is refused."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from incubator.desks.rules.standing import Standing
from incubator.kernel.refusals import UnknownKey
from incubator.kernel.texts import fold

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from collections.abc import Set as AbstractSet

PAGE_LENGTH: Final = 50
LONGEST_SEARCH: Final = 100
ASKED: Final = frozenset({"q", "standing", "cluster", "sort", "after", "before"})


class Sort(StrEnum):
    """The orders of the staff's table."""

    NUMBER = "number"
    RECEIVED = "received"  # the latest first
    SILENCE = "silence"  # the nearest first
    PROGRESS = "progress"  # the least advanced first


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What to show of a list; `after` or `before` is the number of a dossier of another page."""

    words: str = ""
    standings: AbstractSet[Standing] = frozenset()
    clusters: AbstractSet[str] = frozenset()
    sort: Sort = Sort.NUMBER
    after: str | None = None
    before: str | None = None

    @property
    def filters(self) -> bool:
        """Tell whether something is left out of the list."""
        return bool(self.words.strip() or self.standings or self.clusters)

    @property
    def needles(self) -> Sequence[str]:
        """Return the words to look for, as texts are compared."""
        return fold(self.words).split()

    def address(self) -> Iterator[tuple[str, str]]:
        """Return the wish as an address writes it, from the first page on."""
        if self.words.strip():
            yield "q", self.words.strip()
        yield from (("standing", standing) for standing in sorted(self.standings))
        yield from (("cluster", cluster) for cluster in sorted(self.clusters))
        if self.sort is not Sort.NUMBER:
            yield "sort", self.sort

    def sorted_by(self, sort: Sort) -> Wish:
        """Return the same wish in another order."""
        return replace(self, sort=sort, after=None, before=None)


def read_wish(asked: Mapping[str, Sequence[str]]) -> Wish:
    """Read a wish from the words of an address, or raise `UnknownKey`."""
    if not asked.keys() <= ASKED:
        raise UnknownKey
    try:
        return Wish(
            words=_last(asked, "q")[:LONGEST_SEARCH],
            standings=frozenset(Standing(word) for word in asked.get("standing", ())),
            clusters=frozenset(asked.get("cluster", ())),
            sort=Sort(_last(asked, "sort") or Sort.NUMBER),
            after=_last(asked, "after") or None,
            before=_last(asked, "before") or None,
        )
    except ValueError:
        raise UnknownKey from None


def _last(asked: Mapping[str, Sequence[str]], key: str) -> str:
    return next(reversed(asked.get(key, ())), "")
