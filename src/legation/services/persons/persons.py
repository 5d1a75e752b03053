"""Persons named in the text of telegrams: who they are called, with which offices, from when to when, and beside whom.

Names are read when they are asked for, from the telegrams that a search finds, so that nothing is kept of them and
every answer rests on what the reader may read. For one person the search is narrowed to telegrams that have the name
at all, in any of its spellings. A person is a surname here: two of one surname stand under it together, with the first
names that are written, and so do spellings of one name (``joining``).
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain
from typing import NamedTuple, TypeAlias

import msgspec

from legation.core.marking import Marking, Reader, join_all
from legation.extract.name_words import surname_of, words_of_name
from legation.extract.persons import persons, sentences_of
from legation.services.annotations.citing import anchors
from legation.services.persons.joining import Group, Met, Spelling, grouped
from legation.services.search.finding import Finding
from legation.services.search.told_before import ToldBefore
from legation.storage.parsing import parse_query
from legation.storage.ports import Telegrams
from legation.storage.records import Listing, Record, listing_of
from legation.tables.banners import level_of
from legation.tables.parties import PartyTable
from legation.tables.pieces import pieces_of
from legation.tables.posts import Posts
from legation.tables.spellings import spellings_of

LIMIT = 2_000
"""Telegrams that are read for names unless asked otherwise: some four seconds."""
MOST = 100
"""Persons, or mentions of one, that are told at once."""
BESIDE = 30
"""Persons beside one that are told at once."""
_NAME = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*")
_AT_ONCE = 100  # records that are in memory together
_UNSURE = 50  # telegrams that have the words of a name alone, that are told
_AROUND = 120  # signs on each side of such a word
_FORMS = 12  # of a name, and titles with it, that are told


class Said(msgspec.Struct, frozen=True, kw_only=True):
    """Words that stand for a person, a form of the name or a title; in how many telegrams, and from when to when."""

    words: str
    telegrams: int
    first: str | None
    last: str | None


class Person(msgspec.Struct, frozen=True, kw_only=True):
    """One surname, in the spelling that most telegrams have.

    names: the forms in which it is written; titles: those that stand with it; both the most used first. joined: its
    other spellings that stand under it; apart: those that are written alike and stand by themselves; each with the
    reason. search: what finds every telegram that has the name, in any of these spellings. telegrams: how many name it,
    all versions and sections of one being one. first, last: ISO days. access, marking: label and banner words over the
    paragraphs that name it.
    """

    surname: str
    names: tuple[Said, ...]
    titles: tuple[Said, ...]
    joined: tuple[Spelling, ...]
    apart: tuple[Spelling, ...]
    search: str
    telegrams: int
    mentions: int
    first: str | None
    last: str | None
    access: str
    marking: str


class People(msgspec.Struct, frozen=True, kw_only=True):
    """Persons, those first whom most telegrams name. query, begins: what was asked for. total: how many there are.

    after: where the next ones begin; None at the end. looked_at: telegrams that were read for names. cut: there are
    more, which nobody looked at; beyond: the cursor by which those are asked for, None where there are none. banner:
    over all that were read; None where there were none.
    """

    query: str
    begins: str
    people: tuple[Person, ...]
    total: int
    after: int | None
    looked_at: int
    cut: bool
    beyond: str | None
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


class Unsure(msgspec.Struct, frozen=True, kw_only=True):
    """A telegram that has the words of the name, of which nothing there tells that they name somebody.

    place, quote, access, marking: of the first paragraph that has one of them; as in ``Mention``.
    """

    telegram: str
    sha256: str
    date: str | None
    place: str
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

    mentions: the oldest first; unsure: telegrams that have the words alone, the oldest first, the first of
    ``unsure_total``; beside: the most frequent first, some of ``beside_total``; beside_after: where the next of those
    begin, None at the end; the rest as in ``People``.
    """

    query: str
    name: str
    person: Person | None
    mentions: tuple[Mention, ...]
    unsure: tuple[Unsure, ...]
    unsure_total: int
    beside: tuple[Beside, ...]
    beside_total: int
    beside_after: int | None
    after: int | None
    looked_at: int
    cut: bool
    beyond: str | None
    banner: str | None


_Wanted: TypeAlias = dict[str, frozenset[str]]
"""The words of a name that are asked for, each with the spellings by which it is looked for."""


class _Read(NamedTuple):
    """A record: everyone it names, and how it is held."""

    record: Record
    met: list[Met]


class _Looked:
    """How many records were read, the cursor of those behind them, and how they are held."""

    def __init__(self, beyond: str | None) -> None:
        self.count = 0
        self.beyond = beyond
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
        self._told_before = ToldBefore(telegrams, finding)
        self._parties = parties
        self._posts = posts

    def people(
        self,
        reader: Reader,
        query: str = "*",
        *,
        begins: str = "",
        limit: int = LIMIT,
        beyond: str = "",
        after: int = 0,
        most: int = MOST,
    ) -> People:
        """Everyone named in the telegrams that a search finds, the oldest telegrams first. Raises QueryError.

        begins: what the surname or another word of a name begins with. limit: telegrams at most; time grows with them.
        beyond: that of an answer before, for the telegrams behind those that it looked at. after, most: which of the
        persons are told. Raises LegationError where ``beyond`` is no cursor.

        Whom a version of a telegram named on a page before, that is not counted for another version here.
        """
        after, most = max(after, 0), max(most, 1)
        read = _Looked(beyond)
        page: list[Listing] = []
        each: list[list[Met]] = []
        for one in self._read(reader, query, limit, read):
            page.append(listing_of(one.record))
            each.append(one.met)
        before = self._told_before.of(reader, query.strip() or "*", page) if beyond else ()
        told = {_whose(met) for record in before for met in _met(record, self._parties)}
        found = _by_surname(met for met in chain.from_iterable(_once(each)) if _whose(met) not in told)
        wanted = words_of_name(begins)
        lines = [one for one in grouped(found) if all(any(map(_begins(word), one.met)) for word in wanted)]
        return People(
            query=query,
            begins=begins,
            people=tuple(map(_person, lines[after : after + most])),
            total=len(lines),
            after=after + most if after + most < len(lines) else None,
            looked_at=read.count,
            cut=read.beyond is not None,
            beyond=read.beyond,
            banner=read.banner,
        )

    def person(
        self,
        reader: Reader,
        name: str,
        *,
        query: str = "*",
        limit: int = LIMIT,
        beyond: str = "",
        after: int = 0,
        most: int = MOST,
        beside_after: int = 0,
        beside_most: int = BESIDE,
    ) -> Sheet:
        """Where one person is named in the telegrams that a search finds. Raises as ``people``.

        name: a surname, or more words of the name, which then must all be written in the telegram, in any spelling that
        is joined to them. after, most: which of the mentions are told; beside_after, beside_most: which of those named
        beside.
        """
        after, most = max(after, 0), max(most, 1)
        beside_after, beside_most = max(beside_after, 0), max(beside_most, 1)
        query = query.strip() or "*"
        parse_query(query, self._posts.aliases)  # by itself: it is put in parentheses
        wanted = {word: frozenset((word,)) for word in words_of_name(name) if _NAME.fullmatch(word)}
        known: dict[str, list[Met]] = {}
        read, having, unsure = self._look(reader, query, wanted, limit, beyond, known)
        group, meant = _meant(wanted, [met for one in having for met in one.met])
        # Spellings that stand together may lie further from one another than a search for one of them reaches.
        if group is not None and (wider := _widened(wanted, group)) != wanted:
            read, having, unsure = self._look(reader, query, wider, limit, beyond, known)
            group, meant = _meant(wider, [met for one in having for met in one.met], group.surname)
        having = [one._replace(met=met) for one, met in zip(having, _once([one.met for one in having]), strict=True)]
        mine: list[tuple[Record, list[Met]]] = []
        others: dict[str, list[Met]] = defaultdict(list)
        for one in having:
            if own := [met for met in one.met if met.named.full in meant]:
                mine.append((one.record, own))
                for met in one.met:
                    if met.named.full not in meant:
                        others[surname_of(met.named.full)].append(met)
        every = [met for _, own in mine for met in own]
        beside = sorted(others.items(), key=lambda one: (-len({met.telegram for met in one[1]}), one[0]))
        return Sheet(
            query=query,
            name=name,
            person=_person(group._replace(met=every)) if group is not None else None,
            mentions=tuple(_mentions(mine, after, after + most)),
            unsure=tuple(unsure[:_UNSURE]),
            unsure_total=len(unsure),
            beside=tuple(_beside(*one) for one in beside[beside_after : beside_after + beside_most]),
            beside_total=len(beside),
            beside_after=beside_after + beside_most if beside_after + beside_most < len(beside) else None,
            after=after + most if after + most < len(every) else None,
            looked_at=read.count,
            cut=read.beyond is not None,
            beyond=read.beyond,
            banner=read.banner,
        )

    def _look(
        self, reader: Reader, query: str, wanted: _Wanted, limit: int, beyond: str, known: dict[str, list[Met]]
    ) -> tuple[_Looked, list[_Read], list[Unsure]]:
        """The records that name one who has all the words, and those that have the words alone. known: as ``_of``."""
        read = _Looked(beyond if wanted else None)
        each = (" OR ".join(f'person:"{one}"' for one in sorted(spelled)) for _, spelled in sorted(wanted.items()))
        having: list[_Read] = []
        unsure: list[Unsure] = []
        for one in self._read(reader, " AND ".join(f"({part})" for part in (query, *each)), limit, read, known):
            if any(_bears(wanted, met.named.full) for met in one.met):
                having.append(one)
            elif (told := _unsure(one.record, wanted)) is not None:
                unsure.append(told)
        return read, having, _unsure_once(unsure)

    def _read(
        self, reader: Reader, query: str, limit: int, looked: _Looked, known: dict[str, list[Met]] | None = None
    ) -> Iterator[_Read]:
        while looked.beyond is not None and looked.count < limit:
            listings, looked.beyond = self._finding.run(
                reader, query, limit=min(_AT_ONCE, limit - looked.count), after=looked.beyond
            )
            yield from self._of(reader, [one.sha256 for one in listings], looked, known)

    def _of(
        self, reader: Reader, hashes: Sequence[str], looked: _Looked, known: dict[str, list[Met]] | None
    ) -> Iterator[_Read]:
        """known: whom records name that were read for the same answer, by hash; what is read here goes there too."""
        records = self._telegrams.records(reader, hashes)
        for record in (records[sha256] for sha256 in hashes if sha256 in records):
            looked.saw(record)
            met = known.get(record.sha256) if known is not None else None
            if met is None:
                met = _met(record, self._parties)
            if known is not None:
                known[record.sha256] = met
            yield _Read(record, met)


def _unsure(record: Record, wanted: _Wanted) -> Unsure | None:
    """Where a telegram has one of the words, in any spelling and with a capital; None where it has none in paragraphs.

    The word alone: what is no name in small letters is none here, and what is all in capitals may be anything.
    """
    words = {other for spelled in wanted.values() for word in spelled for other in (word, *spellings_of(word))}
    telegram, listing = record.telegram, listing_of(record)
    for place, at in anchors(telegram).items():
        text = " ".join(telegram.paragraphs[at].text.split())
        for found in _NAME.finditer(text):
            if found[0][0].isupper() and words_of_name(found[0]) & words:
                held = join_all([piece.held for piece in pieces_of(telegram, telegram.paragraphs[at])])
                begin = text.rfind(" ", 0, max(found.start() - _AROUND, 0)) + 1
                end = text.find(" ", found.end() + _AROUND)
                return Unsure(
                    telegram=listing.mrn or listing.sha256[:12],
                    sha256=listing.sha256,
                    date=listing.date,
                    place=place,
                    quote=text[begin : end if end >= 0 else len(text)],
                    access=held.label,
                    marking=level_of(held),
                )
    return None


def _bears(wanted: _Wanted, full: str) -> bool:
    """Whether a name has all the words, each as it is or in another spelling."""
    words = words_of_name(full)
    return all(
        any(word in words or not words.isdisjoint(spellings_of(word)) for word in spelled)
        for spelled in wanted.values()
    )


def _widened(wanted: _Wanted, group: Group) -> _Wanted:
    """The same, where a word is a surname of the group with its other spellings there."""
    every = {group.surname, *(one.surname for one in group.joined)}
    return {word: spelled | (every & spellings_of(word)) for word, spelled in wanted.items()}


def _meant(wanted: _Wanted, met: Sequence[Met], before: str = "") -> tuple[Group | None, frozenset[str]]:
    """The surname that is asked for, with its spellings, and the full names that are his.

    Of names that have all the words: where some have the one word for their surname, those alone. Of spellings that do
    not stand together those with the one that was asked for; where that is in no telegram, those with ``before``, the
    surname that was found for it, and then those that most have.
    """
    names = {full for full in {one.named.full for one in met} if _bears(wanted, full)}
    names = {full for full in names if _bears(wanted, surname_of(full))} or names
    groups = grouped(_by_surname(one for one in met if one.named.full in names))

    def asked(group: Group) -> tuple[bool, bool, int]:
        said = {group.surname, *(one.surname for one in group.joined)}
        return not said.isdisjoint(wanted), before in said, len({one.telegram for one in group.met})

    if not groups:
        return None, frozenset()
    found = max(groups, key=asked)
    if any(_bears({word: spelled}, found.surname) for word, spelled in wanted.items()):
        return found, frozenset(one.named.full for one in found.met)
    return found, frozenset(names)


def _by_surname(met: Iterable[Met]) -> dict[str, list[Met]]:
    found: dict[str, list[Met]] = defaultdict(list)
    for one in met:
        found[surname_of(one.named.full)].append(one)
    return found


def _whose(met: Met) -> tuple[str, str]:
    """The telegram and the surname of a mention, which counts once in each."""
    return met.telegram, surname_of(met.named.full)


def _begins(with_: str) -> Callable[[Met], bool]:
    return lambda met: any(word.startswith(with_) for word in words_of_name(met.named.full))


def _met(record: Record, parties: PartyTable) -> list[Met]:
    telegram, listing = record.telegram, listing_of(record)
    name = listing.mrn or listing.sha256[:12]
    held: dict[int, Marking] = {}
    found = persons(telegram, parties)
    for at in {one.paragraph for one in found}:
        held[at] = join_all([piece.held for piece in pieces_of(telegram, telegram.paragraphs[at])])
    words = {at: hash("".join(telegram.paragraphs[at].text.split()).casefold()) for at in held}
    return [Met(name, listing.sha256, listing.date, one, held[one.paragraph], words[one.paragraph]) for one in found]


def _once(each: Sequence[list[Met]]) -> list[list[Met]]:
    """Whom each record names, without what another version of the telegram says in the same words.

    Of two versions the one that is held less closely says it, else the first; which of them are read is the reader's.
    """
    best: dict[tuple[object, ...], tuple[Marking, int]] = {}
    keys: list[list[tuple[object, ...]]] = []
    for at, met in enumerate(each):
        often: Counter[tuple[object, ...]] = Counter()
        keys.append([])
        for one in met:
            said = (one.telegram, one.words, one.named.full)
            often[said] += 1
            key = (*said, often[said])
            keys[-1].append(key)
            if key not in best or _is_held_less(one.held, best[key][0]):
                best[key] = one.held, at
    return [
        [one for one, key in zip(met, own, strict=True) if best[key][1] == at]
        for at, (met, own) in enumerate(zip(each, keys, strict=True))
    ]


def _is_held_less(one: Marking, other: Marking) -> bool:
    """Whether it is of a lower rank, or of one rank with less beside it: SECRET less than SECRET//NOFORN."""
    return one.rank < other.rank or (one != other and one.join(other) == other)


def _unsure_once(found: Iterable[Unsure]) -> list[Unsure]:
    """The same without what another version of the telegram says in the same words, as ``_once``."""
    told: dict[tuple[str, str], Unsure] = {}
    for one in found:
        key = (one.telegram, one.quote)
        if key not in told or _is_held_less(Marking.from_label(one.access), Marking.from_label(told[key].access)):
            told[key] = one
    return list(told.values())


def _person(group: Group) -> Person:
    surname, met = group.surname, group.met
    over = join_all([one.held for one in met])
    days = sorted(one.date for one in met if one.date)
    return Person(
        surname=surname,
        names=_said((one.named.full.upper(), one) for one in met),
        titles=_said((one.named.title.upper(), one) for one in met if one.named.title),
        joined=group.joined,
        apart=group.apart,
        search=f'person:"{surname}"' if not surname.isalpha() else f"person:{surname}",
        telegrams=len({one.telegram for one in met}),
        mentions=len(met),
        first=days[0] if days else None,
        last=days[-1] if days else None,
        access=over.label,
        marking=level_of(over),
    )


def _said(words: Iterable[tuple[str, Met]]) -> tuple[Said, ...]:
    """Each form with its telegrams and days; told in capitals, for half of all telegrams know no other."""
    by_words: dict[str, list[Met]] = defaultdict(list)
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


def _mentions(mine: Sequence[tuple[Record, list[Met]]], first: int, last: int) -> Iterator[Mention]:
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


def _beside(surname: str, met: Sequence[Met]) -> Beside:
    over = join_all([one.held for one in met])
    name = max(Counter(one.named.full.upper() for one in met).items(), key=lambda one: (one[1], one[0]))[0]
    count = len({one.telegram for one in met})
    return Beside(surname=surname, name=name, telegrams=count, access=over.label, marking=level_of(over))
