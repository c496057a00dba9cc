"""A figure says when, from whom and how surely; a leap is a typing error until confirmed."""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from types import NoneType
from uuid import uuid4

import pytest

from incubator.cohorts.rules import (
    AlreadyReplaced,
    DayTaken,
    EnrolmentId,
    JumpUnconfirmed,
    OutOfRange,
    ReadingEdit,
    ReadingId,
    ReadingToCome,
    SourceMissing,
    history,
    list_current,
    series_version,
    to_tenths,
    total,
    why_not_record,
)
from tests.builders import NOON
from tests.unit.cohorts.builders import SPRING, SUMMER, WINTER, a_reading, an_edit

FIRST, SECOND = a_reading(WINTER, 75), a_reading(SUMMER, 90)
CURRENT = [FIRST, SECOND]


@pytest.mark.parametrize(
    ("edit", "refusal"),
    [
        (an_edit(as_of=SPRING), NoneType),
        (an_edit(as_of=NOON.date()), NoneType),
        (an_edit(as_of=NOON.date() + timedelta(days=1)), ReadingToCome),
        (an_edit(as_of=SPRING, source="  "), SourceMissing),
        (an_edit(as_of=WINTER), DayTaken),
        (an_edit(as_of=WINTER, replaces=FIRST.id), NoneType),
        (an_edit(as_of=SUMMER, replaces=FIRST.id), DayTaken),
        (an_edit(as_of=SPRING, replaces=ReadingId(uuid4())), AlreadyReplaced),
    ],
)
def test_a_day_has_one_figure_with_a_source(edit: ReadingEdit, refusal: type) -> None:
    assert type(why_not_record(CURRENT, edit, NOON)) is refusal


@pytest.mark.parametrize(
    ("near", "value", "plausible"),
    [
        (40, "14.0", True),  # more than three times, only ten more
        (40, "14.1", False),
        (60, "18.0", True),  # twelve more, only three times
        (60, "18.1", False),
        (181, "6", False),  # a fall is a leap backwards
        (0, "10", True),
        (0, "10.1", False),
    ],
)
def test_a_leap_of_thrice_and_ten_more_asks_for_confirmation(
    near: int, value: str, *, plausible: bool
) -> None:
    current = [a_reading(WINTER, near)]
    refusal = why_not_record(current, an_edit(value, SPRING), NOON)
    assert isinstance(refusal, NoneType if plausible else JumpUnconfirmed)
    assert why_not_record(current, an_edit(value, SPRING, confirmed=True), NOON) is None


def test_a_figure_is_compared_with_those_next_to_it_in_time() -> None:
    current = [a_reading(WINTER, 500), a_reading(SPRING, 40), a_reading(SUMMER, 500)]
    refusal = why_not_record(current, an_edit("50", SPRING + timedelta(days=1)), NOON)
    assert isinstance(refusal, JumpUnconfirmed)
    assert refusal.details == {"as_of": SPRING}
    before = why_not_record(current[1:], an_edit("50", WINTER), NOON)
    assert isinstance(before, JumpUnconfirmed)


def test_a_correction_is_not_compared_with_what_it_corrects() -> None:
    wrong = a_reading(WINTER, 750)
    assert why_not_record([wrong], an_edit("7.5", WINTER, replaces=wrong.id), NOON) is None


@pytest.mark.parametrize("value", ["-0.1", "12.55", "10000", "NaN", "Infinity"])
def test_jobs_are_counted_from_nought_in_tenths(value: str) -> None:
    with pytest.raises(OutOfRange):
        to_tenths(Decimal(value))


@pytest.mark.parametrize(
    ("value", "tenths"), [("0", 0), ("12.5", 125), ("3.0", 30), ("9999.9", 99_999)]
)
def test_tenths_are_exact(value: str, tenths: int) -> None:
    assert to_tenths(Decimal(value)) == tenths


def test_a_corrected_reading_counts_no_more_and_stays_on_record() -> None:
    wrong = a_reading(SUMMER, 750)
    right = a_reading(WINTER, 75, replaces_id=wrong.id)
    other = a_reading(SPRING, 80)
    assert list_current([wrong, other, right]) == [right, other]
    assert series_version([wrong, other, right]) == 3


def test_a_total_counts_the_latest_figure_of_each_and_says_how_many_answered() -> None:
    neighbour = EnrolmentId(uuid4())
    readings = [
        a_reading(WINTER, 75),
        a_reading(SUMMER, 90, verified=True),
        a_reading(SPRING, 35, enrolment_id=neighbour),
    ]
    answered = total(readings, asked=3)
    assert (answered.value, answered.answers, answered.asked, answered.verified) == (
        Fraction(25, 2),
        2,
        3,
        1,
    )
    assert (answered.earliest, answered.latest) == (SPRING, SUMMER)


def test_nobody_having_answered_is_not_nought() -> None:
    silence = total([], asked=3)
    assert (silence.value, silence.answers, silence.latest) == (None, 0, None)
    assert total([a_reading(WINTER, 0)], asked=1).value == 0


def test_the_day_of_a_reading_is_the_day_in_paris() -> None:
    night = NOON.replace(day=2, hour=23, minute=30)  # already the third in Paris
    assert why_not_record([], an_edit(as_of=date(2026, 3, 3)), night) is None


def test_a_start_up_counts_by_its_latest_figure_until_each_day() -> None:
    other = EnrolmentId(uuid4())
    readings = [
        a_reading(WINTER, 75),
        a_reading(SUMMER, 90),
        a_reading(SPRING, 20, enrolment_id=other),
    ]
    days = [(one.as_of, one.tenths, one.answers) for one in history(readings)]
    assert days == [(WINTER, 75, 1), (SPRING, 95, 2), (SUMMER, 110, 2)]
