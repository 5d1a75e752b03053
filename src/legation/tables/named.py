"""What the names and codes of one telegram stood for on its date: posts, routing indicators, TAGS, offices.

All of it is looked up, nothing is read here: what a table does not know is given as null, and where it is not settled
the candidates are given.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import msgspec

from legation.core.mrn import parse_mrn
from legation.core.telegram import Addressee, Telegram, plain
from legation.tables.collectives import is_collective
from legation.tables.offices import office
from legation.tables.posts import PostRow, Posts, load_posts
from legation.tables.routing import routing
from legation.tables.tags import decode

# References carry a year without a day; the middle of it is nearest to all of its days.
_MIDDLE = (7, 1)


def day_of(telegram: Telegram) -> date | None:
    """The day by which tables are read: the telegram's own, else the middle of the year of its number."""
    try:
        return telegram.day or _middle(telegram.year)
    except ValueError:
        return _middle(telegram.year)


def _middle(year: int | None) -> date | None:
    return date(year, *_MIDDLE) if year is not None and 1 <= year <= 9999 else None


def names_of(telegram: Telegram, posts: Posts | None = None) -> dict[str, Any]:
    """JSON values: ``from``, ``to``, ``info``, ``routing``, ``tags``, ``offices``, ``references``.

    See the reference page of the library for the fields of each. ``posts`` is a table with further posts.
    """
    table = posts or load_posts()
    on = day_of(telegram)
    return {
        "from": _originator(telegram, table, on),
        "to": [_address(a.plad, table, on) for a in telegram.to],
        "info": [_address(a.plad, table, on) for a in telegram.info],
        "routing": _routing(telegram, table, on),
        "tags": [_tag(code, on) for code in telegram.tags],
        "offices": [_office(symbol, on) for symbol in _symbols(telegram)],
        "references": [
            {"mrn": reference.mrn, "post": _post_of(reference.mrn, table)}
            for reference in telegram.references
            if reference.mrn is not None
        ],
    }


def _originator(telegram: Telegram, table: Posts, on: date | None) -> dict[str, Any] | None:
    if telegram.from_.plad is not None:
        return _address(telegram.from_.plad, table, on)
    row = table.row(telegram.post, on) if telegram.post is not None else None
    return {"plad": None, **_row(row, telegram.post, table)} if telegram.post is not None else None


def _address(plad: str, table: Posts, on: date | None) -> dict[str, Any]:
    row = table.sender(plad, on)
    made = {"plad": plad, **_row(row, table.key_of_plad(plad), table)}
    if row is None and made["key"] is None and is_collective(plad):
        made["kind"] = "collective"
    return made


def is_known(plad: str, posts: Posts, on: date | None = None) -> bool:
    """Whether a table knows an address: as a post, agency or command, as one of the further posts, or as a group."""
    told = _address(plad, posts, on)
    return told["kind"] is not None or told["key"] in posts.names


def _row(row: PostRow | None, key: str | None, table: Posts) -> dict[str, Any]:
    """A row of the post table as JSON values; of a post outside it, the name alone."""
    if row is not None:
        made: dict[str, Any] = plain(row)
        return {name: made[name] for name in _POST_FIELDS}
    return {**dict.fromkeys(_POST_FIELDS), "key": key, "name": table.names.get(key, key) if key is not None else None}


_POST_FIELDS = ("key", "name", "kind", "city", "country", "from", "to", "then", "confirmed")


def _post_of(mrn: str, table: Posts) -> dict[str, Any] | None:
    read = parse_mrn(mrn, {})
    if read is None:
        return None
    row = table.row(read.post, _middle(read.year))
    return _row(row, read.post, table) if row is not None or read.post in table.names else None


def _routing(telegram: Telegram, table: Posts, on: date | None) -> list[dict[str, Any]]:
    """Each indicator once. What the telegram itself writes behind one stands before what the table has."""
    made: list[dict[str, Any]] = []
    written: dict[str, list[Addressee]] = {}
    for address in (*telegram.to, *telegram.info):
        if address.ri:
            written.setdefault(address.ri, []).append(address)
    if telegram.from_.ri and telegram.from_.plad:
        written.setdefault(telegram.from_.ri, []).append(Addressee(telegram.from_.plad))
    station = (telegram.transmission.station,) if telegram.transmission.station else ()
    for ri in dict.fromkeys((*station, *telegram.transmission.routing, *written)):
        if ri in written:
            for plad in dict.fromkeys(address.plad for address in written[ri]):
                made.append(
                    {"ri": ri, "plad": plad, "post": table.key(plad), "seen": on and on.year, "source": "telegram"}
                )
            continue
        routes = routing(ri, on)
        for route in routes:
            made.append({"ri": ri, "plad": route.plad, "post": route.post, "seen": route.seen, "source": route.source})
        if not routes:
            made.append({"ri": ri, "plad": None, "post": None, "seen": None, "source": None})
    return made


def _tag(code: str, on: date | None) -> dict[str, Any]:
    meaning = decode(code, on)
    if meaning is None:
        unknown = dict.fromkeys(("kind", "meaning", "place", "certainty", "confirmed", "source"))
        return {"code": code, **unknown, "candidates": []}
    made: dict[str, Any] = plain(msgspec.structs.replace(meaning, code=code))
    return made


def _symbols(telegram: Telegram) -> list[str]:
    distribution = (entry.office for entry in telegram.distribution)
    attention = (entry.office for entry in telegram.attention if entry.office)
    return list(dict.fromkeys((*distribution, *attention)))


def _office(symbol: str, on: date | None) -> dict[str, Any]:
    found = office(symbol, on)
    if found is None:
        return {
            "office": symbol,
            "name": None,
            "bureau": None,
            "bureau_name": None,
            "in_years": None,
            "confirmed": None,
        }
    return {
        "office": symbol,
        "name": found.name,
        "bureau": found.bureau,
        "bureau_name": found.bureau_name,
        "in_years": found.in_years,
        "confirmed": found.confirmed,
    }
