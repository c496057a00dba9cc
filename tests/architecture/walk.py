"""A walk of everybody through every door, and what the page of access wants them answered."""

import re
import subprocess
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from enum import Enum
from functools import cache, cached_property
from html import unescape
from io import BytesIO
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

import pikepdf
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from incubator.accounts.rules import LINK
from incubator.infra.db import db
from incubator.infra.links import sign_id
from tests.client import FAR_AWAY, begin_visit
from tests.world import IDENTITIES, JURORS, TICKET_ID, Secret, Stage, Thing, World

PAGE: Final = tomllib.loads((Path(__file__).parent / "access.toml").read_text(encoding="utf-8"))
WORDS: Final = {
    "key": "identity",
    "question": "slides",
    "asked": "title",
    "page": "legal",
    "filename": "mark.svg",
    "role": "juror",
    "signed": "",  # one that this installation signed
}  # arguments, not ids
LAST: Final = (
    "POST /decisions/<uuid:decision_id>/open",
    "POST /applications/<uuid:application_id>/team/<uuid:account_id>/remove",
    "POST /sign-out",
)  # what changes the rest
PASSING: Final = re.compile(
    r'(?<=name="csrf_token" value=")[^"]+|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}'
)
CHANGING: Final = {"Set-Cookie", "Content-Length"}
SECRET: Final = re.compile("|".join(["secretof[a-z]+?endofsecret", *JURORS]), re.IGNORECASE)


class Answer(Enum):
    """How a door answers, in the statuses by which it says so."""

    SIGN_IN = frozenset({302, 401})
    NOT_FOUND = frozenset({404})
    FORBIDDEN = frozenset({403})
    SHOWN = frozenset({200, 302, 409})
    DONE_OR_REFUSED = frozenset({303, 409, 422})

    @property
    def opens(self) -> bool:
        """Tell whether the door opens."""
        return self in {Answer.SHOWN, Answer.DONE_OR_REFUSED}


@dataclass(frozen=True, kw_only=True)
class Door:
    """A method on a route."""

    method: str
    rule: Rule

    @property
    def name(self) -> str:
        """Return the door as the page of access names it."""
        return f"{self.method} {self.rule.rule}"

    @property
    def permission(self) -> str:
        """Return what the page of access wants for it, or that it does not know the door."""
        return str(PAGE["doors"].get(self.name, "unknown"))


@dataclass(frozen=True)
class Cell:
    """One person at one door, about one thing."""

    who: str
    door: Door
    thing: Thing

    @cached_property
    def due(self) -> Answer:
        """Return how the page of access wants the door to answer."""
        opened = Answer.SHOWN if self.door.method == "GET" else Answer.DONE_OR_REFUSED
        if self.door.permission == "public":
            return opened
        if self.who == "anonymous":
            return Answer.SIGN_IN
        relations = _relations(self.thing, self.door.permission, self.who)
        granted = relations & {*PAGE["permissions"].get(self.door.permission, ())}
        if granted:
            return opened
        return Answer.FORBIDDEN if relations else Answer.NOT_FOUND

    @property
    def turn(self) -> int:
        """Return when to visit: those who are not let in first, what changes the rest last."""
        if not self.due.opens:
            return 0
        turns = ("GET", "POST", *LAST)
        return 1 + turns.index(self.door.name if self.door.name in LAST else self.door.method)


@dataclass(frozen=True, kw_only=True)
class Visit:
    """What was answered: the status, the words without what passes, the secrets among them."""

    cell: Cell
    method: str
    path: str
    status: int
    told: str
    secrets: AbstractSet[str]

    def __str__(self) -> str:
        stage = self.cell.thing.stage.name if self.cell.thing.stage else "all stages"
        return (
            f"{self.cell.who}: {self.method} {self.cell.door.rule}, {self.cell.thing.name} "
            f"({stage}) answers {self.status}, not {self.cell.due.name}"
        )


def people(names: str) -> Iterator[str]:
    """Return the people behind some names, groups opened."""
    for name in names.split():
        yield from people(PAGE["groups"][name]) if name in PAGE["groups"] else (name,)


def readers(secret: Secret) -> AbstractSet[str]:
    """Return who may read a secret at the stage at which it is kept."""
    return {
        who
        for stage, names in PAGE["secrets"][secret.name].items()
        if Stage[stage.upper()] <= secret.stage
        for who in people(names)
    }


def list_doors(app: Flask) -> Sequence[Door]:
    """Return every door of the application."""
    return [
        Door(method=method, rule=rule)
        for rule in app.url_map.iter_rules()
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})
    ]


def things_behind(door: Door, world: World) -> Sequence[Thing]:
    """Return all that has an address at a door."""
    wanted = door.rule.arguments - WORDS.keys()
    return [thing for thing in world.things if thing.ids.keys() == wanted]


def contents(app: Flask) -> Mapping[str, Sequence[str]]:
    """Return every row of every table."""
    with app.app_context(), db.engine.connect() as connection:
        return {
            table.name: sorted(str(row) for row in connection.execute(sa.select(table)))
            for table in db.metadata.sorted_tables
        }


def told(answer: TestResponse) -> str:
    """Return an answer without what passes: tokens, operations, the id that was asked for."""
    headers = [f"{name}: {value}" for name, value in answer.headers if name not in CHANGING]
    return PASSING.sub("…", "\n".join([*headers, answer.data.decode(errors="replace")]))


def find_secrets(text: str) -> AbstractSet[str]:
    """Return the secrets in a text, names of jurors included."""
    return {word.lower() for word in SECRET.findall(unescape(text))}


class Walk:
    """A walk of everybody through every door, and what they were answered."""

    def __init__(self, app: Flask, world: World, stage: Stage) -> None:
        self.app, self.world, self.stage = app, world, stage
        self.clients = {who: self._enter(who) for who in IDENTITIES}
        self.tokens = {who: self._find_token(who) for who in IDENTITIES}
        self.visits: list[Visit] = []
        self.nothing: dict[tuple[str, str], str] = {}
        before = contents(app)
        cells = sorted(self._cells(), key=lambda cell: cell.turn)
        self._go(cell for cell in cells if not cell.due.opens)
        self.written = [name for name, rows in contents(app).items() if rows != before[name]]
        self._go(cell for cell in cells if cell.due.opens)
        self.clients = {who: self._enter(who) for who in IDENTITIES}  # all had signed out

    def knock(self, who: str, door: Door, ids: Mapping[str, Any], method: str) -> TestResponse:
        """Return what a door answers to somebody about the thing of these ids."""
        words = {name: WORDS[name] for name in door.rule.arguments & WORDS.keys()}
        if "signed" in words:
            with self.app.app_context():
                words["signed"] = sign_id(TICKET_ID, LINK)
        path = self.app.url_map.bind("localhost").build(door.rule.endpoint, {**ids, **words})
        form = {"csrf_token": self.tokens[who]} if method == "POST" else None
        return self.clients[who].open(path, method=method, data=form, buffered=True)

    def _cells(self) -> Iterator[Cell]:
        for door in list_doors(self.app):
            for thing in things_behind(door, self.world):
                for who in IDENTITIES:
                    yield Cell(who, door, thing)

    def _enter(self, who: str) -> FlaskClient:
        client = self.app.test_client()
        if who != "anonymous":
            with client.session_transaction() as session:
                session["_user_id"] = begin_visit(self.app, IDENTITIES[who])
                session["seen"] = int(FAR_AWAY.timestamp())
        return client

    def _find_token(self, who: str) -> str:
        page = self.clients[who].get("/").text
        return page.partition('name="csrf_token" value="')[2].partition('"')[0]

    def _go(self, cells: Iterable[Cell]) -> None:
        """Visit each cell; where nothing is to be seen, look also at what is not there."""
        for cell in cells:
            self._visit(cell, cell.door.method)
            place = (cell.who, cell.door.name)
            if cell.due.opens or place in self.nothing:
                continue
            nowhere = {name: uuid4() for name in cell.thing.ids}
            self.nothing[place] = told(self.knock(cell.who, cell.door, nowhere, cell.door.method))
            if cell.door.method == "GET":
                self._visit(cell, "HEAD")

    def _visit(self, cell: Cell, method: str) -> None:
        answer = self.knock(cell.who, cell.door, cell.thing.ids, method)
        self.visits.append(
            Visit(
                cell=cell,
                method=method,
                path=answer.request.path,
                status=answer.status_code,
                told="" if cell.due.opens else told(answer),
                secrets=find_secrets(f"{answer.headers}\n{words(answer.data)}"),
            )
        )


def _relations(thing: Thing, permission: str, who: str) -> AbstractSet[str]:
    """Return how somebody stands to a thing, by the narrowest line that speaks of it."""
    stage = thing.stage.name.lower() if thing.stage else ""
    lines = (f"{thing.name}/{permission}/{stage}", f"{thing.name}/{permission}", thing.name)
    line = next(PAGE["relations"][name] for name in lines if name in PAGE["relations"])
    return {relation for relation, names in line.items() if who in people(names)}


def words(content: bytes) -> str:
    """Return what a content says, a letter's words and what it carries included."""
    is_letter = content.startswith(b"%PDF") and b"startxref" in content
    return _words_of(content) if is_letter else content.decode(errors="replace")


@cache
def _words_of(letter: bytes) -> str:
    run = subprocess.run(["pdftotext", "-", "-"], input=letter, capture_output=True, check=True)  # noqa: S607
    with pikepdf.open(BytesIO(letter)) as pdf:
        carried = [one.get_file().read_bytes() for one in pdf.attachments.values()]
    return b"\n".join([run.stdout, *carried]).decode()
