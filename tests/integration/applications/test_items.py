"""A manager asks for what is missing; its founder alone may answer, that alone, until that day."""

from datetime import timedelta
from email import message_from_bytes, policy
from io import BytesIO
from pathlib import Path
from typing import Final
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from incubator.applications.commands import (
    SectionEdit,
    Upload,
    add_file,
    remove_file,
    save_answer,
    save_section,
)
from incubator.applications.models import Application, Attachment, ItemsRequest
from incubator.applications.rules import ApplicationState, FileId, thaw_texts
from incubator.applications.rules.items import NotAskedFor
from incubator.infra import clock
from incubator.infra.files import put
from incubator.infra.formats import long_date
from incubator.infra.jobs import run_next
from incubator.journal.models import JournalLine
from incubator.kernel.paris import closing_instant, day_of, silence_date
from tests.builders import ADA, BOB, EVE, JO, NOON, RUCHE, SAM, store
from tests.client import Browser
from tests.integration.applications.steps import (
    PROJECT,
    TASKS,
    answers,
    move_call,
    read,
    received,
    send,
    write_dossier,
)

PAGE: Final = f"/dossiers/{RUCHE}/items"
SENT_AT: Final = NOON
ASKED_AT: Final = NOON + timedelta(days=10)
ANSWERED_AT: Final = ASKED_AT + timedelta(days=4)
UNTIL: Final = day_of(ASKED_AT) + timedelta(days=15)
LATE: Final = closing_instant(UNTIL)
FIRST: Final = {"family_name": 1}
BEFORE: Final = silence_date(SENT_AT)
ASKED: Final = {"keys": ["summary", "slides"], "reason": "Le résumé est vide.", "until": UNTIL}


@pytest.fixture(autouse=True)
def world(app: Flask, browser: Browser) -> None:
    """Let Ada's dossier be received, in a call that closed five days later."""
    write_dossier(app)
    closes_on = day_of(SENT_AT) + timedelta(days=5)
    move_call(app, closes_on - timedelta(days=30), closes_on)
    with clock.at(SENT_AT):
        assert send(browser.sign_in(ADA)).status_code == 303


def ask(browser: Browser, **changes: object) -> TestResponse:
    """Let Eve ask for two items, ten days after the dossier came."""
    with clock.at(ASKED_AT):
        eve = browser.sign_in(EVE)
        return eve.fill_in(eve.get(PAGE), **ASKED | changes)


def the_dossier(stored: Session) -> Application:
    """Return Ada's dossier, as it is now."""
    stored.rollback()
    return stored.get_one(Application, RUCHE)


def attach(app: Flask, key: str) -> None:
    """Let Ada give a file in answer to a question."""
    with app.app_context(), clock.at(ANSWERED_AT):
        blob = put(BytesIO(b"%PDF-1.7"))
        upload = Upload(key=key, name="a.pdf", media_type="application/pdf", blob=blob)
        add_file(ADA, RUCHE, upload)


def test_what_is_missing_is_asked_journalled_and_told(
    app: Flask, browser: Browser, stored: Session
) -> None:
    assert ask(browser).status_code == 303
    row, request = the_dossier(stored), stored.scalars(select(ItemsRequest)).one()
    assert (row.state, row.reopened_until) == (ApplicationState.INCOMPLETE, UNTIL)
    assert row.silence_on == BEFORE + timedelta(days=15)
    assert (request.keys, request.silence_on) == ("slides summary", BEFORE)
    line = stored.scalars(select(JournalLine).filter_by(event="ItemsRequested")).one()
    assert "résumé" not in line.facts
    with app.app_context(), clock.at(ASKED_AT):
        while run_next():
            pass
    mails = [
        message_from_bytes(path.read_bytes(), policy=policy.default)
        for path in Path(app.config["VAR"], "mail").glob("*.eml")
    ]
    mail = next(mail for mail in mails if "à compléter" in mail["Subject"])
    words = " ".join(mail.get_content().split())
    with app.test_request_context():
        said = (
            "- Résumé",
            "- Présentation (PDF)",
            "Le résumé est vide.",
            f"{long_date(UNTIL)} à 23 h 59",
            f"{long_date(BEFORE + timedelta(days=15))} ; si vous répondez plus tôt",
            TASKS,
        )
    assert [part for part in said if part not in words] == []


def test_the_founder_finds_it_first_and_the_team_sees_it(browser: Browser) -> None:
    ask(browser)
    with clock.at(ANSWERED_AT):
        ada = browser.sign_in(ADA)
        assert "À compléter avant le" in read(ada.get("/desk"))
        tasks = read(ada.get(TASKS))
        assert "Complétez votre dossier avant le" in tasks
        assert "Le résumé est vide." in tasks
        section = ada.get(PROJECT)
        assert 'name="summary"' in section.text
        assert 'name="title"' not in section.text
        identity = read(ada.get(f"{TASKS}/sections/identity"))
        assert "seules les réponses demandées par l’équipe changent encore" in identity
    eve = browser.sign_in(EVE)
    with clock.at(ANSWERED_AT):
        dossier = read(eve.get(f"/dossiers/{RUCHE}"))
        assert "Compléments demandés" in dossier
        assert "Des éléments sont demandés jusqu’au" in read(
            eve.get(f"/dossiers/{RUCHE}/admissibility")
        )
        assert "1 dossier dont le délai" not in read(eve.get("/desk"))
    with clock.at(LATE):
        assert "1 dossier dont le délai pour compléter est passé" in read(eve.get("/desk"))


def test_nothing_else_changes_after_the_closing(app: Flask, browser: Browser) -> None:
    file_id = FileId(UUID(int=5))
    given = {"application_id": RUCHE, "key": "slides", "name": "a.pdf", "digest": "0" * 64}
    kind = "application/pdf"
    store(app, Attachment(id=file_id, media_type=kind, size=1, added_at=SENT_AT, **given))
    ask(browser, keys=["summary"])
    other = SectionEdit(texts={"title": "Rucher"}, seen={"title": 1})
    with app.app_context(), clock.at(ANSWERED_AT):
        with pytest.raises(NotAskedFor):
            save_section(ADA, RUCHE, "project", other)
        with pytest.raises(NotAskedFor):
            save_answer(ADA, RUCHE, "title", other)
        with pytest.raises(NotAskedFor):
            remove_file(ADA, RUCHE, file_id)
    with pytest.raises(NotAskedFor):
        attach(app, "slides")


def test_what_comes_is_received_anew_and_moves_the_date_by_the_days_waited(
    app: Flask, browser: Browser, stored: Session
) -> None:
    ask(browser)
    attach(app, "slides")
    ada = browser.sign_in(ADA)
    with clock.at(ANSWERED_AT):
        assert ada.fill_in(ada.get(PROJECT), summary="Des capteurs.").status_code == 303
        second = str(send(ada).location)
    assert answers(stored)["summary"] == "Des capteurs."
    row, (one, two) = the_dossier(stored), received(stored)
    assert (row.state, row.reopened_until, row.reopened_keys) == ("submitted", None, "")
    assert row.silence_on == two.silence_on == BEFORE + timedelta(days=4)
    assert one.silence_on == BEFORE
    assert stored.scalars(select(ItemsRequest.answered_at)).one() == ANSWERED_AT
    receipt = read(ada.get(second))
    assert "suspendu depuis la demande de compléments" in receipt
    assert "fait courir de nouveaux délais" not in receipt
    assert "remplace celui-ci" in read(ada.get(f"/submissions/{one.id}"))
    with clock.at(ANSWERED_AT + timedelta(minutes=1)):
        assert send(ada).status_code == 409
        verdict = {"met": ["territory", "age"], "verdict": "admissible"}
        eve = browser.sign_in(EVE)
        page = eve.get(f"/dossiers/{RUCHE}/admissibility")
        assert eve.fill_in(page, **verdict).status_code == 303


def test_what_was_never_sent_is_not_received_with_what_was_asked_for(
    app: Flask, browser: Browser, stored: Session
) -> None:
    unsent = SectionEdit(texts={"title": "x" * 200}, seen={"title": 1})  # not fit to be sent
    with app.app_context(), clock.at(SENT_AT + timedelta(days=1)):
        save_answer(ADA, RUCHE, "title", unsent)
        save_answer(ADA, RUCHE, "family_name", SectionEdit(texts={"family_name": ""}, seen=FIRST))
    ask(browser, keys=["summary"])
    ada = browser.sign_in(ADA)
    with clock.at(ANSWERED_AT):
        assert ada.fill_in(ada.get(PROJECT), summary="Des capteurs.").status_code == 303
        check = read(ada.get(f"{TASKS}/check"))
        assert ("Ruche" in check, "x" * 200 in check, "Des capteurs." in check) == (
            True,
            False,
            True,
        )
        assert send(ada).status_code == 303
    frozen = thaw_texts(received(stored)[1].snapshot)
    assert (frozen["title"], frozen["family_name"]) == ("Ruche", "Ada Lenoir")
    assert frozen["summary"] == "Des capteurs."
    assert the_dossier(stored).title == "Ruche"
    assert answers(stored)["title"] == "x" * 200  # the draft keeps its words


def test_the_last_second_is_in_time_and_then_the_manager_rules(
    browser: Browser, stored: Session
) -> None:
    ask(browser)
    ada = browser.sign_in(ADA)
    with clock.at(LATE - timedelta(seconds=1)):
        page = ada.get(PROJECT)
        assert 'name="summary"' in page.text
    with clock.at(LATE):
        answer = ada.fill_in(page, summary="Trop tard.")
        assert answer.status_code == 409
        assert "L’appel est clos depuis le" in read(answer)
        assert send(ada).status_code == 409
    eve, verdict = browser.sign_in(EVE), {"met": ["age"], "verdict": "inadmissible", "reason": "x"}
    admissibility = f"/dossiers/{RUCHE}/admissibility"
    with clock.at(LATE - timedelta(seconds=1)):
        assert "Des éléments sont demandés jusqu’au" in read(eve.get(admissibility))
    with clock.at(LATE):
        assert eve.fill_in(eve.get(admissibility), **verdict).status_code == 303
    row = the_dossier(stored)
    assert (row.state, row.reopened_until) == (ApplicationState.INADMISSIBLE, None)
    assert row.silence_on == BEFORE + timedelta(days=15)


def test_a_request_is_refused_with_a_sentence_and_asked_once(
    browser: Browser, stored: Session
) -> None:
    assert "Choisissez au moins une question" in read(ask(browser, keys=[]))
    assert "Dites ce qui manque et pourquoi" in read(ask(browser, reason=" "))
    too_soon = ask(browser, until=day_of(ASKED_AT))
    assert (too_soon.status_code, "Choisissez un jour entre" in read(too_soon)) == (409, True)
    assert ask(browser, until="demain").status_code == 422
    assert not stored.scalars(select(ItemsRequest)).all()
    assert ask(browser).status_code == 303
    with clock.at(ASKED_AT):
        assert "Des éléments sont déjà demandés" in read(browser.get(PAGE))


def test_only_managers_ask(browser: Browser) -> None:
    for actor, status in ((EVE, 200), (ADA, 403), (BOB, 404), (JO, 404), (SAM, 404)):
        assert browser.sign_in(actor).get(PAGE).status_code == status
