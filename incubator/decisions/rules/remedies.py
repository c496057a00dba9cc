"""When a decision is notified, and until when it can be contested."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Final, Protocol

from incubator.kernel.paris import add_months, closing_instant, day_of

DAYS_TO_CONSULT: Final = 15
MONTHS_TO_APPEAL: Final = 2
SATURDAY: Final = 5
FIXED_HOLIDAYS: Final = (
    (1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25),
)  # fmt: skip
DAYS_AFTER_EASTER: Final = (1, 39, 50)  # its Monday, Ascension, Whit Monday


def notified_on(available_at: datetime, opened_at: datetime | None, now: datetime) -> date | None:
    """Return the day on which an electronic decision counts as notified, None while that is open.

    It is received when first consulted; not consulted within fifteen days, it is deemed notified
    on the day it was made available (CRPA, art. R. 112-17 to R. 112-20, for art. L. 112-15).
    """
    available_on = day_of(available_at)
    too_late = closing_instant(available_on + timedelta(days=DAYS_TO_CONSULT))
    if opened_at is not None and opened_at < too_late:
        return day_of(opened_at)
    return available_on if now >= too_late else None


class Notified(Protocol):
    """A decision, as far as its notification goes."""

    @property
    def electronic(self) -> bool:
        """Tell whether the founder consented to be notified on this platform."""

    @property
    def available_at(self) -> datetime | None:
        """Return when it was put at its reader's disposal."""

    @property
    def received_at(self) -> datetime | None:
        """Return when its reader opened it first."""


def notification_day(decision: Notified, now: datetime) -> date | None:
    """Return the day on which this platform notified a decision, None while or if it does not.

    Without prior express consent only the letter notifies (CRPA, art. L. 112-15).
    """
    if not decision.electronic or decision.available_at is None:
        return None
    return notified_on(decision.available_at, decision.received_at, now)


def last_day_to_appeal(notified: date) -> date:
    """Return the last day on which a decision notified on that day can be contested.

    Two months (code de justice administrative, art. R. 421-1) that count neither their first day
    nor their last; an end on a Saturday, a Sunday or a public holiday moves to the next working
    day (code de procédure civile, art. 642, which administrative courts follow).
    """
    return next_working_day(add_months(notified, MONTHS_TO_APPEAL) + timedelta(days=1))


def next_working_day(day: date) -> date:
    """Return that day, or the first one after it that is neither a weekend nor a holiday."""
    while day.weekday() >= SATURDAY or is_holiday(day):
        day += timedelta(days=1)
    return day


def is_holiday(day: date) -> bool:
    """Tell whether a day is a public holiday in the Somme (code du travail, art. L. 3133-1)."""
    if (day.month, day.day) in FIXED_HOLIDAYS:
        return True
    return (day - easter(day.year)).days in DAYS_AFTER_EASTER


def easter(year: int) -> date:
    """Return the Sunday of Easter in the Gregorian calendar, after Meeus, Jones and Butcher."""
    century, rest = divmod(year, 100)
    moon = (19 * (year % 19) + century - century // 4 - (8 * century + 13) // 25 + 15) % 30
    week = (32 + 2 * (century % 4) + 2 * (rest // 4) - moon - rest % 4) % 7
    shift = (year % 19 + 11 * moon + 22 * week) // 451
    month, day = divmod(moon + week - 7 * shift + 114, 31)
    return date(year, month, day + 1)
