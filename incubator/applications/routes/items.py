"""The manager’s page that asks a founder for what is missing."""

from http import HTTPStatus

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from incubator.applications.commands import request_items
from incubator.applications.forms import ItemsForm
from incubator.applications.queries import get_items_page
from incubator.applications.routes.plan import bp
from incubator.applications.rules import ApplicationId
from incubator.infra.clock import now
from incubator.infra.web import current_actor, reader, signed_in
from incubator.kernel.permissions import Permission


@bp.get("/dossiers/<uuid:application_id>/items")
@signed_in(Permission.RULE_ON_ADMISSIBILITY)
def items(application_id: ApplicationId) -> ResponseReturnValue:
    """Show the questions that may be asked again."""
    return _show_items(application_id)


@bp.post("/dossiers/<uuid:application_id>/items")
@signed_in(Permission.RULE_ON_ADMISSIBILITY)
def ask(application_id: ApplicationId) -> ResponseReturnValue:
    """Ask the founder for what is missing, or say why not."""
    form, actor = ItemsForm(), current_actor()
    if form.attempt(lambda: request_items(actor, application_id, form.answer(), version=form.seen)):
        flash(_("La demande est enregistrée ; le porteur en est prévenu par courriel."))
        onward = url_for("desks.dossier", application_id=application_id)
        return redirect(onward, HTTPStatus.SEE_OTHER)
    return _show_items(application_id, typed=form), form.status


def _show_items(application_id: ApplicationId, typed: ItemsForm | None = None) -> str:
    page = get_items_page(reader(), current_actor(), application_id, now())
    known = {"version": str(page.version), "keys": sorted(page.gaps), "until": page.until}
    form = typed or ItemsForm(data=known, formdata=None)
    form.keys.choices = [(question.key, question.label) for question in page.questions]
    return render_template("applications/items.html", page=page, form=form)
