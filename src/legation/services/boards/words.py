"""Words of telegrams as they are compared: in one form, without those that stand everywhere, acronyms written out."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache, cached_property, lru_cache
from typing import NamedTuple, TypeAlias, TypeVar

from legation.core.dialogue.proposal import Source
from legation.core.telegram import Telegram
from legation.core.text import Span
from legation.services.boards.matters import Matter
from legation.tables.commonness import rarities
from legation.tables.leaders import leader_rows, leaders
from legation.tables.linking import load_linking, stem_of
from legation.tables.marking_rows import level_words
from legation.tables.parties import Meaning, PartyTable
from legation.tables.posts import load_posts
from legation.tables.speaking import load_speaking

_WORD = re.compile(r"[^\W_]+(?:[-'’./][^\W_]+)*")
# A page, a day or two, a count, a year: they stand everywhere. 505 and C-130 are names.
_FIGURE = re.compile(r"\d{1,2}(?:-\d{1,2})?|(?:19|20)\d\d")
_PART = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")  # of a word with a hyphen
_DEFINED = re.compile(r"(?<=\s)\(([A-Z][A-Z0-9&-]{1,9})\)")
_WRITTEN_OUT = 9  # words before an acronym in which it may be written out
_OF_WORD = re.compile(r"[\w'’-]")
_LETTER = re.compile(r"[^\W\d_]")


_MOST_KEPT = 20_000
Key = TypeVar("Key")
Value = TypeVar("Value")


_Listed: TypeAlias = tuple[str, int, int]
_Named: TypeAlias = tuple[int, int, frozenset[str]]


class Plain(NamedTuple):
    """What a word weighs by how rare it is in telegrams of any matter, and its first place in a text."""

    weight: float
    start: int
    end: int


class Words:
    """Words as they are compared, with the acronyms that some telegrams write out (``acronyms``).

    What was worked out of a text or a matter is kept: a board is asked about many times.
    """

    def __init__(self, written_out: Mapping[str, str], parties: PartyTable, without: Words | None = None) -> None:
        """without: words of the same parties for which nothing is written out; what these kept is not read again."""
        self._parties = parties
        self._without = without
        self._listed: dict[str, Sequence[_Listed]] = without._listed if without is not None else {}
        self._plainly: dict[str, dict[str, Plain]] = without._plainly if without is not None else {}
        self._pairs: dict[str, dict[frozenset[str], float]] = without._pairs if without is not None else {}
        self._sides: dict[tuple[str, int], Sequence[_Named]] = without._sides if without is not None else {}
        self._met: dict[str, Mapping[str, tuple[bool, int, int]]] = {}
        self._known: dict[Matter, Mapping[str, tuple[bool, Source | None]]] = {}
        self._counts: dict[str, Mapping[str, int]] = {}
        self._written_out = {
            name: frozenset(word for word, _, _ in self._plain(words)) for name, words in written_out.items()
        }
        # A text that has none of these has no acronym that is written out, nor all the words of one.
        self._telling = frozenset({*self._written_out, *(min(some) for some in self._written_out.values() if some)})

    @cached_property
    def _parties_named(self) -> frozenset[str]:
        return _names_of(self._parties)

    @cached_property
    def _nobody(self) -> frozenset[str]:
        """Words that tell no matter; few of those who open an archive ask, and to stem them all takes a while."""
        return self._parties_named | _leaders() | level_words()

    def of(self, text: str) -> Mapping[str, tuple[bool, int, int]]:
        """Each word of a text once: whether it is a name, and its first place.

        An acronym brings the words that it stands for, and those words the acronym.
        """
        return _kept(self._met, text, self._of)

    def known(self, matter: Matter) -> Mapping[str, tuple[bool, Source | None]]:
        """The words of all that a matter is known by: whether each is a name, and where it stands."""
        return _kept(self._known, matter, self._of_matter)

    def _of_matter(self, matter: Matter) -> Mapping[str, tuple[bool, Source | None]]:
        if self._without is not None and all(self._tells_nothing_more(text) for text, _ in matter.said):
            return self._without.known(matter)
        return _known(matter, self)

    def _tells_nothing_more(self, text: str) -> bool:
        """Whether a text has the words that it has without any acronym written out."""
        return self._without is not None and self._telling.isdisjoint(self._without.of(text))

    def _of(self, text: str) -> Mapping[str, tuple[bool, int, int]]:
        if self._without is not None and self._tells_nothing_more(text):
            return self._without.of(text)
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

    def plainly(self, text: str) -> dict[str, Plain]:
        """Each word of a text that tells anything, by how rare it is in any telegram, with its first place.

        Names of parties and leaders, and words that tell no objective from another, weigh something here, too. Of a
        word with a hyphen stand its parts, too.
        """
        return _kept(self._plainly, text, self._weighed_plainly)

    def _weighed_plainly(self, text: str) -> dict[str, Plain]:
        found: dict[str, Plain] = {}
        table, rare, plain = load_linking(), rarities(), load_speaking().plain
        for met in _WORD.finditer(text):
            for part in (met, *(_PART.finditer(text, *met.span()) if "-" in met[0] else ())):
                word = part[0].casefold().replace("’", "'").removesuffix("'s")
                if len(word) < 3 or word in plain.left_out or word.isdigit():
                    continue
                stem = stem_of(word)
                known = {word, stem}
                common = not known.isdisjoint(table.common) or not known.isdisjoint(self._nobody)
                weight = min(rare.get(stem, 1.0), plain.common if common else 1.0)
                found.setdefault(stem, Plain(weight, part.start(), part.end()))
        return found

    def side_by_side(self, text: str) -> Mapping[frozenset[str], float]:
        """Two words of a text that stand side by side, with what they weigh together (``plainly``).

        Words that tell nothing may stand between them: APPROACH TO NASSER. None where both name parties or leaders,
        who stand together whatever the matter is.
        """
        return _kept(self._pairs, text, self._side_by_side)

    def _side_by_side(self, text: str) -> dict[frozenset[str], float]:
        weights = self.plainly(text)
        found: dict[frozenset[str], float] = {}
        before: str | None = None
        for met in _PART.finditer(text):
            word = stem_of(met[0].casefold().replace("’", "'").removesuffix("'s"))
            if word not in weights:
                continue
            if before is not None and before != word and not (self.names_a_side(before) and self.names_a_side(word)):
                found[frozenset((before, word))] = weights[before].weight + weights[word].weight
            before = word
        return found

    def names_a_side(self, word: str) -> bool:
        """Whether a word, in the form compared, is the name of a party or of a leader."""
        return word in self._parties_named or word in _leaders()

    def sides(self, text: str, year: int) -> Sequence[_Named]:
        """Where a text names parties, or their leaders of a year: begin, end, and those that may be meant."""
        return _kept(self._sides, (text, year), lambda _: [*self._named_sides(text, year)])

    def _named_sides(self, text: str, year: int) -> Iterator[_Named]:
        names, led = self._parties.names, leaders(year)
        words = [
            (*met.span(), met[0].upper().replace("’", "'").removesuffix("'S").replace(".", ""))
            for met in _WORD.finditer(text)
        ]
        until = 0
        for at, (start, _, word) in enumerate(words):
            if start < until:
                continue
            longest = self._parties.longest_name if word in self._parties.first_words else 1
            for count in range(min(longest, len(words) - at), 0, -1):
                codes = _codes(names.get(tuple(word for _, _, word in words[at : at + count]), ()))
                if count == 1 and word in led:
                    codes |= {led[word]}
                if codes:
                    until = words[at + count - 1][1]
                    yield start, until, codes
                    break
            else:
                # EGYPTIAN-ISRAELI names two.
                for part in _PART.finditer(text, start, words[at][1]) if "-" in word else ():
                    if codes := _codes(names.get((part[0].upper(),), ())):
                        yield part.start(), part.end(), codes

    def whom(self, text: str) -> frozenset[str]:
        """Words of a text, in the form compared, that may name a person: with a capital, and no party or place."""
        names = [word for word in load_speaking().met.names(text) if load_posts().key(word.upper()) is None]
        return frozenset(self.plainly(" ".join(sorted(names)))) - self._parties_named

    def in_paragraphs(self, telegram: Telegram) -> Mapping[str, int]:
        """In how many paragraphs of a telegram each word stands."""
        return _kept(self._counts, telegram.sha256, lambda _: self._in_paragraphs(telegram))

    def _in_paragraphs(self, telegram: Telegram) -> dict[str, int]:
        counts: dict[str, int] = {}
        for paragraph in telegram.paragraphs:
            for word in self.of(paragraph.text):
                counts[word] = counts.get(word, 0) + 1
        return counts

    def _plain(self, text: str) -> Sequence[_Listed]:
        """The words of a text in their order, each place of each."""
        return _kept(self._listed, text, self._as_listed)

    def _as_listed(self, text: str) -> Sequence[_Listed]:
        table = load_linking()
        words = []
        for met in _WORD.finditer(text):
            word = met[0].casefold().replace("’", "'")
            word = table.numbers.get(word, word)
            if _FIGURE.fullmatch(word):
                continue
            if (len(word) < 3 and not _is_name(met[0])) or word in table.common or word in self._nobody:
                continue
            stem = stem_of(word)
            if stem in table.common or stem in self._nobody:
                continue
            words.append((stem, met.start(), met.end()))
            if "-" in word and not any(map(str.isdigit, word)):
                words += [(stem_of(part), met.start(), met.end()) for part in word.split("-") if self._tells(part)]
        return words

    def _tells(self, word: str) -> bool:
        return len(word) > 2 and word not in load_linking().common and word not in self._nobody


def _codes(meanings: Iterable[Meaning]) -> frozenset[str]:
    return frozenset(one.code for one in meanings if one.kind != "none")


def apart(words: Mapping[str, Plain]) -> dict[str, Plain]:
    """Words without those that are parts of another: END in END-USE."""
    outer: set[tuple[int, int]] = set()
    furthest = -1
    for start, end in sorted({(one.start, one.end) for one in words.values()}, key=lambda place: (place[0], -place[1])):
        if end > furthest:  # no place before it reaches as far
            outer.add((start, end))
            furthest = end
    return {word: one for word, one in words.items() if (one.start, one.end) in outer}


def _kept(held: dict[Key, Value], key: Key, make: Callable[[Key], Value]) -> Value:
    found = held.get(key)
    if found is None:
        if len(held) >= _MOST_KEPT:
            held.clear()
        found = held[key] = make(key)
    return found


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


def _is_name(word: str) -> bool:
    """TSCTP, C-130, 505: a word by which a matter is known; capitals alone are none where a text has nothing else."""
    return len(word) > 1 and any(map(str.isdigit, word))


def acronyms(text: str) -> dict[str, str]:
    """The acronyms that a text writes out, in small letters, with their words; of two the first counts."""
    found: dict[str, str] = {}
    for met in _DEFINED.finditer(text):
        said = _before(text, met.start())
        letters = [sign for sign in met[1].casefold() if sign.isalpha()]
        # From the nearest word back until every letter has its word; small words may go without.
        left, at = list(letters), len(said)
        while left and at:
            at -= 1
            parts = [part for part in said[at].casefold().split("-") if part]
            for part in reversed(parts):
                if left and part[0] == left[-1]:
                    left.pop()
        if not left and len(letters) > 1:
            found.setdefault(met[1].casefold(), " ".join(said[at:]))
    return found


def _before(text: str, end: int) -> list[str]:
    """The words that stand right before a place, white space between them, as many as may tell of an acronym."""
    words: list[str] = []
    while len(words) < _WRITTEN_OUT and end and text[end - 1].isspace():
        stop = end - 1
        while stop and text[stop - 1].isspace():
            stop -= 1
        first = stop
        while first and _OF_WORD.match(text, first - 1):
            first -= 1
        letter = _LETTER.search(text, first, stop)
        if letter is None:
            break
        words.append(text[letter.start() : stop])
        end = letter.start()
    return words[::-1]


@lru_cache(maxsize=8)
def _names_of(parties: PartyTable) -> frozenset[str]:
    """What parties are called, in one word: it stands everywhere and tells no matter."""
    single = {name[0].casefold() for name in parties.names if len(name) == 1}
    return frozenset(single | {stem_of(word) for word in single})


@cache
def _leaders() -> frozenset[str]:
    """Leaders by name: each stands for a party, and whoever speaks with one speaks of any matter."""
    names = {row.surname.casefold() for row in leader_rows()}
    return frozenset(names | {stem_of(name) for name in names})
