"""The letters of a call leave together, once nobody who awaits an answer is left out."""

from collections.abc import Sequence

import pytest

from incubator.kernel.refusals import Refusal
from incubator.letters.rules.release import (
    DossiersUndecided,
    LettersMissing,
    NothingToRelease,
    why_not_release,
)


@pytest.mark.parametrize(
    ("signed", "undecided", "unprinted", "refusal"),
    [
        (0, (), (), NothingToRelease()),
        (0, ("Ruche",), ("Écluse",), NothingToRelease()),
        (1, ("Ruche",), ("Écluse",), DossiersUndecided(titles="Ruche")),
        (1, (), ("Écluse", "Ruche"), LettersMissing(titles="Écluse, Ruche")),
        (1, (), (), None),
    ],
)
def test_what_is_signed_leaves_once_nothing_is_missing(
    signed: int, undecided: Sequence[str], unprinted: Sequence[str], refusal: Refusal | None
) -> None:
    found = why_not_release(signed, undecided, unprinted)
    assert type(found) is type(refusal)
    assert not refusal or not found or found.details == refusal.details
