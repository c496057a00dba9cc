"""One browser for all tests; for each test one installation, and people who visit it."""

from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, sync_playwright

from incubator.infra import clock
from tests.browser.person import Person
from tests.browser.served import Site, serve

Meet = Callable[..., Person]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Return the browser."""
    with sync_playwright() as engines:
        browser = engines.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-dev-shm-usage"]
        )
        yield browser
        browser.close()


@pytest.fixture
def site(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    """Return an installation that is served, on a clock that moves."""
    app.config |= {"DEMO": True, "SEND_FILE_MAX_AGE_DEFAULT": 3600}
    with serve(app) as served:
        monkeypatch.setattr(clock, "datetime", served.clock)
        yield served


@pytest.fixture
def meet(chromium: Browser, site: Site) -> Iterator[Meet]:
    """Return how to meet a person with a browser of their own, signed in or not."""
    met: list[Person] = []

    def meet_one(email: str | None = None, *, scripts: bool = True) -> Person:
        context = chromium.new_context(
            locale="fr-FR",
            timezone_id="Europe/Paris",
            viewport={"width": 1440, "height": 900},
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
    assert [fault for person in met for fault in person.faults] == []
