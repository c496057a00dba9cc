"""What others made lies here as they published it."""

import re
from hashlib import sha256
from pathlib import Path

STATIC = Path(__file__).parents[2] / "static"
LISTED = re.findall(
    r"^\| `([0-9a-f]{64})` \| (\S+) \|$",
    (STATIC / "vendor" / "README.md").read_text(encoding="utf-8"),
    re.MULTILINE,
)


def test_every_listed_file_is_as_published() -> None:
    altered = [
        name
        for digest, name in LISTED
        if sha256((STATIC / name).read_bytes()).hexdigest() != digest
    ]
    assert altered == []


def test_every_vendored_file_is_listed() -> None:
    lying_there = {
        path.relative_to(STATIC).as_posix()
        for path in (STATIC / "vendor").rglob("*")
        if path.is_file() and path.name != "README.md"
    }
    assert lying_there | {"icons.svg"} == {name for _, name in LISTED}
