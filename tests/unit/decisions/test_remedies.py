"""When a decision is notified, and the last day on which it can be contested."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incubator.decisions.rules import (
    easter,
    is_holiday,
    last_day_to_appeal,
    next_working_day,
    notification_day,
    notified_on,
)

AVAILABLE = datetime(2026, 3, 16, 8, 30, tzinfo=UTC)
DAYS = st.dates(date(2000, 1, 1), date(2100, 12, 31))


def march(day: int, hour: int = 12) -> datetime:
    """Return an instant of March 2026."""
    return datetime(2026, 3, day, hour, tzinfo=UTC)


@pytest.mark.parametrize(
    ("opened", "now", "notified"),
    [
        (march(18), march(18), date(2026, 3, 18)),
        (march(16), march(16), date(2026, 3, 16)),
        (None, march(18), None),
        (None, datetime(2026, 3, 31, 21, 59, 59, tzinfo=UTC), None),
        (None, datetime(2026, 3, 31, 22, 0, tzinfo=UTC), date(2026, 3, 16)),
        (march(31, 21), datetime(2026, 4, 20, tzinfo=UTC), date(2026, 3, 31)),
        (march(31, 22), datetime(2026, 4, 20, tzinfo=UTC), date(2026, 3, 16)),
        (datetime(2026, 4, 2, tzinfo=UTC), datetime(2026, 4, 20, tzinfo=UTC), date(2026, 3, 16)),
    ],
)
def test_a_decision_is_notified_when_opened_or_after_fifteen_days_on_the_day_it_was_available(
    opened: datetime | None, now: datetime, notified: date | None
) -> None:
    assert notified_on(AVAILABLE, opened, now) == notified


@dataclass(frozen=True)
class Told:
    """A decision, as far as its notification goes."""

    electronic: bool = True
    available_at: datetime | None = AVAILABLE
    received_at: datetime | None = None


@pytest.mark.parametrize(
    ("decision", "notified"),
    [
        (Told(received_at=march(18)), date(2026, 3, 18)),
        (Told(), None),
        (Told(available_at=None), None),
        (Told(electronic=False, received_at=march(18)), None),  # the letter notifies it
    ],
)
def test_this_platform_notifies_what_is_available_to_who_consented(
    decision: Told, notified: date | None
) -> None:
    assert notification_day(decision, march(20)) == notified


def test_days_are_those_of_paris() -> None:
    late = datetime(2026, 3, 16, 23, 30, tzinfo=UTC)
    assert notified_on(late, late, late) == date(2026, 3, 17)


@pytest.mark.parametrize(
    ("notified", "last"),
    [
        (date(2026, 3, 16), date(2026, 5, 18)),  # Sunday 17 May moves to Monday
        (date(2026, 3, 13), date(2026, 5, 15)),  # 14 May is Ascension
        (date(2026, 3, 24), date(2026, 5, 26)),  # 25 May is Whit Monday
        (date(2026, 2, 5), date(2026, 4, 7)),  # 6 April is Easter Monday
        (date(2026, 5, 13), date(2026, 7, 15)),  # after 14 July
        (date(2026, 6, 14), date(2026, 8, 17)),  # 15 August is a Saturday
        (date(2026, 9, 10), date(2026, 11, 12)),  # after 11 November
        (date(2026, 10, 24), date(2026, 12, 28)),  # Christmas, then a weekend
        (date(2026, 12, 31), date(2027, 3, 1)),  # February is shorter
        (date(2026, 7, 1), date(2026, 9, 2)),
    ],
)
def test_two_full_months_end_on_a_working_day(notified: date, last: date) -> None:
    assert last_day_to_appeal(notified) == last


@pytest.mark.parametrize(
    ("year", "month", "day"),
    [
        (1818, 3, 22), (1943, 4, 25), (1961, 4, 2), (2000, 4, 23), (2008, 3, 23), (2019, 4, 21),
        (2024, 3, 31), (2025, 4, 20), (2026, 4, 5), (2027, 3, 28), (2028, 4, 16), (2038, 4, 25),
    ],
)  # fmt: skip
def test_easter_falls_where_almanacs_say(year: int, month: int, day: int) -> None:
    assert easter(year) == date(year, month, day)


def test_easter_falls_where_another_formula_puts_it_for_eight_thousand_years() -> None:
    years = range(1583, 10_000)
    assert [year for year in years if easter(year) != easter_after_clavius(year)] == []


def easter_after_clavius(year: int) -> date:
    """Return Easter by golden number, epact and dominical letter (Knuth, TAOCP 1.3.2, ex. 14)."""
    golden, century = year % 19 + 1, year // 100 + 1
    dropped, moved = 3 * century // 4 - 12, (8 * century + 5) // 25 - 5
    epact = (11 * golden + 20 + moved - dropped) % 30
    epact += epact == 24 or (epact == 25 and golden > 11)
    moon = 44 - epact if epact < 24 else 74 - epact  # days after the last of February
    sunday = moon + 7 - (5 * year // 4 - dropped - 10 + moon) % 7
    return date(year, 3, 1) + timedelta(days=sunday - 1)


def test_a_year_has_eleven_holidays() -> None:
    days = [
        date.fromordinal(n)
        for n in range(date(2026, 1, 1).toordinal(), date(2027, 1, 1).toordinal())
    ]
    assert [f"{day:%d/%m}" for day in days if is_holiday(day)] == [
        "01/01", "06/04", "01/05", "08/05", "14/05", "25/05",
        "14/07", "15/08", "01/11", "11/11", "25/12",
    ]  # fmt: skip


@given(DAYS)
def test_the_last_day_is_a_working_day_at_least_two_months_later(notified: date) -> None:
    last = last_day_to_appeal(notified)
    assert 59 < (last - notified).days < 70
    assert next_working_day(last) == last
    assert last.weekday() < 5
    assert not is_holiday(last)
