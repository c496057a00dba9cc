"""The managers' pages: who evaluates what, never a mark."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from incubator.accounts.queries import list_people
from incubator.accounts.rules import Person
from incubator.applications.queries import get_application, list_competitors
from incubator.applications.rules import ApplicationId
from incubator.calls.queries import CallHeading, get_call, get_heading, get_rubric
from incubator.calls.rules import CallId
from incubator.jury import rules
from incubator.jury.models import JurorProgress
from incubator.jury.queries.sheets import (
    AssignmentLine,
    get_assignment,
    get_line,
    get_panel,
    list_assignments,
)
from incubator.jury.rules import AssignmentId
from incubator.kernel.actor import AccountId, Actor, Relation
from incubator.kernel.permissions import Permission, require
from incubator.kernel.refusals import Refusal


@dataclass(frozen=True, kw_only=True)
class FreeJuror:
    """Somebody to whom the dossier may be entrusted, with what they have already."""

    person: Person
    load: int


@dataclass(frozen=True, kw_only=True)
class AssignPage:
    """The jurors of a dossier, and those who could be."""

    id: ApplicationId
    title: str
    number: str
    organisation: str
    call: CallHeading
    lines: Sequence[AssignmentLine]
    free: Sequence[FreeJuror]
    minimum: int
    why_not_assign: Refusal | None


@dataclass(frozen=True, kw_only=True)
class AssignmentPage:
    """One juror on one dossier: what they declared, and what a manager may do about it."""

    line: AssignmentLine
    application_id: ApplicationId
    title: str
    call: CallHeading
    why_not_rule: Refusal | None
    why_not_withdraw: Refusal | None


def get_assign_page(
    session: Session, actor: Actor, application_id: ApplicationId, now: datetime
) -> AssignPage:
    """Return the jurors of a dossier, to those who assign."""
    application, panel = (
        get_application(session, application_id),
        get_panel(session, application_id),
    )
    require(actor, Permission.ASSIGN, panel)
    call = get_call(session, application.call_id)
    own = list_assignments(session, application_id)
    jurors = list_people(session, Relation.JUROR, call.id)
    rivals = list_competitors(session, call.id, [person.id for person in jurors])
    taken, loads = {line.juror_id for line in own} | rivals, _loads(session, call.id)
    return AssignPage(
        id=application_id,
        title=application.title,
        number=application.number or "",
        organisation=application.organisation,
        call=get_heading(session, call.id, now),
        lines=own,
        free=[
            FreeJuror(person=person, load=loads.get(person.id, 0))
            for person in jurors
            if person.id not in taken
        ],
        minimum=get_rubric(session, call.id).minimum_sheets,
        why_not_assign=rules.why_not_assign(application.state, panel.closed_at),
    )


def get_assignment_page(
    session: Session,
    actor: Actor,
    permission: Permission,
    assignment_id: AssignmentId,
    now: datetime,
) -> AssignmentPage:
    """Return one juror on one dossier, to those who may rule on it or take it back."""
    assignment = get_assignment(session, assignment_id)
    panel = get_panel(session, assignment.application_id, assignment)
    require(actor, permission, panel)
    application = get_application(session, assignment.application_id)
    line = get_line(session, assignment_id)
    return AssignmentPage(
        line=line,
        application_id=application.id,
        title=application.title,
        call=get_heading(session, assignment.call_id, now),
        why_not_rule=rules.why_not_rule(assignment, panel.closed_at),
        why_not_withdraw=rules.why_not_withdraw(assignment, line.sheet, panel.closed_at),
    )


def _loads(session: Session, call_id: CallId) -> Mapping[AccountId, int]:
    """Return how many dossiers of a call each juror has in hand."""
    rows = session.scalars(select(JurorProgress).filter_by(call_id=call_id))
    return {row.juror_id: row.expected for row in rows}
