"""The words of simulated telegrams: a vocabulary by rank, drawn by Zipf's law, and prose made of it."""

from __future__ import annotations

import random
import struct
from collections.abc import Iterator, Sequence
from functools import cache
from math import isqrt

from legation.tables.rows import toml

# A word is drawn by 32 bits: 14 for a place on the near wheel, which holds the commonest words and fits a cache; where
# that place is empty, 18 for one on the far wheel, on which the rarest word has one or two.
_NEAR, _FAR = 14, 18
_COMMON = 1200
_FLAT = 3  # ranks by which the head of the law is flattened, after Mandelbrot
_COMMA = 14  # one word in so many has a comma behind it
_COINED = 260  # one word in so many is made up on the spot and seldom met again
_SENTENCE = (6, 9, 11, 12, 14, 15, 17, 19, 22, 27)  # words of a sentence, each as often as the other
# Sentences must not end in one of these, nor may a list of them look like one.
_LEADS = frozenset(
    {
        "the",
        "of",
        "to",
        "and",
        "in",
        "that",
        "for",
        "on",
        "with",
        "is",
        "was",
        "by",
        "at",
        "as",
        "be",
        "or",
        "an",
        "its",
    }
    | {"his", "their", "our", "from", "which", "who", "this", "if", "when"}
)


@cache
def _rows() -> dict[str, list[str]]:
    rows = toml("simulation/words.toml")
    made = {name: rows[name].split() for name in ("common", "first", "middle", "last")}
    for name in ("collocations", "topics", "turns"):
        made[name] = [" ".join(piece.split()) for piece in rows[name].split(";")]
    return made


def topics() -> list[str]:
    """Subjects of telegrams."""
    return _rows()["topics"]


def turns() -> list[str]:
    """What there is to say on a subject."""
    return _rows()["turns"]


@cache
def vocabulary() -> tuple[str, ...]:
    """Every word and collocation by rank, the commonest first."""
    rows = _rows()
    common = list(dict.fromkeys(rows["common"]))
    ranked: list[str] = []
    collocations = iter(rows["collocations"])
    for rank, word in enumerate(common):
        ranked.append(word)
        if rank > 60 and rank % 8 == 0:
            ranked.extend([phrase] if (phrase := next(collocations, None)) else [])
    ranked.extend(collocations)
    size = int(toml("simulation/words.toml")["size"])
    met = set(ranked)
    for word in _made_up():
        if len(ranked) >= size:
            break
        if word not in met:
            met.add(word)
            # One in five is a name.
            ranked.append(word.capitalize() if len(ranked) % 5 == 0 else word)
    return tuple(ranked)


def _made_up() -> Iterator[str]:
    """Words of two, then of three parts, each once, in an order that mixes their beginnings."""
    rows = _rows()
    first, middle, last = rows["first"], rows["middle"], rows["last"]
    for turn in range(len(last)):
        for at, front in enumerate(first):
            yield front + last[(turn + at) % len(last)]
    for turn in range(len(middle) * len(last)):
        for at, front in enumerate(first):
            yield front + middle[(turn + at) % len(middle)] + last[(turn // len(middle) + at) % len(last)]


@cache
def _wheels() -> tuple[list[str], list[str]]:
    """The vocabulary on two wheels: as many places for a word as its share of all words. Empty places lead on."""
    words = vocabulary()
    weights = [_weight(rank + _FLAT) for rank in range(len(words))]
    total = sum(weights)
    near = _wheel(words[:_COMMON], weights, 1 << _NEAR, total)
    far = _wheel(words[_COMMON:], weights[_COMMON:], 1 << _FAR, sum(weights[_COMMON:]))
    return near + [""] * ((1 << _NEAR) - len(near)), far


def _wheel(words: Sequence[str], weights: Sequence[int], places: int, total: int) -> list[str]:
    """``words`` as often as their weights of ``total`` say, ``places`` being all of it."""
    wheel: list[str] = []
    reached = 0
    for word, weight in zip(words, weights, strict=False):
        reached += weight
        more = reached * places // total - len(wheel)
        commas = 0 if word in _LEADS else (more + _COMMA // 2) // _COMMA
        wheel.extend([word] * (more - commas))
        wheel.extend([f"{word},"] * commas)
    return wheel


def _weight(rank: int) -> int:
    """One over the rank to the power of nine eighths, in whole numbers."""
    eighth = isqrt(isqrt(isqrt(rank * 10**48)))  # the eighth root in millionths
    return 10**24 // (rank * eighth)


def coined(chance: random.Random) -> str:
    """A word made up on the spot, of four parts: one of some five million."""
    rows = _rows()
    middle = rows["middle"]
    return chance.choice(rows["first"]) + chance.choice(middle) + chance.choice(middle) + chance.choice(rows["last"])


def sentences(chance: random.Random, count: int) -> list[str]:
    """About ``count`` words as sentences, each with a capital in front and a full stop."""
    near, far = _wheels()
    drawn = struct.unpack(f"<{count}I", chance.getrandbits(32 * count).to_bytes(4 * count, "little"))
    words = [near[number & 16383] or far[number >> 14] for number in drawn]
    for at in range(chance.randrange(_COINED), count, _COINED):
        words[at] = coined(chance)
    made: list[str] = []
    at = 0
    while at < count:
        end = at + _SENTENCE[chance.getrandbits(16) % 10]
        while end < count and words[end - 1] in _LEADS:
            end += 1
        some = words[at:end]
        if some[-1] in _LEADS:
            some.append("matter")
        line = " ".join(some).rstrip(",")
        made.append(f"{line[0].upper()}{line[1:]}.")
        at = end
    return made
