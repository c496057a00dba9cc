"""What the outbox tells."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from incubator.kernel.actor import AccountId
from incubator.outbox.models import Message
from incubator.outbox.rules import MessageState


@dataclass(frozen=True, kw_only=True)
class Doubt:
    """A message that may or may not have left, to whom, about what."""

    id: UUID
    kind: str
    recipient_id: AccountId
    subject_id: UUID
    queued_at: datetime


def count_uncertain(session: Session) -> int:
    """Return how many messages may or may not have left."""
    doubtful = select(func.count()).select_from(Message).filter_by(state=MessageState.UNCERTAIN)
    return session.scalar(doubtful) or 0


def list_uncertain(session: Session) -> Sequence[Doubt]:
    """Return the messages that may or may not have left, the oldest first."""
    doubtful = select(Message).filter_by(state=MessageState.UNCERTAIN).order_by(Message.queued_at)
    return [
        Doubt(
            id=message.id,
            kind=message.kind,
            recipient_id=AccountId(message.recipient_id),
            subject_id=message.subject_id,
            queued_at=message.queued_at,
        )
        for message in session.scalars(doubtful)
    ]
