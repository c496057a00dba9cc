"""From the signature to the founders: letters are made, then released, all at one instant."""

import json
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from pathlib import Path
from threading import Barrier
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from incubator.calls.commands import take_numbers
from incubator.decisions.models import Decision
from incubator.decisions.rules import DecisionId, DecisionState, Outcome
from incubator.infra.clock import now
from incubator.infra.jobs import Job, JobState
from incubator.infra.unit_of_work import transaction
from incubator.journal.models import JournalLine
from incubator.kernel.actor import SYSTEM, Actor
from incubator.kernel.paris import day_of
from incubator.kernel.refusals import Refusal
from incubator.letters.commands import release_letters
from incubator.letters.models import Letter
from incubator.letters.rules import RENDER, NothingToRelease
from incubator.outbox.models import Message
from incubator.outbox.rules import MessageState
from tests.builders import ADAM, CALL_ID, EVE, NOON, SAM, store
from tests.client import HIDDEN, Browser
from tests.integration.applications.tables import NAMES_ALONE, ROW, as_csv, take_in
from tests.integration.decisions.world import FACTS
from tests.integration.deliberation.world import a_rival, at_once, dossier, text_of
from tests.integration.letters.world import (
    NUMBERS,
    PROJECTS,
    build,
    drafted,
    founder,
    printed,
    signed,
    work,
)

BATCH = f"/calls/{CALL_ID}/decisions"
RELEASE = f"/calls/{CALL_ID}/release"


def rows(stored: Session) -> Sequence[Decision]:
    """Return the decisions as they are stored now."""
    stored.rollback()
    return stored.scalars(select(Decision)).all()


def a_signed_decision(number: int) -> list[object]:
    """Return a decision that waits with its letter, and the work that failed before."""
    decision = DecisionId(uuid4())
    row = Decision(
        id=decision,
        application_id=dossier(number),
        call_id=CALL_ID,
        founder_id=founder(number).account_id,
        electronic=True,
        outcome=Outcome.REFUSED,
        state=DecisionState.SIGNED,
        reasons_law="Article 5.",
        reasons_fact=FACTS,
        drafted_at=NOON,
        drafted_by=EVE.account_id,
        act_number=f"2026-{number:04d}",
        signed_at=NOON,
        signed_by=SAM.account_id,
        signer_given_name="Sam",
        signer_family_name="Noël",
        signer_capacity="Vice-président",
        signer_service="Économie",
        version=2,
    )
    letter = Letter(decision_id=decision, facts="{}", digest="0" * 64, size=1, rendered_at=NOON)
    job = Job(task=RENDER, subject_id=decision, state=JobState.FAILED, run_at=NOON, error="Non.")
    return [row, letter, job]


def states(stored: Session) -> Counter[DecisionState]:
    """Return how many decisions stand in each state."""
    return Counter(row.state for row in rows(stored))


def count(stored: Session, event: str) -> int:
    """Return how often an event was journalled."""
    stored.rollback()
    return len(stored.scalars(select(JournalLine).filter_by(event=event)).all())


def test_a_signature_orders_the_letter_and_the_worker_makes_it(
    app: Flask, browser: Browser, stored: Session
) -> None:
    build(app)
    (decision,) = drafted(app, 1)
    page = browser.sign_in(SAM).get(f"/decisions/{decision}/review")
    browser.press(page, f"/decisions/{decision}/sign")
    job = stored.scalars(select(Job).filter_by(task="render_letter")).one()
    assert (job.subject_id, job.state) == (decision, JobState.READY)
    assert "En cours" in text_of(browser.get(BATCH))
    assert browser.get(f"/decisions/{decision}/letter.pdf").status_code == 404
    work(app)
    stored.rollback()
    letter = stored.get_one(Letter, decision)
    pdf = browser.get(f"/decisions/{decision}/letter.pdf", buffered=True)
    assert (pdf.mimetype, sha256(pdf.data).hexdigest()) == ("application/pdf", letter.digest)
    assert len(pdf.data) == letter.size
    assert "Lire le PDF" in text_of(browser.get(BATCH))
    assert count(stored, "LetterRendered") == 1


@pytest.mark.parametrize("others", [None, drafted], ids=["undecided", "unsigned"])
def test_a_release_waits_until_every_dossier_has_its_signed_decision(
    app: Flask, browser: Browser, stored: Session, others: Callable[..., object] | None
) -> None:
    build(app)
    printed(app, 2)
    if others:
        others(app, 1, 3)
    answer = browser.sign_in(EVE).press(browser.get(BATCH), RELEASE)
    assert answer.status_code == 409
    titles = f"{PROJECTS[1]}, {PROJECTS[3]}."
    assert f"Il manque une décision signée pour\N{NO-BREAK SPACE}: {titles}" in answer.text
    assert not states(stored)[DecisionState.AVAILABLE]
    assert not stored.scalars(select(Message)).all()


def test_a_release_waits_for_every_letter(app: Flask, browser: Browser, stored: Session) -> None:
    build(app)
    printed(app, 1, 3)
    signed(app, 2)
    answer = browser.sign_in(EVE).press(browser.get(BATCH), RELEASE)
    assert answer.status_code == 409
    said = f"Le courrier n’est pas encore prêt pour\N{NO-BREAK SPACE}: {PROJECTS[2]}."
    assert said in answer.text
    assert states(stored) == {DecisionState.SIGNED: 3}


def test_a_dossier_that_was_imported_holds_nobody_back(
    app: Flask, browser: Browser, stored: Session
) -> None:
    build(app)
    printed(app, *NUMBERS)
    with app.app_context(), transaction(SYSTEM) as tx:
        take_numbers(tx, CALL_ID, len(NUMBERS))  # which those of the builders have
    assert take_in(browser, as_csv(ROW), mapping=NAMES_ALONE).status_code == 303
    answer = browser.press(browser.get(BATCH), RELEASE)
    assert answer.status_code == 303
    assert states(stored) == {DecisionState.AVAILABLE: 3}


def test_all_become_available_at_one_instant_and_each_founder_is_told(
    app: Flask, browser: Browser, stored: Session
) -> None:
    build(app)
    decisions = printed(app, *NUMBERS)
    answer = browser.sign_in(EVE).press(browser.get(BATCH), RELEASE)
    assert answer.status_code == 303
    assert states(stored) == {DecisionState.AVAILABLE: 3}
    assert len({row.available_at for row in rows(stored)}) == 1
    told = stored.scalars(select(Message).filter_by(kind="decision_available")).all()
    assert {message.recipient_id for message in told} == {founder(n).account_id for n in NUMBERS}
    line = stored.scalars(select(JournalLine).filter_by(event="LettersReleased")).one()
    assert {*json.loads(line.facts)["decisions"]} == {str(decision) for decision in decisions}
    work(app)
    mails = [path.read_text() for path in Path(app.config["VAR"], "mail").iterdir()]
    assert len(mails) == 3
    assert not any(project in mail for mail in mails for project in PROJECTS.values())


def test_the_release_marks_the_mail_of_which_nobody_knows_whether_it_left(
    app: Flask, browser: Browser
) -> None:
    build(app)
    printed(app, *NUMBERS)
    with app.app_context():
        release_letters(EVE, CALL_ID)
        with transaction(SYSTEM) as tx:
            lost = tx.session.scalars(select(Message).filter_by(kind="decision_available")).first()
            assert lost
            lost.state = MessageState.UNCERTAIN
    assert browser.sign_in(EVE).get(BATCH).text.count("Envoi du courriel incertain") == 1


def test_a_release_happens_once(app: Flask, browser: Browser, stored: Session) -> None:
    build(app)
    printed(app, *NUMBERS)
    page = browser.sign_in(EVE).get(BATCH)
    assert [browser.press(page, RELEASE).status_code for _ in range(2)] == [303, 303]
    assert RELEASE not in browser.get(BATCH).text
    again = browser.post(RELEASE, data=dict(HIDDEN.findall(page.text)) | {"operation": uuid4()})
    assert again.status_code == 409
    assert "Aucune décision signée n’attend d’être mise à disposition." in again.text
    assert count(stored, "LettersReleased") == 1
    assert count(stored, "DecisionMadeAvailable") == 3


def test_two_managers_at_once_release_once(app: Flask, stored: Session) -> None:
    build(app)
    printed(app, *NUMBERS)
    start = Barrier(2)

    def release(actor: Actor) -> type[Refusal] | None:
        with app.app_context():
            start.wait()
            try:
                release_letters(actor, CALL_ID)
            except Refusal as refusal:
                return type(refusal)
            return None

    with ThreadPoolExecutor(2) as hands:
        assert Counter(hands.map(release, (EVE, ADAM))) == {None: 1, NothingToRelease: 1}
    assert count(stored, "DecisionMadeAvailable") == 3


def test_one_page_sent_eight_times_at_once_releases_once(
    app: Flask, browser: Browser, stored: Session
) -> None:
    build(app)
    printed(app, *NUMBERS)
    form = dict(HIDDEN.findall(browser.sign_in(EVE).get(BATCH).text))
    assert at_once(app, browser, RELEASE, [form] * 8) == {303: 8}
    assert count(stored, "LettersReleased") == 1


def test_a_founder_reads_the_letter_after_opening_the_decision(
    app: Flask, browser: Browser
) -> None:
    build(app)
    decision, *_ = signed(app, *NUMBERS)
    work(app)
    letter = f"/decisions/{decision}/letter.pdf"
    own, page = browser.sign_in(founder(1)), f"/decisions/{decision}"
    assert own.get(letter).status_code == 404
    with app.app_context():
        release_letters(EVE, CALL_ID)
    waiting = own.get(letter)
    assert (waiting.status_code, waiting.mimetype) == (409, "text/html")
    assert "Ouvrez d’abord la décision" in waiting.text
    own.press(own.get(page), f"{page}/open")
    name = f"decision-{day_of(now()).year}-0001.pdf"
    pdf = own.get(letter, buffered=True)
    assert pdf.data.startswith(b"%PDF")
    assert pdf.headers["Content-Disposition"] == f"attachment; filename={name}"
    assert pdf.headers["Cache-Control"] == "no-store"
    assert browser.sign_in(founder(2)).get(letter).status_code == 404


def test_without_consent_the_letter_goes_by_post(app: Flask, browser: Browser) -> None:
    build(app, electronic=False)
    printed(app, *NUMBERS)
    assert "recommandé" not in text_of(browser.sign_in(EVE).get(BATCH))
    browser.press(browser.get(BATCH), RELEASE)
    assert text_of(browser.get(BATCH)).count("Courrier recommandé à envoyer") == 3


def test_the_batch_is_read_in_as_many_statements_whatever_its_size(
    app: Flask, browser: Browser
) -> None:
    build(app)
    browser.sign_in(EVE)
    numbers = range(10, 40)
    taken = []
    for new in (numbers[:1], numbers[1:]):
        for number in new:
            store(app, *a_rival(number), *a_signed_decision(number))
        lines = text_of(browser.get(BATCH)).count("Lire le PDF")
        taken.append((lines, len(browser.statements)))
    (one, few), (thirty, many) = taken
    assert (one, thirty, many) == (1, 30, few)
    assert many <= 12
