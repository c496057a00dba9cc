"""The evaluation of a call: one dated act ends it, and only then may marks be read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from incubator.kernel.events import Event
from incubator.kernel.paris import is_past
from incubator.kernel.refusals import N_, Refusal
from incubator.kernel.texts import join_names

if TYPE_CHECKING:
    from datetime import date, datetime


@dataclass(frozen=True, kw_only=True)
class Remaining:
    """What an evaluation still lacks: sheets awaited, titles of dossiers with too few sheets."""

    awaited: int
    short: tuple[str, ...]

    @property
    def titles(self) -> str:
        """Return the titles of the dossiers with too few sheets, as a sentence lists them."""
        return join_names(self.short)


class EvaluationClosed(Refusal):
    """One dated act ends the evaluation."""

    sentence = N_("L’évaluation est close depuis le %(closed_at)s.")


class EvaluationOpen(Refusal):
    """Until then nobody sees a mark that is not their own."""

    sentence = N_("L’évaluation n’est pas close : les notes restent cachées jusque-là.")


class CallStillOpen(Refusal):
    """An evaluation ends after the dossiers have come in."""

    sentence = N_(
        "L’appel reçoit encore des dossiers : l’évaluation se clôt après le %(closes_on)s."
    )


class SheetsMissing(Refusal):
    """Closing early is possible, with a reason."""

    sentence = N_(
        "Évaluations attendues : %(awaited)s. Attendez-les, ou dites pourquoi vous closez sans."
    )


class TooFewSheets(Refusal):
    """A dossier without enough sheets gets no rank; whoever closes says why."""

    sentence = N_(
        "Trop peu d’évaluations pour un rang : %(titles)s. Complétez-les, "
        "ou dites pourquoi vous closez ainsi."
    )


@dataclass(frozen=True, kw_only=True)
class EvaluationEnded(Event):
    """A manager closed the evaluation of a call."""

    missing: int


def why_not_close(closes_on: date, closed_at: datetime | None, now: datetime) -> Refusal | None:
    """Say why the evaluation cannot be closed at this time, or None."""
    if closed_at:
        return EvaluationClosed(closed_at=closed_at)
    return None if is_past(closes_on, now) else CallStillOpen(closes_on=closes_on)


def why_not_close_without_reason(remaining: Remaining) -> Refusal | None:
    """Say what closing needs a reason for, or None when nothing is missing."""
    if remaining.awaited:
        return SheetsMissing(awaited=remaining.awaited)
    return TooFewSheets(titles=remaining.titles) if remaining.short else None
