"""Pages speak the language that their reader chose; mails, letters and decisions speak French."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from html.parser import HTMLParser
from urllib.parse import urldefrag
from uuid import uuid4

import pytest
from flask import Flask, session
from flask.testing import FlaskClient
from flask_babel import force_locale, get_translations, ngettext
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.exceptions import HTTPException
from werkzeug.test import TestResponse

from incubator.accounts.models import Account
from incubator.applications.models import ItemsRequest, Submission
from incubator.calls.rules import read_form
from incubator.demo.cli.files import read
from incubator.infra.db import db
from incubator.infra.formats import NBSP, moment
from incubator.kernel.actor import Actor
from incubator.kernel.paris import day_of
from incubator.letters.models import Letter
from incubator.letters.tasks import render_letter
from incubator.notices.queries import LINKS, compose
from tests.builders import ADA, EVE, NOON, RUCHE, a_call, a_house, an_application, store
from tests.client import FAR_AWAY, Browser, begin_visit
from tests.integration.decisions import world

GAP = re.compile(r"%\(\w+\)[sd]|\{\w+\}")
SPOKEN = ("alt", "aria-label", "data-left", "data-over", "placeholder", "title")
STARTS = ("/", "/desk", "/jury", "/calls", "/cohorts", "/sign-in", "/nowhere")
NOTICES = ("/about/accessibility", "/about/legal", "/about/privacy", "/about/scoring")
FILES = {
    "static",
    "applications.file",
    "applications.receipt_on_paper",
    "jury.file",
    "letters.letter",
}
UNLINKED = {  # samples; what a mail leads to, or a form
    "accounts.link",
    "accounts.sent",
    "applications.intake",
    "desks.gallery",
}
VISITORS = (
    "nobody",
    "porteuse@quai.example",
    "yanis.moreau@quai.example",
    "mathis.cordier@quai.example",
    "anais.bocquet@quai.example",
    "jury1@quai.example",
    "jury2@quai.example",
    "gestion@quai.example",
    "signataire@quai.example",
    "exploitation@quai.example",
)
# How many pages of a kind one person opens; three of any other.
MOST_ALIKE = Counter({"desks.dossier": 16, "jury.assign": 9, "desks.notice": 4})
SHORTEST = 18  # characters by which a sentence is known wherever it stands
FORM = read_form(read("form.toml"))
DATA = {  # words of a call that the interface uses too
    *(question.label for question in FORM.questions()),
    *(column.label for question in FORM.questions() for column in question.columns),
    *(label for question in FORM.questions() for _, label in question.choices),
}


class Page(HTMLParser):
    """What a page says, and where it leads."""

    def __init__(self, page: TestResponse) -> None:
        super().__init__()
        self.links: list[str] = []
        self.texts: list[str] = []
        self.french = False  # a text of a dossier, and said to be
        self.feed(page.text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep where a link leads, and the words in attributes."""
        self.french = dict(attrs).get("lang") == "fr"
        self.texts += [value for name, value in attrs if name in SPOKEN and value]
        if tag == "a":
            self.links += [urldefrag(dict(attrs).get("href") or "").url]

    def handle_data(self, data: str) -> None:
        """Keep the words between elements."""
        self.texts += [] if self.french else [data.strip()]


def french_sentences() -> set[str]:
    """Return the French of every sentence that English says otherwise."""
    with force_locale("en"):
        english = vars(get_translations())["_catalog"]
    with force_locale("fr"):
        plurals = vars(get_translations())["_catalog"]
    single = {known for known, said in english.items() if isinstance(known, str) and known != said}
    said = {french for known, french in plurals.items() if french != english.get(known)}
    return {sentence for sentence in single | said if sentence}


class French:
    """Knows French when it reads it: long sentences anywhere, short ones when they stand alone."""

    def __init__(self, sentences: set[str]) -> None:
        self.parts: set[str] = set()
        short: list[str] = []
        for sentence in sentences:
            parts = GAP.split(sentence)
            longest = max(parts, key=len).strip()
            if len(longest) >= SHORTEST:
                self.parts.add(longest)
            else:
                short.append(r"\S+".join(map(re.escape, parts)))
        self.short = re.compile("|".join(short))

    def find(self, texts: list[str]) -> list[str]:
        """Return what a page says in French, the words of a call left out."""
        whole = "\n".join(texts)
        alone = [text for text in set(texts) - DATA if self.short.fullmatch(text)]
        return alone + [part for part in self.parts - DATA if part in whole]


def tour(app: Flask, client: FlaskClient) -> Iterator[tuple[str, TestResponse]]:
    """Follow the links of a person's pages, a few of each kind."""
    waiting, known, met = [*STARTS, *NOTICES], {*STARTS, *NOTICES}, Counter[str]()
    while waiting:
        path = waiting.pop(0)
        endpoint = endpoint_of(app, path)
        met[endpoint] += 1
        if endpoint in FILES or met[endpoint] > (MOST_ALIKE[endpoint] or 3):
            continue
        page = client.get(path)
        if not page.location:
            yield endpoint, page
        links = [page.location] if page.location else Page(page).links
        new = [link for link in links if link.startswith("/") and link not in known]
        known.update(new)
        waiting += dict.fromkeys(new)


def endpoint_of(app: Flask, path: str) -> str:
    """Return which view answers at a path."""
    try:
        return str(app.url_map.bind("localhost").match(path.partition("?")[0])[0])
    except HTTPException:
        return "nothing"


def choose(client: FlaskClient, language: str, email: str = "nobody") -> None:
    """Come back as somebody who chose a language."""
    with client.application.app_context():
        account = db.session.scalars(select(Account).filter_by(email=email)).one_or_none()
    with client.session_transaction() as cookie:
        cookie.clear()
        cookie["language"] = language
        if account:
            cookie["_user_id"] = begin_visit(client.application, Actor(account_id=account.id))
            cookie["seen"] = int(FAR_AWAY.timestamp())


def test_every_page_is_english_for_who_chose_english(app: Flask) -> None:
    loaded = app.test_cli_runner().invoke(args=["demo", "load"])
    assert loaded.exit_code == 0, loaded.output
    with app.app_context():
        french = French(french_sentences())
    client = app.test_client()
    reached: set[str] = set()
    for email in VISITORS:
        choose(client, "en", email)
        for endpoint, page in tour(app, client):
            reached.add(endpoint)
            assert '<html lang="en">' in page.text
            assert french.find(Page(page).texts) == [], page.request.path
    views = {rule.endpoint for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())}
    assert views - reached == FILES | UNLINKED


def test_pages_are_french_until_someone_chooses(app: Flask, browser: Browser) -> None:
    store(app, *a_house(), *a_call())
    assert '<html lang="fr">' in browser.get("/").text
    browser.press(browser.get("/"), "/language", language="en")
    page = browser.get("/")
    assert '<html lang="en">' in page.text
    assert "Bring a project to life, in Amiens" in page.text
    browser.press(page, "/language", language="fr")
    assert "Porter un projet, à Amiens" in browser.get("/").text


def test_a_language_that_is_not_offered_is_french(app: Flask, browser: Browser) -> None:
    store(app, *a_house())
    app.config["LANGUAGES"] = ["fr"]
    choose(browser, "en")
    page = browser.get("/")
    assert '<html lang="fr">' in page.text
    assert "English" not in page.text


@pytest.mark.parametrize(
    ("number", "french", "english"),
    [(0, "0 jour", "0 days"), (1, "1 jour", "1 day"), (2, "2 jours", "2 days")],
)
def test_nought_is_singular_in_french_only(
    app: Flask, number: int, french: str, english: str
) -> None:
    with app.app_context():
        assert ngettext("%(num)d jour", "%(num)d jours", number) == french
        with force_locale("en"):
            assert ngettext("%(num)d jour", "%(num)d jours", number) == english


def test_a_moment_is_told_as_each_language_tells_it(app: Flask) -> None:
    instant = datetime(2026, 12, 4, 22, 59, 59, tzinfo=UTC)
    with app.app_context():
        assert moment(instant).replace(NBSP, " ") == "4 décembre 2026 à 23 h 59"
        with force_locale("en"):
            assert moment(instant) == "4 December 2026 at 23:59"


@pytest.mark.parametrize("kind", LINKS)
def test_a_mail_is_french_whoever_causes_it(app: Flask, kind: str) -> None:
    request = ItemsRequest(
        application_id=RUCHE,
        keys="summary",
        reason="Le résumé manque.",
        asked_at=NOON,
        asked_by=EVE.account_id,
        until=day_of(NOON),
        silence_on=day_of(NOON),
    )
    gone = {"state": "withdrawn", "withdrawn_at": NOON, "silence_on": None}
    changes = gone if kind == "application_withdrawn" else {}
    store(app, *a_house(), *a_call(), *an_application(**changes), request)
    with app.test_request_context():
        session["language"] = "en"
        received = db.session().scalars(select(Submission.id)).one()
        subject_id = RUCHE if kind in {"items_requested", "application_withdrawn"} else received
        mail = compose(db.session(), uuid4(), kind, ADA.account_id, subject_id)
    assert mail.subject.startswith(("Votre ", "Vous avez ", "Un dossier", "Accusé de réception"))
    assert " at " not in mail.body
    assert mail.body.startswith("Bonjour Ada Lenoir,")


def test_a_letter_is_french_whoever_orders_it(app: Flask, stored: Session) -> None:
    world.build(app)
    decision_id = world.signed(app)
    with app.test_request_context():
        session["language"] = "en"
        render_letter(decision_id)
    facts = json.loads(stored.scalars(select(Letter)).one().facts)
    assert facts["admission"]["cluster"] == "e-santé"


def test_an_outline_is_french_whoever_asks_for_it(app: Flask, browser: Browser) -> None:
    world.build(app)
    eve = browser.sign_in(EVE)
    with eve.session_transaction() as cookie:
        cookie["language"] = "en"
    page = eve.get(f"/dossiers/{RUCHE}/decision")
    assert "Draft decision" in page.text
    page = eve.fill_in(page, **world.TYPED, outline="1")
    assert "Il a obtenu 73,7 sur 100." in " ".join(page.text.split())
