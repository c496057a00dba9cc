"""A decision's life: drafted, signed, available, received; what stops each step."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from typing import TYPE_CHECKING, Final, NewType
from uuid import UUID

from incubator.applications.rules import ApplicationState
from incubator.kernel.events import Event
from incubator.kernel.refusals import N_, Refusal

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from incubator.calls.rules import CallId
    from incubator.decisions.models import Decision
    from incubator.ecosystem.rules import Authority, Signatory
    from incubator.kernel.actor import AccountId

DecisionId = NewType("DecisionId", UUID)


class Outcome(StrEnum):
    """What the authority decides."""

    ACCEPTED = "accepted"
    WAITING_LIST = "waiting_list"
    REFUSED = "refused"
    INADMISSIBLE = "inadmissible"


class DecisionState(StrEnum):
    """The life of a decision, from the draft to its reader."""

    DRAFTED = "drafted"
    SIGNED = "signed"
    AVAILABLE = "available"
    RECEIVED = "received"


class Reply(StrEnum):
    """What the founder answers to an admission."""

    TO_CONFIRM = "to_confirm"
    CONFIRMED = "confirmed"
    DECLINED = "declined"


NOTIFIED: Final = frozenset({DecisionState.AVAILABLE, DecisionState.RECEIVED})
FITTING: Final[Mapping[ApplicationState, tuple[Outcome, ...]]] = {
    ApplicationState.DRAFT: (),
    ApplicationState.SUBMITTED: (),
    ApplicationState.INCOMPLETE: (),
    ApplicationState.ADMISSIBLE: (
        Outcome.ACCEPTED,
        Outcome.WAITING_LIST,
        Outcome.REFUSED,
    ),
    ApplicationState.INADMISSIBLE: (Outcome.INADMISSIBLE,),
    ApplicationState.WITHDRAWN: (),
}


class NobodyToTell(Refusal):
    """A decision takes effect for whoever is told of it (CRPA, art. L. 221-8)."""

    sentence = N_(
        "Ce dossier est importé : il n’a ni compte ni porteur à qui notifier une décision. "
        "Elle se prend là où il a été déposé."
    )


class AlreadySigned(Refusal):
    """What is signed stays as it is."""

    sentence = N_("Cette décision est signée depuis le %(signed_at)s : son texte ne change plus.")


class SigningBegun(Refusal):
    """From the first signature of a call nobody withdraws: whose decision it was stays unknown."""

    sentence = N_(
        "La signature des décisions de cet appel a commencé : une candidature ne se retire plus. "
        "Si vous êtes admis, vous pourrez décliner."
    )


class NotSigned(Refusal):
    """Nothing is notified before somebody signed it."""

    sentence = N_("Cette décision n’est pas signée : faites-la signer d’abord.")


class AlreadyAvailable(Refusal):
    """A decision becomes available once, at one instant."""

    sentence = N_("Cette décision est à la disposition du candidat depuis le %(available_at)s.")


class MentionsMissing(Refusal):
    """The reader must know who decided (CRPA, art. L. 212-1 and L. 212-2)."""

    sentence = N_(
        "Complétez d’abord les mentions du signataire : prénom, nom, qualité et service. "
        "Sans elles, la décision ne peut pas être signée."
    )


class AuthorityMissing(Refusal):
    """A decision is an authority's."""

    sentence = N_("Indiquez d’abord quelle autorité décide : elle n’est pas encore enregistrée.")


class NotAdmitted(Refusal):
    """Only an admission asks for an answer."""

    sentence = N_("Cette décision n’attend pas de réponse.")


class NotOpened(Refusal):
    """One answers what one has read."""

    sentence = N_("Ouvrez d’abord la décision, puis répondez.")


class AlreadyAnswered(Refusal):
    """An answer binds: a place was kept, or went to somebody else."""

    sentence = N_(
        "Vous avez déjà répondu le %(answered_at)s : écrivez à l’incubateur pour changer."
    )


@dataclass(frozen=True, kw_only=True)
class DecisionDrafted(Event):
    """A decision was drafted, or its draft corrected."""

    decision_id: DecisionId
    call_id: CallId
    outcome: str


@dataclass(frozen=True, kw_only=True)
class DecisionSigned(Event):
    """A signatory signed a decision; the digest vouches for its text."""

    decision_id: DecisionId
    call_id: CallId
    outcome: str
    act_number: str
    digest: str


@dataclass(frozen=True, kw_only=True)
class DecisionMadeAvailable(Event):
    """A decision awaits its reader."""

    decision_id: DecisionId
    call_id: CallId
    founder_id: AccountId


@dataclass(frozen=True, kw_only=True)
class DecisionOpened(Event):
    """The founder opened the decision for the first time."""

    decision_id: DecisionId
    call_id: CallId
    founder_id: AccountId


@dataclass(frozen=True, kw_only=True)
class AdmissionConfirmed(Event):
    """The founder will join."""

    decision_id: DecisionId
    call_id: CallId
    founder_id: AccountId


@dataclass(frozen=True, kw_only=True)
class AdmissionDeclined(Event):
    """The founder will not join: the place is free again."""

    decision_id: DecisionId
    call_id: CallId
    founder_id: AccountId


def why_not_tell(founder_id: AccountId | None) -> Refusal | None:
    """Say that a decision would reach nobody, or None."""
    return NobodyToTell() if founder_id is None else None


def why_not_edit(decision: Decision) -> Refusal | None:
    """Say why the text can no longer change, or None while it is a draft."""
    return None if decision.signed_at is None else AlreadySigned(signed_at=decision.signed_at)


def why_not_take_back(*, signing: bool) -> Refusal | None:
    """Say why no dossier of a call can be taken back, or None before its first signature."""
    return SigningBegun() if signing else None


def why_not_sign(
    decision: Decision, signatory: Signatory, authority: Authority | None
) -> Refusal | None:
    """Say why this person cannot sign the decision now, or None."""
    if refusal := why_not_edit(decision):
        return refusal
    if authority is None or not authority.name.strip():
        return AuthorityMissing()
    named = all(mention.strip() for mention in mentions(signatory))
    return None if named else MentionsMissing()


def why_not_release(decision: Decision) -> Refusal | None:
    """Say why the decision cannot be put at its reader's disposal, or None."""
    if decision.available_at is not None:
        return AlreadyAvailable(available_at=decision.available_at)
    return None if decision.state is DecisionState.SIGNED else NotSigned()


def why_not_answer(decision: Decision) -> Refusal | None:
    """Say why the founder has nothing to answer, or None while an answer is expected."""
    if decision.outcome is not Outcome.ACCEPTED:
        return NotAdmitted()
    if decision.answered_at is not None:
        return AlreadyAnswered(answered_at=decision.answered_at)
    return None if decision.state is DecisionState.RECEIVED else NotOpened()


def mentions(signatory: Signatory) -> tuple[str, ...]:
    """Return the four mentions that the law wants of whoever signs."""
    return (
        signatory.given_name,
        signatory.family_name,
        signatory.capacity,
        signatory.service,
    )


def sign(decision: Decision, signatory: Signatory, act_number: str, now: datetime) -> None:
    """Sign a decision: from then on its text, its number and its signatory are fixed."""
    decision.state = DecisionState.SIGNED
    decision.act_number, decision.signed_at = act_number, now
    decision.signed_by = signatory.account_id
    decision.signer_given_name = signatory.given_name
    decision.signer_family_name = signatory.family_name
    decision.signer_capacity = signatory.capacity
    decision.signer_service = signatory.service
    decision.signer_delegation = signatory.delegation


def answer(
    decision: Decision, reply: Reply, now: datetime
) -> AdmissionConfirmed | AdmissionDeclined:
    """Keep the founder's answer to an admission, and say what it was."""
    if refusal := why_not_answer(decision):
        raise refusal
    decision.answer, decision.answered_at = reply, now
    happened: type[AdmissionConfirmed | AdmissionDeclined] = (
        AdmissionConfirmed if reply is Reply.CONFIRMED else AdmissionDeclined
    )
    return happened(
        subject_id=decision.application_id,
        decision_id=decision.id,
        call_id=decision.call_id,
        founder_id=decision.founder_id,
    )


def digest(decision: Decision) -> str:
    """Return what vouches for the text of a decision."""
    words = [decision.outcome, decision.reasons_law, decision.reasons_fact]
    if decision.waiting_until is not None:
        words += [str(decision.waiting_rank), decision.waiting_until.isoformat()]
    return sha256("\0".join(words).encode()).hexdigest()


def number_act(year: int, last: int) -> str:
    """Return the number of the next act of a year, such as 2026-0007."""
    return f"{year}-{last + 1:04d}"
