"""The press: WeasyPrint, with its eyes on what the house allows. It runs in the workshop only."""

import logging
import os
from datetime import UTC
from mimetypes import guess_type
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

HERE: Final = Path(__file__).parent
os.environ["FONTCONFIG_FILE"] = str(HERE / "fonts.conf")  # read when WeasyPrint is imported

from weasyprint import HTML, Attachment, Document  # noqa: E402
from weasyprint.pdf.metadata import DocumentMetadata  # noqa: E402
from weasyprint.text.fonts import FontConfiguration  # noqa: E402
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse  # noqa: E402

from incubator.infra.pdf.glyphs import clean  # noqa: E402

if TYPE_CHECKING:
    from incubator.infra.pdf.workshop import Order

LETTERS: Final = HERE.parents[2] / "static" / "letters"
ASSETS: Final = {f"app:{name}": LETTERS / name for name in ("letter.css", "logo.svg")}
PDF_UA: Final = (HERE / "pdfua.rdf").read_bytes()
STANDARD: Final = {"pdf_variant": "pdf/a-3a", "pdf_tags": True}


class LockedFetcher(URLFetcher):  # type: ignore[misc]
    """The way to the assets named above, and to nothing else in the world."""

    def fetch(self, url: str, headers: object = None) -> URLFetcherResponse:  # noqa: ARG002
        """Return an asset, or end the drawing."""
        path = ASSETS.get(url)
        if path is None:
            reason = f"forbidden address: {url}"
            raise FatalURLFetchingError(reason)
        return URLFetcherResponse(url, path.read_bytes(), {"Content-Type": guess_type(path)[0]})


class HouseFonts(FontConfiguration):  # type: ignore[misc]
    """The fonts of the house: a document brings none, so nothing of it is parsed or put on disk."""

    def add_font_face(self, *_: object) -> None:
        """Complain of a font that a document would bring."""
        LOG.warning("forbidden font")


class Metadata(DocumentMetadata):  # type: ignore[misc]
    """What the file says of itself: PDF/A, which WeasyPrint knows to say, and PDF/UA too."""

    def generate_rdf_metadata(self, variant: str, version: int, conformance: str) -> bytes:
        """Return the metadata with both claims in them."""
        rdf: bytes = super().generate_rdf_metadata(variant, version, conformance)
        return rdf.replace(b"</rdf:RDF>", PDF_UA + b"</rdf:RDF>")


class Complaints(logging.Handler):
    """What WeasyPrint warns of: a document that goes out has none."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.heard: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep a complaint."""
        self.heard.append(record.getMessage())


LOG: Final = logging.getLogger("weasyprint")
FETCHER: Final = LockedFetcher(allow_redirects=False)  # made once: it loads certificates


def answer(order: "Order") -> bytes:
    """Return the document, or in its place the reason why there is none."""
    complaints = Complaints()
    LOG.addHandler(complaints)
    try:
        pdf = _print(_lay_out(order), order)
    except (Exception, FatalURLFetchingError) as error:  # noqa: BLE001 - all end the same way
        return f"{type(error).__name__}: {error}".encode()
    finally:
        LOG.removeHandler(complaints)
    return complaints.heard[0].encode() if complaints.heard else pdf


def _lay_out(order: "Order") -> Document:
    page = HTML(string=clean(order.html), base_url="app:", url_fetcher=FETCHER)
    document = page.render(font_config=HouseFonts(), **STANDARD)
    if not document.metadata.title:
        LOG.warning("no title")
    at = order.at.astimezone(UTC).isoformat(timespec="seconds")
    dates = {"created": at, "modified": at}
    document.metadata = Metadata(**vars(document.metadata) | dates)
    return document


def _print(document: Document, order: "Order") -> bytes:
    pdf: bytes = document.write_pdf(attachments=_attachments(order), **STANDARD)
    return pdf


def _attachments(order: "Order") -> list[Any]:
    if order.enclosed is None:
        return []
    at = order.at.astimezone(UTC)
    return [
        Attachment(
            string=order.enclosed.content,
            name=order.enclosed.name,
            description=order.enclosed.description,
            relationship="Data",
            created=at,
            modified=at,
        )
    ]
