"""What is kept beside the truth so that long lists are quick; it can be made anew at any time."""

from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask import current_app
from sqlalchemy.orm import Session

from incubator.infra.db import Model
from incubator.infra.unit_of_work import Tx

Row = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Kept:
    """A table that says nothing new: how it is made, and what brings it up to date.

    `follow` runs at the end of every transaction, when all is written but not yet committed.
    """

    model: type[Model]
    make: Callable[[Session], Sequence[Row]]
    follow: Callable[[Tx], None]


def replace_rows(
    session: Session, model: type[Model], some: sa.ColumnElement[bool], rows: Sequence[Row]
) -> None:
    """Put rows in the place of some, unless they say the same."""
    if _stored(session, model, some) == _values(model, rows):
        return
    session.execute(sa.delete(model).where(some))
    if rows:
        session.execute(sa.insert(model), rows)


def rebuild(session: Session) -> None:
    """Make everything that is kept anew."""
    for kept in _list_kept():
        replace_rows(session, kept.model, sa.true(), kept.make(session))


def count_strays(session: Session) -> int:
    """Return how many kept rows are missing, wrong or too many."""
    return sum(
        len(_stored(session, kept.model, sa.true()) ^ _values(kept.model, kept.make(session)))
        for kept in _list_kept()
    )


def _stored(
    session: Session, model: type[Model], some: sa.ColumnElement[bool]
) -> AbstractSet[tuple[Any, ...]]:
    columns = model.__table__.columns
    return {tuple(row) for row in session.execute(sa.select(*columns).where(some))}


def _values(model: type[Model], rows: Sequence[Row]) -> AbstractSet[tuple[Any, ...]]:
    return {tuple(row[column.name] for column in model.__table__.columns) for row in rows}


def _list_kept() -> Sequence[Kept]:
    kept: Sequence[Kept] = current_app.extensions["kept"]
    return kept
