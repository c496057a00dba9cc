"""A founder takes a dossier back until a decision on it is signed; nobody waits for it any more."""

from dataclasses import replace
from email import message_from_bytes, policy
from pathlib import Path
from typing import Final

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from incubator.accounts.models import Role
from incubator.applications.models import Application, Submission
from incubator.applications.rules import ApplicationId, ApplicationState, DossierWithdrawn
from incubator.decisions.commands import withdraw_application
from incubator.decisions.models import Decision
from incubator.decisions.rules import SigningBegun
from incubator.infra.jobs import run_next
from incubator.journal.models import JournalLine
from incubator.jury.commands import assign_jurors
from incubator.jury.models import Assignment
from incubator.jury.rules import AssignmentState, Competitor, Link
from incubator.kernel.actor import Relation
from incubator.letters.commands import release_letters
from tests.builders import (
    ADA,
    ADAM,
    BOB,
    CALL_ID,
    EVE,
    JEAN,
    JO,
    NOON,
    RUCHE,
    SAM,
    a_closed_call,
    a_house,
    an_application,
    store,
)
from tests.client import Browser
from tests.integration.applications.steps import read
from tests.integration.deliberation.world import dossier
from tests.integration.jury import world as jury
from tests.integration.letters import world as letters

PAGE: Final = f"/applications/{RUCHE}/withdrawal"
REASON: Final = "L’équipe s’est séparée."


def withdraw(browser: Browser, reason: str = REASON) -> TestResponse:
    """Let Ada take Ruche back, and see that it was done."""
    page = browser.sign_in(ADA).get(PAGE)
    answer = browser.fill_in(page, reason=reason)
    assert (answer.status_code, answer.location) == (303, PAGE)
    return browser.get(PAGE)


def ruche(stored: Session) -> Application:
    """Return the dossier as it is now."""
    stored.rollback()
    return stored.get_one(Application, RUCHE)


@pytest.mark.parametrize("state", ["submitted", "admissible", "inadmissible"])
def test_a_dossier_taken_back_is_confirmed_told_and_kept(
    app: Flask, browser: Browser, stored: Session, state: str
) -> None:
    changes = {"state": ApplicationState(state), "ruling": "Hors du champ."}
    store(app, *a_house(), *a_closed_call(), *an_application(**changes))
    ruled_at = ruche(stored).ruled_at
    assert PAGE in browser.sign_in(ADA).get(f"/applications/{RUCHE}").text
    told = read(withdraw(browser))
    assert "Votre candidature est retirée" in told
    assert all(words in told for words in ("QI-2026-01-0001", REASON))
    row = ruche(stored)
    assert (row.state, row.silence_on, row.ruled_at) == ("withdrawn", None, ruled_at)
    line = stored.scalars(select(JournalLine).filter_by(event="ApplicationWithdrawn")).one()
    assert (line.actor_id, "séparée" in line.facts) == (ADA.account_id, False)
    assert "Candidature retirée" in read(browser.get(f"/applications/{RUCHE}/messages"))
    assert "Cette candidature est retirée" in read(browser.get(f"/applications/{RUCHE}"))
    assert "Cette candidature est retirée" in read(browser.get("/desk"))
    receipt = stored.scalars(select(Submission.id)).one()
    assert "rien ne court plus" in read(browser.get(f"/submissions/{receipt}"))
    dossier_page = read(browser.sign_in(EVE).get(f"/dossiers/{RUCHE}"))
    assert "Candidature retirée par son porteur" in dossier_page
    assert REASON in dossier_page
    assert "Retirée" in read(browser.get(f"/calls/{CALL_ID}/dossiers?standing=withdrawn"))
    assert "Rien ne vous attend" in read(browser.get("/desk"))


def test_mails_confirm_it_to_the_founder_and_tell_the_team(app: Flask, browser: Browser) -> None:
    store(app, *a_house(), *a_closed_call(), *an_application())
    withdraw(browser)
    with app.app_context():
        while run_next():
            pass
    paths = Path(app.config["VAR"], "mail").glob("*.eml")
    mails = [message_from_bytes(path.read_bytes(), policy=policy.default) for path in paths]
    assert sorted(mail["Subject"] for mail in mails) == [
        *["Un dossier est retiré par son porteur"] * 2,
        "Votre candidature est retirée",
    ]
    [own] = [mail for mail in mails if ADA.account_id.hex in mail["To"]]
    assert "QI-2026-01-0001" in own.get_content()
    assert not any("séparée" in mail.get_content() for mail in mails)


def test_it_is_taken_back_once_and_not_before_it_was_handed_in(
    app: Flask, browser: Browser, stored: Session
) -> None:
    store(app, *a_house(), *a_closed_call(), *an_application(state=ApplicationState.DRAFT))
    assert "n’a pas été déposé" in read(browser.sign_in(ADA).get(PAGE))
    answer = browser.fill_in(browser.get(PAGE), reason=REASON)
    assert (answer.status_code, REASON in read(answer)) == (409, True)
    store(app, *an_application(id=dossier(2), founder_id=BOB.account_id))
    with app.app_context():
        withdraw_application(BOB, dossier(2), "", version=1)
        with pytest.raises(DossierWithdrawn):
            withdraw_application(BOB, dossier(2), "", version=2)
    assert len(stored.scalars(select(JournalLine)).all()) == 1


def test_its_founder_alone_takes_it_back(app: Flask, browser: Browser) -> None:
    store(app, *a_house(), *a_closed_call(), *an_application())
    for actor, status in ((ADA, 200), (EVE, 403), (BOB, 404), (JO, 404), (SAM, 404)):
        assert browser.sign_in(actor).get(PAGE).status_code == status


def test_a_teammate_reads_of_it_and_does_not_take_it_back(app: Flask, browser: Browser) -> None:
    store(app, *a_house(), *a_closed_call(), *an_application())
    store(app, Role(account_id=BOB.account_id, relation=Relation.TEAMMATE, scope=RUCHE))
    mate = replace(BOB, in_teams=frozenset({RUCHE}))
    assert browser.sign_in(mate).get(PAGE).status_code == 403
    assert PAGE not in browser.get(f"/applications/{RUCHE}").text
    withdraw(browser)
    told = read(browser.sign_in(mate).get(f"/applications/{RUCHE}"))
    assert "Cette candidature est retirée depuis le" in told


def test_its_jurors_have_nothing_left_to_do_and_whoever_stepped_aside_stays_aside(
    app: Flask, browser: Browser, stored: Session
) -> None:
    jury.build(app, 2, 3)
    sheet = jury.clear(app, JO)
    jury.declare(app, JEAN, link=Link.CONFLICT)
    jury.assign(app, JO, 2)
    withdraw(browser)
    states = dict(
        stored.execute(
            select(Assignment.juror_id, Assignment.state).filter_by(application_id=RUCHE)
        ).all()
    )
    assert states == {
        JO.account_id: AssignmentState.WITHDRAWN,
        JEAN.account_id: AssignmentState.RECUSED,
    }
    page = browser.sign_in(JO).get("/jury")
    assert "Ruche" not in read(page)
    assert browser.get(f"/sheets/{sheet}").status_code == 404
    progress = read(browser.sign_in(EVE).get(f"/calls/{CALL_ID}/evaluation"))
    assert "Ruche" not in progress
    assert "1 dossier recevable sans juré" in read(browser.get("/desk"))
    with app.app_context(), pytest.raises(DossierWithdrawn):
        assign_jurors(EVE, RUCHE, [JO.account_id])


def test_its_founder_still_judges_nobody_in_that_call(app: Flask, browser: Browser) -> None:
    jury.build(app, 2)
    withdraw(browser)
    store(app, Role(account_id=ADA.account_id, relation=Relation.JUROR))
    with app.app_context(), pytest.raises(Competitor):
        assign_jurors(EVE, dossier(2), [ADA.account_id])


def test_a_draft_of_a_decision_goes_with_it_and_the_release_does_not_wait(
    app: Flask, browser: Browser, stored: Session
) -> None:
    letters.build(app)
    letters.drafted(app, 1)
    with app.app_context():
        withdraw_application(letters.founder(1), dossier(1), "", version=1)
    letters.printed(app, 2, 3)
    browser.sign_in(EVE)
    with app.app_context():
        release_letters(EVE, CALL_ID)
    stored.rollback()
    left = {row.application_id: row.state for row in stored.scalars(select(Decision))}
    assert left == {dossier(2): "available", dossier(3): "available"}
    ranking = read(browser.get(f"/calls/{CALL_ID}/deliberation"))
    assert letters.PROJECTS[2] in ranking
    assert letters.PROJECTS[1] not in ranking
    assert "a été retiré par son porteur" in read(browser.get(f"/dossiers/{dossier(1)}/decision"))
    assert "a été retiré par son porteur" in read(browser.get(f"/dossiers/{dossier(1)}/opinion"))


def test_from_the_first_signature_nobody_withdraws_nor_learns_whose_decision_it_was(
    app: Flask, browser: Browser
) -> None:
    letters.build(app)
    letters.signed(app, 3)  # inadmissible: the others wait for the jury
    pages = []
    for number in (3, 2, 1):
        path = f"/applications/{dossier(number)}/withdrawal"
        told = browser.sign_in(letters.founder(number)).get(path)
        pages.append("La signature des décisions de cet appel a commencé" in read(told))
    assert pages == [True, True, True]
    answer = browser.fill_in(told, reason=REASON)
    assert (answer.status_code, REASON in read(answer)) == (409, True)
    with app.app_context(), pytest.raises(SigningBegun):
        withdraw_application(letters.founder(1), ApplicationId(dossier(1)), "", version=1)


@pytest.mark.parametrize(
    "wrong", [{"withdrawn_at": None}, {"silence_on": NOON.date()}, {"state": "submitted"}]
)
def test_the_database_repeats_the_rules(app: Flask, wrong: dict[str, object]) -> None:
    gone = {"state": "withdrawn", "withdrawn_at": NOON, "silence_on": None, "ruled_at": None}
    with pytest.raises(IntegrityError):
        store(app, *a_house(), *a_closed_call(), *an_application(**gone | wrong))


def test_adam_reads_no_silence_of_what_was_taken_back(app: Flask, browser: Browser) -> None:
    store(app, *a_house(), *a_closed_call(), *an_application())
    assert "silence" in read(browser.sign_in(ADAM).get("/desk"))
    withdraw(browser)
    assert "silence" not in read(browser.sign_in(ADAM).get("/desk"))
