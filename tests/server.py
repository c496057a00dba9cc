"""Databases on a PostgreSQL server: making one takes longer than most tests, so they are lent."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import sqlalchemy as sa

SHAPE: Final = """
    SELECT (SELECT sum(a.xmin::text::bigint) FROM pg_attribute a JOIN pg_class c ON c.oid = attrelid
            WHERE relnamespace = 'public'::regnamespace),
           (SELECT sum(xmin::text::bigint) FROM pg_trigger),
           (SELECT sum(xmin::text::bigint) FROM pg_constraint),
           (SELECT sum(xmin::text::bigint) FROM pg_proc WHERE pronamespace = 'public'::regnamespace)
"""  # any change of a table, of a trigger or of a constraint gives another sum
TABLES: Final = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
OTHERS: Final = """
    SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()
"""
RESTART: Final = "SELECT setval(seqrelid::regclass, seqstart, false) FROM pg_sequence"
KEPT: Final = {"alembic_version"}
Shape = tuple[object, ...]


class Server:
    """A PostgreSQL server that keeps nothing for long."""

    def __init__(self, address: str) -> None:
        self.address = sa.make_url(address)
        self.shapes: dict[str, Shape] = {}

    def run(self, statement: str) -> None:
        """Run one statement outside any transaction."""
        engine = sa.create_engine(self.address, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
        with engine.connect() as connection:
            connection.execute(sa.text(statement))

    def make(self, name: str, template: str = "template0") -> str:
        """Make a database, and return its address."""
        self.drop(name)
        self.run(f"CREATE DATABASE {name} TEMPLATE {template}")
        self.run(f"ALTER DATABASE {name} SET synchronous_commit = off")
        return self.address_of(name)

    def drop(self, name: str) -> None:
        """Drop a database, whoever still uses it."""
        self.shapes.pop(name, None)
        self.run(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")

    def address_of(self, name: str) -> str:
        """Return the address of a database."""
        return self.address.set(database=name).render_as_string(hide_password=False)

    @contextmanager
    def lend(self, name: str, template: str) -> Iterator[str]:
        """Yield the address of a database as its template is; empty it once it comes back."""
        if name not in self.shapes:
            with self._enter(self.make(name, template)) as connection:
                self.shapes[name] = _shape(connection)
        yield self.address_of(name)
        with self._enter(self.address_of(name)) as connection:
            connection.execute(sa.text(OTHERS))
            sound = _shape(connection) == self.shapes[name]
            if sound:
                _empty(connection)
        if not sound:
            self.drop(name)

    @contextmanager
    def _enter(self, address: str) -> Iterator[sa.Connection]:
        with sa.create_engine(address, poolclass=sa.NullPool).begin() as connection:
            yield connection


def _shape(connection: sa.Connection) -> Shape:
    return tuple(connection.execute(sa.text(SHAPE)).one())


def _empty(connection: sa.Connection) -> None:
    """Take every row out, those that triggers protect included, and number from the start."""
    tables = sorted({*connection.scalars(sa.text(TABLES))} - KEPT)
    filled = [
        sa.select(sa.literal(name)).where(sa.exists().select_from(sa.table(name)))
        for name in tables
    ]
    connection.execute(sa.text("SET LOCAL session_replication_role = replica"))
    for name in connection.scalars(sa.union_all(*filled)).all():
        connection.execute(sa.delete(sa.table(name)))
    connection.execute(sa.text(RESTART))
