"""How long the table of a call takes to leave, and what it holds in memory meanwhile."""

from collections.abc import Iterable
from pathlib import Path
from time import perf_counter
from typing import Final

from incubator.infra.sheets import Format
from tests.bench.apart import apart, resident_memory
from tests.bench.crowd import receive, settle
from tests.bench.figures import Figure
from tests.bench.place import Place
from tests.builders import ADAM
from tests.client import Browser
from tests.conftest import application
from tests.integration.applications.tables import EXPORT, TRANSFERS

DOSSIERS: Final = 10_000
LONGEST: Final = 3  # seconds to the last byte; the first waits for the digest that is noted


def measure(place: Place) -> Iterable[Figure]:
    """Yield what an export of 10,000 dossiers takes, in each of its formats."""
    settle(place.app)
    receive(place.app, DOSSIERS)
    for form in Format:
        with apart() as process:
            asked = process.submit(_export, place.url, place.folder, form)
            first, whole, size, memory = asked.result()
        what = f"{DOSSIERS:,} dossiers as {form.upper()}"
        yield Figure(what, first, "s to the first byte")
        yield Figure(what, whole, "s in all", LONGEST)
        yield Figure(what, size / 1e6, "MB of file")
        yield Figure(what, memory, "MB held at most")


def _export(url: str, folder: Path, form: Format) -> tuple[float, float, int, float]:
    """Return the seconds to the first byte and to the last, the size, and the memory held."""
    app = application(url, folder)
    browser = Browser(app, app.response_class).sign_in(ADAM)
    page = browser.get(TRANSFERS)
    start = perf_counter()
    answer = browser.press(page, EXPORT, kind=form)
    first = perf_counter() - start
    size = len(answer.data)
    return first, perf_counter() - start, size, resident_memory("self", "VmHWM")
