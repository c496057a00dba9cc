"""Forty files that nobody should open are refused in words, and thirty good ones are all taken."""

import re
from collections.abc import Callable
from html import unescape
from io import BytesIO
from stat import S_IFLNK
from typing import Final
from zipfile import ZipInfo

import pikepdf
import pytest
import xlsxwriter
from flask import Flask
from pikepdf import Array, Dictionary, Name, Pdf, String
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from incubator.applications.models import Attachment
from incubator.applications.rules import ApplicationState
from incubator.infra.pdf import render_pdf
from incubator.kernel.documents import LARGEST, MEDIA_TYPES, Kind
from tests.builders import ADA, NOON, RUCHE, a_call, a_house, an_application, store
from tests.client import HIDDEN, Browser
from tests.documents import (
    a_pdf,
    a_picture,
    a_scan,
    an_archive,
    an_office_file,
    an_open_document,
    as_sent,
    at_opening,
    crowded_pdf,
    on_page,
    script,
    swelling_pdf,
    with_file,
)

pytestmark = pytest.mark.once
FILES = f"/applications/{RUCHE}/sections/files"
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
PAGE = b"<!doctype html><script>alert(document.cookie)</script>"
FORMS = "office/relationships"
TYPE, CONTENT = "d’un autre type", "Le contenu de"
BROKEN, LOCKED, ACTIVE = (
    "abîmé ou incomplet",
    "protégé par un mot de passe",
    "contient un programme",
)
CARRIER, REACHING = "contient d’autres fichiers", "va chercher des éléments"
SWELLING, MIXED, EMPTY = "trop lourd une fois ouvert", "est aussi un fichier", "est vide"
LARGE = "pèse plus de 20 Mo"


def a_link() -> ZipInfo:
    """Return a part of an archive that is a link to a file of the machine."""
    part = ZipInfo("word/media/passwd")
    part.create_system, part.external_attr = 3, (S_IFLNK | 0o777) << 16
    return part


def relation(kind: str, target: str) -> str:
    """Return a document's relation to something elsewhere."""
    return (
        f'<Relationships><Relationship Id="r1" Type="http://schemas.example/{FORMS}/{kind}" '
        f'Target="{target}" TargetMode="External"/></Relationships>'
    )


def word(path: str | ZipInfo = "word/styles.xml", content: bytes | str = "") -> bytes:
    """Return a document of Word with one part more."""
    return an_office_file(Kind.DOCX, {path: content})


ENTITY = '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><w:document>&b;</w:document>'
LAUNCH = Dictionary(S=Name.Launch, F=String("cmd.exe"))
MOVIE = Dictionary(Type=Name.Annot, Subtype=Name.RichMedia, RichMediaContent=Dictionary())
BOMB = an_archive({"nil": bytes(40 * 2**20)})

HOSTILE: Final[dict[str, tuple[str, Callable[[], bytes], str]]] = {
    "a page of the web": ("page.pdf", lambda: PAGE, CONTENT),
    "a page before a PDF": ("page.pdf", lambda: PAGE + a_pdf(), CONTENT),
    "a page in the head of a PDF": (
        "page.pdf",
        lambda: a_pdf().replace(b"%PDF-1.3\n", b"%PDF-1.3\n%" + PAGE + b"\n"),
        MIXED,
    ),
    "a page after a PDF": ("page.pdf", lambda: a_pdf() + PAGE, MIXED),
    "an archive after a PDF": ("a.pdf", lambda: a_pdf() + an_archive({"a.exe": b"MZ"}), MIXED),
    "a PDF after an archive": ("a.pdf", lambda: an_archive({"a": b""}) + a_pdf(), CONTENT),
    "a saved mail with a page": ("a.pdf", lambda: b"MIME-Version: 1.0\r\n\r\n" + PAGE, CONTENT),
    "a drawing with a script": ("a.svg", lambda: b"<svg onload='alert(1)'/>", TYPE),
    "a drawing called a picture": ("a.png", lambda: b"<svg onload='alert(1)'/>", CONTENT),
    "a program for the web called a picture": (
        "a.jpg",
        lambda: a_picture("JPEG") + an_archive({"A.class": b"\xca\xfe\xba\xbe"}),
        MIXED,
    ),
    "a page after a picture": ("a.png", lambda: a_picture("PNG") + PAGE, MIXED),
    "a moving picture": ("a.gif", lambda: a_picture("GIF"), TYPE),
    "two endings": ("plan.pdf.exe", lambda: b"MZ\x90\0", TYPE),
    "a program called a PDF": ("plan.pdf", lambda: b"MZ\x90\0\3\0\0\0", CONTENT),
    "a shortcut": ("plan.pdf.lnk", lambda: b"L\0\0\0\1\x14\2\0", TYPE),
    "a script": ("plan.js", lambda: b"alert(1)", TYPE),
    "data with markup": ("plan.xml", ENTITY.encode, TYPE),
    "a virus for tests": ("eicar.com", lambda: EICAR, TYPE),
    "a virus for tests called a PDF": ("eicar.pdf", lambda: EICAR, CONTENT),
    "nothing": ("vide.pdf", lambda: b"", EMPTY),
    "one byte too many": ("lourd.pdf", lambda: a_pdf().ljust(LARGEST + 1), LARGE),
    "a PDF that runs a script": ("a.pdf", lambda: a_pdf(at_opening(script())), ACTIVE),
    "a PDF that hides its script": (
        "a.pdf",
        lambda: a_pdf(
            at_opening(Dictionary(WC=script()), "/AA"),
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
        ),
        ACTIVE,
    ),
    "a PDF that spells its script otherwise": (
        "a.pdf",
        lambda: a_pdf(on_page(Dictionary(A=script()))).replace(b"/JavaScript", b"/Java#53cript"),
        ACTIVE,
    ),
    "a PDF that starts a program": ("a.pdf", lambda: a_pdf(on_page(Dictionary(A=LAUNCH))), ACTIVE),
    "a PDF that opens a page of the web": (
        "a.pdf",
        lambda: a_pdf(at_opening(Dictionary(S=Name.URI, URI=String("https://x.example")))),
        ACTIVE,
    ),
    "a PDF with a film": ("a.pdf", lambda: a_pdf(on_page(MOVIE)), ACTIVE),
    "a PDF with a program inside": ("a.pdf", lambda: a_pdf(with_file("a.exe", b"MZ")), CARRIER),
    "a PDF under a password": (
        "a.pdf",
        lambda: a_pdf(encryption=pikepdf.Encryption(owner="a", user="b")),
        LOCKED,
    ),
    "a PDF of a million objects": ("a.pdf", crowded_pdf, SWELLING),
    "a PDF that swells": ("a.pdf", swelling_pdf, SWELLING),
    "a PDF cut short": ("a.pdf", lambda: b"%PDF-1.7 the rest is missing", BROKEN),
    "a picture of a hundred million points": (
        "a.png",
        lambda: a_picture("PNG", (10001, 10001)),
        SWELLING,
    ),
    "a picture cut short": ("a.png", lambda: a_picture("PNG")[:-30], BROKEN),
    "a photo cut short": ("a.jpg", lambda: a_picture("JPEG", (800, 600))[:-900], BROKEN),
    "a document with macros": ("a.docx", lambda: word("word/vbaProject.bin", b"\xd0\xcf"), ACTIVE),
    "a document that says it has macros": ("a.docm", word, TYPE),
    "a workbook with an old object": (
        "a.xlsx",
        lambda: an_office_file(Kind.XLSX, {"xl/embeddings/o.bin": b"\xd0\xcf\x11\xe0\xa1\xb1"}),
        ACTIVE,
    ),
    "a text with macros": (
        "a.odt",
        lambda: an_open_document(Kind.ODT, {"Basic/Standard/Module1.xml": "<script:module/>"}),
        ACTIVE,
    ),
    "a document that reads our files": ("a.docx", lambda: word("word/footer1.xml", ENTITY), ACTIVE),
    "a document that reads our files in wide letters": (
        "a.docx",
        lambda: word("word/footer1.xml", ENTITY.encode("utf-16")),
        ACTIVE,
    ),
    "a document that fetches its model": (
        "a.docx",
        lambda: word("word/_rels/a.rels", relation("attachedTemplate", "https://x.example/a")),
        REACHING,
    ),
    "an archive inside": (
        "a.docx",
        lambda: word("word/more.zip", an_archive({"a": b"b"})),
        CARRIER,
    ),
    "an archive in an archive": ("a.docx", lambda: word("word/embeddings/a.xlsx", BOMB), SWELLING),
    "an archive that swells": (
        "a.docx",
        lambda: word("nil.xml", bytes(300 * 2**20)),
        SWELLING,
    ),
    "an archive of many parts": (
        "a.odt",
        lambda: an_open_document(Kind.ODT, {f"Pictures/{n}": "" for n in range(5001)}),
        SWELLING,
    ),
    "an archive with a link": (
        "a.docx",
        lambda: word(a_link(), "/etc/passwd"),
        CARRIER,
    ),
    "an archive that climbs": (
        "a.docx",
        lambda: an_office_file(Kind.DOCX, {"../../../etc/cron.d/a": "* * * * * root id"}),
        CARRIER,
    ),
    "an archive from the root": (
        "a.odt",
        lambda: an_open_document(Kind.ODT, {"/etc/a": "b"}),
        CARRIER,
    ),
    "a program in a document": (
        "a.odt",
        lambda: an_open_document(Kind.ODT, {"a.bin": b"MZ\x90"}),
        ACTIVE,
    ),
    "a text under a password": (
        "a.odt",
        lambda: an_open_document(Kind.ODT, manifest="<manifest:encryption-data/>"),
        LOCKED,
    ),
    "an archive called a document": ("a.docx", lambda: an_archive({"a.txt": b"b"}), BROKEN),
    "a workbook called a document": ("a.docx", lambda: an_office_file(Kind.XLSX), BROKEN),
    "a document cut short": ("a.docx", lambda: word()[:-40], BROKEN),
}


def a_workbook() -> bytes:
    """Return a workbook with a chart, as a program writes it."""
    out = BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet, chart = book.add_worksheet(), book.add_chart({"type": "line"})
        sheet.write_column(0, 0, range(500))
        chart.add_series({"values": "=Sheet1!$A$1:$A$9"})
        sheet.insert_chart("C2", chart)
    return out.getvalue()


def forms(pdf: Pdf) -> None:
    """Give a PDF a form to fill in, a link and a table of contents, none of which acts."""
    page = pdf.pages[0]
    link = Dictionary(Subtype=Name.Link, A=Dictionary(S=Name.URI, URI=String("https://x.example")))
    page.Annots = Array([pdf.make_indirect(link)])
    pdf.Root.AcroForm = Dictionary(Fields=Array([]))
    pdf.Root.OpenAction = Dictionary(S=Name.GoTo, D=Array([page.obj, Name.Fit]))
    with pdf.open_outline() as outline:
        outline.root.append(pikepdf.OutlineItem("Node/JavaScript (/S /Launch)", 0))


def chart() -> bytes:
    """Return slides with a chart, whose figures are a workbook inside."""
    figures = {"ppt/embeddings/Microsoft_Excel_Sheet1.xlsx": an_office_file(Kind.XLSX)}
    return an_office_file(Kind.PPTX, figures)


GOOD: Final[dict[str, tuple[str, Callable[[], bytes]]]] = {
    "a PDF": ("Présentation.pdf", a_pdf),
    "a PDF of many pages": ("rapport.PDF", lambda: a_pdf(pages=300)),
    "a PDF of old": ("a.pdf", lambda: a_pdf(force_version="1.2")),
    "a PDF for the web": ("a.pdf", lambda: a_pdf(linearize=True)),
    "a packed PDF": (
        "a.pdf",
        lambda: a_pdf(pages=9, object_stream_mode=pikepdf.ObjectStreamMode.generate),
    ),
    "a PDF of many objects": ("a.pdf", lambda: crowded_pdf(9999)),
    "a PDF with links and a form": ("a.pdf", lambda: a_pdf(forms)),
    "a PDF that opens on a page": (
        "a.pdf",
        lambda: a_pdf(lambda pdf: at_opening(Array([pdf.pages[0].obj, Name.Fit]))(pdf)),
    ),
    "a PDF that may not be printed": (
        "a.pdf",
        lambda: a_pdf(encryption=pikepdf.Encryption(owner="a", user="")),
    ),
    "an invoice with its data": ("a.pdf", lambda: a_pdf(with_file("factur-x.xml", b"<a/>"))),
    "a letter of ours": (
        "décision.pdf",
        lambda: render_pdf("<!doctype html><html lang=fr><title>Lettre</title><p>Bonjour", at=NOON),
    ),
    "a PDF with a line after its end": ("a.pdf", lambda: a_pdf() + b"\r\n\0\0"),
    "a scan": ("scan0001.pdf", a_scan),
    "a scan of one page": ("IMG_0001.pdf", lambda: a_scan(1)),
    "the heaviest file": ("a.pdf", lambda: a_pdf().ljust(LARGEST)),
    "a picture": ("a.png", lambda: a_picture("PNG")),
    "a picture with a palette": ("a.png", lambda: a_picture("PNG", mode="P")),
    "a picture one sees through": ("a.PNG", lambda: a_picture("PNG", mode="RGBA")),
    "a picture in black and white": ("a.png", lambda: a_picture("PNG", mode="1")),
    "a photo": ("IMG_2026.JPG", lambda: a_picture("JPEG", (4000, 3000))),
    "a photo that comes bit by bit": ("a.jpeg", lambda: a_picture("JPEG", progressive=True)),
    "a photo in grey": ("a.jpg", lambda: a_picture("JPEG", mode="L")),
    "a photo for printers": ("a.jpg", lambda: a_picture("JPEG", mode="CMYK")),
    "a photo that moves": ("a.jpg", lambda: a_picture("JPEG") + b"\0\0\0\x18ftypmp42" + bytes(99)),
    "a text": ("a.odt", lambda: an_open_document(Kind.ODT)),
    "a text with an empty library": (
        "a.odt",
        lambda: an_open_document(Kind.ODT, {"Basic/Standard/script-lb.xml": "<library:library/>"}),
    ),
    "a sheet": ("Prévisionnel.ods", lambda: an_open_document(Kind.ODS)),
    "slides": ("a.odp", lambda: an_open_document(Kind.ODP)),
    "a document": ("a.docx", word),
    "a document with links and a model at home": (
        "a.docx",
        lambda: an_office_file(
            Kind.DOCX,
            {
                "word/_rels/a.rels": relation("hyperlink", "https://x.example"),
                "word/_rels/b.rels": relation("attachedTemplate", "file:///C:\\Ada\\Normal.dotm"),
            },
        ),
    ),
    "a workbook": ("a.xlsx", a_workbook),
    "slides with a chart": ("a.pptx", chart),
    "a document as it is stored": (
        "a.docx",
        lambda: an_office_file(Kind.DOCX, {ZipInfo("word/media/a.png"): a_picture("PNG")}),
    ),
}


@pytest.fixture
def founder(app: Flask, browser: Browser) -> Browser:
    """Return Ada’s browser; her dossier is begun."""
    store(app, *a_house(), *a_call(), *an_application(state=ApplicationState.DRAFT))
    return browser.sign_in(ADA)


def send(founder: Browser, name: str, content: bytes) -> TestResponse:
    """Choose a file on the page of files and save."""
    typed = dict(HIDDEN.findall(founder.get(FILES).text))
    return founder.post(FILES, **as_sent(typed, ("slides", name, content)))


@pytest.mark.parametrize("case", HOSTILE)
def test_a_hostile_file_is_refused_with_its_sentence(
    founder: Browser, stored: Session, case: str
) -> None:
    name, make, sentence = HOSTILE[case]
    page = send(founder, name, make())
    text = re.sub(r"\s+", " ", unescape(page.text))
    assert page.status_code == 422
    assert sentence in text
    assert f"« {name} »" in text
    assert not stored.scalars(select(Attachment)).all()


@pytest.mark.parametrize("case", GOOD)
def test_a_good_file_is_taken_and_comes_back_whole(
    founder: Browser, stored: Session, case: str
) -> None:
    name, make = GOOD[case]
    content = make()
    assert send(founder, name, content).status_code == 303
    (file,) = stored.scalars(select(Attachment))
    assert file.name == name
    answer = founder.get(f"/applications/{RUCHE}/files/{file.id}", buffered=True)
    assert answer.data == content
    assert answer.mimetype == file.media_type
    assert file.media_type in MEDIA_TYPES.values()


def test_there_are_enough_of_both() -> None:
    assert len(HOSTILE) >= 40
    assert len(GOOD) >= 30
