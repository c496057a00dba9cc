"""A project may wait: at a rank of its own, until a day to come, for reasons of its own."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from threading import Barrier

import pytest
from flask import Flask
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from incubator.applications.rules import ApplicationId
from incubator.decisions.commands import draft_decision, sign_decision
from incubator.decisions.models import Decision
from incubator.decisions.rules import (
    DecisionState,
    Outcome,
    RankTaken,
    UntilPast,
    next_rank,
)
from incubator.deliberation.rules import Sense
from incubator.infra import clock
from incubator.infra.db import db
from incubator.infra.formats import long_date
from incubator.kernel.actor import Actor
from incubator.kernel.paris import day_of
from tests.builders import ADA, ADAM, CALL_ID, EVE, RUCHE, SAM, store
from tests.client import Browser
from tests.integration.decisions.world import (
    ADMISSION,
    FACTS,
    LAW,
    REFUSAL,
    TYPED,
    build,
    decisions,
    drafted,
    hear,
    opened,
    signed,
)
from tests.integration.deliberation.world import a_panel, a_rival, dossier, flat, text_of

TODAY = day_of(clock.now())
LATER = TODAY + timedelta(days=200)
WAITING = replace(REFUSAL, outcome=Outcome.WAITING_LIST, rank=2, until=LATER)
OTHER = replace(WAITING, reasons_fact=f"{FACTS} Le calendrier reste à préciser.")
URL = f"/dossiers/{RUCHE}/decision"
SENT = TYPED | {"outcome": "waiting_list", "rank": "2", "until": f"{LATER}"}


@pytest.fixture(autouse=True)
def world(app: Flask) -> None:
    """Build the call of two places."""
    build(app)


def test_a_place_on_the_list_is_kept_shown_and_read_again(
    browser: Browser, stored: Session
) -> None:
    eve = browser.sign_in(EVE)
    assert eve.fill_in(eve.get(URL), **SENT).location == URL
    decision = decisions(stored)[RUCHE]
    assert (decision.outcome, decision.waiting_rank, decision.waiting_until, decision.answer) == (
        Outcome.WAITING_LIST,
        2,
        LATER,
        None,
    )
    page = eve.get(URL).text
    assert 'value="waiting_list" checked' in page
    assert f'value="{LATER}"' in page
    review = text_of(eve.get(f"/decisions/{decision.id}/review"))
    assert "Liste d’attente Rang 2, jusqu’au" in review
    assert "Liste d’attente rang 2" in text_of(eve.get(f"/calls/{CALL_ID}/decisions"))


@pytest.mark.parametrize(
    ("change", "target"),
    [
        ({"rank": ""}, "#rank"),
        ({"rank": "0"}, "#rank"),
        ({"rank": "1000"}, "#rank"),
        ({"rank": "premier"}, "#rank"),
        ({"until": ""}, "#until"),
        ({"until": "31/02/2030"}, "#until"),
        ({"reasons_fact": "Liste d’attente."}, "#reasons_fact"),
    ],
)
def test_without_rank_day_or_reasons_nothing_is_written(
    browser: Browser, stored: Session, change: dict[str, str], target: str
) -> None:
    eve = browser.sign_in(EVE)
    page = eve.fill_in(eve.get(URL), **SENT | change)
    assert page.status_code == 422
    assert f'<a href="{target}">' in page.text
    assert all(f'value="{typed}"' in page.text for typed in change.values() if len(typed) in {4, 7})
    assert LAW in text_of(page)
    assert not decisions(stored)


def test_a_day_may_be_written_in_figures(browser: Browser, stored: Session) -> None:
    eve = browser.sign_in(EVE)
    assert eve.fill_in(eve.get(URL), **SENT | {"until": f"{LATER:%d/%m/%Y}"}).status_code == 303
    assert decisions(stored)[RUCHE].waiting_until == LATER


@pytest.mark.parametrize("until", [TODAY - timedelta(days=1), TODAY])
def test_a_list_ends_on_a_day_to_come(app: Flask, browser: Browser, until: object) -> None:
    eve = browser.sign_in(EVE)
    page = eve.fill_in(eve.get(URL), **SENT | {"until": f"{until}"})
    assert page.status_code == 409
    assert "choisissez un jour à venir" in page.text
    decision_id = drafted(app, WAITING)
    last_day = datetime(LATER.year, LATER.month, LATER.day, 9, tzinfo=UTC)
    with app.app_context(), clock.at(last_day), pytest.raises(UntilPast):
        sign_decision(SAM, decision_id, version=1)


@pytest.mark.parametrize("outcome", ["accepted", "refused"])
def test_another_outcome_does_not_mind_what_the_list_s_fields_hold(
    browser: Browser, stored: Session, outcome: str
) -> None:
    eve = browser.sign_in(EVE)
    sent = SENT | {"outcome": outcome, "rank": "premier", "until": "demain"}
    assert eve.fill_in(eve.get(URL), **sent).status_code == 303
    decision = decisions(stored)[RUCHE]
    assert (decision.waiting_rank, decision.waiting_until) == (None, None)
    assert eve.fill_in(eve.get(URL), **SENT).status_code == 303
    assert eve.fill_in(eve.get(URL), **sent).status_code == 303
    assert decisions(stored)[RUCHE].waiting_rank is None


def test_a_rank_serves_once_in_a_call_and_its_own_project_keeps_it(
    app: Flask, browser: Browser, stored: Session
) -> None:
    drafted(app, WAITING, dossier(2))
    eve = browser.sign_in(EVE)
    page = eve.fill_in(eve.get(URL), **SENT | {"reasons_fact": OTHER.reasons_fact})
    assert page.status_code == 409
    assert "Le rang 2 de la liste d’attente est déjà celui d’un autre projet" in text_of(page)
    assert OTHER.reasons_fact in text_of(page)
    assert decisions(stored).keys() == {dossier(2)}
    with app.app_context():
        draft_decision(EVE, dossier(2), replace(WAITING, reasons_law="Article 5."), version=1)
        draft_decision(EVE, RUCHE, replace(OTHER, rank=1), version=0)
    assert {row.waiting_rank for row in decisions(stored).values()} == {1, 2}


def test_of_two_managers_who_give_one_rank_at_once_one_is_told(app: Flask, stored: Session) -> None:
    start = Barrier(2)

    def write(hand: tuple[Actor, ApplicationId]) -> str:
        actor, application_id = hand
        words = WAITING if application_id == RUCHE else OTHER
        with app.app_context():
            start.wait()
            try:
                draft_decision(actor, application_id, words, version=0)
            except RankTaken:
                return "told"
            return "kept"

    with ThreadPoolExecutor(2) as hands:
        answers = Counter(hands.map(write, ((EVE, RUCHE), (ADAM, dossier(2)))))
    assert answers == {"kept": 1, "told": 1}
    assert len(decisions(stored)) == 1


def test_who_waits_takes_no_place(app: Flask) -> None:
    store(app, *a_rival(4), *a_panel(*flat(4), number=4))
    hear(app, 4)
    drafted(app, WAITING, dossier(2))
    assert [drafted(app), drafted(app, ADMISSION, dossier(4))]


def test_a_reserved_opinion_proposes_the_list_at_its_first_free_rank(
    app: Flask, browser: Browser, stored: Session
) -> None:
    drafted(app, replace(WAITING, rank=next_rank([])), dossier(2))
    store(app, *a_rival(4), *a_panel(*flat(4), number=4))
    hear(app, 4, Sense.RESERVED)
    eve, url = browser.sign_in(EVE), f"/dossiers/{dossier(4)}/decision"
    page = eve.get(url).text
    assert 'value="waiting_list" checked' in page
    assert 'name="rank"' in page
    assert 'type="number" value="2"' in page
    assert 'value="waiting_list" checked' not in eve.get(URL).text
    assert dossier(4) not in decisions(stored)


def test_an_inadmissible_dossier_cannot_wait(browser: Browser) -> None:
    page = browser.sign_in(EVE).get(f"/dossiers/{dossier(3)}/decision").text
    assert 'value="waiting_list"' not in page
    assert 'name="rank"' not in page


def test_the_founder_reads_the_rank_the_day_the_reasons_and_no_promise_of_an_answer(
    app: Flask, browser: Browser
) -> None:
    decision_id = opened(app, WAITING)
    page = text_of(browser.sign_in(ADA).get(f"/decisions/{decision_id}"))
    with app.test_request_context():
        day = long_date(LATER)
    for shown in (
        "Votre projet est sur liste d’attente",
        f"au rang 2 de la liste d’attente, jusqu’au {day} inclus",
        "renoncer à votre inscription à tout moment",
        LAW,
        FACTS,
        "peut être contestée",
    ):
        assert shown in page
    assert "Confirmer l’entrée" not in page
    assert "Appréciation de 1." not in page


@pytest.mark.parametrize(
    ("columns", "constraint"),
    [
        ({"waiting_rank": None}, "waiting_rank"),
        ({"waiting_rank": 0}, "first_rank"),
        ({"waiting_until": None}, "waiting_until"),
        ({"outcome": Outcome.REFUSED}, "waiting_"),
        ({"reasons_fact": "Court."}, "reasons_fact"),
        ({"answer": "to_confirm"}, "answer"),
    ],
)
def test_the_database_keeps_a_list_whole(
    app: Flask, columns: dict[str, object], constraint: str
) -> None:
    decision_id = signed(app, WAITING)
    with app.app_context(), Session(db.engine) as session:
        of_ruche = update(Decision).where(Decision.id == decision_id)
        with pytest.raises(IntegrityError, match=constraint):
            session.execute(of_ruche.values(columns))


def test_the_database_gives_a_rank_once(app: Flask, stored: Session) -> None:
    drafted(app, WAITING)
    drafted(app, replace(OTHER, rank=1), dossier(2))
    with app.app_context(), Session(db.engine) as session, pytest.raises(IntegrityError):
        session.execute(update(Decision).values(waiting_rank=2))
    assert {row.state for row in decisions(stored).values()} == {DecisionState.DRAFTED}
