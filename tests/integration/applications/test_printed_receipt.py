"""A receipt says the same on its page, in its mail and on paper; the paper is made once."""

import json
import subprocess
from collections.abc import Sequence
from datetime import UTC, date, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from io import BytesIO
from pathlib import Path
from typing import Final

import pikepdf
import pytest
from flask import Flask
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from incubator.applications.models import PrintedReceipt
from incubator.applications.tasks import print_receipt
from incubator.ecosystem.models import LegalText
from incubator.infra import clock
from incubator.infra.db import db
from incubator.infra.files import read as read_blob
from incubator.infra.jobs import Job, run_next
from incubator.infra.pdf import legible, workshop
from incubator.journal.models import JournalLine
from tests.builders import ADA, AUTHORITY, BOB, EVE, JO, SAM, TEXTS, store
from tests.client import Browser
from tests.integration.applications.steps import (
    forget,
    move_call,
    read,
    received,
    send,
    write_dossier,
)
from tests.verapdf import Standard, faults

RECEIVED_AT: Final = datetime(2026, 7, 10, 21, 59, 59, tzinfo=UTC)
NOT_READY: Final = "n’est pas encore prêt"
SERVICE: Final = tuple(AUTHORITY[key] for key in ("service", "service_address", "email", "phone"))
LEGAL: Final = (
    "10 juillet 2026 à 23 h 59 (heure de Paris)",  # the day of receipt
    *SERVICE,  # who is in charge, and how to reach them
    "sera réputée rejetée le",  # what silence means
    "10 septembre 2026",  # and from when
    TEXTS["remedies"],  # and what can be done about it
)


@pytest.fixture(autouse=True)
def world(app: Flask) -> None:
    """Let Ada's dossier be written, and not yet sent, in a call that closes that day."""
    write_dossier(app)
    move_call(app, date(2026, 1, 1), date(2026, 7, 10))


def hand_in(browser: Browser) -> str:
    """Send Ada's dossier and return where its receipt is."""
    with clock.at(RECEIVED_AT):
        return str(send(browser.sign_in(ADA)).location)


def work(app: Flask) -> None:
    """Let the worker do what is due."""
    with app.app_context():
        while run_next():
            pass


def printed(stored: Session) -> Sequence[PrintedReceipt]:
    """Return the receipts that are kept by now."""
    stored.rollback()
    return stored.scalars(select(PrintedReceipt)).all()


def words_of(pdf: bytes) -> str:
    """Return what a PDF says, without blanks."""
    command = ["pdftotext", "-raw", "-", "-"]
    run = subprocess.run(command, input=pdf, capture_output=True, check=True)  # noqa: S603
    return squeeze(run.stdout.decode())


def squeeze(text: str) -> str:
    """Return a text without blanks: a line breaks where the page ends."""
    return "".join(text.split())


def the_mail(app: Flask) -> EmailMessage:
    """Return the only mail."""
    (path,) = Path(app.config["VAR"], "mail").glob("*.eml")
    mail = message_from_bytes(path.read_bytes(), policy=policy.default)
    assert isinstance(mail, EmailMessage)
    return mail


def bytes_of(app: Flask, receipt: PrintedReceipt) -> bytes:
    """Return the paper itself."""
    with app.app_context():
        return read_blob(receipt.digest)


def test_paper_page_and_mail_say_the_five_things_that_the_law_wants(
    app: Flask, browser: Browser, stored: Session
) -> None:
    page = read(browser.get(hand_in(browser)))
    work(app)
    (receipt,), (submission,) = printed(stored), received(stored)
    paper = words_of(bytes_of(app, receipt))
    mail = " ".join(the_mail(app).get_content().split())
    for mention in (*LEGAL, submission.digest, "QI-2026-01-0001", "« Ruche »"):
        assert mention in mail, mention
        assert mention in page or mention.startswith("QI"), mention
        assert squeeze(mention) in paper, mention
    for kept in (mail, paper):
        opening = squeeze("D’ici là, vous n’avez rien à faire.")
        assert squeeze(kept).index(opening) < squeeze(kept).index(squeeze(LEGAL[0]))


def test_the_paper_keeps_the_standards_and_carries_its_facts(
    app: Flask, browser: Browser, stored: Session
) -> None:
    hand_in(browser)
    work(app)
    (receipt,) = printed(stored)
    pdf = bytes_of(app, receipt)
    assert [faults(pdf, standard) for standard in Standard] == [{} for _ in Standard]
    with pikepdf.open(BytesIO(pdf)) as opened:
        carried = opened.attachments["accuse-de-reception.json"].get_file().read_bytes()
    assert carried.decode() == receipt.facts
    facts = json.loads(carried)
    assert (facts["number"], facts["silence_on"]) == ("QI-2026-01-0001", "2026-09-10")


def test_an_incomplete_dossier_is_told_so_first_everywhere(
    app: Flask, browser: Browser, stored: Session
) -> None:
    forget(app, "summary", "cluster")
    url = hand_in(browser)
    work(app)
    with clock.at(RECEIVED_AT):
        page = read(browser.get(url))
    (receipt,) = printed(stored)
    missing = squeeze("Dossier incomplet. Il manque : Résumé, Filière. Complétez-le")
    for kept in (the_mail(app).get_content(), page, words_of(bytes_of(app, receipt))):
        assert missing in squeeze(kept)
        assert squeeze("vous n’avez rien à faire") not in squeeze(kept)
        assert squeeze(kept).index(missing) < squeeze(kept).index(squeeze(LEGAL[0]))
    assert "L’appel est clos" in read(browser.get(url))


def test_the_page_and_the_door_say_so_while_the_paper_is_not_ready(
    app: Flask, browser: Browser
) -> None:
    url = hand_in(browser)
    assert "se prépare" in read(browser.get(url))
    answer = browser.get(f"{url}/receipt.pdf")
    assert answer.status_code == 409
    assert NOT_READY in read(answer)
    work(app)
    page = browser.get(url)
    assert "Télécharger l’accusé de réception (PDF)" in read(page)
    assert "se prépare" not in read(page)
    paper = browser.get(f"{url}/receipt.pdf", buffered=True)
    assert (paper.status_code, paper.mimetype) == (200, "application/pdf")
    name = "accuse-de-reception-QI-2026-01-0001-1.pdf"
    assert name in paper.headers["Content-Disposition"]


def test_a_paper_is_for_those_who_read_the_page(app: Flask, browser: Browser) -> None:
    url = hand_in(browser)
    work(app)
    for actor, status in ((ADA, 200), (EVE, 200), (BOB, 404), (JO, 404), (SAM, 404)):
        answer = browser.sign_in(actor).get(f"{url}/receipt.pdf", buffered=True)
        assert answer.status_code == status


def test_a_receipt_ordered_twice_is_drawn_once_and_made_again_to_the_byte(
    app: Flask, browser: Browser, stored: Session
) -> None:
    hand_in(browser)
    work(app)
    (receipt,), (submission,) = printed(stored), received(stored)
    before = (receipt.digest, receipt.facts, receipt.rendered_at)
    with app.app_context():
        print_receipt(submission.id)
    (again,) = printed(stored)
    assert (again.digest, again.facts, again.rendered_at) == before
    assert len(stored.scalars(select(JournalLine).filter_by(event="ReceiptPrinted")).all()) == 1
    with app.app_context(), Session(db.engine) as session, session.begin():
        session.execute(delete(PrintedReceipt))
    with app.app_context():
        print_receipt(submission.id)
    (anew,) = printed(stored)
    assert (anew.digest, anew.facts) == before[:2]


def test_a_receipt_that_lacks_a_legal_content_is_not_drawn(
    app: Flask, browser: Browser, stored: Session
) -> None:
    store(app, LegalText(code="remedies", version=2, body="Devant {{court}}."))
    url = hand_in(browser)
    work(app)
    assert printed(stored) == []
    job = stored.scalars(select(Job).filter_by(task="print_receipt")).one()
    assert job.error == "Il manque les voies et délais de recours."
    assert "se prépare" in read(browser.get(url))


def test_a_press_that_stops_leaves_the_page_and_the_mail(
    app: Flask, browser: Browser, stored: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = hand_in(browser)
    monkeypatch.setattr(workshop, "LIMITS", workshop.Limits(seconds=0.001))
    work(app)
    assert printed(stored) == []
    assert browser.get(url).status_code == 200
    assert the_mail(app)["Subject"] == "Accusé de réception de votre candidature QI-2026-01-0001"
    monkeypatch.undo()
    with app.app_context():
        print_receipt(received(stored)[0].id)
    assert len(printed(stored)) == 1


def test_a_character_that_no_font_draws_is_shown_as_a_box() -> None:
    assert legible("devis 你好.pdf") == "devis □□.pdf"
