"""The outbox's one table: ids only, never a secret nor an address."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from incubator.infra.db import Model
from incubator.outbox.rules import MessageState


class Message(Model):
    """One message to one person about one thing."""

    __tablename__ = "message"
    __table_args__ = (CheckConstraint("(state = 'sent') = (sent_at IS NOT NULL)", name="sent_at"),)

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=uuid4)
    kind: Mapped[str]
    recipient_id: Mapped[UUID]
    subject_id: Mapped[UUID]
    state: Mapped[MessageState] = mapped_column(default=MessageState.PENDING)
    queued_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
