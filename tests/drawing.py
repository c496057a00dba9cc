"""A program that draws documents one after the other, as the worker does, and tells what each took.

Pages by name come in as JSON; what became of each leaves as JSON.
"""

import json
import sys
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from threading import Event, Thread
from time import monotonic
from typing import Any, Final

from incubator.infra.pdf import PdfRefused, render_pdf
from tests.hostile_documents import HEAD

AT: Final = datetime(2027, 1, 22, 9, 30, tzinfo=UTC)
NEIGHBOUR: Final = f"{HEAD}<p>Le courrier d’à côté."


class Watch(Thread):
    """Looks at the child that draws, and keeps the most memory that it asked for, in KiB.

    A child that is over between two looks leaves nothing: 0.
    """

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.done = Event()
        self.most = 0

    def run(self) -> None:
        """Look again and again."""
        while not self.done.wait(0.005):
            drawing = [child for helper in _children("self") for child in _children(helper)]
            self.most = max([self.most, *map(_peak, drawing)])


def main() -> None:
    """Draw each page, and its neighbour after it."""
    pages: dict[str, str] = json.load(sys.stdin)
    render_pdf(NEIGHBOUR, at=AT)  # the workshop warms up
    json.dump({name: _draw(page) for name, page in pages.items()}, sys.stdout)


def _draw(page: str) -> dict[str, Any]:
    watch, start, reason = Watch(), monotonic(), ""
    watch.start()
    try:
        render_pdf(HEAD + page, at=AT)
    except PdfRefused as refused:
        reason = str(refused)
    took = monotonic() - start
    watch.done.set()
    neighbour = sha256(render_pdf(NEIGHBOUR, at=AT)).hexdigest()
    return {"reason": reason, "seconds": took, "kib": watch.most, "neighbour": neighbour}


def _children(process: str) -> list[str]:
    tasks = Path(f"/proc/{process}/task").glob("*/children")
    return [child for task in tasks for child in _read(task).split()]


def _peak(process: str) -> int:
    """Return the most address space that a process ever had."""
    status = dict(
        line.split(":", 1) for line in _read(Path(f"/proc/{process}/status")).splitlines()
    )
    return int(status.get("VmPeak", "0").split()[0])


def _read(path: Path) -> str:
    """Return a file of the kernel, empty once its process has gone."""
    try:
        return path.read_text()
    except OSError:
        return ""


if __name__ == "__main__":
    main()
