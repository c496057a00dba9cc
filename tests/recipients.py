"""A hundred people to whom a letter is hard to write, and a few to whom it cannot be written."""

from dataclasses import dataclass
from itertools import cycle
from typing import Final

LONG_WORD: Final = (
    "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"
)
# fmt: off
NAMES: Final = (  # of one letter, of 300, alike but for a sign, of other scripts, of signs only
    "A", "Ы", "é", "Ω", "9", "0123456789", "x" * 200, "É" * 300, "mot " * 74 + "fin", LONG_WORD,
    "Zoé Martin", "Zoe\u0301 Martin", "Zoè Martin", "ZOÉ MARTIN", "Zoé Martín", "Zoe Martin",
    "Zoé Martin-Petit", "Zoé Martin Petit", "Zoé D’Artagnan", "Zoé D'Artagnan", "zoé martin",
    "Nguyễn Thị Phương", "Nguye\u0302\u0303n Thi\u0323 Phu\u031bo\u031bng", "Łukasz Żółć",
    "Şahin Çağrı Öğüt", "Ðorđe Ǆ Đoković", "Ŝaŭle Ĉŭ", "Þórr Æsir Øre", "ẞ STRAẞE", "Ĳsbrand ĳ",
    "Γεώργιος Δημητρίου", "Владимир Ёлкин", "Ҡазан Ҙур", "Հայկ Հայկյան", "გიორგი", "שלמה כהן",
    "عمر", "محمد علي", "فاطمة الزهراء بنت محمد", "Omar عمر Ben", "א\u200eב\u200fג", "لا إله",
    "Ada 🚀", "👩🏽\u200d⚕️ Léa", "🇫🇷 🇪🇺", "👨\u200d👩\u200d👧\u200d👦", "☎ ✆ ♥ ★",
    "ﬁ ﬀ ﬂ", "½ ² № ℡ ™",
    "<b>Gras</b> & Cie", "&amp; &lt;", "{{ nom }} {% x %}", "« Guillemets » “” ‘’", 'O\'Neil "X"',
    "a\u00adb\u00adc", "a\u200bb", "a\u00a0b\u202fc", "tiret\u2011insécable", "\tTab\tTab", "  x  ",
    "Z\u0335\u0336\u0337 Zalgo", "\u202eedlareG\u202c", "\u2066x\u2069", "\ue000x", "́Accent",
    "Martin, Zoé", "von der O’-",
)
ORGANISATIONS: Final = (
    "", "B", "Œuvre & Cœur <IA> 🚀", LONG_WORD * 3, "S.A.R.L. « L’été »", "12345678901234567890",
    "mot " * 70, "شركة", "ООО «Ромашка»", "a/b\\c|d", "https://exemple.fr/" + "x" * 120,
    "É" * 300, "Société\nsur deux lignes",
)
ADDRESSES: Final = (
    "Amiens", "", "1 bis, allée des Trois-Évêchés-de-l’Ancienne-Prévôté\n80000 Amiens",
    "\n".join(f"Ligne {n}" for n in range(1, 9)), "\n".join("abcdefgh"), "x" * 290 + "\n80000 Y",
    "\n\n\n80000 Amiens\n\n", "2 rue\r\n80000 Amiens", "BP 12\u202f345 – Cedex №\u202f5",
    "شارع 5\n80000 Amiens", "\n".join("a" * 149), "ул. Ленина, 1\n80000 Amiens",
)
PROJECTS: Final = (
    "Ruche", "Rûche", "P", "Œuvre & Cœur <IA> 🚀 : l’été à Đà Nẵng", "x" * 80, "=1+1", "« Ruche »",
    "<script>alert(1)</script>", "مشروع", "2026", "a" * 39 + " " + "b" * 40,
)
# fmt: on
UNWRITABLE: Final = ("王小明", "かな", "한글", "योजना", "ไทย", "𓀀", "Ada 漢", "ጤና")


@dataclass(frozen=True, kw_only=True)
class Recipient:
    """Somebody to write to."""

    name: str
    organisation: str
    address: str
    project: str


RECIPIENTS: Final = tuple(
    Recipient(name=name, organisation=organisation, address=address, project=project)
    for name, organisation, address, project, _ in zip(
        cycle(NAMES), cycle(ORGANISATIONS), cycle(ADDRESSES), cycle(PROJECTS), range(100)
    )
)
