"""A dossier beside the juror's own sheet."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from fractions import Fraction

from sqlalchemy import select
from sqlalchemy.orm import Session

from incubator.applications.queries import Dossier, get_dossier
from incubator.applications.rules import ApplicationId, DossierSection
from incubator.calls.queries import CallHeading, get_call, get_heading, get_rubric
from incubator.calls.rules import Rubric
from incubator.jury import rules
from incubator.jury.models import Assignment, ScoreSheet
from incubator.jury.queries.sheets import find_closing, get_sheet
from incubator.jury.rules import Link, ScoreCard, SheetId
from incubator.kernel.actor import Actor
from incubator.kernel.paris import is_past
from incubator.kernel.permissions import Permission, require
from incubator.kernel.refusals import NotFound, Refusal


@dataclass(frozen=True, kw_only=True)
class Neighbours:
    """Where a sheet stands among the juror's own in its call."""

    position: int
    total: int
    previous_id: SheetId | None
    next_id: SheetId | None
    link: Link | None
    declared_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class SheetPage:
    """A dossier beside the juror's own sheet."""

    id: SheetId
    application_id: ApplicationId
    title: str
    organisation: str
    call: CallHeading
    sections: Sequence[DossierSection]
    rubric: Rubric
    card: ScoreCard
    total: Fraction | None
    weight: int
    neighbours: Neighbours
    saved_at: datetime | None
    submitted_at: datetime | None
    due_on: date
    late: bool
    version: int
    why_not_edit: Refusal | None


def get_sheet_page(session: Session, actor: Actor, sheet_id: SheetId, now: datetime) -> SheetPage:
    """Return a dossier beside the actor's own sheet."""
    sheet = get_sheet(session, sheet_id)
    require(actor, Permission.READ_SHEET, sheet)
    call = get_call(session, sheet.call_id)
    dossier, rubric = get_dossier(session, sheet.application_id), get_rubric(session, sheet.call_id)
    closing, card = find_closing(session, sheet.call_id), read_card(sheet)
    total, weight = rules.own_total(card.points, rubric)
    return SheetPage(
        id=sheet_id,
        application_id=sheet.application_id,
        title=dossier.title,
        organisation=dossier.organisation,
        call=get_heading(session, sheet.call_id, now),
        sections=for_jurors(dossier),
        rubric=rubric,
        card=card,
        total=total,
        weight=weight,
        neighbours=_neighbours(session, sheet),
        saved_at=sheet.saved_at,
        submitted_at=sheet.submitted_at,
        due_on=call.evaluation_until,
        late=is_past(call.evaluation_until, sheet.submitted_at or now),
        version=sheet.version,
        why_not_edit=rules.why_not_edit(sheet, closing.closed_at if closing else None),
    )


def get_sheet_rubric(session: Session, actor: Actor, sheet_id: SheetId) -> Rubric:
    """Return the rubric by which the actor fills in their own sheet."""
    sheet = session.get(ScoreSheet, sheet_id)
    if sheet is None:
        raise NotFound
    require(actor, Permission.READ_SHEET, sheet)
    return get_rubric(session, sheet.call_id)


def read_card(sheet: ScoreSheet) -> ScoreCard:
    """Return what a sheet says, as one value."""
    return ScoreCard(
        points={mark.criterion: mark.points for mark in sheet.marks if mark.points is not None},
        unjudged={mark.criterion for mark in sheet.marks if mark.unjudged},
        comments={mark.criterion: mark.comment for mark in sheet.marks},
        strength=sheet.strength,
        improvement=sheet.improvement,
        private_note=sheet.private_note,
    )


def for_jurors(dossier: Dossier) -> Sequence[DossierSection]:
    """Return the sections that have answers meant for jurors, with those only."""
    kept = [
        replace(section, questions=tuple(a for a in section.questions if a.for_jurors))
        for section in dossier.sections
    ]
    return [section for section in kept if section.questions]


def _neighbours(session: Session, sheet: ScoreSheet) -> Neighbours:
    """Return where a sheet stands among those that its juror may open in the same call."""
    rows = session.execute(
        select(ScoreSheet.id, Assignment.link, Assignment.declared_at)
        .join(Assignment)
        .where(
            ScoreSheet.juror_id == sheet.juror_id,
            ScoreSheet.call_id == sheet.call_id,
            ScoreSheet.open,
        )
        .order_by(Assignment.assigned_at, Assignment.id)
    ).all()
    place = next(n for n, row in enumerate(rows) if row.id == sheet.id)
    return Neighbours(
        position=place + 1,
        total=len(rows),
        previous_id=rows[place - 1].id if place else None,
        next_id=rows[place + 1].id if place + 1 < len(rows) else None,
        link=rows[place].link,
        declared_at=rows[place].declared_at,
    )
