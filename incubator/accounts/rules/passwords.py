"""A good password is long and hard to guess; nothing else is asked of it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from zxcvbn import zxcvbn

from incubator.accounts.rules.people import ROLES
from incubator.kernel.refusals import N_, Refusal

if TYPE_CHECKING:
    from collections.abc import Collection
    from collections.abc import Set as AbstractSet

    from incubator.kernel.actor import Relation

SHORTEST: Final = 14  # characters; CNIL, délibération 2022-100: over 50 bits with throttling
SHORTEST_OF_STAFF: Final = 16  # of those who see the dossiers of others
LONGEST: Final = 128
STRONG_ENOUGH: Final = 3  # of 4, by zxcvbn
FEWEST_OF_ITS_OWN: Final = 8  # characters beside words that everybody here would try
WORD: Final = re.compile(r"[^\W\d_]{3,}")
SERVICE_WORDS: Final = (
    "quai", "innovation", "incubateur", "amiens", "metropole", "picardie", "somme", "candidature",
    "motdepasse", "bonjour", "soleil", "azerty", "azertyuiop", "jetaime", "doudou", "chouchou",
    "bienvenue", "administrateur", "startup", "projet",
)  # fmt: skip


class PasswordTooShort(Refusal):
    """Length is what makes a password strong."""

    sentence = N_("Choisissez un mot de passe d’au moins %(length)s caractères.")


class PasswordTooLong(Refusal):
    """There is a limit to everything."""

    sentence = N_("Choisissez un mot de passe de %(length)s caractères au plus.")


class PasswordGuessable(Refusal):
    """What others would try first protects nobody."""

    sentence = N_(
        "Ce mot de passe se devine trop facilement : assemblez plutôt quatre mots sans rapport."
    )


def shortest(roles: AbstractSet[Relation]) -> int:
    """Return how many characters a password has at least."""
    return SHORTEST_OF_STAFF if roles & ROLES else SHORTEST


def why_not_password(
    password: str, roles: AbstractSet[Relation], about: Collection[str]
) -> Refusal | None:
    """Say why somebody with these roles cannot take a password, or None.

    `about` holds their names and address, which others would try.
    """
    if len(password) < (least := shortest(roles)):
        return PasswordTooShort(length=least)
    if len(password) > LONGEST:
        return PasswordTooLong(length=LONGEST)
    words = {*SERVICE_WORDS, *(word for text in about for word in WORD.findall(text.lower()))}
    judged: dict[str, Any] = zxcvbn(password, sorted(words), max_length=LONGEST)
    weak = judged["score"] < STRONG_ENOUGH or len(_leave_out(words, password)) < FEWEST_OF_ITS_OWN
    return PasswordGuessable() if weak else None


def _leave_out(words: Collection[str], password: str) -> str:
    """Return what a password has beside words that others would try."""
    known = "|".join(sorted(map(re.escape, words), key=len, reverse=True))
    return re.sub(rf"{known}|[^\w]", "", password.lower())
