"""What the locked sheets say; nothing of it leaves without the closing of the evaluation."""

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import ColumnElement, and_, case, func, select
from sqlalchemy.orm import Session

from incubator.applications.rules import ApplicationId
from incubator.calls.rules import Rubric
from incubator.jury.models import Mark, ScoreSheet
from incubator.jury.queries.sheets import Closing
from incubator.jury.rules import (
    Remark,
    SheetId,
    SheetState,
    SheetSum,
)

Points = Mapping[str, int | None]  # by criterion, None where a juror could not judge


def map_locked_marks(
    session: Session, closing: Closing, application_ids: Collection[ApplicationId]
) -> Mapping[ApplicationId, Sequence[Points]]:
    """Return the marks of the sheets that count for some dossiers of the call, sheet by sheet."""
    own = ScoreSheet.application_id.in_(application_ids)
    sheets = select(ScoreSheet.id, ScoreSheet.application_id).where(_counted(closing), own)
    dossier_of = {row[0]: row[1] for row in session.execute(sheets.order_by(ScoreSheet.id))}
    points: dict[SheetId, dict[str, int | None]] = {sheet_id: {} for sheet_id in dossier_of}
    marks = select(Mark.sheet_id, Mark.criterion, Mark.points).where(Mark.sheet_id.in_(points))
    for sheet_id, criterion, mark in session.execute(marks):
        points[sheet_id][criterion] = mark
    marked: dict[ApplicationId, list[Points]] = {}
    for sheet_id, own_points in points.items():
        marked.setdefault(dossier_of[sheet_id], []).append(own_points)
    return marked


def map_sums(
    session: Session, closing: Closing, rubric: Rubric
) -> Mapping[ApplicationId, Sequence[SheetSum]]:
    """Return what the complete sheets that count earn, by dossier: marks are added where they are.

    A sheet is complete when it says something of every criterion, and judges at least one.
    """
    weights = {criterion.code: criterion.weight for criterion in rubric.criteria}
    worth = case(weights, value=Mark.criterion)
    weight = func.sum(case((Mark.points.is_not(None), worth), else_=0)).label("weight")
    sheets = (
        select(ScoreSheet.application_id, weight, func.sum(Mark.points * worth).label("earned"))
        .join(Mark)
        .where(_counted(closing), Mark.criterion.in_(weights))
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


def list_remarks(
    session: Session, closing: Closing, application_id: ApplicationId
) -> Sequence[Remark]:
    """Return the transmissible sentences about a dossier of the call."""
    own = ScoreSheet.application_id == application_id
    locked = select(ScoreSheet).where(_counted(closing), own)
    return [
        Remark(strength=sheet.strength, improvement=sheet.improvement)
        for sheet in session.scalars(locked.order_by(ScoreSheet.id))
        if sheet.strength or sheet.improvement
    ]


def _counted(closing: Closing) -> ColumnElement[bool]:
    """Return which sheets count."""
    locked = ScoreSheet.state == SheetState.SUBMITTED
    return and_(ScoreSheet.call_id == closing.call_id, ScoreSheet.open, locked)
