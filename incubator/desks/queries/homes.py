"""What the first pages show."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy.orm import Session

from incubator.applications.queries import count_dossiers, list_own_applications, map_titles
from incubator.applications.rules import ApplicationId
from incubator.calls.queries import CallHeading, get_call, get_heading, list_headings
from incubator.calls.rules import Stage
from incubator.cohorts.queries import find_enrolment
from incubator.decisions.queries import find_decision
from incubator.desks import rules
from incubator.desks.rules import Progress
from incubator.ecosystem.queries import find_authority, list_venues
from incubator.ecosystem.rules import Authority, Venue
from incubator.kernel.actor import DESKS, HOUSE, Actor
from incubator.kernel.paris import is_past
from incubator.kernel.permissions import Permission, require


@dataclass(frozen=True, kw_only=True)
class HomePage:
    """What anyone finds first."""

    open_calls: Sequence[CallHeading]
    other_calls: Sequence[CallHeading]
    venues: Sequence[Venue]


@dataclass(frozen=True, kw_only=True)
class OwnApplication:
    """One of a founder's dossiers, in the words meant for founders."""

    id: ApplicationId
    call: CallHeading
    title: str
    number: str | None
    progress: Progress
    decision_on: date
    decision_id: UUID | None
    startup_id: UUID | None


@dataclass(frozen=True, kw_only=True)
class CallLine:
    """A call in the staff's list."""

    call: CallHeading
    received: int


def get_home_page(session: Session, now: datetime) -> HomePage:
    """Return the calls and the venues."""
    headings = list_headings(session, now)
    return HomePage(
        open_calls=[heading for heading in headings if heading.stage is Stage.OPEN],
        other_calls=[heading for heading in headings if heading.stage is not Stage.OPEN],
        venues=list_venues(session),
    )


def get_notice_authority(session: Session) -> Authority | None:
    """Return who answers for this service, or None before it was set up."""
    return find_authority(session)


def list_own(session: Session, actor: Actor, now: datetime) -> Sequence[OwnApplication]:
    """Return the actor's own dossiers."""
    require(actor, Permission.READ_DESK, HOUSE)
    rows = list_own_applications(session, actor.account_id)
    titles = map_titles(session, [row.id for row in rows])
    own = []
    for row in rows:
        call = get_call(session, row.call_id)
        decision = find_decision(session, row.id)
        announced = decision is not None and decision.state in rules.ANNOUNCED
        enrolment = find_enrolment(session, row.id) if announced else None
        own.append(
            OwnApplication(
                id=row.id,
                call=get_heading(session, row.call_id, now),
                title=titles.get(row.id, ""),
                number=row.number,
                progress=rules.progress(
                    row.state, closed=is_past(call.closes_on, now), announced=announced
                ),
                decision_on=call.decision_on,
                decision_id=decision.id if decision and announced else None,
                startup_id=enrolment.id if enrolment else None,
            )
        )
    return own


def list_calls(session: Session, actor: Actor, now: datetime) -> Sequence[CallLine]:
    """Return every call with what it received."""
    require(actor, Permission.LIST_CALLS, DESKS)
    received = count_dossiers(session)
    return [
        CallLine(call=heading, received=received.get(heading.id, 0))
        for heading in list_headings(session, now)
    ]
