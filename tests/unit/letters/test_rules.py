"""A letter is issued once everything that the law wants in it is known."""

from dataclasses import replace
from typing import Any

import pytest

from incubator.kernel.refusals import Refusal
from incubator.letters.rules import LetterFacts, from_json, to_json, why_not_issue
from incubator.letters.rules.demands import (
    AddresseeMissing,
    AdmissionUntold,
    AgentIncomplete,
    AlgorithmUntold,
    AuthorityIncomplete,
    DocumentsUntold,
    ExemptionMissing,
    ReasonsInFactMissing,
    ReasonsInLawMissing,
    ReferencesMissing,
    RemediesMissing,
    SignatoryIncomplete,
    WaitingUntold,
)
from tests.unit.letters.builders import (
    ACCEPTANCE,
    HARD_TO_PRINT,
    INADMISSIBILITY,
    REFUSAL,
    WAITING,
    a_letter,
)

LETTERS = [ACCEPTANCE, WAITING, REFUSAL, INADMISSIBILITY]
NAMES = ["accepted", "waiting_list", "refused", "inadmissible"]
EMPTY = replace(ACCEPTANCE.remedies, body=" ")
UNFILLED = replace(ACCEPTANCE.remedies, body="Devant le {court}.")


@pytest.mark.parametrize("letter", LETTERS, ids=NAMES)
def test_a_whole_letter_may_be_issued(letter: LetterFacts) -> None:
    assert why_not_issue(letter) is None


@pytest.mark.parametrize("letter", LETTERS, ids=NAMES)
@pytest.mark.parametrize(
    ("part", "missing", "refusal"),
    [
        ("signatory", "given_name", SignatoryIncomplete),
        ("signatory", "family_name", SignatoryIncomplete),
        ("signatory", "capacity", SignatoryIncomplete),
        ("signatory", "service", SignatoryIncomplete),
        ("agent", "given_name", AgentIncomplete),
        ("agent", "family_name", AgentIncomplete),
        ("agent", "capacity", AgentIncomplete),
        ("authority", "name", AuthorityIncomplete),
        ("authority", "service", AuthorityIncomplete),
        ("authority", "address", AuthorityIncomplete),
        ("authority", "city", AuthorityIncomplete),
        ("authority", "email", AuthorityIncomplete),
        ("authority", "phone", AuthorityIncomplete),
        ("addressee", "name", AddresseeMissing),
        ("exemption", "body", ExemptionMissing),
        ("remedies", "body", RemediesMissing),
    ],
)
def test_a_letter_names_who_decides_who_answers_and_what_can_be_done(
    letter: LetterFacts, part: str, missing: str, refusal: type[Refusal]
) -> None:
    gap: Any = replace(getattr(letter, part), **{missing: " "})
    assert type(why_not_issue(a_letter(letter, **{part: gap}))) is refusal


@pytest.mark.parametrize(
    ("letter", "changes", "refusal"),
    [
        (ACCEPTANCE, {"number": ""}, ReferencesMissing),
        (ACCEPTANCE, {"act_number": ""}, ReferencesMissing),
        (ACCEPTANCE, {"call": ""}, ReferencesMissing),
        (ACCEPTANCE, {"project": ""}, ReferencesMissing),
        (ACCEPTANCE, {"remedies": UNFILLED}, RemediesMissing),
        (ACCEPTANCE, {"admission": None}, AdmissionUntold),
        (ACCEPTANCE, {"algorithm": None}, AlgorithmUntold),
        (REFUSAL, {"algorithm": EMPTY}, AlgorithmUntold),
        (REFUSAL, {"reasons_law": "\n"}, ReasonsInLawMissing),
        (REFUSAL, {"reasons_fact": "\n"}, ReasonsInFactMissing),
        (REFUSAL, {"documents": None}, DocumentsUntold),
        (WAITING, {"waiting": None}, WaitingUntold),
        (WAITING, {"reasons_law": ""}, ReasonsInLawMissing),
        (WAITING, {"reasons_fact": " "}, ReasonsInFactMissing),
        (WAITING, {"documents": None}, DocumentsUntold),
        (WAITING, {"algorithm": None}, AlgorithmUntold),
        (INADMISSIBILITY, {"reasons_law": ""}, ReasonsInLawMissing),
        (INADMISSIBILITY, {"reasons_fact": ""}, ReasonsInFactMissing),
        (INADMISSIBILITY, {"documents": EMPTY}, DocumentsUntold),
    ],
)
def test_each_kind_of_letter_has_its_own_demands(
    letter: LetterFacts, changes: dict[str, Any], refusal: type[Refusal]
) -> None:
    assert type(why_not_issue(a_letter(letter, **changes))) is refusal


@pytest.mark.parametrize(
    "changes",
    [
        {"reasons_law": "", "reasons_fact": ""},
        {"documents": None},
        {"evaluation": None, "algorithm": None},
        {"opinion": None, "visas": ()},
        {"next_steps": "", "privacy": ""},
    ],
)
def test_an_admission_need_not_tell_what_it_does_not_know(changes: dict[str, Any]) -> None:
    assert why_not_issue(a_letter(ACCEPTANCE, **changes)) is None


@pytest.mark.parametrize(
    "letter", [*LETTERS, a_letter(addressee=HARD_TO_PRINT)], ids=[*NAMES, "hard"]
)
def test_facts_are_read_as_they_were_written(letter: LetterFacts) -> None:
    assert from_json(to_json(letter)) == letter


def test_facts_are_written_in_one_way() -> None:
    written = to_json(REFUSAL)
    assert written == to_json(from_json(written))
    assert written.startswith('{"act_number":"2026-DEC-0118","addressee":{"address":["Paris"],')
    assert '"mean":"1167/20"' in written
    assert '"signed_on":"2027-01-22"' in written
    assert "Équipe" in written
