"""The jury's pages: each juror's own, and the managers' without a mark."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction

from sqlalchemy import select
from sqlalchemy.orm import Session

from incubator.accounts.queries import list_people
from incubator.accounts.rules import Person
from incubator.applications.queries import (
    Dossier,
    DossierRow,
    get_application,
    get_dossier,
    list_dossiers,
)
from incubator.applications.rules import ApplicationId, DossierSection
from incubator.calls.queries import CallHeading, get_call, get_heading, get_rubric
from incubator.calls.rules import CallId, Rubric
from incubator.ecosystem.queries import get_text
from incubator.jury import rules
from incubator.jury.models import Assignment, ScoreSheet
from incubator.jury.queries.sheets import (
    AssignmentLine,
    Closing,
    Progress,
    count_missing,
    find_closing,
    get_assignment,
    get_sheet,
    list_assignments,
    list_lines,
    map_progress,
)
from incubator.jury.rules import (
    AssignmentId,
    AssignmentState,
    Link,
    ScoreCard,
    SheetId,
    SheetState,
)
from incubator.kernel.actor import HOUSE, AccountId, Actor, Relation
from incubator.kernel.permissions import Permission, require
from incubator.kernel.refusals import Refusal


@dataclass(frozen=True, kw_only=True)
class OwnAssignment:
    """One of a juror's dossiers on the first page."""

    id: AssignmentId
    title: str
    organisation: str
    call_title: str
    state: AssignmentState
    link: Link | None
    sheet_id: SheetId | None
    sheet: SheetState | None
    marked: int
    criteria: int
    due_on: date
    closed: bool


@dataclass(frozen=True, kw_only=True)
class DeclarationPage:
    """What a juror must know of a dossier to say whether they have a link with it."""

    id: AssignmentId
    title: str
    organisation: str
    contact_name: str
    text: str
    version: int
    link: Link | None
    why_not_declare: Refusal | None


@dataclass(frozen=True, kw_only=True)
class SheetPage:
    """A dossier beside the juror's own sheet."""

    id: SheetId
    title: str
    organisation: str
    call: CallHeading
    sections: Sequence[DossierSection]
    rubric: Rubric
    card: ScoreCard
    total: Fraction | None
    weight: int
    saved_at: datetime | None
    submitted_at: datetime | None
    declared_at: datetime | None
    due_on: date
    version: int
    why_not_edit: Refusal | None


@dataclass(frozen=True, kw_only=True)
class AssignPage:
    """The jurors of a dossier, and those who could be."""

    dossier: Dossier
    call: CallHeading
    lines: Sequence[AssignmentLine]
    free: Sequence[Person]
    loads: Mapping[AccountId, int]
    why_not_assign: Refusal | None


@dataclass(frozen=True, kw_only=True)
class ProgressPage:
    """How far the evaluation of a call is; no mark."""

    call: CallHeading
    due_on: date
    rows: Sequence[tuple[DossierRow, Progress]]
    jurors: Mapping[str, Progress]
    missing: int
    short: Sequence[DossierRow]
    minimum: int
    closing: Closing | None


def list_own_assignments(session: Session, actor: Actor) -> Sequence[OwnAssignment]:
    """Return the actor's own dossiers to evaluate."""
    require(actor, Permission.READ_ASSIGNMENTS, HOUSE)
    rows = session.execute(
        select(Assignment, ScoreSheet)
        .outerjoin(ScoreSheet)
        .where(
            Assignment.juror_id == actor.account_id, Assignment.state != AssignmentState.WITHDRAWN
        )
        .order_by(Assignment.assigned_at, Assignment.id)
    ).all()
    titles = {
        row.id: row
        for call_id in {assignment.call_id for assignment, _ in rows}
        for row in list_dossiers(session, call_id)
    }
    return [
        _own(session, assignment, sheet, titles[assignment.application_id])
        for assignment, sheet in rows
    ]


def get_declaration_page(
    session: Session, actor: Actor, assignment_id: AssignmentId
) -> DeclarationPage:
    """Return what a juror declares about, before the dossier opens."""
    assignment = get_assignment(session, assignment_id)
    require(actor, Permission.DECLARE_INTERESTS, assignment)
    dossier = get_dossier(session, assignment.application_id)
    closing = find_closing(session, assignment.call_id)
    return DeclarationPage(
        id=assignment_id,
        title=dossier.title,
        organisation=dossier.organisation,
        contact_name=dossier.contact_name,
        text=get_text(session, "interests").body,
        version=assignment.version,
        link=assignment.link,
        why_not_declare=rules.why_not_declare(assignment, closing.closed_at if closing else None),
    )


def find_own_sheet(session: Session, assignment_id: AssignmentId) -> SheetId | None:
    """Return the sheet that a declaration opened, or None."""
    own = select(ScoreSheet.id).filter_by(assignment_id=assignment_id, open=True)
    return session.scalars(own).one_or_none()


def get_sheet_page(session: Session, actor: Actor, sheet_id: SheetId, now: datetime) -> SheetPage:
    """Return a dossier beside the actor's own sheet."""
    sheet = get_sheet(session, sheet_id)
    require(actor, Permission.READ_SHEET, sheet)
    dossier, rubric = get_dossier(session, sheet.application_id), get_rubric(session, sheet.call_id)
    closing, card = find_closing(session, sheet.call_id), _card(sheet)
    total, weight = rules.own_total(card.points, rubric)
    return SheetPage(
        id=sheet_id,
        title=dossier.title,
        organisation=dossier.organisation,
        call=get_heading(session, sheet.call_id, now),
        sections=dossier.sections,
        rubric=rubric,
        card=card,
        total=total,
        weight=weight,
        saved_at=sheet.saved_at,
        submitted_at=sheet.submitted_at,
        declared_at=get_assignment(session, sheet.assignment_id).declared_at,
        due_on=get_call(session, sheet.call_id).evaluation_until,
        version=sheet.version,
        why_not_edit=rules.why_not_edit(sheet, closing.closed_at if closing else None),
    )


def get_assign_page(
    session: Session, actor: Actor, application_id: ApplicationId, now: datetime
) -> AssignPage:
    """Return the jurors of a dossier, to those who assign."""
    application = get_application(session, application_id)
    require(actor, Permission.ASSIGN, application)
    closing = find_closing(session, application.call_id)
    lines = list_assignments(session, application_id)
    taken = {line.juror_id for line in lines}
    loads: dict[AccountId, int] = {}
    for line in list_lines(session, application.call_id):
        loads[line.juror_id] = loads.get(line.juror_id, 0) + (line.state in rules.COUNTED)
    closed_at = closing.closed_at if closing else None
    return AssignPage(
        dossier=get_dossier(session, application_id),
        call=get_heading(session, application.call_id, now),
        lines=lines,
        free=[p for p in list_people(session, Relation.JUROR) if p.id not in taken],
        loads=loads,
        why_not_assign=rules.why_not_assign(application.state, closed_at),
    )


def get_progress_page(
    session: Session, actor: Actor, call_id: CallId, now: datetime
) -> ProgressPage:
    """Return how far the evaluation is, by dossier and by juror."""
    call = get_call(session, call_id)
    require(actor, Permission.READ_PROGRESS, call)
    progress, rubric = map_progress(session, call_id), get_rubric(session, call_id)
    rows = [
        (row, progress.get(row.id, Progress()))
        for row in list_dossiers(session, call_id)
        if row.state == "admissible"
    ]
    return ProgressPage(
        call=get_heading(session, call_id, now),
        due_on=call.evaluation_until,
        rows=rows,
        jurors=_by_juror(list_lines(session, call_id)),
        missing=count_missing(session, call_id),
        short=[row for row, own in rows if own.handed_in < rubric.minimum_sheets],
        minimum=rubric.minimum_sheets,
        closing=find_closing(session, call_id),
    )


def _own(
    session: Session, assignment: Assignment, sheet: ScoreSheet | None, row: DossierRow
) -> OwnAssignment:
    call = get_call(session, assignment.call_id)
    cleared = sheet if sheet and sheet.open else None
    return OwnAssignment(
        id=assignment.id,
        title=row.title,
        organisation=row.organisation,
        call_title=call.title,
        state=assignment.state,
        link=assignment.link,
        sheet_id=cleared.id if cleared else None,
        sheet=cleared.state if cleared else None,
        marked=cleared.marked if cleared else 0,
        criteria=len(get_rubric(session, call.id).criteria),
        due_on=call.evaluation_until,
        closed=find_closing(session, call.id) is not None,
    )


def _card(sheet: ScoreSheet) -> ScoreCard:
    return ScoreCard(
        points={mark.criterion: mark.points for mark in sheet.marks if mark.points is not None},
        unjudged={mark.criterion for mark in sheet.marks if mark.unjudged},
        comments={mark.criterion: mark.comment for mark in sheet.marks},
        strength=sheet.strength,
        improvement=sheet.improvement,
        private_note=sheet.private_note,
    )


def _by_juror(lines: Sequence[AssignmentLine]) -> Mapping[str, Progress]:
    counts: dict[str, dict[str, int]] = {}
    for line in lines:
        own = counts.setdefault(line.juror_name, {})
        own[line.step] = own.get(line.step, 0) + 1
    return {name: Progress(**own) for name, own in counts.items()}
