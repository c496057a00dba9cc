"""The first page says what is late, what is next and what changed, to each by their roles."""

from datetime import timedelta
from uuid import UUID

import sqlalchemy as sa
from flask import Flask

from incubator.accounts.models import Account, Role
from incubator.applications.models import Application
from incubator.applications.rules import ApplicationState
from incubator.calls.rules import CallId
from incubator.infra.clock import now
from incubator.infra.db import db
from incubator.journal.models import JournalLine
from incubator.kernel.actor import AccountId, Actor, Relation
from incubator.kernel.paris import day_of
from incubator.outbox.models import Message
from incubator.outbox.rules import MessageState
from tests.builders import (
    ADA,
    ADAM,
    CALL_ID,
    EVE,
    NOON,
    SAM,
    a_call,
    a_closed_call,
    a_house,
    an_application,
    store,
)
from tests.client import Browser
from tests.integration.desks.crowd import fill, keep_lists, number_of, place

EVERY_ROLE = Actor(
    account_id=AccountId(UUID(int=77)),
    standing=frozenset({Relation.MEMBER, Relation.MANAGER, Relation.JUROR, Relation.SIGNATORY}),
)


def a_doubtful_mail() -> Message:
    state = MessageState.UNCERTAIN
    return Message(
        kind="x", recipient_id=UUID(int=1), subject_id=UUID(int=1), state=state, queued_at=NOON
    )


def test_the_first_page_takes_the_same_statements_at_any_size(app: Flask, browser: Browser) -> None:
    roles = [Role(relation=role) for role in EVERY_ROLE.standing - {Relation.MEMBER}]
    account = Account(
        id=EVERY_ROLE.account_id,
        email="all@example.org",
        given_name="Max",
        family_name="Tout",
        password_hash="!",
        opened_at=NOON,
        roles=roles,
    )
    store(app, *a_house(), account, *a_closed_call())
    store(app, *an_application(founder_id=EVERY_ROLE.account_id, number="QI-2026-01-9999"))
    counts = []
    for start, size in ((0, 20), (20, 300)):
        fill(app, size, start=start)
        other = CallId(UUID(int=900 + start))
        store(app, *a_closed_call(id=other, code=f"QI-2025-{start}"))
        seen = []
        for who in (ADAM, EVE, SAM, ADA, EVERY_ROLE):
            page = browser.sign_in(who).get("/desk")
            assert page.status_code == 200
            seen.append(len(browser.statements))
        counts.append(seen)
    assert counts[0] == counts[1]
    assert max(counts[0]) <= 15


def test_a_manager_reads_what_waits_and_one_who_judges_nothing_of_the_jury(
    app: Flask, browser: Browser
) -> None:
    yesterday = day_of(now()) - timedelta(days=1)
    store(app, *a_house(), *a_closed_call(evaluation_until=yesterday))
    with app.app_context(), db.engine.begin() as connection:
        place(connection, 1, "submitted", None, ())
        place(connection, 2, "admissible", None, ())
        place(
            connection, 3, "admissible", None, ("handed_in", "to_do", "handed_in", "to_do", "to_do")
        )
    keep_lists(app)
    fact = {"at": NOON, "actor_id": ADA.account_id, "subject_id": UUID(int=2 * 10**6 + 1)}
    for event in ("ApplicationStarted", "ApplicationSubmitted", "SheetSubmitted"):
        store(app, JournalLine(event=event, facts="{}", seal=event, **fact))
    store(app, a_doubtful_mail())
    told = browser.sign_in(ADAM).get("/desk").text
    late, coming, changed = (told.index(f"<h2>{title}") for title in ("En retard", "À faire", "Ce"))
    assert late < told.index("3 jurés en retard") < coming
    assert late < told.index("1 dossier recevable sans juré") < coming
    assert coming < told.index("1 dossier à instruire") < changed
    assert coming < told.index("1 courriel dont on ne sait pas") < changed
    assert "Dossier déposé – Écluse 1" in told
    assert told.count("q-timeline") == told.count("<time>") == 1
    apart = browser.sign_in(EVE).get("/desk").text  # the fifth juror
    assert "1 dossier à instruire" in apart
    assert "en retard</a>" not in apart
    assert "sans juré" not in apart


def test_silence_is_said_in_time_and_ends_with_a_signature(app: Flask, browser: Browser) -> None:
    today = day_of(now())
    store(app, *a_house(), *a_call())
    for number, (days, state) in enumerate(
        ((-1, None), (15, None), (16, None), (-1, "drafted"), (-1, "signed"))
    ):
        with app.app_context(), db.engine.begin() as connection:
            place(connection, number, "admissible", state, ())
            own = sa.update(Application).where(Application.number == number_of(number))
            connection.execute(own.values(silence_on=today + timedelta(days=days)))
    keep_lists(app)
    page = browser.sign_in(ADAM).get("/desk").text
    assert "2 dossiers rejetés par le silence, sans décision" in page
    assert "1 dossier dont le silence vaudra bientôt rejet" in page
    assert "décider plus tôt, prévenir le porteur, ou assumer le silence" in page


def test_a_signatory_reads_what_there_is_to_sign(app: Flask, browser: Browser) -> None:
    store(app, *a_house(), *a_closed_call())
    with app.app_context(), db.engine.begin() as connection:
        place(connection, 1, "admissible", "drafted", ())
        place(connection, 2, "admissible", "signed", ())
    keep_lists(app)
    page = browser.sign_in(SAM).get("/desk").text
    assert "1 décision à signer" in page
    assert "à mettre à disposition" not in page
    assert f"/calls/{CALL_ID}/decisions" in page


def test_a_founder_reads_what_to_do_with_each_dossier(app: Flask, browser: Browser) -> None:
    store(app, *a_house(), *a_call(), *an_application(state=ApplicationState.DRAFT))
    page = browser.sign_in(ADA).get("/desk").text
    assert "Continuer" in page
    assert "À envoyer avant le" in page
    assert "Voir l’appel" not in page


def test_whoever_has_nothing_yet_reads_how_to_start(app: Flask, browser: Browser) -> None:
    store(app, *a_house(), *a_call())
    page = browser.sign_in(ADA).get("/desk").text
    assert "Vous n’avez pas encore de candidature" in page
    assert "Voir l’appel" in page
