"""An index in memory, without an engine: it walks every card that the reader may read.

It settles what a query means; how good a hit is it reckons by counting, which the real index does better.
"""

from __future__ import annotations

import re
import threading
import unicodedata
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from legation.core.marking import Reader
from legation.storage.access import check_labels, is_readable
from legation.storage.card import Card, card_of, day_number, hit_order
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
from legation.storage.snippet import Sought, Token, find_runs, snippet, sought

_WORD = re.compile(r"[^\W_]+")
_NO_ALIASES: Mapping[str, str] = MappingProxyType({})


class MemoryIndex:
    """Cards in a dictionary, each under its access label."""

    def __init__(self, aliases: Mapping[str, str] = _NO_ALIASES) -> None:
        self._aliases = aliases
        self._cards: dict[str, tuple[str, Card]] = {}
        self._lock = threading.Lock()

    def add(self, reader: Reader, records: Sequence[Record]) -> None:  # noqa: ARG002 - who writes is the port's
        check_labels(record.access for record in records)
        with self._lock:
            self._cards.update({record.sha256: (record.access, card_of(record)) for record in records})

    def remove(self, reader: Reader, hashes: Sequence[str]) -> None:  # noqa: ARG002 - who writes is the port's
        with self._lock:
            for sha256 in hashes:
                self._cards.pop(sha256, None)

    def search(self, reader: Reader, query: str, *, limit: int, offset: int = 0) -> Hits:
        asked = parse_query(query, self._aliases)
        wanted = sought(asked, _tokenize)
        found = [
            (_score(asked, card), card)
            for access, card in list(self._cards.values())
            if is_readable(reader, access) and _matches(asked, card)
        ]
        found.sort(key=lambda hit: (-hit[0], hit_order(hit[1].listing)))
        hits = []
        for score, card in found[offset : offset + max(0, limit)]:
            shown = snippet(card.passages, wanted, _tokenize)
            hits.append(
                Hit(
                    listing=card.listing,
                    score=score,
                    snippet=shown.text,
                    marks=shown.marks,
                    paragraph=shown.paragraph,
                )
            )
        return Hits(total=len(found), hits=tuple(hits))

    def held(self, reader: Reader) -> set[str]:
        return {sha256 for sha256, (access, _) in list(self._cards.items()) if is_readable(reader, access)}


def _matches(query: Query, card: Card) -> bool:
    match query:
        case Word(text) | Phrase(text):
            return _anywhere(card, text, prefix=False) > 0
        case Prefix(text):
            return _anywhere(card, text, prefix=True) > 0
        case Number(mrn, words):
            named = mrn in card.exact["mrn"] or mrn in card.exact["ref"]
            return named or _spelled(card, mrn) > 0 or _matches(words, card)
        case InField(field, text, prefix) if field in EXACT_FIELDS.values():
            values = card.exact[field]
            return any(value.startswith(text) for value in values) if prefix else text in values
        case InField(field, text, prefix):
            return _times(card.words[field], text, prefix=prefix) > 0
        case Dates(first, last):
            day = day_number(card.listing.date)
            earliest, latest = day_number(first), day_number(last)
            return day is not None and (earliest is None or earliest <= day) and (latest is None or day <= latest)
        case Not(part):
            return not _matches(part, card)
        case And(parts):
            return all(_matches(part, card) for part in parts)
        case Or(parts):
            return any(_matches(part, card) for part in parts)


def _score(query: Query, card: Card) -> float:
    match query:
        case Word(text) | Phrase(text):
            return _anywhere(card, text, prefix=False)
        case Number(mrn, words):
            own = 100.0 * (mrn in card.exact["mrn"]) + 10.0 * (mrn in card.exact["ref"])
            return own + _spelled(card, mrn) + _score(words, card)
        case InField("subject", text, prefix):
            return _times(card.words["subject"], text, prefix=prefix)
        case And(parts) | Or(parts):
            return sum(_score(part, card) for part in parts if _matches(part, card))
        case _:
            return 0.0


def _spelled(card: Card, mrn: str) -> float:
    return sum(_anywhere(card, spelling, prefix=False) for spelling in spellings(mrn))


def _anywhere(card: Card, text: str, *, prefix: bool) -> float:
    passages = [passage.text for passage in card.passages]
    return 3 * _times(card.words["subject"], text, prefix=prefix) + _times(passages, text, prefix=prefix)


def _times(values: Sequence[str], text: str, *, prefix: bool) -> float:
    words = tuple(token.text for token in _tokenize(text))
    if not words:
        return 0
    return float(sum(len(find_runs(_tokenize(value), Sought(words, prefix))) for value in values))


def _tokenize(text: str) -> list[Token]:
    return [Token(_plain(found[0]), found.start(), found.end()) for found in _WORD.finditer(text)]


def _plain(word: str) -> str:
    """Without case and accents."""
    parts = unicodedata.normalize("NFKD", word.lower())
    return "".join(sign for sign in parts if not unicodedata.combining(sign))
