"""The pages of cohorts and of start-ups, as they stand."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from fractions import Fraction
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from incubator.accounts.queries import get_person
from incubator.cohorts import rules
from incubator.cohorts.models import Cohort, Enrolment, Milestone, Reading
from incubator.cohorts.queries.records import (
    CohortLine,
    get_enrolment,
    list_cohorts,
    list_readings,
)
from incubator.cohorts.queries.values import (
    CohortPage,
    MilestoneLine,
    ReadingLine,
    StartupLine,
    StartupPage,
)
from incubator.cohorts.rules import CohortId, EnrolmentId
from incubator.ecosystem.queries import get_cluster_name, map_cluster_names
from incubator.ecosystem.rules import ClusterCode
from incubator.kernel.actor import DESKS, Actor
from incubator.kernel.paris import day_of
from incubator.kernel.permissions import Permission, allows, require
from incubator.kernel.refusals import NotFound

Row = TypeVar("Row", Milestone, Reading)


def get_cohorts_page(session: Session, actor: Actor) -> Sequence[CohortLine]:
    """Return the list of cohorts, to those who may read it."""
    require(actor, Permission.READ_COHORT, DESKS)
    return [line for line in list_cohorts(session) if line.shown_to(actor)]


def get_cohort_page(
    session: Session, actor: Actor, cohort_id: CohortId, now: datetime
) -> CohortPage:
    """Return the page of one cohort, to those who may read it."""
    cohort = session.get(Cohort, cohort_id)
    if cohort is None:
        raise NotFound
    require(actor, Permission.READ_COHORT, cohort)
    enrolments = session.scalars(select(Enrolment).filter_by(cohort_id=cohort_id)).all()
    of_cohort = select(Enrolment.id).filter_by(cohort_id=cohort_id)
    milestones = session.scalars(
        select(Milestone).filter(Milestone.enrolment_id.in_(of_cohort))
    ).all()
    jobs = select(Reading).filter_by(indicator=rules.JOBS.code)
    readings = session.scalars(jobs.filter(Reading.enrolment_id.in_(of_cohort))).all()
    names = map_cluster_names(session)
    lines = [
        _startup_line(one, names, _of(one, milestones), _of(one, readings), now)
        for one in enrolments
    ]
    history = rules.history(readings)
    return CohortPage(
        id=cohort.id,
        call_id=cohort.call_id,
        title=cohort.title,
        starts_on=cohort.starts_on,
        ends_on=rules.ends_on(cohort),
        columns={template.code: template.label for template in rules.MILESTONES},
        startups=sorted(lines, key=lambda line: line.name.casefold()),
        jobs=rules.total(readings, len(lines)),
        history=history,
        curve=rules.draw(history),
    )


def get_startup_page(
    session: Session, actor: Actor, enrolment_id: EnrolmentId, now: datetime
) -> StartupPage:
    """Return the page of one start-up, to its founder and to the team."""
    enrolment = get_enrolment(session, enrolment_id)
    require(actor, Permission.READ_STARTUP, enrolment)
    cohort = session.get_one(Cohort, enrolment.cohort_id)
    milestones = session.scalars(select(Milestone).filter_by(enrolment_id=enrolment_id))
    readings = list_readings(session, enrolment_id)
    return StartupPage(
        id=enrolment.id,
        application_id=enrolment.application_id,
        name=_name(enrolment),
        title=enrolment.title,
        cluster=enrolment.cluster,
        cluster_name=get_cluster_name(session, enrolment.cluster),
        founder=get_person(session, enrolment.founder_id),
        cohort_id=cohort.id,
        cohort_title=cohort.title,
        enrolled_on=day_of(enrolment.enrolled_at),
        starts_on=cohort.starts_on,
        ends_on=rules.ends_on(cohort),
        state=enrolment.state,
        indicator=rules.JOBS,
        milestones=_milestones(milestones, now),
        readings=_readings(readings),
        series_version=rules.series_version(readings),
        curve=rules.draw(rules.list_current(readings)),
        may_follow=allows(actor, Permission.FOLLOW_STARTUP, enrolment),
    )


def _startup_line(
    enrolment: Enrolment,
    names: Mapping[ClusterCode, str],
    milestones: Sequence[Milestone],
    readings: Sequence[Reading],
    now: datetime,
) -> StartupLine:
    return StartupLine(
        id=enrolment.id,
        name=_name(enrolment),
        cluster=enrolment.cluster,
        cluster_name=names[enrolment.cluster],
        state=enrolment.state,
        milestones={line.code: line for line in _milestones(milestones, now)},
        jobs=rules.total(readings, 1),
    )


def _name(enrolment: Enrolment) -> str:
    return enrolment.organisation or enrolment.title


def _of(enrolment: Enrolment, rows: Iterable[Row]) -> list[Row]:
    return [row for row in rows if row.enrolment_id == enrolment.id]


def _milestones(rows: Iterable[Milestone], now: datetime) -> Sequence[MilestoneLine]:
    today, in_order = day_of(now), sorted(rows, key=lambda row: row.due_on)
    return [
        MilestoneLine(
            id=row.id,
            code=row.code,
            title=row.title,
            due_on=row.due_on,
            state=state,
            days_late=(today - row.due_on).days,
            reached_on=row.reached_on,
            evidence=row.evidence,
            why_not_reach=rules.why_not_reach(row),
            version=row.version,
        )
        for row, state in zip(in_order, rules.milestone_states(in_order, now), strict=True)
    ]


def _readings(rows: Sequence[Reading]) -> Sequence[ReadingLine]:
    values = {row.id: Fraction(row.tenths, 10) for row in rows}
    current = {row.id for row in rules.list_current(rows)}
    return [
        ReadingLine(
            id=row.id,
            as_of=row.as_of,
            value=values[row.id],
            source=row.source,
            verified=row.verified,
            recorded_at=row.recorded_at,
            current=row.id in current,
            replaces=values[row.replaces_id] if row.replaces_id else None,
        )
        for row in sorted(rows, key=lambda row: (row.as_of, row.recorded_at), reverse=True)
    ]
