"""A password is long and hard to guess; nothing else is asked of it."""

from types import NoneType

import pytest

from incubator.accounts.rules import (
    PasswordGuessable,
    PasswordTooLong,
    PasswordTooShort,
    why_not_password,
)
from incubator.kernel.actor import Relation

ABOUT = ("Ada Lenoir", "ada.lenoir@ruche.example")
FOUNDER, STAFF = frozenset[Relation](), frozenset({Relation.JUROR})


@pytest.mark.parametrize(
    ("password", "roles", "why"),
    [
        ("xkqzvbjtwmpfyr", FOUNDER, NoneType),
        ("xkqzvbjtwmpfyr", STAFF, PasswordTooShort),
        ("xkqzvbjtwmpfyrgh", STAFF, NoneType),
        ("xkqzvbjtwmpfy", FOUNDER, PasswordTooShort),
        ("é" * 7 + "ù" * 6, FOUNDER, PasswordTooShort),  # characters are counted, not bytes
        ("une girafe mange du basalte", STAFF, NoneType),
        ("ni majuscule ni chiffre exigé", FOUNDER, NoneType),
        ("quai innovation quai", FOUNDER, PasswordGuessable),
        ("Amiens2026Amiens", FOUNDER, PasswordGuessable),
        ("adalenoir-adalenoir", FOUNDER, PasswordGuessable),
        ("ruche.ruche.ruche", FOUNDER, PasswordGuessable),
        ("motdepassemotdepasse", FOUNDER, PasswordGuessable),
        ("azertyuiopazerty", FOUNDER, PasswordGuessable),
        ("passwordpassword", FOUNDER, PasswordGuessable),
        ("12345678901234567", FOUNDER, PasswordGuessable),
        ("aaaaaaaaaaaaaaaaaaaa", FOUNDER, PasswordGuessable),
        ("x" * 129, FOUNDER, PasswordTooLong),
    ],
)
def test_a_password_is_judged(password: str, roles: frozenset[Relation], why: type) -> None:
    assert type(why_not_password(password, roles, ABOUT)) is why
