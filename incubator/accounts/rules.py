"""People who sign in: their roles, and how many wrong passwords are too many."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from ipaddress import ip_address, ip_network
from typing import Final

from incubator.kernel.actor import AccountId, Relation
from incubator.kernel.events import Event
from incubator.kernel.refusals import N_, Refusal

ROLES: Final = frozenset({Relation.MANAGER, Relation.JUROR, Relation.SIGNATORY, Relation.OPERATOR})
WINDOW: Final = timedelta(minutes=15)
MOST_FAILURES_OF_ADDRESS: Final = 10
MOST_FAILURES_OF_NETWORK: Final = 60


@dataclass(frozen=True, kw_only=True)
class Person:
    """Somebody, as others may know them."""

    id: AccountId
    given_name: str
    family_name: str
    email: str

    @property
    def name(self) -> str:
        """Return the name in full."""
        return f"{self.given_name} {self.family_name}"


class WrongCredentials(Refusal):
    """The address and the password do not go together; which of them is wrong is not said."""

    sentence = N_("Adresse ou mot de passe incorrect. Vérifiez les deux, puis réessayez.")


class TooManyAttempts(Refusal):
    """Guessing has a price, whoever guesses and whether or not the address exists."""

    sentence = N_("Trop d’essais. Attendez quinze minutes, puis réessayez.")


class AddressTaken(Refusal):
    """One address, one account."""

    sentence = N_("Un compte existe déjà avec cette adresse.")


@dataclass(frozen=True, kw_only=True)
class AccountOpened(Event):
    """Somebody may sign in."""

    roles: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class SignedIn(Event):
    """Somebody signed in."""


def clean_address(email: str) -> str:
    """Return an address as it is compared: trimmed, in lower case."""
    return email.strip().lower()


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
