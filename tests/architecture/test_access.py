"""The page of access is true: every door is tried by everybody, on everything, at every stage."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote
from uuid import uuid4

import pytest
from flask import Blueprint

from incubator import wiring
from incubator.infra.db import db
from incubator.infra.web import UncheckedRouteError, signed_in
from incubator.kernel.permissions import GRANTS, Permission
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
)
from tests.builders import ADA, a_house, store
from tests.conftest import application, fresh_database
from tests.world import JURORS, Stage, build


@pytest.fixture(scope="module")
def walk(template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Walk]:
    """Return the walk, made once for all tests."""
    folder = tmp_path_factory.mktemp("world")
    with fresh_database(template, folder, "world") as address:
        app = application(address, folder)
        app.config["PROPAGATE_EXCEPTIONS"] = False  # a mistake of ours is an answer too
        yield Walk(app, build(app))
        with app.app_context():
            db.engine.dispose()


def spellings(path: str) -> tuple[str, ...]:
    """Return what a careless server would take for the same address."""
    return (
        *(f"{path}{end}" for end in ("/", ";x", "%20", "%00", "/.", "?_method=GET", ".pdf")),
        f"/{path[1:].replace('/', '//')}",
        path.replace("-", "%2D"),
        path.upper(),
    )


def test_the_page_knows_every_door_every_thing_and_every_secret(walk: Walk) -> None:
    assert PAGE["doors"].keys() == {door.name for door in list_doors(walk.app)}
    things = {name.partition("/")[0] for name in PAGE["relations"]}
    assert things == {thing.name for thing in walk.world.things}
    assert PAGE["secrets"].keys() == {secret.name for secret in walk.world.secrets}


def test_the_code_grants_what_the_page_grants(walk: Walk) -> None:
    granted = {permission.value: {*relations} for permission, relations in GRANTS.items()}
    assert granted == {name: {*relations} for name, relations in PAGE["permissions"].items()}
    declared = {
        door.name: vars(walk.app.view_functions[door.rule.endpoint])["door"] or "public"
        for door in list_doors(walk.app)
    }
    assert declared == PAGE["doors"]


def test_everybody_is_answered_as_the_page_promises(
    walk: Walk, capsys: pytest.CaptureFixture[str]
) -> None:
    wrong = [str(visit) for visit in walk.visits if visit.status not in visit.cell.due.value]
    with capsys.disabled():
        print(f"\n{len(walk.visits)} cells of the page of access, {len(wrong)} mismatches")  # noqa: T201
    assert wrong == [], "\n".join(wrong)


def test_what_one_may_not_know_of_answers_like_nothing_at_all(walk: Walk) -> None:
    hidden = [v for v in walk.visits if v.cell.due is Answer.NOT_FOUND and v.method != "HEAD"]
    different = [str(v) for v in hidden if v.told != walk.nothing[v.cell.who, v.cell.door.name]]
    assert hidden
    assert different == []


def test_a_stranger_is_led_to_the_sign_in_and_back(walk: Walk) -> None:
    closed = [v for v in walk.visits if v.cell.due is Answer.SIGN_IN and v.method == "GET"]
    for visit in closed:
        assert visit.status == 302
        assert f"Location: /sign-in?next={PASSING.sub('…', quote(visit.path))}\n" in visit.told
    assert {v.status for v in walk.visits if v.cell.due is Answer.SIGN_IN and v not in closed} == {
        401
    }


def test_whoever_is_not_let_in_changes_nothing(walk: Walk) -> None:
    assert walk.written == []


def test_asking_what_a_door_allows_tells_nothing_of_what_is_behind(walk: Walk) -> None:
    for door in list_doors(walk.app):
        things = [thing.ids for thing in things_behind(door, walk.world)[:2]]
        nowhere = {name: uuid4() for name in things[0]}
        for who in ("anonymous", "juror_unassigned"):
            answers = [walk.knock(who, door, ids, "OPTIONS") for ids in (nowhere, *things)]
            assert len({told(answer) for answer in answers}) == 1, door.name


def test_no_other_spelling_of_an_address_opens_its_door(walk: Walk) -> None:
    paths = {
        visit.cell.door.name: visit.path
        for visit in walk.visits
        if visit.cell.who == "juror_unassigned" and visit.cell.due is Answer.NOT_FOUND
    }
    assert len(paths) > 20
    for path in paths.values():
        for spelling in (path, *spellings(path)):
            disguise = {"X-HTTP-Method-Override": "GET", "X-Original-URL": "/desk"}
            answer = walk.clients["juror_unassigned"].get(spelling, headers=disguise)
            assert answer.status_code in {308, 404, 405}, spelling
            assert find_secrets(answer.text) <= {"june roy"}, spelling


def test_nobody_reads_a_secret_that_the_page_does_not_give_them(walk: Walk) -> None:
    allowed = {secret.word: readers(secret) for secret in walk.world.secrets}
    allowed |= {name: {who, *people("managers")} for name, who in JURORS.items()}
    leaks = {
        f"{visit.cell.who} reads {word} at {visit.cell.door.name}"
        for visit in walk.visits
        for word in visit.secrets
        if visit.cell.who not in allowed[word]
    }
    assert leaks == set(), "\n".join(sorted(leaks))


def test_every_secret_is_read_by_somebody(walk: Walk) -> None:
    read = {(visit.cell.who, word) for visit in walk.visits for word in visit.secrets}
    unread = [
        secret
        for secret in walk.world.secrets
        if readers(secret) and not read & {(who, secret.word) for who in readers(secret)}
    ]
    assert unread == []


def test_a_manager_who_judges_a_dossier_meets_no_other_juror_of_it(walk: Walk) -> None:
    pages = {"dossier_of_founder_owner", "call"}
    for who, names in (("manager", {*JURORS}), ("second_manager", set())):
        met = {
            word
            for visit in walk.visits
            if (visit.cell.who, visit.cell.thing.stage) == (who, Stage.EVALUATION)
            if visit.cell.thing.name in pages
            for word in visit.secrets & JURORS.keys()
        }
        assert met == names


def test_mails_and_records_hold_no_secret(walk: Walk) -> None:
    rows = contents(walk.app)
    records = [row for name in ("journal_line", "message", "job") for row in rows[name]]
    mails = [path.read_text() for path in Path(walk.app.config["VAR"], "mail").iterdir()]
    assert mails
    assert records
    assert find_secrets("\n".join(mails + records)) <= JURORS.keys()  # mails greet by name


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
        session["_user_id"] = str(ADA.account_id)
    with pytest.raises(UncheckedRouteError, match=r"careless\.page"):
        browser.get("/careless")
    with app.app_context():
        db.engine.dispose()
