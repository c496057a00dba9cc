"""Who is asking, and how they stand to what they ask about."""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final, NewType, Protocol
from uuid import UUID

AccountId = NewType("AccountId", UUID)


class Relation(StrEnum):
    """How an actor stands to the house (the first five), or to one thing in it."""

    MEMBER = "member"
    MANAGER = "manager"
    JUROR = "juror"
    SIGNATORY = "signatory"
    OPERATOR = "operator"
    FOUNDER_OF = "founder_of"
    TEAMMATE = "teammate"
    ASSIGNED_TO = "assigned_to"
    JUROR_ON = "juror_on"


@dataclass(frozen=True, kw_only=True)
class Actor:
    """A person asking once, reduced to what the rules need."""

    account_id: AccountId
    standing: AbstractSet[Relation] = frozenset()
    in_calls: Mapping[UUID, AbstractSet[Relation]] = field(default_factory=dict, hash=False)
    in_teams: AbstractSet[UUID] = frozenset()  # the dossiers that others let the person share
    operation: str | None = None  # the same request sent twice carries the same one

    def standing_in(self, call_id: UUID) -> AbstractSet[Relation]:
        """Say which roles the person holds for a call: the house's, and those given for it."""
        return self.standing | self.in_calls.get(call_id, frozenset())

    @property
    def anywhere(self) -> AbstractSet[Relation]:
        """Say which roles the person holds in the house or for any call."""
        return frozenset(self.standing).union(*self.in_calls.values())


class Subject(Protocol):
    """A thing to which people stand in relations."""

    def relations_of(self, actor: Actor) -> AbstractSet[Relation]:
        """Say in which relations the actor stands to this thing, house standings included."""


class House:
    """The incubator itself, to which people stand by their roles."""

    def relations_of(self, actor: Actor) -> AbstractSet[Relation]:
        """Say which roles the actor holds."""
        return actor.standing


class Desks:
    """The first pages, open to whoever holds a role for at least one call."""

    def relations_of(self, actor: Actor) -> AbstractSet[Relation]:
        """Say which roles the actor holds anywhere."""
        return actor.anywhere


HOUSE: Final = House()
DESKS: Final = Desks()
SYSTEM: Final = Actor(account_id=AccountId(UUID(int=0)), standing=frozenset({Relation.OPERATOR}))
NOBODY: Final = Actor(account_id=AccountId(UUID(int=1)))
