"""Writing a table: the same table always makes the same bytes."""

import csv
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from enum import StrEnum
from io import BytesIO, StringIO
from typing import Final

from xlsxwriter import Workbook

from incubator.infra.sheets.flaws import CellTooLong
from incubator.infra.sheets.inert import defuse, plain
from incubator.kernel.tables import Table

LONGEST: Final = 32_767  # characters of a cell in a workbook
ALWAYS: Final = datetime(2026, 1, 1, tzinfo=UTC)  # a workbook wants to know when it was made
MARK: Final = "\N{ZERO WIDTH NO-BREAK SPACE}"  # by which spreadsheets know UTF-8


class Format(StrEnum):
    """What a table may be written as."""

    CSV = "csv"
    XLSX = "xlsx"


def write_table(table: Table, form: Format) -> bytes:
    """Return a table as a file."""
    return WRITERS[form](table)


def _write_csv(table: Table) -> bytes:
    text = StringIO(newline="")
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n", quoting=csv.QUOTE_ALL)
    writer.writerows(map(defuse, cells) for cells in _lines(table))
    return f"{MARK}{text.getvalue()}".encode()


def _write_xlsx(table: Table) -> bytes:
    file = BytesIO()
    with Workbook(file, {"in_memory": True}) as book:
        book.set_properties({"created": ALWAYS})
        sheet = book.add_worksheet()
        for line, cells in enumerate(_lines(table)):
            for place, cell in enumerate(cells):
                if len(cell) > LONGEST:
                    raise CellTooLong
                sheet.write_string(line, place, cell)
    return file.getvalue()


def _lines(table: Table) -> Iterator[tuple[str, ...]]:
    for cells in (table.columns, *(row.cells for row in table.rows)):
        yield tuple(map(plain, cells))


WRITERS: Final[Mapping[Format, Callable[[Table], bytes]]] = {
    Format.CSV: _write_csv,
    Format.XLSX: _write_xlsx,
}
