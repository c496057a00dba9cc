"""Work that waits is done once, by one worker, and a failure does not stop the rest."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from incubator.infra import clock
from incubator.infra.jobs import FIRST_DELAY, LEASE, MOST_ATTEMPTS, Job, JobState, enqueue, run_next
from incubator.infra.unit_of_work import transaction
from incubator.kernel.actor import SYSTEM
from tests.builders import NOON

ONE, TWO = UUID(int=1), UUID(int=2)
LONG_AFTER = timedelta(days=30)
Work = Callable[[UUID], None]


class Killed(BaseException):
    """The worker dies, as by a signal: nothing of its own runs any more."""


@pytest.fixture
def done(app: Flask) -> list[UUID]:
    """Return what the task named `work` was done on."""
    done: list[UUID] = []
    app.extensions["tasks"] = {"work": done.append}
    return done


@pytest.fixture(autouse=True)
def at_work(app: Flask) -> Iterator[None]:
    """Stand in the application, at noon."""
    with app.app_context(), clock.at(NOON):
        yield


def do(app: Flask, work: Work) -> None:
    """Say what the task named `work` does."""
    app.extensions["tasks"] = {"work": work}


def ask(*subjects: UUID) -> None:
    """Ask for the work, in one transaction."""
    with transaction(SYSTEM) as tx:
        for subject in subjects:
            enqueue(tx, "work", subject)


def the_job(stored: Session) -> Job:
    """Return the only job, as it is now."""
    stored.rollback()
    return stored.scalars(select(Job)).one()


def kill(_: UUID) -> None:
    """Kill the worker."""
    raise Killed


def fail(_: UUID) -> None:
    """Fail."""
    message = "no paper"
    raise OSError(message)


def run_killed(at: datetime = NOON) -> None:
    """Run a worker that dies at its work."""
    with clock.at(at), pytest.raises(Killed):
        run_next()


def test_work_is_done_once_when_it_was_asked_for(done: list[UUID], stored: Session) -> None:
    assert not run_next()
    ask(ONE)
    assert run_next()
    assert not run_next()
    assert (done, the_job(stored).state) == ([ONE], JobState.DONE)


def test_work_in_hand_is_nobody_elses_until_the_lease_ends(
    app: Flask, done: list[UUID], stored: Session
) -> None:
    tasks = app.extensions["tasks"]
    do(app, kill)
    ask(ONE)
    run_killed()
    app.extensions["tasks"] = tasks
    with clock.at(NOON + LEASE - timedelta(microseconds=1)):
        assert not run_next()
    assert not done
    with clock.at(NOON + LEASE):
        assert run_next()
    assert (done, the_job(stored).state) == ([ONE], JobState.DONE)


@pytest.mark.parametrize("ending", [lambda _: None, fail], ids=["succeeds", "fails"])
def test_a_worker_that_lost_its_lease_finishes_nothing(
    app: Flask, stored: Session, ending: Work
) -> None:
    def sleep_through_the_lease(subject: UUID) -> None:
        do(app, kill)
        run_killed(at=NOON + LEASE)  # another takes over, and is at it still
        ending(subject)

    do(app, sleep_through_the_lease)
    ask(ONE)
    assert run_next()
    job = the_job(stored)
    assert (job.state, job.attempts, job.error) == (JobState.RUNNING, 2, None)
    assert job.run_at == NOON + 2 * LEASE


def test_work_that_failed_is_tried_again_later_and_later_then_given_up(
    app: Flask, stored: Session
) -> None:
    do(app, fail)
    ask(ONE)
    delays = []
    for attempt in range(1, MOST_ATTEMPTS + 1):
        at = the_job(stored).run_at
        with clock.at(at):
            assert run_next()
            assert not run_next()  # not before its time
        job = the_job(stored)
        assert (job.attempts, job.error) == (attempt, "OSError: no paper")
        delays.append(job.run_at - at)
    assert delays[0] == FIRST_DELAY
    assert delays == sorted(set(delays))
    assert sum(delays[:-1], timedelta()) > timedelta(minutes=30)
    assert the_job(stored).state is JobState.FAILED
    with clock.at(NOON + LONG_AFTER):
        assert not run_next()


def test_work_that_kills_each_worker_is_given_up_too(app: Flask, stored: Session) -> None:
    do(app, kill)
    ask(ONE)
    for attempt in range(MOST_ATTEMPTS):
        run_killed(at=NOON + attempt * LEASE)
    with clock.at(NOON + LONG_AFTER):
        while run_next():
            pass
    job = the_job(stored)
    assert (job.state, job.attempts) == (JobState.FAILED, MOST_ATTEMPTS)
    assert job.error


def test_one_failure_does_not_stop_the_rest(app: Flask) -> None:
    done = []

    def work(subject: UUID) -> None:
        if subject == ONE:
            fail(subject)
        done.append(subject)

    do(app, work)
    ask(ONE, TWO)
    while run_next():
        pass
    assert done == [TWO]


def test_an_unknown_task_fails_and_says_so(app: Flask, stored: Session) -> None:
    app.extensions["tasks"] = {}
    ask(ONE)
    assert run_next()
    assert the_job(stored).error == "KeyError: 'work'"
