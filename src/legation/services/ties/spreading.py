"""The telegrams that a dialogue rests on, as later ones are held against them: their words, hours and numbers.

What is worked out of a telegram is kept, for it never changes; who may read it is asked each time.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from math import sqrt
from typing import NamedTuple

from legation.core.marking import Reader
from legation.services.boards.words import Words
from legation.services.ties.corresponding import Sent, sent
from legation.storage.lately import Lately
from legation.storage.ports import Telegrams
from legation.storage.records import Record
from legation.tables.commonness import rarities
from legation.tables.parties import PartyTable
from legation.tables.speaking import load_speaking

_MOST_WORDS = 4_000_000


class Held(NamedTuple):
    """One telegram: its number, its day (of receipt, where none was read), its hour where one is read, how others may
    cite it; in how many of its paragraphs each word stands. norm: what all its words weigh by how rare they are."""

    name: str
    day: str
    hour: str | None
    sent: Sent | None
    spread: Counter[str]
    paragraphs: int
    norm: float


class Spreading:
    """Telegrams of a dialogue, counted."""

    def __init__(self, telegrams: Telegrams, parties: PartyTable) -> None:
        self._telegrams = telegrams
        self._parties = parties
        # Without acronyms written out: what a telegram counts does not hang on others.
        self._words = Words({}, parties)
        self._held: Lately[str, Held] = Lately(_MOST_WORDS, lambda held: len(held.spread) + 1)

    def of_readable(self, reader: Reader, hashes: Collection[str]) -> list[Held]:
        """These telegrams, which the reader may read: whoever asks has asked for that."""
        kept = {sha256: self._held.get(sha256) for sha256 in sorted(hashes)}
        read = self._telegrams.records(reader, [sha256 for sha256, held in kept.items() if held is None])
        found = []
        for sha256, held in kept.items():
            if held is None and sha256 in read:
                held = self.of(read[sha256])
                self._held.keep(sha256, held)
            if held is not None:
                found.append(held)
        return found

    def of(self, record: Record) -> Held:
        """A telegram, counted."""
        telegram = record.telegram
        return Held(
            name=telegram.called,
            day=telegram.date or record.received[:10],
            hour=telegram.dtg,
            sent=sent(telegram, self._parties),
            spread=(spread := Counter(self._words.in_paragraphs(telegram))),
            paragraphs=len(telegram.paragraphs),
            norm=sqrt(_weight(spread)),
        )


def alikeness(one: Held, other: Held) -> float:
    """How far two telegrams have the same rare words, between 0 and 1, whatever else a board rests on.

    A few words in common tell nothing, however short the telegrams are.
    """
    common = _weight(one.spread.keys() & other.spread.keys())
    return common / (one.norm * other.norm) if common >= load_speaking().akin.common else 0.0


def _weight(words: Iterable[str]) -> float:
    rare = rarities()
    return sum(rare.get(word, 1.0) ** 2 for word in words)


def spread_over(held: Iterable[Held], day: str) -> tuple[Counter[str], int]:
    """In how many paragraphs of the telegrams up to a day each word stands, each telegram counted once, and of all."""
    spread: Counter[str] = Counter()
    paragraphs = 0
    for one in {one.name: one for one in held if one.day <= day}.values():
        spread.update(one.spread)
        paragraphs += one.paragraphs
    return spread, paragraphs
