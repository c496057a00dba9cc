"""The migrations make the tables that the models describe, and can take them back."""

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import delete, inspect, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from incubator.decisions.models import Decision
from incubator.infra.db import db
from incubator.letters.models import Letter
from tests.integration.letters.world import NUMBERS, build, printed


def test_the_migrations_make_the_tables_of_the_models(app: Flask) -> None:
    with app.app_context(), db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, db.metadata) == []


def test_the_migrations_can_be_taken_back_and_made_again(app: Flask) -> None:
    with app.app_context():
        downgrade(revision="base")
        assert inspect(db.engine).get_table_names() == ["alembic_version"]
        upgrade()
        assert set(db.metadata.tables) < set(inspect(db.engine).get_table_names())


def test_a_table_that_others_point_to_keeps_its_rows_when_it_is_made_anew(
    app: Flask, stored: Session
) -> None:
    build(app)
    decided = printed(app, *NUMBERS)
    stored.rollback()
    with app.app_context():
        downgrade(revision="0003")
        upgrade()
    kept = stored.execute(select(Decision.id, Letter.decision_id).join(Letter)).all()
    assert {(*row,) for row in kept} == {(decision, decision) for decision in decided}
    with app.app_context(), db.engine.connect() as connection, pytest.raises(IntegrityError):
        connection.execute(delete(Decision))
