"""The calendar, asked before every change of a dossier."""

from incubator.applications import rules
from incubator.applications.models import (
    Application,
)
from incubator.calls.queries import get_call
from incubator.infra.unit_of_work import Tx


def refuse_late(tx: Tx, application: Application) -> None:
    """Stop a change that comes before the opening, after the closing or after the verdict."""
    call = get_call(tx.session, application.call_id)
    refusal = rules.why_not_edit(application, call.opens_on, call.closes_on, tx.now)
    if refusal:
        raise refusal
