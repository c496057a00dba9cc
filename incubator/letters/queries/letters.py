"""Letters as they are kept, and as they are handed out."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from incubator.decisions.queries import get_decision
from incubator.decisions.rules import DecisionId, DecisionState
from incubator.kernel.actor import Actor
from incubator.kernel.permissions import Permission, allows, require
from incubator.kernel.refusals import NotFound
from incubator.letters.models import Letter
from incubator.letters.rules import DecisionUnopened


@dataclass(frozen=True, kw_only=True)
class StoredLetter:
    """A letter as it is handed out."""

    digest: str
    size: int
    name: str


def find_letter(session: Session, decision_id: DecisionId) -> Letter | None:
    """Return the letter of a decision, or None before it was typeset."""
    return session.get(Letter, decision_id)


def get_letter(session: Session, actor: Actor, decision_id: DecisionId) -> StoredLetter:
    """Return a letter to those who may read it; to its founder once the decision was opened."""
    decision = get_decision(session, decision_id)
    require(actor, Permission.READ_LETTER, decision)
    letter = find_letter(session, decision_id)
    if letter is None:
        raise NotFound
    staff = allows(actor, Permission.READ_DECISIONS, decision)
    if not staff and decision.state is not DecisionState.RECEIVED:
        raise DecisionUnopened
    name = f"decision-{decision.act_number}.pdf"
    return StoredLetter(digest=letter.digest, size=letter.size, name=name)
