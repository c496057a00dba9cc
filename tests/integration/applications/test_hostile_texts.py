"""Two hundred hostile texts, through every page that repeats a dossier: only words come out."""

from collections import Counter
from datetime import timedelta
from html.parser import HTMLParser
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import update
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from incubator.applications.models import Application
from incubator.applications.rules import ApplicationId, ApplicationState
from incubator.calls.models import CallVersion
from incubator.infra.clock import now
from incubator.infra.unit_of_work import transaction
from incubator.kernel.actor import SYSTEM, Actor
from incubator.kernel.paris import day_of
from tests.builders import (
    ADA,
    BOB,
    EVE,
    FORM,
    JO,
    NOON,
    RUCHE,
    a_call,
    a_house,
    an_application,
    another_application,
    store,
)
from tests.client import Browser
from tests.hostile import FLOOD, TEXTS, is_answer, left_of
from tests.integration.applications.steps import TICKED, answers, move_call, send, words
from tests.integration.jury.world import clear

HOSTILE = {f"q{number}": text for number, text in enumerate(TEXTS)}
HARMLESS = {key: "Rien." if is_answer(text) else "" for key, text in HOSTILE.items()}
FLOODED = next(key for key, text in HOSTILE.items() if text == FLOOD)
OTHER = ApplicationId(UUID(int=302))


class Shape(HTMLParser):
    """What a page can do: its elements and their attributes, plain blocks of text left out."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.parts: Counter[tuple[str, ...]] = Counter()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Count an element with the names of its attributes."""
        plain = tag in {"p", "br", "li", "b", "small", "span", "div", "kbd"}
        self.parts[tag, *sorted(name for name, _ in attrs)] += not plain


class Fields(HTMLParser):
    """What the text areas of a page hold."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.name = ""
        self.held: dict[str, str] = {}
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Enter a text area."""
        self.name = dict(attrs).get("name") or "" if tag == "textarea" else ""

    def handle_data(self, data: str) -> None:
        """Read what a text area holds."""
        if self.name:
            self.held[self.name] = self.held.get(self.name, "") + data

    def handle_endtag(self, _: str) -> None:
        """Leave it."""
        self.name = ""


@pytest.fixture(autouse=True)
def world(app: Flask) -> None:
    """Let Ada and Bob have begun a dossier in a call that asks for two hundred texts."""
    section = {
        "key": "words",
        "title": "Mots",
        "questions": [{"key": key, "kind": "textarea", "label": key} for key in HOSTILE],
    }
    call, version = a_call()
    assert isinstance(version, CallVersion)
    version.form = FORM | {"sections": [*FORM["sections"], section]}
    ada, *_ = an_application(state=ApplicationState.DRAFT)
    bob, *_ = another_application(2, state=ApplicationState.DRAFT)
    store(app, *a_house(), call, version, ada, *words(RUCHE), bob, *words(OTHER))


def section_of(dossier: ApplicationId) -> str:
    """Return the page of the two hundred texts."""
    return f"/applications/{dossier}/sections/words"


def write(browser: Browser, dossier: ApplicationId, texts: dict[str, str]) -> TestResponse:
    """Type the texts and save them."""
    page = section_of(dossier)
    return browser.fill_in(browser.get(page), **texts)


def shapes(browser: Browser, *paths: str) -> list[Counter[tuple[str, ...]]]:
    """Return what each page can do."""
    pages = [browser.get(path) for path in paths]
    assert [page.status_code for page in pages] == [200] * len(pages)
    return [Shape(page.text).parts for page in pages]


def hand_in(browser: Browser, founder: Actor, dossier: ApplicationId, texts: dict[str, str]) -> str:
    """Return the receipt that a founder gets for a dossier of these texts."""
    browser.sign_in(founder)
    assert write(browser, dossier, texts).status_code == 303
    page = browser.fill_in(browser.get(f"/applications/{dossier}/check"), **TICKED)
    assert page.status_code == 303
    return str(page.location)


def find_admissible(app: Flask) -> None:
    """Close the call and find both dossiers admissible."""
    today = day_of(now())
    move_call(app, today - timedelta(days=20), today - timedelta(days=1))
    found = {"state": ApplicationState.ADMISSIBLE, "ruled_at": NOON, "ruled_by": EVE.account_id}
    with app.app_context(), transaction(SYSTEM) as tx:
        tx.session.execute(update(Application).values(found))


def test_hostile_texts_are_kept_as_words(browser: Browser, stored: Session) -> None:
    ada = browser.sign_in(ADA)
    page = write(ada, RUCHE, HOSTILE)
    assert page.status_code == 422
    assert f'<a href="#{FLOODED}">' in page.text
    kept = answers(stored)
    assert {key: kept.get(key, "") for key in HOSTILE} == {
        key: left_of(text) for key, text in HOSTILE.items()
    }
    held = Fields(ada.get(section_of(RUCHE)).text).held
    for key in HOSTILE:
        assert held.get(key, "").split() == kept.get(key, "").split()


def test_what_is_too_long_is_named_and_stops_the_submission(browser: Browser) -> None:
    ada = browser.sign_in(ADA)
    write(ada, RUCHE, {FLOODED: FLOOD})
    page = send(ada)
    assert page.status_code == 409
    assert f"Raccourcissez\u00a0: {FLOODED}." in page.text


def test_no_page_can_do_more_with_hostile_texts_than_with_harmless_ones(
    app: Flask, browser: Browser
) -> None:
    hostile = hand_in(browser, ADA, RUCHE, HOSTILE | {FLOODED: "Rien."})
    pages = shapes(browser, section_of(RUCHE), f"/applications/{RUCHE}/check", hostile)
    harmless = hand_in(browser, BOB, OTHER, HARMLESS)
    assert pages == shapes(browser, section_of(OTHER), f"/applications/{OTHER}/check", harmless)
    find_admissible(app)
    sheets = [clear(app, JO, number) for number in (1, 2)]
    for reader, (one, other) in (
        (EVE, (f"/dossiers/{RUCHE}", f"/dossiers/{OTHER}")),
        (JO, (f"/sheets/{sheets[0]}", f"/sheets/{sheets[1]}")),
    ):
        browser.sign_in(reader)
        [ours], [theirs] = shapes(browser, one), shapes(browser, other)
        assert ours - theirs == theirs - ours == Counter()
