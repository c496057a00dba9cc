"""Fifty jurors keep their marks at once, every fifth in two tabs."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from threading import Barrier
from time import monotonic, sleep
from typing import Final
from uuid import uuid4

from sqlalchemy import select

from incubator.applications.rules import ApplicationId, ApplicationState
from incubator.calls.rules import CallId
from incubator.infra.clock import now
from incubator.infra.db import db
from incubator.jury.models import Assignment, Mark, ScoreSheet
from incubator.jury.rules import AssignmentId, AssignmentState, Link, SheetId, SheetState
from incubator.kernel.actor import Relation
from incubator.kernel.paris import day_of
from tests.bench import house
from tests.bench.figures import Figure
from tests.bench.house import Known
from tests.bench.people import Person, at_once, come_in, milliseconds
from tests.bench.place import Place
from tests.bench.served import served

JURORS: Final = 50
SHEETS: Final = 3  # of each juror
IN_TWO_TABS: Final = 5  # one juror in so many
WARM, FAST = 3, 25.0
CRITERION: Final = "team"
MARKED: Final = {"points_team": "3", "points_market": "4", "strength": "Un besoin confirmé."}
KEPT, TOLD = 303, 409


@dataclass(frozen=True)
class Sent:
    """One save: the version typed over, the words, what was answered, after how long."""

    seen: int
    words: str
    status: int
    seconds: float


@dataclass
class Seat:
    """A juror before a sheet, in one tab or more."""

    juror: Known
    person: Person
    sheet: SheetId
    tabs: int
    sent: list[Sent] = field(default_factory=list)
    shown: list[float] = field(default_factory=list)

    @property
    def kept(self) -> list[Sent]:
        """Return what was acknowledged, in the order of its versions."""
        return sorted((one for one in self.sent if one.status == KEPT), key=lambda one: one.seen)

    @property
    def overwritten(self) -> int:
        """Return how many saves were acknowledged on a version that another had moved."""
        return len(self.kept) - len({one.seen for one in self.kept})


def measure(place: Place) -> Iterator[Figure]:
    """Measure saves at the pace of real jurors, then as many as the house takes."""
    with served(place) as port:
        seats = seat(place, port, JURORS)
        yield from _measure_entry(seats, port)
        play(seats, WARM, 0.0)  # a server has done this before
        for what, saves, pace, limit in (
            ("one save each 2 s", 15, 2.0, FAST),
            ("one save after the other", 20, 0.0, None),
        ):
            start = monotonic()
            play(seats, saves, pace)
            yield from sum_up(place, what, seats, monotonic() - start, limit)


def seat(place: Place, port: int, many: int) -> Sequence[Seat]:
    """Let so many jurors sit down before the first of their sheets, which are blank."""
    with place.app.app_context():
        signatory, jurors = house.set_up(), house.let_in("jo", many, Relation.JUROR)
        call = house.open_one(day_of(now()) - timedelta(days=1))
        admitted = {
            "state": ApplicationState.ADMISSIBLE,
            "ruled_at": now(),
            "ruled_by": signatory.actor.account_id,
        }
        dossiers = house.receive(call, house.let_in("ada", many), **admitted)
        panels = [
            _entrusted(call, dossier, jurors[(number + further) % many])
            for further in range(SHEETS)
            for number, dossier in enumerate(dossiers)
        ]
        house.keep(assignment for assignment, _ in panels)
        house.keep(sheet for _, sheet in panels)
        first = {sheet.juror_id: sheet.id for _, sheet in reversed(panels)}
    return [
        Seat(
            juror=juror,
            person=come_in(place.app, port, juror.actor),
            sheet=first[juror.actor.account_id],
            tabs=1 + (number % IN_TWO_TABS == 0),
        )
        for number, juror in enumerate(jurors)
    ]


def play(seats: Sequence[Seat], saves: int, pace: float) -> None:
    """Let every tab of every juror work, from a blank note on."""
    for own in seats:
        own.person.get(f"/sheets/{own.sheet}")  # the token that all tabs share
        own.sent.clear()
        own.shown.clear()
    tabs = [own for own in seats for _ in range(own.tabs)]
    ready = Barrier(len(tabs))
    at_once(
        [
            partial(_work, own, saves, pace, pace * number / len(tabs), ready)
            for number, own in enumerate(tabs)
        ]
    )


def sum_up(
    place: Place, what: str, seats: Sequence[Seat], seconds: float, limit: float | None = None
) -> Iterator[Figure]:
    """Return how fast the saves were, and what became of them."""
    sent = [one for own in seats for one in own.sent]
    waits = [one.seconds for one in sent]
    shown = [wait for own in seats for wait in own.shown]
    yield Figure(what, len(sent) / seconds, "saves/s")
    yield Figure(what, milliseconds(waits, 0.5), "p50 ms")
    yield Figure(what, milliseconds(waits, 0.95), "p95 ms", limit)
    yield Figure(what, milliseconds(shown, 0.95), "page after it, p95 ms")
    yield Figure(what, sum(one.status not in {KEPT, TOLD} for one in sent), "errors", 0)
    yield Figure(what, sum(_lose(place, own) for own in seats), "lost", 0)
    yield Figure(what, sum(own.overwritten for own in seats), "overwritten", 0)
    yield Figure(what, sum(one.status == TOLD for one in sent), "told 409")


def _measure_entry(seats: Sequence[Seat], port: int) -> Iterator[Figure]:
    waits: list[float] = []

    def enter(juror: Known) -> None:
        answer = Person(port).sign_in(juror.email, house.PASSWORD)
        assert answer.status == KEPT, answer.text
        waits.append(answer.seconds)

    at_once([partial(enter, own.juror) for own in seats])
    yield Figure("signing in, all at once", milliseconds(waits, 0.5), "p50 ms")
    yield Figure("signing in, all at once", milliseconds(waits, 0.95), "p95 ms")


def _work(own: Seat, saves: int, pace: float, late: float, ready: Barrier) -> None:
    """Keep a sheet so many times, one each `pace` seconds; the browser shows it after each.

    Everybody has opened theirs before anybody writes.
    """
    path = f"/sheets/{own.sheet}"
    page = own.person.get(path)
    ready.wait()
    start = monotonic() + late
    for number in range(saves):
        sleep(max(0.0, start + number * pace - monotonic()))
        words = f"Relecture {uuid4()}"
        form = page.hidden | MARKED | {f"comment_{CRITERION}": words}
        answer = own.person.post(path, form)
        own.sent.append(Sent(int(form["version"]), words, answer.status, answer.seconds))
        page = answer if answer.status == TOLD else own.person.get(path)
        if page is not answer:
            own.shown.append(page.seconds)


def _lose(place: Place, own: Seat) -> int:
    """Tell whether the sheet lacks what was acknowledged last, or counts otherwise than we did."""
    with place.app.app_context():
        session = db.session()
        version = session.get_one(ScoreSheet, own.sheet).version
        comment = select(Mark.comment).filter_by(sheet_id=own.sheet, criterion=CRITERION)
        words = session.scalar(comment)
    last = own.kept[-1]
    return int((last.seen + 1, last.words) != (version, words))


def _entrusted(call: CallId, dossier: ApplicationId, juror: Known) -> tuple[Assignment, ScoreSheet]:
    shared = {"call_id": call, "application_id": dossier, "juror_id": juror.actor.account_id}
    told = {"link": Link.NONE, "assigned_at": now(), "declared_at": now()}
    assignment = Assignment(
        id=AssignmentId(uuid4()), state=AssignmentState.CLEARED, version=2, **told, **shared
    )
    sheet = ScoreSheet(
        id=SheetId(uuid4()),
        assignment_id=assignment.id,
        state=SheetState.DRAFT,
        version=1,
        **shared,
    )
    return assignment, sheet
