"""A signatory signs what was reviewed; the act takes its number and nothing changes any more."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from threading import Barrier

import pytest
from flask import Flask
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from incubator.decisions.commands import draft_decision, make_available, sign_decision
from incubator.decisions.models import Decision
from incubator.decisions.queries import get_decision, list_decisions
from incubator.decisions.rules import (
    AlreadyAvailable,
    AlreadySigned,
    AuthorityMissing,
    DecisionState,
    MentionsMissing,
    NotSigned,
    OtherCandidateNamed,
    Outcome,
    digest,
)
from incubator.deliberation.queries import find_opinion
from incubator.ecosystem.models import AuthorityRow, SignatoryRow
from incubator.infra import clock
from incubator.infra.db import db
from incubator.infra.unit_of_work import transaction
from incubator.journal.models import JournalLine
from incubator.kernel.actor import SYSTEM, Actor
from incubator.kernel.refusals import Forbidden, NotFound
from incubator.kernel.versions import Stale
from tests.builders import ADA, CALL_ID, EVE, JO, RUCHE, SAM, store
from tests.client import Browser
from tests.integration.decisions.world import (
    ADMISSION,
    FACTS,
    INADMISSIBLE,
    LAW,
    REFUSAL,
    available,
    build,
    count_events,
    decisions,
    drafted,
    hear,
    signed,
)
from tests.integration.deliberation.world import a_panel, a_rival, dossier, flat, text_of

Change = Callable[[Session], object]


@pytest.fixture(autouse=True)
def world(app: Flask) -> None:
    """Build the call of two places."""
    build(app)


def behind(app: Flask, change: Change) -> None:
    """Change something behind everybody's back."""
    with app.app_context(), Session(db.engine) as session, session.begin():
        change(session)


def test_the_review_shows_all_that_will_be_printed(app: Flask, browser: Browser) -> None:
    decision_id = drafted(app, REFUSAL)
    page = text_of(browser.sign_in(SAM).get(f"/decisions/{decision_id}/review"))
    for shown in (
        "Non-admission", "Ruche", "QI-2026-01-0001", "Ada Lenoir", "Ruche SAS", "80000 Amiens",
        LAW, FACTS, "Appréciation de 1.", "Conseil 1.", "Sam Noël", "Vice-président", "Économie",
        "arrêté n° 12", "Signer la décision",
    ):  # fmt: skip
        assert shown in page


def test_a_manager_reviews_and_cannot_sign(app: Flask, browser: Browser) -> None:
    app.config["WTF_CSRF_ENABLED"] = False
    decision_id = drafted(app)
    page = browser.sign_in(EVE).get(f"/decisions/{decision_id}/review")
    assert "Signer la décision" not in page.text
    assert "attend la signature" in page.text
    assert "Corriger le projet" in page.text
    assert browser.post(f"/decisions/{decision_id}/sign", data={"version": 1}).status_code == 403


def test_a_signature_numbers_the_act_and_seals_what_it_quotes(
    app: Flask, browser: Browser, stored: Session
) -> None:
    decision_id = drafted(app)
    sam, url = browser.sign_in(SAM), f"/decisions/{decision_id}/review"
    with clock.at(datetime(2026, 12, 31, 23, 30, tzinfo=UTC)):
        assert sam.press(sam.get(url), f"/decisions/{decision_id}/sign").location == url
    decision = decisions(stored)[RUCHE]
    assert (decision.state, decision.act_number, decision.signed_by, decision.version) == (
        DecisionState.SIGNED,
        "2027-0001",
        SAM.account_id,
        2,
    )
    assert (decision.signer_capacity, decision.signer_service) == ("Vice-président", "Économie")
    line = stored.scalars(select(JournalLine).filter_by(event="DecisionSigned")).one()
    assert digest(decision) in line.facts
    assert LAW not in line.facts
    opinion = find_opinion(stored, RUCHE)
    assert opinion
    assert opinion.sealed_at == decision.signed_at
    assert "2027-0001" in text_of(sam.get(url))
    assert "Signer la décision" not in sam.get(url).text


def test_a_signatory_is_led_from_one_draft_to_the_next(app: Flask, browser: Browser) -> None:
    first, second = drafted(app), drafted(app, REFUSAL, dossier(2))
    page = browser.sign_in(SAM).get(f"/decisions/{first}/review")
    assert f'href="/decisions/{second}/review"' in page.text


def test_acts_are_numbered_without_a_gap_within_their_year(app: Flask, stored: Session) -> None:
    with clock.at(datetime(2026, 6, 1, tzinfo=UTC)):
        signed(app)
        signed(app, REFUSAL, dossier(2))
    with clock.at(datetime(2027, 1, 4, tzinfo=UTC)):
        inadmissible = replace(REFUSAL, outcome=Outcome.INADMISSIBLE, reasons_fact=FACTS[::-1])
        signed(app, inadmissible, INADMISSIBLE)
    numbers = [decision.act_number for decision in decisions(stored).values()]
    assert sorted(map(str, numbers)) == ["2026-0001", "2026-0002", "2027-0001"]


def test_numbers_go_on_after_the_ten_thousandth(app: Flask, stored: Session) -> None:
    year = clock.now().year
    signed(app)
    signed(app, REFUSAL, dossier(2))
    behind(
        app,
        lambda s: s.execute(
            update(Decision)
            .where(Decision.application_id == RUCHE)
            .values(act_number=f"{year}-9999")
        ),
    )
    behind(
        app,
        lambda s: s.execute(
            update(Decision)
            .where(Decision.application_id != RUCHE)
            .values(act_number=f"{year}-10000")
        ),
    )
    signed(
        app, replace(REFUSAL, outcome=Outcome.INADMISSIBLE, reasons_fact=FACTS[::-1]), INADMISSIBLE
    )
    assert decisions(stored)[INADMISSIBLE].act_number == f"{year}-10001"


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        (lambda s: s.execute(update(SignatoryRow).values(capacity="")), MentionsMissing),
        (lambda s: s.execute(update(SignatoryRow).values(service=" ")), MentionsMissing),
        (lambda s: s.execute(delete(SignatoryRow)), MentionsMissing),
        (lambda s: s.execute(delete(AuthorityRow)), AuthorityMissing),
    ],
)
def test_a_decision_without_its_mentions_cannot_be_signed(
    app: Flask, browser: Browser, stored: Session, change: Change, refusal: type[Exception]
) -> None:
    decision_id = drafted(app)
    behind(app, change)
    page = browser.sign_in(SAM).get(f"/decisions/{decision_id}/review")
    assert "Signer la décision" not in page.text
    with app.app_context(), pytest.raises(refusal):
        sign_decision(SAM, decision_id, version=1)
    assert decisions(stored)[RUCHE].state is DecisionState.DRAFTED


def test_the_reasons_are_judged_again_at_the_signature(app: Flask, stored: Session) -> None:
    decision_id = drafted(app, replace(REFUSAL, reasons_fact=f"{FACTS} Projet 4 allait plus loin."))
    store(app, *a_rival(4))
    with app.app_context(), pytest.raises(OtherCandidateNamed):
        sign_decision(SAM, decision_id, version=1)
    assert decisions(stored)[RUCHE].state is DecisionState.DRAFTED


def test_a_text_changed_meanwhile_is_read_again_before_it_is_signed(
    app: Flask, browser: Browser, stored: Session
) -> None:
    decision_id = drafted(app)
    sam, url = browser.sign_in(SAM), f"/decisions/{decision_id}/sign"
    read = sam.get(f"/decisions/{decision_id}/review")
    with app.app_context():
        draft_decision(EVE, RUCHE, replace(ADMISSION, reasons_law="Corrigé."), version=1)
    page = sam.press(read, url)
    assert page.status_code == 409
    assert "Cette page a changé" in page.text
    assert "Corrigé." in page.text
    assert decisions(stored)[RUCHE].state is DecisionState.DRAFTED
    assert sam.press(page, url).status_code == 303


def test_a_double_click_signs_once(app: Flask, browser: Browser, stored: Session) -> None:
    decision_id = drafted(app)
    sam, url = browser.sign_in(SAM), f"/decisions/{decision_id}/sign"
    read = sam.get(f"/decisions/{decision_id}/review")
    assert [sam.press(read, url).status_code for _ in range(2)] == [303, 303]
    assert count_events(stored, "DecisionSigned") == 1


def test_of_eight_signatures_at_once_one_counts(app: Flask, stored: Session) -> None:
    decision_id, start = drafted(app), Barrier(8)

    def sign(_: int) -> str:
        with app.app_context():
            start.wait()
            try:
                sign_decision(SAM, decision_id, version=1)
            except Stale:
                return "stale"
            return "kept"

    with ThreadPoolExecutor(8) as hands:
        assert Counter(hands.map(sign, range(8))) == {"kept": 1, "stale": 7}
    assert count_events(stored, "DecisionSigned") == 1


def test_eight_decisions_signed_at_once_take_eight_numbers(app: Flask, stored: Session) -> None:
    drafts = []
    for number in range(11, 19):
        store(app, *a_rival(number), *a_panel(*flat(2), number=number))
        hear(app, number)
        own = replace(REFUSAL, reasons_fact=f"{FACTS} Point {number}.")
        drafts.append(drafted(app, own, dossier(number)))
    start = Barrier(8)

    def sign(position: int) -> None:
        with app.app_context():
            start.wait()
            sign_decision(SAM, drafts[position], version=1)

    with ThreadPoolExecutor(8) as hands:
        list(hands.map(sign, range(8)))
    ordinals = [int((d.act_number or "").partition("-")[2]) for d in decisions(stored).values()]
    assert sorted(ordinals) == list(range(1, 9))


def test_a_signed_decision_is_not_signed_again(app: Flask) -> None:
    decision_id = signed(app)
    with app.app_context(), pytest.raises(AlreadySigned):
        sign_decision(SAM, decision_id, version=2)


@pytest.mark.parametrize("actor", [EVE, SYSTEM])
def test_only_a_signatory_signs(app: Flask, actor: Actor) -> None:
    decision_id = drafted(app)
    with app.app_context(), pytest.raises((Forbidden, NotFound)):
        sign_decision(actor, decision_id, version=1)


@pytest.mark.parametrize(("actor", "status"), [(EVE, 200), (SAM, 200), (JO, 404), (ADA, 404)])
def test_the_staff_reviews(app: Flask, browser: Browser, actor: Actor, status: int) -> None:
    url = f"/decisions/{drafted(app)}/review"
    assert browser.sign_in(actor).get(url).status_code == status


def test_a_decision_is_made_available_once_it_is_signed(app: Flask, stored: Session) -> None:
    decision_id = drafted(app)
    with app.app_context():
        with pytest.raises(NotSigned), transaction(SYSTEM) as tx:
            make_available(tx, get_decision(tx.session, decision_id))
        sign_decision(SAM, decision_id, version=1)
        with transaction(SYSTEM) as tx:
            make_available(tx, get_decision(tx.session, decision_id))
        with pytest.raises(AlreadyAvailable), transaction(SYSTEM) as tx:
            make_available(tx, get_decision(tx.session, decision_id))
    assert decisions(stored)[RUCHE].state is DecisionState.AVAILABLE
    assert count_events(stored, "DecisionMadeAvailable") == 1


def test_the_decisions_of_a_call_are_listed_by_number(app: Flask, stored: Session) -> None:
    second, first = drafted(app, REFUSAL, dossier(2)), available(app)
    rows = list_decisions(stored, CALL_ID)
    assert [(row.id, row.number, row.state) for row in rows] == [
        (first, "QI-2026-01-0001", DecisionState.AVAILABLE),
        (second, "QI-2026-01-0002", DecisionState.DRAFTED),
    ]
    assert rows[0].title == "Ruche"
    assert rows[0].act_number
