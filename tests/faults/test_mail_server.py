"""A mail server that is down, slow, or changes its mind: nothing is lost, no page waits for it."""

from collections.abc import Callable
from threading import Event
from time import monotonic

import pytest
from sqlalchemy import select

from incubator.infra.jobs import map_failures
from incubator.letters.commands import release_letters
from incubator.outbox.commands import DELIVER
from incubator.outbox.models import Message
from incubator.outbox.rules import MessageState
from tests.builders import CALL_ID, EVE
from tests.faults.batch import dossiers, print_blank, sign
from tests.faults.house import House, Person, wait_for
from tests.sink import Sink

pytestmark = pytest.mark.long
SIZE = 10
States = dict[MessageState, int]


def release(house: House) -> None:
    """Let as many mails wait to leave."""
    dossiers(house.app, SIZE)
    print_blank(house.app, sign(house.app, SIZE))
    with house.app.app_context():
        release_letters(EVE, CALL_ID)


def states(house: House) -> States:
    """Return how many messages stand where."""
    with house.stored() as session:
        found = session.scalars(select(Message.state)).all()
    return {state: found.count(state) for state in set(found)}


def refuse(house: House, sink: Sink, moment: str, answer: str) -> None:
    """Let a worker meet a server that refuses, then one that does not."""
    sink.answers[moment] = answer
    house.work_until_idle()
    assert states(house) == {MessageState.PENDING: SIZE}
    sink.answers[moment] = "250 OK"


def test_a_server_that_is_down_or_refuses_only_delays(house: House, sink: Sink) -> None:
    release(house)
    there, house.mail = house.mail, "smtp://127.0.0.1:1"
    house.work_until_idle()
    assert states(house) == {MessageState.PENDING: SIZE}
    house.mail = there
    for moment, answer in (("RCPT", "450 later"), ("RCPT", "550 unknown"), ("DATA", "452 full")):
        house.end_waits()
        refuse(house, sink, moment, answer)
        with house.stored() as session:
            assert all(answer[4:] in why for why in map_failures(session, DELIVER).values())
    house.end_waits()
    house.work_until_idle()
    assert states(house) == {MessageState.SENT: SIZE}
    assert len({mail["Message-ID"] for mail in sink.taken}) == len(sink.taken) == SIZE


def test_a_server_that_drops_each_mail_it_took_leaves_doubts_and_no_copy(
    house: House, sink: Sink
) -> None:
    release(house)
    sink.before_data = lambda server: server.transport.abort()
    house.work_until_idle()
    sink.before_data = bool
    house.end_waits()
    house.work_until_idle()
    assert states(house) == {MessageState.UNCERTAIN: SIZE}
    assert len({mail["Message-ID"] for mail in sink.taken}) == len(sink.taken) == SIZE
    assert len(house.ask("mail", "doubtful")[1].splitlines()) == SIZE


def test_one_recipient_refused_stops_nobody_else(house: House, sink: Sink) -> None:
    release(house)
    refused = "founder-3@example.org"

    def answer_to(address: str) -> str:
        return "550 no such person" if address == refused else "250 OK"

    sink.answer_to = answer_to
    house.work_until_idle()
    assert states(house) == {MessageState.SENT: SIZE - 1, MessageState.PENDING: 1}
    assert refused not in {mail["To"] for mail in sink.taken}


def test_no_page_waits_for_a_slow_server(
    house: House, sink: Sink, tell: Callable[[str], None]
) -> None:
    release(house)
    with house.served():
        eve = Person(house, EVE)
        usual = slowest(eve)
        held, enough = Event(), Event()

        def hold(_: object) -> None:
            held.set()
            enough.wait(60)

        sink.before_rcpt = hold
        worker = house.work("--until-idle")
        wait_for(held.is_set)
        meanwhile = slowest(eve)
        assert not sink.taken
        enough.set()
        assert worker.wait(60) == 0
    house.end_waits()
    house.work_until_idle()
    assert states(house) == {MessageState.SENT: SIZE}
    assert meanwhile < 30
    tell(f"19th of 20 pages in {usual:.2f} s, in {meanwhile:.2f} s while a mail is held")


def slowest(person: Person) -> float:
    """Return how long the last but one of twenty pages takes, by length."""
    times = []
    for _ in range(20):
        start = monotonic()
        assert person.get(f"/calls/{CALL_ID}/decisions").status == 200
        times.append(monotonic() - start)
    return sorted(times)[18]
