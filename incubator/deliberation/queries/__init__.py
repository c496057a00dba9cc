"""What the deliberation's pages show, and what later features may ask."""

from incubator.deliberation.queries.opinions import (
    OpinionPage,
    OpinionValue,
    find_opinion,
    find_opinion_row,
    get_opinion_page,
    select_opinions,
)
from incubator.deliberation.queries.ranking import RankingPage, get_ranking_page
from incubator.deliberation.queries.results import (
    Hearing,
    find_hearing,
    get_result,
    rank_dossiers,
)

__all__ = [
    "Hearing",
    "OpinionPage",
    "OpinionValue",
    "RankingPage",
    "find_hearing",
    "find_opinion",
    "find_opinion_row",
    "get_opinion_page",
    "get_ranking_page",
    "get_result",
    "rank_dossiers",
    "select_opinions",
]
