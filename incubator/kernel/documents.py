"""The kinds of file that people may give, and how large one may be."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

LARGEST: Final = 20 * 1024 * 1024


class Kind(StrEnum):
    """A kind of file, by the ending of its name."""

    PDF = "pdf"
    ODT = "odt"
    ODS = "ods"
    ODP = "odp"
    DOCX = "docx"
    XLSX = "xlsx"
    PPTX = "pptx"
    PNG = "png"
    JPEG = "jpg"


OPEN_DOCUMENT: Final = "application/vnd.oasis.opendocument."
OFFICE: Final = "application/vnd.openxmlformats-officedocument."
MEDIA_TYPES: Final[Mapping[Kind, str]] = {
    Kind.PDF: "application/pdf",
    Kind.ODT: f"{OPEN_DOCUMENT}text",
    Kind.ODS: f"{OPEN_DOCUMENT}spreadsheet",
    Kind.ODP: f"{OPEN_DOCUMENT}presentation",
    Kind.DOCX: f"{OFFICE}wordprocessingml.document",
    Kind.XLSX: f"{OFFICE}spreadsheetml.sheet",
    Kind.PPTX: f"{OFFICE}presentationml.presentation",
    Kind.PNG: "image/png",
    Kind.JPEG: "image/jpeg",
}
ALIASES: Final = {"jpeg": Kind.JPEG, "jpe": Kind.JPEG, "jfif": Kind.JPEG}


def kind_of(name: str) -> Kind | None:
    """Return the kind that a name claims, or None."""
    _, dot, ending = name.lower().rpartition(".")
    if not dot:
        return None
    return ALIASES.get(ending) or (Kind(ending) if ending in set(Kind) else None)


def accepted(names: tuple[str, ...]) -> tuple[Kind, ...]:
    """Return the kinds that these names call for; no name calls for all."""
    return tuple(Kind(name) for name in names) or tuple(Kind)
