"""A manager writes down what the jury advises, until a signed decision quotes it."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from incubator.applications.rules import ApplicationState
from incubator.deliberation.commands import record_opinion, seal_opinion
from incubator.deliberation.models import Opinion
from incubator.deliberation.queries import get_result
from incubator.deliberation.rules import Advice, OpinionSealed, Sense
from incubator.infra.db import db
from incubator.infra.unit_of_work import transaction
from incubator.journal.models import JournalLine
from incubator.jury.rules import EvaluationOpen
from incubator.kernel.actor import NOBODY, SYSTEM, Actor
from incubator.kernel.refusals import Forbidden, NotFound
from incubator.kernel.versions import Stale
from tests.builders import (
    ADA,
    ADAM,
    BOB,
    EVE,
    JIM,
    JO,
    NAMES,
    RUCHE,
    SAM,
    a_closed_call,
    a_house,
    an_application,
    store,
)
from tests.client import HIDDEN, Browser
from tests.integration.deliberation.world import (
    SPECIMEN,
    a_closing,
    a_panel,
    a_rival,
    at_once,
    dossier,
    text_of,
)

URL = f"/dossiers/{RUCHE}/opinion"
TYPED = {
    "sense": "reserved",
    "assessment": "Une équipe solide, un prix à éprouver.",
    "recommendations": "Rencontrer deux acheteurs.",
}
ADVICE = Advice(sense=Sense.FAVOURABLE, assessment="Un besoin confirmé.", recommendations="")


@pytest.fixture(autouse=True)
def world(app: Flask) -> None:
    """Give Ruche three sheets and a recusal; another dossier is not admissible."""
    store(app, *a_house(), *a_closed_call(), *an_application(), *a_panel(*SPECIMEN, recused=1))
    store(app, *a_rival(2, state=ApplicationState.INADMISSIBLE, ruling="Hors délai."))


@pytest.fixture
def closed(app: Flask) -> None:
    """Close the evaluation."""
    store(app, a_closing())


def test_before_the_closing_nothing_is_shown_and_nothing_is_recorded(
    app: Flask, browser: Browser, stored: Session
) -> None:
    app.config["WTF_CSRF_ENABLED"] = False  # there is no form to take a token from
    page = browser.sign_in(EVE).get(URL)
    assert "L’évaluation n’est pas close" in page.text
    for secret in ("73,7", "68,0", "Un besoin confirmé", "<textarea"):
        assert secret not in page.text
    refused = browser.post(URL, data=TYPED | {"version": 0})
    assert refused.status_code == 409
    assert TYPED["assessment"] in text_of(refused)
    assert not stored.scalars(select(Opinion)).all()
    with app.app_context(), pytest.raises(EvaluationOpen):
        get_result(db.session(), RUCHE)


@pytest.mark.usefixtures("closed")
def test_the_marks_and_the_sentences_stand_beside_the_form_without_names(browser: Browser) -> None:
    page = text_of(browser.sign_in(EVE).get(URL))
    for shown in (
        "73,7",
        "de 68,0 à 77,0",
        "2,7",
        "Un besoin confirmé, dit 21.",
        "Un prix à éprouver",
    ):
        assert shown in page
    for juror in (JO, JIM):
        assert NAMES[juror] not in page


@pytest.mark.usefixtures("closed")
def test_an_opinion_is_kept_journalled_and_corrected(browser: Browser, stored: Session) -> None:
    eve = browser.sign_in(EVE)
    assert eve.fill_in(eve.get(URL), **TYPED).location == URL
    opinion = stored.scalars(select(Opinion)).one()
    assert (opinion.sense, opinion.recommendations, opinion.version, opinion.recorded_by) == (
        Sense.RESERVED,
        TYPED["recommendations"],
        1,
        EVE.account_id,
    )
    line = stored.scalars(select(JournalLine)).one()
    assert (line.event, line.subject_id) == ("OpinionRecorded", RUCHE)
    assert "équipe" not in line.facts
    assert eve.fill_in(eve.get(URL), **TYPED | {"sense": "favourable"}).location == URL
    stored.rollback()
    assert (opinion.sense, opinion.version) == (Sense.FAVOURABLE, 2)


@pytest.mark.usefixtures("closed")
@pytest.mark.parametrize(
    ("field", "target"), [("sense", "#sense-0"), ("assessment", "#assessment")]
)
def test_an_unfinished_opinion_is_pointed_at_and_no_word_is_lost(
    browser: Browser, field: str, target: str
) -> None:
    eve = browser.sign_in(EVE)
    page = eve.fill_in(eve.get(URL), **TYPED | {field: " "})
    assert page.status_code == 422
    assert f'<a href="{target}">' in page.text
    assert TYPED["recommendations"] in page.text


@pytest.mark.usefixtures("closed")
def test_the_second_of_two_managers_sees_both_opinions(app: Flask, browser: Browser) -> None:
    eve = browser.sign_in(EVE)
    form = eve.get(URL)
    with app.app_context():
        record_opinion(ADAM, RUCHE, ADVICE, version=0)
    page = eve.fill_in(form, **TYPED)
    assert page.status_code == 409
    assert ADVICE.assessment in page.text
    assert page.text.count(TYPED["assessment"]) == 2
    assert eve.fill_in(page, **TYPED).status_code == 303


@pytest.mark.usefixtures("closed")
def test_a_double_click_records_once(browser: Browser, stored: Session) -> None:
    eve = browser.sign_in(EVE)
    form = eve.get(URL)
    assert [eve.fill_in(form, **TYPED).status_code for _ in range(2)] == [303, 303]
    assert stored.scalars(select(Opinion.version)).all() == [1]
    assert len(stored.scalars(select(JournalLine)).all()) == 1


@pytest.mark.usefixtures("closed")
def test_of_eight_hands_at_once_one_wins(app: Flask, stored: Session) -> None:
    start = Barrier(8)

    def record(hand: int) -> str:
        with app.app_context():
            start.wait()
            try:
                record_opinion(EVE, RUCHE, replace(ADVICE, assessment=f"{hand}"), version=0)
            except Stale:
                return "stale"
            return "kept"

    with ThreadPoolExecutor(8) as hands:
        assert Counter(hands.map(record, range(8))) == {"kept": 1, "stale": 7}
    assert stored.scalars(select(Opinion.version)).all() == [1]


@pytest.mark.usefixtures("closed")
def test_of_eight_pages_sent_at_once_one_is_kept(
    app: Flask, browser: Browser, stored: Session
) -> None:
    eve = browser.sign_in(EVE)
    forms = [dict(HIDDEN.findall(eve.get(URL).text)) | TYPED for _ in range(8)]
    assert at_once(app, eve, URL, forms) == {303: 1, 409: 7}
    assert stored.scalars(select(Opinion.version)).all() == [1]


@pytest.mark.usefixtures("closed")
def test_the_jury_gives_no_opinion_of_an_inadmissible_dossier(app: Flask, browser: Browser) -> None:
    app.config["WTF_CSRF_ENABLED"] = False
    url = f"/dossiers/{dossier(2)}/opinion"
    page = browser.sign_in(EVE).get(url)
    assert "le jury ne rend pas d’avis" in page.text
    assert "<textarea" not in page.text
    assert browser.post(url, data=TYPED | {"version": 0}).status_code == 409


@pytest.mark.usefixtures("closed")
def test_a_sealed_opinion_is_only_read(app: Flask, browser: Browser) -> None:
    eve = browser.sign_in(EVE)
    form = eve.get(URL)
    with app.app_context():
        record_opinion(EVE, RUCHE, ADVICE, version=0)
        with transaction(SYSTEM) as tx:
            seal_opinion(tx, RUCHE)
            seal_opinion(tx, dossier(2))
        with pytest.raises(OpinionSealed):
            record_opinion(EVE, RUCHE, ADVICE, version=1)
    page = eve.fill_in(form, **TYPED | {"version": 1})
    assert page.status_code == 409
    assert "La décision est signée" in page.text
    assert "<textarea" not in page.text
    for words in (ADVICE.assessment, TYPED["assessment"]):
        assert words in page.text


@pytest.mark.usefixtures("closed")
@pytest.mark.parametrize(
    ("actor", "status"), [(EVE, 200), (SAM, 404), (JO, 404), (BOB, 404), (ADA, 403)]
)
def test_an_opinion_is_the_managers_to_write(
    app: Flask, browser: Browser, actor: Actor, status: int
) -> None:
    app.config["WTF_CSRF_ENABLED"] = False
    browser.sign_in(actor)
    assert browser.get(URL).status_code == status
    answer = browser.post(URL, data=TYPED | {"version": 0})
    assert answer.status_code == (303 if status == 200 else status)


@pytest.mark.usefixtures("closed")
@pytest.mark.parametrize("actor", [SYSTEM, NOBODY, JO])
def test_nobody_else_records_an_opinion(app: Flask, actor: Actor) -> None:
    with app.app_context(), pytest.raises((NotFound, Forbidden)):
        record_opinion(actor, RUCHE, ADVICE, version=0)


@pytest.mark.usefixtures("closed")
def test_the_database_wants_an_assessment_too(app: Flask) -> None:
    with app.app_context():
        record_opinion(EVE, RUCHE, ADVICE, version=0)
        with Session(db.engine) as session:
            session.get_one(Opinion, RUCHE).assessment = ""
            with pytest.raises(IntegrityError, match="assessment"):
                session.flush()
