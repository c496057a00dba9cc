"""Taking a backup: the tables as they stood at one instant, then every file they name."""

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from enum import Enum
from pathlib import Path
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from flask import current_app

from incubator.infra.backup.manifest import (
    FORMAT,
    BackupError,
    Manifest,
    TableCopy,
    blob_file,
    digest_of,
    table_file,
    write_manifest,
)
from incubator.infra.clock import now
from incubator.infra.db import db
from incubator.infra.schema import RELEASE, check_tables


def take(folder: Path) -> Manifest:
    """Copy everything into an empty folder while people work, and return what was copied.

    Files follow the tables: what a row names was stored before the row.
    """
    if folder.exists() and any(folder.iterdir()):
        message = f"{folder} is not empty"
        raise BackupError(message)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    table_file(folder, "").parent.mkdir()
    with _snapshot() as connection:
        check_tables(connection)
        taken_at = now()
        tables = {
            table.name: _copy_table(connection, table, folder)
            for table in db.metadata.sorted_tables
        }
    manifest = Manifest(
        format=FORMAT,
        revision=RELEASE,
        taken_at=taken_at.isoformat(),
        tables=tables,
        files=dict(_copy_files(folder)),
    )
    write_manifest(folder, manifest)
    return manifest


@contextmanager
def _snapshot() -> Iterator[sa.Connection]:
    """Read everything as it stands at one instant, in nobody's way."""
    engine = db.engine
    if engine.dialect.name == "postgresql":
        engine = engine.execution_options(isolation_level="REPEATABLE READ")
    with engine.connect() as connection:
        yield connection


def _copy_table(connection: sa.Connection, table: sa.Table, folder: Path) -> TableCopy:
    path, rows = table_file(folder, table.name), 0
    everything = sa.select(table).order_by(*table.primary_key.columns)
    with path.open("w", encoding="utf-8") as file:
        for row in connection.execution_options(yield_per=1000).execute(everything):
            file.write(json.dumps([_plain(value) for value in row], ensure_ascii=False) + "\n")
            rows += 1
    return TableCopy(rows=rows, digest=digest_of(path))


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    return value.value if isinstance(value, Enum) else value


def _copy_files(folder: Path) -> Iterator[tuple[str, int]]:
    """Copy every stored file, and refuse one whose bytes no longer match its name."""
    for path in sorted(Path(current_app.config["VAR"], "store").glob("??/*")):
        copy = blob_file(folder, path.name)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, copy)
        if digest_of(copy) != path.name:
            message = f"the store is damaged: {path.name}"
            raise BackupError(message)
        yield path.name, copy.stat().st_size
