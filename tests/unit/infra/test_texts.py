"""What nobody types never enters; what people type enters as they typed it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incubator.infra.forms import UNSEEN, clean_text


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("a\0b\x1b[31m", "ab[31m"),
        ("un\r\ndeux\ttrois", "un\r\ndeux\ttrois"),
        ("\ud800demi\udfff", "demi"),
        ("\ue000privé", "privé"),
        ("a\ufffe\ufdd0\U0010ffffb", "ab"),
        ("e\u0301te\u0301", "été"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("l’œuvre 👩‍🔬 à 100 %", "l’œuvre 👩‍🔬 à 100 %"),
        ("مرحبا \u202eabc", "مرحبا \u202eabc"),
        (None, None),
    ],
)
def test_only_unseen_characters_are_dropped(typed: str | None, kept: str | None) -> None:
    assert clean_text(typed) == kept


@given(st.text(alphabet=st.characters()))
def test_a_clean_text_can_be_stored_anywhere_and_stays_as_it_is(text: str) -> None:
    clean = clean_text(text) or ""
    clean.encode()
    assert "\0" not in clean
    assert clean_text(clean) == clean
    assert {"Cc", "Cs", "Co"} == UNSEEN
