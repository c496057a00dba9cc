"""Each letter can be kept (PDF/A-3a), read by everybody (PDF/UA-1), and says what it should."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from io import BytesIO
from typing import Final

import pikepdf
import pytest

from incubator.infra.pdf import Enclosure, render_pdf
from incubator.letters.rules import Admission, LetterFacts, to_json
from incubator.letters.tasks import DATA
from tests.integration.letters.pages import set_in_type
from tests.integration.letters.reading import meant_by, said_by
from tests.unit.letters.builders import (
    ACCEPTANCE,
    HARD_TO_PRINT,
    INADMISSIBILITY,
    REFUSAL,
    WAITING,
    a_letter,
)
from tests.verapdf import Standard, faults

AT: Final = datetime(2027, 1, 22, 9, 30, tzinfo=UTC)
HARD: Final = {"addressee": HARD_TO_PRINT, "project": "Œuvre & Cœur <IA> 🚀 : l’été à Đà Nẵng"}
BARE: Final = {"evaluation": None, "opinion": None, "visas": (), "next_steps": "", "privacy": ""}
LETTERS: Final = {
    "accepted": ACCEPTANCE,
    "accepted, hard": a_letter(ACCEPTANCE, **HARD),
    "accepted, bare": a_letter(
        ACCEPTANCE,
        admission=Admission(cohort="2027", cluster="e-santé"),
        signatory=replace(ACCEPTANCE.signatory, delegation=""),
        **BARE,
    ),
    "waiting list": WAITING,
    "waiting list, hard": a_letter(WAITING, **HARD),
    "waiting list, bare": a_letter(WAITING, **BARE),
    "refused": REFUSAL,
    "refused, hard": a_letter(
        REFUSAL, reasons_fact=f"{REFUSAL.reasons_fact}\n\n" * 3 + "a) un ;\nb) deux.", **HARD
    ),
    "inadmissible": INADMISSIBILITY,
}
every_letter = pytest.mark.parametrize("letter", LETTERS.values(), ids=LETTERS)


@cache
def printed(letter: LetterFacts) -> bytes:
    """Return a letter, drawn once for all tests."""
    name, description = DATA
    enclosed = Enclosure(name=name, description=description, content=to_json(letter).encode())
    return render_pdf(set_in_type(letter), enclosed=enclosed, at=AT)


@every_letter
@pytest.mark.parametrize("standard", Standard)
def test_a_letter_keeps_the_standard(letter: LetterFacts, standard: Standard) -> None:
    assert faults(printed(letter), standard) == {}


def without_language(pdf: pikepdf.Pdf) -> None:
    """Forget in which language the letter speaks."""
    del pdf.Root.Lang


def without_title(pdf: pikepdf.Pdf) -> None:
    """Forget what the letter is called."""
    with pdf.open_metadata() as metadata:
        del metadata["dc:title"]


def without_tags(pdf: pikepdf.Pdf) -> None:
    """Forget what is a title, a paragraph, a table."""
    del pdf.Root.StructTreeRoot


def without_fonts(pdf: pikepdf.Pdf) -> None:
    """Leave the fonts at home."""
    for thing in pdf.objects:
        if isinstance(thing, pikepdf.Dictionary) and "/FontFile2" in thing:
            del thing.FontFile2


def without_claim(pdf: pikepdf.Pdf) -> None:
    """Claim to keep no standard."""
    pdf.Root.Metadata.write(re.sub(rb"pdf(ua)?id:part", b"x", pdf.Root.Metadata.read_bytes()))


@pytest.mark.parametrize(
    ("spoil", "standard", "clause"),
    [
        (without_language, Standard.PDF_UA, "7.2-34"),
        (without_title, Standard.PDF_UA, "7.1-9"),
        (without_tags, Standard.PDF_UA, "7.1-11"),
        (without_tags, Standard.PDF_A, "6.7.3.3-1"),
        (without_fonts, Standard.PDF_UA, "7.21.4.1-1"),
        (without_fonts, Standard.PDF_A, "6.2.11.4.1-1"),
        (without_claim, Standard.PDF_UA, "5-1"),
        (without_claim, Standard.PDF_A, "6.6.4-1"),
    ],
)
def test_the_judge_sees_what_is_wrong(
    spoil: Callable[[pikepdf.Pdf], None], standard: Standard, clause: str
) -> None:
    spoilt = BytesIO()
    with pikepdf.open(BytesIO(printed(REFUSAL))) as pdf:
        spoil(pdf)
        pdf.save(spoilt)
    assert clause in faults(spoilt.getvalue(), standard)


@pytest.mark.parametrize(
    ("page", "standard", "clause"),
    [
        ("<h1>Un</h1><h4>Quatre</h4>", Standard.PDF_UA, "7.4.2-1"),
        ("<h1>Un</h1><p style='opacity: .5'>Pâle</p>", Standard.PDF_UA, "7.1-3"),
    ],
)
def test_the_judge_sees_what_was_drawn_badly(page: str, standard: Standard, clause: str) -> None:
    html = f'<!doctype html><html lang="fr"><title>Essai</title>{page}'
    assert clause in faults(render_pdf(html, at=AT), standard)


@every_letter
def test_a_letter_is_read_in_the_order_of_its_source(letter: LetterFacts) -> None:
    assert said_by(printed(letter)) == meant_by(set_in_type(letter))


@every_letter
def test_a_letter_has_two_pages_at_most(letter: LetterFacts) -> None:
    with pikepdf.open(BytesIO(printed(letter))) as pdf:
        assert len(pdf.pages) <= 2


@every_letter
def test_a_letter_carries_its_facts(letter: LetterFacts) -> None:
    with pikepdf.open(BytesIO(printed(letter))) as pdf:
        assert pdf.attachments["decision.json"].get_file().read_bytes() == to_json(letter).encode()
