"""What others may ask about decisions, and what the rules need to know before one is written."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Integer, Subquery, cast, func, or_, select
from sqlalchemy.orm import Session

from incubator.applications.queries import get_application, list_dossiers, select_received
from incubator.applications.rules import ApplicationId
from incubator.calls.queries import get_call
from incubator.calls.rules import CallId
from incubator.decisions.models import Decision
from incubator.decisions.rules import (
    Case,
    DecisionId,
    DecisionState,
    Outcome,
    Reply,
)
from incubator.deliberation.queries import find_opinion
from incubator.ecosystem.queries import list_partners
from incubator.ecosystem.rules import Signatory
from incubator.kernel.actor import NOBODY, AccountId, Actor
from incubator.kernel.pages import PAGE_LENGTH, Leaf
from incubator.kernel.paris import day_of
from incubator.kernel.permissions import Permission, allows
from incubator.kernel.refusals import NotFound

SHOWN: Final = (
    Decision.id,
    Decision.application_id,
    Decision.founder_id,
    Decision.outcome,
    Decision.waiting_rank,
    Decision.state,
    Decision.act_number,
    Decision.signed_at,
    Decision.available_at,
    Decision.received_at,
    Decision.electronic,
    Decision.answer,
    Decision.answered_at,
)


@dataclass(frozen=True, kw_only=True)
class DecisionRow:
    """A decision as lists show it."""

    id: DecisionId
    application_id: ApplicationId
    founder_id: AccountId
    number: str
    title: str
    organisation: str
    outcome: Outcome
    rank: int | None
    state: DecisionState
    act_number: str | None
    signed_at: datetime | None
    available_at: datetime | None
    received_at: datetime | None
    electronic: bool
    answer: Reply | None
    answered_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class DecisionCount:
    """How many decisions of a call stand in one state, and when the last became available."""

    count: int
    available_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class OwnDecision:
    """A decision as its founder's first page knows it."""

    id: DecisionId
    state: DecisionState
    answer: Reply | None


def get_decision(session: Session, decision_id: DecisionId) -> Decision:
    """Return the decision's row, or raise `NotFound`."""
    decision = session.get(Decision, decision_id)
    if decision is None:
        raise NotFound
    return decision


def find_row(session: Session, application_id: ApplicationId) -> Decision | None:
    """Return the row of the decision on a dossier, for those who write it, or None."""
    return session.scalars(select(Decision).filter_by(application_id=application_id)).one_or_none()


def is_signing(session: Session, call_id: CallId) -> bool:
    """Tell whether a decision of a call was signed, whichever."""
    signed = select(Decision.id).where(Decision.call_id == call_id, Decision.signed_at.is_not(None))
    return session.scalars(signed.limit(1)).first() is not None


def find_decision(session: Session, application_id: ApplicationId) -> DecisionRow | None:
    """Return the decision on a dossier, drafted or not, or None."""
    decision = find_row(session, application_id)
    return _row(decision, get_application(session, application_id)) if decision else None


def list_decisions(
    session: Session, call_id: CallId, leaf: Leaf | None = None
) -> Sequence[DecisionRow]:
    """Return the decisions of a call, drafts included, by dossier number; all or one page."""
    received = select_received(NOBODY, call_id)
    dossier = (received.c.number, received.c.title, received.c.organisation)
    rows = (
        select(*SHOWN, *dossier)
        .join(received, received.c.id == Decision.application_id)
        .order_by(received.c.number)
    )
    if leaf:
        rows = rows.offset(leaf.start).limit(PAGE_LENGTH)
    return [_row(row, row) for row in session.execute(rows)]


def count_decisions(session: Session, call_id: CallId) -> Mapping[DecisionState, DecisionCount]:
    """Return how many decisions of a call stand where."""
    counts = select(Decision.state, func.count(), func.max(Decision.available_at)).where(
        Decision.call_id == call_id
    )
    return {
        row[0]: DecisionCount(count=row[1], available_at=row[2])
        for row in session.execute(counts.group_by(Decision.state))
    }


def select_states(call_id: CallId | None = None) -> Subquery:
    """Select where the decision on each dossier stands, of one call or of all."""
    states = select(
        Decision.id,
        Decision.application_id,
        Decision.call_id,
        Decision.state,
        Decision.electronic,
        Decision.available_at,
    )
    if call_id:
        states = states.where(Decision.call_id == call_id)
    return states.subquery("decided")


def map_own_decisions(session: Session, actor: Actor) -> Mapping[ApplicationId, OwnDecision]:
    """Return the decisions that somebody was told of as a founder, alone or not, by dossier.

    What a decision is answered is told only to who may answer.
    """
    told = Decision.founder_id == actor.account_id
    own = or_(told, Decision.application_id.in_(actor.in_teams))
    return {
        row.application_id: OwnDecision(
            id=row.id,
            state=row.state,
            answer=row.answer if allows(actor, Permission.ANSWER_ADMISSION, row) else None,
        )
        for row in session.scalars(select(Decision).where(own))
        if allows(actor, Permission.OPEN_DECISION, row)
    }


def find_next_to_sign(session: Session, call_id: CallId, but: DecisionId) -> DecisionId | None:
    """Return another drafted decision of a call, the oldest draft first, or None."""
    waiting = select(Decision.id).filter_by(call_id=call_id, state=DecisionState.DRAFTED)
    return session.scalars(
        waiting.where(Decision.id != but).order_by(Decision.drafted_at, Decision.id).limit(1)
    ).first()


def get_case(session: Session, application_id: ApplicationId, now: datetime) -> Case:
    """Return all that a decision on a dossier must agree with."""
    own = get_application(session, application_id)
    opinion = find_opinion(session, application_id)
    others = session.scalars(
        select(Decision).where(
            Decision.call_id == own.call_id, Decision.application_id != application_id
        )
    ).all()
    foreign = [row for row in list_dossiers(session, own.call_id) if row.id != application_id]
    public = [partner.name for partner in list_partners(session)]
    return Case(
        state=own.state,
        sense=opinion.sense if opinion else None,
        places=get_call(session, own.call_id).places,
        taken=sum(
            other.outcome is Outcome.ACCEPTED and other.answer is not Reply.DECLINED
            for other in others
        ),
        ranks=[other.waiting_rank for other in others if other.waiting_rank],
        today=day_of(now),
        others=[other.reasons_fact for other in others],
        foreign_names=[name for row in foreign for name in (row.title, row.organisation)],
        own_names=[own.title, own.organisation, *public],
    )


def list_ranks(session: Session, call_id: CallId) -> Sequence[int]:
    """Return the ranks at which projects wait in a call, drafts included."""
    own, waits = Decision.call_id == call_id, Decision.waiting_rank.is_not(None)
    ranks = session.scalars(select(Decision.waiting_rank).where(own, waits))
    return [rank for rank in ranks if rank]


def get_last_act(session: Session, year: int) -> int:
    """Return how far the numbers of the acts of a year have come."""
    ordinal = cast(func.substr(Decision.act_number, len(f"{year}-") + 1), Integer)
    of_year = Decision.act_number.startswith(f"{year}-")
    return session.scalar(select(func.max(ordinal)).where(of_year)) or 0


def find_signer(decision: Decision) -> Signatory | None:
    """Return who signed, as they were named on that day, or None for a draft."""
    if decision.signed_by is None:
        return None
    return Signatory(
        account_id=decision.signed_by,
        given_name=decision.signer_given_name or "",
        family_name=decision.signer_family_name or "",
        capacity=decision.signer_capacity or "",
        service=decision.signer_service or "",
        delegation=decision.signer_delegation or "",
    )


def _row(decision: Any, dossier: Any) -> DecisionRow:
    return DecisionRow(
        id=decision.id,
        application_id=decision.application_id,
        founder_id=decision.founder_id,
        number=dossier.number or "",
        title=dossier.title,
        organisation=dossier.organisation,
        outcome=decision.outcome,
        rank=decision.waiting_rank,
        state=decision.state,
        act_number=decision.act_number,
        signed_at=decision.signed_at,
        available_at=decision.available_at,
        received_at=decision.received_at,
        electronic=decision.electronic,
        answer=decision.answer,
        answered_at=decision.answered_at,
    )
