"""The page of access is true: every door is tried by everybody, on everything, at every stage."""

import re
from collections.abc import Iterator
from email import message_from_bytes, policy
from pathlib import Path
from typing import Final
from urllib.parse import quote
from uuid import uuid4

import pytest
from flask import Blueprint, Flask

from incubator import wiring
from incubator.infra.db import db
from incubator.infra.web import UncheckedRouteError, signed_in
from incubator.kernel.permissions import Permission
from incubator.wiring.tables import FEATURES
from tests.architecture.walk import (
    PAGE,
    PASSING,
    Answer,
    Walk,
    contents,
    find_secrets,
    list_doors,
    people,
    readers,
    things_behind,
    told,
    words,
)
from tests.builders import ADA, a_house, store
from tests.client import FAR_AWAY, begin_visit
from tests.conftest import application
from tests.world import IDENTITIES, JURORS, Stage, build


def find_wrong_answers(walk: Walk) -> Iterator[str]:
    """Find answers that are not those which the page promises."""
    return (str(visit) for visit in walk.visits if visit.status not in visit.cell.due.value)


def find_traces_of_the_hidden(walk: Walk) -> Iterator[str]:
    """Find what one may not know of, where it answers unlike what is not there."""
    for visit in walk.visits:
        hidden = visit.cell.due is Answer.NOT_FOUND and visit.method != "HEAD"
        if hidden and visit.told != walk.nothing[visit.cell.who, visit.cell.door.name]:
            yield str(visit)


def find_strangers_led_astray(walk: Walk) -> Iterator[str]:
    """Find strangers who are not led to the sign-in and back, or stopped where they act."""
    for visit in walk.visits:
        if visit.cell.due is Answer.SIGN_IN:
            onward = f"Location: /sign-in?next={PASSING.sub('…', quote(visit.path))}\n"
            led = (visit.status == 302 and onward in visit.told) or visit.method != "GET"
            stopped = visit.status == 401 or visit.method == "GET"
            if not (led and stopped):
                yield str(visit)


def find_writing(walk: Walk) -> Iterator[str]:
    """Find the tables that somebody changed who was not let in."""
    return iter(walk.written)


def find_leaks(walk: Walk) -> Iterator[str]:
    """Find secrets read by somebody to whom the page does not give them."""
    allowed = {secret.word: readers(secret) for secret in walk.world.secrets}
    allowed |= {name: {who, *people("managers")} for name, who in JURORS.items()}
    for visit in walk.visits:
        for word in visit.secrets:
            if visit.cell.who not in allowed[word]:
                yield f"{visit.cell.who} reads {word} at {visit.cell.door.name}"


def find_unread_secrets(walk: Walk) -> Iterator[str]:
    """Find secrets that nobody read: of them the walk would prove nothing."""
    read = {(visit.cell.who, word) for visit in walk.visits for word in visit.secrets}
    for secret in walk.world.secrets:
        entitled = {(who, secret.word) for who in readers(secret)}
        if entitled and not entitled & read:
            yield secret.word


def find_talkative_options(walk: Walk) -> Iterator[str]:
    """Find doors where asking what they allow tells what is behind."""
    for door in list_doors(walk.app):
        for who in ("anonymous", "juror_unassigned"):
            things = [thing.ids for thing in things_behind(door, walk.world)[:2]]
            answers = [walk.knock(who, door, ids, "OPTIONS") for ids in things]
            answers += [
                walk.knock(who, door, {name: uuid4() for name in ids}, "OPTIONS")
                for ids in things[:1]
            ]
            if len({told(answer) for answer in answers}) > 1:
                yield f"{who} at {door.name}"


def find_other_spellings(walk: Walk) -> Iterator[str]:
    """Find other spellings of an address that open its door."""
    paths = {
        visit.cell.door.name: visit.path
        for visit in walk.visits
        if visit.cell.who == "juror_unassigned" and visit.cell.due is Answer.NOT_FOUND
    }
    for path in paths.values():
        for spelling in (path, *spellings(path)):
            disguise = {"X-HTTP-Method-Override": "GET", "X-Original-URL": "/desk"}
            answer = walk.clients["juror_unassigned"].get(spelling, headers=disguise)
            if answer.status_code not in {308, 404, 405}:
                yield f"{spelling} answers {answer.status_code}"


def find_words_in_records(walk: Walk) -> Iterator[str]:
    """Find secrets in mails and records; mails greet by name, a receipt names the project."""
    rows = contents(walk.app)
    records = [row for name in ("journal_line", "message", "job") for row in rows[name]]
    assert records
    yield from find_secrets("\n".join(records)) - JURORS.keys()
    for path in Path(walk.app.config["VAR"], "mail").glob("*.eml"):
        mail = message_from_bytes(path.read_bytes(), policy=policy.default)
        own: set[str] = set()
        if "Accusé de réception" in mail["Subject"]:
            founder = next(n for n, who in IDENTITIES.items() if who.account_id.hex in mail["To"])
            own = {s.word for s in walk.world.secrets if s.name == f"title/{founder}"}
        yield from find_secrets(mail["Subject"] + mail.get_content()) - JURORS.keys() - own


def find_verdicts_told_early(walk: Walk) -> Iterator[str]:
    """Find pages that tell Bob from Ada, whose dossier was found admissible, before the release."""
    if walk.stage in {Stage.OPEN, Stage.RELEASED}:
        return
    for door in list_doors(walk.app):
        if door.method == "GET" and door.permission in OF_FOUNDERS:
            pages = [
                plain(words(walk.knock(who, door, thing.ids, "GET").data))
                for who in ("founder_owner", "other_founder")
                for thing in things_behind(door, walk.world)
                if thing.name in {"house", f"dossier_of_{who}", f"receipt_of_{who}"}
            ]
            if len({*pages}) > 1:
                yield door.name


def plain(page: str) -> str:
    """Return a page without what tells one founder from another: names, numbers, instants."""
    page = page.replace("\n", "")  # paper breaks long words
    page = re.sub(r'<section[^>]*id="team".*?</section>', "", page)  # Ada shares hers, Bob does not
    for one, other in (("otherfounder", "founderowner"), ("Bob Marchand", "Ada Lenoir")):
        page = page.replace(one, other)
    token = r'(?<="csrf_token" type="hidden" value=")[^"]+'
    passing = rf">BM<|>AL<|-000\d|\d+\sh\s\d+|[0-9a-f]{{16,}}|{token}"
    return re.sub(passing, "…", PASSING.sub("…", page))


CHECKS: Final = (
    find_wrong_answers,
    find_traces_of_the_hidden,
    find_strangers_led_astray,
    find_writing,
    find_leaks,
    find_unread_secrets,
    find_talkative_options,
    find_other_spellings,
    find_words_in_records,
    find_verdicts_told_early,
)
OF_FOUNDERS: Final = {
    "read_desk",
    "edit_application",
    "read_receipt",
    "read_thread",
    "withdraw_application",
}


def spellings(path: str) -> tuple[str, ...]:
    """Return what a careless server would take for the same address."""
    return (
        *(f"{path}{end}" for end in ("/", ";x", "%20", "%00", "/.", "?_method=GET", ".pdf")),
        f"/{path[1:].replace('/', '//')}",
        path.replace("-", "%2D"),
        path.upper(),
    )


@pytest.mark.parametrize(
    "stage",
    [
        pytest.param(
            stage,
            id=stage.name.lower(),
            marks=() if stage is Stage.RELEASED else pytest.mark.once,
        )
        for stage in Stage
    ],
)
def test_every_door_answers_everybody_as_the_page_promises(
    app: Flask, stage: Stage, capsys: pytest.CaptureFixture[str]
) -> None:
    app.config["PROPAGATE_EXCEPTIONS"] = False  # a mistake of ours is an answer too
    walk = Walk(app, build(app, stage), stage)
    faults = {check.__name__: found for check in CHECKS if (found := sorted({*check(walk)}))}
    with capsys.disabled():
        print(f" {len(walk.visits)} cells at the stage {stage.name.lower()}", end="")  # noqa: T201
    assert faults == {}
    if stage is Stage.EVALUATION:
        assert jurors_met_by("manager", walk) == {*JURORS}
        assert jurors_met_by("second_manager", walk) == set()
    if stage is Stage.RELEASED:
        assert all(things_behind(door, walk.world) for door in list_doors(app))


def jurors_met_by(who: str, walk: Walk) -> set[str]:
    """Return the jurors of whom somebody reads on the pages of the call and of Ada's dossier."""
    pages = {"dossier_of_founder_owner", "call"}
    return {
        word
        for visit in walk.visits
        for word in visit.secrets & JURORS.keys()
        if visit.cell.who == who and visit.cell.thing.name in pages
    }


def test_the_page_knows_every_door(app: Flask) -> None:
    declared = {
        door.name: vars(app.view_functions[door.rule.endpoint])["door"] or "public"
        for door in list_doors(app)
    }
    assert declared == PAGE["doors"]


def test_a_door_that_asks_for_nothing_does_not_open(
    monkeypatch: pytest.MonkeyPatch, database: str, tmp_path: Path
) -> None:
    careless = Blueprint("careless", __name__)

    @careless.get("/careless")
    @signed_in(Permission.READ_DESK)
    def page() -> str:
        return "Tout est là."

    monkeypatch.setattr(wiring, "FEATURES", (*FEATURES, careless))
    app = application(database, tmp_path)
    store(app, *a_house())
    browser = app.test_client()
    with browser.session_transaction() as session:
        session["_user_id"] = begin_visit(app, ADA)
        session["seen"] = int(FAR_AWAY.timestamp())
    with pytest.raises(UncheckedRouteError, match=r"careless\.page"):
        browser.get("/careless")
    with app.app_context():
        db.engine.dispose()
