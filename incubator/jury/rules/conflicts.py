"""Who has a stake in a dossier has no say in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from incubator.jury.rules.assignments import AssignmentState
from incubator.kernel.refusals import N_, Refusal

if TYPE_CHECKING:
    from incubator.jury.models import Assignment


class Competitor(Refusal):
    """Nobody judges a call in which they compete."""

    sentence = N_("%(name)s a déposé un dossier dans cet appel et ne peut donc pas y être juré.")


class SteppedAside(Refusal):
    """Whoever stepped aside as a juror takes no other part in what becomes of a dossier."""

    sentence = N_(
        "Vous vous êtes déclaré en conflit d’intérêts sur ce dossier : "
        "confiez cet acte à une autre personne."
    )


def why_not_act(assignment: Assignment | None) -> Refusal | None:
    """Say why somebody who was given a dossier as a juror may not decide on it, or None."""
    if assignment and assignment.state is AssignmentState.RECUSED:
        return SteppedAside()
    return None
