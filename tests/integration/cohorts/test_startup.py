"""A manager follows a start-up, its founder reads along, nobody else knows of it."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from incubator.cohorts.commands import reach_milestone, record_reading
from incubator.cohorts.models import Enrolment, Milestone
from incubator.cohorts.queries import get_startup_page
from incubator.cohorts.rules import AlreadyReached, EnrolmentState
from incubator.infra.clock import now
from incubator.infra.web import reader
from incubator.journal.models import JournalLine
from incubator.kernel.actor import Actor
from incubator.kernel.paris import day_of
from incubator.kernel.refusals import Forbidden
from incubator.kernel.versions import Stale
from tests.builders import (
    ADA,
    ADAM,
    BOB,
    EVE,
    JO,
    RUCHE,
    SAM,
    store,
)
from tests.client import Browser
from tests.unit.cohorts.builders import (
    AGREEMENT_ID,
    STAY_ID,
    a_followed_start_up,
    a_reading,
    an_edit,
)

URL = f"/startups/{STAY_ID}"
REACH = f"/milestones/{AGREEMENT_ID}/reach"
READ = f"/startups/{STAY_ID}/readings"
YESTERDAY = day_of(now()) - timedelta(days=1)
SIGNED = {"day": YESTERDAY.isoformat(), "evidence": "Convention 2026-07, original au service."}
FIGURE = {"value": "7,5", "as_of": "31/12/2025", "source": "Courriel de la direction"}


@pytest.fixture(autouse=True)
def world(app: Flask) -> None:
    """Let Ruche be followed for a fortnight."""
    store(app, *a_followed_start_up())


def plain(page: TestResponse) -> str:
    """Return the text of a page with plain spaces."""
    return page.text.replace("\N{NO-BREAK SPACE}", " ")


def test_a_signed_agreement_makes_a_resident(browser: Browser, stored: Session) -> None:
    eve = browser.sign_in(EVE)
    page = eve.get(URL)
    assert "Convention à signer" in page.text
    assert eve.press(page, REACH, **SIGNED).location == URL
    milestone = stored.scalars(select(Milestone)).one()
    assert (milestone.reached_on, milestone.reached_by) == (YESTERDAY, EVE.account_id)
    assert (milestone.evidence, milestone.version) == (SIGNED["evidence"], 2)
    stay = stored.scalars(select(Enrolment)).one()
    assert (stay.state, stay.resident_since) == (EnrolmentState.IN_RESIDENCE, YESTERDAY)
    line = stored.scalars(select(JournalLine)).one()
    assert (line.event, line.subject_id) == ("MilestoneReached", RUCHE)
    page = eve.get(URL)
    assert "Le jalon est enregistré." in page.text
    assert "En résidence" in page.text
    assert f'action="{REACH}"' not in page.text


def test_a_milestone_without_evidence_is_pointed_at(browser: Browser) -> None:
    eve = browser.sign_in(EVE)
    page = eve.press(eve.get(URL), REACH, day="hier", evidence="")
    assert page.status_code == 422
    assert '<a href="#day">' in page.text
    assert '<a href="#evidence">' in page.text
    assert "Indiquez un jour, par exemple 31/12/2026." in plain(page)


def test_a_milestone_is_not_reached_tomorrow_and_no_word_is_lost(browser: Browser) -> None:
    eve = browser.sign_in(EVE)
    tomorrow = (day_of(now()) + timedelta(days=1)).isoformat()
    page = eve.press(eve.get(URL), REACH, **SIGNED | {"day": tomorrow})
    assert page.status_code == 409
    assert "Cette date est à venir" in page.text
    assert SIGNED["evidence"] in page.text
    assert eve.press(page, REACH, **SIGNED).status_code == 303


def test_who_comes_second_sees_both_texts(app: Flask, browser: Browser) -> None:
    eve = browser.sign_in(EVE)
    page = eve.get(URL)
    with app.app_context():
        reach_milestone(ADAM, AGREEMENT_ID, "Exemplaire signé du mardi.", YESTERDAY, version=1)
    page = eve.press(page, REACH, **SIGNED)
    assert page.status_code == 409
    assert "Ce jalon est atteint depuis le" in page.text
    assert "Exemplaire signé du mardi." in page.text
    assert SIGNED["evidence"] in page.text
    with app.app_context(), pytest.raises(AlreadyReached):
        reach_milestone(EVE, AGREEMENT_ID, "Encore.", YESTERDAY, version=2)


def sign(actor: Actor) -> None:
    """Note that the agreement is signed."""
    reach_milestone(actor, AGREEMENT_ID, "Signée.", YESTERDAY, version=1)


def report(actor: Actor) -> None:
    """Report the first figure."""
    record_reading(actor, STAY_ID, an_edit(), version=0)


@pytest.mark.parametrize("act", [sign, report])
def test_of_two_managers_at_once_one_is_kept(
    app: Flask, stored: Session, act: Callable[[Actor], None]
) -> None:
    start = Barrier(2)

    def try_it(actor: Actor) -> str:
        with app.app_context():
            start.wait()
            try:
                act(actor)
            except Stale:
                return "stale"
            return "kept"

    with ThreadPoolExecutor(2) as hands:
        assert Counter(hands.map(try_it, (EVE, ADAM))) == {"kept": 1, "stale": 1}
    assert len(stored.scalars(select(JournalLine)).all()) == 1


def test_a_founder_reads_and_records_nothing(app: Flask, browser: Browser) -> None:
    store(app, a_reading())
    page = browser.sign_in(ADA).get(URL)
    assert "Courriel de la direction" in page.text
    assert f'action="{REACH}"' not in page.text
    assert f'action="{READ}"' not in page.text
    assert f"/dossiers/{RUCHE}" not in page.text


@pytest.mark.parametrize(
    ("actor", "reads", "writes"),
    [(EVE, 200, 303), (ADA, 200, 403), (BOB, 404, 404), (JO, 404, 404), (SAM, 404, 404)],
)
def test_who_may_read_and_who_may_record(
    app: Flask, browser: Browser, actor: Actor, reads: int, writes: int
) -> None:
    app.config["WTF_CSRF_ENABLED"] = False  # most have no form to take a token from
    browser.sign_in(actor)
    assert browser.get(URL).status_code == reads
    assert browser.post(REACH, data=SIGNED | {"version": "1"}).status_code == writes
    assert browser.post(READ, data=FIGURE | {"version": "0"}).status_code == writes


def test_a_stranger_cannot_tell_a_start_up_from_nothing(browser: Browser) -> None:
    bob = browser.sign_in(BOB)
    there, nowhere = bob.get(URL).text, bob.get(f"/startups/{RUCHE}").text
    assert there.replace(str(STAY_ID), str(RUCHE)) == nowhere


def test_commands_ask_who_is_asking(app: Flask) -> None:
    with app.app_context():
        with pytest.raises(Forbidden):
            reach_milestone(ADA, AGREEMENT_ID, "Signée.", YESTERDAY, version=1)
        with pytest.raises(Forbidden):
            record_reading(ADA, STAY_ID, an_edit(), version=0)
    with app.test_request_context():
        assert get_startup_page(reader(), ADA, STAY_ID, now()).readings == []
