"""Assignments and declarations of interests: who may open a dossier."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final, NewType
from uuid import UUID

from incubator.applications.rules import ApplicationState
from incubator.jury.rules.sheets import EvaluationClosed, SheetState
from incubator.kernel.events import Event
from incubator.kernel.refusals import N_, Refusal

if TYPE_CHECKING:
    from collections.abc import Mapping
    from collections.abc import Set as AbstractSet
    from datetime import datetime

    from incubator.jury.models import Assignment, ScoreSheet
    from incubator.kernel.actor import AccountId


AssignmentId = NewType("AssignmentId", UUID)


class AssignmentState(StrEnum):
    """How a juror stands to one dossier; only a cleared one may open it."""

    ASSIGNED = "assigned"
    CLEARED = "cleared"
    REFERRED = "referred"
    RECUSED = "recused"
    WITHDRAWN = "withdrawn"


TRANSITIONS: Final[Mapping[AssignmentState, AbstractSet[AssignmentState]]] = {
    AssignmentState.ASSIGNED: {
        AssignmentState.CLEARED,
        AssignmentState.REFERRED,
        AssignmentState.RECUSED,
        AssignmentState.WITHDRAWN,
    },
    AssignmentState.REFERRED: {
        AssignmentState.CLEARED,
        AssignmentState.RECUSED,
        AssignmentState.WITHDRAWN,
    },
    AssignmentState.CLEARED: {AssignmentState.WITHDRAWN},
    AssignmentState.RECUSED: set(),
    AssignmentState.WITHDRAWN: set(),
}
COUNTED: Final = (AssignmentState.ASSIGNED, AssignmentState.CLEARED, AssignmentState.REFERRED)


class Link(StrEnum):
    """What a juror declares before the dossier opens."""

    NONE = "none"
    LINK = "link"
    CONFLICT = "conflict"


FOLLOWS: Final[Mapping[Link, AssignmentState]] = {
    Link.NONE: AssignmentState.CLEARED,
    Link.LINK: AssignmentState.REFERRED,
    Link.CONFLICT: AssignmentState.RECUSED,
}


@dataclass(frozen=True, kw_only=True)
class Declared:
    """A declaration of interests, as one value."""

    link: Link
    detail: str = ""


class NotAdmissible(Refusal):
    """The jury reads admissible dossiers only."""

    sentence = N_("Ce dossier n’est pas déclaré recevable : il ne peut pas être confié au jury.")


class AlreadyDeclared(Refusal):
    """A declaration is made once; changing it goes through the team."""

    sentence = N_(
        "Votre déclaration est enregistrée. Pour la modifier, écrivez à l’équipe du Quai."
    )


class DetailMissing(Refusal):
    """A link is described, in a sentence."""

    sentence = N_("Précisez ce lien en une phrase : seule l’équipe du Quai la lit.")


class NothingToRule(Refusal):
    """Only a declared link waits for a ruling."""

    sentence = N_("Cette déclaration n’attend pas de réponse.")


class SheetHandedIn(Refusal):
    """A handed-in sheet counts."""

    sentence = N_("Ce juré a rendu son évaluation : l’affectation ne peut plus être retirée.")


class NotWithdrawable(Refusal):
    """What is over is not undone."""

    sentence = N_("Cette affectation ne peut plus être retirée.")


@dataclass(frozen=True, kw_only=True)
class JurorAssigned(Event):
    """A dossier was entrusted to a juror."""

    assignment_id: AssignmentId
    juror_id: AccountId


@dataclass(frozen=True, kw_only=True)
class AssignmentWithdrawn(Event):
    """A dossier was taken back from a juror."""

    assignment_id: AssignmentId
    juror_id: AccountId


@dataclass(frozen=True, kw_only=True)
class InterestDeclared(Event):
    """A juror declared having or not having a link."""

    assignment_id: AssignmentId
    link: str


@dataclass(frozen=True, kw_only=True)
class LinkRuled(Event):
    """A manager ruled on a declared link."""

    assignment_id: AssignmentId
    outcome: str


def why_not_assign(state: ApplicationState, closed_at: datetime | None) -> Refusal | None:
    """Say why a dossier cannot be entrusted to a juror, or None."""
    if closed_at:
        return EvaluationClosed(closed_at=closed_at)
    return None if state is ApplicationState.ADMISSIBLE else NotAdmissible()


def why_not_declare(assignment: Assignment, closed_at: datetime | None) -> Refusal | None:
    """Say why no declaration is expected, or None while it is."""
    if closed_at:
        return EvaluationClosed(closed_at=closed_at)
    return None if assignment.state is AssignmentState.ASSIGNED else AlreadyDeclared()


def declare(
    assignment: Assignment, declared: Declared, closed_at: datetime | None, now: datetime
) -> InterestDeclared:
    """Keep a juror's declaration and open, hold back or close the dossier accordingly."""
    if refusal := why_not_declare(assignment, closed_at):
        raise refusal
    if declared.link is not Link.NONE and not declared.detail.strip():
        raise DetailMissing
    assignment.state = FOLLOWS[declared.link]
    assignment.link, assignment.detail = declared.link, declared.detail.strip()
    assignment.declared_at = now
    return InterestDeclared(
        subject_id=assignment.application_id,
        assignment_id=assignment.id,
        link=declared.link,
    )


def rule_on_link(assignment: Assignment, *, cleared: bool, closed_at: datetime | None) -> LinkRuled:
    """Let a juror with a harmless link read, or recuse them."""
    if closed_at:
        raise EvaluationClosed(closed_at=closed_at)
    if assignment.state is not AssignmentState.REFERRED:
        raise NothingToRule
    assignment.state = AssignmentState.CLEARED if cleared else AssignmentState.RECUSED
    return LinkRuled(
        subject_id=assignment.application_id,
        assignment_id=assignment.id,
        outcome=assignment.state,
    )


def withdraw(
    assignment: Assignment, sheet: ScoreSheet | None, closed_at: datetime | None
) -> AssignmentWithdrawn:
    """Take a dossier back from a juror who has not handed in."""
    if closed_at:
        raise EvaluationClosed(closed_at=closed_at)
    if AssignmentState.WITHDRAWN not in TRANSITIONS[assignment.state]:
        raise NotWithdrawable
    if sheet and sheet.state is SheetState.SUBMITTED:
        raise SheetHandedIn
    assignment.state = AssignmentState.WITHDRAWN
    return AssignmentWithdrawn(
        subject_id=assignment.application_id,
        assignment_id=assignment.id,
        juror_id=assignment.juror_id,
    )
