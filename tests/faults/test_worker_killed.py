"""Workers killed at random: each mail leaves once, or is listed as doubtful."""

import os
import signal
import time
from collections import Counter
from collections.abc import Callable
from random import Random

import pytest
from sqlalchemy import func, select

from incubator.accounts.models import Account
from incubator.infra.jobs import Job, JobState
from incubator.kernel.actor import AccountId
from incubator.letters.commands import release_letters
from incubator.outbox.models import Message
from incubator.outbox.rules import MessageState
from tests.builders import CALL_ID, EVE
from tests.faults.batch import dossiers, print_blank, sign
from tests.faults.house import House, wait_for
from tests.sink import Sink


def kill_workers(house: House, sink: Sink, chance: Random, kills: int) -> int:
    """Start workers and kill each after a few mails; return how many were killed."""
    for killed in range(kills):
        live_and_die(house, sink, chance, at_once=killed % 3 == 0)
        if not waiting(house):
            return killed + 1
    return kills


def live_and_die(house: House, sink: Sink, chance: Random, *, at_once: bool) -> None:
    """Start a worker and kill it after a few mails, perhaps before it hears that one was taken."""
    goal, worker = len(sink.taken) + chance.randint(1, 4), house.work()
    if at_once:
        sink.before_data = lambda _: worker.kill() if len(sink.taken) >= goal else None
    wait_for(lambda: len(sink.taken) >= goal or not waiting(house))
    time.sleep(chance.uniform(0, 0.05))
    worker.kill()
    worker.wait()
    sink.before_data = bool
    house.end_leases()


def waiting(house: House) -> int:
    """Return how much work waits."""
    undone = select(func.count()).select_from(Job).where(Job.state == JobState.READY)
    with house.stored() as session:
        return session.scalar(undone) or 0


def check_mails(house: House, sink: Sink, kills: int) -> int:
    """Check that none is lost, wrong or twice, and each doubt listed; return how many there are."""
    taken = {mail["Message-ID"].partition("@")[0][1:]: mail for mail in sink.taken}
    assert not [key for key, n in Counter(m["Message-ID"] for m in sink.taken).items() if n > 1]
    with house.stored() as session:
        addresses = {account.id: account.email for account in session.scalars(select(Account))}
        messages = session.scalars(select(Message)).all()
    for key, mail in taken.items():
        message = next(message for message in messages if str(message.id) == key)
        assert mail["To"] == addresses[AccountId(message.recipient_id)]
        assert str(message.subject_id) in mail.get_content()
    sent = {str(message.id) for message in messages if message.state is MessageState.SENT}
    doubts = {str(message.id) for message in messages if message.state is MessageState.UNCERTAIN}
    assert len(sent) + len(doubts) == len(messages)
    assert sent <= taken.keys()
    assert taken.keys() <= sent | doubts
    assert len(doubts) <= kills
    listed = house.ask("mail", "doubtful")[1]
    assert {line.split()[0] for line in listed.splitlines()} == doubts
    assert house.ask("doctor")[0] == bool(doubts)
    return len(doubts)


def play(house: House, sink: Sink, chance: Random, size: int, kills: int) -> str:
    """Release a batch whose letters are blank, kill its workers, and return what was counted."""
    dossiers(house.app, size)
    print_blank(house.app, sign(house.app, size))
    with house.app.app_context():
        release_letters(EVE, CALL_ID)
    killed = kill_workers(house, sink, chance, kills)
    house.work_until_idle()
    doubts = check_mails(house, sink, killed)
    house.check()
    return f"{size} mails, {killed} kills: {len(sink.taken)} taken, none twice, {doubts} doubtful"


def test_two_workers_killed_lose_no_mail_and_send_none_twice(
    house: House, sink: Sink, chance: Random
) -> None:
    play(house, sink, chance, size=6, kills=2)


@pytest.mark.long
def test_a_hundred_workers_killed_lose_no_mail_and_send_none_twice(
    house: House, sink: Sink, chance: Random, tell: Callable[[str], None]
) -> None:
    tell(play(house, sink, chance, size=300, kills=100))


@pytest.mark.long
def test_a_worker_that_sleeps_past_its_lease_sends_nothing_when_it_wakes(
    house: House, sink: Sink
) -> None:
    dossiers(house.app, 2)
    print_blank(house.app, sign(house.app, 2))
    with house.app.app_context():
        release_letters(EVE, CALL_ID)
    sleeper = house.work()
    sink.before_rcpt = lambda _: os.kill(sleeper.pid, signal.SIGSTOP)
    wait_for(lambda: b"T (stopped)" in status_of(sleeper.pid))
    sink.before_rcpt = bool
    time.sleep(125)  # its lease ends
    house.work_until_idle()
    assert len(sink.taken) == 1
    os.kill(sleeper.pid, signal.SIGCONT)
    time.sleep(5)
    sleeper.terminate()
    assert sleeper.wait(60) == 0
    assert len(sink.taken) == 1
    assert check_mails(house, sink, 1) == 1


def status_of(pid: int) -> bytes:
    """Return what the kernel says of a process."""
    with open(f"/proc/{pid}/status", "rb") as status:  # noqa: PTH123 - no file, but a question
        return status.read()
