"""Documents that reach for what is not theirs, or take more than is theirs: sixty and a few.

`{port}` stands for a listener on this machine, `{canary}` for a file that nobody may open.
"""

from typing import Final

HEAD: Final = '<!doctype html><html lang="fr"><title>Essai</title><h1>Essai</h1>'
REFUSED: Final = r"forbidden (address|font)|Failed to render SVG image"
STOPPED: Final = r"stopped by SIG(XCPU|ALRM|KILL)|no answer|\w+Error"


def style(rules: str, body: str = "<p>x") -> str:
    """Return a page with a style of its own."""
    return f"<style>{rules}</style>{body}"


def svg(inside: str) -> str:
    """Return a drawing in a page."""
    return f'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9">{inside}</svg>'


def tenfold(kind: str, levels: int) -> str:
    """Return groups in a drawing, each of which shows ten times the one before."""
    ten = (f'<{kind} id="g{n}">' + f'<use href="#g{n - 1}"/>' * 10 for n in range(1, levels))
    groups = "".join(f"{group}</{kind}>" for group in ten)
    return f'<defs><g id="g0"><path d="M0 0h1"/></g>{groups}</defs><use href="#g{levels - 1}"/>'


NET: Final = "http://127.0.0.1:{port}/x"
FILE: Final = "file://{canary}"
FETCHING: Final = {  # by every door that leads out: refused
    "picture": f'<img alt="x" src="{NET}.png">',
    "picture of a file": f'<img alt="x" src="{FILE}">',
    "picture by a path": '<img alt="x" src="{canary}">',
    "picture without a scheme": '<img alt="x" src="//127.0.0.1:{port}/x">',
    "picture by FTP": '<img alt="x" src="ftp://127.0.0.1:{port}/x">',
    "picture of an unnamed asset": '<img alt="x" src="logo.svg">',
    "picture above the assets": '<img alt="x" src="app:../letters/logo.svg">',
    "picture under a folder": '<img alt="x" src="app:letters/logo.svg">',
    "picture in other words": '<img alt="x" src="app:%6cogo.svg">',
    "picture in capitals": '<img alt="x" src="FILE://{canary}">',
    "picture as a Windows share": '<img alt="x" src="file://127.0.0.1/share/x">',
    "picture as data": '<img alt="x" src="data:image/svg+xml,<svg/>">',
    "picture in a base": f'<base href="{NET}/"><img alt="x" src="logo.svg">',
    "picture that redirects": f'<img alt="x" src="{NET}?to=file://{{canary}}">',
    "object": f'<object data="{NET}" type="image/png"></object>',
    "object of a file": f'<object data="{FILE}" type="image/png"></object>',
    "embedded": f'<embed src="{NET}" type="image/png">',
    "picture in a drawing": svg(f'<image href="{NET}" width="9" height="9"/>'),
    "file in a drawing": svg(f'<image href="{FILE}" width="9" height="9"/>'),
    "style sheet": f'<link rel="stylesheet" href="{NET}.css">',
    "style sheet in a file": f'<link rel="stylesheet" href="{FILE}">',
    "attachment": f'<link rel="attachment" href="{NET}">',
    "attached file": f'<link rel="attachment" href="{FILE}">',
    "attached by a link": f'<a rel="attachment" href="{FILE}">x</a>',
    "import": style(f'@import "{NET}.css";'),
    "import of a file": style(f"@import url({FILE});"),
    "background": style(f"body {{{{ background: url({NET}) }}}}"),
    "background of a file": style(f"p {{{{ background: url({FILE}) }}}}"),
    "border": style(f"p {{{{ border-image: url({NET}) 1 }}}}"),
    "bullet": style(f"li {{{{ list-style-image: url({FILE}) }}}}", "<ul><li>x</ul>"),
    "content": style(f"p::before {{{{ content: url({FILE}) }}}}"),
    "font": style(f"@font-face {{{{ font-family: x; src: url({NET}) }}}}"),
    "font in a file": style(f"@font-face {{{{ font-family: x; src: url({FILE}) }}}}"),
    "font of the machine": style("@font-face {{ font-family: x; src: local('DejaVu Sans') }}"),
    "font that is none": style("@font-face {{ font-family: x; src: url(app:logo.svg) }}"),
    "colours of a file": style(f"@color-profile --x {{{{ src: url({FILE}) }}}}"),
    "style of the page": style(f"@page {{{{ @top-left {{{{ content: url({NET}) }}}} }}}}"),
}
IGNORED: Final = {  # what is not printed is not fetched either: drawn
    "script": f'<script src="{NET}"></script>',
    "frame": f'<iframe src="{NET}"></iframe>',
    "refresh": f'<meta http-equiv="refresh" content="0; url={NET}">',
    "use of a drawing elsewhere": svg(f'<use href="{NET}.svg#x"/>'),
    "use of a file": svg(f'<use href="{FILE}#x"/>'),
    "entity of a file": f'<!DOCTYPE x [<!ENTITY e SYSTEM "{FILE}">]><p>&e;',
    "instruction": f'<?xml-stylesheet href="{NET}.css"?><p>x',
    "sound": f'<audio src="{NET}"></audio><video src="{NET}" poster="{NET}"></video>',
    "form": f'<form action="{NET}"><input type="image" src="{NET}" alt="x"></form>',
    "preload": f'<link rel="preload" href="{NET}"><link rel="icon" href="{FILE}">',
    "sources": f'<picture><source srcset="{NET}"></picture>',
}
HEAVY: Final = {  # drawn or stopped, within bounds
    "word of 5,000 characters": "<p>" + "x" * 5_000,
    "words of 5,000 characters": ("<p>" + "é" * 5_000) * 8,
    "accents on one letter": "<p>Z" + "\u0335\u0336\u0337\u0338" * 5_000,
    "emoji": "<p>" + "👩🏽\u200d⚕️" * 2_000,
    "turned both ways": "<p>" + "\u2067\u2066سلام abc " * 2_000,
    "span of a thousand million": "<table><tr><td colspan=1000000000>x</table>",
    "deep": "<div>" * 3_000,
    "deep drawing": svg("<g>" * 3_000),
    "huge page": style("@page {{ size: 100000000mm }}"),
    "huge letters": style("p {{ font-size: 1e9px }}"),
    "huge number": style("p {{ width: calc(1e308px * 1e308); margin: -1e308px }}"),
    "variables": style(
        ":root{{--a0:x;" + "".join(f"--a{n}:{f'var(--a{n - 1})' * 10};" for n in range(1, 9)) + "}}"
        "p::before{{content:var(--a8)}}"
    ),
}
BOMBS: Final = {  # they use up what they are given
    "counters": style(
        "p{{counter-increment:c}}p::before{{content:counters(c,'.')}}", "<p>x" * 20_000
    ),
    "drawing of drawings": svg(tenfold("g", 9)),
    "symbols": svg(tenfold("symbol", 9)),
    "pages": '<p style="break-after:page">x' * 3_000,
    "word of two million": "<p>" + "x" * 2_000_000,
    "cells": "<table>" + ("<tr>" + "<td>x" * 200) * 200 + "</table>",
    "flex in flex": '<div style="display:flex">' * 60 + "x" * 5_000,
    "tables in tables": "<table><tr><td>" * 60 + "x",
    "selectors": style("".join(f".a{n} * * * p{{{{}}}}" for n in range(20_000)), "<p>x" * 500),
    "shadows": style("p{{columns:50}}", ("<p>" + "mot " * 20_000) * 3),
}
ALL: Final = FETCHING | IGNORED | HEAVY | BOMBS
