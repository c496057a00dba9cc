"""The score of record and what it shows; the jury's opinion. Nothing here decides."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction
from itertools import groupby
from math import lcm
from typing import TYPE_CHECKING, Final

from incubator.applications.rules import ApplicationState, why_not_go_on
from incubator.jury.rules import EvaluationOpen, SheetSum
from incubator.kernel.events import Event
from incubator.kernel.refusals import N_, Refusal

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from incubator.applications.rules import ApplicationId
    from incubator.calls.rules import CallId, Rubric

Points = Mapping[str, int | None]  # one sheet, by criterion; None stands for "cannot judge"

BEST: Final = 100
TEAM: Final = frozenset({"team", "equipe"})  # how rubrics call the criterion of the team
LOW_SCORE: Final = 50
WEAK_TEAM: Final = 2
WIDE_SPREAD: Final = 30
WIDE_MARKS: Final = 3


class AlertKind(StrEnum):
    """What is worth a discussion; a piece of information, never a verdict."""

    LOW_SCORE = "low_score"
    WEAK_TEAM = "weak_team"
    WIDE_SPREAD = "wide_spread"
    WIDE_MARKS = "wide_marks"


class Sense(StrEnum):
    """What the jury advises."""

    FAVOURABLE = "favourable"
    RESERVED = "reserved"
    UNFAVOURABLE = "unfavourable"


@dataclass(frozen=True, kw_only=True)
class Alert:
    """Something to discuss, and the criterion that it is about when there is one."""

    kind: AlertKind
    criterion: str = ""


@dataclass(frozen=True, kw_only=True)
class Result:
    """What the marks say of one dossier; without a score, too few sheets were handed in."""

    sheets: int
    score: Fraction | None = None
    lowest: Fraction | None = None
    highest: Fraction | None = None
    means: Mapping[str, Fraction]
    alerts: tuple[Alert, ...] = ()
    rank: int | None = None


@dataclass(frozen=True, kw_only=True)
class Line:
    """Where the places end: how many dossiers stand above, how many share the last rank."""

    above: int
    rank: int
    tied: int


@dataclass(frozen=True, kw_only=True)
class Advice:
    """What the jury said of a dossier, in its own words."""

    sense: Sense
    assessment: str
    recommendations: str


class NothingToAdvise(Refusal):
    """The jury hears admissible dossiers only."""

    sentence = N_("Ce dossier n’est pas recevable : le jury ne rend pas d’avis.")


class OpinionSealed(Refusal):
    """A signed decision quotes the opinion."""

    sentence = N_("La décision est signée : l’avis du jury ne change plus depuis le %(sealed_at)s.")


class AssessmentMissing(Refusal):
    """An opinion says why."""

    sentence = N_("Écrivez l’appréciation du jury : la décision s’appuiera sur elle.")


@dataclass(frozen=True, kw_only=True)
class OpinionRecorded(Event):
    """The jury's opinion of a dossier was written down, or corrected."""

    call_id: CallId
    sense: str


def evaluate(rubric: Rubric, sheets: Iterable[Points]) -> Result:
    """Return what the complete sheets of one dossier say, without its rank."""
    counted = [sheet for sheet in sheets if _weight(rubric, sheet)]
    if len(counted) < rubric.minimum_sheets:  # of which a rubric wants one at least
        return Result(sheets=len(counted), means={})
    totals = [(_earned(rubric, sheet), _weight(rubric, sheet)) for sheet in counted]
    scores = [Fraction(BEST * earned, rubric.scale * weight) for earned, weight in totals]
    marks, score = _marks(rubric, counted), _mean(rubric, totals)
    return Result(
        sheets=len(counted),
        score=score,
        lowest=min(scores),
        highest=max(scores),
        means={code: Fraction(sum(given), len(given)) for code, given in marks.items()},
        alerts=tuple(_alerts(score, max(scores) - min(scores), marks)),
    )


def rank(
    rubric: Rubric, marks: Mapping[ApplicationId, Iterable[Points]]
) -> Mapping[ApplicationId, Result]:
    """Return what the marks say of each dossier, best first, in their `order`."""
    sheets = {dossier: list(own) for dossier, own in marks.items()}
    ranks = order(rubric, {dossier: _sums(rubric, own) for dossier, own in sheets.items()})
    return {
        dossier: replace(evaluate(rubric, sheets[dossier]), rank=place)
        for dossier, place in ranks.items()
    }


def order(
    rubric: Rubric, sums: Mapping[ApplicationId, Sequence[SheetSum]]
) -> Mapping[ApplicationId, int | None]:
    """Return the rank of each dossier, best first; equal scores share a rank: 1, 2, 2, 4.

    Dossiers with too few sheets come last, without a rank. Scores are compared as integers, all
    brought to one denominator, so that none is rounded.
    """
    counts = {dossier: sum(own.sheets for own in sums[dossier]) for dossier in sums}
    scored = [d for d, sheets in counts.items() if sheets >= rubric.minimum_sheets]
    weight = lcm(*{own.weight for dossier in scored for own in sums[dossier]})
    sheets = lcm(*{counts[dossier] for dossier in scored})
    keys = {
        dossier: sum(own.earned * (weight // own.weight) for own in sums[dossier])
        * (sheets // counts[dossier])
        for dossier in scored
    }
    ranks: dict[ApplicationId, int | None] = {}
    for _, equals in groupby(sorted(scored, key=keys.__getitem__, reverse=True), keys.__getitem__):
        ranks |= dict.fromkeys([*equals], len(ranks) + 1)
    return ranks | {dossier: None for dossier in sums if dossier not in ranks}


def draw_line(places: int, last: int, following: int, equals: int) -> Line:
    """Return where the places end: between the rank `last` and the one `following`.

    The dossiers with the rank `last`, as many as `equals`, stay together: when they cross the line,
    it is drawn below them and says so.
    """
    if last != following:
        return Line(above=places, rank=last, tied=0)
    return Line(above=last - 1 + equals, rank=last, tied=equals)


def why_not_deliberate(*, closed: bool) -> Refusal | None:
    """Say why marks are still hidden, or None once the evaluation is closed."""
    return None if closed else EvaluationOpen()


def why_not_record(
    state: ApplicationState, *, closed: bool, sealed_at: datetime | None
) -> Refusal | None:
    """Say why the jury's opinion cannot be written now, or None."""
    if sealed_at:
        return OpinionSealed(sealed_at=sealed_at)
    if state is not ApplicationState.ADMISSIBLE:
        return why_not_go_on(state) or NothingToAdvise()
    return why_not_deliberate(closed=closed)


def why_not_advise(advice: Advice) -> Refusal | None:
    """Say what an opinion still lacks, or None."""
    return None if advice.assessment.strip() else AssessmentMissing()


def _weight(rubric: Rubric, sheet: Points) -> int:
    """Return the weight that a sheet judges; 0 for a sheet that is incomplete or judges nothing."""
    if any(criterion.code not in sheet for criterion in rubric.criteria):
        return 0
    return sum(c.weight for c in rubric.criteria if sheet[c.code] is not None)


def _earned(rubric: Rubric, sheet: Points) -> int:
    return sum(c.weight * (sheet[c.code] or 0) for c in rubric.criteria)


def _sums(rubric: Rubric, sheets: Iterable[Points]) -> Sequence[SheetSum]:
    return [
        SheetSum(weight=weight, sheets=1, earned=_earned(rubric, sheet))
        for sheet in sheets
        if (weight := _weight(rubric, sheet))
    ]


def _mean(rubric: Rubric, totals: Sequence[tuple[int, int]]) -> Fraction:
    """Return the mean of the sheets, out of 100: integers until one division."""
    common = lcm(*(weight for _, weight in totals))
    earned = sum(earned * (common // weight) for earned, weight in totals)
    return Fraction(BEST * earned, rubric.scale * common * len(totals))


def _marks(rubric: Rubric, sheets: Sequence[Points]) -> dict[str, list[int]]:
    """Return the marks of each criterion that a sheet judges."""
    given = {c.code: [sheet[c.code] for sheet in sheets] for c in rubric.criteria}
    judged = {code: [m for m in own if m is not None] for code, own in given.items()}
    return {code: own for code, own in judged.items() if own}


def _alerts(
    score: Fraction, spread: Fraction, marks: Mapping[str, Sequence[int]]
) -> Iterable[Alert]:
    if score < LOW_SCORE:
        yield Alert(kind=AlertKind.LOW_SCORE)
    for code in TEAM & marks.keys():
        if sum(marks[code]) < WEAK_TEAM * len(marks[code]):
            yield Alert(kind=AlertKind.WEAK_TEAM, criterion=code)
    if spread >= WIDE_SPREAD:
        yield Alert(kind=AlertKind.WIDE_SPREAD)
    for code, given in marks.items():
        if max(given) - min(given) >= WIDE_MARKS:
            yield Alert(kind=AlertKind.WIDE_MARKS, criterion=code)
