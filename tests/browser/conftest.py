"""One browser for all tests; for each test one installation, and people who visit it."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from incubator.infra import clock
from incubator.infra.db import db
from tests.browser.person import Person
from tests.browser.served import Site, serve
from tests.conftest import application, build_tables

Meet = Callable[..., Person]


ONLY_HERE = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"


def address_in(folder: Path) -> str:
    """Return the address of the database of an installation."""
    return f"sqlite:///{folder}/incubator.db"


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Return the browser."""
    with sync_playwright() as engines:
        browser = engines.chromium.launch(
            executable_path="/usr/bin/chromium",
            args=["--no-sandbox", "--disable-dev-shm-usage", ONLY_HERE],
        )
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of an installation without anybody."""
    folder = tmp_path_factory.mktemp("empty")
    build_tables(address_in(folder), folder)
    return folder


@pytest.fixture(scope="session")
def told(empty: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of an installation with the whole demonstration."""
    folder = shutil.copytree(empty, tmp_path_factory.mktemp("told") / "var")
    app = application(address_in(folder), folder)
    loaded = app.test_cli_runner().invoke(args=["demo", "load"])
    assert loaded.exit_code == 0, loaded.output
    with app.app_context():
        db.engine.dispose()
    return folder


@pytest.fixture
def start(empty: Path) -> Path:
    """Return the folder of the installation with which a test begins."""
    return empty


@pytest.fixture
def site(start: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    """Return a fresh installation that is served, on a clock that moves."""
    folder = shutil.copytree(start, tmp_path / "var")
    app = application(address_in(folder), folder)
    app.config |= {"DEMO": True, "SEND_FILE_MAX_AGE_DEFAULT": 3600, "PROPAGATE_EXCEPTIONS": False}
    with serve(app) as served:
        monkeypatch.setattr(clock, "datetime", served.clock)
        yield served
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def meet(chromium: Browser, site: Site) -> Iterator[Meet]:
    """Return how to meet a person with a browser of their own, signed in or not."""
    met: list[Person] = []

    def meet_one(email: str | None = None, *, scripts: bool = True, width: int = 1440) -> Person:
        context = chromium.new_context(
            locale="fr-FR",
            timezone_id="Europe/Paris",
            viewport={"width": width, "height": 900},
            reduced_motion="reduce",
            java_script_enabled=scripts,
        )
        person = Person(context, site.url)
        met.append(person)
        if email:
            person.sign_in(email)
        return person

    yield meet_one
    for person in met:
        person.context.close()
    faults = site.faults + [fault for person in met for fault in person.faults]
    assert not faults, "\n".join(faults)
