"""What the words of a proposal are about, where they do not say: HE AGREED COMPLETELY, THEY WOULD NOT OBJECT TO THIS.

Words that are read by themselves, as a title on a board, may have a pronoun for all that they are about. Then the words
that stand right before them in their paragraph are told beside them, as they stand there; where there are none, the
subject of the telegram. They are no part of the quotation, and that they are what the pronoun means is not said.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable
from functools import lru_cache

from legation.extract.finds import Find
from legation.extract.quoting import whole
from legation.extract.sentences import sentences
from legation.extract.splitting import trimmed
from legation.tables.commonness import rarities
from legation.tables.linking import load_linking, stem_of
from legation.tables.rules import LISTS, word_list, word_pattern

KINDS = frozenset({"objective", "position", "commitment", "demarche"})
"""What has words of its own and not a name, or a day and sides, to be known by."""

_BACK = 420  # signs before a quotation in which what it is about is looked for
_LITTLE = 0.5  # what the words of a title weigh at least that says something
_POINTING = 1.8  # the same where a pronoun stands for a thing
_NAMED = 1.2  # what the words of its subject weigh at least that say something
_ENOUGH = 2.2  # what words weigh at least that are told beside one
_SUBJECT = 1.2  # the same of the subject of a telegram
_LONGEST = 110  # signs of these
_SPEAKS = 60  # signs at their end that tell who speaks next
# A word, and what a thing is called by that has a number: F-5, MIG-21, L/12.
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*(?:[-/]\d{1,4})?")
_SHORTEST = 3  # letters of a word that says something
_LAST_WORD = re.compile(r"[^\W\d_]{1,24} $")
# A subject with these in it tells of what it is: THE POSITION ON FISHERIES, not THE FOREIGN MINISTER.
_TELLS = re.compile(r"\b(?:of|on|for|in|to|re|between|that|over|concerning|regarding)\b", re.IGNORECASE)


class Beside:
    """What stands beside the words of one paragraph. text: folded. subject: of the telegram, as far as it may be told.

    Its sentences are parted once, and the phrase of each is looked for once, however many finds it has.
    """

    def __init__(self, text: str) -> None:
        self._text = text
        self._sentences: list[tuple[int, int]] | None = None
        self._phrases: dict[tuple[int, int], str | None] = {}

    def of(self, find: Find, begins: Callable[[], int], subject: Callable[[], str | None]) -> str | None:
        """What a find is about, in words of the telegram; None where its own words say it, or nothing does.

        Args:
            begins: where the words begin that are held as those of the find; what is above may be held closer.
            subject: of the telegram, if it may stand beside words of that paragraph.
        """
        if find.kind not in KINDS or find.rule in LISTS or not says_little(find.text):
            return None
        whole_matter = find.kind == "demarche"  # what a post is asked is asked of all that the telegram tells
        told = _told(subject()) if whole_matter else None
        return told or self._before(begins(), find.start) or (None if whole_matter else _told(subject()))

    def _before(self, begins: int, start: int) -> str | None:
        """The words right before a place that say what they are about, none from before ``begins``."""
        if self._sentences is None:
            self._sentences = [*sentences(self._text)]
        low = max(begins, start - _BACK)
        at = bisect_right(self._sentences, (start, 0)) - 1
        while at >= 0 and self._sentences[at][1] > low:
            begin, end = self._sentences[at]
            first = max(begin, low)
            if first > max(begin, begins):
                first = self._text.find(" ", first, start) + 1 or start
            told = self._phrase(first, min(end, start))
            if told is not None:
                return told
            at -= 1
        return None

    def _phrase(self, start: int, end: int) -> str | None:
        if (start, end) not in self._phrases:
            self._phrases[start, end] = _phrase(self._text, start, end)
        return self._phrases[start, end]


def _told(subject: str | None) -> str | None:
    return subject if subject and _weight(subject) >= _SUBJECT else None


def says_little(words: str) -> bool:
    """Whether words do not say what they are about."""
    verb = word_pattern("says_how").match(words)
    who, what = (words[: verb.end()], words[verb.end() :]) if verb is not None else ("", words)
    weight = _weight(what)
    if weight >= _POINTING or (weight >= _LITTLE and not _points(words)):
        return False
    return _weight(who if _TELLS.search(who) else " ".join(filter(str.islower, who.split()))) < _NAMED


def _points(words: str) -> bool:
    """Whether a word of them stands for a thing: THIS, SUCH A STEP, THE MATTER; not in THE FISHERIES MATTER."""
    for found in word_pattern("points_back").finditer(words):
        before = _LAST_WORD.search(words, 0, found.start()) if found["thing"] else None
        if before is None or not _weight(before[0]):
            return True
    return False


def _weight(words: str) -> float:
    """How rare the words are that say what something is about, each once; those on the way of doing it are none."""
    return sum(map(_rarity, {word.casefold() for word in _WORD.findall(words)}))


@lru_cache(maxsize=1 << 14)
def _rarity(word: str) -> float:
    if word[-1].isdigit():
        return 1.0
    if len(word) < _SHORTEST or word.endswith("ly") or word in load_linking().common:
        return 0.0
    return 0.0 if word.upper() in word_list("says_nothing") else rarities().get(stem_of(word), 1.0)


def _phrase(text: str, start: int, end: int) -> str | None:
    """The last phrase of a sentence that says what it is about, with what follows it there."""
    told = word_pattern("who_speaks").search(text, max(start, end - _SPEAKS), end)
    end = told.start() if told is not None else end
    edges = [start, *(found.end() for found in word_pattern("begins_told").finditer(text, start, end))]
    for edge in reversed(edges):
        if _weight(text[edge:end]) < _ENOUGH:
            continue
        begin, stop = whole(text, *trimmed(text, edge, end))
        words = text[begin:stop]
        if stop > begin and _weight(words) >= _ENOUGH:
            return words if len(words) <= _LONGEST else f"{words[:_LONGEST].rsplit(' ', 1)[0]} …"
    return None
