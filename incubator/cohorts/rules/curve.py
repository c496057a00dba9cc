"""A curve of readings: its geometry, in the units of a small drawing."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Final, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

WIDTH: Final = 320  # shown as wide on a phone, so that its words keep their size
HEIGHT: Final = 150
LEFT: Final = 34
RIGHT: Final = 312
TOP: Final = 24
BOTTOM: Final = 124
FEWEST: Final = 2
LADDER: Final = (1, 2, 3, 4, 5, 6, 8)


class Figure(Protocol):
    """A number of jobs, in tenths, on a day."""

    @property
    def as_of(self) -> date:
        """Return the day that the figure describes."""

    @property
    def tenths(self) -> int:
        """Return the figure in tenths."""


@dataclass(frozen=True, kw_only=True)
class Point:
    """A figure and where it is drawn."""

    x: float
    y: float
    as_of: date
    value: Fraction


@dataclass(frozen=True, kw_only=True)
class Curve:
    """Figures over time, from nought to `ceiling`; days are spaced as in a calendar."""

    points: tuple[Point, ...]
    ceiling: int
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = RIGHT
    top: int = TOP
    bottom: int = BOTTOM

    @property
    def line(self) -> str:
        """Return the corners of the line."""
        return " ".join(f"{point.x},{point.y}" for point in self.points)

    @property
    def area(self) -> str:
        """Return the corners of what lies under the line."""
        return f"{self.left},{self.bottom} {self.line} {self.right},{self.bottom}"


def draw(figures: Sequence[Figure]) -> Curve | None:
    """Return the curve of figures sorted by day, or None when one day cannot make one."""
    if len(figures) < FEWEST:
        return None
    first, last = figures[0].as_of, figures[-1].as_of
    ceiling = _ceiling(max(figure.tenths for figure in figures))
    return Curve(
        points=tuple(
            Point(
                x=_between(LEFT, RIGHT, Fraction((figure.as_of - first).days, (last - first).days)),
                y=_between(BOTTOM, TOP, Fraction(figure.tenths, 10 * ceiling)),
                as_of=figure.as_of,
                value=Fraction(figure.tenths, 10),
            )
            for figure in figures
        ),
        ceiling=ceiling,
    )


def _between(start: int, end: int, share: Fraction) -> float:
    return round(float(start + (end - start) * share), 1)


def _ceiling(tenths: int) -> int:
    """Return the first round number of jobs that is high enough."""
    scale = 1
    while True:
        for step in LADDER:
            if step * scale * 10 >= tenths:
                return step * scale
        scale *= 10
