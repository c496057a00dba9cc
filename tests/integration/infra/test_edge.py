"""Every answer carries its headers, every no has its page, every door is kept."""

from collections.abc import Iterator
from errno import EIO, ENOENT
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from psycopg.errors import AdminShutdown, DiskFull
from sqlalchemy import text
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolExhausted
from sqlalchemy.orm import Session

from incubator.infra.db import db
from incubator.infra.headers import HEADERS
from incubator.infra.web import public
from incubator.wiring import create_app
from tests.builders import ADA, an_account, store
from tests.client import Browser
from tests.conftest import Settings, owned

EXPIRED = "Cette page a expiré."
TOO_HEAVY = "L’envoi est trop lourd"
CUT = InterfaceError("SELECT", {}, OSError(), connection_invalidated=True)
MEBIBYTE = 1024 * 1024


def break_down() -> str:
    """Make a mistake."""
    raise ZeroDivisionError


@pytest.fixture
def app(database: str, tmp_path: Path) -> Iterator[Flask]:
    """Return an application to which pages are added."""
    with owned(database, tmp_path / "var") as app:
        yield app


@pytest.fixture(autouse=True)
def world(app: Flask) -> None:
    """Let Ada in, to a house with one page that is broken."""
    store(app, an_account(ADA))
    app.add_url_rule("/broken", "broken", public(break_down))
    app.config["PROPAGATE_EXCEPTIONS"] = False


@pytest.fixture
def free(app: Flask) -> Browser:
    """Return a browser of somebody who has a token for every form."""
    app.config["WTF_CSRF_ENABLED"] = False
    return Browser(app, app.response_class)


def find_incident(log: pytest.LogCaptureFixture) -> str:
    """Return the number that the log knows."""
    (entry,) = [words for _, _, words in log.record_tuples if words.startswith("incident ")]
    return entry.removeprefix("incident ")


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/", 200),
        ("HEAD", "/", 200),
        ("OPTIONS", "/", 200),
        ("GET", "/desk", 302),
        ("POST", "/sign-in", 400),
        ("GET", "/nothing", 404),
        ("GET", "/sign-out", 405),
        ("GET", "/broken", 500),
        ("GET", "/static/css/app.css", 200),
        ("GET", "/static/nothing.css", 404),
    ],
)
def test_every_answer_carries_its_headers(app: Flask, method: str, path: str, status: int) -> None:
    page = app.test_client().open(path, method=method, buffered=True)
    assert page.status_code == status
    assert {name: page.headers[name] for name in HEADERS} == HEADERS
    policy = page.headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "data:" not in policy
    assert "Strict-Transport-Security" not in page.headers  # this site speaks plain HTTP


def test_an_unchanged_file_carries_them_too(browser: Browser) -> None:
    path = "/static/css/app.css"
    first = browser.get(path, buffered=True)
    again = browser.get(path, headers={"If-None-Match": first.headers["ETag"]}, buffered=True)
    assert again.status_code == 304
    assert {name: again.headers[name] for name in HEADERS} == HEADERS


def test_a_site_on_https_stays_there(app: Flask) -> None:
    class Secure(Settings):
        SQLALCHEMY_DATABASE_URI = app.config["SQLALCHEMY_DATABASE_URI"]
        BASE_URL = "https://quai.example"

    secure = create_app(Secure)
    page = secure.test_client().get("/sign-in", base_url="https://quai.example")
    assert page.headers["Strict-Transport-Security"].startswith("max-age=31536000")
    cookie = page.headers["Set-Cookie"]
    assert all(word in cookie for word in ("Secure", "HttpOnly", "SameSite=Lax"))
    with secure.app_context():
        db.engine.dispose()


def test_pages_of_somebody_are_kept_by_no_cache(browser: Browser) -> None:
    first, _, settled = (browser.get("/").headers for _ in range(3))
    assert ("Set-Cookie" in first, first["Cache-Control"]) == (True, "no-store")
    assert ("Set-Cookie" in settled, settled["Cache-Control"]) == (False, "no-cache")
    ada = browser.sign_in(ADA)
    for path in ("/", "/desk", "/nothing", "/broken"):
        assert ada.get(path).headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("path", ["/", "/nothing", "/static/css/app.css"])
def test_the_site_answers_to_its_own_name_only(browser: Browser, path: str) -> None:
    for host in ("evil.example", "localhost.evil.example", "localhost@evil.example", "", "évil"):
        page = browser.get(path, environ_overrides={"HTTP_HOST": host})
        assert page.status_code == 400
        assert "evil" not in page.text


def test_each_form_needs_its_token(app: Flask, browser: Browser) -> None:
    stranger = Browser(app, app.response_class)
    token = stranger.get("/sign-in").text.partition('csrf_token" type="hidden" value="')[2][:91]
    ada = browser.sign_in(ADA)
    forms = [rule for rule in app.url_map.iter_rules() if "POST" in (rule.methods or ())]
    assert len(forms) > 5
    for rule in forms:
        words = {"key": "key", "question": "q", "signed": "x", "role": "juror"}
        values: dict[str, Any] = {name: words.get(name, UUID(int=1)) for name in rule.arguments}
        with app.test_request_context():
            path = app.url_for(rule.endpoint, **values, _method="POST")
        for typed in ({}, {"csrf_token": "x"}, {"csrf_token": token}):
            page = ada.post(path, data=typed)
            assert page.status_code == 400, path
            assert EXPIRED in page.text


def test_a_closed_door_leads_to_the_sign_in_and_back(browser: Browser) -> None:
    page = browser.get("/desk?page=2")
    assert page.status_code == 302
    assert page.location == "/sign-in?next=/desk?page%3D2"


def test_a_form_sent_by_nobody_is_not_carried_out(free: Browser) -> None:
    page = free.post(f"/calls/{UUID(int=1)}/apply")
    assert page.status_code == 401
    assert "Connectez-vous pour continuer." in page.text


@pytest.mark.parametrize(
    ("path", "status", "sentence"),
    [("/nothing", 404, "Cette page n’existe pas."), ("/sign-out", 405, "ne s’ouvre pas ainsi")],
)
def test_each_no_has_a_page_in_french(
    browser: Browser, path: str, status: int, sentence: str
) -> None:
    page = browser.get(path)
    assert page.status_code == status
    assert sentence in page.text
    assert 'lang="fr"' in page.text


@pytest.mark.parametrize("size", [600_000, 24 * MEBIBYTE])
def test_a_form_that_is_too_heavy_has_its_page(free: Browser, size: int) -> None:
    head = b'--x\r\nContent-Disposition: form-data; name="email"\r\n\r\n'
    page = free.post(
        "/sign-in",
        data=head + b"x" * size + b"\r\n--x--\r\n",
        content_type="multipart/form-data; boundary=x",
    )
    assert page.status_code == 413
    assert TOO_HEAVY in page.text


def test_our_mistake_has_a_number_that_the_log_knows(
    browser: Browser, caplog: pytest.LogCaptureFixture
) -> None:
    page = browser.get("/broken")
    assert page.status_code == 500
    assert find_incident(caplog) in page.text
    assert "ZeroDivisionError" in caplog.text
    assert "ZeroDivisionError" not in page.text


def test_a_database_that_fails_still_has_a_page(
    app: Flask, browser: Browser, caplog: pytest.LogCaptureFixture
) -> None:
    with app.app_context(), Session(db.engine) as session, session.begin():
        session.execute(text("DROP TABLE role"))
    page = browser.sign_in(ADA).get("/desk")
    assert page.status_code == 500
    assert "Une erreur est survenue de notre côté." in page.text
    assert find_incident(caplog) in page.text
    assert page.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("fault", "status", "sentence"),
    [
        (OperationalError("SELECT", {}, DiskFull()), 507, "La place manque sur notre disque"),
        (OperationalError("SELECT", {}, AdminShutdown()), 503, "Notre service est interrompu."),
        (CUT, 503, "Notre service est interrompu."),
        (PoolExhausted(), 503, "Notre service est interrompu."),
        (OSError(EIO, "disk"), 503, "Notre service est interrompu."),
        (OSError(ENOENT, "file"), 500, "Une erreur est survenue de notre côté."),
    ],
    ids=["no room", "database away", "line cut", "too many", "disk away", "our mistake"],
)
def test_a_machine_that_fails_gives_the_words_back(
    app: Flask, free: Browser, fault: Exception, status: int, sentence: str
) -> None:
    def fail() -> str:
        raise fault

    app.add_url_rule("/away", "away", public(fail), methods=["POST"])
    page = free.post("/away", data={"summary": "Des ruches.", "password": "sesame, open"})
    assert page.status_code == status
    assert sentence in page.text
    assert "Des ruches." in page.text
    assert "sesame" not in page.text


def test_a_page_that_was_read_before_the_server_stopped_is_shown(app: Flask) -> None:
    if app.config["SQLALCHEMY_DATABASE_URI"].startswith("sqlite"):
        pytest.skip("only a server stops")

    def read() -> str:
        ours = db.session.scalar(text("SELECT pg_backend_pid()"))
        with db.engine.connect() as other:
            other.execute(text("SELECT pg_terminate_backend(:ours, 5000)"), {"ours": ours})
        return "Des ruches."

    app.add_url_rule("/read", "read", public(read))
    for _ in range(2):
        assert app.test_client().get("/read").text == "Des ruches."


def test_a_cookie_that_nobody_signed_opens_nothing(app: Flask) -> None:
    stranger = Browser(app, app.response_class)
    stranger.set_cookie("session", "eyJfdXNlcl9pZCI6IngifQ.aaaaaa.bbbbbb")
    assert stranger.get("/desk").status_code == 302


def test_an_account_that_is_gone_is_a_stranger(app: Flask) -> None:
    ghost = Browser(app, app.response_class)
    with ghost.session_transaction() as cookie:
        cookie["_user_id"] = str(UUID(int=404))
    assert ghost.get("/desk").status_code == 302
