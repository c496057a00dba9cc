"""What a confirmed admission gives: a place in the call's cohort."""

from incubator.applications.queries import get_application
from incubator.applications.rules import ApplicationId
from incubator.calls.queries import get_call
from incubator.calls.rules import CallId
from incubator.cohorts import rules
from incubator.cohorts.models import Cohort, Enrolment, Milestone
from incubator.cohorts.queries import find_cohort, find_enrolment
from incubator.cohorts.rules import EnrolmentState
from incubator.decisions.rules import AdmissionConfirmed
from incubator.ecosystem.queries import list_clusters
from incubator.infra.unit_of_work import Tx


def enrol(tx: Tx, event: AdmissionConfirmed) -> None:
    """Give the start-up its place in the cohort of its call, once."""
    application_id = ApplicationId(event.subject_id)
    if find_enrolment(tx.session, application_id):
        return
    cohort = find_cohort(tx.session, event.call_id) or _open_cohort(tx, event.call_id)
    application = get_application(tx.session, application_id)
    clusters = {str(cluster.code): cluster.code for cluster in list_clusters(tx.session)}
    call = get_call(tx.session, event.call_id)
    enrolment = Enrolment(
        cohort_id=cohort.id,
        call_id=event.call_id,
        application_id=application_id,
        founder_id=event.founder_id,
        title=application.title,
        organisation=application.organisation,
        cluster=clusters.get(application.cluster, call.cluster),
        state=EnrolmentState.AGREEMENT_PENDING,
        enrolled_at=tx.now,
    )
    tx.session.add(enrolment)
    tx.session.flush()
    for template in rules.MILESTONES:
        tx.session.add(
            Milestone(
                enrolment_id=enrolment.id,
                code=template.code,
                title=template.title,
                due_on=rules.due_on(template, cohort),
                version=1,
            )
        )
    tx.record(
        rules.StartupEnrolled(
            subject_id=application_id, enrolment_id=enrolment.id, cohort_id=cohort.id
        )
    )


def _open_cohort(tx: Tx, call_id: CallId) -> Cohort:
    call = get_call(tx.session, call_id)
    names = {cluster.code: cluster.name for cluster in list_clusters(tx.session)}
    cohort = Cohort(
        call_id=call_id,
        title=rules.cohort_title(call.entry_on, names[call.cluster]),
        starts_on=call.entry_on,
        duration_months=call.duration_months,
    )
    tx.session.add(cohort)
    tx.session.flush()
    return cohort
