"""A manager follows a start-up: milestones reached, figures recorded and corrected."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import Executable, delete, select, update
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.orm import Session

from incubator.cohorts.commands import reach_milestone, record_reading
from incubator.cohorts.models import Enrolment, Milestone, Reading
from incubator.cohorts.queries import get_startup_page
from incubator.cohorts.rules import AlreadyReached, EnrolmentState, ReadingId
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
    a_closed_call,
    a_house,
    an_application,
    store,
)
from tests.client import Browser
from tests.unit.cohorts.builders import (
    AGREEMENT_ID,
    STAY_ID,
    WINTER,
    a_cohort,
    a_milestone,
    a_reading,
    an_edit,
    an_enrolment,
)

URL = f"/startups/{STAY_ID}"
REACH = f"/milestones/{AGREEMENT_ID}/reach"
READ = f"/startups/{STAY_ID}/readings"
FIRST_ID, SECOND_ID = ReadingId(UUID(int=701)), ReadingId(UUID(int=702))
YESTERDAY = day_of(now()) - timedelta(days=1)
SIGNED = {"day": YESTERDAY.isoformat(), "evidence": "Convention 2026-07, original au service."}
FIGURE = {"value": "7,5", "as_of": "31/12/2025", "source": "Courriel de la direction"}


@pytest.fixture(autouse=True)
def world(app: Flask) -> None:
    """Let Ruche be enrolled since a fortnight."""
    store(app, *a_house(), *a_closed_call(), *an_application(), a_cohort())
    store(app, an_enrolment(enrolled_at=now() - timedelta(days=14)), a_milestone())


def plain(page: Any) -> str:
    """Return the text of a page with plain spaces."""
    return str(page.text).replace("\N{NO-BREAK SPACE}", " ")


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


def test_of_two_managers_at_once_one_reaches(app: Flask, stored: Session) -> None:
    start = Barrier(2)

    def sign(actor: Actor) -> str:
        with app.app_context():
            start.wait()
            try:
                reach_milestone(actor, AGREEMENT_ID, "Signée.", YESTERDAY, version=1)
            except Stale:
                return "stale"
            return "kept"

    with ThreadPoolExecutor(2) as hands:
        assert Counter(hands.map(sign, (EVE, ADAM))) == {"kept": 1, "stale": 1}
    assert len(stored.scalars(select(JournalLine)).all()) == 1


def test_a_figure_is_kept_with_its_source_and_its_day(browser: Browser, stored: Session) -> None:
    eve = browser.sign_in(EVE)
    assert eve.press(eve.get(URL), READ, **FIGURE, verified="y").location == URL
    reading = stored.scalars(select(Reading)).one()
    assert (reading.tenths, reading.as_of, reading.verified) == (75, WINTER, True)
    assert (reading.source, reading.recorded_by) == (FIGURE["source"], EVE.account_id)
    line = stored.scalars(select(JournalLine)).one()
    assert (line.event, line.subject_id) == ("ReadingRecorded", RUCHE)
    assert FIGURE["source"] not in line.facts
    page = eve.get(URL)
    assert "Le relevé est enregistré." in page.text
    assert "7,5" in page.text
    assert "Vérifié" in page.text
    assert '<svg class="q-svg"' not in page.text


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"value": "beaucoup"}, "value"),
        ({"value": "  "}, "value"),
        ({"value": "12,55"}, "value"),
        ({"value": "-1"}, "value"),
        ({"as_of": "31/02/2025"}, "as_of"),
        ({"source": ""}, "source"),
    ],
)
def test_an_unusable_figure_is_pointed_at(
    browser: Browser, stored: Session, typed: dict[str, str], field: str
) -> None:
    eve = browser.sign_in(EVE)
    page = eve.press(eve.get(URL), READ, **FIGURE | typed)
    assert page.status_code == 422
    assert f'<a href="#{field}">' in page.text
    assert stored.scalars(select(Reading)).all() == []


def test_a_leap_asks_for_a_tick(app: Flask, browser: Browser, stored: Session) -> None:
    store(app, a_reading())
    eve = browser.sign_in(EVE)
    leap = FIGURE | {"value": "75", "as_of": YESTERDAY.isoformat()}
    page = eve.get(URL)
    assert 'name="confirmed"' not in page.text
    page = eve.press(page, READ, **leap)
    assert page.status_code == 409
    assert "Ce nombre s’écarte beaucoup du relevé du mercredi 31 décembre 2025." in page.text
    assert 'name="confirmed"' in page.text
    assert eve.press(page, READ, **leap, confirmed="y").status_code == 303
    assert stored.scalars(select(Reading.tenths).order_by(Reading.as_of)).all() == [75, 750]


def test_a_correction_replaces_and_erases_nothing(
    app: Flask, browser: Browser, stored: Session
) -> None:
    store(app, a_reading(tenths=750, id=FIRST_ID))
    eve = browser.sign_in(EVE)
    page = eve.get(f"{URL}?correct={FIRST_ID}")
    assert "Corriger le relevé du 31 décembre 2025" in plain(page)
    assert 'value="75"' in page.text
    assert eve.press(page, READ, **FIGURE).status_code == 303
    rows = stored.scalars(select(Reading).order_by(Reading.tenths)).all()
    assert [(row.tenths, row.replaces_id) for row in rows] == [(75, FIRST_ID), (750, None)]
    page = eve.get(URL)
    assert "Corrige 75,0 ETP" in plain(page)
    assert "<s>75,0</s>" in page.text
    again = eve.get(f"{URL}?correct={FIRST_ID}")  # it is not to be corrected twice
    assert "Ajouter un relevé" in again.text
    assert eve.press(again, READ, **FIGURE | {"replaces": str(FIRST_ID)}).status_code == 409


def test_one_day_has_one_figure(app: Flask, browser: Browser) -> None:
    store(app, a_reading())
    eve = browser.sign_in(EVE)
    page = eve.press(eve.get(URL), READ, **FIGURE)
    assert page.status_code == 409
    assert "Un relevé existe déjà au mercredi 31 décembre 2025" in plain(page)


def test_a_figure_recorded_meanwhile_stands_beside_the_typed_one(
    app: Flask, browser: Browser
) -> None:
    eve = browser.sign_in(EVE)
    page = eve.get(URL)
    with app.app_context():
        edit = an_edit("8.5", YESTERDAY, source="Déclaration sociale")
        record_reading(ADAM, STAY_ID, edit, version=0)
    page = eve.press(page, READ, **FIGURE)
    assert page.status_code == 409
    assert "Ce qui est enregistré" in page.text
    assert "Déclaration sociale" in page.text
    assert FIGURE["source"] in page.text
    assert eve.press(page, READ, **FIGURE).status_code == 303


def test_the_same_form_sent_twice_counts_once(browser: Browser, stored: Session) -> None:
    eve = browser.sign_in(EVE)
    page = eve.get(URL)
    assert eve.press(page, READ, **FIGURE).status_code == 303
    assert eve.press(page, READ, **FIGURE).status_code == 303
    assert len(stored.scalars(select(Reading)).all()) == 1


def test_two_figures_make_a_curve_that_says_what_it_shows(app: Flask, browser: Browser) -> None:
    store(app, a_reading(), a_reading(YESTERDAY, 125))
    page = browser.sign_in(EVE).get(URL)
    assert '<title id="curve-title">Emplois de Ruche SAS</title>' in page.text
    assert "De 7,5 ETP le 31 décembre 2025 à 12,5 ETP le" in plain(page)


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


@pytest.mark.parametrize("rewrite", [update(Reading).values(tenths=1), delete(Reading)])
def test_nobody_rewrites_a_figure(app: Flask, stored: Session, rewrite: Executable) -> None:
    store(app, a_reading())
    with pytest.raises(DBAPIError, match="never overwritten"):
        stored.execute(rewrite)


def test_the_database_refuses_a_figure_that_lacks_something(app: Flask) -> None:
    store(app, a_reading(id=FIRST_ID), a_reading(id=SECOND_ID, replaces_id=FIRST_ID))
    for wrong in (
        {"tenths": -1},
        {"source": ""},
        {"replaces_id": FIRST_ID},
        {"replaces_id": ReadingId(STAY_ID)},
        {"replaces_id": SECOND_ID, "indicator": "turnover"},
    ):
        with pytest.raises(IntegrityError):
            store(app, a_reading(**wrong))
