"""A document is drawn where nothing can be harmed, and comes out the same every time."""

import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from html import escape
from io import BytesIO
from pathlib import Path
from time import sleep
from typing import Final

import pikepdf
import pytest

from incubator.infra.pdf import Enclosure, PdfRefused, clean, render_pdf, unprintable, workshop
from incubator.infra.pdf.workshop import Limits

AT: Final = datetime(2027, 1, 22, 9, 30, tzinfo=UTC)
HEAD: Final = '<!doctype html><html lang="fr"><title>Décision</title><h1>Décision</h1>'


def enclosed(content: bytes = b"{}") -> Enclosure:
    """Return data to travel in a document."""
    return Enclosure(name="facts.json", description="Les faits", content=content)


def test_the_same_order_gives_the_same_bytes_at_another_moment() -> None:
    first = render_pdf(f"{HEAD}<p>Œuvre 🚀", enclosed=enclosed(), at=AT)
    sleep(1.1)  # dates in a PDF count in seconds
    assert render_pdf(f"{HEAD}<p>Œuvre 🚀", enclosed=enclosed(), at=AT) == first
    assert (
        render_pdf(f"{HEAD}<p>Œuvre 🚀", enclosed=enclosed(), at=AT + timedelta(seconds=1)) != first
    )


def test_a_document_says_what_it_is_and_when_it_was_made() -> None:
    with pikepdf.open(BytesIO(render_pdf(HEAD, at=AT))) as pdf, pdf.open_metadata() as metadata:
        assert metadata.pdfa_status == "3A"
        assert metadata["pdfuaid:part"] == "1"
        assert metadata["dc:title"] == "Décision"
        assert metadata["xmp:CreateDate"] == "2027-01-22T09:30:00+00:00"
        assert str(pdf.docinfo["/CreationDate"]) == "D:20270122093000+00'00"
        assert str(pdf.Root.Lang) == "fr"
        assert not pdf.attachments


def test_the_data_travel_in_the_document() -> None:
    data = '{"number":"QI-2026-01-0042","project":"Œuvre"}'.encode()
    with pikepdf.open(BytesIO(render_pdf(HEAD, enclosed=enclosed(data), at=AT))) as pdf:
        attachment = pdf.attachments["facts.json"]
        assert attachment.description == "Les faits"
        assert attachment.get_file().read_bytes() == data
        assert attachment.relationship == pikepdf.Name.Data
        assert attachment.get_file().creation_date == AT
        assert attachment.get_file().mime_type == "application/json"


def test_a_heavy_document_passes_through_the_pipe() -> None:
    data = os.urandom(8 * 1024 * 1024)
    assert len(render_pdf(HEAD, enclosed=enclosed(data), at=AT)) > len(data)


def test_a_child_that_takes_too_long_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workshop, "LIMITS", Limits(seconds=0.001))
    with pytest.raises(PdfRefused, match=r"stopped by SIG(ALRM|KILL)"):
        render_pdf(HEAD, at=AT)


@pytest.mark.parametrize(
    ("page", "reason"),
    [
        ('<img alt="" src="app:logo.svg">', "no required alt"),
        ("<p>漢字", r"漢.*U\+6F22"),
        ("<style>p { colour: red }</style><p>x", "colour"),
    ],
)
def test_what_cannot_be_printed_well_is_not_printed(page: str, reason: str) -> None:
    with pytest.raises(PdfRefused, match=reason):
        render_pdf(HEAD + page, at=AT)


def test_a_document_names_its_language_and_its_title() -> None:
    with pytest.raises(PdfRefused, match="lang"):
        render_pdf(HEAD.replace(' lang="fr"', ""), at=AT)
    with pytest.raises(PdfRefused, match="title"):
        render_pdf(HEAD.replace("<title>Décision</title>", ""), at=AT)


@pytest.mark.parametrize(
    ("written", "printed"),
    [
        ("peut\u2011être", "peut-être"),
        ("une\u2028deux", "une\ndeux"),
        ("a\x00b\x07c\x9fd", "abcd"),
        ("\u202egnp.exe\u2066x\u2069", "gnp.exex"),
        ("\ue000\ufffd\uf8ff\U0010fffd\ud800", ""),
        ("e\u0301", "é"),
        (
            "Zoë\tŁukasiewicz\u00a0: 12\u202f%\n👩🏽\u200d⚕️",
            "Zoë\tŁukasiewicz\u00a0: 12\u202f%\n👩🏽\u200d⚕️",
        ),
    ],
)
def test_what_nobody_meant_to_print_is_dropped(written: str, printed: str) -> None:
    assert clean(written) == printed
    assert render_pdf(f"{HEAD}<p>{written.encode(errors='replace').decode()}", at=AT)


def test_whatever_the_fonts_of_the_house_draw_is_drawn() -> None:
    characters = "".join(map(chr, range(0x20, 0x110000)))
    drawable = " ".join(set(clean(characters)) - unprintable(characters))
    assert len(drawable) > 10000
    assert render_pdf(f"{HEAD}<p>{escape(drawable)}", at=AT)


def test_the_characters_that_would_be_missing_can_be_named() -> None:
    assert (
        unprintable("Nguyễn, Γεώργιος, Казань, السلام, œ €, 🚀 👩🏽\u200d⚕️ 🇫🇷, a\u00adb\u200b")
        == set()
    )
    assert unprintable("Chez 漢字, au n°\u0600 5") == {"漢", "字", "\u0600"}


def test_the_program_that_asks_is_not_run_again(tmp_path: Path) -> None:
    program = tmp_path / "program.py"
    program.write_text(
        "from datetime import UTC, datetime\n"
        "from incubator.infra.pdf import render_pdf\n"
        "print('Here I am')\n"
        "if __name__ == '__main__':\n"
        f"    print(render_pdf({HEAD!r}, at=datetime.now(UTC))[:5].decode())\n"
    )
    command = [sys.executable, str(program)]
    place = {"PYTHONPATH": str(Path.cwd())}
    run = subprocess.run(command, env=place, capture_output=True, text=True, check=True)  # noqa: S603
    assert run.stdout == "Here I am\n%PDF-\n"


@pytest.mark.parametrize(
    ("module", "strangers"),
    [
        ("incubator.infra.pdf", {"weasyprint", "fontTools.subset"}),
        ("incubator.infra.pdf.warm", {"flask", "sqlalchemy", "pysqlite3", "incubator.wiring"}),
    ],
)
def test_the_application_and_the_press_do_not_know_each_other(
    module: str, strangers: set[str]
) -> None:
    program = f"import sys, {module}; print(*sys.modules)"
    command = [sys.executable, "-c", program]
    run = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603
    assert strangers.isdisjoint(run.stdout.split())
