"""What the desks hear: whatever happens to a dossier, the staff's table says where it stands."""

from collections.abc import Collection, Sequence
from typing import Any, Final

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from incubator.applications.queries import select_received
from incubator.applications.rules import (
    AdmissibilityRuled,
    ApplicationId,
    ApplicationSubmitted,
    DossiersImported,
)
from incubator.applications.rules.items import ItemsRequested
from incubator.applications.rules.withdrawal import ApplicationWithdrawn
from incubator.calls.rules import CallId
from incubator.decisions.queries import select_states
from incubator.decisions.rules import (
    DecisionDrafted,
    DecisionMadeAvailable,
    DecisionOpened,
    DecisionSigned,
)
from incubator.desks import rules
from incubator.desks.models import DossierStanding
from incubator.infra.kept import Kept, Row, replace_rows
from incubator.infra.unit_of_work import Tx
from incubator.jury.queries import select_progress
from incubator.jury.rules import PROGRESS
from incubator.kernel.actor import NOBODY

MOVES: Final = (
    ApplicationSubmitted,
    ItemsRequested,
    ApplicationWithdrawn,
    AdmissibilityRuled,
    *PROGRESS,
    DecisionDrafted,
    DecisionSigned,
    DecisionMadeAvailable,
    DecisionOpened,
)
Dossiers = Collection[ApplicationId] | Select[Any]


def follow(tx: Tx) -> None:
    """Say anew where the dossiers stand to which something happened."""
    moved = {ApplicationId(one.subject_id) for one in tx.events if isinstance(one, MOVES)}
    if moved:
        _restate(tx.session, moved)
    for event in tx.events:
        if isinstance(event, DossiersImported):
            _restate(tx.session, _of_call(CallId(event.subject_id)))


def make(session: Session) -> Sequence[Row]:
    """Say where every dossier stands."""
    return _list_rows(session, _of_call(None))


def _restate(session: Session, dossiers: Dossiers) -> None:
    own = DossierStanding.application_id.in_(dossiers)
    replace_rows(session, DossierStanding, own, _list_rows(session, dossiers))


def _of_call(call_id: CallId | None) -> Select[Any]:
    return select(select_received(NOBODY, call_id).c.id)


def _list_rows(session: Session, dossiers: Dossiers) -> Sequence[Row]:
    """Return what features say of some dossiers, if they were received."""
    received, decided, progress = (
        select_received(NOBODY),
        select_states(),
        select_progress(dossiers),
    )
    rows = session.execute(
        select(received, decided.c.state.label("decision"), progress)
        .outerjoin(decided, decided.c.application_id == received.c.id)
        .outerjoin(progress, progress.c.application_id == received.c.id)
        .where(received.c.id.in_(dossiers))
    )
    return [_row(row) for row in rows]


def _row(row: Any) -> Row:
    expected, started, handed_in = (
        count or 0 for count in (row.expected, row.started, row.handed_in)
    )
    return {
        "application_id": row.id,
        "call_id": row.call_id,
        "standing": rules.standing(row.state, row.decision, handed_in, expected),
        "cluster": row.cluster,
        "words": row.words,
        "number_key": rules.number_key(row.number),
        "received_at": row.submitted_at,
        "silence_on": rules.silence(row.silence_on, row.decision),
        "expected": expected,
        "started": started,
        "handed_in": handed_in,
        "share": rules.share(handed_in, expected),
    }


STANDINGS = Kept(model=DossierStanding, make=make, follow=follow)
