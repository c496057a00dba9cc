"""Calls, as stored; what candidates were told stays in its version."""

from collections.abc import Set as AbstractSet
from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from incubator.calls.rules import CallId
from incubator.ecosystem.rules import ClusterCode
from incubator.infra.db import Model
from incubator.kernel.actor import Actor, Relation


class Call(Model):
    """A call for applications, its calendar and its page."""

    __tablename__ = "call"
    __table_args__ = (
        CheckConstraint("opens_on <= closes_on", name="calendar"),
        CheckConstraint("places > 0", name="places"),
    )

    id: Mapped[CallId] = mapped_column(Uuid, primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    title: Mapped[str]
    lead: Mapped[str]
    cluster: Mapped[ClusterCode] = mapped_column(ForeignKey("cluster.code"))
    phase: Mapped[str]
    places: Mapped[int]
    duration_months: Mapped[int]
    opens_on: Mapped[date]
    closes_on: Mapped[date]
    admissibility_until: Mapped[date]
    evaluation_until: Mapped[date]
    hearings_on: Mapped[date]
    decision_on: Mapped[date]
    entry_on: Mapped[date]
    content: Mapped[dict[str, Any]]
    current_version: Mapped[int]
    last_number: Mapped[int] = mapped_column(default=0)

    def relations_of(self, actor: Actor) -> AbstractSet[Relation]:
        """Say that a call is known to everybody, by their standing."""
        return actor.standing_in(self.id) - {Relation.OPERATOR}


class CallVersion(Model):
    """The form and the rubric as they stood at one time; never changed afterwards."""

    __tablename__ = "call_version"

    call_id: Mapped[CallId] = mapped_column(ForeignKey("call.id"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    form: Mapped[dict[str, Any]]
    rubric: Mapped[dict[str, Any]]
    digest: Mapped[str]
    opened_at: Mapped[datetime]
