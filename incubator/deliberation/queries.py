"""What the deliberation's pages show, and what later features may ask."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import Subquery, select
from sqlalchemy.orm import Session

from incubator.applications.queries import DossierRow, get_application, list_dossiers
from incubator.applications.rules import ApplicationId, ApplicationState
from incubator.calls.queries import CallHeading, get_call, get_heading, get_rubric
from incubator.calls.rules import CallId, Criterion, Rubric
from incubator.deliberation import rules
from incubator.deliberation.models import Opinion
from incubator.deliberation.rules import Advice, Line, Result, Sense
from incubator.jury.queries import (
    find_closing,
    find_conflict,
    list_remarks,
    map_locked_marks,
    map_progress,
)
from incubator.jury.rules import EvaluationOpen, Remark
from incubator.kernel.actor import Actor
from incubator.kernel.permissions import Permission, require
from incubator.kernel.refusals import Refusal

NO_SHEETS: Final = Result(sheets=0, means={})


@dataclass(frozen=True, kw_only=True)
class OpinionValue(Advice):
    """The jury's opinion of a dossier, as it stands."""

    version: int
    recorded_at: datetime
    sealed_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class RankingRow:
    """One dossier in the ranking: what the marks say, what the jury advises."""

    id: ApplicationId
    number: str
    title: str
    organisation: str
    result: Result
    recused: int
    sense: Sense | None


@dataclass(frozen=True, kw_only=True)
class OpinionCount:
    """How many opinions of each sense, and how many dossiers still wait for theirs."""

    favourable: int
    reserved: int
    unfavourable: int
    missing: int


@dataclass(frozen=True, kw_only=True)
class Ranking:
    """The dossiers in the order of their score of record; those without one stand apart."""

    closed_at: datetime
    ranked: Sequence[RankingRow]
    unranked: Sequence[RankingRow]
    line: Line | None
    opinions: OpinionCount


@dataclass(frozen=True, kw_only=True)
class RankingPage:
    """The deliberation of a call; without a ranking until its evaluation is closed."""

    heading: CallHeading
    places: int
    minimum_sheets: int
    titles: Mapping[str, str]
    why_not: Refusal | None
    ranking: Ranking | None


@dataclass(frozen=True, kw_only=True)
class Hearing:
    """What the jury's sheets say of one dossier, once the evaluation is closed."""

    result: Result
    criteria: Sequence[Criterion]
    titles: Mapping[str, str]
    scale: int
    minimum_sheets: int
    remarks: Sequence[Remark]


@dataclass(frozen=True, kw_only=True)
class OpinionPage:
    """The opinion of one dossier, beside what the marks say of it."""

    id: ApplicationId
    heading: CallHeading
    number: str
    title: str
    organisation: str
    opinion: OpinionValue | None
    hearing: Hearing | None
    why_not: Refusal | None


def get_ranking_page(session: Session, actor: Actor, call_id: CallId, now: datetime) -> RankingPage:
    """Return the ranking of a call; nothing of it while its evaluation is open."""
    call = get_call(session, call_id)
    require(actor, Permission.READ_RANKING, call)
    closing = find_closing(session, call_id)
    rubric = get_rubric(session, call_id)
    return RankingPage(
        heading=get_heading(session, call_id, now),
        places=call.places,
        minimum_sheets=rubric.minimum_sheets,
        titles=_titles(rubric),
        why_not=rules.why_not_deliberate(closed=closing is not None),
        ranking=_ranking(session, call_id, rubric, call.places, closing.closed_at)
        if closing
        else None,
    )


def get_opinion_page(
    session: Session, actor: Actor, application_id: ApplicationId, now: datetime
) -> OpinionPage:
    """Return the opinion of a dossier, to those who record it."""
    application = get_application(session, application_id)
    require(actor, Permission.RECORD_OPINION, application)
    call = get_call(session, application.call_id)
    opinion, hearing = find_opinion(session, application_id), find_hearing(session, application_id)
    return OpinionPage(
        id=application_id,
        heading=get_heading(session, call.id, now),
        number=application.number or "",
        title=application.title,
        organisation=application.organisation,
        opinion=opinion,
        hearing=hearing,
        why_not=find_conflict(session, application_id, actor.account_id)
        or rules.why_not_record(
            application.state,
            closed=hearing is not None,
            sealed_at=opinion.sealed_at if opinion else None,
        ),
    )


def find_hearing(session: Session, application_id: ApplicationId) -> Hearing | None:
    """Return what the sheets say of an admissible dossier, None before the evaluation is closed."""
    application = get_application(session, application_id)
    if application.state is not ApplicationState.ADMISSIBLE:
        return None
    rubric = get_rubric(session, application.call_id)
    try:
        results = _rank(session, application.call_id, rubric)
    except EvaluationOpen:
        return None
    return Hearing(
        result=results.get(application_id, NO_SHEETS),
        criteria=rubric.criteria,
        titles=_titles(rubric),
        scale=rubric.scale,
        minimum_sheets=rubric.minimum_sheets,
        remarks=list_remarks(session, application_id),
    )


def find_opinion(session: Session, application_id: ApplicationId) -> OpinionValue | None:
    """Return the jury's opinion of a dossier, or None."""
    row = find_opinion_row(session, application_id)
    return _value(row) if row else None


def find_opinion_row(session: Session, application_id: ApplicationId) -> Opinion | None:
    """Return the row of the jury's opinion, for those who write it, or None."""
    return session.get(Opinion, application_id)


def select_opinions() -> Subquery:
    """Select the dossiers of which the jury gave its opinion."""
    return select(Opinion.application_id).subquery("opinions")


def map_opinions(session: Session, call_id: CallId) -> Mapping[ApplicationId, OpinionValue]:
    """Return the jury's opinions in a call, by dossier."""
    rows = session.scalars(select(Opinion).filter_by(call_id=call_id))
    return {row.application_id: _value(row) for row in rows}


def get_result(session: Session, application_id: ApplicationId) -> Result:
    """Return what the marks say of a dossier, or raise `EvaluationOpen`."""
    application = get_application(session, application_id)
    return map_results(session, application.call_id).get(application_id, NO_SHEETS)


def map_results(session: Session, call_id: CallId) -> Mapping[ApplicationId, Result]:
    """Return what the marks say of each marked dossier, best first, or raise `EvaluationOpen`."""
    return _rank(session, call_id, get_rubric(session, call_id))


def _rank(session: Session, call_id: CallId, rubric: Rubric) -> Mapping[ApplicationId, Result]:
    marks = map_locked_marks(session, call_id)
    return rules.rank(
        rubric, {dossier: [sheet.points for sheet in sheets] for dossier, sheets in marks.items()}
    )


def _ranking(
    session: Session, call_id: CallId, rubric: Rubric, places: int, closed_at: datetime
) -> Ranking:
    marks = map_locked_marks(session, call_id)
    dossiers = {
        row.id: row
        for row in list_dossiers(session, call_id)
        if row.state is ApplicationState.ADMISSIBLE
    }
    results = rules.rank(
        rubric, {key: [sheet.points for sheet in marks.get(key, ())] for key in dossiers}
    )
    opinions = map_opinions(session, call_id)
    progress = map_progress(session, call_id)
    rows = [
        _row(
            dossiers[key],
            result,
            progress[key].recused if key in progress else 0,
            opinions[key].sense if key in opinions else None,
        )
        for key, result in results.items()
    ]
    ranks = [result.rank for result in results.values() if result.rank is not None]
    return Ranking(
        closed_at=closed_at,
        ranked=[row for row in rows if row.result.rank is not None],
        unranked=[row for row in rows if row.result.rank is None],
        line=rules.find_line(ranks, places),
        opinions=_count([row.sense for row in rows]),
    )


def _row(dossier: DossierRow, result: Result, recused: int, sense: Sense | None) -> RankingRow:
    return RankingRow(
        id=dossier.id,
        number=dossier.number,
        title=dossier.title,
        organisation=dossier.organisation,
        result=result,
        recused=recused,
        sense=sense,
    )


def _count(senses: Sequence[Sense | None]) -> OpinionCount:
    return OpinionCount(
        favourable=senses.count(Sense.FAVOURABLE),
        reserved=senses.count(Sense.RESERVED),
        unfavourable=senses.count(Sense.UNFAVOURABLE),
        missing=senses.count(None),
    )


def _titles(rubric: Rubric) -> Mapping[str, str]:
    return {criterion.code: criterion.title for criterion in rubric.criteria}


def _value(row: Opinion) -> OpinionValue:
    return OpinionValue(
        sense=row.sense,
        assessment=row.assessment,
        recommendations=row.recommendations,
        version=row.version,
        recorded_at=row.recorded_at,
        sealed_at=row.sealed_at,
    )
