"""How Alembic reaches the application's database; only a live connection is supported."""

from alembic import context
from flask import current_app
from sqlalchemy.orm import Session

from incubator.infra.kept import rebuild


def run() -> None:
    """Run the migrations in one transaction on the application's engine."""
    database = current_app.extensions["migrate"].db
    with database.engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=database.metadata,
            render_as_batch=True,
            compare_type=True,
            transactional_ddl=True,  # on SQLite too: all the steps, or none
        )
        if connection.dialect.name == "sqlite":
            _look_away(connection)
        with context.begin_transaction():
            context.run_migrations()
            _make_lists(connection)
            if connection.dialect.name == "sqlite":
                _look_back(connection)


def _make_lists(connection):
    """Make what lists are read from anew, once the tables are those of this release."""
    if context.get_context().get_current_heads() == tuple(context.script.get_heads()):
        with Session(connection, join_transaction_mode="create_savepoint") as session:
            rebuild(session)
            session.commit()


def _look_away(connection):
    """Let SQLite copy a table that others point to: heeding them is set outside transactions."""
    connection.connection.dbapi_connection.execute("PRAGMA foreign_keys = OFF")
    connection.detach()  # no other use of a connection that heeds nothing


def _look_back(connection):
    """Refuse to commit rows that point to nothing."""
    orphans = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    if orphans:
        raise RuntimeError(orphans)


run()
