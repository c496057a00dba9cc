"""A founder takes a dossier back: until a decision on it is signed, and for good."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from incubator.applications.rules.admissibility import NotSubmitted
from incubator.applications.rules.dossier import TRANSITIONS, ApplicationState, DossierWithdrawn
from incubator.kernel.events import Event
from incubator.kernel.refusals import N_
from incubator.kernel.sentences import Sentence

if TYPE_CHECKING:
    from incubator.calls.rules import CallId
    from incubator.kernel.actor import AccountId
    from incubator.kernel.refusals import Refusal


NOTHING_NEXT: Final = Sentence(
    N_("Cette candidature est retirée : elle n’est plus examinée, rien ne court plus.")
)


@dataclass(frozen=True, kw_only=True)
class ApplicationWithdrawn(Event):
    """A founder took a dossier back."""

    call_id: CallId
    founder_id: AccountId


def why_not_withdraw(state: ApplicationState) -> Refusal | None:
    """Say why a dossier cannot be taken back, or None.

    A verdict does not count: a founder does not learn from it that one was given.
    """
    if state is ApplicationState.DRAFT:
        return NotSubmitted()
    return None if ApplicationState.WITHDRAWN in TRANSITIONS[state] else DossierWithdrawn()
