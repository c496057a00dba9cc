"""Letters as they are kept, and the page from which those of a call are released."""

from collections import Counter
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from incubator.applications.queries import list_dossiers
from incubator.calls.queries import CallHeading, get_call, get_heading
from incubator.calls.rules import CallId
from incubator.decisions.queries import DecisionRow, get_decision, list_decisions, select_states
from incubator.decisions.rules import DecisionId, DecisionState
from incubator.infra.jobs import map_failures
from incubator.kernel.actor import Actor
from incubator.kernel.pages import Leaf, turn_to
from incubator.kernel.permissions import Permission, allows, require
from incubator.kernel.refusals import NotFound, Refusal
from incubator.letters.models import Letter
from incubator.letters.rules import RENDER, DecisionUnopened, awaits, why_not_release
from incubator.outbox.queries import list_uncertain


@dataclass(frozen=True, kw_only=True)
class StoredLetter:
    """A letter as it is handed out."""

    digest: str
    size: int
    name: str


@dataclass(frozen=True, kw_only=True)
class BatchLine:
    """A decision of a call with its letter: `failure` says why there is none.

    It is doubtful when nobody knows whether the mail that announces it has left.
    """

    row: DecisionRow
    printed: bool
    failure: str | None
    doubtful: bool


@dataclass(frozen=True, kw_only=True)
class BatchPage:
    """The decisions of a call on their way to the founders, one page of them line by line."""

    call: CallHeading
    lines: Sequence[BatchLine]
    leaf: Leaf
    states: Mapping[DecisionState, int]
    printed: int
    expected: int
    may_release: bool
    why_not_release: Refusal | None
    available_at: datetime | None

    def count(self, *states: str) -> int:
        """Return how many decisions stand in one of these states."""
        return sum(count for state, count in self.states.items() if state in states)


def find_letter(session: Session, decision_id: DecisionId) -> Letter | None:
    """Return the letter of a decision, or None before it was typeset."""
    return session.get(Letter, decision_id)


def list_printed(session: Session, call_id: CallId) -> AbstractSet[DecisionId]:
    """Return the decisions of a call that have their letter."""
    decided = select_states(call_id)
    printed = select(Letter.decision_id).join(decided, decided.c.id == Letter.decision_id)
    return set(session.scalars(printed))


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


def get_batch_page(
    session: Session, actor: Actor, call_id: CallId, number: int, now: datetime
) -> BatchPage:
    """Return the decisions of a call, and how far each letter is on one page of them."""
    call = get_call(session, call_id)
    require(actor, Permission.READ_DECISIONS, call)
    rows, printed = list_decisions(session, call_id), list_printed(session, call_id)
    dossiers = list_dossiers(session, call_id)
    by_dossier = {row.application_id: row for row in rows}
    failures: Mapping[UUID, str] = map_failures(session, RENDER)
    doubtful = {doubt.subject_id for doubt in list_uncertain(session)}
    leaf = turn_to(number, len(rows))
    return BatchPage(
        call=get_heading(session, call_id, now),
        lines=[
            BatchLine(
                row=row,
                printed=row.id in printed,
                failure=failures.get(row.id),
                doubtful=row.id in doubtful,
            )
            for row in rows[leaf.start : leaf.end]
        ],
        leaf=leaf,
        states=Counter(row.state for row in rows),
        printed=len(printed),
        expected=sum(awaits(dossier) for dossier in dossiers),
        may_release=allows(actor, Permission.RELEASE_LETTERS, call),
        why_not_release=why_not_release(dossiers, by_dossier, printed),
        available_at=max((row.available_at for row in rows if row.available_at), default=None),
    )
