"""What later features may join to the dossiers of a call."""

from sqlalchemy import Subquery, select

from incubator.applications.models import Application
from incubator.applications.queries.dossiers import SUBMITTED
from incubator.calls.rules import CallId
from incubator.kernel.actor import Actor


def select_received(call_id: CallId, actor: Actor) -> Subquery:
    """Select what lists show of the dossiers that a call received, but for the actor's own."""
    columns = (
        Application.id,
        Application.number,
        Application.title,
        Application.organisation,
        Application.cluster,
        Application.state,
        Application.submitted_at,
        Application.silence_on,
        Application.words,
    )
    others = Application.founder_id.is_distinct_from(actor.account_id)
    return (
        select(*columns)
        .where(SUBMITTED, Application.call_id == call_id, others)
        .subquery("received")
    )
