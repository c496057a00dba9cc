"""What `make mutants` does still fits the code: a mistake that cannot be made proves nothing."""

from tests.mutants.trial import BUGS, HERE, PAGE, list_bugs

TESTS = HERE.parent


def test_every_bug_can_be_made_and_has_the_test_that_is_to_notice_it() -> None:
    assert len(list(list_bugs(""))) == len(BUGS)
    for bug in BUGS:
        path, _, name = bug["test"].partition("::")
        assert f"def {name}" in (TESTS.parent / path).read_text(encoding="utf-8"), bug["what"]


def test_every_module_that_is_mutated_has_its_tests() -> None:
    for module, paths in PAGE["tests"].items():
        assert all((TESTS / "unit" / path).exists() for path in paths), module
    assert all(equivalent["module"] in PAGE["tests"] for equivalent in PAGE["equivalent"])
