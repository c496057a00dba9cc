"""The same form sent twice is the same operation; one word more and it is another."""

from io import BytesIO
from typing import Any

import pytest
from flask import Flask, request
from flask_login import login_user

from incubator.infra.web import Visitor, current_actor
from incubator.kernel.actor import NOBODY
from tests.builders import ADA

TYPED = {"operation": "one", "version": "3", "title": "Ruche", "tag": ["a", "b"]}
PAGE = "/applications/1/sections/project"


def slides(*contents: bytes) -> dict[str, Any]:
    """Return files chosen for one question, all of one name."""
    return {"slides": [(BytesIO(content), "a.pdf") for content in contents]}


def operation(app: Flask, typed: dict[str, Any], page: str = PAGE) -> str | None:
    """Return the operation that a form carries, sent by Ada."""
    with app.test_request_context(page, method="POST", data=typed):
        login_user(Visitor(actor=ADA, name="Ada Lenoir", token="", patience=60))
        return current_actor().operation


def test_the_same_words_are_the_same_operation(app: Flask) -> None:
    once = operation(app, TYPED | slides(b"%PDF-1", b"%PDF-2"))
    assert once
    assert once == operation(app, TYPED | slides(b"%PDF-1", b"%PDF-2"))


@pytest.mark.parametrize(
    "typed",
    [
        TYPED | {"operation": "two"},
        TYPED | {"title": "Ruches"},
        TYPED | {"tag": ["b"]},
        TYPED | {"version": "4"},
        TYPED | slides(b"%PDF-1"),
        TYPED | slides(b"%PDF-1", b"%PDF-3"),
        TYPED | slides(b"%PDF-2", b"%PDF-1"),
    ],
)
def test_a_changed_form_is_another_operation(app: Flask, typed: dict[str, Any]) -> None:
    assert operation(app, typed) != operation(app, TYPED | slides(b"%PDF-1", b"%PDF-2"))


def test_the_same_words_elsewhere_are_another_operation(app: Flask) -> None:
    assert operation(app, TYPED) != operation(app, TYPED, page="/applications/2")


def test_a_form_that_names_no_operation_is_always_carried_out(app: Flask) -> None:
    assert operation(app, {"title": "Ruche"}) is None


def test_every_file_can_still_be_read_from_its_start(app: Flask) -> None:
    data = TYPED | slides(b"%PDF-1", b"%PDF-2")
    with app.test_request_context(PAGE, method="POST", data=data):
        login_user(Visitor(actor=ADA, name="Ada Lenoir", token="", patience=60))
        current_actor()
        contents = [file.stream.read() for file in request.files.getlist("slides")]
    assert contents == [b"%PDF-1", b"%PDF-2"]


def test_nobody_asks_for_nothing(app: Flask) -> None:
    with app.test_request_context(PAGE, method="POST", data=TYPED):
        assert current_actor() is NOBODY
