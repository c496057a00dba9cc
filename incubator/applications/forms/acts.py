"""What founders declare at submission, and managers find about a dossier."""

from datetime import date
from typing import cast

from wtforms import (  # type: ignore[attr-defined]
    BooleanField,
    DateField,
    RadioField,
    SelectChoice,
    SelectMultipleField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from incubator.applications.rules import ApplicationState, Commitments, Declaration, Verdict
from incubator.applications.rules.items import Ask
from incubator.infra.forms import EditForm
from incubator.kernel.refusals import N_


class SubmitForm(EditForm):
    """What a founder declares at submission; nothing is ticked beforehand."""

    accuracy = BooleanField(
        N_("Les informations fournies sont exactes et je suis en droit d’engager l’équipe.")
    )
    rules = BooleanField(N_("J’ai lu le règlement de l’appel."))
    privacy = BooleanField(
        N_("J’ai lu la notice sur les données personnelles et prévenu les personnes que je cite.")
    )
    electronic = BooleanField(
        N_("J’accepte que les décisions me soient notifiées sur cette plateforme (facultatif).")
    )

    def commitments(self) -> Commitments:
        """Return what was ticked, as one value."""
        declared = frozenset(d for d in Declaration if self[d.value].data)
        return Commitments(declared=declared, electronic=self.electronic.data)


class AdmissibilityForm(EditForm):
    """Which conditions are met, and the verdict."""

    met = SelectMultipleField(
        N_("Conditions remplies"),
        choices=[],
        validate_choice=False,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    verdict = RadioField(
        N_("Verdict"),
        choices=[
            SelectChoice(ApplicationState.ADMISSIBLE.value, N_("Recevable")),
            SelectChoice(ApplicationState.INADMISSIBLE.value, N_("Non recevable")),
        ],
        validate_choice=True,
    )
    reason = TextAreaField(
        N_("Motif"),
        [Optional(), Length(max=4000)],
        description=N_("Obligatoire si le dossier n’est pas recevable."),
        render_kw={"rows": 3},
    )

    def answer(self) -> Verdict:
        """Return what was found, as one value."""
        return Verdict(
            state=ApplicationState(self.verdict.data),
            met=frozenset(self.met.data or ()),
            reason=(self.reason.data or "").strip(),
        )


class ItemsForm(EditForm):
    """Which questions a founder must complete, why, and until which day."""

    keys = SelectMultipleField(
        N_("Réponses à compléter"),
        choices=[],
        validate_choice=False,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    reason = TextAreaField(
        N_("Motif de la demande"),
        [Optional(), Length(max=4000)],
        description=N_("Dites ce qui manque et pourquoi ; le courriel au porteur le reprend."),
        render_kw={"rows": 4},
    )
    until = DateField(
        N_("À fournir au plus tard le"), [InputRequired()], format=["%Y-%m-%d", "%d/%m/%Y"]
    )

    def answer(self) -> Ask:
        """Return what is asked for, as one value."""
        keys, reason = frozenset(self.keys.data or ()), (self.reason.data or "").strip()
        return Ask(keys=keys, reason=reason, until=cast("date", self.until.data))
