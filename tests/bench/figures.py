"""What is measured, the gates it has to pass, and how both are printed."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby


@dataclass(frozen=True)
class Figure:
    """One value of one thing; `limit` is the most it may be, `least` the least."""

    what: str
    value: float
    unit: str
    limit: float | None = None
    least: float | None = None

    @property
    def falls_short(self) -> bool:
        """Tell whether a gate is missed."""
        above = self.limit is not None and self.value > self.limit
        return above or (self.least is not None and self.value < self.least)

    def __str__(self) -> str:
        shown = f"**{_number(self.value)}**" if self.falls_short else _number(self.value)
        most = "" if self.limit is None else f" (≤ {_number(self.limit)})"
        return shown + most + ("" if self.least is None else f" (≥ {_number(self.least)})")


Units = tuple[str, ...]


def tabulate(figures: Iterable[Figure]) -> Iterator[str]:
    """Yield the lines of Markdown tables: a row for each thing, a column for each unit."""
    rows = [(what, list(own)) for what, own in groupby(figures, key=lambda figure: figure.what)]
    for units, alike in groupby(rows, key=lambda row: _units(row[1])):
        yield ""
        yield _row("what", *units)
        yield _row(*["---"] * (1 + len(units)))
        for what, own in alike:
            yield _row(what, *(_cell(figure, units) for figure in own))


def _units(row: list[Figure]) -> Units:
    """Return the columns that a row asks for; a figure that stands alone brings its own unit."""
    return tuple(figure.unit for figure in row) if len(row) > 1 else ("figure",)


def _cell(figure: Figure, units: Units) -> str:
    return str(figure) if len(units) > 1 else f"{figure} {figure.unit}"


def _row(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"


def _number(value: float) -> str:
    few = isinstance(value, float) and abs(value) < 10
    return f"{value:.2g}" if few else f"{value:,.0f}"
