"""What jurors type, and what managers choose for them."""

from collections.abc import Mapping
from typing import Any, Final, Self
from uuid import UUID

from wtforms import (  # type: ignore[attr-defined]
    Field,
    RadioField,
    SelectChoice,
    SelectMultipleField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, Optional, ValidationError

from incubator.calls.rules import Criterion, Rubric
from incubator.infra.forms import EditForm
from incubator.jury.rules import AssignmentState, Declared, Link, Ruling, ScoreCard, find_gaps
from incubator.kernel.refusals import N_

UNJUDGED: Final = "unjudged"
SENTENCE: Final = Length(max=1000, message=N_("Raccourcissez : 1 000 caractères au plus."))
CHOOSE: Final = InputRequired(N_("Choisissez une réponse."))
MARK: Final = N_("Choisissez un niveau, ou « Je ne peux pas juger ce critère ».")
EXPLAIN: Final = N_("Justifiez cette note en une phrase.")


class ShortTextAreaField(TextAreaField):
    """A few sentences; the end of a line counts for one character, as on the page."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Keep what was typed."""
        super().process_formdata([text.replace("\r\n", "\n") for text in valuelist])


class DeclarationForm(EditForm):
    """A link with the team, or none."""

    link = RadioField(
        N_("Votre déclaration"),
        [CHOOSE],
        choices=[
            SelectChoice(
                Link.NONE.value,
                N_("Je n’ai aucun lien avec l’équipe, l’entreprise ou ses partenaires"),
            ),
            SelectChoice(
                Link.LINK.value, N_("J’ai un lien, sans effet sur mon jugement à mon avis")
            ),
            SelectChoice(Link.CONFLICT.value, N_("J’ai un conflit d’intérêts")),
        ],
    )
    detail = ShortTextAreaField(
        N_("Précisez ce lien"),
        [SENTENCE],
        description=N_(
            "Nécessaire si vous signalez un lien ; deux phrases suffisent. "
            "Seule l’équipe du Quai les lit."
        ),
        render_kw={"data-max": 1000, "rows": 3},
    )

    def validate_detail(self, field: Field) -> None:
        """Ask for the words that the team needs to rule on a link."""
        if self.link.data == Link.LINK and not (field.data or "").strip():
            raise ValidationError(N_("Précisez ce lien en une phrase."))

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


class RulingForm(EditForm):
    """What a manager decides of a declared link."""

    outcome = RadioField(
        N_("Votre réponse"),
        [CHOOSE],
        choices=[
            SelectChoice(
                AssignmentState.CLEARED.value, N_("Ce lien n’empêche pas d’évaluer ce dossier")
            ),
            SelectChoice(
                AssignmentState.RECUSED.value, N_("Ce lien l’empêche : le juré est déporté")
            ),
        ],
    )
    reason = ShortTextAreaField(
        N_("Motif"),
        [SENTENCE],
        description=N_("Obligatoire pour un déport. Le juré le lit."),
        render_kw={"data-max": 1000, "rows": 3},
    )

    def validate_reason(self, field: Field) -> None:
        """Ask why a juror is taken off a dossier."""
        if self.outcome.data == AssignmentState.RECUSED and not (field.data or "").strip():
            raise ValidationError(N_("Dites pourquoi ce juré ne peut pas évaluer ce dossier."))

    def ruling(self) -> Ruling:
        """Return what was decided, as one value."""
        cleared = self.outcome.data == AssignmentState.CLEARED
        return Ruling(cleared=cleared, reason=self.reason.data or "")


class WithdrawalForm(EditForm):
    """Why a dossier is taken back from a juror."""

    reason = ShortTextAreaField(
        N_("Motif"),
        [InputRequired(N_("Dites pourquoi vous retirez cette affectation.")), SENTENCE],
        description=N_("Il reste dans l’historique de l’équipe ; le juré ne le lit pas."),
        render_kw={"data-max": 1000, "rows": 3},
    )


class ClosingForm(EditForm):
    """Why an evaluation is closed early, when it is."""

    reason = ShortTextAreaField(
        N_("Motif, s’il manque des évaluations"), [Optional(), SENTENCE], render_kw={"rows": 3}
    )


class SheetForm(EditForm):
    """Marks and words on one dossier; its criteria are those of the call."""

    strength = ShortTextAreaField(
        N_("Un point fort"), [Optional(), SENTENCE], render_kw={"data-max": 1000, "rows": 2}
    )
    improvement = ShortTextAreaField(
        N_("Un point à travailler"), [Optional(), SENTENCE], render_kw={"data-max": 1000, "rows": 2}
    )
    private_note = ShortTextAreaField(
        N_("Note privée"),
        [Optional(), SENTENCE],
        description=N_(
            "Pour vous seul : elle reste sur votre fiche. Aucune page ne la montre à d’autres, "
            "aucun document ne la reprend."
        ),
        render_kw={"data-max": 1000, "rows": 2},
    )

    @classmethod
    def for_rubric(cls, rubric: Rubric) -> type[Self]:
        """Return the form of a rubric: a choice of levels and a comment for each criterion."""
        fields: dict[str, Any] = {}
        for criterion in rubric.criteria:
            fields[f"points_{criterion.code}"] = _levels(criterion, rubric.scale)
            fields[f"comment_{criterion.code}"] = ShortTextAreaField(
                N_("Justification, communicable au candidat"),
                [SENTENCE],
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

    @property
    def complaints(self) -> list[str]:
        """Return what is wrong, to be translated."""
        return [complaint for field in self.visible() for complaint in field.errors]

    def is_whole(self, rubric: Rubric) -> bool:
        """Tell whether the sheet may be handed in; point at each criterion that lacks something."""
        sound, gaps = self.validate(), find_gaps(self.card(rubric), rubric)
        for criteria, words in ((gaps.unmarked, MARK), (gaps.unexplained, EXPLAIN)):
            for criterion in criteria:
                field = self[f"points_{criterion.code}"]
                field.errors = [*field.errors, words]
        return sound and not gaps.unmarked and not gaps.unexplained


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
    levels = [SelectChoice(str(mark), criterion.levels[mark]) for mark in range(best, -1, -1)]
    cannot = SelectChoice(UNJUDGED, N_("Je ne peux pas juger ce critère"))
    return RadioField(criterion.title, [Optional()], choices=[*levels, cannot])
