"""The journal hears everything, holds no personal text, and nobody rewrites it."""

from collections.abc import Sequence

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from incubator.applications.rules import ApplicationStarted
from incubator.infra.unit_of_work import transaction
from incubator.journal.models import JournalLine
from incubator.journal.queries import list_facts
from tests.builders import ADA, BOB, CALL_ID, RUCHE

REWRITES = [
    "UPDATE journal_line SET facts = '{}'",
    "UPDATE journal_line SET seal = 'x' WHERE position = 2",
    "UPDATE journal_line SET position = position + 10",
    "DELETE FROM journal_line",
    "DELETE FROM journal_line WHERE position = (SELECT max(position) FROM journal_line)",
]
COPY = "SELECT position, at, actor_id, 'Forged', subject_id, facts, seal FROM journal_line"
FORGERIES = [
    "UPDATE journal_line SET facts = '{}' WHERE position = 2",
    "UPDATE journal_line SET event = 'Undone' WHERE position = 2",
    "UPDATE journal_line SET subject_id = actor_id WHERE position = 2",
    "UPDATE journal_line SET position = 9 WHERE position = 2",
    "DELETE FROM journal_line WHERE position = 1",
]


@pytest.fixture(autouse=True)
def world(app: Flask) -> None:
    """Let three things happen."""
    with app.app_context():
        for actor in (ADA, BOB, ADA):
            with transaction(actor) as tx:
                tx.record(ApplicationStarted(subject_id=RUCHE, call_id=CALL_ID))


def run(app: Flask, statements: Sequence[str]) -> None:
    """Run statements as the application would."""
    with app.app_context(), transaction(ADA) as tx:
        for statement in statements:
            tx.session.execute(text(statement))


def for_engine(app: Flask, **statements: list[str]) -> list[str]:
    """Return the statements that the engine of this run understands."""
    with app.app_context(), transaction(ADA) as tx:
        return statements[tx.session.get_bind().dialect.name]


def verify(app: Flask, *options: str) -> tuple[int, str]:
    """Return what an operator reads."""
    done = app.test_cli_runner().invoke(args=["journal", "verify", *options])
    return done.exit_code, done.output


@pytest.mark.parametrize("statement", REWRITES)
def test_the_database_refuses_to_rewrite_the_journal(app: Flask, statement: str) -> None:
    with pytest.raises(DBAPIError, match="append-only"):
        run(app, [statement])
    code, words = verify(app)
    assert code == 0
    assert words.startswith("OK: 3 lines, each sealed to the one before.")


def test_no_word_of_either_engine_rewrites_the_journal(app: Flask) -> None:
    columns = "position, at, actor_id, event, subject_id, facts, seal"
    insert = f"INSERT INTO journal_line ({columns}) {COPY} WHERE true"
    upsert = f"{insert} ON CONFLICT (position) DO UPDATE SET event = 'Forged'"
    others = for_engine(
        app,
        sqlite=[
            f"INSERT OR REPLACE INTO journal_line ({columns}) {COPY}",
            f"REPLACE INTO journal_line ({columns}) {COPY} WHERE position = 2",
            upsert,
            "UPDATE OR REPLACE journal_line SET position = 1",
        ],
        postgresql=[
            "TRUNCATE journal_line",
            upsert,
            "MERGE INTO journal_line USING (SELECT 1) AS one ON true WHEN MATCHED THEN DELETE",
        ],
    )
    for statement in others:
        with pytest.raises(DBAPIError, match="append-only"):
            run(app, [statement])
    assert verify(app)[0] == 0


def unguard(app: Flask) -> list[str]:
    """Return how somebody with every right on the database takes its guard away."""
    return for_engine(
        app,
        sqlite=["DROP TRIGGER journal_line_no_UPDATE", "DROP TRIGGER journal_line_no_DELETE"],
        postgresql=["ALTER TABLE journal_line DISABLE TRIGGER ALL"],
    )


@pytest.mark.parametrize("forgery", FORGERIES)
def test_whoever_gets_round_the_database_is_found_at_the_line(app: Flask, forgery: str) -> None:
    run(app, [*unguard(app), forgery])
    code, words = verify(app)
    assert code == 1
    assert "BROKEN at line" in words


@pytest.mark.parametrize(
    ("cut", "lost"),
    [
        ("DELETE FROM journal_line", 3),
        ("DELETE FROM journal_line WHERE position > 1", 2),
        ("DELETE FROM journal_line WHERE position = 3", 1),
    ],
)
def test_whoever_rewrites_all_or_cuts_the_end_is_found_by_a_seal_noted_before(
    app: Flask, cut: str, lost: int
) -> None:
    noted = verify(app)[1].split()[-1]
    assert verify(app, "--noted", noted)[0] == 0
    run(app, [*unguard(app), cut])
    with app.app_context(), transaction(BOB) as tx:
        for _ in range(lost):
            tx.record(ApplicationStarted(subject_id=RUCHE, call_id=CALL_ID))
    assert verify(app)[0] == 0
    code, words = verify(app, "--noted", noted)
    assert code == 1
    assert "REWRITTEN" in words


def test_a_line_tells_what_to_what_by_whom_and_no_more(stored: Session) -> None:
    facts = list_facts(stored, RUCHE)
    assert [(fact.event, fact.actor_id) for fact in facts] == [
        ("ApplicationStarted", actor.account_id) for actor in (ADA, BOB, ADA)
    ]
    assert stored.get_one(JournalLine, 1).facts == (
        f'{{"call_id": "{CALL_ID}", "subject_id": "{RUCHE}"}}'
    )
