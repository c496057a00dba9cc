"""Bytes are kept before anything speaks of them, and leave as a download that nothing runs."""

import os
import stat
from collections.abc import Iterator
from errno import EIO, ENOSPC
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from signal import SIGKILL
from time import sleep

import pytest
from flask import Flask, Response
from werkzeug.http import parse_options_header
from werkzeug.test import TestResponse

from incubator.infra.files import (
    BLOCK,
    DamagedBlob,
    TooLarge,
    put,
    read,
    send_blob,
)
from incubator.infra.names import safe_name
from incubator.infra.web import public
from incubator.kernel.documents import LARGEST
from tests.conftest import owned
from tests.names import HOSTILE, LEGITIMATE

pytestmark = pytest.mark.once
PDF = b"%PDF-1.7 trois pages"


@pytest.fixture
def app(database: str, tmp_path: Path) -> Iterator[Flask]:
    """Return an application to which pages are added."""
    with owned(database, tmp_path / "var") as app:
        yield app


@pytest.fixture(autouse=True)
def at_work(app: Flask) -> Iterator[None]:
    """Stand in the application."""
    with app.app_context():
        yield


def kept(app: Flask) -> list[Path]:
    """Return every file of the store, drafts included."""
    return [path for path in Path(app.config["VAR"], "store").rglob("*") if path.is_file()]


def send(app: Flask, name: str, **headers: str) -> TestResponse:
    """Ask for a stored PDF."""
    digest = put(BytesIO(PDF)).digest

    def answer() -> Response:
        return send_blob(digest, name=name, media_type="application/pdf")

    app.add_url_rule("/blob", "blob", public(answer))
    return app.test_client().get("/blob", headers=headers, buffered=True)


@pytest.mark.parametrize("content", [b"", PDF, os.urandom(BLOCK + 1)])
def test_bytes_are_named_by_their_digest_and_come_back(app: Flask, content: bytes) -> None:
    blob = put(BytesIO(content))
    assert (blob.digest, blob.size) == (sha256(content).hexdigest(), len(content))
    assert read(blob.digest) == content
    assert put(BytesIO(content)) == blob
    (path,) = kept(app)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_file_may_weigh_twenty_mebibytes_and_not_one_byte_more(app: Flask) -> None:
    largest = bytes(LARGEST)
    assert put(BytesIO(largest)).size == 20 * 1024 * 1024
    with pytest.raises(TooLarge):
        put(BytesIO(largest + b"x"))
    assert len(kept(app)) == 1


def test_bytes_are_on_disk_before_they_have_a_name_and_the_name_before_the_answer(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    steps: list[str] = []
    fsync, replace = os.fsync, Path.replace

    def note_fsync(handle: int) -> None:
        fsync(handle)
        steps.append("folder" if stat.S_ISDIR(os.fstat(handle).st_mode) else "bytes")

    def note_replace(draft: Path, target: Path) -> Path:
        steps.append("name")
        return replace(draft, target)

    monkeypatch.setattr(os, "fsync", note_fsync)
    monkeypatch.setattr(Path, "replace", note_replace)
    put(BytesIO(PDF))
    assert steps == ["bytes", "name", "folder", "folder"]


@pytest.mark.parametrize("fault", [EIO, ENOSPC])
def test_a_disk_that_fails_keeps_nothing(
    app: Flask, monkeypatch: pytest.MonkeyPatch, fault: int
) -> None:
    def fail(_: int) -> None:
        raise OSError(fault, "disk")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(OSError, match="disk"):
        put(BytesIO(PDF))
    assert not kept(app)


def test_a_process_killed_at_any_instant_leaves_no_wrong_bytes(app: Flask) -> None:
    kills = range(0, 40, 2)
    for milliseconds in kills:
        heard, told = os.pipe()
        child = os.fork()
        if not child:
            while True:
                put(BytesIO(os.urandom(BLOCK)))
                os.write(told, b".")
        os.close(told)
        assert os.read(heard, 1)  # it is at work
        sleep(milliseconds / 1000)
        os.kill(child, SIGKILL)
        os.waitpid(child, 0)
        os.close(heard)
    named = [path for path in kept(app) if len(path.name) == 64]
    assert len(named) >= len(kills)
    assert all(read(path.name) for path in named)


@pytest.mark.parametrize("damage", [PDF[:-1], PDF + b" ", b"", b"<script>"])
def test_damaged_bytes_are_never_served(app: Flask, damage: bytes) -> None:
    digest = put(BytesIO(PDF)).digest
    (path,) = kept(app)
    path.write_bytes(damage)
    with pytest.raises(DamagedBlob):
        read(digest)
    with pytest.raises(DamagedBlob), app.test_request_context():
        send_blob(digest, name="a.pdf", media_type="application/pdf")
    put(BytesIO(PDF))  # the same file, given again, mends it
    assert read(digest) == PDF


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"Range": "bytes=0-3"}, 206),
        ({"Range": "bytes=9000-"}, 416),
        ({"If-None-Match": "*"}, 304),
        ({"If-Modified-Since": "Fri, 31 Dec 2100 00:00:00 GMT"}, 200),
    ],
)
def test_a_file_leaves_as_a_download_that_no_browser_runs(
    app: Flask, headers: dict[str, str], status: int
) -> None:
    answer = send(app, "Présentation.pdf", **headers)
    assert answer.status_code == status
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "Expires" not in answer.headers
    assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert answer.mimetype in ("application/pdf", None)
    disposition = answer.headers["Content-Disposition"]
    assert disposition.startswith("attachment;")
    assert "filename*=UTF-8''Pr%C3%A9sentation.pdf" in disposition


def test_who_else_sends_the_same_bytes_is_told_to_nobody(app: Flask) -> None:
    before = send(app, "a.pdf")
    (path,) = kept(app)
    os.utime(path, (0, 0))
    after = app.test_client().get("/blob", buffered=True)
    assert [*after.headers] == [*before.headers]


@pytest.mark.parametrize("name", HOSTILE[::7] + LEGITIMATE)
def test_a_name_leaves_in_one_header_as_it_was_given(app: Flask, name: str) -> None:
    disposition = send(app, name).headers["Content-Disposition"]
    assert disposition.startswith("attachment; filename=")
    assert not set("\r\n\0\u202e") & set(disposition)
    value, told = parse_options_header(disposition)
    assert (value, told["filename"]) == ("attachment", safe_name(name))
