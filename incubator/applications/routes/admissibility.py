"""The manager’s page of admissibility."""

from http import HTTPStatus

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from incubator.applications.commands import (
    rule_on_admissibility,
)
from incubator.applications.forms import (
    AdmissibilityForm,
)
from incubator.applications.queries import (
    get_admissibility_page,
)
from incubator.applications.routes.plan import bp
from incubator.applications.rules import ApplicationId
from incubator.infra.clock import now
from incubator.infra.web import current_actor, reader, signed_in
from incubator.kernel.permissions import Permission


@bp.get("/dossiers/<uuid:application_id>/admissibility")
@signed_in(Permission.RULE_ON_ADMISSIBILITY)
def admissibility(application_id: ApplicationId) -> ResponseReturnValue:
    """Show the conditions to check."""
    return _show_admissibility(application_id)


@bp.post("/dossiers/<uuid:application_id>/admissibility")
@signed_in(Permission.RULE_ON_ADMISSIBILITY)
def rule(application_id: ApplicationId) -> ResponseReturnValue:
    """Give the verdict, or say why it cannot be given."""
    form, actor = AdmissibilityForm(), current_actor()
    if form.attempt(
        lambda: rule_on_admissibility(actor, application_id, form.answer(), version=form.seen)
    ):
        flash(_("Le verdict est enregistré."))
        onward = url_for("desks.dossier", application_id=application_id)
        return redirect(onward, HTTPStatus.SEE_OTHER)
    return _show_admissibility(application_id, typed=form), form.status


def _show_admissibility(
    application_id: ApplicationId, typed: AdmissibilityForm | None = None
) -> str:
    page = get_admissibility_page(reader(), current_actor(), application_id, now())
    form = typed or AdmissibilityForm(data={"version": str(page.version)}, formdata=None)
    form.met.choices = [(condition.key, condition.text) for condition in page.conditions]
    return render_template("applications/admissibility.html", page=page, form=form)
