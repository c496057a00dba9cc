"""A table kept elsewhere: what its columns mean, which rows may come, how it leaves."""

import json
import tomllib
from pathlib import Path
from typing import Any

import pytest

from incubator.applications.rules import (
    AlreadyImported,
    CellsMissing,
    MappingUnreadable,
    QuestionTwice,
    RowRepeated,
    SirenFalse,
    SirenMalformed,
    SirenMissing,
    ThemeMissing,
    ThemeTwice,
    ThemeUnknown,
    UnfitQuestions,
    UnknownChoices,
    examine,
    read_mapping,
    tabulate,
    why_not_map,
    why_not_read,
)
from incubator.applications.rules.mapping import EXAMPLE
from incubator.calls.rules import read_form
from incubator.kernel.refusals import Refusal
from incubator.kernel.tables import Row, Table
from tests.builders import FORM

COLUMNS = ("siren", "project", "company", "theme", "town")
DATA: dict[str, Any] = {
    "siren": "siren",
    "questions": {"project": "title", "company": "organisation"},
    "themes": {"column": "theme", "choices": {"Santé": "esante", "L’énergie": "numerique"}},
}
DEMO = Path(__file__).parents[3] / "demo"
MAPPING = read_mapping(DATA)
DUNE = ("732829320", "Dune", "Dune SAS", "santé", "Amiens")


def a_table(*rows: tuple[str, ...]) -> Table:
    """Return rows under their columns."""
    return Table(columns=COLUMNS, rows=tuple(Row(line, row) for line, row in enumerate(rows, 2)))


def faults_of(*rows: tuple[str, ...]) -> list[tuple[int, type[Refusal]]]:
    """Return what is wrong with rows, each with its line."""
    return [(fault.line, type(fault.why)) for fault in examine(a_table(*rows), MAPPING, {}).faults]


def test_a_row_becomes_a_candidate_that_keeps_the_row() -> None:
    (candidate,) = examine(a_table(DUNE), MAPPING, {}).candidates
    assert candidate.texts == {"title": "Dune", "organisation": "Dune SAS", "cluster": "esante"}
    assert candidate.source == tuple(zip(COLUMNS, DUNE, strict=True))


@pytest.mark.parametrize(
    "theme", ["Santé", "SANTE", " santé ", "L'Énergie", "l’energie", "L’ÉNERGIE"]
)
def test_accents_capitals_and_apostrophes_do_not_tell_themes_apart(theme: str) -> None:
    assert faults_of((*DUNE[:3], theme, "")) == []


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({0: ""}, SirenMissing),
        ({0: "73282932"}, SirenMalformed),
        ({0: "73282932A"}, SirenMalformed),
        ({0: "٧٣٢٨٢٩٣٢٠"}, SirenMalformed),
        ({0: "732829321"}, SirenFalse),
        ({3: ""}, ThemeMissing),
        ({3: "Astrologie"}, ThemeUnknown),
    ],
)
def test_what_is_wrong_with_a_row_is_told(change: dict[int, str], fault: type[Refusal]) -> None:
    row = tuple(change.get(place, cell) for place, cell in enumerate(DUNE))
    assert faults_of(row) == [(2, fault)]


def test_the_spaces_of_a_siren_do_not_count() -> None:
    assert faults_of(("732 829\N{NO-BREAK SPACE}320", *DUNE[1:])) == []


def test_a_row_without_its_cells_is_not_looked_at_further() -> None:
    assert faults_of(DUNE[:3], DUNE) == [(2, CellsMissing)]


def test_two_projects_of_a_company_and_two_companies_of_a_project_are_told_apart() -> None:
    assert faults_of(DUNE, ("732829320", "Lune", *DUNE[2:])) == []
    assert faults_of(DUNE, (*DUNE[:2], "D.U.N.E. SAS", *DUNE[3:])) == []
    assert faults_of(DUNE, ("732829320", "DUNE ", "dune sas", "Santé", "Lille")) == [
        (3, RowRepeated)
    ]


def test_what_is_there_is_told_by_its_number() -> None:
    (candidate,) = examine(a_table(DUNE), MAPPING, {}).candidates
    (fault,) = examine(a_table(DUNE), MAPPING, {candidate.key: "QI-0001"}).faults
    assert isinstance(fault.why, AlreadyImported)
    assert fault.why.details == {"number": "QI-0001"}


@pytest.mark.parametrize(
    "data",
    [
        {},
        DATA | {"siren": 1},
        DATA | {"questions": []},
        DATA | {"questions": {"project": 1}},
        DATA | {"themes": "Santé"},
        DATA | {"themes": {"column": "theme"}},
        DATA | {"themes": {"column": "theme", "choices": {"Santé": 1}}},
        DATA | {"themes": {"column": "theme", "choices": {}, "question": 1}},
    ],
)
def test_what_is_no_mapping_is_refused(data: dict[str, Any]) -> None:
    with pytest.raises(MappingUnreadable):
        read_mapping(data)


def test_two_spellings_of_a_theme_mean_the_same() -> None:
    choices = {"Santé": "esante", "SANTE": "numerique"}
    with pytest.raises(ThemeTwice):
        read_mapping(DATA | {"themes": {"column": "theme", "choices": choices}})


def test_a_question_has_one_column() -> None:
    questions = {"project": "title", "company": "organisation", "town": "cluster"}
    with pytest.raises(QuestionTwice):
        read_mapping(DATA | {"questions": questions})


def test_a_mapping_is_held_against_the_form_and_the_table() -> None:
    form = read_form(FORM)
    assert why_not_map(MAPPING, form) is None
    questions = DATA["questions"] | {"town": "cluster"}
    choice = read_mapping(DATA | {"themes": None, "questions": questions})
    assert isinstance(why_not_map(choice, form), UnfitQuestions)
    themes = {"column": "theme", "question": "summary", "choices": {}}
    assert isinstance(why_not_map(read_mapping(DATA | {"themes": themes}), form), UnfitQuestions)
    themes = {"column": "theme", "choices": {"Santé": "astrologie"}}
    assert isinstance(why_not_map(read_mapping(DATA | {"themes": themes}), form), UnknownChoices)
    assert why_not_read(MAPPING, COLUMNS) is None
    missing = why_not_read(MAPPING, ("siren", "project"))
    assert missing is not None
    assert missing.details == {"columns": "company, theme"}


def test_the_real_table_answers_the_form_of_the_demo() -> None:
    form, mapping = (
        tomllib.loads((DEMO / name).read_text(encoding="utf-8"))
        for name in ("form.toml", "inov-mapping.toml")
    )
    assert why_not_map(read_mapping(mapping), read_form(form)) is None


def test_the_columns_of_what_came_come_first() -> None:
    came = json.dumps({"imported": {"row": [["town", "Amiens"], ["project", "Dune"]]}})
    own = {"sections": [{"questions": [{"key": "title", "text": "Ruche"}]}]}
    table = tabulate([json.dumps(own), came], {"title": "project", "organisation": "company"})
    assert table == Table(
        columns=("town", "project", "company"),
        rows=(Row(2, ("", "Ruche", "")), Row(3, ("Amiens", "Dune", ""))),
    )


def test_the_example_on_the_page_is_a_mapping() -> None:
    form = read_form(tomllib.loads((DEMO / "form.toml").read_text(encoding="utf-8")))
    assert why_not_map(read_mapping(tomllib.loads(EXAMPLE)), form) is None
