"""The staff's table of dossiers: filtered, sorted and cut into pages by the database."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, literal, select, true, tuple_
from sqlalchemy.orm import Session

from incubator.applications.queries import select_own, select_received
from incubator.applications.rules import ApplicationId
from incubator.calls.queries import CallHeading, get_call, get_heading
from incubator.calls.rules import CallId
from incubator.desks.models import DossierStanding
from incubator.desks.rules import NEVER, PAGE_LENGTH, UNJUDGED, Sort, Standing, Wish, number_key
from incubator.ecosystem.queries import map_cluster_names
from incubator.jury.queries import is_apart
from incubator.kernel.actor import NOBODY, Actor
from incubator.kernel.paris import is_past
from incubator.kernel.permissions import Permission, require
from incubator.kernel.refusals import UnknownKey

OTHER = "other"  # the dossiers of no cluster of the house
SHEETS = (Standing.IN_EVALUATION, Standing.EVALUATED)  # told only to those who may see sheets
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
    """The dossiers of a call that somebody may see; to whoever stands apart, nothing of sheets."""

    call_id: CallId
    own: Select[Any]
    codes: Collection[str]
    apart: bool
    standing: Any
    cluster: Any
    counts: Sequence[Any]
    share: Any

    @property
    def whole(self) -> Sequence[ColumnElement[bool]]:
        """Return the conditions of the whole table."""
        others = DossierStanding.application_id.not_in(self.own)
        return [DossierStanding.call_id == self.call_id, others]

    def words(self, wish: Wish) -> Sequence[ColumnElement[bool]]:
        """Return the conditions of the words of a wish."""
        return [DossierStanding.words.contains(word, autoescape=True) for word in wish.needles]

    def facets(self, wish: Wish) -> Sequence[ColumnElement[bool]]:
        """Return the conditions of the facets of a wish."""
        standings = self.standing.in_(wish.standings) if wish.standings else None
        clusters = self.cluster.in_(wish.clusters) if wish.clusters else None
        return [facet for facet in (standings, clusters) if facet is not None]

    def keys(self, sort: Sort) -> tuple[ColumnElement[Any], ...]:
        """Return what an order compares; the number decides between equals."""
        first = {
            Sort.RECEIVED: DossierStanding.received_at,
            Sort.SILENCE: DossierStanding.silence_on,
            Sort.PROGRESS: self.share,
        }
        return (*([first[sort]] if sort in first else ()), DossierStanding.number_key)


def get_dossiers_page(
    session: Session, actor: Actor, call_id: CallId, wish: Wish, now: datetime
) -> DossiersPage:
    """Return a page of the dossiers of a call, as wished."""
    require(actor, Permission.LIST_DOSSIERS, get_call(session, call_id))
    apart = is_apart(session, actor, call_id)
    names: dict[str, str] = dict(map_cluster_names(session).items()) | {OTHER: ""}
    if not wish.clusters <= set(names):
        raise UnknownKey
    table = _table(actor, call_id, names, apart=apart)
    received, tally = _count(session, table, wish)
    start, rows = _read(session, table, wish)
    return DossiersPage(
        call=get_heading(session, call_id, now),
        wish=wish,
        lines=[_line(row, now) for row in rows],
        standings=_standings(tally, wish),
        clusters=_clusters(tally, wish, names),
        received=received,
        found=sum(
            count
            for (standing, cluster), count in tally.items()
            if standing in (wish.standings or {standing})
            and cluster in (wish.clusters or {cluster})
        ),
        first=start + 1,
        apart=apart,
    )


def _table(actor: Actor, call_id: CallId, codes: Collection[str], *, apart: bool) -> _Table:
    line = DossierStanding
    counts = (line.expected, line.started, line.handed_in)
    plain = case((line.standing.in_(SHEETS), Standing.ADMISSIBLE.value), else_=line.standing)
    return _Table(
        call_id=call_id,
        own=select(select_own(actor).c.id),
        codes=codes,
        apart=apart,
        standing=plain if apart else line.standing,
        cluster=case((line.cluster.in_(codes), line.cluster), else_=OTHER),
        counts=[literal(0).label(count.key) for count in counts] if apart else counts,
        share=literal(UNJUDGED) if apart else line.share,
    )


def _count(session: Session, table: _Table, wish: Wish) -> tuple[int, Tally]:
    """Count the dossiers received, and those found by their standing and their cluster."""
    kept = (DossierStanding.standing, DossierStanding.cluster)
    found = func.count(case((and_(true(), *table.words(wish)), 1)))
    counts = select(*kept, func.count(), found).where(*table.whole).group_by(*kept)
    received, tally = 0, Counter[tuple[Standing, str]]()
    for standing, cluster, count, own in session.execute(counts):
        told = Standing.ADMISSIBLE if table.apart and standing in SHEETS else standing
        tally[told, cluster if cluster in table.codes else OTHER] += own
        received += count
    return received, tally


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


def _read(session: Session, table: _Table, wish: Wish) -> tuple[int, Sequence[Any]]:
    """Return a page of rows, and how many rows come before it."""
    found = select(DossierStanding.application_id).where(
        *table.whole, *table.words(wish), *table.facets(wish)
    )
    keys = table.keys(wish.sort)
    backwards = wish.sort is Sort.RECEIVED
    onward = [key.desc() if backwards else key.asc() for key in keys]
    number = wish.after or wish.before
    if number is None:
        return 0, _show(session, table, found.order_by(*onward).limit(PAGE_LENGTH), onward)
    anchor = _anchor(session, table, keys, number)
    place = tuple_(*keys)
    earlier = place > anchor if backwards else place < anchor
    before = found.where(earlier if wish.before else earlier | (place == anchor))
    passed = session.scalar(select(func.count()).select_from(before.subquery())) or 0
    start = passed if wish.after else max(0, passed - PAGE_LENGTH)
    page = found.order_by(*onward).offset(start).limit(PAGE_LENGTH)
    return start, _show(session, table, page, onward)


def _show(
    session: Session,
    table: _Table,
    page: Select[Any],
    onward: Sequence[ColumnElement[Any]],
) -> Sequence[Any]:
    """Return what the lines of one page show, in their order."""
    received, shown = select_received(NOBODY, table.call_id), page.subquery("shown")
    rows = (
        select(received, DossierStanding.silence_on.label("refused_on"))
        .add_columns(table.standing.label("standing"), *table.counts)
        .join(DossierStanding, DossierStanding.application_id == received.c.id)
        .join(shown, shown.c.application_id == received.c.id)
    )
    return session.execute(rows.order_by(*onward)).all()


def _anchor(
    session: Session, table: _Table, keys: Sequence[ColumnElement[Any]], number: str
) -> ColumnElement[Any]:
    """Return where a dossier stands in an order, or raise `UnknownKey`."""
    own = select(*keys).where(*table.whole, DossierStanding.number_key == number_key(number))
    values = session.execute(own).one_or_none()
    if values is None:
        raise UnknownKey
    return tuple_(*(literal(value, key.type) for value, key in zip(values, keys, strict=True)))


def _line(row: Any, now: datetime) -> DossierLine:
    silent = row.refused_on != NEVER
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
        late=silent and is_past(row.refused_on, now),
        imported=row.founder_id is None,
    )
