"""A table of dossiers kept elsewhere: which rows can come, what is wrong with the others."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Final, NewType
from uuid import UUID

from stdnum import luhn

from incubator.applications.rules.answers import LONGEST
from incubator.applications.rules.dossier import ORGANISATION, TITLE
from incubator.kernel.events import Event
from incubator.kernel.refusals import N_, Refusal
from incubator.kernel.texts import fold

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from incubator.applications.rules.mapping import ColumnMap
    from incubator.kernel.tables import Row, Table

IntakeId = NewType("IntakeId", UUID)
DIGITS: Final = 9  # of a SIREN
LOST: Final = "\N{REPLACEMENT CHARACTER}"


class CellsMissing(Refusal):
    """Each row has a cell for each column."""

    sentence = N_("Il manque des cellules : %(found)s au lieu de %(expected)s.")


class CellsInExcess(Refusal):
    """No cell is without a column."""

    sentence = N_("Des cellules sont en trop : %(found)s au lieu de %(expected)s.")


class CharactersLost(Refusal):
    """What an earlier program could not write, nobody here can guess."""

    sentence = N_("Des caractères sont perdus dans la colonne « %(column)s ».")


class SirenMissing(Refusal):
    """A company is known by its SIREN."""

    sentence = N_("Le SIREN manque.")


class SirenMalformed(Refusal):
    """Nine digits make a SIREN."""

    sentence = N_("« %(siren)s » n’est pas un SIREN : il en faut les neuf chiffres.")


class SirenFalse(Refusal):
    """The last digit of a SIREN vouches for the others."""

    sentence = N_("Le SIREN %(siren)s n’existe pas : vérifiez ses chiffres.")


class TitleMissing(Refusal):
    """A dossier has a name in every list."""

    sentence = N_("Le nom du projet manque.")


class OrganisationMissing(Refusal):
    """Somebody carries each project."""

    sentence = N_("Le nom de la structure manque.")


class ThemeMissing(Refusal):
    """Without a theme nobody knows which choice is meant."""

    sentence = N_("Le thème manque, et la correspondance ne dit pas que faire alors.")


class ThemeUnknown(Refusal):
    """Each theme stands for a choice."""

    sentence = N_("La correspondance ne connaît pas le thème « %(theme)s ».")


class AnswerTooLong(Refusal):
    """An imported text may pass its question's limit, not the one that all texts have."""

    sentence = N_("Le texte de la colonne « %(column)s » dépasse %(most)s caractères.")


class RowRepeated(Refusal):
    """The same SIREN, project and company are the same dossier."""

    sentence = N_("Cette ligne répète la ligne %(line)s : même SIREN, même projet, même structure.")


class AlreadyImported(Refusal):
    """A dossier comes once."""

    sentence = N_("Ce dossier est déjà importé, sous le numéro %(number)s.")


class WrongRows(Refusal):
    """All come, or none."""

    sentence = N_("Le tableau a des lignes à corriger : rien n’est importé.")


class TableImported(Refusal):
    """A table is imported once."""

    sentence = N_("Ce tableau est importé depuis le %(imported_at)s.")


@dataclass(frozen=True, kw_only=True)
class TableBrought(Event):
    """A manager brought a table of dossiers; nothing of it is imported yet."""

    intake_id: IntakeId
    digest: str


@dataclass(frozen=True, kw_only=True)
class DossiersImported(Event):
    """The dossiers of a table were taken over, all at once."""

    intake_id: IntakeId
    digest: str
    dossiers: int
    first: str
    last: str


@dataclass(frozen=True, kw_only=True)
class DossiersExported(Event):
    """The table of a call left, as a file known by its digest."""

    form: str
    digest: str
    dossiers: int


@dataclass(frozen=True, kw_only=True)
class Fault:
    """What is wrong with one row."""

    line: int
    why: Refusal


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """A row that may become a dossier: its answers, and the row as it stood."""

    line: int
    key: str
    texts: Mapping[str, str]
    source: tuple[tuple[str, str], ...]


@dataclass(frozen=True, kw_only=True)
class Report:
    """What would come of a table."""

    candidates: tuple[Candidate, ...]
    faults: tuple[Fault, ...]


def examine(table: Table, mapping: ColumnMap, known: Mapping[str, str]) -> Report:
    """Say what would come of a table; `known` has the numbers of what is there, by key."""
    candidates, faults = list[Candidate](), list[Fault]()
    seen: dict[str, int] = {}
    for row in table.rows:
        wrong = _why_not_cells(row, table.columns)
        if wrong is None:
            candidate = _candidate(dict(zip(table.columns, row.cells, strict=True)), row, mapping)
            whys = [
                *_why_not_row(candidate, mapping),
                *_why_not_again(candidate, known, seen),
            ]
            seen.setdefault(candidate.key, row.line)
            candidates.append(candidate)
        else:
            whys = [wrong]
        faults += [Fault(line=row.line, why=why) for why in whys]
    return Report(candidates=tuple(candidates), faults=tuple(faults))


def why_not_import(imported_at: datetime | None) -> Refusal | None:
    """Say that a table was imported before, or None."""
    return None if imported_at is None else TableImported(imported_at=imported_at)


def _candidate(cells: Mapping[str, str], row: Row, mapping: ColumnMap) -> Candidate:
    texts = {key: cells[column].strip() for key, column in mapping.columns.items()}
    texts |= {key: " ".join(texts[key].split()) for key in (TITLE, ORGANISATION)}
    if mapping.themes:
        choice = mapping.themes.find(cells[mapping.themes.column])
        texts[mapping.themes.question] = choice or ""
    identity = [_siren(cells, mapping), fold(texts[TITLE]), fold(texts[ORGANISATION])]
    return Candidate(
        line=row.line,
        key=sha256("\0".join(identity).encode()).hexdigest(),
        texts=texts,
        source=tuple(cells.items()),
    )


def _siren(cells: Mapping[str, str], mapping: ColumnMap) -> str:
    return "".join(cells[mapping.siren].split())


def _why_not_cells(row: Row, columns: Sequence[str]) -> Refusal | None:
    found, expected = len(row.cells), len(columns)
    if found == expected:
        return None
    fault = CellsMissing if found < expected else CellsInExcess
    return fault(found=found, expected=expected)


def _why_not_row(candidate: Candidate, mapping: ColumnMap) -> Iterator[Refusal]:
    """Return what is wrong with a row by itself."""
    cells = dict(candidate.source)
    if refusal := _why_not_siren(_siren(cells, mapping)):
        yield refusal
    if not candidate.texts[TITLE]:
        yield TitleMissing()
    if not candidate.texts[ORGANISATION]:
        yield OrganisationMissing()
    if mapping.themes and mapping.themes.find(theme := cells[mapping.themes.column]) is None:
        yield ThemeUnknown(theme=theme) if theme.strip() else ThemeMissing()
    for column, cell in cells.items():
        if LOST in cell:
            yield CharactersLost(column=column)
        if len(cell) > LONGEST:
            yield AnswerTooLong(column=column, most=LONGEST)


def _why_not_siren(siren: str) -> Refusal | None:
    if not siren:
        return SirenMissing()
    if len(siren) != DIGITS or not (siren.isascii() and siren.isdigit()):
        return SirenMalformed(siren=siren)
    return None if luhn.is_valid(siren) else SirenFalse(siren=siren)


def _why_not_again(
    candidate: Candidate, known: Mapping[str, str], seen: Mapping[str, int]
) -> Iterator[Refusal]:
    if candidate.key in known:
        yield AlreadyImported(number=known[candidate.key])
    elif candidate.key in seen:
        yield RowRepeated(line=seen[candidate.key])
