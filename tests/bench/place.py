"""Where a part of the bench is measured: an application on a database that nobody used yet."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import sqlalchemy as sa
from flask import Flask

from incubator.infra.db import db
from tests.conftest import Settings, application, build_tables
from tests.server import Server

LOCAL: Final = "postgresql+psycopg://postgres@127.0.0.1:5432/test"


@dataclass(frozen=True, kw_only=True)
class Place:
    """An application, with the address of its database and the folder of its files."""

    app: Flask
    url: str
    folder: Path

    @property
    def engine(self) -> str:
        """Return the name and the version of the database."""
        with self.app.app_context():
            version = db.engine.dialect.server_version_info or ()
            name = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}[db.engine.dialect.name]
        return f"{name} {'.'.join(map(str, version))}"


def list_servers() -> list[str | None]:
    """Return the servers to measure on, None being SQLite."""
    if named := os.environ.get("TEST_DATABASE_URL"):
        return [named]
    return [None, LOCAL] if _answers(LOCAL) else [None]


@contextmanager
def fresh_place(server: str | None, name: str) -> Iterator[Place]:
    """Yield an application on a fresh database, and leave nothing of it behind."""
    with (
        tempfile.TemporaryDirectory(prefix="bench-") as own,
        _database(server, own, f"bench_{name}") as url,
    ):
        folder = Path(own, "var")
        folder.mkdir()
        (folder / "secret").write_text(Settings.SECRET_KEY, "ascii")  # for whoever serves it
        build_tables(url, folder)
        app = application(url, folder)
        with app.app_context():
            db.engine.connect().close()  # which tells the engine whom it speaks to
        yield Place(app=app, url=url, folder=folder)
        with app.app_context():
            db.engine.dispose()


@contextmanager
def _database(server: str | None, folder: str, name: str) -> Iterator[str]:
    if server is None:
        yield f"sqlite:///{folder}/{name}.db"
        return
    host = Server(server)
    url = host.make(name)
    host.run(f"ALTER DATABASE {name} RESET synchronous_commit")  # as installed: kept means on disk
    try:
        yield url
    finally:
        host.drop(name)


def _answers(server: str) -> bool:
    try:
        sa.create_engine(server, connect_args={"connect_timeout": 2}).connect().close()
    except sa.exc.OperationalError:
        return False
    return True
