"""A document is drawn where nothing can be harmed, and comes out the same every time."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from html import escape
from io import BytesIO
from pathlib import Path
from time import monotonic, sleep
from typing import Final

import pikepdf
import pytest

from incubator.infra.pdf import Enclosure, PdfRefused, clean, render_pdf, unprintable, workshop
from incubator.infra.pdf.workshop import Limits

AT: Final = datetime(2027, 1, 22, 9, 30, tzinfo=UTC)
HEAD: Final = '<!doctype html><html lang="fr"><title>Décision</title><h1>Décision</h1>'
TENFOLD: Final = "".join(
    f'<g id="g{n}">' + f'<use href="#g{n - 1}"/>' * 10 + "</g>" for n in range(1, 9)
)
BOMBS: Final = {
    "counters": "<style>p{counter-increment:c}p::before{content:counters(c,'.')}</style>"
    + "<p>x" * 20000,
    "svg": f'<svg><defs><g id="g0"><path d="M0 0h1"/></g>{TENFOLD}</defs><use href="#g8"/></svg>',
    "pages": '<p style="break-after:page">x' * 3000,
    "colspan": "<table><tr><td colspan=1000000000>x</table>",
    "depth": "<div>" * 3000,
}


def enclosed(content: bytes = b"{}") -> Enclosure:
    """Return data to travel in a document."""
    return Enclosure(name="facts.json", description="Les faits", content=content)


STOPPED: Final = r"stopped by SIG(XCPU|ALRM|KILL)"  # by its own limits, or by the clock


@pytest.fixture(scope="module")
def listener() -> Iterator[socket.socket]:
    """Listen on this machine, where no document may knock."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0)
        yield listener


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workshop, "LIMITS", Limits(cpu_seconds=1, seconds=3))


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


@pytest.mark.parametrize(
    "page",
    [
        '<img alt="x" src="http://127.0.0.1:{port}/">',
        '<img alt="x" src="//127.0.0.1:{port}/">',
        '<img alt="x" src="ftp://127.0.0.1:{port}/">',
        '<img alt="x" src="file:///etc/passwd">',
        '<img alt="x" src="/etc/passwd">',
        '<img alt="x" src="logo.svg">',
        '<img alt="x" src="app:../letters/logo.svg">',
        '<img alt="x" src="app:letters/logo.svg">',
        '<img alt="x" src="app:%6cogo.svg">',
        '<img alt="x" src="data:image/svg+xml,<svg/>">',
        '<base href="http://127.0.0.1:{port}/"><img alt="x" src="logo.svg">',
        '<object data="http://127.0.0.1:{port}/" type="image/png"></object>',
        '<embed src="http://127.0.0.1:{port}/" type="image/png">',
        '<svg><image href="http://127.0.0.1:{port}/" width="9" height="9"/></svg>',
        '<link rel="stylesheet" href="http://127.0.0.1:{port}/">',
        '<link rel="stylesheet" href="file:///etc/passwd">',
        '<link rel="attachment" href="file:///etc/passwd">',
        '<a rel="attachment" href="file:///etc/passwd">x</a>',
        '<style>@import "http://127.0.0.1:{port}/";</style>',
        "<style>body {{ background: url(http://127.0.0.1:{port}/) }}</style>",
        "<style>p::before {{ content: url(file:///etc/passwd) }}</style><p>x",
        "<style>@font-face {{ font-family: x; src: url(http://127.0.0.1:{port}/) }}</style>",
        "<style>@font-face {{ font-family: x; src: local('DejaVu Sans') }}</style>",
        "<style>@color-profile --x {{ src: url(file:///etc/passwd) }}</style>",
    ],
)
def test_a_document_fetches_nothing(page: str, listener: socket.socket) -> None:
    page = page.format(port=listener.getsockname()[1])
    with pytest.raises(PdfRefused, match=r"forbidden address|Failed to render SVG image"):
        render_pdf(HEAD + page, at=AT)
    with pytest.raises(BlockingIOError):  # nobody came
        listener.accept()


@pytest.mark.parametrize(
    "page",
    [
        '<script src="http://127.0.0.1:{port}/"></script>',
        '<iframe src="http://127.0.0.1:{port}/"></iframe>',
        '<meta http-equiv="refresh" content="0; url=http://127.0.0.1:{port}/">',
        '<svg width="9" height="9"><use href="http://127.0.0.1:{port}/x.svg#x"/></svg>',
    ],
)
def test_what_is_not_printed_is_not_fetched_either(page: str, listener: socket.socket) -> None:
    assert b"etc/passwd" not in render_pdf(
        HEAD + page.format(port=listener.getsockname()[1]), at=AT
    )
    with pytest.raises(BlockingIOError):
        listener.accept()


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize(
    ("bomb", "reason"),
    [
        ("counters", STOPPED),
        ("svg", STOPPED),
        ("pages", STOPPED),
        ("colspan", f"MemoryError|{STOPPED}"),
        ("depth", f"RecursionError|{STOPPED}"),
    ],
)
def test_a_bomb_is_refused_and_harms_nobody(
    monkeypatch: pytest.MonkeyPatch, bomb: str, reason: str
) -> None:
    start = monotonic()
    with pytest.raises(PdfRefused, match=reason):
        render_pdf(HEAD + BOMBS[bomb], at=AT)
    assert monotonic() - start < workshop.LIMITS.seconds + 5
    monkeypatch.setattr(workshop, "LIMITS", Limits())
    assert render_pdf(HEAD, at=AT)


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
