"""No release works on another's tables, and none goes back over what it alone can hold."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Final
from uuid import UUID

import pytest
import sqlalchemy as sa
from alembic.script import ScriptDirectory
from flask import Flask
from flask_migrate import downgrade, upgrade

from incubator.accounts.models import Role
from incubator.applications.models import Intake, ItemsRequest, PrintedReceipt, Submission
from incubator.applications.rules import ApplicationState
from incubator.decisions.models import Decision
from incubator.decisions.rules import DecisionId, DecisionState, Outcome
from incubator.ecosystem.rules import SETTING, SettingLoaded
from incubator.infra.db import db
from incubator.infra.jobs import PausedTask, pause
from incubator.infra.schema import MIGRATIONS, RELEASE, OtherTablesError, find_revision
from incubator.infra.unit_of_work import transaction
from incubator.kernel.actor import SYSTEM, Relation
from incubator.messages.models import ThreadMessage
from incubator.outbox.commands import DELIVER
from tests.builders import (
    ADA,
    BOB,
    CALL_ID,
    EVE,
    NOON,
    RUCHE,
    a_call,
    a_house,
    an_application,
    another_application,
    store,
)
from tests.client import Browser
from tests.integration.decisions.world import FACTS, LAW

DAY: Final = date(2026, 3, 9)
VERSION: Final = sa.table("alembic_version", sa.column("version_num"))


def a_place_on_the_waiting_list() -> list[object]:
    """Return a draft that puts Ada's project first on the waiting list."""
    decision = Decision(
        id=DecisionId(UUID(int=802)),
        application_id=RUCHE,
        call_id=CALL_ID,
        founder_id=ADA.account_id,
        electronic=True,
        outcome=Outcome.WAITING_LIST,
        state=DecisionState.DRAFTED,
        reasons_law=LAW,
        reasons_fact=FACTS,
        waiting_rank=1,
        waiting_until=DAY,
        drafted_at=NOON,
        drafted_by=EVE.account_id,
        version=1,
    )
    return [decision]


def a_table() -> list[object]:
    """Return a table that Eve brought."""
    brought = {"name": "table.csv", "digest": "", "mapping": {}}
    return [Intake(call_id=CALL_ID, brought_at=NOON, brought_by=EVE.account_id, **brought)]


def a_receipt() -> list[object]:
    """Return another dossier, and its receipt on paper."""
    rows = another_application(2)
    submission = next(row for row in rows if isinstance(row, Submission))
    facts = {"facts": "", "digest": "", "size": 0, "rendered_at": NOON}
    return [*rows, PrintedReceipt(submission_id=submission.id, **facts)]


def a_request() -> list[object]:
    """Return what Eve asked Ada for."""
    asked = {"asked_at": NOON, "asked_by": EVE.account_id, "until": DAY, "silence_on": DAY}
    return [ItemsRequest(application_id=RUCHE, keys="title", reason="Illisible.", **asked)]


def a_message() -> list[object]:
    """Return what Ada wrote to the team."""
    sent = {"author_id": ADA.account_id, "from_team": False, "sent_at": NOON}
    return [ThreadMessage(application_id=RUCHE, ordinal=1, text="Bonjour.", **sent)]


def a_withdrawn_dossier() -> list[object]:
    """Return another dossier, which Bob took back."""
    return another_application(
        2, state=ApplicationState.WITHDRAWN, withdrawn_at=NOON, silence_on=None
    )


def a_role(relation: Relation, scope: UUID) -> Callable[[], list[object]]:
    """Return how Bob gets a role within one thing."""
    return lambda: [Role(account_id=BOB.account_id, relation=relation, scope=scope)]


SINCE: Final[Mapping[str, tuple[Callable[[], list[object]], str]]] = {
    "0012": (a_withdrawn_dossier, "1 withdrawn applications"),
    "0011": (a_role(Relation.TEAMMATE, RUCHE), "1 places in a team"),
    "0010": (a_message, "1 messages"),
    "0009": (a_request, "1 requests for what was missing"),
    "0007": (a_receipt, "1 printed receipts"),
    "0006": (a_table, "1 tables brought from elsewhere"),
    "0005": (lambda: [PausedTask(task=DELIVER, since=NOON)], "1 holds on what must not leave"),
    "0004": (a_place_on_the_waiting_list, "1 places on a waiting list"),
    "0002": (a_role(Relation.MANAGER, CALL_ID), "1 roles within one call"),
}  # what each version of the tables was first to hold


@pytest.mark.parametrize("revision", SINCE)
def test_tables_are_not_taken_back_from_under_what_they_alone_can_hold(
    app: Flask, caplog: pytest.LogCaptureFixture, revision: str
) -> None:
    kept, words = SINCE[revision]
    store(app, *a_house(), *a_call(), *an_application(), *kept())
    with app.app_context():
        with pytest.raises(SystemExit):
            downgrade(revision=f"{int(revision) - 1:04}")
        with db.engine.connect() as connection:
            assert find_revision(connection) == RELEASE
    assert f"{words} would be lost" in caplog.text


def test_the_journal_is_never_taken_back(app: Flask, caplog: pytest.LogCaptureFixture) -> None:
    with app.app_context():
        with transaction(SYSTEM) as tx:
            tx.record(SettingLoaded(subject_id=SETTING, digest=""))
        with pytest.raises(SystemExit):
            downgrade(revision="base")
    assert "lines of the journal, and all that they tell, would be lost" in caplog.text


def test_the_release_is_its_last_migration() -> None:
    assert ScriptDirectory(str(MIGRATIONS.parent)).get_current_head() == RELEASE


@contextmanager
def tables(app: Flask, revision: str) -> Iterator[None]:
    """Let the tables be those of another release for a while."""
    _stamp(app, revision)
    try:
        yield
    finally:
        _stamp(app, RELEASE)


def _stamp(app: Flask, revision: str) -> None:
    with app.app_context(), db.engine.begin() as connection:
        connection.execute(sa.update(VERSION).values(version_num=revision))


def write(app: Flask) -> None:
    """Write something."""
    with app.app_context(), transaction(SYSTEM) as tx:
        pause(tx, DELIVER)


@pytest.mark.parametrize("revision", ["0001", "9999"])
def test_nothing_is_shown_from_tables_of_another_release(
    app: Flask, browser: Browser, caplog: pytest.LogCaptureFixture, revision: str
) -> None:
    app.testing = False  # a failure is answered, not raised
    with tables(app, revision):
        page = browser.get("/")
    assert page.status_code == 503
    assert "Notre service est interrompu" in page.text
    assert f"this release works on tables {RELEASE}; the database has {revision}" in caplog.text
    assert browser.get("/").status_code == 200


def test_a_house_without_tables_says_how_to_make_them(
    app: Flask, browser: Browser, caplog: pytest.LogCaptureFixture
) -> None:
    app.testing = False  # a failure is answered, not raised
    with app.app_context():
        downgrade(revision="base")
    assert browser.get("/").status_code == 503
    assert "the database has none: run `flask db upgrade`" in caplog.text
    with app.app_context():
        upgrade()
    assert browser.get("/").status_code == 200


def test_a_process_that_is_older_than_the_tables_writes_nothing_more(
    app: Flask, browser: Browser
) -> None:
    assert browser.get("/").status_code == 200
    write(app)
    with tables(app, "9999"), pytest.raises(OtherTablesError, match="the database has 9999"):
        write(app)


@pytest.mark.parametrize("command", ["worker --until-idle", "backup {}", "restore {}"])
def test_no_command_works_on_tables_of_another_release(
    app: Flask, elsewhere: Flask, tmp_path: Path, command: str
) -> None:
    with elsewhere.app_context():
        elsewhere.test_cli_runner().invoke(args=["backup", str(tmp_path / "full")])
    folder = tmp_path / ("full" if "restore" in command else "copy")
    with tables(app, "9999"), app.app_context():
        said = app.test_cli_runner().invoke(args=command.format(folder).split())
    assert said.exit_code == 1
    assert said.output == f"Error: this release works on tables {RELEASE}; the database has 9999\n"
