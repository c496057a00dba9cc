"""Whoever is sent back stays on this site."""

import re
from urllib.parse import urljoin, urlsplit

import pytest
from flask import Flask

from incubator.infra.links import safe_next
from tests.builders import CALL_ID, a_call, a_house, store
from tests.client import HIDDEN, Browser

HOME, CALL = "http://localhost/", f"/calls/{CALL_ID}"
TRAPS = [
    "https://evil.example",
    "http://evil.example/desk",
    "https:evil.example",
    "https:/evil.example",
    "https:///evil.example",
    "http:\\\\evil.example",
    "//evil.example",
    "//evil.example/desk",
    "///evil.example",
    "////evil.example",
    "/\\evil.example",
    "\\/evil.example",
    "\\\\evil.example",
    "/\\/evil.example",
    "//\\evil.example",
    "/\t/evil.example",
    "/\n/evil.example",
    "\t//evil.example",
    " //evil.example",
    "\x00//evil.example",
    "/%09/evil.example",
    "/%0d%0aLocation:https://evil.example",
    "/\r\nLocation: https://evil.example",
    "/desk\r\nSet-Cookie: session=x",
    "/desk?a=1\r\n\r\n<script>",
    "/%2f%2fevil.example",
    "/..//evil.example",
    "/desk/..//evil.example",
    "//localhost@evil.example",
    "//evil.example#localhost",
    "http://localhost@evil.example",
    "http://localhost.evil.example",
    "javascript:alert(1)",
    "java\nscript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "mailto:eve@evil.example",
    "//evil。example",
    "/／evil.example",
    "/desk?next=\\evil.example",
    "?next=//evil.example",
    "desk",
    "",
]


def lands_on(location: str) -> str:
    """Return the site on which a browser lands, which reads addresses its own way."""
    read = re.sub(r"[\t\r\n]", "", location.strip()).replace("\\", "/")
    return urlsplit(urljoin(HOME, read)).netloc


def test_no_trap_leads_away(app: Flask, browser: Browser) -> None:
    hidden = dict(HIDDEN.findall(browser.get("/sign-in").text))
    for trap in TRAPS:
        page = browser.post("/language", data=hidden | {"language": "fr", "next": trap})
        assert page.status_code == 303
        assert lands_on(page.location) == "localhost", trap
        assert "Set-Cookie: session=x" not in str(page.headers)
        with app.test_request_context():
            assert safe_next(trap) is None, trap


@pytest.mark.parametrize("path", ["/", "/desk", f"{CALL}?a=1&b=2", "/desk?q=é", "/about/legal"])
def test_a_page_of_ours_is_found_again(app: Flask, path: str) -> None:
    with app.test_request_context():
        assert safe_next(path) == path


@pytest.mark.parametrize("path", ["/sign-out", f"{CALL}/apply", "/nothing", "/desk/"])
def test_nobody_is_sent_to_what_is_no_page(app: Flask, path: str) -> None:
    with app.test_request_context():
        assert safe_next(path) is None


def test_a_change_of_language_comes_back_to_the_page(app: Flask, browser: Browser) -> None:
    store(app, *a_house(), *a_call())
    page = browser.press(browser.get(f"{CALL}?a=1"), "/language", language="en")
    assert page.location == f"{CALL}?a=1"
    assert 'lang="en"' in browser.get(CALL).text
    back = browser.press(browser.get(CALL), "/language", language="tlh")
    assert back.status_code == 303
    assert 'lang="en"' in browser.get(CALL).text
