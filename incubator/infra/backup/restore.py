"""Restoring a backup: everything is checked before anything is written."""

import json
import shutil
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa
from flask import current_app

from incubator.infra.backup.manifest import (
    BackupError,
    Manifest,
    blob_file,
    digest_of,
    list_files,
    read_manifest,
    table_file,
)
from incubator.infra.db import Instant, db
from incubator.infra.schema import RELEASE, check_tables
from incubator.infra.unit_of_work import Tx, transaction
from incubator.kernel.actor import SYSTEM

Row = dict[str, Any]
Read = Callable[[Any], Any]
SOME: Final = 500  # rows inserted at once


def restore(folder: Path, then: Callable[[Tx], None]) -> Manifest:
    """Bring everything back into an empty installation of the same version, and return what came.

    `then` is carried out in the same transaction: what must hold before anybody works again.
    """
    manifest = read_manifest(folder)
    _check(folder, manifest)
    with db.engine.connect() as connection:
        _check_place(connection, manifest)
    for digest in manifest.files:
        kept = blob_file(Path(current_app.config["VAR"]), digest)
        kept.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(blob_file(folder, digest), kept)
    with transaction(SYSTEM) as tx:
        connection = tx.session.connection()
        _check_place(connection, manifest)
        for table in db.metadata.sorted_tables:
            for some in _parents_first(table, _rows(folder, table)):
                connection.execute(sa.insert(table), some)
            _move_sequence(connection, table)
        then(tx)
    return manifest


def _check(folder: Path, manifest: Manifest) -> None:
    """Refuse a backup of which one byte changed, or to which something was added."""
    found = {path for path in folder.rglob("*") if not path.is_dir()}
    if strangers := found - list_files(folder, manifest):
        message = f"{min(strangers)} is no part of this backup"
        raise BackupError(message)
    for name, copy in manifest.tables.items():
        path = table_file(folder, name)
        if not path.exists() or digest_of(path) != copy.digest:
            message = f"the copy of table {name} is damaged"
            raise BackupError(message)
    for digest in manifest.files:
        path = blob_file(folder, digest)
        if not path.exists() or digest_of(path) != digest:
            message = f"the copy of file {digest} is damaged"
            raise BackupError(message)


def _check_place(connection: sa.Connection, manifest: Manifest) -> None:
    """Refuse tables of another version, and tables that hold something."""
    check_tables(connection)
    if manifest.revision != RELEASE:
        message = f"this release has tables {RELEASE}; the backup has {manifest.revision}"
        raise BackupError(message)
    for table in db.metadata.sorted_tables:
        if connection.execute(sa.select(sa.literal(1)).select_from(table).limit(1)).first():
            message = f"table {table.name} is not empty"
            raise BackupError(message)


def _rows(folder: Path, table: sa.Table) -> Iterator[Row]:
    columns = [(column.name, _reader(column.type)) for column in table.columns]
    with table_file(folder, table.name).open(encoding="utf-8") as file:
        for line in file:
            values = zip(columns, json.loads(line), strict=True)
            yield {name: value if value is None else read(value) for (name, read), value in values}


def _reader(kind: sa.types.TypeEngine[Any]) -> Read:
    if isinstance(kind, sa.Enum) and kind.enum_class:
        return kind.enum_class
    readers: Mapping[type, Read] = {
        Instant: datetime.fromisoformat,
        sa.Date: date.fromisoformat,
        sa.Uuid: UUID,
    }
    return next((read for known, read in readers.items() if isinstance(kind, known)), _same)


def _same(value: Any) -> Any:
    return value


def _parents_first(table: sa.Table, rows: Iterator[Row]) -> Iterator[list[Row]]:
    """Yield rows some at a time, each after the row of the same table that it names."""
    own = [key for key in table.foreign_key_constraints if key.referred_table is table]
    waiting, known = list(rows), set[tuple[Any, ...]]()
    while waiting:
        ready = [row for row in waiting if all(_is_known(key, row, known) for key in own)]
        if not ready:
            message = f"rows of table {table.name} name each other"
            raise BackupError(message)
        known |= {_named(key, row) for key in own for row in ready}
        yield from (ready[start : start + SOME] for start in range(0, len(ready), SOME))
        kept = {id(row) for row in ready}
        waiting = [row for row in waiting if id(row) not in kept]


def _is_known(key: sa.ForeignKeyConstraint, row: Row, known: set[tuple[Any, ...]]) -> bool:
    parent = tuple(row[element.parent.name] for element in key.elements)
    return None in parent or parent in known


def _named(key: sa.ForeignKeyConstraint, row: Row) -> tuple[Any, ...]:
    return tuple(row[element.column.name] for element in key.elements)


def _move_sequence(connection: sa.Connection, table: sa.Table) -> None:
    """Let PostgreSQL number the next row after those that came."""
    column = table.autoincrement_column
    if connection.dialect.name != "postgresql" or column is None:
        return
    last = connection.scalar(sa.select(sa.func.max(column)))
    if last is not None:
        sequence = sa.func.pg_get_serial_sequence(table.name, column.name)
        connection.execute(sa.select(sa.func.setval(sequence, last)))
