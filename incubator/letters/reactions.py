"""What a signature causes: the letter is typeset, later; until then it is awaited."""

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import Select
from sqlalchemy.orm import Session

from incubator.applications.rules import ApplicationId
from incubator.decisions.rules import DecisionSigned
from incubator.infra.jobs import enqueue
from incubator.infra.kept import Kept, Row, replace_rows
from incubator.infra.unit_of_work import Tx
from incubator.letters.models import AwaitedLetter
from incubator.letters.queries import select_unprinted
from incubator.letters.rules import RENDER, LetterRendered


def order_letter(tx: Tx, event: DecisionSigned) -> None:
    """Ask for the letter of a decision that was signed."""
    enqueue(tx, RENDER, event.decision_id)


def follow(tx: Tx) -> None:
    """Say anew which of the letters are awaited that were ordered or printed."""
    moves = (DecisionSigned, LetterRendered)
    moved = {ApplicationId(one.subject_id) for one in tx.events if isinstance(one, moves)}
    if moved:
        unprinted = select_unprinted()
        theirs = unprinted.where(unprinted.selected_columns.application_id.in_(moved))
        own = AwaitedLetter.application_id.in_(moved)
        replace_rows(tx.session, AwaitedLetter, own, _list_rows(tx.session, theirs))


def make(session: Session) -> Sequence[Row]:
    """Say which letters are awaited."""
    return _list_rows(session, select_unprinted())


def _list_rows(session: Session, unprinted: Select[Any]) -> Sequence[Row]:
    return [row._asdict() for row in session.execute(unprinted)]


AWAITED: Final = Kept(model=AwaitedLetter, make=make, follow=follow)
