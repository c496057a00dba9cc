"""Which characters can be printed: what is dropped, what no font of the house can draw."""

import re
import unicodedata
from collections.abc import Collection
from functools import cache
from pathlib import Path
from typing import Final

from fontTools.ttLib import TTFont  # type: ignore[import-untyped]

FONTS: Final = Path(__file__).parents[3] / "static" / "letters" / "fonts"
REPLACED: Final = {
    ord("\N{NON-BREAKING HYPHEN}"): "-",
    ord("\N{LINE SEPARATOR}"): "\n",
    ord("\N{PARAGRAPH SEPARATOR}"): "\n",
}
DROPPED: Final = re.compile(
    "["
    "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"  # controls
    "\u202a-\u202e\u2066-\u2069"  # orders that turn the direction of reading, to deceive
    "\ue000-\uf8ff\U000f0000-\U0010ffff"  # private use
    "\ufff9-\uffff\ud800-\udfff"  # traces of other programs and of broken encodings
    "]"
)
INVISIBLE: Final = re.compile(
    "[\t\n\r\u00ad\u061c\u180e\u200b-\u200f\u2060-\u206f\ufe00-\ufe0f\ufeff\U000e0000-\U000e0fff]"
)


def clean(text: str) -> str:
    """Return a text without the characters that people never meant to print."""
    return unicodedata.normalize("NFC", DROPPED.sub("", text.translate(REPLACED)))


def legible(text: str) -> str:
    """Return a text with a box in place of each character that no font of the house can draw."""
    return clean(text).translate({ord(character): "□" for character in unprintable(text)})


def unprintable(text: str) -> set[str]:
    """Return the characters that would be missing from a printed text."""
    visible = INVISIBLE.sub("", clean(text))
    return {character for character in visible if ord(character) not in _drawn()}


@cache
def _drawn() -> frozenset[int]:
    """Return every character that a font of the house can draw."""
    return frozenset[int]().union(*map(_drawn_by, FONTS.glob("*.ttf")))


def _drawn_by(path: Path) -> Collection[int]:
    with TTFont(path, lazy=True) as font:
        characters: Collection[int] = font.getBestCmap()
        return characters
