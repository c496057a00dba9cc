"""Names of files as people give them, and as nobody should."""

from itertools import product
from typing import Final

TRICKS: Final = (
    "../../../etc/{}",
    "..\\..\\windows\\{}",
    "/etc/cron.d/{}",
    "C:\\fakepath\\{}",
    "\\\\server\\share\\{}",
    "a\0{}",
    "a\r\nSet-Cookie: x=1\r\n\r\n{}",
    "a\u2028\u2029{}",
    "a\x1b[2J{}",
    "exe.\u202efdp.{}",
    "\u2066a\u2069\u200e\u200f{}",
    "\u200b\ufeff\u00ad{}",
    "demi\ud800{}",
    "\ue000\uffff{}",
    "...{}",
    " . {} . ",
    "~/{}",
    "{}/",
)
STEMS: Final = ("plan.pdf", "", ".htaccess", "CON.pdf", "nul", "lpt1.tar.gz", "x" * 300 + ".pdf")
HOSTILE: Final = [trick.format(stem) for trick, stem in product(TRICKS, STEMS)]
LEGITIMATE: Final = [
    "plan.pdf",
    "Présentation 2026.pdf",
    "pre\u0301sentation.pdf",
    "l’été à Amiens.odt",
    "Budget\u00a0: version\u00a02.xlsx",
    "« Ruche » – dossier n° 3.docx",
    'le "plan"; v=2, 100 % (final) [3] {4} #5 &co.pdf',
    "l'idée + l'équipe = ça marche !.pdf",
    "archive.tar.v1.2.odp",
    "Zażółć gęślą jaźń.pdf",
    "Straße & Œuvre.png",
    "план.pdf",
    "계획.pptx",
    "事業計画書.pdf",
    "خطة.pdf",
    "תוכנית.pdf",
    "योजना.pdf",
    "می\u200cخواهم.pdf",
    "🚀 lancement.pdf",
    "👨\u200d👩\u200d👧 équipe.jpg",
    "🇫🇷.pdf",
    "Console.pdf",
    "IMG_0001.JPG",
    "a" * 150 + ".pdf",
    "é" * 79 + ".pdf",
]
