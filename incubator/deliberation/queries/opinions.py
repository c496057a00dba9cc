"""The jury's opinions, and the page on which each is written."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Subquery, select
from sqlalchemy.orm import Session

from incubator.applications.queries import get_application
from incubator.applications.rules import ApplicationId
from incubator.calls.queries import CallHeading, get_call, get_heading
from incubator.deliberation import rules
from incubator.deliberation.models import Opinion
from incubator.deliberation.queries.results import Hearing, find_hearing
from incubator.deliberation.rules import Advice
from incubator.jury.queries import find_conflict
from incubator.kernel.actor import Actor
from incubator.kernel.permissions import Permission, require
from incubator.kernel.refusals import Refusal


@dataclass(frozen=True, kw_only=True)
class OpinionValue(Advice):
    """The jury's opinion of a dossier, as it stands."""

    version: int
    recorded_at: datetime
    sealed_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class OpinionPage:
    """The opinion of one dossier, beside what the marks say of it."""

    id: ApplicationId
    heading: CallHeading
    number: str
    title: str
    organisation: str
    opinion: OpinionValue | None
    hearing: Hearing | None
    why_not: Refusal | None


def get_opinion_page(
    session: Session, actor: Actor, application_id: ApplicationId, now: datetime
) -> OpinionPage:
    """Return the opinion of a dossier, to those who record it."""
    application = get_application(session, application_id)
    require(actor, Permission.RECORD_OPINION, application)
    call = get_call(session, application.call_id)
    opinion, hearing = find_opinion(session, application_id), find_hearing(session, application_id)
    return OpinionPage(
        id=application_id,
        heading=get_heading(session, call.id, now),
        number=application.number or "",
        title=application.title,
        organisation=application.organisation,
        opinion=opinion,
        hearing=hearing,
        why_not=find_conflict(session, application_id, actor.account_id)
        or rules.why_not_record(
            application.state,
            closed=hearing is not None,
            sealed_at=opinion.sealed_at if opinion else None,
        ),
    )


def find_opinion(session: Session, application_id: ApplicationId) -> OpinionValue | None:
    """Return the jury's opinion of a dossier, or None."""
    row = find_opinion_row(session, application_id)
    return _value(row) if row else None


def find_opinion_row(session: Session, application_id: ApplicationId) -> Opinion | None:
    """Return the row of the jury's opinion, for those who write it, or None."""
    return session.get(Opinion, application_id)


def select_opinions() -> Subquery:
    """Select the dossiers of which the jury gave its opinion."""
    return select(Opinion.application_id).subquery("opinions")


def _value(row: Opinion) -> OpinionValue:
    return OpinionValue(
        sense=row.sense,
        assessment=row.assessment,
        recommendations=row.recommendations,
        version=row.version,
        recorded_at=row.recorded_at,
        sealed_at=row.sealed_at,
    )
