"""Cells that a spreadsheet would compute, and who sees it: three readers of CSV, one of XLSX."""

import csv
import re
from collections.abc import Iterator
from io import BytesIO, StringIO
from typing import Final
from unicodedata import category, normalize
from xml.etree.ElementTree import Element, fromstring
from zipfile import ZipFile

FORMULAS: Final = (
    *("=1+1", "+1+1", "-2+3", "@SUM(1)", "=cmd|' /C calc'!A0", "+cmd|' /C calc'!A0"),
    *('=HYPERLINK("http://evil.example";"ici")', '=WEBSERVICE("http://evil.example")'),
    *('=DDE("cmd";"/C calc";"!A0")', "=-1+1", "==1+1", "=\n1+1", "- point", "-", "@x"),
    *(f"{before}=1+1" for before in (" ", "\u00a0", "\u3000", "\t", "\n", "\n\n", "\t\t", " \t")),
    *(f"{before}=1+1" for before in ("\ufeff", "\u200b", "\u2060", "\u00ad", '"', '""', "'", "''")),
    *("＝1+1", "＋1", "－1", "＠x", "﹦1+1", "﹢1", "﹣1", "﹫x"),
    *("a;=1+1", "a,=1+1", "a\t=1+1", "a\n=1+1", "a,\t=1+1", "a, =1+1", "a,'=1+1", 'a";=1+1'),
    *('a",=1+1', 'a,"=1+1', "a,=cmd|' /C calc'!A0,b", 'a"\n=1+1', ",=1+1", "\n,\n=1+1,"),
)  # fmt: skip
INNOCENT: Final = (
    "+33 3 22 00 00 00",
    "-2,5",
    "'quoted'",
    "'",
    "a - b",
    "l’été, déjà",
    "01234",
    "",
)
ROW: Final = re.compile(r'"(?:[^"]|"")*"(?:;"(?:[^"]|"")*")*\r\n')
SHEET: Final = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def acting_in_csv(content: bytes) -> list[str]:
    """Return the fields that act for somebody who opens a CSV with `;`, with `,` or with tabs."""
    text = content.decode("utf-8-sig")
    right, *wrong = (csv.reader(StringIO(text, newline=""), delimiter=mark) for mark in ";,\t")
    fields = [field for row in right for field in row]
    fields += [  # where quotation marks are misread, a field may begin with the end of a line
        field.lstrip("\r\n") for reader in wrong for row in reader for field in row
    ]
    return [field for field in fields if acts(field)]


def acts(field: str) -> bool:
    """Tell whether a spreadsheet may compute a field; some skip what cannot be seen."""
    seen = field.lstrip('"' + "".join(filter(_is_unseen, field)))
    return field[:1] in {"\t", "\r", "\n", "\0"} or normalize("NFKC", seen[:1]) in {*"=+-@"}


def unquoted_in_csv(content: bytes) -> str:
    """Return what stands in a CSV outside quotation marks."""
    return ROW.sub("", content.decode("utf-8-sig"))


def acting_in_xlsx(content: bytes) -> list[str]:
    """Return the parts of a workbook that are more than text: formulas, links, numbers."""
    with ZipFile(BytesIO(content)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    sheets = [fromstring(part) for name, part in parts.items() if "worksheets/" in name]  # noqa: S314
    links = [name for name, part in parts.items() if b'TargetMode="External"' in part]
    return [*links, *(cell.tag for sheet in sheets for cell in _acting(sheet))]


def _acting(sheet: Element) -> Iterator[Element]:
    yield from (*sheet.iter(f"{SHEET}f"), *sheet.iter(f"{SHEET}hyperlink"))
    yield from (cell for cell in sheet.iter(f"{SHEET}c") if cell.get("t") not in {"s", "inlineStr"})


def _is_unseen(character: str) -> bool:
    return character.isspace() or category(character) in {"Cf", "Cc"}
