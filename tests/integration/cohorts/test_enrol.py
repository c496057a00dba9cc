"""A confirmed admission gives a start-up its place in the cohort of its call."""

from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from uuid import UUID

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from incubator.applications.rules import ApplicationId
from incubator.cohorts.models import Cohort, Enrolment, Milestone
from incubator.cohorts.queries import find_enrolment, list_cohorts
from incubator.cohorts.rules import MILESTONES, EnrolmentState
from incubator.decisions.rules import AdmissionConfirmed, DecisionId
from incubator.infra.clock import now
from incubator.infra.unit_of_work import transaction
from incubator.journal.models import JournalLine
from incubator.kernel.actor import Actor
from incubator.kernel.paris import day_of
from tests.builders import (
    ADA,
    BOB,
    CALL_ID,
    RUCHE,
    a_closed_call,
    a_house,
    an_application,
    another_application,
    store,
)
from tests.unit.cohorts.builders import a_cohort, a_milestone, an_enrolment

SECOND = ApplicationId(UUID(int=302))


@pytest.fixture(autouse=True)
def world(app: Flask) -> None:
    """Let Ada and Bob be admitted by the same call."""
    store(app, *a_house(), *a_closed_call(), *an_application())
    store(app, *another_application(2, cluster="rockets"))


def confirm(app: Flask, application_id: ApplicationId, founder: Actor) -> None:
    """Let a founder say yes, as the decision's own command tells it."""
    with app.app_context(), transaction(founder) as tx:
        tx.record(
            AdmissionConfirmed(
                subject_id=application_id,
                decision_id=DecisionId(UUID(int=901)),
                call_id=CALL_ID,
                founder_id=founder.account_id,
            )
        )


def list_enrolled(stored: Session) -> Sequence[UUID]:
    """Return the dossiers whose enrolment was journalled."""
    told = select(JournalLine.subject_id).filter_by(event="StartupEnrolled")
    return stored.scalars(told).all()


def test_the_first_admission_opens_the_cohort(app: Flask, stored: Session) -> None:
    confirm(app, RUCHE, ADA)
    entry = day_of(now()) + timedelta(days=60)
    cohort = stored.scalars(select(Cohort)).one()
    assert (cohort.call_id, cohort.starts_on, cohort.duration_months) == (CALL_ID, entry, 24)
    assert cohort.title == f"Cohorte {entry.year} · e-santé"
    stay = stored.scalars(select(Enrolment)).one()
    assert (stay.application_id, stay.founder_id) == (RUCHE, ADA.account_id)
    assert (stay.title, stay.organisation, stay.cluster) == ("Ruche", "Ruche SAS", "esante")
    assert stay.state is EnrolmentState.AGREEMENT_PENDING
    milestones = stored.scalars(select(Milestone).order_by(Milestone.due_on)).all()
    assert [one.code for one in milestones] == [template.code for template in MILESTONES]
    milestone = milestones[0]
    assert milestone.title == "Convention d’incubation signée"
    assert (milestone.due_on, milestone.reached_on) == (entry + timedelta(days=30), None)
    assert list_enrolled(stored) == [RUCHE]


def test_the_second_joins_it_under_the_call_s_cluster_when_its_own_is_unknown(
    app: Flask, stored: Session
) -> None:
    confirm(app, RUCHE, ADA)
    confirm(app, SECOND, BOB)
    cohort = stored.scalars(select(Cohort)).one()
    assert {stay.cohort_id for stay in stored.scalars(select(Enrolment))} == {cohort.id}
    assert stored.scalar(select(Enrolment.cluster).filter_by(application_id=SECOND)) == "esante"
    assert list_cohorts(stored)[0].jobs.asked == 2


def test_what_is_confirmed_twice_is_enrolled_once(app: Flask, stored: Session) -> None:
    confirm(app, RUCHE, ADA)
    confirm(app, RUCHE, ADA)
    assert len(stored.scalars(select(Enrolment)).all()) == 1
    assert list_enrolled(stored) == [RUCHE]


def test_of_confirmations_at_once_come_one_cohort_and_one_stay_each(
    app: Flask, stored: Session
) -> None:
    start = Barrier(6)

    def say_yes(number: int) -> None:
        start.wait()
        confirm(app, *((RUCHE, ADA) if number % 2 else (SECOND, BOB)))

    with ThreadPoolExecutor(6) as hands:
        list(hands.map(say_yes, range(6)))
    assert len(stored.scalars(select(Cohort)).all()) == 1
    stays = Counter(stored.scalars(select(Enrolment.application_id)))
    assert stays == {RUCHE: 1, SECOND: 1}
    assert len(stored.scalars(select(Milestone)).all()) == 2 * len(MILESTONES)


def test_a_dossier_leads_to_its_stay(app: Flask, stored: Session) -> None:
    assert find_enrolment(stored, RUCHE) is None
    stored.rollback()
    confirm(app, RUCHE, ADA)
    line = find_enrolment(stored, RUCHE)
    cohort = stored.scalars(select(Cohort)).one()
    assert line
    assert (line.cohort_id, line.cohort_title) == (cohort.id, cohort.title)


@pytest.mark.parametrize(
    "row",
    [
        a_cohort(id=UUID(int=402)),
        an_enrolment(id=UUID(int=502)),
        an_enrolment(id=UUID(int=503), application_id=SECOND, state="in_residence"),
        a_milestone(id=UUID(int=602)),
        a_milestone(id=UUID(int=603), code="other", evidence="Signée."),
    ],
    ids=["two cohorts", "two stays", "resident since never", "one milestone twice", "no day"],
)
def test_the_database_repeats_what_the_rules_promise(app: Flask, row: object) -> None:
    store(app, a_cohort(), an_enrolment(), a_milestone())
    sa.orm.make_transient(row)
    with pytest.raises(IntegrityError):
        store(app, row)
