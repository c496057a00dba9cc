"""Who reads a message, what is one, and what a thread calls what happened."""

import pytest

from incubator.applications.rules import ApplicationState
from incubator.kernel.actor import Relation
from incubator.kernel.refusals import Refusal
from incubator.messages.models import ThreadMessage
from incubator.messages.rules import (
    LONGEST,
    OF_FOUNDERS,
    NobodyAnswers,
    NobodyReads,
    NothingSaid,
    TooLong,
    is_team,
    tell,
    waiting,
    why_not_say,
    why_not_write,
)
from incubator.wiring.tables import REACTIONS
from tests.builders import ADA, NOON


@pytest.mark.parametrize("state", ApplicationState)
def test_one_writes_about_what_was_received_of_somebody(state: ApplicationState) -> None:
    hers = why_not_write(state, ADA.account_id)
    draft = state is ApplicationState.DRAFT
    assert isinstance(hers, NobodyReads) if draft else hers is None
    nobodys = why_not_write(state, None)
    assert isinstance(nobodys, NobodyReads if draft else NobodyAnswers)


@pytest.mark.parametrize(
    ("text", "refusal"),
    [
        ("", NothingSaid),
        (" \r\n\t", NothingSaid),
        ("é" * LONGEST, type(None)),
        ("👩‍🚀" * LONGEST, type(None)),  # as people count, not as machines store
        ("a" * LONGEST + "b", TooLong),
    ],
)
def test_a_message_says_something_and_is_no_dossier(text: str, refusal: type[Refusal]) -> None:
    assert type(why_not_say(text)) is refusal


def test_whoever_is_no_founder_of_the_dossier_writes_for_the_team() -> None:
    assert is_team({Relation.MANAGER})
    assert not is_team({Relation.FOUNDER_OF})


def test_a_message_waits_until_the_other_side_read_it() -> None:
    theirs, read, ours = (
        ThreadMessage(from_team=team, read_at=at)
        for team, at in ((False, None), (False, NOON), (True, None))
    )
    assert waiting([theirs, read, ours], from_team=False) == [theirs]
    assert waiting([theirs, read, ours], from_team=True) == [ours]


@pytest.mark.parametrize(
    ("events", "told"),
    [
        ("ApplicationSubmitted ApplicationSubmitted", "ApplicationSubmitted ApplicationSubmitted"),
        (
            "ApplicationSubmitted ItemsRequested ApplicationSubmitted ApplicationSubmitted",
            "ApplicationSubmitted ItemsRequested ItemsReceived ApplicationSubmitted",
        ),
        ("ItemsRequested DecisionMadeAvailable", "ItemsRequested DecisionMadeAvailable"),
    ],
)
def test_the_submission_that_answers_a_request_is_told_as_such(events: str, told: str) -> None:
    assert tell(events.split()) == told.split()


def test_founders_are_told_of_events_that_exist_and_of_no_verdict() -> None:
    assert {event.__name__ for event in REACTIONS} >= OF_FOUNDERS
    inside = ("AdmissibilityRuled", "JurorAssigned", "OpinionRecorded", "DecisionSigned")
    assert not OF_FOUNDERS.intersection(inside)
