"""Where people are signed in: how long it lasts, and how much guessing is too much."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from ipaddress import ip_address, ip_network
from typing import TYPE_CHECKING, Final

from incubator.accounts.rules.people import clean_address
from incubator.kernel.actor import Relation
from incubator.kernel.events import Event
from incubator.kernel.refusals import N_, Refusal

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet
    from datetime import datetime
    from uuid import UUID

WINDOW: Final = timedelta(minutes=15)
MOST_FAILURES_OF_ADDRESS: Final = 10
MOST_FAILURES_OF_NETWORK: Final = 60
LONGEST: Final = timedelta(hours=12)
PATIENCE: Final = timedelta(hours=2)
PATIENCE_WITH_STAFF: Final = timedelta(minutes=30)
STAFF: Final = frozenset({Relation.MANAGER, Relation.SIGNATORY, Relation.OPERATOR})
BROWSERS: Final = ("Firefox", "Edg", "OPR", "Chrome", "Safari")
SYSTEMS: Final = ("Android", "iPhone", "iPad", "Windows", "Macintosh", "Linux")
NAMES: Final = {"Edg": "Edge", "OPR": "Opera", "Macintosh": "Mac"}


class TooManyAttempts(Refusal):
    """Guessing has a price, whoever guesses and whether or not the address exists."""

    sentence = N_("Trop d’essais. Attendez quinze minutes, puis réessayez.")


@dataclass(frozen=True, kw_only=True)
class SignedIn(Event):
    """Somebody signed in."""


@dataclass(frozen=True, kw_only=True)
class VisitEnded(Event):
    """A browser in which somebody had signed in was signed out."""

    visit_id: UUID


def address_digest(email: str) -> str:
    """Return what the record of failures keeps of an address."""
    return sha256(clean_address(email).encode()).hexdigest()


def network_of(address: str) -> str:
    """Return the network that an address shares with its neighbours: /24, or /64 for IPv6."""
    prefix = 24 if ip_address(address).version == 4 else 64  # noqa: PLR2004
    return str(ip_network(f"{address}/{prefix}", strict=False))


def why_not_try(*, of_address: int, of_network: int) -> Refusal | None:
    """Say why one more attempt is refused after these recent failures, or None."""
    if of_address >= MOST_FAILURES_OF_ADDRESS or of_network >= MOST_FAILURES_OF_NETWORK:
        return TooManyAttempts()
    return None


def patience_with(roles: AbstractSet[Relation]) -> timedelta:
    """Return how long somebody with these roles may stay idle."""
    return PATIENCE_WITH_STAFF if roles & STAFF else PATIENCE


def is_over(
    opened_at: datetime, seen_at: datetime, roles: AbstractSet[Relation], now: datetime
) -> bool:
    """Tell whether a visit lasted too long, or was left idle."""
    return now - opened_at > LONGEST or now - seen_at > patience_with(roles)


def describe_device(user_agent: str) -> str:
    """Return a browser and a system in two words, as its owner would know them."""
    browser = next((name for name in BROWSERS if name in user_agent), "")
    system = next((name for name in SYSTEMS if name in user_agent), "")
    return ", ".join(NAMES.get(word, word) for word in (browser, system) if word)
