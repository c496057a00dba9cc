"""Until the evaluation is closed nobody learns of a mark that is not their own, by any address."""

import re
from collections.abc import Callable
from dataclasses import replace
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from incubator.infra.db import db
from incubator.jury.commands import assign_jurors, save_sheet, submit_sheet
from incubator.jury.models import Assignment, Mark, ScoreSheet
from incubator.jury.rules import Link, SheetId
from incubator.kernel.actor import Actor, Relation
from incubator.outbox.models import Message
from tests.builders import ADA, BOB, CALL_ID, EVE, JANE, JEAN, JO, OLGA, RUCHE, SAM
from tests.client import FAR_AWAY, Browser, begin_visit
from tests.integration.jury.world import (
    BOTH,
    CANARY,
    CARD,
    FOR_JURORS,
    SECRET,
    TYPED,
    add_files,
    build,
    clear,
    close,
    declare,
    hand_in,
    rule,
    save,
    withdraw,
)

CHANGES = re.compile(r'<input[^>]*name="(?:csrf_token|operation)"[^>]*>')


@pytest.fixture(autouse=True)
def world(app: Flask) -> None:
    """Store Ruche with its files, and a second dossier."""
    build(app, 2)
    add_files(app)
    app.config["WTF_CSRF_ENABLED"] = False  # who has no form takes no token


def unassigned(_: Flask) -> Actor:
    """Return a juror who has nothing to do with Ruche."""
    return JANE


def assigned(app: Flask) -> Actor:
    """Return a juror who has not declared yet."""
    with app.app_context():
        assign_jurors(EVE, RUCHE, [JANE.account_id])
    return JANE


def referred(app: Flask) -> Actor:
    """Return a juror whose link waits for a ruling."""
    declare(app, JANE, link=Link.LINK)
    return JANE


def recused(app: Flask) -> Actor:
    """Return a juror who declared a conflict."""
    declare(app, JANE, link=Link.CONFLICT)
    return JANE


def ruled_out(app: Flask) -> Actor:
    """Return a juror whom a manager recused."""
    rule(app, declare(app, JANE, link=Link.LINK), cleared=False)
    return JANE


def withdrawn(app: Flask) -> Actor:
    """Return a juror from whom the dossier was taken back after it had opened."""
    assignment_id = declare(app, JANE)
    withdraw(app, assignment_id)
    return JANE


def manager_and_juror(app: Flask) -> Actor:
    """Return a manager who is a juror of Ruche too."""
    clear(app, BOTH)
    return BOTH


def somebody(actor: Actor) -> Callable[[Flask], Actor]:
    """Return a person who is no juror."""
    return lambda _: actor


OUTSIDERS = [
    unassigned,
    assigned,
    referred,
    recused,
    ruled_out,
    withdrawn,
    manager_and_juror,
    *(somebody(actor) for actor in (EVE, ADA, BOB, SAM, OLGA)),
]


def sheet_of(session: Session, juror: Actor) -> ScoreSheet | None:
    """Return the juror's sheet on Ruche, or None."""
    session.rollback()
    own = {"juror_id": juror.account_id, "application_id": RUCHE}
    return session.scalars(select(ScoreSheet).filter_by(**own)).one_or_none()


def assignment_of(session: Session, juror: Actor) -> Assignment:
    """Return the juror's assignment to Ruche."""
    own = {"juror_id": juror.account_id, "application_id": RUCHE}
    return session.scalars(select(Assignment).filter_by(**own)).one()


@pytest.mark.parametrize("prepare", OUTSIDERS)
def test_another_s_sheet_is_nothing_to_anybody(
    app: Flask, browser: Browser, stored: Session, prepare: Callable[[Flask], Actor]
) -> None:
    sheet_id = clear(app, JO)
    save(app, sheet_id, SECRET)
    actor = prepare(app)
    browser.sign_in(actor)
    for rest in ("", f"/files/{FOR_JURORS}"):
        there, nowhere = (
            CHANGES.sub("", browser.get(f"/sheets/{own}{rest}").text).replace(str(own), "…")
            for own in (sheet_id, uuid4())
        )
        assert there == nowhere
        assert "Cette page n’existe pas." in there
    typed = TYPED | {"version": 2, "act": "submit"}
    assert browser.post(f"/sheets/{sheet_id}", data=typed).status_code == 404
    declaration = f"/assignments/{assignment_of(stored, JO).id}/declaration"
    status = 403 if Relation.MANAGER in actor.standing else 404
    assert browser.get(declaration).status_code == status
    answer = browser.post(declaration, data={"version": 2, "link": "conflict"})
    assert answer.status_code == status
    kept = sheet_of(stored, JO)
    assert kept
    assert (kept.version, kept.strength) == (2, SECRET.strength)


@pytest.mark.parametrize("prepare", [assigned, referred, recused, ruled_out, withdrawn])
def test_a_juror_without_access_reaches_no_sheet_of_their_own_either(
    app: Flask, browser: Browser, stored: Session, prepare: Callable[[Flask], Actor]
) -> None:
    browser.sign_in(prepare(app))
    assert "/sheets/" not in browser.get("/jury").text
    own = sheet_of(stored, JANE)
    assert (own is None) is (prepare is not withdrawn)
    if own:
        assert browser.get(f"/sheets/{own.id}").status_code == 404
        assert browser.get(f"/sheets/{own.id}/files/{FOR_JURORS}").status_code == 404
        answer = browser.post(f"/sheets/{own.id}", data=TYPED | {"version": 1, "act": "save"})
        assert answer.status_code == 404
    page = browser.get(f"/assignments/{assignment_of(stored, JANE).id}/declaration")
    assert page.status_code == (404 if prepare is withdrawn else 200)
    for words in ("Des capteurs pour les ruchers.", "2 rue des Abeilles", "ruche.pdf"):
        assert words not in page.text


@pytest.mark.parametrize("again", ["none", "link", "conflict"])
@pytest.mark.parametrize("prepare", [referred, recused, ruled_out])
def test_a_declaration_made_is_not_unmade(
    app: Flask,
    browser: Browser,
    stored: Session,
    prepare: Callable[[Flask], Actor],
    again: str,
) -> None:
    browser.sign_in(prepare(app))
    before = assignment_of(stored, JANE)
    url, state = f"/assignments/{before.id}/declaration", before.state
    page = browser.post(url, data={"version": before.version, "link": again, "detail": "Rien."})
    assert page.status_code == 409
    assert "Rien." in page.text
    stored.rollback()
    assert assignment_of(stored, JANE).state is state


def test_a_manager_who_is_a_juror_rules_on_nobody_and_sees_nobody(
    app: Flask, browser: Browser, stored: Session
) -> None:
    hand_in(app, JO, card=SECRET)
    declare(app, JANE, link=Link.LINK)
    browser.sign_in(manager_and_juror(app))
    link = assignment_of(stored, JANE)
    for path, typed in {
        f"/dossiers/{RUCHE}/jurors": {"jurors": JEAN.account_id},
        f"/assignments/{link.id}/ruling": {"version": 2, "outcome": "cleared"},
        f"/assignments/{link.id}/withdrawal": {"version": 2, "reason": "Gêneuse."},
    }.items():
        assert browser.get(path).status_code == 403
        assert browser.post(path, data=typed).status_code == 403
    page = browser.get(f"/calls/{CALL_ID}/evaluation")
    assert page.status_code == 200
    for name in ("Jo Petit", "Jane Vidal", "1 / "):
        assert name not in page.text
    own = sheet_of(stored, BOTH)
    assert own
    assert browser.get(f"/sheets/{own.id}").status_code == 200


def test_nobody_outside_the_staff_reads_who_evaluates_what(app: Flask, browser: Browser) -> None:
    hand_in(app, JO)
    assigned(app)
    for actor, statuses in {
        JO: (403, 403),
        JANE: (403, 403),
        JEAN: (404, 403),
        ADA: (403, 403),
        BOB: (404, 403),
        SAM: (404, 403),
        OLGA: (404, 403),
    }.items():
        browser.sign_in(actor)
        paths = (f"/dossiers/{RUCHE}/jurors", f"/calls/{CALL_ID}/evaluation")
        assert tuple(browser.get(path).status_code for path in paths) == statuses, actor
        answer = browser.post(f"/calls/{CALL_ID}/evaluation/close", data={"reason": "Moi."})
        assert answer.status_code == statuses[1]


def crawl(app: Flask, actor: Actor, *more: str) -> list[tuple[object, ...]]:
    """Return all that a person may observe: addresses answered, headers, bodies."""
    client = app.test_client()
    with client.session_transaction() as cookie:
        cookie["_user_id"] = begin_visit(app, actor)
        cookie["seen"] = int(FAR_AWAY.timestamp())
    paths = [
        "/",
        "/jury",
        "/desk",
        "/calls",
        f"/calls/{CALL_ID}",
        f"/calls/{CALL_ID}/dossiers",
        f"/calls/{CALL_ID}/evaluation",
        f"/calls/{CALL_ID}/deliberation",
        f"/calls/{CALL_ID}/decisions",
        f"/dossiers/{RUCHE}",
        f"/dossiers/{RUCHE}/jurors",
        f"/dossiers/{RUCHE}/opinion",
        f"/dossiers/{RUCHE}/decision",
        f"/applications/{RUCHE}",
        *more,
    ]
    return [look(path, client.get(path)) for path in paths]


def look(path: str, answer: TestResponse) -> tuple[object, ...]:
    """Return what an answer shows, but for what changes with each request."""
    headers = [(name, value) for name, value in answer.headers if name != "Set-Cookie"]
    return path, answer.status_code, headers, CHANGES.sub("", answer.text)


def keep(app: Flask, sheet_id: SheetId) -> None:
    """Let Jo keep other marks and words."""
    with app.app_context():
        save_sheet(JO, sheet_id, replace(SECRET, private_note=""), version=3)


def submit(app: Flask, sheet_id: SheetId) -> None:
    """Let Jo hand in."""
    with app.app_context():
        submit_sheet(JO, sheet_id, SECRET, version=3)


@pytest.mark.parametrize("act", [keep, submit])
def test_whatever_a_juror_does_another_sees_the_same_bytes(
    app: Flask, act: Callable[[Flask, SheetId], None]
) -> None:
    secret, own = clear(app, JO), clear(app, JEAN)
    save(app, own, juror=JEAN)
    save(app, secret)
    save(app, secret, SECRET)
    before = crawl(app, JEAN, f"/sheets/{own}")
    act(app, secret)
    assert crawl(app, JEAN, f"/sheets/{own}") == before


@pytest.mark.parametrize("link", Link)
def test_whatever_a_juror_declares_another_sees_the_same_bytes(app: Flask, link: Link) -> None:
    own = clear(app, JEAN)
    before = crawl(app, JEAN, f"/sheets/{own}")
    declare(app, JO, link=link)
    assert crawl(app, JEAN, f"/sheets/{own}") == before


@pytest.mark.parametrize("hands_in", [False, True])
@pytest.mark.parametrize("actor", [EVE, SAM, ADA, BOTH])
def test_other_marks_and_words_change_no_byte_of_anybody_s_pages(
    app: Flask, actor: Actor, *, hands_in: bool
) -> None:
    sheet_id = hand_in(app, JO) if hands_in else clear(app, JO)
    if not hands_in:
        save(app, sheet_id, CARD)
    before = crawl(app, actor)
    with app.app_context(), Session(db.engine) as session, session.begin():
        words = dict.fromkeys(("strength", "improvement", "private_note"), CANARY)
        session.execute(update(ScoreSheet).values(words))
        session.execute(update(Mark).values(points=0, comment=CANARY))
    assert crawl(app, actor) == before


def test_no_secret_reaches_a_page_a_mail_or_a_log_before_the_closing(
    app: Flask, stored: Session, caplog: pytest.LogCaptureFixture
) -> None:
    hand_in(app, JO, card=SECRET)
    clear(app, JEAN)
    for actor in (EVE, SAM, ADA, BOB, OLGA, JEAN, JANE, BOTH):
        for path, _, _, text in crawl(app, actor):
            assert CANARY not in str(text), path
    assert CANARY not in caplog.text
    assert {message.kind for message in stored.scalars(select(Message))} == {"dossier_assigned"}


def test_a_private_note_stays_private_after_the_closing(app: Flask, browser: Browser) -> None:
    sheet_id = hand_in(app, JO, card=SECRET)
    close(app)
    for actor in (EVE, SAM, ADA, BOB, OLGA, JEAN, JANE, BOTH):
        for path, _, _, text in crawl(app, actor, f"/sheets/{sheet_id}"):
            assert SECRET.private_note not in str(text), path
    assert SECRET.private_note in browser.sign_in(JO).get(f"/sheets/{sheet_id}").text
