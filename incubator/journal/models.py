"""The journal's one table; the database itself refuses to change a line."""

from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import DDL, Uuid, event
from sqlalchemy.orm import Mapped, mapped_column

from incubator.infra.db import Model
from incubator.kernel.actor import AccountId

APPEND_ONLY: Final = {
    "sqlite": """
        CREATE TRIGGER journal_line_no_{change} BEFORE {change} ON journal_line
        BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END""",
    "postgresql": """
        CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION 'the journal is append-only'; END $$;
        CREATE TRIGGER journal_line_no_{change} BEFORE {change} ON journal_line
        EXECUTE FUNCTION refuse_change()""",
}


class JournalLine(Model):
    """One fact: what, by whom, when."""

    __tablename__ = "journal_line"

    position: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    actor_id: Mapped[AccountId] = mapped_column(Uuid)
    event: Mapped[str]
    subject_id: Mapped[UUID] = mapped_column(index=True)
    facts: Mapped[str]
    seal: Mapped[str] = mapped_column(unique=True)


CHANGES: Final = {
    "sqlite": ("UPDATE", "DELETE"),
    "postgresql": ("UPDATE", "DELETE", "TRUNCATE"),
}
for dialect, changes in CHANGES.items():
    for change in changes:
        ddl = DDL(APPEND_ONLY[dialect].format(change=change))  # type: ignore[no-untyped-call]
        event.listen(JournalLine.__table__, "after_create", ddl.execute_if(dialect=dialect))
