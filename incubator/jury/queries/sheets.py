"""What later features may ask of the jury; marks are handed out after the closing only."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session, selectinload

from incubator.accounts.queries import map_people
from incubator.applications.queries import DossierRow, get_application, list_dossiers
from incubator.applications.rules import ApplicationId, ApplicationState
from incubator.calls.queries import get_rubric
from incubator.calls.rules import CallId
from incubator.jury.models import Assignment, EvaluationClosing, Mark, ScoreSheet
from incubator.jury.rules import (
    TRANSITIONS,
    AssignmentId,
    AssignmentState,
    EvaluationOpen,
    Link,
    Panel,
    Remaining,
    Remark,
    SheetId,
    SheetMarks,
    SheetState,
    why_not_act,
)
from incubator.kernel.actor import AccountId, Actor
from incubator.kernel.refusals import NotFound, Refusal

LASTING = Assignment.state != AssignmentState.WITHDRAWN
JUDGED = (ApplicationState.SUBMITTED, ApplicationState.ADMISSIBLE)  # what the jury may have to read


@dataclass(frozen=True, kw_only=True)
class Closing:
    """The act that ended an evaluation."""

    closed_at: datetime
    closed_by: AccountId
    reason: str


@dataclass(frozen=True, kw_only=True)
class Progress:
    """How many sheets of a dossier are where; no mark."""

    handed_in: int = 0
    started: int = 0
    to_do: int = 0
    recused: int = 0


@dataclass(frozen=True, kw_only=True)
class AssignmentLine:
    """One juror on one dossier, as managers see it; no mark."""

    id: AssignmentId
    application_id: ApplicationId
    juror_id: AccountId
    juror_name: str
    state: AssignmentState
    link: Link | None
    detail: str
    reason: str
    sheet: SheetState | None
    started: bool
    version: int

    @property
    def step(self) -> str:
        """Name where the assignment stands, as `Progress` counts it."""
        if self.state is AssignmentState.RECUSED:
            return "recused"
        if self.sheet is SheetState.SUBMITTED:
            return "handed_in"
        return "started" if self.started else "to_do"

    @property
    def may_be_withdrawn(self) -> bool:
        """Tell whether the dossier may still be taken back, while the evaluation lasts."""
        goes = AssignmentState.WITHDRAWN in TRANSITIONS[self.state]
        return goes and self.sheet is not SheetState.SUBMITTED


def get_assignment(session: Session, assignment_id: AssignmentId) -> Assignment:
    """Return the assignment, or raise `NotFound`."""
    assignment = session.get(Assignment, assignment_id)
    if assignment is None:
        raise NotFound
    return assignment


def get_sheet(session: Session, sheet_id: SheetId) -> ScoreSheet:
    """Return the sheet with its marks, or raise `NotFound`."""
    sheet = session.get(ScoreSheet, sheet_id, options=[selectinload(ScoreSheet.marks)])
    if sheet is None:
        raise NotFound
    return sheet


def find_sheet_of(session: Session, assignment_id: AssignmentId) -> ScoreSheet | None:
    """Return the sheet of an assignment, or None before it was cleared."""
    return session.scalars(select(ScoreSheet).filter_by(assignment_id=assignment_id)).one_or_none()


def map_assignments(
    session: Session, application_id: ApplicationId
) -> Mapping[AccountId, Assignment]:
    """Return the assignments of a dossier, by juror."""
    rows = session.scalars(select(Assignment).filter_by(application_id=application_id))
    return {row.juror_id: row for row in rows}


def find_conflict(
    session: Session, application_id: ApplicationId, account_id: AccountId
) -> Refusal | None:
    """Return why a person has no say in a dossier from which they stepped aside, or None."""
    own = select(Assignment).filter_by(application_id=application_id, juror_id=account_id)
    return why_not_act(session.scalars(own).one_or_none())


def get_panel(
    session: Session, application_id: ApplicationId, one: Assignment | None = None
) -> Panel:
    """Return the jurors of a dossier, or one of them, as what managers may act on."""
    application = get_application(session, application_id)
    on_it = select(Assignment.juror_id).where(LASTING, Assignment.application_id == application_id)
    closing = find_closing(session, application.call_id)
    return Panel(
        subject=one or application,
        jurors=frozenset(session.scalars(on_it)),
        closed_at=closing.closed_at if closing else None,
    )


def find_closing(session: Session, call_id: CallId) -> Closing | None:
    """Return the act that ended the evaluation of a call, or None while it lasts."""
    row = session.get(EvaluationClosing, call_id)
    if row is None:
        return None
    closed_by = AccountId(row.closed_by)
    return Closing(closed_at=row.closed_at, closed_by=closed_by, reason=row.reason)


def count_remaining(session: Session, call_id: CallId) -> Remaining:
    """Return what the evaluation of a call still lacks."""
    minimum = get_rubric(session, call_id).minimum_sheets
    return remaining_of(map_progress(session, call_id), list_dossiers(session, call_id), minimum)


def remaining_of(
    progress: Mapping[ApplicationId, Progress], dossiers: Sequence[DossierRow], minimum: int
) -> Remaining:
    """Return the sheets awaited, and the dossiers that have fewer sheets than the minimum."""
    counts = {row.id: progress.get(row.id, Progress()).handed_in for row in dossiers}
    return Remaining(
        awaited=sum(own.started + own.to_do for own in progress.values()),
        short=tuple(
            row.title for row in dossiers if row.state in JUDGED and counts[row.id] < minimum
        ),
    )


def map_progress(session: Session, call_id: CallId) -> Mapping[ApplicationId, Progress]:
    """Return how many sheets of each dossier are where."""
    return group_progress(list_lines(session, call_id))


def group_progress(lines: Sequence[AssignmentLine]) -> Mapping[ApplicationId, Progress]:
    """Return how many sheets of each dossier are where, from the lines of a call."""
    own: dict[ApplicationId, list[AssignmentLine]] = {}
    for line in lines:
        own.setdefault(line.application_id, []).append(line)
    return {application_id: progress_of(group) for application_id, group in own.items()}


def progress_of(lines: Sequence[AssignmentLine]) -> Progress:
    """Return how many of these sheets are where."""
    return Progress(**Counter(line.step for line in lines))


def list_lines(session: Session, call_id: CallId) -> Sequence[AssignmentLine]:
    """Return the assignments of a call that were not taken back."""
    return _lines(session, LASTING, Assignment.call_id == call_id)


def list_assignments(session: Session, application_id: ApplicationId) -> Sequence[AssignmentLine]:
    """Return the assignments of a dossier that were not taken back."""
    return _lines(session, LASTING, Assignment.application_id == application_id)


def get_line(session: Session, assignment_id: AssignmentId) -> AssignmentLine:
    """Return one assignment, taken back or not, or raise `NotFound`."""
    lines = _lines(session, Assignment.id == assignment_id)
    if not lines:
        raise NotFound
    return lines[0]


def stands_apart(actor: Actor, lines: Sequence[AssignmentLine], closing: Closing | None) -> bool:
    """Tell whether somebody, manager or not, is one of these jurors and learns nothing of them."""
    return closing is None and actor.account_id in {line.juror_id for line in lines}


def map_locked_marks(
    session: Session, call_id: CallId
) -> Mapping[ApplicationId, Sequence[SheetMarks]]:
    """Return the marks of the sheets that count, by dossier, once the evaluation is closed."""
    _refuse_before_closing(session, call_id)
    counted = (
        ScoreSheet.call_id == call_id,
        ScoreSheet.open,
        ScoreSheet.state == SheetState.SUBMITTED,
    )
    marks = select(
        ScoreSheet.application_id, ScoreSheet.id, ScoreSheet.juror_id, Mark.criterion, Mark.points
    )
    points: dict[tuple[ApplicationId, SheetId, AccountId], dict[str, int | None]] = {}
    for application_id, sheet_id, juror_id, criterion, mark in session.execute(
        marks.join(Mark).where(*counted).order_by(ScoreSheet.application_id, ScoreSheet.id)
    ):
        points.setdefault((application_id, sheet_id, juror_id), {})[criterion] = mark
    sheets: dict[ApplicationId, list[SheetMarks]] = {}
    for (application_id, _, juror_id), own in points.items():
        sheets.setdefault(application_id, []).append(SheetMarks(juror_id=juror_id, points=own))
    return sheets


def list_remarks(session: Session, application_id: ApplicationId) -> Sequence[Remark]:
    """Return the transmissible sentences about a dossier, once the evaluation is closed."""
    _refuse_before_closing(session, get_application(session, application_id).call_id)
    locked = select(ScoreSheet).filter_by(
        application_id=application_id, state=SheetState.SUBMITTED, open=True
    )
    return [
        Remark(strength=sheet.strength, improvement=sheet.improvement)
        for sheet in session.scalars(locked.order_by(ScoreSheet.id))
        if sheet.strength or sheet.improvement
    ]


def _refuse_before_closing(session: Session, call_id: CallId) -> None:
    if find_closing(session, call_id) is None:
        raise EvaluationOpen


def _lines(session: Session, *conditions: ColumnElement[bool]) -> Sequence[AssignmentLine]:
    rows = session.execute(
        select(Assignment, ScoreSheet.state, ScoreSheet.saved_at, ScoreSheet.open)
        .outerjoin(ScoreSheet)
        .where(*conditions)
    ).all()
    people = map_people(session, [row[0].juror_id for row in rows])
    lines = [
        AssignmentLine(
            id=assignment.id,
            application_id=assignment.application_id,
            juror_id=assignment.juror_id,
            juror_name=people[assignment.juror_id].name,
            state=assignment.state,
            link=assignment.link,
            detail=assignment.detail,
            reason=assignment.reason,
            sheet=state,
            started=bool(is_open and saved_at),
            version=assignment.version,
        )
        for assignment, state, saved_at, is_open in rows
    ]
    return sorted(lines, key=lambda line: (line.juror_name, line.application_id))
