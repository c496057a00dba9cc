"""A crawl of everything that somebody can fetch, and every form in which a word can hide in it."""

import re
import zlib
from base64 import urlsafe_b64decode
from binascii import Error
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import unescape
from typing import Final
from urllib.parse import unquote

import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from incubator.accounts.rules import LINK
from incubator.infra.db import db
from incubator.infra.links import sign_id
from tests.architecture.walk import WORDS, list_doors, things_behind, words
from tests.client import FAR_AWAY, begin_visit
from tests.world import IDENTITIES, TICKET_ID, World

LINKS: Final = re.compile(r'(?:href|action)="(/[^"#]*)')
RUN: Final = re.compile(r"[A-Za-z0-9+/_-]{16,}")
PASSING: Final = re.compile(  # what is new in each answer, and means nothing
    r'(?<=name="operation" type="hidden" value=")[^"]+|(?<=name="csrf_token" value=")[^"]+'
    r'|(?<=name="csrf_token" type="hidden" value=")[^"]+'
)


@dataclass(frozen=True, kw_only=True)
class Seen:
    """One answer, whole, as somebody observes it."""

    who: str
    path: str
    status: int
    headers: Sequence[tuple[str, str]]
    content: bytes
    statements: int

    def __str__(self) -> str:
        return f"{self.who}: {self.path} ({self.status})"

    @property
    def told(self) -> tuple[object, ...]:
        """Return all that may not differ between two worlds that somebody cannot tell apart."""
        headers = [
            (name, value.partition("=")[0] if name == "Set-Cookie" else value)
            for name, value in self.headers
            if name != "Date"
        ]
        text = PASSING.sub("…", self.content.decode("latin-1"))
        return self.status, headers, text, self.statements

    def forms(self) -> Iterator[str]:
        """Yield the answer in each form in which a word may hide."""
        heads = "\n".join(f"{name}: {value}" for name, value in self.headers)
        text = f"{self.path}\n{heads}\n{''.join(_parts(self.content))}"
        yield text
        yield unescape(unquote(text))
        yield "\n".join(_decode(run) for run in RUN.findall(text))


class Person:
    """One identity in a browser of their own."""

    def __init__(self, app: Flask, world: World, who: str) -> None:
        self.app, self.world, self.who = app, world, who
        self.client: FlaskClient = app.test_client()
        if who != "anonymous":
            with self.client.session_transaction() as session:
                session["_user_id"] = begin_visit(app, IDENTITIES[who])
                session["seen"] = int(FAR_AWAY.timestamp())

    def addresses(self) -> Iterator[str]:
        """Yield the address of each thing at each door that shows something."""
        with self.app.app_context():
            signed = sign_id(TICKET_ID, LINK)
        adapter = self.app.url_map.bind("localhost")
        for door in list_doors(self.app):
            if door.method == "GET" and door.rule.endpoint != "static":
                values = {n: WORDS[n] for n in door.rule.arguments & WORDS.keys()}
                values |= {"signed": signed} if "signed" in values else {}
                for thing in things_behind(door, self.world):
                    yield adapter.build(door.rule.endpoint, {**thing.ids, **values})

    def open(self, path: str) -> Seen:
        """Open an address, counting what it asks of the database."""
        statements: list[str] = []

        def count(*event: object) -> None:
            statements.append(str(event[2]))

        with self.app.app_context():
            engine = db.engine
        sa.event.listen(engine, "before_cursor_execute", count)
        try:
            answer = self.client.get(path, buffered=True)
        finally:
            sa.event.remove(engine, "before_cursor_execute", count)
        return self._note(path, answer, len(statements))

    def crawl(self) -> list[Seen]:
        """Open each thing at each door, then whatever those pages lead to."""
        waiting, seen, known = [*dict.fromkeys(self.addresses())], [], set[str]()
        while waiting:
            path = waiting.pop(0)
            if path in known:
                continue
            known.add(path)
            seen.append(self.open(path))
            if b"<html" in seen[-1].content:
                links = LINKS.findall(seen[-1].content.decode())
                waiting += [unescape(link) for link in links if _leads_on(link)]
        return seen

    def _note(self, path: str, answer: TestResponse, statements: int) -> Seen:
        return Seen(
            who=self.who,
            path=path,
            status=answer.status_code,
            headers=list(answer.headers),
            content=answer.data,
            statements=statements,
        )


def _leads_on(link: str) -> bool:
    return not link.startswith(("/static", "/sign-in?"))


def _parts(content: bytes) -> Iterator[str]:
    """Yield the text of a content; of paper also its words unbroken."""
    text = words(content)
    yield text
    if content.startswith(b"%PDF"):
        yield re.sub(r"[\s\N{SOFT HYPHEN}-]", "", text)


def _decode(run: str) -> str:
    """Return what a run of letters holds in base 64, packed or not."""
    try:
        held = urlsafe_b64decode(run.replace("+", "-").replace("/", "_") + "=" * (-len(run) % 4))
        return (zlib.decompress(held) if held[:1] == b"\x78" else held).decode("latin-1")
    except (Error, ValueError, zlib.error):
        return ""
