"""What the marks say of dossiers, once the evaluation is closed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from incubator.applications.queries import get_application, select_received
from incubator.applications.rules import ApplicationId, ApplicationState
from incubator.calls.queries import get_rubric
from incubator.calls.rules import Criterion, Rubric
from incubator.deliberation import rules
from incubator.deliberation.models import RankedDossier
from incubator.deliberation.rules import Result
from incubator.jury.queries import (
    Closing,
    find_closing,
    get_closing,
    list_remarks,
    map_locked_marks,
    map_sums,
)
from incubator.jury.rules import Remark
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
    closing = find_closing(session, application.call_id)
    if closing is None:
        return None
    rubric = get_rubric(session, application.call_id)
    return Hearing(
        result=_result(session, closing, rubric, application_id),
        criteria=rubric.criteria,
        titles=criterion_titles(rubric),
        scale=rubric.scale,
        minimum_sheets=rubric.minimum_sheets,
        remarks=list_remarks(session, closing, application_id),
    )


def get_result(session: Session, application_id: ApplicationId) -> Result:
    """Return what the marks say of a dossier, or raise `EvaluationOpen`."""
    call_id = get_application(session, application_id).call_id
    closing, rubric = get_closing(session, call_id), get_rubric(session, call_id)
    return _result(session, closing, rubric, application_id)


def rank_dossiers(session: Session, closing: Closing) -> Ranks:
    """Rank the admissible dossiers of a call from its marks, best first."""
    rubric = get_rubric(session, closing.call_id)
    sums = map_sums(session, closing, rubric)
    received = select_received(NOBODY, closing.call_id)
    admissible = select(received.c.id).where(received.c.state == ApplicationState.ADMISSIBLE)
    dossiers = session.scalars(admissible.order_by(received.c.number))
    return rules.order(rubric, {dossier: sums.get(dossier, ()) for dossier in dossiers})


def map_results(
    session: Session, closing: Closing, rubric: Rubric, ranks: Ranks
) -> Mapping[ApplicationId, Result]:
    """Return all that the marks say of some dossiers whose ranks are known."""
    marks = map_locked_marks(session, closing, ranks)
    return {
        dossier: replace(rules.evaluate(rubric, marks.get(dossier, ())), rank=rank)
        for dossier, rank in ranks.items()
    }


def _result(
    session: Session, closing: Closing, rubric: Rubric, application_id: ApplicationId
) -> Result:
    ranked = session.get(RankedDossier, application_id)
    ranks = {application_id: ranked.rank if ranked else None}
    return map_results(session, closing, rubric, ranks)[application_id]


def criterion_titles(rubric: Rubric) -> Mapping[str, str]:
    """Return the title of each criterion, by code."""
    return {criterion.code: criterion.title for criterion in rubric.criteria}
