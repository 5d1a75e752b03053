"""What stands beside a telegram: what cites it and what it cites, the numbers around its own, its likely copies.

Every question is put for a whole set of names at once, and every answer comes from an index.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import islice
from operator import itemgetter
from typing import Any, cast

import msgspec
import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlalchemy.sql.elements import ColumnElement

from legation.core.marking import Reader
from legation.core.mrn import TURN, name_to, parted
from legation.storage.particulars import DAY, Particulars, likeness, particulars_of
from legation.storage.records import Arrival, Citation, Cited, Listing, Numbered, Packed, Record, Stretch, listing_order
from legation.storage.sql.engine import insert, open_labels
from legation.storage.sql.schema import arrivals, citations, particulars, telegrams
from legation.storage.sql.schema import labels as known_labels
from legation.storage.sql.wording import Worded, among, placed, rows_with, runs, worded

LISTED = tuple(telegrams.c[name] for name in Listing.__struct_fields__)
ORDER = (telegrams.c.date.asc().nulls_last(), telegrams.c.mrn.asc().nulls_last(), telegrams.c.sha256)
_FOUND = 100
# Statements are made for so many places more: a page of hits, and what few labels there are.
_HITS_AT_ONCE, _LABELS_AT_ONCE = 20, 8
_LAST = "\U0010ffff"


def may_read(connection: Connection, reader: Reader) -> ColumnElement[bool]:
    """The condition that a telegram is one that ``reader`` may open."""
    return telegrams.c.access.in_(open_labels(connection, reader))


def may_read_each(connection: Connection, reader: Reader) -> ColumnElement[bool]:
    """The same, for telegrams that another index gives in its order."""
    return _open(open_labels(connection, reader))


def _open(labels: Sequence[str], table: Any = telegrams, before: str | None = None) -> ColumnElement[bool]:
    """The same, for what another index finds; ``before``: received before this instant.

    Joined to nothing, the label is no column of an index: a database without statistics would else read all of a
    label's telegrams to find a few of them.
    """
    readable: ColumnElement[bool] = table.c.access.concat("").in_(labels)
    return readable if before is None else sa.and_(readable, table.c.received < before)


def listing(row: Sequence[Any]) -> Listing:
    """The listing that a row of ``LISTED`` begins with."""
    return Listing(**dict(zip(Listing.__struct_fields__, row[: len(LISTED)], strict=True)))


# Looking up.


def recent(connection: Connection, reader: Reader, limit: int, before: str | None = None) -> list[Listing]:
    """By label, since an index can give the last of one label, not of several together."""
    newest = [column.desc() for column in (telegrams.c.date, telegrams.c.mrn, telegrams.c.sha256)]
    newest[1] = newest[1].nulls_first()
    found: list[Listing] = []
    for label in open_labels(connection, reader):
        query = sa.select(*LISTED).where(telegrams.c.access == label, telegrams.c.date.is_not(None))
        if before is not None:
            query = query.where(telegrams.c.received < before)
        found.extend(map(listing, connection.execute(query.order_by(*newest).limit(limit))))
    found.sort(key=lambda one: (one.date or "", one.mrn is None, one.mrn or "", one.sha256), reverse=True)
    return found[:limit]


def find(connection: Connection, reader: Reader, sha256: str | None, file: str | None) -> list[Listing]:
    may = _open(open_labels(connection, reader))
    found: dict[str, Listing] = {}
    wanted: list[ColumnElement[bool]] = []
    if sha256 is not None:
        wanted.append(sa.and_(telegrams.c.sha256 >= sha256, telegrams.c.sha256 < sha256 + "g"))
    if file is not None:
        wanted.append(telegrams.c.file == file)
    for which in wanted:
        query = sa.select(*LISTED).where(which, may).order_by(*ORDER).limit(_FOUND)
        found.update((one.sha256, one) for one in map(listing, connection.execute(query)))
    return sorted(found.values(), key=listing_order)[:_FOUND]


def listed(connection: Connection, reader: Reader, mrns: Sequence[str], before: str | None = None) -> list[Listing]:
    found: list[Listing] = []
    order = (telegrams.c.mrn, telegrams.c.received, telegrams.c.sha256)
    may = _open(open_labels(connection, reader), before=before)
    for some in runs(sorted(set(mrns))):
        query = sa.select(*LISTED).where(telegrams.c.mrn.in_(some), may).order_by(*order)
        found.extend(map(listing, connection.execute(query)))
    return found


def listed_by_hash(connection: Connection, reader: Reader, hashes: Iterable[str]) -> dict[str, Listing]:
    may = _open(open_labels(connection, reader))
    found: dict[str, Listing] = {}
    for some in runs(sorted(set(hashes))):
        query = sa.select(*LISTED).where(telegrams.c.sha256.in_(some), may)
        found.update((one.sha256, one) for one in map(listing, connection.execute(query)))
    return found


# Citations.


def numbered_to(connection: Connection, reader: Reader, hashes: Iterable[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    p, may = particulars.c, _open(open_labels(connection, reader), particulars)
    for some in runs(sorted(set(hashes))):
        query = sa.select(p.sha256, p.numbered_to).where(p.sha256.in_(some), p.numbered_to != "", may)
        found.update({row.sha256: row.numbered_to for row in connection.execute(query)})
    return found


def cites(
    connection: Connection, reader: Reader, names: Sequence[str], each: int | None, before: str | None = None
) -> list[Citation]:
    found: list[Citation] = []
    order = (telegrams.c.received, telegrams.c.sha256, citations.c.place)
    for some in runs(sorted(set(names))):
        asked = _asked(some)
        # Two conditions, each with its index; a condition on the joined name would have none.
        which = sa.or_(
            telegrams.c.mrn.in_(list(asked)), sa.and_(telegrams.c.sha256.in_(list(asked)), telegrams.c.mrn.is_(None))
        )
        told: dict[str, dict[str, Citation]] = {}
        for citation, own in _citations(connection, reader, which, order, before, own=any(map(any, asked.values()))):
            for post in asked[citation.citing.mrn or citation.citing.sha256]:
                if post in ("", own):
                    name = name_to(citation.citing.mrn or citation.citing.sha256, post)
                    told.setdefault(name, {}).setdefault(citation.name, citation)
        for name in some:
            found.extend(islice(told.get(name, {}).values(), each))
    return found


def cited_by(
    connection: Connection, reader: Reader, names: Sequence[str], each: int | None, before: str | None = None
) -> list[Citation]:
    found: list[Citation] = []
    for some in runs(sorted(set(names))):
        asked = _asked(some)
        told: dict[str, list[Citation]] = {}
        for citation, _ in _citations(connection, reader, citations.c.cited.in_(list(asked)), ORDER, before):
            for post in asked[citation.cited]:
                if post in ("", citation.numbered_to):
                    told.setdefault(name_to(citation.cited, post), []).append(citation)
        for name in some:
            found.extend(islice(told.get(name, ()), each))
    return found


def _asked(names: Iterable[str]) -> dict[str, list[str]]:
    """Numbers, or hashes, with the posts to which they are asked for; an empty one asks for all of the number."""
    found: dict[str, list[str]] = {}
    for mrn, post in map(parted, names):
        found.setdefault(mrn, []).append(post)
    return found


def missing(
    connection: Connection, reader: Reader, within: str, post: str, after: str, limit: int, before: str | None = None
) -> list[str]:
    """In two stretches of the index, which goes by two digits of the year: those of the last century, then of this."""
    labels = open_labels(connection, reader)
    citing = telegrams.alias("citing")
    cited, to = citations.c.cited, citations.c.numbered_to
    query = (
        sa.select(cited, to)
        .where(
            sa.exists().where(citing.c.sha256 == citations.c.citing, _open(labels, citing, before)),
            ~_held(labels, before),
        )
        .group_by(cited, to)
        .order_by(cited, to)
    )
    if within:
        query = query.where(cited >= within, cited < within + _LAST)
    if post:
        query = query.where(sa.func.substr(cited, 3, len(post)) == post)
    behind = sa.tuple_(cited, to) > sa.tuple_(*map(sa.literal, parted(after)))
    found: list[str] = []

    def take(which: sa.Select[Any]) -> None:
        found.extend(name_to(*row) for row in connection.execute(which.limit(limit - len(found))))

    if not after or after >= TURN:
        take(query.where(cited >= TURN, behind))
        behind = cited > ""
    if len(found) < limit:
        take(query.where(cited < TURN, behind))
    return found


def _held(labels: Sequence[str], before: str | None) -> ColumnElement[bool]:
    """The condition that what a citation names is held and readable: of its number, and of its series where it has one.

    One of the number of which no series is read may be the one that is meant.
    """
    version, p = telegrams.alias("version"), particulars.alias("of_version")
    to = citations.c.numbered_to
    of_series = sa.exists().where(p.c.sha256 == version.c.sha256, p.c.numbered_to.in_([sa.literal(""), to]))
    of_series = of_series.correlate(version, citations)
    return sa.exists().where(
        version.c.mrn == citations.c.cited, _open(labels, version, before), sa.or_(to == "", of_series)
    )


def _citations(
    connection: Connection,
    reader: Reader,
    which: ColumnElement[bool],
    order: Sequence[Any],
    before: str | None = None,
    *,
    own: bool = False,
) -> Iterator[tuple[Citation, str]]:
    """own: tell of each citing telegram in which series its own number is one, behind the citation."""
    labels = open_labels(connection, reader)
    of_citing = particulars.c.numbered_to if own else sa.literal("")
    query = sa.select(
        *LISTED,
        *(citations.c.cited, citations.c.text, citations.c.numbered_to, citations.c.noted),
        _held(labels, before).label("held"),
        of_citing.label("own"),
    ).join_from(citations, telegrams, citations.c.citing == telegrams.c.sha256)
    if own:
        query = query.join(particulars, particulars.c.sha256 == telegrams.c.sha256, isouter=True)
    for row in connection.execute(query.where(_open(labels, before=before), which).order_by(*order)):
        citation = Citation(
            citing=listing(row),
            cited=row.cited,
            text=row.text,
            held=bool(row.held),
            numbered_to=row.numbered_to or None,
            noted=row.noted or None,
        )
        yield citation, row.own or ""


# Numbers and copies.


def around(
    connection: Connection, reader: Reader, stretches: Sequence[Stretch], width: int, before: str | None = None
) -> list[tuple[list[Numbered], list[Numbered]]]:
    # Made once: of a page of gaps each asks twice.
    p = particulars.c
    own: dict[str, sa.BindParameter[Any]] = {name: sa.bindparam(f"own_{name}") for name in Stretch.__struct_fields__}
    query = (
        sa.select(telegrams.c.mrn, p.number, p.at)
        .join_from(particulars, telegrams, p.sha256 == telegrams.c.sha256)
        .where(
            *(p.post == own["post"], p.numbered_to == own["numbered_to"], p.year == own["year"]),
            *(p.at >= own["since"], p.at < own["until"]),
            _open(open_labels(connection, reader), before=before),
        )
        .limit(width)
    )
    below = query.where(p.number < own["number"]).order_by(p.number.desc(), p.at, telegrams.c.mrn)
    above = query.where(p.number > own["number"]).order_by(p.number, p.at, telegrams.c.mrn)

    def found(nearest: sa.Select[Any], of: Stretch) -> list[Numbered]:
        asked = {f"own_{name}": getattr(of, name) for name in own}
        return [Numbered(mrn=row[0], number=row[1], at=row[2]) for row in connection.execute(nearest, asked)]

    return [(found(below, of), found(above, of)) for of in stretches]


def alike(connection: Connection, reader: Reader, record: Record, limit: int) -> list[str]:
    """Hashes of the likeliest copies, the likeliest first."""
    own = particulars_of(record.telegram)
    wanted: list[ColumnElement[bool]] = []
    p = particulars.c
    if own.digest is not None:
        wanted.append(p.digest == own.digest)
    if own.at is not None:
        day = own.at[:10]
        wanted.append(sa.and_(p.at >= day, p.at < day + _LAST, own.words <= 3 * p.words, p.words <= 3 * own.words))
    found: dict[str, tuple[Any, ...]] = {}
    may = _open(open_labels(connection, reader), particulars)
    mrn = record.telegram.mrn
    another = p.mrn.is_distinct_from(mrn) if mrn else sa.true()
    likeliest = (
        p.at.is_distinct_from(own.at),
        p.post.is_distinct_from(own.post),
        sa.func.abs(p.words - own.words),
        p.sha256,
    )
    for which in wanted:
        query = (
            sa.select(p.sha256, p.post, p.at, p.words, p.digest)
            .where(which, p.sha256 != record.sha256, may, another)
            .order_by(*likeliest)
            .limit(limit)
        )
        for row in connection.execute(query):
            theirs = Particulars(post=row.post, year=None, number=None, at=row.at, words=row.words, digest=row.digest)
            order = likeness(own, theirs)
            if order is not None:
                found[row.sha256] = (*order, row.sha256)
    return [row[-1] for row in sorted(found.values(), key=lambda row: row[:-1])[:limit]]


@lru_cache(maxsize=64)
def _beside(dialect: sa.Dialect, hashes: int, labels: int) -> Worded:
    """What may be versions and copies of so many hashes, with the hash that it stands beside, under so many labels.

    One statement, made once for each number of places: asked for with every page of hits, most of which have nothing
    beside them, and to make three of them and read each hit itself from each took longer than the rest of such a page.
    """
    p, other = particulars.c, particulars.alias("other")
    readable = sa.select(known_labels.c.label).where(among(known_labels.c.label, "label", labels)).cte("readable")

    def may(table: Any) -> ColumnElement[bool]:
        # Joined to nothing, as in ``_open``.
        return cast(ColumnElement[bool], table.c.access.concat("").in_(sa.select(readable.c.label)))

    chosen = among(p.sha256, "hash", hashes)
    asked = sa.select(p.sha256, p.mrn, p.digest, p.at).where(chosen, may(particulars)).cte("asked")
    own = asked.c

    def pairs(table: Any, by: Any, where: ColumnElement[bool]) -> sa.Select[Any]:
        # Each is looked up in the index of its column, which by itself tells of most that there is no other.
        same = table.alias().c[by.key]
        several = sa.select(sa.func.count(same)).where(same == by).scalar_subquery() > 1
        chosen = sa.select(own.sha256.label("own"), table.c.sha256.label("other"))
        chosen = chosen.join_from(asked, table, table.c[by.key] == by)
        return chosen.where(where, several, table.c.sha256 != own.sha256)

    met = sa.union(
        pairs(telegrams, own.mrn, own.mrn != ""),
        pairs(other, own.digest, own.digest != ""),
        pairs(other, own.at, sa.func.length(own.at) > DAY),
    ).subquery("met")
    found = sa.select(*LISTED, met.c.own).join_from(met, telegrams, telegrams.c.sha256 == met.c.other)
    return worded(found.where(may(telegrams)).order_by(met.c.own, telegrams.c.sha256), dialect)


def others(connection: Connection, reader: Reader, hashes: Iterable[str]) -> dict[str, list[Listing]]:
    found: dict[str, list[Listing]] = {}
    if not (labels := open_labels(connection, reader)):
        return found
    readable = placed("label", labels, _LABELS_AT_ONCE)
    for some in runs(sorted(set(hashes))):
        asked = placed("hash", some, _HITS_AT_ONCE)
        beside = _beside(connection.dialect, len(asked), len(readable))
        for row in beside.asked(connection, {**asked, **readable}):
            found.setdefault(row[-1], []).append(listing(row))
    return found


# Derived rows.


def cited_rows(citing: str, cited: Iterable[Cited]) -> list[dict[str, Any]]:
    """The rows of ``citations`` of a telegram."""
    rows = ({"citing": citing, "place": place, **one._asdict()} for place, one in enumerate(cited))
    return [{"cited" if name == "mrn" else name: value for name, value in row.items()} for row in rows]


def derived_row(record: Arrival) -> dict[str, Any]:
    """The row of ``particulars`` of a record."""
    own = record.particulars if isinstance(record, Packed) else particulars_of(record.telegram)
    return {"sha256": record.sha256, "access": record.access, **msgspec.structs.asdict(own)}


def note_arrivals(connection: Connection, received: Mapping[str, str]) -> None:
    """Number telegrams that were kept just now, by hash the moment of receipt; one kept again keeps its number."""
    known = {sha256 for (sha256,) in rows_with(connection, arrivals.c.sha256, received)}
    for sha256 in sorted(known):
        connection.execute(arrivals.update().where(arrivals.c.sha256 == sha256).values(received=received[sha256]))
    last = last_arrival(connection)
    fresh = [sha256 for sha256 in received if sha256 not in known]
    rows = [
        {"number": last + place, "sha256": sha256, "received": received[sha256]}
        for place, sha256 in enumerate(fresh, 1)
    ]
    insert(connection, arrivals, sorted(rows, key=itemgetter("sha256")))


def note_news(connection: Connection, hashes: Iterable[str]) -> None:
    """Number telegrams anew, behind all others: some may read them now who could not before."""
    for number, sha256 in enumerate(sorted(hashes), last_arrival(connection) + 1):
        connection.execute(arrivals.update().where(arrivals.c.sha256 == sha256).values(number=number))


def last_arrival(connection: Connection) -> int:
    """Number of the telegram kept last; 0 for none."""
    return connection.execute(sa.select(sa.func.max(arrivals.c.number))).scalar() or 0
