"""Where one is signed in is kept by the house: seen and ended by its owner, at once."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from incubator.accounts.commands import HASHER
from incubator.accounts.models import Account, Visit
from incubator.infra import clock
from incubator.infra.db import db
from incubator.kernel.actor import Actor
from incubator.wiring import create_app
from tests.builders import ADA, EVE, NOON, a_house, store
from tests.client import HIDDEN, Browser
from tests.conftest import Settings
from tests.integration.accounts.steps import GOOD

HASH = HASHER.hash(GOOD)
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


@pytest.fixture(autouse=True)
def world(app: Flask) -> None:
    """Let everybody have one password."""
    store(app, *a_house())
    with app.app_context(), Session(db.engine) as session, session.begin():
        session.execute(update(Account).values(password_hash=HASH))


def come_in(app: Flask, actor: Actor = ADA) -> Browser:
    """Return a browser in which somebody has just signed in."""
    browser = Browser(app, app.response_class)
    browser.environ_base["HTTP_USER_AGENT"] = FIREFOX
    email = f"{actor.account_id.hex}@example.org"
    assert browser.fill_in(browser.get("/sign-in"), email=email, password=GOOD).status_code == 303
    return browser


def is_in(browser: Browser) -> bool:
    """Tell whether a browser is still signed in."""
    return browser.get("/account").status_code == 200


def test_the_database_keeps_no_cookie(app: Flask, stored: Session) -> None:
    with come_in(app).session_transaction() as cookie:
        token = cookie["_user_id"]
    visit = stored.scalars(select(Visit)).one()
    assert len(token) >= 43
    assert token not in str(vars(visit))
    assert visit.device == "Firefox, Linux"


def test_a_planted_cookie_is_replaced(app: Flask) -> None:
    planted = Browser(app, app.response_class)
    with planted.session_transaction() as cookie:
        cookie["_user_id"], cookie["seen"] = "planted", 9_999_999_999
    email = f"{ADA.account_id.hex}@example.org"
    planted.fill_in(planted.get("/sign-in"), email=email, password=GOOD)
    with planted.session_transaction() as cookie:
        assert cookie["_user_id"] != "planted"


def test_signing_out_ends_the_visit_for_every_copy_of_the_cookie(app: Flask) -> None:
    browser, thief = come_in(app), Browser(app, app.response_class)
    with browser.session_transaction() as cookie:
        copied = dict(cookie)
    with thief.session_transaction() as cookie:
        cookie.update(copied)
    assert is_in(thief)
    browser.press(browser.get("/account"), "/sign-out")
    assert not is_in(thief)
    assert not is_in(browser)


def test_an_owner_sees_and_ends_their_visits(app: Flask) -> None:
    browsers = here, *_ = [come_in(app) for _ in range(3)]
    page = here.get("/account")
    assert page.text.count("Firefox, Linux") == 3
    one = page.text.partition("/account/visits/")[2].partition("/end")[0]
    here.press(page, f"/account/visits/{one}/end")
    assert [is_in(browser) for browser in browsers].count(False) == 1
    here.press(here.get("/account"), "/account/visits/end-others")
    assert [is_in(browser) for browser in browsers] == [True, False, False]


def test_nobody_ends_the_visit_of_somebody_else(app: Flask, stored: Session) -> None:
    come_in(app)
    visit = stored.scalars(select(Visit)).one()
    eve = come_in(app, EVE)
    form = dict(HIDDEN.findall(eve.get("/account").text))
    assert eve.post(f"/account/visits/{visit.id}/end", data=form).status_code == 404


@pytest.mark.parametrize(("actor", "minutes"), [(ADA, 120), (EVE, 30)])
def test_an_idle_visit_ends_sooner_for_the_staff(app: Flask, actor: Actor, minutes: int) -> None:
    with clock.at(NOON):
        browser = come_in(app, actor)
    for later, stays in ((minutes, True), (2 * minutes, True), (3 * minutes + 1, False)):
        with clock.at(NOON + timedelta(minutes=later)):
            assert is_in(browser) is stays


def test_no_visit_lasts_longer_than_twelve_hours(app: Flask) -> None:
    with clock.at(NOON):
        browser = come_in(app)
    for hours in range(1, 13):
        with clock.at(NOON + timedelta(hours=hours)):
            assert is_in(browser)
    with clock.at(NOON + timedelta(hours=12, seconds=1)):
        assert not is_in(browser)


def test_a_changed_password_leaves_one_browser_signed_in(app: Flask) -> None:
    here, away = come_in(app), come_in(app)
    page, path = here.get("/account"), "/account/password"
    new = "trois hiboux lisent sous la pluie"
    assert here.press(page, path, old="faux", password=new).status_code == 409
    assert here.press(here.get("/account"), path, old=GOOD, password=new).status_code == 303
    assert is_in(here)
    assert not is_in(away)


def test_over_https_the_cookie_belongs_to_this_host_alone(app: Flask) -> None:
    class Https(Settings):
        BASE_URL = "https://quai.example"
        SQLALCHEMY_DATABASE_URI = app.config["SQLALCHEMY_DATABASE_URI"]
        VAR = app.config["VAR"]

    secure = create_app(Https)
    answer = secure.test_client().get("/sign-in", base_url="https://quai.example")
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("__Host-session=")
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= set(cookie.split("; "))
    assert "Domain" not in cookie
    with secure.app_context():
        db.engine.dispose()
