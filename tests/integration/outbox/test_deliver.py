"""A message leaves once; when nobody knows whether it left, that is said, and it stays there."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from incubator.infra import clock
from incubator.infra.jobs import MOST_ATTEMPTS, Job, JobState, run_next
from incubator.infra.links import public_url
from incubator.infra.mail import Mail, NotTakenError, send
from incubator.infra.unit_of_work import transaction
from incubator.kernel.actor import SYSTEM
from incubator.outbox.commands import mark_refused, post, start_sending
from incubator.outbox.models import Message
from incubator.outbox.queries import count_uncertain
from incubator.outbox.rules import MessageState
from tests.builders import ADA, NOON, a_house, store
from tests.sink import Sink, read, receiving

DECISION = UUID(int=77)
A_DAY, FAR = timedelta(days=1), timedelta(days=10_000)


@pytest.fixture
def sink(app: Flask) -> Iterator[Sink]:
    """Let mails leave for a server of ours."""
    with receiving() as (sink, url):
        app.config["MAIL_URL"] = url
        yield sink


@pytest.fixture(autouse=True)
def at_work(app: Flask) -> Iterator[None]:
    """Stand in the application with one message to leave, at noon."""
    store(app, *a_house())
    with app.app_context(), clock.at(NOON):
        with transaction(SYSTEM) as tx:
            post(tx, "decision_available", recipient_id=ADA.account_id, subject_id=DECISION)
        yield


def work(after: timedelta = timedelta()) -> None:
    """Let a worker do what is due."""
    with clock.at(NOON + after):
        while run_next():
            pass


def the_message(stored: Session) -> Message:
    """Return the only message, as it is now."""
    stored.rollback()
    return stored.scalars(select(Message)).one()


def mails(app: Flask) -> list[EmailMessage]:
    """Return the mails in the folder."""
    folder = Path(app.config["VAR"], "mail")
    return [read(path.read_bytes()) for path in sorted(folder.glob("*.eml"))]


@contextmanager
def serving(app: Flask, **settings: str) -> Iterator[None]:
    """Change settings meanwhile."""
    before = {name: app.config[name] for name in settings}
    app.config.update(settings)
    yield
    app.config.update(before)


def test_a_message_leaves_once(sink: Sink, stored: Session) -> None:
    work()
    work(A_DAY)
    assert [mail["To"] for mail in sink.taken] == [f"{ADA.account_id.hex}@example.org"]
    message = the_message(stored)
    assert (message.state, message.sent_at) == (MessageState.SENT, NOON)
    assert count_uncertain(stored) == 0


def test_a_mail_in_the_folder_has_what_readers_need(app: Flask, stored: Session) -> None:
    with serving(app, BASE_URL="https://candidatures.quai.example"):
        work()
    (mail,) = mails(app)
    assert mail["Subject"] == "Votre décision est disponible"
    assert mail["Message-ID"] == f"<{the_message(stored).id}@candidatures.quai.example>"
    assert mail["From"] == "Quai de l’Innovation <ne-pas-repondre@quai.example>"
    assert mail["Date"].datetime == NOON
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail.get_content_type() == "text/plain"
    body = mail.get_content()
    assert f"https://candidatures.quai.example/decisions/{DECISION}\n" in body
    assert body.startswith("Bonjour Ada Lenoir,")


@pytest.mark.parametrize("host", ["evil.example", "localhost:666"])
def test_an_address_that_leaves_is_ours_whatever_the_request_says(app: Flask, host: str) -> None:
    page = app.test_request_context(headers={"Host": host, "X-Forwarded-Host": host})
    with serving(app, BASE_URL="https://quai.example/"), page:
        link = public_url("decisions.decision", decision_id=DECISION)
    assert link == f"https://quai.example/decisions/{DECISION}"


@pytest.mark.parametrize("answer", ["450 later", "550 no such person"])
@pytest.mark.parametrize("moment", ["RCPT", "DATA"])
def test_a_mail_that_was_refused_is_tried_again(
    sink: Sink, stored: Session, answer: str, moment: str
) -> None:
    sink.answers[moment] = answer
    work()
    assert the_message(stored).state is MessageState.PENDING
    sink.answers[moment] = "250 OK"
    work(A_DAY)
    assert the_message(stored).state is MessageState.SENT
    assert len(sink.taken) == 1


@pytest.mark.parametrize(
    "url", ["smtp://127.0.0.1:1", "smtp://nowhere.invalid", "folder:/dev/null"]
)
def test_a_transport_that_is_down_loses_nothing(app: Flask, stored: Session, url: str) -> None:
    with serving(app, MAIL_URL=url):
        work()
        work(timedelta(hours=2))
    assert the_message(stored).state is MessageState.PENDING
    work(A_DAY)
    assert the_message(stored).state is MessageState.SENT
    assert len(mails(app)) == 1


def test_a_mail_refused_for_good_is_given_up_and_shown(sink: Sink, stored: Session) -> None:
    sink.answers["RCPT"] = "550 no such person"
    for attempt in range(MOST_ATTEMPTS):
        work(attempt * A_DAY)
    job = stored.scalars(select(Job)).one()
    assert (job.state, the_message(stored).state) == (JobState.FAILED, MessageState.PENDING)
    assert "no such person" in (job.error or "")


def test_a_server_that_hangs_up_leaves_a_doubt_and_no_second_copy(
    sink: Sink, stored: Session
) -> None:
    sink.before_data = lambda server: server.transport.abort()
    work()
    sink.before_data = bool
    work(A_DAY)
    work(2 * A_DAY)
    assert len(sink.taken) == 1
    assert the_message(stored).state is MessageState.UNCERTAIN
    assert count_uncertain(stored) == 1


def test_a_server_that_hangs_up_before_the_mail_was_begun_leaves_no_doubt(
    sink: Sink, stored: Session
) -> None:
    sink.before_rcpt = lambda server: server.transport.abort()
    work()
    assert the_message(stored).state is MessageState.PENDING
    sink.before_rcpt = bool
    work(A_DAY)
    assert the_message(stored).state is MessageState.SENT


def test_a_farewell_that_fails_leaves_no_doubt(sink: Sink, stored: Session) -> None:
    sink.answers["QUIT"] = "421 closing"
    work()
    assert the_message(stored).state is MessageState.SENT


@pytest.mark.parametrize("url", ["smtp", "folder:mail"])
def test_what_comes_too_late_does_not_leave(app: Flask, sink: Sink, url: str) -> None:
    mail = Mail(id=DECISION, recipient="ada@example.org", subject="Bonjour", body="Bonjour.")
    address = app.config["MAIL_URL"] if url == "smtp" else url
    with serving(app, MAIL_URL=address), pytest.raises(NotTakenError, match="held up"):
        send(mail, until=NOON)
    assert not sink.taken
    assert not mails(app)


def test_a_doubt_is_listed_and_somebody_settles_it(app: Flask, sink: Sink, stored: Session) -> None:
    sink.before_data = lambda server: server.transport.abort()
    work()
    work(A_DAY)
    message = the_message(stored).id
    run = app.test_cli_runner().invoke
    listed = run(args=["mail", "doubtful"]).output
    assert f"{message}  2026-03-02 12:00 UTC  decision_available  {ADA.account_id.hex}@" in listed
    assert run(args=["mail", "settle", str(message)]).exit_code == 0
    assert the_message(stored).state is MessageState.SENT
    assert run(args=["mail", "doubtful"]).output == ""
    assert run(args=["mail", "again", str(message)]).exit_code == 1


def test_a_mail_in_doubt_leaves_once_more_if_somebody_says_so(
    app: Flask, sink: Sink, stored: Session
) -> None:
    sink.before_data = lambda server: server.transport.abort()
    work()
    work(A_DAY)
    sink.before_data = bool
    message = str(the_message(stored).id)
    assert app.test_cli_runner().invoke(args=["mail", "again", message]).exit_code == 0
    work(FAR)
    assert the_message(stored).state is MessageState.SENT
    assert len(sink.taken) == 2


def test_a_worker_killed_while_sending_leaves_a_doubt_and_no_second_copy(
    app: Flask, sink: Sink, stored: Session
) -> None:
    sink.before_data = lambda _: os.kill(worker.pid, signal.SIGKILL)
    settings = ("SECRET_KEY", "MAIL_URL", "VAR")
    worker = subprocess.Popen(
        [sys.executable, "-m", "flask", "--app", "run:app", "worker", "--until-idle"],
        cwd=Path(app.root_path).parent,
        env=os.environ
        | {name: app.config[name] for name in settings}
        | {"DATABASE_URL": app.config["SQLALCHEMY_DATABASE_URI"]},
    )
    assert worker.wait() == -signal.SIGKILL
    assert the_message(stored).state is MessageState.SENDING
    work(FAR)
    assert len(sink.taken) == 1
    assert the_message(stored).state is MessageState.UNCERTAIN


def test_a_slow_refusal_after_another_worker_gave_up_is_not_a_silent_loss(
    stored: Session,
) -> None:
    message = the_message(stored).id
    for _ in range(2):  # the second worker finds the first at it still
        with transaction(SYSTEM) as tx:
            start_sending(tx, message)
    with transaction(SYSTEM) as tx:
        mark_refused(tx, message)
    assert the_message(stored).state is MessageState.UNCERTAIN
