"""Managers assign, rule and close; they see how far each juror is, and no mark."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from incubator.applications.models import Application
from incubator.applications.rules import ApplicationState
from incubator.infra.clock import at, now
from incubator.infra.db import db
from incubator.journal.models import JournalLine
from incubator.jury.models import Assignment, EvaluationClosing
from incubator.jury.queries import map_assignments
from incubator.jury.rules import AssignmentState, Link
from incubator.kernel.actor import Actor
from tests.builders import BOB, CALL_ID, EVE, JANE, JEAN, JIM, JO, RUCHE, another_application, store
from tests.client import Browser
from tests.integration.deliberation.world import a_rival, dossier, text_of
from tests.integration.jury.world import (
    BOTH,
    DETAIL,
    SECRET,
    assign,
    build,
    clear,
    close,
    declare,
    events,
    hand_in,
    rule,
    save,
    withdraw,
)

JURORS = f"/dossiers/{RUCHE}/jurors"
PROGRESS = f"/calls/{CALL_ID}/evaluation"


@pytest.fixture(autouse=True)
def world(app: Flask) -> None:
    """Store Ruche, admissible, and a second dossier."""
    build(app, 2)


def entrust(browser: Browser, *jurors: Actor) -> TestResponse:
    """Tick jurors on the page of Ruche, and send."""
    return browser.fill_in(browser.get(JURORS), jurors=[juror.account_id for juror in jurors])


def rewrite(app: Flask, dossier_id: object, **columns: object) -> None:
    """Change a dossier behind everybody's back."""
    with app.app_context(), Session(db.engine) as session, session.begin():
        row = session.get_one(Application, dossier_id)
        for name, value in columns.items():
            setattr(row, name, value)


def test_the_page_offers_the_jurors_who_are_free_with_what_they_have(
    app: Flask, browser: Browser
) -> None:
    assign(app, JO)
    assign(app, JEAN, 2)
    store(app, *another_application(3, JIM))
    page = browser.sign_in(EVE).get(JURORS)
    free = page.text.partition("<fieldset")[2]
    assert "1 dossier<" in free.partition("Jean Roux")[2][:60]
    assert "0 dossier<" in free.partition("Jane Vidal")[2][:60]
    assert "Jo Petit" not in free
    assert "Jim Faure" not in free  # competes in this call
    assert "Ève Caron" not in free


def test_nobody_is_assigned_twice_nor_against_the_rules(
    app: Flask, browser: Browser, stored: Session
) -> None:
    store(app, *another_application(3, JIM))
    browser.sign_in(EVE)
    assert entrust(browser, JO).status_code == 303
    assert entrust(browser, JO, JEAN).status_code == 303
    assert events(stored).count("JurorAssigned") == 2
    assert entrust(browser, JIM).status_code == 409
    assert "Jim Faure a déposé un dossier" in text_of(entrust(browser, JIM))
    assert entrust(browser, BOB).status_code == 404
    assert entrust(browser).status_code == 422
    refused = browser.fill_in(browser.get(JURORS), jurors="x")
    assert refused.status_code == 422
    assert set(stored.scalars(select(Assignment.juror_id))) == {JO.account_id, JEAN.account_id}


@pytest.mark.parametrize("state", [ApplicationState.SUBMITTED, ApplicationState.INADMISSIBLE])
def test_only_an_admissible_dossier_is_entrusted(
    app: Flask, browser: Browser, stored: Session, state: ApplicationState
) -> None:
    browser.sign_in(EVE)
    form = browser.get(JURORS)
    ruled_at = None if state is ApplicationState.SUBMITTED else now()
    rewrite(app, RUCHE, state=state, ruled_at=ruled_at, ruling="Hors sujet.")
    page = browser.fill_in(form, jurors=JO.account_id)
    assert page.status_code == 409
    assert "n’est pas déclaré recevable" in page.text
    assert 'name="jurors"' not in page.text
    assert stored.scalars(select(Assignment)).all() == []


def test_a_dossier_is_taken_back_with_a_reason_that_stays_with_the_staff(
    app: Flask, browser: Browser, stored: Session
) -> None:
    assignment_id = declare(app)
    url = f"/assignments/{assignment_id}/withdrawal"
    browser.sign_in(EVE)
    assert url in browser.get(JURORS).text
    page = browser.fill_in(browser.get(url), reason=" ")
    assert page.status_code in {409, 422}
    assert "Dites pourquoi" in page.text
    assert browser.fill_in(page, reason="Jo est souffrante.").location == JURORS
    row = stored.scalars(select(Assignment)).one()
    assert (row.state, row.reason) == (AssignmentState.WITHDRAWN, "Jo est souffrante.")
    assert "souffrante" not in "".join(stored.scalars(select(JournalLine.facts)))
    browser.sign_in(JO)
    assert "Ruche" not in browser.get("/jury").text


def test_a_sheet_handed_in_keeps_its_juror(app: Flask, browser: Browser, stored: Session) -> None:
    assignment_id = declare(app)
    url = f"/assignments/{assignment_id}/withdrawal"
    form = browser.sign_in(EVE).get(url)
    hand_in(app, JEAN)
    with app.app_context():
        handed = map_assignments(db.session(), RUCHE)[JEAN.account_id].id
    assert f"/assignments/{handed}/withdrawal" not in browser.get(JURORS).text
    page = browser.get(f"/assignments/{handed}/withdrawal")
    assert "a rendu son évaluation" in page.text
    assert 'name="reason"' not in page.text
    close(app)
    page = browser.fill_in(form, reason="Trop tard.")
    assert page.status_code == 409
    assert "Trop tard." in page.text
    assert stored.get_one(Assignment, assignment_id).state is AssignmentState.CLEARED


def test_what_is_past_is_told_without_a_form(app: Flask, browser: Browser) -> None:
    assignment_id = declare(app, link=Link.LINK)
    browser.sign_in(EVE)
    withdraw(app, assignment_id)
    for act in ("ruling", "withdrawal"):
        page = browser.get(f"/assignments/{assignment_id}/{act}")
        assert page.status_code == 200
        assert 'name="reason"' not in page.text


def test_a_declaration_is_read_by_managers_and_by_its_juror_alone(
    app: Flask, browser: Browser, stored: Session
) -> None:
    assignment_id = declare(app, link=Link.CONFLICT)
    assert DETAIL in browser.sign_in(EVE).get(JURORS).text
    assert DETAIL in browser.sign_in(JO).get(f"/assignments/{assignment_id}/declaration").text
    assert "Conflit d’intérêts" in browser.get("/jury").text
    assert DETAIL not in "".join(stored.scalars(select(JournalLine.facts)))


def test_managers_see_progress_by_dossier_and_by_juror(app: Flask, browser: Browser) -> None:
    hand_in(app, JO, card=SECRET)
    save(app, clear(app, JEAN), juror=JEAN)
    assign(app, JANE)
    declare(app, JIM, link=Link.CONFLICT)
    assign(app, JO, 2)
    page = text_of(browser.sign_in(EVE).get(PROGRESS))
    assert "Ruche Ruche SAS QI-2026-01-0001 1 / 3 · 1 déport" in page
    assert "Projet 2 Société 2 QI-2026-01-0002 0 / 1" in page
    assert "Jo Petit 1 / 2 1" in page
    assert "Jim Faure 0 / 0 · 1 déport –" in page
    assert "3 évaluations sont attendues." in page
    assert "Moins de 3 évaluations, donc pas de rang : Ruche, Projet 2." in page
    with at(now() + timedelta(days=31)):
        assert "Jo Petit 1 / 2 1 en retard" in text_of(browser.get(PROGRESS))


def test_closing_says_what_is_missing_and_wants_a_reason(
    app: Flask, browser: Browser, stored: Session
) -> None:
    for number in (1, 2):
        for juror in (JO, JEAN, JANE):
            hand_in(app, juror, number)
    last = assign(app, JIM)
    browser.sign_in(EVE)
    url = f"{PROGRESS}/close"
    page = browser.press(browser.get(PROGRESS), url)
    assert page.status_code == 409
    assert "Évaluations attendues : 1." in text_of(page)
    withdraw(app, last)
    assert "attendue" not in browser.get(PROGRESS).text.partition("<aside")[2]
    rewrite(app, dossier(2), state=ApplicationState.INADMISSIBLE, ruling="Hors sujet.")
    form = browser.get(PROGRESS)
    assert browser.press(form, url).location == PROGRESS
    again = browser.press(form, url, reason="Encore.")
    assert again.status_code == 409
    assert "L’évaluation est close depuis le" in again.text
    closing = stored.scalars(select(EvaluationClosing)).one()
    assert (closing.closed_by, closing.reason) == (EVE.account_id, "")
    assert events(stored).count("EvaluationEnded") == 1


def test_a_link_that_waits_for_its_ruling_is_an_evaluation_awaited(
    app: Flask, browser: Browser
) -> None:
    for number in (1, 2):
        for juror in (JO, JEAN, JANE):
            hand_in(app, juror, number)
    assignment_id = declare(app, JIM, link=Link.LINK)
    browser.sign_in(EVE)
    page = browser.press(browser.get(PROGRESS), f"{PROGRESS}/close")
    assert page.status_code == 409
    assert "Évaluations attendues : 1." in text_of(page)
    rule(app, assignment_id, cleared=False)
    assert browser.press(browser.get(PROGRESS), f"{PROGRESS}/close").location == PROGRESS


def test_a_dossier_with_too_few_sheets_is_named_before_closing(
    app: Flask, browser: Browser
) -> None:
    for juror in (JO, JEAN, JANE):
        hand_in(app, juror)
    page = browser.press(browser.sign_in(EVE).get(PROGRESS), f"{PROGRESS}/close", reason=" ")
    assert page.status_code == 409
    assert "Trop peu d’évaluations pour un rang : Projet 2." in text_of(page)


def test_an_evaluation_does_not_end_while_the_call_is_open(
    browser: Browser, stored: Session
) -> None:
    browser.sign_in(EVE)
    form = browser.get(PROGRESS)
    with at(now() - timedelta(days=5)):
        page = browser.press(form, f"{PROGRESS}/close", reason="Par erreur.")
        assert 'name="reason"' not in browser.get(PROGRESS).text
    assert page.status_code == 409
    assert "L’appel reçoit encore des dossiers" in page.text
    assert stored.scalars(select(EvaluationClosing)).all() == []


def test_a_manager_who_is_a_juror_may_close_and_sees_no_row(app: Flask, browser: Browser) -> None:
    hand_in(app, BOTH)
    hand_in(app, JO)
    browser.sign_in(BOTH)
    page = browser.get(PROGRESS)
    assert "Jo Petit" not in page.text
    assert "Ruche" not in page.text.partition("<main")[2]
    answer = browser.press(page, f"{PROGRESS}/close", reason="Tout est rendu.")
    assert answer.location == PROGRESS
    assert "Jo Petit" in browser.get(PROGRESS).text


@pytest.mark.parametrize("act", ["assign", "declare"])
def test_nothing_begins_after_the_closing(app: Flask, browser: Browser, act: str) -> None:
    assignment_id = assign(app)
    path, actor = {
        "assign": (JURORS, EVE),
        "declare": (f"/assignments/{assignment_id}/declaration", JO),
    }[act]
    form = browser.sign_in(actor).get(path)
    close(app)
    page = browser.fill_in(form, jurors=JEAN.account_id, link="none", detail="Mes mots.")
    assert page.status_code == 409
    assert "L’évaluation est close depuis le" in page.text
    assert act == "assign" or "Mes mots." in page.text


def test_the_deadline_marks_late_and_locks_nothing(app: Flask, browser: Browser) -> None:
    url = f"/sheets/{clear(app)}"
    browser.sign_in(JO)
    assert "est passée" not in browser.get(url).text
    with at(now() + timedelta(days=31)):
        form = browser.get(url)
        assert "est passée" in form.text
        assert "échéance passée" in browser.get("/jury").text
        marks = {f"points_{code}": "3" for code in SECRET.points}
        assert browser.fill_in(form, act="submit", **marks).location == "/jury"
        assert "C’était après l’échéance" in browser.get(url).text


def test_the_pages_ask_as_much_for_one_row_as_for_many(app: Flask, browser: Browser) -> None:
    sheet, link = clear(app, JO), declare(app, JEAN, link=Link.LINK)
    pages = {
        "/jury": JO,
        f"/sheets/{sheet}": JO,
        JURORS: EVE,
        PROGRESS: EVE,
        f"/assignments/{link}/ruling": EVE,
        f"/assignments/{link}/withdrawal": EVE,
    }
    few = count(browser, pages)
    for number in range(3, 12):
        store(app, *a_rival(number))
        save(app, clear(app, JO, number))
        declare(app, JEAN, number, link=Link.LINK)
        hand_in(app, JANE, number)
    assert count(browser, pages) == few


def count(browser: Browser, pages: dict[str, Actor]) -> dict[str, int]:
    """Return how many statements each page takes."""
    counts = {}
    for path, actor in pages.items():
        assert browser.sign_in(actor).get(path).status_code == 200
        counts[path] = len(browser.statements)
    return counts
