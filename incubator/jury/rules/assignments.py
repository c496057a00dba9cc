"""Assignments and declarations of interests: who may open a dossier."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final, NewType
from uuid import UUID

from incubator.applications.rules import ApplicationState, why_not_go_on
from incubator.jury.rules.evaluation import EvaluationClosed
from incubator.jury.rules.sheets import SheetState
from incubator.kernel.actor import Relation
from incubator.kernel.events import Event
from incubator.kernel.refusals import N_, Refusal

if TYPE_CHECKING:
    from collections.abc import Mapping
    from collections.abc import Set as AbstractSet
    from datetime import datetime

    from incubator.jury.models import Assignment
    from incubator.kernel.actor import AccountId, Actor, Subject


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
    AssignmentState.WITHDRAWN: {AssignmentState.ASSIGNED},
}
ACTED_ON: Final = (AssignmentState.ASSIGNED, AssignmentState.CLEARED)  # the juror's turn
ENDED: Final = "dossier withdrawn"  # kept for the record, shown on no page
NAMING: Final = {"team": 2, "shareholders": 1}  # answers that name people: in how many columns


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


@dataclass(frozen=True, kw_only=True)
class Ruling:
    """What a manager decides of a declared link, and why."""

    cleared: bool
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class Panel:
    """The jurors of a dossier: whoever is one of them is a juror first, and no manager of it."""

    subject: Subject
    jurors: AbstractSet[AccountId]
    closed_at: datetime | None

    def relations_of(self, actor: Actor) -> AbstractSet[Relation]:
        """Say that a juror learns nothing of the others before the evaluation is closed."""
        if actor.account_id in self.jurors and not self.closed_at:
            return {Relation.ASSIGNED_TO}
        return self.subject.relations_of(actor)


class NotAdmissible(Refusal):
    """The jury reads admissible dossiers only."""

    sentence = N_("Ce dossier n’est pas déclaré recevable : il ne peut pas être confié au jury.")


class AlreadyDeclared(Refusal):
    """A declaration is made once; changing it goes through the team."""

    sentence = N_(
        "Votre déclaration est enregistrée. Pour la modifier, écrivez à l’équipe du Quai."
    )


class DetailMissing(Refusal):
    """A link that is to be ruled on is described, in a sentence."""

    sentence = N_("Précisez ce lien en une phrase : seule l’équipe du Quai la lit.")


class NothingToRule(Refusal):
    """Only a declared link waits for a ruling."""

    sentence = N_("Cette déclaration n’attend pas de réponse.")


class RecusalReasonMissing(Refusal):
    """Nobody is taken off a dossier without a reason."""

    sentence = N_("Dites pourquoi ce juré ne peut pas évaluer ce dossier.")


class SheetHandedIn(Refusal):
    """A handed-in sheet counts."""

    sentence = N_("Ce juré a rendu son évaluation : l’affectation ne peut plus être retirée.")


class NotWithdrawable(Refusal):
    """What is over is not undone."""

    sentence = N_("Cette affectation ne peut plus être retirée.")


class WithdrawalReasonMissing(Refusal):
    """A dossier is taken back for a reason."""

    sentence = N_("Dites pourquoi vous retirez cette affectation.")


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
    if refusal := why_not_go_on(state):
        return refusal
    return None if state is ApplicationState.ADMISSIBLE else NotAdmissible()


def is_free(assignment: Assignment | None) -> bool:
    """Tell whether the dossier may be entrusted to a juror who stands to it in this way."""
    return assignment is None or AssignmentState.ASSIGNED in TRANSITIONS[assignment.state]


def entrust(assignment: Assignment, now: datetime) -> JurorAssigned:
    """Entrust the dossier, anew when it had been taken back: the declaration is asked again."""
    assignment.state, assignment.assigned_at = AssignmentState.ASSIGNED, now
    assignment.link, assignment.detail, assignment.declared_at = None, "", None
    assignment.reason = ""
    return JurorAssigned(
        subject_id=assignment.application_id,
        assignment_id=assignment.id,
        juror_id=assignment.juror_id,
    )


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
    if declared.link is Link.LINK and not declared.detail.strip():
        raise DetailMissing
    assignment.state = FOLLOWS[declared.link]
    assignment.link, assignment.declared_at = declared.link, now
    assignment.detail = "" if declared.link is Link.NONE else declared.detail.strip()
    return InterestDeclared(
        subject_id=assignment.application_id,
        assignment_id=assignment.id,
        link=declared.link,
    )


def why_not_rule(assignment: Assignment, closed_at: datetime | None) -> Refusal | None:
    """Say why no ruling is expected, or None while it is."""
    if closed_at:
        return EvaluationClosed(closed_at=closed_at)
    return None if assignment.state is AssignmentState.REFERRED else NothingToRule()


def rule_on_link(assignment: Assignment, ruling: Ruling, closed_at: datetime | None) -> LinkRuled:
    """Let a juror with a harmless link read, or recuse them with a reason."""
    if refusal := why_not_rule(assignment, closed_at):
        raise refusal
    if not ruling.cleared and not ruling.reason.strip():
        raise RecusalReasonMissing
    assignment.state = AssignmentState.CLEARED if ruling.cleared else AssignmentState.RECUSED
    assignment.reason = ruling.reason.strip()
    return LinkRuled(
        subject_id=assignment.application_id,
        assignment_id=assignment.id,
        outcome=assignment.state,
    )


def why_not_withdraw(
    assignment: Assignment, sheet: SheetState | None, closed_at: datetime | None
) -> Refusal | None:
    """Say why a dossier cannot be taken back from a juror, or None while it can."""
    if closed_at:
        return EvaluationClosed(closed_at=closed_at)
    if AssignmentState.WITHDRAWN not in TRANSITIONS[assignment.state]:
        return NotWithdrawable()
    return SheetHandedIn() if sheet is SheetState.SUBMITTED else None


def withdraw(
    assignment: Assignment, reason: str, *, sheet: SheetState | None, closed_at: datetime | None
) -> AssignmentWithdrawn:
    """Take a dossier back from a juror who has not handed in, with a reason."""
    if refusal := why_not_withdraw(assignment, sheet, closed_at):
        raise refusal
    if not reason.strip():
        raise WithdrawalReasonMissing
    assignment.state, assignment.reason = AssignmentState.WITHDRAWN, reason.strip()
    return AssignmentWithdrawn(
        subject_id=assignment.application_id,
        assignment_id=assignment.id,
        juror_id=assignment.juror_id,
    )


def end(assignment: Assignment) -> AssignmentWithdrawn:
    """End what a juror had to do, whatever they did, since the dossier itself was taken back."""
    assignment.state, assignment.reason = AssignmentState.WITHDRAWN, ENDED
    return AssignmentWithdrawn(
        subject_id=assignment.application_id,
        assignment_id=assignment.id,
        juror_id=assignment.juror_id,
    )
