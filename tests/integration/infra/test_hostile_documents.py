"""Seventy hostile documents, each drawn for real: nothing fetched, nothing opened, all bounded."""

import json
import re
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pytest

from tests.hostile_documents import ALL, BOMBS, FETCHING, HEAVY, IGNORED, REFUSED, STOPPED

ROOT: Final = Path(__file__).parents[3]
SECONDS: Final = 35
KIB: Final = 1024 * 1024
CALLS: Final = (
    "socket,connect,bind,sendto,sendmsg,open,openat,openat2,creat,execve,"
    "mkdir,unlink,unlinkat,rename,symlink,link"
)
CALL: Final = re.compile(r"^(\w+)\((?:AT_FDCWD, )?(?:\"([^\"]*)\")?", re.MULTILINE)
OURS: Final = re.compile(r'^execve\(|"/proc/self/task"', re.MULTILINE)  # programs, and the watch
GRANTED: Final = (  # code and assets; fontconfig looks for its own settings and caches besides
    *(str(ROOT / own) for own in ("incubator", "static/letters")),
    *{sys.prefix, sys.base_prefix, str(Path(sys.prefix).resolve())},
    *("/usr/lib", "/dev/null"),
)


@dataclass(frozen=True, kw_only=True)
class Batch:
    """What became of some documents, and what the processes that drew them asked of the system."""

    told: Mapping[str, Mapping[str, Any]]
    strays: list[str]
    knocked: bool


def strace(folder: Path) -> list[str]:
    """Return how to keep what each process asks of the system in a file of its own."""
    if not shutil.which("strace"):
        return []
    return ["strace", "-ff", "--seccomp-bpf", "-qq", "-e", f"trace={CALLS}", "-o", f"{folder}/of"]


def strays_in(folder: Path) -> list[str]:
    """Return what the children that draw, and their threads, asked for and was not theirs."""
    traces = [trace.read_text(errors="replace") for trace in folder.iterdir()]
    calls = [call for trace in traces if not OURS.search(trace) for call in CALL.findall(trace)]
    return [f"{name} {path}" for name, path in calls if not is_granted(path)]


def is_granted(path: str) -> bool:
    """Tell whether a child may open a file."""
    return path.startswith(GRANTED) or "/fontconfig/" in path


@pytest.fixture(scope="module")
def listener() -> Iterator[socket.socket]:
    """Listen on this machine, where no document may knock."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0)
        yield listener


@pytest.fixture(
    scope="module",
    params=[
        pytest.param((*FETCHING, *IGNORED, *HEAVY), id="quick"),
        pytest.param(tuple(BOMBS), id="bombs", marks=pytest.mark.long),
    ],
)
def batch(
    request: pytest.FixtureRequest,
    listener: socket.socket,
    tmp_path_factory: pytest.TempPathFactory,
) -> Batch:
    """Draw one document after the other in one program, under watch."""
    traces, secret = tmp_path_factory.mktemp("traces"), tmp_path_factory.mktemp("secret")
    canary = secret / "canary"
    canary.write_text("h1 { color: red }")
    port = listener.getsockname()[1]
    pages = {name: ALL[name].format(port=port, canary=canary) for name in request.param}
    command = [*strace(traces), sys.executable, "-m", "tests.drawing"]
    run = subprocess.run(  # noqa: S603 - our own module
        command, input=json.dumps(pages), capture_output=True, text=True, cwd=ROOT, check=True
    )
    try:
        listener.accept()
        knocked = True
    except BlockingIOError:
        knocked = False
    return Batch(told=json.loads(run.stdout), strays=strays_in(traces), knocked=knocked)


def test_nobody_is_called_and_no_file_is_opened_but_the_assets(batch: Batch) -> None:
    assert not batch.knocked
    assert batch.strays == []


def test_what_reaches_out_is_refused_and_says_why(batch: Batch) -> None:
    reasons = {name: batch.told[name]["reason"] for name in FETCHING if name in batch.told}
    assert {n: why for n, why in reasons.items() if not re.search(REFUSED, why)} == {}


def test_what_is_not_printed_does_not_stop_a_document(batch: Batch) -> None:
    reasons = {name: batch.told[name]["reason"] for name in IGNORED if name in batch.told}
    assert {name: why for name, why in reasons.items() if why} == {}


def test_what_is_too_much_ends_within_bounds_and_says_how(batch: Batch) -> None:
    reasons = {n: batch.told[n]["reason"] for n in (HEAVY | BOMBS) if n in batch.told}
    assert {n: why for n, why in reasons.items() if why and not re.search(STOPPED, why)} == {}
    assert {n: of["seconds"] for n, of in batch.told.items() if of["seconds"] > SECONDS} == {}
    assert {n: of["kib"] for n, of in batch.told.items() if of["kib"] > KIB} == {}
    assert [n for n in reasons if not batch.told[n]["kib"]] == []  # these take long enough to watch


def test_the_neighbour_of_each_is_drawn_the_same(batch: Batch) -> None:
    assert len({told["neighbour"] for told in batch.told.values()}) == 1


@pytest.mark.skipif(not shutil.which("strace"), reason="no strace on this machine")
def test_the_watch_sees_a_file_opened_and_a_call_made(
    tmp_path: Path, listener: socket.socket
) -> None:
    (tmp_path / "traces").mkdir()
    (tmp_path / "canary").touch()
    port = listener.getsockname()[1]
    program = (
        "import os, socket\n"
        f"if os.fork(): os.wait(); raise SystemExit\n"
        f"open('{tmp_path}/canary').close()\n"
        f"socket.create_connection(('127.0.0.1', {port})).close()\n"
    )
    subprocess.run([*strace(tmp_path / "traces"), sys.executable, "-c", program], check=True)  # noqa: S603
    strays = strays_in(tmp_path / "traces")
    assert f"openat {tmp_path}/canary" in strays
    assert "connect " in strays
    listener.accept()[0].close()
