"""The look into a workbook: a process of its own, bounded, that ends with one line of JSON."""

import json
import resource
import sys
from datetime import date, datetime
from io import BytesIO
from typing import Final

from python_calamine import CalamineWorkbook

MEMORY: Final = 1024 * 1024 * 1024
WORK: Final = 8  # seconds of computing


def main(most: int) -> None:
    """Print the rows of the first sheet of the workbook given as input, one more than the most."""
    resource.setrlimit(resource.RLIMIT_CPU, (WORK, WORK + 1))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    book = CalamineWorkbook.from_filelike(BytesIO(sys.stdin.buffer.read()))
    sheet = book.get_sheet_by_index(0)
    rows = sheet.to_python(skip_empty_area=False, nrows=most + 1)
    json.dump([[_text(cell) for cell in row] for row in rows], sys.stdout)


def _text(cell: object) -> str:
    """Return a cell in words: whole numbers without a point, days as 2026-12-31."""
    match cell:
        case float() if cell.is_integer() and abs(cell) < 10**15:
            return str(int(cell))
        case datetime():
            return cell.isoformat(sep=" ")
        case date():
            return cell.isoformat()
    return str(cell)


if __name__ == "__main__":
    main(int(sys.argv[1]))
