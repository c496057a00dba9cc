"""Putting a message in the outbox, and keeping track of its departure."""

from uuid import UUID

from incubator.infra.jobs import enqueue
from incubator.infra.unit_of_work import Tx
from incubator.kernel.actor import AccountId
from incubator.kernel.refusals import NotFound
from incubator.outbox.models import Message
from incubator.outbox.rules import MessageState

DELIVER = "deliver_message"


def post(tx: Tx, kind: str, *, recipient_id: AccountId, subject_id: UUID) -> None:
    """Keep a message, to leave once the transaction is kept."""
    message = Message(kind=kind, recipient_id=recipient_id, subject_id=subject_id, queued_at=tx.now)
    tx.session.add(message)
    tx.session.flush()
    enqueue(tx, DELIVER, message.id)


def send_again(tx: Tx, message_id: UUID) -> None:
    """Let a message of unknown departure leave once more: somebody found that it did not arrive."""
    message = _get_uncertain(tx, message_id)
    message.state = MessageState.PENDING
    enqueue(tx, DELIVER, message.id)


def settle(tx: Tx, message_id: UUID) -> None:
    """Take a message of unknown departure for sent: somebody found that it arrived."""
    message = _get_uncertain(tx, message_id)
    message.state, message.sent_at = MessageState.SENT, tx.now


def _get_uncertain(tx: Tx, message_id: UUID) -> Message:
    message = tx.session.get(Message, message_id)
    if message is None or message.state is not MessageState.UNCERTAIN:
        raise NotFound
    return message


def start_sending(tx: Tx, message_id: UUID) -> Message | None:
    """Mark a message as leaving and return it; None when it must not be tried.

    A message found `sending` was in the hands of a worker that died: whether it left is unknown.
    """
    message = tx.session.get_one(Message, message_id)
    if message.state is MessageState.SENDING:
        message.state = MessageState.UNCERTAIN
    if message.state is not MessageState.PENDING:
        return None
    message.state = MessageState.SENDING
    return message


def mark_sent(tx: Tx, message_id: UUID) -> None:
    """Note that the transport took the message."""
    message = tx.session.get_one(Message, message_id)
    message.state, message.sent_at = MessageState.SENT, tx.now


def mark_refused(tx: Tx, message_id: UUID) -> None:
    """Note that the transport surely did not take the message: it may be tried again.

    Unless another worker gave this one up for dead meanwhile: then nobody is left to try.
    """
    message = tx.session.get_one(Message, message_id)
    if message.state is MessageState.SENDING:
        message.state = MessageState.PENDING
