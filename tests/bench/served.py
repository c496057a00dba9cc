"""The tool as a crowd reaches it: gunicorn with two processes of eight threads on one database."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta, tzinfo
from http.client import HTTPConnection
from time import monotonic, sleep
from typing import Final

from flask import Flask

from incubator.infra import clock
from tests.bench.place import Place

GUNICORN: Final = (
    "-m", "gunicorn", "--worker-class", "gthread", "--workers", "2", "--threads", "8",
    "--log-level", "warning", "tests.bench.served:create()",
)  # fmt: skip
LATER: Final = "CLOCK_LATER"  # by how many seconds the clock of the served application is ahead
PATIENCE: Final = 30


class Ahead:
    """Stands in for `datetime` where the house reads the time."""

    def __init__(self, by: timedelta) -> None:
        self.by = by

    def now(self, zone: tzinfo) -> datetime:
        """Return this instant, moved ahead."""
        return datetime.now(zone) + self.by


def create() -> Flask:
    """Return the application as it is installed, its clock as far ahead as the crowd wants it."""
    from run import app  # noqa: PLC0415 - its settings are read where it is served

    if LATER in os.environ:
        ahead = Ahead(timedelta(seconds=float(os.environ[LATER])))
        vars(clock)["datetime"] = ahead
    return app


@contextmanager
def served(place: Place, ahead: timedelta = timedelta()) -> Iterator[int]:
    """Serve a place; yield the port of loopback."""
    port = _free_port()
    settings = {
        "DATABASE_URL": place.url,
        "VAR": str(place.folder),
        "SECRET_KEY": place.app.config["SECRET_KEY"],
        "BASE_URL": f"http://127.0.0.1:{port}",
        LATER: str(ahead.total_seconds()),
    }
    command = [sys.executable, *GUNICORN, "--bind", f"127.0.0.1:{port}"]
    server = subprocess.Popen(command, env=os.environ | settings)  # noqa: S603 - our own command
    try:
        _wait_for(port)
        yield port
    finally:
        server.terminate()
        server.wait(PATIENCE)


def _free_port() -> int:
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return int(door.getsockname()[1])


def _wait_for(port: int) -> None:
    end = monotonic() + PATIENCE
    while True:
        try:
            HTTPConnection("127.0.0.1", port).request("GET", "/sign-in")
        except ConnectionRefusedError:
            if monotonic() > end:
                raise
            sleep(0.1)
        else:
            return
