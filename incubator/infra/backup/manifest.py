"""What a backup says of itself: its presence shows that the backup is whole."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path
from typing import Final

NAME: Final = "manifest.json"
SEAL: Final = f"{NAME}.sha256"  # as `sha256sum --check` reads it
FORMAT: Final = 2
BLOCK: Final = 1024 * 1024


class BackupError(Exception):
    """A backup cannot be taken here, or is not what it says."""


@dataclass(frozen=True, kw_only=True)
class TableCopy:
    """One table: how many rows, and the digest of the file that holds them."""

    rows: int
    digest: str


@dataclass(frozen=True, kw_only=True)
class Manifest:
    """What was copied, when, and from which version of the tables."""

    format: int
    revision: str
    taken_at: str
    tables: Mapping[str, TableCopy]
    files: Mapping[str, int]


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Say that the backup is whole."""
    draft = folder / f"{NAME}.part"
    draft.write_text(json.dumps(asdict(manifest), indent=1, sort_keys=True), encoding="utf-8")
    (folder / SEAL).write_text(_seal(draft), encoding="utf-8")
    draft.replace(folder / NAME)


def read_manifest(folder: Path) -> Manifest:
    """Return what a backup says of itself, or raise `BackupError`."""
    try:
        if (folder / SEAL).read_text(encoding="utf-8") != _seal(folder / NAME):
            message = f"the manifest of {folder} is damaged"
            raise BackupError(message)
        said = json.loads((folder / NAME).read_text(encoding="utf-8"))
        tables = {name: TableCopy(**copy) for name, copy in said.pop("tables").items()}
        manifest = Manifest(**said, tables=tables)
    except (OSError, ValueError, TypeError, KeyError) as error:
        message = f"no whole backup in {folder}"
        raise BackupError(message) from error
    if manifest.format != FORMAT:
        message = f"a backup of format {manifest.format}: this release reads format {FORMAT}"
        raise BackupError(message)
    return manifest


def table_file(folder: Path, table: str) -> Path:
    """Return where the rows of a table lie."""
    return folder / "tables" / f"{table}.jsonl"


def blob_file(folder: Path, digest: str) -> Path:
    """Return where stored bytes lie, in the store as in a backup of it."""
    return folder / "store" / digest[:2] / digest


def list_files(folder: Path, manifest: Manifest) -> set[Path]:
    """Return every file that a backup has, and no other."""
    tables = {table_file(folder, name) for name in manifest.tables}
    blobs = {blob_file(folder, digest) for digest in manifest.files}
    return tables | blobs | {folder / NAME, folder / SEAL}


def _seal(path: Path) -> str:
    return f"{digest_of(path)}  {NAME}\n"


def digest_of(path: Path) -> str:
    """Return the SHA-256 of a file."""
    digest = sha256()
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            digest.update(block)
    return digest.hexdigest()
