"""A sheet is marked as the rubric says, handed in whole, and totals what its marks weigh."""

from collections.abc import Mapping
from datetime import datetime
from fractions import Fraction
from types import NoneType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incubator.calls.rules import read_rubric
from incubator.jury.models import ScoreSheet
from incubator.jury.rules import (
    AlreadySubmitted,
    CommentMissing,
    EvaluationClosed,
    MarkMissing,
    NothingJudged,
    ScoreCard,
    SheetState,
    UnknownMark,
    find_gaps,
    needs_comment,
    own_total,
    why_not_complete,
    why_not_edit,
    why_not_keep,
)
from tests.builders import NOON, RUBRIC

SEVEN = read_rubric(RUBRIC)
CODES = [criterion.code for criterion in SEVEN.criteria]
THREES = dict.fromkeys(CODES, 3)


def a_card(
    points: Mapping[str, int] = THREES,
    unjudged: frozenset[str] | set[str] = frozenset(),
    **comments: str,
) -> ScoreCard:
    """Return a card with three everywhere, unless said otherwise."""
    return ScoreCard(points=points, unjudged=unjudged, comments=comments)


def without(*codes: str) -> dict[str, int]:
    """Return three everywhere but there."""
    return {code: mark for code, mark in THREES.items() if code not in codes}


@pytest.mark.parametrize(
    ("state", "closed_at", "refusal"),
    [
        (SheetState.DRAFT, None, NoneType),
        (SheetState.DRAFT, NOON, EvaluationClosed),
        (SheetState.SUBMITTED, None, AlreadySubmitted),
        (SheetState.SUBMITTED, NOON, AlreadySubmitted),
    ],
)
def test_a_sheet_changes_until_it_is_handed_in_or_the_evaluation_is_closed(
    state: SheetState, closed_at: datetime | None, refusal: type
) -> None:
    assert type(why_not_edit(ScoreSheet(state=state), closed_at)) is refusal


@pytest.mark.parametrize(
    ("card", "refusal"),
    [
        (a_card(), NoneType),
        (a_card({}), NoneType),
        (a_card(without("equipe"), {"equipe"}), NoneType),
        (a_card(THREES | {"equipe": 0}), NoneType),
        (a_card(THREES | {"equipe": SEVEN.scale}), NoneType),
        (a_card(THREES | {"equipe": 6}), UnknownMark),
        (a_card(THREES | {"equipe": -1}), UnknownMark),
        (a_card(THREES | {"beaute": 3}), UnknownMark),
        (a_card(THREES, {"beaute"}), UnknownMark),
        (a_card(beaute="Un beau projet."), UnknownMark),
        (a_card(THREES, {"equipe"}), UnknownMark),
    ],
)
def test_a_card_follows_the_rubric_even_unfinished(card: ScoreCard, refusal: type) -> None:
    assert type(why_not_keep(card, SEVEN)) is refusal


@pytest.mark.parametrize(
    ("card", "refusal"),
    [
        (a_card(), NoneType),
        (a_card({}), MarkMissing),
        (a_card(without("equipe")), MarkMissing),
        (a_card(without("equipe"), {"equipe"}), NoneType),
        (a_card({}, set(CODES)), NothingJudged),
        (a_card({"equipe": 3}, set(CODES[1:])), NoneType),
        (a_card(THREES | {"equipe": 0}), CommentMissing),
        (a_card(THREES | {"equipe": 1}), CommentMissing),
        (a_card(THREES | {"equipe": 2}), NoneType),
        (a_card(THREES | {"equipe": 4}), NoneType),
        (a_card(THREES | {"equipe": 5}), CommentMissing),
        (a_card(THREES | {"equipe": 5}, equipe=" \n"), CommentMissing),
        (a_card(THREES | {"equipe": 5}, marche="Un autre critère."), CommentMissing),
        (a_card(THREES | {"equipe": 5}, equipe="Deux thèses."), NoneType),
        (a_card(without("marche") | {"equipe": 5}), MarkMissing),
    ],
)
def test_a_sheet_is_handed_in_whole_with_its_extreme_marks_explained(
    card: ScoreCard, refusal: type
) -> None:
    assert type(why_not_complete(card, SEVEN)) is refusal


def test_a_refusal_names_every_criterion_that_lacks_something() -> None:
    missing = why_not_complete(a_card(without("equipe", "marche")), SEVEN)
    assert missing
    assert missing.details == {"criteria": "Équipe, Marché"}
    unexplained = why_not_complete(a_card(THREES | {"modele": 0, "impact": 5}), SEVEN)
    assert unexplained
    assert unexplained.details == {"criteria": "Modèle, Impact"}


def test_gaps_are_found_together() -> None:
    gaps = find_gaps(a_card(without("equipe") | {"modele": 1}, {"impact"}), SEVEN)
    assert [criterion.code for criterion in gaps.unmarked] == ["equipe"]
    assert [criterion.code for criterion in gaps.unexplained] == ["modele"]


def test_the_marks_that_a_juror_explains_are_the_weak_ones_and_the_best() -> None:
    assert [mark for mark in range(6) if needs_comment(mark, 5)] == [0, 1, 5]
    assert [mark for mark in range(11) if needs_comment(mark, 10)] == [0, 1, 10]
    assert not needs_comment(None, 5)


@pytest.mark.parametrize(
    ("marks", "shown"),
    [
        ((4, 5, 3, 3, 4, 4, 2), "76,0"),
        ((3, 4, 3, 2, 4, 5, 3), "68,0"),
        ((5, 4, 4, 3, 3, 4, 3), "77,0"),
        ((0,) * 7, "0,0"),
        ((5,) * 7, "100,0"),
    ],
)
def test_a_sheet_totals_what_the_specimen_says(marks: tuple[int, ...], shown: str) -> None:
    total, weight = own_total(dict(zip(CODES, marks, strict=True)), SEVEN)
    assert total is not None
    assert (f"{float(total):.1f}".replace(".", ","), weight) == (shown, 100)


def test_what_cannot_be_judged_weighs_nothing() -> None:
    assert own_total({}, SEVEN) == (None, 0)
    assert own_total({"equipe": 4, "maturite": 2}, SEVEN) == (Fraction(100 * 90, 5 * 25), 25)


@given(st.dictionaries(st.sampled_from(CODES), st.integers(0, 5), min_size=1))
def test_a_total_lies_between_the_worst_and_the_best_of_its_marks(points: dict[str, int]) -> None:
    total, weight = own_total(points, SEVEN)
    assert total is not None
    assert 20 * min(points.values()) <= total <= 20 * max(points.values())
    assert 0 < weight <= 100
