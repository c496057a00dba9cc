"""People and their roles."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from incubator.kernel.actor import AccountId, Relation
from incubator.kernel.events import Event
from incubator.kernel.refusals import N_, Refusal

ROLES: Final = frozenset({Relation.MANAGER, Relation.JUROR, Relation.SIGNATORY, Relation.OPERATOR})
HOUSE_WIDE: Final = UUID(int=0)  # the scope of a role that holds everywhere


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


@dataclass(frozen=True, kw_only=True)
class Invitation:
    """Somebody to be given a role."""

    email: str
    given_name: str
    family_name: str
    role: Relation


class WrongCredentials(Refusal):
    """The address and the password do not go together; which of them is wrong is not said."""

    sentence = N_("Adresse ou mot de passe incorrect. Vérifiez les deux, puis réessayez.")


class AddressTaken(Refusal):
    """One address, one account."""

    sentence = N_("Un compte existe déjà avec cette adresse.")


@dataclass(frozen=True, kw_only=True)
class AccountOpened(Event):
    """Somebody may sign in."""

    roles: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class RoleGranted(Event):
    """Somebody was given a role, in the house or for one call."""

    role: str
    scope: UUID


@dataclass(frozen=True, kw_only=True)
class RoleWithdrawn(Event):
    """A role was taken back; what it allowed ends at once."""

    role: str
    scope: UUID


@dataclass(frozen=True, kw_only=True)
class PasswordChanged(Event):
    """Somebody chose a password, the first or a new one: every other way in is closed."""

    first: bool


@dataclass(frozen=True, kw_only=True)
class AddressChangeAsked(Event):
    """Somebody asked for another address; nothing changes before they confirm it."""


@dataclass(frozen=True, kw_only=True)
class AddressChanged(Event):
    """Somebody confirmed a new address."""


class RoleUnknown(Refusal):
    """Some roles are given at the opening of an account by the operator only."""

    sentence = N_("Choisissez un rôle parmi ceux qui sont proposés.")


class OwnRole(Refusal):
    """Nobody gives themselves a role, nor drops it by a slip: the house keeps a manager."""

    sentence = N_("Demandez à une autre personne de vous donner ou de vous retirer ce rôle.")


def clean_address(email: str) -> str:
    """Return an address as it is compared: trimmed, in lower case."""
    return email.strip().lower()
