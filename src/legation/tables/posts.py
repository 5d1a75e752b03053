"""Posts and their names: who sends telegrams, what addresses and references call them, and when they stood.

A post is named here as message reference numbers name it: capitals without blanks (``ADDISABABA``). The rows are those
of ``data/posts.csv`` and ``data/post-aliases.csv``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import cache, cached_property
from typing import Any, Literal

import msgspec

from legation.core.mrn import post_key
from legation.tables.routing import route_rows
from legation.tables.rows import TableError, csv_rows, typed, years

PostKind = Literal[
    "embassy",
    "consulate general",
    "consulate",
    "mission",
    "interests section",
    "liaison office",
    "office",
    "department",
    "military",
    "agency",
    "delegation",
    "series",
]

_PREFIX = re.compile(
    r"^(AM ?EMBASSY|AEMBASSY|AMEREMBASSY|AMEMB|EMBASSY|AM ?CONSUL(?:ATE)?(?: GENERAL)?|AMCONGEN|CONSULATE|USMISSION"
    r"|US MISSION|USMISS?|"
    r"USINT|USLO|USDEL|REO|RRT|AIT|USOFFICE|MISSION|FM)(?:\s+|,\s*)"  # of typed copies: ``AMEMBASSY, LIMA``
)
# What follows the post in an address and is no part of its name.
_SUFFIX = re.compile(r"\s+(WASHDC|WASHINGTON(?: DC)?|NY|BE|AU|GE|VIC|BY POUCH)$")
# The rank glued to the place, as copies lose blanks.
_GLUED = re.compile(r"(?:AMEMBASSY|AMCONSUL|USMISSION|USINT|USLO|EMBASSY)(?=[A-Z]{4})")
# Names longer than any post's are not remembered, and not many of the others: memory stays flat on any traffic.
_LONGEST = 64
_REMEMBERED = 8192
# Page headers and document numbers of 1973-79 cut a post's name, blanks counted, at this many letters.
_CUT = 6
_CUT_YEARS = (1973, 1979)
# Words of fewer letters are too near to too many others.
_SHORTEST_NEAR = 5
_GREAT = frozenset({"embassy", "mission", "department"})


def place_of(name: str) -> str:
    """A name or address of a post without the words for its rank: ``TRIPOLI`` of ``AMEMBASSY TRIPOLI``."""
    return _SUFFIX.sub("", _PREFIX.sub("", name.strip().upper()))


class PostRow(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, rename={"since": "from"}):
    """One post at one time of its life.

    key: as MRNs write it. name: with blanks. country: ISO 3166-1 alpha-2 of the place today, None without a place.
    since, to: years, None where not known, before the table's time or still so in 2011. then: the key of the post that
    carried on after it. numbers: whether its telegrams are cited as name and number. confirmed: False where the years
    or the rank are general knowledge that no text at hand confirms.
    """

    key: str
    name: str
    kind: PostKind
    city: str
    country: str | None = None
    since: int | None = None
    to: int | None = None
    then: str | None = None
    numbers: bool = True
    confirmed: bool = True

    def stood(self, year: int) -> bool:
        """Whether the row may hold in a year; unknown ends are open."""
        return (self.since is None or self.since <= year) and (self.to is None or year <= self.to)


class AliasRow(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Another name of a post, both without blanks: ``HAGUE`` for ``THEHAGUE``.

    Of kind ``word`` it is none: a cut form that is also a word (``CHRIST``), without a key.
    """

    alias: str
    key: str
    kind: Literal["name", "short", "misspelling", "word"]


class Posts(msgspec.Struct, frozen=True, dict=True):
    """names: key to the name with blanks. aliases: other keys to keys. plads: routing indicator to address.

    rows: key to its rows in order of time; senders that do not number their telegrams stand in no ``names``.
    near_names: the names, keys and others, that ``near`` measures against. own: keys of the posts that an archive has
    of its own, beside those of the package.
    """

    names: dict[str, str]
    aliases: dict[str, str]
    plads: dict[str, str]
    rows: dict[str, tuple[PostRow, ...]] = {}
    near_names: tuple[str, ...] = ()
    own: frozenset[str] = frozenset()

    @cached_property
    def of_country(self) -> dict[str, tuple[str, ...]]:
        """The keys of all posts that ever stood in a country of today, by its code."""
        found: dict[str, dict[str, None]] = {}
        for key, rows in self.rows.items():
            for row in rows:
                if row.country is not None:
                    found.setdefault(row.country, {})[key] = None
        return {country: tuple(keys) for country, keys in found.items()}

    @cached_property
    def _known(self) -> dict[str, str | None]:
        return {}

    def key(self, name: str) -> str | None:
        """The key of a post by any of its names or addresses, or None if it is not in the table."""
        known = self._known
        if name in known:
            return known[name]
        found = self._key(name)
        if len(name) <= _LONGEST:
            if len(known) >= _REMEMBERED:
                known.clear()
            known[name] = found
        return found

    def _key(self, name: str) -> str | None:
        upper = name.strip().upper()
        whole = post_key(upper, self.aliases)  # USMISSION BERLIN is another post than AMEMBASSY BERLIN
        if whole in self.names:
            return whole
        cleaned = place_of(upper)
        key = post_key(cleaned, self.aliases)
        if key in self.names:
            return key
        glued = _GLUED.match(cleaned)
        if glued is not None:
            key = post_key(cleaned[glued.end() :], self.aliases)
        return key if key in self.names else None

    def key_of_plad(self, plad: str) -> str | None:
        """The key that an originator's address gives its telegrams, known or not.

        An embassy outside the table is still a post; a military address is not.
        """
        known = self.key(plad)
        if known is not None:
            return known
        upper = plad.strip().upper()
        if upper.endswith(")") and " (" in upper:  # the country of a city: ``AMERICAN LEGATION BOGOTA (COLOMBIA)``
            upper = upper[: upper.rindex(" (")]
            if (known := self.key(upper)) is not None:
                return known
        if _PREFIX.match(upper):
            return post_key(place_of(upper), self.aliases) or None
        return None

    def near(self, name: str) -> str | None:
        """The key of the one post whose name is one letter off: changed, lost, added or two neighbours swapped.

        A name of the table is its own post. None for names under five letters, and where no post or more than one is
        near. Time grows with the length of the name, not with the table.
        """
        if len(name) > _LONGEST:
            return None
        known = self.key(name)
        if known is not None:
            return known
        upper = name.strip().upper()
        for words in dict.fromkeys((upper, _SUFFIX.sub("", _PREFIX.sub("", upper)))):
            near = self._near(post_key(words, {}))
            if near:
                return near.pop() if len(near) == 1 else None
        return None

    def _near(self, word: str) -> set[str]:
        if len(word) < _SHORTEST_NEAR:
            return set()
        shapes = self._shapes
        return {
            key
            for shape in (word, *_shorter(word))
            for candidate in shapes.get(shape, ())
            if one_off(word, candidate) and (key := self.aliases.get(candidate, candidate))
        }

    @cached_property
    def _shapes(self) -> dict[str, tuple[str, ...]]:
        """Every name, and every name less one letter, to the names it comes from."""
        shapes: dict[str, list[str]] = {}
        for name in self.near_names:
            for shape in {name, *_shorter(name)}:
                shapes.setdefault(shape, []).append(name)
        return {shape: tuple(names) for shape, names in shapes.items()}

    def row(self, key: str, on: date | None = None) -> PostRow | None:
        """What stood under ``key`` on a day, else (and without a day) the row nearest in time; None if unknown."""
        rows = self.rows.get(key)
        if not rows:
            return None
        if on is None:
            return rows[-1]
        # The year of a change belongs to both rows; the later one is what the post became.
        return next((row for row in reversed(rows) if row.stood(on.year)), None) or min(
            reversed(rows), key=lambda row: _years_off(row, on.year)
        )

    def sender(self, plad: str, on: date | None = None) -> PostRow | None:
        """The row of an address: a post, or an agency or command, whether or not it numbers its telegrams."""
        key = self.key(plad)
        if key is not None:
            return self.row(key, on)
        upper = re.sub(r"//.*$", "", plad.strip().upper()[:_LONGEST]).rstrip("/ ")
        words = [piece for piece in re.split(r"[^A-Z0-9]+", upper) if piece][:4]
        for count in range(len(words), 0, -1):
            rows = self.rows.get("".join(words[:count]))
            if rows:
                return self.row(rows[0].key, on)
        return None

    def extended(self, rows: Mapping[str, str]) -> Posts:
        """The table with further posts: plain language address to post name."""
        names = dict(self.names)
        aliases = dict(self.aliases)
        near_names = list(self.near_names)
        own = set(self.own)
        for plad, name in rows.items():
            key = post_key(name, {})
            names[key] = name
            own.add(key)
            aliases[key] = key  # no other name of another post any more
            if len(key) >= _SHORTEST_NEAR and key not in near_names:
                near_names.append(key)
            alias = post_key(_PREFIX.sub("", plad.upper()), {})
            if alias != key:
                aliases[alias] = key
        return Posts(names, aliases, self.plads, self.rows, tuple(near_names), frozenset(own))


def _may_be_near(key: str, rows: Iterable[PostRow]) -> bool:
    """Whether a name one letter off may stand for ``key``.

    Names of five letters are one letter from many words, so of those only the great senders count.
    """
    kinds = {row.kind for row in rows}
    return len(key) > _SHORTEST_NEAR or (len(key) == _SHORTEST_NEAR and bool(kinds & _GREAT))


def one_off(first: str, second: str) -> bool:
    """Whether one letter changed, lost, added, or two neighbours swapped, makes one word of the other."""
    if first == second or abs(len(first) - len(second)) > 1:
        return False
    same = next((at for at, (a, b) in enumerate(zip(first, second, strict=False)) if a != b), None)
    if same is None:
        return True
    if len(first) > len(second):
        return first[same + 1 :] == second[same:]
    if len(first) < len(second):
        return first[same:] == second[same + 1 :]
    if first[same + 1 :] == second[same + 1 :]:
        return True
    return first[same : same + 2] == second[same : same + 2][::-1] and first[same + 2 :] == second[same + 2 :]


def _shorter(word: str) -> Iterator[str]:
    for at in range(len(word)):
        yield word[:at] + word[at + 1 :]


def _years_off(row: PostRow, year: int) -> int:
    return max((row.since or year) - year, year - (row.to or year))


def post_rows() -> list[PostRow]:
    """The rows of ``data/posts.csv``, in order. Raises TableError for a row that does not hold."""
    rows = typed((_post_row(row) for row in csv_rows("posts.csv")), PostRow, "posts.csv")
    keys = {row.key for row in rows}
    for row in rows:
        if row.key != post_key(row.name, {}):
            raise TableError(f"posts.csv: {row.key!r} is not the key of {row.name!r}")
        if row.then is not None and row.then not in keys:
            raise TableError(f"posts.csv: {row.key!r} goes on as {row.then!r}, which is no row")
        if row.since is not None and row.to is not None and row.to < row.since:
            raise TableError(f"posts.csv: {row.key!r} ends in {row.to} before it begins")
    return rows


def _post_row(row: dict[str, str]) -> dict[str, Any]:
    if row["numbers"] not in {"yes", "no"} or row["flag"] not in {"", "u"}:
        raise TableError(f"posts.csv: {row['key']!r} has numbers {row['numbers']!r} and flag {row['flag']!r}")
    return {
        **{name: row[name] for name in ("key", "name", "kind", "city")},
        "country": row["country"] or None,
        **years(row, "posts.csv"),
        "then": row["then"] or None,
        "numbers": row["numbers"] == "yes",
        "confirmed": row["flag"] != "u",
    }


def alias_rows() -> list[AliasRow]:
    """The rows of ``data/post-aliases.csv``. Raises TableError when one stands twice."""
    rows = typed(csv_rows("post-aliases.csv"), AliasRow, "post-aliases.csv")
    if len({row.alias for row in rows}) != len(rows):
        raise TableError("post-aliases.csv: an alias stands twice")
    return rows


def _cut_forms(rows: Iterable[PostRow]) -> dict[str, str]:
    """Names as the archives of 1973-79 cut them, to the one post of those years that each can mean.

    The cut counts blanks: NEW DELHI stands as NEWDE, HONG KONG as HONGK; a later removal of blanks gives NEWDEL too.
    """
    first, last = _CUT_YEARS
    cut: dict[str, dict[str, str | None]] = {}
    for row in rows:
        if (row.since or first) > last or (row.to or last) < first or not row.numbers:
            continue
        for short in {row.key[:_CUT], post_key(row.name[:_CUT], {})}:
            if len(short) >= _CUT - 1 and short != row.key:
                cut.setdefault(short, {})[row.key] = row.then
    forms: dict[str, str] = {}
    for short, keys in cut.items():
        heirs = set(keys.values())
        first_names = [key for key in keys if key not in heirs]
        if len(first_names) == 1:
            forms[short] = first_names[0]
    return forms


@cache
def load_posts() -> Posts:
    """The table of the package. Raises TableError when its files do not fit together."""
    all_rows = post_rows()
    rows: dict[str, list[PostRow]] = {}
    for row in all_rows:
        rows.setdefault(row.key, []).append(row)
    names = {key: own[0].name for key, own in rows.items() if own[0].numbers}
    plads: dict[str, str] = {}
    for route in route_rows():
        plads.setdefault(route.ri, route.plad)
        if route.post is not None and route.post not in names:
            raise TableError(f"routing.csv: {route.ri} is of {route.post!r}, which is no post")
    aliases: dict[str, str] = {}
    near_names = [key for key in names if _may_be_near(key, rows[key])]
    words: set[str] = set()
    for alias in alias_rows():
        if alias.kind == "word":
            words.add(alias.alias)
            continue
        if alias.key not in names or alias.alias in rows:
            raise TableError(f"post-aliases.csv: {alias.alias!r} must be no post and mean one, not {alias.key!r}")
        aliases[alias.alias] = alias.key
        if alias.kind == "name" and len(alias.alias) > _SHORTEST_NEAR:
            near_names.append(alias.alias)
    for short, key in _cut_forms(all_rows).items():
        if short not in rows and short not in words:
            aliases.setdefault(short, key)
    return Posts(names, aliases, plads, {key: tuple(own) for key, own in rows.items()}, tuple(near_names))
