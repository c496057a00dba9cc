"""A dossier goes from a manager's hands to a closed evaluation, by way of each juror's own."""

from dataclasses import replace
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from incubator.calls.rules import CallId
from incubator.infra.db import db
from incubator.jury.models import Assignment, EvaluationClosing
from incubator.jury.queries import (
    find_closing,
    get_closing,
    list_remarks,
    map_assignments,
    map_locked_marks,
)
from incubator.jury.rules import AssignmentState, EvaluationOpen, Link, SheetState
from incubator.outbox.models import Message
from tests.builders import CALL_ID, EVE, JANE, JEAN, JO, RUCHE
from tests.client import Browser
from tests.integration.deliberation.world import CODES, text_of
from tests.integration.jury.world import (
    DETAIL,
    TYPED,
    assign,
    build,
    clear,
    close,
    declare,
    events,
    hand_in,
    name_people,
    rule,
    save,
    sheets,
    withdraw,
)

JURORS = f"/dossiers/{RUCHE}/jurors"
PROGRESS = f"/calls/{CALL_ID}/evaluation"


@pytest.fixture(autouse=True)
def world(app: Flask) -> None:
    """Store Ruche, admissible."""
    build(app)


def test_before_declaring_a_juror_reads_who_is_behind_a_dossier_by_name_alone(
    app: Flask, browser: Browser
) -> None:
    name_people(app)
    page = browser.sign_in(JO).get(f"/assignments/{assign(app)}/declaration").text
    assert ("Zoé" in page, "Marchand" in page, "Ruche Holding" in page) == (True, True, True)
    assert ("zoe@example.org" in page, "51 %" in page) == (False, False)


def test_the_whole_path(app: Flask, browser: Browser, stored: Session) -> None:
    eve = browser.sign_in(EVE)
    chosen = [JO.account_id, JEAN.account_id]
    assert eve.fill_in(eve.get(JURORS), jurors=chosen).location == JURORS
    with app.app_context():
        own = {juror: row.id for juror, row in map_assignments(db.session(), RUCHE).items()}
    for juror in (JO, JEAN):
        browser.sign_in(juror)
        page = browser.get(f"/assignments/{own[juror.account_id]}/declaration")
        assert "Ada Lenoir" in page.text
        sheet = browser.fill_in(page, link="none").location
        assert sheet
        page = browser.get(sheet)
        assert "Des capteurs pour les ruchers." in page.text
        assert browser.fill_in(page, act="save", points_equipe="4").location == sheet
        assert "1 critère sur 7" in text_of(browser.get("/jury"))
        assert browser.fill_in(browser.get(sheet), act="submit", **TYPED).location == "/jury"
        read = browser.get(sheet)
        assert "Cette évaluation est rendue" in read.text
        assert 'name="points_' not in read.text
        assert TYPED["private_note"] in read.text
    browser.sign_in(EVE)
    assert browser.press(browser.get(PROGRESS), f"{PROGRESS}/close").status_code == 409
    reason = {"reason": "Deux jurés suffisent."}
    done = browser.press(browser.get(PROGRESS), f"{PROGRESS}/close", **reason)
    assert done.location == PROGRESS
    assert "Deux jurés suffisent." in browser.get(PROGRESS).text
    with app.app_context():
        [first, second] = map_locked_marks(
            db.session(), get_closing(db.session(), CALL_ID), [RUCHE]
        )[RUCHE]
        remarks = list_remarks(db.session(), get_closing(db.session(), CALL_ID), RUCHE)
    assert first == second == dict.fromkeys(CODES, 3)
    assert [remark.strength for remark in remarks] == [TYPED["strength"]] * 2
    assert events(stored) == [
        *["JurorAssigned"] * 2,
        *["InterestDeclared", "SheetBegun", "SheetSaved", "SheetSubmitted"] * 2,
        "EvaluationEnded",
    ]


def test_each_juror_is_told_of_the_dossier_once(app: Flask, stored: Session) -> None:
    told = {juror.account_id: assign(app, juror) for juror in (JO, JEAN)}
    assign(app, JO)
    messages = stored.scalars(select(Message).filter_by(kind="dossier_assigned")).all()
    assert {m.recipient_id: m.subject_id for m in messages} == told
    assert len(messages) == 2


def test_a_link_waits_for_a_ruling_and_then_opens_the_dossier(
    app: Flask, browser: Browser, stored: Session
) -> None:
    assignment_id = declare(app, link=Link.LINK)
    assert JO not in sheets(stored)
    browser.sign_in(EVE)
    ruling = f"/assignments/{assignment_id}/ruling"
    assert ruling in browser.get(PROGRESS).text
    page = browser.get(ruling)
    assert DETAIL in page.text
    assert browser.fill_in(page, outcome="cleared").location == JURORS
    assert JO in sheets(stored)
    browser.sign_in(JO)
    page = browser.get("/jury")
    assert f"/sheets/{sheets(stored)[JO].id}" in page.text
    sheet = browser.get(f"/sheets/{sheets(stored)[JO].id}").text
    assert "Aucun lien déclaré" not in sheet


def test_a_recusal_is_given_a_reason_that_the_juror_reads(app: Flask, browser: Browser) -> None:
    assignment_id = declare(app, link=Link.LINK)
    browser.sign_in(EVE)
    ruling = f"/assignments/{assignment_id}/ruling"
    page = browser.fill_in(browser.get(ruling), outcome="recused")
    assert page.status_code == 422
    assert "Dites pourquoi ce juré" in page.text
    done = browser.fill_in(page, outcome="recused", reason="Vous êtes associée.")
    assert done.location == JURORS
    browser.sign_in(JO)
    page = browser.get(f"/assignments/{assignment_id}/declaration")
    assert "Vous êtes associée." in page.text
    assert "Ada Lenoir" not in page.text


def test_a_dossier_taken_back_may_be_entrusted_again_with_a_new_declaration(
    app: Flask, browser: Browser, stored: Session
) -> None:
    assignment_id = declare(app)
    sheet = sheets(stored)[JO]
    url = f"/sheets/{sheet.id}"
    browser.sign_in(JO)
    browser.fill_in(browser.get(url), act="save", points_equipe="4", private_note="À relire.")
    withdraw(app, assignment_id)
    assert browser.get(url).status_code == 404
    assert "Ruche" not in browser.get("/jury").text
    assert assign(app) == assignment_id
    assert browser.get(url).status_code == 404
    stored.rollback()
    row = stored.get_one(Assignment, assignment_id)
    assert (row.state, row.link, row.declared_at) == (AssignmentState.ASSIGNED, None, None)
    page = browser.get(f"/assignments/{assignment_id}/declaration")
    assert browser.fill_in(page, link="none").location == url
    assert "À relire." in browser.get(url).text
    kept = sheets(stored)[JO]
    assert (kept.id, kept.marked, kept.state) == (sheet.id, 1, SheetState.DRAFT)


def test_a_new_declaration_may_close_the_old_sheet_for_good(
    app: Flask, browser: Browser, stored: Session
) -> None:
    assignment_id = declare(app)
    url = f"/sheets/{sheets(stored)[JO].id}"
    withdraw(app, assignment_id)
    assign(app)
    browser.sign_in(JO)
    page = browser.get(f"/assignments/{assignment_id}/declaration")
    assert browser.fill_in(page, link="conflict").location == "/jury"
    assert browser.get(url).status_code == 404
    close(app)
    with app.app_context():
        assert map_locked_marks(db.session(), get_closing(db.session(), CALL_ID), [RUCHE]) == {}


def test_marks_cannot_be_asked_for_before_the_closing(app: Flask) -> None:
    hand_in(app)
    with app.app_context():
        assert find_closing(db.session(), CALL_ID) is None
        with pytest.raises(EvaluationOpen):
            get_closing(db.session(), CALL_ID)


def test_only_sheets_that_were_handed_in_count(app: Flask, stored: Session) -> None:
    hand_in(app)
    save(app, clear(app, JEAN), juror=JEAN)
    rule(app, declare(app, JANE, link=Link.LINK), cleared=False)
    close(app)
    with app.app_context():
        [only] = map_locked_marks(db.session(), get_closing(db.session(), CALL_ID), [RUCHE])[RUCHE]
        assert len(list_remarks(db.session(), get_closing(db.session(), CALL_ID), RUCHE)) == 1
    assert only == dict.fromkeys(CODES, 3)
    assert stored.scalars(select(EvaluationClosing.reason)).one() == "Le calendrier l’impose."


def test_the_end_of_an_evaluation_opens_the_marks_of_its_own_call_alone(app: Flask) -> None:
    hand_in(app)
    close(app)
    with app.app_context():
        here = get_closing(db.session(), CALL_ID)
        elsewhere = replace(here, call_id=CallId(UUID(int=102)))
        assert map_locked_marks(db.session(), here, [RUCHE])
        assert not map_locked_marks(db.session(), elsewhere, [RUCHE])
        assert not list_remarks(db.session(), elsewhere, RUCHE)
