"""A word of its own in every row of every column, and who may read it."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from incubator.infra.db import db
from tests.architecture.walk import PAGE, people
from tests.builders import ADA, BOB
from tests.world import CLEO, IDENTITIES, Stage

TABLE: Final = tomllib.loads((Path(__file__).parent / "columns.toml").read_text(encoding="utf-8"))
PHASES: Final = ("draft", "received", "evaluation", "closed", "signed", "released", "opened")
COLUMNS: Final = {name.partition("/")[0] for name in TABLE["planted"]}
CANARY: Final = re.compile(r"qz[a-z]{8}zq", re.IGNORECASE)
JOINTS: Final = {"account.email": ".", "attachment.name": "-"}  # others are words among words
UNLESS_EMPTY: Final = {"milestone.evidence"}  # the database wants none before it is reached
THROUGH: Final = {  # how a row leads to its dossier
    "submission_id": "submission",
    "sheet_id": "score_sheet",
    "enrolment_id": "enrolment",
}
STAFF: Final = ("manager", "second_manager", "signatory", "operator")
Row = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Planted:
    """One canary: the column and the row that it was written to."""

    word: str
    column: str
    key: tuple[Any, ...]


@contextmanager
def planting() -> Iterator[dict[str, Planted]]:
    """Write a canary into each text that is kept meanwhile; yield them by their word."""
    planted: dict[str, Planted] = {}
    columns: dict[str, str] = {}
    fresh: dict[str, Any] = {}

    def plant(session: Session, *_: object) -> None:
        for row in [*session.new, *session.dirty]:
            for column, text in _texts_of(row):
                if all(columns[word] != column for word in CANARY.findall(text)):
                    word = _word(len(columns))
                    columns[word], fresh[word] = column, row
                    joint = JOINTS.get(column, " ")
                    setattr(row, column.partition(".")[2], f"{word}{joint}{text}")

    def note(*_: object) -> None:
        for word, row in fresh.items():
            key = tuple(sa.inspect(row).mapper.primary_key_from_instance(row))
            planted[word] = Planted(word=word, column=columns[word], key=key)
        fresh.clear()

    sa.event.listen(Session, "before_flush", plant)
    sa.event.listen(Session, "after_flush", note)
    try:
        yield planted
    finally:
        sa.event.remove(Session, "before_flush", plant)
        sa.event.remove(Session, "after_flush", note)


def _word(number: int) -> str:
    """Return a word that tells nothing, letters only, so that no spelling of a page breaks it."""
    letters = "".join(chr(97 + byte % 26) for byte in sha256(b"%d" % number).digest()[:8])
    return f"qz{letters}zq"


def _texts_of(row: Any) -> Iterator[tuple[str, str]]:
    """Yield the columns of a row that are planted, and their texts, empty ones included."""
    for column in sa.inspect(row).mapper.columns:
        name, text = f"{row.__tablename__}.{column.name}", getattr(row, column.name)
        empty = "" if column.default is not None and text is None else text
        choice = name == "answer.text" and row.key == "cluster"
        unset = empty is None or (name in UNLESS_EMPTY and not empty)
        if name in COLUMNS and not (choice or unset):
            yield name, empty


class Entitlements:
    """Who may read each canary, by the table of columns and by what became of its row."""

    def __init__(self, app: Flask, stage: Stage) -> None:
        self.stage = stage
        with app.app_context(), db.engine.connect() as connection:
            self.rows = {
                table.name: {
                    tuple(row[column.name] for column in table.primary_key): dict(row)
                    for row in connection.execute(sa.select(table)).mappings()
                }
                for table in db.metadata.sorted_tables
            }
        self.received = " ".join(row["snapshot"] for row in self.rows["submission"].values())
        self.decisions = {row["application_id"]: row for row in self.rows["decision"].values()}

    def readers(self, canary: Planted) -> AbstractSet[str]:
        """Return everybody who may read a canary now."""
        table = canary.column.partition(".")[0]
        row = self.rows[table].get(canary.key)
        if row is None:  # taken out since
            return frozenset()
        line = TABLE["planted"].get(f"{canary.column}/{self._kind(table, row)}")
        line = TABLE["planted"][canary.column] if line is None else line
        last = PHASES.index(self._phase(canary, row))
        groups = self._groups(row)
        return {
            who
            for phase, names in line.items()
            if PHASES.index(phase) <= last
            for name in names.split()
            for who in groups[name]
        }

    def _kind(self, table: str, row: Row) -> str:
        """Return what a row is, where readers depend on it."""
        if table == "account":
            names = [who for who, one in IDENTITIES.items() if one.account_id == row["id"]]
            return _role(names[0]) if names else "staff"
        if table == "mark":
            row = self.rows["score_sheet"][row["sheet_id"],]
        if "juror_id" in row:
            withdrawn = row["juror_id"] == IDENTITIES["juror_withdrawn"].account_id
            return "withdrawn" if withdrawn else ""
        return str(row["purpose"].value if "purpose" in row else row.get("key", ""))

    def _phase(self, canary: Planted, row: Row) -> str:
        """Return how far the dossier of a row is, or the call where there is none."""
        handed_in = canary.column.partition(".")[0] in {"answer", "attachment"}
        if handed_in and canary.word not in self.received:
            return "draft"
        reached = "received" if self.stage is Stage.OPEN else self.stage.name.lower()
        dossier = self._dossier(row)
        if dossier is None:
            return reached
        if dossier["state"].value == "draft":
            return "draft"
        decision = self.decisions.get(dossier["id"])
        opened = decision is not None and decision["received_at"] is not None
        return "opened" if opened else reached

    def _dossier(self, row: Row) -> Row | None:
        for name, table in THROUGH.items():
            if name in row:
                return self._dossier(self.rows[table][row[name],])
        if "silence_on" in row and "founder_id" in row:
            return row
        own = row.get("application_id") or row.get("scope")
        return self.rows["application"].get((own,))

    def _groups(self, row: Row) -> Mapping[str, AbstractSet[str]]:
        """Return who stands behind the names of the table, as to one row."""
        founder = (self._dossier(row) or {"founder_id": row.get("id")})["founder_id"]
        ada, bob = founder in {ADA.account_id, CLEO.account_id}, founder == BOB.account_id
        sheet = self.rows["score_sheet"].get((row.get("sheet_id"),)) or row
        own = sheet.get("juror_id") or row.get("account_id") or row.get("id")
        return {name: {*people(name)} for name in ("signatory", *PAGE["groups"])} | {
            "team": {*people("team")} if ada else {"other_founder"} if bob else set(),
            "author": {who for who, one in IDENTITIES.items() if one.account_id == own},
            "panel": {*people("panel")} if ada else set(),
            "readers": {"juror_cleared", "second_manager"} if ada else set(),
            "clerks": {"manager"} if self.stage is Stage.EVALUATION else {*people("managers")},
            "everybody": {*IDENTITIES},
        }


def _role(who: str) -> str:
    if who in STAFF:
        return "staff"
    return "juror" if who.startswith("juror") else "founder"
