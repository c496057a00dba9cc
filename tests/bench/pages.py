"""How long pages take in the process that renders them, from 200 dossiers to 10,000."""

import gc
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from statistics import median, quantiles
from time import perf_counter
from typing import Final
from uuid import UUID

from flask.testing import FlaskClient

from incubator.kernel.actor import AccountId, Actor
from incubator.kernel.pages import PAGE_LENGTH
from tests.bench.crowd import dossier_id, grow, settle
from tests.bench.figures import Figure
from tests.bench.place import Place
from tests.builders import ADAM, CALL_ID, JO, SAM
from tests.client import Browser
from tests.integration.desks.test_sizes import LISTS
from tests.unit.cohorts.builders import COHORT_ID

SIZES: Final = (200, 2_000, 10_000)
REQUESTS: Final = 30
LONGEST: Final = 60  # milliseconds
GROWTH: Final = 1.5
STATEMENTS: Final = (12, 15)  # of a list, of another page
CALL: Final = f"/calls/{CALL_ID}"
MIDDLE: Final = dossier_id(108)  # admissible; its decision is a draft
FOUNDER: Final = Actor(account_id=AccountId(UUID(int=10**6 + 108)))

Pages = Mapping[str, tuple[Actor, str]]
MORE_LISTS: Final[Pages] = {
    "search": (ADAM, f"{CALL}/dossiers?q=ecluse+1&standing=decided"),
    "messages": (ADAM, f"{CALL}/messages"),
    "cohort": (ADAM, f"/cohorts/{COHORT_ID}"),
    "decisions to sign": (SAM, f"{CALL}/decisions"),
}
OTHERS: Final[Pages] = {
    "one dossier": (ADAM, f"/dossiers/{MIDDLE}"),
    "its admissibility": (ADAM, f"/dossiers/{MIDDLE}/admissibility"),
    "draft of its decision": (ADAM, f"/dossiers/{MIDDLE}/decision"),
    "review of its decision": (SAM, f"/decisions/{UUID(int=3 * 10**7 + 108)}/review"),
    "score sheet": (JO, f"/sheets/{UUID(int=2 * 10**7 + 1080)}"),
    "dossier of a founder": (FOUNDER, f"/applications/{MIDDLE}"),
    "check of a founder": (FOUNDER, f"/applications/{MIDDLE}/check"),
}


@dataclass(frozen=True, kw_only=True)
class Run:
    """What one page took, in milliseconds, in statements and in bytes."""

    times: list[float]
    statements: int
    size: int


def measure(place: Place) -> Iterable[Figure]:
    """Yield what each page takes at each size, and how it grows."""
    settle(place.app)
    runs: list[dict[str, Run]] = []
    for start, end in zip((0, *SIZES), SIZES, strict=False):
        grow(place.app, start, end)
        _rest()
        runs.append({name: _open(place, *page) for name, page in _pages(end).items()})
    for name in runs[0]:
        most = STATEMENTS[name in OTHERS or name == "opinion"]
        yield from _tell(name, [run[name] for run in runs], most)


def _rest() -> None:
    """Put aside what filling the database left in memory: a server has not filled its own."""
    gc.collect()
    gc.freeze()


def _pages(size: int) -> Pages:
    """Return every page to open; the last full one of the ranking depends on how many there are."""
    last = size * 3 // 5 // PAGE_LENGTH  # three in five are admissible; full, as the first one is
    end = {"deliberation, far back": (ADAM, f"{CALL}/deliberation?page={last}")}
    return {**LISTS, **end, **MORE_LISTS, **OTHERS}


def _open(place: Place, actor: Actor, address: str) -> Run:
    browser = Browser(place.app, place.app.response_class).sign_in(actor)
    page = browser.get(address)  # audited, and warm from now on
    assert page.status_code == 200, address
    times = [_time(browser, address) for _ in range(REQUESTS)]
    return Run(times=times, statements=len(browser.statements), size=len(page.data))


def _time(browser: Browser, address: str) -> float:
    start = perf_counter()
    FlaskClient.open(browser, address)  # without the audit
    return 1000 * (perf_counter() - start)


def _tell(name: str, runs: list[Run], most: int) -> Iterator[Figure]:
    medians = [median(run.times) for run in runs]
    for size, value in zip(SIZES, medians, strict=True):
        limit = LONGEST if size == SIZES[-1] else None
        yield Figure(name, value, f"ms at {size:,}", limit)
    yield Figure(name, quantiles(runs[-1].times, n=20)[-1], "p95")
    yield Figure(name, medians[-1] / medians[0], "growth", GROWTH)
    yield Figure(name, runs[-1].statements, "statements", most)
    yield Figure(name, runs[-1].size / 1000, "kB")
