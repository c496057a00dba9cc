"""The fonts of letters lie there as others published them."""

import re
from hashlib import sha256
from pathlib import Path
from typing import Final

FONTS: Final = Path(__file__).parents[3] / "static" / "letters" / "fonts"


def test_every_font_is_as_published() -> None:
    readme = (FONTS / "README.md").read_text(encoding="utf-8")
    listed = set(re.findall(r"^\| `([0-9a-f]{64})` \| (\S+) \|$", readme, re.MULTILINE))
    files = [path for path in FONTS.iterdir() if path.name != "README.md"]
    assert {(sha256(path.read_bytes()).hexdigest(), path.name) for path in files} == listed
