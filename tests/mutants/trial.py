"""Try mistakes one after another, each in a child that inherits all that is loaded."""

import ast
import os
import signal
import tomllib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from importlib import import_module
from inspect import getsource
from pathlib import Path
from typing import Any, Final

import pytest
from _pytest.main import pytest_runtestloop

from tests.mutants.inject import inject, members_in
from tests.mutants.mutate import mutants

HERE: Final = Path(__file__).parent
BUGS: Final[list[dict[str, str]]] = tomllib.loads((HERE / "bugs.toml").read_text())["bug"]
PAGE: Final[dict[str, Any]] = tomllib.loads((HERE / "targets.toml").read_text())
MOST_WORK, LONGEST_WAIT = 60, 900  # seconds: tests that would not end have noticed
BROKEN: Final = 3


@dataclass(frozen=True, kw_only=True)
class Mutant:
    """A module as it is and as it would be, and the tests that should notice."""

    module: str
    source: str
    mistaken: str
    tests: tuple[str, ...]

    @property
    def line(self) -> str:
        """Return the line that differs, as it is and as it would be."""
        lines = zip(self.source.splitlines(), self.mistaken.splitlines(), strict=False)
        return next((f"{a.strip()}  →  {b.strip()}" for a, b in lines if a != b), "")


def list_mutants(named: str) -> Iterator[Mutant]:
    """Yield the small mistakes in the rules whose module's name contains `named`."""
    for name in (name for name in PAGE["tests"] if named in name):
        module = import_module(name)
        source = ast.unparse(ast.parse(getsource(module)))
        tests = tuple(f"tests/unit/{path}" for path in PAGE["tests"][name])
        for mistaken in mutants(source, members_in(module)):
            yield Mutant(module=name, source=source, mistaken=mistaken, tests=tests)


def list_bugs(named: str) -> Iterator[Mutant]:
    """Yield the bugs written down by hand that lie in a module whose name contains `named`."""
    for bug in (bug for bug in BUGS if named in bug["module"]):
        source = getsource(import_module(bug["module"]))
        if source.count(bug["old"]) != 1:
            raise LookupError(bug["what"])
        mistaken = source.replace(bug["old"], bug["new"])
        yield Mutant(module=bug["module"], source=source, mistaken=mistaken, tests=(bug["test"],))


class Trial:
    """Runs, in place of all tests once, those of each mutant; keeps the mutants that pass."""

    def __init__(self, found: list[Mutant]) -> None:
        self.found, self.alive = found, list[Mutant]()

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Try as many at once as there are cores."""
        running: dict[int, Mutant] = {}
        waiting = iter(self.found)
        while True:
            while len(running) < (os.cpu_count() or 1) and (mutant := next(waiting, None)):
                running[_start(mutant, session)] = mutant
            if not running:
                return True
            child, status = os.wait()
            mutant = running.pop(child)
            if os.waitstatus_to_exitcode(status) == BROKEN:
                raise RuntimeError(mutant.line)
            self.alive += [] if status else [mutant]


def _start(mutant: Mutant, session: pytest.Session) -> int:
    """Run the tests of a mutant in a child; return its id."""
    child = os.fork()
    if child:
        return child
    code = BROKEN
    try:
        signal.setitimer(signal.ITIMER_PROF, MOST_WORK)
        signal.alarm(LONGEST_WAIT)
        for stream in (1, 2):
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream)
        inject(import_module(mutant.module), mutant.source, mutant.mistaken)
        session.items = [item for item in session.items if item.nodeid.startswith(mutant.tests)]
        code = 1 if session.items else BROKEN
        with suppress(session.Failed):
            pytest_runtestloop(session)
            code = 1 if session.testsfailed else 0
    except (ArithmeticError, TypeError, ValueError):  # no such constant can be
        code = 1
    finally:
        os._exit(code)
