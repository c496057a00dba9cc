"""What a call asks and how it judges is read whole, or refused before anybody applies."""

from collections.abc import Callable
from copy import deepcopy
from dataclasses import asdict
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from json import dumps
from typing import Any

import pytest

from incubator.calls.rules import (
    DefinitionError,
    QuestionKind,
    Stage,
    definition_digest,
    read_form,
    read_rubric,
    stage,
)
from incubator.kernel.paris import closing_instant, opening_instant
from tests.builders import FORM, RUBRIC

Data = dict[str, Any]
Change = Callable[[Data], object]
OPENS, CLOSES = date(2026, 10, 5), date(2026, 10, 25)
SECOND = timedelta(seconds=1)


def changed(data: Data, change: Change) -> Data:
    """Return a copy of a definition with something else in it."""
    copy = deepcopy(data)
    change(copy)
    return copy


def question(data: Data) -> Data:
    """Return the first question of a form."""
    first: Data = data["sections"][0]["questions"][0]
    return first


def criterion(data: Data) -> Data:
    """Return the first criterion of a rubric."""
    first: Data = data["criteria"][0]
    return first


def test_a_form_is_read_with_its_sections_questions_and_conditions() -> None:
    form = read_form(FORM)
    assert [section.key for section in form.sections] == ["identity", "project", "files"]
    cluster = next(q for q in form.questions() if q.key == "cluster")
    assert cluster.kind is QuestionKind.CHOICE
    assert cluster.choices == (("esante", "e-santé"), ("numerique", "usages du numérique"))
    assert [condition.key for condition in form.conditions] == ["territory", "age"]
    assert form.find_section("files") is form.sections[2]
    assert form.find_section("nothing") is None


@pytest.mark.parametrize(
    "change",
    [
        lambda form: form.clear(),
        lambda form: form.pop("conditions"),
        lambda form: form.update(sections=[]),
        lambda form: form["sections"].append(form["sections"][0]),
        lambda form: form["sections"].append(form["sections"][0] | {"questions": []}),
        lambda form: form["conditions"].append(form["conditions"][0]),
        lambda form: form["conditions"][0].pop("text"),
        lambda form: question(form).pop("label"),
        lambda form: question(form).update(kind="drawing"),
        lambda form: question(form).update(kind="choice"),
        lambda form: question(form).update(kind="choice", choices=["esante"]),
        lambda form: question(form).update(key="title"),
        lambda form: question(form).update(colour="red"),
        lambda form: question(form).update(kind="file", blocking=True),
        lambda form: question(form).update(limit=0),
    ],
)
def test_a_form_that_cannot_be_filled_in_is_refused(change: Change) -> None:
    with pytest.raises(DefinitionError):
        read_form(changed(FORM, change))


@pytest.mark.parametrize(
    "change",
    [
        lambda rubric: rubric.clear(),
        lambda rubric: rubric.update(criteria=[]),
        lambda rubric: rubric.pop("scale"),
        lambda rubric: rubric.update(minimum_sheets=0),
        lambda rubric: criterion(rubric)["levels"].pop(),
        lambda rubric: criterion(rubric)["levels"].append("Un de trop."),
        lambda rubric: criterion(rubric).pop("summary"),
        lambda rubric: criterion(rubric).update(weight=criterion(rubric)["weight"] + 1),
        lambda rubric: criterion(rubric).update(weight="25"),
        lambda rubric: criterion(rubric).update(code=rubric["criteria"][1]["code"]),
        lambda rubric: rubric["criteria"].pop(),
        lambda rubric: rubric["criteria"].append(
            criterion(rubric) | {"code": "nothing", "weight": 0}
        ),
    ],
)
def test_a_rubric_that_cannot_judge_is_refused(change: Change) -> None:
    with pytest.raises(DefinitionError):
        read_rubric(changed(RUBRIC, change))


def test_a_rubric_keeps_the_words_of_each_mark() -> None:
    rubric = read_rubric(RUBRIC)
    assert sum(criterion.weight for criterion in rubric.criteria) == 100
    assert all(len(criterion.levels) == rubric.scale + 1 for criterion in rubric.criteria)


def test_the_published_digest_changes_with_each_word_and_with_nothing_else() -> None:
    form, rubric = read_form(FORM), read_rubric(RUBRIC)
    published = definition_digest(form, rubric)
    assert published == definition_digest(read_form(deepcopy(FORM)), read_rubric(RUBRIC))
    reordered = {key: FORM[key] for key in reversed(FORM)}
    assert published == definition_digest(read_form(reordered), rubric)
    others = {
        definition_digest(read_form(changed(FORM, change)), rubric)
        for change in (
            lambda data: question(data).update(label="Nom"),
            lambda data: question(data).update(required=True),
            lambda data: data["conditions"][0].update(text="L’équipe travaillera à Abbeville."),
        )
    }
    heavier = changed(RUBRIC, lambda data: data.update(minimum_sheets=2))
    others.add(definition_digest(form, read_rubric(heavier)))
    assert len(others | {published}) == 5


def test_anybody_can_compute_the_published_digest_from_what_was_published() -> None:
    form, rubric = read_form(FORM), read_rubric(RUBRIC)
    content = dumps([asdict(form), asdict(rubric)], sort_keys=True, ensure_ascii=False)
    assert definition_digest(form, rubric) == sha256(content.encode()).hexdigest()


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (opening_instant(OPENS) - SECOND, Stage.UPCOMING),
        (opening_instant(OPENS), Stage.OPEN),
        (datetime(2026, 10, 25, 1, 30, tzinfo=UTC), Stage.OPEN),
        (closing_instant(CLOSES) - SECOND, Stage.OPEN),
        (closing_instant(CLOSES), Stage.CLOSED),
    ],
)
def test_a_call_opens_and_closes_at_midnight_in_paris(now: datetime, expected: Stage) -> None:
    assert stage(OPENS, CLOSES, now) is expected
