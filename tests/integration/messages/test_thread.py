"""A founder and the team of the call write to each other; nobody else reads them."""

import re
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Final
from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from incubator.applications.rules import ApplicationState
from incubator.infra import clock
from incubator.infra.db import db
from incubator.infra.jobs import run_next
from incubator.journal.models import JournalLine
from incubator.kernel.actor import Actor
from incubator.kernel.paris import day_of
from incubator.kernel.texts import length
from incubator.messages.commands import send_message
from incubator.messages.models import ThreadMessage
from incubator.messages.rules import LONGEST, NothingSaid, TooLong
from incubator.outbox.models import Message
from tests.builders import (
    ADA,
    ADAM,
    BOB,
    CALL_ID,
    EVE,
    JO,
    NOON,
    RUCHE,
    SAM,
    a_call,
    a_house,
    an_application,
    store,
)
from tests.client import Browser
from tests.integration.applications.steps import begin_dossier, move_call, read, send, write_dossier
from tests.integration.desks.crowd import fill, keep_lists, number_of

THREAD: Final = f"/applications/{RUCHE}/messages"
INBOX: Final = f"/calls/{CALL_ID}/messages"
QUESTION: Final = "Bonjour,\n\nfaut-il le bilan de 2025 ?"
ANSWER: Final = "Oui, s’il est prêt."
HOSTILE: Final = "<script>alert(1)</script> {{ 7 * 7 }} %(name)s <b onclick=x>"


@pytest.fixture
def received(app: Flask) -> None:
    """Let Ada's dossier be received, in a call that is open."""
    store(app, *a_house(), *a_call(), *an_application(state=ApplicationState.SUBMITTED))


def write(browser: Browser, actor: Actor, text: str) -> TestResponse:
    """Let somebody write in the thread, and see that it was sent."""
    answer = browser.sign_in(actor).press(browser.get(THREAD), THREAD, text=text)
    assert answer.status_code == 303
    return answer


def thread(stored: Session) -> Sequence[tuple[str, bool, bool]]:
    """Return each message, whether it is the team's, whether it waits."""
    stored.rollback()
    rows = stored.scalars(select(ThreadMessage).order_by(ThreadMessage.ordinal))
    return [(row.text, row.from_team, row.read_at is None) for row in rows]


def mails(stored: Session) -> Sequence[tuple[str, object]]:
    """Return the mails about messages by now: what they are, to whom."""
    stored.rollback()
    rows = stored.scalars(select(Message).filter(Message.kind.startswith("message_")))
    return [(row.kind, row.recipient_id) for row in rows]


@pytest.mark.usefixtures("received")
def test_both_sides_write_and_an_answer_ends_the_wait(browser: Browser, stored: Session) -> None:
    write(browser, ADA, QUESTION)
    page = browser.sign_in(EVE).get(THREAD)
    assert "Ada Lenoir" in read(page)
    assert "sans réponse" in read(page)
    assert "faut-il le bilan" in read(browser.get(THREAD))
    assert "Ruche" in read(browser.get(INBOX))
    write(browser, EVE, ANSWER)
    assert thread(stored) == [(QUESTION, False, False), (ANSWER, True, True)]
    assert "Aucun message n’attend de réponse" in read(browser.get(INBOX))
    told = read(browser.sign_in(ADA).get(THREAD))
    assert told.index("faut-il le bilan") < told.index("Ève Caron, pour l’équipe")


@pytest.mark.usefixtures("received")
def test_a_mail_leaves_without_the_text_and_no_second_one_while_the_first_waits(
    app: Flask, browser: Browser, stored: Session
) -> None:
    write(browser, ADA, QUESTION)
    write(browser, ADA, "Autre chose.")
    team = [("message_from_founder", one.account_id) for one in (EVE, ADAM)]
    assert sorted(mails(stored), key=str) == sorted(team, key=str)
    write(browser, ADAM, ANSWER)
    assert mails(stored)[2:] == [("message_from_team", ADA.account_id)]
    write(browser, ADA, "Merci.")
    assert len(mails(stored)) == 5
    with app.app_context():
        while run_next():
            pass
    letters = [path.read_text() for path in Path(app.config["VAR"], "mail").glob("*.eml")]
    assert len(letters) == 5
    assert all("Vous avez un message" in one.replace("_", " ") for one in letters)
    assert not any("bilan" in one or "Ruche" in one for one in letters)


@pytest.mark.usefixtures("received")
def test_what_wants_no_answer_is_marked_as_read_as_far_as_it_was_seen(
    app: Flask, browser: Browser, stored: Session
) -> None:
    write(browser, ADA, "Un.")
    seen = browser.sign_in(EVE).get(THREAD)
    with app.app_context():
        send_message(ADA, RUCHE, "Deux.", seen=0)
    assert browser.press(seen, f"{THREAD}/read").status_code == 303
    assert thread(stored) == [("Un.", False, False), ("Deux.", False, True)]
    line = stored.scalars(select(JournalLine).filter_by(event="MessagesRead")).one()
    assert (line.actor_id, '"up_to": 1' in line.facts) == (EVE.account_id, True)
    assert "Marquer comme lu" in read(browser.get(THREAD))
    assert "Marquer comme lu" not in read(browser.sign_in(ADA).get(THREAD))


@pytest.mark.usefixtures("received")
def test_a_double_click_sends_once(browser: Browser, stored: Session) -> None:
    page = browser.sign_in(ADA).get(THREAD)
    for _ in range(2):
        assert browser.press(page, THREAD, text=QUESTION).status_code == 303
    assert len(thread(stored)) == 1
    line = stored.scalars(select(JournalLine).filter_by(event="MessageSent")).one()
    assert "bilan" not in line.facts


@pytest.mark.usefixtures("received")
def test_what_is_no_message_comes_back_with_every_word(
    app: Flask, browser: Browser, stored: Session
) -> None:
    page = browser.sign_in(ADA).get(THREAD)
    assert browser.press(page, THREAD, text=" \n").status_code == 422
    long = "🇫🇷" * LONGEST
    answer = browser.press(page, THREAD, text=f"{long}!")
    assert (answer.status_code, long in answer.text) == (422, True)
    assert "Raccourcissez" in read(answer)
    assert browser.press(page, THREAD, text=long).status_code == 303
    assert [length(text) for text, *_ in thread(stored)] == [LONGEST]
    with app.app_context():
        for text, refusal in (("", NothingSaid), ("a" * (LONGEST + 1), TooLong)):
            with pytest.raises(refusal):
                send_message(ADA, RUCHE, text, seen=0)


@pytest.mark.usefixtures("received")
def test_a_hostile_message_is_only_a_text(browser: Browser, stored: Session) -> None:
    write(browser, ADA, f"{HOSTILE}\0\N{RIGHT-TO-LEFT OVERRIDE}")
    assert thread(stored)[0][0].startswith(HOSTILE)
    page = browser.sign_in(EVE).get(THREAD)
    assert "<script>alert" not in page.text
    assert "&lt;script&gt;alert(1)&lt;/script&gt; {{ 7 * 7 }} %(name)s" in page.text


def test_before_the_deposit_nobody_reads_and_the_page_says_so(
    app: Flask, browser: Browser, stored: Session
) -> None:
    begin_dossier(app)
    page = browser.sign_in(ADA).get(THREAD)
    assert "Le fil s’ouvre au dépôt du dossier" in read(page)
    answer = browser.fill_in(page, text="Bonjour")
    assert (answer.status_code, "Bonjour" in read(answer)) == (409, True)
    assert browser.sign_in(EVE).get(THREAD).status_code == 404
    assert not thread(stored)


def test_the_thread_tells_what_founders_are_told_in_the_order_of_time(
    app: Flask, browser: Browser
) -> None:
    write_dossier(app)
    move_call(app, day_of(NOON) - timedelta(days=9), day_of(NOON))
    asked = {"keys": ["summary"], "reason": "Le résumé est vide.", "until": "2026-03-20"}
    with clock.at(NOON):
        receipt = str(send(browser.sign_in(ADA)).location)
    with clock.at(NOON + timedelta(days=1)):
        page = browser.sign_in(EVE).get(f"/dossiers/{RUCHE}/items")
        assert browser.fill_in(page, **asked).status_code == 303
    with clock.at(NOON + timedelta(days=2)):
        write(browser, ADA, "Voilà.")
    with clock.at(NOON + timedelta(days=3)):
        assert send(browser.sign_in(ADA)).status_code == 303
    page = browser.sign_in(ADA).get(THREAD)
    assert receipt in page.text
    story = ("Dossier déposé – QI-2026-01-0001", "Compléments demandés", "Voilà.", "Compléments re")
    places = [read(page).index(words) for words in story]
    assert places == sorted(places)
    assert "Dossier commencé" not in read(page)


@pytest.mark.usefixtures("received")
def test_a_verdict_is_not_told_before_the_decision(app: Flask, browser: Browser) -> None:
    for event in ("AdmissibilityRuled", "JurorAssigned", "OpinionRecorded", "DecisionSigned"):
        fact = {"at": NOON, "actor_id": EVE.account_id, "subject_id": RUCHE, "facts": "{}"}
        store(app, JournalLine(event=event, seal=event, **fact))
    assert "<time>" not in browser.sign_in(ADA).get(THREAD).text


@pytest.mark.usefixtures("received")
def test_nobody_else_reads_nor_writes(browser: Browser) -> None:
    for actor, status in ((ADA, 200), (EVE, 200), (BOB, 404), (JO, 404), (SAM, 404)):
        page = browser.sign_in(actor).get(THREAD)
        assert page.status_code == status
        sent = browser.fill_in(page, text="Bonjour").status_code
        assert sent == (303 if status == 200 else status)
    for actor, status in ((EVE, 200), (ADA, 403), (JO, 403), (SAM, 403)):
        assert browser.sign_in(actor).get(INBOX).status_code == status


@pytest.mark.usefixtures("received")
def test_the_desks_say_who_waits_for_whom(browser: Browser) -> None:
    write(browser, ADA, QUESTION)
    desk = browser.sign_in(EVE).get("/desk")
    assert "1 dossier dont un message attend une réponse" in read(desk)
    assert f'href="{INBOX}"' in desk.text
    assert f'href="{THREAD}"' in browser.get(f"/dossiers/{RUCHE}").text
    write(browser, EVE, ANSWER)
    assert "attend une réponse" not in read(browser.get("/desk"))
    assert "1 message de l’équipe" in read(browser.sign_in(ADA).get("/desk"))


@pytest.mark.usefixtures("received")
@pytest.mark.parametrize("wrong", [{"ordinal": 0}, {"text": ""}, {"ordinal": 1}])
def test_the_database_repeats_the_rules(app: Flask, wrong: dict[str, object]) -> None:
    values = {"application_id": RUCHE, "author_id": ADA.account_id, "from_team": False}
    values |= {"text": "Bonjour", "sent_at": NOON}
    store(app, ThreadMessage(**values | {"ordinal": 1}))
    with pytest.raises(IntegrityError):
        store(app, ThreadMessage(**values | {"ordinal": 2} | wrong))


def test_those_who_wait_stand_on_one_page_each_the_longest_first(
    app: Flask, browser: Browser
) -> None:
    store(app, *a_house(), *a_call())
    fill(app, 60, judged=0)
    with app.app_context(), db.engine.begin() as connection:
        connection.execute(insert(ThreadMessage), [_waiting(number) for number in range(60)])
    keep_lists(app)
    pages = [browser.sign_in(ADAM).get(f"{INBOX}?page={page}") for page in (1, 2)]
    told = [re.findall(r"<td>(QI-[\d-]+)</td>", page.text) for page in pages]
    oldest = [number_of(number) for number in reversed(range(60))]
    assert told == [oldest[:50], oldest[50:]]
    assert "page=2" in pages[0].text
    assert browser.get(f"{INBOX}?page=3").status_code == 400


def _waiting(number: int) -> dict[str, object]:
    return {
        "id": uuid4(),
        "application_id": UUID(int=2 * 10**6 + number),
        "ordinal": 1,
        "author_id": UUID(int=10**6 + number),
        "from_team": False,
        "text": QUESTION,
        "sent_at": NOON - timedelta(hours=number),
        "read_at": None,
    }
