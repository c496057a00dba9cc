"""Where a dossier stands, in the words of the staff and in those of its founder."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Final

from incubator.applications.rules import ApplicationState
from incubator.decisions.rules import DecisionState, Reply


class Standing(StrEnum):
    """What the staff's table says of a dossier; each is also a filter."""

    TO_CHECK = "to_check"
    INCOMPLETE = "incomplete"
    INADMISSIBLE = "inadmissible"
    ADMISSIBLE = "admissible"
    IN_EVALUATION = "in_evaluation"
    EVALUATED = "evaluated"
    DECIDED = "decided"
    ANNOUNCED = "announced"
    WITHDRAWN = "withdrawn"


class Progress(StrEnum):
    """What a founder reads; nothing internal shows through."""

    DRAFT = "draft"
    RECEIVED = "received"
    UNDER_REVIEW = "under_review"
    ANSWERED = "answered"
    WITHDRAWN = "withdrawn"


TOLD: Final = frozenset(
    {
        "ApplicationStarted",
        "ApplicationSubmitted",
        "ItemsRequested",
        "ApplicationWithdrawn",
        "AdmissibilityRuled",
        "JurorAssigned",
        "AssignmentWithdrawn",
        "OpinionRecorded",
        "DecisionDrafted",
        "DecisionSigned",
        "DecisionMadeAvailable",
        "DecisionOpened",
        "AdmissionConfirmed",
        "AdmissionDeclined",
    }
)  # what the history of a dossier tells; who works on which sheet is for the page of progress
OF_JURORS: Final = frozenset({"JurorAssigned", "AssignmentWithdrawn"})
NEVER: Final = date.max  # where a dossier stands that no silence refuses
UNJUDGED: Final = 1001  # after every share of sheets, in thousandths
ANNOUNCED: Final = frozenset({DecisionState.AVAILABLE, DecisionState.RECEIVED})


class Act(StrEnum):
    """What a founder has to do with a dossier now."""

    OPEN_DECISION = "open_decision"
    CONFIRM = "confirm"
    COMPLETE = "complete"
    CONTINUE = "continue"
    FOLLOW = "follow"
    READ = "read"
    WAIT = "wait"
    WITHDRAWN = "withdrawn"
    NOTHING = "nothing"


BY_STATE: Final = {
    ApplicationState.INCOMPLETE: Standing.INCOMPLETE,
    ApplicationState.ADMISSIBLE: Standing.ADMISSIBLE,
    ApplicationState.INADMISSIBLE: Standing.INADMISSIBLE,
    ApplicationState.WITHDRAWN: Standing.WITHDRAWN,
}


def standing(
    state: ApplicationState, decision: DecisionState | None, handed_in: int, expected: int
) -> Standing:
    """Say where a dossier stands for the staff."""
    if decision is not None:
        return Standing.ANNOUNCED if decision in ANNOUNCED else Standing.DECIDED
    if state is ApplicationState.ADMISSIBLE and expected:
        return Standing.EVALUATED if handed_in == expected else Standing.IN_EVALUATION
    return BY_STATE.get(state, Standing.TO_CHECK)


def silence(silence_on: date | None, decision: DecisionState | None) -> date:
    """Say when silence refuses a dossier; a signed decision ends silence."""
    signed = decision not in {None, DecisionState.DRAFTED}
    return NEVER if signed or silence_on is None else silence_on


def share(handed_in: int, expected: int) -> int:
    """Say how far an evaluation is, in thousandths of the sheets expected."""
    return handed_in * 1000 // expected if expected else UNJUDGED


def number_key(number: str) -> str:
    """Return what sorts numbers of dossiers as people count."""
    return f"{len(number):03d}{number}"


def act(
    state: ApplicationState,
    decision: DecisionState | None,
    answer: Reply | None,
    *,
    closed: bool,
    enrolled: bool,
) -> Act:
    """Say what a founder has to do now; `decision` is one of which they were told.

    `closed` is said of this dossier: what was asked for may come after the call has closed.
    """
    if decision is DecisionState.AVAILABLE:
        return Act.OPEN_DECISION
    if decision is not None:
        if enrolled:
            return Act.FOLLOW
        return Act.CONFIRM if answer is Reply.TO_CONFIRM else Act.READ
    if state is ApplicationState.INCOMPLETE and not closed:
        return Act.COMPLETE
    if state is ApplicationState.DRAFT:
        return Act.NOTHING if closed else Act.CONTINUE
    return Act.WITHDRAWN if state is ApplicationState.WITHDRAWN else Act.WAIT


def progress(state: ApplicationState, *, closed: bool, announced: bool) -> Progress:
    """Say where a dossier stands for its founder: a verdict is not told before the decision."""
    if announced:
        return Progress.ANSWERED
    if state is ApplicationState.DRAFT:
        return Progress.DRAFT
    if state is ApplicationState.WITHDRAWN:
        return Progress.WITHDRAWN
    return Progress.UNDER_REVIEW if closed else Progress.RECEIVED
