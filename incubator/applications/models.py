"""Dossiers, as stored; a submission is a frozen copy that nothing changes."""

from collections.abc import Set as AbstractSet
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, Uuid
from sqlalchemy.orm import Mapped, mapped_column, validates

from incubator.applications.rules import (
    ApplicationId,
    ApplicationState,
    FileId,
    IntakeId,
    SubmissionId,
    words_of,
)
from incubator.calls.rules import CallId
from incubator.infra.db import Model
from incubator.kernel.actor import AccountId, Actor, Relation


class Intake(Model):
    """A table of dossiers kept elsewhere, with what its columns mean; imported once, or never."""

    __tablename__ = "intake"
    __table_args__ = (CheckConstraint("(imported_at IS NULL) = (dossiers = 0)", name="dossiers"),)

    id: Mapped[IntakeId] = mapped_column(Uuid, primary_key=True, default=uuid4)
    call_id: Mapped[CallId] = mapped_column(ForeignKey("call.id"), index=True)
    name: Mapped[str]
    digest: Mapped[str]
    mapping: Mapped[dict[str, Any]]
    brought_at: Mapped[datetime]
    brought_by: Mapped[AccountId] = mapped_column(Uuid)
    imported_at: Mapped[datetime | None]
    dossiers: Mapped[int] = mapped_column(default=0)

    def relations_of(self, actor: Actor) -> AbstractSet[Relation]:
        """Say that a table is the managers' of its call."""
        return actor.standing_in(self.call_id) & {Relation.MANAGER}


class Application(Model):
    """One dossier; what lists show of it is taken over at each submission.

    An imported one has no founder here: nobody was told of a delay, nobody waits for an answer.
    """

    __tablename__ = "application"
    __table_args__ = (
        UniqueConstraint("call_id", "founder_id"),
        UniqueConstraint("call_id", "imported_as", name="uq_application_imported_as"),
        CheckConstraint("(founder_id IS NULL) = (imported_as IS NOT NULL)", name="founder"),
        CheckConstraint("(imported_as IS NULL) = (intake_id IS NULL)", name="imported_as"),
        CheckConstraint(
            "imported_as IS NULL OR (state <> 'draft' AND silence_on IS NULL)", name="imported"
        ),
        CheckConstraint("(state = 'draft') = (number IS NULL)", name="number"),
        CheckConstraint("(state = 'draft') = (submitted_at IS NULL)", name="submitted_at"),
        CheckConstraint(
            "state = 'withdrawn' OR "
            "(state IN ('admissible', 'inadmissible')) = (ruled_at IS NOT NULL)",
            name="ruled_at",
        ),
        CheckConstraint("state <> 'inadmissible' OR length(ruling) > 0", name="ruling"),
        CheckConstraint("(state = 'incomplete') = (reopened_until IS NOT NULL)", name="reopened"),
        CheckConstraint("(state = 'withdrawn') = (withdrawn_at IS NOT NULL)", name="withdrawn"),
        CheckConstraint("state <> 'withdrawn' OR silence_on IS NULL", name="silent"),
        Index("ix_application_founder", "founder_id", "call_id", "state"),
        Index("ix_application_list", "call_id", "number"),
        Index("ix_application_state", "call_id", "state", "number", "founder_id"),
    )

    id: Mapped[ApplicationId] = mapped_column(Uuid, primary_key=True, default=uuid4)
    call_id: Mapped[CallId] = mapped_column(ForeignKey("call.id"))
    form_version: Mapped[int]
    founder_id: Mapped[AccountId | None] = mapped_column(ForeignKey("account.id"))
    intake_id: Mapped[IntakeId | None] = mapped_column(ForeignKey("intake.id"))
    imported_as: Mapped[str | None]  # the digest of what the table knows it by
    state: Mapped[ApplicationState]
    started_at: Mapped[datetime]
    saved_at: Mapped[datetime]
    version: Mapped[int]
    number: Mapped[str | None] = mapped_column(unique=True)
    title: Mapped[str] = mapped_column(default="")
    organisation: Mapped[str] = mapped_column(default="")
    cluster: Mapped[str] = mapped_column(default="")
    words: Mapped[str] = mapped_column(default="", server_default="")  # what a search compares
    submitted_at: Mapped[datetime | None]
    silence_on: Mapped[date | None]
    ruled_at: Mapped[datetime | None]
    ruled_by: Mapped[UUID | None]
    ruling: Mapped[str] = mapped_column(default="")
    reopened_until: Mapped[date | None]
    reopened_keys: Mapped[str] = mapped_column(default="", server_default="")
    withdrawn_at: Mapped[datetime | None]
    withdrawal: Mapped[str] = mapped_column(default="", server_default="")  # why, if it was said

    @validates("number", "title", "organisation")
    def _note_words(self, name: str, value: str | None) -> str | None:
        """Keep what a search compares in step with what it finds."""
        shown = {key: getattr(self, key) for key in ("title", "organisation", "number")}
        self.words = words_of(**shown | {name: value})
        return value

    def relations_of(self, actor: Actor) -> AbstractSet[Relation]:
        """Say that a dossier is its founder's and team's, and others' who manage once submitted."""
        if actor.account_id == self.founder_id:
            return {Relation.FOUNDER_OF}
        if self.id in actor.in_teams:
            return {Relation.TEAMMATE}
        if self.state is ApplicationState.DRAFT:
            return set()
        return actor.standing_in(self.call_id) & {Relation.MANAGER}


class Answer(Model):
    """The words given to one question."""

    __tablename__ = "answer"

    application_id: Mapped[ApplicationId] = mapped_column(
        ForeignKey("application.id"), primary_key=True
    )
    key: Mapped[str] = mapped_column(primary_key=True)
    text: Mapped[str]
    saved_at: Mapped[datetime]
    version: Mapped[int]


class Attachment(Model):
    """A file given to one question; its bytes lie in the store."""

    __tablename__ = "attachment"
    __table_args__ = (CheckConstraint("size > 0", name="size"),)

    id: Mapped[FileId] = mapped_column(Uuid, primary_key=True, default=uuid4)
    application_id: Mapped[ApplicationId] = mapped_column(ForeignKey("application.id"), index=True)
    key: Mapped[str]
    name: Mapped[str]
    media_type: Mapped[str]
    digest: Mapped[str]
    size: Mapped[int]
    added_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]


class Submission(Model):
    """What was received, frozen: canonical JSON and its SHA-256."""

    __tablename__ = "submission"
    __table_args__ = (UniqueConstraint("application_id", "ordinal"),)

    id: Mapped[SubmissionId] = mapped_column(Uuid, primary_key=True, default=uuid4)
    application_id: Mapped[ApplicationId] = mapped_column(ForeignKey("application.id"))
    ordinal: Mapped[int]
    received_at: Mapped[datetime]
    silence_on: Mapped[date | None]
    snapshot: Mapped[str]
    digest: Mapped[str]
    consents_to_electronic: Mapped[bool]


class ItemsRequest(Model):
    """What a manager asked a founder for, and the day on which silence counted until then."""

    __tablename__ = "items_request"

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=uuid4)
    application_id: Mapped[ApplicationId] = mapped_column(ForeignKey("application.id"), index=True)
    keys: Mapped[str]
    reason: Mapped[str]
    asked_at: Mapped[datetime]
    asked_by: Mapped[AccountId] = mapped_column(ForeignKey("account.id"))
    until: Mapped[date]
    silence_on: Mapped[date]
    answered_at: Mapped[datetime | None]


class PrintedReceipt(Model):
    """The receipt of a submission on paper, and the facts from which it can be made again."""

    __tablename__ = "receipt"

    submission_id: Mapped[SubmissionId] = mapped_column(
        ForeignKey("submission.id"), primary_key=True
    )
    facts: Mapped[str]
    digest: Mapped[str]
    size: Mapped[int]
    rendered_at: Mapped[datetime]


class ConditionCheck(Model):
    """Whether a manager found one published condition met."""

    __tablename__ = "condition_check"

    application_id: Mapped[ApplicationId] = mapped_column(
        ForeignKey("application.id"), primary_key=True
    )
    key: Mapped[str] = mapped_column(primary_key=True)
    met: Mapped[bool]
