"""Cohorts, as stored; triggers of the migrations refuse to change a reading."""

from collections.abc import Set as AbstractSet
from datetime import date, datetime
from uuid import uuid4

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    UniqueConstraint,
    Uuid,
)
from sqlalchemy.orm import Mapped, mapped_column

from incubator.applications.rules import ApplicationId
from incubator.calls.rules import CallId
from incubator.cohorts.rules import (
    MOST_TENTHS,
    CohortId,
    EnrolmentId,
    EnrolmentState,
    MilestoneId,
    ReadingId,
)
from incubator.ecosystem.rules import ClusterCode
from incubator.infra.db import Model
from incubator.kernel.actor import AccountId, Actor, Relation


class Cohort(Model):
    """Those whom one call brings in together."""

    __tablename__ = "cohort"
    __table_args__ = (CheckConstraint("duration_months > 0", name="duration"),)

    id: Mapped[CohortId] = mapped_column(Uuid, primary_key=True, default=uuid4)
    call_id: Mapped[CallId] = mapped_column(ForeignKey("call.id"), unique=True)
    title: Mapped[str]
    starts_on: Mapped[date]
    duration_months: Mapped[int]

    def relations_of(self, actor: Actor) -> AbstractSet[Relation]:
        """Say that a cohort is known to the managers of its call."""
        return actor.standing_in(self.call_id) & {Relation.MANAGER}


class Enrolment(Model):
    """One start-up's stay; its name is the one under which it was admitted."""

    __tablename__ = "enrolment"
    __table_args__ = (
        CheckConstraint(
            "(state = 'in_residence') = (resident_since IS NOT NULL)", name="resident_since"
        ),
    )

    id: Mapped[EnrolmentId] = mapped_column(Uuid, primary_key=True, default=uuid4)
    cohort_id: Mapped[CohortId] = mapped_column(ForeignKey("cohort.id"), index=True)
    call_id: Mapped[CallId] = mapped_column(ForeignKey("call.id"))
    application_id: Mapped[ApplicationId] = mapped_column(ForeignKey("application.id"), unique=True)
    founder_id: Mapped[AccountId] = mapped_column(ForeignKey("account.id"), index=True)
    title: Mapped[str]
    organisation: Mapped[str]
    cluster: Mapped[ClusterCode] = mapped_column(ForeignKey("cluster.code"))
    state: Mapped[EnrolmentState]
    enrolled_at: Mapped[datetime]
    resident_since: Mapped[date | None]

    def relations_of(self, actor: Actor) -> AbstractSet[Relation]:
        """Say that a start-up is its founder's and team's, and the managers'."""
        own = {Relation.FOUNDER_OF} if actor.account_id == self.founder_id else set[Relation]()
        if self.application_id in actor.in_teams:
            own = {Relation.TEAMMATE}
        return own | (actor.standing_in(self.call_id) & {Relation.MANAGER})


class Milestone(Model):
    """A point on a start-up's way; reached on a day, with what shows it."""

    __tablename__ = "milestone"
    __table_args__ = (
        UniqueConstraint("enrolment_id", "code"),
        CheckConstraint("(reached_on IS NULL) = (evidence = '')", name="evidence"),
        CheckConstraint("(reached_on IS NULL) = (reached_by IS NULL)", name="reached_by"),
    )

    id: Mapped[MilestoneId] = mapped_column(Uuid, primary_key=True, default=uuid4)
    enrolment_id: Mapped[EnrolmentId] = mapped_column(ForeignKey("enrolment.id"))
    code: Mapped[str]
    title: Mapped[str]
    due_on: Mapped[date]
    reached_on: Mapped[date | None]
    reached_by: Mapped[AccountId | None] = mapped_column(ForeignKey("account.id"))
    evidence: Mapped[str] = mapped_column(default="")
    version: Mapped[int]


class Reading(Model):
    """A figure on a day; a correction is another row that names the one it replaces."""

    __tablename__ = "reading"
    __table_args__ = (
        UniqueConstraint("id", "enrolment_id", "indicator"),
        ForeignKeyConstraint(
            ["replaces_id", "enrolment_id", "indicator"],
            ["reading.id", "reading.enrolment_id", "reading.indicator"],
        ),
        CheckConstraint("replaces_id <> id", name="replaces"),
        CheckConstraint(f"tenths BETWEEN 0 AND {MOST_TENTHS}", name="tenths"),
        CheckConstraint("length(source) > 0", name="source"),
    )

    id: Mapped[ReadingId] = mapped_column(Uuid, primary_key=True, default=uuid4)
    enrolment_id: Mapped[EnrolmentId] = mapped_column(ForeignKey("enrolment.id"), index=True)
    indicator: Mapped[str]
    as_of: Mapped[date]
    tenths: Mapped[int]
    source: Mapped[str]
    verified: Mapped[bool]
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[AccountId] = mapped_column(ForeignKey("account.id"))
    replaces_id: Mapped[ReadingId | None] = mapped_column(Uuid, unique=True)
