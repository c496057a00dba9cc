"""Every sentence speaks French as it should, and English as well."""

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.frontend import CommandLineInterface
from babel.messages.pofile import read_po
from jinja2 import Environment, nodes

ROOT = Path(__file__).parents[2]
CATALOGUES = ROOT / "incubator" / "translations"
FOLDERS = (
    "accounts", "applications", "calls", "cohorts", "components", "decisions", "deliberation",
    "desks", "errors", "jury", "layouts",
)  # fmt: skip
PAGES = [
    page
    for folder in FOLDERS
    for page in (ROOT / "templates" / folder).rglob("*.*")
    if page.suffix in {".html", ".svg"}
]
PAGES += [ROOT / "templates" / "letters" / "batch.html"]
PRINTED = [
    path
    for folder in ("letters", "mail", "decisions")
    for path in (ROOT / "templates" / folder).iterdir()
    if path not in PAGES
]
SAME_IN_ENGLISH = {
    "%(num)d place", "Action", "Admission", "Contact", "Jury", "Messages", "Notification", "Pages",
    "Places",
    "Protection", "Signature", "Source", "Verdict",
}  # fmt: skip
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w+\}|%%")
MISPRINT = re.compile(
    r"'|  |\.\.\."
    r"|(?<!\N{NO-BREAK SPACE})(?:[;!?»%](?!\w)|:(?=\s|$))"
    r"|«(?!\N{NO-BREAK SPACE})"
    r"|\d (?=(?:h|min|s|Mo|Ko|€)\b|\d{3}\b)|\bh (?=\d)|n° "
)
ENGLISH_MISPRINT = re.compile(r"'|\"|  |\.\.\.|«|»|[\s\N{NO-BREAK SPACE}][:;!?%]")
NAMES = re.compile(r"Quai de l’Innovation|Français|English|SHA-256|m²|\b(?:is|q)-[\w-]+")
WORD = re.compile(r"[^\W\d_]{2,}")


def sentence_of(message: Message) -> tuple[str, ...]:
    """Return the forms of a sentence in French: one, or singular and plural."""
    return (message.id,) if isinstance(message.id, str) else tuple(message.id)


def forms_of(message: Message) -> tuple[str, ...]:
    """Return the forms of a sentence in the language of its catalogue."""
    return (message.string,) if isinstance(message.string, str) else tuple(message.string or ())


def read(locale: str) -> Catalog:
    """Return the catalogue of a language."""
    with (CATALOGUES / locale / "LC_MESSAGES" / "messages.po").open("rb") as file:
        return read_po(file, locale)


ENGLISH = {sentence_of(message): message for message in read("en") if message.id}
FRENCH = {sentence_of(message): message for message in read("fr") if message.id}


@pytest.fixture(scope="module")
def sentences(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[str, ...]]:
    """Return the sentences that code and templates say today."""
    found = str(tmp_path_factory.mktemp("sentences") / "messages.pot")
    settings = ["-F", str(ROOT / "pyproject.toml"), "-k", "N_", "-o", found]
    command = ["pybabel", "-q", "extract", *settings, str(ROOT)]
    CommandLineInterface().run(command)  # type: ignore[no-untyped-call]
    with Path(found).open("rb") as file:
        return [sentence_of(message) for message in read_po(file) if message.id]


def test_every_sentence_has_its_english_and_nothing_else_has(
    sentences: list[tuple[str, ...]],
) -> None:
    assert [sentence for sentence in sentences if sentence not in ENGLISH] == []
    assert set(ENGLISH) - set(sentences) == set()
    assert [french for french, message in ENGLISH.items() if not all(forms_of(message))] == []


def test_every_plural_is_french_too(sentences: list[tuple[str, ...]]) -> None:
    plurals = {sentence for sentence in sentences if len(sentence) > 1}
    assert set(FRENCH) == plurals
    assert {french: forms_of(message) for french, message in FRENCH.items()} == {
        sentence: sentence for sentence in plurals
    }
    assert read("fr").plural_expr == "(n > 1)"


def test_nothing_is_guessed_nor_left_over() -> None:
    for locale in ("fr", "en"):
        catalog = read(locale)
        assert catalog.obsolete == {}
        assert [message.id for message in catalog if message.fuzzy] == []


def test_the_catalogues_say_nothing_of_where_and_when_they_were_made() -> None:
    for locale in ("fr", "en"):
        text = (CATALOGUES / locale / "LC_MESSAGES" / "messages.po").read_text(encoding="utf-8")
        assert re.findall(r"^#[:.~|]|-Date|Generated-By|EMAIL", text, re.MULTILINE) == []
        found = [sentence_of(message) for message in read(locale) if message.id]
        assert found == sorted(found)


def test_both_languages_leave_the_same_gaps_to_fill() -> None:
    for french, message in ENGLISH.items():
        allowed = sorted(PLACEHOLDER.findall(french[-1]))
        for source, english in zip(french, forms_of(message), strict=True):
            gaps = sorted(PLACEHOLDER.findall(english))
            assert gaps in (allowed, sorted(PLACEHOLDER.findall(source))), french
            assert "%" not in PLACEHOLDER.sub("", english) or "%" in PLACEHOLDER.sub("", source)


def test_english_is_not_french() -> None:
    same = {french[0] for french, message in ENGLISH.items() if french == forms_of(message)}
    assert same == SAME_IN_ENGLISH


def filled(sentence: str) -> str:
    """Return a sentence with something in its gaps."""
    return re.sub(r"%\(\w+\)[sd]|\{\w+\}", "1", sentence).replace("%%", "%")


def test_french_sentences_are_well_set(sentences: list[tuple[str, ...]]) -> None:
    forms = {form for sentence in sentences for form in sentence}
    assert [form for form in forms if MISPRINT.search(filled(form))] == []


def test_english_sentences_are_well_set() -> None:
    forms = {form for message in ENGLISH.values() for form in forms_of(message)}
    assert [form for form in forms if ENGLISH_MISPRINT.search(filled(form))] == []


def strings(value: Any) -> Iterator[str]:
    """Yield every text of a TOML document."""
    match value:
        case str():
            yield value
        case dict():
            for part in value.values():
                yield from strings(part)
        case list():
            for part in value:
                yield from strings(part)


def test_the_texts_of_the_demonstration_are_well_set() -> None:
    for path in (ROOT / "demo").glob("*.toml"):
        texts = strings(tomllib.loads(path.read_text(encoding="utf-8")))
        assert [text for text in texts if len(text) > 1 and MISPRINT.search(text)] == [], path.name


def parsed(path: Path) -> nodes.Template:
    """Return a template as Jinja reads it."""
    environment = Environment(extensions=["jinja2.ext.i18n"], autoescape=True)
    return environment.parse(path.read_text(encoding="utf-8"))


def written(template: nodes.Template) -> list[str]:
    """Return what a template says by itself, between its elements and in their attributes."""
    source = "".join(
        part.data if isinstance(part, nodes.TemplateData) else "1"
        for output in template.find_all(nodes.Output)
        for part in output.nodes
    )
    spoken = re.findall(r'\s(?:alt|title|placeholder|aria-label)="([^"]*)"', source)
    return [text.strip() for text in re.split(r"<[^>]*>", source) + spoken]


def is_said(value: object) -> bool:
    """Tell words for people from names for the machine."""
    return isinstance(value, str) and bool(re.search(r"[À-ÿ’«]|^[A-Z][a-z]* [a-z]", value))


def spoken(node: nodes.Node) -> list[nodes.Const]:
    """Return the words for people that stand between braces."""
    return [const for const in node.find_all(nodes.Const) if is_said(const.value)]


def translations(template: nodes.Node) -> list[nodes.Call]:
    """Return the places where a template asks for a sentence, or marks one for later."""
    return [
        call
        for call in template.find_all(nodes.Call)
        if isinstance(call.node, nodes.Name) and call.node.name in {"_", "N_", "ngettext"}
    ]


def test_letters_and_mails_are_well_set() -> None:
    for path in PRINTED:
        template = parsed(path)
        texts = written(template) + [const.value for const in spoken(template)]
        assert [text for text in texts if len(text) > 1 and MISPRINT.search(text)] == [], path.name


def test_pages_say_nothing_outside_the_catalogue() -> None:
    for path in PAGES:
        template = parsed(path)
        known = {id(const) for call in translations(template) for const in spoken(call)}
        texts = [const.value for const in spoken(template) if id(const) not in known]
        texts = [NAMES.sub("", text) for text in texts + written(template)]
        assert [text for text in texts if is_said(text) or WORD.search(text)] == [], path


def test_pages_translate_sentences_and_no_values() -> None:
    for path in PAGES:
        asked = [call.args[0] for call in translations(parsed(path))]
        computed = [one.lineno for one in asked if not isinstance(one, nodes.Const)]
        assert computed == [] or path.name == "words.html", path


def test_what_pages_borrow_is_translated_where_it_is_said() -> None:
    imports = [one for path in PAGES for one in parsed(path).find_all(nodes.FromImport)]
    lent = {one.template.value for one in imports if isinstance(one.template, nodes.Const)}
    for name in lent:  # it is made once, in whichever language comes first
        kept = parsed(ROOT / "templates" / name).body
        assigned = [one for one in kept if isinstance(one, nodes.Assign)]
        found = [call for one in assigned for call in translations(one)]
        assert [call for call in found if call.node != nodes.Name("N_", "load")] == [], name


def said_in_code(source: str) -> Iterator[str]:
    """Yield the French words of a module that no catalogue knows, docstrings left out."""
    tree = ast.parse(source)
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    asking = [call for call in calls if ast.unparse(call.func) in {"_", "N_", "gettext"}]
    free = {id(node) for call in asking for node in ast.walk(call)}
    free |= {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in free:
            yield from re.findall(r".*[À-ÿ’«].*", node.value)


def test_code_speaks_french_outside_the_catalogue_in_letters_and_demonstration_only() -> None:
    house = ROOT / "incubator"
    rooms = [
        path.relative_to(house).as_posix()
        for path in house.rglob("*.py")
        if any(said_in_code(path.read_text(encoding="utf-8")))
    ]
    allowed = r"demo/|letters/|infra/pdf/|decisions/rules/reasons\.py"  # formulas it refuses
    assert [room for room in rooms if not re.match(allowed, room)] == []
