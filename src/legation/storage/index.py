"""The index: words to telegrams, by tantivy, one partition for each access label.

A search opens only the partitions its reader may read. Scores are reckoned inside a partition and merged, so
that the answer is that of an index which holds nothing else.
"""

from __future__ import annotations

import shutil
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple, cast

import tantivy
from tantivy import DocAddress, FieldType, Occur, Order, Searcher

from legation.core.errors import ArchiveError
from legation.core.marking import Reader
from legation.storage.access import check_labels, is_readable
from legation.storage.card import card_of, day_number, hit_order
from legation.storage.partition import (
    FORMAT,
    SCHEMA,
    Partition,
    analyzer,
    decode_card,
    directory_name,
    encode_card,
    stored_bytes,
)
from legation.storage.ports import Hit, Hits, Record
from legation.storage.query import (
    EXACT_FIELDS,
    And,
    Dates,
    InField,
    Not,
    Number,
    Or,
    Phrase,
    Prefix,
    Query,
    Word,
    parse_query,
    spellings,
)
from legation.storage.snippet import Token, snippet, sought

_IN_SUBJECT = 3.0  # a word of the subject counts as three of the text
_IS_THE_NUMBER = 100.0  # the telegram itself goes before all that name it
_NAMES_THE_NUMBER = 10.0

_NO_ALIASES: Mapping[str, str] = MappingProxyType({})


class _Found(NamedTuple):
    """A hit before its card is read; ``order`` settles equal scores, lowest first."""

    score: float
    order: int
    partition: int
    address: DocAddress


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

    def add(self, reader: Reader, records: Sequence[Record]) -> None:  # noqa: ARG002 - who writes is the port's
        """Index records; searchable on return.

        Replacing a card by one that differs writes its partition anew: quick for one, slow for all, so make
        an index of a better reading in a fresh directory.
        """
        check_labels(record.access for record in records)
        cards = {record.sha256: (record.access, encode_card(card_of(record))) for record in records}
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
            for label, hashes in gone.items():
                partitions[label].remove(hashes)
            fresh: dict[str, list[bytes]] = {}
            for label, card in cards.values():
                fresh.setdefault(label, []).append(card)
            for label, some in fresh.items():
                self._partition(label).append(some)

    def remove(self, reader: Reader, hashes: Sequence[str]) -> None:  # noqa: ARG002 - who writes is the port's
        with self._lock:
            for partition in self._met().values():
                if gone := set(partition.held_of(hashes)):
                    partition.remove(gone)

    def search(self, reader: Reader, query: str, *, limit: int, offset: int = 0) -> Hits:
        asked = parse_query(query, self._aliases)
        searchers = self._searchers(reader)
        ranked, compiled = _is_ranked(asked), _compiled(asked)
        total = 0
        found: list[_Found] = []
        for number, searcher in enumerate(searchers):
            count, best = _best(searcher, number, compiled, wanted=offset + limit, ranked=ranked)
            total += count
            found.extend(best)
        found.sort(key=lambda hit: (-hit.score, hit.order))
        page = found[offset : offset + limit] if limit > 0 else []
        wanted = sought(asked, _tokenize)
        hits = []
        for hit in page:
            card = decode_card(stored_bytes(searchers[hit.partition], hit.address))
            shown = snippet(card.passages, wanted, _tokenize)
            hits.append(
                Hit(
                    listing=card.listing,
                    score=hit.score,
                    snippet=shown.text,
                    marks=shown.marks,
                    paragraph=shown.paragraph,
                )
            )
        hits.sort(key=lambda hit: (-hit.score, hit_order(hit.listing)))
        return Hits(total=total, hits=tuple(hits))

    def held(self, reader: Reader) -> set[str]:
        found: set[str] = set()
        for label, partition in self._met().items():
            if is_readable(reader, label):
                found |= partition.hashes()
        return found

    def close(self) -> None:
        """Finish work in the background and let another process write."""
        with self._lock:
            for partition in self._partitions.values():
                partition.close()

    def _searchers(self, reader: Reader) -> list[Searcher]:
        """One for each partition that ``reader`` may read, in the order of labels."""
        self._check_format(write=False)
        partitions = [partition for label, partition in sorted(self._met().items()) if is_readable(reader, label)]
        return [searcher for partition in partitions if (searcher := partition.searcher()) is not None]

    def _met(self) -> dict[str, Partition]:
        """Every partition, those that another process has made included."""
        with self._lock:
            if self._path is not None and self._path.is_dir():
                known = {directory_name(label) for label in self._partitions}
                for home in self._path.iterdir():
                    if home.name not in known and (partition := Partition.found_at(home)) is not None:
                        self._partitions[partition.label] = partition
            return dict(self._partitions)

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


def _is_ranked(query: Query) -> bool:
    """Whether some hits may be better than others; where none can be, the newest come first."""
    match query:
        case Word() | Phrase() | Number() | InField("subject"):
            return True
        case And(parts) | Or(parts):
            return any(map(_is_ranked, parts))
        case _:
            return False


def _best(
    searcher: Searcher, number: int, query: tantivy.Query, *, wanted: int, ranked: bool
) -> tuple[int, list[_Found]]:
    """How many hits there are in a partition, and the ``wanted`` first of them."""
    ask = max(1, wanted)
    if not ranked:
        result = searcher.search(query, limit=ask, order_by_field="order", order=Order.Asc)
        hits = [_Found(1.0, order, number, address) for order, address in result.hits]
        return _count(result), hits[: max(0, wanted)]
    while True:
        # The engine settles equal scores by where cards lie; so take all that equal the last one wanted.
        result = searcher.search(query, limit=ask + 1)
        scored = result.hits
        if len(scored) <= ask or scored[ask][0] < scored[max(0, wanted - 1)][0]:
            break
        ask *= 4
    orders = searcher.fast_field_values("order", [address for _, address in scored])
    hits = [
        _Found(score, int(order or 0), number, address) for (score, address), order in zip(scored, orders, strict=True)
    ]
    hits.sort(key=lambda hit: (-hit.score, hit.order))
    return _count(result), hits[: max(0, wanted)]


def _count(result: tantivy.SearchResult) -> int:
    return int(cast(Any, result).count)  # its stub does not have it


def _compiled(query: Query) -> tantivy.Query:
    match query:
        case Word(text) | Phrase(text):
            return _anywhere(_words(text), prefix=False)
        case Prefix(text):
            return _anywhere(_words(text), prefix=True)
        case Number(mrn, words):
            return _any(
                [
                    tantivy.Query.const_score_query(_exact("mrn", mrn), _IS_THE_NUMBER),
                    tantivy.Query.const_score_query(_exact("ref", mrn), _NAMES_THE_NUMBER),
                    *(_anywhere(_words(spelling), prefix=False) for spelling in spellings(mrn)),
                    _compiled(words),
                ]
            )
        case InField("subject", text, prefix):
            return _run("subject", _words(text), prefix=prefix)
        case InField(field, text, prefix) if field not in EXACT_FIELDS.values():
            return _filter(_run(field, _words(text), prefix=prefix))
        case InField(field, text, prefix):
            return _filter(_begins(field, text) if prefix else _exact(field, text))
        case Dates(first, last):
            return _filter(
                tantivy.Query.range_query(SCHEMA, "day", FieldType.Unsigned, day_number(first), day_number(last))
            )
        case Not(part):
            return tantivy.Query.boolean_query(
                [(Occur.Must, _filter(tantivy.Query.all_query())), (Occur.MustNot, _compiled(part))]
            )
        case And(parts):
            # NOT inside AND takes away; alone it would have to hold every other card first.
            clauses = [
                (Occur.MustNot, _compiled(part.part)) if isinstance(part, Not) else (Occur.Must, _compiled(part))
                for part in parts
            ]
            if all(isinstance(part, Not) for part in parts):
                clauses.append((Occur.Must, _filter(tantivy.Query.all_query())))
            return tantivy.Query.boolean_query(clauses)
        case Or(parts):
            return _any([_compiled(part) for part in parts])


def _words(text: str) -> list[str]:
    return [token.text for token in _tokenize(text)]


def _anywhere(words: Sequence[str], *, prefix: bool) -> tantivy.Query:
    subject = _run("subject", words, prefix=prefix)
    return _any([tantivy.Query.boost_query(subject, _IN_SUBJECT), _run("body", words, prefix=prefix)])


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


def _exact(field: str, value: str) -> tantivy.Query:
    return tantivy.Query.term_query(SCHEMA, field, value, "basic")


def _begins(field: str, text: str) -> tantivy.Query:
    return tantivy.Query.regex_query(SCHEMA, field, _literal(text) + ".*")


def _literal(text: str) -> str:
    return "".join(f"\\{sign}" if sign in r".+*?()|[]{}^$\-&~#" else sign for sign in text)


def _filter(query: tantivy.Query) -> tantivy.Query:
    """Hits alike: no score of their own."""
    return tantivy.Query.const_score_query(query, 0.0)


def _any(queries: Sequence[tantivy.Query]) -> tantivy.Query:
    return tantivy.Query.boolean_query([(Occur.Should, query) for query in queries])
