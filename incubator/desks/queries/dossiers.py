"""The staff's table of dossiers: filtered, sorted and cut into pages by the database."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Integer, Select, Subquery, case, func, literal, select, tuple_
from sqlalchemy.orm import Session

from incubator.applications.queries import select_received
from incubator.applications.rules import ApplicationId, ApplicationState
from incubator.calls.queries import CallHeading, get_call, get_heading
from incubator.calls.rules import CallId
from incubator.decisions.queries import select_states
from incubator.decisions.rules import DecisionState
from incubator.desks.rules import ANNOUNCED, PAGE_LENGTH, Sort, Standing, Wish
from incubator.ecosystem.queries import map_cluster_names
from incubator.jury.queries import is_apart, select_progress
from incubator.kernel.actor import Actor
from incubator.kernel.paris import is_past
from incubator.kernel.permissions import Permission, require
from incubator.kernel.refusals import UnknownKey

FAR: Any = date(9999, 12, 31)  # where a dossier without a date stands
OTHER = "other"  # the dossiers of no cluster of the house
UNJUDGED = 1001  # after every share of sheets, in thousandths
Tally = Mapping[tuple[Standing, str], int]


@dataclass(frozen=True, kw_only=True)
class DossierLine:
    """A dossier in the staff's table."""

    id: ApplicationId
    number: str
    title: str
    organisation: str
    cluster: str
    standing: Standing
    submitted_at: datetime
    silence_on: date | None
    handed_in: int
    started: int
    expected: int
    late: bool
    imported: bool


@dataclass(frozen=True, kw_only=True)
class Facet:
    """One value of a filter, with how many dossiers it keeps beside the other filters."""

    key: str
    count: int
    chosen: bool
    name: str = ""


@dataclass(frozen=True, kw_only=True)
class DossiersPage:
    """A page of the dossiers of a call, and how many stand where."""

    call: CallHeading
    wish: Wish
    lines: Sequence[DossierLine]
    standings: Sequence[Facet]
    clusters: Sequence[Facet]
    received: int
    found: int
    first: int
    apart: bool

    @property
    def last(self) -> int:
        """Return the place of the last line among those found."""
        return self.first + len(self.lines) - 1


@dataclass(frozen=True, kw_only=True)
class _Table:
    """The rows of a call, what each stands at, and their orders."""

    rows: Select[Any]
    standing: ColumnElement[Any]
    cluster: ColumnElement[Any]
    keys: Mapping[Sort, tuple[ColumnElement[Any], ...]]
    received: Subquery

    def where(self, wish: Wish) -> Sequence[ColumnElement[bool]]:
        """Return the conditions of a wish but for its facets."""
        return [self.received.c.words.contains(word, autoescape=True) for word in wish.needles]

    def facets(self, wish: Wish) -> Sequence[ColumnElement[bool]]:
        """Return the conditions of the facets of a wish."""
        standings = self.standing.in_(wish.standings) if wish.standings else None
        clusters = self.cluster.in_(wish.clusters) if wish.clusters else None
        return [facet for facet in (standings, clusters) if facet is not None]


def get_dossiers_page(
    session: Session, actor: Actor, call_id: CallId, wish: Wish, now: datetime
) -> DossiersPage:
    """Return a page of the dossiers of a call, as wished."""
    require(actor, Permission.LIST_DOSSIERS, get_call(session, call_id))
    apart = is_apart(session, actor, call_id)
    names: dict[str, str] = dict(map_cluster_names(session).items()) | {OTHER: ""}
    if not wish.clusters <= set(names):
        raise UnknownKey
    received = select_received(actor, call_id)
    table = _table(call_id, received, names, apart=apart)
    tally = _count(session, table, wish)
    start, rows = _read(session, table, wish)
    return DossiersPage(
        call=get_heading(session, call_id, now),
        wish=wish,
        lines=[_line(row, now) for row in rows],
        standings=_standings(tally, wish),
        clusters=_clusters(tally, wish, names),
        received=_total(session, received) if wish.words.strip() else sum(tally.values()),
        found=sum(
            count
            for (standing, cluster), count in tally.items()
            if standing in (wish.standings or {standing})
            and cluster in (wish.clusters or {cluster})
        ),
        first=start + 1,
        apart=apart,
    )


def _table(call_id: CallId, received: Subquery, codes: Collection[str], *, apart: bool) -> _Table:
    """Join what features say of the dossiers; to whoever stands apart, nothing of the sheets."""
    decided, progress = select_states(call_id), select_progress(call_id)
    names = ("expected", "started", "handed_in")
    counts = {name: literal(0) if apart else func.coalesce(progress.c[name], 0) for name in names}
    standing = _standing(received, decided, counts)
    columns = [counts[name].label(name) for name in names]
    decision = decided.c.state.label("decision")
    rows = select(received, standing.label("standing"), decision, *columns)
    joined = rows.outerjoin(decided, decided.c.application_id == received.c.id)
    if not apart:
        joined = joined.outerjoin(progress, progress.c.application_id == received.c.id)
    return _Table(
        rows=joined,
        standing=standing,
        cluster=case((received.c.cluster.in_(codes), received.c.cluster), else_=OTHER),
        keys=_keys(received, decided, counts),
        received=received,
    )


def _standing(
    received: Subquery, decided: Subquery, counts: Mapping[str, ColumnElement[Any]]
) -> ColumnElement[Any]:
    """Say in SQL what `rules.standing` says."""
    admissible = received.c.state == ApplicationState.ADMISSIBLE
    awaited = admissible & (counts["expected"] > 0)
    return case(
        (decided.c.state.in_(ANNOUNCED), Standing.ANNOUNCED.value),
        (decided.c.state.is_not(None), Standing.DECIDED.value),
        (received.c.state == ApplicationState.WITHDRAWN, Standing.WITHDRAWN.value),
        (received.c.state == ApplicationState.INADMISSIBLE, Standing.INADMISSIBLE.value),
        (received.c.state == ApplicationState.INCOMPLETE, Standing.INCOMPLETE.value),
        (awaited & (counts["handed_in"] == counts["expected"]), Standing.EVALUATED.value),
        (awaited, Standing.IN_EVALUATION.value),
        (admissible, Standing.ADMISSIBLE.value),
        else_=Standing.TO_CHECK.value,
    )


def _keys(
    received: Subquery, decided: Subquery, counts: Mapping[str, ColumnElement[Any]]
) -> Mapping[Sort, tuple[ColumnElement[Any], ...]]:
    """Return what each order compares; the number decides between equals."""
    unsigned = decided.c.state.is_(None) | (decided.c.state == DecisionState.DRAFTED)
    silent = case((unsigned, received.c.silence_on))  # a signed decision ends silence
    silence = func.coalesce(silent, FAR)
    number = (func.length(received.c.number), received.c.number)
    share = counts["handed_in"] * 1000 // func.nullif(counts["expected"], 0, type_=Integer)
    return {
        Sort.NUMBER: number,
        Sort.RECEIVED: (received.c.submitted_at, *number),
        Sort.SILENCE: (silence, *number),
        Sort.PROGRESS: (func.coalesce(share, UNJUDGED), *number),
    }


def _count(session: Session, table: _Table, wish: Wish) -> Tally:
    """Count the dossiers found by their standing and their cluster, in one statement."""
    standing, cluster = table.standing.label("standing"), table.cluster.label("group")
    found = table.rows.where(*table.where(wish)).with_only_columns(
        standing, cluster, func.count(), maintain_column_froms=True
    )
    rows = session.execute(found.group_by(standing, cluster))
    return {(Standing(row[0]), row[1]): row[2] for row in rows}


def _standings(tally: Tally, wish: Wish) -> Sequence[Facet]:
    counts: Counter[Standing] = Counter()
    for (standing, cluster), count in tally.items():
        counts[standing] += count if cluster in (wish.clusters or {cluster}) else 0
    return [
        Facet(key=standing, count=counts[standing], chosen=standing in wish.standings)
        for standing in Standing
        if counts[standing] or standing in wish.standings
    ]


def _clusters(tally: Tally, wish: Wish, names: Mapping[str, str]) -> Sequence[Facet]:
    counts: Counter[str] = Counter()
    for (standing, cluster), count in tally.items():
        counts[cluster] += count if standing in (wish.standings or {standing}) else 0
    return [
        Facet(key=code, count=counts[code], chosen=code in wish.clusters, name=name)
        for code, name in names.items()
        if counts[code] or code in wish.clusters
    ]


def _total(session: Session, received: Subquery) -> int:
    return session.scalar(select(func.count()).select_from(received)) or 0


def _read(session: Session, table: _Table, wish: Wish) -> tuple[int, Sequence[Any]]:
    """Return a page of rows, and how many rows come before it."""
    found = table.rows.where(*table.where(wish), *table.facets(wish))
    keys = table.keys[wish.sort]
    backwards = wish.sort is Sort.RECEIVED
    onward = [key.desc() if backwards else key.asc() for key in keys]
    number = wish.after or wish.before
    if number is None:
        return 0, session.execute(found.order_by(*onward).limit(PAGE_LENGTH)).all()
    anchor = _anchor(session, table, keys, number)
    place = tuple_(*keys)
    earlier = place > anchor if backwards else place < anchor
    before = found.where(earlier if wish.before else earlier | (place == anchor))
    passed = session.scalar(select(func.count()).select_from(before.subquery())) or 0
    start = passed if wish.after else max(0, passed - PAGE_LENGTH)
    page = found.order_by(*onward).offset(start).limit(PAGE_LENGTH)
    return start, session.execute(page).all()


def _anchor(
    session: Session, table: _Table, keys: Sequence[ColumnElement[Any]], number: str
) -> ColumnElement[Any]:
    """Return where a dossier stands in an order, or raise `UnknownKey`."""
    own = table.rows.with_only_columns(*keys, maintain_column_froms=True)
    values = session.execute(own.where(table.received.c.number == number)).one_or_none()
    if values is None:
        raise UnknownKey
    return tuple_(*(literal(value, key.type) for value, key in zip(values, keys, strict=True)))


def _line(row: Any, now: datetime) -> DossierLine:
    unsigned = row.decision in {None, DecisionState.DRAFTED}
    return DossierLine(
        id=row.id,
        number=row.number,
        title=row.title,
        organisation=row.organisation,
        cluster=row.cluster,
        standing=Standing(row.standing),
        submitted_at=row.submitted_at,
        silence_on=row.silence_on,
        handed_in=row.handed_in,
        started=row.started,
        expected=row.expected,
        late=bool(unsigned and row.silence_on and is_past(row.silence_on, now)),
        imported=row.founder_id is None,
    )
