"""Start-ups in residence, one by one and in lists: what others may ask about them."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from incubator.applications.rules import ApplicationId
from incubator.calls.rules import CallId
from incubator.cohorts import rules
from incubator.cohorts.models import Cohort, Enrolment, Milestone, Reading
from incubator.cohorts.rules import CohortId, EnrolmentId, EnrolmentState, MilestoneId, Total
from incubator.kernel.actor import Actor, Relation
from incubator.kernel.paris import day_of
from incubator.kernel.refusals import NotFound


@dataclass(frozen=True, kw_only=True)
class EnrolmentLine:
    """A start-up's stay in one line."""

    id: EnrolmentId
    cohort_id: CohortId
    cohort_title: str
    state: EnrolmentState


@dataclass(frozen=True, kw_only=True)
class CohortLine:
    """A cohort as lists show it."""

    id: CohortId
    call_id: CallId
    title: str
    starts_on: date
    ends_on: date
    jobs: Total

    def shown_to(self, actor: Actor) -> bool:
        """Tell whether the actor manages the call that brought the cohort in."""
        return Relation.MANAGER in actor.standing_in(self.call_id)


@dataclass(frozen=True, kw_only=True)
class LateMilestones:
    """How many milestones of a cohort are in arrears, and since which day."""

    cohort_id: CohortId
    call_id: CallId
    title: str
    count: int
    first: date


def get_enrolment(session: Session, enrolment_id: EnrolmentId) -> Enrolment:
    """Return a start-up's stay, or raise `NotFound`."""
    enrolment = session.get(Enrolment, enrolment_id)
    if enrolment is None:
        raise NotFound
    return enrolment


def get_milestone(session: Session, milestone_id: MilestoneId) -> Milestone:
    """Return a milestone, or raise `NotFound`."""
    milestone = session.get(Milestone, milestone_id)
    if milestone is None:
        raise NotFound
    return milestone


def list_readings(session: Session, enrolment_id: EnrolmentId) -> Sequence[Reading]:
    """Return every reading of a start-up, in the order in which they came."""
    own = select(Reading).filter_by(enrolment_id=enrolment_id, indicator=rules.JOBS.code)
    return session.scalars(own.order_by(Reading.recorded_at)).all()


def find_cohort(session: Session, call_id: CallId) -> Cohort | None:
    """Return the cohort that a call brought in, or None."""
    return session.scalars(select(Cohort).filter_by(call_id=call_id)).one_or_none()


def find_enrolment(session: Session, application_id: ApplicationId) -> EnrolmentLine | None:
    """Return the stay that came of a dossier, or None."""
    stay = select(Enrolment, Cohort.title).join(Cohort, Cohort.id == Enrolment.cohort_id)
    found = session.execute(stay.filter(Enrolment.application_id == application_id)).one_or_none()
    if found is None:
        return None
    enrolment, title = found
    return EnrolmentLine(
        id=enrolment.id,
        cohort_id=enrolment.cohort_id,
        cohort_title=title,
        state=enrolment.state,
    )


def list_late(session: Session, now: datetime) -> Sequence[LateMilestones]:
    """Return how many milestones are in arrears, by cohort."""
    late = (Milestone.reached_on.is_(None), Milestone.due_on < day_of(now))
    rows = session.execute(
        select(Cohort.id, Cohort.call_id, Cohort.title, func.count(), func.min(Milestone.due_on))
        .join(Enrolment, Enrolment.cohort_id == Cohort.id)
        .join(Milestone)
        .where(*late)
        .group_by(Cohort.id, Cohort.call_id, Cohort.title)
    )
    return [
        LateMilestones(cohort_id=row[0], call_id=row[1], title=row[2], count=row[3], first=row[4])
        for row in rows
    ]


def map_own_stays(session: Session, actor: Actor) -> Mapping[ApplicationId, EnrolmentId]:
    """Return the stays of the start-ups that somebody founded, alone or with others, by dossier."""
    founded = Enrolment.founder_id == actor.account_id
    own = or_(founded, Enrolment.application_id.in_(actor.in_teams))
    stays = select(Enrolment.application_id, Enrolment.id).where(own)
    return {row[0]: row[1] for row in session.execute(stays)}


def list_cohorts(session: Session) -> Sequence[CohortLine]:
    """Return every cohort, the latest first."""
    cohorts = session.scalars(select(Cohort).order_by(Cohort.starts_on.desc(), Cohort.title)).all()
    stays = session.execute(select(Enrolment.id, Enrolment.cohort_id))
    homes = {stay.id: stay.cohort_id for stay in stays}
    asked = Counter(homes.values())
    readings: dict[CohortId | None, list[Reading]] = defaultdict(list)
    for reading in session.scalars(select(Reading).filter_by(indicator=rules.JOBS.code)):
        readings[homes.get(reading.enrolment_id)].append(reading)
    return [
        CohortLine(
            id=cohort.id,
            call_id=cohort.call_id,
            title=cohort.title,
            starts_on=cohort.starts_on,
            ends_on=rules.ends_on(cohort),
            jobs=rules.total(readings[cohort.id], asked[cohort.id]),
        )
        for cohort in cohorts
    ]
