"""Roles are given for the house or for one call, by invitation, and taken back at once."""

from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from incubator.accounts.models import Account, Role
from incubator.calls.rules import CallId
from incubator.ecosystem.models import SignatoryRow
from incubator.journal.models import JournalLine
from incubator.kernel.actor import Actor, Relation
from tests.builders import (
    ADA,
    BOB,
    CALL_ID,
    EVE,
    JO,
    RUCHE,
    SAM,
    a_closed_call,
    a_house,
    an_application,
    store,
)
from tests.client import Browser
from tests.integration.accounts.steps import GOOD, last_link, mails

OTHER_CALL = CallId(UUID(int=102))
PEOPLE, OTHERS = f"/calls/{CALL_ID}/people", f"/calls/{OTHER_CALL}/people"
PAGES = ("dossiers", "evaluation", "deliberation", "decisions", "people")
PIA = {"given_name": "Pia", "family_name": "Roche", "email": "Pia@example.org"}


@pytest.fixture(autouse=True)
def world(app: Flask) -> None:
    """Let two calls be closed, one of them with a dossier."""
    store(app, *a_house(), *a_closed_call(), *an_application())
    store(app, *a_closed_call(id=OTHER_CALL, code="QI-2026-02", title="Autre appel"))


def invite(browser: Browser, role: str, path: str = PEOPLE, **more: str) -> int:
    """Let Ève invite Pia."""
    eve = browser.sign_in(EVE)
    return eve.press(eve.get(path), path, **PIA, role=role, **more).status_code


def arrive(app: Flask) -> Browser:
    """Return the browser in which somebody uses the last invitation."""
    pia = Browser(app, app.response_class)
    assert pia.fill_in(pia.get(last_link(app)), password=GOOD).status_code == 303
    return pia


def test_a_manager_of_one_call_manages_it_and_sees_nothing_of_another(
    app: Flask, browser: Browser
) -> None:
    assert invite(browser, "manager") == 303
    assert "Invité, pas encore venu" in browser.get(PEOPLE).text
    pia = arrive(app)
    own = [pia.get(f"/calls/{CALL_ID}/{page}").status_code for page in PAGES]
    others = [pia.get(f"/calls/{OTHER_CALL}/{page}").status_code for page in PAGES]
    assert own == [200] * len(PAGES)
    assert others == [403] * len(PAGES)  # who has signed in knows that a call exists
    assert pia.get(f"/dossiers/{RUCHE}").status_code == 200
    assert pia.get("/people").status_code == 403
    assert "Autre appel" not in pia.get("/calls").text
    assert "Autre appel" not in pia.get("/desk").text


def test_a_manager_of_another_call_does_not_know_of_a_dossier(app: Flask, browser: Browser) -> None:
    invite(browser, "manager", OTHERS)
    pia = arrive(app)
    for path in (f"/dossiers/{RUCHE}", f"/dossiers/{RUCHE}/jurors", f"/dossiers/{RUCHE}/opinion"):
        assert pia.get(path).status_code == 404


def test_an_invited_juror_can_be_assigned_before_they_come(
    browser: Browser, stored: Session
) -> None:
    assert invite(browser, "juror") == 303
    assert "Pia Roche" in browser.get(f"/dossiers/{RUCHE}/jurors").text
    account = stored.scalars(select(Account).filter_by(email="pia@example.org")).one()
    assert account.password_hash is None


def test_a_juror_of_one_call_is_not_offered_in_another(browser: Browser) -> None:
    invite(browser, "juror", OTHERS)
    assert "Pia Roche" not in browser.get(f"/dossiers/{RUCHE}/jurors").text


def test_who_signs_needs_the_mentions_of_the_law(browser: Browser) -> None:
    assert invite(browser, "signatory") == 422
    mentions = {"capacity": "Vice-présidente", "service": "Économie", "delegation": "arrêté n° 3"}
    assert invite(browser, "signatory", **mentions) == 303


def test_the_mentions_of_who_signs_already_stay(browser: Browser, stored: Session) -> None:
    eve = browser.sign_in(EVE)
    sam = {"given_name": "S.", "family_name": "N.", "email": f"{SAM.account_id.hex}@example.org"}
    other = {"capacity": "Stagiaire", "service": "Accueil", "role": "signatory"}
    assert eve.press(eve.get(PEOPLE), PEOPLE, **sam, **other).status_code == 303
    assert stored.get_one(SignatoryRow, SAM.account_id).capacity == "Vice-président"


def test_nobody_gives_themselves_a_role(browser: Browser) -> None:
    eve = browser.sign_in(EVE)
    me = {"given_name": "È.", "family_name": "C.", "email": f"{EVE.account_id.hex}@example.org"}
    page = eve.press(eve.get(PEOPLE), PEOPLE, **me, role="juror")
    assert page.status_code == 409
    assert "Demandez à une autre personne" in page.text


def test_somebody_known_gets_the_role_and_a_mail(app: Flask, browser: Browser) -> None:
    eve, bob = browser.sign_in(EVE), f"{BOB.account_id.hex}@example.org"
    known = {"given_name": "B.", "family_name": "M.", "email": bob, "role": "juror"}
    assert eve.press(eve.get(PEOPLE), PEOPLE, **known).status_code == 303
    assert "Bob Marchand" in eve.get(PEOPLE).text
    to, text = mails(app)[-1]
    assert to == bob
    assert "vous a donné un rôle" in text


def test_a_role_taken_back_ends_with_the_next_page(
    app: Flask, browser: Browser, stored: Session
) -> None:
    invite(browser, "manager")
    pia = arrive(app)
    assert pia.get(f"/calls/{CALL_ID}/dossiers").status_code == 200
    account = stored.scalars(select(Account).filter_by(email="pia@example.org")).one()
    eve = browser.sign_in(EVE)
    page, path = eve.get(PEOPLE), f"{PEOPLE}/{account.id}/manager/withdraw"
    assert [eve.press(page, path).status_code for _ in range(2)] == [303, 303]
    assert pia.get(f"/calls/{CALL_ID}/dossiers").status_code == 403
    stored.rollback()
    events = select(JournalLine).filter_by(event="RoleWithdrawn")
    assert len(stored.scalars(events).all()) == 1


def test_the_house_keeps_a_manager(browser: Browser, stored: Session) -> None:
    eve = browser.sign_in(EVE)
    for role in stored.scalars(select(Role).filter_by(relation=Relation.MANAGER)).all():
        if role.account_id != EVE.account_id:
            path = f"/people/{role.account_id}/manager/withdraw"
            assert eve.press(eve.get("/people"), path).status_code == 303
    page = eve.press(eve.get("/people"), f"/people/{EVE.account_id}/manager/withdraw")
    assert page.status_code == 409
    assert "Demandez à une autre personne" in page.text


@pytest.mark.parametrize("role", ["operator", "member", "founder_of", "", "x"])
def test_only_some_roles_can_be_given(browser: Browser, role: str) -> None:
    assert invite(browser, role) == 422


@pytest.mark.parametrize("actor", [ADA, JO])
def test_inviting_is_for_managers(browser: Browser, actor: Actor) -> None:
    browser.sign_in(actor)
    assert browser.get("/people").status_code == 403
    assert browser.get(PEOPLE).status_code == 403
