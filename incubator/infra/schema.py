"""Which tables this release works on; what keeps tables from being taken back."""

from pathlib import Path
from typing import Final

import sqlalchemy as sa
from alembic import op
from sqlalchemy.exc import DBAPIError

MIGRATIONS: Final = Path(__file__).parents[2] / "migrations" / "versions"
RELEASE: Final = max(path.name.partition("_")[0] for path in MIGRATIONS.glob("*_*.py"))
VERSIONS: Final = sa.table("alembic_version", sa.column("version_num"))
CURRENT: Final = sa.select(VERSIONS.c.version_num)


class OtherTablesError(Exception):
    """The database has tables of another release, or none."""


class WouldBeLostError(RuntimeError):
    """The tables of before have no place for what was kept since."""


def find_revision(connection: sa.Connection) -> str | None:
    """Return the version of the tables, or None when there are none."""
    try:
        revision: str | None = connection.scalar(CURRENT)
    except DBAPIError as error:
        if VERSIONS.name in str(error.orig):  # there is no such table, says either database
            return None
        raise
    return revision


def check_tables(connection: sa.Connection) -> None:
    """Refuse to work on the tables of another release."""
    revision = find_revision(connection)
    if revision != RELEASE:
        message = f"this release works on tables {RELEASE}; the database has {revision or 'none'}"
        if revision is None or revision < RELEASE:
            message += ": run `flask db upgrade`"
        raise OtherTablesError(message)


def keep(table: str, what: str, *, where: str = "1 = 1") -> None:
    """Stop a migration that goes back while there are rows of which nothing else would tell."""
    rows = sa.select(sa.func.count()).select_from(sa.table(table)).where(sa.text(where))
    if count := op.get_bind().scalar(rows):
        message = f"{count} {what} would be lost: restore a backup taken before instead"
        raise WouldBeLostError(message)
