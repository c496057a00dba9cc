"""Messages, never changed but for when the other side read them; threads that wait."""

from datetime import datetime
from uuid import uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from incubator.applications.rules import ApplicationId
from incubator.calls.rules import CallId
from incubator.infra.db import Model
from incubator.kernel.actor import AccountId
from incubator.messages.rules import MessageId


class ThreadMessage(Model):
    """One message in the thread of a dossier, by its place there."""

    __tablename__ = "thread_message"
    __table_args__ = (
        UniqueConstraint("application_id", "ordinal"),
        CheckConstraint("ordinal > 0", name="ordinal"),
        CheckConstraint("length(text) > 0", name="text"),
    )

    id: Mapped[MessageId] = mapped_column(Uuid, primary_key=True, default=uuid4)
    application_id: Mapped[ApplicationId] = mapped_column(ForeignKey("application.id"))
    ordinal: Mapped[int]
    author_id: Mapped[AccountId] = mapped_column(ForeignKey("account.id"))
    from_team: Mapped[bool]
    text: Mapped[str]
    sent_at: Mapped[datetime]
    read_at: Mapped[datetime | None]


class WaitingThread(Model):
    """A dossier whose founder waits for an answer of the team; kept from the messages."""

    __tablename__ = "waiting_thread"
    __table_args__ = (Index("ix_waiting_thread_since", "call_id", "since", "application_id"),)

    application_id: Mapped[ApplicationId] = mapped_column(
        ForeignKey("application.id"), primary_key=True
    )
    call_id: Mapped[CallId] = mapped_column(ForeignKey("call.id"))
    count: Mapped[int]
    since: Mapped[datetime]
