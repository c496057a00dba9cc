"""Ruling on admissibility."""

from incubator.applications import rules
from incubator.applications.models import (
    ConditionCheck,
)
from incubator.applications.queries import (
    get_application,
)
from incubator.applications.rules import (
    ApplicationId,
    Verdict,
)
from incubator.calls.queries import get_call, get_form
from incubator.infra.unit_of_work import transaction
from incubator.kernel.actor import Actor
from incubator.kernel.permissions import Permission, require
from incubator.kernel.versions import check_version


def rule_on_admissibility(
    actor: Actor, application_id: ApplicationId, verdict: Verdict, *, version: int
) -> None:
    """Find a dossier admissible, or propose its inadmissibility with a reason."""
    with transaction(actor) as tx:
        application = get_application(tx.session, application_id)
        require(actor, Permission.RULE_ON_ADMISSIBILITY, application)
        check_version(application, version)
        call = get_call(tx.session, application.call_id)
        form = get_form(tx.session, application.call_id, application.form_version)
        conditions = {condition.key for condition in form.conditions}
        refusal = rules.why_not_rule(application, call.closes_on, tx.now)
        refusal = refusal or rules.why_not_verdict(
            verdict.state, conditions, verdict.met, verdict.reason
        )
        if refusal:
            raise refusal
        for key in conditions:
            tx.session.add(
                ConditionCheck(application_id=application_id, key=key, met=key in verdict.met)
            )
        application.state, application.ruling = verdict.state, verdict.reason
        application.reopened_until, application.reopened_keys = None, ""
        application.ruled_at, application.ruled_by = tx.now, actor.account_id
        tx.record(
            rules.AdmissibilityRuled(
                subject_id=application_id,
                verdict=verdict.state,
                met=tuple(sorted(verdict.met & conditions)),
            )
        )
