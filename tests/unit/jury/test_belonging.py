"""Whose an assignment, a sheet and a panel are."""

from datetime import datetime

import pytest

from incubator.jury.models import Assignment, ScoreSheet
from incubator.jury.rules import AssignmentState, Panel
from incubator.kernel.actor import Actor, Relation
from tests.builders import ADA, CALL_ID, EVE, JEAN, JO, NOON, OLGA, SAM


@pytest.mark.parametrize("state", AssignmentState)
@pytest.mark.parametrize(
    ("actor", "relations"),
    [
        (JO, {Relation.ASSIGNED_TO}),
        (JEAN, set()),
        (EVE, {Relation.MANAGER}),
        (ADA, set()),
        (SAM, set()),
        (OLGA, set()),
    ],
)
def test_an_assignment_belongs_to_its_juror_until_it_is_taken_back(
    state: AssignmentState, actor: Actor, relations: set[Relation]
) -> None:
    assignment = Assignment(call_id=CALL_ID, juror_id=JO.account_id, state=state)
    gone = state is AssignmentState.WITHDRAWN and actor is JO
    assert assignment.relations_of(actor) == (set() if gone else relations)


@pytest.mark.parametrize("is_open", [True, False])
def test_a_sheet_belongs_to_its_juror_alone_while_it_is_open(*, is_open: bool) -> None:
    sheet = ScoreSheet(juror_id=JO.account_id, open=is_open)
    for actor in (JO, JEAN, EVE, ADA, SAM, OLGA):
        own = is_open and actor is JO
        assert sheet.relations_of(actor) == ({Relation.JUROR_ON} if own else set())


@pytest.mark.parametrize(
    ("actor", "closed_at", "relations"),
    [
        (EVE, None, {Relation.MANAGER}),
        (EVE, NOON, {Relation.MANAGER}),
        (
            BOTH := Actor(account_id=JO.account_id, standing=EVE.standing),
            None,
            {Relation.ASSIGNED_TO},
        ),
        (BOTH, NOON, {Relation.MANAGER}),
        (JEAN, None, set()),
    ],
)
def test_a_manager_who_is_a_juror_is_a_juror_first(
    actor: Actor, closed_at: datetime | None, relations: set[Relation]
) -> None:
    class Dossier:
        def relations_of(self, actor: Actor) -> set[Relation]:
            return set(actor.standing & {Relation.MANAGER})

    panel = Panel(subject=Dossier(), jurors={JO.account_id}, closed_at=closed_at)
    assert panel.relations_of(actor) == relations
