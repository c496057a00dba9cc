"""A receipt says what the law wants; what was received does not change any more."""

import json
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from incubator.applications.models import Application
from incubator.applications.queries import get_dossier, list_dossiers
from incubator.infra import clock
from incubator.kernel.paris import day_of
from incubator.outbox.models import Message
from tests.builders import (
    ADA,
    ANSWERS,
    AUTHORITY,
    BOB,
    CALL_ID,
    EVE,
    JO,
    RUCHE,
    SAM,
    TEXTS,
)
from tests.client import Browser
from tests.integration.applications.steps import (
    PROJECT,
    TASKS,
    TICKED,
    move_call,
    read,
    received,
    send,
    write_dossier,
)


@pytest.fixture(autouse=True)
def world(app: Flask) -> None:
    """Let Ada's dossier be written, and not yet sent."""
    write_dossier(app)


@pytest.mark.parametrize(
    ("at", "dates"),
    [
        ("2026-12-31T22:59:59", ("31 décembre 2026 à 23 h 59, heure", "28 février 2027")),
        ("2026-07-10T21:59:59", ("10 juillet 2026 à 23 h 59, heure", "10 septembre 2026")),
        ("2026-10-25T22:59:59", ("25 octobre 2026 à 23 h 59, heure", "25 décembre 2026")),
        ("2027-03-28T21:59:59", ("28 mars 2027 à 23 h 59, heure", "28 mai 2027")),
    ],
)
def test_a_receipt_says_what_the_law_wants(
    app: Flask, browser: Browser, stored: Session, at: str, dates: tuple[str, str]
) -> None:
    instant = datetime.fromisoformat(at).replace(tzinfo=UTC)
    move_call(app, date(2026, 1, 1), day_of(instant))
    ada = browser.sign_in(ADA)
    with clock.at(instant):
        receipt = read(ada.get(str(send(ada).location)))
    (submission,) = received(stored)
    for mention in (
        *dates,
        "dossier QI-2026-01-0001",
        AUTHORITY["service"],
        AUTHORITY["service_address"],
        AUTHORITY["email"],
        AUTHORITY["phone"],
        "Ève Caron, Responsable de l’incubateur",
        TEXTS["remedies"],
        submission.digest,
    ):
        assert mention in receipt, mention
    with clock.at(instant + timedelta(seconds=1)):
        assert send(ada).status_code == 409
    assert len(received(stored)) == 1


def test_what_was_received_does_not_change_when_the_draft_does(
    browser: Browser, stored: Session
) -> None:
    ada = browser.sign_in(ADA)
    receipt = str(send(ada).location)
    (submission,) = received(stored)
    before = (submission.snapshot, submission.digest, read(ada.get(receipt)))
    ada.fill_in(ada.get(PROJECT), title="Rucher", summary="Autre chose.", cluster="numerique")
    assert "Vous avez modifié le dossier depuis" in read(ada.get(TASKS))
    (submission,) = received(stored)
    assert (submission.snapshot, submission.digest, read(ada.get(receipt))) == before
    dossier = get_dossier(stored, RUCHE)
    assert dossier.title == "Ruche"
    texts = {a.key: a.text for section in dossier.sections for a in section.questions}
    assert texts["summary"] == ANSWERS["summary"]
    eve = browser.sign_in(EVE)
    assert "Autre chose." not in eve.get(f"/dossiers/{RUCHE}/admissibility").text


def test_the_digest_is_that_of_the_stored_copy(browser: Browser, stored: Session) -> None:
    ada = browser.sign_in(ADA)
    send(ada, electronic="y")
    (submission,) = received(stored)
    assert submission.digest == sha256(submission.snapshot.encode()).hexdigest()
    copy = json.loads(submission.snapshot)
    assert copy["number"] == "QI-2026-01-0001"
    assert copy["founder"] == {
        "name": "Ada Lenoir",
        "email": f"{ADA.account_id.hex}@example.org",
    }
    assert copy["declarations"] == sorted(TICKED)
    assert copy["electronic_notification"] is True
    assert datetime.fromisoformat(copy["received_at"]) == submission.received_at
    answers = {a["key"]: a["text"] for s in copy["sections"] for a in s["questions"]}
    assert answers["summary"] == ANSWERS["summary"]
    assert answers["cluster"] == "e-santé"


def test_a_second_submission_has_its_own_receipt_and_the_first_is_kept(
    browser: Browser, stored: Session
) -> None:
    ada = browser.sign_in(ADA)
    first = str(send(ada).location)
    ada.fill_in(ada.get(PROJECT), title="Rucher")
    with clock.at(clock.now() + timedelta(hours=1)):
        second = str(send(ada).location)
    one, two = received(stored)
    assert (one.ordinal, two.ordinal) == (1, 2)
    assert one.digest != two.digest
    assert two.received_at > one.received_at
    assert "remplace celui-ci" in read(ada.get(first))
    receipt = read(ada.get(second))
    assert "C’est votre envoi n° 2" in receipt
    assert "remplace celui-ci" not in receipt
    assert "« Rucher »" in receipt
    assert stored.get_one(Application, RUCHE).number == "QI-2026-01-0001"
    assert [row.title for row in list_dossiers(stored, CALL_ID)] == ["Rucher"]
    assert len(stored.scalars(select(Message)).all()) == 2


def test_a_receipt_is_its_founders_and_the_managers(browser: Browser) -> None:
    receipt = str(send(browser.sign_in(ADA)).location)
    for actor, status in ((ADA, 200), (EVE, 200), (BOB, 404), (JO, 404), (SAM, 404)):
        assert browser.sign_in(actor).get(receipt).status_code == status
    assert browser.get(f"/submissions/{UUID(int=404)}").status_code == 404


def test_a_receipt_leads_back_to_where_its_reader_may_go(browser: Browser) -> None:
    receipt = str(send(browser.sign_in(ADA)).location)
    for actor, way_back in ((ADA, TASKS), (EVE, f"/dossiers/{RUCHE}")):
        page = browser.sign_in(actor).get(receipt).text
        assert [p for p in (TASKS, f"/dossiers/{RUCHE}") if f'href="{p}"' in page] == [way_back]
        assert browser.get(way_back).status_code == 200
