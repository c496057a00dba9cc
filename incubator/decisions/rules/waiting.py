"""The waiting list of a call: one rank for one project, until a day that is still to come."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING, Final

from incubator.kernel.paris import add_months
from incubator.kernel.refusals import N_, Refusal

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

MONTHS_ON_THE_LIST: Final = 6


class RankMissing(Refusal):
    """A waiting list has an order."""

    sentence = N_("Indiquez le rang sur la liste d’attente : un nombre entier, à partir de 1.")


class RankTaken(Refusal):
    """Two projects do not wait at the same rank."""

    sentence = N_(
        "Le rang %(rank)s de la liste d’attente est déjà celui d’un autre projet de l’appel : "
        "choisissez-en un autre."
    )


class UntilMissing(Refusal):
    """Who waits is told until when."""

    sentence = N_("Indiquez jusqu’à quel jour vaut l’inscription sur liste d’attente.")


class UntilPast(Refusal):
    """Nobody is put on a list that has ended."""

    sentence = N_(
        "L’inscription sur liste d’attente ne peut pas finir le %(until)s : "
        "choisissez un jour à venir."
    )


def why_not_wait(
    rank: int | None, until: date | None, taken: Collection[int], today: date
) -> Refusal | None:
    """Say why a project cannot wait at that rank until that day, or None."""
    if rank is None or rank < 1:
        return RankMissing()
    if rank in taken:
        return RankTaken(rank=rank)
    if until is None:
        return UntilMissing()
    return None if until > today else UntilPast(until=until)


def next_rank(taken: Collection[int]) -> int:
    """Return the first rank at which nobody waits."""
    return next(rank for rank in count(1) if rank not in taken)


def usual_end(entry_on: date, today: date) -> date:
    """Return until when a project usually waits: six months after the cohort enters."""
    return add_months(max(entry_on, today), MONTHS_ON_THE_LIST)
