"""A PostgreSQL server of our own, to be stopped without warning."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from subprocess import run
from typing import Final

import pytest

from tests.sink import find_port

BIN: Final = Path("/usr/lib/postgresql/15/bin")


class Cluster:
    """One server in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder, find_port()
        self._run("initdb", "-A", "trust", "-E", "UTF8", "-U", "postgres")
        self.start()

    @property
    def address(self) -> str:
        """Return the address of its only database."""
        return f"postgresql+psycopg://postgres@127.0.0.1:{self.port}/postgres"

    def start(self) -> None:
        """Start the server, and wait until it answers."""
        options = f"-p {self.port} -k {self.folder} -c listen_addresses=127.0.0.1"
        self._run("pg_ctl", "-w", "-l", str(self.folder / "log"), "-o", options, "start")

    def stop(self) -> None:
        """Stop the server as a failing machine does."""
        self._run("pg_ctl", "-m", "immediate", "stop")

    def _run(self, program: str, *options: str) -> None:
        command = [str(BIN / program), "-D", str(self.folder / "data"), *options]
        if os.geteuid() == 0:  # PostgreSQL does not run as root
            command = ["runuser", "-u", "postgres", "--", *command]
        run(command, check=True, capture_output=True, cwd=self.folder)  # noqa: S603 - ours


@contextmanager
def a_cluster() -> Iterator[Cluster]:
    """Run a server of our own meanwhile."""
    if not (BIN / "initdb").exists():
        pytest.skip(f"no PostgreSQL in {BIN}")
    folder = Path(tempfile.mkdtemp(prefix="cluster-"))
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres")
    cluster = Cluster(folder)
    try:
        yield cluster
    finally:
        cluster.stop()
        shutil.rmtree(folder)
