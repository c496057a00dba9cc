"""A dossier: its states, when it can change, how far each section is."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final, NewType
from uuid import UUID

from incubator.applications.rules.answers import complain, is_answered
from incubator.calls.rules import Stage
from incubator.calls.rules import stage as stage_of
from incubator.kernel.actor import Relation
from incubator.kernel.events import Event
from incubator.kernel.paris import is_past
from incubator.kernel.refusals import N_, Refusal
from incubator.kernel.texts import fold

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from collections.abc import Set as AbstractSet
    from datetime import date, datetime

    from incubator.applications.models import Application
    from incubator.calls.rules import CallId, Question, Section

ApplicationId = NewType("ApplicationId", UUID)

TITLE: Final = "title"
ORGANISATION: Final = "organisation"
CONTACT: Final = ("given_name", "family_name")
ADDRESS: Final = "address"
SUMMARY: Final = "summary"
CLUSTER: Final = "cluster"
PRINTED: Final = (*CONTACT, ORGANISATION, ADDRESS, TITLE)  # what the letter of decision repeats
INSIDERS: Final = frozenset({Relation.MANAGER, Relation.JUROR, Relation.SIGNATORY})


class ApplicationState(StrEnum):
    """The life of a dossier, up to what the authority is asked."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    INCOMPLETE = "incomplete"
    ADMISSIBLE = "admissible"
    INADMISSIBLE = "inadmissible"
    WITHDRAWN = "withdrawn"


TRANSITIONS: Final[Mapping[ApplicationState, AbstractSet[ApplicationState]]] = {
    ApplicationState.DRAFT: {ApplicationState.SUBMITTED},
    ApplicationState.SUBMITTED: {
        ApplicationState.SUBMITTED,
        ApplicationState.INCOMPLETE,
        ApplicationState.ADMISSIBLE,
        ApplicationState.INADMISSIBLE,
        ApplicationState.WITHDRAWN,
    },
    ApplicationState.INCOMPLETE: {
        ApplicationState.SUBMITTED,
        ApplicationState.ADMISSIBLE,
        ApplicationState.INADMISSIBLE,
        ApplicationState.WITHDRAWN,
    },
    ApplicationState.ADMISSIBLE: {ApplicationState.WITHDRAWN},
    ApplicationState.INADMISSIBLE: {ApplicationState.WITHDRAWN},
    ApplicationState.WITHDRAWN: set(),
}
VERDICTS: Final = (ApplicationState.ADMISSIBLE, ApplicationState.INADMISSIBLE)
SUBMITTED_STATES: Final = (
    ApplicationState.SUBMITTED,
    ApplicationState.INCOMPLETE,
    *VERDICTS,
    ApplicationState.WITHDRAWN,
)


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


class DossierWithdrawn(Refusal):
    """What its founder took back goes no further."""

    sentence = N_("Ce dossier a été retiré par son porteur : rien n’y change plus.")


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


def why_not_go_on(state: ApplicationState) -> Refusal | None:
    """Say that a dossier was taken back, or None."""
    return DossierWithdrawn() if state is ApplicationState.WITHDRAWN else None


def why_not_edit(
    application: Application, opens_on: date, closes_on: date, now: datetime
) -> Refusal | None:
    """Say why the dossier can no longer change, or None while it can.

    The calendar answers first: a founder does not learn from it that a verdict was given.
    """
    if refusal := why_not_go_on(application.state):
        return refusal
    until = application.reopened_until
    if until and not is_past(until, now):
        return None
    if refusal := why_not_start(opens_on, closes_on, now):
        return refusal
    changes = ApplicationState.SUBMITTED in TRANSITIONS[application.state]
    return None if changes else AlreadyRuled()


def section_state(
    section: Section,
    asked: Mapping[str, Question],
    texts: Mapping[str, str],
    files: Collection[str],
) -> SectionState:
    """Say how far a section is, from its questions asked, their answers and those with files."""
    questions = [question for question in section.questions if question.key in asked]
    if any(complain(question, texts.get(question.key, "")) for question in questions):
        return SectionState.TO_CORRECT
    given = {q.key for q in questions if is_answered(q, texts) or q.key in files}
    needed = {q.key for q in questions if q.is_needed(texts) or q.blocking}
    if needed <= given and (needed or given):
        return SectionState.DONE
    return SectionState.IN_PROGRESS if given else SectionState.TO_DO


def contact_name(texts: Mapping[str, str]) -> str:
    """Return the name of the person whom the dossier gives as its contact."""
    return " ".join(text for key in CONTACT if (text := texts.get(key, "").strip()))


def list_shown(section: Section, asked: Mapping[str, Question]) -> Sequence[Question]:
    """Return the questions that a section shows: asked, or soon to be by what is typed there."""
    own = section.keys
    return [q for q in section.questions if q.key in asked or (q.when and q.when.key in own)]


def words_of(title: str | None, organisation: str | None, number: str | None) -> str:
    """Return what a search of dossiers compares."""
    return fold(" ".join(text for text in (title, organisation, number) if text))
