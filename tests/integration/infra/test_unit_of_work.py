"""A command is kept with all that it caused, once, or leaves no trace."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta, timezone
from http import HTTPStatus
from threading import Barrier, Event
from time import sleep
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.exc import TimeoutError as LineTooLong
from sqlalchemy.orm import Session

from incubator.applications.models import Application
from incubator.applications.rules import ApplicationStarted, ApplicationSubmitted, SubmissionId
from incubator.infra import clock, unit_of_work
from incubator.infra.db import Model
from incubator.infra.jobs import Job
from incubator.infra.outages import status_of_outage
from incubator.infra.unit_of_work import AlreadyDone, Operation, Tx, transaction
from incubator.infra.web import reader
from incubator.journal.models import JournalLine
from incubator.journal.queries import find_first_break
from incubator.kernel.actor import Actor
from incubator.kernel.versions import Stale
from incubator.outbox.models import Message
from tests.builders import ADA, BOB, CALL_ID, NOON, RUCHE, a_call, a_house, an_application, store

TABLES: tuple[type[Model], ...] = (Application, JournalLine, Message, Job, Operation)
RECEIVED = ApplicationSubmitted(
    subject_id=RUCHE,
    submission_id=SubmissionId(UUID(int=1)),
    founder_id=ADA.account_id,
    number="QI-2026-01-0001",
    digest="d",
)


@pytest.fixture(autouse=True)
def world(app: Flask) -> None:
    """Open a call."""
    store(app, *a_house(), *a_call())


@contextmanager
def everything(actor: Actor) -> Iterator[Tx]:
    """Write a state, a line of the journal, a message with its job, and the job of a receipt."""
    with transaction(actor) as tx:
        tx.session.add(an_application(founder_id=actor.account_id)[0])
        tx.session.flush()
        tx.record(RECEIVED)
        yield tx


def counts(session: Session) -> list[int]:
    """Return how many rows each table has by now."""
    session.rollback()
    return [session.scalar(select(func.count()).select_from(table)) or 0 for table in TABLES]


def test_a_command_is_kept_with_all_that_it_caused(app: Flask, stored: Session) -> None:
    with app.app_context(), everything(replace(ADA, operation="once")):
        pass
    assert counts(stored) == [1, 1, 1, 2, 1]


@pytest.mark.parametrize("accident", [Stale(current=1), KeyError("ours"), KeyboardInterrupt()])
def test_a_command_that_fails_leaves_no_trace(
    app: Flask, stored: Session, accident: BaseException
) -> None:
    actor = replace(ADA, operation="once")
    with app.app_context(), pytest.raises(type(accident)), everything(actor):
        raise accident
    assert counts(stored) == [0, 0, 0, 0, 0]
    with app.app_context(), everything(actor):
        pass  # what failed may be tried again
    assert counts(stored) == [1, 1, 1, 2, 1]


def test_what_the_database_refuses_leaves_no_trace(app: Flask, stored: Session) -> None:
    with app.app_context(), pytest.raises(IntegrityError), everything(ADA) as tx:
        tx.session.add(Application(call_id=CALL_ID, founder_id=UUID(int=404), version=1))
    assert counts(stored) == [0, 0, 0, 0, 0]


def test_the_same_operation_is_carried_out_once(app: Flask, stored: Session) -> None:
    actor = replace(ADA, operation="once")
    with app.app_context():
        with everything(actor):
            pass
        with pytest.raises(AlreadyDone), everything(actor):
            pass
    assert counts(stored) == [1, 1, 1, 2, 1]


@pytest.mark.parametrize(
    "other",
    [replace(ADA, operation="twice"), replace(BOB, operation="once"), ADA],
    ids=["other words", "somebody else", "no operation"],
)
def test_another_operation_is_not_swallowed(app: Flask, stored: Session, other: Actor) -> None:
    with app.app_context():
        for actor in (replace(ADA, operation="once"), other):
            with transaction(actor) as tx:
                tx.record(ApplicationStarted(subject_id=RUCHE, call_id=CALL_ID))
    assert counts(stored)[1] == 2


def test_of_eight_hands_with_one_operation_one_writes(app: Flask, stored: Session) -> None:
    start, actor = Barrier(8), replace(ADA, operation="once")

    def write(_: int) -> bool:
        with app.app_context():
            start.wait()
            try:
                with everything(actor):
                    return True
            except AlreadyDone:
                return False

    with ThreadPoolExecutor(8) as hands:
        assert sorted(hands.map(write, range(8))) == [False] * 7 + [True]
    assert counts(stored) == [1, 1, 1, 2, 1]


def test_writers_stand_in_a_line_so_that_the_chain_never_forks(app: Flask, stored: Session) -> None:
    start = Barrier(8)

    def write(_: int) -> None:
        with app.app_context():
            start.wait()
            for _ in range(5):
                with transaction(ADA) as tx:
                    tx.record(ApplicationStarted(subject_id=RUCHE, call_id=CALL_ID))

    with ThreadPoolExecutor(8) as hands:
        list(hands.map(write, range(8)))
    assert counts(stored)[1] == 40
    assert find_first_break(stored) is None


def test_a_page_read_after_a_command_shows_what_was_written(app: Flask) -> None:
    with app.app_context():
        assert counts(reader())[0] == 0
        with everything(ADA):
            pass
        assert counts(reader())[0] == 1


def test_an_instant_comes_back_as_it_was_whatever_the_clock_that_told_it(
    app: Flask, stored: Session
) -> None:
    elsewhere = NOON.astimezone(timezone(timedelta(hours=14)))
    with app.app_context(), clock.at(elsewhere), everything(ADA):
        pass
    line = stored.scalars(select(JournalLine)).one()
    assert (line.at, line.at.utcoffset()) == (NOON, timedelta(0))
    assert find_first_break(stored) is None


def test_writers_are_let_in_as_they_came(app: Flask) -> None:
    came, written = [Event() for _ in range(6)], list[int]()

    def write(number: int) -> None:
        with app.app_context():
            came[number].set()
            with transaction(ADA):
                written.append(number)

    with app.app_context(), ThreadPoolExecutor(len(came)) as hands, transaction(BOB):
        for number, event in enumerate(came):
            hands.submit(write, number)
            event.wait()
            sleep(0.05)  # it stands in the line before the next comes
    assert written == [0, 1, 2, 3, 4, 5]


def test_whoever_waited_too_long_for_others_is_told(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    def write() -> None:
        with app.app_context(), transaction(ADA):
            pass

    with app.app_context(), ThreadPoolExecutor(1) as hands:
        with transaction(BOB):  # and never ends, for all that others know
            monkeypatch.setattr(unit_of_work, "PATIENCE", 0.1)
            told = hands.submit(write).exception(60)
        assert isinstance(told, LineTooLong | OperationalError)
        assert status_of_outage(told) == HTTPStatus.SERVICE_UNAVAILABLE
        hands.submit(write).result()  # nobody is kept out by those who left
