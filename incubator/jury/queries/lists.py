"""What later features may join about the sheets of a call: how many are where, never a mark."""

from collections.abc import Collection, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, Subquery, case, distinct, exists, func, select, true
from sqlalchemy.orm import Session

from incubator.applications.rules import ApplicationId
from incubator.calls.rules import CallId
from incubator.jury.models import Assignment, EvaluationClosing, ScoreSheet
from incubator.jury.queries.sheets import LASTING
from incubator.jury.rules import AssignmentState, SheetState
from incubator.kernel.actor import Actor

EXPECTED = Assignment.state != AssignmentState.RECUSED
HANDED_IN = ScoreSheet.open & (ScoreSheet.state == SheetState.SUBMITTED)
STARTED = (
    ScoreSheet.open & (ScoreSheet.state != SheetState.SUBMITTED) & ScoreSheet.saved_at.is_not(None)
)
COUNTS = tuple(
    func.count(case((met, 1))).label(name)
    for name, met in {
        "expected": EXPECTED,
        "started": STARTED,
        "handed_in": HANDED_IN,
        "recused": ~EXPECTED,
    }.items()
)


def select_progress(
    application_ids: Collection[ApplicationId] | Select[Any],
) -> Subquery:
    """Select how many sheets of these dossiers stand where."""
    counted = select(Assignment.application_id, *COUNTS).outerjoin(ScoreSheet)
    return (
        counted.where(LASTING, Assignment.application_id.in_(application_ids))
        .group_by(Assignment.application_id)
        .subquery("progress")
    )


def select_jurors(*some: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    """Select how far jurors are in each call, by all their assignments or by some."""
    seat = (Assignment.call_id, Assignment.juror_id)
    return select(*seat, *COUNTS).outerjoin(ScoreSheet).where(LASTING, *some).group_by(*seat)


@dataclass(frozen=True, kw_only=True)
class EvaluationCount:
    """How far the evaluation of a call is; nothing to whoever stands apart."""

    apart: bool = False
    dossiers: int = 0
    expected: int = 0
    awaited: int = 0
    waiting_jurors: int = 0
    links: int = 0
    first_link: datetime | None = None


def map_evaluations(session: Session, actor: Actor) -> Mapping[CallId, EvaluationCount]:
    """Return how far each evaluation is that lasts and has jurors."""
    awaited = EXPECTED & func.coalesce(ScoreSheet.state != SheetState.SUBMITTED, true())
    referred = Assignment.state == AssignmentState.REFERRED
    closed = exists().where(EvaluationClosing.call_id == Assignment.call_id)
    counts = (
        func.count(distinct(case((EXPECTED, Assignment.application_id)))).label("dossiers"),
        func.count(case((EXPECTED, 1))).label("expected"),
        func.count(case((awaited, 1))).label("awaited"),
        func.count(distinct(case((awaited, Assignment.juror_id)))).label("waiting_jurors"),
        func.count(case((referred, 1))).label("links"),
        func.min(case((referred, Assignment.declared_at))).label("first_link"),
    )
    own = func.count(case((Assignment.juror_id == actor.account_id, 1)))
    rows = session.execute(
        select(Assignment.call_id, own, *counts)
        .outerjoin(ScoreSheet)
        .where(LASTING, ~closed)
        .group_by(Assignment.call_id)
    )
    names = [count.name for count in counts]
    return {
        row[0]: EvaluationCount(apart=True)
        if row[1]
        else EvaluationCount(**dict(zip(names, row[2:], strict=True)))
        for row in rows
    }


def list_closed(session: Session) -> AbstractSet[CallId]:
    """Return the calls whose evaluation is closed."""
    return set(session.scalars(select(EvaluationClosing.call_id)))


def is_apart(session: Session, actor: Actor, call_id: CallId) -> bool:
    """Tell whether somebody is a juror of a call whose evaluation lasts: they learn nothing."""
    seat = exists().where(
        LASTING, Assignment.call_id == call_id, Assignment.juror_id == actor.account_id
    )
    closed = exists().where(EvaluationClosing.call_id == call_id)
    return bool(session.scalar(select(seat & ~closed)))
