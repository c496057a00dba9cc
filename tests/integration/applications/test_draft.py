"""A founder prepares a dossier in several goes; nothing typed is lost, nothing leaks."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from html import unescape
from threading import Barrier
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from incubator.applications.commands import start_application
from incubator.applications.models import Application
from incubator.applications.rules import NotOpenYet
from incubator.infra import clock
from incubator.infra.db import Model
from incubator.journal.models import JournalLine
from incubator.kernel.actor import Actor
from incubator.kernel.paris import closing_instant, day_of, opening_instant
from incubator.kernel.refusals import Refusal
from tests.builders import (
    ADA,
    BOB,
    CALL_ID,
    EVE,
    JO,
    RUCHE,
    SAM,
)
from tests.client import Browser
from tests.integration.applications.steps import (
    PROJECT,
    TASKS,
    TYPED,
    answers,
    begin_dossier,
    count,
    form_of,
)

TODAY = day_of(clock.now())
OPENING = opening_instant(TODAY - timedelta(days=10))
CLOSING = closing_instant(TODAY + timedelta(days=10))
SECOND = timedelta(seconds=1)
FRESH = re.compile(r'(?<=name="csrf_token" value=")[^"]+')


@pytest.fixture(autouse=True)
def world(app: Flask) -> None:
    """Let Ada's dossier be begun, in an open call."""
    begin_dossier(app)


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
