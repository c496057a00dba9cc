"""What the jury hears: a dossier that its founder took back is nobody's to judge any more."""

from incubator.applications.rules import ApplicationId
from incubator.applications.rules.withdrawal import ApplicationWithdrawn
from incubator.infra.unit_of_work import Tx
from incubator.jury import rules
from incubator.jury.queries import find_sheet_of, map_assignments
from incubator.jury.rules import AssignmentState


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
