"""The team sees how a cohort is doing, in as few statements for thirty as for one."""

from datetime import UTC, datetime
from uuid import UUID

import pytest
from flask import Flask

from incubator.accounts.models import Account
from incubator.applications.rules import ApplicationId
from incubator.cohorts.rules import EnrolmentId, EnrolmentState, MilestoneId, ReadingId
from incubator.infra import clock
from incubator.kernel.actor import AccountId, Actor, Relation
from tests.builders import (
    ADA,
    EVE,
    JO,
    NOON,
    SAM,
    a_closed_call,
    a_house,
    an_application,
    store,
)
from tests.client import Browser
from tests.unit.cohorts.builders import (
    COHORT_ID,
    ENTRY,
    STAY_ID,
    SUMMER,
    WINTER,
    a_cohort,
    a_milestone,
    a_reading,
    an_enrolment,
)

URL = f"/cohorts/{COHORT_ID}"
APRIL = datetime(2026, 4, 12, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def world(app: Flask) -> None:
    """Let a call have its cohort, yet without start-ups."""
    store(app, *a_house(), *a_closed_call(), *an_application(), a_cohort())


def enrol(app: Flask, number: int, cluster: str = "numerique") -> EnrolmentId:
    """Add a start-up to the cohort, its agreement signed and its figure known."""
    founder = Actor(account_id=AccountId(UUID(int=1000 + number)))
    account = Account(
        id=founder.account_id,
        email=f"{number}@example.org",
        given_name="Lou",
        family_name=f"Dubois {number}",
        password_hash="!",
        opened_at=NOON,
        roles=[],
    )
    dossier = ApplicationId(UUID(int=2000 + number))
    stay_id = EnrolmentId(UUID(int=3000 + number))
    store(
        app,
        account,
        *an_application(id=dossier, founder_id=founder.account_id, number=f"N-{number}"),
        an_enrolment(
            id=stay_id,
            application_id=dossier,
            founder_id=founder.account_id,
            organisation=f"Société {number:02}",
            cluster=cluster,
            state=EnrolmentState.IN_RESIDENCE,
            resident_since=ENTRY,
        ),
        a_milestone(
            id=MilestoneId(UUID(int=4000 + number)),
            enrolment_id=stay_id,
            reached_on=ENTRY,
            reached_by=EVE.account_id,
            evidence="Signée.",
        ),
        a_reading(SUMMER, 50, id=ReadingId(UUID(int=5000 + number)), enrolment_id=stay_id),
    )
    return stay_id


def plain(text: str) -> str:
    """Return a text with plain spaces, and one between words."""
    return " ".join(text.split())


def test_the_page_totals_what_was_answered_and_says_who_did_not(
    app: Flask, browser: Browser
) -> None:
    store(app, an_enrolment(), a_milestone())
    enrol(app, 1)
    store(app, a_reading(WINTER, 75, enrolment_id=enrol(app, 2), verified=True))
    with clock.at(APRIL):
        page = plain(browser.sign_in(EVE).get(URL).text)
    assert "10,0 <small>ETP</small>" in page
    assert "2 réponses sur 3" in page
    assert "au 28 février 2026" in page
    assert "2 en résidence" in page
    assert "2 sur 3" in page
    assert "1 en retard" in page
    assert "12 j</a>" in page
    assert "1 startup n’a pas encore de relevé d’emplois." in page
    assert f"/startups/{STAY_ID}" in page


def test_an_early_milestone_is_to_come(app: Flask, browser: Browser) -> None:
    store(app, an_enrolment(), a_milestone())
    with clock.at(NOON):
        page = plain(browser.sign_in(EVE).get(URL).text)
    assert "mars 2026</a>" in page
    assert "Prochain" in page
    assert "0 en retard" in page
    assert "0 réponse" in page


def test_a_cohort_without_start_ups_says_so(browser: Browser) -> None:
    assert "Aucune startup pour l’instant" in browser.sign_in(EVE).get(URL).text


def test_the_list_shows_each_cohort_with_its_total(app: Flask, browser: Browser) -> None:
    enrol(app, 1)
    page = plain(browser.sign_in(EVE).get("/cohorts").text)
    assert f'<a href="{URL}">Cohorte 2026 · e-santé</a>' in page
    assert "1er mars 2026" in page
    assert "1er mars 2028" in page
    assert "1 réponse sur 1" in page


@pytest.mark.parametrize("url", ["/cohorts", URL])
def test_thirty_start_ups_cost_as_many_statements_as_one(
    app: Flask, browser: Browser, url: str
) -> None:
    eve = browser.sign_in(EVE)
    enrol(app, 1)
    eve.get(url)
    one = len(eve.statements)
    for number in range(2, 31):
        enrol(app, number)
    assert "Société 30" in eve.get(url).text or url == "/cohorts"
    assert len(eve.statements) == one <= 12


@pytest.mark.parametrize(
    ("actor", "listed", "shown"),
    [(EVE, 200, 200), (ADA, 403, 404), (JO, 403, 404), (SAM, 403, 404)],
)
def test_cohorts_are_the_team_s(browser: Browser, actor: Actor, listed: int, shown: int) -> None:
    browser.sign_in(actor)
    assert browser.get("/cohorts").status_code == listed
    assert browser.get(URL).status_code == shown


def test_a_cohort_that_does_not_exist_is_not_found(browser: Browser) -> None:
    assert browser.sign_in(EVE).get(f"/cohorts/{STAY_ID}").status_code == 404


def test_a_project_without_a_company_goes_by_its_title(app: Flask, browser: Browser) -> None:
    store(app, an_enrolment(organisation="", title="Ruche, sans société"), a_milestone())
    assert "Ruche, sans société" in browser.sign_in(EVE).get(URL).text


def test_managers_are_the_only_ones_by_standing() -> None:
    stranger = Actor(account_id=AccountId(UUID(int=9)), standing=frozenset(Relation))
    assert a_cohort().relations_of(stranger) == {Relation.MANAGER}
    assert an_enrolment().relations_of(stranger) == {Relation.MANAGER}
