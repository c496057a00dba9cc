"""A stay begins with an admission; a milestone is reached once, on a day that has come."""

from datetime import UTC, date, datetime, timedelta

import pytest

from incubator.cohorts.rules import (
    MILESTONES,
    AlreadyReached,
    DayBeforeAdmission,
    DayToCome,
    EnrolmentState,
    EvidenceMissing,
    MilestoneReached,
    MilestoneState,
    cohort_title,
    due_on,
    ends_on,
    milestone_states,
    reach,
)
from incubator.kernel.refusals import Refusal
from tests.builders import NOON, RUCHE
from tests.unit.cohorts.builders import (
    AGREEMENT_ID,
    STAY_ID,
    a_cohort,
    a_milestone,
    an_enrolment,
)

TODAY = NOON.date()
SIGNED = "Convention 2026-07, original au service"
DUE = date(2026, 3, 31)


def test_a_cohort_is_named_after_its_year_and_its_cluster() -> None:
    assert cohort_title(date(2026, 9, 1), "e-santé") == "Cohorte 2026 · e-santé"


def test_a_cohort_leaves_after_its_months_even_when_the_day_is_missing() -> None:
    assert ends_on(a_cohort(starts_on=date(2026, 8, 31), duration_months=18)) == date(2028, 2, 29)


def test_the_agreement_is_due_thirty_days_after_entry() -> None:
    assert due_on(MILESTONES[0], a_cohort(starts_on=date(2026, 3, 1))) == DUE


def test_the_last_milestones_are_due_some_months_before_the_exit() -> None:
    cohort = a_cohort(starts_on=date(2026, 3, 31), duration_months=24)
    last = [due_on(template, cohort) for template in MILESTONES[-3:]]
    assert last == [date(2027, 9, 30), date(2027, 11, 30), date(2028, 1, 31)]


@pytest.mark.parametrize(
    ("now", "state"),
    [
        (datetime(2026, 3, 31, 21, 59, 59, tzinfo=UTC), MilestoneState.NOW),
        (datetime(2026, 3, 31, 22, 0, 0, tzinfo=UTC), MilestoneState.LATE),
    ],
)
def test_a_milestone_is_late_when_its_last_day_has_ended_in_paris(
    now: datetime, state: MilestoneState
) -> None:
    assert milestone_states([a_milestone(due_on=DUE)], now) == [state]


def test_a_reached_milestone_is_never_late() -> None:
    milestone = a_milestone(reached_on=TODAY, due_on=DUE)
    assert milestone_states([milestone], NOON + timedelta(days=900)) == [MilestoneState.DONE]


def test_the_first_milestone_that_is_in_time_comes_next() -> None:
    done, late = a_milestone(reached_on=TODAY, due_on=DUE), a_milestone(due_on=date(2026, 2, 1))
    ahead = [a_milestone(due_on=DUE + timedelta(days=days)) for days in (1, 2)]
    assert milestone_states([done, late, *ahead], NOON) == [
        MilestoneState.DONE,
        MilestoneState.LATE,
        MilestoneState.NOW,
        MilestoneState.LATER,
    ]


def test_signing_the_agreement_opens_the_residence() -> None:
    stay, milestone = an_enrolment(), a_milestone()
    event = reach(stay, milestone, f" {SIGNED}\n", TODAY, NOON)
    assert (stay.state, stay.resident_since) == (EnrolmentState.IN_RESIDENCE, TODAY)
    assert (milestone.reached_on, milestone.evidence) == (TODAY, SIGNED)
    assert event == MilestoneReached(
        subject_id=RUCHE,
        enrolment_id=STAY_ID,
        milestone_id=AGREEMENT_ID,
        day=TODAY,
        state=EnrolmentState.IN_RESIDENCE,
    )


@pytest.mark.parametrize(
    ("reached_on", "evidence", "day", "refusal"),
    [
        (TODAY, SIGNED, TODAY, AlreadyReached),
        (None, SIGNED, TODAY + timedelta(days=1), DayToCome),
        (None, SIGNED, TODAY - timedelta(days=1), DayBeforeAdmission),
        (None, " \n", TODAY, EvidenceMissing),
    ],
)
def test_a_refused_milestone_stays_as_it_was(
    reached_on: date | None, evidence: str, day: date, refusal: type[Refusal]
) -> None:
    stay, milestone = an_enrolment(), a_milestone(reached_on=reached_on)
    with pytest.raises(refusal):
        reach(stay, milestone, evidence, day, NOON)
    assert (milestone.reached_on, milestone.evidence) == (reached_on, "")
    assert (stay.state, stay.resident_since) == (EnrolmentState.AGREEMENT_PENDING, None)


def test_a_resident_start_up_stays_resident_when_it_reaches_more() -> None:
    since = TODAY - timedelta(days=1)
    stay = an_enrolment(state=EnrolmentState.IN_RESIDENCE, resident_since=since)
    reach(stay, a_milestone(), SIGNED, TODAY, NOON)
    assert stay.resident_since == since
