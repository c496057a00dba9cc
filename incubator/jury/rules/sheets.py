"""Score sheets: when one can change, what makes it whole, what it totals."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING, Final, NewType
from uuid import UUID

from incubator.jury.rules.evaluation import EvaluationClosed
from incubator.kernel.events import Event
from incubator.kernel.refusals import N_, Refusal

if TYPE_CHECKING:
    from collections.abc import Mapping
    from collections.abc import Set as AbstractSet
    from datetime import datetime

    from incubator.calls.rules import Criterion, Rubric
    from incubator.jury.models import ScoreSheet
    from incubator.kernel.actor import AccountId


SheetId = NewType("SheetId", UUID)
WEAK: Final = 1  # a mark up to this one is explained, and so is the best one


class SheetState(StrEnum):
    """A sheet is a draft until it is handed in; then it is locked."""

    DRAFT = "draft"
    SUBMITTED = "submitted"


@dataclass(frozen=True, kw_only=True)
class ScoreCard:
    """A juror's marks and words, finished or not; a criterion in `unjudged` has no mark."""

    points: Mapping[str, int]
    unjudged: AbstractSet[str]
    comments: Mapping[str, str]
    strength: str = ""
    improvement: str = ""
    private_note: str = ""


@dataclass(frozen=True, kw_only=True)
class Gaps:
    """What a card lacks to be handed in: criteria without a mark, marks without their reason."""

    unmarked: tuple[Criterion, ...]
    unexplained: tuple[Criterion, ...]


@dataclass(frozen=True, kw_only=True)
class SheetSum:
    """The locked sheets of a dossier that judge the same weight: how many, what they earn."""

    weight: int
    sheets: int
    earned: int


@dataclass(frozen=True, kw_only=True)
class Remark:
    """The transmissible sentences of one locked sheet, without its author."""

    strength: str
    improvement: str


class AlreadySubmitted(Refusal):
    """What is handed in stays as it is."""

    sentence = N_("Cette évaluation est rendue : elle ne change plus.")


class UnknownMark(Refusal):
    """The rubric says what is marked, and how."""

    sentence = N_("Une note ne correspond pas à la grille : rechargez la page.")


class MarkMissing(Refusal):
    """A sheet is handed in whole."""

    sentence = N_("Il manque une note, ou « je ne peux pas juger », pour : %(criteria)s.")


class NothingJudged(Refusal):
    """A sheet judges something."""

    sentence = N_(
        "Notez au moins un critère ; sinon, demandez à l’équipe "
        "de confier ce dossier à un autre juré."
    )


class CommentMissing(Refusal):
    """Extreme marks are explained."""

    sentence = N_("Justifiez en une phrase la note donnée à : %(criteria)s.")


@dataclass(frozen=True, kw_only=True)
class SheetBegun(Event):
    """A juror wrote the first thing on a sheet."""

    sheet_id: SheetId
    juror_id: AccountId


@dataclass(frozen=True, kw_only=True)
class SheetSaved(Event):
    """A draft was kept."""

    sheet_id: SheetId


@dataclass(frozen=True, kw_only=True)
class SheetSubmitted(Event):
    """A juror handed in a sheet."""

    sheet_id: SheetId
    juror_id: AccountId


def why_not_edit(sheet: ScoreSheet, closed_at: datetime | None) -> Refusal | None:
    """Say why the sheet can no longer change, or None while it can."""
    if sheet.state is SheetState.SUBMITTED:
        return AlreadySubmitted()
    return EvaluationClosed(closed_at=closed_at) if closed_at else None


def why_not_keep(card: ScoreCard, rubric: Rubric) -> Refusal | None:
    """Say that a card does not follow the rubric, or None: unfinished ones are kept too."""
    known = {criterion.code for criterion in rubric.criteria}
    foreign = (card.points.keys() | card.unjudged | card.comments.keys()) - known
    off_scale = any(not 0 <= mark <= rubric.scale for mark in card.points.values())
    return UnknownMark() if foreign or off_scale or card.points.keys() & card.unjudged else None


def needs_comment(mark: int | None, best: int) -> bool:
    """Tell whether a mark is one of those that a juror explains."""
    return mark is not None and (mark <= WEAK or mark == best)


def find_gaps(card: ScoreCard, rubric: Rubric) -> Gaps:
    """Return what a card lacks to be handed in."""
    settled = card.points.keys() | card.unjudged
    return Gaps(
        unmarked=tuple(c for c in rubric.criteria if c.code not in settled),
        unexplained=tuple(
            c
            for c in rubric.criteria
            if needs_comment(card.points.get(c.code), rubric.scale)
            and not card.comments.get(c.code, "").strip()
        ),
    )


def why_not_complete(card: ScoreCard, rubric: Rubric) -> Refusal | None:
    """Say what a card still lacks to be handed in, or None when it is whole."""
    gaps = find_gaps(card, rubric)
    if gaps.unmarked:
        return MarkMissing(criteria=_titles(gaps.unmarked))
    if not card.points:
        return NothingJudged()
    return CommentMissing(criteria=_titles(gaps.unexplained)) if gaps.unexplained else None


def own_total(points: Mapping[str, int], rubric: Rubric) -> tuple[Fraction | None, int]:
    """Return a juror's own total on 100, and the weight it rests on.

    100 × Σ weight × mark ÷ (scale × Σ weight), over the criteria marked; None before any mark.
    """
    marked = [c for c in rubric.criteria if c.code in points]
    weight = sum(criterion.weight for criterion in marked)
    if not weight:
        return None, 0
    gained = sum(criterion.weight * points[criterion.code] for criterion in marked)
    return Fraction(100 * gained, rubric.scale * weight), weight


def _titles(criteria: tuple[Criterion, ...]) -> str:
    return ", ".join(criterion.title for criterion in criteria)
