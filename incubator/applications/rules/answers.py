"""An answer: its one way of being written down, and what is to be corrected in it."""

from __future__ import annotations

import json
import re
from datetime import date, datetime
from typing import TYPE_CHECKING, Final

from stdnum.fr import siret

from incubator.calls.rules import ROWED, QuestionKind
from incubator.kernel.refusals import N_
from incubator.kernel.texts import is_address, length

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from incubator.calls.rules import Column, Question

Row = dict[str, str]  # what was written in each column

NBSP: Final = "\N{NO-BREAK SPACE}"
LONGEST: Final = 50_000  # code points of one answer, whatever its question says
HEAVIEST: Final = 10  # code points of one character, on average: families and flags take as many
TOO_LONG: Final = N_("Raccourcissez ce texte : il dépasse la limite indiquée.")
DAYS: Final = ("%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y")
OVER: Final = N_("Une part ne dépasse pas 100 %.")
WHOLE: Final = 100  # per cent
UNITS: Final = re.compile(r"[\s€%]+")  # what people write around a number
SPACES: Final = re.compile(r"\s+")
URL: Final = re.compile(r"(https?://)?[\w-]+(\.[\w-]+)+(:\d+)?([/?#]\S*)?", re.IGNORECASE)
PHONE: Final = re.compile(r"\+?[\d\s.()/-]{6,25}")
RNA: Final = re.compile(r"W\d{9}")
NUMBER: Final = re.compile(r"\d{1,12}([.,]\d{1,4})?")
TOWN: Final = re.compile(r"^.*\d{4,5}.*\w", re.MULTILINE)


def tidy(question: Question, text: str) -> str:
    """Return an answer as it is kept: numbers of register without spaces, days as ISO writes."""
    match question.kind:
        case QuestionKind.SIRET | QuestionKind.RNA:
            return SPACES.sub("", text).upper()
        case QuestionKind.DATE:
            day = read_day(text)
            return day.isoformat() if day else text.strip()
        case QuestionKind.TEXT | QuestionKind.TEXTAREA | QuestionKind.ADDRESS:
            return text
    return text.strip()


def complain(question: Question, text: str) -> str | None:
    """Say what is to be corrected in an answer, or None; a missing answer is no mistake."""
    if is_too_long(question, text):
        return TOO_LONG
    if question.kind in ROWED:
        complaints = (c for row in read_rows(text) for c in complain_of_row(question, row).values())
        return next(complaints, None)
    return _complain_of(question.kind, text)


def complain_of_row(question: Question, row: Row) -> Mapping[str, str]:
    """Say what is to be corrected in a row, by column."""
    complaints: dict[str, str] = {}
    for column in question.columns:
        text = row.get(column.key, "")
        complaint = TOO_LONG if length(text) > column.limit else _complain_of(column.kind, text)
        if column.unit == "%" and not complaint and _is_over(text):
            complaint = OVER
        if complaint:
            complaints[column.key] = complaint
    return complaints


def is_too_long(question: Question, text: str) -> bool:
    """Tell whether an answer passes the limit of its question, or the one that all have."""
    limit = question.limit or LONGEST
    if length(text) > limit or len(text) > min(limit * HEAVIEST, LONGEST):
        return True
    if question.kind not in ROWED:
        return False
    limits = {column.key: column.limit for column in question.columns}
    return any(length(t) > limits.get(key, 0) for row in read_rows(text) for key, t in row.items())


def is_answered(question: Question, texts: Mapping[str, str]) -> bool:
    """Tell whether a question has an answer that a person can see."""
    text = texts.get(question.key, "")
    return any(character.isprintable() and not character.isspace() for character in text)


def read_rows(text: str) -> Sequence[Row]:
    """Return the rows of an answer."""
    rows: list[Row] = json.loads(text) if text else []
    return rows


def write_rows(question: Question, rows: Sequence[Row]) -> str:
    """Return rows as they are kept: those of a table all, of a list those that say something."""
    keys = [column.key for column in question.columns]
    written = [{key: row[key].strip() for key in keys if row.get(key, "").strip()} for row in rows]
    if question.kind is QuestionKind.REPEAT:
        written = [row for row in written if row][: question.most]
    else:
        written = written[: len(question.rows)]
    return json.dumps(written, ensure_ascii=False) if any(written) else ""


def in_words(question: Question, text: str) -> str:
    """Return an answer as people read it; rows are read otherwise."""
    labels = dict(question.choices)
    match question.kind:
        case _ if labels:
            return ", ".join(labels.get(value, value) for value in text.split("\n"))
        case QuestionKind.DATE:
            day = read_day(text)
            return f"{day:%d/%m/%Y}" if day else text
        case QuestionKind.NUMBER:
            return _count(text, question.unit)
        case kind if kind in ROWED:
            return ""
    return text


def rows_in_words(question: Question, text: str) -> tuple[tuple[str, ...], ...]:
    """Return the rows of an answer as people read them, the head of each row first in a table."""
    return tuple(_rows_in_words(question, read_rows(text))) if question.kind in ROWED else ()


def read_day(text: str) -> date | None:
    """Return a day as people write it, or None."""
    for form in DAYS:
        try:
            return datetime.strptime(text.strip(), form).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    return None


def _rows_in_words(question: Question, rows: Sequence[Row]) -> Iterator[tuple[str, ...]]:
    for number, row in enumerate(rows):
        cells = tuple(_cell(column, row) for column in question.columns)
        yield (*question.rows[number : number + 1], *cells)


def _cell(column: Column, row: Row) -> str:
    text = row.get(column.key, "")
    return _count(text, column.unit) if column.kind is QuestionKind.NUMBER else text


def _count(text: str, unit: str) -> str:
    """Return a number as people write it, its thousands apart, with what it counts."""
    whole, mark, rest = UNITS.sub("", text).replace(".", ",").partition(",")
    if not _is_number(text):
        return text
    grouped = f"{int(whole):,}".replace(",", NBSP) + mark + rest
    return f"{grouped}{NBSP}{unit}" if unit else grouped


def _is_over(text: str) -> bool:
    """Tell whether a share is more than the whole."""
    return bool(text.strip()) and float(UNITS.sub("", text).replace(",", ".")) > WHOLE


def _is_number(text: str) -> bool:
    return NUMBER.fullmatch(UNITS.sub("", text)) is not None


CHECKS: Final[Mapping[QuestionKind, tuple[Callable[[str], object], str]]] = {
    QuestionKind.URL: (
        URL.fullmatch,
        N_("Écrivez une adresse de site, par exemple https://www.exemple.fr."),
    ),
    QuestionKind.EMAIL: (
        is_address,
        N_("Écrivez une adresse électronique, par exemple prenom.nom@exemple.fr."),
    ),
    QuestionKind.PHONE: (
        PHONE.fullmatch,
        N_("Écrivez un numéro de téléphone, par exemple 03 22 00 00 00."),
    ),
    QuestionKind.SIRET: (
        siret.is_valid,
        N_("Vérifiez ce numéro : un SIRET compte 14 chiffres et sa clé ne correspond pas."),
    ),
    QuestionKind.RNA: (
        RNA.fullmatch,
        N_("Vérifiez ce numéro : W suivi de 9 chiffres."),
    ),
    QuestionKind.DATE: (read_day, N_("Indiquez un jour, par exemple 31/12/2026.")),
    QuestionKind.NUMBER: (_is_number, N_("Écrivez un nombre, par exemple 12 000 ou 2,5.")),
    QuestionKind.ADDRESS: (
        TOWN.search,
        N_("Ajoutez le code postal et la commune : un courrier doit pouvoir arriver."),
    ),
}


def _complain_of(kind: QuestionKind, text: str) -> str | None:
    if kind not in CHECKS or not text.strip():
        return None
    check, complaint = CHECKS[kind]
    return None if check(text.strip()) else complaint
