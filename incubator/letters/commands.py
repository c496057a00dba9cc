"""Keeping a letter, and releasing those of a call at one instant."""

from incubator.calls.queries import get_call
from incubator.calls.rules import CallId
from incubator.decisions.commands import make_available
from incubator.decisions.queries import count_decisions, get_decision
from incubator.decisions.rules import DecisionId
from incubator.infra.files import Blob
from incubator.infra.unit_of_work import Tx, transaction
from incubator.kernel.actor import Actor
from incubator.kernel.permissions import Permission, require
from incubator.letters.models import Letter
from incubator.letters.queries import find_obstacle, list_to_release
from incubator.letters.rules import LetterRendered, LettersReleased


def keep_letter(tx: Tx, decision_id: DecisionId, facts: str, blob: Blob) -> None:
    """Keep the letter of a decision, whose bytes lie in the store; the first one stays."""
    if tx.session.get(Letter, decision_id):
        return
    tx.session.add(
        Letter(
            decision_id=decision_id,
            facts=facts,
            digest=blob.digest,
            size=blob.size,
            rendered_at=tx.now,
        )
    )
    application_id = get_decision(tx.session, decision_id).application_id
    tx.record(
        LetterRendered(subject_id=application_id, decision_id=decision_id, digest=blob.digest)
    )


def release_letters(actor: Actor, call_id: CallId) -> None:
    """Make the signed decisions of a call available with their letters, at one instant."""
    with transaction(actor) as tx:
        require(actor, Permission.RELEASE_LETTERS, get_call(tx.session, call_id))
        states = count_decisions(tx.session, call_id)
        if refusal := find_obstacle(tx.session, call_id, states):
            raise refusal
        signed = list_to_release(tx.session, call_id)
        for decision_id in signed:
            make_available(tx, get_decision(tx.session, decision_id))
        released = tuple(str(decision_id) for decision_id in signed)
        tx.record(LettersReleased(subject_id=call_id, decisions=released))
