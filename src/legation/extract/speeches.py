"""Who WE are in what somebody says in his own words: the other side, in THE MINISTER SAID, "WE CANNOT ACCEPT IT".

So it is behind MINISTER: where a talk is put down in turns, as a play is.
"""

from __future__ import annotations

import re
from collections import Counter, deque
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from legation.extract.mentions import ADJECTIVE, OFFICIAL, PARTY, PRONOUN, SIGNER, WE, Mention
from legation.tables.rules import word_pattern

_MARK = re.compile(r"[\"“”]|\b(?:un|end )?(?:quote|qte)\b:?", re.IGNORECASE)
# Who speaks next, at the beginning of a sentence: FOREIGN MINISTER: or KHALAF:
_TURN = re.compile(
    r"(?:^|[.?!][\"”)]? )(?:\d{1,3}\. )?(?:the )?((?:[^\W\d][\w.'’-]{1,20} ){0,3}[^\W\d][\w.'’-]{1,20}): ",
    re.IGNORECASE,
)
_CLOSED_BY = {'"': '"”', "“": '"”', "Q": "UE"}  # what opens a quotation, and what closes it
_BETWEEN = " ,.:"
_ENDS = frozenset(".?!:")
_OWNING = frozenset({"OUR", "MY"})
_OTHERS = frozenset({PARTY, OFFICIAL, PRONOUN})
_THEIRS = {WE: PARTY, SIGNER: PRONOUN, ADJECTIVE: ADJECTIVE}


class Quotation(NamedTuple):
    """[start, end) between two marks: the first begins at ``opens``, the other ends at ``closes``.

    goes_on: whether it is more of the one before: of a speech over paragraphs each begins with the mark.
    """

    opens: int
    start: int
    end: int
    closes: int
    goes_on: bool = False


class Speeches:
    """The quotations of one folded paragraph and whose words each is; to be asked sentence by sentence, in order.

    turns: whether the telegram puts down a talk in turns.
    """

    def __init__(self, text: str, own: str | None, *, turns: bool) -> None:
        self.text = text
        self.own = own
        self.turns = turns
        self.turn: Mention | None = None  # the foreigner whose turn it is
        self.left = deque(quotations(text))
        self.speaker: Mention | None = None  # of the first quotation that is left
        self.before: Mention | None = None  # of the one before

    def heard(self, start: int, end: int, met: Sequence[Mention]) -> list[Mention]:
        """``met`` in the sentence [start, end), WE and I of a quotation as those of the side that speaks there."""
        heard = [*met]
        if self.turns:
            if met and met[0].sign == OFFICIAL and met[0].start == start and self.text.startswith(":", met[0].end):
                self.turn = self._foreign(met[0])
            if self.turn is not None:
                whole = Quotation(start, start, end, end)
                heard = [self._whose(mention, whole, self.turn) for mention in heard]
        while self.left and self.left[0].opens < end:
            quotation = self.left[0]
            if quotation.opens >= start:
                self.speaker = self.before if quotation.goes_on else self._speaker(quotation, met)
            if self.speaker is not None:
                heard = [self._whose(mention, quotation, self.speaker) for mention in heard]
            if quotation.end > end:
                break  # it goes on in the next sentence
            self.left.popleft()
            self.speaker, self.before = None, self.speaker
        return heard

    def _speaker(self, quotation: Quotation, met: Sequence[Mention]) -> Mention | None:
        """The foreigner who is said to speak right before a quotation or right behind it."""
        for mention in reversed(met):
            if mention.end <= quotation.opens:
                before = word_pattern("own_words").fullmatch(self.text, mention.end, quotation.opens)
                if before is not None:
                    return self._foreign(mention)
        for mention in met:
            behind = mention.start >= quotation.closes and not self.text[quotation.closes : mention.start].strip(
                _BETWEEN
            )
            if behind and word_pattern("speaks").match(self.text, mention.end):
                return self._foreign(mention)
        return None

    def _foreign(self, mention: Mention) -> Mention | None:
        return mention if mention.sign in _OTHERS and mention.code != self.own else None

    def _whose(self, mention: Mention, quotation: Quotation, speaker: Mention) -> Mention:
        within = quotation.start <= mention.start < quotation.end
        sign = _THEIRS.get(mention.sign)
        if not within or sign is None or (sign == ADJECTIVE and mention.words.upper() not in _OWNING):
            return mention
        return mention._replace(sign=sign, codes=speaker.codes)


def in_turns(texts: Iterable[str]) -> bool:
    """Whether a talk is put down in turns: two speak, and one of them again. The headings of a list stand once each."""
    spoken = Counter(turn[1].upper() for text in texts for turn in _TURN.finditer(text))
    return len(spoken) > 1 and max(spoken.values()) > 1


def quotations(text: str) -> list[Quotation]:
    """What stands between quotation marks, or QUOTE and UNQUOTE, of a folded paragraph, in order and apart.

    One that is not closed goes on to the end, if its mark shows that it opens one, or to the next mark that opens one
    behind a sentence: so a speech over paragraphs is marked.
    """
    made: list[Quotation] = []
    opened: re.Match[str] | None = None
    goes_on = False
    for mark in _MARK.finditer(text):
        if opened is not None and _kind(mark) in _CLOSED_BY[_kind(opened)]:
            made.append(Quotation(opened.start(), opened.end(), mark.start(), mark.end(), goes_on))
            opened, goes_on = None, False
        elif _kind(mark) in _CLOSED_BY:
            again = opened is not None and opened[0] == mark[0] == "“"
            if opened is not None and again and text[max(mark.start() - 3, 0) : mark.start()].rstrip()[-1:] in _ENDS:
                made.append(Quotation(opened.start(), opened.end(), mark.start(), mark.start(), goes_on))
                goes_on = True
            opened = mark
    if opened is not None and opened[0] != '"':
        made.append(Quotation(opened.start(), opened.end(), len(text), len(text), goes_on))
    return made


def _kind(mark: re.Match[str]) -> str:
    """The sign, or Q of QUOTE and QTE, U of UNQUOTE, E of END QUOTE."""
    return mark[0][0].upper()
