"""Messages: who reads one, when one may write, and what else a thread tells a founder."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Final, NewType
from uuid import UUID

from incubator.applications.rules import ApplicationState
from incubator.kernel.actor import Relation
from incubator.kernel.events import Event
from incubator.kernel.refusals import N_, Refusal
from incubator.kernel.texts import length

if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Set as AbstractSet

    from incubator.calls.rules import CallId
    from incubator.kernel.actor import AccountId
    from incubator.messages.models import ThreadMessage

MessageId = NewType("MessageId", UUID)

LONGEST: Final = 5000
RECEIVED: Final = "ApplicationSubmitted"
ASKED: Final = "ItemsRequested"
COMPLETED: Final = "ItemsReceived"  # what a thread calls the submission that answers a request
OF_FOUNDERS: Final = frozenset(
    {
        RECEIVED,
        ASKED,
        "ApplicationWithdrawn",
        "DecisionMadeAvailable",
        "DecisionOpened",
        "AdmissionConfirmed",
        "AdmissionDeclined",
    }
)  # what a founder is told of a dossier: no verdict, nothing of jurors, before the letters leave


class NobodyReads(Refusal):
    """Before a dossier is handed in, it is its founder's alone."""

    sentence = N_("Le fil s’ouvre au dépôt du dossier : avant, l’équipe ne le voit pas.")


class NobodyAnswers(Refusal):
    """An imported dossier has no founder here."""

    sentence = N_("Ce dossier vient d’une table : personne ici ne peut lire un message.")


class NothingSaid(Refusal):
    """A message says something."""

    sentence = N_("Écrivez votre message.")


class TooLong(Refusal):
    """A message is no dossier."""

    sentence = N_("Raccourcissez : 5 000 caractères au plus.")


@dataclass(frozen=True, kw_only=True)
class MessageSent(Event):
    """One side of a thread wrote to the other; `alone` when nothing older of theirs waits."""

    message_id: MessageId
    call_id: CallId
    founder_id: AccountId
    from_team: bool
    alone: bool
    digest: str


@dataclass(frozen=True, kw_only=True)
class MessagesRead(Event):
    """One side of a thread said to have read the other's messages, up to one of them."""

    by_team: bool
    up_to: int


MOVES: Final = (MessageSent, MessagesRead)  # what changes who waits for an answer


def why_not_write(state: ApplicationState, founder_id: AccountId | None) -> Refusal | None:
    """Say why nobody would read a message about a dossier, or None."""
    if state is ApplicationState.DRAFT:
        return NobodyReads()
    return NobodyAnswers() if founder_id is None else None


def why_not_say(text: str) -> Refusal | None:
    """Say why this text is no message, or None."""
    if not text.strip():
        return NothingSaid()
    return TooLong() if length(text) > LONGEST else None


def is_team(relations: AbstractSet[Relation]) -> bool:
    """Tell on which side of a thread somebody stands: the founder's, or the house's team's."""
    return not relations & {Relation.FOUNDER_OF, Relation.TEAMMATE}


def waiting(messages: Iterable[ThreadMessage], *, from_team: bool) -> list[ThreadMessage]:
    """Return the messages of one side that the other has neither answered nor marked as read."""
    return [one for one in messages if one.from_team is from_team and one.read_at is None]


def digest(text: str) -> str:
    """Return what vouches for the text of a message."""
    return sha256(text.encode()).hexdigest()


def tell(events: Iterable[str]) -> list[str]:
    """Return what a thread calls these events, in their order: a request is answered once."""
    told, asked = [], False
    for event in events:
        told.append(COMPLETED if event == RECEIVED and asked else event)
        asked = event == ASKED or (asked and event != RECEIVED)
    return told
