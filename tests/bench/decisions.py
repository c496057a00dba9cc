"""A hundred decisions signed and released, and managers in pairs on the same dossiers."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from functools import partial
from threading import Barrier
from time import perf_counter
from typing import Final

from incubator.applications.rules import ApplicationId, ApplicationState
from incubator.calls.rules import CallId
from incubator.decisions.commands import draft_decision
from incubator.decisions.rules import DecisionId, Draft, Outcome
from incubator.infra.clock import now
from incubator.infra.files import Blob
from incubator.infra.unit_of_work import transaction
from incubator.kernel.actor import SYSTEM, Relation
from incubator.kernel.paris import day_of
from incubator.letters.commands import keep_letter
from tests.bench import house
from tests.bench.figures import Figure
from tests.bench.house import Known
from tests.bench.people import Person, at_once, come_in, milliseconds
from tests.bench.place import Place
from tests.bench.served import served

DECISIONS, PAIRS = 100, 200
DONE, TOLD = 303, 409
AT_ONCE: Final = 500.0  # milliseconds for a whole call
RULING: Final = "Le dossier n’entre pas dans l’objet de l’appel."
REASONS: Final = (
    "Le dossier décrit un service qui ne relève pas de l’objet de l’appel, tel que l’article 3 du "
    "règlement le définit : il ne s’adresse ni aux patients ni aux soignants, et le porteur ne "
    "fait état d’aucun lien avec un parcours de soins. Dossier"
)


def measure(place: Place) -> Iterator[Figure]:
    """Measure the signatures and the release of a call, then pairs of managers."""
    with place.app.app_context():
        signatory = house.set_up()
        managers = house.let_in("eve", 2, Relation.MANAGER)
    with served(place) as port:
        yield from _measure_batch(place, port, signatory, managers[0])
        yield from sum_up(play(place, port, managers, PAIRS))


def play(
    place: Place, port: int, managers: Sequence[Known], pairs: int
) -> Sequence[tuple[int, int]]:
    """Let two managers give opposite verdicts at once on each of as many dossiers."""
    with place.app.app_context():
        call = house.open_one(day_of(now()) - timedelta(days=1), code="QI-2026-78")
        dossiers = house.receive(call, house.let_in("bob", pairs))
    hands = [come_in(place.app, port, manager.actor) for manager in managers]
    return [_disagree(hands, dossier) for dossier in dossiers]


def sum_up(answers: Sequence[tuple[int, int]]) -> Iterator[Figure]:
    """Return what the pairs were answered."""
    told = Counter(tuple(sorted(pair)) for pair in answers)
    right = told.pop((DONE, TOLD), 0)
    yield Figure("pairs of managers: one is effective, the other told", right, "pairs")
    yield Figure("pairs that end otherwise", sum(told.values()), "pairs", 0)


def _disagree(hands: Sequence[Person], dossier: ApplicationId) -> tuple[int, int]:
    path, start, told = f"/dossiers/{dossier}/admissibility", Barrier(2), dict[str, int]()
    met = [condition.key for condition in house.form().conditions]
    verdicts = (
        {"verdict": "admissible", "met": met},
        {"verdict": "inadmissible", "reason": RULING},
    )

    def rule(hand: Person, verdict: Mapping[str, object]) -> None:
        form = hand.get(path).hidden
        start.wait()
        told[str(verdict["verdict"])] = hand.post(path, {**form, **verdict}).status

    at_once([partial(rule, hands[place], verdicts[place]) for place in (0, 1)])
    first, second = told.values()
    return first, second


def _measure_batch(place: Place, port: int, signatory: Known, manager: Known) -> Iterator[Figure]:
    with place.app.app_context():
        call, decisions = _draft(manager, DECISIONS)
    pen, waits = come_in(place.app, port, signatory.actor), []
    start = perf_counter()
    for decision in decisions:
        form = pen.get(f"/decisions/{decision}/review").hidden
        signed = pen.post(f"/decisions/{decision}/sign", form)
        assert signed.status == DONE, signed.text
        waits.append(signed.seconds)
    yield Figure("a signature, read before", milliseconds(waits, 0.95), "p95 ms")
    yield Figure(f"{DECISIONS} signatures, each read", perf_counter() - start, "s")
    with place.app.app_context(), transaction(SYSTEM) as tx:
        for decision in decisions:
            keep_letter(tx, decision, "{}", Blob(digest="0" * 64, size=1))
    hand = come_in(place.app, port, manager.actor)
    form = hand.get(f"/calls/{call}/decisions").hidden
    released = hand.post(f"/calls/{call}/release", form)
    assert released.status == DONE, released.text
    yield Figure(f"release of {DECISIONS} decisions", 1000 * released.seconds, "ms", AT_ONCE)


def _draft(manager: Known, many: int) -> tuple[CallId, Sequence[DecisionId]]:
    """Return a call whose dossiers are all inadmissible, and the drafts that say so."""
    call = house.open_one(day_of(now()) - timedelta(days=1))
    ruled = {
        "state": ApplicationState.INADMISSIBLE,
        "ruled_at": now(),
        "ruled_by": manager.actor.account_id,
        "ruling": RULING,
    }
    dossiers = house.receive(call, house.let_in("ada", many), **ruled)
    return call, [
        draft_decision(
            manager.actor,
            dossier,
            Draft(
                outcome=Outcome.INADMISSIBLE,
                reasons_law="Article 3 du règlement.",
                reasons_fact=f"{REASONS} n° {number}.",
            ),
            version=0,
        )
        for number, dossier in enumerate(dossiers)
    ]
