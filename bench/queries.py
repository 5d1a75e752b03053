"""Searches to measure with: drawn from the simulated vocabulary by how common words are, the same for every engine."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from legation.simulate import vocabulary
from legation.simulate.chance import chance_of
from legation.simulate.world import listed

LIMIT = 20
"""Hits of a page, each with its snippet."""

# Ranks of the vocabulary. A rare word stands in a few hundred of 250,000 telegrams, a common one in most of them.
_RARE = range(20_000, 50_000)
_MIDDLE = range(1_000, 8_000)
_COMMON = range(30, 330)


class Query(NamedTuple):
    """kind: what is measured. words: what is looked for. how: ``all``, ``phrase`` or ``prefix``.

    month: only telegrams of a month, as ``2005-03``. tag: only telegrams under these TAGS.
    """

    kind: str
    words: tuple[str, ...]
    how: str = "all"
    month: str | None = None
    tag: str | None = None

    def legation(self) -> str:
        """In the query language of the archive."""
        if self.how == "phrase":
            said = f'"{" ".join(self.words)}"'
        elif self.how == "prefix":
            said = f"{self.words[0]}*"
        else:
            said = " AND ".join(self.words)
        said += f" date:{self.month}" if self.month else ""
        return said + (f" tag:{self.tag}" if self.tag else "")

    def fts5(self) -> str:
        """As an expression of SQLite's FTS5; the month and the TAGS are for the caller."""
        if self.how == "phrase":
            return f'"{" ".join(self.words)}"'
        if self.how == "prefix":
            return f'"{self.words[0]}"*'
        return " AND ".join(f'"{word}"' for word in self.words)

    def tsquery(self) -> str:
        """As a ``tsquery`` of PostgreSQL."""
        if self.how == "phrase":
            return " <-> ".join(self.words)
        if self.how == "prefix":
            return f"{self.words[0]}:*"
        return " & ".join(self.words)


_WARMING = 12  # the seed of searches that are asked before the clock starts
_WARM = 10  # of each kind


def warming() -> list[Query]:
    """Searches to warm up with, of every kind."""
    return [query for some in queries(_WARM, _WARMING).values() for query in some]


def unasked(count: int) -> dict[str, list[Query]]:
    """``queries`` without those that a warm-up has asked: what is asked again is answered from memory."""
    warm = set(warming())
    drawn = queries(count + _WARM)
    return {kind: [query for query in some if query not in warm][:count] for kind, some in drawn.items()}


def queries(count: int, seed: int = 11) -> dict[str, list[Query]]:
    """Up to ``count`` different searches of each kind: fewer where the vocabulary has no more, as of phrases."""
    chance = chance_of(seed)
    words = vocabulary()
    plain = {rank: word for rank, word in enumerate(words) if word.isalpha()}
    collocations = [word.split() for word in words if " " in word and "-" not in word]

    def of(ranks: range) -> str:
        while True:
            word = plain.get(chance.choice(ranks))
            if word is not None:
                return word.lower()

    def month() -> str:
        return f"{chance.choice((1974, 1975, 1976, 2004, 2005, 2006, 2007, 2008))}-{chance.randint(1, 12):02d}"

    made: dict[str, list[Query]] = {}
    makers: dict[str, Callable[[], Query]] = {
        "rare word": lambda: Query("rare word", (of(_RARE),)),
        "common word": lambda: Query("common word", (of(_COMMON),)),
        "AND": lambda: Query("AND", (of(_COMMON), of(_MIDDLE))),
        "phrase": lambda: Query("phrase", tuple(chance.choice(collocations)), "phrase"),
        "prefix": lambda: Query("prefix", (of(_MIDDLE)[:5],), "prefix"),
        "filtered": lambda: Query(
            "filtered", (of(_COMMON),), month=month(), tag=chance.choice((None, chance.choice(listed("tags_later"))))
        ),
        "two common words": lambda: Query("two common words", (of(_COMMON), of(_COMMON))),
    }
    for kind, make in makers.items():
        made[kind] = list(dict.fromkeys(make() for _ in range(count)))
    return made


KINDS = tuple(queries(1))
"""Kinds of searches; each gives the top 20 with snippets and the number of all hits."""


class Spread(NamedTuple):
    """Seconds of a number of samples, all of them counted; ``busy``: the p50 of processor time, where it was told."""

    samples: int
    p50: float
    p99: float
    worst: float
    busy: float | None = None

    @classmethod
    def of(cls, seconds: list[float], busy: list[float] | None = None) -> Spread:
        """By nearest rank: p99 of 100 samples is the 99th."""
        ordered = sorted(seconds)
        count = len(ordered)
        p50, p99 = ordered[(count - 1) // 2], ordered[max(0, -(-count * 99 // 100) - 1)]
        return cls(count, p50, p99, ordered[-1], sorted(busy)[(len(busy) - 1) // 2] if busy else None)

    def __str__(self) -> str:
        busy = "" if self.busy is None else f", processor p50 {self.busy * 1e3:,.1f} ms"
        return f"p50 {self.p50 * 1e3:,.1f} ms, p99 {self.p99 * 1e3:,.1f} ms{busy}, {self.samples} samples"
