"""People come in with their own password; guessing costs time and tells nothing."""

import re
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from threading import Barrier
from time import process_time

import pytest
from argon2 import PasswordHasher
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from incubator.accounts.commands import (
    HASHER,
    MEMORY_OF_FAILURES,
    Caller,
    NewAccount,
    open_account,
    sign_in,
)
from incubator.accounts.models import Account, FailedAttempt
from incubator.accounts.queries import find_visit
from incubator.accounts.rules import (
    MOST_FAILURES_OF_ADDRESS,
    MOST_FAILURES_OF_NETWORK,
    WINDOW,
    AddressTaken,
    TooManyAttempts,
    WrongCredentials,
    address_digest,
    network_of,
)
from incubator.infra import clock
from incubator.infra.web import reader
from incubator.journal.models import JournalLine
from incubator.kernel.actor import NOBODY, SYSTEM, AccountId, Relation
from incubator.kernel.refusals import NotFound, Refusal
from tests.builders import ADA, BOB, an_account, store
from tests.client import Browser
from tests.conftest import application

EMAIL, UNKNOWN = f"{ADA.account_id.hex}@example.org", "nobody@example.org"
PASSWORD, WRONG = "une longue phrase de passe", "une autre"
HASH = HASHER.hash(PASSWORD)
HERE, ELSEWHERE = "192.0.2.1", "198.51.100.1"
FRESH = re.compile(r'(?<=value=")[^"]+(?=")')  # what a page draws anew each time


@pytest.fixture(autouse=True)
def world(app: Flask) -> None:
    """Let Ada in with a password."""
    account = an_account(ADA)
    account.password_hash = HASH
    store(app, account)


def knock(browser: Browser, email: str = EMAIL, password: str = PASSWORD) -> TestResponse:
    """Fill in the form."""
    return browser.fill_in(browser.get("/sign-in"), email=email, password=password)


def guess(
    app: Flask, email: str = EMAIL, password: str = WRONG, origin: str = HERE
) -> AccountId | Refusal:
    """Try a password without a browser."""
    with app.app_context():
        answer = sign_in(NOBODY, reader(), email, password, Caller(origin=origin))
        if isinstance(answer, Refusal):
            return answer
        visit = find_visit(reader(), answer)
        assert visit
        return visit.account_id


def remember(app: Flask, failures: int, origin: str = HERE, email: str = EMAIL) -> None:
    """Keep failures of the last minute."""
    at = clock.now() - timedelta(minutes=1)
    where = {"address": address_digest(email), "network": network_of(origin)}
    store(app, *(FailedAttempt(at=at, **where) for _ in range(failures)))


def count_failures(stored: Session) -> int:
    """Return how many failures are remembered."""
    stored.rollback()
    return stored.scalar(select(func.count()).select_from(FailedAttempt)) or 0


def test_ada_comes_in_and_is_journalled(browser: Browser, stored: Session) -> None:
    page = knock(browser, email=f"  {EMAIL.upper()} ")
    assert (page.status_code, page.location) == (303, "/desk")
    line = stored.scalars(select(JournalLine)).one()
    assert (line.event, line.subject_id) == ("SignedIn", ADA.account_id)
    assert "Ada Lenoir" in browser.get("/").text


def test_she_finds_the_page_that_she_wanted(browser: Browser) -> None:
    form = browser.get(browser.get("/desk?a=1").location)
    page = browser.fill_in(form, email=EMAIL, password=PASSWORD)
    assert page.location == "/desk?a=1"


def test_a_trap_in_the_address_leads_to_her_desk(browser: Browser) -> None:
    form = browser.get("/sign-in?next=//evil.example")
    assert browser.fill_in(form, email=EMAIL, password=PASSWORD).location == "/desk"


def test_a_wrong_password_and_an_unknown_address_are_answered_alike(browser: Browser) -> None:
    wrong, unknown = knock(browser, password=WRONG), knock(browser, email=UNKNOWN)
    assert wrong.status_code == unknown.status_code == 409
    assert "Adresse ou mot de passe incorrect." in wrong.text
    same = unknown.text.replace(UNKNOWN, EMAIL)
    assert FRESH.sub("", wrong.text) == FRESH.sub("", same)
    names = [
        [
            (name, value)
            for name, value in page.headers
            if name not in ("Set-Cookie", "Content-Length")
        ]
        for page in (wrong, unknown)
    ]
    assert names[0] == names[1]
    assert EMAIL in wrong.text
    assert WRONG not in wrong.text


def test_an_unknown_address_takes_as_long(app: Flask) -> None:
    def measure(email: str) -> float:
        start = process_time()
        guess(app, email)
        return process_time() - start

    known = min(measure(EMAIL) for _ in range(4))
    unknown = min(measure(UNKNOWN) for _ in range(4))
    assert 0.5 < known / unknown < 2


def test_a_password_costs_what_it_should() -> None:
    assert re.match(r"\$argon2id\$v=19\$m=(\d+),t=1,p=1\$", HASH)
    assert HASHER.memory_cost >= 46 * 1024


def test_a_password_kept_the_old_way_is_kept_anew_at_the_next_sign_in(
    app: Flask, stored: Session
) -> None:
    account = an_account(BOB)
    account.password_hash = PasswordHasher(time_cost=1, memory_cost=64).hash(PASSWORD)
    store(app, account)
    email = f"{BOB.account_id.hex}@example.org"
    for _ in range(2):
        assert guess(app, email, WRONG)
        assert guess(app, email, PASSWORD) == BOB.account_id
    kept = stored.get_one(Account, BOB.account_id).password_hash or ""
    assert not HASHER.check_needs_rehash(kept)


@pytest.mark.parametrize("email", [EMAIL, UNKNOWN])
def test_after_ten_failures_an_address_waits_known_or_not(app: Flask, email: str) -> None:
    for _ in range(MOST_FAILURES_OF_ADDRESS):
        assert isinstance(guess(app, email), WrongCredentials)
    assert isinstance(guess(app, email), TooManyAttempts)
    assert isinstance(guess(app, email, PASSWORD, origin=ELSEWHERE), TooManyAttempts)
    with clock.at(clock.now() + WINDOW):
        assert not isinstance(guess(app, email), TooManyAttempts)
        assert guess(app, EMAIL, PASSWORD) == ADA.account_id


def test_a_network_that_tries_many_addresses_waits(app: Flask) -> None:
    remember(app, MOST_FAILURES_OF_NETWORK - 1, email="others@example.org")
    assert isinstance(guess(app, "one@example.org"), WrongCredentials)
    assert isinstance(guess(app, "two@example.org", origin="192.0.2.254"), TooManyAttempts)
    assert guess(app, EMAIL, PASSWORD, origin=ELSEWHERE) == ADA.account_id


def test_a_header_does_not_move_anybody_to_another_network(app: Flask, browser: Browser) -> None:
    remember(app, MOST_FAILURES_OF_NETWORK, origin="127.0.0.1", email="others@example.org")
    form = browser.get("/sign-in")
    spoofed = {"X-Forwarded-For": "203.0.113.9", "Forwarded": "for=203.0.113.9"}
    hidden = re.search(r'name="csrf_token" type="hidden" value="([^"]+)"', form.text)
    assert hidden
    typed = {"csrf_token": hidden[1], "email": EMAIL, "password": PASSWORD}
    page = browser.post("/sign-in", data=typed, headers=spoofed)
    assert "Trop d’essais." in page.text


def test_a_restart_forgives_nothing(app: Flask, tmp_path: Path) -> None:
    for _ in range(MOST_FAILURES_OF_ADDRESS):
        guess(app)
    again = application(app.config["SQLALCHEMY_DATABASE_URI"], tmp_path)
    assert isinstance(guess(again, password=PASSWORD), TooManyAttempts)
    with again.app_context():
        again.extensions["sqlalchemy"].engine.dispose()


@pytest.mark.parametrize("last", [WRONG, PASSWORD])
def test_eight_guesses_at_once_count_as_eight(app: Flask, stored: Session, last: str) -> None:
    remember(app, MOST_FAILURES_OF_ADDRESS - 1)
    start = Barrier(8)

    def try_one(password: str) -> type:
        start.wait()
        return type(guess(app, password=password))

    with ThreadPoolExecutor(8) as hands:
        answers = Counter(hands.map(try_one, [WRONG] * 7 + [last]))
    assert answers[WrongCredentials] == 1
    assert answers[TooManyAttempts] >= 6  # the right one came first, or waits like the others
    assert count_failures(stored) == MOST_FAILURES_OF_ADDRESS


def test_old_failures_are_forgotten(app: Flask, stored: Session) -> None:
    remember(app, 5)
    with clock.at(clock.now() + MEMORY_OF_FAILURES):
        guess(app)
    assert count_failures(stored) == 1


def test_no_address_is_kept_in_clear_among_the_failures(app: Flask, stored: Session) -> None:
    guess(app, UNKNOWN)
    attempt = stored.scalars(select(FailedAttempt)).one()
    assert UNKNOWN not in (attempt.address, attempt.network)
    assert attempt.network == "192.0.2.0/24"


def test_whoever_leaves_leaves_nothing(browser: Browser) -> None:
    ada = browser.sign_in(ADA)
    page = ada.press(ada.get("/"), "/sign-out")
    assert (page.status_code, page.location) == (303, "/")
    assert page.headers["Clear-Site-Data"] == '"cache", "storage"'
    with ada.session_transaction() as cookie:
        assert not [name for name in cookie if name.startswith("_")]
    assert ada.get("/desk").status_code == 302


def test_the_language_stays_through_the_sign_in(browser: Browser) -> None:
    browser.press(browser.get("/"), "/language", language="en")
    knock(browser)
    assert 'lang="en"' in browser.get("/").text


def test_nothing_typed_breaks_the_door(browser: Browser) -> None:
    for email, password in (
        ("", ""),
        ("a" * 255, "x"),
        ("a\0b@example.org", "x\0"),
        ("<script>alert(1)</script>", "\ufffd"),
        ("a@example.org", "p" * 257),
    ):
        page = knock(browser, email, password)
        assert page.status_code in (409, 422), email
        assert "<script>alert" not in page.text


def an_account_of(**changes: object) -> NewAccount:
    """Return somebody to be let in."""
    values = {
        "email": " Grace@Example.org ",
        "given_name": "Grace",
        "family_name": "Morel",
        "password": PASSWORD,
        "roles": frozenset({Relation.JUROR, Relation.FOUNDER_OF, Relation.MEMBER}),
    }
    return NewAccount(**values | changes)  # type: ignore[arg-type]


def test_an_account_is_opened_with_the_roles_of_the_house_only(app: Flask, stored: Session) -> None:
    with app.app_context():
        account_id = open_account(SYSTEM, an_account_of())
        with pytest.raises(AddressTaken):
            open_account(SYSTEM, an_account_of(email="GRACE@example.org"))
        with pytest.raises(NotFound):
            open_account(NOBODY, an_account_of(email="other@example.org"))
    account = stored.get_one(Account, account_id)
    assert (account.email, (account.password_hash or "")[:9]) == ("grace@example.org", "$argon2id")
    line = stored.scalars(select(JournalLine)).first()
    assert line
    assert line.facts == f'{{"roles": ["juror"], "subject_id": "{account_id}"}}'
    assert guess(app, "grace@example.org", PASSWORD) == account_id
