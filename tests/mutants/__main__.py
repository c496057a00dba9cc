"""Make mistakes, one at a time, and see that a test notices each: `make mutants`."""

import os
import sys
import tempfile
from dataclasses import replace
from time import monotonic
from typing import Final

import pytest
from hypothesis import settings

from tests.mutants.trial import PAGE, Mutant, Trial, list_bugs, list_mutants

settings.register_profile("mutants", derandomize=True, deadline=None, database=None)
ARGUMENTS: Final = (
    *("-x", "-s", "-n0", "--tb=no", "-pno:cacheprovider", "--hypothesis-profile=mutants"),
    "-Wignore::pytest.PytestAssertRewriteWarning",  # all is loaded once, for all children
)


def survivors(found: list[Mutant]) -> list[Mutant]:
    """Return the mistakes that no test notices."""
    trial = Trial(found)
    paths = sorted({test.partition("::")[0] for mutant in found for test in mutant.tests})
    pytest.main([*ARGUMENTS, *paths], [trial])
    return trial.alive


def main(named: str = "") -> int:
    """Report the mistakes that go unnoticed and unexplained; return how it ended."""
    began = monotonic()
    os.nice(5)
    small, bugs = list(list_mutants(named)), list(list_bugs(named))
    as_it_is = [
        *{mutant.tests: replace(mutant, mistaken=mutant.source) for mutant in small + bugs}.values()
    ]
    with tempfile.TemporaryDirectory() as folder:
        tempfile.tempdir = folder
        alive = survivors(as_it_is + small + bugs)
    failing = [mutant for mutant in as_it_is if mutant not in alive]
    unnoticed = {(mutant.module, mutant.line) for mutant in alive if mutant.line}
    explained = {(each["module"], each["line"]) for each in PAGE["equivalent"]}
    lines = [
        *(f"fails without any mistake: {mutant.tests}" for mutant in failing),
        *(f"unnoticed in {module}:\n    {line}" for module, line in sorted(unnoticed - explained)),
        *(f"explained, yet noticed: {gone}" for gone in sorted(explained - unnoticed) if not named),
    ]
    summary = (
        f"{len(small)} small mistakes and {len(bugs)} bugs in {monotonic() - began:.0f} s; "
        f"{len(unnoticed & explained)} change nothing, {len(unnoticed - explained)} go unnoticed"
    )
    print(*lines, summary, sep="\n")  # noqa: T201 - this is what it is for
    return 1 if lines else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
