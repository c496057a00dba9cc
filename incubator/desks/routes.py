"""Home, desks, the staff's table of dossiers and the dossier page."""

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from incubator.applications.rules import ApplicationId
from incubator.calls.rules import CallId
from incubator.desks.queries import (
    get_desk_page,
    get_dossier_page,
    get_dossiers_page,
    get_home_page,
    get_notice_authority,
    list_calls,
)
from incubator.desks.rules import read_wish
from incubator.infra.clock import now
from incubator.infra.forms import EditForm
from incubator.infra.web import current_actor, public, reader, signed_in
from incubator.kernel.permissions import Permission

bp = Blueprint("desks", __name__)
NOTICES = ("accessibility", "legal", "privacy", "scoring")


@bp.get("/")
@public
def home() -> ResponseReturnValue:
    """Show the calls."""
    return render_template("desks/home.html", page=get_home_page(reader(), now()))


@bp.get("/about/<page>")
@public
def notice(page: str) -> ResponseReturnValue:
    """Show a page that the law wants on every site, or the rule of the scores."""
    authority = get_notice_authority(reader())
    if page not in NOTICES or authority is None:
        abort(404)
    return render_template("desks/notice.html", page=page, authority=authority)


@bp.get("/components")
@public
def gallery() -> ResponseReturnValue:
    """Show every component in every state."""
    return render_template("gallery.html", form=EditForm())


@bp.get("/desk")
@signed_in(Permission.READ_DESK)
def desk() -> ResponseReturnValue:
    """Show what is late, what is next, what changed; the page of a juror alone is the jury's."""
    page = get_desk_page(reader(), current_actor(), now())
    if page.jury and not (page.staff or page.own):
        return redirect(url_for("jury.assignments"))
    return render_template("desks/desk.html", page=page, now=now())


@bp.get("/calls")
@signed_in(Permission.LIST_CALLS)
def calls() -> ResponseReturnValue:
    """Show every call to the staff."""
    lines = list_calls(reader(), current_actor(), now())
    return render_template("desks/calls.html", calls=lines)


@bp.get("/calls/<uuid:call_id>/dossiers")
@signed_in(Permission.LIST_DOSSIERS)
def dossiers(call_id: CallId) -> ResponseReturnValue:
    """Show the dossiers of a call."""
    wish = read_wish(request.args.to_dict(flat=False))
    page = get_dossiers_page(reader(), current_actor(), call_id, wish, now())
    return render_template("desks/dossiers.html", page=page)


@bp.get("/dossiers/<uuid:application_id>")
@signed_in(Permission.READ_DOSSIER)
def dossier(application_id: ApplicationId) -> ResponseReturnValue:
    """Show one dossier with all that happened to it."""
    page = get_dossier_page(reader(), current_actor(), application_id, now())
    return render_template("desks/dossier.html", page=page)
