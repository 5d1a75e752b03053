"""Persons named in the text of telegrams: who they are called, with which offices, from when to when, and beside whom.

Names are read when they are asked for, from the telegrams that a search finds, so that nothing is kept of them and
every answer rests on what the reader may read. For one person the search is narrowed to telegrams that have the name
at all. A person is a surname here: two of one surname stand under it together, with the first names that are written.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

import msgspec

from legation.core.marking import Marking, Reader, join_all
from legation.extract.name_words import surname_of, words_of_name
from legation.extract.persons import Named, persons, sentences_of
from legation.services.citing import anchors
from legation.services.finding import Finding
from legation.services.report import Line, Report
from legation.storage.parsing import parse_query
from legation.storage.ports import Telegrams
from legation.storage.records import Record, listing_of
from legation.tables.banners import level_of, mark_of
from legation.tables.parties import PartyTable
from legation.tables.pieces import pieces_of
from legation.tables.posts import Posts

LIMIT = 2_000
"""Telegrams that are read for names unless asked otherwise: some four seconds."""
MOST = 100
"""Persons, or mentions of one, that are told at once."""
_NAME = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*")
_AT_ONCE = 100  # records that are in memory together
_BESIDE = 30  # persons beside one that are told
_FORMS = 12  # of a name, and titles with it, that are told


class Said(msgspec.Struct, frozen=True, kw_only=True):
    """Words that stand for a person, a form of the name or a title; in how many telegrams, and from when to when."""

    words: str
    telegrams: int
    first: str | None
    last: str | None


class Person(msgspec.Struct, frozen=True, kw_only=True):
    """One surname. names: the forms in which it is written; titles: those that stand with it; both the most used first.

    telegrams: how many name it, all versions and sections of one being one. first, last: ISO days. access, marking:
    label and banner words over the paragraphs that name it.
    """

    surname: str
    names: tuple[Said, ...]
    titles: tuple[Said, ...]
    telegrams: int
    mentions: int
    first: str | None
    last: str | None
    access: str
    marking: str


class People(msgspec.Struct, frozen=True, kw_only=True):
    """Persons, those first whom most telegrams name. query, begins: what was asked for. total: how many there are.

    after: where the next ones begin; None at the end. looked_at: telegrams that were read for names. cut: there are
    more, which nobody looked at. banner: over all that were read; None where there were none.
    """

    query: str
    begins: str
    people: tuple[Person, ...]
    total: int
    after: int | None
    looked_at: int
    cut: bool
    banner: str | None


class Mention(msgspec.Struct, frozen=True, kw_only=True):
    """Where a person is named. telegram: its number, or the beginning of its hash; sha256: the version.

    place: the anchor of the paragraph. quote: the sentence. access, marking: of the paragraph.
    """

    telegram: str
    sha256: str
    date: str | None
    place: str
    name: str
    title: str | None
    quote: str
    access: str
    marking: str


class Beside(msgspec.Struct, frozen=True, kw_only=True):
    """Another who is named in the same telegrams, and in how many of them."""

    surname: str
    name: str
    telegrams: int
    access: str
    marking: str


class Sheet(msgspec.Struct, frozen=True, kw_only=True):
    """All that is told of one person. person: None where nobody of that name is named.

    mentions: the oldest first; beside: the most frequent first; the rest as in ``People``.
    """

    query: str
    name: str
    person: Person | None
    mentions: tuple[Mention, ...]
    beside: tuple[Beside, ...]
    after: int | None
    looked_at: int
    cut: bool
    banner: str | None


class _Met(NamedTuple):
    """A mention as it counts."""

    telegram: str
    sha256: str
    date: str | None
    named: Named
    held: Marking


class _Read(NamedTuple):
    """A record: everyone it names, and how it is held."""

    record: Record
    met: list[_Met]


class _Looked:
    """How many records were read, whether there were more, and how they are held."""

    def __init__(self) -> None:
        self.count = 0
        self.cut = False
        self._labels: set[str] = set()

    def saw(self, record: Record) -> None:
        self.count += 1
        self._labels.add(record.access)

    @property
    def banner(self) -> str | None:
        return level_of(join_all([Marking.from_label(one) for one in self._labels])) if self._labels else None


class Persons:
    """Tells whom telegrams name, for a reader."""

    def __init__(self, telegrams: Telegrams, finding: Finding, parties: PartyTable, posts: Posts) -> None:
        self._telegrams = telegrams
        self._finding = finding
        self._parties = parties
        self._posts = posts

    def people(
        self,
        reader: Reader,
        query: str = "*",
        *,
        begins: str = "",
        limit: int = LIMIT,
        after: int = 0,
        most: int = MOST,
    ) -> People:
        """Everyone named in the telegrams that a search finds, the oldest telegrams first. Raises QueryError.

        begins: what the surname or another word of a name begins with. limit: telegrams at most; time grows with them.
        after, most: which of the persons are told.
        """
        after, most = max(after, 0), max(most, 1)
        found: dict[str, list[_Met]] = defaultdict(list)
        read = _Looked()
        for one in self._read(reader, query, limit, read):
            for met in one.met:
                found[surname_of(met.named.full)].append(met)
        wanted = words_of_name(begins)
        lines = [
            _person(surname, met)
            for surname, met in found.items()
            if all(any(map(_begins(one), met)) for one in wanted)
        ]
        lines.sort(key=lambda one: (-one.telegrams, -one.mentions, one.surname))
        return People(
            query=query,
            begins=begins,
            people=tuple(lines[after : after + most]),
            total=len(lines),
            after=after + most if after + most < len(lines) else None,
            looked_at=read.count,
            cut=read.cut,
            banner=read.banner,
        )

    def person(
        self, reader: Reader, name: str, *, query: str = "*", limit: int = LIMIT, after: int = 0, most: int = MOST
    ) -> Sheet:
        """Where one person is named in the telegrams that a search finds. Raises QueryError.

        name: a surname, or more words of the name, which then must all be written in the telegram. after, most: which
        of the mentions are told.
        """
        after, most = max(after, 0), max(most, 1)
        query = query.strip() or "*"
        parse_query(query, self._posts.aliases)  # by itself: it is put in parentheses
        wanted = frozenset(word for word in words_of_name(name) if _NAME.fullmatch(word))
        read = _Looked()
        narrowed = " AND ".join((f"({query})", *(f'"{word}"' for word in sorted(wanted))))
        looked = self._read(reader, narrowed, limit, read) if wanted else ()
        having = [one for one in looked if any(wanted <= words_of_name(met.named.full) for met in one.met)]
        meant = _meant(wanted, (met for one in having for met in one.met))
        mine: list[tuple[Record, list[_Met]]] = []
        others: dict[str, list[_Met]] = defaultdict(list)
        for one in having:
            if own := [met for met in one.met if met.named.full in meant]:
                mine.append((one.record, own))
                for met in one.met:
                    if met.named.full not in meant:
                        others[surname_of(met.named.full)].append(met)
        every = [met for _, own in mine for met in own]
        surnames = Counter(surname_of(met.named.full) for met in every)
        return Sheet(
            query=query,
            name=name,
            person=_person(surnames.most_common(1)[0][0], every) if every else None,
            mentions=tuple(_mentions(mine, after, after + most)),
            beside=_beside(others),
            after=after + most if after + most < len(every) else None,
            looked_at=read.count,
            cut=read.cut,
            banner=read.banner,
        )

    def _read(self, reader: Reader, query: str, limit: int, looked: _Looked) -> Iterator[_Read]:
        hashes: list[str] = []
        for listing in self._finding.every(reader, query):
            if looked.count + len(hashes) >= limit:
                looked.cut = True
                break
            hashes.append(listing.sha256)
            if len(hashes) == _AT_ONCE:
                yield from self._of(reader, hashes, looked)
                hashes = []
        yield from self._of(reader, hashes, looked)

    def _of(self, reader: Reader, hashes: Sequence[str], looked: _Looked) -> Iterator[_Read]:
        records = self._telegrams.records(reader, hashes)
        for record in (records[sha256] for sha256 in hashes if sha256 in records):
            looked.saw(record)
            yield _Read(record, _met(record, self._parties))


def _meant(wanted: frozenset[str], met: Iterable[_Met]) -> frozenset[str]:
    """The full names that have all the words; where some have the one word for their surname, those alone."""
    names = {full for full in {one.named.full for one in met} if wanted <= words_of_name(full)}
    return frozenset({full for full in names if {surname_of(full)} == wanted} or names)


def _begins(with_: str) -> Callable[[_Met], bool]:
    return lambda met: any(word.startswith(with_) for word in words_of_name(met.named.full))


def _met(record: Record, parties: PartyTable) -> list[_Met]:
    telegram, listing = record.telegram, listing_of(record)
    name = listing.mrn or listing.sha256[:12]
    held: dict[int, Marking] = {}
    found = persons(telegram, parties)
    for at in {one.paragraph for one in found}:
        held[at] = join_all([piece.held for piece in pieces_of(telegram, telegram.paragraphs[at])])
    return [_Met(name, listing.sha256, listing.date, one, held[one.paragraph]) for one in found]


def _person(surname: str, met: Sequence[_Met]) -> Person:
    over = join_all([one.held for one in met])
    days = sorted(one.date for one in met if one.date)
    return Person(
        surname=surname,
        names=_said((one.named.full.upper(), one) for one in met),
        titles=_said((one.named.title.upper(), one) for one in met if one.named.title),
        telegrams=len({one.telegram for one in met}),
        mentions=len(met),
        first=days[0] if days else None,
        last=days[-1] if days else None,
        access=over.label,
        marking=level_of(over),
    )


def _said(words: Iterable[tuple[str, _Met]]) -> tuple[Said, ...]:
    """Each form with its telegrams and days; told in capitals, for half of all telegrams know no other."""
    by_words: dict[str, list[_Met]] = defaultdict(list)
    for written, one in words:
        by_words[" ".join(written.split())].append(one)
    told = []
    for written, met in by_words.items():
        days = sorted(one.date for one in met if one.date)
        count = len({one.telegram for one in met})
        told.append(
            Said(words=written, telegrams=count, first=days[0] if days else None, last=days[-1] if days else None)
        )
    return tuple(sorted(told, key=lambda one: (-one.telegrams, one.words))[:_FORMS])


def _mentions(mine: Sequence[tuple[Record, list[_Met]]], first: int, last: int) -> Iterator[Mention]:
    """Those from ``first`` to ``last``, in the order of the telegrams; the sentences of no others are looked for."""
    at = 0
    for record, met in mine:
        shown = met[max(first - at, 0) : max(last - at, 0)]
        at += len(met)
        if not shown:
            continue
        place = {paragraph: anchor for anchor, paragraph in anchors(record.telegram).items()}
        quotes = sentences_of(record.telegram, [one.named for one in shown])
        for one, quote in zip(shown, quotes, strict=True):
            yield Mention(
                telegram=one.telegram,
                sha256=one.sha256,
                date=one.date,
                place=place[one.named.paragraph],
                name=one.named.name,
                title=one.named.title,
                quote=quote,
                access=one.held.label,
                marking=level_of(one.held),
            )


def _beside(others: dict[str, list[_Met]]) -> tuple[Beside, ...]:
    told = []
    for surname, met in others.items():
        over = join_all([one.held for one in met])
        name = max(Counter(one.named.full.upper() for one in met).items(), key=lambda one: (one[1], one[0]))[0]
        count = len({one.telegram for one in met})
        told.append(Beside(surname=surname, name=name, telegrams=count, access=over.label, marking=level_of(over)))
    return tuple(sorted(told, key=lambda one: (-one.telegrams, one.surname))[:_BESIDE])


def people_sheet(found: People) -> Report:
    """A line for each person."""
    return Report(
        name="people",
        dialogue="",
        title=found.query,
        banner=found.banner or level_of(join_all([])),
        as_of=None,
        columns=("surname", "names", "titles", "telegrams", "mentions", "first", "last"),
        lines=tuple(
            Line(
                marking=mark_of(Marking.from_label(one.access)),
                cells=(
                    one.surname,
                    "\n".join(said.words for said in one.names),
                    "\n".join(said.words for said in one.titles),
                    str(one.telegrams),
                    str(one.mentions),
                    one.first or "",
                    one.last or "",
                ),
            )
            for one in found.people
        ),
        empty="nobody is named in what was found",
    )


def mentions_sheet(found: Sheet) -> Report:
    """A line for each mention of one person."""
    return Report(
        name="mentions",
        dialogue="",
        title=found.name,
        banner=found.banner or level_of(join_all([])),
        as_of=None,
        columns=("date", "name", "title", "sentence"),
        lines=tuple(
            Line(
                marking=mark_of(Marking.from_label(one.access)),
                cells=(one.date or "", one.name, one.title or "", one.quote),
                sources=(f"{one.telegram}#{one.place}",),
            )
            for one in found.mentions
        ),
        main=3,
        empty="nobody of that name is named in what was found",
    )


def beside_sheet(found: Sheet) -> Report:
    """A line for each who is named in the same telegrams."""
    return Report(
        name="named in the same telegrams",
        dialogue="",
        title=found.name,
        banner=found.banner or level_of(join_all([])),
        as_of=None,
        columns=("name", "telegrams"),
        lines=tuple(
            Line(marking=mark_of(Marking.from_label(one.access)), cells=(one.name, str(one.telegrams)))
            for one in found.beside
        ),
        empty="nobody else",
    )
