"""The store: bytes are named by their digest, kept before any row speaks of them."""

import logging
import os
from dataclasses import dataclass
from hashlib import file_digest, sha256
from http import HTTPStatus
from io import BytesIO
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO, Final

from flask import Response, current_app, request, send_file
from werkzeug.exceptions import RequestedRangeNotSatisfiable

from incubator.infra.names import safe_name
from incubator.kernel.documents import LARGEST
from incubator.kernel.refusals import N_, Refusal

BLOCK: Final = 1024 * 1024
SEALED: Final = "default-src 'none'; sandbox"
log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class Blob:
    """Stored bytes: their digest is their name."""

    digest: str
    size: int


class TooLarge(Refusal):
    """One file has a limit."""

    sentence = N_("Choisissez un fichier de 20 Mo au plus.")


class DamagedBlob(Refusal):
    """Stored bytes that are no longer those received are shown to nobody."""

    sentence = N_(
        "Ce fichier est endommagé sur notre disque : nous ne le donnons pas à lire. "
        "Prévenez-nous, nous le rétablirons depuis une sauvegarde."
    )


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
    return _check(digest).read_bytes()


def send_blob(digest: str, *, name: str, media_type: str) -> Response:
    """Answer with stored bytes, as a download that no browser runs."""
    path = _check(digest)
    answer = send_file(
        path,
        mimetype=media_type,
        as_attachment=True,
        download_name=safe_name(name),
        conditional=False,
        etag=digest,
    )
    del answer.headers["Last-Modified"]  # moves when anybody else sends the same bytes
    try:
        size = path.stat().st_size
        answer.make_conditional(request, accept_ranges=True, complete_length=size)
    except RequestedRangeNotSatisfiable:
        answer.status_code = HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE
        answer.close()
        answer.set_data(b"")
    answer.headers["Content-Security-Policy"] = SEALED
    return answer


def send_bytes(content: bytes, *, name: str, media_type: str) -> Response:
    """Answer with bytes made for this once, as a download that no browser runs."""
    answer = send_file(
        BytesIO(content), mimetype=media_type, as_attachment=True, download_name=safe_name(name)
    )
    answer.headers["Content-Security-Policy"] = SEALED
    return answer


def _check(digest: str) -> Path:
    """Return where bytes lie, or refuse those that are not what was received."""
    path = _path(digest)
    try:
        with path.open("rb") as file:
            sound = file_digest(file, sha256).hexdigest() == digest
    except FileNotFoundError:
        sound = False
    if not sound:
        log.error("damaged blob %s", digest)
        raise DamagedBlob
    return path


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
