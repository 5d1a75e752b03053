"""The same matter met again: which known objective a later telegram speaks of, and what shows it.

Two kinds of evidence are weighed and shown: words in common (with acronyms written out as the telegrams do it), and
whether the later telegram cites a telegram of the objective, itself or through others. Two objectives that come close
to one another are a choice for a person, never guessed. Pure: what may be read is handed in.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from copy import copy
from functools import lru_cache
from itertools import islice
from math import log
from typing import TypeVar

import msgspec

from legation.core.dialogue.board import Board
from legation.core.dialogue.proposal import Source
from legation.core.telegram import Reference, Telegram
from legation.core.text import Element, Span
from legation.services.board import marks
from legation.tables.linking import Referring, load_linking
from legation.tables.marking import level_words
from legation.tables.parties import PartyTable
from legation.tables.releasing import part_of

LINKED = frozenset({"objective", "position", "commitment", "demarche", "meeting", "instrument"})
"""Kinds of proposals that may speak of a known objective."""


class Shared(msgspec.Struct, frozen=True, kw_only=True):
    """A word on both sides. here: its span in the later telegram; there: where the objective has it, None where that is
    the board's own text. beside: it stands beside the words of the proposal, not among them."""

    word: str
    weight: float
    here: Span
    there: Source | None
    beside: bool = False


class Cited(msgspec.Struct, frozen=True, kw_only=True):
    """The reference by which the later telegram leads to one of the objective: its words, and the numbers on the way,
    the last of them a telegram of the objective."""

    text: str
    span: Span
    way: tuple[str, ...]


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


class Link(Evidence, frozen=True, kw_only=True):
    """One objective that a proposal may speak of, with its evidence. number: that of the board."""

    objective: str
    number: int


class Linked(msgspec.Struct, frozen=True, kw_only=True):
    """links_to: id of the objective, where there is no doubt. evidence: it, or those to choose from, best first."""

    links_to: str | None = None
    evidence: tuple[Link, ...] = ()

    @property
    def choice(self) -> bool:
        """Whether a person must choose among several."""
        return self.links_to is None and bool(self.evidence)


class Matter(msgspec.Struct, frozen=True, kw_only=True):
    """A known objective or demarche. number: that of the board.

    said: words of it, each with where they stand; None for the board's own text.

    telegrams: those that it rests on, with all that belongs to it; raised_in: those that raised it. marking: its
    portion mark.
    """

    id: str
    number: int
    text: str
    said: tuple[tuple[str, Source | None], ...]
    telegrams: frozenset[str]
    raised_in: frozenset[str] = frozenset()
    marking: str = ""


Way = Callable[[str, frozenset[str]], tuple[str, ...] | None]
"""From a cited telegram to one of those named: the numbers on the way, itself first; None where there is no way."""

_WORD = re.compile(r"[^\W_]+(?:[-'’./][^\W_]+)*")
# A page, a day or two, a count, a year: they stand everywhere. 505 and C-130 are names.
_FIGURE = re.compile(r"\d{1,2}(?:-\d{1,2})?|(?:19|20)\d\d")
_DEFINED = re.compile(r"((?:[^\W\d_][\w'’-]*\s+){1,9})\(([A-Z][A-Z0-9&-]{1,9})\)")


_MOST_KEPT = 20_000
Key = TypeVar("Key")
Value = TypeVar("Value")


class Words:
    """Words as they are compared, with the acronyms that some telegrams write out (``acronyms``).

    What was worked out of a text or a matter is kept: a board is asked about many times.
    """

    def __init__(self, written_out: Mapping[str, str], parties: PartyTable) -> None:
        self._nobody = _names_of(parties) | level_words()
        self._written_out = {
            name: frozenset(word for word, _, _ in self._plain(words)) for name, words in written_out.items()
        }
        self._met: dict[str, Mapping[str, tuple[bool, int, int]]] = {}
        self._known: dict[Matter, Mapping[str, tuple[bool, Source | None]]] = {}

    def of(self, text: str) -> Mapping[str, tuple[bool, int, int]]:
        """Each word of a text once: whether it is a name, and its first place.

        An acronym brings the words that it stands for, and those words the acronym.
        """
        return _kept(self._met, text, self._of)

    def known(self, matter: Matter) -> Mapping[str, tuple[bool, Source | None]]:
        """The words of all that a matter is known by: whether each is a name, and where it stands."""
        return _kept(self._known, matter, lambda one: _known(one, self))

    def _of(self, text: str) -> dict[str, tuple[bool, int, int]]:
        found: dict[str, tuple[bool, int, int]] = {}
        for word, start, end in self._plain(text):
            named = _is_name(text[start:end]) or word in self._written_out
            if word not in found or (named and not found[word][0]):
                found[word] = (named, start, end)
            for meant in sorted(self._written_out.get(word, ())):
                found.setdefault(meant, (False, start, end))
        for name, words in self._written_out.items():
            if name not in found and len(words) > 1 and words <= found.keys():
                places = [found[word] for word in words]
                found[name] = (True, min(p[1] for p in places), max(p[2] for p in places))
        return found

    def in_paragraphs(self, telegram: Telegram) -> dict[str, int]:
        """In how many paragraphs of a telegram each word stands."""
        counts: dict[str, int] = {}
        for paragraph in telegram.paragraphs:
            for word in self.of(paragraph.text):
                counts[word] = counts.get(word, 0) + 1
        return counts

    def _plain(self, text: str) -> list[tuple[str, int, int]]:
        table = load_linking()
        words = []
        for met in _WORD.finditer(text):
            word = met[0].casefold().replace("’", "'")
            word = table.numbers.get(word, word)
            if _FIGURE.fullmatch(word):
                continue
            if (len(word) < 3 and not _is_name(met[0])) or word in table.common or word in self._nobody:
                continue
            stem = _stem(word)
            if stem in table.common or stem in self._nobody:
                continue
            words.append((stem, met.start(), met.end()))
            if "-" in word and not any(sign.isdigit() for sign in word):
                words += [(_stem(part), met.start(), met.end()) for part in word.split("-") if self._tells(part)]
        return words

    def _tells(self, word: str) -> bool:
        return len(word) > 2 and word not in load_linking().common and word not in self._nobody


def _kept(held: dict[Key, Value], key: Key, make: Callable[[Key], Value]) -> Value:
    found = held.get(key)
    if found is None:
        if len(held) >= _MOST_KEPT:
            held.clear()
        found = held[key] = make(key)
    return found


class Ground:
    """Known matters that proposals are held against. spread: in how many of them each word stands."""

    def __init__(self, matters: Sequence[Matter], words: Words) -> None:
        self.words = words
        self.known = [(matter, words.known(matter)) for matter in matters]
        self._count()

    def but(self, telegram: str) -> Ground:
        """Without those that this telegram raised."""
        less = copy(self)
        less.known = [(matter, known) for matter, known in self.known if telegram not in matter.raised_in]
        less._count()
        return less

    def only(self, matters: Mapping[str, Matter]) -> Ground:
        """Some of the matters, by id, in the place of those held; how far words are spread stays that of all."""
        less = copy(self)
        less.known = [(matters[one.id], known) for one, known in self.known if one.id in matters]
        less.of_all = self.of_all
        return less

    def _count(self) -> None:
        self.of_all = len(self.known) + 1
        self.spread = Counter(word for _, known in self.known for word in known)


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
        return _referring(self.cites)


def link(
    source: Source,
    telegram: Telegram,
    text: str,
    ground: Ground,
    way: Way,
    told_in: Mapping[str, int] | None = None,
) -> Linked:
    """Which matters of the ground the words at ``source`` of ``telegram`` speak of; ``text``: the proposal's own."""
    table = load_linking()
    found = []
    least = min(threshold.least for threshold in table.thresholds.values())
    for one in weighed(source, telegram, text, ground, way, told_in, least=least):
        threshold = table.thresholds[one.referring]
        if one.enough and one.score >= threshold.least and one.own >= threshold.own:
            found.append(
                Link(
                    objective=one.matter.id,
                    number=one.matter.number,
                    text=one.matter.text,
                    rule=threshold.rule,
                    score=round(one.score, 3),
                    words=one.words,
                    cites=one.cites,
                    marking=one.matter.marking,
                )
            )
    found.sort(key=lambda one: (-one.score, one.objective))
    close = [one for one in found if one.score >= table.weights.rival * found[0].score]
    return Linked(links_to=close[0].objective if len(close) == 1 else None, evidence=tuple(close))


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
    for matter, here in ground.known:
        shared: dict[Span, Shared] = {}
        for word in here.keys() & near:
            is_own = word in own
            name, span = own[word] if is_own else beside[word]
            weight = log(of_all / spread[word]) / log(of_all)
            # A word of every paragraph is what the telegram is about, and tells no matter in it from another.
            weight *= log((paragraphs + 1) / max(told_in.get(word, 1), 1)) / log(paragraphs + 1)
            weight *= weights.name if name or here[word][0] else 1
            weight *= 1 if is_own else weights.beside
            said = " ".join(without_pages(telegram, span).split()).casefold()
            one = Shared(word=said, weight=round(weight, 3), here=span, there=here[word][1], beside=not is_own)
            # An acronym and what it stands for are one piece of evidence.
            if span not in shared or _rank(shared[span]) < _rank(one):
                shared[span] = one
        score = sum(one.weight for one in shared.values())
        if score < least:
            continue
        cited = _cited(telegram, matter, way)
        share = table.thresholds[_referring(cited)].share
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
    return f"{'; '.join(told)} ({link.rule.replace('-', ' ')}, weight {link.score:.2f})"


class Ways:
    """Follows references for so many steps as the table says. cites: (citing, cited) of telegrams by their numbers.

    What was asked once is not asked again; ``ahead`` asks for several telegrams at once, before they are followed.
    """

    def __init__(self, cites: Callable[[Sequence[str]], Iterable[tuple[str, str]]]) -> None:
        self._cites = cites
        self._known: dict[str, tuple[str, ...]] = {}

    def __call__(self, mrn: str, wanted: frozenset[str]) -> tuple[str, ...] | None:
        ring: list[tuple[str, ...]] = [(mrn,)]
        met = {mrn}
        for step in range(load_linking().weights.steps):
            there = next((gone for gone in ring if gone[-1] in wanted), None)
            if there is not None or step + 1 == load_linking().weights.steps:
                return there
            self._ask(gone[-1] for gone in ring)
            further = [(*gone, cited) for gone in ring for cited in self._known[gone[-1]] if cited not in met]
            ring = list({gone[-1]: gone for gone in reversed(further)}.values())[::-1]
            met.update(gone[-1] for gone in ring)
        return None

    def ahead(self, mrns: Iterable[str]) -> None:
        """Ask for all that may be followed from these."""
        ring = set(mrns)
        for _ in range(load_linking().weights.steps - 1):
            self._ask(sorted(ring))
            ring = {cited for mrn in ring for cited in self._known[mrn]}

    def _ask(self, mrns: Iterable[str]) -> None:
        unknown = [mrn for mrn in mrns if mrn not in self._known]
        if unknown:
            self._known.update(dict.fromkeys(unknown, ()))
            for citing, cited in self._cites(unknown):
                self._known[citing] = (*self._known[citing], cited)


def references_of(telegram: Telegram) -> list[Reference]:
    """Every reference of a telegram to another one that was read, in the order of the text's parts."""
    listed = [*telegram.references, *(r for paragraph in telegram.paragraphs for r in paragraph.mentions)]
    return [reference for reference in listed if reference.mrn is not None and reference.mrn != telegram.mrn]


def _referring(cited: Cited | None) -> Referring:
    return "none" if cited is None else "direct" if len(cited.way) == 1 else "thread"


def _rank(one: Shared) -> tuple[float, bool, tuple[int, int]]:
    return one.weight, one.there is not None, one.there.span if one.there is not None else (0, 0)


def _known(matter: Matter, words: Words) -> dict[str, tuple[bool, Source | None]]:
    found: dict[str, tuple[bool, Source | None]] = {}
    for text, source in matter.said:
        for word, (name, start, end) in words.of(text).items():
            place = None
            if source is not None:
                span = Span(source.span.start + start, source.span.start + end)
                place = Source(source.telegram, source.paragraph, span, source.sha256)
            before = found.get(word)
            if before is None or (before[1] is None and place is not None):
                found[word] = (name or (before is not None and before[0]), place)
    return found


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


def _cited(telegram: Telegram, matter: Matter, way: Way) -> Cited | None:
    """The shortest way by a reference of the telegram to one of the matter's."""
    if telegram.mrn in matter.telegrams:
        return None
    best: Cited | None = None
    for reference in references_of(telegram):
        found = way(str(reference.mrn), matter.telegrams)
        if found is not None and (best is None or len(found) < len(best.way)):
            best = Cited(text=" ".join(reference.text.split()), span=reference.span, way=found)
    return best


def _is_name(word: str) -> bool:
    """TSCTP, C-130, 505: a word by which a matter is known; capitals alone are none where a text has nothing else."""
    return any(sign.isdigit() for sign in word) and (len(word) > 1)


_EDITORS = "tei."
"""How the kinds of elements begin that the editors of a volume have put around the words of a telegram."""


def without_pages(telegram: Telegram, span: Span) -> str:
    """The words of a span, with blanks in the place of what is none of the drafter's: a page that turns in it (its
    number, its classification line), and in a volume of edited papers the tags, the notes and the head."""
    runs, at = [], span.start
    first = max(bisect_right(telegram.elements, span.start, key=_begins) - 1, 0)
    for element in islice(telegram.elements, first, None):
        if element.span.start >= span.end:
            break
        start, end = max(element.span.start, at), min(element.span.end, span.end)
        if start < end and (element.kind.startswith(_EDITORS) or part_of(element.kind) in ("furniture", "banner")):
            runs += [telegram.source[at:start], " " * (end - start)]
            at = end
    return "".join([*runs, telegram.source[at : span.end]])


def _begins(element: Element) -> int:
    return element.span.start


def acronyms(text: str) -> dict[str, str]:
    """The acronyms that a text writes out, in small letters, with their words; of two the first counts."""
    found: dict[str, str] = {}
    for met in _DEFINED.finditer(text):
        said = met[1].split()
        letters = [sign for sign in met[2].casefold() if sign.isalpha()]
        # From the nearest word back until every letter has its word; small words may go without.
        left, at = list(letters), len(said)
        while left and at:
            at -= 1
            parts = [part for part in said[at].casefold().split("-") if part]
            for part in reversed(parts):
                if left and part[0] == left[-1]:
                    left.pop()
        if not left and len(letters) > 1:
            found.setdefault(met[2].casefold(), " ".join(said[at:]))
    return found


@lru_cache(maxsize=8)
def _names_of(parties: PartyTable) -> frozenset[str]:
    """What parties are called, in one word: it stands everywhere and tells no matter."""
    single = {name[0].casefold() for name in parties.names if len(name) == 1}
    return frozenset(single | {_stem(word) for word in single})


@lru_cache(maxsize=65536)
def _stem(word: str) -> str:
    for ending in load_linking().endings:
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word[: -len(ending)]
    return word


def matters_of(board: Board, quote: Callable[[Source], str | None]) -> list[Matter]:
    """The objectives of a board with the words that they are known by; merged ones count as what they went into.

    quote: the words of a source; None where the reader has no telegram of it.
    """
    found = []
    for thing in board.of("objective"):
        if thing.id in board.merged:
            continue
        linked = board.linked(thing.id)
        said: list[tuple[str, Source | None]] = []
        for one in (thing, *(other for other in linked if other.entity == "objective")):
            for movement in one.movements:
                if movement.kind != "objective.raise":
                    continue
                for source in movement.sources:
                    held = quote(source)
                    if held is not None and source.paragraph is not None:
                        said.append((held, source))
            said.append((one.text, None))
            if isinstance(one.fields.get("instrument"), str):
                said.append((one.fields["instrument"], None))
        said += [(one.text, None) for one in linked if one.entity == "instrument"]
        named = {source.telegram for one in (thing, *linked) for source in one.sources}
        raised = {source.telegram for m in thing.movements if m.kind == "objective.raise" for source in m.sources}
        found.append(
            Matter(
                id=thing.id,
                number=thing.number,
                text=thing.text,
                said=tuple(said),
                telegrams=frozenset(named),
                raised_in=frozenset(raised),
                marking=marks([thing]),
            )
        )
    return found
