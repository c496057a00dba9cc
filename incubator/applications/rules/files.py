"""The files of a dossier: how many, of which kind, how large."""

from dataclasses import dataclass
from typing import Final, NewType
from uuid import UUID

from incubator.kernel.events import Event
from incubator.kernel.refusals import N_, Refusal

FileId = NewType("FileId", UUID)

MOST_FILES: Final = 3
SIGNATURES: Final = {b"%PDF-": "application/pdf"}


class TooManyFiles(Refusal):
    """A question takes a few files."""

    sentence = N_("Trois fichiers au plus par question : retirez-en un d’abord.")


class UnknownFileType(Refusal):
    """A file is what its content says."""

    sentence = N_("Choisissez un fichier PDF : le contenu de « %(name)s » n’en est pas un.")


class EmptyFile(Refusal):
    """A file holds something."""

    sentence = N_("Le fichier « %(name)s » est vide : choisissez-en un autre.")


@dataclass(frozen=True, kw_only=True)
class FileRemoved(Event):
    """A file was taken back before the closing."""

    file_id: FileId


def media_type(name: str, start: bytes) -> str:
    """Return the type of a file by its first bytes, or raise what is wrong with it."""
    if not start:
        raise EmptyFile(name=name)
    for signature, found in SIGNATURES.items():
        if start.startswith(signature):
            return found
    raise UnknownFileType(name=name)
