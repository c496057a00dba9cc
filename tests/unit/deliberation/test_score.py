"""The score of record: exact, equal for equals, indifferent to the order of the sheets."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from fractions import Fraction
from sys import setprofile
from types import NoneType
from uuid import UUID

import pytest
from flask import Flask
from flask_babel import Babel
from hypothesis import given
from hypothesis import strategies as st

from incubator.applications.rules import ApplicationId, ApplicationState, DossierWithdrawn
from incubator.calls.rules import Rubric, read_rubric
from incubator.deliberation.rules import (
    Advice,
    Alert,
    AlertKind,
    AssessmentMissing,
    Line,
    NothingToAdvise,
    OpinionSealed,
    Points,
    Result,
    Sense,
    draw_line,
    evaluate,
    rank,
    why_not_advise,
    why_not_record,
)
from incubator.infra.formats import score as rounded
from incubator.jury.rules import EvaluationOpen
from tests.builders import NOON, RUBRIC

SEVEN: Rubric = read_rubric(RUBRIC)
CODES = [criterion.code for criterion in SEVEN.criteria]
MARKS = st.integers(0, SEVEN.scale)
SHEETS = st.fixed_dictionaries(dict.fromkeys(CODES, MARKS))
BLANKABLE = st.fixed_dictionaries(dict.fromkeys(CODES, MARKS | st.none()))


def a_sheet(*marks: int | None) -> Points:
    """Return marks in the order of the criteria."""
    return dict(zip(CODES, marks, strict=True))


def flat(mark: int) -> Points:
    """Return the same mark everywhere."""
    return dict.fromkeys(CODES, mark)


def dossier(number: int) -> ApplicationId:
    """Return a dossier known by its number."""
    return ApplicationId(UUID(int=number))


FIRST, SECOND, THIRD = (
    a_sheet(4, 5, 3, 3, 4, 4, 2),
    a_sheet(3, 4, 3, 2, 4, 5, 3),
    a_sheet(5, 4, 4, 3, 3, 4, 3),
)


def alone(sheet: Points) -> Fraction | None:
    """Return what one sheet is worth: three like it have its mean."""
    return evaluate(SEVEN, [sheet] * 3).score


def test_the_specimen_of_the_rules_gives_its_scores() -> None:
    assert [alone(sheet) for sheet in (FIRST, SECOND, THIRD)] == [76, 68, 77]
    result = evaluate(SEVEN, [FIRST, SECOND, THIRD])
    assert result.score == Fraction(221, 3)
    assert result.means["equipe"] == 4
    assert result.means["modele"] == Fraction(8, 3)
    assert [result.lowest, result.highest] == [68, 77]


def test_two_sheets_make_no_score_nor_any_mean() -> None:
    assert evaluate(SEVEN, [FIRST, SECOND]) == Result(sheets=2, means={})
    assert evaluate(SEVEN, []) == Result(sheets=0, means={})


def test_a_sheet_without_one_of_its_marks_is_no_sheet() -> None:
    torn = {code: mark for code, mark in THIRD.items() if code != "maturite"}
    assert evaluate(SEVEN, [FIRST, SECOND, torn]).sheets == 2


def test_a_juror_who_cannot_judge_a_criterion_weighs_the_others_only() -> None:
    without = a_sheet(None, 4, 4, 4, 4, 4, 4)
    assert alone(without) == 80
    assert evaluate(SEVEN, [without] * 3).means.keys() == set(CODES) - {"equipe"}
    mixed = evaluate(SEVEN, [without, a_sheet(1, 4, 4, 4, 4, 4, 4), flat(4)])
    assert mixed.means["equipe"] == Fraction(5, 2)
    assert mixed.score == Fraction(80 + 68 + 80, 3)


def test_a_sheet_that_judges_nothing_is_no_sheet() -> None:
    assert evaluate(SEVEN, [FIRST, SECOND, a_sheet(*[None] * 7)]).sheets == 2


@pytest.mark.parametrize(
    ("exact", "shown"),
    [
        (Fraction(7365, 100), "73,7"),
        (Fraction(7364, 100), "73,6"),
        (Fraction(7366, 100), "73,7"),
        (Fraction(221, 3), "73,7"),
    ],
)
def test_halves_are_rounded_up_for_display_only(exact: Fraction, shown: str) -> None:
    speaker = Flask(__name__)
    Babel(speaker, default_locale="fr")
    with speaker.test_request_context():
        assert rounded(exact) == shown


def test_scores_that_look_alike_keep_their_order() -> None:
    ten = [criterion | {"weight": weight} for criterion, weight in WEIGHTS]
    rubric = read_rubric(RUBRIC | {"criteria": ten, "minimum_sheets": 1})
    low, high = a_sheet(4, 3, 4, 3, 4, 3, 4), a_sheet(4, 3, 4, 3, 4, 4, 4)
    many = [low] * 19
    ranked = rank(rubric, {dossier(1): [*many, low], dossier(2): [*many, high]})
    best, other = ranked.values()
    assert [result.rank for result in ranked.values()] == [1, 2]
    assert best.score is not None
    assert other.score is not None
    assert 0 < best.score - other.score < Fraction(1, 10)


WEIGHTS = list(zip(RUBRIC["criteria"], (20, 20, 20, 20, 10, 5, 5), strict=True))


def test_equal_scores_share_a_rank_and_the_next_one_is_skipped() -> None:
    marks = {dossier(n): [flat(mark)] * 3 for n, mark in enumerate((3, 5, 2, 3), start=1)}
    ranked = rank(SEVEN, marks)
    assert list(ranked) == [dossier(n) for n in (2, 1, 4, 3)]
    assert [result.rank for result in ranked.values()] == [1, 2, 2, 4]


def test_a_dossier_with_too_few_sheets_comes_last_and_has_no_rank() -> None:
    ranked = rank(SEVEN, {dossier(1): [flat(5)] * 2, dossier(2): [flat(1)] * 3, dossier(3): []})
    assert [(d.int, r.rank, r.score) for d, r in ranked.items()] == [
        (2, 1, 20),
        (1, None, None),
        (3, None, None),
    ]


@pytest.mark.parametrize(
    ("ranks", "places", "line"),
    [
        ([1, 2, 3], 2, Line(above=2, rank=2, tied=0)),
        ([1, 2, 2, 4], 2, Line(above=3, rank=2, tied=2)),
        ([1, 2, 2, 4], 3, Line(above=3, rank=2, tied=0)),
        ([1, 1, 1], 1, Line(above=3, rank=1, tied=3)),
    ],
)
def test_the_line_of_places_never_parts_equals(
    ranks: Sequence[int], places: int, line: Line
) -> None:
    last, following = ranks[places - 1 : places + 1]
    assert draw_line(places, last, following, ranks.count(last)) == line


@pytest.mark.parametrize(
    ("sheets", "alerts"),
    [
        ([flat(3)] * 3, ()),
        ([flat(2)] * 3, (Alert(kind=AlertKind.LOW_SCORE),)),
        (
            [a_sheet(1, 4, 4, 4, 4, 4, 4)] * 2 + [a_sheet(3, 4, 4, 4, 4, 4, 4)],
            (Alert(kind=AlertKind.WEAK_TEAM, criterion="equipe"),),
        ),
        (
            [a_sheet(3, 3, 4, 4, 4, 4, 4), a_sheet(3, 3, 4, 4, 4, 4, 1), flat(4)],
            (Alert(kind=AlertKind.WIDE_MARKS, criterion="maturite"),),
        ),
        (
            [a_sheet(5, 5, 5, 5, 5, 5, 0), a_sheet(3, 3, 4, 4, 3, 3, 0), flat(3)],
            (
                Alert(kind=AlertKind.WIDE_SPREAD),
                Alert(kind=AlertKind.WIDE_MARKS, criterion="maturite"),
            ),
        ),
        ([flat(2), *[a_sheet(4, 4, 4, 4, 2, 2, 4)] * 2], (Alert(kind=AlertKind.WIDE_SPREAD),)),
        ([flat(0), flat(0)], ()),
        ([flat(2), flat(3)] * 2, ()),  # 50 sharp
        (
            [flat(2), flat(2), flat(3), a_sheet(3, 3, 3, 3, 3, 3, 2)],
            (Alert(kind=AlertKind.LOW_SCORE),),
        ),
        ([flat(3), flat(3), a_sheet(4, 4, 5, 5, 5, 4, 4)], ()),  # 29 apart
    ],
)
def test_alerts_say_what_to_discuss(sheets: Sequence[Points], alerts: tuple[Alert, ...]) -> None:
    assert evaluate(SEVEN, sheets).alerts == alerts


@pytest.mark.parametrize("code", ["team", "equipe"])
def test_the_team_is_known_by_either_of_its_names(code: str) -> None:
    first, *others = RUBRIC["criteria"]
    rubric = read_rubric(RUBRIC | {"criteria": [first | {"code": code}, *others]})
    sheet = {one.code: 4 for one in rubric.criteria} | {code: 1}
    weak = Alert(kind=AlertKind.WEAK_TEAM, criterion=code)
    assert weak in evaluate(rubric, [sheet] * 3).alerts


@pytest.mark.parametrize(
    ("state", "closed", "sealed_at", "refusal"),
    [
        (ApplicationState.ADMISSIBLE, True, None, NoneType),
        (ApplicationState.ADMISSIBLE, False, None, EvaluationOpen),
        (ApplicationState.ADMISSIBLE, True, NOON, OpinionSealed),
        (ApplicationState.INADMISSIBLE, True, None, NothingToAdvise),
        (ApplicationState.WITHDRAWN, True, None, DossierWithdrawn),
    ],
)
def test_the_jury_advises_on_what_it_evaluated_until_a_decision_quotes_it(
    state: ApplicationState, *, closed: bool, sealed_at: datetime | None, refusal: type
) -> None:
    assert type(why_not_record(state, closed=closed, sealed_at=sealed_at)) is refusal


@pytest.mark.parametrize(
    ("assessment", "refusal"), [("Prête.", NoneType), (" ", AssessmentMissing)]
)
def test_an_opinion_says_why(assessment: str, refusal: type) -> None:
    advice = Advice(sense=Sense.FAVOURABLE, assessment=assessment, recommendations="")
    assert type(why_not_advise(advice)) is refusal


@given(st.lists(st.lists(SHEETS, min_size=3, max_size=5), min_size=2, max_size=6), MARKS)
def test_as_many_points_more_everywhere_keep_the_order(
    panels: list[list[dict[str, int]]], more: int
) -> None:
    wide = read_rubric(
        RUBRIC
        | {
            "scale": 2 * SEVEN.scale,
            "criteria": [c | {"levels": ["-"] * 11} for c in RUBRIC["criteria"]],
        }
    )
    before = rank(wide, {dossier(n): panel for n, panel in enumerate(panels)})
    raised = [[{c: m + more for c, m in sheet.items()} for sheet in panel] for panel in panels]
    after = rank(wide, {dossier(n): panel for n, panel in enumerate(raised)})
    assert [(d, r.rank) for d, r in before.items()] == [(d, r.rank) for d, r in after.items()]


@given(
    st.lists(BLANKABLE, min_size=3, max_size=6).flatmap(
        lambda s: st.tuples(st.just(s), st.permutations(s))
    )
)
def test_the_order_of_the_sheets_changes_nothing(
    pair: tuple[list[dict[str, int | None]], list[dict[str, int | None]]],
) -> None:
    sheets, shuffled = pair
    assert evaluate(SEVEN, sheets) == evaluate(SEVEN, shuffled)


@given(st.lists(SHEETS, min_size=3, max_size=5), st.lists(BLANKABLE, min_size=3, max_size=5))
def test_the_score_is_the_mean_of_the_sheets(
    whole: list[dict[str, int]], holed: list[dict[str, int | None]]
) -> None:
    for sheets in (whole, holed):
        each = [score for sheet in sheets if (score := alone(sheet)) is not None]
        expected = sum(each, Fraction()) / len(each) if len(each) >= 3 else None
        assert evaluate(SEVEN, sheets).score == expected


@given(st.lists(st.lists(BLANKABLE, min_size=3, max_size=5), min_size=1, max_size=8))
def test_a_rank_is_one_more_than_the_dossiers_that_do_better(
    panels: list[list[dict[str, int | None]]],
) -> None:
    results = rank(SEVEN, {dossier(n): panel for n, panel in enumerate(panels)}).values()
    scores = [result.score for result in results if result.score is not None]
    for result in results:
        better = sum(score > result.score for score in scores) if result.score is not None else None
        assert result.rank == (None if better is None else better + 1)


def work_of_ranking(many: int) -> int:
    """Return how many functions are called to rank so many dossiers of five sheets each."""
    panels = {
        dossier(n): [a_sheet(*((n * k + c) % 6 for c in range(7))) for k in range(1, 6)]
        for n in range(many)
    }
    calls = Counter[str]()
    setprofile(lambda _frame, event, _argument: calls.update((event,)))
    try:
        assert len(rank(SEVEN, panels)) == many
    finally:
        setprofile(None)
    return calls.total()


def test_twice_as_many_dossiers_are_twice_as_much_work_to_rank() -> None:
    assert work_of_ranking(200) <= 2.1 * work_of_ranking(100)
