"""One fresh database for each test, and an application on it that stays warm."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from os import environ, getpid
from pathlib import Path
from random import Random
from time import time

import pytest
from flask import Flask
from flask_migrate import upgrade
from hypothesis import settings
from itsdangerous import TimestampSigner
from jinja2 import FileSystemBytecodeCache
from sqlalchemy.orm import Session

from config import Config
from incubator.infra.db import db
from incubator.wiring import create_app
from tests.client import Browser
from tests.server import Server

COMPILED = tempfile.mkdtemp(prefix="templates-")  # each template is compiled once in a run
APPS: dict[str, Flask] = {}
SERVER = Server(environ["TEST_DATABASE_URL"]) if environ.get("TEST_DATABASE_URL") else None

settings.register_profile("house", deadline=None)  # a machine that is busy is no mistake
settings.load_profile("house")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out, on a server, what has nothing to do with the database: it was proved without.

    `SHUFFLE` brings the tests into an order of their own, the same for the same number.
    """
    if "SHUFFLE" in environ:
        Random(environ["SHUFFLE"]).shuffle(items)  # noqa: S311 - an order, not a secret
    if SERVER:
        left = [item for item in items if not needs_database(item)]
        config.hook.pytest_deselected(items=left)
        items[:] = [item for item in items if needs_database(item)]


def needs_database(item: pytest.Item) -> bool:
    """Tell whether a test may go otherwise on another database."""
    uses_one = "template" in getattr(item, "fixturenames", ())
    return uses_one and item.get_closest_marker("once") is None


class Settings(Config):
    """An installation made for a test."""

    TESTING = True
    SECRET_KEY = "a secret of at least thirty-two characters"
    BASE_URL = "http://localhost"
    DEMO = False


def application(url: str, folder: Path) -> Flask:
    """Return an application on the database at `url`."""

    class Here(Settings):
        SQLALCHEMY_DATABASE_URI = url
        VAR = str(folder)

    app = create_app(Here)
    app.jinja_env.bytecode_cache = FileSystemBytecodeCache(COMPILED)
    return app


@contextmanager
def lent(url: str, folder: Path) -> Iterator[Flask]:
    """Yield the application on a database, built once for its address, as if it were new."""
    if url not in APPS:
        APPS[url] = application(url, folder)
    app = APPS[url]
    config, extensions = dict(app.config), dict(app.extensions)
    app.config["VAR"] = str(folder)
    yield app
    app.config.clear()
    app.config.update(config)
    app.extensions = extensions
    with app.app_context():
        db.engine.dispose()


@contextmanager
def owned(url: str, folder: Path) -> Iterator[Flask]:
    """Yield an application of a test's own, to which it may add pages."""
    app = application(url, folder)
    yield app
    with app.app_context():
        db.engine.dispose()


def build_tables(url: str, folder: Path) -> None:
    """Bring an empty database to the current schema."""
    app = application(url, folder)
    with app.app_context():
        upgrade()
        db.engine.dispose()


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Iterator[str]:
    """Return a database with its tables, of which each test gets a copy."""
    folder = tmp_path_factory.mktemp("template")
    if not SERVER:
        build_tables(f"sqlite:///{folder}/empty.db", folder)
        yield str(folder / "empty.db")
        return
    name = f"incubator_{worker_id}_{getpid()}"
    build_tables(SERVER.make(name), folder)
    yield name
    for made in (*SERVER.shapes, name):
        SERVER.drop(made)


@contextmanager
def fresh_database(template: str, name: str) -> Iterator[str]:
    """Yield the address of a database that has its tables and nothing else."""
    if not SERVER:
        file = Path(template).with_name(f"{name}.db")
        for left in file.parent.glob(f"{name}.db*"):  # whoever still holds one keeps it
            left.unlink()
        shutil.copy(template, file)
        yield f"sqlite:///{file}"
        return
    with SERVER.lend(f"{template}_{name}", template) as address:
        yield address


@pytest.fixture
def database(template: str) -> Iterator[str]:
    """Return the address of a fresh database."""
    with fresh_database(template, "test") as address:
        yield address


@pytest.fixture
def app(database: str, tmp_path: Path) -> Iterator[Flask]:
    """Return an application on a fresh database and an empty store."""
    with lent(database, tmp_path / "var") as app:
        yield app


@pytest.fixture
def elsewhere(template: str, tmp_path: Path) -> Iterator[Flask]:
    """Return the same application on another machine: its database and its store are empty."""
    with (
        fresh_database(template, "elsewhere") as address,
        lent(address, tmp_path / "elsewhere") as app,
    ):
        yield app


@pytest.fixture
def browser(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Browser:
    """Return a browser nobody has used yet; its tokens bear one second, so that pages compare."""
    second = int(time())
    monkeypatch.setattr(TimestampSigner, "get_timestamp", lambda _: second)
    return Browser(app, app.response_class)


@pytest.fixture
def stored(app: Flask) -> Iterator[Session]:
    """Return a session to look at what is stored."""
    with app.app_context():  # left before any request, which would otherwise share it
        engine = db.engine
    with Session(engine) as session:
        yield session
