"""The tool as its people reach it: by HTTP, with a clock that moves and a worker that obeys."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta, tzinfo
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from threading import Thread

from flask import Flask, Response, request
from werkzeug.serving import WSGIRequestHandler, make_server

from incubator.infra.jobs import run_next


class Clock:
    """Stands in for `datetime` where the house reads the time: every thread hears of a change."""

    def __init__(self) -> None:
        self.days = 0.0

    def now(self, zone: tzinfo) -> datetime:
        """Return this instant, as many days later as the test says."""
        return datetime.now(zone) + timedelta(days=self.days)


class Quiet(WSGIRequestHandler):
    """Tells nobody what is asked for."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Keep silent."""


@dataclass(kw_only=True)
class Site:
    """One installation, served on this machine."""

    app: Flask
    url: str
    clock: Clock = field(default_factory=Clock)
    faults: list[str] = field(default_factory=list)

    def note(self, answer: Response) -> Response:
        """Note an answer that nobody should get: our mistake, or a part of a page that is lost."""
        if answer.status_code >= (400 if request.endpoint == "static" else 500):
            self.faults.append(f"{answer.status_code}: {request.path}")
        return answer

    def work(self) -> None:
        """Do all the work that waits, as `flask worker --until-idle` does."""
        with self.app.app_context():
            while run_next():
                pass

    def mails(self) -> list[EmailMessage]:
        """Return the mails that left, the oldest first."""
        return [
            message_from_bytes(path.read_bytes(), policy=policy.default)
            for path in sorted(Path(self.app.config["VAR"], "mail").glob("*.eml"))
        ]


@contextmanager
def serve(app: Flask) -> Iterator[Site]:
    """Serve an application on a free port, in threads of this process."""
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=Quiet)
    thread = Thread(target=server.serve_forever)
    thread.start()
    app.config["BASE_URL"] = f"http://127.0.0.1:{server.server_port}"
    site = Site(app=app, url=app.config["BASE_URL"])
    app.after_request(site.note)
    try:
        yield site
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
