"""Cells that a spreadsheet would compute: an apostrophe before them says that they are text.

Reading takes away what writing puts, so that nothing changes on the way out and back.
"""

import re
from typing import Final

ACTS: Final = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")
MARKED: Final = re.compile(r"'+[=+\-@\t\r\n＝＋－＠]")


def defuse(cell: str) -> str:
    """Return a cell as no spreadsheet computes it."""
    return f"'{cell}" if ACTS.match(cell) else cell


def restore(cell: str) -> str:
    """Return a cell as it was before it was defused."""
    return cell[1:] if MARKED.match(cell) else cell
