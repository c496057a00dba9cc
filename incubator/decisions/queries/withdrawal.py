"""The page on which a founder takes a dossier back, until decisions of its call are signed."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from incubator.applications.queries import get_application
from incubator.applications.rules import ApplicationId
from incubator.applications.rules.withdrawal import why_not_withdraw
from incubator.calls.queries import CallHeading, get_heading
from incubator.decisions import rules
from incubator.decisions.queries.decisions import is_signing
from incubator.kernel.actor import Actor
from incubator.kernel.permissions import Permission, require
from incubator.kernel.refusals import Refusal


@dataclass(frozen=True, kw_only=True)
class WithdrawalPage:
    """A dossier to take back, or that was; then the page is what remains of it in hand."""

    id: ApplicationId
    call: CallHeading
    number: str | None
    title: str
    withdrawn_at: datetime | None
    reason: str
    version: int
    why_not: Refusal | None


def get_withdrawal_page(
    session: Session, actor: Actor, application_id: ApplicationId, now: datetime
) -> WithdrawalPage:
    """Return a dossier as its founder may take it back, or took it."""
    application = get_application(session, application_id)
    require(actor, Permission.WITHDRAW_APPLICATION, application)
    return WithdrawalPage(
        id=application_id,
        call=get_heading(session, application.call_id, now),
        number=application.number,
        title=application.title,
        withdrawn_at=application.withdrawn_at,
        reason=application.withdrawal,
        version=application.version,
        why_not=why_not_withdraw(application.state)
        or rules.why_not_take_back(signing=is_signing(session, application.call_id)),
    )
