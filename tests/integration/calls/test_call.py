"""A call is published once, whole, and says when it opens and closes."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from incubator.calls.commands import NewCall, open_call, take_number
from incubator.calls.models import Call, CallVersion
from incubator.calls.queries import get_form, get_heading, get_rubric
from incubator.calls.rules import CallId, DefinitionError, definition_digest, read_form, read_rubric
from incubator.infra import clock
from incubator.infra.unit_of_work import transaction
from incubator.journal.models import JournalLine
from incubator.kernel.actor import SYSTEM, Actor
from incubator.kernel.paris import closing_instant, opening_instant
from incubator.kernel.refusals import Forbidden, NotFound
from tests.builders import ADA, CALL_ID, EVE, FORM, OLGA, RUBRIC, a_call, a_house, store
from tests.client import Browser

OPENS, CLOSES = date(2026, 10, 5), date(2026, 10, 25)  # the clocks change that night
COLUMNS: dict[str, Any] = {
    "code": "QI-2026-07",
    "title": "Appel e-santé <2026>",
    "lead": "Huit places.",
    "cluster": "esante",
    "phase": "incubation",
    "places": 8,
    "duration_months": 24,
    "opens_on": OPENS,
    "closes_on": CLOSES,
    "admissibility_until": CLOSES + timedelta(days=10),
    "evaluation_until": CLOSES + timedelta(days=30),
    "hearings_on": CLOSES + timedelta(days=35),
    "decision_on": CLOSES + timedelta(days=45),
    "entry_on": CLOSES + timedelta(days=60),
}
CONTENT = {
    "audience": ["De jeunes entreprises."],
    "offer": ["Un bureau."],
    "faq": [{"question": "Combien ?", "answer": "Rien."}],
    "contact": {"name": "Ève Caron", "email": "eve@quai.example", "phone": "03 22 00 00 00"},
}
NEW = NewCall(columns=COLUMNS, content=CONTENT, form=FORM, rubric=RUBRIC)


@pytest.fixture(autouse=True)
def world(app: Flask) -> None:
    """Set the house up."""
    store(app, *a_house())


def published(app: Flask, actor: Actor = OLGA, new: NewCall = NEW) -> CallId:
    """Open a call."""
    with app.app_context():
        return open_call(actor, new)


def changed(**changes: Any) -> NewCall:
    """Return another call to open."""
    return NewCall(columns=COLUMNS | changes, content=CONTENT, form=FORM, rubric=RUBRIC)


def test_a_call_is_frozen_with_its_form_its_rubric_and_their_digest(
    app: Flask, stored: Session
) -> None:
    call_id = published(app)
    version = stored.scalars(select(CallVersion)).one()
    form, rubric = read_form(FORM), read_rubric(RUBRIC)
    assert (get_form(stored, call_id, 1), get_rubric(stored, call_id)) == (form, rubric)
    assert version.digest == definition_digest(form, rubric)
    line = stored.scalars(select(JournalLine)).one()
    assert (line.event, line.subject_id) == ("CallOpened", call_id)
    assert version.digest in line.facts


@pytest.mark.parametrize(
    ("new", "refusal"),
    [
        (NewCall(columns=COLUMNS, content={}, form={}, rubric=RUBRIC), DefinitionError),
        (NewCall(columns=COLUMNS, content={}, form=FORM, rubric={}), DefinitionError),
        (changed(closes_on=OPENS - timedelta(days=1)), IntegrityError),
        (changed(places=0), IntegrityError),
        (changed(cluster="biologie"), IntegrityError),
    ],
    ids=["no form", "no rubric", "closes before it opens", "no place", "unknown cluster"],
)
def test_a_call_that_cannot_be_answered_is_not_published(
    app: Flask, stored: Session, new: NewCall, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        published(app, new=new)
    assert not stored.scalars(select(Call)).all()
    assert not stored.scalars(select(JournalLine)).all()


def test_a_code_is_used_once(app: Flask) -> None:
    published(app)
    with pytest.raises(IntegrityError):
        published(app)


@pytest.mark.parametrize("actor", [ADA, EVE])
def test_a_call_is_opened_by_operators(app: Flask, actor: Actor) -> None:
    with pytest.raises(Forbidden):
        published(app, actor)
    assert published(app, SYSTEM)


def test_numbers_follow_each_other_in_each_call(app: Flask) -> None:
    one, two = published(app), published(app, new=changed(code="QI-2026-08"))
    with app.app_context():
        numbers = []
        for call_id in (one, one, two, one):
            with transaction(SYSTEM) as tx:
                numbers.append(take_number(tx, call_id))
    assert numbers == ["QI-2026-07-0001", "QI-2026-07-0002", "QI-2026-08-0001", "QI-2026-07-0003"]


@pytest.mark.parametrize(
    ("instant", "stage"),
    [
        (opening_instant(OPENS) - timedelta(seconds=1), "upcoming"),
        (opening_instant(OPENS), "open"),
        (closing_instant(CLOSES) - timedelta(seconds=1), "open"),
        (closing_instant(CLOSES), "closed"),
    ],
)
def test_the_public_page_says_where_the_call_stands(
    app: Flask, browser: Browser, stored: Session, instant: Any, stage: str
) -> None:
    call_id = published(app)
    words = {"upcoming": "à venir", "open": "Clôture dans", "closed": "clos"}
    with clock.at(instant):
        page = browser.get(f"/calls/{call_id}")
        with app.app_context():
            assert get_heading(stored, call_id, clock.now()).stage == stage
    assert page.status_code == 200
    assert words[stage] in page.text.partition("q-aside")[2]
    assert ("Se connecter ou créer un compte pour candidater" in page.text) is (stage == "open")
    assert "dimanche 25 octobre 2026 à 23" in page.text
    assert "Appel e-santé &lt;2026&gt;" in page.text


def test_the_public_page_shows_what_binds(app: Flask, browser: Browser, stored: Session) -> None:
    page = browser.get(f"/calls/{published(app)}")
    for words in ("L’équipe travaillera à Amiens.", "Innovation", "CHU Amiens-Picardie", "Combien"):
        assert words in page.text
    assert stored.scalars(select(CallVersion.digest)).one()[:16] in page.text


def test_a_page_without_content_stands_all_the_same(app: Flask, browser: Browser) -> None:
    store(app, *a_call())
    assert browser.get(f"/calls/{CALL_ID}").status_code == 200


@pytest.mark.parametrize("path", [f"/calls/{UUID(int=404)}", "/calls/QI-2026-07", "/calls/"])
def test_an_unknown_call_is_not_there(browser: Browser, path: str) -> None:
    assert browser.get(path).status_code == 404


def test_an_unknown_call_has_no_number(app: Flask) -> None:
    with app.app_context(), pytest.raises(NotFound), transaction(SYSTEM) as tx:
        take_number(tx, CallId(UUID(int=404)))
