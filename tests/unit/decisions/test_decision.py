"""A decision goes from its draft to its reader, one step after another."""

from dataclasses import replace
from datetime import date, timedelta
from types import NoneType
from typing import Any
from uuid import UUID

import pytest

from incubator.applications.rules import ApplicationState
from incubator.decisions.models import Decision
from incubator.decisions.rules import (
    FITTING,
    AdmissionConfirmed,
    AdmissionDeclined,
    AlreadyAnswered,
    AlreadyAvailable,
    AlreadySigned,
    AuthorityMissing,
    DecisionId,
    DecisionState,
    Draft,
    MentionsMissing,
    NobodyToTell,
    NotAdmitted,
    NotOpened,
    NotSigned,
    Outcome,
    Reply,
    answer,
    digest,
    number_act,
    read,
    sign,
    why_not_answer,
    why_not_edit,
    why_not_release,
    why_not_sign,
    why_not_tell,
    write,
)
from incubator.ecosystem.rules import Authority, Signatory, read_authority
from incubator.kernel.actor import Actor, Relation
from incubator.kernel.refusals import Refusal
from tests.builders import ADA, AUTHORITY, BOB, CALL_ID, EVE, JO, NOON, RUCHE, SAM

HOUSE_OF_AMIENS: Authority = read_authority(AUTHORITY)
WHO = Signatory(
    account_id=SAM.account_id,
    given_name="Sam",
    family_name="Noël",
    capacity="Vice-président",
    service="Économie",
    delegation="arrêté n° 12",
)
LATER = NOON + timedelta(hours=1)


def a_decision(state: DecisionState = DecisionState.DRAFTED, **changes: Any) -> Decision:
    """Return Ruche's admission in some state."""
    rank = list(DecisionState).index(state)
    values: dict[str, Any] = {
        "id": DecisionId(UUID(int=1)),
        "application_id": RUCHE,
        "call_id": CALL_ID,
        "founder_id": ADA.account_id,
        "electronic": True,
        "outcome": Outcome.ACCEPTED,
        "state": state,
        "reasons_law": "Article 5.",
        "reasons_fact": "",
        "signed_at": NOON if rank else None,
        "available_at": NOON if rank > 1 else None,
        "received_at": NOON if rank > 2 else None,
        "answer": Reply.TO_CONFIRM,
        "answered_at": None,
        "version": 1,
    }
    return Decision(**values | changes)


ANSWERED = {"answer": Reply.CONFIRMED, "answered_at": NOON}
REFUSED = {"outcome": Outcome.REFUSED, "answer": None}
WAITING: dict[str, Any] = {
    "outcome": Outcome.WAITING_LIST,
    "answer": None,
    "waiting_rank": 2,
    "waiting_until": date(2027, 2, 28),
}


@pytest.mark.parametrize(
    ("state", "outcomes"),
    [
        (ApplicationState.DRAFT, ()),
        (ApplicationState.SUBMITTED, ()),
        (ApplicationState.INCOMPLETE, ()),
        (ApplicationState.ADMISSIBLE, (Outcome.ACCEPTED, Outcome.WAITING_LIST, Outcome.REFUSED)),
        (ApplicationState.INADMISSIBLE, (Outcome.INADMISSIBLE,)),
        (ApplicationState.WITHDRAWN, ()),
    ],
)
def test_what_was_found_says_what_can_be_decided(
    state: ApplicationState, outcomes: tuple[Outcome, ...]
) -> None:
    assert FITTING[state] == outcomes


@pytest.mark.parametrize(
    ("state", "edit", "release"),
    [
        (DecisionState.DRAFTED, NoneType, NotSigned),
        (DecisionState.SIGNED, AlreadySigned, NoneType),
        (DecisionState.AVAILABLE, AlreadySigned, AlreadyAvailable),
        (DecisionState.RECEIVED, AlreadySigned, AlreadyAvailable),
    ],
)
def test_a_text_changes_until_it_is_signed_and_is_released_once(
    state: DecisionState, edit: type, release: type
) -> None:
    assert type(why_not_edit(a_decision(state))) is edit
    assert type(why_not_release(a_decision(state))) is release


@pytest.mark.parametrize(
    ("state", "signatory", "authority", "refusal"),
    [
        (DecisionState.DRAFTED, WHO, HOUSE_OF_AMIENS, NoneType),
        (DecisionState.SIGNED, WHO, HOUSE_OF_AMIENS, AlreadySigned),
        (DecisionState.DRAFTED, WHO, None, AuthorityMissing),
        (DecisionState.DRAFTED, WHO, replace(HOUSE_OF_AMIENS, name=" "), AuthorityMissing),
        (DecisionState.DRAFTED, replace(WHO, given_name=""), HOUSE_OF_AMIENS, MentionsMissing),
        (DecisionState.DRAFTED, replace(WHO, family_name=""), HOUSE_OF_AMIENS, MentionsMissing),
        (DecisionState.DRAFTED, replace(WHO, capacity=" "), HOUSE_OF_AMIENS, MentionsMissing),
        (DecisionState.DRAFTED, replace(WHO, service=""), HOUSE_OF_AMIENS, MentionsMissing),
        (DecisionState.DRAFTED, replace(WHO, delegation=""), HOUSE_OF_AMIENS, NoneType),
    ],
)
def test_a_signature_names_its_signatory_and_its_authority(
    state: DecisionState, signatory: Signatory, authority: Authority | None, refusal: type
) -> None:
    assert type(why_not_sign(a_decision(state), signatory, authority)) is refusal


def test_a_signed_decision_keeps_who_signed_it_and_as_what() -> None:
    decision = a_decision()
    sign(decision, WHO, "2026-0007", LATER)
    assert (decision.state, decision.act_number, decision.signed_at, decision.signed_by) == (
        DecisionState.SIGNED,
        "2026-0007",
        LATER,
        SAM.account_id,
    )
    assert (decision.signer_given_name, decision.signer_family_name) == ("Sam", "Noël")
    assert (decision.signer_capacity, decision.signer_service) == ("Vice-président", "Économie")
    assert decision.signer_delegation == "arrêté n° 12"


def test_a_decision_needs_somebody_to_tell() -> None:
    assert why_not_tell(ADA.account_id) is None
    assert isinstance(why_not_tell(None), NobodyToTell)


@pytest.mark.parametrize(
    ("decision", "refusal"),
    [
        (a_decision(DecisionState.AVAILABLE), NotOpened),
        (a_decision(DecisionState.SIGNED), NotOpened),
        (a_decision(DecisionState.RECEIVED, **REFUSED), NotAdmitted),
        (a_decision(DecisionState.AVAILABLE, **REFUSED), NotAdmitted),
        (a_decision(DecisionState.RECEIVED, **WAITING), NotAdmitted),
        (a_decision(DecisionState.RECEIVED, **ANSWERED), AlreadyAnswered),
    ],
)
def test_an_admission_is_answered_once_after_it_was_opened(
    decision: Decision, refusal: type[Refusal]
) -> None:
    with pytest.raises(refusal):
        answer(decision, Reply.DECLINED, LATER)
    assert decision.answer is not Reply.DECLINED


@pytest.mark.parametrize(
    ("reply", "event"),
    [(Reply.CONFIRMED, AdmissionConfirmed), (Reply.DECLINED, AdmissionDeclined)],
)
def test_an_answer_is_kept_and_told(
    reply: Reply, event: type[AdmissionConfirmed | AdmissionDeclined]
) -> None:
    decision = a_decision(DecisionState.RECEIVED)
    assert why_not_answer(decision) is None
    assert answer(decision, reply, LATER) == event(
        subject_id=RUCHE,
        decision_id=DecisionId(UUID(int=1)),
        call_id=CALL_ID,
        founder_id=ADA.account_id,
    )
    assert (decision.answer, decision.answered_at) == (reply, LATER)


def test_only_an_admission_waits_for_an_answer() -> None:
    decision = a_decision()
    write(decision, Draft(outcome=Outcome.REFUSED, reasons_law="a", reasons_fact="b"))
    assert (decision.outcome, decision.answer) == (Outcome.REFUSED, None)
    write(decision, Draft(outcome=Outcome.ACCEPTED, reasons_law="a", reasons_fact=""))
    assert (decision.outcome, decision.answer) == (Outcome.ACCEPTED, Reply.TO_CONFIRM)


def test_a_digest_vouches_for_the_outcome_its_place_on_the_list_and_each_reason() -> None:
    first = a_decision()
    assert read(first) == Draft(outcome=Outcome.ACCEPTED, reasons_law="Article 5.", reasons_fact="")
    others = [
        a_decision(**change)
        for change in (
            {"reasons_law": "Article 6."},
            {"reasons_fact": "-"},
            REFUSED,
            WAITING,
            WAITING | {"waiting_rank": 3},
            WAITING | {"waiting_until": date(2027, 3, 1)},
        )
    ]
    assert digest(first) == digest(a_decision())
    assert len({digest(decision) for decision in (first, *others)}) == 7


@pytest.mark.parametrize(
    ("last", "number"), [(0, "2026-0001"), (6, "2026-0007"), (9999, "2026-10000")]
)
def test_acts_are_numbered_within_their_year(last: int, number: str) -> None:
    assert number_act(2026, last) == number


@pytest.mark.parametrize("state", list(DecisionState))
@pytest.mark.parametrize(
    ("actor", "relations"),
    [(EVE, {Relation.MANAGER}), (SAM, {Relation.SIGNATORY}), (JO, set()), (BOB, set())],
)
def test_a_decision_is_known_to_the_staff_and_to_its_founder_once_available(
    state: DecisionState, actor: Actor, relations: set[Relation]
) -> None:
    decision, told = a_decision(state), {DecisionState.AVAILABLE, DecisionState.RECEIVED}
    assert decision.relations_of(actor) == relations
    assert decision.relations_of(ADA) == ({Relation.FOUNDER_OF} if state in told else set())
