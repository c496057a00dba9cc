"""The managers' pages: who evaluates what and how far they are, never a mark."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from incubator.accounts.queries import list_people
from incubator.accounts.rules import Person
from incubator.applications.queries import DossierRow, get_application, list_dossiers
from incubator.applications.rules import ApplicationId, ApplicationState
from incubator.calls.queries import CallHeading, get_call, get_heading, get_rubric
from incubator.calls.rules import CallId
from incubator.jury import rules
from incubator.jury.queries.sheets import (
    AssignmentLine,
    Closing,
    Progress,
    find_closing,
    get_assignment,
    get_line,
    get_panel,
    group_progress,
    list_lines,
    progress_of,
    remaining_of,
    stands_apart,
)
from incubator.jury.rules import AssignmentId, AssignmentState, Remaining
from incubator.kernel.actor import AccountId, Actor, Relation
from incubator.kernel.paris import is_past
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


@dataclass(frozen=True, kw_only=True)
class JurorProgress:
    """How far one juror is."""

    name: str
    progress: Progress


@dataclass(frozen=True, kw_only=True)
class LinkToRule:
    """A declared link that waits for a manager."""

    id: AssignmentId
    juror_name: str
    title: str


@dataclass(frozen=True, kw_only=True)
class ProgressPage:
    """How far the evaluation of a call is; a manager who is one of its jurors sees no row."""

    call: CallHeading
    due_on: date
    late: bool
    apart: bool
    rows: Sequence[tuple[DossierRow, Progress]]
    jurors: Sequence[JurorProgress]
    links: Sequence[LinkToRule]
    remaining: Remaining
    minimum: int
    closing: Closing | None
    why_not_close: Refusal | None


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
    lines = list_lines(session, call.id)
    own = [line for line in lines if line.application_id == application_id]
    taken = {line.juror_id for line in own}
    taken |= {row.founder_id for row in list_dossiers(session, call.id) if row.founder_id}
    loads = _loads(lines)
    return AssignPage(
        id=application_id,
        title=application.title,
        number=application.number or "",
        organisation=application.organisation,
        call=get_heading(session, call.id, now),
        lines=own,
        free=[
            FreeJuror(person=person, load=loads.get(person.id, 0))
            for person in list_people(session, Relation.JUROR, call.id)
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


def get_progress_page(
    session: Session, actor: Actor, call_id: CallId, now: datetime
) -> ProgressPage:
    """Return how far the evaluation is, by dossier and by juror."""
    call = get_call(session, call_id)
    require(actor, Permission.READ_PROGRESS, call)
    closing, lines = find_closing(session, call_id), list_lines(session, call_id)
    dossiers, progress = list_dossiers(session, call_id), group_progress(lines)
    minimum = get_rubric(session, call_id).minimum_sheets
    remaining = remaining_of(progress, dossiers, minimum)
    apart = stands_apart(actor, lines, closing)
    return ProgressPage(
        call=get_heading(session, call_id, now),
        due_on=call.evaluation_until,
        late=is_past(call.evaluation_until, now),
        apart=apart,
        rows=[] if apart else _rows(dossiers, progress),
        jurors=[] if apart else _by_juror(lines),
        links=[] if apart or closing else _links(lines, dossiers),
        remaining=Remaining(awaited=remaining.awaited, short=()) if apart else remaining,
        minimum=minimum,
        closing=closing,
        why_not_close=rules.why_not_close(
            call.closes_on, closing.closed_at if closing else None, now
        ),
    )


def _loads(lines: Sequence[AssignmentLine]) -> Mapping[AccountId, int]:
    return Counter(line.juror_id for line in lines if line.state in rules.COUNTED)


def _rows(
    dossiers: Sequence[DossierRow], progress: Mapping[ApplicationId, Progress]
) -> Sequence[tuple[DossierRow, Progress]]:
    return [
        (row, progress.get(row.id, Progress()))
        for row in dossiers
        if row.state is ApplicationState.ADMISSIBLE
    ]


def _by_juror(lines: Sequence[AssignmentLine]) -> Sequence[JurorProgress]:
    own: dict[AccountId, list[AssignmentLine]] = {}
    for line in lines:
        own.setdefault(line.juror_id, []).append(line)
    return [
        JurorProgress(name=group[0].juror_name, progress=progress_of(group))
        for group in own.values()
    ]


def _links(lines: Sequence[AssignmentLine], dossiers: Sequence[DossierRow]) -> Sequence[LinkToRule]:
    titles = {row.id: row.title for row in dossiers}
    return [
        LinkToRule(id=line.id, juror_name=line.juror_name, title=titles[line.application_id])
        for line in lines
        if line.state is AssignmentState.REFERRED
    ]
