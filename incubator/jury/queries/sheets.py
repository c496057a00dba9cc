"""What later features may ask of the jury; marks are handed out after the closing only."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session, selectinload

from incubator.accounts.queries import map_people
from incubator.applications.queries import get_application
from incubator.applications.rules import ApplicationId
from incubator.calls.rules import CallId
from incubator.jury.models import Assignment, EvaluationClosing, ScoreSheet
from incubator.jury.rules import (
    TRANSITIONS,
    AssignmentId,
    AssignmentState,
    EvaluationOpen,
    Link,
    Panel,
    SheetId,
    SheetState,
    why_not_act,
)
from incubator.kernel.actor import AccountId, Actor
from incubator.kernel.refusals import NotFound, Refusal

LASTING = Assignment.state != AssignmentState.WITHDRAWN


@dataclass(frozen=True, kw_only=True)
class Closing:
    """The act that ended the evaluation of a call; who holds it may read the marks."""

    call_id: CallId
    closed_at: datetime
    closed_by: AccountId
    reason: str


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


def get_closing(session: Session, call_id: CallId) -> Closing:
    """Return the act that ended the evaluation of a call, or raise `EvaluationOpen`."""
    closing = find_closing(session, call_id)
    if closing is None:
        raise EvaluationOpen
    return closing


def find_closing(session: Session, call_id: CallId) -> Closing | None:
    """Return the act that ended the evaluation of a call, or None while it lasts."""
    row = session.get(EvaluationClosing, call_id)
    if row is None:
        return None
    closed_by = AccountId(row.closed_by)
    return Closing(call_id=call_id, closed_at=row.closed_at, closed_by=closed_by, reason=row.reason)


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
