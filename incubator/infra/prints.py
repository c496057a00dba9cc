"""Prints: documents drawn and kept in the store, or the sentence that says why there is none."""

from datetime import datetime
from io import BytesIO

from incubator.infra.files import Blob, put
from incubator.infra.pdf import Enclosure, PdfRefused, render_pdf, unprintable
from incubator.kernel.refusals import N_, Refusal


class Undrawable(Refusal):
    """A document shows every character of what it says."""

    sentence = N_(
        "Ces caractères ne s’impriment pas : %(characters)s. "
        "Prévenez la personne qui exploite ce service."
    )


class NotDrawn(Refusal):
    """The press gave up, for a reason that only its keeper understands."""

    sentence = N_(
        "La mise en page a échoué (%(reason)s). Prévenez la personne qui exploite ce service."
    )


def print_document(html: str, *, said: str, enclosed: Enclosure, at: datetime) -> Blob:
    """Draw a document and keep its bytes; all that it says must be printable."""
    if characters := unprintable(said):
        raise Undrawable(characters=" ".join(sorted(characters)))
    try:
        pdf = render_pdf(html, enclosed=enclosed, at=at)
    except PdfRefused as refused:
        raise NotDrawn(reason=str(refused)) from refused
    return put(BytesIO(pdf))
