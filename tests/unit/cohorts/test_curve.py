"""A curve starts at nought and spaces days as a calendar does."""

from datetime import date, timedelta

import pytest

from incubator.cohorts.rules import draw
from tests.unit.cohorts.builders import WINTER, a_reading

LATER = WINTER + timedelta(days=100)


def test_one_reading_makes_no_curve() -> None:
    assert draw([]) is None
    assert draw([a_reading(WINTER, 75)]) is None


def test_days_and_figures_keep_their_distance() -> None:
    middle = WINTER + timedelta(days=25)
    curve = draw([a_reading(WINTER, 0), a_reading(middle, 50), a_reading(LATER, 100)])
    assert curve
    assert curve.ceiling == 10
    assert [(point.x, point.y) for point in curve.points] == [(34, 124), (103.5, 74), (312, 24)]
    assert curve.line == "34.0,124.0 103.5,74.0 312.0,24.0"
    assert curve.area == f"34,124 {curve.line} 312,124"


@pytest.mark.parametrize(
    ("tenths", "ceiling"),
    [(0, 1), (10, 1), (11, 2), (125, 20), (610, 80), (810, 100), (99_999, 10_000)],
)
def test_the_top_is_the_first_round_number_that_is_high_enough(tenths: int, ceiling: int) -> None:
    curve = draw([a_reading(WINTER, 0), a_reading(date(2026, 2, 1), tenths)])
    assert curve
    assert curve.ceiling == ceiling
