"""Documents as PDF: made to be kept, to be read by everybody, and to be made again to the byte."""

from incubator.infra.pdf.glyphs import clean, legible, unprintable
from incubator.infra.pdf.workshop import Enclosure, PdfRefused, render_pdf

__all__ = [
    "Enclosure",
    "PdfRefused",
    "clean",
    "legible",
    "render_pdf",
    "unprintable",
]
