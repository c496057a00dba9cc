"""The journal's one table; triggers of the migrations refuse to change a line."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Uuid
from sqlalchemy.orm import Mapped, mapped_column

from incubator.infra.db import Model
from incubator.kernel.actor import AccountId


class JournalLine(Model):
    """One fact: what, by whom, when."""

    __tablename__ = "journal_line"

    position: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    actor_id: Mapped[AccountId] = mapped_column(Uuid)
    event: Mapped[str]
    subject_id: Mapped[UUID] = mapped_column(index=True)
    facts: Mapped[str]
    seal: Mapped[str] = mapped_column(unique=True)
