"""A juror's own pages: nothing in them depends on another juror."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any, Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from incubator.applications.queries import Dossier, get_dossier, map_dossiers
from incubator.applications.rules import DossierAnswer
from incubator.calls.queries import list_calls
from incubator.ecosystem.queries import get_text
from incubator.jury import rules
from incubator.jury.models import Assignment, EvaluationClosing, Mark, ScoreSheet
from incubator.jury.queries.sheets import find_closing, get_assignment
from incubator.jury.rules import (
    AssignmentId,
    AssignmentState,
    Link,
    SheetId,
)
from incubator.kernel.actor import DESKS, Actor
from incubator.kernel.paris import is_past
from incubator.kernel.permissions import Permission, require
from incubator.kernel.refusals import Refusal

KEPT_IN_VIEW: Final = timedelta(days=180)  # how long a closed evaluation stays on the first page


@dataclass(frozen=True, kw_only=True)
class OwnAssignment:
    """One of a juror's dossiers on the first page."""

    id: AssignmentId
    title: str
    organisation: str
    call_title: str
    state: AssignmentState
    declared_at: datetime | None
    sheet_id: SheetId | None
    marked: int
    criteria: int
    submitted_at: datetime | None
    due_on: date
    late: bool
    closed: bool


@dataclass(frozen=True, kw_only=True)
class JurorPage:
    """A juror's dossiers: those of evaluations that last by what is left to do, then the past."""

    to_do: Sequence[OwnAssignment]
    waiting: Sequence[OwnAssignment]
    handed_in: Sequence[OwnAssignment]
    recused: Sequence[OwnAssignment]
    past: Sequence[OwnAssignment]

    @property
    def expected(self) -> Sequence[OwnAssignment]:
        """Return the dossiers to evaluate, the most advanced first."""
        return [*self.handed_in, *self.to_do, *self.waiting]


@dataclass(frozen=True, kw_only=True)
class DeclarationPage:
    """What a juror must know of a dossier to say whether they have a link with it."""

    id: AssignmentId
    title: str
    organisation: str
    contact_name: str
    disclosed: Sequence[DossierAnswer]
    text: str
    version: int
    state: AssignmentState
    link: Link | None
    detail: str
    declared_at: datetime | None
    ruling: str
    sheet_id: SheetId | None
    why_not_declare: Refusal | None


def get_juror_page(session: Session, actor: Actor, now: datetime) -> JurorPage:
    """Return the actor's own dossiers to evaluate."""
    own = _list_own(session, actor, now)
    lasting = [line for line in own if not line.closed]
    left = [line for line in lasting if line.submitted_at is None]
    to_do = [line for line in left if line.state in rules.ACTED_ON]
    return JurorPage(
        to_do=sorted(to_do, key=lambda line: line.marked == 0),
        waiting=[line for line in left if line.state is AssignmentState.REFERRED],
        handed_in=[line for line in lasting if line.submitted_at],
        recused=[line for line in lasting if line.state is AssignmentState.RECUSED],
        past=[line for line in own if line.closed],
    )


def get_declaration_page(
    session: Session, actor: Actor, assignment_id: AssignmentId
) -> DeclarationPage:
    """Return what a juror declares about, before the dossier opens, or what they declared."""
    assignment = get_assignment(session, assignment_id)
    require(actor, Permission.DECLARE_INTERESTS, assignment)
    dossier = get_dossier(session, assignment.application_id)
    closing = find_closing(session, assignment.call_id)
    why_not = rules.why_not_declare(assignment, closing.closed_at if closing else None)
    return DeclarationPage(
        id=assignment_id,
        title=dossier.title,
        organisation=dossier.organisation,
        contact_name="" if why_not else dossier.contact_name,
        disclosed=[] if why_not else _disclosed(dossier),
        text=get_text(session, "interests").body,
        version=assignment.version,
        state=assignment.state,
        link=assignment.link,
        detail=assignment.detail,
        declared_at=assignment.declared_at,
        ruling=assignment.reason,
        sheet_id=find_own_sheet(session, assignment_id),
        why_not_declare=why_not,
    )


def find_own_sheet(session: Session, assignment_id: AssignmentId) -> SheetId | None:
    """Return the sheet that a declaration opened, or None."""
    own = select(ScoreSheet.id).filter_by(assignment_id=assignment_id, open=True)
    return session.scalars(own).one_or_none()


def _list_own(session: Session, actor: Actor, now: datetime) -> Sequence[OwnAssignment]:
    require(actor, Permission.READ_ASSIGNMENTS, DESKS)
    rows = session.execute(
        select(Assignment, ScoreSheet, EvaluationClosing.closed_at)
        .outerjoin(ScoreSheet)
        .outerjoin(EvaluationClosing, EvaluationClosing.call_id == Assignment.call_id)
        .where(
            Assignment.juror_id == actor.account_id,
            Assignment.state != AssignmentState.WITHDRAWN,
            EvaluationClosing.closed_at.is_(None)
            | (EvaluationClosing.closed_at > now - KEPT_IN_VIEW),
        )
        .order_by(Assignment.assigned_at, Assignment.id)
    ).all()
    calls = {call.id: call for call in list_calls(session)} if rows else {}
    dossiers = map_dossiers(session, [row[0].application_id for row in rows]) if rows else {}
    criteria = _count_criteria(session, actor)
    return [
        OwnAssignment(
            id=assignment.id,
            title=dossiers[assignment.application_id].title,
            organisation=dossiers[assignment.application_id].organisation,
            call_title=calls[assignment.call_id].title,
            state=assignment.state,
            declared_at=assignment.declared_at,
            due_on=calls[assignment.call_id].evaluation_until,
            late=is_past(calls[assignment.call_id].evaluation_until, now),
            closed=closed_at is not None,
            **_progress(sheet, criteria),
        )
        for assignment, sheet, closed_at in rows
    ]


def _count_criteria(session: Session, actor: Actor) -> Mapping[SheetId, int]:
    """Return how many criteria each of the actor's sheets has, once it was saved."""
    own = select(Mark.sheet_id, func.count()).join(ScoreSheet)
    rows = session.execute(
        own.where(ScoreSheet.juror_id == actor.account_id).group_by(Mark.sheet_id)
    )
    return {row[0]: row[1] for row in rows}


def _progress(sheet: ScoreSheet | None, criteria: Mapping[SheetId, int]) -> dict[str, Any]:
    if sheet is None or not sheet.open:
        return {"sheet_id": None, "marked": 0, "criteria": 0, "submitted_at": None}
    return {
        "sheet_id": sheet.id,
        "marked": sheet.marked,
        "criteria": criteria.get(sheet.id, 0),
        "submitted_at": sheet.submitted_at,
    }


def _disclosed(dossier: Dossier) -> Sequence[DossierAnswer]:
    """Return who is behind a dossier, by their names alone."""
    answers = [answer for section in dossier.sections for answer in section.questions]
    return [
        replace(answer, columns=answer.columns[:names], rows=tuple(r[:names] for r in answer.rows))
        for answer in answers
        if answer.rows and (names := rules.NAMING.get(answer.key))
    ]
