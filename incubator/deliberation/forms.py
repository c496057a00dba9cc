"""What a manager types of the jury's opinion."""

from typing import Self

from wtforms import RadioField, SelectChoice, TextAreaField  # type: ignore[attr-defined]
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from incubator.deliberation.rules import Advice, Sense
from incubator.infra.forms import EditForm, printable
from incubator.kernel.refusals import N_

LONGEST = 3000
SENSES = [
    SelectChoice(Sense.FAVOURABLE.value, N_("Favorable")),
    SelectChoice(Sense.RESERVED.value, N_("Réservé")),
    SelectChoice(Sense.UNFAVOURABLE.value, N_("Défavorable")),
]


def _tidy(text: str | None) -> str:
    return (text or "").replace("\r\n", "\n").strip()


class OpinionForm(EditForm):
    """What the jury advises, why, and what it recommends."""

    sense = RadioField(
        N_("Sens de l’avis"),
        [InputRequired(N_("Choisissez le sens de l’avis."))],
        choices=SENSES,
    )
    assessment = TextAreaField(
        N_("Appréciation collective"),
        [
            DataRequired(N_("Écrivez l’appréciation du jury.")),
            Length(max=LONGEST, message=N_("Raccourcissez l’appréciation.")),
            printable,
        ],
        filters=[_tidy],
        description=N_(
            "Ce que le jury dit du projet, d’une seule voix. "
            "Le candidat pourra en demander communication après la décision."
        ),
        render_kw={"rows": 8, "data-max": LONGEST},
    )
    recommendations = TextAreaField(
        N_("Recommandations"),
        [
            Optional(),
            Length(max=LONGEST, message=N_("Raccourcissez les recommandations.")),
            printable,
        ],
        filters=[_tidy],
        description=N_("Ce que le jury conseille à l’équipe, quelle que soit la décision."),
        render_kw={"rows": 4, "data-max": LONGEST},
    )

    @classmethod
    def of(cls, advice: Advice | None, version: int) -> Self:
        """Return the form as the jury's opinion fills it."""
        words = {
            "sense": advice.sense.value if advice else None,
            "assessment": advice.assessment if advice else "",
            "recommendations": advice.recommendations if advice else "",
        }
        return cls(data={"version": str(version), **words}, formdata=None)

    def advice(self) -> Advice:
        """Return what was typed, as one value."""
        return Advice(
            sense=Sense(self.sense.data),
            assessment=self.assessment.data or "",
            recommendations=self.recommendations.data or "",
        )
