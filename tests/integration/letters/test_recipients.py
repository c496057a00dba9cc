"""A hundred people hard to write to: every kind of document, kept, read by all, and only theirs."""

import json
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Final

import pytest
from flask import Flask

from incubator.infra.pdf import Enclosure, clean, render_pdf
from incubator.infra.prints import Undrawable, print_document
from incubator.letters.rules import Addressee
from tests.integration.letters.pages import set_in_type, set_receipt
from tests.integration.letters.reading import meant_by, said_by, text_of
from tests.recipients import NAMES, RECIPIENTS, UNWRITABLE, Recipient
from tests.unit.applications.builders import LONG, SHORT, a_receipt
from tests.unit.letters.builders import (
    ACCEPTANCE,
    INADMISSIBILITY,
    REFUSAL,
    WAITING,
    a_letter,
)
from tests.verapdf import Standard, faults

AT: Final = datetime(2027, 1, 22, 9, 30, tzinfo=UTC)
LETTERS: Final = (ACCEPTANCE, WAITING, REFUSAL, INADMISSIBILITY)
RECEIPTS: Final = (SHORT, LONG)
Write = Callable[[int], str]
FROM_THE_RIGHT: Final = re.compile("[\u0590-\u08ff\u200e\u200f]")
ENCLOSED: Final = Enclosure(name="facts.json", description="Les faits", content=b"{}")


def letter_to(which: int) -> str:
    """Return the letter to a recipient; each has a number, and an act, of their own."""
    to = RECIPIENTS[which]
    return set_in_type(
        a_letter(
            LETTERS[which % len(LETTERS)],
            addressee=Addressee(name=to.name, organisation=to.organisation, address=lines_of(to)),
            project=to.project,
            number=number_of(which),
            act_number=act_of(which),
        )
    )


def receipt_for(which: int) -> str:
    """Return the receipt of a recipient."""
    to = RECIPIENTS[which]
    return set_receipt(
        a_receipt(
            RECEIPTS[which // 3 % len(RECEIPTS)],
            contact=to.name,
            organisation=to.organisation,
            address=to.address,
            title=to.project,
            number=number_of(which),
        )
    )


def lines_of(to: Recipient) -> tuple[str, ...]:
    """Return an address as letters have it."""
    return tuple(line.strip() for line in to.address.splitlines() if line.strip())


def number_of(which: int) -> str:
    """Return the number of a recipient's dossier."""
    return f"QI-2026-01-{which:04d}"


def act_of(which: int) -> str:
    """Return the number of the decision on a recipient's dossier."""
    return f"2026-DEC-{which:04d}"


@cache
def drawn(page: str) -> bytes:
    """Return a document, drawn once for all tests."""
    return render_pdf(page, enclosed=ENCLOSED, at=AT)


FEW: Final = {(letter_to, 0), (letter_to, 7), (letter_to, 37), (letter_to, 42), (receipt_for, 11)}
each_document = pytest.mark.parametrize(
    ("write", "which"),
    [
        pytest.param(
            write,
            which,
            id=f"{write.__name__}-{which}",
            marks=() if (write, which) in FEW else pytest.mark.long,
        )
        for which in range(len(RECIPIENTS))
        for write in (letter_to, receipt_for)
    ],
)


@each_document
@pytest.mark.parametrize("standard", Standard)
def test_whoever_it_is_for_a_document_keeps_the_standard(
    write: Write, which: int, standard: Standard
) -> None:
    assert faults(drawn(write(which)), standard) == {}


@each_document
def test_whoever_it_is_for_a_document_shows_each_letter_meant(write: Write, which: int) -> None:
    said, meant = said_by(drawn(write(which))), meant_by(write(which))
    assert Counter(said) == Counter(meant)
    assert said == meant or FROM_THE_RIGHT.search(meant)


@each_document
def test_a_document_names_its_own_dossier_and_no_other(write: Write, which: int) -> None:
    text = text_of(drawn(write(which)))
    assert set(re.findall(r"QI-2026-01-\d{4}", text)) == {number_of(which)}
    acts = {act_of(which)} if write is letter_to else set()
    assert set(re.findall(r"2026-DEC-\d{4}", text)) == acts


ALIKE: Final = tuple(n for n, to in enumerate(RECIPIENTS[: len(NAMES)]) if "zo" in to.name.lower())


@pytest.mark.parametrize("alike", [ALIKE[1:4], pytest.param(ALIKE, marks=pytest.mark.long)])
def test_names_that_differ_by_a_sign_stay_apart(alike: tuple[int, ...]) -> None:
    named = {which: text_of(drawn(letter_to(which))).splitlines() for which in alike}
    names = {which: clean(RECIPIENTS[which].name) for which in alike}
    for which, lines in named.items():
        others = set(names.values()) - {names[which]}
        assert names[which] in lines
        assert others.isdisjoint(lines)


def test_the_same_facts_give_the_same_bytes_in_another_process() -> None:
    program = (
        "import json, sys; from datetime import datetime; from hashlib import sha256\n"
        "from incubator.infra.pdf import Enclosure, render_pdf\n"
        "pages, at = json.load(sys.stdin)\n"
        "enclosed = Enclosure(name='facts.json', description='Les faits', content=b'{}')\n"
        "for page in pages:\n"
        "    pdf = render_pdf(page, enclosed=enclosed, at=datetime.fromisoformat(at))\n"
        "    print(sha256(pdf).hexdigest())\n"
    )
    pages = [letter_to(42), receipt_for(11)]
    run = subprocess.run(  # noqa: S603
        [sys.executable, "-c", program],
        input=json.dumps([pages, AT.isoformat()]),
        env={"PYTHONPATH": str(Path.cwd())},
        capture_output=True,
        text=True,
        check=True,
    )
    assert run.stdout.split() == [sha256(drawn(page)).hexdigest() for page in pages]


@pytest.mark.parametrize("name", UNWRITABLE)
@pytest.mark.once
def test_who_cannot_be_named_in_print_gets_no_letter_with_holes(app: Flask, name: str) -> None:
    page = set_in_type(a_letter(REFUSAL, addressee=Addressee(name=name)))
    with app.app_context(), pytest.raises(Undrawable) as refusal:
        print_document(page, said=name, enclosed=ENCLOSED, at=AT)
    assert set(str(refusal.value.details["characters"]).split()) <= {*name}
