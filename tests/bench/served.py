"""The tool as a crowd reaches it: gunicorn with two processes of eight threads on one database."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime, timedelta, tzinfo
from http.client import HTTPConnection
from pathlib import Path
from signal import SIGKILL
from time import monotonic, sleep
from typing import Final

from flask import Flask

from incubator.infra import clock
from tests.bench.place import Place

GUNICORN: Final = (
    "-m", "gunicorn", "--preload", "--worker-class", "gthread", "--workers", "2", "--threads", "8",
    "--log-level", "warning", "tests.bench.served:create()",
)  # fmt: skip
AHEAD: Final = "ahead"  # a file of the place: by how many seconds its clock is ahead
PATIENCE: Final = 30


class Ahead:
    """Stands in for `datetime` where the house reads the time."""

    def __init__(self, file: Path) -> None:
        self.file = file

    def now(self, zone: tzinfo) -> datetime:
        """Return this instant, moved ahead by as much as the crowd wants at present."""
        return datetime.now(zone) + timedelta(seconds=float(self.file.read_text("ascii")))


def create() -> Flask:
    """Return the application as it is installed, its clock moved where the crowd wants it."""
    from run import app  # noqa: PLC0415 - its settings are read where it is served

    file = Path(app.config["VAR"], AHEAD)
    if file.exists():
        vars(clock)["datetime"] = Ahead(file)
    return app


def set_clock(place: Place, instant: datetime) -> None:
    """Let the clock of a served place go on from an instant."""
    fresh = place.folder / "ahead.new"
    fresh.write_text(str((instant - clock.now()).total_seconds()), "ascii")
    fresh.replace(place.folder / AHEAD)  # nobody reads half of it


@contextmanager
def served(place: Place) -> Iterator[int]:
    """Serve a place; yield the port of loopback."""
    port = _free_port()
    settings = {
        "DATABASE_URL": place.url,
        "VAR": str(place.folder),
        "SECRET_KEY": place.app.config["SECRET_KEY"],
        "BASE_URL": f"http://127.0.0.1:{port}",
    }
    command = [sys.executable, *GUNICORN, "--bind", f"127.0.0.1:{port}"]
    server = subprocess.Popen(  # noqa: S603 - our own command
        command, env=os.environ | settings, start_new_session=True
    )
    try:
        _wait_for(port)
        yield port
    finally:
        os.killpg(server.pid, SIGKILL)  # what was acknowledged is kept all the same
        server.wait(PATIENCE)


def _free_port() -> int:
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return int(door.getsockname()[1])


def _wait_for(port: int) -> None:
    end = monotonic() + PATIENCE
    while True:
        try:
            with closing(HTTPConnection("127.0.0.1", port)) as line:
                line.request("GET", "/sign-in")
                line.getresponse().read()
        except ConnectionRefusedError:
            if monotonic() > end:
                raise
            sleep(0.1)
        else:
            return
