"""A declared conflict ends access at once, and tells its juror nothing of the dossier."""

from collections.abc import Set as AbstractSet

import pytest
from flask import Flask

from tests.architecture.walk import find_secrets
from tests.client import Browser
from tests.integration.leaks.crawl import Person
from tests.world import IDENTITIES, JURORS, Stage, World, build


def words_met(app: Flask, world: World, who: str) -> AbstractSet[str]:
    """Return what somebody reads of others' words wherever they may go."""
    seen = Person(app, world, who).crawl()
    own = {name for name, juror in JURORS.items() if juror == who}
    return {w for one in seen for form in one.forms() for w in find_secrets(form)} - own


@pytest.mark.once
def test_a_conflict_declared_now_leaves_what_one_declared_long_ago_leaves(
    app: Flask, browser: Browser
) -> None:
    world = build(app, Stage.EVALUATION)
    own = world.find("assignment_of_juror_assigned", Stage.EVALUATION)["assignment_id"]
    page = browser.sign_in(IDENTITIES["juror_assigned"]).get(f"/assignments/{own}/declaration")
    done = browser.fill_in(page, link="conflict")
    assert (done.status_code, done.location) == (303, "/jury")
    met = words_met(app, world, "juror_assigned")
    long_ago = words_met(app, world, "juror_recused")
    detail = {one.word for one in world.secrets if one.name == "detail/juror_recused"}
    assert met == long_ago - detail
    names = {one.word for one in world.secrets if one.name.startswith(("title/", "organisation/"))}
    assert met <= names
