"""The table of a call leaves in the columns in which dossiers came, and comes back unchanged."""

import json
from hashlib import sha256
from io import BytesIO

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from incubator.infra.sheets import read_table
from incubator.journal.models import JournalLine
from tests.builders import EVE, FORM, an_application, another_application, store
from tests.client import Browser
from tests.integration.applications.steps import count
from tests.integration.applications.tables import (
    EXPORT,
    REAL,
    ROW,
    TRANSFERS,
    as_csv,
    bring,
    frozen,
    imported,
    leave,
    open_house,
    take_in,
)

MARK = "\N{ZERO WIDTH NO-BREAK SPACE}".encode()
ACTS = ("=1+1", "+33 3", "-5 %", "@SUM(A1)", "'=déjà", "\N{FULLWIDTH EQUALS SIGN}1")


def test_the_real_table_leaves_as_it_came_byte_for_byte(app: Flask, browser: Browser) -> None:
    open_house(app)
    assert take_in(browser, REAL.read_bytes()).status_code == 303
    assert leave(browser, "csv") == MARK + REAL.read_bytes()


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_what_left_comes_into_an_empty_call_and_leaves_again_the_same(
    app: Flask, browser: Browser, elsewhere: Flask, stored: Session, kind: str
) -> None:
    open_house(app)
    take_in(browser, REAL.read_bytes())
    left = leave(browser, kind)
    report = browser.get(bring(browser, left, name=f"export.{kind}").location)
    assert "753 points à corriger" in report.text
    assert "QI-2026-01-0753" not in report.text  # only the first ones are shown
    assert len(imported(stored)) == len(frozen(stored)) == 753
    open_house(elsewhere)
    other = Browser(elsewhere, elsewhere.response_class)
    assert take_in(other, left, name=f"export.{kind}").status_code == 303
    assert leave(other, kind) == left


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_no_cell_acts_in_a_spreadsheet_and_each_comes_back_as_it_was(
    app: Flask, browser: Browser, stored: Session, kind: str
) -> None:
    open_house(app)
    rows = [ROW | {"projet": f"Projet {n}", "moto": cell} for n, cell in enumerate(ACTS)]
    take_in(browser, as_csv(*rows))
    left = leave(browser, kind)
    table = read_table(BytesIO(left), name=f"export.{kind}")
    kept = [json.loads(copy.snapshot)["imported"]["row"] for copy in frozen(stored)]
    assert {row.cells for row in table.rows} == {tuple(cell for _, cell in row) for row in kept}
    if kind == "csv":
        assert all(f";'{cell};".encode() in left for cell in ACTS[:4])
        assert not any(f";{cell};".encode() in left for cell in ACTS[:4])


def test_an_export_is_noted_with_its_digest_each_time(
    app: Flask, browser: Browser, stored: Session
) -> None:
    open_house(app)
    take_in(browser, as_csv(ROW))
    page = browser.get(TRANSFERS)
    files = [browser.press(page, EXPORT, kind="csv").data for _ in range(2)]
    stored.rollback()
    lines = stored.scalars(select(JournalLine).filter_by(event="DossiersExported")).all()
    assert [json.loads(line.facts)["digest"] for line in lines] == [
        sha256(file).hexdigest() for file in files
    ]
    assert {json.loads(line.facts)["dossiers"] for line in lines} == {1}
    assert {line.actor_id for line in lines} == {EVE.account_id}
    assert count(stored) == 4


def test_a_format_must_be_chosen(app: Flask, browser: Browser) -> None:
    open_house(app)
    answer = browser.press(browser.sign_in(EVE).get(TRANSFERS), EXPORT, kind="pdf")
    assert answer.status_code == 422
    assert "Choisissez" in answer.text


def test_a_call_into_which_nothing_came_leaves_by_its_questions_but_for_one_s_own(
    app: Flask, browser: Browser
) -> None:
    open_house(app)
    store(app, *an_application(), *another_application(2, founder=EVE))
    table = read_table(BytesIO(leave(browser, "csv")), name="export.csv")
    questions = [question for part in FORM["sections"] for question in part["questions"]]
    asked = [question["key"] for question in questions if question["kind"] != "file"]
    assert table.columns == (*asked, "solution")
    (ruche,) = [dict(zip(table.columns, row.cells, strict=True)) for row in table.rows]
    assert (ruche["title"], ruche["cluster"]) == ("Ruche", "e-santé")


def test_dossiers_handed_in_here_stand_in_the_columns_that_answer_the_same(
    app: Flask, browser: Browser
) -> None:
    open_house(app)
    store(app, *an_application(number="QI-2026-01-0999"))
    take_in(browser, as_csv(ROW))
    table = read_table(BytesIO(leave(browser, "csv")), name="export.csv")
    assert table.columns == tuple(ROW)
    ruche = dict(zip(table.columns, table.rows[1].cells, strict=True))
    assert (ruche["projet"], ruche["entreprise"]) == ("Ruche", "Ruche SAS")
    assert (ruche["thematique"], ruche["siren"], ruche["commune"]) == ("e-santé", "", "")
