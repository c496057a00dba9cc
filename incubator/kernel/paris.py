"""Days and deadlines as people in Amiens count them; instants stay in UTC."""

from calendar import monthrange
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

PARIS: Final = ZoneInfo("Europe/Paris")
MONTHS_OF_SILENCE: Final = 2


def closing_instant(day: date) -> datetime:
    """Return the first instant, in UTC, that is too late for a deadline on that day.

    23:59:59 is in time and 00:00:00 is not, Europe/Paris, whatever the clocks do that night
    (code des relations entre le public et l’administration, art. L. 112-13).
    """
    return datetime.combine(day + timedelta(days=1), time(), PARIS).astimezone(UTC)


def is_past(day: date, now: datetime) -> bool:
    """Tell whether a deadline on that day has passed."""
    return now >= closing_instant(day)


def opening_instant(day: date) -> datetime:
    """Return the first instant, in UTC, of a day in Paris."""
    return closing_instant(day - timedelta(days=1))


def day_of(instant: datetime) -> date:
    """Return the day that calendars in Paris show at that instant."""
    return instant.astimezone(PARIS).date()


def add_months(day: date, months: int) -> date:
    """Return the same day of a later month, or that month's last day when it is shorter."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def silence_date(received_at: datetime) -> date:
    """Return the day at whose end silence counts as a refusal.

    Two months from receipt, same day of the month (CRPA, art. L. 231-4 and R. 112-11-1).
    """
    return add_months(day_of(received_at), MONTHS_OF_SILENCE)
