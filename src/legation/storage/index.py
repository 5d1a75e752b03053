"""The index: words to telegrams, by tantivy, one partition for each access label.

A search opens only the partitions its reader may read. Scores are reckoned inside a partition and merged, so
that the answer is that of an index which holds nothing else.
"""

from __future__ import annotations

import shutil
import threading
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager, nullcontext
from itertools import count
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

import tantivy
from tantivy import Searcher

from legation.core.errors import ArchiveError, AwayError, QueryError
from legation.core.marking import Reader
from legation.storage import side_by_side
from legation.storage.access import check_labels, is_readable
from legation.storage.card import decode_card, decode_shown, encoded_card
from legation.storage.compiling import compiled, exact, tokenize, words_of
from legation.storage.completing import Completion, completions
from legation.storage.cursor import Sort, read_cursor, write_cursor
from legation.storage.facets import COLUMNS, Spread, facets_of
from legation.storage.foremost import by_date, by_relevance, count_in
from legation.storage.lacking import Lacking, Readable, needs_of
from legation.storage.lately import Lately
from legation.storage.parsing import parse_query
from legation.storage.partition import (
    FORMAT,
    NOT_WRITTEN,
    Partition,
    State,
    directory_name,
    index_faults,
    read_faults,
    stamp_of,
    stored_bytes,
)
from legation.storage.query import Query, is_ranked, meant, reads_places, resolved
from legation.storage.records import Arrival, Counted, Hit, Hits
from legation.storage.snippet import Snippets, sought
from legation.storage.trimming import trim

_MOST_VALUES = 50_000  # of a facet in one partition; the engine stops at 65,000
_TICK = 2_000_000_000  # nanoseconds
_TOLD = "changed"  # the file that is replaced when something was written
_AT_ONCE = 4  # partitions written at once
_MANY = 500  # cards; to look for free memory takes some milliseconds, which few are not worth
_READERS = 1_000  # of which it is known what they may read
_PAGE = 100  # hits of an answer that is kept; longer ones are files, which nobody turns back to
_LONGEST = 500  # code points of a search whose answer is kept
_MOST_KEPT = 5_000  # hits and counts of all answers that are kept, at one or two KB each

_NO_ALIASES: Mapping[str, str] = MappingProxyType({})


class _Numbers:
    """A number for each state in which partitions, by their labels, were met; none is given twice."""

    def __init__(self) -> None:
        self._of: dict[tuple[tuple[str, State], ...], int] = {}
        self._next = count()

    def of(self, states: tuple[tuple[str, State], ...]) -> int:
        if len(self._of) >= _READERS:
            self._of.clear()
        return self._of.setdefault(states, next(self._next))


class _Opened(NamedTuple):
    """Every partition with its searcher and state, as they stood when the file that tells of changes had the stamp
    ``at``."""

    at: tuple[int, int] | None
    searchers: list[tuple[str, Searcher, State]]
    lacking: Lacking
    readable: dict[Reader, Readable]
    numbers: _Numbers

    def readable_by(self, reader: Reader) -> Readable:
        """Each partition that ``reader`` may read, in the order of labels."""
        known = self.readable.get(reader)
        if known is None:
            if len(self.readable) >= _READERS:
                self.readable.clear()
            mine = [one for one in self.searchers if is_readable(reader, one[0])]
            number = self.numbers.of(tuple((label, state) for label, _, state in mine))
            known = Readable.of([(label, searcher) for label, searcher, _ in mine], number)
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
        # What each reader was answered lately, by all that was asked and by the state of all that they may read: the
        # list is shown again whenever they come back to it from a telegram, and asked for twice by whoever ends a line
        # while its words are looked for. What is written elsewhere ends no answer, or its time would tell of that.
        self._numbers = _Numbers()
        self._answers: Lately[tuple[Reader, int, str, int, Sort, str], Hits] = Lately(_MOST_KEPT, _hits_of)
        self._spreads: Lately[tuple[Reader, int, str, int], Spread] = Lately(_MOST_KEPT, _counts_of)
        self._counts: Lately[tuple[Reader, int, str], Counted] = Lately(_MOST_KEPT, _labels_of)

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
        opened = self._now()
        kept = reader, opened.readable_by(reader).number, query, limit, sort, after
        answer = self._answers.get(kept)
        if answer is None:
            asked = parse_query(query, self._aliases)
            with side_by_side.TURNS:
                answer = self._search(opened, reader, query, asked, limit=limit, sort=sort, after=after)
            if limit <= _PAGE and len(query) <= _LONGEST:
                self._answers.keep(kept, answer)
        return answer

    def _search(
        self, opened: _Opened, reader: Reader, query: str, asked: Query, *, limit: int, sort: Sort, after: str
    ) -> Hits:
        readable, engine_query = self._to_ask(opened, reader, query, asked)
        searchers = [searcher for _, searcher in readable]
        with _engine_faults(query):
            by = "newest" if sort == "relevance" and not is_ranked(asked) else sort
            cursor = read_cursor(after, by)
            listed = by_relevance if by == "relevance" else by_date
            each = side_by_side.each if reads_places(asked) else side_by_side.in_turn
            total, found, following = listed(readable, engine_query, cursor, max(0, limit), each)
        wanted = sought(asked, tokenize)
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

    def count(self, reader: Reader, query: str) -> Counted:
        opened = self._now()
        kept = reader, opened.readable_by(reader).number, query
        counted = self._counts.get(kept)
        if counted is None:
            counted = self._counted(opened, reader, query)
            if len(query) <= _LONGEST:
                self._counts.keep(kept, counted)
        return counted

    def _counted(self, opened: _Opened, reader: Reader, query: str) -> Counted:
        asked = parse_query(query, self._aliases)
        readable, engine_query = self._to_ask(opened, reader, query, asked)
        each = side_by_side.each if reads_places(asked) else side_by_side.in_turn
        with side_by_side.TURNS, _engine_faults(query):
            numbers = each([one for _, one in readable], lambda searcher: count_in(searcher, engine_query))
        return Counted(sum(numbers), tuple([label for (label, _), n in zip(readable, numbers, strict=True) if n]))

    def facets(self, reader: Reader, query: str, *, most: int) -> Spread:
        opened = self._now()
        kept = reader, opened.readable_by(reader).number, query, most
        spread = self._spreads.get(kept)
        if spread is None:
            spread = self._spread(opened, reader, query, most=most)
            if len(query) <= _LONGEST:
                self._spreads.keep(kept, spread)
        return spread

    def _spread(self, opened: _Opened, reader: Reader, query: str, *, most: int) -> Spread:
        asked = parse_query(query, self._aliases)
        readable, engine_query = self._to_ask(opened, reader, query, asked)
        counted: dict[str, Counter[str]] = {column: Counter() for column in COLUMNS}
        access = []
        with _engine_faults(query):
            counts_of = side_by_side.each(
                [one for _, one in readable], lambda searcher: searcher.aggregate(engine_query, _COUNTS)
            )
            for (label, _), told in zip(readable, counts_of, strict=True):
                for column, counts in told.items():
                    counted[column].update({bucket["key"]: bucket["doc_count"] for bucket in counts["buckets"]})
                if any(counts["buckets"] for counts in told.values()):
                    access.append(label)
        return Spread(facets_of(counted, most), tuple(access))

    def completions(self, reader: Reader, text: str, *, limit: int) -> tuple[Completion, ...]:
        partitions = self._now().readable_by(reader).partitions

        def terms(column: str, begins: str) -> Iterator[tuple[str, dict[str, int]]]:
            return ((label, dict(searcher.terms_with_prefix(column, begins))) for label, searcher in partitions)

        return completions(text, terms, limit)

    def values(self, reader: Reader, field: str, begins: str) -> list[str]:
        searchers = [searcher for _, searcher in self._now().readable_by(reader).partitions]
        return sorted({value for one in searchers for value, _ in one.terms_with_prefix(field, begins)})

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

    def _to_ask(
        self, opened: _Opened, reader: Reader, query: str, asked: Query
    ) -> tuple[list[tuple[str, Searcher]], tantivy.Query]:
        """The partitions by label that may hold what is asked for, and what to ask them."""
        readable = opened.readable_by(reader)
        with _engine_faults(query):
            settled = resolved(asked, lambda mrn: _cited_by([searcher for _, searcher in readable.partitions], mrn))
            asked_of = opened.lacking.left(readable, needs_of(settled, words_of))
            return asked_of, compiled(settled)

    def _now(self) -> _Opened:
        """All partitions as they stand."""
        opened = self._opened
        with self._reading():
            if opened is None or (self._path is not None and (opened.at is None or opened.at != self._told())):
                with self._lock:
                    opened = self._open()
        return opened

    def _reading(self) -> AbstractContextManager[None]:
        return nullcontext() if self._path is None else read_faults(self._path)

    def _open(self) -> _Opened:
        """Look at all partitions anew."""
        at = self._told()
        self._check_format(write=False)
        met = sorted(self._met().items())
        stood = [(label, *one.as_it_stands()) for label, one in met]
        searchers = [
            (label, searcher, state) for label, searcher, state in stood if searcher is not None and searcher.num_docs
        ]
        self._opened = _Opened(at, searchers, Lacking(), {}, self._numbers)
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
        with self._lock, self._reading():
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
                raise ArchiveError("the index was made by another legation", "run `legation rebuild --index`")
            self.close()
            self._partitions.clear()
            self._looked = None
            self._path.mkdir(parents=True, exist_ok=True)
            if found is not None:
                # The marker stays to the last: one that is killed here is begun anew, and nobody reads what is left.
                for entry in [entry for entry in self._path.iterdir() if entry != marker]:
                    shutil.rmtree(entry) if entry.is_dir() else entry.unlink()
            marker.write_text(FORMAT, encoding="ascii")
        except OSError as fault:
            if not write:
                raise
            raise AwayError(*NOT_WRITTEN) from fault


def _hits_of(answer: Hits) -> int:
    return 1 + len(answer.hits)


def _labels_of(counted: Counted) -> int:
    return 1 + len(counted.access)


def _counts_of(spread: Spread) -> int:
    return 1 + sum(len(facet.counts) for facet in spread.facets)


_SNIPPETS = Snippets(tokenize)


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


def _cited_by(searchers: Sequence[Searcher], mrn: str) -> Iterator[str]:
    """What the readable telegrams of a number cite."""
    for searcher in searchers:
        for _, address in searcher.search(exact("mrn", mrn), limit=max(1, searcher.doc_freq("mrn", mrn))).hits:
            yield from meant(decode_card(stored_bytes(searcher, address)).values.get("ref", ()))
