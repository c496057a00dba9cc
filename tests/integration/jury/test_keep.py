"""A sheet is kept while it is marked: its version moves, nobody’s words are overwritten."""

import re
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from incubator.jury.models import Assignment
from incubator.jury.rules import SheetState
from incubator.kernel.actor import Actor
from tests.builders import EVE, JEAN, JO, SAM
from tests.client import HIDDEN, Browser
from tests.integration.jury.world import (
    TYPED,
    build,
    clear,
    close,
    events,
    sheets,
    withdraw,
)

THERE = "Tapé dans l’autre fenêtre."


@pytest.fixture
def url(app: Flask) -> str:
    """Return where Jo's blank sheet on Ruche is."""
    build(app)
    return f"/sheets/{clear(app)}"


@pytest.fixture
def page(browser: Browser, url: str) -> TestResponse:
    """Return Jo's sheet as it was opened."""
    return browser.sign_in(JO).get(url)


def keep(browser: Browser, page: TestResponse, version: int = 1, **changes: str) -> TestResponse:
    """Send the sheet of a page as the script does."""
    token = dict(HIDDEN.findall(page.text))["csrf_token"]
    typed = TYPED | changes | {"version": version}
    address = f"{page.request.path}/draft"
    return browser.post(address, data=typed, headers={"X-CSRFToken": token})


def said(answer: TestResponse) -> dict[str, Any]:
    """Return what the page is told."""
    words: dict[str, Any] = answer.get_json()
    return words


def test_a_sheet_is_kept_with_its_version_and_its_hour(
    browser: Browser, stored: Session, url: str, page: TestResponse
) -> None:
    first = said(keep(browser, page))
    assert first["version"] == 2
    assert first["saved"].startswith("Enregistré à ")
    assert said(keep(browser, page, 2, points_equipe="unjudged"))["version"] == 3
    sheet = sheets(stored)[JO]
    assert (sheet.state, sheet.marked, sheet.version) == (SheetState.DRAFT, 7, 3)
    assert TYPED["comment_equipe"] in browser.get(url).text


def test_the_journal_hears_of_the_beginning_and_of_the_button_not_of_each_keep(
    browser: Browser, stored: Session, url: str, page: TestResponse
) -> None:
    before = [*events(stored), "SheetBegun"]
    keep(browser, page)
    assert events(stored) == before
    keep(browser, browser.get(url), strength=THERE)
    assert events(stored) == before
    browser.fill_in(browser.get(url), act="save", **TYPED)
    assert events(stored) == [*before, "SheetSaved"]


def test_the_same_words_again_are_kept_already(browser: Browser, page: TestResponse) -> None:
    keep(browser, page)
    again = keep(browser, page)
    assert (again.status_code, said(again)["version"]) == (200, 2)


def test_of_two_windows_the_second_is_told_what_differs_and_may_insist(
    browser: Browser, stored: Session, page: TestResponse
) -> None:
    keep(browser, page, points_equipe="4", points_marche="unjudged", strength=THERE)
    late = keep(browser, page)
    assert late.status_code == 409
    lines = said(late)["kept"].replace("\N{NO-BREAK SPACE}", " ").splitlines()
    assert [line.partition(" : ")[2] for line in lines] == ["4 / 5", "Ne peut pas juger", THERE]
    assert said(late)["complaint"].startswith("Cette page a changé")
    assert sheets(stored)[JO].strength == THERE
    assert keep(browser, page, said(late)["version"]).status_code == 200
    assert sheets(stored)[JO].strength == TYPED["strength"]


def test_the_button_after_the_script_of_another_window_shows_both_texts(
    browser: Browser, page: TestResponse
) -> None:
    keep(browser, page, strength=THERE)
    late = browser.fill_in(page, act="save", **TYPED)
    assert late.status_code == 409
    assert THERE in late.text
    assert TYPED["strength"] in late.text


def test_what_is_too_long_is_said_and_not_kept(
    browser: Browser, stored: Session, page: TestResponse
) -> None:
    late = keep(browser, page, strength="x" * 1001)
    assert late.status_code == 422
    assert said(late)["complaint"].startswith("Raccourcissez")
    assert said(late)["version"] == sheets(stored)[JO].version == 1


def test_nothing_is_kept_after_the_closing(
    app: Flask, browser: Browser, stored: Session, page: TestResponse
) -> None:
    close(app)
    late = keep(browser, page)
    assert late.status_code == 409
    assert said(late)["complaint"].startswith("L’évaluation est close depuis le")
    assert (said(late)["version"], said(late)["kept"]) == (1, "")
    assert sheets(stored)[JO].strength == ""


def test_nothing_is_kept_after_the_sheet_was_handed_in(
    browser: Browser, stored: Session, page: TestResponse
) -> None:
    browser.fill_in(page, act="submit", **TYPED)
    late = keep(browser, page, 2, strength="Écrit trop tard.")
    assert late.status_code == 409
    assert said(late)["complaint"].startswith("Cette évaluation est rendue")
    assert sheets(stored)[JO].strength == TYPED["strength"]


def test_nothing_is_kept_after_the_visit_ended(
    browser: Browser, stored: Session, page: TestResponse
) -> None:
    with browser.session_transaction() as cookie:
        cookie["seen"] = 0
    assert keep(browser, page).status_code == 401
    assert sheets(stored)[JO].version == 1


@pytest.mark.parametrize("actor", [JEAN, EVE, SAM])
def test_nobody_else_keeps_a_sheet(
    app: Flask, browser: Browser, stored: Session, url: str, actor: Actor
) -> None:
    app.config["WTF_CSRF_ENABLED"] = False
    answer = browser.sign_in(actor).post(f"{url}/draft", data=TYPED | {"version": 1})
    assert answer.status_code == 404
    assert sheets(stored)[JO].version == 1


def test_a_juror_from_whom_the_dossier_was_taken_keeps_no_sheet(
    app: Flask, browser: Browser, stored: Session, page: TestResponse
) -> None:
    withdraw(app, stored.scalars(sa.select(Assignment.id)).one())
    assert keep(browser, page).status_code == 404


def test_to_keep_a_sheet_reads_neither_the_dossier_nor_its_form(
    browser: Browser, page: TestResponse
) -> None:
    keep(browser, page)
    assert keep(browser, page, 2, strength="Relu.").status_code == 200
    read = " ".join(browser.statements)
    assert not {"submission", "application", "form"} & set(re.findall(r"\w+", read))
    assert len(browser.statements) <= 8
