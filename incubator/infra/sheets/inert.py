"""Cells that a spreadsheet would compute: an apostrophe before them says that they are text.

A comma, a tab or a line break begins a cell too, for whoever reads a table with another separator
than ours. Reading takes away what writing puts, so that nothing changes on the way out and back.
"""

import re
from typing import Final

from incubator.infra.forms import clean_text

BEGINS: Final = r"(?:\A|(?<=[,\t\n]))"
UNSEEN: Final = r'(?:[^\S\t\n]|["\u00ad\u200b-\u200f\u2060-\u2064\ufeff])*'  # skipped by some
ACTING: Final = r"(?='*" + UNSEEN + r"[=+\-@\t＝＋－＠﹦﹢﹣﹫])"
EMPTY_LINE: Final = r"(?='*\n)"  # at the beginning, it hides what follows
ACTS: Final = re.compile(rf"{BEGINS}{ACTING}|\A{EMPTY_LINE}")
MARKED: Final = re.compile(rf"{BEGINS}'{ACTING}|\A'{EMPTY_LINE}")


def plain(cell: str) -> str:
    """Return a cell without what no one types, its line breaks all of one kind."""
    return clean_text(cell.replace("\r\n", "\n").replace("\r", "\n")) or ""


def defuse(cell: str) -> str:
    """Return a cell as no spreadsheet computes it."""
    return ACTS.sub("'", cell)


def restore(cell: str) -> str:
    """Return a cell as it was before it was defused."""
    return MARKED.sub("", cell)
