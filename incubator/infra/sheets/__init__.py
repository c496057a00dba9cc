"""Tables in and out: CSV and XLSX, read within bounds and written so that no cell acts."""

from incubator.infra.sheets.flaws import (
    CellTooLong,
    ColumnsTwice,
    NoRows,
    NotText,
    TooManyRows,
    Unclosed,
)
from incubator.infra.sheets.reading import MOST_ROWS, read_table
from incubator.infra.sheets.writing import Format, write_table

__all__ = [
    "MOST_ROWS",
    "CellTooLong",
    "ColumnsTwice",
    "Format",
    "NoRows",
    "NotText",
    "TooManyRows",
    "Unclosed",
    "read_table",
    "write_table",
]
