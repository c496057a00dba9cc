"""Tables of dossiers that came, and the table that leaves."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from incubator.applications import rules
from incubator.applications.models import Application, Intake, Submission
from incubator.applications.queries.lists import select_received
from incubator.applications.rules import IntakeId, Report
from incubator.calls.queries import CallHeading, get_call, get_form, get_heading
from incubator.calls.rules import CallId
from incubator.infra.files import read
from incubator.infra.sheets import read_table
from incubator.kernel.actor import Actor
from incubator.kernel.permissions import Permission, require
from incubator.kernel.refusals import NotFound
from incubator.kernel.tables import Table


@dataclass(frozen=True, kw_only=True)
class IntakeLine:
    """A table of which the dossiers were imported."""

    name: str
    imported_at: datetime
    dossiers: int


@dataclass(frozen=True, kw_only=True)
class TransferPage:
    """What came into a call from elsewhere, and how many dossiers could leave it."""

    call: CallHeading
    intakes: Sequence[IntakeLine]
    dossiers: int


@dataclass(frozen=True, kw_only=True)
class IntakePage:
    """What would come of a table, or what came of it."""

    id: IntakeId
    call: CallHeading
    name: str
    rows: int
    imported_at: datetime | None
    dossiers: int
    report: Report


def get_intake(session: Session, intake_id: IntakeId) -> Intake:
    """Return a table's row, or raise `NotFound`."""
    intake = session.get(Intake, intake_id)
    if intake is None:
        raise NotFound
    return intake


def find_intake(session: Session, actor: Actor, call_id: CallId, digest: str) -> IntakeId | None:
    """Return what somebody brought last of these bytes, or None."""
    own = select(Intake.id).filter_by(call_id=call_id, digest=digest, brought_by=actor.account_id)
    return session.scalars(own.order_by(Intake.brought_at.desc()).limit(1)).first()


def map_imported(session: Session, call_id: CallId) -> Mapping[str, str]:
    """Return the numbers of the imported dossiers of a call, by what their tables know them by."""
    imported = select(Application.imported_as, Application.number).where(
        Application.call_id == call_id, Application.imported_as.is_not(None)
    )
    return {row.imported_as: row.number for row in session.execute(imported)}


def get_transfer_page(
    session: Session, actor: Actor, call_id: CallId, now: datetime
) -> TransferPage:
    """Return what came into a call from elsewhere, to those who may bring more."""
    require(actor, Permission.IMPORT_DOSSIERS, get_call(session, call_id))
    done = select(Intake).where(Intake.call_id == call_id, Intake.imported_at.is_not(None))
    received = select_received(actor, call_id)
    return TransferPage(
        call=get_heading(session, call_id, now),
        intakes=[
            IntakeLine(name=row.name, imported_at=row.imported_at, dossiers=row.dossiers)
            for row in session.scalars(done.order_by(Intake.imported_at.desc()))
            if row.imported_at
        ],
        dossiers=session.scalar(select(func.count()).select_from(received)) or 0,
    )


def get_intake_page(
    session: Session, actor: Actor, intake_id: IntakeId, now: datetime
) -> IntakePage:
    """Return the report of a table, as things stand now."""
    intake, table = get_intake(session, intake_id), get_table(session, actor, intake_id)
    known = {} if intake.imported_at else map_imported(session, intake.call_id)
    return IntakePage(
        id=intake_id,
        call=get_heading(session, intake.call_id, now),
        name=intake.name,
        rows=len(table.rows),
        imported_at=intake.imported_at,
        dossiers=intake.dossiers,
        report=rules.examine(table, rules.read_mapping(intake.mapping), known),
    )


def get_table(session: Session, actor: Actor, intake_id: IntakeId) -> Table:
    """Return a table as it was brought, to those who may import it."""
    intake = get_intake(session, intake_id)
    require(actor, Permission.IMPORT_DOSSIERS, intake)
    return read_table(BytesIO(read(intake.digest)), name=intake.name)


def get_report(
    session: Session, actor: Actor, call_id: CallId, table: Table, mapping: rules.ColumnMap
) -> Report:
    """Say what would come of a table, whether or not it is kept."""
    call = get_call(session, call_id)
    require(actor, Permission.IMPORT_DOSSIERS, call)
    form = get_form(session, call_id, call.current_version)
    if refusal := rules.why_not_map(mapping, form) or rules.why_not_read(mapping, table.columns):
        raise refusal
    return rules.examine(table, mapping, map_imported(session, call_id))


def get_export(session: Session, actor: Actor, call_id: CallId) -> Table:
    """Return the dossiers of a call in the columns in which dossiers came, but the actor's own."""
    call = get_call(session, call_id)
    require(actor, Permission.EXPORT_DOSSIERS, call)
    received = select_received(actor, call_id)
    last = (
        select(Submission.application_id, func.max(Submission.ordinal).label("ordinal"))
        .group_by(Submission.application_id)
        .subquery("last")
    )
    rows = (
        select(Submission.snapshot)
        .join(received, received.c.id == Submission.application_id)
        .join(last, last.c.application_id == Submission.application_id)
        .where(Submission.ordinal == last.c.ordinal)
        .order_by(func.length(received.c.number), received.c.number)
    )
    mapping = _find_mapping(session, call_id)
    form = get_form(session, call_id, call.current_version)
    columns = mapping.answers() if mapping else rules.own_columns(form)
    return rules.tabulate(session.scalars(rows), columns)


def _find_mapping(session: Session, call_id: CallId) -> rules.ColumnMap | None:
    """Return the meaning of the columns of the table imported last, or None."""
    done = select(Intake).where(Intake.call_id == call_id, Intake.imported_at.is_not(None))
    last = session.scalars(done.order_by(Intake.imported_at.desc()).limit(1)).first()
    return rules.read_mapping(last.mapping) if last else None
