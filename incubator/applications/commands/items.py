"""Asking a founder for what is missing, and taking note that it came."""

from datetime import date

from sqlalchemy import select

from incubator.applications.models import Application, ItemsRequest
from incubator.applications.queries import get_application
from incubator.applications.rules import ApplicationId, ApplicationState
from incubator.applications.rules.items import (
    Ask,
    ItemsRequested,
    move_silence,
    why_not_ask,
    why_not_these,
)
from incubator.calls.queries import get_form
from incubator.infra.unit_of_work import Tx, transaction
from incubator.kernel.actor import Actor
from incubator.kernel.paris import day_of
from incubator.kernel.permissions import Permission, require
from incubator.kernel.versions import check_version


def request_items(actor: Actor, application_id: ApplicationId, ask: Ask, *, version: int) -> None:
    """Ask a founder for what is missing; the clock of silence stands still until it comes."""
    with transaction(actor) as tx:
        application = get_application(tx.session, application_id)
        require(actor, Permission.RULE_ON_ADMISSIBILITY, application)
        check_version(application, version)
        form = get_form(tx.session, application.call_id, application.form_version)
        known, today = {question.key for question in form.questions()}, day_of(tx.now)
        refusal = why_not_ask(application) or why_not_these(ask, known, today)
        if refusal or application.silence_on is None or application.founder_id is None:
            raise refusal or AssertionError
        keys = tuple(sorted(ask.keys))
        tx.session.add(
            ItemsRequest(
                application_id=application_id,
                keys=" ".join(keys),
                reason=ask.reason.strip(),
                asked_at=tx.now,
                asked_by=actor.account_id,
                until=ask.until,
                silence_on=application.silence_on,
            )
        )
        application.state, application.version = ApplicationState.INCOMPLETE, version + 1
        application.reopened_until, application.reopened_keys = ask.until, " ".join(keys)
        application.silence_on = move_silence(application.silence_on, today, ask.until, ask.until)
        tx.record(
            ItemsRequested(
                subject_id=application_id,
                founder_id=application.founder_id,
                keys=keys,
                until=ask.until.isoformat(),
            )
        )


def close_request(tx: Tx, application: Application) -> date | None:
    """Note that what was asked came, and return when silence will count; None if nothing was."""
    application.reopened_until, application.reopened_keys = None, ""
    asked = select(ItemsRequest).filter_by(application_id=application.id, answered_at=None)
    request = tx.session.scalars(asked).one_or_none()
    if request is None:
        return None
    request.answered_at = tx.arrived
    asked_on, answered_on = day_of(request.asked_at), day_of(tx.arrived)
    return move_silence(request.silence_on, asked_on, request.until, answered_on)
