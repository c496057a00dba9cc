"""The database: how a table is declared, how a connection behaves."""

from contextlib import suppress
from datetime import UTC, datetime
from enum import Enum
from typing import TYPE_CHECKING, Any, Final

import pysqlite3
import sqlalchemy as sa
from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy.orm import DeclarativeBase, registry

THREADS: Final = 8  # of a server process, see `docs/running.md`
SAFE_SQLITE: Final = (3, 51, 3)  # older ones can corrupt a database in WAL mode
PRAGMAS: Final = (
    "foreign_keys = ON",
    "recursive_triggers = ON",  # or REPLACE deletes lines unseen by their triggers
    "journal_mode = WAL",
    "synchronous = FULL",
    "busy_timeout = 10000",
)
NAMES: Final = {
    "pk": "pk_%(table_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "ix": "ix_%(column_0_label)s",
}


class Instant(sa.TypeDecorator[datetime]):
    """A moment: UTC in the database, aware in Python, naive nowhere."""

    impl = sa.DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _: sa.Dialect) -> datetime | None:
        """Store UTC."""
        return value and value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, _: sa.Dialect) -> datetime | None:
        """Say that it is UTC."""
        return value and value.replace(tzinfo=UTC)


CHOICE: Final = sa.Enum(
    Enum,
    native_enum=False,
    create_constraint=True,
    values_callable=lambda words: [word.value for word in words],
)


class Base(DeclarativeBase):
    """Instants in UTC, enums as checked words, plain data as JSON, constraints with names."""

    registry = registry(
        metadata=sa.MetaData(naming_convention=NAMES),
        type_annotation_map={datetime: Instant, Enum: CHOICE, dict[str, Any]: sa.JSON},
    )


db = SQLAlchemy(model_class=Base)

if TYPE_CHECKING:

    class Model(Base):
        """What every table inherits, as type checkers see it."""

        __abstract__ = True

        def __init__(self, **columns: Any) -> None: ...
else:
    Model = db.Model


def connect(app: Flask) -> None:
    """Give the application its database, on a SQLite known to be safe."""
    options: dict[str, Any] = {  # a server that came back is met anew; a connection for each thread
        "pool_pre_ping": True,
        "pool_size": THREADS,
    }
    if app.config["SQLALCHEMY_DATABASE_URI"].startswith("sqlite"):
        if pysqlite3.sqlite_version_info < SAFE_SQLITE:
            raise RuntimeError(pysqlite3.sqlite_version)
        options = {"module": pysqlite3}
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = options
    db.init_app(app)
    app.teardown_appcontext(_let_go)  # before the extension does, which would lose the page


def _let_go(_: object) -> None:
    """End what a page read, even when the server that it was read from is gone."""
    db.session.expunge_all()  # rows that were read stay as they were read
    with suppress(sa.exc.OperationalError):
        db.session.rollback()


@sa.event.listens_for(sa.Engine, "connect")
def _set_up(connection: Any, _: object) -> None:
    if isinstance(connection, pysqlite3.Connection):
        connection.isolation_level = None  # transactions begin where we say, in `_begin`
        for pragma in PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")


@sa.event.listens_for(sa.Engine, "begin")
def _begin(connection: sa.Connection) -> None:
    if connection.dialect.name == "sqlite":
        writes = connection.get_execution_options().get("writes")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
