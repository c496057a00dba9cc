"""Who may draft a decision, and what happens when several do at once."""

import ast
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
from flask import Flask
from sqlalchemy.orm import Session

import incubator
from incubator.decisions.commands import draft_decision
from incubator.decisions.rules import PlacesTaken, Reply
from incubator.kernel.actor import NOBODY, SYSTEM, Actor
from incubator.kernel.refusals import Forbidden, NotFound
from incubator.kernel.versions import Stale
from tests.builders import ADA, BOB, EVE, JO, RUCHE, SAM, store
from tests.client import HIDDEN, Browser
from tests.integration.decisions.world import (
    ADMISSION,
    TYPED,
    answered,
    build,
    count_events,
    decisions,
    drafted,
    hear,
    opened,
)
from tests.integration.deliberation.world import a_panel, a_rival, at_once, dossier, flat

URL = f"/dossiers/{RUCHE}/decision"


@pytest.fixture(autouse=True)
def world(app: Flask) -> None:
    """Build the call of two places."""
    build(app)


def test_of_eight_hands_at_once_one_wins(app: Flask, stored: Session) -> None:
    start = Barrier(8)

    def draft(_: int) -> str:
        with app.app_context():
            start.wait()
            try:
                draft_decision(EVE, RUCHE, ADMISSION, version=0)
            except Stale:
                return "stale"
            return "kept"

    with ThreadPoolExecutor(8) as hands:
        assert Counter(hands.map(draft, range(8))) == {"kept": 1, "stale": 7}
    assert decisions(stored)[RUCHE].version == 1


def test_of_eight_admissions_at_once_two_find_a_place(app: Flask, stored: Session) -> None:
    numbers = range(11, 19)
    for number in numbers:
        store(app, *a_rival(number), *a_panel(*flat(4), number=number))
        hear(app, number)
    start = Barrier(8)

    def admit(number: int) -> str:
        with app.app_context():
            start.wait()
            try:
                draft_decision(EVE, dossier(number), ADMISSION, version=0)
            except PlacesTaken:
                return "full"
            return "kept"

    with ThreadPoolExecutor(8) as hands:
        assert Counter(hands.map(admit, numbers)) == {"kept": 2, "full": 6}
    assert len(decisions(stored)) == 2


def test_a_declined_place_is_free_again(app: Flask) -> None:
    answered(app, Reply.DECLINED)
    for number in (4, 5, 6):
        store(app, *a_rival(number), *a_panel(*flat(4), number=number))
        hear(app, number)
    drafted(app, ADMISSION, dossier(4))
    drafted(app, ADMISSION, dossier(5))
    with pytest.raises(PlacesTaken):
        drafted(app, ADMISSION, dossier(6))


@pytest.mark.parametrize(
    ("actor", "status"), [(EVE, 200), (SAM, 404), (JO, 404), (BOB, 404), (ADA, 403)]
)
def test_a_decision_is_the_managers_to_draft(
    app: Flask, browser: Browser, actor: Actor, status: int
) -> None:
    app.config["WTF_CSRF_ENABLED"] = False
    browser.sign_in(actor)
    assert browser.get(URL).status_code == status
    answer = browser.post(URL, data=TYPED | {"version": 0})
    assert answer.status_code == (303 if status == 200 else status)


@pytest.mark.parametrize("actor", [SYSTEM, NOBODY, JO, SAM, ADA])
def test_no_decision_is_made_without_a_person_who_may(
    app: Flask, stored: Session, actor: Actor
) -> None:
    with app.app_context(), pytest.raises((NotFound, Forbidden)):
        draft_decision(actor, RUCHE, ADMISSION, version=0)
    assert not decisions(stored)


def test_one_place_in_the_code_makes_decisions_after_asking_who_may() -> None:
    makers = {
        function.name: ast.unparse(function)
        for path in Path(incubator.__path__[0]).rglob("*.py")
        for function in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(function, ast.FunctionDef) and " Decision(" in ast.unparse(function)
    }
    assert list(makers) == ["draft_decision"]
    before = makers["draft_decision"].partition(" Decision(")[0]
    assert "require(actor, Permission.DRAFT_DECISION, application)" in before


def test_of_eight_pages_sent_at_once_one_is_kept(
    app: Flask, browser: Browser, stored: Session
) -> None:
    eve = browser.sign_in(EVE)
    forms = [dict(HIDDEN.findall(eve.get(URL).text)) | TYPED for _ in range(8)]
    assert at_once(app, eve, URL, forms) == {303: 1, 409: 7}
    assert decisions(stored)[RUCHE].version == 1


def test_one_page_sent_eight_times_at_once_is_one_draft(
    app: Flask, browser: Browser, stored: Session
) -> None:
    eve = browser.sign_in(EVE)
    form = dict(HIDDEN.findall(eve.get(URL).text)) | TYPED
    assert at_once(app, eve, URL, [form] * 8) == {303: 8}
    assert count_events(stored, "DecisionDrafted") == 1


def test_of_eight_clicks_for_and_against_one_is_the_answer(
    app: Flask, browser: Browser, stored: Session
) -> None:
    url = f"/decisions/{opened(app)}"
    ada = browser.sign_in(ADA)
    forms = [
        dict(HIDDEN.findall(ada.get(url).text)) | {"reply": reply}
        for reply in ("confirmed", "declined") * 4
    ]
    assert at_once(app, ada, f"{url}/answer", forms) == {303: 1, 409: 7}
    assert decisions(stored)[RUCHE].answer in {Reply.CONFIRMED, Reply.DECLINED}
