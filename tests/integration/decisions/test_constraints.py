"""The database refuses a decision that no rule would have made."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from incubator.decisions.models import Decision
from incubator.decisions.rules import DecisionId, DecisionState, Outcome, Reply
from incubator.infra.db import db
from tests.integration.decisions.world import available, build, drafted, opened, signed

MARCH_16 = datetime(2026, 3, 16, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def world(app: Flask) -> None:
    """Build the call of two places."""
    build(app)


@pytest.mark.parametrize(
    ("prepare", "columns", "constraint"),
    [
        (drafted, {"state": DecisionState.SIGNED}, "decision_"),
        (drafted, {"act_number": "2026-0009"}, "act_number"),
        (drafted, {"outcome": Outcome.REFUSED, "answer": None}, "reasons_fact"),
        (drafted, {"reasons_law": ""}, "reasons_law"),
        (drafted, {"answer": None}, "answer"),
        (signed, {"signer_service": ""}, "mentions"),
        (signed, {"signer_capacity": None}, "mentions"),
        (signed, {"available_at": MARCH_16}, "available_at"),
        (available, {"received_at": MARCH_16}, "received_at"),
        (available, {"answer": Reply.CONFIRMED}, "answered_at"),
        (available, {"answer": Reply.CONFIRMED, "answered_at": MARCH_16}, "answered"),
        (opened, {"answered_at": MARCH_16}, "answered_at"),
    ],
)
def test_the_database_repeats_what_the_rules_promise(
    app: Flask,
    prepare: Callable[[Flask], DecisionId],
    columns: dict[str, object],
    constraint: str,
) -> None:
    prepare(app)
    with app.app_context(), Session(db.engine) as session:
        broken = update(Decision).values(columns)
        with pytest.raises(IntegrityError, match=constraint):
            session.execute(broken)
