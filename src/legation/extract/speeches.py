"""Who WE are in what somebody says in his own words: the other side, in THE MINISTER SAID, "WE CANNOT ACCEPT IT"."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Sequence
from typing import NamedTuple

from legation.extract.mentions import ADJECTIVE, OFFICIAL, PARTY, PRONOUN, SIGNER, WE, Mention
from legation.tables.rules import word_pattern

_MARK = re.compile(r"[\"“”]|\b(?:un|end )?(?:quote|qte)\b:?", re.IGNORECASE)
_CLOSED_BY = {'"': '"”', "“": '"”', "Q": "UE"}  # what opens a quotation, and what closes it
_BETWEEN = " ,.:"
_OWNING = frozenset({"OUR", "MY"})
_OTHERS = frozenset({PARTY, OFFICIAL, PRONOUN})
_THEIRS = {WE: PARTY, SIGNER: PRONOUN, ADJECTIVE: ADJECTIVE}


class Quotation(NamedTuple):
    """[start, end) between two marks: the first begins at ``opens``, the other ends at ``closes``."""

    opens: int
    start: int
    end: int
    closes: int


class Speeches:
    """The quotations of one folded paragraph and whose words each is; to be asked sentence by sentence, in order."""

    def __init__(self, text: str, own: str | None) -> None:
        self.text = text
        self.own = own
        self.left = deque(quotations(text))
        self.speaker: Mention | None = None  # of the first quotation that is left

    def heard(self, start: int, end: int, met: Sequence[Mention]) -> list[Mention]:
        """``met`` in the sentence [start, end), WE and I of a quotation as those of the side that speaks there."""
        heard = [*met]
        while self.left and self.left[0].opens < end:
            quotation = self.left[0]
            if quotation.opens >= start:
                self.speaker = self._speaker(quotation, met)
            if self.speaker is not None:
                heard = [self._whose(mention, quotation, self.speaker) for mention in heard]
            if quotation.end > end:
                break  # it goes on in the next sentence
            self.left.popleft()
            self.speaker = None
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


def quotations(text: str) -> list[Quotation]:
    """What stands between quotation marks, or QUOTE and UNQUOTE, of a folded paragraph, in order and apart.

    One that is not closed goes on to the end, if its mark shows that it opens one.
    """
    made: list[Quotation] = []
    opened: re.Match[str] | None = None
    for mark in _MARK.finditer(text):
        if opened is not None and _kind(mark) in _CLOSED_BY[_kind(opened)]:
            made.append(Quotation(opened.start(), opened.end(), mark.start(), mark.end()))
            opened = None
        elif _kind(mark) in _CLOSED_BY:
            opened = mark
    if opened is not None and opened[0] != '"':
        made.append(Quotation(opened.start(), opened.end(), len(text), len(text)))
    return made


def _kind(mark: re.Match[str]) -> str:
    """The sign, or Q of QUOTE and QTE, U of UNQUOTE, E of END QUOTE."""
    return mark[0][0].upper()
