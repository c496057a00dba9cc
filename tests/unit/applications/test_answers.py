"""Answers of every kind: how each is written down, what is to be corrected, how people read it."""

import pytest

from incubator.applications.rules import (
    complain,
    complain_of_row,
    in_words,
    is_too_long,
    read_rows,
    rows_in_words,
    tidy,
    write_rows,
)
from incubator.calls.rules import Column, Question, QuestionKind

KIND = QuestionKind
TEAM = Question(
    key="team",
    kind=KIND.REPEAT,
    label="Équipe",
    most=2,
    columns=(
        Column(key="name", label="Nom", limit=10),
        Column(key="share", label="Part", kind=KIND.NUMBER, unit="%"),
        Column(key="email", label="Courriel", kind=KIND.EMAIL),
    ),
)
YEARS = Question(
    key="years",
    kind=KIND.TABLE,
    label="Prévisions",
    rows=("Année 1", "Année 2"),
    columns=(Column(key="sales", label="Ventes", kind=KIND.NUMBER, unit="€"),),
)


def a_question(kind: QuestionKind, unit: str = "") -> Question:
    """Return a question of that kind; a few are offered two answers."""
    choices = (("a", "Avec"), ("b", "Sans")) if kind in {KIND.CHOICE, KIND.MULTI} else ()
    return Question(key="key", kind=kind, label="Question", choices=choices, unit=unit)


@pytest.mark.parametrize(
    ("kind", "good", "bad"),
    [
        (
            KIND.URL,
            ("https://quai.example", "www.quai.example/a?b#c"),
            ("quai", "a b.fr", "javascript:x"),
        ),
        (KIND.EMAIL, ("a@b.fr", "a+b@sous.domaine.fr"), ("a@b", "a b@c.fr", "@c.fr")),
        (KIND.PHONE, ("03 22 00 00 00", "+33 3 22 00 00 00", "03.22.00.00.00"), ("zéro", "12")),
        (KIND.SIRET, ("73282932000074",), ("73282932000075", "732829320", "x" * 14)),
        (KIND.RNA, ("W123456789",), ("W12345678", "123456789", "W1234567890")),
        (
            KIND.DATE,
            ("2026-12-31", "31/12/2026", "1/2/2026", "29/02/2024"),
            ("29/02/2026", "demain"),
        ),
        (KIND.NUMBER, ("0", "12 000", "2,5", "2.5", "1\u202f000"), ("-1", "deux", "1,2,3", "²")),
        (KIND.ADDRESS, ("1 rue\n80000 Amiens", "1 rue, 80000 Amiens"), ("Amiens", "1 rue\nAmiens")),
    ],
)
def test_each_kind_says_what_is_to_be_corrected(
    kind: QuestionKind, good: tuple[str, ...], bad: tuple[str, ...]
) -> None:
    question = a_question(kind)
    assert [text for text in good if complain(question, tidy(question, text))] == []
    assert [text for text in bad if not complain(question, tidy(question, text))] == []
    assert complain(question, "") is None


@pytest.mark.parametrize(
    ("kind", "typed", "kept", "read"),
    [
        (KIND.SIRET, " 732 829 320 00074", "73282932000074", "73282932000074"),
        (KIND.RNA, "w 123456789", "W123456789", "W123456789"),
        (KIND.DATE, "1/2/2026", "2026-02-01", "01/02/2026"),
        (KIND.DATE, " demain ", "demain", "demain"),
        (KIND.NUMBER, " 12000.50 ", "12000.50", "12\u00a0000,50\u00a0€"),
        (KIND.NUMBER, "beaucoup", "beaucoup", "beaucoup"),
        (KIND.TEXTAREA, " tel quel\r\n", " tel quel\r\n", " tel quel\r\n"),
        (KIND.CHOICE, "a", "a", "Avec"),
        (KIND.MULTI, "a\nb", "a\nb", "Avec, Sans"),
    ],
)
def test_an_answer_is_kept_in_one_way_and_read_in_another(
    kind: QuestionKind, typed: str, kept: str, read: str
) -> None:
    question = a_question(kind, unit="€")
    assert tidy(question, typed) == kept
    assert in_words(question, kept) == read


def test_rows_that_say_nothing_are_not_kept() -> None:
    typed = [{"name": " Ada ", "share": "", "other": "x"}, {"name": " "}, {"name": "Bob"}]
    kept = write_rows(TEAM, typed)
    assert read_rows(kept) == [{"name": "Ada"}, {"name": "Bob"}]
    assert write_rows(TEAM, [{"name": " "}]) == ""
    assert read_rows("") == []


def test_a_list_has_an_end() -> None:
    assert len(read_rows(write_rows(TEAM, [{"name": str(n)} for n in range(9)]))) == TEAM.most


def test_a_table_keeps_each_row_in_its_place() -> None:
    kept = write_rows(YEARS, [{"sales": ""}, {"sales": "5000"}, {"sales": "9"}])
    assert rows_in_words(YEARS, kept) == (("Année 1", ""), ("Année 2", "5\u00a0000\u00a0€"))
    assert write_rows(YEARS, [{"sales": " "}, {}]) == ""


def test_each_cell_has_its_own_complaint() -> None:
    row = {"name": "x" * 11, "share": "tout", "email": "ada@quai.example"}
    assert set(complain_of_row(TEAM, row)) == {"name", "share"}
    assert complain(TEAM, write_rows(TEAM, [row]))
    assert complain(TEAM, write_rows(TEAM, [{"name": "Ada", "share": "50"}])) is None


def test_a_cell_too_long_is_a_text_too_long() -> None:
    assert is_too_long(TEAM, write_rows(TEAM, [{"name": "x" * 11}]))
    assert not is_too_long(TEAM, write_rows(TEAM, [{"name": "x" * 10}]))
