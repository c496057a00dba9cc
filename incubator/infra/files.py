"""The store: bytes are named by their digest, kept before any row speaks of them."""

import os
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path, PurePosixPath
from tempfile import NamedTemporaryFile
from typing import IO, Final

from flask import Response, current_app, send_file

from incubator.kernel.refusals import N_, Refusal

LARGEST: Final = 20 * 1024 * 1024
BLOCK: Final = 1024 * 1024
SEALED: Final = "default-src 'none'; sandbox"


@dataclass(frozen=True, kw_only=True)
class Blob:
    """Stored bytes: their digest is their name."""

    digest: str
    size: int


class TooLarge(Refusal):
    """One file has a limit."""

    sentence = N_("Choisissez un fichier de 20 Mo au plus.")


class DamagedBlobError(Exception):
    """Stored bytes no longer match their digest."""


def put(stream: IO[bytes]) -> Blob:
    """Keep the bytes of a stream, on disk for good when this returns."""
    folder = _store()
    folder.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=folder, delete=False) as draft:
        try:
            blob = _copy(stream, draft)
            draft.flush()
            os.fsync(draft.fileno())
            _name(Path(draft.name), blob.digest)
        except BaseException:
            Path(draft.name).unlink(missing_ok=True)
            raise
    return blob


def read(digest: str) -> bytes:
    """Return stored bytes, checked against their digest."""
    content = _path(digest).read_bytes()
    if sha256(content).hexdigest() != digest:
        raise DamagedBlobError(digest)
    return content


def safe_name(name: str) -> str:
    """Return a file's name without its folder, nor what breaks a header or deceives a reader."""
    seen = "".join(c if c.isprintable() else " " for c in name.replace("\\", "/"))
    path = PurePosixPath(" ".join(seen.split()))
    return f"{path.stem[:100]}{path.suffix[:20]}".strip(" .") or "document"


def send_blob(digest: str, *, name: str, media_type: str) -> Response:
    """Answer with stored bytes, as a download that no browser runs."""
    read(digest)
    answer = send_file(
        _path(digest),
        mimetype=media_type,
        as_attachment=True,
        download_name=safe_name(name),
        etag=False,
    )
    answer.headers["Content-Security-Policy"] = SEALED
    return answer


def _store() -> Path:
    return Path(current_app.config["VAR"], "store")


def _path(digest: str) -> Path:
    return _store() / digest[:2] / digest


def _copy(stream: IO[bytes], draft: IO[bytes]) -> Blob:
    digest, size = sha256(), 0
    while block := stream.read(BLOCK):
        digest.update(block)
        size += len(block)
        if size > LARGEST:
            raise TooLarge
        draft.write(block)
    return Blob(digest=digest.hexdigest(), size=size)


def _name(draft: Path, digest: str) -> None:
    path = _path(digest)
    path.parent.mkdir(exist_ok=True)
    draft.replace(path)
    for folder in (path.parent, path.parent.parent):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
