"""Those with whom a founder shares a dossier: who may be invited, and who may join."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from uuid import UUID

from incubator.applications.rules.dossier import why_not_apply
from incubator.kernel.events import Event
from incubator.kernel.refusals import N_, Refusal

if TYPE_CHECKING:
    from collections.abc import Collection
    from collections.abc import Set as AbstractSet

    from incubator.kernel.actor import Relation

LARGEST_TEAM: Final = 10  # its founder and those who are invited included


class AlreadyInTeam(Refusal):
    """Nobody is invited to where they are."""

    sentence = N_("Cette adresse est celle d’une personne qui fait déjà partie de l’équipe.")


class TeamFull(Refusal):
    """A dossier is shared by a few."""

    sentence = N_(
        "Une équipe compte %(most)s personnes au plus, invitations en attente comprises. "
        "Retirez d’abord une personne ou une invitation."
    )


class AppliesAlready(Refusal):
    """One person, one dossier in a call."""

    sentence = N_(
        "Vous participez déjà à un dossier de cet appel : "
        "une même personne ne participe qu’à un seul."
    )


@dataclass(frozen=True, kw_only=True)
class TeammateInvited(Event):
    """A founder invited somebody to share the dossier."""

    ticket_id: UUID


@dataclass(frozen=True, kw_only=True)
class TeammateJoined(Event):
    """Somebody accepted to share the dossier."""

    account_id: UUID


@dataclass(frozen=True, kw_only=True)
class TeammateRemoved(Event):
    """A founder shares the dossier with somebody no more; it ends with their next page."""

    account_id: UUID


def why_not_invite(address: str, team: Collection[str], waiting: Collection[str]) -> Refusal | None:
    """Say why an address may not be invited besides these people and invitations, or None."""
    if address in team:
        return AlreadyInTeam()
    full = len({*team, *waiting, address}) > LARGEST_TEAM
    return TeamFull(most=LARGEST_TEAM) if full else None


def why_not_join(roles: AbstractSet[Relation], *, applies: bool) -> Refusal | None:
    """Say why somebody with these roles for the call may not share a dossier of it, or None."""
    return why_not_apply(roles) or (AppliesAlready() if applies else None)
