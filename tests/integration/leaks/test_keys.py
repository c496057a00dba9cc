"""What an address may ask of a list is a closed list of words, and no search is an oracle."""

import pytest
from flask import Flask

from tests.integration.leaks.canaries import planting
from tests.integration.leaks.crawl import Person
from tests.world import Stage, build

LISTS = ("dossiers", "evaluation", "deliberation", "decisions")
UNKNOWN = ("score=5", "sort=score", "sort=title", "page=x", "juror=jo", "order=desc")
ABSENT = "qzaaaaaaaazq"


@pytest.mark.once
def test_lists_know_their_words_and_searches_find_what_the_list_shows(app: Flask) -> None:
    with planting() as planted:
        world = build(app, Stage.EVALUATION)
    call = world.find("call", Stage.EVALUATION)["call_id"]
    managers = {who: Person(app, world, who) for who in ("manager", "second_manager")}
    for name in LISTS:
        answers = {
            asked: managers["manager"].open(f"/calls/{call}/{name}?{asked}").status
            for asked in UNKNOWN
        }
        assert answers == dict.fromkeys(UNKNOWN, 400), name
    for person in managers.values():
        shown = person.open(f"/calls/{call}/dossiers").content.decode()
        hidden = {one.column: word for word, one in planted.items() if word not in shown}
        assert len(hidden) > 20
        nothing = search(person, call, ABSENT)
        for column, word in hidden.items():
            assert search(person, call, word) == nothing, column


def search(person: Person, call: object, word: str) -> tuple[object, ...]:
    """Return all that the answer to a search tells, but for the word itself."""
    status, headers, text, statements = person.open(f"/calls/{call}/dossiers?q={word}").told
    return status, headers, str(text).replace(word, ABSENT), statements
