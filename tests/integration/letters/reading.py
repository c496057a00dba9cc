"""What a person, or a program, reads in a PDF: compared with the page from which it was drawn."""

import re
import subprocess
from html.parser import HTMLParser
from typing import Final
from unicodedata import normalize

from incubator.infra.pdf import clean

FOOT: Final = re.compile(
    r"^\f?(Candidature \S+, (décision|accusé) .*|Vos données : .*|page \d+ / \d+)\n", re.MULTILINE
)
UNSEEN: Final = re.compile("[\u00ad\u061c\u180e\u200b-\u200f\u2060-\u2064\ufe00-\ufe0f\ufeff]")


class Words(HTMLParser):
    """The words of a page in the order of its source, but for its head and its running foot."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.feed(re.sub(r'<head>.*</head>|<div class="foot">.*?</div>', "", page, flags=re.DOTALL))

    def handle_data(self, data: str) -> None:
        """Keep some words."""
        self.words += data.split()


def text_of(pdf: bytes) -> str:
    """Return the text of a PDF in the order in which it is read."""
    command = ["pdftotext", "-raw", "-", "-"]
    run = subprocess.run(command, input=pdf, capture_output=True, check=True)  # noqa: S603
    return run.stdout.decode()


def letters_of(text: str) -> str:
    """Return what can be compared: without marks of lists, ends of lines, signs unseen.

    One sign may be read as its parts, as « ﬁ » as two letters: both are the same to a reader.
    """
    seen = UNSEEN.sub("", clean(text)).replace("•", "")
    return normalize("NFKC", "".join(seen.split()))


def said_by(pdf: bytes) -> str:
    """Return the letters that a PDF shows, but for its running foot."""
    return letters_of(FOOT.sub("", text_of(pdf)))


def meant_by(page: str) -> str:
    """Return the letters that a page was written to show."""
    return letters_of("".join(Words(page).words))
