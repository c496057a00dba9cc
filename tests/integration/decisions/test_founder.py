"""A founder opens the decision, reads it, and answers an admission once."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from threading import Barrier

import pytest
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from incubator.applications.models import Submission
from incubator.decisions.commands import answer_admission, open_decision
from incubator.decisions.rules import (
    AlreadyAnswered,
    DecisionId,
    DecisionState,
    NotAdmitted,
    NotOpened,
    Outcome,
    Reply,
)
from incubator.infra import clock
from incubator.infra.db import db
from incubator.journal.models import JournalLine
from incubator.kernel.actor import Actor
from incubator.kernel.versions import Stale
from tests.builders import ADA, BOB, EVE, JO, RUCHE, SAM
from tests.client import Browser
from tests.integration.decisions.world import (
    CONTACT,
    FACTS,
    INADMISSIBLE,
    LAW,
    REFUSAL,
    answered,
    available,
    build,
    count_events,
    decisions,
    drafted,
    opened,
    signed,
)
from tests.integration.deliberation.world import founder, text_of

MARCH_16 = datetime(2026, 3, 16, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def world(app: Flask) -> None:
    """Build the call of two places."""
    build(app)


def url_of(decision_id: DecisionId, act: str = "") -> str:
    """Return the address of a decision, or of an act on it."""
    return f"/decisions/{decision_id}{act}"


@pytest.mark.parametrize("prepare", [drafted, signed])
def test_before_it_is_available_a_decision_does_not_exist_for_its_founder(
    app: Flask, browser: Browser, prepare: Callable[[Flask], DecisionId]
) -> None:
    app.config["WTF_CSRF_ENABLED"] = False
    decision_id = prepare(app)
    ada = browser.sign_in(ADA)
    nothing = ada.get(url_of(DecisionId(RUCHE)))
    page = ada.get(url_of(decision_id))
    assert (page.status_code, text_of(page)) == (404, text_of(nothing))
    for act in ("/open", "/answer"):
        answer = ada.post(url_of(decision_id, act), data={"version": 1, "reply": "confirmed"})
        assert answer.status_code == 404


@pytest.mark.parametrize("outcome", [Outcome.ACCEPTED, Outcome.REFUSED])
def test_until_it_is_opened_the_page_tells_nothing_of_it(
    app: Flask, browser: Browser, outcome: Outcome
) -> None:
    decision_id = available(app, replace(REFUSAL, outcome=outcome))
    page = browser.sign_in(ADA).get(url_of(decision_id))
    assert "Ouvrir la décision" in page.text
    for secret in ("admis", "retenu", LAW, FACTS, "Appréciation de 1.", "letter.pdf"):
        assert secret not in page.text


def test_opening_is_stamped_and_shows_the_whole_decision(
    app: Flask, browser: Browser, stored: Session
) -> None:
    ada = browser.sign_in(ADA)
    with clock.at(MARCH_16):
        decision_id = available(app, REFUSAL)
        url = url_of(decision_id)
        assert ada.press(ada.get(url), url_of(decision_id, "/open")).location == url
        page = text_of(ada.get(url))
    decision = decisions(stored)[RUCHE]
    assert (decision.state, decision.received_at) == (DecisionState.RECEIVED, MARCH_16)
    line = stored.scalars(select(JournalLine).filter_by(event="DecisionOpened")).one()
    assert line.actor_id == ADA.account_id
    for shown in (
        "Votre candidature n’est pas retenue", LAW, FACTS, "16 mars 2026", "lundi 18 mai 2026",
        "Sam Noël, Vice-président", "2026-0001", CONTACT["email"], "peut être contestée",
    ):  # fmt: skip
        assert shown in page
    assert f'href="{url}/letter.pdf"' in ada.get(url).text
    assert "Votre réponse" not in page


def test_only_the_first_opening_counts(app: Flask, stored: Session) -> None:
    with clock.at(MARCH_16):
        decision_id = opened(app)
    with app.app_context():
        open_decision(ADA, decision_id)
    assert decisions(stored)[RUCHE].received_at == MARCH_16
    assert count_events(stored, "DecisionOpened") == 1


def test_eight_openings_at_once_are_one(app: Flask, stored: Session) -> None:
    decision_id, start = available(app), Barrier(8)

    def look(_: int) -> None:
        with app.app_context():
            start.wait()
            open_decision(ADA, decision_id)

    with ThreadPoolExecutor(8) as hands:
        list(hands.map(look, range(8)))
    assert count_events(stored, "DecisionOpened") == 1


def test_opened_after_fifteen_days_it_was_notified_when_it_became_available(
    app: Flask, browser: Browser
) -> None:
    with clock.at(MARCH_16):
        decision_id = available(app)
    ada = browser.sign_in(ADA)
    with clock.at(datetime(2026, 4, 10, tzinfo=UTC)):
        ada.press(ada.get(url_of(decision_id)), url_of(decision_id, "/open"))
        page = text_of(ada.get(url_of(decision_id)))
    assert "Notifiée le 16 mars 2026" in page
    assert "lundi 18 mai 2026" in page


def test_without_consent_this_platform_does_not_notify(app: Flask, browser: Browser) -> None:
    with app.app_context(), Session(db.engine) as session, session.begin():
        session.execute(update(Submission).values(consents_to_electronic=False))
    with clock.at(MARCH_16):
        decision_id = available(app)
    ada = browser.sign_in(ADA)
    page = ada.get(url_of(decision_id))
    assert "aussi adressée par la poste" in page.text
    ada.press(page, url_of(decision_id, "/open"))
    assert "à réception du courrier" in text_of(ada.get(url_of(decision_id)))
    review = browser.sign_in(SAM).get(url_of(decision_id, "/review"))
    assert "envoyez aussi le courrier par la poste" in review.text
    assert "Notifiée" not in text_of(review)


def test_an_admission_shows_what_the_jury_saw_and_asks_for_an_answer(
    app: Flask, browser: Browser
) -> None:
    page = text_of(browser.sign_in(ADA).get(url_of(opened(app))))
    for shown in (
        "Votre projet est admis",
        "Appréciation de 1.",
        "Conseil 1.",
        "Confirmer l’entrée",
    ):
        assert shown in page


def test_an_inadmissible_dossier_is_told_so(app: Flask, browser: Browser) -> None:
    decision_id = available(app, replace(REFUSAL, outcome=Outcome.INADMISSIBLE), INADMISSIBLE)
    with app.app_context():
        open_decision(founder(3), decision_id)
    page = text_of(browser.sign_in(founder(3)).get(url_of(decision_id)))
    assert "Votre dossier n’est pas recevable" in page
    assert FACTS in page


@pytest.mark.parametrize(
    ("reply", "told"),
    [
        ("confirmed", ("AdmissionConfirmed", "Vous avez confirmé votre entrée")),
        ("declined", ("AdmissionDeclined", "Vous avez décliné votre entrée")),
    ],
)
def test_an_admission_is_answered_once(
    app: Flask, browser: Browser, stored: Session, reply: str, told: tuple[str, str]
) -> None:
    decision_id = opened(app)
    ada, url, act = browser.sign_in(ADA), url_of(decision_id), url_of(decision_id, "/answer")
    page = ada.get(url)
    assert ada.press(page, act, reply=reply).location == url
    assert decisions(stored)[RUCHE].answer == reply
    event, sentence = told
    assert count_events(stored, event) == 1
    answered_page = ada.get(url)
    assert sentence in text_of(answered_page)
    assert "Confirmer l’entrée" not in answered_page.text
    late = ada.press(page, act, reply="confirmed" if reply == "declined" else "declined")
    assert late.status_code == 409
    assert decisions(stored)[RUCHE].answer == reply


def test_an_answer_that_is_none_is_refused(app: Flask, browser: Browser, stored: Session) -> None:
    decision_id = opened(app)
    ada = browser.sign_in(ADA)
    page = ada.press(ada.get(url_of(decision_id)), url_of(decision_id, "/answer"), reply="maybe")
    assert page.status_code == 422
    assert decisions(stored)[RUCHE].answer is Reply.TO_CONFIRM


@pytest.mark.parametrize(
    ("prepare", "version", "refusal"),
    [
        (available, 3, NotOpened),
        (lambda app: opened(app, REFUSAL), 3, NotAdmitted),
        (lambda app: answered(app, Reply.CONFIRMED), 4, AlreadyAnswered),
        (opened, 2, Stale),
    ],
)
def test_an_answer_out_of_time_changes_nothing(
    app: Flask,
    stored: Session,
    prepare: Callable[[Flask], DecisionId],
    version: int,
    refusal: type[Exception],
) -> None:
    decision_id = prepare(app)
    before = decisions(stored)[RUCHE].answer
    with app.app_context(), pytest.raises(refusal):
        answer_admission(ADA, decision_id, Reply.DECLINED, version=version)
    assert decisions(stored)[RUCHE].answer is before


def test_of_a_yes_and_a_no_at_once_one_counts(app: Flask, stored: Session) -> None:
    decision_id, start = opened(app), Barrier(8)

    def reply(hand: int) -> str:
        with app.app_context():
            start.wait()
            word = Reply.CONFIRMED if hand % 2 else Reply.DECLINED
            try:
                answer_admission(ADA, decision_id, word, version=3)
            except Stale:
                return "stale"
            return "kept"

    with ThreadPoolExecutor(8) as hands:
        assert Counter(hands.map(reply, range(8))) == {"kept": 1, "stale": 7}
    told = [count_events(stored, name) for name in ("AdmissionConfirmed", "AdmissionDeclined")]
    assert sum(told) == 1


@pytest.mark.parametrize(("actor", "status"), [(BOB, 404), (JO, 404), (EVE, 403), (SAM, 403)])
def test_a_decision_is_its_founder_s_to_open_and_answer(
    app: Flask, browser: Browser, actor: Actor, status: int
) -> None:
    app.config["WTF_CSRF_ENABLED"] = False
    decision_id = available(app)
    browser.sign_in(actor)
    assert browser.get(url_of(decision_id)).status_code == status
    for act in ("/open", "/answer"):
        answer = browser.post(url_of(decision_id, act), data={"version": 3, "reply": "confirmed"})
        assert answer.status_code == status
