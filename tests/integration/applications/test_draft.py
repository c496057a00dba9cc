"""A founder prepares a dossier in several goes; nothing typed is lost, nothing leaks."""

import re
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from html import unescape
from threading import Barrier
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from incubator.applications.commands import SectionEdit, save_section, start_application
from incubator.applications.models import Answer, Application
from incubator.applications.rules import ApplicationState, NotOpenYet
from incubator.infra import clock
from incubator.infra.db import Model
from incubator.journal.models import JournalLine
from incubator.kernel.actor import Actor
from incubator.kernel.paris import closing_instant, day_of, opening_instant
from incubator.kernel.refusals import Refusal
from incubator.kernel.versions import Stale
from tests.builders import (
    ADA,
    BOB,
    CALL_ID,
    EVE,
    JO,
    RUCHE,
    SAM,
    a_call,
    a_house,
    an_application,
    store,
)
from tests.client import HIDDEN, Browser

TODAY = day_of(clock.now())
OPENING = opening_instant(TODAY - timedelta(days=10))
CLOSING = closing_instant(TODAY + timedelta(days=10))
SECOND = timedelta(seconds=1)
FRESH = re.compile(r'(?<=name="csrf_token" value=")[^"]+')
TASKS, PROJECT = f"/applications/{RUCHE}", f"/applications/{RUCHE}/sections/project"
TYPED = {"title": "Ruche", "summary": "Des capteurs pour les ruchers.", "cluster": "esante"}
HOSTILE = {
    "avant\0après\x1b[2J": "avantaprès[2J",
    '<script>alert(1)</script><img src=x onerror="alert(1)">': None,
    "{{ 7 * 7 }}{% include 'config.py' %}${7*7}%(x)s": None,
    "'; DROP TABLE answer; --": None,
    '=HYPERLINK("http://evil.example")': None,
    "\u202eéciffo\u202c \u2066a\u2069 \u200b": None,
    "👩\u200d🔬 \U0001f1eb\U0001f1f7 ﷺ 漢字 &lt;b&gt; &amp;": None,
    "avant\ufffe\U0010ffffaprès": "avantaprès",
    "ligne\r\nligne\rligne\n": None,
}


@pytest.fixture(autouse=True)
def world(app: Flask) -> None:
    """Let Ada's dossier be begun, in an open call."""
    store(app, *a_house(), *a_call(), *an_application(state=ApplicationState.DRAFT))


def answers(stored: Session) -> dict[str, str]:
    """Return what is stored, by question."""
    stored.rollback()
    return {answer.key: answer.text for answer in stored.scalars(select(Answer))}


def count(stored: Session, table: type = JournalLine) -> int:
    """Return how many rows a table has by now."""
    stored.rollback()
    return stored.scalar(select(func.count()).select_from(table)) or 0


def form_of(page: TestResponse) -> dict[str, str]:
    """Return the hidden fields of a page."""
    return dict(HIDDEN.findall(page.text))


def test_bob_begins_once_and_finds_his_dossier_again(browser: Browser, stored: Session) -> None:
    bob = browser.sign_in(BOB)
    begun = bob.press(bob.get(f"/calls/{CALL_ID}"), f"/calls/{CALL_ID}/apply")
    again = bob.press(bob.get(f"/calls/{CALL_ID}"), f"/calls/{CALL_ID}/apply")
    assert begun.status_code == 303
    assert begun.location == again.location
    assert count(stored, Application) == 2
    assert bob.get(begun.location).status_code == 200


def test_a_double_click_begins_one(browser: Browser, stored: Session) -> None:
    bob = browser.sign_in(BOB)
    form = form_of(bob.get(f"/calls/{CALL_ID}"))
    pages = [bob.post(f"/calls/{CALL_ID}/apply", data=form) for _ in range(2)]
    assert [page.status_code for page in pages] == [303, 303]
    assert count(stored, Application) == 2


def test_eight_hands_at_once_begin_one(app: Flask, stored: Session) -> None:
    start = Barrier(8)

    def begin(_: int) -> UUID:
        with app.app_context():
            start.wait()
            return start_application(BOB, CALL_ID)

    with ThreadPoolExecutor(8) as hands:
        assert len(set(hands.map(begin, range(8)))) == 1
    assert count(stored, Application) == 2


@pytest.mark.parametrize(
    ("seconds", "refusal"), [(-1, NotOpenYet), (0, None)], ids=["the eve", "at midnight"]
)
def test_nobody_begins_before_the_opening(
    app: Flask, seconds: int, refusal: type[Refusal] | None
) -> None:
    with app.app_context(), clock.at(OPENING + seconds * SECOND):
        if refusal:
            with pytest.raises(refusal):
                start_application(BOB, CALL_ID)
        else:
            assert start_application(BOB, CALL_ID)


def test_nobody_begins_after_the_closing(app: Flask, browser: Browser) -> None:
    bob = browser.sign_in(BOB)
    form = form_of(bob.get(f"/calls/{CALL_ID}"))
    with clock.at(CLOSING):
        assert "/apply" not in bob.get(f"/calls/{CALL_ID}").text
        page = bob.post(f"/calls/{CALL_ID}/apply", data=form)
    assert page.status_code == 409
    assert "L’appel est clos depuis le" in page.text
    with app.app_context(), clock.at(CLOSING - SECOND):
        assert start_application(BOB, CALL_ID)


def test_what_is_typed_is_kept_and_journalled_without_its_words(
    browser: Browser, stored: Session
) -> None:
    ada = browser.sign_in(ADA)
    page = ada.fill_in(ada.get(PROJECT), **TYPED)
    assert (page.status_code, page.location) == (303, f"{TASKS}/sections/files")
    assert answers(stored) == TYPED
    line = stored.scalars(select(JournalLine)).one()
    assert (line.event, line.actor_id) == ("SectionSaved", ADA.account_id)
    assert all(word not in line.facts for word in TYPED.values())
    page = ada.get(PROJECT)
    assert all(unescape(page.text).count(word) for word in TYPED.values())
    assert page.text.count("checked") == 1


def test_an_unfinished_page_is_kept_too(browser: Browser, stored: Session) -> None:
    ada = browser.sign_in(ADA)
    assert ada.fill_in(ada.get(PROJECT), title="Ruche").status_code == 303
    assert answers(stored) == {"title": "Ruche"}
    assert "Le projet" in ada.get(TASKS).text


def test_what_is_too_long_is_kept_and_pointed_at(browser: Browser, stored: Session) -> None:
    ada = browser.sign_in(ADA)
    long = "x" * 81
    page = ada.fill_in(ada.get(PROJECT), **TYPED | {"title": long})
    assert page.status_code == 422
    assert '<a href="#title">' in page.text
    assert answers(stored)["title"] == long
    assert ada.fill_in(page, **TYPED).status_code == 303
    assert answers(stored) == TYPED


@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_words_are_only_words(browser: Browser, stored: Session, hostile: str) -> None:
    ada = browser.sign_in(ADA)
    typed = TYPED | {"title": hostile[:80], "summary": hostile}
    assert ada.fill_in(ada.get(PROJECT), **typed).status_code == 303
    assert answers(stored)["summary"] == (HOSTILE[hostile] or hostile)
    for page in (ada.get(PROJECT), ada.get(TASKS), ada.get(f"{TASKS}/check"), ada.get("/desk")):
        assert page.status_code == 200
        assert "<script>alert" not in page.text
        assert "<img src=x" not in page.text


def test_a_hundred_thousand_characters_are_kept_and_refused(
    browser: Browser, stored: Session
) -> None:
    ada = browser.sign_in(ADA)
    flood = "é" * 100_000
    page = ada.fill_in(ada.get(PROJECT), **TYPED | {"summary": flood})
    assert page.status_code == 422
    assert answers(stored)["summary"] == flood
    assert flood in page.text


@pytest.mark.parametrize("choice", ["biologie", "esante\0", "", "x" * 1000])
def test_only_a_choice_that_was_offered_is_kept(
    browser: Browser, stored: Session, choice: str
) -> None:
    ada = browser.sign_in(ADA)
    page = ada.fill_in(ada.get(PROJECT), **TYPED | {"cluster": choice})
    assert page.status_code == (422 if choice else 303)
    assert answers(stored).get("cluster", "") == ""
    assert answers(stored)["summary"] == TYPED["summary"]


@pytest.mark.parametrize("version", ["x", "-1", "1e3", "9" * 30, "²", "1\0", "٣"])
def test_a_version_that_no_page_ever_held_is_refused(
    app: Flask, browser: Browser, stored: Session, version: str
) -> None:
    app.config["PROPAGATE_EXCEPTIONS"] = False
    ada = browser.sign_in(ADA)
    page = ada.fill_in(ada.get(PROJECT), **TYPED | {"version": version})
    assert page.status_code in (400, 409)
    assert not answers(stored)


def test_a_double_click_saves_once(browser: Browser, stored: Session) -> None:
    ada = browser.sign_in(ADA)
    form = form_of(ada.get(PROJECT)) | TYPED
    pages = [ada.post(PROJECT, data=form) for _ in range(3)]
    assert [page.status_code for page in pages] == [303, 303, 303]
    assert count(stored) == 1


def test_of_two_tabs_the_second_reads_both_texts_and_can_send_again(
    browser: Browser, stored: Session
) -> None:
    ada = browser.sign_in(ADA)
    first, second = ada.get(PROJECT), ada.get(PROJECT)
    ada.fill_in(first, **TYPED | {"summary": "Tapé sur le premier écran."})
    page = ada.fill_in(second, **TYPED | {"summary": "Tapé sur l’autre écran."})
    assert page.status_code == 409
    assert "Tapé sur le premier écran." in page.text
    assert page.text.count("Tapé sur l’autre écran.") >= 2  # to compare, and in the form
    assert answers(stored)["summary"] == "Tapé sur le premier écran."
    page = ada.fill_in(page, **TYPED | {"summary": "Les deux ensemble."})
    assert page.status_code == 303
    assert answers(stored)["summary"] == "Les deux ensemble."


def test_the_same_form_with_other_words_is_not_swallowed(browser: Browser, stored: Session) -> None:
    ada = browser.sign_in(ADA)
    form = form_of(ada.get(PROJECT)) | TYPED
    ada.post(PROJECT, data=form)
    page = ada.post(PROJECT, data=form | {"summary": "Corrigé après un retour en arrière."})
    assert page.status_code == 409  # said, compared, kept on the page
    assert "Corrigé après un retour en arrière." in page.text
    assert answers(stored) == TYPED


def test_of_eight_tabs_at_once_one_is_kept_and_seven_are_told(app: Flask, stored: Session) -> None:
    start = Barrier(8)

    def save(number: int) -> str:
        edit = SectionEdit(texts={"title": f"Onglet {number}"})
        with app.app_context():
            start.wait()
            try:
                save_section(ADA, RUCHE, "project", edit, version=0)
            except Stale:
                return "told"
            return "kept"

    with ThreadPoolExecutor(8) as hands:
        assert Counter(hands.map(save, range(8))) == {"kept": 1, "told": 7}
    assert count(stored) == 1


def test_two_sections_do_not_disturb_each_other(browser: Browser, stored: Session) -> None:
    ada = browser.sign_in(ADA)
    project, identity = ada.get(PROJECT), ada.get(f"{TASKS}/sections/identity")
    assert ada.fill_in(project, **TYPED).status_code == 303
    assert ada.fill_in(identity, contact_name="Ada Lenoir").status_code == 303
    assert answers(stored) == TYPED | {"contact_name": "Ada Lenoir"}


def test_the_last_second_is_in_time_and_midnight_is_not(browser: Browser, stored: Session) -> None:
    ada = browser.sign_in(ADA)
    form = ada.get(PROJECT)
    with clock.at(CLOSING):
        page = ada.fill_in(form, **TYPED)
        assert page.status_code == 409
        assert "L’appel est clos depuis le" in page.text
        assert TYPED["summary"] in page.text
        assert 'name="summary"' not in page.text
        assert not answers(stored)
        for path in (TASKS, PROJECT, f"{TASKS}/check"):
            assert ada.get(path).status_code == 200
    with clock.at(CLOSING - timedelta(microseconds=1)):
        assert ada.fill_in(form, **TYPED).status_code == 303
    assert answers(stored) == TYPED


@pytest.mark.parametrize("actor", [BOB, JO, EVE, SAM])
def test_a_draft_is_its_founders_alone(app: Flask, browser: Browser, actor: Actor) -> None:
    app.config["WTF_CSRF_ENABLED"] = False  # they have no form to take a token from
    somebody = browser.sign_in(actor)
    for path in (TASKS, PROJECT, f"{TASKS}/check"):
        nothing = path.replace(str(RUCHE), str(UUID(int=404)))
        page = somebody.get(path)
        assert page.status_code == 404
        alike = FRESH.sub("", somebody.get(nothing).text)
        assert FRESH.sub("", page.text).replace(path, nothing) == alike
    file = f"{TASKS}/files/{UUID(int=9)}"
    assert somebody.get(file).status_code == 404
    for path in (PROJECT, f"{TASKS}/check", f"{file}/remove"):
        assert somebody.post(path, data={"version": "1"} | TYPED).status_code == 404


def test_a_section_that_the_call_does_not_have_is_not_there(browser: Browser) -> None:
    ada = browser.sign_in(ADA)
    for key in ("nothing", "..%2f..", "title"):
        assert ada.get(f"{TASKS}/sections/{key}").status_code == 404


def test_to_read_writes_nothing(browser: Browser, stored: Session) -> None:
    def everything() -> dict[str, list[object]]:
        stored.rollback()
        tables = Model.metadata.sorted_tables
        return {table.name: list(stored.execute(select(table))) for table in tables}

    ada, before = browser.sign_in(ADA), everything()
    for path in ("/", "/sign-in", "/desk", f"/calls/{CALL_ID}", TASKS, PROJECT, f"{TASKS}/check"):
        assert ada.get(path).status_code == 200
    assert everything() == before
