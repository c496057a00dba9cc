"""A dossier is shared by a few, of whom each takes part in one."""

import pytest

from incubator.applications.models import Application
from incubator.applications.rules import (
    LARGEST_TEAM,
    AlreadyInTeam,
    ApplicationState,
    AppliesAlready,
    OneOfTheTeam,
    TeamFull,
    why_not_invite,
    why_not_join,
)
from incubator.cohorts.models import Enrolment
from incubator.decisions.models import Decision
from incubator.decisions.rules import DecisionState
from incubator.kernel.actor import Actor, Relation
from incubator.kernel.permissions import GRANTS, Permission
from tests.builders import ADA, BOB, CALL_ID, EVE, RUCHE

SHARED = frozenset({RUCHE})
FRIEND = Actor(account_id=BOB.account_id, standing=BOB.standing, in_teams=SHARED)
MANAGER = Actor(account_id=EVE.account_id, standing=EVE.standing, in_teams=SHARED)


def test_somebody_already_there_is_not_invited() -> None:
    assert isinstance(why_not_invite("a@b.fr", ["a@b.fr"], []), AlreadyInTeam)
    assert why_not_invite("a@b.fr", ["b@b.fr"], ["a@b.fr"]) is None  # a new link for the old one


@pytest.mark.parametrize(("there", "waiting"), [(1, LARGEST_TEAM - 1), (LARGEST_TEAM, 0)])
def test_a_team_is_full_with_those_who_are_invited(there: int, waiting: int) -> None:
    team = [f"t{number}@b.fr" for number in range(there)]
    asked = [f"w{number}@b.fr" for number in range(waiting)]
    assert isinstance(why_not_invite("a@b.fr", team, asked), TeamFull)
    assert why_not_invite("a@b.fr", team[1:], asked) is None


@pytest.mark.parametrize("role", [Relation.MANAGER, Relation.JUROR, Relation.SIGNATORY])
def test_who_has_a_say_or_another_dossier_does_not_join(role: Relation) -> None:
    assert isinstance(why_not_join({role}, applies=False), OneOfTheTeam)
    assert isinstance(why_not_join({Relation.MEMBER}, applies=True), AppliesAlready)
    assert why_not_join({Relation.MEMBER}, applies=False) is None


@pytest.mark.parametrize("state", ApplicationState)
def test_a_teammate_is_nothing_else_on_the_dossier(state: ApplicationState) -> None:
    dossier = Application(id=RUCHE, call_id=CALL_ID, founder_id=ADA.account_id, state=state)
    for actor in (FRIEND, MANAGER):
        assert dossier.relations_of(actor) == {Relation.TEAMMATE}
    assert dossier.relations_of(ADA) == {Relation.FOUNDER_OF}


@pytest.mark.parametrize("state", DecisionState)
def test_a_team_reads_a_decision_once_its_founder_has(state: DecisionState) -> None:
    decision = Decision(
        application_id=RUCHE, call_id=CALL_ID, founder_id=ADA.account_id, state=state
    )
    expected = {Relation.TEAMMATE} if state is DecisionState.RECEIVED else set()
    for actor in (FRIEND, MANAGER):
        assert decision.relations_of(actor) == expected


def test_a_team_knows_its_start_up() -> None:
    stay = Enrolment(application_id=RUCHE, call_id=CALL_ID, founder_id=ADA.account_id)
    assert stay.relations_of(FRIEND) == {Relation.TEAMMATE}
    assert not stay.relations_of(BOB)


def test_the_founder_alone_manages_the_team_and_answers() -> None:
    for permission in (Permission.MANAGE_TEAM, Permission.ANSWER_ADMISSION):
        assert GRANTS[permission] == {Relation.FOUNDER_OF}
