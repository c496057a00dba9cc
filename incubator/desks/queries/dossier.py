"""One dossier, with all that several features say of it."""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from incubator.accounts.queries import map_people
from incubator.applications.queries import Dossier, get_application, get_dossier, map_checks
from incubator.applications.rules import ApplicationId, ApplicationState
from incubator.calls.queries import CallHeading, get_call, get_form, get_heading
from incubator.calls.rules import Condition
from incubator.cohorts.queries import EnrolmentLine, find_enrolment
from incubator.decisions.queries import DecisionRow, find_decision
from incubator.deliberation.queries import OpinionValue, find_opinion
from incubator.desks import rules
from incubator.journal.queries import list_facts
from incubator.jury.queries import AssignmentLine, find_closing, list_assignments, stands_apart
from incubator.kernel.actor import Actor
from incubator.kernel.paris import is_past
from incubator.kernel.permissions import Permission, require

UNRULED = (ApplicationState.SUBMITTED, ApplicationState.INCOMPLETE)


@dataclass(frozen=True, kw_only=True)
class HistoryLine:
    """One fact of a dossier's history, with who caused it."""

    event: str
    at: datetime
    name: str


@dataclass(frozen=True, kw_only=True)
class DossierPage:
    """Everything the staff may see of one dossier; `apart`, nothing of its other jurors."""

    call: CallHeading
    dossier: Dossier
    conditions: Sequence[Condition]
    met: Mapping[str, bool]
    may_rule: bool
    apart: bool
    assignments: Sequence[AssignmentLine]
    evaluation_closed: bool
    opinion: OpinionValue | None
    decision: DecisionRow | None
    enrolment: EnrolmentLine | None
    history: Sequence[HistoryLine]


def get_dossier_page(
    session: Session, actor: Actor, application_id: ApplicationId, now: datetime
) -> DossierPage:
    """Return one dossier with all that happened to it, to the staff."""
    application = get_application(session, application_id)
    require(actor, Permission.READ_DOSSIER, application)
    call = get_call(session, application.call_id)
    form = get_form(session, application.call_id, application.form_version)
    closing, jurors = find_closing(session, call.id), list_assignments(session, application_id)
    apart = stands_apart(actor, jurors, closing)
    told = rules.TOLD - rules.OF_JURORS if apart else rules.TOLD
    return DossierPage(
        call=get_heading(session, call.id, now),
        dossier=get_dossier(session, application_id),
        conditions=form.conditions,
        met=map_checks(session, application_id),
        may_rule=application.state in UNRULED and is_past(call.closes_on, now),
        apart=apart,
        assignments=[] if apart else jurors,
        evaluation_closed=closing is not None,
        opinion=find_opinion(session, application_id),
        decision=find_decision(session, application_id),
        enrolment=find_enrolment(session, application_id),
        history=_history(session, application_id, told),
    )


def _history(
    session: Session, application_id: ApplicationId, told: AbstractSet[str]
) -> Sequence[HistoryLine]:
    facts = list_facts(session, application_id)
    people = map_people(session, [fact.actor_id for fact in facts])
    return [
        HistoryLine(
            event=fact.event,
            at=fact.at,
            name=people[fact.actor_id].name if fact.actor_id in people else "",
        )
        for fact in facts
        if fact.event in told
    ]
