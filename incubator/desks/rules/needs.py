"""What each dossier waits for, and since or until when; pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from incubator.applications.rules import ApplicationState
from incubator.decisions.rules import DecisionState

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date


class Need(StrEnum):
    """What a dossier may wait for; a first page counts each."""

    CHECK = "check"
    ITEMS = "items"  # until a day, from its founder
    SILENCE = "silence"  # refuses it on a day, unless a decision is signed
    JURORS = "jurors"
    OPINION = "opinion"
    DRAFT = "draft"
    SIGNATURE = "signature"  # drafted
    RELEASE = "release"  # signed
    DECISION = "decision"  # whatever is left of it before the letters of its call may leave
    POST = "post"  # since a day, for a letter that goes on paper
    ANSWER = "answer"  # since a day, of the team to a message


@dataclass(frozen=True, kw_only=True)
class Told:
    """What features say of a dossier that was received."""

    state: ApplicationState
    decision: DecisionState | None
    answerable: bool  # its founder has an account here and did not take it back
    expected: int
    heard: bool
    electronic: bool
    reopened_until: date | None
    silence_on: date | None
    available_on: date | None
    asked_on: date | None


UNSIGNED: Final = frozenset({None, DecisionState.DRAFTED})


def needs(told: Told) -> Mapping[Need, date | None]:
    """Return what a dossier waits for, with the day where there is one."""
    undecided, admissible = told.decision is None, told.state is ApplicationState.ADMISSIBLE
    unsigned = told.decision in UNSIGNED
    judged = told.heard or told.state is ApplicationState.INADMISSIBLE
    met: Mapping[Need, tuple[bool, date | None]] = {
        Need.CHECK: (told.state is ApplicationState.SUBMITTED, None),
        Need.ITEMS: (told.state is ApplicationState.INCOMPLETE, told.reopened_until),
        Need.SILENCE: (unsigned and told.silence_on is not None, told.silence_on),
        Need.JURORS: (admissible and undecided and not told.expected, None),
        Need.OPINION: (admissible and undecided and not told.heard, None),
        Need.DRAFT: (told.answerable and undecided and judged, None),
        Need.SIGNATURE: (told.decision is DecisionState.DRAFTED, None),
        Need.RELEASE: (told.decision is DecisionState.SIGNED, None),
        Need.DECISION: (told.answerable and unsigned, None),
        Need.POST: (
            told.decision is DecisionState.AVAILABLE and not told.electronic,
            told.available_on,
        ),
        Need.ANSWER: (told.asked_on is not None, told.asked_on),
    }
    return {need: day for need, (waits, day) in met.items() if waits}
