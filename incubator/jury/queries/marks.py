"""What the locked sheets say; nothing of it leaves before the evaluation is closed."""

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import ColumnElement, and_, case, func, select
from sqlalchemy.orm import Session

from incubator.applications.queries import get_application
from incubator.applications.rules import ApplicationId
from incubator.calls.rules import CallId, Rubric
from incubator.jury.models import Mark, ScoreSheet
from incubator.jury.queries.sheets import find_closing
from incubator.jury.rules import (
    EvaluationOpen,
    Remark,
    SheetId,
    SheetMarks,
    SheetState,
    SheetSum,
)
from incubator.kernel.actor import AccountId


def map_locked_marks(
    session: Session, call_id: CallId, application_ids: Collection[ApplicationId]
) -> Mapping[ApplicationId, Sequence[SheetMarks]]:
    """Return the marks of the sheets that count for some dossiers of a call."""
    _refuse_before_closing(session, call_id)
    marks = select(
        ScoreSheet.application_id, ScoreSheet.id, ScoreSheet.juror_id, Mark.criterion, Mark.points
    )
    points: dict[tuple[ApplicationId, SheetId, AccountId], dict[str, int | None]] = {}
    for application_id, sheet_id, juror_id, criterion, mark in session.execute(
        marks.join(Mark)
        .where(_counted(call_id), ScoreSheet.application_id.in_(application_ids))
        .order_by(ScoreSheet.application_id, ScoreSheet.id)
    ):
        points.setdefault((application_id, sheet_id, juror_id), {})[criterion] = mark
    sheets: dict[ApplicationId, list[SheetMarks]] = {}
    for (application_id, _, juror_id), own in points.items():
        sheets.setdefault(application_id, []).append(SheetMarks(juror_id=juror_id, points=own))
    return sheets


def map_sums(
    session: Session, call_id: CallId, rubric: Rubric
) -> Mapping[ApplicationId, Sequence[SheetSum]]:
    """Return what the complete sheets that count earn, by dossier: marks are added where they are.

    A sheet is complete when it says something of every criterion, and judges at least one.
    """
    _refuse_before_closing(session, call_id)
    weights = {criterion.code: criterion.weight for criterion in rubric.criteria}
    worth = case(weights, value=Mark.criterion)
    weight = func.sum(case((Mark.points.is_not(None), worth), else_=0)).label("weight")
    sheets = (
        select(ScoreSheet.application_id, weight, func.sum(Mark.points * worth).label("earned"))
        .join(Mark)
        .where(_counted(call_id), Mark.criterion.in_(weights))
        .group_by(ScoreSheet.id, ScoreSheet.application_id)
        .having(func.count() == len(weights), weight > 0)
        .subquery("sheets")
    )
    alike = (sheets.c.application_id, sheets.c.weight)
    sums: dict[ApplicationId, list[SheetSum]] = {}
    for application_id, judged, count, earned in session.execute(
        select(*alike, func.count(), func.sum(sheets.c.earned)).group_by(*alike)
    ):
        own = SheetSum(weight=int(judged), sheets=count, earned=int(earned))
        sums.setdefault(application_id, []).append(own)
    return sums


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


def _counted(call_id: CallId) -> ColumnElement[bool]:
    """Return which sheets count."""
    locked = ScoreSheet.state == SheetState.SUBMITTED
    return and_(ScoreSheet.call_id == call_id, ScoreSheet.open, locked)


def _refuse_before_closing(session: Session, call_id: CallId) -> None:
    if find_closing(session, call_id) is None:
        raise EvaluationOpen
