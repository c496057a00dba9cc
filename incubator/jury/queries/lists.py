"""What later features may join about the sheets of a call: how many are where, never a mark."""

from collections.abc import Collection, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, Subquery, case, exists, func, select
from sqlalchemy.orm import Session

from incubator.applications.rules import ApplicationId
from incubator.calls.rules import CallId
from incubator.jury.models import Assignment, EvaluationClosing, JurorProgress, ScoreSheet
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
    expected: int = 0
    awaited: int = 0
    waiting_jurors: int = 0
    links: int = 0
    first_link: datetime | None = None


def map_evaluations(
    session: Session, actor: Actor, call_ids: Collection[CallId]
) -> Mapping[CallId, EvaluationCount]:
    """Return how far the evaluations of some calls are; those without jurors are left out."""
    left = JurorProgress.expected - JurorProgress.handed_in
    referred = Assignment.state == AssignmentState.REFERRED
    links = select(Assignment).where(Assignment.call_id == JurorProgress.call_id, referred)
    first_link = links.with_only_columns(func.min(Assignment.declared_at))
    rows = session.execute(
        select(
            JurorProgress.call_id,
            func.count(case((JurorProgress.juror_id == actor.account_id, 1))).label("own"),
            func.sum(JurorProgress.expected).label("expected"),
            func.sum(left).label("awaited"),
            func.count(case((left > 0, 1))).label("waiting_jurors"),
            links.with_only_columns(func.count()).scalar_subquery().label("links"),
            first_link.scalar_subquery().label("first_link"),
        )
        .where(JurorProgress.call_id.in_(call_ids))
        .group_by(JurorProgress.call_id)
    )
    return {row.call_id: _evaluation(row) for row in rows}


def _evaluation(row: Any) -> EvaluationCount:
    if row.own:
        return EvaluationCount(apart=True)
    return EvaluationCount(
        expected=int(row.expected),
        awaited=int(row.awaited),
        waiting_jurors=row.waiting_jurors,
        links=row.links,
        first_link=row.first_link,
    )


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
