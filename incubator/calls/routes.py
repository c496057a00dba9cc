"""The public page of a call."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from incubator.calls.queries import get_call_page
from incubator.calls.rules import CallId
from incubator.infra.clock import now
from incubator.infra.forms import EditForm
from incubator.infra.web import public, reader

bp = Blueprint("calls", __name__, url_prefix="/calls")


@bp.get("/<uuid:call_id>")
@public
def call(call_id: CallId) -> ResponseReturnValue:
    """Show what the call asks, offers and promises."""
    instant = now()
    page = get_call_page(reader(), call_id, instant)
    return render_template("calls/call.html", page=page, now=instant, form=EditForm())
