"""What the first pages show."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from incubator.applications.queries import count_dossiers
from incubator.calls.queries import CallHeading, list_headings
from incubator.calls.rules import Stage
from incubator.desks.queries.states import STAFF
from incubator.ecosystem.queries import find_authority, list_venues
from incubator.ecosystem.rules import Authority, Venue
from incubator.kernel.actor import DESKS, Actor
from incubator.kernel.permissions import Permission, require


@dataclass(frozen=True, kw_only=True)
class HomePage:
    """What anyone finds first."""

    open_calls: Sequence[CallHeading]
    other_calls: Sequence[CallHeading]
    venues: Sequence[Venue]


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


def list_calls(session: Session, actor: Actor, now: datetime) -> Sequence[CallLine]:
    """Return the calls for which the actor manages or signs, with what they received."""
    require(actor, Permission.LIST_CALLS, DESKS)
    received = count_dossiers(session)
    return [
        CallLine(call=heading, received=received.get(heading.id, 0))
        for heading in list_headings(session, now)
        if actor.standing_in(heading.id) & STAFF
    ]
