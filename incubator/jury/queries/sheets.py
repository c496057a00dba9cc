"""What later features may ask of the jury; marks are handed out after the closing only."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from incubator.accounts.queries import map_people
from incubator.applications.queries import get_application
from incubator.applications.rules import ApplicationId
from incubator.calls.rules import CallId
from incubator.jury.models import Assignment, EvaluationClosing, Mark, ScoreSheet
from incubator.jury.rules import (
    COUNTED,
    AssignmentId,
    AssignmentState,
    EvaluationOpen,
    Link,
    Remark,
    SheetId,
    SheetMarks,
    SheetState,
)
from incubator.kernel.actor import AccountId
from incubator.kernel.refusals import NotFound


@dataclass(frozen=True, kw_only=True)
class Closing:
    """The act that ended an evaluation."""

    closed_at: datetime
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


def find_closing(session: Session, call_id: CallId) -> Closing | None:
    """Return the act that ended the evaluation of a call, or None while it lasts."""
    row = session.get(EvaluationClosing, call_id)
    return Closing(closed_at=row.closed_at, reason=row.reason) if row else None


def count_missing(session: Session, call_id: CallId) -> int:
    """Return how many sheets of a call are awaited."""
    expected = select(func.count()).select_from(Assignment).outerjoin(ScoreSheet)
    awaited = expected.where(
        Assignment.call_id == call_id,
        Assignment.state.in_(COUNTED),
        (ScoreSheet.state != SheetState.SUBMITTED) | ScoreSheet.state.is_(None),
    )
    return session.scalar(awaited) or 0


def map_progress(session: Session, call_id: CallId) -> Mapping[ApplicationId, Progress]:
    """Return how many sheets of each dossier are where."""
    counts: dict[ApplicationId, dict[str, int]] = {}
    for line in list_lines(session, call_id):
        own = counts.setdefault(line.application_id, {})
        own[line.step] = own.get(line.step, 0) + 1
    return {application_id: Progress(**own) for application_id, own in counts.items()}


def list_lines(session: Session, call_id: CallId) -> Sequence[AssignmentLine]:
    """Return every assignment of a call that was not taken back."""
    return _lines(session, Assignment.call_id == call_id)


def list_assignments(session: Session, application_id: ApplicationId) -> Sequence[AssignmentLine]:
    """Return the assignments of a dossier that were not taken back."""
    return _lines(session, Assignment.application_id == application_id)


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


def _lines(session: Session, condition: object) -> Sequence[AssignmentLine]:
    rows = session.execute(
        select(Assignment, ScoreSheet.state, ScoreSheet.saved_at)
        .outerjoin(ScoreSheet)
        .where(condition, Assignment.state != AssignmentState.WITHDRAWN)  # type: ignore[arg-type]
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
            sheet=state,
            started=saved_at is not None,
            version=assignment.version,
        )
        for assignment, state, saved_at in rows
    ]
    return sorted(lines, key=lambda line: line.juror_name)
