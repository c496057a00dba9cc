"""What a signature causes: the letter is typeset, later."""

from incubator.decisions.rules import DecisionSigned
from incubator.infra.jobs import enqueue
from incubator.infra.unit_of_work import Tx
from incubator.letters.rules import RENDER


def order_letter(tx: Tx, event: DecisionSigned) -> None:
    """Ask for the letter of a decision that was signed."""
    enqueue(tx, RENDER, event.decision_id)
