"""The index: words to telegrams, by tantivy, one partition for each access label.

A search opens only the partitions its reader may read. Scores are reckoned inside a partition and merged, so
that the answer is that of an index which holds nothing else.
"""

from __future__ import annotations

import math
import shutil
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import combinations, groupby
from operator import itemgetter
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple, TypeAlias, cast

import tantivy
from tantivy import DocAddress, FieldType, Occur, Order, Searcher

from legation.core.errors import ArchiveError, QueryError
from legation.core.marking import Reader
from legation.storage import side_by_side
from legation.storage.access import check_labels, is_readable
from legation.storage.card import decode_card, decode_shown, encoded_card
from legation.storage.completing import TEXT, completions
from legation.storage.cursor import Cursor, Shown, Sort, read_cursor, write_cursor
from legation.storage.facets import COLUMNS, MONTH, Spread, facets_of
from legation.storage.fields import NAMED
from legation.storage.lacking import Lacking, Readable, month_of, needs_of
from legation.storage.partition import (
    FORMAT,
    SCHEMA,
    Partition,
    analyzer,
    directory_name,
    index_faults,
    scale_of,
    stamp_of,
    stored_bytes,
)
from legation.storage.ports import Arrival, Hit, Hits
from legation.storage.query import (
    And,
    Between,
    CitedBy,
    InField,
    Near,
    Not,
    Number,
    OneOf,
    Or,
    Phrase,
    Prefix,
    Query,
    Word,
    is_ranked,
    parse_query,
    reads_places,
    resolved,
    spellings,
)
from legation.storage.snippet import Snippets, Token, sought
from legation.storage.trimming import trim

_IS_THE_NUMBER = 100.0  # the telegram itself goes before all that name it
_NAMES_THE_NUMBER = 10.0
_MOST_VALUES = 50_000  # of a facet in one partition; the engine stops at 65,000
_HIGHEST = (1 << 63) - 1
_TICK = 2_000_000_000  # nanoseconds
_TOLD = "changed"  # the file that is replaced when something was written
_LEAST = 3  # hits that a partition is asked for, however small its share
_AT_ONCE = 4  # partitions written at once
_MANY = 500  # cards; to look for free memory takes some milliseconds, which few are not worth
_READERS = 1_000  # of which it is known what they may read
_BACK = 64  # hits of each partition that are looked at again where those passed by were too many

_NO_ALIASES: Mapping[str, str] = MappingProxyType({})


class _Found(NamedTuple):
    """A hit before its card is read; ``place`` settles equal scores, lowest first."""

    score: float
    place: int
    partition: int
    address: DocAddress


class _Opened(NamedTuple):
    """Every partition with its searcher, as they stood when the file that tells of changes had the stamp ``at``."""

    at: tuple[int, int] | None
    searchers: list[tuple[str, Searcher]]
    lacking: Lacking
    readable: dict[Reader, Readable]

    def readable_by(self, reader: Reader) -> Readable:
        """Each partition that ``reader`` may read, in the order of labels."""
        known = self.readable.get(reader)
        if known is None:
            if len(self.readable) >= _READERS:
                self.readable.clear()
            known = Readable.of([one for one in self.searchers if is_readable(reader, one[0])])
            self.readable[reader] = known
        return known


class TantivyIndex:
    """An index in a directory, or in memory where ``path`` is None.

    Raises ArchiveError from any method when the directory cannot be read or written, or when another process
    writes it. One object serves many threads.
    """

    def __init__(self, path: Path | None, aliases: Mapping[str, str] = _NO_ALIASES) -> None:
        self._path = path
        self._aliases = aliases
        self._lock = threading.RLock()
        self._partitions: dict[str, Partition] = {}
        self._looked: int | None = None
        self._opened: _Opened | None = None

    def add(self, reader: Reader, records: Sequence[Arrival]) -> None:  # noqa: ARG002 - who writes is the port's
        """Index records; searchable on return.

        Replacing a card by one that differs writes its partition anew: quick for one, slow for all, so make
        an index of a better reading in a fresh directory.
        """
        check_labels(record.access for record in records)
        cards = {record.sha256: (record.access, encoded_card(record)) for record in records}
        with self._lock:
            self._check_format(write=True)
            partitions = self._met()
            gone: dict[str, set[str]] = {}
            for label, partition in partitions.items():
                for sha256 in partition.held_of(cards):
                    if cards[sha256] == (label, partition.card_bytes(sha256)):
                        del cards[sha256]
                    else:
                        gone.setdefault(label, set()).add(sha256)
            # Out first: if this stops half way, a card is missing, and never under a label it has lost.
            self._remove({partitions[label]: hashes for label, hashes in gone.items()})
            fresh: dict[str, list[bytes]] = {}
            for label, card in cards.values():
                fresh.setdefault(label, []).append(card)
            self._append([(self._partition(label), some) for label, some in fresh.items()])
            if len(cards) >= _MANY:
                trim()
            self._tell()

    def _append(self, fresh: Sequence[tuple[Partition, list[bytes]]]) -> None:
        """Several at once: a commit waits for the disk, and each partition has its own."""
        if len(fresh) == 1:
            fresh[0][0].append(fresh[0][1])
        elif fresh:
            with ThreadPoolExecutor(_AT_ONCE) as threads:
                for done in [threads.submit(partition.append, some) for partition, some in fresh]:
                    done.result()

    def remove(self, reader: Reader, hashes: Sequence[str]) -> None:  # noqa: ARG002 - who writes is the port's
        with self._lock:
            self._remove({partition: partition.held_of(hashes) for partition in self._met().values()})

    def _remove(self, gone: Mapping[Partition, set[str]]) -> None:
        """Take cards out; what is searched in this process is opened anew, also where this stops half way."""
        try:
            for partition, hashes in gone.items():
                if hashes:
                    partition.remove(hashes)
        except BaseException:
            self._opened = None
            raise
        if any(gone.values()):
            self._tell()

    def search(self, reader: Reader, query: str, *, limit: int, sort: Sort = "relevance", after: str = "") -> Hits:
        asked = parse_query(query, self._aliases)
        with side_by_side.TURNS:
            return self._search(reader, query, asked, limit=limit, sort=sort, after=after)

    def _search(self, reader: Reader, query: str, asked: Query, *, limit: int, sort: Sort, after: str) -> Hits:
        readable, compiled = self._to_ask(reader, query, asked)
        searchers = [searcher for _, searcher in readable]
        with _engine_faults(query):
            by = "newest" if sort == "relevance" and not is_ranked(asked) else sort
            cursor = read_cursor(after, by)
            listed = _by_relevance if by == "relevance" else _by_date
            each = side_by_side.each if reads_places(asked) else _in_turn
            total, found, following = listed(readable, compiled, cursor, max(0, limit), each)
        wanted = sought(asked, _tokenize)
        hits = []
        for hit in found:
            listing, passages = decode_shown(stored_bytes(searchers[hit.partition], hit.address))
            shown = _SNIPPETS.of(passages, wanted)
            hits.append(
                Hit(
                    listing=listing,
                    score=hit.score,
                    snippet=shown.text,
                    marks=shown.marks,
                    paragraph=shown.paragraph,
                    also=shown.also,
                )
            )
        return Hits(total=total, hits=tuple(hits), next=None if following is None else write_cursor(following))

    def facets(self, reader: Reader, query: str, *, most: int) -> Spread:
        asked = parse_query(query, self._aliases)
        readable, compiled = self._to_ask(reader, query, asked)
        counted: dict[str, Counter[str]] = {column: Counter() for column in COLUMNS}
        access = []
        with _engine_faults(query):
            counts_of = side_by_side.each(
                [one for _, one in readable], lambda searcher: searcher.aggregate(compiled, _COUNTS)
            )
            for (label, _), told in zip(readable, counts_of, strict=True):
                for column, counts in told.items():
                    counted[column].update({bucket["key"]: bucket["doc_count"] for bucket in counts["buckets"]})
                if any(counts["buckets"] for counts in told.values()):
                    access.append(label)
        return Spread(facets_of(counted, most), tuple(access))

    def completions(self, reader: Reader, text: str, *, limit: int) -> tuple[str, ...]:
        searchers = self._searchers(reader)

        def terms(column: str, begins: str) -> Counter[str]:
            counts: Counter[str] = Counter()
            for searcher in searchers:
                counts.update(dict(searcher.terms_with_prefix(column, begins)))
            return counts

        return completions(text, terms, limit)

    def held(self, reader: Reader, prefix: str = "") -> set[str]:
        found: set[str] = set()
        for label, partition in self._met().items():
            if is_readable(reader, label):
                found |= partition.hashes(prefix)
        return found

    def differs(self, reader: Reader, records: Sequence[Arrival]) -> dict[str, str]:
        cards = {record.sha256: (record.access, encoded_card(record)) for record in records}
        found = dict.fromkeys(cards, "missing")
        for label, partition in self._met().items():
            if not is_readable(reader, label):
                continue
            for sha256 in partition.held_of(cards):
                access, card = cards[sha256]
                if label != access:
                    found[sha256] = "label"
                elif found[sha256] == "missing":
                    found[sha256] = "" if partition.card_bytes(sha256) == card else "card"
        return {sha256: what for sha256, what in found.items() if what}

    def close(self) -> None:
        """Finish work in the background and let another process write."""
        with self._lock:
            # Each waits for its own disk and its own threads, as when they are written.
            with ThreadPoolExecutor(_AT_ONCE) as threads:
                gathered = list(threads.map(Partition.close, self._partitions.values()))
            if any(gathered):
                self._tell()

    def _to_ask(self, reader: Reader, query: str, asked: Query) -> tuple[list[tuple[str, Searcher]], tantivy.Query]:
        """The partitions by label that may hold what is asked for, and what to ask them."""
        opened = self._now()
        readable = opened.readable_by(reader)
        with _engine_faults(query):
            settled = resolved(asked, lambda mrn: _cited_by([searcher for _, searcher in readable.partitions], mrn))
            return opened.lacking.left(readable, needs_of(settled, _words)), _compiled(settled)

    def _searchers(self, reader: Reader) -> list[Searcher]:
        return [searcher for _, searcher in self._now().readable_by(reader).partitions]

    def _now(self) -> _Opened:
        """All partitions as they stand."""
        opened = self._opened
        if opened is None or (self._path is not None and (opened.at is None or opened.at != self._told())):
            with self._lock:
                opened = self._open()
        return opened

    def _open(self) -> _Opened:
        """Look at all partitions anew."""
        at = self._told()
        self._check_format(write=False)
        met = sorted(self._met().items())
        searchers = [
            (label, searcher) for label, one in met if (searcher := one.searcher()) is not None and searcher.num_docs
        ]
        self._opened = _Opened(at, searchers, Lacking(), {})
        return self._opened

    def _told(self) -> tuple[int, int] | None:
        return None if self._path is None else stamp_of(str(self._path / _TOLD))

    def _tell(self) -> None:
        """Let searches see what was written: in this process at once, in others by the stamp of a file."""
        if self._path is not None:
            fresh = self._path / f"{_TOLD}.new"
            with index_faults():
                fresh.write_bytes(b"")
                fresh.replace(self._path / _TOLD)
        self._open()

    def _met(self) -> dict[str, Partition]:
        """Every partition, those that another process has made included."""
        with self._lock:
            if self._path is not None:
                self._look_around(self._path)
            return dict(self._partitions)

    def _look_around(self, path: Path) -> None:
        """Take in what others made since the last look; a new home gives its directory a new stamp."""
        try:
            stamp = path.stat().st_mtime_ns
        except OSError:
            return
        if stamp == self._looked:
            return
        known = {directory_name(label) for label in self._partitions}
        finished = True
        for home in path.iterdir():
            if home.name not in known and home.is_dir():
                partition = Partition.found_at(home)
                if partition is None:
                    finished = False  # its writer is at work; it will not touch this directory again
                else:
                    self._partitions[partition.label] = partition
        # A stamp is as fine as the clock of the disk: what came in its last tick would never be seen.
        settled = finished and time.time_ns() - stamp > _TICK
        self._looked = stamp if settled else None

    def _partition(self, label: str) -> Partition:
        if label not in self._partitions:
            home = None if self._path is None else self._path / directory_name(label)
            self._partitions[label] = Partition(label, home)
        return self._partitions[label]

    def _check_format(self, *, write: bool) -> None:
        """An index of another format is worth nothing; a writer begins anew: all of it is in the archive."""
        if self._path is None:
            return
        marker = self._path / "format"
        try:
            found = marker.read_text(encoding="ascii") if marker.exists() else None
            if found == FORMAT or (found is None and not write):
                return
            if not write:
                raise ArchiveError("the index was made by another legation", "run `legation ingest` on the archive")
            self.close()
            self._partitions.clear()
            self._looked = None
            if found is not None:
                shutil.rmtree(self._path)
            self._path.mkdir(parents=True, exist_ok=True)
            marker.write_text(FORMAT, encoding="ascii")
        except OSError as fault:
            raise ArchiveError(
                "the index cannot be written", "check the space on its disk and its permissions"
            ) from fault


_ANALYZER = analyzer()


def _tokenize(text: str) -> list[Token]:
    tokens = _ANALYZER.pre_tokenize(text).tokens
    return [Token(token.text, token.char_offset_from, token.char_offset_to) for token in tokens]


_SNIPPETS = Snippets(_tokenize)


_COUNTS = {
    column: {"terms": {"field": column, "size": _MOST_VALUES, "segment_size": _MOST_VALUES}} for column in COLUMNS
}


@contextmanager
def _engine_faults(query: str) -> Iterator[None]:
    """The engine gives up on a beginning that too many words share."""
    try:
        yield
    except ValueError as fault:
        at = max(0, query.find("*"))
        raise QueryError("too many words begin like this", "write more of the word before the star", at) from fault


_Listed: TypeAlias = tuple[int, list[_Found], Cursor | None]
"""How many hits there are in all, those of the page, and the cursor of the next page."""


Each: TypeAlias = Callable[["Sequence[_Part]", "Callable[[_Part], tantivy.SearchResult]"], list[tantivy.SearchResult]]
"""Asks each partition."""


def _in_turn(parts: Sequence[_Part], ask: Callable[[_Part], tantivy.SearchResult]) -> list[tantivy.SearchResult]:
    return [ask(part) for part in parts]


def _by_date(
    readable: Sequence[tuple[str, Searcher]], query: tantivy.Query, cursor: Cursor, limit: int, each: Each
) -> _Listed:
    """The page after the place of the cursor; scores of such a list are all alike."""
    column = cursor.sort
    rest = query
    if cursor.after >= 0:
        following = _range(column, cursor.after + 1, _HIGHEST)
        rest = tantivy.Query.boolean_query([(Occur.Must, query), (Occur.Must, following)])
    parts = [_Part(number, searcher, rest, column) for number, (_, searcher) in enumerate(readable)]
    total, first = _foremost(parts, limit + 1, each)
    if rest is not query:
        total = sum(_count(searcher.search(_filter(query), limit=1)) for _, searcher in readable)
    found = [_Found(1.0, int(key), number, address) for key, number, address in sorted(first, key=itemgetter(0))]
    page = found[:limit]
    more = len(found) > limit and page
    return total, page, Cursor(cursor.sort, after=page[-1].place) if more else None


def _by_relevance(
    readable: Sequence[tuple[str, Searcher]], query: tantivy.Query, cursor: Cursor, limit: int, each: Each
) -> _Listed:
    """The best of what the cursor has not shown."""
    parts = [
        _Part(number, searcher, query, shown=cursor.shown_of(label) if cursor.shown else None)
        for number, (label, searcher) in enumerate(readable)
    ]
    total, first = _foremost(parts, limit + 1, each)
    found: list[_Found] = []
    for number, some in groupby(first, itemgetter(1)):
        hits = list(some)
        places = parts[number].places(hits)
        found += [_Found(-key, place, number, address) for (key, _, address), place in zip(hits, places, strict=True)]
    found.sort(key=lambda hit: (-hit.score, hit.place))
    page = found[:limit]
    if not 0 < len(page) < len(found):
        return total, page, None
    told = [(readable[hit.partition][0], hit.place) for hit in page]
    passed = {readable[part.number][0]: part.passed for part in parts if part.goes_on}
    return total, page, cursor.showing(told, passed)


_Keyed: TypeAlias = tuple[float, int, DocAddress]
"""What a hit is ordered by, lowest first, its partition, and where it lies there."""


class _Part:
    """A partition as one page asks it: its hits from the foremost on, without those that the list has shown.

    by: a column that orders hits, lowest first; without, the best come first. hits: what was got so far. reached: the
    key of the last that the engine gave, above every key where it gave all. passed: as ``Shown.passed``, for the next
    page, where the list ``goes_on`` behind hits that it has forgotten.
    """

    __slots__ = (
        *("_asked", "_by", "_query", "_shown", "_skip"),
        *("goes_on", "hits", "num_docs", "number", "passed", "reached", "searcher"),
    )

    def __init__(
        self, number: int, searcher: Searcher, query: tantivy.Query, by: str | None = None, shown: Shown | None = None
    ) -> None:
        self.number, self.searcher, self._query, self._by, self._shown = number, searcher, query, by, shown
        self.num_docs = searcher.num_docs
        self.goes_on = False
        self.passed = self._skip = self._asked = 0
        self.hits: list[_Keyed] = []
        self.reached = math.inf
        if shown is not None and shown.forgotten:
            self.goes_on = True
            self.passed = self._skip = min(shown.passed, self.num_docs)

    def ask(self, limit: int, *, count: bool) -> tantivy.SearchResult:
        """Ask the engine for so many that the list has not shown, as things stood when it was shown them."""
        if self._shown is not None:
            limit += max(0, self._shown.count - self._skip)
        self._asked = asked = min(limit, self.num_docs + 1)  # the engine makes room for so many
        if self._by is None:
            return self.searcher.search(self._query, limit=asked, offset=self._skip, count=count)
        return self.searcher.search(self._query, limit=asked, count=count, order_by_field=self._by, order=Order.Asc)

    def take(self, result: tantivy.SearchResult, limit: int) -> None:
        """Take what the engine gave; ask it for more while that is too little to tell what of it was shown."""
        back = _BACK
        while not self._took(result):
            self._skip, back, limit = max(0, self._skip - back), 8 * back, 2 * limit
            result = self.ask(limit, count=False)

    def _took(self, result: tantivy.SearchResult) -> bool:
        sign, number = -1 if self._by is None else 1, self.number
        self.hits = keyed = [(sign * key, number, address) for key, address in result.hits]
        to_end = len(keyed) < self._asked
        self.reached = math.inf if to_end else keyed[-1][0]
        if self._shown is None:
            return True
        placed = sorted(zip(keyed, self.places(keyed), strict=True), key=_by_key_and_place)
        rest = self._shown.rest([place for _, place in placed], from_top=self._skip == 0, to_end=to_end)
        if rest is None:
            return False
        if self._shown.forgotten and rest.begin < len(placed):
            anchor = placed[rest.begin][0][0]
            better = sum(key < anchor for key, _, _ in keyed)
            if self._skip and not better:
                return False  # others that equal it may have been passed by
            self.passed = max(0, self._skip + better - 1)
        self.hits = [placed[at][0] for at in rest.unseen]
        return True

    def places(self, keyed: Sequence[_Keyed]) -> list[int]:
        addresses = [address for _, _, address in keyed]
        return [int(place or 0) for place in self.searcher.fast_field_values("newest", addresses)]


def _by_key_and_place(hit: tuple[_Keyed, int]) -> tuple[float, int]:
    return hit[0][0], hit[1]


def _foremost(parts: Sequence[_Part], wanted: int, each: Each) -> tuple[int, list[_Keyed]]:
    """How many hits there are, and the ``wanted`` first with all that equal the last of them, by partition.

    A partition is asked for its share first, and for more where the last that it gave still counts: hits handed over
    cost more than those passed by.
    """
    whole = max(1, sum([part.num_docs for part in parts]))
    shares = [min(wanted, 2 * wanted * part.num_docs // whole + _LEAST) + 1 for part in parts]
    of = dict(zip(parts, shares, strict=True))
    total = 0
    for part, result in zip(parts, each(parts, lambda part: part.ask(of[part], count=True)), strict=True):
        if count := _count(result):
            total += count
            part.take(result, of[part])
    last = _last(parts, wanted)
    for part in parts:
        ask = of[part]
        # The engine settles equal scores by where cards lie; so take all that equal the last one wanted.
        while part.reached <= last and not math.isinf(part.reached):
            ask = max(wanted + 1, ask * 4)
            part.take(part.ask(ask, count=False), ask)
            last = _last(parts, wanted)
    return total, [hit for part in parts for hit in part.hits if hit[0] <= last]


def _last(parts: Sequence[_Part], wanted: int) -> float:
    """The key of the last that is wanted of those found; above every key where they are too few."""
    # Each partition's are in order, and to sort what lies in order piece by piece costs little more than to walk it.
    keys = sorted([key for part in parts for key, _, _ in part.hits])
    return keys[wanted - 1] if len(keys) >= wanted else math.inf


def _cited_by(searchers: Sequence[Searcher], mrn: str) -> Iterator[str]:
    """What the readable telegrams of a number cite."""
    for searcher in searchers:
        for _, address in searcher.search(_exact("mrn", mrn), limit=max(1, searcher.doc_freq("mrn", mrn))).hits:
            yield from decode_card(stored_bytes(searcher, address)).values.get("ref", ())


def _count(result: tantivy.SearchResult) -> int:
    return int(cast(Any, result).count)  # its stub does not have it


def _compiled(query: Query) -> tantivy.Query:
    match query:
        case Word(text) | Phrase(text):
            return _run(TEXT, _words(text), prefix=False)
        case Prefix(text):
            return _filter(_run(TEXT, _words(text), prefix=True))
        case Near(text, distance, field):
            near = _filter(_near(field or TEXT, _words(text), distance))
            # How often words stand near is counted by the engine from the rarer word of a segment on, so that its score
            # hangs on how cards came; what they weigh by themselves does not.
            return near if field is not None else _paired(Occur.Must, [near, _every_word(_words(text))])
        case Number(mrn, words):
            return _any(
                [
                    tantivy.Query.const_score_query(_exact("mrn", mrn), _IS_THE_NUMBER),
                    tantivy.Query.const_score_query(_exact("ref", mrn), _NAMES_THE_NUMBER),
                    *(_run(TEXT, _words(spelling), prefix=False) for spelling in spellings(mrn)),
                    _compiled(words),
                ]
            )
        case InField(field, text, prefix):
            if NAMED[field].kind == "words":
                return _filter(_run(field, _words(text), prefix=prefix))
            return _filter(_begins(field, text) if prefix else _exact(field, text))
        case OneOf(field, texts):
            return _filter(tantivy.Query.term_set_query(SCHEMA, field, list(texts)))
        case Between(field, first, last):
            month = month_of(query)
            return _range(scale_of(field), first, last) if month is None else _filter(_exact(MONTH, month))
        case CitedBy():  # resolved before
            return tantivy.Query.empty_query()
        case Not(part):
            return tantivy.Query.boolean_query([(Occur.Must, _all()), (Occur.MustNot, _compiled(part))])
        case And(parts):
            # NOT inside AND takes away; alone it would have to hold every other card first.
            asked = [_compiled(part) for part in parts if not isinstance(part, Not)]
            taken = [_compiled(part.part) for part in parts if isinstance(part, Not)]
            return tantivy.Query.boolean_query(
                [(Occur.Must, _paired(Occur.Must, asked or [_all()])), *((Occur.MustNot, one) for one in taken)]
            )
        case Or(parts):
            return _any([_compiled(part) for part in parts])


def _words(text: str) -> list[str]:
    return [token.text for token in _tokenize(text)]


def _run(field: str, words: Sequence[str], *, prefix: bool) -> tantivy.Query:
    """Words next to one another in a field."""
    if not words:
        return tantivy.Query.empty_query()
    if len(words) > 1:
        if not prefix:
            return tantivy.Query.phrase_query(SCHEMA, field, list(words))
        patterns = [*map(_literal, words[:-1]), _literal(words[-1]) + ".*"]
        return tantivy.Query.regex_phrase_query(SCHEMA, field, list(patterns))
    return _begins(field, words[0]) if prefix else tantivy.Query.term_query(SCHEMA, field, words[0], "freq")


def _every_word(words: Sequence[str]) -> tantivy.Query:
    """All of the words, wherever they stand."""
    return _paired(Occur.Must, [_run(TEXT, [word], prefix=False) for word in dict.fromkeys(words)] or [_all()])


def _exact(field: str, value: str) -> tantivy.Query:
    return tantivy.Query.term_query(SCHEMA, field, value, "basic")


def _begins(field: str, text: str) -> tantivy.Query:
    # Without a slip allowed this is the beginning itself, and made fifty times as quickly as a pattern.
    return tantivy.Query.fuzzy_term_query(SCHEMA, field, text, 0, True, True)


def _literal(text: str) -> str:
    return "".join(f"\\{sign}" if sign in r".+*?()|[]{}^$\-&~#" else sign for sign in text)


def _near(field: str, words: Sequence[str], distance: int) -> tantivy.Query:
    """Each two of the words in either order; the engine's own slop of three words or more counts otherwise."""
    different = list(dict.fromkeys(words))
    if len(different) < 2:
        return _run(field, different, prefix=False)
    pairs = [
        _any([_apart(field, one, other, distance), _apart(field, other, one, distance)])
        for one, other in combinations(different, 2)
    ]
    return _paired(Occur.Must, pairs)


def _apart(field: str, one: str, other: str, distance: int) -> tantivy.Query:
    """The other word behind the one, or as far before it as the engine's count of slop lets it be, which is nearer."""
    return tantivy.Query.phrase_query(SCHEMA, field, [one, other], distance)


def _range(column: str, first: int | None, last: int | None) -> tantivy.Query:
    if last is not None and last < max(0, first or 0):
        return tantivy.Query.empty_query()
    lowest = None if first is None else max(0, first)
    return _filter(tantivy.Query.range_query(SCHEMA, column, FieldType.Unsigned, lowest, last))


def _all() -> tantivy.Query:
    return _filter(tantivy.Query.all_query())


def _filter(query: tantivy.Query) -> tantivy.Query:
    """Hits alike: no score of their own."""
    return tantivy.Query.const_score_query(query, 0.0)


def _any(queries: Sequence[tantivy.Query]) -> tantivy.Query:
    return _paired(Occur.Should, queries)


def _paired(occur: Occur, queries: Sequence[tantivy.Query]) -> tantivy.Query:
    """All of them, two by two.

    A sum of three scores may differ in its last digit by the order it is made in, which the engine chooses by
    how cards lie; a sum of two may not.
    """
    if len(queries) == 1:
        return queries[0]
    half = len(queries) // 2
    return tantivy.Query.boolean_query([(occur, _paired(occur, part)) for part in (queries[:half], queries[half:])])
