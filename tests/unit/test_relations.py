"""How people stand to what belongs to a call, by the roles they hold for that call."""

from collections.abc import Set as AbstractSet
from uuid import UUID

import pytest

from incubator.applications.models import Application, Intake
from incubator.applications.rules import ApplicationState
from incubator.calls.models import Call
from incubator.calls.rules import CallId
from incubator.cohorts.models import Cohort, Enrolment
from incubator.decisions.models import Decision
from incubator.decisions.rules import DecisionState
from incubator.deliberation.models import Opinion
from incubator.jury.models import Assignment, ScoreSheet
from incubator.jury.rules import AssignmentState
from incubator.kernel.actor import DESKS, HOUSE, NOBODY, SYSTEM, AccountId, Actor, Relation, Subject
from tests.builders import ADA, CALL_ID, EVE, JO, OLGA, RUCHE, SAM

OTHER_CALL = CallId(UUID(int=102))
EVERY_ROLE = {Relation.MANAGER, Relation.JUROR, Relation.SIGNATORY, Relation.OPERATOR}
CALL = Call(id=CALL_ID)
INTAKE = Intake(call_id=CALL_ID)
DRAFT = Application(
    id=RUCHE, call_id=CALL_ID, state=ApplicationState.DRAFT, founder_id=ADA.account_id
)
DOSSIER = Application(
    id=RUCHE, call_id=CALL_ID, state=ApplicationState.SUBMITTED, founder_id=ADA.account_id
)
OPINION = Opinion(call_id=CALL_ID)
SIGNED = Decision(
    application_id=RUCHE, call_id=CALL_ID, founder_id=ADA.account_id, state=DecisionState.SIGNED
)
COHORT = Cohort(call_id=CALL_ID)
STAY = Enrolment(application_id=RUCHE, call_id=CALL_ID, founder_id=ADA.account_id)


def somebody(*roles: Relation, call: CallId = CALL_ID) -> Actor:
    """Return a member who holds roles for one call only."""
    return Actor(
        account_id=AccountId(UUID(int=9)),
        standing=frozenset({Relation.MEMBER}),
        in_calls={call: frozenset(roles)},
    )


@pytest.mark.parametrize(
    ("thing", "relations"),
    [
        (CALL, {Relation.MEMBER, Relation.MANAGER, Relation.JUROR, Relation.SIGNATORY}),
        (INTAKE, {Relation.MANAGER}),
        (DRAFT, set()),
        (DOSSIER, {Relation.MANAGER}),
        (OPINION, {Relation.MANAGER}),
        (SIGNED, {Relation.MANAGER, Relation.SIGNATORY}),
        (COHORT, {Relation.MANAGER}),
        (STAY, {Relation.MANAGER}),
    ],
    ids=lambda value: type(value).__name__,
)
def test_a_role_counts_in_the_call_for_which_it_was_given(
    thing: Subject, relations: AbstractSet[Relation]
) -> None:
    assert thing.relations_of(somebody(*EVERY_ROLE)) == relations
    elsewhere = thing.relations_of(somebody(*EVERY_ROLE, call=OTHER_CALL))
    assert elsewhere == relations & {Relation.MEMBER}


@pytest.mark.parametrize("thing", [DOSSIER, SIGNED, STAY], ids=lambda value: type(value).__name__)
def test_a_role_in_the_house_counts_in_every_call(thing: Subject) -> None:
    assert thing.relations_of(EVE) == {Relation.MANAGER}
    assert not thing.relations_of(JO)
    assert not thing.relations_of(OLGA)


def test_who_founded_a_startup_stands_to_it_as_founder_and_as_manager_if_they_are_one() -> None:
    manager = Actor(account_id=ADA.account_id, standing=EVE.standing)
    assert STAY.relations_of(ADA) == {Relation.FOUNDER_OF}
    assert STAY.relations_of(manager) == {Relation.FOUNDER_OF, Relation.MANAGER}
    assert DOSSIER.relations_of(manager) == {Relation.FOUNDER_OF}


@pytest.mark.parametrize(
    ("actor", "assignment", "sheet"),
    [
        (JO, {Relation.ASSIGNED_TO}, {Relation.JUROR_ON}),
        (Actor(account_id=JO.account_id), set(), set()),  # no juror any more
        (EVE, {Relation.MANAGER}, set()),
        (SAM, set(), set()),
    ],
    ids=["juror", "former juror", "manager", "signatory"],
)
def test_an_assignment_is_its_jurors_and_a_sheet_nobody_elses(
    actor: Actor, assignment: AbstractSet[Relation], sheet: AbstractSet[Relation]
) -> None:
    own = {"call_id": CALL_ID, "juror_id": JO.account_id}
    assert Assignment(state=AssignmentState.CLEARED, **own).relations_of(actor) == assignment
    assert ScoreSheet(open=True, **own).relations_of(actor) == sheet
    assert not ScoreSheet(open=False, **own).relations_of(actor)


def test_the_first_page_opens_by_a_role_for_any_call_and_the_house_does_not() -> None:
    juror = somebody(Relation.JUROR, call=OTHER_CALL)
    assert DESKS.relations_of(juror) == {Relation.MEMBER, Relation.JUROR}
    assert HOUSE.relations_of(juror) == {Relation.MEMBER}
    assert juror.standing_in(OTHER_CALL) == {Relation.MEMBER, Relation.JUROR}
    assert juror.standing_in(CALL_ID) == {Relation.MEMBER}


def test_the_system_operates_the_house_and_nobody_is_somebody_else() -> None:
    assert SYSTEM.standing == {Relation.OPERATOR}
    assert not NOBODY.standing
    assert (SYSTEM.account_id.int, NOBODY.account_id.int) == (0, 1)  # as the journal has them


def test_somebody_new_stands_in_no_relation_to_anything() -> None:
    nobody = Actor(account_id=AccountId(UUID(int=9)))
    assert not DESKS.relations_of(nobody)
    assert not HOUSE.relations_of(nobody)
    assert not CALL.relations_of(nobody)
