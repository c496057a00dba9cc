"""What jurors type, and what managers choose for them."""

from collections.abc import Mapping
from typing import Any, Final, Self
from uuid import UUID

from wtforms import RadioField, SelectMultipleField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from incubator.calls.rules import Criterion, Rubric
from incubator.infra.forms import EditForm
from incubator.jury.rules import Declared, Link, ScoreCard
from incubator.kernel.refusals import N_

UNJUDGED: Final = "unjudged"
SENTENCE: Final = Length(max=1000, message=N_("Raccourcissez : 1 000 caractères au plus."))


class DeclarationForm(EditForm):
    """A link with the team, or none."""

    link = RadioField(
        N_("Votre déclaration"),
        [InputRequired(N_("Choisissez une réponse."))],
        choices=[
            (
                Link.NONE.value,
                N_("Je n’ai aucun lien avec l’équipe, l’entreprise ou ses partenaires"),
            ),
            (Link.LINK.value, N_("J’ai un lien, sans effet sur mon jugement à mon avis")),
            (Link.CONFLICT.value, N_("J’ai un conflit d’intérêts")),
        ],
    )
    detail = TextAreaField(
        N_("Précisez ce lien"),
        [Optional(), SENTENCE],
        description=N_("Deux phrases suffisent. Seule l’équipe du Quai les lit."),
        render_kw={"data-max": 1000, "rows": 3},
    )

    def declared(self) -> Declared:
        """Return what was declared, as one value."""
        return Declared(link=Link(self.link.data), detail=self.detail.data or "")


class AssignForm(EditForm):
    """The jurors to whom a dossier is entrusted."""

    jurors = SelectMultipleField(
        N_("Jurés à affecter"),
        [InputRequired(N_("Cochez au moins un juré."))],
        choices=[],
        validate_choice=False,
        coerce=UUID,
    )


class ClosingForm(EditForm):
    """Why an evaluation is closed early, when it is."""

    reason = TextAreaField(
        N_("Motif, s’il manque des évaluations"), [Optional(), SENTENCE], render_kw={"rows": 3}
    )


class SheetForm(EditForm):
    """Marks and words on one dossier; its criteria are those of the call."""

    strength = TextAreaField(
        N_("Un point fort"), [Optional(), SENTENCE], render_kw={"data-max": 1000, "rows": 2}
    )
    improvement = TextAreaField(
        N_("Un point à travailler"), [Optional(), SENTENCE], render_kw={"data-max": 1000, "rows": 2}
    )
    private_note = TextAreaField(
        N_("Note privée"),
        [Optional(), SENTENCE],
        description=N_(
            "Pour vous seul : personne d’autre ne la lit, elle ne figure dans aucun document."
        ),
        render_kw={"data-max": 1000, "rows": 2},
    )

    @classmethod
    def for_rubric(cls, rubric: Rubric) -> type[Self]:
        """Return the form of a rubric: a choice of levels and a comment for each criterion."""
        fields: dict[str, Any] = {}
        for criterion in rubric.criteria:
            fields[f"points_{criterion.code}"] = _levels(criterion, rubric.scale)
            fields[f"comment_{criterion.code}"] = TextAreaField(
                N_("Justification transmise à l’équipe"),
                [Optional(), SENTENCE],
                render_kw={"data-max": 1000, "rows": 3},
            )
        return type("RubricForm", (cls,), fields)

    def card(self, rubric: Rubric) -> ScoreCard:
        """Return what was marked and typed, as one value."""
        chosen = {c.code: self[f"points_{c.code}"].data for c in rubric.criteria}
        return ScoreCard(
            points={code: int(mark) for code, mark in chosen.items() if (mark or "").isdecimal()},
            unjudged={code for code, mark in chosen.items() if mark == UNJUDGED},
            comments={c.code: self[f"comment_{c.code}"].data or "" for c in rubric.criteria},
            strength=self.strength.data or "",
            improvement=self.improvement.data or "",
            private_note=self.private_note.data or "",
        )


def fill(card: ScoreCard, version: int) -> Mapping[str, object]:
    """Return the data that show a card in its form."""
    marks = {f"points_{code}": str(mark) for code, mark in card.points.items()}
    unjudged = {f"points_{code}": UNJUDGED for code in card.unjudged}
    comments = {f"comment_{code}": comment for code, comment in card.comments.items()}
    words = {
        "strength": card.strength,
        "improvement": card.improvement,
        "private_note": card.private_note,
    }
    return {**marks, **unjudged, **comments, **words, "version": str(version)}


def _levels(criterion: Criterion, best: int) -> RadioField:
    levels = [(str(mark), criterion.levels[mark]) for mark in range(best, -1, -1)]
    cannot = (UNJUDGED, N_("Je ne peux pas juger ce critère"))
    return RadioField(criterion.title, [Optional()], choices=[*levels, cannot])
