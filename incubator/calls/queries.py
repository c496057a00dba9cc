"""What others may ask about calls."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from incubator.accounts.queries import Holder, list_holders
from incubator.calls import rules
from incubator.calls.models import Call, CallVersion
from incubator.calls.rules import CallId, FormDefinition, Rubric, Stage
from incubator.ecosystem.queries import get_cluster_name, list_partners, map_cluster_names
from incubator.ecosystem.rules import ClusterCode, Partner
from incubator.kernel.actor import Actor
from incubator.kernel.paris import is_past
from incubator.kernel.permissions import Permission, require
from incubator.kernel.refusals import NotFound


@dataclass(frozen=True, kw_only=True)
class CallHeading:
    """A call in one line: what stands above its pages."""

    id: CallId
    code: str
    title: str
    cluster: ClusterCode
    cluster_name: str
    stage: Stage
    closes_on: date


@dataclass(frozen=True, kw_only=True)
class Milestone:
    """A date of the calendar; the templates know its words by `key`."""

    key: str
    day: date
    past: bool
    next: bool


@dataclass(frozen=True, kw_only=True)
class CallPage:
    """A call as its public page shows it."""

    heading: CallHeading
    lead: str
    phase: str
    places: int
    duration_months: int
    entry_on: date
    calendar: Sequence[Milestone]
    content: dict[str, Any]
    form: FormDefinition
    rubric: Rubric
    digest: str
    partners: Sequence[Partner]


@dataclass(frozen=True, kw_only=True)
class CallPeople:
    """A call and those who hold a role for it."""

    call: CallHeading
    holders: Sequence[Holder]


def get_call(session: Session, call_id: CallId) -> Call:
    """Return a call, or raise `NotFound`."""
    call = session.get(Call, call_id)
    if call is None:
        raise NotFound
    return call


def find_call(session: Session, code: str) -> Call | None:
    """Return the call that people know by this code, or None."""
    return session.scalars(select(Call).filter_by(code=code)).one_or_none()


def get_heading(session: Session, call_id: CallId, now: datetime) -> CallHeading:
    """Return a call in one line."""
    call = get_call(session, call_id)
    return _heading(call, get_cluster_name(session, call.cluster), now)


def list_headings(session: Session, now: datetime) -> Sequence[CallHeading]:
    """Return every call in one line, the latest first."""
    names = map_cluster_names(session)
    return [_heading(call, names[call.cluster], now) for call in list_calls(session)]


def list_calls(session: Session) -> Sequence[Call]:
    """Return every call, the latest first."""
    return session.scalars(select(Call).order_by(Call.opens_on.desc(), Call.code)).all()


def get_form(session: Session, call_id: CallId, version: int) -> FormDefinition:
    """Return the form of a call as it stood in a version."""
    form = select(CallVersion.form).filter_by(call_id=call_id, version=version)
    return rules.read_form(session.execute(form).scalar_one())


def get_rubric(session: Session, call_id: CallId) -> Rubric:
    """Return the rubric by which a call judges."""
    current = (CallVersion.call_id == Call.id, CallVersion.version == Call.current_version)
    rubric = select(CallVersion.rubric).join(Call, and_(*current)).where(Call.id == call_id)
    return rules.read_rubric(session.execute(rubric).scalar_one())


def get_call_people(session: Session, actor: Actor, call_id: CallId, now: datetime) -> CallPeople:
    """Return those who hold a role for a call, to those who may invite there."""
    require(actor, Permission.INVITE, get_call(session, call_id))
    return CallPeople(
        call=get_heading(session, call_id, now), holders=list_holders(session, call_id)
    )


def get_call_page(session: Session, call_id: CallId, now: datetime) -> CallPage:
    """Return the public page of a call."""
    call = get_call(session, call_id)
    version = session.get_one(CallVersion, (call_id, call.current_version))
    return CallPage(
        heading=_heading(call, get_cluster_name(session, call.cluster), now),
        lead=call.lead,
        phase=call.phase,
        places=call.places,
        duration_months=call.duration_months,
        entry_on=call.entry_on,
        calendar=_calendar(call, now),
        content=call.content,
        form=rules.read_form(version.form),
        rubric=rules.read_rubric(version.rubric),
        digest=version.digest,
        partners=list_partners(session),
    )


def _heading(call: Call, cluster_name: str, now: datetime) -> CallHeading:
    return CallHeading(
        id=call.id,
        code=call.code,
        title=call.title,
        cluster=call.cluster,
        cluster_name=cluster_name,
        stage=rules.stage(call.opens_on, call.closes_on, now),
        closes_on=call.closes_on,
    )


def _calendar(call: Call, now: datetime) -> Sequence[Milestone]:
    days = {
        "opens": call.opens_on,
        "closes": call.closes_on,
        "admissibility": call.admissibility_until,
        "evaluation": call.evaluation_until,
        "hearings": call.hearings_on,
        "decision": call.decision_on,
    }
    past = {key: is_past(day, now) for key, day in days.items()}
    past["opens"] = rules.stage(call.opens_on, call.closes_on, now) is not Stage.UPCOMING
    upcoming = next((key for key in days if not past[key]), None)
    return [
        Milestone(key=key, day=day, past=past[key], next=key == upcoming)
        for key, day in days.items()
    ]
