"""A table as people give one: named columns, and rows known by their line."""

from dataclasses import dataclass
from typing import NamedTuple


class Row(NamedTuple):
    """One row; the line is the one that a spreadsheet shows, the names of the columns on line 1."""

    line: int
    cells: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Table:
    """A whole table, all of it text."""

    columns: tuple[str, ...]
    rows: tuple[Row, ...]
