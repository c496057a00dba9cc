"""Assignments and score sheets, as stored; the database repeats what the rules promise."""

from collections.abc import Set as AbstractSet
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, Uuid
from sqlalchemy.orm import Mapped, mapped_column, relationship

from incubator.applications.rules import ApplicationId
from incubator.calls.rules import CallId
from incubator.infra.db import Model
from incubator.jury.rules import AssignmentId, AssignmentState, Link, SheetId, SheetState
from incubator.kernel.actor import AccountId, Actor, Relation


class Assignment(Model):
    """One dossier entrusted to one juror, and what the juror declared."""

    __tablename__ = "assignment"
    __table_args__ = (
        UniqueConstraint("juror_id", "application_id"),
        Index("ix_assignment_call", "call_id", "state"),
        Index("ix_assignment_juror", "juror_id", "call_id", "state"),
        Index("ix_assignment_dossier", "call_id", "application_id", "state", "id"),
        CheckConstraint("(link IS NULL) = (declared_at IS NULL)", name="declared_at"),
        CheckConstraint(
            "state = 'withdrawn' OR (state = 'assigned') = (link IS NULL)", name="declared"
        ),
        CheckConstraint("state <> 'cleared' OR link <> 'conflict'", name="cleared"),
        CheckConstraint("state <> 'referred' OR link = 'link'", name="referred"),
        CheckConstraint("state <> 'recused' OR link <> 'none'", name="recused"),
        CheckConstraint("link <> 'link' OR length(detail) > 0", name="detail"),
        CheckConstraint("state <> 'withdrawn' OR length(reason) > 0", name="reason"),
    )

    id: Mapped[AssignmentId] = mapped_column(Uuid, primary_key=True, default=uuid4)
    application_id: Mapped[ApplicationId] = mapped_column(ForeignKey("application.id"), index=True)
    call_id: Mapped[CallId] = mapped_column(ForeignKey("call.id"))
    juror_id: Mapped[AccountId] = mapped_column(ForeignKey("account.id"))
    state: Mapped[AssignmentState]
    assigned_at: Mapped[datetime]
    link: Mapped[Link | None]
    detail: Mapped[str] = mapped_column(default="")
    declared_at: Mapped[datetime | None]
    reason: Mapped[str] = mapped_column(default="")  # why a manager ruled on it or took it back
    version: Mapped[int]

    def relations_of(self, actor: Actor) -> AbstractSet[Relation]:
        """Say that an assignment is the juror's while it lasts, and the managers'."""
        if actor.account_id != self.juror_id:
            return actor.standing_in(self.call_id) & {Relation.MANAGER}
        juror = Relation.JUROR in actor.standing_in(self.call_id)
        lasts = juror and self.state is not AssignmentState.WITHDRAWN
        return {Relation.ASSIGNED_TO} if lasts else set()


class ScoreSheet(Model):
    """One juror's opinion of one dossier."""

    __tablename__ = "score_sheet"
    __table_args__ = (
        CheckConstraint("(state = 'submitted') = (submitted_at IS NOT NULL)", name="submitted_at"),
        Index("ix_score_sheet_counted", "call_id", "state", "open", "application_id", "id"),
        Index("ix_score_sheet_juror", "juror_id", "call_id", "open"),
        Index("ix_score_sheet_progress", "assignment_id", "state", "open", "saved_at"),
    )

    id: Mapped[SheetId] = mapped_column(Uuid, primary_key=True, default=uuid4)
    assignment_id: Mapped[AssignmentId] = mapped_column(ForeignKey("assignment.id"), unique=True)
    application_id: Mapped[ApplicationId] = mapped_column(ForeignKey("application.id"), index=True)
    call_id: Mapped[CallId] = mapped_column(ForeignKey("call.id"))
    juror_id: Mapped[AccountId] = mapped_column(ForeignKey("account.id"))
    state: Mapped[SheetState]
    open: Mapped[bool] = mapped_column(default=True)
    strength: Mapped[str] = mapped_column(default="")
    improvement: Mapped[str] = mapped_column(default="")
    private_note: Mapped[str] = mapped_column(default="")
    marked: Mapped[int] = mapped_column(default=0)
    saved_at: Mapped[datetime | None]
    submitted_at: Mapped[datetime | None]
    version: Mapped[int]
    marks: Mapped[list["Mark"]] = relationship(lazy="raise", cascade="all, delete-orphan")

    def relations_of(self, actor: Actor) -> AbstractSet[Relation]:
        """Say that a juror stands to their own sheets only, and nobody else to any."""
        juror = Relation.JUROR in actor.standing_in(self.call_id)
        own = actor.account_id == self.juror_id
        return {Relation.JUROR_ON} if own and juror and self.open else set()


class Mark(Model):
    """The points for one criterion, or that the juror cannot judge it."""

    __tablename__ = "mark"
    __table_args__ = (
        CheckConstraint("points BETWEEN 0 AND 5", name="points"),
        CheckConstraint("NOT unjudged OR points IS NULL", name="unjudged"),
        Index("ix_mark_points", "sheet_id", "criterion", "points"),  # ranks are added up from it
    )

    sheet_id: Mapped[SheetId] = mapped_column(ForeignKey("score_sheet.id"), primary_key=True)
    criterion: Mapped[str] = mapped_column(primary_key=True)
    points: Mapped[int | None]
    unjudged: Mapped[bool]
    comment: Mapped[str] = mapped_column(default="")


class EvaluationClosing(Model):
    """The one dated act that ends the evaluation of a call."""

    __tablename__ = "evaluation_closing"

    call_id: Mapped[CallId] = mapped_column(ForeignKey("call.id"), primary_key=True)
    closed_at: Mapped[datetime]
    closed_by: Mapped[UUID]
    reason: Mapped[str]


class JurorProgress(Model):
    """How far one juror of a call is; kept from assignments and sheets, which are the truth."""

    __tablename__ = "juror_progress"

    call_id: Mapped[CallId] = mapped_column(ForeignKey("call.id"), primary_key=True)
    juror_id: Mapped[AccountId] = mapped_column(ForeignKey("account.id"), primary_key=True)
    expected: Mapped[int]
    started: Mapped[int]
    handed_in: Mapped[int]
    recused: Mapped[int]
