"""How many files a dossier takes, and how large."""

from uuid import uuid4

import pytest

from incubator.applications.rules import (
    LARGEST_IN_ALL,
    MOST_IN_ALL,
    DossierFile,
    EmptyFile,
    FileId,
    FileTooLarge,
    TooLargeInAll,
    TooManyFiles,
    TooManyInAll,
    TooManyPages,
    why_not_add,
    why_not_pages,
)
from incubator.calls.rules import DefinitionError, Question, QuestionKind, read_form
from incubator.kernel.documents import LARGEST, Kind, accepted, kind_of
from incubator.kernel.refusals import Refusal
from tests.builders import FORM

SLIDES = Question(key="slides", kind=QuestionKind.FILE, label="Présentation", limit=15)
MEBIBYTE = 1024 * 1024


def files(number: int, size: int = 1) -> tuple[DossierFile, ...]:
    """Return files that were given."""
    return tuple(
        DossierFile(
            id=FileId(uuid4()), name="a.pdf", size=size, digest="", media_type="application/pdf"
        )
        for _ in range(number)
    )


@pytest.mark.parametrize(
    ("present", "size", "refusal"),
    [
        ({}, 1, None),
        ({}, LARGEST, None),
        ({}, LARGEST + 1, FileTooLarge),
        ({}, 0, EmptyFile),
        ({"slides": files(2)}, 1, None),
        ({"slides": files(3)}, 1, TooManyFiles),
        ({"cv": files(MOST_IN_ALL - 1)}, 1, None),
        ({"cv": files(MOST_IN_ALL)}, 1, TooManyInAll),
        ({"cv": files(5, LARGEST - MEBIBYTE)}, 5 * MEBIBYTE, None),
        ({"cv": files(5, LARGEST - MEBIBYTE)}, 5 * MEBIBYTE + 1, TooLargeInAll),
    ],
)
def test_a_dossier_takes_so_many_files_and_so_many_bytes(
    present: dict[str, tuple[DossierFile, ...]], size: int, refusal: type[Refusal] | None
) -> None:
    found = why_not_add(SLIDES, present, name="a.pdf", size=size)
    assert type(found) is (refusal or type(None))
    assert LARGEST_IN_ALL == 100 * MEBIBYTE


@pytest.mark.parametrize(("pages", "refusal"), [(None, None), (15, None), (16, TooManyPages)])
def test_a_document_has_no_more_pages_than_its_question_allows(
    pages: int | None, refusal: type[Refusal] | None
) -> None:
    found = why_not_pages(SLIDES, name="a.pdf", pages=pages)
    assert type(found) is (refusal or type(None))


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Présentation.PDF", Kind.PDF),
        ("photo.jpeg", Kind.JPEG),
        ("plan.tar.odt", Kind.ODT),
        ("plan.pdf.exe", None),
        ("pdf", None),
        ("", None),
        ("macro.docm", None),
    ],
)
def test_a_name_claims_a_kind(name: str, kind: Kind | None) -> None:
    assert kind_of(name) is kind


def test_a_question_takes_every_kind_or_those_it_names() -> None:
    assert accepted(()) == tuple(Kind)
    assert accepted(("pdf", "ods")) == (Kind.PDF, Kind.ODS)


@pytest.mark.parametrize("wrong", [{"accept": ["exe"]}, {"most": 0}])
def test_a_question_for_files_that_cannot_be_is_no_definition(wrong: dict[str, object]) -> None:
    *others, section = FORM["sections"]
    question = section["questions"][0] | wrong
    with pytest.raises(DefinitionError):
        read_form(FORM | {"sections": [*others, section | {"questions": [question]}]})
