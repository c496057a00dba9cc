"""How far an evaluation is, counted by the database; never a mark."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from incubator.accounts.queries import map_people
from incubator.accounts.rules import Person
from incubator.applications.queries import select_received
from incubator.applications.rules import ApplicationId, ApplicationState
from incubator.calls.queries import CallHeading, get_call, get_heading, get_rubric
from incubator.calls.rules import CallId
from incubator.jury import rules
from incubator.jury.models import Assignment, JurorProgress, ScoreSheet
from incubator.jury.queries.lists import COUNTS, HANDED_IN, is_apart, select_jurors, select_progress
from incubator.jury.queries.sheets import Closing, find_closing
from incubator.jury.rules import AssignmentId, AssignmentState, Remaining
from incubator.kernel.actor import NOBODY, AccountId, Actor
from incubator.kernel.pages import PAGE_LENGTH, Leaf, turn_to
from incubator.kernel.paris import is_past
from incubator.kernel.permissions import Permission, require
from incubator.kernel.refusals import Refusal
from incubator.kernel.texts import MOST_NAMES

JUDGED = (  # what the jury may have to read
    ApplicationState.SUBMITTED,
    ApplicationState.INCOMPLETE,
    ApplicationState.ADMISSIBLE,
)


@dataclass(frozen=True, kw_only=True)
class Progress:
    """How many sheets are where; no mark."""

    handed_in: int = 0
    started: int = 0
    to_do: int = 0
    recused: int = 0

    @property
    def left(self) -> int:
        """Return how many sheets are awaited."""
        return self.started + self.to_do


@dataclass(frozen=True, kw_only=True)
class ProgressLine:
    """How far one admissible dossier is."""

    id: ApplicationId
    number: str
    title: str
    organisation: str
    progress: Progress


@dataclass(frozen=True, kw_only=True)
class JurorLine:
    """How far one juror is."""

    name: str
    progress: Progress


@dataclass(frozen=True, kw_only=True)
class LinkToRule:
    """A declared link that waits for a manager."""

    id: AssignmentId
    juror_name: str
    title: str


@dataclass(frozen=True, kw_only=True)
class ProgressPage:
    """How far the evaluation of a call is; a manager who is one of its jurors sees no row."""

    call: CallHeading
    due_on: date
    late: bool
    apart: bool
    rows: Sequence[ProgressLine]
    leaf: Leaf
    jurors: Sequence[JurorLine]
    links: Sequence[LinkToRule]
    remaining: Remaining
    minimum: int
    closing: Closing | None
    why_not_close: Refusal | None


def get_progress_page(
    session: Session, actor: Actor, call_id: CallId, number: int, now: datetime
) -> ProgressPage:
    """Return how far the evaluation is, by juror, and by dossier on one page of them."""
    call = get_call(session, call_id)
    require(actor, Permission.READ_PROGRESS, call)
    closing, apart = find_closing(session, call_id), is_apart(session, actor, call_id)
    jurors, rubric = _map_jurors(session, call_id), get_rubric(session, call_id)
    people = map_people(session, jurors)
    short = () if apart or closing else _list_short(session, call_id, rubric.minimum_sheets)
    leaf, rows = (turn_to(1, 0), []) if apart else _read(session, call_id, number)
    return ProgressPage(
        call=get_heading(session, call_id, now),
        due_on=call.evaluation_until,
        late=is_past(call.evaluation_until, now),
        apart=apart,
        rows=rows,
        leaf=leaf,
        jurors=[] if apart else _by_name(jurors, people),
        links=[] if apart or closing else _list_links(session, call_id, people),
        remaining=Remaining(awaited=sum(own.left for own in jurors.values()), short=short),
        minimum=rubric.minimum_sheets,
        closing=closing,
        why_not_close=rules.why_not_close(
            call.closes_on, closing.closed_at if closing else None, now
        ),
    )


def count_remaining(session: Session, call_id: CallId) -> Remaining:
    """Return what the evaluation of a call still lacks, counted anew."""
    jurors = session.execute(select_jurors(Assignment.call_id == call_id))
    minimum = get_rubric(session, call_id).minimum_sheets
    return Remaining(
        awaited=sum(_progress(row).left for row in jurors),
        short=_list_short(session, call_id, minimum),
    )


def _map_jurors(session: Session, call_id: CallId) -> Mapping[AccountId, Progress]:
    """Return how far each juror of a call is."""
    rows = session.scalars(select(JurorProgress).filter_by(call_id=call_id))
    return {row.juror_id: _progress(row) for row in rows}


def _list_short(session: Session, call_id: CallId, minimum: int) -> tuple[str, ...]:
    """Return the titles of the first dossiers that have fewer sheets than they should."""
    received = select_received(NOBODY, call_id)
    enough = (
        select(ScoreSheet.application_id)
        .where(ScoreSheet.call_id == call_id, HANDED_IN)
        .group_by(ScoreSheet.application_id)
        .having(func.count() >= minimum)
    )
    short = select(received.c.title).where(
        received.c.state.in_(JUDGED), received.c.id.not_in(enough)
    )
    return tuple(session.scalars(short.order_by(received.c.number).limit(MOST_NAMES + 1)))


def _read(session: Session, call_id: CallId, number: int) -> tuple[Leaf, Sequence[ProgressLine]]:
    """Return one page of the admissible dossiers, by number."""
    received = select_received(NOBODY, call_id)
    admissible = received.c.state == ApplicationState.ADMISSIBLE
    total = session.scalar(select(func.count()).select_from(received).where(admissible)) or 0
    leaf = turn_to(number, total)
    page = select(received).where(admissible).order_by(received.c.number)
    shown = page.offset(leaf.start).limit(PAGE_LENGTH).subquery("shown")
    progress = select_progress(select(shown.c.id))
    rows = (
        select(shown, *(progress.c[count.name] for count in COUNTS))
        .outerjoin(progress, progress.c.application_id == shown.c.id)
        .order_by(shown.c.number)
    )
    return leaf, [
        ProgressLine(
            id=row.id,
            number=row.number,
            title=row.title,
            organisation=row.organisation,
            progress=_progress(row),
        )
        for row in session.execute(rows)
    ]


def _list_links(
    session: Session, call_id: CallId, people: Mapping[AccountId, Person]
) -> Sequence[LinkToRule]:
    """Return the links that wait for a manager, by juror."""
    received = select_received(NOBODY, call_id)
    rows = session.execute(
        select(Assignment.id, Assignment.juror_id, received.c.title)
        .join(received, received.c.id == Assignment.application_id)
        .where(Assignment.call_id == call_id, Assignment.state == AssignmentState.REFERRED)
        .order_by(Assignment.application_id)
    )
    links = [
        LinkToRule(id=row.id, juror_name=people[row.juror_id].name, title=row.title) for row in rows
    ]
    return sorted(links, key=lambda link: link.juror_name)


def _by_name(
    jurors: Mapping[AccountId, Progress], people: Mapping[AccountId, Person]
) -> Sequence[JurorLine]:
    lines = [
        JurorLine(name=people[juror_id].name, progress=own) for juror_id, own in jurors.items()
    ]
    return sorted(lines, key=lambda line: line.name)


def _progress(row: Any) -> Progress:
    expected, started, handed_in = row.expected or 0, row.started or 0, row.handed_in or 0
    return Progress(
        handed_in=handed_in,
        started=started,
        to_do=expected - started - handed_in,
        recused=row.recused or 0,
    )
