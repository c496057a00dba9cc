"""Each column of the database holds a word of its own; nobody meets one that is not for them."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final
from uuid import UUID

import pytest
from flask import Flask

from incubator.infra.db import db
from tests.integration.leaks.canaries import CANARY, COLUMNS, TABLE
from tests.integration.leaks.crawl import Seen
from tests.integration.leaks.house import House
from tests.world import Stage

Crawled = tuple[House, Sequence[Seen]]
NUMBER: Final = re.compile(r"/\d+(?=[/?.]|$)")
STAMP: Final = re.compile(r"\d{4}-\d\d-\d\d|\d{9,}|\d\d:\d\d")
NUMBERED: Final = re.compile(r"QI-2026-\d+-\d{4}")  # for people: in names of files, by design
INVITATION: Final = {"ticket.address", "account.given_name", "account.family_name"}
UUIDS: Final = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
CHOSEN: Final = 2**32  # ids below it were chosen by the tests, not drawn
PASSES: Final = {"Date", "ETag", "Content-Length", "Set-Cookie", "Location"}


def find_leaks(house: House, seen: Sequence[Seen]) -> Iterator[str]:
    """Find canaries met by somebody to whom the table does not give them."""
    for answer in seen:
        for word in house.find_words(answer):
            if answer.who not in house.may_read(word):
                yield f"{answer} tells {house.describe(word)}"


def find_leaks_by_mail(house: House, _: Sequence[Seen]) -> Iterator[str]:
    """Find canaries in mails to somebody to whom the table does not give them."""
    mails = [*house.mails()]
    assert mails
    for who, text in mails:
        for word in {*CANARY.findall(text)}:
            invited = who == "stranger" and house.describe(word) in INVITATION
            if who not in house.may_read(word) and not invited:
                yield f"a mail to {who} tells {house.describe(word)}"


def find_words_in_bare_columns(house: House, _: Sequence[Seen]) -> Iterator[str]:
    """Find words of somebody in keys, numbers, digests and lines of the journal."""
    for name in TABLE["unplanted"]["bare"]:
        table, _, column = name.partition(".")
        for row in house.entitlements.rows[table].values():
            if CANARY.search(str(row[column])):
                yield name


def find_kept_by_caches(_: House, seen: Sequence[Seen]) -> Iterator[str]:
    """Find answers of somebody's, or that set a cookie, which a cache may keep."""
    for answer in seen:
        heads = dict(answer.headers)
        private = answer.who != "anonymous" or "Set-Cookie" in heads
        if (private and heads["Cache-Control"] != "no-store") or "Expires" in heads:
            yield str(answer)


def find_what_counts(_: House, seen: Sequence[Seen]) -> Iterator[str]:
    """Find addresses with a number or an id that was not drawn, and headers with an instant."""
    for answer in seen:
        drawn = [UUID(one) for one in UUIDS.findall(answer.path)]
        if NUMBER.search(answer.path) or any(
            one.version != 4 and one.int > CHOSEN for one in drawn
        ):
            yield f"the address {answer.path}"
        for name, value in answer.headers:
            if name not in PASSES and STAMP.search(NUMBERED.sub("", value)):
                yield f"{answer}: {name}: {value}"


NEARBY: Final = (  # who is nearest to what is not theirs; the long test sends everybody
    "anonymous",
    "other_founder",
    "juror_assigned",
    "second_manager",
    "signatory",
)
UNREAD: Final = {
    "account.password_hash",
    "ticket.network",
    "failed_attempt.network",
    "job.error",
    "application.withdrawal",
    "items_request.reason",
    "milestone.evidence",
}  # shown on no page of the world
CHECKS: Final = (
    find_leaks,
    find_leaks_by_mail,
    find_words_in_bare_columns,
    find_kept_by_caches,
    find_what_counts,
)


def examine(house: House, seen: Sequence[Seen]) -> Mapping[str, Sequence[str]]:
    """Return the faults of a crawl, by the check that found them."""
    return {c.__name__: found for c in CHECKS if (found := sorted({*c(house, seen)}))}


@pytest.mark.once
def test_nobody_meets_a_word_that_is_not_for_them(
    app: Flask, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    house = House(app, Stage.EVALUATION)
    seen = [answer for who in NEARBY for answer in house.people[who].crawl()]
    with capsys.disabled():
        print(f" {len(seen)} answers examined", end="")  # noqa: T201
    assert examine(house, seen) == {}
    assert not CANARY.search(caplog.text)


@pytest.mark.long
@pytest.mark.parametrize("stage", Stage, ids=lambda stage: stage.name.lower())
def test_nobody_meets_one_at_any_stage(
    app: Flask,
    stage: Stage,
    caplog: pytest.LogCaptureFixture,
    capsys: pytest.CaptureFixture[str],
) -> None:
    house = House(app, stage)
    seen = [answer for person in house.people.values() for answer in person.crawl()]
    read = {
        house.planted[word].column
        for answer in seen
        for word in house.find_words(answer) & house.planted.keys()
    }
    with capsys.disabled():
        print(f" {len(seen)} answers examined at {stage.name.lower()}", end="")  # noqa: T201
    assert examine(house, seen) == {}
    assert not CANARY.search(caplog.text)
    if stage is Stage.RELEASED:
        assert {one.column for one in house.planted.values()} == COLUMNS
        assert COLUMNS - read == UNREAD


@pytest.mark.once
def test_each_text_of_the_database_has_its_line(app: Flask) -> None:
    with app.app_context():
        texts = {
            f"{table.name}.{column.name}"
            for table in db.metadata.sorted_tables
            for column in table.columns
            if type(column.type).__name__ in {"String", "JSON"}
        }
    listed = [*COLUMNS, *(name for names in TABLE["unplanted"].values() for name in names)]
    assert sorted(texts) == sorted(listed)
