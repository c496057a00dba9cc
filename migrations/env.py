"""How Alembic reaches the application's database; only a live connection is supported."""

from alembic import context
from flask import current_app


def run() -> None:
    """Run the migrations in one transaction on the application's engine."""
    database = current_app.extensions["migrate"].db
    with database.engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=database.metadata,
            render_as_batch=True,
            compare_type=True,
        )
        with context.begin_transaction():
            context.run_migrations()


run()
