"""Measure what is promised: `python -m tests.bench [part …]`; 1 when a gate is missed."""

import os
import platform
import re
import sys
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from typing import Final

import click

from tests.bench.figures import Figure, tabulate
from tests.bench.place import Place, fresh_place, list_servers

Measure = Callable[[Place], Iterable[Figure]]
PARTS: Final[Sequence[str]] = (
    "pages",
    "exports",
    "letters",
    "decisions",
    "jurors",
    "founders",
)
ONCE: Final = {"letters"}  # parts that no database makes slower or faster


def main(names: Sequence[str]) -> int:
    """Run the parts in turn on each database; return how the process ends."""
    click.echo(_describe_machine())
    missed = 0
    for rank, server in enumerate(list_servers()):
        for name in names or PARTS:
            if rank and name in ONCE:
                continue
            with fresh_place(server, name) as place:
                figures = list(_measure_of(name)(place))
                title = f"## {name.capitalize()}, {place.engine}"
            click.echo("\n".join(["", title, *tabulate(figures)]))
            missed += sum(figure.falls_short for figure in figures)
    click.echo(f"\n{missed} gates missed." if missed else "\nEvery gate is passed.")
    return 1 if missed else 0


def _measure_of(name: str) -> Measure:
    measure: Measure = import_module(f"tests.bench.{name}").measure
    return measure


def _describe_machine() -> str:
    model = _read("/proc/cpuinfo", r"model name\s*: (.*)") or platform.machine()
    system = _read("/etc/os-release", r'PRETTY_NAME="(.*)"') or platform.system()
    today, python = datetime.now(UTC).date(), platform.python_version()
    return f"{today}: {model}, {os.cpu_count()} cores, {system}, Python {python}."


def _read(path: str, pattern: str) -> str:
    """Return what a file of the system says, or nothing where there is none."""
    found = re.search(pattern, Path(path).read_text("utf-8")) if Path(path).exists() else None
    return found[1] if found else ""


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
