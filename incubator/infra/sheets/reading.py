"""Reading a table, whatever it is in, within bounds."""

import csv
import json
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from io import StringIO
from pathlib import Path
from typing import IO, Final

from incubator.infra.filetypes import Swelling, inspect
from incubator.infra.sheets.flaws import ColumnsTwice, NoRows, NotText, TooManyRows, Unclosed
from incubator.infra.sheets.inert import plain, restore
from incubator.kernel.documents import LARGEST, Kind, kind_of
from incubator.kernel.tables import Row, Table

ROOT: Final = Path(__file__).parents[3]
SECONDS: Final = 30  # by the clock, on a machine that is busy
MOST_ROWS: Final = 5_000
MARK: Final = "\N{ZERO WIDTH NO-BREAK SPACE}"
SEPARATORS: Final = (";", ",", "\t")
QUOTED: Final = re.compile(r'(?<![^;,\t\n])"(?:[^"]++|"")*+"')
ZIP: Final = b"PK\x03\x04"

Rows = Iterator[Sequence[str]]


def read_table(stream: IO[bytes], *, name: str) -> Table:
    """Return the table in a file, or raise in words why there is none."""
    stream.seek(0)
    packed = stream.read(len(ZIP)) == ZIP or kind_of(name) is Kind.XLSX
    stream.seek(0)
    rows = _read_workbook(stream, name) if packed else _read_text(stream, name)
    columns = tuple(cell.strip() for cell in next(rows, ()))
    found = tuple(_bounded(rows, name))
    if not found or not columns:
        raise NoRows(name=name)
    counts = Counter(columns)
    if twice := [column or "–" for column, count in counts.items() if count > 1 or not column]:
        raise ColumnsTwice(columns=", ".join(twice))
    return Table(columns=columns, rows=found)


def _bounded(rows: Iterable[Sequence[str]], name: str) -> Iterator[Row]:
    """Return the rows that say something, with their lines, and stop where there are too many."""
    for line, cells in enumerate(rows, start=2):
        if line > MOST_ROWS + 1:
            raise TooManyRows(name=name, most=MOST_ROWS)
        if any(cells):
            yield Row(line, tuple(cells))


def _read_text(stream: IO[bytes], name: str) -> Rows:
    """Return the rows of a CSV, whichever of three separators it uses."""
    try:
        text = stream.read(LARGEST).decode().removeprefix(MARK)
    except UnicodeDecodeError:
        raise NotText(name=name) from None
    if "\0" in text:
        raise NotText(name=name)
    first = QUOTED.sub("", text).partition("\n")[0]
    separator = max(SEPARATORS, key=first.count)
    reader = csv.reader(StringIO(text, newline=""), delimiter=separator, strict=True)
    return ([restore(plain(cell)) for cell in cells] for cells in _told(reader, name))


def _told(reader: Iterable[list[str]], name: str) -> Rows:
    """Return the rows of a reader; what it stumbles on is told by the row where it began."""
    line = 0
    try:
        for line, cells in enumerate(reader, start=1):  # noqa: B007 - told when the next one fails
            yield cells
    except csv.Error:
        raise Unclosed(name=name, line=line + 1) from None


def _read_workbook(stream: IO[bytes], name: str) -> Rows:
    """Return the rows of the first sheet, read by a bounded child that knows no secret of ours."""
    inspect(stream, name=name, kinds=(Kind.XLSX,))
    order = [sys.executable, "-m", "incubator.infra.sheets.workbooks", str(MOST_ROWS + 1)]
    try:
        answer = subprocess.run(  # noqa: S603 - our own module; the name is no part of it
            order,
            input=stream.read(),
            capture_output=True,
            cwd=ROOT,
            env={"LC_ALL": "C.UTF-8"},
            timeout=SECONDS,
            check=True,
        )
        found: list[list[str]] = json.loads(answer.stdout)
    except (subprocess.SubprocessError, ValueError):
        raise Swelling(name=name) from None
    return iter([[plain(cell) for cell in cells] for cells in found])
