"""A house that runs on the first release comes to this one whole, and can go back."""

import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy.exc import DatabaseError

from incubator.accounts.models import Account, Role
from incubator.cohorts.models import Reading
from incubator.desks.models import DossierStanding
from incubator.infra import clock
from incubator.infra.db import db
from incubator.infra.jobs import run_next
from incubator.infra.kept import count_strays
from incubator.journal.models import JournalLine
from incubator.journal.queries import find_first_break
from incubator.kernel.actor import AccountId, Actor, Relation
from incubator.outbox.models import Message
from incubator.outbox.rules import MessageState
from tests.client import Browser

DUMP: Final = Path(__file__).parents[2] / "data" / "first-release.sql"
DAY: Final = datetime(2026, 11, 28, 11, tzinfo=UTC)  # the demo counts its days from this one
NEVER: Final = r"append-only|never overwritten"
WAITING: Final = 4  # mails that the first release had not sent
STATEMENT: Final = re.compile(r"^(?=INSERT INTO )", re.MULTILINE)
LINK: Final = re.compile(r'href="(/[^"#?]*)"')
Rows = dict[str, list[tuple[Any, ...]]]


@pytest.fixture
def first(app: Flask) -> Flask:
    """Return an installation whose database the first release left."""
    with app.app_context():
        downgrade(revision="0001")
        with db.engine.execution_options(writes=True).begin() as connection:
            for statement in STATEMENT.split(DUMP.read_text(encoding="utf-8"))[1:]:
                connection.connection.cursor().execute(statement)  # as it is: it has no parameter
    return app


def read_rows(app: Flask, *, like: Rows | None = None) -> Rows:
    """Return every row of every table, or those tables and columns alone that were there before."""
    with app.app_context(), db.engine.connect() as connection:
        metadata = sa.MetaData()
        metadata.reflect(connection)
        tables = [t for t in metadata.sorted_tables if t.name != "alembic_version"]
        return {
            f"{table.name}: {names}": sorted(
                map(tuple, connection.execute(sa.select(*columns))), key=repr
            )
            for table in tables
            for columns in [_known(table, like)]
            if (names := ", ".join(column.name for column in columns))
        }


def _known(table: sa.Table, like: Rows | None) -> list[sa.Column[Any]]:
    columns = sorted(table.columns, key=lambda column: column.name)
    if like is None:
        return columns
    names = [key.partition(": ")[2].split(", ") for key in like if key.startswith(f"{table.name}:")]
    return [column for column in columns if names and column.name in names[0]]


def test_nothing_of_the_first_release_is_lost_on_the_way_here_and_back(first: Flask) -> None:
    before = read_rows(first)
    assert sum(map(len, before.values())) > 800
    with first.app_context():
        upgrade()
        assert read_rows(first, like=before) == before
        assert db.session.scalar(sa.select(sa.func.count()).select_from(DossierStanding))
        assert count_strays(db.session()) == 0
        here = read_rows(first)
        assert find_first_break(db.session()) is None
        db.session.rollback()
        downgrade(revision="0001")
        assert read_rows(first) == before
        upgrade()
    assert read_rows(first) == here


def test_tables_that_come_from_the_first_release_hold_what_these_hold(first: Flask) -> None:
    with first.app_context():
        upgrade()
        with db.engine.connect() as connection:
            context = MigrationContext.configure(connection, opts={"compare_type": True})
            assert compare_metadata(context, db.metadata) == []
        for table, column in ((JournalLine, "facts"), (Reading, "source")):
            for change in (sa.delete(table), sa.update(table).values({column: "Rien."})):
                with db.engine.connect() as connection, pytest.raises(DatabaseError, match=NEVER):
                    connection.execute(change)


def test_everybody_finds_their_pages_again_and_mails_that_waited_leave_once(
    first: Flask, browser: Browser
) -> None:
    with first.app_context():
        upgrade()
        while run_next():
            pass
        assert set(db.session.scalars(sa.select(Message.state))) == {MessageState.SENT}
        assert len(list(Path(first.config["VAR"], "mail").glob("*.eml"))) == WAITING
        holders = sa.select(Account.id, Role.relation).outerjoin(Role).order_by(Account.email)
        people = {row.relation: row.id for row in db.session.execute(holders)}
    assert {*people} == {None, "manager", "juror", "signatory", "operator"}
    with clock.at(DAY):
        opened = [walk(browser, account_id) for account_id in people.values()]
    assert min(map(len, opened)) > 3


def walk(browser: Browser, account_id: AccountId) -> set[str]:
    """Open each kind of page that somebody's pages lead to, and return the kinds."""
    browser.sign_in(Actor(account_id=account_id, standing=frozenset({Relation.MEMBER})))
    doors = browser.application.url_map.bind("localhost")
    waiting, opened = ["/"], set[str]()
    while waiting:
        path = waiting.pop()
        door = doors.match(path)[0]
        if door in opened or path.endswith(".pdf"):  # the dump holds no files
            continue
        page = browser.get(path, follow_redirects=True)
        assert page.status_code == 200, path
        opened.add(door)
        waiting += LINK.findall(page.text)
    return opened
