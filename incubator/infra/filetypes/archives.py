"""OpenDocument and Office: archives of XML, without programs, other archives or tricks."""

import re
import stat
from collections.abc import Iterator
from io import BytesIO
from pathlib import PurePosixPath
from typing import IO, Final
from zipfile import ZipFile, ZipInfo

from incubator.infra.filetypes.flaws import Flaw, FlawError
from incubator.kernel.documents import LARGEST, MEDIA_TYPES, Kind

MOST_PARTS: Final = 5_000
LARGEST_WHOLE: Final = 500 * 1024 * 1024
MOST_SWELLING: Final = 100
SMALL: Final = 1024 * 1024  # what swells to less than this does no harm
BLOCK: Final = 1024 * 1024
SEAM: Final = 512  # what a block repeats of the one before, so that no word is cut
OPEN_KINDS: Final = {Kind.ODT, Kind.ODS, Kind.ODP}
TYPES: Final = "[Content_Types].xml"
MANIFEST: Final = "META-INF/manifest.xml"
MACROS: Final = re.compile(r"vba(?:project|data)|^Basic/[^/]+/(?!script-l[bc]\.xml)|^Scripts/.")
ACTS: Final = re.compile(
    rb"macroEnabled|vbaProject|<!ENTITY|<script:event-listener|<ddeLink|<w:instrText[^>]*>\s*DDE"
)
REMOTE: Final = re.compile(
    rb"<Relationship\b(?=[^>]*/(?:attachedTemplate|oleObject|frame|subDocument|slideUpdateUrl)[\"'])"
    rb"(?=[^>]*\bTarget\s*=\s*[\"'](?:https?:|ftp:|mhtml:|mk:|\\\\|file:/{4}))",
    re.IGNORECASE,
)
PROGRAMS: Final = (b"MZ", b"\x7fELF", b"#!", b"\xd0\xcf\x11\xe0", b"L\0\0\0\x01\x14\x02\0")
ARCHIVES: Final = (b"PK\x03\x04", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"BZh", b"\xfd7zXZ")


def look(path: str, kind: Kind) -> None:
    """Raise what is wrong with a document."""
    with open(path, "rb") as file, ZipFile(file) as archive:  # noqa: PTH123 - a path is no more
        _check(archive, file.seek(0, 2))
        _check_kind(archive, kind)


def _check(archive: ZipFile, size: int, *, inside: bool = False) -> None:
    """Check an archive, and the charts' own archives inside it, which hold no other."""
    parts = archive.infolist()
    whole = sum(part.file_size for part in parts)
    if len(parts) > MOST_PARTS or whole > LARGEST_WHOLE or whole > max(SMALL, size * MOST_SWELLING):
        raise FlawError(Flaw.SWELLING)
    for part in parts:
        _check_name(part)
        _check_content(archive, part, inside=inside)


def _check_name(part: ZipInfo) -> None:
    path = PurePosixPath(part.orig_filename)
    strange = path.is_absolute() or ".." in path.parts or re.search(r"[\\:\0]", part.orig_filename)
    if strange or stat.S_ISLNK(part.external_attr >> 16):
        raise FlawError(Flaw.CARRIER)
    if part.flag_bits & 1:
        raise FlawError(Flaw.LOCKED)
    if MACROS.search(part.filename) or MACROS.search(part.filename.lower()):
        raise FlawError(Flaw.ACTIVE)


def _check_content(archive: ZipFile, part: ZipInfo, *, inside: bool) -> None:
    with archive.open(part) as content:
        for number, block in enumerate(_blocks(content)):
            if number == 0 and block.startswith(PROGRAMS):
                raise FlawError(Flaw.ACTIVE)
            if number == 0 and block.startswith(ARCHIVES):
                _check_inside(archive, part, inside=inside)
            if part.filename.endswith((".xml", ".rels")):
                _check_words(block)


def _blocks(content: IO[bytes]) -> Iterator[bytes]:
    """Return what is unpacked, bit by bit, each with the end of the one before."""
    end = b""
    while block := content.read(BLOCK):
        yield end + block
        end = block[-SEAM:]


def _check_words(block: bytes) -> None:
    words = block.replace(b"\0", b"")  # whatever the width of its characters
    if ACTS.search(words):
        raise FlawError(Flaw.ACTIVE)
    if REMOTE.search(words):
        raise FlawError(Flaw.REACHING)


def _check_inside(archive: ZipFile, part: ZipInfo, *, inside: bool) -> None:
    """Let the figures of a chart be an Office document; nothing else that is packed."""
    ending = PurePosixPath(part.filename).suffix[1:]
    if inside or ending not in {Kind.XLSX, Kind.DOCX, Kind.PPTX} or part.file_size > LARGEST:
        raise FlawError(Flaw.CARRIER)
    with ZipFile(BytesIO(archive.read(part))) as chart:
        _check(chart, part.file_size, inside=True)
        _check_kind(chart, Kind(ending))


def _check_kind(archive: ZipFile, kind: Kind) -> None:
    """Refuse an archive that does not say of itself what its name says."""
    media_type = MEDIA_TYPES[kind].encode()
    if kind not in OPEN_KINDS:
        says = (media_type + b".main+xml") in archive.read(TYPES)
    else:
        says = archive.read("mimetype") == media_type and "content.xml" in archive.namelist()
        if says and b"encryption-data" in archive.read(MANIFEST):
            raise FlawError(Flaw.LOCKED)
    if not says:
        raise FlawError(Flaw.UNREADABLE)
