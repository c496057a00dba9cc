"""Tables are read within bounds, and come back as they were written."""

import zipfile
from datetime import date, datetime
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from xlsxwriter import Workbook

from incubator.infra.filetypes import OtherContent, Swelling, UnknownKind
from incubator.infra.sheets import (
    MOST_ROWS,
    CellTooLong,
    ColumnsTwice,
    Format,
    NoRows,
    NotText,
    TooManyRows,
    Unclosed,
    read_table,
    write_table,
)
from incubator.infra.sheets.inert import defuse, plain, restore
from incubator.kernel.refusals import Refusal
from incubator.kernel.tables import Row, Table
from tests.formulas import (
    FORMULAS,
    INNOCENT,
    acting_in_csv,
    acting_in_xlsx,
    acts,
    unquoted_in_csv,
)

CELLS = st.text(max_size=30).map(plain)
SHARP = st.text(st.sampled_from("=+-@＝,;\t\n\r\"' \u00a0\u200b\ufeffa1"), max_size=12).map(plain)
ROWS = st.lists(st.tuples(st.just("x"), CELLS), min_size=1, max_size=8)


def table_of(*rows: tuple[str, ...]) -> Table:
    """Return rows under two columns."""
    return Table(columns=("a", "b"), rows=tuple(Row(line, row) for line, row in enumerate(rows, 2)))


def read(content: bytes, name: str = "table.csv") -> Table:
    """Read a table from its bytes."""
    return read_table(BytesIO(content), name=name)


def workbook(*cells: tuple[int, int, object]) -> bytes:
    """Return a workbook with some cells."""
    file = BytesIO()
    with Workbook(file, {"default_date_format": "yyyy-mm-dd"}) as book:
        sheet = book.add_worksheet()
        for line, place, cell in cells:
            sheet.write(line, place, cell)
    return file.getvalue()


@given(ROWS)
def test_a_csv_comes_back_as_it_was_written(rows: list[tuple[str, str]]) -> None:
    assert read(write_table(table_of(*rows), Format.CSV)) == table_of(*rows)


@given(st.lists(st.tuples(SHARP, SHARP), min_size=1, max_size=4))
def test_no_field_acts_whatever_separates_it_and_each_comes_back(
    rows: list[tuple[str, str]],
) -> None:
    table = table_of(("x", "x"), *rows)
    written = write_table(table, Format.CSV)
    assert acting_in_csv(written) == []
    assert unquoted_in_csv(written) == ""
    assert [row.cells for row in read(written).rows] == [
        row.cells for row in table.rows if any(row.cells)
    ]


@given(st.text(max_size=20) | SHARP)
def test_what_is_defused_is_inert_and_can_be_restored(cell: str) -> None:
    assert restore(defuse(cell)) == cell
    assert not acts(defuse(plain(cell)))


@pytest.mark.parametrize("form", Format)
def test_formulas_stay_text_in_every_place_of_every_table(form: Format) -> None:
    cells = [plain(cell) for cell in (*FORMULAS, *INNOCENT)]
    columns = tuple(dict.fromkeys(name for cell in cells if (name := cell.strip())))
    filled = [cell for cell in cells if cell]
    rows = tuple(Row(line, (cell,) * len(columns)) for line, cell in enumerate(filled, 2))
    table = Table(columns=columns, rows=rows)
    written = write_table(table, form)
    acting = acting_in_csv if form is Format.CSV else acting_in_xlsx
    assert acting(written) == []
    assert read(written, f"t.{form}") == table


def test_the_three_readers_see_what_acts() -> None:
    assert {*acting_in_csv(b'"a;=1";b,=2\tc,\t=3')} == {"=2\tc", "\t=3", "=3"}
    assert acting_in_xlsx(workbook((0, 0, "=1+1"), (1, 0, "http://evil.example"), (2, 0, 5)))
    assert unquoted_in_csv(b'"a";b\r\n') == '"a";b\r\n'


def test_a_workbook_comes_back_as_it_was_written_and_is_written_alike() -> None:
    cells = ("=1+1", "'x", " a ", "1.0", "a\nb", "_x0041_", "😀", "-5", "01234", "@x")
    table = table_of(*(("x", cell) for cell in cells))
    first = write_table(table, Format.XLSX)
    assert read(first, "t.xlsx") == table
    assert write_table(table, Format.XLSX) == first


def test_numbers_and_days_of_a_workbook_are_read_as_words() -> None:
    kinds = [732829320, 0.5, True, date(2026, 3, 2), datetime(2026, 3, 2, 12, 30)]  # noqa: DTZ001
    cells = [(0, 0, "a"), *((line, 0, cell) for line, cell in enumerate(kinds, 1))]
    words = [row.cells[0] for row in read(workbook(*cells), "t.xlsx").rows]
    assert words == ["732829320", "0.5", "True", "2026-03-02", "2026-03-02 12:30:00"]


@pytest.mark.parametrize(
    "content",
    [b"a;b\n1;2\n", b"\xef\xbb\xbfa,b\r\n1,2\r\n", b"a\tb\r1\t2\r", b' a ;b\n\n;\n"1";"2"\n\n'],
)
def test_every_usual_csv_is_read(content: bytes) -> None:
    table = read(content)
    assert table.columns == ("a", "b")
    assert [row.cells for row in table.rows] == [("1", "2")]


def test_what_stands_in_quotation_marks_separates_nothing() -> None:
    assert read(b'"a,b,c";d\n1;2\n').columns == ("a,b,c", "d")


def test_lines_are_those_of_a_spreadsheet() -> None:
    assert [row.line for row in read(b'a;b\n"1\n1";2\n;\n3;4\n').rows] == [2, 4]


@pytest.mark.parametrize(
    ("content", "name", "refusal"),
    [
        (b"", "t.csv", NoRows),
        (b"a;b\n", "t.csv", NoRows),
        (b"a;b\n;\n", "t.csv", NoRows),
        (b"a;a\n1;2\n", "t.csv", ColumnsTwice),
        (b"a;\n1;2\n", "t.csv", ColumnsTwice),
        ("é;b\n1;2\n".encode("cp1252"), "t.csv", NotText),
        ("a;b\n1;2\n".encode("utf-16"), "t.csv", NotText),
        (b"a;b\n1;\0\n", "t.csv", NotText),
        (b'a;b\n1;"2\n3;4\n', "t.csv", Unclosed),
        (b'a;b\n1;"2"3\n', "t.csv", Unclosed),
        (b"a;b\n1;" + b"x" * 140_000, "t.csv", Unclosed),
        (b"a;b\n1;2\n", "t.xlsx", OtherContent),
        (workbook((0, 0, "a"), (1, 0, "b")), "t.csv", UnknownKind),
        (b"a;b\n" + b"1;2\n" * 100_000, "t.csv", TooManyRows),
        (workbook((1_048_575, 16_383, "b")), "t.xlsx", Swelling),
    ],
)
def test_what_is_no_table_is_refused_in_words(
    content: bytes, name: str, refusal: type[Refusal]
) -> None:
    with pytest.raises(refusal):
        read(content, name)


def test_as_many_rows_as_allowed_are_read() -> None:
    assert len(read(b"a;b\n" + b"1;2\n" * MOST_ROWS).rows) == MOST_ROWS
    with pytest.raises(TooManyRows):
        read(b"a;b\n" + b"1;2\n" * (MOST_ROWS + 1))


def test_a_workbook_of_a_hundred_thousand_rows_is_refused() -> None:
    with pytest.raises(TooManyRows):
        read(write_table(table_of(*[("x", "y")] * 100_000), Format.XLSX), "t.xlsx")


def test_an_archive_that_swells_is_refused() -> None:
    sound, bomb = BytesIO(workbook((0, 0, "a"), (1, 0, "b"))), BytesIO()
    with zipfile.ZipFile(sound) as source, zipfile.ZipFile(bomb, "w") as target:
        for part in source.infolist():
            target.writestr(part, source.read(part))
        target.writestr("xl/worksheets/sheet2.xml", bytes(200_000_000), zipfile.ZIP_DEFLATED)
    with pytest.raises(Swelling):
        read(bomb.getvalue(), "t.xlsx")


def test_a_text_longer_than_a_cell_leaves_as_csv_only() -> None:
    table = table_of(("x", "y" * 32_768))
    assert read(write_table(table, Format.CSV)) == table
    with pytest.raises(CellTooLong):
        write_table(table, Format.XLSX)
