"""What the journal tells."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from incubator.journal.models import JournalLine
from incubator.journal.rules import find_break


def find_first_break(session: Session) -> int | None:
    """Return the position of the first line that does not follow, or None when all do."""
    lines = select(JournalLine).order_by(JournalLine.position).execution_options(yield_per=500)
    broken = find_break(session.scalars(lines))
    return broken and broken.position


def count_lines(session: Session) -> int:
    """Return how many lines the journal has."""
    return session.scalar(select(func.count()).select_from(JournalLine)) or 0
