"""Items that are missing: asked for with a reason and a deadline (CRPA, art. L. 114-5)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final, TypeVar

from incubator.applications.rules.dossier import AlreadyRuled, ApplicationState, why_not_go_on
from incubator.kernel.events import Event
from incubator.kernel.paris import is_past
from incubator.kernel.refusals import N_, Refusal

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from collections.abc import Set as AbstractSet
    from datetime import date, datetime
    from uuid import UUID

    from incubator.applications.models import Application

TIME_TO_COMPLETE: Final = 15  # days, the same for all candidates unless their call says otherwise
LONGEST_TIME: Final = 60
Value = TypeVar("Value")


class NothingReceived(Refusal):
    """Only what was received can lack something."""

    sentence = N_("Ce dossier n’a pas été déposé.")


class AlreadyAsked(Refusal):
    """One request at a time: its deadline runs."""

    sentence = N_("Des éléments sont déjà demandés, à fournir jusqu’au %(until)s.")


class NobodyToAsk(Refusal):
    """An imported dossier has no founder here."""

    sentence = N_("Ce dossier vient d’une table : personne ici ne peut le compléter.")


class ItemsUnnamed(Refusal):
    """Who must complete learns exactly what."""

    sentence = N_("Choisissez au moins une question à compléter.")


class ItemsUnexplained(Refusal):
    """Who must complete learns why."""

    sentence = N_("Dites ce qui manque et pourquoi : le porteur lira ce motif.")


class DeadlineUnfair(Refusal):
    """A deadline leaves time, and ends."""

    sentence = N_("Choisissez un jour entre le %(first)s et le %(last)s.")


class NotAskedFor(Refusal):
    """After the closing, nobody improves what was not missing."""

    sentence = N_("L’appel est clos : seules les réponses demandées par l’équipe changent encore.")


@dataclass(frozen=True, kw_only=True)
class ItemsRequested(Event):
    """A manager asked a founder for what is missing."""

    founder_id: UUID
    keys: tuple[str, ...]
    until: str


@dataclass(frozen=True, kw_only=True)
class Ask:
    """What a manager asks for: which questions, why, until which day."""

    keys: frozenset[str]
    reason: str
    until: date


def why_not_ask(application: Application) -> Refusal | None:
    """Say why nothing can be asked of the founder now, or None."""
    match application.state:
        case ApplicationState.DRAFT:
            return NothingReceived()
        case ApplicationState.INCOMPLETE:
            return AlreadyAsked(until=application.reopened_until)
        case ApplicationState.SUBMITTED:
            return None if application.founder_id else NobodyToAsk()
    return why_not_go_on(application.state) or AlreadyRuled()


def why_not_these(ask: Ask, known: Collection[str], today: date) -> Refusal | None:
    """Say why this request cannot be sent, or None."""
    first, last = today + timedelta(days=1), today + timedelta(days=LONGEST_TIME)
    if not ask.keys or not ask.keys <= set(known):
        return ItemsUnnamed()
    if not ask.reason.strip():
        return ItemsUnexplained()
    return None if first <= ask.until <= last else DeadlineUnfair(first=first, last=last)


def why_not_touch(
    application: Application, keys: AbstractSet[str], closes_on: date, now: datetime
) -> Refusal | None:
    """Say why these answers do not change any more, though the dossier does, or None."""
    if not is_past(closes_on, now) or keys <= named(application):
        return None
    return NotAskedFor()


def named(application: Application) -> AbstractSet[str]:
    """Return the questions that are reopened."""
    return set(application.reopened_keys.split())


def change_only(
    received: Mapping[str, Value], kept: Mapping[str, Value], keys: AbstractSet[str]
) -> Mapping[str, Value]:
    """Return what was received, but for these questions, of which what is kept now counts."""
    others = {key: value for key, value in received.items() if key not in keys}
    return others | {key: value for key, value in kept.items() if key in keys}


def move_silence(silence_on: date, asked_on: date, until: date, answered_on: date) -> date:
    """Return when silence will count, once the clock stood still: never longer than was granted."""
    return silence_on + (min(answered_on, until) - asked_on)
