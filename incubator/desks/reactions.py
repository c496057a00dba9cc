"""What the desks hear: whatever happens to a dossier moves where it stands or what it needs."""

from collections.abc import Callable, Collection, Iterator, Sequence
from typing import Any, Final

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from incubator.applications.queries import select_received
from incubator.applications.rules import (
    AdmissibilityRuled,
    ApplicationId,
    ApplicationState,
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
from incubator.deliberation.queries import select_opinions
from incubator.deliberation.rules import OpinionRecorded
from incubator.desks import rules
from incubator.desks.models import DossierNeed, DossierStanding
from incubator.infra.kept import Kept, Row, replace_rows
from incubator.infra.unit_of_work import Tx
from incubator.jury.queries import select_progress
from incubator.jury.rules import PROGRESS
from incubator.kernel.actor import NOBODY
from incubator.kernel.paris import day_of
from incubator.messages.queries import select_waiting
from incubator.messages.rules import MOVES as SAID

MOVES: Final = (
    ApplicationSubmitted,
    ItemsRequested,
    ApplicationWithdrawn,
    AdmissibilityRuled,
    *PROGRESS,
    OpinionRecorded,
    DecisionDrafted,
    DecisionSigned,
    DecisionMadeAvailable,
    DecisionOpened,
    *SAID,
)
Dossiers = Collection[ApplicationId] | Select[Any]
Rows = Callable[[Any], Iterator[Row]]


def _keep(model: type[DossierStanding | DossierNeed], rows_of: Rows) -> Kept:
    """Return how a table of lines of dossiers is kept."""

    def list_rows(session: Session, dossiers: Dossiers) -> Sequence[Row]:
        return [row for told in _list_told(session, dossiers) for row in rows_of(told)]

    def restate(session: Session, dossiers: Dossiers) -> None:
        own = model.application_id.in_(dossiers)
        replace_rows(session, model, own, list_rows(session, dossiers))

    def follow(tx: Tx) -> None:
        moved = {ApplicationId(one.subject_id) for one in tx.events if isinstance(one, MOVES)}
        if moved:
            restate(tx.session, moved)
        for event in tx.events:
            if isinstance(event, DossiersImported):
                restate(tx.session, _of_call(CallId(event.subject_id)))

    def make(session: Session) -> Sequence[Row]:
        return list_rows(session, _of_call(None))

    return Kept(model=model, make=make, follow=follow)


def _of_call(call_id: CallId | None) -> Select[Any]:
    return select(select_received(NOBODY, call_id).c.id)


def _list_told(session: Session, dossiers: Dossiers) -> Sequence[Any]:
    """Return what features say of some dossiers, if they were received."""
    received, decided, opinions, waiting, progress = (
        select_received(NOBODY),
        select_states(),
        select_opinions(),
        select_waiting(),
        select_progress(dossiers),
    )
    columns = (
        decided.c.state.label("decision"),
        decided.c.electronic,
        decided.c.available_at,
        opinions.c.application_id.label("opinion"),
        waiting.c.since,
    )
    return session.execute(
        select(received, *columns, progress)
        .outerjoin(decided, decided.c.application_id == received.c.id)
        .outerjoin(opinions, opinions.c.application_id == received.c.id)
        .outerjoin(waiting, waiting.c.application_id == received.c.id)
        .outerjoin(progress, progress.c.application_id == received.c.id)
        .where(received.c.id.in_(dossiers))
    ).all()


def _standing(row: Any) -> Iterator[Row]:
    expected, started, handed_in = (
        count or 0 for count in (row.expected, row.started, row.handed_in)
    )
    yield {
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


def _needs(row: Any) -> Iterator[Row]:
    told = rules.Told(
        state=row.state,
        decision=row.decision,
        answerable=row.founder_id is not None and row.state is not ApplicationState.WITHDRAWN,
        expected=row.expected or 0,
        heard=row.opinion is not None,
        electronic=bool(row.electronic),
        reopened_until=row.reopened_until,
        silence_on=row.silence_on,
        available_on=row.available_at and day_of(row.available_at),
        asked_on=row.since and day_of(row.since),
    )
    for need, day in rules.needs(told).items():
        yield {"application_id": row.id, "call_id": row.call_id, "need": need, "day": day}


STANDINGS: Final = _keep(DossierStanding, _standing)
NEEDS: Final = _keep(DossierNeed, _needs)
