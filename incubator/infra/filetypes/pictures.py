"""PNG and JPEG: whole, and of a size that a machine can open."""

from io import SEEK_END
from pathlib import Path
from typing import Final

from PIL import Image

from incubator.infra.filetypes.flaws import Flaw, FlawError
from incubator.infra.filetypes.tails import refuse_archive
from incubator.kernel.documents import Kind

MOST_PIXELS: Final = 64_000_000
FORMATS: Final = {Kind.PNG: "PNG", Kind.JPEG: "JPEG"}
PNG_END: Final = b"IEND\xaeB`\x82"


def look(path: str, kind: Kind) -> None:
    """Raise what is wrong with a picture."""
    Image.MAX_IMAGE_PIXELS = None  # ours is the limit
    refuse_archive(path)
    with Image.open(path, formats=[FORMATS[kind]]) as picture:
        width, height = picture.size
        if width * height > MOST_PIXELS:
            raise FlawError(Flaw.SWELLING)
        if kind is Kind.JPEG:
            picture.draft("RGB", (width // 8, height // 8))  # an eighth says as well that it opens
            picture.load()
        else:
            picture.verify()
    if kind is Kind.PNG:
        _check_end(path)


def _check_end(path: str) -> None:
    """Refuse what goes on after the picture."""
    with Path(path).open("rb") as file:
        file.seek(-len(PNG_END), SEEK_END)
        if file.read() != PNG_END:
            raise FlawError(Flaw.MIXED)
