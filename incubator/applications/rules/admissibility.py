"""Admissibility: each published condition is checked, and one verdict is given."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from incubator.applications.rules.dossier import (
    TRANSITIONS,
    AlreadyRuled,
    ApplicationState,
    why_not_go_on,
)
from incubator.kernel.events import Event
from incubator.kernel.paris import is_past
from incubator.kernel.refusals import N_, Refusal

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet
    from datetime import date, datetime

    from incubator.applications.models import Application


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What a manager found: the conditions met, and what follows."""

    state: ApplicationState
    met: frozenset[str]
    reason: str = ""


class StillOpen(Refusal):
    """Until the closing a founder may correct and submit again."""

    sentence = N_(
        "Le dossier peut encore changer : la recevabilité se prononce après le %(closes_on)s."
    )


class ItemsAwaited(Refusal):
    """Who was given time is not judged before it ends."""

    sentence = N_(
        "Des éléments sont demandés jusqu’au %(until)s : la recevabilité se prononce quand ils "
        "arrivent, ou après ce jour."
    )


class NotSubmitted(Refusal):
    """Only what was received is examined."""

    sentence = N_("Ce dossier n’a pas été déposé.")


class ConditionsUnchecked(Refusal):
    """Admissible means that each published condition was met."""

    sentence = N_("Pour déclarer le dossier recevable, chaque condition doit être remplie.")


class ConditionsAllMet(Refusal):
    """Nobody is found inadmissible but for a published condition."""

    sentence = N_(
        "Toutes les conditions sont remplies : décochez celle qui ne l’est pas, "
        "ou déclarez le dossier recevable."
    )


class VerdictReasonMissing(Refusal):
    """Nobody is found inadmissible without a reason."""

    sentence = N_("Dites pourquoi le dossier n’est pas recevable : la décision reprendra ce motif.")


@dataclass(frozen=True, kw_only=True)
class AdmissibilityRuled(Event):
    """A manager found a dossier admissible, or not."""

    verdict: str
    met: tuple[str, ...]


def why_not_rule(application: Application, closes_on: date, now: datetime) -> Refusal | None:
    """Say why no verdict on admissibility can be given now, or None."""
    if application.state is ApplicationState.DRAFT:
        return NotSubmitted()
    if ApplicationState.ADMISSIBLE not in TRANSITIONS[application.state]:
        return why_not_go_on(application.state) or AlreadyRuled()
    if not is_past(closes_on, now):
        return StillOpen(closes_on=closes_on)
    until = application.reopened_until
    return ItemsAwaited(until=until) if until and not is_past(until, now) else None


def why_not_verdict(
    verdict: ApplicationState, conditions: AbstractSet[str], met: AbstractSet[str], reason: str
) -> Refusal | None:
    """Say why this verdict does not follow from these checks, or None."""
    if verdict is ApplicationState.ADMISSIBLE and not conditions <= met:
        return ConditionsUnchecked()
    if verdict is ApplicationState.INADMISSIBLE and conditions <= met:
        return ConditionsAllMet()
    if verdict is ApplicationState.INADMISSIBLE and not reason.strip():
        return VerdictReasonMissing()
    return None
