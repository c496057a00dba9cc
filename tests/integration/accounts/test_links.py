"""A link opens once, for a while, to whoever holds the mailbox; nothing else is learnt from it."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from incubator.accounts.commands import Caller, use_link
from incubator.accounts.models import Account, Ticket, Visit
from incubator.accounts.rules import LINK, LinkUsed, Newcomer, TicketId
from incubator.infra import clock
from incubator.infra.links import read_id, sign_id
from incubator.kernel.actor import NOBODY
from tests.builders import ADA, CALL_ID, NOON, a_call, a_house, store
from tests.client import HIDDEN, Browser
from tests.integration.accounts.steps import GOOD, ask, last_link, mails

ADAS = f"{ADA.account_id.hex}@example.org"
ME = {"given_name": "Zoé", "family_name": "Quint", "password": GOOD}
HERE = Caller(origin="127.0.0.1")


@pytest.fixture(autouse=True)
def world(app: Flask) -> None:
    """Let the house stand, with a call open."""
    store(app, *a_house(), *a_call())


def test_a_stranger_signs_up_and_goes_on_to_where_they_were(app: Flask, browser: Browser) -> None:
    ask(browser, "sign_up", "Zoe@Example.org", f"/calls/{CALL_ID}")
    [(to, text)] = mails(app)
    assert to == "zoe@example.org"
    assert "créer votre compte" in text
    page = browser.get(last_link(app))
    weak = browser.fill_in(page, **ME | {"password": "motdepassemotdepasse"})
    assert weak.status_code == 422
    assert "se devine trop facilement" in weak.text
    done = browser.fill_in(page, **ME)
    assert (done.status_code, done.location) == (303, f"/calls/{CALL_ID}")
    assert "Zoé Quint" in browser.get("/account").text


@pytest.mark.parametrize("purpose", ["sign_up", "sign_in", "reset"])
def test_who_asks_learns_nothing_of_an_address(app: Flask, browser: Browser, purpose: str) -> None:
    answers = []
    for email in (ADAS, "nobody@example.org"):
        answer = ask(browser, purpose, email)
        answers.append((answer.status_code, answer.location, browser.get("/links/sent").text))
    known, unknown = answers
    assert known[:2] == unknown[:2] == (303, "/links/sent")
    assert known[2].replace(ADAS, "nobody@example.org") == unknown[2]
    expected = {ADAS, "nobody@example.org"} if purpose == "sign_up" else {ADAS}
    assert {to for to, _ in mails(app)} == expected


def test_a_known_address_that_signs_up_is_told_so_by_mail(app: Flask, browser: Browser) -> None:
    ask(browser, "sign_up", ADAS)
    assert "Il existe déjà" in mails(app)[-1][1]
    browser.fill_in(browser.get(last_link(app)))
    assert "Ada Lenoir" in browser.get("/account").text


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "evil.example"},
        {"Host": "localhost@evil.example"},
        {"X-Forwarded-Host": "evil.example"},
        {"X-Forwarded-Proto": "https"},
        {"X-Forwarded-Port": "666"},
        {"X-Forwarded-Prefix": "/evil"},
        {"X-Forwarded-Server": "evil.example"},
        {"X-Host": "evil.example"},
        {"X-Original-URL": "http://evil.example/"},
        {"Forwarded": "host=evil.example;proto=https"},
        {"Referer": "http://evil.example/"},
        {"Origin": "http://evil.example"},
    ],
)
def test_no_header_turns_a_link_elsewhere(
    app: Flask, browser: Browser, headers: dict[str, str]
) -> None:
    page = browser.get("/links?purpose=sign_in")
    form = dict(HIDDEN.findall(page.text)) | {"email": ADAS}
    answer = browser.post("/links?purpose=sign_in", data=form, headers=headers)
    assert answer.status_code == (400 if "Host" in headers else 303)
    sent = mails(app)
    assert len(sent) == ("Host" not in headers)
    assert "evil" not in "".join(text for _, text in sent)
    assert not sent or last_link(app).startswith("/links/")


def test_a_scanner_that_opens_a_link_uses_nothing_up(
    app: Flask, browser: Browser, stored: Session
) -> None:
    ask(browser, "sign_in", ADAS)
    link, scanner = last_link(app), app.test_client()
    for method in ("HEAD", "GET", "GET", "OPTIONS"):
        assert scanner.open(link, method=method).status_code == 200
    assert stored.scalars(select(Ticket)).one().used_at is None
    assert browser.fill_in(browser.get(link)).status_code == 303


def test_of_two_clicks_at_once_one_comes_in(app: Flask, browser: Browser) -> None:
    ask(browser, "sign_in", ADAS)
    with app.app_context():
        ticket_id = read_id(last_link(app).rpartition("/")[2], LINK)
    assert ticket_id
    start = Barrier(2)

    def click(_: int) -> bool:
        with app.app_context():
            start.wait()
            try:
                use_link(NOBODY, TicketId(ticket_id), Newcomer(), HERE)
            except LinkUsed:
                return False
            return True

    with ThreadPoolExecutor(2) as hands:
        assert sorted(hands.map(click, range(2))) == [False, True]


def test_a_used_link_sends_another_in_one_click(app: Flask, browser: Browser) -> None:
    ask(browser, "sign_in", ADAS)
    link, other = last_link(app), Browser(app, app.response_class)
    browser.fill_in(browser.get(link))
    page = other.get(link)
    assert "n’ouvre qu’une fois" in page.text
    assert other.fill_in(page).status_code == 409
    assert other.press(page, f"{link}/again").status_code == 303
    assert last_link(app) != link
    assert other.fill_in(other.get(last_link(app))).status_code == 303


def test_a_used_link_to_sign_up_sends_one_to_sign_in(app: Flask, browser: Browser) -> None:
    ask(browser, "sign_up", "zoe@example.org")
    link = last_link(app)
    browser.fill_in(browser.get(link), **ME)
    other = Browser(app, app.response_class)
    assert other.press(other.get(link), f"{link}/again").status_code == 303
    assert other.fill_in(other.get(last_link(app))).status_code == 303
    assert "Zoé Quint" in other.get("/account").text


def test_a_link_lasts_half_an_hour(app: Flask, browser: Browser) -> None:
    with clock.at(NOON):
        ask(browser, "reset", ADAS)
        link = last_link(app)
    for minutes, opens in ((29, True), (30, False)):
        with clock.at(NOON + timedelta(minutes=minutes)):
            assert ("Enregistrer le mot de passe" in browser.get(link).text) is opens


def test_a_new_password_signs_everybody_out_and_kills_older_links(
    app: Flask, browser: Browser, stored: Session
) -> None:
    thief = Browser(app, app.response_class).sign_in(ADA)
    assert thief.get("/account").status_code == 200
    ask(browser, "sign_in", ADAS)
    older = last_link(app)
    ask(browser, "reset", ADAS)
    assert browser.fill_in(browser.get(last_link(app)), password=GOOD).status_code == 303
    assert thief.get("/account").status_code == 302
    assert "le mot de passe ou l’adresse a changé" in thief.get(older).text
    assert thief.fill_in(thief.get(older)).status_code == 409
    assert stored.get_one(Account, ADA.account_id).epoch == 1


def test_a_changed_password_is_announced_and_a_first_one_is_not(
    app: Flask, browser: Browser, stored: Session
) -> None:
    for first in (False, True):
        account = stored.get_one(Account, ADA.account_id)
        account.password_hash = None if first else "!"
        stored.commit()
        ask(browser, "reset", ADAS)
        browser.fill_in(browser.get(last_link(app)), password=GOOD)
    assert sum("vient d’être changé" in text for _, text in mails(app)) == 1


def test_a_link_that_we_did_not_sign_is_nothing(app: Flask, browser: Browser) -> None:
    ask(browser, "sign_in", ADAS)
    link = last_link(app)
    with app.app_context():
        elsewhere = sign_id(ADA.account_id, "other")
    for forged in (link[:-1], f"{link}x", f"/links/{elsewhere}", "/links/é", "/links/a.b"):
        assert browser.get(forged).status_code == 404


def test_nobody_s_mailbox_is_flooded(app: Flask, browser: Browser) -> None:
    codes = [ask(browser, "sign_in", ADAS).status_code for _ in range(6)]
    assert codes == [303] * 5 + [409]
    assert len(mails(app)) == 5


def test_an_address_changes_once_the_new_one_confirms(
    app: Flask, browser: Browser, stored: Session
) -> None:
    ask(browser, "reset", ADAS)
    browser.fill_in(browser.get(last_link(app)), password=GOOD)
    path, wish = "/account/address", "ada@new.example"
    assert browser.press(browser.get("/account"), path, email=wish, proof="x").status_code == 409
    assert browser.press(browser.get("/account"), path, email=wish, proof=GOOD).status_code == 303
    assert {to for to, _ in mails(app)[-2:]} == {wish, ADAS}
    again = [browser.press(browser.get("/account"), path, email=wish, proof=GOOD) for _ in range(5)]
    assert [page.status_code for page in again] == [303] * 4 + [409]
    assert stored.get_one(Account, ADA.account_id).email == ADAS
    ticket = stored.scalars(select(Ticket).filter_by(address=wish)).first()
    assert ticket
    with app.app_context():
        link = f"/links/{sign_id(ticket.id, LINK)}"
    assert browser.fill_in(browser.get(link)).status_code == 303
    stored.rollback()
    assert stored.get_one(Account, ADA.account_id).email == wish
    assert len(stored.scalars(select(Visit).filter_by(ended_at=None)).all()) == 1
