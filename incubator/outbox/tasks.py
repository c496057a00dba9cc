"""The worker empties the outbox."""

from uuid import UUID

from flask import current_app

from incubator.infra.jobs import LEASE
from incubator.infra.mail import NotTakenError, send
from incubator.infra.unit_of_work import transaction
from incubator.kernel.actor import SYSTEM
from incubator.outbox.commands import mark_refused, mark_sent, start_sending


def deliver_message(message_id: UUID) -> None:
    """Send one message once: `sending` is kept first, so that a crash leaves no second copy."""
    with transaction(SYSTEM) as tx:
        message = start_sending(tx, message_id)
        if message is None:
            return
        until = tx.now + LEASE / 2  # well before another worker may take it for abandoned
        mail = current_app.extensions["compose"](
            tx.session, message.id, message.kind, message.recipient_id, message.subject_id
        )
    try:
        send(mail, until=until)
    except NotTakenError:
        with transaction(SYSTEM) as tx:
            mark_refused(tx, message_id)
        raise
    with transaction(SYSTEM) as tx:
        mark_sent(tx, message_id)
