"""How people ask for links, and where mails go."""

import re
from email import message_from_bytes, policy
from pathlib import Path

from flask import Flask
from werkzeug.test import TestResponse

from incubator.infra.jobs import run_next
from tests.client import Browser

GOOD = "une girafe mange du basalte"


def mails(app: Flask) -> list[tuple[str, str]]:
    """Let the worker work, and return to whom mails left and what they say, the oldest first."""
    with app.app_context():
        while run_next():
            pass
    paths = Path(app.config["VAR"], "mail").glob("*.eml")
    letters = [
        message_from_bytes(path.read_bytes(), policy=policy.default)
        for path in sorted(paths, key=lambda path: path.stat().st_mtime_ns)
    ]
    return [(str(letter["To"]), letter.get_content()) for letter in letters]


def last_link(app: Flask) -> str:
    """Return the path of the link in the last mail."""
    text = mails(app)[-1][1]
    found = re.search(r"http://localhost(/links/\S+)", text)
    assert found, text
    return found[1]


def ask(browser: Browser, purpose: str, email: str, onward: str = "") -> TestResponse:
    """Ask for a link."""
    page = browser.get(f"/links?purpose={purpose}" + (f"&next={onward}" if onward else ""))
    return browser.fill_in(page, email=email)
