"""Ruche in its cohort: say only what the test is about."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

from incubator.cohorts.models import Cohort, Enrolment, Milestone, Reading
from incubator.cohorts.rules import (
    JOBS,
    CohortId,
    EnrolmentId,
    EnrolmentState,
    MilestoneId,
    ReadingEdit,
    ReadingId,
)
from incubator.ecosystem.rules import ClusterCode
from incubator.infra.clock import now
from tests.builders import (
    ADA,
    CALL_ID,
    EVE,
    NOON,
    RUCHE,
    a_closed_call,
    a_house,
    an_application,
)

COHORT_ID = CohortId(UUID(int=401))
STAY_ID = EnrolmentId(UUID(int=501))
AGREEMENT_ID = MilestoneId(UUID(int=601))
ENTRY = date(2026, 3, 1)
WINTER, SPRING, SUMMER = date(2025, 12, 31), date(2026, 1, 31), date(2026, 2, 28)


def a_cohort(**changes: Any) -> Cohort:
    """Those whom the call brings in, a day before noon of the tests."""
    values: dict[str, Any] = {
        "id": COHORT_ID,
        "call_id": CALL_ID,
        "title": "Cohorte 2026 · e-santé",
        "starts_on": ENTRY,
        "duration_months": 24,
    }
    return Cohort(**values | changes)


def an_enrolment(**changes: Any) -> Enrolment:
    """Ruche's stay, just begun."""
    values: dict[str, Any] = {
        "id": STAY_ID,
        "cohort_id": COHORT_ID,
        "call_id": CALL_ID,
        "application_id": RUCHE,
        "founder_id": ADA.account_id,
        "title": "Ruche",
        "organisation": "Ruche SAS",
        "cluster": ClusterCode("esante"),
        "state": EnrolmentState.AGREEMENT_PENDING,
        "enrolled_at": NOON,
        "resident_since": None,
    }
    return Enrolment(**values | changes)


def a_milestone(**changes: Any) -> Milestone:
    """Ruche's agreement, yet to be signed."""
    values: dict[str, Any] = {
        "id": AGREEMENT_ID,
        "enrolment_id": STAY_ID,
        "code": "agreement_signed",
        "title": "Convention d’incubation signée",
        "due_on": date(2026, 3, 31),
        "reached_on": None,
        "reached_by": None,
        "evidence": "",
        "version": 1,
    }
    return Milestone(**values | changes)


def a_reading(as_of: date = WINTER, tenths: int = 75, **changes: Any) -> Reading:
    """Ruche's jobs on a day."""
    values: dict[str, Any] = {
        "id": ReadingId(uuid4()),
        "enrolment_id": STAY_ID,
        "indicator": JOBS.code,
        "as_of": as_of,
        "tenths": tenths,
        "source": "Courriel de la direction",
        "verified": False,
        "recorded_at": NOON,
        "recorded_by": EVE.account_id,
        "replaces_id": None,
    }
    return Reading(**values | changes)


def an_edit(value: str = "7.5", as_of: date = WINTER, **changes: Any) -> ReadingEdit:
    """Ruche’s figure as a manager types it."""
    values: dict[str, Any] = {"source": "Courriel de la direction", "verified": False}
    return ReadingEdit(value=Decimal(value), as_of=as_of, **values | changes)


def a_followed_start_up() -> list[object]:
    """Ruche in its cohort for a fortnight, and the house around it."""
    stay = an_enrolment(enrolled_at=now() - timedelta(days=14))
    return [*a_house(), *a_closed_call(), *an_application(), a_cohort(), stay, a_milestone()]
