"""A dossier is received as it stands, numbered, answered by a receipt, and frozen."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from threading import Barrier
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from incubator.applications.commands import submit_application
from incubator.applications.models import Answer, Application
from incubator.applications.queries import list_dossiers
from incubator.applications.rules import (
    ApplicationId,
    ApplicationState,
    Commitments,
    Declaration,
    IdentityMissing,
)
from incubator.calls.models import Call
from incubator.infra import clock, unit_of_work
from incubator.infra.db import db
from incubator.infra.jobs import Job
from incubator.infra.unit_of_work import transaction
from incubator.journal.models import JournalLine
from incubator.journal.queries import find_first_break
from incubator.kernel.actor import SYSTEM, AccountId, Actor
from incubator.kernel.paris import closing_instant, day_of
from incubator.outbox.models import Message
from tests.builders import (
    ADA,
    BOB,
    CALL_ID,
    EVE,
    JO,
    RUCHE,
    an_account,
    an_application,
    store,
)
from tests.client import HIDDEN, Browser
from tests.integration.applications.steps import (
    CHECK,
    PROJECT,
    TASKS,
    TICKED,
    answers,
    forget,
    read,
    received,
    send,
    words,
    write_dossier,
)

EVERYTHING = Commitments(declared=frozenset(Declaration), electronic=True)
CLOSING = closing_instant(day_of(clock.now()) + timedelta(days=10))


@pytest.fixture(autouse=True)
def world(app: Flask) -> None:
    """Let Ada's dossier be written, and not yet sent."""
    write_dossier(app)


def test_a_dossier_is_received_numbered_journalled_and_told(
    browser: Browser, stored: Session
) -> None:
    page = send(browser.sign_in(ADA), electronic="y")
    (submission,) = received(stored)
    assert (page.status_code, page.location) == (303, f"/submissions/{submission.id}")
    row = stored.get_one(Application, RUCHE)
    assert (row.state, row.number) == (ApplicationState.SUBMITTED, "QI-2026-01-0001")
    assert (row.title, row.organisation, row.cluster) == ("Ruche", "Ruche SAS", "esante")
    assert submission.consents_to_electronic
    line = stored.scalars(select(JournalLine)).one()
    assert (line.event, line.subject_id) == ("ApplicationSubmitted", RUCHE)
    assert submission.digest in line.facts
    assert "Ruche SAS" not in line.facts
    message = stored.scalars(select(Message)).one()
    assert (message.recipient_id, message.subject_id) == (ADA.account_id, submission.id)
    jobs = {job.task: job.subject_id for job in stored.scalars(select(Job))}
    assert jobs == {"deliver_message": message.id, "print_receipt": submission.id}


def test_gaps_are_named_and_the_dossier_is_received_as_incomplete(
    app: Flask, browser: Browser, stored: Session
) -> None:
    forget(app, "summary", "cluster")
    ada = browser.sign_in(ADA)
    check = read(ada.get(CHECK))
    assert "2 réponses manquent." in check
    assert "Résumé, Filière" in check
    receipt = read(ada.get(str(send(ada).location)))
    assert "Dossier incomplet. Il manque : Résumé, Filière. Complétez-le" in receipt
    assert "vous n’avez rien à faire" not in receipt
    assert len(received(stored)) == 1


@pytest.mark.parametrize(
    ("missing", "unticked", "sentence"),
    [
        (["family_name"], [], "Répondez d’abord à : Prénom et nom."),
        (["family_name", "address"], [], "Prénom et nom, Adresse postale."),
        ([], ["accuracy"], "Confirmez chaque engagement avant d’envoyer."),
        ([], ["rules"], "Confirmez chaque engagement"),
        ([], ["accuracy", "rules", "privacy"], "Confirmez chaque engagement"),
    ],
)
def test_what_stops_a_submission_is_said(
    app: Flask, browser: Browser, missing: list[str], unticked: list[str], sentence: str
) -> None:
    forget(app, *missing)
    ada = browser.sign_in(ADA)
    form = ada.get(CHECK)
    ticked = {name: "y" for name in TICKED if name not in unticked}
    page = ada.fill_in(form, **ticked)
    assert page.status_code == 409
    assert sentence in read(page)
    assert page.text.count(" checked") == len(ticked)


def test_a_text_that_is_too_long_stops_it_and_is_named(app: Flask, browser: Browser) -> None:
    with app.app_context(), transaction(SYSTEM) as tx:
        tx.session.execute(update(Answer).filter_by(key="title").values(text="x" * 81))
    ada = browser.sign_in(ADA)
    page = send(ada)
    assert page.status_code == 409
    assert "Raccourcissez : Titre." in read(page)


def test_nothing_is_ticked_beforehand(browser: Browser) -> None:
    assert "checked" not in browser.sign_in(ADA).get(CHECK).text


def test_five_clicks_give_one_receipt_and_one_mail(browser: Browser, stored: Session) -> None:
    ada = browser.sign_in(ADA)
    form = dict(HIDDEN.findall(ada.get(CHECK).text)) | TICKED
    pages = [ada.post(CHECK, data=form) for _ in range(5)]
    assert {(page.status_code, page.location) for page in pages} == {
        (303, f"/submissions/{received(stored)[0].id}")
    }
    assert len(received(stored)) == 1
    assert len(stored.scalars(select(Message)).all()) == 1


def test_a_dossier_that_changed_since_it_was_checked_is_checked_again(
    browser: Browser, stored: Session
) -> None:
    ada = browser.sign_in(ADA)
    check = ada.get(CHECK)
    ada.fill_in(ada.get(PROJECT), title="Rucher")
    page = ada.fill_in(check, **TICKED)
    assert page.status_code == 409
    assert "a changé depuis que vous l’avez ouverte" in read(page)
    assert "Rucher" in read(page)
    assert page.text.count(" checked") == 3
    assert not received(stored)
    assert ada.fill_in(page, **TICKED).status_code == 303


def test_the_last_second_is_in_time_and_midnight_is_not(browser: Browser, stored: Session) -> None:
    ada = browser.sign_in(ADA)
    form = ada.get(CHECK)
    with clock.at(CLOSING):
        page = ada.fill_in(form, **TICKED)
        assert page.status_code == 409
        assert "L’appel est clos depuis le" in read(page)
        assert 'name="accuracy"' not in page.text
        assert not received(stored)
    with clock.at(CLOSING - timedelta(seconds=1)):
        assert ada.fill_in(form, **TICKED).status_code == 303


def test_who_came_in_time_and_waited_for_others_is_not_late(
    browser: Browser, stored: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    ada, last_second = browser.sign_in(ADA), CLOSING - timedelta(seconds=1)
    form, project = ada.get(CHECK), ada.get(PROJECT)
    with clock.at(last_second), a_line(monkeypatch, until=CLOSING):
        assert ada.fill_in(form, **TICKED).status_code == 303
    (submission,) = received(stored)
    assert submission.received_at == stored.get_one(Application, RUCHE).submitted_at == last_second
    assert stored.scalars(select(JournalLine.at)).all()[-1] == CLOSING
    with clock.at(last_second), a_line(monkeypatch, until=CLOSING):
        assert ada.fill_in(project, title="Rucher").status_code == 303
    assert answers(stored)["title"] == "Rucher"
    with clock.at(CLOSING), a_line(monkeypatch, until=CLOSING):
        assert ada.fill_in(ada.get(CHECK), **TICKED).status_code == 409


@contextmanager
def a_line(patch: pytest.MonkeyPatch, until: datetime) -> Iterator[None]:
    """Let whoever writes wait for others until an instant."""
    with patch.context() as meanwhile:
        meanwhile.setattr(unit_of_work, "now", lambda: until)
        yield


def founders(number: int) -> list[Actor]:
    """Return as many founders."""
    return [replace(ADA, account_id=AccountId(UUID(int=7000 + n))) for n in range(number)]


def test_eight_founders_at_once_have_numbers_without_a_hole(
    app: Flask, stored: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    people = founders(9)
    for actor in people:
        monkeypatch.setitem(an_account.__globals__["NAMES"], actor, "Une Fondatrice")
        application_id = ApplicationId(actor.account_id)
        draft, *_ = an_application(
            id=application_id, founder_id=actor.account_id, state=ApplicationState.DRAFT
        )
        store(app, an_account(actor), draft, *words(application_id))
    start = Barrier(8)

    def hand_in(actor: Actor) -> None:
        with app.app_context():
            start.wait()
            submit_application(actor, ApplicationId(actor.account_id), EVERYTHING, version=1)

    nothing = replace(EVERYTHING, declared=frozenset())
    with app.app_context(), pytest.raises(Exception, match="DeclarationsMissing"):
        submit_application(people[8], ApplicationId(people[8].account_id), nothing, version=1)
    with ThreadPoolExecutor(8) as hands:
        list(hands.map(hand_in, people[:8]))
    numbers = [row.number for row in list_dossiers(stored, CALL_ID)]
    assert numbers == [f"QI-2026-01-{n:04d}" for n in range(1, 9)]
    assert find_first_break(stored) is None


@pytest.mark.parametrize("actor", [BOB, JO])
def test_nobody_else_hands_a_dossier_in(app: Flask, actor: Actor, stored: Session) -> None:
    browser = Browser(app, app.response_class).sign_in(actor)
    app.config["WTF_CSRF_ENABLED"] = False
    assert browser.post(CHECK, data=TICKED | {"version": "1"}).status_code == 404
    assert not received(stored)


def test_a_manager_sees_that_it_is_not_hers_to_change(app: Flask, browser: Browser) -> None:
    send(browser.sign_in(ADA))
    app.config["WTF_CSRF_ENABLED"] = False
    eve = browser.sign_in(EVE)
    for path in (TASKS, PROJECT, CHECK):
        assert eve.get(path).status_code == 403
        assert eve.post(path, data=TICKED | {"version": "1"}).status_code in (403, 405)


def test_a_refusal_of_the_rules_keeps_no_number(app: Flask, stored: Session) -> None:
    forget(app, "family_name")
    with app.app_context(), pytest.raises(IdentityMissing):
        submit_application(ADA, RUCHE, EVERYTHING, version=1)
    with app.app_context():
        assert db.session.get_one(Call, CALL_ID).last_number == 0
    assert not received(stored)
    assert not stored.scalars(select(JournalLine)).all()
