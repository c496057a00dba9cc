"""What is left to say of a dossier that its founder took back."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from incubator.applications.queries.dossiers import get_application
from incubator.applications.rules import ApplicationId
from incubator.calls.queries import get_call
from incubator.kernel.refusals import NotFound


@dataclass(frozen=True, kw_only=True)
class Withdrawal:
    """Which dossier of which call was taken back, and when."""

    call: str
    number: str
    at: datetime


def describe_withdrawal(session: Session, application_id: ApplicationId) -> Withdrawal:
    """Return what confirms that a dossier was taken back, or raise `NotFound`."""
    application = get_application(session, application_id)
    if application.withdrawn_at is None:
        raise NotFound
    return Withdrawal(
        call=get_call(session, application.call_id).title,
        number=application.number or "",
        at=application.withdrawn_at,
    )
