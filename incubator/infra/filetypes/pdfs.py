"""PDF: opens without a password, does nothing by itself, carries nothing but text and pictures."""

import re
from io import SEEK_END
from pathlib import Path
from typing import Final

from pikepdf import Dictionary, Object, PasswordError, Pdf, Stream

from incubator.infra.filetypes.flaws import Flaw, FlawError
from incubator.infra.filetypes.tails import refuse_archive
from incubator.kernel.documents import Kind

HEAD: Final = 1024
OUT_OF_ROOM: Final = "bad_alloc"  # how QPDF calls what it could not unpack, and passes over
TAIL: Final = 64 * 1024
MOST_OBJECTS: Final = 500_000
MARKUP: Final = re.compile(rb"<(?:!doctype|html|script|svg|body|iframe|img|\?xml)\b", re.IGNORECASE)
ACTS: Final = re.compile(
    rb"/JS (?=[(<\d])|/XFA\b|/RichMedia\w*|"
    rb"/S /(?:JavaScript|Launch|ImportData|SubmitForm|Rendition|Movie|Sound|GoToE)\b"
)
TEXTS: Final = re.compile(rb"\((?:\\.|[^\\)])*\)", re.DOTALL)  # titles may name anything
CARRIES: Final = re.compile(rb"/EF <<")
KEPT: Final = re.compile(rb"\.(?:xml|json|csv|txt)\)", re.IGNORECASE)


def look(path: str, _: Kind) -> int:
    """Return how many pages there are, or raise what is wrong."""
    refuse_archive(path)
    _check_edges(path)
    try:
        with Pdf.open(path) as pdf:
            if len(pdf.objects) > MOST_OBJECTS:
                raise FlawError(Flaw.SWELLING)
            _check_opening(pdf)
            for thing in pdf.objects:
                if isinstance(thing, Object):
                    _check(thing)
            if any(OUT_OF_ROOM in warning for warning in pdf.get_warnings()):
                raise FlawError(Flaw.SWELLING)
            return len(pdf.pages)
    except PasswordError as error:
        raise FlawError(Flaw.LOCKED) from error


def _check_edges(path: str) -> None:
    """Refuse a page of the web before the document, and anything after it."""
    with Path(path).open("rb") as file:
        head = file.read(HEAD)
        size = file.seek(0, SEEK_END)
        file.seek(max(0, size - TAIL))
        _, end, rest = file.read().rpartition(b"%%EOF")
    if MARKUP.search(head) or (end and rest.strip(b" \r\n\t\0")):
        raise FlawError(Flaw.MIXED)


def _check_opening(pdf: Pdf) -> None:
    """Let a document open on one of its pages, and start nothing else."""
    opening = pdf.Root.get("/OpenAction")
    if isinstance(opening, Dictionary) and opening.get("/S") not in {"/GoTo", "/Named"}:
        raise FlawError(Flaw.ACTIVE)


def _check(thing: Object) -> None:
    """Refuse what acts when the document is read, and what it carries that may act later."""
    words = (thing.stream_dict if isinstance(thing, Stream) else thing).unparse(resolved=True)
    if ACTS.search(TEXTS.sub(b"()", words)):
        raise FlawError(Flaw.ACTIVE)
    if CARRIES.search(words) and not KEPT.search(words):  # data that a program reads beside us
        raise FlawError(Flaw.CARRIER)
