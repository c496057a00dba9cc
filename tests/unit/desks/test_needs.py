"""What a dossier waits for."""

from dataclasses import replace
from datetime import date

import pytest

from incubator.applications.rules import ApplicationState
from incubator.decisions.rules import DecisionState
from incubator.desks.rules import Need, Told, needs

DAY = date(2027, 3, 1)
SENT = Told(
    state=ApplicationState.SUBMITTED,
    decision=None,
    answerable=True,
    expected=0,
    heard=False,
    electronic=False,
    reopened_until=None,
    silence_on=None,
    available_on=None,
    asked_on=None,
)
FOUND = replace(SENT, state=ApplicationState.ADMISSIBLE)
UNDER_WAY = {Need.JURORS, Need.OPINION, Need.DECISION}


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        (SENT, {Need.CHECK, Need.DECISION}),
        (replace(SENT, answerable=False), {Need.CHECK}),
        (replace(SENT, state=ApplicationState.INADMISSIBLE), {Need.DRAFT, Need.DECISION}),
        (replace(SENT, state=ApplicationState.WITHDRAWN, answerable=False), set()),
        (FOUND, UNDER_WAY),
        (replace(FOUND, expected=3), UNDER_WAY - {Need.JURORS}),
        (replace(FOUND, expected=3, heard=True), {Need.DRAFT, Need.DECISION}),
        (replace(FOUND, decision=DecisionState.DRAFTED), {Need.SIGNATURE, Need.DECISION}),
        (replace(FOUND, decision=DecisionState.SIGNED), {Need.RELEASE}),
        (replace(FOUND, decision=DecisionState.AVAILABLE), {Need.POST}),
        (replace(FOUND, decision=DecisionState.AVAILABLE, electronic=True), set()),
        (replace(FOUND, decision=DecisionState.RECEIVED), set()),
    ],
)
def test_a_dossier_waits_for_what_comes_next(told: Told, expected: set[Need]) -> None:
    assert needs(told).keys() == expected


def test_some_needs_have_their_day() -> None:
    asked = replace(SENT, state=ApplicationState.INCOMPLETE, reopened_until=DAY, asked_on=DAY)
    posted = replace(FOUND, decision=DecisionState.AVAILABLE, available_on=DAY)
    assert needs(asked) == {Need.ITEMS: DAY, Need.ANSWER: DAY, Need.DECISION: None}
    assert needs(posted) == {Need.POST: DAY}


@pytest.mark.parametrize("decision", DecisionState)
def test_a_signature_ends_silence(decision: DecisionState) -> None:
    waits = Need.SILENCE in needs(replace(FOUND, silence_on=DAY, decision=decision))
    assert waits is (decision is DecisionState.DRAFTED)
