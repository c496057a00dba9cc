"""Documents as PDF: made to be kept, to be read by everybody, and to be made again to the byte."""

from incubator.infra.pdf.glyphs import clean, unprintable
from incubator.infra.pdf.workshop import PdfRefused, render_pdf

__all__ = ["PdfRefused", "clean", "render_pdf", "unprintable"]
