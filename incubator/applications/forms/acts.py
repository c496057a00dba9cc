"""What founders declare at submission, and managers find about a dossier."""

from wtforms import (  # type: ignore[attr-defined]
    BooleanField,
    RadioField,
    SelectChoice,
    SelectMultipleField,
    TextAreaField,
)
from wtforms.validators import Length, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from incubator.applications.rules import ApplicationState, Commitments, Declaration, Verdict
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
