"""What managers and jurors may do while an evaluation lasts."""

from collections.abc import Collection
from datetime import datetime
from uuid import uuid4

from incubator.accounts.queries import list_people
from incubator.applications.queries import get_application, list_competitors
from incubator.applications.rules import ApplicationId
from incubator.calls.queries import get_call, get_rubric
from incubator.calls.rules import CallId, Rubric
from incubator.infra.unit_of_work import Tx, transaction
from incubator.jury import rules
from incubator.jury.models import Assignment, EvaluationClosing, Mark, ScoreSheet
from incubator.jury.queries import (
    count_remaining,
    find_closing,
    find_sheet_of,
    get_assignment,
    get_panel,
    get_sheet,
    map_assignments,
    read_card,
)
from incubator.jury.rules import (
    AssignmentId,
    AssignmentState,
    Declared,
    Ruling,
    ScoreCard,
    SheetId,
    SheetState,
)
from incubator.kernel.actor import AccountId, Actor, Relation
from incubator.kernel.permissions import Permission, require
from incubator.kernel.refusals import NotFound
from incubator.kernel.versions import check_version


def assign_jurors(
    actor: Actor, application_id: ApplicationId, juror_ids: Collection[AccountId]
) -> None:
    """Entrust a dossier to jurors, besides those who have it."""
    with transaction(actor) as tx:
        application = get_application(tx.session, application_id)
        panel = get_panel(tx.session, application_id)
        require(actor, Permission.ASSIGN, panel)
        if refusal := rules.why_not_assign(application.state, panel.closed_at):
            raise refusal
        holders = list_people(tx.session, Relation.JUROR, application.call_id)
        jurors = {person.id: person for person in holders}
        competitors = list_competitors(tx.session, application.call_id, jurors)
        known = map_assignments(tx.session, application_id)
        for juror_id in dict.fromkeys(juror_ids):
            if juror_id not in jurors:
                raise NotFound
            if juror_id in competitors:
                raise rules.Competitor(name=jurors[juror_id].name)
            if rules.is_free(known.get(juror_id)):
                _entrust(
                    tx,
                    known.get(juror_id)
                    or Assignment(
                        id=AssignmentId(uuid4()),
                        application_id=application_id,
                        call_id=application.call_id,
                        juror_id=juror_id,
                        version=0,
                    ),
                )


def withdraw_assignment(
    actor: Actor, assignment_id: AssignmentId, reason: str, *, version: int
) -> None:
    """Take a dossier back from a juror who has not handed in."""
    with transaction(actor) as tx:
        assignment = get_assignment(tx.session, assignment_id)
        panel = get_panel(tx.session, assignment.application_id, assignment)
        require(actor, Permission.ASSIGN, panel)
        check_version(assignment, version)
        sheet = find_sheet_of(tx.session, assignment_id)
        state = sheet.state if sheet else None
        tx.record(rules.withdraw(assignment, reason, sheet=state, closed_at=panel.closed_at))
        if sheet:
            sheet.open = False


def declare_interests(
    actor: Actor, assignment_id: AssignmentId, declared: Declared, *, version: int
) -> None:
    """Declare having or not having a link with a dossier, before it opens."""
    with transaction(actor) as tx:
        assignment = get_assignment(tx.session, assignment_id)
        require(actor, Permission.DECLARE_INTERESTS, assignment)
        check_version(assignment, version)
        closed_at = _closed_at(tx, assignment.call_id)
        tx.record(rules.declare(assignment, declared, closed_at, tx.now))
        _open_when_cleared(tx, assignment)


def rule_on_link(
    actor: Actor, assignment_id: AssignmentId, ruling: Ruling, *, version: int
) -> None:
    """Rule on a link that a juror declared."""
    with transaction(actor) as tx:
        assignment = get_assignment(tx.session, assignment_id)
        panel = get_panel(tx.session, assignment.application_id, assignment)
        require(actor, Permission.RULE_ON_LINK, panel)
        check_version(assignment, version)
        tx.record(rules.rule_on_link(assignment, ruling, panel.closed_at))
        _open_when_cleared(tx, assignment)


def save_sheet(actor: Actor, sheet_id: SheetId, card: ScoreCard, *, version: int) -> None:
    """Keep a juror's marks and words, finished or not."""
    with transaction(actor) as tx:
        sheet = _own_sheet(tx, sheet_id)
        _keep(tx, sheet, card, _open(tx, sheet, version))
        tx.record(rules.SheetSaved(subject_id=sheet.application_id, sheet_id=sheet_id))


def keep_sheet(actor: Actor, sheet_id: SheetId, card: ScoreCard, *, version: int) -> int:
    """Keep a sheet while it is marked, and return its version; the journal hears that it began."""
    with transaction(actor) as tx:
        sheet = _own_sheet(tx, sheet_id)
        if card != read_card(sheet):  # an answer may have been lost after it was kept
            _keep(tx, sheet, card, _open(tx, sheet, version))
        return sheet.version


def submit_sheet(actor: Actor, sheet_id: SheetId, card: ScoreCard, *, version: int) -> None:
    """Hand in a juror's score sheet; from then on it cannot change."""
    with transaction(actor) as tx:
        sheet = _own_sheet(tx, sheet_id)
        rubric = _open(tx, sheet, version)
        if refusal := rules.why_not_complete(card, rubric):
            raise refusal
        _keep(tx, sheet, card, rubric)
        sheet.state, sheet.submitted_at = SheetState.SUBMITTED, tx.now
        tx.record(
            rules.SheetSubmitted(
                subject_id=sheet.application_id, sheet_id=sheet_id, juror_id=sheet.juror_id
            )
        )


def close_evaluation(actor: Actor, call_id: CallId, reason: str) -> None:
    """End the evaluation of a call; marks may be read from then on, none may change."""
    with transaction(actor) as tx:
        call = get_call(tx.session, call_id)
        require(actor, Permission.CLOSE_EVALUATION, call)
        refusal = rules.why_not_close(call.closes_on, _closed_at(tx, call_id), tx.now)
        remaining = count_remaining(tx.session, call_id)
        if not refusal and not reason.strip():
            refusal = rules.why_not_close_without_reason(remaining)
        if refusal:
            raise refusal
        tx.session.add(
            EvaluationClosing(
                call_id=call_id, closed_at=tx.now, closed_by=actor.account_id, reason=reason.strip()
            )
        )
        tx.record(rules.EvaluationEnded(subject_id=call_id, missing=remaining.awaited))


def _closed_at(tx: Tx, call_id: CallId) -> datetime | None:
    closing = find_closing(tx.session, call_id)
    return closing.closed_at if closing else None


def _entrust(tx: Tx, assignment: Assignment) -> None:
    event = rules.entrust(assignment, tx.now)
    assignment.version += 1
    tx.session.add(assignment)
    tx.record(event)


def _open_when_cleared(tx: Tx, assignment: Assignment) -> None:
    """Give a cleared juror a sheet: the one they had before, or a blank one."""
    if assignment.state is not AssignmentState.CLEARED:
        return
    sheet = find_sheet_of(tx.session, assignment.id)
    if sheet:
        sheet.open = True
        return
    tx.session.add(
        ScoreSheet(
            assignment_id=assignment.id,
            application_id=assignment.application_id,
            call_id=assignment.call_id,
            juror_id=assignment.juror_id,
            state=SheetState.DRAFT,
            version=1,
        )
    )


def _own_sheet(tx: Tx, sheet_id: SheetId) -> ScoreSheet:
    sheet = get_sheet(tx.session, sheet_id)
    require(tx.actor, Permission.SCORE, sheet)
    return sheet


def _open(tx: Tx, sheet: ScoreSheet, version: int) -> Rubric:
    """Open a sheet to a change, and return the rubric that it follows."""
    rubric, closed_at = get_rubric(tx.session, sheet.call_id), _closed_at(tx, sheet.call_id)
    check_version(sheet, version)
    if refusal := rules.why_not_edit(sheet, closed_at):
        raise refusal
    return rubric


def _keep(tx: Tx, sheet: ScoreSheet, card: ScoreCard, rubric: Rubric) -> None:
    if refusal := rules.why_not_keep(card, rubric):
        raise refusal
    known = {mark.criterion: mark for mark in sheet.marks}
    for criterion in rubric.criteria:
        mark = known.get(criterion.code) or Mark(criterion=criterion.code)
        mark.points = card.points.get(criterion.code)
        mark.unjudged = criterion.code in card.unjudged
        mark.comment = card.comments.get(criterion.code, "")
        if criterion.code not in known:
            sheet.marks.append(mark)
    if sheet.saved_at is None:
        tx.record(
            rules.SheetBegun(
                subject_id=sheet.application_id, sheet_id=sheet.id, juror_id=sheet.juror_id
            )
        )
    sheet.strength, sheet.improvement = card.strength, card.improvement
    sheet.private_note, sheet.saved_at = card.private_note, tx.now
    sheet.marked = len(card.points) + len(card.unjudged)
