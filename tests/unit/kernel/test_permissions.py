"""Who may do what: a stranger learns nothing, a relation without the right is told no."""

import tomllib
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

import pytest

from incubator.kernel.actor import HOUSE, NOBODY, SYSTEM, AccountId, Actor, Relation
from incubator.kernel.permissions import GRANTS, Permission, allows, require, watched
from incubator.kernel.refusals import Forbidden, NotFound

PAGE = tomllib.loads(Path("tests/architecture/access.toml").read_text())  # written by hand
SOMEBODY = Actor(account_id=AccountId(UUID(int=9)))


@dataclass(frozen=True)
class Thing:
    """Something to which everybody stands in the same relations."""

    relations: AbstractSet[Relation] = field(default_factory=frozenset)

    def relations_of(self, _: Actor) -> AbstractSet[Relation]:
        """Say in which."""
        return self.relations


def test_the_code_grants_what_the_page_grants() -> None:
    granted = {permission.value: {*relations} for permission, relations in GRANTS.items()}
    assert granted == {name: {*relations} for name, relations in PAGE["permissions"].items()}


@pytest.mark.parametrize("permission", Permission)
def test_who_holds_a_permission_is_let_in_and_others_are_told_no(permission: Permission) -> None:
    assert GRANTS[permission]
    for relation in Relation:
        thing = Thing({relation})
        if relation in GRANTS[permission]:
            require(SOMEBODY, permission, thing)
        else:
            assert not allows(SOMEBODY, permission, thing)
            with pytest.raises(Forbidden):
                require(SOMEBODY, permission, thing)


@pytest.mark.parametrize("permission", Permission)
def test_to_a_stranger_the_thing_does_not_exist(permission: Permission) -> None:
    with pytest.raises(NotFound):
        require(SOMEBODY, permission, Thing())


def test_each_relation_opens_something() -> None:
    assert set().union(*GRANTS.values()) == set(Relation)


def test_the_system_sets_the_house_up_and_nobody_else_does() -> None:
    require(SYSTEM, Permission.SET_UP_HOUSE, HOUSE)
    with pytest.raises(NotFound):
        require(NOBODY, Permission.SET_UP_HOUSE, HOUSE)


def test_the_journal_knows_the_system_and_nobody_by_the_same_ids_for_ever() -> None:
    assert (SYSTEM.account_id.int, NOBODY.account_id.int) == (0, 1)
    assert SYSTEM.standing == {Relation.OPERATOR}


def test_what_was_asked_is_seen_even_when_it_is_refused() -> None:
    with watched() as asked:
        require(SOMEBODY, Permission.APPLY, Thing({Relation.MEMBER}))
        with pytest.raises(NotFound):
            require(SOMEBODY, Permission.SCORE, Thing())
    require(SOMEBODY, Permission.READ_DESK, Thing({Relation.MEMBER}))
    assert asked == {Permission.APPLY, Permission.SCORE}
