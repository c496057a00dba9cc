"""Who has a stake in a dossier has no say in what becomes of it."""

from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import update
from sqlalchemy.orm import Session

from incubator.applications.commands import start_application
from incubator.applications.models import Application
from incubator.applications.rules import OneOfTheTeam
from incubator.decisions.commands import draft_decision, sign_decision
from incubator.decisions.models import Decision
from incubator.deliberation.commands import record_opinion
from incubator.deliberation.rules import Advice, Sense
from incubator.infra.unit_of_work import transaction
from incubator.jury.models import Assignment
from incubator.jury.rules import AssignmentId, AssignmentState, Link, SteppedAside
from incubator.kernel.actor import SYSTEM, Actor
from incubator.kernel.refusals import Forbidden, NotFound
from tests.builders import ADA, ADAM, CALL_ID, EVE, JO, NOON, RUCHE, SAM, store
from tests.client import Browser
from tests.integration.decisions.world import ADMISSION, build, decisions, drafted, signed

ADVICE = Advice(sense=Sense.FAVOURABLE, assessment="Solide.", recommendations="Avancer.")


@pytest.fixture(autouse=True)
def world(app: Flask) -> None:
    """Build the call of two places."""
    build(app)


def step_aside(app: Flask, actor: Actor) -> None:
    """Let somebody have been a juror of Ruche, and have declared a conflict."""
    recusal = Assignment(
        id=AssignmentId(uuid4()),
        application_id=RUCHE,
        call_id=CALL_ID,
        juror_id=actor.account_id,
        state=AssignmentState.RECUSED,
        assigned_at=NOON,
        link=Link.CONFLICT,
        detail="Ma sœur y travaille.",
        declared_at=NOON,
        version=1,
    )
    store(app, recusal)


def own(app: Flask, actor: Actor) -> None:
    """Let Ruche be somebody's own dossier."""
    with app.app_context(), transaction(SYSTEM) as tx:
        for table in (Application, Decision):
            of_ruche = Application.id if table is Application else Decision.application_id
            founder = {"founder_id": actor.account_id}
            tx.session.execute(update(table).where(of_ruche == RUCHE).values(founder))


def test_a_manager_who_stepped_aside_neither_advises_nor_drafts(
    app: Flask, browser: Browser, stored: Session
) -> None:
    step_aside(app, EVE)
    with app.app_context():
        with pytest.raises(SteppedAside):
            record_opinion(EVE, RUCHE, ADVICE, version=1)
        with pytest.raises(SteppedAside):
            draft_decision(EVE, RUCHE, ADMISSION, version=0)
    eve = browser.sign_in(EVE)
    for page in (f"/dossiers/{RUCHE}/opinion", f"/dossiers/{RUCHE}/decision"):
        assert "confiez cet acte à une autre personne" in eve.get(page).text
    with app.app_context():
        draft_decision(ADAM, RUCHE, ADMISSION, version=0)
    assert decisions(stored)[RUCHE].drafted_by == ADAM.account_id


def test_a_signatory_who_stepped_aside_does_not_sign(app: Flask, browser: Browser) -> None:
    decision_id = drafted(app)
    step_aside(app, SAM)
    with app.app_context(), pytest.raises(SteppedAside):
        sign_decision(SAM, decision_id, version=1)
    page = browser.sign_in(SAM).get(f"/decisions/{decision_id}/review")
    assert "confiez cet acte à une autre personne" in page.text


def test_nobody_decides_on_their_own_dossier(app: Flask) -> None:
    own(app, EVE)
    with app.app_context():
        with pytest.raises(Forbidden):
            draft_decision(EVE, RUCHE, ADMISSION, version=0)
        with pytest.raises(Forbidden):
            record_opinion(EVE, RUCHE, ADVICE, version=1)


def test_nobody_sees_nor_signs_their_own_decision_before_it_is_available(
    app: Flask, browser: Browser
) -> None:
    decision_id = drafted(app)
    own(app, SAM)
    with app.app_context(), pytest.raises(NotFound):
        sign_decision(SAM, decision_id, version=1)
    assert browser.sign_in(SAM).get(f"/decisions/{decision_id}/review").status_code == 404


def test_a_signed_decision_stays_unseen_by_a_manager_whose_dossier_it_is(
    app: Flask, browser: Browser
) -> None:
    decision_id = signed(app)
    own(app, EVE)
    assert browser.sign_in(EVE).get(f"/decisions/{decision_id}/review").status_code == 404


@pytest.mark.parametrize("insider", [EVE, JO, SAM])
def test_nobody_competes_in_a_call_that_they_manage_judge_or_sign_for(
    app: Flask, insider: Actor
) -> None:
    with app.app_context(), pytest.raises(OneOfTheTeam):
        start_application(insider, CALL_ID)


def test_a_founder_who_is_nobody_else_may_return_to_their_dossier(app: Flask) -> None:
    with app.app_context():
        assert start_application(ADA, CALL_ID) == RUCHE
