"""A form says which questions it asks, of whom, and refuses to be asked out of order."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from incubator.calls.rules import RESERVED, DefinitionError, FormDefinition, read_form
from incubator.infra.forms import EditForm

DOSSIER = read_form(
    tomllib.loads((Path(__file__).parents[3] / "demo" / "form.toml").read_text(encoding="utf-8"))
)
STATUS = {
    "key": "legal_status",
    "kind": "choice",
    "label": "Vous êtes",
    "choices": [["person", "Une personne"], ["company", "Une entreprise"]],
}
COMPANY = {"legal_status": ["company"]}
SIRET = {"key": "siret", "kind": "siret", "label": "SIRET", "when": COMPANY}
BRANCH = {"key": "branch", "kind": "text", "label": "Agence", "when": {"open": ["yes"]}}
OPEN = {"key": "open", "kind": "yes_no", "label": "Ouverte ?", "when": COMPANY}
TEAM = {
    "key": "team",
    "kind": "repeat",
    "label": "Équipe",
    "columns": [{"key": "name", "label": "Nom"}],
}


def a_form(*questions: dict[str, Any]) -> FormDefinition:
    """Return a form of one section."""
    section = {"key": "one", "title": "Une", "questions": list(questions)}
    return read_form({"sections": [section], "conditions": []})


def test_a_question_is_asked_when_an_earlier_answer_calls_for_it() -> None:
    form = a_form(STATUS, SIRET)
    assert list(form.asked({})) == ["legal_status"]
    assert list(form.asked({"legal_status": "person"})) == ["legal_status"]
    assert list(form.asked({"legal_status": "company"})) == ["legal_status", "siret"]


def test_a_question_that_hangs_on_one_not_asked_is_not_asked() -> None:
    form = a_form(STATUS, OPEN, BRANCH)
    assert "branch" in form.asked({"legal_status": "company", "open": "yes"})
    assert "branch" not in form.asked({"legal_status": "person", "open": "yes"})


def test_a_question_may_be_needed_of_some_only() -> None:
    form = a_form(STATUS, {**SIRET, "required_when": COMPANY})
    siret = form.find_question("siret")
    assert siret
    assert siret.is_needed({"legal_status": "company"})
    assert not siret.is_needed({"legal_status": "person"})


@pytest.mark.parametrize(
    "questions",
    [
        (SIRET, STATUS),  # asked before what it hangs on
        (STATUS, {**SIRET, "when": {"legal_status": ["bank"]}}),  # never offered
        (STATUS, {**SIRET, "when": {"legal_status": []}}),
        (STATUS, {**SIRET, "when": {"nothing": ["yes"]}}),
        (STATUS, {**SIRET, "when": {"legal_status": ["company"], "open": ["yes"]}}),
        ({**TEAM, "columns": []},),
        ({**TEAM, "columns": [{"key": "cv", "label": "CV", "kind": "file"}]},),
        ({**TEAM, "kind": "table"},),  # a table has heads
        ({**TEAM, "rows": ["Année 1"]},),  # a list has none
        ({"key": "two words", "kind": "text", "label": "Deux"},),
        ({"key": "seen_title", "kind": "text", "label": "Vu"},),
        *(({"key": name, "kind": "text", "label": "Nom"},) for name in ("version", "errors")),
    ],
)
def test_a_form_that_cannot_be_asked_is_refused(questions: tuple[dict[str, Any], ...]) -> None:
    with pytest.raises(DefinitionError):
        a_form(*questions)


def test_no_question_takes_a_name_that_forms_have_already() -> None:
    assert {name for name in dir(EditForm) if not name.startswith("_")} <= RESERVED


def test_the_demonstration_asks_the_dossier_of_an_incubator() -> None:
    assert [len(section.questions) for section in DOSSIER.sections] == [5, 15, 4, 8, 6, 5, 6, 4]
    blocking = [question.key for question in DOSSIER.questions() if question.blocking]
    assert blocking == ["given_name", "family_name", "email", "address"]
