"""A write, a sync or a name that the disk refuses, whichever it is: told, and nothing by half."""

import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from subprocess import Popen

import pytest

from tests.faults.dossiers import KEPT, Founder, drafts
from tests.faults.house import House, wait_for
from tests.faults.reckoning import reckon

CALLS = ("pwrite64", "write", "fdatasync", "fsync", "link,linkat,rename,renameat,renameat2")
MANY = 150  # founders: each meets one refusal
TOLD = {503, 507}
WORDS_AND_FILE, WORDS_AND_SUBMISSION = 2, 4

pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(not shutil.which("strace"), reason="no strace on this machine"),
]


@contextmanager
def refusing(process: int, calls: str, nth: int, log: Path) -> Iterator[None]:
    """Let the kernel refuse a process one of these calls meanwhile, the n-th."""
    watch = ("strace", "-qq", "-p", str(process), "-o", str(log), "-e", f"trace={calls}")
    with Popen([*watch, "-e", f"inject={calls}:error=EIO:when={nth}"]) as strace:  # noqa: S603
        wait_for(lambda: f"TracerPid:\t{strace.pid}" in Path(f"/proc/{process}/status").read_text())
        yield
        strace.terminate()


@pytest.mark.parametrize("round_", [WORDS_AND_FILE, WORDS_AND_SUBMISSION])
def test_whichever_write_fails_is_told_and_leaves_nothing_by_half(
    house: House, tmp_path: Path, tell: Callable[[str], None], round_: int
) -> None:
    if not house.app.config["SQLALCHEMY_DATABASE_URI"].startswith("sqlite"):
        pytest.skip("the database of a server writes in a process of its own")
    drafts(house.app, MANY)
    waiting = (Founder(house=house, number=number) for number in range(MANY))
    founders, refused, log = [next(waiting)], Counter[str](), tmp_path / "calls"
    with house.served("--worker-class", "sync") as web:
        founders[0].act(round_)
        for calls in CALLS:
            for nth in count(1):
                founders.append(next(waiting))
                assert founders[-1].write().status == KEPT  # whatever the one before met
                (process,) = web.children()
                with refusing(process, calls, nth, log):
                    founders[-1].act(round_)
                if "(INJECTED)" not in log.read_text():
                    break
                refused[calls] += 1
    told = [reply.status for founder in founders for reply in founder.refused]
    assert refused["pwrite64"]
    assert set(told) <= TOLD
    stored = reckon(house, founders)
    tell(f"{dict(refused)} refused: {len(told)} told, {stored} acknowledged and stored")
