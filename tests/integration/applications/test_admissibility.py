"""Managers rule on admissibility after the closing; founders learn it by the decision only."""

import re
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from incubator.applications.commands import rule_on_admissibility
from incubator.applications.models import Application, ConditionCheck
from incubator.applications.queries import map_checks
from incubator.applications.rules import ApplicationState, StillOpen, Verdict
from incubator.infra import clock
from incubator.infra.unit_of_work import transaction
from incubator.journal.models import JournalLine
from incubator.kernel.actor import SYSTEM, Actor
from incubator.kernel.paris import closing_instant, day_of
from incubator.kernel.versions import Stale
from tests.builders import (
    ADA,
    ADAM,
    BOB,
    EVE,
    JO,
    RUCHE,
    SAM,
    a_closed_call,
    a_house,
    an_application,
    another_application,
    store,
)
from tests.client import Browser
from tests.integration.applications.steps import count, read

PAGE = f"/dossiers/{RUCHE}/admissibility"
ADMISSIBLE = {"met": ["territory", "age"], "verdict": "admissible"}
REASON = "L’équipe travaille à Lille, hors du territoire."
INADMISSIBLE = {"met": ["age"], "verdict": "inadmissible", "reason": REASON}
CLOSING = closing_instant(day_of(clock.now()) - timedelta(days=1))
DRAWN = re.compile(r'(?<=name="csrf_token" value=")[^"]+')  # anew each time
UNFOUNDED: list[tuple[dict[str, Any], int, str]] = [
    ({"met": ["age"], "verdict": "admissible"}, 409, "chaque condition doit être remplie"),
    ({"verdict": "admissible"}, 409, "chaque condition doit être remplie"),
    ({"met": ["age", "invented"], "verdict": "admissible"}, 409, "chaque condition"),
    (INADMISSIBLE | {"reason": "  \r\n "}, 409, "Dites pourquoi"),
    (INADMISSIBLE | {"met": ["age", "territory"]}, 409, "Toutes les conditions sont remplies"),
    ({"met": ["age"], "reason": REASON}, 422, "1 point à corriger"),
    (INADMISSIBLE | {"verdict": "draft"}, 422, "1 point à corriger"),
    (INADMISSIBLE | {"reason": REASON + "x" * 4000}, 422, "1 point à corriger"),
]


@pytest.fixture(autouse=True)
def world(app: Flask) -> None:
    """Let Ada's dossier be received, and its call closed."""
    received = an_application(state=ApplicationState.SUBMITTED)
    store(app, *a_house(), *a_closed_call(), *received)


def rule(browser: Browser, **typed: object) -> TestResponse:
    """Open the page, tick and send."""
    return browser.fill_in(browser.get(PAGE), **typed)


def the_dossier(stored: Session) -> Application:
    """Return Ada's dossier, as it is now."""
    stored.rollback()
    return stored.get_one(Application, RUCHE)


def test_a_dossier_that_meets_each_condition_is_admissible(
    browser: Browser, stored: Session
) -> None:
    page = rule(browser.sign_in(EVE), **ADMISSIBLE)
    assert (page.status_code, page.location) == (303, f"/dossiers/{RUCHE}")
    dossier = the_dossier(stored)
    assert (dossier.state, dossier.ruled_by) == (ApplicationState.ADMISSIBLE, EVE.account_id)
    assert map_checks(stored, RUCHE) == {"territory": True, "age": True}
    line = stored.scalars(select(JournalLine)).one()
    assert (line.event, line.subject_id) == ("AdmissibilityRuled", RUCHE)


def test_an_inadmissible_one_has_its_reason_and_its_checks(
    browser: Browser, stored: Session
) -> None:
    eve = browser.sign_in(EVE)
    assert rule(eve, **INADMISSIBLE).status_code == 303
    dossier = the_dossier(stored)
    assert (dossier.state, dossier.ruling) == (ApplicationState.INADMISSIBLE, REASON)
    assert map_checks(stored, RUCHE) == {"territory": False, "age": True}
    assert REASON not in stored.scalars(select(JournalLine)).one().facts
    assert REASON in read(eve.get(PAGE))


def test_a_verdict_that_does_not_follow_is_refused_and_kept_on_the_page(
    browser: Browser, stored: Session
) -> None:
    eve = browser.sign_in(EVE)
    for typed, status, sentence in UNFOUNDED:
        page = rule(eve, **typed)
        assert (page.status_code, sentence in read(page)) == (status, True), typed
        assert (REASON in page.text) is (REASON in str(typed.get("reason")))
        assert ('value="age" checked' in page.text) is ("age" in typed.get("met", ""))
    assert the_dossier(stored).state is ApplicationState.SUBMITTED
    assert not count(stored)
    assert not count(stored, ConditionCheck)
    assert eve.fill_in(page, **ADMISSIBLE).status_code == 303


def test_a_verdict_waits_for_the_closing(app: Flask, browser: Browser, stored: Session) -> None:
    verdict = Verdict(state=ApplicationState.ADMISSIBLE, met=frozenset({"territory", "age"}))
    eve, form = browser.sign_in(EVE), browser.get(PAGE)
    with clock.at(CLOSING - timedelta(seconds=1)):
        page = eve.get(PAGE)
        assert "Le dossier peut encore changer" in read(page)
        assert 'name="verdict"' not in page.text
        assert eve.fill_in(form, **ADMISSIBLE).status_code == 409
        with app.app_context(), pytest.raises(StillOpen):
            rule_on_admissibility(EVE, RUCHE, verdict, version=1)
    assert the_dossier(stored).state is ApplicationState.SUBMITTED


def test_of_two_managers_the_second_is_told(browser: Browser, stored: Session) -> None:
    eve = browser.sign_in(EVE)
    form = eve.get(PAGE)
    assert rule(eve, **ADMISSIBLE).status_code == 303
    adam = browser.sign_in(ADAM)
    page = adam.fill_in(form, **INADMISSIBLE | {"csrf_token": token_of(adam)})
    assert page.status_code == 409
    assert "La recevabilité de ce dossier est déjà prononcée." in read(page)
    assert REASON in page.text
    dossier = the_dossier(stored)
    assert (dossier.state, dossier.ruled_by) == (ApplicationState.ADMISSIBLE, EVE.account_id)
    assert count(stored) == 1


def token_of(browser: Browser) -> str:
    """Return a token for this visitor's forms."""
    found = DRAWN.search(browser.get("/").text)
    assert found
    return found[0]


def test_two_clicks_give_one_verdict(app: Flask, stored: Session) -> None:
    verdict = Verdict(state=ApplicationState.ADMISSIBLE, met=frozenset({"territory", "age"}))
    with app.app_context():
        rule_on_admissibility(EVE, RUCHE, verdict, version=1)
        with pytest.raises(Stale):
            rule_on_admissibility(EVE, RUCHE, verdict, version=1)
    assert count(stored) == 1


@pytest.mark.parametrize(("actor", "status"), [(ADA, 403), (BOB, 404), (JO, 404), (SAM, 404)])
def test_nobody_else_rules(
    app: Flask, browser: Browser, stored: Session, actor: Actor, status: int
) -> None:
    app.config["WTF_CSRF_ENABLED"] = False  # they have no form to take a token from
    somebody = browser.sign_in(actor)
    assert somebody.get(PAGE).status_code == status
    assert somebody.post(PAGE, data=ADMISSIBLE | {"version": "1"}).status_code == status
    assert the_dossier(stored).state is ApplicationState.SUBMITTED


def set_back(app: Flask) -> None:
    """Undo the verdict behind everybody's back."""
    with app.app_context(), transaction(SYSTEM) as tx:
        tx.session.execute(delete(ConditionCheck))
        blank = {"ruled_at": None, "ruled_by": None, "ruling": "", "version": 1}
        state = {"state": ApplicationState.SUBMITTED}
        tx.session.execute(update(Application).values(blank | state))


def test_a_founder_reads_the_same_before_a_verdict_and_after_either(
    app: Flask, browser: Browser
) -> None:
    """Ada's pages do not differ by one byte, whatever was found of her dossier."""
    own = f"/applications/{RUCHE}"
    paths = ("/desk", own, f"{own}/sections/project", f"{own}/check")

    def everything() -> list[str]:
        with clock.at(CLOSING + timedelta(days=1)):
            return [DRAWN.sub("", browser.sign_in(ADA).get(path).text) for path in paths]

    before, readings = everything(), []
    for typed in (ADMISSIBLE, INADMISSIBLE):
        rule(browser.sign_in(EVE), **typed)
        readings.append(everything())
        set_back(app)
    assert readings == [before, before]
    assert "clos depuis le" in before[1]


def test_a_draft_is_not_there_for_managers(app: Flask, browser: Browser) -> None:
    store(app, *another_application(2, state=ApplicationState.DRAFT))
    page = browser.sign_in(EVE).get(f"/dossiers/{UUID(int=302)}/admissibility")
    assert page.status_code == 404
