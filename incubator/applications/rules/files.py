"""The files of a dossier: how many, of which kind, how large."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NewType
from uuid import UUID

from incubator.kernel.documents import LARGEST
from incubator.kernel.events import Event
from incubator.kernel.refusals import N_, Refusal

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from incubator.applications.rules.submission import DossierFile
    from incubator.calls.rules import Question

FileId = NewType("FileId", UUID)

MOST_IN_ALL: Final = 20  # files of one dossier
LARGEST_IN_ALL: Final = 100 * 1024 * 1024


class FileMissing(Refusal):
    """One gives a file that one chose."""

    sentence = N_("Choisissez un fichier.")


class EmptyFile(Refusal):
    """A file holds something."""

    sentence = N_("Le fichier « %(name)s » est vide : choisissez-en un autre.")


class FileTooLarge(Refusal):
    """One file has a limit."""

    sentence = N_("« %(name)s » pèse plus de 20 Mo : réduisez-le ou coupez-le en deux.")


class TooManyFiles(Refusal):
    """A question takes a few files."""

    sentence = N_("« %(name)s » est de trop, %(most)s au plus ici : retirez d’abord un fichier.")


class TooManyInAll(Refusal):
    """A dossier takes a few files."""

    sentence = N_("« %(name)s » est de trop, 20 fichiers au plus par dossier : retirez-en un.")


class TooLargeInAll(Refusal):
    """A dossier can be read on any line."""

    sentence = N_(
        "Avec « %(name)s », le dossier pèserait plus de 100 Mo : retirez un fichier ou réduisez-le."
    )


class TooManyPages(Refusal):
    """A question says how long an answer may be, in pages too."""

    sentence = N_("« %(name)s » compte %(pages)s pages, %(most)s au plus : raccourcissez-le.")


@dataclass(frozen=True, kw_only=True)
class FileAdded(Event):
    """A file was given in answer to a question."""

    key: str
    file_id: FileId


@dataclass(frozen=True, kw_only=True)
class FileRemoved(Event):
    """A file was taken back before the closing."""

    file_id: FileId


def why_not_add(
    question: Question, files: Mapping[str, Sequence[DossierFile]], *, name: str, size: int
) -> Refusal | None:
    """Say why one more file cannot be given to a question, or None."""
    present = [file for own in files.values() for file in own]
    refusals: dict[Refusal, bool] = {
        EmptyFile(name=name): not size,
        FileTooLarge(name=name): size > LARGEST,
        TooManyFiles(name=name, most=question.most): len(files.get(question.key, ()))
        >= question.most,
        TooManyInAll(name=name): len(present) >= MOST_IN_ALL,
        TooLargeInAll(name=name): sum(file.size for file in present) + size > LARGEST_IN_ALL,
    }
    return next((refusal for refusal, holds in refusals.items() if holds), None)


def why_not_pages(question: Question, *, name: str, pages: int | None) -> Refusal | None:
    """Say that a document is longer than its question allows, or None."""
    if question.limit is None or pages is None or pages <= question.limit:
        return None
    return TooManyPages(name=name, pages=pages, most=question.limit)
