"""The table of a call leaves in the columns in which dossiers came, and comes back unchanged."""

import json
from hashlib import sha256
from io import BytesIO
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from incubator.applications.rules import ApplicationId
from incubator.infra.sheets import Format, read_table, write_table
from incubator.infra.sheets.inert import plain
from incubator.journal.models import JournalLine
from incubator.kernel.tables import Row, Table
from tests.builders import ANSWERS, EVE, FORM, NAMES, an_application, another_application, store
from tests.client import Browser
from tests.formulas import FORMULAS, INNOCENT, acting_in_csv, acting_in_xlsx, unquoted_in_csv
from tests.integration.applications.steps import count
from tests.integration.applications.tables import (
    COLUMNS,
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


def test_the_real_table_leaves_as_it_came(app: Flask, browser: Browser) -> None:
    open_house(app)
    assert take_in(browser, REAL.read_bytes()).status_code == 303
    left = leave(browser, "csv")
    assert left.startswith(MARK)
    assert unquoted_in_csv(left) == ""
    assert read_table(BytesIO(left), name="a.csv") == read_table(
        BytesIO(REAL.read_bytes()), name="b.csv"
    )


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


def with_formulas(app: Flask, browser: Browser) -> list[dict[str, str]]:
    """Let dossiers hold a formula in all their texts; some came in a table, some were typed."""
    open_house(app)
    cells = [cell for text in (*FORMULAS, *INNOCENT) if (cell := plain(text)).strip()]
    free = ("projet", "moto", "projetresume", "entreprise", "commune")
    came = [ROW | dict.fromkeys(free, f"{cell}{n}") for n, cell in enumerate(cells)]
    rows = tuple(Row(n, tuple(row[c] for c in COLUMNS)) for n, row in enumerate(came, 2))
    table = write_table(Table(columns=COLUMNS, rows=rows), Format.XLSX)
    assert take_in(browser, table, name="formulas.xlsx").status_code == 303
    founders = [actor.account_id for actor in NAMES if actor is not EVE]
    own = cells[:: len(cells) // len(founders)][: len(founders)]
    for n, (cell, founder) in enumerate(zip(own, founders, strict=True), 900):
        which = {"id": ApplicationId(UUID(int=n)), "number": f"QI-2026-01-{n:04d}"}
        store(app, *an_application(**which, founder_id=founder, title=cell, organisation=cell))
    typed = dict.fromkeys(COLUMNS, "") | {"moto": ANSWERS["summary"], "thematique": "e-santé"}
    return [
        *came,
        *(typed | {"projet": cell, "entreprise": cell} for cell in own),
    ]


def test_no_cell_acts_in_a_spreadsheet_and_each_comes_back_as_it_was(
    app: Flask, browser: Browser
) -> None:
    held = with_formulas(app, browser)
    for kind, acting in (("csv", acting_in_csv), ("xlsx", acting_in_xlsx)):
        left = leave(browser, kind)
        assert acting(left) == []
        table = read_table(BytesIO(left), name=f"export.{kind}")
        assert [dict(zip(table.columns, row.cells, strict=True)) for row in table.rows] == held


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
