"""An answer is kept while it is typed: its version moves, nobody’s words are overwritten."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from incubator.applications.models import Application
from incubator.kernel.paris import day_of
from tests.builders import ADA, BOB, EVE, NOON, RUCHE
from tests.client import Browser
from tests.integration.applications.steps import (
    CHECK,
    PROJECT,
    TASKS,
    TICKED,
    TYPED,
    answers,
    begin_dossier,
    count,
    form_of,
    move_call,
    write_dossier,
)


def keep(browser: Browser, key: str, text: str, seen: int = 0) -> TestResponse:
    """Send one answer as the script does."""
    token = form_of(browser.get(PROJECT))["csrf_token"]
    return browser.post(
        f"{TASKS}/answers/{key}",
        data={key: text, f"seen_{key}": seen},
        headers={"X-CSRFToken": token},
    )


def said(answer: TestResponse) -> dict[str, Any]:
    """Return what the page is told."""
    words: dict[str, Any] = answer.get_json()
    return words


@pytest.fixture
def ada(app: Flask, browser: Browser) -> Browser:
    """Let Ada's dossier be begun, and Ada be there."""
    begin_dossier(app)
    return browser.sign_in(ADA)


def test_an_answer_is_kept_with_its_version_and_its_hour(ada: Browser, stored: Session) -> None:
    first = said(keep(ada, "title", "Ru"))
    assert first["version"] == 1
    assert first["saved"].startswith("Enregistré à ")
    assert said(keep(ada, "title", "Ruche", seen=1))["version"] == 2
    assert answers(stored) == {"title": "Ruche"}


def test_the_dossier_knows_but_the_journal_is_not_told(ada: Browser, stored: Session) -> None:
    before = stored.get_one(Application, RUCHE).version
    lines = count(stored)
    keep(ada, "title", "Ruche")
    assert count(stored) == lines
    assert stored.get_one(Application, RUCHE).version == before + 1


def test_the_same_words_again_change_nothing(ada: Browser) -> None:
    keep(ada, "title", "Ruche")
    again = keep(ada, "title", "Ruche")
    assert (again.status_code, said(again)["version"]) == (200, 1)


def test_what_was_changed_elsewhere_is_told_and_not_overwritten(
    ada: Browser, stored: Session
) -> None:
    keep(ada, "summary", "Tapé ailleurs.")
    late = keep(ada, "summary", "Tapé ici.")
    assert late.status_code == 409
    assert said(late)["kept"] == "Tapé ailleurs."
    assert answers(stored)["summary"] == "Tapé ailleurs."
    assert keep(ada, "summary", "Tapé ici.", seen=said(late)["version"]).status_code == 200


def test_what_is_to_be_corrected_is_kept_and_said(ada: Browser, stored: Session) -> None:
    words = said(keep(ada, "title", "x" * 81))
    assert words["complaint"].startswith("Raccourcissez")
    assert answers(stored)["title"] == "x" * 81


def test_the_page_sent_after_it_was_kept_is_no_conflict(ada: Browser, stored: Session) -> None:
    page = ada.get(PROJECT)
    keep(ada, "title", TYPED["title"])
    assert ada.fill_in(page, **TYPED).status_code == 303
    assert answers(stored) == TYPED


def test_nothing_is_kept_after_the_closing(app: Flask, ada: Browser, stored: Session) -> None:
    move_call(app, day_of(NOON), day_of(NOON))
    late = keep(ada, "title", "Trop tard")
    assert late.status_code == 409
    assert said(late)["complaint"].startswith("L’appel est clos")
    assert answers(stored) == {}


def test_a_check_page_read_before_is_no_longer_what_would_be_sent(
    app: Flask, browser: Browser
) -> None:
    write_dossier(app)
    ada = browser.sign_in(ADA)
    check = ada.get(CHECK)
    keep(ada, "title", "Une autre ruche", seen=1)
    assert ada.fill_in(check, **TICKED).status_code == 409


def test_words_sent_after_the_visit_ended_are_shown_back(ada: Browser, stored: Session) -> None:
    page = ada.get(PROJECT)
    with ada.session_transaction() as cookie:
        cookie["seen"] = 0
    late = ada.post(
        PROJECT,
        data=form_of(page) | TYPED | {"summary": "Une page <b>entière</b> écrite en deux heures."},
        headers={"Referer": f"http://localhost{PROJECT}"},
    )
    assert late.status_code == 401
    assert "Une page &lt;b&gt;entière&lt;/b&gt; écrite en deux heures." in late.text
    assert f"/sign-in?next={PROJECT}" in late.text
    assert form_of(page)["csrf_token"] not in late.text.partition("<main")[2]
    assert answers(stored) == {}


@pytest.mark.parametrize("key", ["nothing", "slides", "version"])
def test_only_questions_in_words_are_kept_so(ada: Browser, key: str) -> None:
    assert keep(ada, key, "x").status_code == 404


@pytest.mark.parametrize("actor", [BOB, EVE])
def test_nobody_else_keeps_an_answer(app: Flask, browser: Browser, actor: Any) -> None:
    begin_dossier(app)
    app.config["WTF_CSRF_ENABLED"] = False
    somebody = browser.sign_in(actor)
    answer = somebody.post(f"{TASKS}/answers/title", data={"title": "À moi"})
    assert answer.status_code == 404
