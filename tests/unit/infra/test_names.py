"""A name neither climbs, nor splits a header, nor deceives its reader; a good one is kept."""

from unicodedata import category, normalize

import pytest

from incubator.infra.names import JOINERS, RESERVED, safe_name
from tests.names import HOSTILE, LEGITIMATE


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_becomes_one_that_does_no_harm(name: str) -> None:
    safe = safe_name(name)
    assert safe
    assert not set("/\\\0\r\n") & set(safe)
    assert not {c for c in safe if category(c)[0] == "C"} - JOINERS
    assert safe == safe.strip(" .")
    assert safe.partition(".")[0].lower() not in RESERVED
    assert len(safe.encode()) <= 255
    assert safe_name(safe) == safe


@pytest.mark.parametrize("name", LEGITIMATE)
def test_a_good_name_is_kept_to_the_letter(name: str) -> None:
    assert safe_name(name) == normalize("NFC", name)


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\fakepath\\plan.pdf", "plan.pdf"),
        ("exe.\u202efdp.pdf", "exe. fdp.pdf"),
        ("a\r\nSet-Cookie: x=1.pdf", "a Set-Cookie: x=1.pdf"),
        ("..", "document"),
        ("\u200b", "document"),
        ("con.PDF", "_con.PDF"),
        ("é" * 100 + ".pdf", "é" * 80 + ".pdf"),
    ],
)
def test_what_a_hostile_name_becomes(name: str, safe: str) -> None:
    assert safe_name(name) == safe


def test_there_are_enough_names() -> None:
    assert len({*HOSTILE, *LEGITIMATE}) >= 150
