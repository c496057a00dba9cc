"""Writing to the other side of a thread, and saying that one has read."""

from incubator.applications.queries import get_application
from incubator.applications.rules import ApplicationId
from incubator.infra.unit_of_work import Tx, transaction
from incubator.kernel.actor import Actor
from incubator.kernel.permissions import Permission, require
from incubator.messages import rules
from incubator.messages.models import ThreadMessage
from incubator.messages.queries import list_messages


def send_message(actor: Actor, application_id: ApplicationId, text: str, *, seen: int) -> None:
    """Write to the other side; it answers what one saw of theirs."""
    with transaction(actor) as tx:
        application = get_application(tx.session, application_id)
        require(actor, Permission.SEND_MESSAGE, application)
        founder_id = application.founder_id
        refusal = rules.why_not_write(application.state, founder_id) or rules.why_not_say(text)
        if refusal or founder_id is None:
            raise refusal or AssertionError
        messages = list_messages(tx.session, application_id)
        from_team = rules.is_team(application.relations_of(actor))
        _read(tx, rules.waiting(messages, from_team=not from_team), seen)
        message = ThreadMessage(
            application_id=application_id,
            ordinal=messages[-1].ordinal + 1 if messages else 1,
            author_id=actor.account_id,
            from_team=from_team,
            text=text.strip(),
            sent_at=tx.now,
        )
        tx.session.add(message)
        tx.session.flush()
        tx.record(
            rules.MessageSent(
                subject_id=application_id,
                message_id=message.id,
                call_id=application.call_id,
                founder_id=founder_id,
                from_team=from_team,
                alone=not rules.waiting(messages, from_team=from_team),
                digest=rules.digest(message.text),
            )
        )


def mark_read(actor: Actor, application_id: ApplicationId, *, seen: int) -> None:
    """Say that the other side's messages, as far as one saw them, want no answer any more."""
    with transaction(actor) as tx:
        application = get_application(tx.session, application_id)
        require(actor, Permission.READ_THREAD, application)
        by_team = rules.is_team(application.relations_of(actor))
        messages = list_messages(tx.session, application_id)
        if _read(tx, rules.waiting(messages, from_team=not by_team), seen):
            tx.record(rules.MessagesRead(subject_id=application_id, by_team=by_team, up_to=seen))


def _read(tx: Tx, messages: list[ThreadMessage], seen: int) -> int:
    """Note of these messages those that somebody saw, and return how many."""
    read = [message for message in messages if message.ordinal <= seen]
    for message in read:
        message.read_at = tx.now
    return len(read)
