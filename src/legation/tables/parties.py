"""Who can be a party to a dialogue, what telegrams call it, and whose post stands where.

The rows are those of ``data/parties.csv``.

A party is a state, a state that is no more, or an organisation. A telegram names it in many ways: LIBYA,
LIBYANS, the
LIBYAN side, LARG, GOL, or by its capital. GOL is also Liberia, Laos and Lesotho: such short forms are
settled by the
telegram's own business, that is by the parties it is from, to and about.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache, cached_property
from typing import Any, Literal, NamedTuple

import msgspec

from legation.tables.rows import TableError, csv_rows, typed
from legation.tables.services import service_at

PartyKind = Literal["state", "historic", "organisation", "none"]
NameKind = Literal["noun", "adjective", "government", "capital", "none"]

_LISTS = ("adjectives", "names", "posts", "tags", "doubtful")
# What a post's plain language address begins with: the mission's rank, which says nothing of the place.
_MISSION = re.compile(
    r"^(?:(?P<american>AM|US)?(?P<rank>EMBASSY|EMB|CONSULATE|CONSUL|CONGEN|INT|LO|MISSION|DEL|OFFICE|REP)\b\s*)"
    r"(?:OF\s+(?P<of>[A-Z .'-]+?)\s+(?:AT|IN)\s+)?",
)
# The editors' way in published volumes: "the Embassy in Israel", "the Mission at the United Nations".
_EDITED = re.compile(
    r"^(?:THE )?(?:EMBASSY|LEGATION|CONSULATE(?: GENERAL)?|MISSION|DELEGATION|INTERESTS SECTION|LIAISON OFFICE)"
    r" (?:IN|AT|TO) (?:THE )?(?P<place>.+)"
)
# Missions as services call their own: NORWEGIAN EMBASSY RIGA; EMBASSY OF NORWAY, RIGA.
_RANK = r"(?:EMBASSY|LEGATION|HIGH COMMISSION|CONSULATE(?:[ -]GENERAL)?|(?:PERMANENT )?(?:MISSION|DELEGATION))"
_WHOSE = re.compile(
    rf"^(?:THE )?(?:ROYAL )?(?:(?P<whose>[A-Z][A-Z .'-]*?) {_RANK}|{_RANK} OF(?: THE)?),? (?P<rest>[A-Z].*)"
)
# BRITEMBASSY RIGA: whose mission it is, by how the adjective of that state begins; where it stands.
_SHORTENED = re.compile(
    r"^(?P<whose>(?!AM|US)[A-Z]{3,9}?)(?:EMBASSY|EMBA|EMB|CONSULATE|CONGEN|CONSUL|LEGATION|HIGHCOMM?|HICOMM?)"
    r"(?P<rest> [A-Z].*|$)"
)
# EMBASSY RIGA, HIGH COMMISSION LONDON: a mission of whichever service writes.
_ANYBODYS = re.compile(rf"^(?:THE )?{_RANK},? (?:(?:IN|AT) )?(?P<rest>(?!GENERAL\b|OF\b)[A-Z].*)")
# A ministry of foreign affairs, with the seat or the state that tells whose.
_AFFAIRS = re.compile(r"^(?:THE )?(?:MFA|MOFA|MINISTRY (?:OF|FOR) (?:FOREIGN|EXTERNAL) AFFAIRS|FOREIGN MINISTRY)\b")
_TOWARDS = re.compile(r"^(?:(?:IN|AT|TO) )?(?:THE )?")
# Addresses of the State Department and its sisters that begin with no rank.
_AMERICAN = re.compile(
    r"^(?:SECSTATE|USUN|STATE\b|DEPT\b|(?:THE )?DEPARTMENT OF STATE|SECDEF|WHITE ?HOUSE|USNATO|USEU\b|USOECD|REO\b)"
)
# Short words that a telegram in capitals uses as words: never taken as "Government of ...".
_NOT_GOVERNMENTS = frozenset(
    {"GO", "GOAL", "GOAD", "GOD", "GOLD", "GONE", "GOOD", "GOP", "GOV", "GOVT", "GOWN", "GOES"}
)


class Party(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One row: ISO 3166-1 alpha-2 code, or an organisation's short name, and all that it is called."""

    code: str
    name: str
    kind: PartyKind = "state"
    adjectives: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    posts: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    doubtful: tuple[str, ...] = ()
    until: int | None = None
    article: str = ""


class Post(msgspec.Struct, frozen=True, kw_only=True):
    """A mission abroad or a ministry: its name, its address, where it stands and whom it serves."""

    name: str
    country: str
    plad: str | None = None
    serves: str | None = None


class Person(msgspec.Struct, frozen=True, kw_only=True, rename={"from_": "from"}):
    """Somebody whose side is known: his name, the surname last, the code of his party, and the years in which it is so.

    from_, until: None where no year is given.
    """

    name: str
    party: str
    from_: int | None = None
    until: int | None = None


class Meaning(NamedTuple):
    """What a name may stand for. ``code`` is one candidate; several meanings of a name are several
    candidates."""

    code: str
    kind: NameKind
    doubtful: bool


class PartyTable:
    """All parties and posts, by every name. Values are fixed once built; ``extended`` makes another table."""

    def __init__(self, parties: Iterable[Party], posts: Iterable[Post] = (), persons: Iterable[Person] = ()) -> None:
        self.parties: tuple[Party, ...] = tuple(parties)
        self.posts: tuple[Post, ...] = tuple(posts)
        self.persons: tuple[Person, ...] = tuple(persons)
        self._by_code = {party.code: party for party in self.parties if party.kind != "none"}

    def party(self, code: str) -> Party | None:
        return self._by_code.get(code)

    def called(self, side: str) -> str:
        """The name of a party, by its code; what is no code stays as it is."""
        party = self.party(side)
        return party.name if party is not None else side

    def in_a_sentence(self, side: str) -> str:
        """``called``, with the article that stands before the name: ``the United States``."""
        party = self.party(side)
        return f"{party.article} {party.name}".strip() if party is not None else side

    def extended(self, rows: Iterable[Mapping[str, Any]]) -> PartyTable:
        """This table and the rows of an archive: parties (``code``), posts (``country``) and persons (``party``).

        A party row of a code that is there already takes its place. ``adjective`` (one word) and
        ``adjectives``
        (a list) are both understood. ``posts`` of a party row are the posts that serve it, wherever they
        stand; a
        post row says where. Keys that this table has no use for are let be. Raises TableError.
        """
        parties = dict(self._by_code)
        nones = [party for party in self.parties if party.kind == "none"]
        posts, persons = list(self.posts), list(self.persons)
        given = list(rows)
        served = {_squeezed(str(post)): row["code"] for row in given if "code" in row for post in row.get("posts", ())}
        for number, row in enumerate(given, 1):
            if "code" in row:
                known = {k: v for k, v in row.items() if k in Party.__struct_fields__ and k != "posts"}
                known["kind"] = "state" if known.get("kind") == "country" else known.get("kind", "state")
                if "adjective" in row:
                    known["adjectives"] = [row["adjective"], *known.get("adjectives", [])]
                made = typed([known], Party, f"party row {number}")[0]
                parties[made.code] = made
            elif "country" in row:
                name = str(row.get("name") or row.get("plad") or row["country"])
                serves = row.get("serves") or served.get(_squeezed(name))
                posts.append(Post(name=name, country=row["country"], plad=row.get("plad"), serves=serves))
            elif "party" in row:
                said = {k: v for k, v in row.items() if k in ("name", "party", "from", "until")}
                persons.append(typed([said], Person, f"person row {number}")[0])
            else:
                raise TableError(f"party row {number}: neither a code, nor a country, nor the party of a person")
        if unknown := next((one for one in persons if one.party not in parties), None):
            raise TableError(f"person {unknown.name!r}: there is no party {unknown.party!r}")
        return PartyTable([*parties.values(), *nones], posts, persons)

    def surnames(self, year: int | None) -> dict[str, str]:
        """Party by surname in capitals, of the persons whose side is known in a year; None for any year.

        Two of one surname and of two parties are left out: neither is known by it.
        """
        found: dict[str, str] = {}
        several: set[str] = set()
        for one in self.persons:
            if year is not None and not (one.from_ or year) <= year <= (one.until or year):
                continue
            last = re.split(r"[\s-]", one.name.strip())[-1].upper()
            if found.setdefault(last, one.party) != one.party:
                several.add(last)
        return {name: party for name, party in found.items() if len(name) > 2 and name not in several}

    @cached_property
    def names(self) -> dict[tuple[str, ...], tuple[Meaning, ...]]:
        """Every name, as the words of ``words_of``, with all it may mean."""
        found: dict[tuple[str, ...], list[Meaning]] = {}
        seats = {words_of(_MISSION.sub("", (post.plad or post.name).upper())) for post in self.posts}
        seats |= {words_of((post.plad or post.name).split(" ")[-1]) for post in self.posts}
        for party in self.parties:
            doubtful = {words_of(name) for name in party.doubtful}
            for name, kind in _names(party):
                key = words_of(name)
                seat = kind == "noun" and key in seats
                meaning = Meaning(party.code, "capital" if seat else kind, key in doubtful or kind == "government")
                meanings = found.setdefault(key, [])
                if key and meaning.code not in {m.code for m in meanings}:
                    meanings.append(meaning)
        found.pop((), None)
        return {key: tuple(meanings) for key, meanings in found.items()}

    @cached_property
    def first_words(self) -> frozenset[str]:
        """The words that names begin with."""
        return frozenset(key[0] for key in self.names)

    @cached_property
    def longest_name(self) -> int:
        """Words in the longest name."""
        return max((len(key) for key in self.names), default=0)

    @cached_property
    def _places(self) -> dict[str, list[str]]:
        places: dict[str, list[str]] = {}
        for party in self.parties:
            for place in (*party.posts, party.name):
                places.setdefault(_squeezed(place), []).append(party.code)
        for post in self.posts:
            for place in filter(None, (post.name, post.plad)):
                places.setdefault(_squeezed(place), []).insert(0, post.country)
        return places

    def country_of_post(self, address: str, *, year: int | None = None) -> str | None:
        """Where a post stands (``AMEMBASSY TRIPOLI``, ``TRIPOLI``): the code of that state or
        organisation."""
        plain = " ".join(address.upper().split())
        edited = _EDITED.match(plain)
        plain = edited["place"] if edited is not None else plain
        for name in (plain, _MISSION.sub("", plain), plain.removeprefix("US")):
            found = self._places.get(_squeezed(name))
            if found:
                return self._of_its_time(found, year)
        if edited is not None:  # by another name: Burma, the Federal Republic of Germany
            meanings = self.names.get(words_of(plain), ())
            codes = [one.code for one in meanings if one.kind == "noun" and not one.doubtful]
            if codes:
                return self._of_its_time(codes, year)
        # The rest of a line may carry a handling note: AMEMBASSY SUVA BY POUCH.
        whose, at = self._whose(plain), _ANYBODYS.match(plain)
        rest = whose[1] if whose is not None else at["rest"] if at is not None else _MISSION.sub("", plain)
        words = rest.split()
        for count in range(min(len(words), 4), 0, -1):
            found = self._places.get(_squeezed("".join(words[:count])))
            if found:
                return self._of_its_time(found, year)
        return None

    def of_its_time(self, meanings: Sequence[Meaning], year: int) -> Meaning:
        """Of the meanings of a name that of a year: RUSSIAN was the Soviet Union's until there was none."""
        code = self._of_its_time([meaning.code for meaning in meanings], year)
        return next(meaning for meaning in meanings if meaning.code == code)

    def _of_its_time(self, codes: list[str], year: int | None) -> str:
        for code in codes:
            party = self._by_code.get(code)
            if year is not None and party is not None and party.until is not None and year <= party.until:
                return code
        for code in codes:
            party = self._by_code.get(code)
            if party is None or party.until is None:
                return code
        return codes[0]

    def service_of(self, address: str) -> str | None:
        """Whose service an originator belongs to: US for the missions of the State Department, else by the
        posts."""
        plain = " ".join(address.upper().split())
        for post in self.posts:
            if plain in {(post.plad or "").upper(), post.name.upper()}:
                return post.serves or post.country
        whose = self._whose(plain)
        if whose is not None:
            return whose[0]
        if _ANYBODYS.match(plain) or _SHORTENED.match(plain):
            return None
        mission = _MISSION.match(plain)
        if (mission is not None and mission["american"]) or _AMERICAN.match(plain) or _EDITED.match(plain):
            return "US"
        if mission is not None and mission["of"]:
            meanings = self.names.get(words_of(mission["of"]), ())
            return meanings[0].code if meanings else None
        for count in range(min(len(plain.split()) - 1, self.longest_name), 0, -1):  # MFA TRIPOLI, FOREIGN TRIPOLI
            for meaning in self.names.get(words_of(" ".join(plain.split()[-count:])), ()):
                if meaning.kind in ("noun", "capital"):
                    return meaning.code
        return None

    def is_ministry(self, address: str) -> bool:
        """Whether an address is a ministry of foreign affairs whose service it tells: FOREIGN OFFICE, MFA TALLINN."""
        plain = " ".join(address.upper().split())
        listed = service_at(plain)
        if listed is not None:
            return listed[0].home
        return _AFFAIRS.match(plain) is not None and self.service_of(plain) is not None

    def _whose(self, plain: str) -> tuple[str, str] | None:
        """Whose mission an address names by the country that it serves, and where; None for one that names none."""
        listed = service_at(plain)
        if listed is not None:
            return listed[0].party, listed[1]
        found = _WHOSE.match(plain)
        if found is None:
            return self._shortened(plain)
        words = found["rest"].replace(",", " ").split()
        # Nothing need part a country from the place behind it: OF THE UNITED KINGDOM ABU DHABI.
        counts = [0] if found["whose"] else range(min(len(words) - 1, self.longest_name), 0, -1)
        for count in counts:
            for one in self.names.get(words_of(found["whose"] or " ".join(words[:count])), ()):
                if one.kind in ("noun", "adjective"):
                    return one.code, _TOWARDS.sub("", " ".join(words[count:]))
        return None

    def _shortened(self, plain: str) -> tuple[str, str] | None:
        """As ``_whose``, of an address whose first word has the country in short: BRITEMBASSY RIGA."""
        found = _SHORTENED.match(plain)
        if found is None:
            return None
        codes = {
            party.code
            for party in self.parties
            if party.kind == "state"
            and any(" " not in word and word.upper().startswith(found["whose"]) for word in party.adjectives)
        }
        return (codes.pop(), found["rest"].strip()) if len(codes) == 1 else None

    @cached_property
    def _tagged(self) -> dict[str, list[str]]:
        tagged: dict[str, list[str]] = {}
        for party in self.parties:
            for tag in party.tags:
                tagged.setdefault(tag, []).append(party.code)
        return tagged

    def parties_of_tag(self, tag: str) -> tuple[str, ...]:
        """The parties that a two-letter TAGS code may mean: the Department's own codes before ISO's."""
        if len(tag) != 2:
            return (tag,) if tag in self._by_code else ()
        return tuple(self._tagged.get(tag, ())) or ((tag,) if tag in self._by_code else ())


def words_of(name: str) -> tuple[str, ...]:
    """A name as it is compared: words in capitals, without full stops or the article."""
    words = tuple(name.upper().replace(".", "").replace("’", "'").split())
    return words[1:] if len(words) > 1 and words[0] == "THE" else words


def _squeezed(name: str) -> str:
    return re.sub(r"[^A-Z0-9]", "", name.upper())


def _names(party: Party) -> Iterable[tuple[str, NameKind]]:
    if party.kind == "none":
        for name in party.names:
            yield name, "none"
        return
    if party.kind != "organisation":  # first, so that an adjective given again as a name stays one
        for adjective in party.adjectives:
            yield adjective, "adjective"
            if not adjective.endswith(("sh", "ch", "ese", "s")):
                yield adjective + "s", "noun"
    yield party.name, "noun"
    for name in party.names:
        yield name, "noun"
    if party.kind == "organisation":
        return
    initials = "".join(word[0] for word in words_of(party.name) if word not in {"AND", "OF", "THE"})
    for short in dict.fromkeys((words_of(party.name)[0][:1], initials)):
        if short.isalpha() and len(short) <= 2 and "GO" + short not in _NOT_GOVERNMENTS:
            yield "GO" + short, "government"
    if party.posts:
        yield party.posts[0], "capital"


@cache
def default_parties() -> PartyTable:
    """The parties that come with the project."""
    rows: list[dict[str, Any]] = []
    for row in csv_rows("parties.csv"):
        built: dict[str, Any] = {key: value for key, value in row.items() if key not in _LISTS and key != "until"}
        for key in _LISTS:
            built[key] = tuple(part for part in row[key].split("|") if part)
        built["until"] = int(row["until"]) if row["until"] else None
        rows.append(built)
    parties = typed(rows, Party, "parties.csv")
    seen: set[str] = set()
    for party in parties:
        if party.code in seen:
            raise TableError(f"parties.csv: code {party.code!r} stands twice")
        seen.add(party.code)
    return PartyTable(parties)
