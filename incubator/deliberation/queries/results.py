"""What the marks say of dossiers, once the evaluation is closed."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from incubator.applications.queries import get_application, select_received
from incubator.applications.rules import ApplicationId, ApplicationState
from incubator.calls.queries import get_rubric
from incubator.calls.rules import CallId, Criterion, Rubric
from incubator.deliberation import rules
from incubator.deliberation.rules import Result
from incubator.jury.queries import list_remarks, map_locked_marks, map_sums
from incubator.jury.rules import EvaluationOpen, Remark
from incubator.kernel.actor import NOBODY

Ranks = Mapping[ApplicationId, int | None]


@dataclass(frozen=True, kw_only=True)
class Hearing:
    """What the jury's sheets say of one dossier, once the evaluation is closed."""

    result: Result
    criteria: Sequence[Criterion]
    titles: Mapping[str, str]
    scale: int
    minimum_sheets: int
    remarks: Sequence[Remark]


def find_hearing(session: Session, application_id: ApplicationId) -> Hearing | None:
    """Return what the sheets say of an admissible dossier, None before the evaluation is closed."""
    application = get_application(session, application_id)
    if application.state is not ApplicationState.ADMISSIBLE:
        return None
    rubric = get_rubric(session, application.call_id)
    try:
        result = get_result(session, application_id)
    except EvaluationOpen:
        return None
    return Hearing(
        result=result,
        criteria=rubric.criteria,
        titles=criterion_titles(rubric),
        scale=rubric.scale,
        minimum_sheets=rubric.minimum_sheets,
        remarks=list_remarks(session, application_id),
    )


def get_result(session: Session, application_id: ApplicationId) -> Result:
    """Return what the marks say of a dossier, or raise `EvaluationOpen`."""
    call_id = get_application(session, application_id).call_id
    rubric = get_rubric(session, call_id)
    ranks = map_ranks(session, call_id, rubric)
    return map_results(session, call_id, rubric, ranks, [application_id])[application_id]


def map_ranks(session: Session, call_id: CallId, rubric: Rubric) -> Ranks:
    """Return the rank of each admissible dossier, best first, or raise `EvaluationOpen`."""
    sums = map_sums(session, call_id, rubric)
    received = select_received(NOBODY, call_id)
    admissible = select(received.c.id).where(received.c.state == ApplicationState.ADMISSIBLE)
    dossiers = session.scalars(admissible.order_by(received.c.number))
    return rules.order(rubric, {dossier: sums.get(dossier, ()) for dossier in dossiers})


def map_results(
    session: Session,
    call_id: CallId,
    rubric: Rubric,
    ranks: Ranks,
    dossiers: Collection[ApplicationId],
) -> Mapping[ApplicationId, Result]:
    """Return all that the marks say of some dossiers, or raise `EvaluationOpen`."""
    marks = map_locked_marks(session, call_id, dossiers)
    return {
        dossier: replace(
            rules.evaluate(rubric, [sheet.points for sheet in marks.get(dossier, ())]),
            rank=ranks.get(dossier),
        )
        for dossier in dossiers
    }


def criterion_titles(rubric: Rubric) -> Mapping[str, str]:
    """Return the title of each criterion, by code."""
    return {criterion.code: criterion.title for criterion in rubric.criteria}
