"""Letters, as stored: what was printed, the digest of the bytes; and those still awaited."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from incubator.applications.rules import ApplicationId
from incubator.calls.rules import CallId
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


class AwaitedLetter(Model):
    """A signed decision that has no letter yet; kept from decisions and letters."""

    __tablename__ = "awaited_letter"

    decision_id: Mapped[DecisionId] = mapped_column(ForeignKey("decision.id"), primary_key=True)
    application_id: Mapped[ApplicationId] = mapped_column(ForeignKey("application.id"))
    call_id: Mapped[CallId] = mapped_column(ForeignKey("call.id"), index=True)
