"""How words are compared, without case nor accents, how they are counted, listed and addressed."""

import re
from collections.abc import Sequence
from typing import Final
from unicodedata import combining, normalize

import regex

LETTERS: Final = {0x153: "oe", 0xE6: "ae", 0xF8: "o", 0x2019: "'"}  # which do not decompose
MOST_NAMES: Final = 20  # in one sentence
ADDRESS: Final = re.compile(r"[^@\s,;<>\"]+@[^@\s,;<>\"]+\.[^@\s,;<>\".]+")
CHARACTER: Final = regex.compile(r"\X")  # as Unicode says that people see them (UAX 29)


def fold(text: str) -> str:
    """Return a text as a search compares it."""
    plain = normalize("NFKD", text.casefold().translate(LETTERS))
    return " ".join("".join(one for one in plain if not combining(one)).split())


def is_address(text: str) -> bool:
    """Tell whether a mail could be sent there, as far as its writing tells."""
    return ADDRESS.fullmatch(text) is not None


def length(text: str) -> int:
    """Return how many characters a person counts: a line break is one, a flag too."""
    return sum(1 for _ in CHARACTER.finditer(text))


def join_names(names: Sequence[str]) -> str:
    """Return names as a sentence lists them, the first ones only when there are many."""
    return ", ".join([*names[:MOST_NAMES], *(["…"] if len(names) > MOST_NAMES else [])])
