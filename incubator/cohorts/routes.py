"""The pages of cohorts and of start-ups in residence."""

from http import HTTPStatus
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from incubator.cohorts.commands import reach_milestone, record_reading
from incubator.cohorts.forms import ReachForm, ReadingForm
from incubator.cohorts.queries import (
    get_cohort_page,
    get_cohorts_page,
    get_enrolment,
    get_milestone,
    get_startup_page,
)
from incubator.cohorts.rules import CohortId, EnrolmentId, MilestoneId, ReadingId
from incubator.infra.clock import now
from incubator.infra.web import current_actor, reader, signed_in
from incubator.kernel.permissions import Permission, require

bp = Blueprint("cohorts", __name__)


@bp.get("/cohorts")
@signed_in(Permission.READ_COHORT)
def cohorts() -> ResponseReturnValue:
    """Show every cohort."""
    lines = get_cohorts_page(reader(), current_actor())
    return render_template("cohorts/cohorts.html", cohorts=lines)


@bp.get("/cohorts/<uuid:cohort_id>")
@signed_in(Permission.READ_COHORT)
def cohort(cohort_id: CohortId) -> ResponseReturnValue:
    """Show how the start-ups of one cohort are doing."""
    page = get_cohort_page(reader(), current_actor(), cohort_id, now())
    return render_template("cohorts/cohort.html", page=page)


@bp.get("/startups/<uuid:enrolment_id>")
@signed_in(Permission.READ_STARTUP)
def startup(enrolment_id: EnrolmentId) -> ResponseReturnValue:
    """Show a start-up's way and its figures; the team sees what it can record."""
    return _show(enrolment_id)


@bp.post("/milestones/<uuid:milestone_id>/reach")
@signed_in(Permission.FOLLOW_STARTUP)
def reach(milestone_id: MilestoneId) -> ResponseReturnValue:
    """Note that a milestone is reached, or show the page again with the reason."""
    form, actor = ReachForm(), current_actor()
    enrolment_id = get_milestone(reader(), milestone_id).enrolment_id
    if form.attempt(
        lambda: reach_milestone(
            actor, milestone_id, form.evidence.data or "", form.reached_on(), version=form.seen
        )
    ):
        flash(_("Le jalon est enregistré."))
        return _back_to(enrolment_id)
    return _show(enrolment_id, reaching=form, milestone_id=milestone_id), form.status


@bp.post("/startups/<uuid:enrolment_id>/readings")
@signed_in(Permission.FOLLOW_STARTUP)
def read(enrolment_id: EnrolmentId) -> ResponseReturnValue:
    """Keep a figure, or show the page again with the reason and every word typed."""
    form, actor = ReadingForm(), current_actor()
    if form.attempt(lambda: record_reading(actor, enrolment_id, form.edit(), version=form.seen)):
        flash(_("Le relevé est enregistré."))
        return _back_to(enrolment_id)
    return _show(enrolment_id, reading=form), form.status


def _back_to(enrolment_id: EnrolmentId) -> ResponseReturnValue:
    return redirect(url_for("cohorts.startup", enrolment_id=enrolment_id), HTTPStatus.SEE_OTHER)


def _show(
    enrolment_id: EnrolmentId,
    *,
    milestone_id: MilestoneId | None = None,
    reaching: ReachForm | None = None,
    reading: ReadingForm | None = None,
) -> str:
    """Show a start-up, with a form that was sent if there is one: only the team sends any."""
    if reaching or reading:
        enrolment = get_enrolment(reader(), enrolment_id)
        require(current_actor(), Permission.FOLLOW_STARTUP, enrolment)
    page = get_startup_page(reader(), current_actor(), enrolment_id, now())
    chosen = milestone_id or _asked("milestone")
    milestone = page.find_milestone(MilestoneId(chosen) if chosen else None) or page.next_milestone
    corrected = page.find_reading(reading.corrects if reading else _asked_correction())
    return render_template(
        "cohorts/startup.html",
        page=page,
        milestone=milestone,
        corrected=corrected,
        form=reaching or reading,
        reaching=reaching or (ReachForm.of(milestone) if milestone else None),
        reading=reading or ReadingForm.of(page, corrected),
    )


def _asked_correction() -> ReadingId | None:
    asked = _asked("correct")
    return ReadingId(asked) if asked else None


def _asked(name: str) -> UUID | None:
    return request.args.get(name, type=UUID)
