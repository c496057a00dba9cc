"""What later features may join about the sheets of a call: how many are where, never a mark."""

from sqlalchemy import Subquery, case, exists, func, select
from sqlalchemy.orm import Session

from incubator.calls.rules import CallId
from incubator.jury.models import Assignment, EvaluationClosing, ScoreSheet
from incubator.jury.queries.sheets import LASTING
from incubator.jury.rules import AssignmentState, SheetState
from incubator.kernel.actor import Actor

EXPECTED = Assignment.state != AssignmentState.RECUSED
HANDED_IN = EXPECTED & (ScoreSheet.state == SheetState.SUBMITTED)
STARTED = (
    EXPECTED
    & (ScoreSheet.state != SheetState.SUBMITTED)
    & ScoreSheet.open
    & ScoreSheet.saved_at.is_not(None)
)


def select_progress(call_id: CallId) -> Subquery:
    """Select how many sheets of each dossier of a call are expected, started and handed in."""
    counts = {"expected": EXPECTED, "started": STARTED, "handed_in": HANDED_IN}
    columns = [func.count(case((met, 1))).label(name) for name, met in counts.items()]
    of_call = select(Assignment.application_id, *columns).outerjoin(ScoreSheet)
    return (
        of_call.where(LASTING, Assignment.call_id == call_id)
        .group_by(Assignment.application_id)
        .subquery("progress")
    )


def is_apart(session: Session, actor: Actor, call_id: CallId) -> bool:
    """Tell whether somebody is a juror of a call whose evaluation lasts: they learn nothing."""
    seat = exists().where(
        LASTING, Assignment.call_id == call_id, Assignment.juror_id == actor.account_id
    )
    closed = exists().where(EvaluationClosing.call_id == call_id)
    return bool(session.scalar(select(seat & ~closed)))
