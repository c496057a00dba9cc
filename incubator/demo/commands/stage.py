"""A demonstration being loaded: its hour, its people, what is still to be played."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from incubator.accounts.commands import NewAccount, open_account
from incubator.applications.rules import ApplicationId
from incubator.calls.commands import NewCall, open_call
from incubator.calls.rules import CallId
from incubator.demo.rules import Character, call_columns
from incubator.infra import clock
from incubator.kernel.actor import SYSTEM, Actor, Relation
from incubator.kernel.paris import day_of

Act = Callable[[], object]


@dataclass(kw_only=True)
class Stage:
    """A demonstration being loaded: its hour, its people, what is still to be played."""

    now: datetime
    password: str
    actors: dict[str, Actor] = field(default_factory=dict)
    calls: dict[str, CallId] = field(default_factory=dict)
    dossiers: dict[str, ApplicationId] = field(default_factory=dict)
    acts: list[tuple[datetime, Act]] = field(default_factory=list)

    def at(self, days: float, act: Act) -> None:
        """Note an act for so many days from now; before now they are below zero."""
        self.acts.append((self.now + timedelta(days=days), act))

    def play(self) -> None:
        """Play what was noted in the order of time, so that the journal reads like one."""
        for instant, act in sorted(self.acts, key=lambda noted: noted[0]):
            with clock.at(instant):
                act()
        self.acts.clear()

    def holders(self, role: Relation) -> Sequence[Actor]:
        """Return those who hold a role, in the order of the file."""
        return [actor for actor in self.actors.values() if role in actor.standing]


def let_in(stage: Stage, character: Character) -> None:
    """Open an account for somebody, once."""
    if character.email in stage.actors:
        return
    new = NewAccount(
        email=character.email,
        given_name=character.given_name,
        family_name=character.family_name,
        password=stage.password,
        roles=character.roles,
    )
    standing = character.roles | {Relation.MEMBER}
    account_id = open_account(SYSTEM, new)
    stage.actors[character.email] = Actor(account_id=account_id, standing=standing)


def publish(stage: Stage, data: Mapping[str, Any], rubric: Mapping[str, Any]) -> None:
    """Open a call."""
    columns = call_columns(data, day_of(stage.now))
    new = NewCall(columns=columns, content=data["content"], form=data, rubric=rubric)
    stage.calls[data["code"]] = open_call(SYSTEM, new)
