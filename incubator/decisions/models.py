"""Decisions, as stored; the database repeats what the rules promise."""

from collections.abc import Set as AbstractSet
from datetime import date, datetime
from typing import Final

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from incubator.applications.rules import ApplicationId
from incubator.calls.rules import CallId
from incubator.decisions.rules import NOTIFIED, SHORTEST, DecisionId, DecisionState, Outcome, Reply
from incubator.infra.db import Model
from incubator.kernel.actor import AccountId, Actor, Relation

MENTIONS: Final = ("given_name", "family_name", "capacity", "service")
SIGNED_WITH: Final = " AND ".join(f"coalesce(length(signer_{name}), 0) > 0" for name in MENTIONS)


class Decision(Model):
    """What an authority decides on one dossier, and what became of it."""

    __tablename__ = "decision"
    __table_args__ = (
        CheckConstraint("(state = 'drafted') = (signed_at IS NULL)", name="signed_at"),
        CheckConstraint("(state = 'drafted') = (signed_by IS NULL)", name="signed_by"),
        CheckConstraint("(state = 'drafted') = (act_number IS NULL)", name="act_number"),
        CheckConstraint(f"state = 'drafted' OR ({SIGNED_WITH})", name="mentions"),
        CheckConstraint(
            "(state IN ('available', 'received')) = (available_at IS NOT NULL)", name="available_at"
        ),
        CheckConstraint("(state = 'received') = (received_at IS NOT NULL)", name="received_at"),
        CheckConstraint("length(reasons_law) > 0", name="reasons_law"),
        CheckConstraint(
            f"outcome = 'accepted' OR length(reasons_fact) >= {SHORTEST}", name="reasons_fact"
        ),
        CheckConstraint("(outcome = 'accepted') = (answer IS NOT NULL)", name="answer"),
        CheckConstraint(
            "(coalesce(answer, 'to_confirm') = 'to_confirm') = (answered_at IS NULL)",
            name="answered_at",
        ),
        CheckConstraint("answered_at IS NULL OR state = 'received'", name="answered"),
        CheckConstraint(
            "(outcome = 'waiting_list') = (waiting_rank IS NOT NULL)", name="waiting_rank"
        ),
        CheckConstraint("waiting_rank > 0", name="first_rank"),
        CheckConstraint(
            "(outcome = 'waiting_list') = (waiting_until IS NOT NULL)", name="waiting_until"
        ),
        UniqueConstraint("call_id", "waiting_rank", name="uq_decision_waiting_rank"),
        Index("ix_decision_drafted", "call_id", "state", "drafted_at", "id"),
        Index("ix_decision_state", "call_id", "state", "available_at", "application_id"),
    )

    id: Mapped[DecisionId] = mapped_column(Uuid, primary_key=True)
    application_id: Mapped[ApplicationId] = mapped_column(ForeignKey("application.id"), unique=True)
    call_id: Mapped[CallId] = mapped_column(ForeignKey("call.id"))
    founder_id: Mapped[AccountId] = mapped_column(ForeignKey("account.id"), index=True)
    electronic: Mapped[bool]
    outcome: Mapped[Outcome]
    state: Mapped[DecisionState]
    reasons_law: Mapped[str]
    reasons_fact: Mapped[str]
    waiting_rank: Mapped[int | None]
    waiting_until: Mapped[date | None]
    drafted_at: Mapped[datetime]
    drafted_by: Mapped[AccountId] = mapped_column(Uuid)
    act_number: Mapped[str | None] = mapped_column(unique=True)
    signed_at: Mapped[datetime | None]
    signed_by: Mapped[AccountId | None] = mapped_column(ForeignKey("account.id"))
    signer_given_name: Mapped[str | None]
    signer_family_name: Mapped[str | None]
    signer_capacity: Mapped[str | None]
    signer_service: Mapped[str | None]
    signer_delegation: Mapped[str | None]
    available_at: Mapped[datetime | None]
    received_at: Mapped[datetime | None]
    answer: Mapped[Reply | None]
    answered_at: Mapped[datetime | None]
    version: Mapped[int]

    def relations_of(self, actor: Actor) -> AbstractSet[Relation]:
        """Say that a decision is the staff's, and its founder's once available.

        Their team reads it once the founder has: opening it notifies whoever it is for.
        """
        if actor.account_id == self.founder_id:
            return {Relation.FOUNDER_OF} if self.state in NOTIFIED else set()
        if self.application_id in actor.in_teams:
            return {Relation.TEAMMATE} if self.state is DecisionState.RECEIVED else set()
        return actor.standing_in(self.call_id) & {Relation.MANAGER, Relation.SIGNATORY}
