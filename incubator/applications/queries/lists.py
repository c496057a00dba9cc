"""What later features may join to the dossiers of a call."""

from sqlalchemy import Subquery, select

from incubator.applications.models import Application
from incubator.applications.queries.dossiers import SUBMITTED, is_own
from incubator.calls.rules import CallId
from incubator.kernel.actor import Actor


def select_own(actor: Actor) -> Subquery:
    """Select somebody's own dossiers."""
    columns = (Application.id, Application.call_id, Application.title)
    return select(*columns).where(is_own(actor)).subquery("own")


def select_received(actor: Actor, call_id: CallId | None = None) -> Subquery:
    """Select what lists show of the dossiers received, by one call or all, but the actor's own."""
    columns = (
        Application.id,
        Application.call_id,
        Application.founder_id,
        Application.number,
        Application.title,
        Application.organisation,
        Application.cluster,
        Application.state,
        Application.submitted_at,
        Application.silence_on,
        Application.reopened_until,
        Application.words,
    )
    others = Application.founder_id.is_distinct_from(actor.account_id)
    received = select(*columns).where(SUBMITTED, others)
    if actor.in_teams:
        received = received.where(Application.id.not_in(actor.in_teams))
    if call_id:
        received = received.where(Application.call_id == call_id)
    return received.subquery("received")
