"""Writing down what the jury advises."""

from incubator.applications.queries import get_application
from incubator.applications.rules import ApplicationId
from incubator.deliberation import rules
from incubator.deliberation.models import Opinion
from incubator.deliberation.queries import find_opinion_row
from incubator.deliberation.rules import Advice, OpinionRecorded
from incubator.infra.unit_of_work import Tx, transaction
from incubator.jury.queries import find_closing, find_conflict
from incubator.kernel.actor import Actor
from incubator.kernel.permissions import Permission, require
from incubator.kernel.versions import check_version


def record_opinion(
    actor: Actor, application_id: ApplicationId, advice: Advice, *, version: int
) -> None:
    """Write down the jury's opinion of a dossier, or correct it until a decision is signed."""
    with transaction(actor) as tx:
        application = get_application(tx.session, application_id)
        require(actor, Permission.RECORD_OPINION, application)
        opinion = find_opinion_row(tx.session, application_id) or Opinion(
            application_id=application_id, call_id=application.call_id, sealed_at=None, version=0
        )
        check_version(opinion, version)
        closed = find_closing(tx.session, application.call_id) is not None
        conflict = find_conflict(tx.session, application_id, actor.account_id)
        refusal = (
            conflict
            or rules.why_not_record(application.state, closed=closed, sealed_at=opinion.sealed_at)
            or rules.why_not_advise(advice)
        )
        if refusal:
            raise refusal
        opinion.sense = advice.sense
        opinion.assessment = advice.assessment
        opinion.recommendations = advice.recommendations
        opinion.recorded_at, opinion.recorded_by = tx.now, actor.account_id
        tx.session.add(opinion)
        tx.record(
            OpinionRecorded(
                subject_id=application_id, call_id=application.call_id, sense=advice.sense.value
            )
        )


def seal_opinion(tx: Tx, application_id: ApplicationId) -> None:
    """Keep the jury's opinion, if there is one, as the decision being signed quotes it."""
    opinion = find_opinion_row(tx.session, application_id)
    if opinion and opinion.sealed_at is None:
        opinion.sealed_at = tx.now
