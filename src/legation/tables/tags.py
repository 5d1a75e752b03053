"""TAGS by era: what a code of the TAGS line meant on a telegram's date.

Two-letter geographic codes changed meaning between the handbook of 1974, the FIPS years and the GENC codes of today.
Each row of ``data/tags.csv`` stands with its source, each source in ``data/tags.toml`` with the years it speaks for.
Where the sources leave the era unsettled, the candidates are given and none is chosen.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from functools import cache
from typing import Literal

import msgspec

from legation.tables.persons import person_names
from legation.tables.rows import TableError, csv_rows, table, typed, unique, years

TagKind = Literal["subject", "program", "geo", "org", "person"]
Certainty = Literal["settled", "likely", "unsettled", "outside", "open"]


class TagSource(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, rename={"since": "from"}):
    """Where rows come from. sure: the years its codes are taken as in force; since, to: the widest possible."""

    key: str
    title: str
    since: int
    to: int
    sure: tuple[int, int]


class TagRow(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, rename={"since": "from"}):
    """One code in one source. meaning: None where the source only lists the code. place: see the head of the table."""

    code: str
    kind: Literal["subject", "program", "geo", "org"]
    meaning: str | None
    place: str | None
    since: int | None
    to: int | None
    source: str
    status: Literal["", "u", "none"]
    note: str

    @property
    def concept(self) -> tuple[str, str]:
        """What two rows share that mean the same: one place, one subject under two wordings, one organisation."""
        return (self.kind, self.place or (self.code if self.kind in {"subject", "program"} else self.meaning or ""))


class TagCandidate(msgspec.Struct, frozen=True, kw_only=True, rename={"since": "from"}):
    """A meaning that a code may have, and the widest years in which its source allows it."""

    kind: TagKind
    meaning: str | None
    place: str | None
    since: int
    to: int
    source: str


class TagMeaning(msgspec.Struct, frozen=True, kw_only=True):
    """What a code means on a day.

    meaning and place: None where unknown or unsettled; a subject outside its years keeps its one meaning.
    kind: None where the candidates differ in kind.
    certainty: settled (a source is sure of that year), likely (one meaning, a year at a source's edge), unsettled
    (several meanings), outside (meanings of other years only), open (a person's name, of which there is no list).
    confirmed: False where the row's meaning or its use by State is unconfirmed.
    candidates: empty where settled or likely.
    """

    code: str
    kind: TagKind | None
    meaning: str | None
    place: str | None
    certainty: Certainty
    confirmed: bool
    source: str | None
    candidates: tuple[TagCandidate, ...] = ()


@cache
def tag_sources() -> dict[str, TagSource]:
    """The sources by key. Raises TableError."""
    sources: dict[str, TagSource] = unique(table("tags.toml", "source", TagSource), "key", "tags.toml")
    for source in sources.values():
        if not source.since <= source.sure[0] <= source.sure[1] <= source.to:
            raise TableError(f"tags.toml: the years of {source.key} do not hold one another")
    return sources


@cache
def tag_rows() -> tuple[TagRow, ...]:
    """Every row, in the order of the table. Raises TableError for duplicates and unknown sources."""
    raw = (
        {
            **{name: row[name] for name in ("code", "kind", "source", "status", "note")},
            "meaning": row["meaning"] or None,
            "place": row["place"] or None,
            **years(row, "tags.csv"),
        }
        for row in csv_rows("tags.csv")
    )
    rows = tuple(typed(raw, TagRow, "tags.csv"))
    met: set[tuple[str, str, str, str | None]] = set()
    for row in rows:
        if row.source not in tag_sources():
            raise TableError(f"tags.csv: {row.code} has the unknown source {row.source!r}")
        if (row.meaning is None) != (row.status == "none"):
            raise TableError(f"tags.csv: {row.code} must have a meaning or the status none")
        mark = (row.code, row.kind, row.source, row.meaning)
        if mark in met:
            raise TableError(f"tags.csv: {row.code} stands twice in {row.source}")
        met.add(mark)
    return rows


@cache
def _by_code() -> dict[str, tuple[TagRow, ...]]:
    found: dict[str, list[TagRow]] = {}
    for row in tag_rows():
        found.setdefault(row.code, []).append(row)
    return {code: tuple(rows) for code, rows in found.items()}


@cache
def known_codes() -> frozenset[str]:
    """Every code of the table, organisations of several words included."""
    return frozenset(_by_code())


def known(code: str) -> bool:
    """Whether ``code``, in capitals, is in the table, of whatever year."""
    return code in known_codes()


@cache
def organisations_of_words() -> tuple[str, ...]:
    """Organisations whose code has blanks, longest first: what a line divided at blanks would tear."""
    return tuple(sorted((code for code in known_codes() if " " in code), key=lambda code: (-len(code), code)))


def decode(code: str, on: date | None = None) -> TagMeaning | None:
    """What ``code`` means on a day, or None for a code that no source has. Never guesses: see ``TagMeaning``."""
    name = " ".join(code.split()).upper()
    rows = _by_code().get(name)
    if rows is None:
        if _PERSON.fullmatch(name):
            return TagMeaning(
                code=name,
                kind="person",
                meaning=name.strip("()"),
                place=None,
                certainty="open",
                confirmed=True,
                source=None,
            )
        return None
    certainty: Certainty = "settled"
    fitting = _telling(row for row in rows if on is None or _sure(row, on.year))
    if on is not None and not fitting:
        certainty = "likely"
        fitting = _telling(row for row in rows if _possible(row, on.year))
    if not fitting:
        certainty, fitting = "outside", _telling(rows)
    elif len({row.concept for row in fitting}) > 1:
        certainty = "unsettled"
    if certainty in {"settled", "likely"}:
        best = min(fitting, key=lambda row: (row.status == "u", _off(row, on)))
        return TagMeaning(
            code=name,
            kind=best.kind,
            meaning=best.meaning,
            place=best.place,
            certainty=certainty,
            confirmed=best.status == "",
            source=best.source,
        )
    kinds = {row.kind for row in fitting}
    # A subject keeps its sense; its first year alone is in doubt. A place or an organisation may have been another.
    alike = fitting[0] if kinds <= {"subject", "program"} and len({row.concept for row in fitting}) == 1 else None
    return TagMeaning(
        code=name,
        kind=kinds.pop() if len(kinds) == 1 else None,
        meaning=alike.meaning if alike is not None else None,
        place=None,
        certainty=certainty,
        confirmed=False,
        source=alike.source if alike is not None else None,
        candidates=tuple(_candidate(row) for row in fitting),
    )


def _telling(rows: Iterable[TagRow]) -> list[TagRow]:
    """Of rows that fit, those that say what they mean; all of them if none does."""
    fitting = list(rows)
    return [row for row in fitting if row.meaning is not None] or fitting


def _bounds(row: TagRow) -> tuple[int, int]:
    """The widest years of a row: its own where it has them and its source reaches there, else its source's."""
    source = tag_sources()[row.source]
    return max(source.since, row.since or 0), min(source.to, row.to or 9999)


def _possible(row: TagRow, year: int) -> bool:
    since, to = _bounds(row)
    return since <= year <= to


def _sure(row: TagRow, year: int) -> bool:
    first, last = tag_sources()[row.source].sure
    return first <= year <= last and _possible(row, year)


def _off(row: TagRow, on: date | None) -> int:
    first, last = tag_sources()[row.source].sure
    return 0 if on is None else max(first - on.year, on.year - last, 0)


def _candidate(row: TagRow) -> TagCandidate:
    since, to = _bounds(row)
    return TagCandidate(kind=row.kind, meaning=row.meaning, place=row.place, since=since, to=to, source=row.source)


_PERSON = re.compile(r"\([A-Z][A-Z' .-]{1,40}, ?[A-Z][A-Z' .-]{0,40}\)|[A-Z][A-Z'-]{1,30}, ?[A-Z][A-Z' .-]{0,40}")
_FORM = re.compile(r"[ABCEHKLMOPST][A-Z]{3}|[A-Z]{2}|[0-9][A-Z]")
_LETTERS = re.compile(r"[A-Z][A-Z'.-]*")
NAMING = frozenset({"OCON", "OEXC", "OREP", "OTRA", "OVIP"})
"""The subjects whose lines name a person (74STATE150591)."""
_LONGEST_GLUED = 64
_SUBJECT = 4  # letters of a subject or a program


def split_words(words: str, *, naming: bool = False) -> list[str]:
    """The codes of a piece of a TAGS line that blanks divide: ``PREL COLOMBO PLAN MARR``.

    Organisations of several words stay whole; so do words that neither are codes nor have the form of one, as persons'
    names have not: ``OVIP CLINTON HILLARY PREL`` gives OVIP, CLINTON HILLARY, PREL. Glued codes are parted where they
    part in one way only. Capitals expected; nothing is dropped, order is kept.

    naming: whether a subject that names a person stands before ``words``.
    """
    tokens = words.split()
    codes = known_codes()
    longest = max((name.count(" ") + 1 for name in organisations_of_words()), default=1)
    found: list[str] = []
    loose: list[str] = []  # words of no code, one name until a code comes
    at = 0
    while at < len(tokens):
        count = next((n for n in range(longest, 1, -1) if " ".join(tokens[at : at + n]) in codes), 1)
        token = " ".join(tokens[at : at + count])
        at += count
        pieces = [token] if count > 1 or token in codes else unglued(token)
        if sum(len(piece) == 2 for piece in pieces) > 1 and _is_word(tokens[at : at + 1]):
            pieces = [token]  # ``ECONOMIC AFFAIRS`` are words, not ECON, OM, IC
        # A surname of four letters may have the form of a code: only the table tells while a name is being read.
        if len(pieces) > 1 or token in codes or (_FORM.fullmatch(token) and not (loose or NAMING & set(found[-1:]))):
            found.extend(_closed(loose, naming=naming or not NAMING.isdisjoint(found)))
            loose = []
            found.extend(pieces)
        else:
            loose.append(token)
    found.extend(_closed(loose, naming=naming or not NAMING.isdisjoint(found)))
    return found


def _closed(loose: list[str], *, naming: bool) -> list[str]:
    """Words of no code as one name, or each as a code that no table has, where all have the length of a subject.

    Behind a subject that names a person, and behind a first name, they are a name.
    """
    if not loose:
        return []
    if len(loose) == 1 or any(len(word) != _SUBJECT or not word.isalpha() for word in loose):
        return [" ".join(loose)]
    if naming or loose[0] in person_names().given:
        return [" ".join(loose)]
    return loose


def _is_word(tokens: list[str]) -> bool:
    """Whether the next of ``tokens`` is a word that is no code and cannot be parted into codes."""
    return bool(tokens) and not known(tokens[0]) and not _FORM.fullmatch(tokens[0]) and len(unglued(tokens[0])) == 1


def split(value: str) -> list[str]:
    """The TAGS of a whole line in capitals: brackets keep a name whole, commas divide, blanks divide codes.

    ``OVIP (ROE, JANE), PREL`` and ``OVIP, ROE, JANE, PREL`` both hold one person: after a subject that names one, two
    pieces that are no codes are read as surname and given name. Each TAG once, in order.
    """
    found: list[str] = []
    naming = False
    for piece in re.finditer(r"\([^()]{0,200}\)?|[^,;()]+", value):
        words = " ".join(piece[0].split()).strip(" .")
        if words.startswith("("):
            found.append(words if words.endswith(")") else f"{words})")
            continue
        for tag in split_words(words, naming=naming):
            naming = naming or tag in NAMING
            lone = naming and not known(tag) and _LETTERS.fullmatch(tag.split(" ")[0]) is not None
            if lone and found and _awaits_given_name(found[-1]):
                found[-1] = f"{found[-1]}, {tag}"
            else:
                found.append(tag)
    return list(dict.fromkeys(tag for tag in found if tag))


def _awaits_given_name(tag: str) -> bool:
    """Whether a piece may be a surname whose given name stands behind the comma."""
    return "," not in tag and " " not in tag and not known(tag) and _LETTERS.fullmatch(tag) is not None and len(tag) > 2


def unglued(token: str) -> list[str]:
    """Codes that lost the blanks between them, parted: ``PHUMBA`` to PHUM, BA. The token alone where it cannot be
    parted, or in more than one way, or holds no four-letter code."""
    if not 6 <= len(token) <= _LONGEST_GLUED or not token.isalpha():
        return [token]
    codes = known_codes()
    fours = [token[at : at + 4] for at in range(0, len(token), 4)]
    if all(len(four) == 4 and four in codes for four in fours):
        return fours  # subjects and programs alone part in one way, whatever pairs of letters they hold
    # ways[n]: the fewest codes that the first n letters part into, in how many ways, and one of them.
    ways: list[tuple[int, int, tuple[str, ...]]] = [(0, 1, ())]
    for end in range(1, len(token) + 1):
        fewest, count = len(token), 0
        parts: tuple[str, ...] = ()
        for length in (2, 4):
            piece = token[end - length : end] if end >= length else ""
            if piece not in codes or not ways[end - length][1]:
                continue
            before = ways[end - length]
            if before[0] + 1 < fewest:
                fewest, count, parts = before[0] + 1, before[1], (*before[2], piece)
            elif before[0] + 1 == fewest:
                count += before[1]
        ways.append((fewest, min(count, 2), parts))
    _, found, pieces = ways[-1]
    return list(pieces) if found == 1 and any(len(piece) == 4 for piece in pieces) else [token]
