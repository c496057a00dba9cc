"""Links sent by mail: what each is for, how long it lasts, and when it no longer opens anything."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Final, NewType
from uuid import UUID

from incubator.kernel.events import Event
from incubator.kernel.refusals import N_, Refusal

if TYPE_CHECKING:
    from datetime import datetime

    from incubator.accounts.models import Account, Ticket

TicketId = NewType("TicketId", UUID)
LINK: Final = "link"  # what signatures of links are bound to
SHORT: Final = timedelta(minutes=30)
A_WEEK: Final = timedelta(days=7)
MOST_LINKS_OF_ADDRESS: Final = 5  # in a quarter of an hour
MOST_LINKS_OF_NETWORK: Final = 30
MEMORY_OF_TICKETS: Final = timedelta(days=30)


class Purpose(StrEnum):
    """What a link is for."""

    SIGN_UP = "sign_up"
    SIGN_IN = "sign_in"
    RESET = "reset"
    INVITATION = "invitation"
    NEW_ADDRESS = "new_address"
    TEAM = "team"


class TooManyLinks(Refusal):
    """Nobody's mailbox is flooded from here."""

    sentence = N_(
        "Plusieurs courriels viennent déjà d’être demandés. "
        "Attendez quinze minutes, puis réessayez."
    )


class LinkUsed(Refusal):
    """A link opens once."""

    sentence = N_("Ce lien a déjà servi : il n’ouvre qu’une fois.")


class LinkExpired(Refusal):
    """A link lasts a short while."""

    sentence = N_("Ce lien a expiré.")


class LinkDead(Refusal):
    """A link dies with the password or the address for which it was made."""

    sentence = N_("Ce lien ne vaut plus : le mot de passe ou l’adresse a changé depuis.")


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What somebody asks a link for, and where it leads in the end."""

    purpose: Purpose
    address: str
    onward: str = ""
    scope: UUID | None = None

    def turned(self, purpose: Purpose) -> Wish:
        """Return the same wish with another purpose."""
        return replace(self, purpose=purpose)


@dataclass(frozen=True, kw_only=True)
class Newcomer:
    """What somebody says of themselves when they use a link; by some links, nothing."""

    given_name: str = ""
    family_name: str = ""
    password: str = ""


@dataclass(frozen=True, kw_only=True)
class LinkAsked(Event):
    """A link was asked for; `mail` says which mail takes it along, if any."""

    ticket_id: TicketId
    mail: str


@dataclass(frozen=True, kw_only=True)
class InvitationAccepted(Event):
    """Somebody used the link by which they come to share a thing."""

    ticket_id: TicketId
    scope: UUID


@dataclass(frozen=True, kw_only=True)
class InvitationWithdrawn(Event):
    """An invitation to share a thing was taken back: its link answers like an old one."""

    ticket_id: TicketId


def lasts(purpose: Purpose) -> timedelta:
    """Return how long a link lasts."""
    return A_WEEK if purpose in {Purpose.INVITATION, Purpose.TEAM} else SHORT


def why_not_ask(*, of_address: int, of_network: int) -> Refusal | None:
    """Say why no more link is sent after these recent ones, or None."""
    if of_address >= MOST_LINKS_OF_ADDRESS or of_network >= MOST_LINKS_OF_NETWORK:
        return TooManyLinks()
    return None


def why_not_open(ticket: Ticket, account: Account | None, now: datetime) -> Refusal | None:
    """Say why a link opens nothing now, or None.

    `account` is its owner's or one that has taken the address meanwhile: an invitation waits for
    whoever holds the address, a sign-up does not.
    """
    if ticket.used_at is not None:
        return LinkUsed()
    taken = ticket.account_id is None and ticket.purpose is not Purpose.TEAM
    if account and (taken or account.epoch != ticket.epoch):
        return LinkDead()
    return LinkExpired() if now >= ticket.expires_at else None
