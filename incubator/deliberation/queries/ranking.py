"""The page of the deliberation: dossiers in the order of their score, page after page."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from incubator.applications.queries import select_received
from incubator.applications.rules import ApplicationId
from incubator.calls.queries import CallHeading, get_call, get_heading, get_rubric
from incubator.calls.rules import CallId, Rubric
from incubator.deliberation import rules
from incubator.deliberation.models import Opinion, RankedDossier
from incubator.deliberation.queries.results import Ranks, criterion_titles, map_results
from incubator.deliberation.rules import Line, Result, Sense
from incubator.jury.queries import Closing, find_closing, select_progress
from incubator.kernel.actor import NOBODY, Actor
from incubator.kernel.pages import Leaf, turn_to
from incubator.kernel.permissions import Permission, require
from incubator.kernel.refusals import Refusal


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
    """One page of the dossiers in their order; those without a score stand apart, at the end."""

    leaf: Leaf
    ranked: Sequence[RankingRow]
    unranked: Sequence[RankingRow]
    scored: int
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
    closed_at: datetime | None
    ranking: Ranking | None


def get_ranking_page(
    session: Session, actor: Actor, call_id: CallId, number: int, now: datetime
) -> RankingPage:
    """Return a page of the ranking of a call; nothing of it while its evaluation is open."""
    call = get_call(session, call_id)
    require(actor, Permission.READ_RANKING, call)
    closing = find_closing(session, call_id)
    rubric = get_rubric(session, call_id)
    return RankingPage(
        heading=get_heading(session, call_id, now),
        places=call.places,
        minimum_sheets=rubric.minimum_sheets,
        titles=criterion_titles(rubric),
        why_not=rules.why_not_deliberate(closed=closing is not None),
        closed_at=closing.closed_at if closing else None,
        ranking=_ranking(session, closing, rubric, call.places, number) if closing else None,
    )


def _ranking(
    session: Session, closing: Closing, rubric: Rubric, places: int, number: int
) -> Ranking:
    total, scored = _count_ranked(session, closing.call_id)
    leaf = turn_to(number, total)
    ranks = _map_ranks(session, closing.call_id, leaf)
    results = map_results(session, closing, rubric, ranks)
    dossiers = _map_dossiers(session, ranks)
    rows = [_row(dossiers[dossier], result) for dossier, result in results.items()]
    return Ranking(
        leaf=leaf,
        ranked=[row for row in rows if row.result.rank is not None],
        unranked=[row for row in rows if row.result.rank is None],
        scored=scored,
        line=_line(session, closing.call_id, places) if places < scored else None,
        opinions=_count_opinions(session, closing.call_id, total),
    )


def _count_ranked(session: Session, call_id: CallId) -> tuple[int, int]:
    """Return how many dossiers stand in the order of a call, and how many have a rank."""
    counts = select(func.count(), func.count(RankedDossier.rank)).where(
        RankedDossier.call_id == call_id
    )
    total, scored = session.execute(counts).one()
    return total, scored


def _map_ranks(session: Session, call_id: CallId, leaf: Leaf) -> Ranks:
    """Return the ranks on one page, in their order."""
    shown = select(RankedDossier.application_id, RankedDossier.rank).where(
        RankedDossier.call_id == call_id, RankedDossier.place.between(leaf.start + 1, leaf.end)
    )
    return {row[0]: row[1] for row in session.execute(shown.order_by(RankedDossier.place))}


def _line(session: Session, call_id: CallId, places: int) -> Line:
    """Return where the places end, when fewer than the ranks."""
    own, peer = RankedDossier.call_id == call_id, aliased(RankedDossier)
    equals = select(func.count()).where(peer.call_id == call_id, peer.rank == RankedDossier.rank)
    around = own & RankedDossier.place.in_((places, places + 1))
    ranks = select(RankedDossier.rank, equals.scalar_subquery()).where(around)
    (last, tied), (following, _) = session.execute(ranks.order_by(RankedDossier.place))
    return rules.draw_line(places, last or 0, following or 0, tied)


def _map_dossiers(
    session: Session, dossiers: Collection[ApplicationId]
) -> Mapping[ApplicationId, Any]:
    """Return what the ranking shows of some dossiers besides their marks."""
    received, progress = select_received(NOBODY), select_progress(tuple(dossiers))
    rows = session.execute(
        select(received, progress.c.recused, Opinion.sense)
        .outerjoin(progress, progress.c.application_id == received.c.id)
        .outerjoin(Opinion, Opinion.application_id == received.c.id)
        .where(received.c.id.in_(dossiers))
    )
    return {row.id: row for row in rows}


def _row(dossier: Any, result: Result) -> RankingRow:
    return RankingRow(
        id=dossier.id,
        number=dossier.number,
        title=dossier.title,
        organisation=dossier.organisation,
        result=result,
        recused=dossier.recused or 0,
        sense=dossier.sense,
    )


def _count_opinions(session: Session, call_id: CallId, dossiers: int) -> OpinionCount:
    """Return how many opinions of each sense were given on the dossiers of the order."""
    given = (
        select(Opinion.sense, func.count())
        .join(RankedDossier, RankedDossier.application_id == Opinion.application_id)
        .where(Opinion.call_id == call_id)
        .group_by(Opinion.sense)
    )
    counts = {row[0]: row[1] for row in session.execute(given)}
    return OpinionCount(
        favourable=counts.get(Sense.FAVOURABLE, 0),
        reserved=counts.get(Sense.RESERVED, 0),
        unfavourable=counts.get(Sense.UNFAVOURABLE, 0),
        missing=dossiers - sum(counts.values()),
    )
