"""What long lists are read from says what is true, after every act, and can be made anew."""

import sqlalchemy as sa
from flask import Flask

from incubator.deliberation.models import RankedDossier
from incubator.desks.models import DossierNeed, DossierStanding
from incubator.infra.db import Model, db
from incubator.infra.kept import count_strays
from tests.builders import a_closed_call, a_house, an_application, store
from tests.world import build

LOOK, WELL = "LOOK  lists", "ok    lists"


def tell(app: Flask, *order: str) -> str:
    """Return what a command says."""
    with app.app_context():
        return app.test_cli_runner().invoke(args=order).output


def count(model: type[Model]) -> int:
    """Return how many lines are kept."""
    return db.session().scalar(sa.select(sa.func.count()).select_from(model)) or 0


def test_lists_follow_a_call_from_its_first_draft_to_its_letters(app: Flask) -> None:
    build(app)
    with app.app_context():
        assert count(DossierNeed) > count(DossierStanding) > count(RankedDossier) > 0
        assert count_strays(db.session()) == 0


def test_a_line_astray_is_told_and_put_right(app: Flask) -> None:
    store(app, *a_house(), *a_closed_call(), *an_application())
    assert WELL in tell(app, "doctor")
    with app.app_context(), db.engine.begin() as connection:
        connection.execute(sa.update(DossierStanding).values(standing="withdrawn"))
    assert LOOK in tell(app, "doctor")
    tell(app, "lists", "rebuild")
    assert WELL in tell(app, "doctor")
