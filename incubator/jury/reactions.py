"""What the jury hears: what its founder took back is nobody's to judge; how far jurors are."""

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import Select
from sqlalchemy.orm import Session

from incubator.applications.rules import ApplicationId
from incubator.applications.rules.withdrawal import ApplicationWithdrawn
from incubator.infra.kept import Kept, Row, replace_rows
from incubator.infra.unit_of_work import Tx
from incubator.jury import rules
from incubator.jury.models import Assignment, JurorProgress
from incubator.jury.queries import find_sheet_of, map_assignments, select_jurors
from incubator.jury.rules import PROGRESS, AssignmentState


def take_back(tx: Tx, event: ApplicationWithdrawn) -> None:
    """Take the dossier back from its jurors; whoever stepped aside stays aside."""
    over = (AssignmentState.RECUSED, AssignmentState.WITHDRAWN)
    for assignment in map_assignments(tx.session, ApplicationId(event.subject_id)).values():
        if assignment.state in over:
            continue
        sheet = find_sheet_of(tx.session, assignment.id)
        assignment.version += 1
        tx.record(rules.end(assignment))
        if sheet:
            sheet.open = False


def follow(tx: Tx) -> None:
    """Count anew the sheets of the jurors whose part in a dossier changed."""
    moved = {ApplicationId(one.subject_id) for one in tx.events if isinstance(one, PROGRESS)}
    seats = [seat for one in moved for seat in map_assignments(tx.session, one).values()]
    for seat in seats:
        own = (JurorProgress.call_id == seat.call_id) & (JurorProgress.juror_id == seat.juror_id)
        their = (Assignment.call_id == seat.call_id) & (Assignment.juror_id == seat.juror_id)
        replace_rows(tx.session, JurorProgress, own, _list_rows(tx.session, select_jurors(their)))


def make(session: Session) -> Sequence[Row]:
    """Count the sheets of every juror."""
    return _list_rows(session, select_jurors())


def _list_rows(session: Session, jurors: Select[*tuple[Any, ...]]) -> Sequence[Row]:
    return [row._asdict() for row in session.execute(jurors)]


JURORS: Final = Kept(model=JurorProgress, make=make, follow=follow)
