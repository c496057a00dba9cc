"""What the first pages and the pages across features show."""

from collections import Counter
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy.orm import Session

from incubator.accounts.queries import map_people
from incubator.applications.queries import (
    Dossier,
    DossierRow,
    count_dossiers,
    get_application,
    get_dossier,
    list_dossiers,
    list_own_applications,
    map_checks,
    map_titles,
)
from incubator.applications.rules import ApplicationId
from incubator.calls.queries import CallHeading, get_call, get_form, get_heading, list_headings
from incubator.calls.rules import CallId, Condition, Stage
from incubator.cohorts.queries import EnrolmentLine, find_enrolment
from incubator.decisions.queries import DecisionRow, find_decision, list_decisions
from incubator.deliberation.queries import OpinionValue, find_opinion
from incubator.desks import rules
from incubator.desks.rules import Progress, Standing, UnknownFilter
from incubator.ecosystem.queries import find_authority, list_venues
from incubator.ecosystem.rules import Authority, Venue
from incubator.journal.queries import list_facts
from incubator.jury.queries import (
    AssignmentLine,
    find_closing,
    group_progress,
    list_assignments,
    list_lines,
    stands_apart,
)
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


@dataclass(frozen=True, kw_only=True)
class DossierLine:
    """A dossier in the staff's table."""

    row: DossierRow
    standing: Standing
    handed_in: int
    started: int
    to_do: int
    late: bool


@dataclass(frozen=True, kw_only=True)
class DossiersPage:
    """The dossiers of a call, and how many stand where."""

    call: CallHeading
    lines: Sequence[DossierLine]
    counts: Mapping[Standing, int]
    total: int
    chosen: Standing | None


@dataclass(frozen=True, kw_only=True)
class HistoryLine:
    """One fact of a dossier's history, with who caused it."""

    event: str
    at: datetime
    name: str


@dataclass(frozen=True, kw_only=True)
class DossierPage:
    """Everything the staff may see of one dossier; `apart`, nothing of its other jurors."""

    call: CallHeading
    dossier: Dossier
    conditions: Sequence[Condition]
    met: Mapping[str, bool]
    may_rule: bool
    apart: bool
    assignments: Sequence[AssignmentLine]
    evaluation_closed: bool
    opinion: OpinionValue | None
    decision: DecisionRow | None
    enrolment: EnrolmentLine | None
    history: Sequence[HistoryLine]


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


def get_dossiers_page(
    session: Session, actor: Actor, call_id: CallId, wish: str | None, now: datetime
) -> DossiersPage:
    """Return the dossiers of a call, those that stand where the wish says when there is one."""
    require(actor, Permission.LIST_DOSSIERS, get_call(session, call_id))
    chosen = _read_filter(wish)
    lines = _lines(session, actor, call_id, now)
    return DossiersPage(
        call=get_heading(session, call_id, now),
        lines=[line for line in lines if chosen in {None, line.standing}],
        counts=Counter(line.standing for line in lines),
        total=len(lines),
        chosen=chosen,
    )


def get_dossier_page(
    session: Session, actor: Actor, application_id: ApplicationId, now: datetime
) -> DossierPage:
    """Return one dossier with all that happened to it, to the staff."""
    application = get_application(session, application_id)
    require(actor, Permission.READ_DOSSIER, application)
    call = get_call(session, application.call_id)
    form = get_form(session, application.call_id, application.form_version)
    closing, jurors = find_closing(session, call.id), list_assignments(session, application_id)
    apart = stands_apart(actor, jurors, closing)
    told = rules.TOLD - rules.OF_JURORS if apart else rules.TOLD
    return DossierPage(
        call=get_heading(session, call.id, now),
        dossier=get_dossier(session, application_id),
        conditions=form.conditions,
        met=map_checks(session, application_id),
        may_rule=application.ruled_at is None and is_past(call.closes_on, now),
        apart=apart,
        assignments=[] if apart else jurors,
        evaluation_closed=closing is not None,
        opinion=find_opinion(session, application_id),
        decision=find_decision(session, application_id),
        enrolment=find_enrolment(session, application_id),
        history=_history(session, application_id, told),
    )


def _read_filter(wish: str | None) -> Standing | None:
    if wish is None:
        return None
    try:
        return Standing(wish)
    except ValueError:
        raise UnknownFilter from None


def _lines(session: Session, actor: Actor, call_id: CallId, now: datetime) -> Sequence[DossierLine]:
    jurors = list_lines(session, call_id)
    apart = stands_apart(actor, jurors, find_closing(session, call_id))
    progress = {} if apart else group_progress(jurors)
    decisions = {row.application_id: row.state for row in list_decisions(session, call_id)}
    lines = []
    for row in list_dossiers(session, call_id):
        own, decision = progress.get(row.id), decisions.get(row.id)
        handed_in, started, to_do = (own.handed_in, own.started, own.to_do) if own else (0, 0, 0)
        lines.append(
            DossierLine(
                row=row,
                standing=rules.standing(
                    row.state, decision, handed_in, handed_in + started + to_do
                ),
                handed_in=handed_in,
                started=started,
                to_do=to_do,
                late=decision is None and is_past(row.silence_on, now),
            )
        )
    return lines


def _history(
    session: Session, application_id: ApplicationId, told: AbstractSet[str]
) -> Sequence[HistoryLine]:
    facts = list_facts(session, application_id)
    people = map_people(session, [fact.actor_id for fact in facts])
    return [
        HistoryLine(
            event=fact.event,
            at=fact.at,
            name=people[fact.actor_id].name if fact.actor_id in people else "",
        )
        for fact in facts
        if fact.event in told
    ]
