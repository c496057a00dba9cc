"""Deadlines fall at midnight in Paris, whatever the clocks do that night."""

from datetime import UTC, date, datetime, time, timedelta, tzinfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incubator.kernel.paris import (
    PARIS,
    add_months,
    closing_instant,
    day_of,
    is_past,
    opening_instant,
    silence_date,
)

DAYS = st.dates(date(2000, 1, 1), date(2100, 12, 31))
WINTER, SUMMER = date(2026, 12, 4), date(2026, 7, 10)
BACK, FORTH = date(2026, 10, 25), date(2027, 3, 28)  # the clocks change in the small hours


@pytest.mark.parametrize(
    ("day", "closing"),
    [
        (WINTER, "2026-12-04T23:00:00"),
        (SUMMER, "2026-07-10T22:00:00"),
        (BACK - timedelta(days=1), "2026-10-24T22:00:00"),
        (BACK, "2026-10-25T23:00:00"),
        (FORTH - timedelta(days=1), "2027-03-27T23:00:00"),
        (FORTH, "2027-03-28T22:00:00"),
        (date(2026, 12, 31), "2026-12-31T23:00:00"),
        (date(2028, 2, 29), "2028-02-29T23:00:00"),
    ],
)
def test_a_day_closes_at_midnight_in_paris(day: date, closing: str) -> None:
    assert closing_instant(day) == datetime.fromisoformat(closing).replace(tzinfo=UTC)


@pytest.mark.parametrize("day", [WINTER, SUMMER, BACK, FORTH])
@pytest.mark.parametrize("zone", [UTC, PARIS])
def test_the_last_second_is_in_time_and_midnight_is_not(day: date, zone: tzinfo) -> None:
    last = datetime.combine(day, time(23, 59, 59, 999999), PARIS).astimezone(zone)
    midnight = datetime.combine(day + timedelta(days=1), time(), PARIS).astimezone(zone)
    assert not is_past(day, last)
    assert is_past(day, midnight)


@pytest.mark.parametrize(("day", "hours"), [(WINTER, 24), (BACK, 25), (FORTH, 23)])
def test_a_day_lasts_as_long_as_the_clocks_make_it(day: date, hours: int) -> None:
    assert closing_instant(day) - opening_instant(day) == timedelta(hours=hours)


@pytest.mark.parametrize("fold", [0, 1])
def test_the_hour_that_comes_twice_belongs_to_its_day(fold: int) -> None:
    half_past_two = datetime(2026, 10, 25, 2, 30, tzinfo=PARIS, fold=fold)
    assert day_of(half_past_two.astimezone(UTC)) == BACK


@given(DAYS)
def test_a_day_ends_where_the_next_begins(day: date) -> None:
    closing = closing_instant(day)
    assert closing == opening_instant(day + timedelta(days=1))
    assert day_of(closing) == day + timedelta(days=1)
    assert day_of(closing - timedelta(microseconds=1)) == day


@pytest.mark.parametrize(
    ("received_at", "silence"),
    [
        ("2026-07-10T12:00+02:00", date(2026, 9, 10)),
        ("2026-12-31T23:59:59+01:00", date(2027, 2, 28)),
        ("2026-12-31T23:00+00:00", date(2027, 3, 1)),  # midnight has struck in Paris
        ("2027-12-31T12:00+01:00", date(2028, 2, 29)),
        ("2026-12-30T12:00+01:00", date(2027, 2, 28)),
        ("2026-06-30T12:00+02:00", date(2026, 8, 30)),
    ],
)
def test_silence_counts_two_months_from_the_day_of_receipt(received_at: str, silence: date) -> None:
    assert silence_date(datetime.fromisoformat(received_at)) == silence


@given(DAYS, st.integers(-240, 240))
def test_months_later_is_the_same_day_or_the_last_of_a_shorter_month(
    day: date, months: int
) -> None:
    later = add_months(day, months)
    assert (later.year - day.year) * 12 + later.month - day.month == months
    assert later.day == day.day or (later + timedelta(days=1)).day == 1
