"""An imported dossier goes the way of the others, as far as there is somebody to answer."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from incubator.applications.commands import rule_on_admissibility
from incubator.applications.models import Application, Submission
from incubator.applications.rules import ApplicationId, ApplicationState, Verdict
from incubator.decisions.commands import draft_decision
from incubator.decisions.rules import Draft, NobodyToTell, Outcome
from incubator.infra.clock import now
from incubator.infra.db import db
from incubator.jury.models import Assignment
from incubator.kernel.paris import day_of
from tests.builders import ADA, CALL_ID, EVE, FORM, JO, RUCHE, an_application, store
from tests.client import Browser
from tests.integration.applications.steps import read
from tests.integration.applications.tables import ROW, as_csv, open_house, take_in

MET = frozenset(condition["key"] for condition in FORM["conditions"])
LIST = f"/calls/{CALL_ID}/dossiers"


@pytest.fixture
def dune(app: Flask, browser: Browser, stored: Session) -> ApplicationId:
    """Return an imported dossier of a call that closed yesterday."""
    open_house(app, closes_on=day_of(now()) - timedelta(days=1))
    assert take_in(browser, as_csv(ROW)).status_code == 303
    return stored.scalars(select(Application.id)).one()


def rule(app: Flask, dossier: ApplicationId, state: ApplicationState) -> None:
    """Give a verdict on admissibility."""
    met = MET if state is ApplicationState.ADMISSIBLE else frozenset()
    verdict = Verdict(state=state, met=met, reason="Hors du territoire.")
    with app.app_context():
        rule_on_admissibility(EVE, dossier, verdict, version=1)


@pytest.mark.usefixtures("dune")
def test_it_stands_in_the_staff_s_table_marked_and_found_by_its_words(
    browser: Browser,
) -> None:
    words = read(browser.get(f"{LIST}?q=DUNE"))
    assert "Dune SAS" in words
    assert "Importé" in words
    assert "1 dossier reçu" in words


def test_there_is_nobody_to_write_to(browser: Browser, dune: ApplicationId) -> None:
    thread = f"/applications/{dune}/messages"
    page = browser.get(thread)
    assert "personne ici ne peut lire un message" in read(page)
    assert browser.fill_in(page, text="Bonjour").status_code == 409
    assert thread not in browser.get(f"/dossiers/{dune}").text


def test_its_page_shows_what_came_and_no_delay(browser: Browser, dune: ApplicationId) -> None:
    page = browser.get(f"/dossiers/{dune}")
    words = read(page)
    assert page.status_code == 200
    assert "Puis il écrit." in words
    assert "importé le" in words
    assert "Rejet implicite le –" in words
    assert "sans objet" in words
    assert "732829320" not in words  # the row is kept, the page shows the answers


@pytest.mark.usefixtures("dune")
def test_it_has_no_receipt(browser: Browser, stored: Session) -> None:
    submission = stored.scalars(select(Submission.id)).one()
    assert browser.get(f"/submissions/{submission}").status_code == 404


def test_it_is_entrusted_to_jurors(
    app: Flask, browser: Browser, dune: ApplicationId, stored: Session
) -> None:
    rule(app, dune, ApplicationState.ADMISSIBLE)
    path = f"/dossiers/{dune}/jurors"
    page = browser.get(path)
    assert "Jo Petit" in page.text
    answer = browser.fill_in(page, jurors=[JO.account_id])
    assert answer.status_code == 303
    stored.rollback()
    assert stored.scalars(select(Assignment.juror_id)).all() == [JO.account_id]
    browser.sign_in(JO)
    assert "Dune" in read(browser.get("/jury"))


@pytest.mark.parametrize("state", [ApplicationState.ADMISSIBLE, ApplicationState.INADMISSIBLE])
def test_a_decision_on_it_is_refused_in_words(
    app: Flask, browser: Browser, dune: ApplicationId, state: ApplicationState
) -> None:
    rule(app, dune, state)
    page = browser.get(f"/dossiers/{dune}/decision")
    assert page.status_code == 200
    assert "ni compte ni porteur" in page.text
    assert "Rédiger la décision" not in browser.get(f"/dossiers/{dune}").text
    draft = Draft(outcome=Outcome.INADMISSIBLE, reasons_law="Article 3.", reasons_fact="x" * 300)
    with app.app_context(), pytest.raises(NobodyToTell):
        draft_decision(EVE, dune, draft, version=0)


def test_the_other_pages_of_its_call_open(
    app: Flask, browser: Browser, dune: ApplicationId
) -> None:
    inadmissible = {"state": ApplicationState.INADMISSIBLE, "ruling": "Hors du territoire."}
    store(app, *an_application(number="QI-2026-01-0099", **inadmissible))
    rule(app, dune, ApplicationState.INADMISSIBLE)
    paths = ("evaluation", "deliberation", "decisions", "transfers", "dossiers")
    for path in (*(f"/calls/{CALL_ID}/{end}" for end in paths), "/desk", "/calls"):
        assert browser.get(path).status_code == 200, path
    assert "1 décision à rédiger" in read(browser.get("/desk"))
    assert "0 sur 1" in read(browser.get(f"/calls/{CALL_ID}/decisions"))  # Ruche alone is awaited
    assert browser.sign_in(ADA).get("/desk").status_code == 200


@pytest.mark.parametrize(
    ("own", "columns", "constraint"),
    [
        (True, {"founder_id": None}, "founder"),
        (True, {"imported_as": "x"}, "founder|imported_as"),
        (False, {"founder_id": ADA.account_id}, "founder"),
        (False, {"intake_id": None}, "imported_as"),
        (False, {"silence_on": day_of(now())}, "imported"),
    ],
)
def test_the_database_knows_whose_a_dossier_is(
    app: Flask,
    dune: ApplicationId,
    own: bool,  # noqa: FBT001 - whose the row is
    columns: Mapping[str, Any],
    constraint: str,
) -> None:
    store(app, *an_application(number="QI-2026-01-0099"))
    wrong = update(Application).where(Application.id == (RUCHE if own else dune)).values(columns)
    with (
        app.app_context(),
        Session(db.engine) as session,
        pytest.raises(IntegrityError, match=constraint),
    ):
        session.execute(wrong)
