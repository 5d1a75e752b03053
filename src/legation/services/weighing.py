"""What speaks for one of several known things: words in common, weighed, and the reference.

Two kinds of evidence are weighed and shown: words in common (with acronyms written out as the telegrams do it), and
whether the later telegram cites a telegram of the thing, itself or through others. Pure: what may be read is handed in.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from copy import copy
from math import log
from typing import TypeAlias

import msgspec

from legation.core.dialogue.proposal import Source
from legation.core.telegram import Telegram
from legation.core.text import Span
from legation.services.drafted import without_pages
from legation.services.matters import Matter
from legation.services.ways import Cited, Way, cited_in, referring_of
from legation.services.words import Words
from legation.tables.commonness import rarities
from legation.tables.linking import Referring, load_linking


class Shared(msgspec.Struct, frozen=True, kw_only=True):
    """A word on both sides. here: its span in the later telegram; there: where the objective has it, None where that is
    the board's own text. beside: it stands beside the words of the proposal, not among them."""

    word: str
    weight: float
    here: Span
    there: Source | None
    beside: bool = False


class Evidence(msgspec.Struct, frozen=True, kw_only=True):
    """Why a known thing is meant: the rule of the table by which, the weight, the words in common, the reference.

    text, marking: of the thing, whose words are shown.
    """

    text: str
    rule: str
    score: float
    words: tuple[Shared, ...]
    cites: Cited | None
    marking: str = ""


Known: TypeAlias = tuple[bool, Source | None]
"""Of a word by which a matter is known: whether it is a name, and where it stands."""


class Ground:
    """Known matters that proposals are held against. spread: in how many of them each word stands, of ``of_all``.

    together: how many of them the same telegrams raised. rarities: what words that telegrams of any matter have weigh
    beside others."""

    def __init__(self, matters: Sequence[Matter], words: Words) -> None:
        self.words = words
        self.rarities: Mapping[str, float] = {}
        self.known = [(matter, words.known(matter)) for matter in matters]
        self._having: dict[str, list[int]] | None = None
        self._count()

    def but(self, telegram: str) -> Ground:
        """Without those that this telegram raised."""
        less = copy(self)
        less.known = [(matter, known) for matter, known in self.known if telegram not in matter.raised_in]
        less._having = None
        less._count()
        return less

    def only(self, matters: Mapping[str, Matter]) -> Ground:
        """Some of the matters, by id, in the place of those held; how far words are spread stays that of all."""
        less = copy(self)
        less.known = [(matters[one.id], known) for one, known in self.known if one.id in matters]
        less._having = None
        less.of_all = self.of_all
        return less

    def over(self, spread: Counter[str], of_all: int) -> Ground:
        """The same things, words weighed by how many of so many paragraphs have them, and by how rare they are."""
        other = copy(self)
        other.spread, other.of_all, other.rarities = spread, max(of_all, 1) + 1, rarities()
        return other

    def reaching(self, heavy: Mapping[str, float], least: float) -> list[tuple[Matter, Mapping[str, Known]]]:
        """Those for which words may speak as much as ``least``. heavy: what each word weighs at the most."""
        if least <= 0:
            return self.known
        if self._having is None:
            self._having = {}
            for place, (_, known) in enumerate(self.known):
                for word in known:
                    self._having.setdefault(word, []).append(place)
        most = [0.0] * len(self.known)
        for word, weight in heavy.items():
            for place in self._having.get(word, ()):
                most[place] += weight
        return [one for one, weight in zip(self.known, most, strict=True) if weight >= least]

    def _count(self) -> None:
        self.of_all = len(self.known) + 1
        self.spread = Counter(word for _, known in self.known for word in known)
        self.together = Counter(matter.began for matter, _ in self.known)


class Weighed(msgspec.Struct, frozen=True, kw_only=True):
    """What speaks for one of several matters. own: weight of the words of the proposal itself; enough: they are, too,
    so many or so telling that it is no accident."""

    matter: Matter
    words: tuple[Shared, ...]
    cites: Cited | None
    score: float
    own: float
    enough: bool

    @property
    def referring(self) -> Referring:
        """How the later telegram refers to one of the matter."""
        return referring_of(self.cites)


_ROUNDED = 0.001
"""By which a weight is told higher at the most than it is."""


def weighed(
    source: Source,
    telegram: Telegram,
    text: str,
    ground: Ground,
    way: Way,
    told_in: Mapping[str, int] | None = None,
    *,
    least: float = 0.0,
) -> list[Weighed]:
    """What the words at ``source`` of ``telegram`` share with each matter; ``text``: the proposal's own.

    told_in: ``Words.in_paragraphs`` of the telegram, where it was asked for before. least: matters for which less
    speaks are left out.
    """
    if not ground.known:
        return []
    table = load_linking()
    weights = table.weights
    words, spread = ground.words, ground.spread
    of_all = ground.of_all
    told_in = told_in if told_in is not None else words.in_paragraphs(telegram)
    paragraphs = max(len(telegram.paragraphs), 1)
    own = _placed(words.of(without_pages(telegram, source.span)), source.span.start)
    for word, place in words.of(text).items():
        own.setdefault(word, (place[0], source.span))
    beside = _beside(telegram, source, words)
    near = own.keys() | beside.keys()
    found = []
    # What a word weighs here is the same for each matter that has it, and so are the ways to one telegram.
    heavy: dict[str, float] = {}
    said: dict[Span, str] = {}
    ways: dict[frozenset[str], Cited | None] = {}
    for word in near:
        weight = log(of_all / max(spread[word], 1)) / log(of_all) * ground.rarities.get(word, 1.0)
        # A word of every paragraph is what the telegram is about, and tells no matter in it from another.
        heavy[word] = weight * log((paragraphs + 1) / max(told_in.get(word, 1), 1)) / log(paragraphs + 1)
    at_most = {
        word: max(weight, weight * weights.name) * (1 if word in own else weights.beside) + _ROUNDED
        for word, weight in heavy.items()
    }
    for matter, here in ground.reaching(at_most, least):
        shared: dict[Span, Shared] = {}
        for word in here.keys() & near:
            is_own = word in own
            name, span = own[word] if is_own else beside[word]
            weight = heavy[word] * (weights.name if name or here[word][0] else 1)
            weight *= 1 if is_own else weights.beside
            if span not in said:
                said[span] = " ".join(without_pages(telegram, span).split()).casefold()
            one = Shared(word=said[span], weight=round(weight, 3), here=span, there=here[word][1], beside=not is_own)
            # An acronym and what it stands for are one piece of evidence.
            if span not in shared or _rank(shared[span]) < _rank(one):
                shared[span] = one
        score = sum(one.weight for one in shared.values())
        if score < least:
            continue
        if matter.telegrams not in ways:
            ways[matter.telegrams] = cited_in(telegram, matter, way)
        cited = ways[matter.telegrams]
        share = table.thresholds[referring_of(cited)].share
        common = sum(not one.beside for one in shared.values())
        shorter = min(len({span for _, span in own.values()}), _length(matter, words))
        named = any(own[word][0] or here[word][0] for word in here.keys() & own.keys())
        found.append(
            Weighed(
                matter=matter,
                words=tuple(sorted(shared.values(), key=lambda one: (-one.weight, one.here))),
                cites=cited,
                score=score,
                own=sum(one.weight for one in shared.values() if not one.beside),
                enough=common >= share * shorter and (named or common >= min(weights.few, shorter)),
            )
        )
    return found


def because(link: Evidence) -> str:
    """The evidence in words."""
    own = ", ".join(one.word for one in link.words if not one.beside)
    near = ", ".join(one.word for one in link.words if one.beside)
    told = [f"words in common {own}"] if own else []
    told += [f"beside them {near}"] if near else []
    told += [f"cites {' and through it '.join(link.cites.way)} ({link.cites.text})"] if link.cites is not None else []
    return f"{'; '.join(told) or 'no words in common'} ({link.rule.replace('-', ' ')}, weight {link.score:.2f})"


def _rank(one: Shared) -> tuple[float, bool, tuple[int, int]]:
    return one.weight, one.there is not None, one.there.span if one.there is not None else (0, 0)


def _length(matter: Matter, words: Words) -> int:
    """Words of the shortest text by which a matter is known, each place counted once."""
    return min((len({(start, end) for _, start, end in words.of(text).values()}) for text, _ in matter.said), default=0)


def _placed(found: Mapping[str, tuple[bool, int, int]], at: int) -> dict[str, tuple[bool, Span]]:
    return {word: (name, Span(at + start, at + end)) for word, (name, start, end) in found.items()}


def _beside(telegram: Telegram, source: Source, words: Words) -> dict[str, tuple[bool, Span]]:
    """Words of the same paragraph, before those of the proposal."""
    paragraph = telegram.paragraph_at(source.span.start)
    if paragraph is None:
        return {}
    start = max(paragraph.span.start, source.span.start - load_linking().weights.room)
    return _placed(words.of(without_pages(telegram, Span(start, source.span.start))), start)
