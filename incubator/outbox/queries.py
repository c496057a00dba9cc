"""What the outbox tells."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from incubator.outbox.models import Message
from incubator.outbox.rules import MessageState


def count_uncertain(session: Session) -> int:
    """Return how many messages may or may not have left."""
    doubtful = select(func.count()).select_from(Message).filter_by(state=MessageState.UNCERTAIN)
    return session.scalar(doubtful) or 0
