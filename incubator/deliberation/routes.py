"""The deliberation's pages."""

from http import HTTPStatus

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from incubator.applications.rules import ApplicationId
from incubator.calls.rules import CallId
from incubator.deliberation.commands import record_opinion
from incubator.deliberation.forms import OpinionForm
from incubator.deliberation.queries import get_opinion_page, get_ranking_page
from incubator.infra.clock import now
from incubator.infra.web import current_actor, reader, signed_in
from incubator.kernel.pages import read_page
from incubator.kernel.permissions import Permission

bp = Blueprint("deliberation", __name__)


@bp.get("/calls/<uuid:call_id>/deliberation")
@signed_in(Permission.READ_RANKING)
def ranking(call_id: CallId) -> ResponseReturnValue:
    """Show the dossiers in the order of their score, once the evaluation is closed."""
    number = read_page(request.args)
    page = get_ranking_page(reader(), current_actor(), call_id, number, now())
    return render_template("deliberation/ranking.html", page=page)


@bp.get("/dossiers/<uuid:application_id>/opinion")
@signed_in(Permission.RECORD_OPINION)
def opinion(application_id: ApplicationId) -> ResponseReturnValue:
    """Show the jury's opinion of a dossier, as a form while it can change."""
    return _show(application_id)


@bp.post("/dossiers/<uuid:application_id>/opinion")
@signed_in(Permission.RECORD_OPINION)
def record(application_id: ApplicationId) -> ResponseReturnValue:
    """Write the opinion down, or show it again with the reason and every word typed."""
    form, actor = OpinionForm(), current_actor()
    if form.attempt(
        lambda: record_opinion(actor, application_id, form.advice(), version=form.seen)
    ):
        flash(_("L’avis du jury est enregistré."))
        back = url_for("deliberation.opinion", application_id=application_id)
        return redirect(back, HTTPStatus.SEE_OTHER)
    return _show(application_id, typed=form), form.status


def _show(application_id: ApplicationId, typed: OpinionForm | None = None) -> str:
    page = get_opinion_page(reader(), current_actor(), application_id, now())
    kept = OpinionForm.of(page.opinion, page.opinion.version if page.opinion else 0)
    return render_template("deliberation/opinion.html", page=page, form=typed or kept, typed=typed)
