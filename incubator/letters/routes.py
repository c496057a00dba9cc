"""The decisions of a call on their way, and each letter."""

from http import HTTPStatus

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from incubator.calls.rules import CallId
from incubator.decisions.rules import DecisionId
from incubator.infra.clock import now
from incubator.infra.files import send_blob
from incubator.infra.forms import EditForm
from incubator.infra.web import current_actor, reader, signed_in
from incubator.kernel.pages import read_page
from incubator.kernel.permissions import Permission
from incubator.letters.commands import release_letters
from incubator.letters.queries import get_batch_page, get_letter

bp = Blueprint("letters", __name__)


@bp.get("/calls/<uuid:call_id>/decisions")
@signed_in(Permission.READ_DECISIONS)
def batch(call_id: CallId) -> ResponseReturnValue:
    """Show the decisions of a call and how far each letter is."""
    return _show_batch(call_id, EditForm())


@bp.post("/calls/<uuid:call_id>/release")
@signed_in(Permission.RELEASE_LETTERS)
def release(call_id: CallId) -> ResponseReturnValue:
    """Make the decisions of a call available at one instant, or say why not."""
    form, actor = EditForm(), current_actor()
    if form.attempt(lambda: release_letters(actor, call_id)):
        flash(_("Les décisions sont à la disposition des candidats, toutes au même instant."))
        return redirect(url_for(".batch", call_id=call_id), HTTPStatus.SEE_OTHER)
    return _show_batch(call_id, form), form.status


@bp.get("/decisions/<uuid:decision_id>/letter.pdf")
@signed_in(Permission.READ_LETTER)
def letter(decision_id: DecisionId) -> Response:
    """Hand out the letter of a decision."""
    found = get_letter(reader(), current_actor(), decision_id)
    return send_blob(found.digest, name=found.name, media_type="application/pdf")


def _show_batch(call_id: CallId, form: EditForm) -> str:
    number = read_page(request.args)
    page = get_batch_page(reader(), current_actor(), call_id, number, now())
    return render_template("letters/batch.html", page=page, form=form)
