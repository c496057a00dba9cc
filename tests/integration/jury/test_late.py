"""Words that come too late are not kept, and are shown again with the reason."""

from collections.abc import Callable

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from incubator.infra.db import db
from incubator.jury.commands import declare_interests, rule_on_link, withdraw_assignment
from incubator.jury.queries import get_assignment
from incubator.jury.rules import AssignmentId, Declared, Link, Ruling
from incubator.kernel.actor import Actor
from tests.builders import ADAM, CALL_ID, EVE, JO
from tests.client import Browser
from tests.integration.jury.world import DETAIL, assign, build, close, declare

PROGRESS = f"/calls/{CALL_ID}/evaluation"
WORDS = "Des mots tapés avec soin."
CLOSED, STALE = "L’évaluation est close depuis le", "comparez, puis renvoyez"
Prepare = Callable[[Flask], AssignmentId]


@pytest.fixture(autouse=True)
def world(app: Flask) -> None:
    """Store Ruche, admissible."""
    build(app)


def refer(app: Flask) -> AssignmentId:
    """Return an assignment whose link waits for a ruling."""
    return declare(app, link=Link.LINK)


FORMS: dict[str, tuple[Prepare, Actor, str, dict[str, str]]] = {
    "declaration": (assign, JO, "detail", {"link": "conflict"}),
    "ruling": (refer, EVE, "reason", {"outcome": "cleared"}),
    "withdrawal": (refer, EVE, "reason", {}),
}


def shown(page: TestResponse, status: int, reason: str, field: str) -> bool:
    """Tell whether a page shows the words and the reason, without a field to type in."""
    text = page.text
    assert page.status_code == status
    return WORDS in text and reason in text and STALE not in text and f'name="{field}"' not in text


@pytest.mark.parametrize("act", FORMS)
def test_after_the_closing(app: Flask, browser: Browser, act: str) -> None:
    prepare, actor, field, sent = FORMS[act]
    form = browser.sign_in(actor).get(f"/assignments/{prepare(app)}/{act}")
    close(app)
    assert shown(browser.fill_in(form, **{field: WORDS} | sent), 409, CLOSED, field)


@pytest.mark.parametrize("act", ["declaration", "ruling"])
def test_wrong_and_after_the_closing(app: Flask, browser: Browser, act: str) -> None:
    prepare, actor, field, _ = FORMS[act]
    form = browser.sign_in(actor).get(f"/assignments/{prepare(app)}/{act}")
    close(app)
    assert shown(browser.fill_in(form, **{field: WORDS}), 422, CLOSED, field)


def test_in_a_second_tab_after_the_first_declared(app: Flask, browser: Browser) -> None:
    assignment_id = assign(app)
    form = browser.sign_in(JO).get(f"/assignments/{assignment_id}/declaration")
    with app.app_context():
        declare_interests(JO, assignment_id, Declared(link=Link.LINK, detail=DETAIL), version=1)
    page = browser.fill_in(form, link="none", detail=WORDS)
    assert shown(page, 409, "Votre déclaration est enregistrée", "detail")
    assert DETAIL in page.text


@pytest.mark.parametrize("act", ["ruling", "withdrawal"])
@pytest.mark.parametrize("first", ["ruling", "withdrawal"])
def test_after_another_manager(app: Flask, browser: Browser, act: str, first: str) -> None:
    assignment_id = refer(app)
    form = browser.sign_in(EVE).get(f"/assignments/{assignment_id}/{act}")
    with app.app_context():
        version = get_assignment(db.session(), assignment_id).version
        if first == "ruling":
            no = Ruling(cleared=False, reason="Associés.")
            rule_on_link(ADAM, assignment_id, no, version=version)
        else:
            withdraw_assignment(ADAM, assignment_id, "Souffrante.", version=version)
    page = browser.fill_in(form, reason=WORDS, outcome="recused")
    reason = {"ruling": "n’attend pas de réponse", "withdrawal": "ne peut plus être retirée"}[act]
    assert shown(page, 409, reason, "reason")


def test_closing_a_second_time(app: Flask, browser: Browser) -> None:
    form = browser.sign_in(EVE).get(PROGRESS)
    close(app)
    page = browser.press(form, f"{PROGRESS}/close", reason=WORDS)
    assert shown(page, 409, "Évaluation close le", "reason")
