"""Letters, as stored: what was printed, and the digest of the bytes."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from incubator.decisions.rules import DecisionId
from incubator.infra.db import Model


class Letter(Model):
    """The one letter of a signed decision, and the facts from which it can be made again."""

    __tablename__ = "letter"

    decision_id: Mapped[DecisionId] = mapped_column(ForeignKey("decision.id"), primary_key=True)
    facts: Mapped[str]
    digest: Mapped[str]
    size: Mapped[int]
    rendered_at: Mapped[datetime]
