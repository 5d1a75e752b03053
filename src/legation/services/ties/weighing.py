"""What speaks for one of several known things: words in common, weighed, and the reference.

Two kinds of evidence are weighed and shown: words in common (with acronyms written out as the telegrams do it), and
whether the later telegram cites a telegram of the thing, itself or through others. Pure: what may be read is handed in.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from copy import copy
from functools import cached_property
from math import log
from typing import NamedTuple, TypeAlias

import msgspec

from legation.core.dialogue.proposal import Source
from legation.core.telegram import Telegram
from legation.core.text import Span
from legation.extract.drafted import without_pages
from legation.services.boards.matters import Matter
from legation.services.boards.words import Words
from legation.services.ties.ways import Cited, Way, led_to, references_of, referring_of
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

_Matter: TypeAlias = tuple[Matter, Mapping[str, Known]]


class _All:
    """What is worked out of all known matters once, for every ground that some of them are left in."""

    def __init__(self, known: Sequence[_Matter], words: Words) -> None:
        self._known = known
        self._words = words
        self._lengths: dict[str, int] = {}

    @cached_property
    def having(self) -> Mapping[str, Sequence[int]]:
        """The places of the matters that have a word."""
        places: dict[str, list[int]] = {}
        for place, (_, known) in enumerate(self._known):
            for word in known:
                places.setdefault(word, []).append(place)
        return places

    def length(self, matter: Matter) -> int:
        if matter.id not in self._lengths:
            self._lengths[matter.id] = _length(matter, self._words)
        return self._lengths[matter.id]


class Ground:
    """Known matters that proposals are held against. spread: in how many of them each word stands, of ``of_all``.

    together: how many of them the same telegrams raised. rarities: what words that telegrams of any matter have weigh
    beside others."""

    def __init__(self, matters: Sequence[Matter], words: Words) -> None:
        self.words = words
        self.rarities: Mapping[str, float] = {}
        self.known: Sequence[_Matter] = [(matter, words.known(matter)) for matter in matters]
        self._all = _All(self.known, words)
        self._left: Sequence[_Matter | None] = self.known
        self._count()

    def but(self, telegram: str) -> Ground:
        """Without those that this telegram raised."""
        less = self._with([one if one is not None and telegram not in one[0].raised_in else None for one in self._left])
        less._count()
        return less

    def only(self, matters: Mapping[str, Matter]) -> Ground:
        """Some of the matters, by id, in the place of those held; how far words are spread stays that of all."""
        return self._with(
            [(matters[one[0].id], one[1]) if one is not None and one[0].id in matters else None for one in self._left]
        )

    def _with(self, left: Sequence[_Matter | None]) -> Ground:
        """With what is left of all, each in its place."""
        less = copy(self)
        less._left = left
        less.known = [one for one in left if one is not None]
        return less

    def over(self, spread: Counter[str], of_all: int) -> Ground:
        """The same things, words weighed by how many of so many paragraphs have them, and by how rare they are."""
        other = copy(self)
        other.spread, other.of_all, other.rarities = spread, max(of_all, 1) + 1, rarities()
        return other

    def reaching(self, heavy: Mapping[str, float], least: float) -> Sequence[_Matter]:
        """Those for which words may speak as much as ``least``. heavy: what each word weighs at the most."""
        if least <= 0:
            return self.known
        most = [0.0] * len(self._left)
        having = self._all.having
        for word, weight in heavy.items():
            for place in having.get(word, ()):
                most[place] += weight
        return [one for one, weight in zip(self._left, most, strict=True) if weight >= least and one is not None]

    def length(self, matter: Matter) -> int:
        """Words of the shortest text by which a matter is known, each place counted once."""
        return self._all.length(matter)

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


class _Near(NamedTuple):
    """A word of the proposal or beside it: whether it is a name, where it stands, whether it is the proposal's own.

    plain: what it weighs; named: where it is a name on either side.
    """

    name: bool
    span: Span
    own: bool
    plain: float
    named: float


class _Met(NamedTuple):
    """A word on both sides. there: as in ``Shared``."""

    weight: float
    there: Source | None
    own: bool


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
    titles: Sequence[Span] = (),
    plain: Collection[str] = (),
) -> list[Weighed]:
    """What the words at ``source`` of ``telegram`` share with each matter; ``text``: the proposal's own.

    told_in: ``Words.in_paragraphs`` of the telegram, where it was asked for before. least: matters for which less
    speaks are left out. titles: where words stand that count as the proposal's own, for they tell what it is about, but
    for words that are ``plain``.
    """
    if not ground.known:
        return []
    table = load_linking()
    told_in = told_in if told_in is not None else ground.words.in_paragraphs(telegram)
    near = _near(source, telegram, text, ground, told_in, titles, plain)
    own = {word: one for word, one in near.items() if one.own}
    long = len({one.span for one in own.values()})
    said: dict[Span, str] = {}
    ways: dict[frozenset[str], Cited | None] = {}
    references = references_of(telegram)
    found = []
    at_most = {word: max(one.plain, one.named) + _ROUNDED for word, one in near.items()}
    for matter, here in ground.reaching(at_most, least):
        met = _met(near, here)
        score = sum([one.weight for one in met.values()])
        if score < least:
            continue
        if matter.telegrams not in ways:
            ways[matter.telegrams] = led_to(references, telegram, matter, way)
        cited = ways[matter.telegrams]
        share = table.thresholds[referring_of(cited)].share
        common = sum([one.own for one in met.values()])
        shorter = min(long, ground.length(matter))
        named = any(own[word].name or here[word][0] for word in here.keys() & own.keys())
        for span in met.keys() - said.keys():
            said[span] = " ".join(without_pages(telegram, span).split()).casefold()
        shared = [
            Shared(word=said[span], weight=one.weight, here=span, there=one.there, beside=not one.own)
            for span, one in met.items()
        ]
        found.append(
            Weighed(
                matter=matter,
                words=tuple(sorted(shared, key=lambda one: (-one.weight, one.here))),
                cites=cited,
                score=score,
                own=sum([one.weight for one in met.values() if one.own]),
                enough=common >= share * shorter and (named or common >= min(table.weights.few, shorter)),
            )
        )
    return found


def _near(
    source: Source,
    telegram: Telegram,
    text: str,
    ground: Ground,
    told_in: Mapping[str, int],
    titles: Sequence[Span],
    plain: Collection[str],
) -> dict[str, _Near]:
    """The words at ``source`` and beside it, with what each weighs here: the same for every matter that has it."""
    weights, words, of_all = load_linking().weights, ground.words, ground.of_all
    paragraphs = max(len(telegram.paragraphs), 1)
    own = _placed(words.of(without_pages(telegram, source.span)), source.span.start)
    for word, place in words.of(text).items():
        own.setdefault(word, (place[0], source.span))
    for title in titles:
        for word, known in _placed(words.of(without_pages(telegram, title)), title.start).items():
            if word not in plain:
                own.setdefault(word, known)
    near: dict[str, _Near] = {}
    for word, (name, span) in (_beside(telegram, source, words) | own).items():
        weight = log(of_all / max(ground.spread[word], 1)) / log(of_all) * ground.rarities.get(word, 1.0)
        # A word of every paragraph is what the telegram is about, and tells no matter in it from another.
        weight *= log((paragraphs + 1) / max(told_in.get(word, 1), 1)) / log(paragraphs + 1)
        share = 1 if word in own else weights.beside
        near[word] = _Near(name, span, word in own, weight * share, weight * weights.name * share)
    return near


def _met(near: Mapping[str, _Near], here: Mapping[str, tuple[bool, Source | None]]) -> dict[Span, _Met]:
    """The words of a matter that stand near, by their place in the telegram."""
    met: dict[Span, _Met] = {}
    for word in here.keys() & near.keys():
        one, (name, there) = near[word], here[word]
        weight = round(one.named if name or one.name else one.plain, 3)
        # An acronym and what it stands for are one piece of evidence.
        before = met.get(one.span)
        if before is None or _rank(before.weight, before.there) < _rank(weight, there):
            met[one.span] = _Met(weight, there, one.own)
    return met


def because(link: Evidence) -> str:
    """The evidence in words, and where it has none the rule by which it is shown.

    How much it weighs says nothing to whoever decides; ``rule`` and ``score`` stand in what a program is told.
    """
    own = ", ".join(one.word for one in link.words if not one.beside)
    near = ", ".join(one.word for one in link.words if one.beside)
    told = [f"words in common {own}"] if own else []
    told += [f"beside them {near}"] if near else []
    told += [f"cites {' and through it '.join(link.cites.way)} ({link.cites.text})"] if link.cites is not None else []
    return "; ".join(told) or link.rule.replace("-", " ")


def _rank(weight: float, there: Source | None) -> tuple[float, bool, tuple[int, int]]:
    return weight, there is not None, there.span if there is not None else (0, 0)


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
