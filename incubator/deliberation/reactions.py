"""What the deliberation hears: the order of a call's dossiers is made anew when it may change."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from incubator.applications.queries import get_application
from incubator.applications.rules import AdmissibilityRuled, ApplicationId
from incubator.applications.rules.withdrawal import ApplicationWithdrawn
from incubator.calls.rules import CallId
from incubator.deliberation.models import RankedDossier
from incubator.deliberation.queries import rank_dossiers
from incubator.infra.kept import Kept, Row, replace_rows
from incubator.infra.unit_of_work import Tx
from incubator.jury.queries import Closing, find_closing, list_closed
from incubator.jury.rules import EvaluationEnded


def follow(tx: Tx) -> None:
    """Order the dossiers of the calls that closed, or in which some came or went since."""
    closed = {CallId(one.subject_id) for one in tx.events if isinstance(one, EvaluationEnded)}
    moved = {
        get_application(tx.session, ApplicationId(one.subject_id)).call_id
        for one in tx.events
        if isinstance(one, AdmissibilityRuled | ApplicationWithdrawn)
    }
    for call_id in closed | moved:
        if closing := find_closing(tx.session, call_id):
            own = RankedDossier.call_id == call_id
            replace_rows(tx.session, RankedDossier, own, _order(tx.session, closing))


def make(session: Session) -> Sequence[Row]:
    """Order the dossiers of every closed call."""
    closings = [find_closing(session, call_id) for call_id in list_closed(session)]
    return [row for closing in closings if closing for row in _order(session, closing)]


def _order(session: Session, closing: Closing) -> Sequence[Row]:
    ranks = rank_dossiers(session, closing)
    return [
        {"application_id": dossier, "call_id": closing.call_id, "place": place, "rank": rank}
        for place, (dossier, rank) in enumerate(ranks.items(), start=1)
    ]


RANKS = Kept(model=RankedDossier, make=make, follow=follow)
