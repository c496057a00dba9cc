"""The calendar, asked before every change of a dossier."""

from incubator.applications import rules
from incubator.applications.models import (
    Application,
)
from incubator.applications.rules.items import why_not_touch
from incubator.calls.queries import get_call
from incubator.infra.unit_of_work import Tx


def refuse_late(tx: Tx, application: Application) -> None:
    """Stop a change that comes before the opening, after the closing or after the verdict."""
    call = get_call(tx.session, application.call_id)
    refusal = rules.why_not_edit(application, call.opens_on, call.closes_on, tx.arrived)
    if refusal:
        raise refusal


def refuse_unasked(tx: Tx, application: Application, *keys: str) -> None:
    """Stop a change, after the closing, of what nobody asked for."""
    call = get_call(tx.session, application.call_id)
    if refusal := why_not_touch(application, set(keys), call.closes_on, tx.arrived):
        raise refusal
