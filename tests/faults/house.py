"""One installation run by processes that can be killed, and people who reach it by HTTP."""

import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from subprocess import Popen
from typing import Any, Final
from urllib.parse import urlencode

import sqlalchemy as sa
from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from sqlalchemy.orm import Session

from incubator.infra.clock import now
from incubator.infra.db import db
from incubator.infra.jobs import Job, JobState
from incubator.journal.queries import find_first_break
from incubator.kernel.actor import Actor
from tests.client import FAR_AWAY, HIDDEN, begin_visit
from tests.documents import as_sent
from tests.sink import find_port

ROOT: Final = Path(__file__).parents[2]
LONGEST: Final = 180  # seconds in which anything that was asked for happens, on a busy machine
LOST: Final = (OSError, HTTPException)  # what a client sees of a server that dies


def wait_for(happens: Callable[[], object], seconds: float = LONGEST) -> None:
    """Return as soon as it happens."""
    last = time.monotonic() + seconds
    while not happens():
        assert time.monotonic() < last, "it does not happen"
        time.sleep(0.01)


@dataclass(frozen=True, kw_only=True)
class Reply:
    """What came back."""

    status: int
    text: str
    location: str


@dataclass(kw_only=True)
class House:
    """An application that this process looks at, and that others run."""

    app: Flask
    mail: str = "folder:mail"
    port: int = field(default_factory=find_port)

    def start(self, *command: str, before: tuple[str, ...] = ()) -> Popen[bytes]:
        """Start a program of the house in a group of its own."""
        var = Path(self.app.config["VAR"])
        var.mkdir(exist_ok=True)
        settings = {
            "VAR": str(var),
            "SECRET_KEY": self.app.config["SECRET_KEY"],
            "DATABASE_URL": self.app.config["SQLALCHEMY_DATABASE_URI"],
            "BASE_URL": f"http://127.0.0.1:{self.port}",
            "MAIL_URL": self.mail,
            "TMPDIR": str(var),
        }
        with Path(f"{var}.log").open("ab") as log:
            return Popen(  # noqa: S603 - our own programs
                [*before, sys.executable, "-m", *command],
                cwd=ROOT,
                env=os.environ | settings,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def work(self, *options: str, before: tuple[str, ...] = ()) -> Popen[bytes]:
        """Start a worker."""
        return self.start("flask", "worker", *options, before=before)

    def work_until_idle(self) -> None:
        """Do all the work that is due."""
        assert self.work("--until-idle").wait(10 * LONGEST) == 0

    @contextmanager
    def served(self, *options: str) -> Iterator["Web"]:
        """Serve the house meanwhile, as `make demo` does unless told otherwise."""
        web = Web(self, options or ("--worker-class", "gthread", "--threads", "8"))
        try:
            yield web
        finally:
            web.kill()

    def end_leases(self) -> None:
        """Let the time of dead workers run out at once."""
        with self.stored() as session, session.begin():
            held = sa.update(Job).where(Job.state == JobState.RUNNING)
            session.execute(held.values(run_at=now()))

    def end_waits(self) -> None:
        """Let the time before the next attempts run out at once."""
        with self.stored() as session, session.begin():
            waiting = sa.update(Job).where(Job.state == JobState.READY)
            session.execute(waiting.values(run_at=now()))

    @contextmanager
    def stored(self) -> Iterator[Session]:
        """Look at what is stored."""
        with self.app.app_context(), Session(db.engine) as session:
            yield session

    def ask(self, *command: str) -> tuple[int, str]:
        """Ask what the operator asks; return how it ended, and what it said."""
        ending = self.app.test_cli_runner().invoke(args=command)
        return ending.exit_code, ending.output

    def check(self) -> None:
        """Check what holds whatever happened: the journal's chain, the database's own bytes."""
        with self.stored() as session:
            assert find_first_break(session) is None
            if session.get_bind().dialect.name == "sqlite":
                assert session.scalar(sa.text("PRAGMA integrity_check")) == "ok"
                assert session.execute(sa.text("PRAGMA foreign_key_check")).first() is None


class Web:
    """A server of the house, killed as a whole or by the process that answers."""

    def __init__(self, house: House, options: tuple[str, ...]) -> None:
        self.house, self.options = house, options
        self.start()

    def start(self) -> None:
        """Start, and wait until pages are answered."""
        bind = ("--bind", f"127.0.0.1:{self.house.port}", "--log-level", "critical")
        quiet = ("--no-control-socket", "--graceful-timeout", "3")
        self.process = self.house.start("gunicorn", *self.options, *bind, *quiet, "run:app")
        wait_for(self.answers)

    def answers(self) -> bool:
        """Tell whether pages are answered."""
        try:
            return Person(self.house).get("/sign-in").status == 200
        except LOST:
            return False

    def children(self) -> list[int]:
        """Return the processes that answer."""
        pid = self.process.pid
        said = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii")
        return [int(child) for child in said.split()]

    def kill_child(self) -> None:
        """Kill the process that answers: its parent starts another."""
        for child in self.children():
            os.kill(child, signal.SIGKILL)

    def kill(self) -> None:
        """Kill everything, as a machine that loses its power does."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


class Person:
    """Somebody who has signed in, or nobody in particular."""

    def __init__(self, house: House, actor: Actor | None = None) -> None:
        self.house, self.cookie = house, ""
        if actor:
            token, seen = begin_visit(house.app, actor), int(FAR_AWAY.timestamp())
            signer = SecureCookieSessionInterface().get_signing_serializer(house.app)
            assert signer
            self.cookie = f"session={signer.dumps({'_user_id': token, 'seen': seen})}"

    def get(self, path: str) -> Reply:
        """Open a page."""
        return self._ask("GET", path)

    def send(
        self,
        page: str,
        typed: dict[str, str],
        *files: tuple[str, str, bytes],
        to: str | None = None,
    ) -> Reply:
        """Open a page, fill in its form and send it, with files if there are some."""
        return self.prepare(page, typed, *files, to=to)()

    def prepare(
        self,
        page: str,
        typed: dict[str, str],
        *files: tuple[str, str, bytes],
        to: str | None = None,
    ) -> Callable[[], Reply]:
        """Open a page and fill in its form; return what sends it."""
        shown = self.get(page)
        if shown.status != HTTPStatus.OK:
            return lambda: shown
        words = dict(HIDDEN.findall(shown.text)) | typed
        return lambda: self.post(to or page, words, *files)

    def post(self, path: str, words: dict[str, str], *files: tuple[str, str, bytes]) -> Reply:
        """Send words, and files if there are some."""
        if files:
            sent = as_sent(words, *files)
            return self._ask("POST", path, sent["data"], sent["content_type"])
        return self._ask(
            "POST", path, urlencode(words).encode(), "application/x-www-form-urlencoded"
        )

    def _ask(self, method: str, path: str, body: bytes | None = None, kind: str = "") -> Reply:
        server = HTTPConnection("127.0.0.1", self.house.port, timeout=LONGEST)
        headers = {"Cookie": self.cookie} | ({"Content-Type": kind} if kind else {})
        try:
            server.request(method, path, body, headers)
            answer = server.getresponse()
            text = answer.read().decode()
        finally:
            server.close()
        if cookie := answer.getheader("Set-Cookie"):
            self.cookie = cookie.partition(";")[0]
        location: Any = answer.getheader("Location", "")
        return Reply(status=answer.status, text=text, location=location)
