"""Checking, handing in, and the receipt."""

from http import HTTPStatus

from flask import Response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from incubator.applications.commands import (
    submit_application,
)
from incubator.applications.forms import (
    SubmitForm,
)
from incubator.applications.queries import (
    find_last_submission,
    get_check_page,
    get_printed,
    get_receipt_page,
)
from incubator.applications.routes.plan import bp
from incubator.applications.rules import ApplicationId, SubmissionId
from incubator.infra.clock import now
from incubator.infra.files import send_blob
from incubator.infra.web import current_actor, reader, signed_in
from incubator.kernel.permissions import Permission


@bp.get("/applications/<uuid:application_id>/check")
@signed_in(Permission.EDIT_APPLICATION)
def check(application_id: ApplicationId) -> ResponseReturnValue:
    """Show all the answers before they are sent."""
    return _show_check(application_id)


@bp.post("/applications/<uuid:application_id>/check")
@signed_in(Permission.SUBMIT_APPLICATION)
def submit(application_id: ApplicationId) -> ResponseReturnValue:
    """Hand the dossier in and show its receipt, or say what stops it."""
    form, actor = SubmitForm(), current_actor()
    if form.attempt(
        lambda: submit_application(actor, application_id, form.commitments(), version=form.seen)
    ):
        submission = find_last_submission(reader(), application_id)
        onward = url_for(".receipt", submission_id=submission.id if submission else None)
        return redirect(onward, HTTPStatus.SEE_OTHER)
    return _show_check(application_id, typed=form), form.status


@bp.get("/submissions/<uuid:submission_id>")
@signed_in(Permission.READ_RECEIPT)
def receipt(submission_id: SubmissionId) -> ResponseReturnValue:
    """Show what was received, when, and what follows."""
    page = get_receipt_page(reader(), current_actor(), submission_id, now())
    return render_template("applications/receipt.html", page=page)


@bp.get("/submissions/<uuid:submission_id>/receipt.pdf")
@signed_in(Permission.READ_RECEIPT)
def receipt_on_paper(submission_id: SubmissionId) -> Response:
    """Hand out the receipt as it was printed."""
    found = get_printed(reader(), current_actor(), submission_id)
    return send_blob(found.digest, name=found.name, media_type="application/pdf")


def _show_check(application_id: ApplicationId, typed: SubmitForm | None = None) -> str:
    page = get_check_page(reader(), current_actor(), application_id, now())
    form = typed or SubmitForm(data={"version": str(page.version)}, formdata=None)
    return render_template("applications/check.html", page=page, form=form, now=now())
