"""What managers record of a start-up's stay."""

from datetime import date

from incubator.cohorts import rules
from incubator.cohorts.models import Reading
from incubator.cohorts.queries import get_enrolment, get_milestone, list_readings
from incubator.cohorts.rules import EnrolmentId, MilestoneId, ReadingEdit
from incubator.infra.unit_of_work import transaction
from incubator.kernel.actor import Actor
from incubator.kernel.permissions import Permission, require
from incubator.kernel.versions import Stale, check_version


def reach_milestone(
    actor: Actor, milestone_id: MilestoneId, evidence: str, day: date, *, version: int
) -> None:
    """Note that a start-up reached a milestone on a day, and what shows it."""
    with transaction(actor) as tx:
        milestone = get_milestone(tx.session, milestone_id)
        enrolment = get_enrolment(tx.session, milestone.enrolment_id)
        require(actor, Permission.FOLLOW_STARTUP, enrolment)
        check_version(milestone, version)
        reached = rules.reach(enrolment, milestone, evidence, day, tx.now)
        milestone.reached_by = actor.account_id
        tx.record(reached)


def record_reading(
    actor: Actor, enrolment_id: EnrolmentId, edit: ReadingEdit, *, version: int
) -> None:
    """Keep a figure that a start-up reported, or the correction of one."""
    with transaction(actor) as tx:
        enrolment = get_enrolment(tx.session, enrolment_id)
        require(actor, Permission.FOLLOW_STARTUP, enrolment)
        readings = list_readings(tx.session, enrolment_id)
        if (current := rules.series_version(readings)) != version:
            raise Stale(current=current)
        if refusal := rules.why_not_record(rules.list_current(readings), edit, tx.now):
            raise refusal
        reading = Reading(
            enrolment_id=enrolment_id,
            indicator=rules.JOBS.code,
            as_of=edit.as_of,
            tenths=rules.to_tenths(edit.value),
            source=edit.source.strip(),
            verified=edit.verified,
            recorded_at=tx.now,
            recorded_by=actor.account_id,
            replaces_id=edit.replaces,
        )
        tx.session.add(reading)
        tx.session.flush()
        tx.record(rules.announce(enrolment, reading))
