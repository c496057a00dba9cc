"""The letters of a call leave together, once nobody who awaits an answer is left out."""

from typing import Any
from uuid import UUID

import pytest

from incubator.applications.queries import DossierRow
from incubator.applications.rules import ApplicationId, ApplicationState
from incubator.decisions.queries import DecisionRow
from incubator.decisions.rules import DecisionId, DecisionState, Outcome
from incubator.letters.rules.release import (
    DossiersUndecided,
    LettersMissing,
    NothingToRelease,
    why_not_release,
)
from tests.builders import ADA, CALL_ID, NOON


def a_dossier(number: int, **changes: Any) -> DossierRow:
    """Return a dossier that awaits an answer."""
    values: dict[str, Any] = {
        "id": ApplicationId(UUID(int=number)),
        "call_id": CALL_ID,
        "founder_id": ADA.account_id,
        "number": f"QI-2026-01-000{number}",
        "title": f"Projet {number}",
        "organisation": "",
        "cluster": "esante",
        "state": ApplicationState.ADMISSIBLE,
        "submitted_at": NOON,
        "silence_on": None,
    }
    return DossierRow(**values | changes)


def a_decision(number: int, state: DecisionState) -> DecisionRow:
    """Return the decision on a dossier."""
    nothing = dict.fromkeys(
        ("rank", "act_number", "signed_at", "available_at", "received_at", "answer", "answered_at")
    )
    values: dict[str, Any] = {
        "id": DecisionId(UUID(int=number)),
        "application_id": ApplicationId(UUID(int=number)),
        "founder_id": ADA.account_id,
        "number": f"QI-2026-01-000{number}",
        "title": f"Projet {number}",
        "organisation": "",
        "outcome": Outcome.REFUSED,
        "state": state,
        "electronic": True,
    }
    return DecisionRow(**values | nothing)


def refusal_of(
    *dossiers: DossierRow, printed: int = 9, **states: DecisionState
) -> tuple[type, dict[str, object]]:
    """Return why letters cannot leave; `d1=SIGNED` is the decision on the first dossier."""
    rows = [a_decision(int(name[1:]), state) for name, state in states.items()]
    letters = {row.id for row in rows if row.id.int <= printed}
    no = why_not_release(dossiers, {row.application_id: row for row in rows}, letters)
    return type(no), getattr(no, "details", {})


ONE, TWO = a_dossier(1), a_dossier(2)
IMPORTED = a_dossier(3, founder_id=None)
GONE = a_dossier(4, state=ApplicationState.WITHDRAWN)
DRAFTED, SIGNED = DecisionState.DRAFTED, DecisionState.SIGNED
AVAILABLE = DecisionState.AVAILABLE


def test_signed_and_printed_decisions_leave() -> None:
    assert refusal_of(ONE, TWO, d1=SIGNED, d2=SIGNED) == (type(None), {})


def test_nobody_hears_before_the_others() -> None:
    undecided = (DossiersUndecided, {"titles": "Projet 2"})
    assert refusal_of(ONE, TWO, d1=SIGNED) == undecided
    assert refusal_of(ONE, TWO, d1=SIGNED, d2=DRAFTED) == undecided


@pytest.mark.parametrize("dossier", [IMPORTED, GONE], ids=["imported", "taken back"])
def test_who_awaits_no_answer_holds_nobody_back(dossier: DossierRow) -> None:
    assert refusal_of(ONE, dossier, d1=SIGNED) == (type(None), {})


@pytest.mark.parametrize("state", [DRAFTED, AVAILABLE, DecisionState.RECEIVED])
def test_what_is_not_signed_or_has_left_is_not_released(state: DecisionState) -> None:
    assert refusal_of(ONE, d1=state) == (NothingToRelease, {})
    assert refusal_of(ONE) == (NothingToRelease, {})


def test_a_decision_leaves_with_its_letter() -> None:
    missing = (LettersMissing, {"titles": "Projet 2"})
    assert refusal_of(ONE, TWO, printed=1, d1=SIGNED, d2=SIGNED) == missing
    assert refusal_of(ONE, TWO, printed=1, d1=SIGNED, d2=AVAILABLE) == (type(None), {})
