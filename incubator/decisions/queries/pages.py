"""The pages on which a decision is drafted, reviewed and read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from sqlalchemy.orm import Session

from incubator.applications.queries import get_application, get_dossier
from incubator.applications.rules import ApplicationId
from incubator.calls.queries import CallHeading, get_call, get_heading
from incubator.decisions import rules
from incubator.decisions.models import Decision
from incubator.decisions.queries.decisions import (
    find_next_to_sign,
    find_row,
    find_signer,
    get_decision,
    list_ranks,
)
from incubator.decisions.rules import DecisionId, DecisionState, Draft, Outcome, Reply
from incubator.deliberation.queries import Hearing, OpinionValue, find_hearing, find_opinion
from incubator.ecosystem.queries import find_authority, get_signatory, get_text
from incubator.ecosystem.rules import Signatory
from incubator.jury.queries import find_conflict
from incubator.kernel.actor import Actor
from incubator.kernel.paris import day_of
from incubator.kernel.permissions import Permission, allows, require
from incubator.kernel.refusals import Refusal


@dataclass(frozen=True, kw_only=True)
class Level:
    """How far a dossier came on one criterion, in the words of the rubric."""

    title: str
    weight: int
    mean: Fraction
    reached: str
    above: str | None


@dataclass(frozen=True, kw_only=True)
class DraftPage:
    """A decision to write, beside all that may help to give its reasons."""

    id: ApplicationId
    decision_id: DecisionId | None
    heading: CallHeading
    number: str
    title: str
    organisation: str
    draft: Draft | None
    version: int
    outcomes: Sequence[Outcome]
    rank: int
    until: date
    places: int
    regulation: Mapping[str, Any]
    ruling: str
    opinion: OpinionValue | None
    hearing: Hearing | None
    levels: Sequence[Level]
    why_not: Refusal | None


@dataclass(frozen=True, kw_only=True)
class ReviewPage:
    """A decision as it will be printed, before and after its signature."""

    id: DecisionId
    application_id: ApplicationId
    heading: CallHeading
    number: str
    title: str
    organisation: str
    contact_name: str
    address: str
    electronic: bool
    state: DecisionState
    draft: Draft
    opinion: OpinionValue | None
    signer: Signatory | None
    act_number: str | None
    signed_at: datetime | None
    available_at: datetime | None
    received_at: datetime | None
    notified_on: date | None
    appeal_until: date | None
    answer: Reply | None
    version: int
    may_draft: bool
    may_sign: bool
    why_not_sign: Refusal | None
    next_id: DecisionId | None


@dataclass(frozen=True, kw_only=True)
class Opened:
    """What a founder reads of a decision once it is opened."""

    outcome: Outcome
    rank: int | None
    until: date | None
    reasons_law: str
    reasons_fact: str
    opinion: OpinionValue | None
    act_number: str
    signer: Signatory
    signed_at: datetime
    received_at: datetime
    notified_on: date | None
    appeal_until: date | None
    remedies: str
    answer: Reply | None
    answered_at: datetime | None
    why_not_answer: Refusal | None


@dataclass(frozen=True, kw_only=True)
class DecisionPage:
    """A decision as its founder finds it; nothing of what it says before they open it."""

    id: DecisionId
    application_id: ApplicationId
    call_title: str
    number: str
    title: str
    available_at: datetime
    entry_on: date
    electronic: bool
    opened: Opened | None
    may_answer: bool
    version: int
    contact: Mapping[str, str]


def get_draft_page(
    session: Session, actor: Actor, application_id: ApplicationId, now: datetime
) -> DraftPage:
    """Return what a manager needs to write a decision."""
    application = get_application(session, application_id)
    require(actor, Permission.DRAFT_DECISION, application)
    decision, call = find_row(session, application_id), get_call(session, application.call_id)
    opinion, hearing = find_opinion(session, application_id), find_hearing(session, application_id)
    sense = opinion.sense if opinion else None
    return DraftPage(
        id=application_id,
        decision_id=decision.id if decision else None,
        heading=get_heading(session, call.id, now),
        number=application.number or "",
        title=application.title,
        organisation=application.organisation,
        draft=rules.read(decision) if decision else None,
        version=decision.version if decision else 0,
        outcomes=rules.FITTING[application.state],
        rank=rules.next_rank(list_ranks(session, call.id)),
        until=rules.usual_end(call.entry_on, day_of(now)),
        places=call.places,
        regulation=call.content.get("rules", {}),
        ruling=application.ruling,
        opinion=opinion,
        hearing=hearing,
        levels=_levels(hearing) if hearing else (),
        why_not=rules.why_not_tell(application.founder_id)
        or find_conflict(session, application_id, actor.account_id)
        or (rules.why_not_edit(decision) if decision else None)
        or rules.why_not_decide(application.state, sense),
    )


def get_review_page(
    session: Session, actor: Actor, decision_id: DecisionId, now: datetime
) -> ReviewPage:
    """Return a decision as it will be printed, to the staff."""
    decision = get_decision(session, decision_id)
    require(actor, Permission.READ_DECISIONS, decision)
    dossier = get_dossier(session, decision.application_id)
    may_sign = allows(actor, Permission.SIGN_DECISION, decision)
    signer, why_not = find_signer(decision), rules.why_not_edit(decision)
    if may_sign and why_not is None:
        signer = get_signatory(session, actor.account_id)
        why_not = _why_not_sign(session, actor, decision, signer)
    notified_on = rules.notification_day(decision, now)
    return ReviewPage(
        id=decision.id,
        application_id=decision.application_id,
        heading=get_heading(session, decision.call_id, now),
        number=dossier.number,
        title=dossier.title,
        organisation=dossier.organisation,
        contact_name=dossier.contact_name,
        address=dossier.address,
        electronic=decision.electronic,
        state=decision.state,
        draft=rules.read(decision),
        opinion=find_opinion(session, decision.application_id),
        signer=signer,
        act_number=decision.act_number,
        signed_at=decision.signed_at,
        available_at=decision.available_at,
        received_at=decision.received_at,
        notified_on=notified_on,
        appeal_until=rules.last_day_to_appeal(notified_on) if notified_on else None,
        answer=decision.answer,
        version=decision.version,
        may_draft=allows(actor, Permission.DRAFT_DECISION, decision),
        may_sign=may_sign,
        why_not_sign=why_not,
        next_id=find_next_to_sign(session, decision.call_id, decision.id) if may_sign else None,
    )


def _why_not_sign(
    session: Session, actor: Actor, decision: Decision, signer: Signatory | None
) -> Refusal | None:
    if signer is None:
        return rules.MentionsMissing()
    conflict = find_conflict(session, decision.application_id, actor.account_id)
    return conflict or rules.why_not_sign(decision, signer, find_authority(session))


def get_decision_page(
    session: Session,
    actor: Actor,
    permission: Permission,
    decision_id: DecisionId,
    now: datetime,
) -> DecisionPage:
    """Return a decision to its founder once it is available, then to their team."""
    decision = get_decision(session, decision_id)
    require(actor, permission, decision)
    application = get_application(session, decision.application_id)
    call = get_call(session, decision.call_id)
    return DecisionPage(
        id=decision.id,
        application_id=decision.application_id,
        call_title=call.title,
        number=application.number or "",
        title=application.title,
        available_at=decision.available_at or now,
        entry_on=call.entry_on,
        electronic=decision.electronic,
        opened=_open(session, decision, now) if decision.received_at else None,
        may_answer=allows(actor, Permission.ANSWER_ADMISSION, decision),
        version=decision.version,
        contact=call.content.get("contact", {}),
    )


def _open(session: Session, decision: Decision, now: datetime) -> Opened | None:
    signer = find_signer(decision)
    if signer is None or decision.signed_at is None or decision.received_at is None:
        return None
    notified_on = rules.notification_day(decision, now)
    return Opened(
        outcome=decision.outcome,
        rank=decision.waiting_rank,
        until=decision.waiting_until,
        reasons_law=decision.reasons_law,
        reasons_fact=decision.reasons_fact,
        opinion=find_opinion(session, decision.application_id),
        act_number=decision.act_number or "",
        signer=signer,
        signed_at=decision.signed_at,
        received_at=decision.received_at,
        notified_on=notified_on,
        appeal_until=rules.last_day_to_appeal(notified_on) if notified_on else None,
        remedies=get_text(session, "remedies").body,
        answer=decision.answer,
        answered_at=decision.answered_at,
        why_not_answer=rules.why_not_answer(decision),
    )


def _levels(hearing: Hearing) -> Sequence[Level]:
    levels = []
    for criterion in hearing.criteria:
        mean = hearing.result.means.get(criterion.code)
        if mean is not None:
            reached = rules.level_reached(mean)
            above = criterion.levels[reached + 1 : reached + 2]
            levels.append(
                Level(
                    title=criterion.title,
                    weight=criterion.weight,
                    mean=mean,
                    reached=criterion.levels[reached],
                    above=above[0] if above else None,
                )
            )
    return levels
