"""Two worlds that differ in one secret are the same world to whoever may not know it."""

from collections.abc import Callable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from time import time
from typing import Any, Final

import pytest
import sqlalchemy as sa
from flask import Flask
from itsdangerous import TimestampSigner
from sqlalchemy.orm import Session

from incubator.applications.models import Answer, Application, Attachment, Submission
from incubator.infra import clock
from incubator.infra.db import db
from incubator.jury.models import Assignment, Mark, ScoreSheet
from incubator.jury.rules import AssignmentState, Link
from incubator.messages.models import ThreadMessage
from tests.architecture.walk import people
from tests.integration.leaks.crawl import Person
from tests.world import IDENTITIES, Stage, World, build

Change = Callable[[Session, World, Stage], object]
CLERKS: Final = {  # who may know what jurors do: no manager who is a juror while it lasts
    Stage.EVALUATION: frozenset({"manager"}),
}
MANAGERS: Final = frozenset(people("managers"))


def sheet_of(world: World, stage: Stage) -> Any:
    """Return the sheet that Jo handed in on Ada's dossier."""
    return world.find("sheet_of_juror_cleared", stage)["sheet_id"]


def change_mark(session: Session, world: World, stage: Stage) -> None:
    """Make a five of the two that Jo gave to one criterion."""
    own = (Mark.sheet_id == sheet_of(world, stage), Mark.criterion == "equipe")
    points = session.scalars(sa.select(Mark.points).where(*own)).one()
    session.execute(sa.update(Mark).where(*own).values(points=5 if points == 2 else 2))


def change_comment(session: Session, world: World, stage: Stage) -> None:
    """Let Jo have written something else, and longer."""
    sheet = sheet_of(world, stage)
    session.execute(
        sa.update(Mark).where(Mark.sheet_id == sheet).values(comment="Autre avis. " * 9)
    )
    texts = dict.fromkeys(("strength", "improvement", "private_note"), "Tout autre chose. " * 9)
    session.execute(sa.update(ScoreSheet).where(ScoreSheet.id == sheet).values(texts))


def change_juror(session: Session, world: World, stage: Stage) -> None:
    """Entrust to June what was entrusted to Jean."""
    own = world.find("assignment_of_juror_assigned", stage)["assignment_id"]
    june = IDENTITIES["juror_unassigned"].account_id
    session.execute(sa.update(Assignment).where(Assignment.id == own).values(juror_id=june))


def change_conflict(session: Session, world: World, stage: Stage) -> None:
    """Let Jean have declared a conflict."""
    own = world.find("assignment_of_juror_assigned", stage)["assignment_id"]
    declared = sa.update(Assignment).where(Assignment.id == own)
    said = {"link": Link.CONFLICT, "detail": "Ma sœur."}
    known = {"state": AssignmentState.RECUSED, "declared_at": clock.now()}
    session.execute(declared.values(said | known))


def change_rival(session: Session, *_: object) -> None:
    """Let Bob have handed in another dossier, and written other messages."""
    bob = session.scalars(
        sa.select(Application).where(
            Application.founder_id == IDENTITIES["other_founder"].account_id
        )
    ).one()
    bob.title, bob.organisation = "Un tout autre projet", "Une autre société"
    for table in (Answer, ThreadMessage):
        own = table.application_id == bob.id
        session.execute(sa.update(table).where(own).values(text="Autre chose."))
    own = Attachment.application_id == bob.id
    session.execute(sa.update(Attachment).where(own).values(name="autre.pdf"))
    for received in session.scalars(sa.select(Submission).filter_by(application_id=bob.id)):
        received.snapshot = received.snapshot.replace("secretof", "autresecretof")


@dataclass(frozen=True, kw_only=True)
class Difference:
    """One secret that differs, and who may know of it, by what the house promises."""

    change: Change
    known: Callable[[Stage], AbstractSet[str]]


def _to_jurors_and_clerks(stage: Stage) -> AbstractSet[str]:
    return {"juror_assigned", "juror_unassigned"} | CLERKS.get(stage, MANAGERS)


def _to_its_juror(stage: Stage) -> AbstractSet[str]:
    return {"juror_cleared"} | (frozenset() if stage is Stage.EVALUATION else MANAGERS)


def _to_its_founder(stage: Stage) -> AbstractSet[str]:
    return {"other_founder", *MANAGERS} | ({"signatory"} if stage >= Stage.CLOSED else set())


DIFFERENCES: Final[Mapping[str, Difference]] = {
    "mark": Difference(change=change_mark, known=_to_its_juror),
    "comment": Difference(change=change_comment, known=_to_its_juror),
    "juror": Difference(change=change_juror, known=_to_jurors_and_clerks),
    "conflict": Difference(change=change_conflict, known=_to_jurors_and_clerks),
    "rival": Difference(change=change_rival, known=_to_its_founder),
}


@pytest.fixture(autouse=True)
def instant(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let one instant last, for the application and for what it signs."""
    second = int(time())
    monkeypatch.setattr(TimestampSigner, "get_timestamp", lambda _: second)
    with clock.at(clock.now()):
        yield


def compare(app: Flask, stage: Stage, name: str, who: AbstractSet[str]) -> tuple[int, list[str]]:
    """Return how many answers were compared in the two worlds, and those that differ."""
    world, difference = build(app, stage), DIFFERENCES[name]
    observers = [Person(app, world, one) for one in sorted(who - difference.known(stage))]
    if name == "mark":
        alter(app, world, stage, difference)  # into a two
    for observer in observers:
        [observer.open("/") for _ in range(3)]  # until its cookie has settled
    here = [seen for observer in observers for seen in observer.crawl()]
    alter(app, world, stage, difference)
    there = [seen for observer in observers for seen in observer.crawl()]
    pairs = [(str(one), one.told, other.told) for one, other in zip(here, there, strict=False)]
    assert len(here) == len(there)
    return len(here), [place for place, one, other in pairs if one != other]


def alter(app: Flask, world: World, stage: Stage, difference: Difference) -> None:
    """Change the one thing in which the two worlds differ."""
    with app.app_context(), Session(db.engine.execution_options(writes=True)) as session:
        difference.change(session, world, stage)
        session.commit()


@pytest.mark.once
def test_nobody_tells_a_world_from_its_twin(app: Flask) -> None:
    observers = {"founder_owner", "juror_recused", "second_manager"}
    answers, differing = compare(app, Stage.EVALUATION, "mark", observers)
    assert differing == []
    assert answers > 250


@pytest.mark.long
@pytest.mark.parametrize("name", DIFFERENCES)
@pytest.mark.parametrize("stage", Stage, ids=lambda stage: stage.name.lower())
def test_nobody_ever_tells_any_world_from_its_twin(
    app: Flask, stage: Stage, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    if stage is Stage.OPEN and name != "rival":
        return  # no juror yet
    answers, differing = compare(app, stage, name, IDENTITIES.keys())
    with capsys.disabled():
        print(f" {answers} answers twice, {name} at {stage.name.lower()}", end="")  # noqa: T201
    assert differing == []
    assert answers > 500
