"""The look inside a file: a process of its own, bounded, that ends with one line of JSON."""

import json
import resource
import sys
from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Final

from incubator.infra.filetypes.flaws import Flaw, FlawError
from incubator.kernel.documents import Kind

MEMORY: Final = 512 * 1024 * 1024
WORK: Final = 2  # seconds of computing
PATH: Final = "/dev/stdin"
ROOMS: Final[Mapping[Kind, str]] = {
    Kind.PDF: "pdfs",
    Kind.PNG: "pictures",
    Kind.JPEG: "pictures",
}


def main(kind: Kind) -> None:
    """Look into the file given as input."""
    resource.setrlimit(resource.RLIMIT_CPU, (WORK, WORK + 1))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    room = import_module(f"incubator.infra.filetypes.{ROOMS.get(kind, 'archives')}")
    print(json.dumps(_answer(room.look, kind)))  # noqa: T201 - this is how a process answers


def _answer(look: Callable[[str, Kind], int | None], kind: Kind) -> Mapping[str, object]:
    try:
        return {"pages": look(PATH, kind)}
    except FlawError as error:
        return {"flaw": error.flaw}
    except MemoryError:
        return {"flaw": Flaw.SWELLING}
    except Exception:  # noqa: BLE001 - whatever a parser stumbles on, the file does not open
        return {"flaw": Flaw.UNREADABLE}


if __name__ == "__main__":
    main(Kind(sys.argv[1]))
