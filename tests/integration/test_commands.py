"""A command refuses by itself whoever may not give it, with no page before it."""

from collections.abc import Callable, Iterator
from importlib import import_module
from inspect import getmembers, isfunction, signature
from pkgutil import walk_packages
from typing import Any, Final
from uuid import UUID

import pytest
from flask import Flask

import incubator
from incubator.accounts.commands import (
    NewAccount,
    ask_again,
    ask_link,
    ask_new_address,
    change_password,
    open_account,
    sign_in,
    sign_out,
    use_link,
)
from incubator.calls.commands import NewCall, open_call
from incubator.kernel.actor import AccountId, Actor, Relation
from incubator.kernel.permissions import GRANTS, watched
from incubator.kernel.refusals import Forbidden, NotFound
from tests.builders import FORM, RUBRIC
from tests.world import Stage, World, build

Command = Callable[..., object]
ROLES: Final = {
    Relation.MEMBER,
    Relation.MANAGER,
    Relation.JUROR,
    Relation.SIGNATORY,
    Relation.OPERATOR,
}
BY_WHAT_ONE_KNOWS: Final = {  # a password, a link, an address to write to
    *(ask_again, ask_link, ask_new_address, change_password),
    *(sign_in, sign_out, use_link),
}
READ_FIRST: Final[dict[Command, object]] = {
    open_account: NewAccount(email="ann@example.org", given_name="Ann", family_name="Roy"),
    open_call: NewCall(columns={}, content={}, form=FORM, rubric=RUBRIC),
}


def list_commands() -> Iterator[Command]:
    """Yield what people may ask for in their own name."""
    for found in walk_packages(incubator.__path__, "incubator."):
        if ".commands" in found.name and not found.name.startswith("incubator.demo"):
            module = import_module(found.name)
            for name, function in getmembers(module, isfunction):
                own = function.__module__ == module.__name__ and not name.startswith("_")
                if own and next(iter(signature(function).parameters), "") == "actor":
                    yield function


COMMANDS: Final = [command for command in list_commands() if command not in BY_WHAT_ONE_KNOWS]


def call(command: Command, actor: Actor, world: World) -> None:
    """Ask for something about things that exist; what else is given is looked at later."""
    ids = {name: one for thing in world.things for name, one in thing.ids.items()}
    given: dict[str, Any] = {
        name: ids[name] if name.endswith("_id") else READ_FIRST.get(command)
        for name in list(signature(command).parameters)[1:]
    }
    command(actor, **given)


def test_every_command_refuses_strangers_and_those_whose_roles_do_not_suffice(app: Flask) -> None:
    world = build(app, Stage.RELEASED)
    stranger = AccountId(UUID(int=99))
    assert len(COMMANDS) > 30
    with app.app_context():
        for command in COMMANDS:
            with watched() as asked, pytest.raises(NotFound):
                call(command, Actor(account_id=stranger), world)
            assert len(asked) == 1, command
            others = ROLES.difference(*(GRANTS[permission] for permission in asked))
            with pytest.raises((Forbidden, NotFound)):
                call(command, Actor(account_id=stranger, standing=frozenset(others)), world)
