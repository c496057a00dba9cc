"""Figures are recorded with their source, and corrected without erasing anything."""

from datetime import timedelta
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import Executable, delete, select, update
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from incubator.cohorts.commands import record_reading
from incubator.cohorts.models import Reading
from incubator.cohorts.rules import ReadingId
from incubator.infra.clock import now
from incubator.journal.models import JournalLine
from incubator.kernel.paris import day_of
from tests.builders import (
    ADAM,
    EVE,
    RUCHE,
    store,
)
from tests.client import Browser
from tests.unit.cohorts.builders import (
    STAY_ID,
    WINTER,
    a_followed_start_up,
    a_reading,
    an_edit,
)

URL = f"/startups/{STAY_ID}"
READ = f"/startups/{STAY_ID}/readings"
FIRST_ID, SECOND_ID = ReadingId(UUID(int=701)), ReadingId(UUID(int=702))
YESTERDAY = day_of(now()) - timedelta(days=1)
FIGURE = {"value": "7,5", "as_of": "31/12/2025", "source": "Courriel de la direction"}


@pytest.fixture(autouse=True)
def world(app: Flask) -> None:
    """Let Ruche be followed for a fortnight."""
    store(app, *a_followed_start_up())


def plain(page: TestResponse) -> str:
    """Return the text of a page with plain spaces."""
    return page.text.replace("\N{NO-BREAK SPACE}", " ")


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
    assert "corrige 75,0 ETP" in plain(page)
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
