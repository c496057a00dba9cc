"""Files as people give them, and as nobody should: each made by a few lines."""

import zlib
from collections.abc import Callable, Mapping
from io import BytesIO
from typing import Any, Final
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf, String
from PIL import Image

from incubator.kernel.documents import MEDIA_TYPES, Kind

DECLARED: Final = '<?xml version="1.0" encoding="UTF-8"?>'
MAIN: Final = {
    Kind.DOCX: ("word/document.xml", "<w:document><w:body/></w:document>"),
    Kind.XLSX: ("xl/workbook.xml", "<workbook><sheets/></workbook>"),
    Kind.PPTX: ("ppt/presentation.xml", "<p:presentation/>"),
}
Parts = Mapping[str, bytes | str]


def a_pdf(change: Callable[[Pdf], None] | None = None, *, pages: int = 1, **how: Any) -> bytes:
    """Return a PDF of a few empty pages, changed at will."""
    with pikepdf.new() as pdf:
        for _ in range(pages):
            pdf.add_blank_page()
        if change:
            change(pdf)
        out = BytesIO()
        pdf.save(out, static_id=True, **how)
        return out.getvalue()


def at_opening(action: Dictionary | Array, key: str = "/OpenAction") -> Callable[[Pdf], None]:
    """Let a PDF do something when it opens."""

    def change(pdf: Pdf) -> None:
        pdf.Root[key] = pdf.make_indirect(action)

    return change


def on_page(annotation: Dictionary) -> Callable[[Pdf], None]:
    """Put an annotation on the first page."""

    def change(pdf: Pdf) -> None:
        pdf.pages[0].Annots = Array([pdf.make_indirect(annotation)])

    return change


def with_file(name: str, content: bytes) -> Callable[[Pdf], None]:
    """Attach a file to a PDF."""

    def change(pdf: Pdf) -> None:
        pdf.attachments[name] = content

    return change


def script() -> Dictionary:
    """Return an action that runs JavaScript."""
    return Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))


def crowded_pdf(count: int = 1_000_000) -> bytes:
    """Return a PDF of a million objects."""
    places = b"".join(b"%d %d " % (6 + n, 2 * n) for n in range(count))
    return _packed_pdf(zlib.compress(places + b"0 " * count, 1), count, len(places))


def swelling_pdf() -> bytes:
    """Return a PDF whose stream of objects unpacks to more than a gibibyte."""
    packer = zlib.compressobj(1)
    parts = [packer.compress(b"6 0 ")]
    parts += [packer.compress(b" " * 2**20) for _ in range(1100)]
    return _packed_pdf(b"".join([*parts, packer.flush()]), 1, 4)


def _packed_pdf(packed: bytes, count: int, first: int) -> bytes:
    """Return a PDF, one of whose streams packs some objects, the first of which is number 6."""
    stream = b"<</Type/ObjStm/N %d/First %d/Filter/FlateDecode/Length %d>>stream\n"
    objects = [
        b"<</Type/Catalog/Pages 2 0 R/More 6 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>",
        stream % (count, first, len(packed)) + packed + b"\nendstream",
    ]
    body, rows = b"%PDF-1.5\n", [b"\0" * 8]
    for number, content in enumerate(objects, 1):
        rows.append(b"\1" + len(body).to_bytes(4, "big") + bytes(3))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    rows += [b"\1" + len(body).to_bytes(4, "big") + bytes(3)]
    rows += [b"\2\0\0\0\4" + place.to_bytes(3, "big") for place in range(count)]
    index, start = zlib.compress(b"".join(rows), 1), len(body)
    body += b"5 0 obj\n<</Type/XRef/Size %d/W[1 4 3]/Root 1 0 R" % (6 + count)
    body += b"/Filter/FlateDecode/Length %d>>stream\n" % len(index)
    return body + index + b"\nendstream\nendobj\nstartxref\n%d\n%%%%EOF" % start


def an_archive(parts: Mapping[Any, bytes | str]) -> bytes:
    """Return a ZIP archive."""
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def an_office_file(kind: Kind, more: Mapping[Any, bytes | str] | None = None) -> bytes:
    """Return a document of Word, Excel or PowerPoint."""
    path, main = MAIN[kind]
    types = (
        f'<Types><Override PartName="/{path}" ContentType="{MEDIA_TYPES[kind]}.main+xml"/></Types>'
    )
    parts = {
        "[Content_Types].xml": DECLARED + types,
        "_rels/.rels": f"{DECLARED}<Relationships/>",
        path: DECLARED + main,
    }
    return an_archive({**parts, **(more or {})})


def an_open_document(kind: Kind, more: Parts | None = None, manifest: str = "") -> bytes:
    """Return a document of LibreOffice: its type first, as it is."""
    parts: dict[str, bytes | str] = {
        "content.xml": f"{DECLARED}<office:document-content/>",
        "styles.xml": f"{DECLARED}<office:document-styles/>",
        "Thumbnails/thumbnail.png": a_picture("PNG"),
        "Configurations2/accelerator/current.xml": "",
        "META-INF/manifest.xml": f"{DECLARED}<manifest:manifest>{manifest}</manifest:manifest>",
    }
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", MEDIA_TYPES[kind], ZIP_STORED)
        for name, content in {**parts, **(more or {})}.items():
            archive.writestr(name, content)
    return out.getvalue()


def a_picture(form: str, size: tuple[int, int] = (64, 48), mode: str = "RGB", **how: Any) -> bytes:
    """Return a picture."""
    out = BytesIO()
    noise = (
        Image.effect_noise((64, 64), 60).resize(size) if size[0] < 9000 else Image.new("1", size)
    )
    noise.convert(mode).save(out, form, **how)
    return out.getvalue()


def a_scan(pages: int = 3) -> bytes:
    """Return pictures of pages in a PDF, as scanners and phones make them."""
    out = BytesIO()
    page = Image.effect_noise((620, 877), 60).convert("L")
    page.save(out, "PDF", save_all=True, append_images=[page] * (pages - 1), resolution=75)
    return out.getvalue()


def as_sent(fields: Mapping[str, str], *files: tuple[str, str, bytes]) -> dict[str, Any]:
    """Return a form and its files (field, name, content) as a browser does; a name may be coded."""
    parts = [f'name="{name}"\r\n\r\n{value}'.encode() for name, value in fields.items()]
    for field, name, content in files:
        coded = f"filename*=UTF-8''{name}" if "%" in name else f'filename="{name}"'
        parts.append(f'name="{field}"; {coded}\r\n\r\n'.encode() + content)
    body = b"".join(b"--x\r\nContent-Disposition: form-data; " + part + b"\r\n" for part in parts)
    return {"data": body + b"--x--\r\n", "content_type": "multipart/form-data; boundary=x"}
