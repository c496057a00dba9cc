"""What a manager types of a decision, and what a founder answers."""

from collections.abc import Sequence
from typing import Self

from wtforms import (  # type: ignore[attr-defined]
    DateField,
    Field,
    IntegerField,
    RadioField,
    SelectChoice,
    TextAreaField,
)
from wtforms.validators import (
    DataRequired,
    InputRequired,
    Length,
    NumberRange,
    Optional,
    StopValidation,
    ValidationError,
)

from incubator.decisions import rules
from incubator.decisions.rules import Draft, Outcome, Reply
from incubator.infra.forms import EditForm, printable
from incubator.kernel.refusals import N_

LONGEST = 6000
LAST_RANK = 999
WRITTEN = ["%Y-%m-%d", "%d/%m/%Y"]
OUTCOMES = [
    SelectChoice(Outcome.ACCEPTED.value, N_("Admettre le projet")),
    SelectChoice(Outcome.WAITING_LIST.value, N_("Inscrire le projet sur liste d’attente")),
    SelectChoice(Outcome.REFUSED.value, N_("Ne pas retenir la candidature")),
    SelectChoice(Outcome.INADMISSIBLE.value, N_("Déclarer le dossier non recevable")),
]


UNFAVOURABLE = (Outcome.WAITING_LIST, Outcome.REFUSED, Outcome.INADMISSIBLE)


class OnTheList:
    """Ask for an answer about the waiting list; leave it alone when another outcome is chosen."""

    def __init__(self, missing: str) -> None:
        self.missing = missing

    def __call__(self, form: "DraftForm", field: Field) -> None:
        """Point at what is missing."""
        if form.outcome.data != Outcome.WAITING_LIST:
            field.errors = []
            raise StopValidation
        if not field.errors and field.data is None:
            raise StopValidation(self.missing)


class DraftForm(EditForm):
    """An outcome and its reasons."""

    outcome = RadioField(
        N_("Décision proposée"),
        [InputRequired(N_("Choisissez la décision proposée."))],
        choices=OUTCOMES,
    )
    rank = IntegerField(
        N_("Rang sur la liste d’attente"),
        [
            OnTheList(N_("Écrivez le rang du projet sur la liste d’attente.")),
            NumberRange(1, LAST_RANK, N_("Écrivez un rang compris entre 1 et 999.")),
        ],
        render_kw={"min": 1, "max": LAST_RANK},
    )
    until = DateField(
        N_("Inscription valable jusqu’au"),
        [OnTheList(N_("Indiquez le dernier jour de validité de l’inscription."))],
        format=WRITTEN,
    )
    reasons_law = TextAreaField(
        N_("Motifs de droit"),
        [
            DataRequired(N_("Écrivez l’article du règlement appliqué.")),
            Length(max=LONGEST, message=N_("Raccourcissez les motifs de droit.")),
            printable,
        ],
        description=N_("La règle appliquée : l’article du règlement de l’appel."),
        render_kw={"rows": 4},
    )
    reasons_fact = TextAreaField(
        N_("Motifs de fait"),
        [Length(max=LONGEST, message=N_("Raccourcissez les motifs de fait.")), printable],
        description=N_(
            "Ce qui, dans ce dossier, conduit à la décision : 200 caractères au moins. "
            "Pour une admission qui suit l’avis du jury, vous pouvez laisser ce champ vide."
        ),
        render_kw={"rows": 14, "data-max": LONGEST},
    )

    @classmethod
    def of(cls, draft: Draft | None, version: int) -> Self:
        """Return the form as a draft fills it."""
        words = {
            "outcome": draft.outcome.value if draft else None,
            "rank": draft.rank if draft else None,
            "until": draft.until if draft else None,
            "reasons_law": draft.reasons_law if draft else "",
            "reasons_fact": draft.reasons_fact if draft else "",
        }
        return cls(data={"version": str(version), **words}, formdata=None)

    def offer(self, outcomes: Sequence[Outcome]) -> Self:
        """Show only the outcomes that fit; a single one is chosen."""
        self.outcome.choices = [choice for choice in OUTCOMES if choice.value in outcomes]
        if len(outcomes) == 1:
            self.outcome.data = outcomes[0].value
        return self

    def validate_reasons_fact(self, field: Field) -> None:
        """Point at missing reasons in fact; the rules know of the opinion, and judge again."""
        if self.outcome.data in UNFAVOURABLE and rules.is_short(field.data or ""):
            raise ValidationError(
                N_("Écrivez, en 200 caractères au moins, ce qui est propre à ce dossier.")
            )

    def draft(self) -> Draft:
        """Return what was typed, as one value."""
        return Draft(
            outcome=Outcome(self.outcome.data),
            reasons_law=self.reasons_law.data or "",
            reasons_fact=self.reasons_fact.data or "",
            rank=self.rank.data,
            until=self.until.data,
        )


class SignForm(EditForm):
    """A signature: nothing is typed but the version that was read."""


class OpenForm(EditForm):
    """A founder opens the decision."""


class WithdrawalForm(EditForm):
    """Why a founder takes a dossier back, if they wish to say so."""

    reason = TextAreaField(
        N_("Motif"),
        [Optional(), Length(max=2000, message=N_("Raccourcissez : 2 000 caractères au plus."))],
        description=N_("L’équipe de l’appel le lira."),
        render_kw={"rows": 3, "data-max": 2000},
    )


class AnswerForm(EditForm):
    """What a founder answers to an admission, by one of two buttons."""

    reply = RadioField(
        N_("Votre réponse"),
        [InputRequired(N_("Choisissez votre réponse."))],
        choices=[
            SelectChoice(Reply.CONFIRMED.value, N_("Confirmer l’entrée")),
            SelectChoice(Reply.DECLINED.value, N_("Décliner")),
        ],
    )
