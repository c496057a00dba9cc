"""How words are compared: without case nor accents."""

from typing import Final
from unicodedata import combining, normalize

LETTERS: Final = {0x153: "oe", 0xE6: "ae", 0xF8: "o", 0x2019: "'"}  # which do not decompose


def fold(text: str) -> str:
    """Return a text as a search compares it."""
    plain = normalize("NFKD", text.casefold().translate(LETTERS))
    return " ".join("".join(one for one in plain if not combining(one)).split())
