"""A question that is answered in rows: people, shareholders, three years of figures."""

from collections.abc import Sequence
from typing import Any

from wtforms import Field

from incubator.applications import rules
from incubator.applications.rules import Row
from incubator.calls.rules import Column, Question, QuestionKind
from incubator.infra.forms import clean_text


class RowsField(Field):
    """Rows of cells, each named `question-row-column`; a list ends with a row to fill."""

    def __init__(self, *, question: Question, **words: Any) -> None:
        super().__init__(**words)
        self.question = question

    def process_formdata(self, _: list[Any]) -> None:
        """Take what was written: the cells have names of their own, see `process`."""

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:
        """Read the cells that were sent, or those that are kept."""
        super().process(None, data, extra_filters)
        if formdata is not None:
            self.data = [self._read(formdata, row) for row in range(self._sent(formdata))]

    def shown(self) -> Sequence[Row]:
        """Return the rows to show: those of a table, or one more than a list has."""
        rows = list(self.data or ())
        if self.question.kind is QuestionKind.TABLE:
            return [*rows, *({} for _ in self.question.rows[len(rows) :])]
        return [*rows, {}][: self.question.most]

    def cell(self, row: int | str, column: Column) -> str:
        """Return the name of a cell."""
        return f"{self.name}-{row}-{column.key}"

    def complaints(self) -> dict[str, str]:
        """Say what is to be corrected, by the name of the cell."""
        columns = {column.key: column for column in self.question.columns}
        return {
            self.cell(number, columns[key]): complaint
            for number, row in enumerate(self.data or ())
            for key, complaint in rules.complain_of_row(self.question, row).items()
        }

    def _value(self) -> str:
        """Return the rows as lines, to read."""
        rows = (filter(None, row.values()) for row in self.data or ())
        return "\n".join(", ".join(cells) for cells in rows)

    def _sent(self, formdata: Any) -> int:
        most = max(self.question.most, len(self.question.rows))
        numbers = (name.split("-")[1] for name in formdata if name.startswith(f"{self.name}-"))
        return max((int(n) + 1 for n in numbers if n.isdecimal() and int(n) < most), default=0)

    def _read(self, formdata: Any, row: int) -> Row:
        cells = {c.key: formdata.get(self.cell(row, c), "") for c in self.question.columns}
        return {key: clean_text(text) or "" for key, text in cells.items()}
