"""A start-up's stay: how it begins, the milestones on its way, what reaching one means."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Final, NewType
from uuid import UUID

from incubator.kernel.events import Event
from incubator.kernel.paris import add_months, day_of, is_past
from incubator.kernel.refusals import N_, Refusal

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from collections.abc import Set as AbstractSet
    from datetime import date, datetime

    from incubator.cohorts.models import Cohort, Enrolment, Milestone

CohortId = NewType("CohortId", UUID)
EnrolmentId = NewType("EnrolmentId", UUID)
MilestoneId = NewType("MilestoneId", UUID)


class EnrolmentState(StrEnum):
    """How far a start-up is in its stay."""

    AGREEMENT_PENDING = "agreement_pending"
    IN_RESIDENCE = "in_residence"


TRANSITIONS: Final[Mapping[EnrolmentState, AbstractSet[EnrolmentState]]] = {
    EnrolmentState.AGREEMENT_PENDING: {EnrolmentState.IN_RESIDENCE},
    EnrolmentState.IN_RESIDENCE: set(),
}


class MilestoneState(StrEnum):
    """How a milestone stands on a given day; `now` is the next one that is in time."""

    DONE = "done"
    NOW = "now"
    LATE = "late"
    LATER = "later"


@dataclass(frozen=True, kw_only=True)
class MilestoneTemplate:
    """A milestone that every start-up meets: its short name, when it is due, what it opens."""

    code: str
    title: str
    label: str
    days_after_entry: int = 0
    months_before_exit: int = 0
    opens: EnrolmentState | None = None


MILESTONES: Final = (
    MilestoneTemplate(
        code="agreement_signed",
        title=N_("Convention d’incubation signée"),
        label=N_("Convention"),
        days_after_entry=30,
        opens=EnrolmentState.IN_RESIDENCE,
    ),
    MilestoneTemplate(
        code="roadmap_agreed",
        title=N_("Feuille de route arrêtée avec l’équipe"),
        label=N_("Feuille de route"),
        days_after_entry=90,
    ),
    MilestoneTemplate(
        code="feasibility_shown",
        title=N_("Preuve technique faite"),
        label=N_("Preuve technique"),
        days_after_entry=210,
    ),
    MilestoneTemplate(
        code="first_customer",
        title=N_("Premier client ou premier usage payé"),
        label=N_("Premier client"),
        days_after_entry=330,
    ),
    MilestoneTemplate(
        code="rights_protected",
        title=N_("Brevet, marque ou autre protection déposée"),
        label=N_("Protection"),
        months_before_exit=6,
    ),
    MilestoneTemplate(
        code="pilot_run",
        title=N_("Pilote mené sur un terrain d’essai"),
        label=N_("Pilote"),
        months_before_exit=4,
    ),
    MilestoneTemplate(
        code="funding_secured",
        title=N_("Financement de la suite obtenu"),
        label=N_("Financement"),
        months_before_exit=2,
    ),
)


class AlreadyReached(Refusal):
    """What is done stays done."""

    sentence = N_("Ce jalon est atteint depuis le %(reached_on)s : il ne change plus.")


class DayToCome(Refusal):
    """What has not happened yet cannot be recorded."""

    sentence = N_("Cette date est à venir : choisissez le jour où le jalon a été atteint.")


class DayBeforeAdmission(Refusal):
    """Nothing is reached before the stay begins."""

    sentence = N_("Choisissez un jour à partir du %(enrolled_on)s, où l’admission a été confirmée.")


class EvidenceMissing(Refusal):
    """A milestone is reached when something shows it."""

    sentence = N_("Dites ce qui prouve que le jalon est atteint.")


@dataclass(frozen=True, kw_only=True)
class StartupEnrolled(Event):
    """A confirmed admission gave a start-up its place in a cohort."""

    enrolment_id: EnrolmentId
    cohort_id: CohortId


@dataclass(frozen=True, kw_only=True)
class MilestoneReached(Event):
    """A start-up reached a milestone; `state` is how far it is in its stay since then."""

    enrolment_id: EnrolmentId
    milestone_id: MilestoneId
    day: date
    state: EnrolmentState


def cohort_title(entry_on: date, cluster: str) -> str:
    """Name a cohort after the year in which it enters and its cluster."""
    return f"Cohorte {entry_on.year} · {cluster}"


def ends_on(cohort: Cohort) -> date:
    """Return the day on which a cohort is to leave."""
    return add_months(cohort.starts_on, cohort.duration_months)


def due_on(template: MilestoneTemplate, cohort: Cohort) -> date:
    """Return the last day on which a milestone is in time."""
    if template.months_before_exit:
        return add_months(ends_on(cohort), -template.months_before_exit)
    return cohort.starts_on + timedelta(days=template.days_after_entry)


def milestone_states(milestones: Sequence[Milestone], now: datetime) -> Sequence[MilestoneState]:
    """Say of each milestone, in order, whether it is reached, late, the next one or to come."""
    states = [_milestone_state(one, now) for one in milestones]
    if MilestoneState.LATER in states:
        states[states.index(MilestoneState.LATER)] = MilestoneState.NOW
    return states


def why_not_reach(milestone: Milestone) -> Refusal | None:
    """Say why a milestone cannot be reached, or None while it is yet to be."""
    if milestone.reached_on is not None:
        return AlreadyReached(reached_on=milestone.reached_on)
    return None


def why_not_on(enrolment: Enrolment, day: date, now: datetime) -> Refusal | None:
    """Say why nothing can have been reached on that day, or None."""
    if day > day_of(now):
        return DayToCome()
    if day < day_of(enrolment.enrolled_at):
        return DayBeforeAdmission(enrolled_on=day_of(enrolment.enrolled_at))
    return None


def reach(
    enrolment: Enrolment, milestone: Milestone, evidence: str, day: date, now: datetime
) -> MilestoneReached:
    """Note that a milestone is reached, and take the start-up to the state that it opens."""
    if refusal := why_not_reach(milestone) or why_not_on(enrolment, day, now):
        raise refusal
    if not evidence.strip():
        raise EvidenceMissing
    milestone.reached_on, milestone.evidence = day, evidence.strip()
    opened = next((one.opens for one in MILESTONES if one.code == milestone.code), None)
    if opened and opened in TRANSITIONS[enrolment.state]:
        enrolment.state, enrolment.resident_since = opened, day
    return MilestoneReached(
        subject_id=enrolment.application_id,
        enrolment_id=enrolment.id,
        milestone_id=milestone.id,
        day=day,
        state=enrolment.state,
    )


def _milestone_state(milestone: Milestone, now: datetime) -> MilestoneState:
    if milestone.reached_on is not None:
        return MilestoneState.DONE
    return MilestoneState.LATE if is_past(milestone.due_on, now) else MilestoneState.LATER
