"""The names of files: as people gave them, without what breaks a header or deceives a reader."""

from typing import Final
from unicodedata import category, normalize

LONGEST_STEM: Final = 160  # bytes: with its ending, a name fits every disk and every archive
LONGEST_ENDING: Final = 40
JOINERS: Final = frozenset("\u200c\u200d")  # they hold some letters and some pictures together
EDGES: Final = " ." + "".join(sorted(JOINERS))
RESERVED: Final = frozenset(
    {"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(10))}
)


def safe_name(name: str) -> str:
    """Return a file's name without its folder, nor what breaks a header or deceives a reader."""
    bare = normalize("NFC", name).replace("\\", "/").rpartition("/")[2]
    seen = "".join(character if _is_seen(character) else " " for character in bare)
    clear = " ".join(part for part in seen.split(" ") if part).strip(EDGES)
    stem, dot, ending = clear.rpartition(".") if "." in clear else (clear, "", "")
    whole = f"{_cut(stem, LONGEST_STEM)}{dot}{_cut(ending, LONGEST_ENDING)}".strip(EDGES)
    reserved = whole.partition(".")[0].strip().lower() in RESERVED
    return f"_{whole}" if reserved else whole or "document"


def _is_seen(character: str) -> bool:
    """Tell whether a character shows; one that turns the reading round or hides does not."""
    kind = category(character)
    return character in JOINERS or not (kind.startswith("C") or kind in {"Zl", "Zp"})


def _cut(text: str, most: int) -> str:
    """Return as much of a text as fits in so many bytes, no character cut in two."""
    return text.encode()[:most].decode(errors="ignore")
