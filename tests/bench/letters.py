"""How fast letters are drawn, beside WeasyPrint as one would first call it, in the same rounds."""

from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib import import_module
from statistics import median, quantiles
from time import perf_counter
from typing import Final

from incubator.infra.pdf import Enclosure, render_pdf
from incubator.letters.rules import to_json
from incubator.letters.tasks import DATA
from tests.bench.apart import apart, list_children, resident_memory
from tests.bench.figures import Figure
from tests.bench.place import Place
from tests.integration.letters.pages import set_in_type
from tests.unit.letters.builders import REFUSAL, a_letter

AT: Final = datetime(2027, 1, 22, 9, 30, tzinfo=UTC)
ROUNDS: Final = 5
ALONE, AT_ONCE, NAIVE = 50, 50, 20  # letters in each round
SLOWEST: Final = 250  # milliseconds, for one warm letter
FASTER: Final = 1.5  # than the naive way, at least: each letter has a child of its own
GROWTH: Final = 2  # megabytes


@dataclass
class Taken:
    """The seconds that letters took: each one alone, all of them two at once, the naive way."""

    press: list[str]  # the process that asks for letters, and the warm one
    alone: list[float] = field(default_factory=list)
    at_once: float = 0
    naive: float = 0
    memory: list[float] = field(default_factory=list)  # after each round


def measure(_: Place) -> Iterable[Figure]:
    """Yield letters per second, and what the press holds in memory."""
    cold, size = _seconds(0), len(_draw(0))
    taken = Taken(press=["self", *list_children()])
    with apart() as naive, ThreadPoolExecutor(2) as pair:
        naive.submit(_draw_naively, _page(0)).result()
        for number in range(ROUNDS):
            _take_round(taken, 1 + number * (ALONE + AT_ONCE), naive, pair)
    yield Figure("first letter of a process", 1000 * cold, "ms")
    yield Figure("size of a letter", size / 1000, "kB")
    yield from _tell(taken)


def _take_round(
    taken: Taken, first: int, naive: ProcessPoolExecutor, pair: ThreadPoolExecutor
) -> None:
    taken.alone += [_seconds(first + number) for number in range(ALONE)]
    start = perf_counter()
    list(pair.map(_draw, range(first + ALONE, first + ALONE + AT_ONCE)))
    taken.at_once += perf_counter() - start
    taken.naive += sum(
        naive.submit(_draw_naively, _page(first + number)).result() for number in range(NAIVE)
    )
    taken.memory.append(sum(map(resident_memory, taken.press)))


def _tell(taken: Taken) -> Iterator[Figure]:
    times = [1000 * second for second in taken.alone]
    naive, at_once = ROUNDS * NAIVE / taken.naive, ROUNDS * AT_ONCE / taken.at_once
    yield Figure("one warm letter, median", median(times), "ms", SLOWEST)
    yield Figure("one warm letter, p95", quantiles(times, n=20)[-1], "ms")
    yield Figure("one at a time", len(times) / sum(taken.alone), "letters a second")
    yield Figure("two at once", at_once, "letters a second")
    yield Figure("WeasyPrint alone, called naively", naive, "letters a second")
    yield Figure("two at once, beside that", at_once / naive, "times", least=FASTER)
    first, last = taken.memory[0], taken.memory[-1]
    yield Figure("memory of the process that asks and of the warm one", last, "MB")
    yield Figure("growth in memory from letter 100 to letter 500", last - first, "MB", GROWTH)


def _page(number: int) -> str:
    return set_in_type(a_letter(REFUSAL, number=f"QI-2026-01-{number:04d}"))


def _draw(number: int) -> bytes:
    letter = a_letter(REFUSAL, number=f"QI-2026-01-{number:04d}")
    name, description = DATA
    enclosed = Enclosure(name=name, description=description, content=to_json(letter).encode())
    return render_pdf(set_in_type(letter), enclosed=enclosed, at=AT)


def _seconds(number: int) -> float:
    start = perf_counter()
    _draw(number)
    return perf_counter() - start


def _draw_naively(html: str) -> float:
    """Return the seconds that WeasyPrint takes for a letter of the same look and standard."""
    press = import_module("incubator.infra.pdf.press")  # which names the fonts
    start = perf_counter()
    page = press.HTML(string=html, base_url="app:", url_fetcher=press.FETCHER)
    page.write_pdf(**press.STANDARD)
    return perf_counter() - start
