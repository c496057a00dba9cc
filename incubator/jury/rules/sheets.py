"""Score sheets: when one can change, what makes it whole, what ends an evaluation."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING, Final, NewType
from uuid import UUID

from incubator.kernel.events import Event
from incubator.kernel.refusals import N_, Refusal

if TYPE_CHECKING:
    from collections.abc import Mapping
    from collections.abc import Set as AbstractSet
    from datetime import datetime

    from incubator.calls.rules import Rubric
    from incubator.jury.models import ScoreSheet
    from incubator.kernel.actor import AccountId


SheetId = NewType("SheetId", UUID)
MARKS_TO_EXPLAIN: Final = frozenset({0, 1, 5})


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
class SheetMarks:
    """What a locked sheet counts for: points by criterion, None where it could not judge."""

    juror_id: AccountId
    points: Mapping[str, int | None]


@dataclass(frozen=True, kw_only=True)
class Remark:
    """The transmissible sentences of one locked sheet, without its author."""

    strength: str
    improvement: str


class EvaluationClosed(Refusal):
    """One dated act ends the evaluation."""

    sentence = N_("L’évaluation est close depuis le %(closed_at)s.")


class EvaluationOpen(Refusal):
    """Until then nobody sees a mark that is not their own."""

    sentence = N_("L’évaluation n’est pas close : les notes restent cachées jusque-là.")


class AlreadySubmitted(Refusal):
    """What is handed in stays as it is."""

    sentence = N_("Cette évaluation est rendue : elle ne change plus.")


class MarkMissing(Refusal):
    """A sheet is handed in whole."""

    sentence = N_("Il manque une note, ou « je ne peux pas juger », pour : %(criteria)s.")


class NothingJudged(Refusal):
    """A sheet judges something."""

    sentence = N_(
        "Notez au moins un critère ; sinon, demandez à l’équipe "
        "de confier ce dossier à un autre juré."
    )


class CommentMissing(Refusal):
    """Extreme marks are explained."""

    sentence = N_("Justifiez en une phrase les notes 0, 1 et 5 données à : %(criteria)s.")


class SheetsMissing(Refusal):
    """Closing early is possible, with a reason."""

    sentence = N_(
        "Évaluations manquantes : %(missing)s. Attendez-les, "
        "ou dites pourquoi vous closez sans elles."
    )


@dataclass(frozen=True, kw_only=True)
class SheetSaved(Event):
    """A draft was kept."""

    sheet_id: SheetId


@dataclass(frozen=True, kw_only=True)
class SheetSubmitted(Event):
    """A juror handed in a sheet."""

    sheet_id: SheetId
    juror_id: AccountId


@dataclass(frozen=True, kw_only=True)
class EvaluationEnded(Event):
    """A manager closed the evaluation of a call."""

    missing: int


def why_not_edit(sheet: ScoreSheet, closed_at: datetime | None) -> Refusal | None:
    """Say why the sheet can no longer change, or None while it can."""
    if sheet.state is SheetState.SUBMITTED:
        return AlreadySubmitted()
    return EvaluationClosed(closed_at=closed_at) if closed_at else None


def why_not_complete(card: ScoreCard, rubric: Rubric) -> Refusal | None:
    """Say what a card still lacks to be handed in, or None when it is whole."""
    missing = [
        criterion.title
        for criterion in rubric.criteria
        if criterion.code not in card.points and criterion.code not in card.unjudged
    ]
    if missing:
        return MarkMissing(criteria=", ".join(missing))
    if not card.points:
        return NothingJudged()
    silent = [
        criterion.title
        for criterion in rubric.criteria
        if card.points.get(criterion.code) in MARKS_TO_EXPLAIN
        and not card.comments.get(criterion.code, "").strip()
    ]
    return CommentMissing(criteria=", ".join(silent)) if silent else None


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


def why_not_close(missing: int, reason: str, closed_at: datetime | None) -> Refusal | None:
    """Say why the evaluation cannot be closed now, or None."""
    if closed_at:
        return EvaluationClosed(closed_at=closed_at)
    if missing and not reason.strip():
        return SheetsMissing(missing=missing)
    return None
