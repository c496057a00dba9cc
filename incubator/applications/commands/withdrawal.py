"""Taking a dossier back: nothing is waited for any more, nothing is lost."""

from incubator.applications.models import Application
from incubator.applications.rules import ApplicationState
from incubator.applications.rules.withdrawal import ApplicationWithdrawn
from incubator.infra.unit_of_work import Tx
from incubator.kernel.actor import AccountId


def set_withdrawn(tx: Tx, application: Application, founder_id: AccountId, reason: str) -> None:
    """Note that a founder took a dossier back; no silence refuses it any more."""
    application.state, application.withdrawn_at = ApplicationState.WITHDRAWN, tx.now
    application.withdrawal, application.silence_on = reason.strip(), None
    application.reopened_until, application.reopened_keys = None, ""
    tx.record(
        ApplicationWithdrawn(
            subject_id=application.id, call_id=application.call_id, founder_id=founder_id
        )
    )
