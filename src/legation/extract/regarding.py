"""What the words of a proposal are about, where they do not say: HE AGREED COMPLETELY, THEY WOULD NOT OBJECT TO THIS.

Words that are read by themselves, as a title on a board, may have a pronoun for all that they are about. Then the words
that stand right before them in their paragraph are told beside them, as they stand there; where there are none, the
subject of the telegram. They are no part of the quotation, and that they are what the pronoun means is not said.
"""

from __future__ import annotations

import re

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
_LITTLE = 1.2  # what the words of a title weigh at least that says something
_POINTING = 3.2  # the same where a pronoun stands for a thing
_ENOUGH = 2.2  # what words weigh at least that are told beside one
_LONGEST = 110  # signs of these
_SPEAKS = 60  # signs at their end that tell who speaks next
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_SHORTEST = 3  # letters of a word that says something


def regarding(find: Find, text: str, subject: str | None, begins: int = 0) -> str | None:
    """What a find is about, in words of the telegram; None where its own words say it, or nothing does.

    Args:
        text: the folded paragraph that it stands in.
        subject: of the telegram, if it may stand beside words of that paragraph.
        begins: where the words begin in it that are held as those of the find; what is above may be held closer.
    """
    if find.kind not in KINDS or find.rule in LISTS or not says_little(find.text):
        return None
    return _before(text, begins, find.start) or (subject if subject and _weight(subject) >= _LITTLE else None)


def says_little(words: str) -> bool:
    """Whether words do not say what they are about."""
    points = word_pattern("points_back").search(words) is not None
    return _weight(_behind_verb(words)) < (_POINTING if points else _LITTLE)


def _behind_verb(words: str) -> str:
    """Without the first words and their verb, which tell who and how."""
    verb = word_pattern("says_how").match(words)
    return words[verb.end() :] if verb is not None else words


def _weight(words: str) -> float:
    """How rare the words are that say what something is about, each once; those on the way of doing it are none."""
    plain, common, rare = word_list("says_nothing"), load_linking().common, rarities()
    said = {
        word.casefold() for word in _WORD.findall(words) if len(word) >= _SHORTEST and not word.endswith(("ly", "LY"))
    }
    return sum(rare.get(stem_of(word), 1.0) for word in said if word not in common and word.upper() not in plain)


def _before(text: str, begins: int, start: int) -> str | None:
    """The words right before a place that say what they are about, none from before ``begins``."""
    low = max(begins, start - _BACK)
    if low > begins:
        low = text.find(" ", low, start) + 1
    for begin, end in reversed([*sentences(text[low:start])]):
        told = _phrase(text, low + begin, low + end)
        if told is not None:
            return told
    return None


def _phrase(text: str, start: int, end: int) -> str | None:
    """The last phrase of a sentence that says what it is about, with what follows it there."""
    told = word_pattern("who_speaks").search(text, max(start, end - _SPEAKS), end)
    end = told.start() if told is not None else end
    edges = [start, *(found.end() for found in word_pattern("begins_told").finditer(text, start, end))]
    for edge in reversed(edges):
        begin, stop = whole(text, *trimmed(text, edge, end))
        words = text[begin:stop]
        if stop > begin and _weight(words) >= _ENOUGH:
            return words if len(words) <= _LONGEST else f"{words[:_LONGEST].rsplit(' ', 1)[0]} …"
    return None
