"""The table that leaves a call: each dossier as one row, an imported one as it came."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from incubator.calls.rules import ROWED, QuestionKind
from incubator.kernel.tables import Row, Table

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from incubator.calls.rules import FormDefinition

APART: Final = ROWED | {QuestionKind.FILE}  # answers that no cell holds


def own_columns(form: FormDefinition) -> Mapping[str, str]:
    """Return the columns of a call into which no table came: its questions, by their keys."""
    keys = [question.key for question in form.questions() if question.kind not in APART]
    return dict(zip(keys, keys, strict=True))


def tabulate(snapshots: Iterable[str], columns: Mapping[str, str]) -> Table:
    """Return dossiers as a table; `columns` says where the answers of those not imported stand."""
    contents = [json.loads(snapshot) for snapshot in snapshots]
    came = [dict(content["imported"]["row"]) for content in contents if "imported" in content]
    names = tuple(dict.fromkeys([*(name for row in came for name in row), *columns.values()]))
    rows = [_row(content, columns) for content in contents]
    return Table(
        columns=names,
        rows=tuple(
            Row(line, tuple(row.get(name, "") for name in names))
            for line, row in enumerate(rows, start=2)
        ),
    )


def _row(content: Mapping[str, Any], columns: Mapping[str, str]) -> Mapping[str, str]:
    """Return the row of one dossier: as it came, or from its answers."""
    if "imported" in content:
        return dict(content["imported"]["row"])
    answers = [answer for section in content["sections"] for answer in section["questions"]]
    texts = {answer["key"]: answer["text"] for answer in answers}
    return {column: texts.get(key, "") for key, column in columns.items()}
