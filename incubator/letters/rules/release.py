"""Letters of a call leave together, at one instant."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from incubator.kernel.events import Event
from incubator.kernel.refusals import N_, Refusal
from incubator.kernel.texts import join_names

if TYPE_CHECKING:
    from collections.abc import Sequence

    from incubator.decisions.rules import DecisionId


class NothingToRelease(Refusal):
    """There is no signed decision that waits."""

    sentence = N_("Aucune décision signée n’attend d’être mise à disposition.")


class DossiersUndecided(Refusal):
    """Nobody hears before the others."""

    sentence = N_(
        "Toutes les réponses partent au même instant. Il manque une décision signée pour : "
        "%(titles)s."
    )


class LettersMissing(Refusal):
    """A decision leaves with its letter."""

    sentence = N_("Le courrier n’est pas encore prêt pour : %(titles)s.")


class DecisionUnopened(Refusal):
    """Opening the decision is what notifies it; its letter says the same."""

    sentence = N_("Ouvrez d’abord la décision : son courrier se lit ensuite.")


@dataclass(frozen=True, kw_only=True)
class LetterRendered(Event):
    """A letter was typeset and kept."""

    decision_id: DecisionId
    digest: str


@dataclass(frozen=True, kw_only=True)
class LettersReleased(Event):
    """The decisions of a call became available, all at one instant."""

    decisions: tuple[str, ...]


def why_not_release(
    signed: int, undecided: Sequence[str], unprinted: Sequence[str]
) -> Refusal | None:
    """Say why the decisions of a call cannot become available now, or None.

    `undecided` and `unprinted` are the titles of the dossiers that still want a signed decision,
    or the letter of theirs.
    """
    if not signed:
        return NothingToRelease()
    if undecided:
        return DossiersUndecided(titles=join_names(undecided))
    return LettersMissing(titles=join_names(unprinted)) if unprinted else None
