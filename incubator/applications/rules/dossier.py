"""A dossier: its states, when it can change, how far each section is."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final, NewType
from uuid import UUID

from incubator.calls.rules import Stage
from incubator.calls.rules import stage as stage_of
from incubator.kernel.actor import Relation
from incubator.kernel.events import Event
from incubator.kernel.refusals import N_, Refusal

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from collections.abc import Set as AbstractSet
    from datetime import date, datetime

    from incubator.applications.models import Answer, Application
    from incubator.calls.rules import CallId, Question, Section

ApplicationId = NewType("ApplicationId", UUID)

TITLE: Final = "title"
ORGANISATION: Final = "organisation"
CONTACT: Final = "contact_name"
ADDRESS: Final = "postal_address"
SUMMARY: Final = "summary"
CLUSTER: Final = "cluster"
PRINTED: Final = (CONTACT, ORGANISATION, ADDRESS, TITLE)  # what the letter of decision repeats
INSIDERS: Final = frozenset({Relation.MANAGER, Relation.JUROR, Relation.SIGNATORY})
LONGEST: Final = 50_000  # characters of one answer, whatever its question says


class ApplicationState(StrEnum):
    """The life of a dossier, up to what the authority is asked."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    ADMISSIBLE = "admissible"
    INADMISSIBLE = "inadmissible"


TRANSITIONS: Final[Mapping[ApplicationState, AbstractSet[ApplicationState]]] = {
    ApplicationState.DRAFT: {ApplicationState.SUBMITTED},
    ApplicationState.SUBMITTED: {
        ApplicationState.SUBMITTED,
        ApplicationState.ADMISSIBLE,
        ApplicationState.INADMISSIBLE,
    },
    ApplicationState.ADMISSIBLE: set(),
    ApplicationState.INADMISSIBLE: set(),
}
VERDICTS: Final = (ApplicationState.ADMISSIBLE, ApplicationState.INADMISSIBLE)
SUBMITTED_STATES: Final = (ApplicationState.SUBMITTED, *VERDICTS)


class SectionState(StrEnum):
    """How far a section is."""

    TO_DO = "to_do"
    IN_PROGRESS = "in_progress"
    TO_CORRECT = "to_correct"
    DONE = "done"


class NotOpenYet(Refusal):
    """A call opens on a day."""

    sentence = N_("Cet appel ouvre le %(opens_on)s.")


class CallClosed(Refusal):
    """The deadline has passed."""

    sentence = N_("L’appel est clos depuis le %(closes_on)s à 23 h 59 : le dossier ne change plus.")


class OneOfTheTeam(Refusal):
    """Nobody competes in a call that they manage, judge or sign for."""

    sentence = N_(
        "Vous faites partie de l’équipe ou du jury de cet appel : "
        "vous ne pouvez pas y déposer de candidature."
    )


class AlreadyRuled(Refusal):
    """A verdict is given once."""

    sentence = N_("La recevabilité de ce dossier est déjà prononcée.")


@dataclass(frozen=True, kw_only=True)
class ApplicationStarted(Event):
    """A founder began a dossier."""

    call_id: CallId


@dataclass(frozen=True, kw_only=True)
class SectionSaved(Event):
    """Answers changed; which, not what they say."""

    section: str
    keys: tuple[str, ...]
    files: tuple[str, ...]


def why_not_start(opens_on: date, closes_on: date, now: datetime) -> Refusal | None:
    """Say why nobody may begin a dossier now, or None while the call is open."""
    match stage_of(opens_on, closes_on, now):
        case Stage.UPCOMING:
            return NotOpenYet(opens_on=opens_on)
        case Stage.CLOSED:
            return CallClosed(closes_on=closes_on)
    return None


def why_not_apply(roles: AbstractSet[Relation]) -> Refusal | None:
    """Say why somebody with these roles for a call may not compete in it, or None."""
    return OneOfTheTeam() if roles & INSIDERS else None


def why_not_edit(
    application: Application, opens_on: date, closes_on: date, now: datetime
) -> Refusal | None:
    """Say why the dossier can no longer change, or None while it can.

    The calendar answers first: a founder does not learn from it that a verdict was given.
    """
    if refusal := why_not_start(opens_on, closes_on, now):
        return refusal
    changes = ApplicationState.SUBMITTED in TRANSITIONS[application.state]
    return None if changes else AlreadyRuled()


def length(text: str) -> int:
    """Return how many characters a person counts: a line break is one."""
    return len(text.replace("\r\n", "\n"))


def is_too_long(question: Question, text: str) -> bool:
    """Tell whether an answer passes the limit of its question, or the one that all have."""
    return length(text) > min(question.limit or LONGEST, LONGEST)


def is_answered(question: Question, texts: Mapping[str, str]) -> bool:
    """Tell whether a question has an answer that a person can see."""
    text = texts.get(question.key, "")
    return any(character.isprintable() and not character.isspace() for character in text)


def section_state(
    section: Section, texts: Mapping[str, str], files: Collection[str]
) -> SectionState:
    """Say how far a section is, from the answers given and the questions that have files."""
    questions = section.questions
    if any(is_too_long(q, texts.get(q.key, "")) for q in questions):
        return SectionState.TO_CORRECT
    given = {q.key for q in questions if is_answered(q, texts) or q.key in files}
    needed = {q.key for q in questions if q.required or q.blocking}
    if needed <= given and (needed or given):
        return SectionState.DONE
    return SectionState.IN_PROGRESS if given else SectionState.TO_DO


def section_version(answers: Sequence[Answer]) -> int:
    """Return a number that grows with each edit of any of these answers."""
    return sum(answer.version for answer in answers)
