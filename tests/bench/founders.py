"""Three hundred founders in the last minute before a closing, which strikes among them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from threading import Event, Lock
from time import sleep
from typing import Final

from sqlalchemy import func, select

from incubator.applications.models import Answer, Submission
from incubator.applications.rules import ApplicationId
from incubator.infra.clock import now
from incubator.infra.db import db
from incubator.kernel.paris import closing_instant, day_of
from incubator.outbox.models import Message
from tests.bench import house
from tests.bench.figures import Figure
from tests.bench.people import PATIENCE, Answered, Person, at_once, come_in, milliseconds
from tests.bench.place import Place
from tests.bench.served import served, set_clock

FOUNDERS, MINUTE = 300, 45.0
IN_TIME: Final = 0.9  # the closing strikes once so many were received
LATE: Final = 20  # one founder in so many waits for it
BEFORE: Final = timedelta(minutes=10)  # the clock is set to it; no crowd takes that long
TYPED: Final = {"summary": "Des capteurs pour les ruchers.", **house.IDENTITY}
TICKED: Final = {"accuracy": "y", "rules": "y", "privacy": "y"}
RECEIVED, REFUSED, OURS = 303, 409, 500
BEARABLE: Final = 800.0  # milliseconds


@dataclass
class Founder:
    """Somebody who writes until the last minute, and what they were answered."""

    person: Person
    dossier: ApplicationId
    late: bool
    saves: dict[str, Answered] = field(default_factory=dict)
    sending: Answered | None = None

    @property
    def receipt(self) -> str | None:
        """Return the id of the receipt that they were sent to, or None."""
        sending = self.sending
        received = sending is not None and sending.status == RECEIVED
        return sending.location.rpartition("/")[2] if sending and received else None


def measure(place: Place) -> Iterator[Figure]:
    """Measure the last minute of a call."""
    founders, closing = play(place, FOUNDERS, MINUTE, IN_TIME)
    yield from sum_up(place, founders, closing)


@dataclass
class Closing:
    """Strikes, on the clock of a place, once so many dossiers were received."""

    place: Place
    at: datetime
    left: int
    struck: Event = field(default_factory=Event)
    lock: Lock = field(default_factory=Lock)

    def count(self) -> None:
        """Take note that a dossier was received."""
        with self.lock:
            self.left -= 1
            if self.left == 0:
                set_clock(self.place, self.at)
                self.struck.set()


def play(
    place: Place, many: int, minute: float, in_time: float
) -> tuple[Sequence[Founder], datetime]:
    """Let so many founders write and send; return them, and when the call closed."""
    with place.app.app_context():
        house.set_up()
        midnight = closing_instant(day_of(now()))
        closing = Closing(place, midnight, round(many * in_time))
        set_clock(place, midnight - BEFORE)
        crowd = house.let_in("ada", many)
        dossiers = house.begin(house.open_one(day_of(now())), crowd)
    founders = [
        Founder(come_in(place.app, 0, one.actor), dossier, late=rank % LATE == 0)
        for rank, (one, dossier) in enumerate(zip(crowd, dossiers, strict=True))
    ]
    with served(place) as port:
        at_once(
            [
                partial(_write_and_send, founder, port, closing, minute * rank / many)
                for rank, founder in enumerate(founders)
            ]
        )
    return founders, midnight


def sum_up(place: Place, founders: Sequence[Founder], closing: datetime) -> Iterator[Figure]:
    """Return how long founders waited, and what became of what they wrote and sent."""
    saves = [told for founder in founders for told in founder.saves.values()]
    sendings = [founder.sending for founder in founders if founder.sending]
    receipts = {founder.receipt for founder in founders if founder.receipt}
    for what, answers in (("keeping an answer", saves), ("sending", sendings)):
        waits = [told.seconds for told in answers]
        yield Figure(what, len(answers), "answered")
        yield Figure(what, milliseconds(waits, 0.5), "p50 ms")
        yield Figure(what, milliseconds(waits, 0.95), "p95 ms", BEARABLE)
        yield Figure(what, sum(told.status >= OURS for told in answers), "errors", 0)
    with place.app.app_context():
        session = db.session()
        stored = {str(one.id): one.received_at for one in session.scalars(select(Submission))}
        mails = session.scalar(select(func.count()).select_from(Message)) or 0
        kept = {(one.application_id, one.key): one.text for one in session.scalars(select(Answer))}
    lost = sum(
        kept.get((founder.dossier, key)) != TYPED[key]
        for founder in founders
        for key, told in founder.saves.items()
        if told.status < REFUSED
    )
    late = sum(received_at >= closing for received_at in stored.values())
    yield Figure("answers acknowledged and lost", lost, "", 0)
    yield Figure("submissions acknowledged", len(receipts), "")
    yield Figure("submissions acknowledged and lost", len(receipts - stored.keys()), "", 0)
    yield Figure("submissions received without a mail in the outbox", len(stored) - mails, "", 0)
    yield Figure("submissions received at the closing or later", late, "", 0)
    refused = sum(told.status == REFUSED for told in sendings)
    yield Figure("submissions refused as late", refused, "")


def _write_and_send(founder: Founder, port: int, closing: Closing, begin: float) -> None:
    """Keep one answer after the other as the script does, check, then send."""
    person, page = founder.person, f"/applications/{founder.dossier}"
    person.port = port
    sleep(begin)
    token = person.get(f"{page}/sections/brief").hidden["csrf_token"]
    for key, words in TYPED.items():
        typed = {key: words, f"seen_{key}": "0"}
        answer = person.post(f"{page}/answers/{key}", typed, {"X-CSRFToken": token})
        founder.saves[key] = answer
    form = person.get(f"{page}/check").hidden
    if founder.late:
        closing.struck.wait(PATIENCE)
    founder.sending = person.post(f"{page}/check", form | TICKED)
    if founder.receipt:
        closing.count()
