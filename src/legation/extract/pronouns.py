"""Whom HE and SHE stand for: in a report of a talk, mostly the one who has the word.

Many are named in what somebody says, and HE of the next sentence is seldom the one who was named last: it is whoever
is said to say so, in this sentence, else whoever the sentence before begins with, else the one we talk with.
"""

from __future__ import annotations

import re
from functools import cached_property

from legation.extract.mentions import ADJECTIVE, OFFICIAL, PRONOUN, SIGNER, WE, WHEN, Mention
from legation.extract.people import People, key_of, surname
from legation.tables.rules import word_list, word_pattern

_PERSONS = frozenset({OFFICIAL, PRONOUN})
_NAMED = frozenset({OFFICIAL, ADJECTIVE})  # TUOMIOJA, and what is TUOMIOJA'S
_NO_ONE = frozenset({ADJECTIVE, WHEN, ""})
_WORD = re.compile(r" ?([^\W\d_]+)")
_SINCE_WHO = 48  # signs after WHO in which HE is whoever that is
_SINCE_SAID = 400  # signs behind a verb of saying in which HE is whoever says it


class Pronouns:
    """Those of one sentence ``text[start:end]``, to be asked in order."""

    def __init__(self, text: str, start: int, end: int, people: People) -> None:
        self.text = text
        self.start = start
        self.end = end
        self.people = people

    def stands_for(self, begin: int, end: int, met: list[Mention]) -> Mention | None:
        """Whom the pronoun [begin, end) stands for, where ``met`` is who was named before it in its sentence."""
        named = self._beside(end) or self._who(begin, met)
        if named is not None:
            return named
        said = next((verb for verb in reversed(self._said) if verb.end() <= begin), None)
        if said is not None and begin - said.end() < _SINCE_SAID:
            return self._sayer(said, end, met) or self.people.last
        last = next((mention for mention in reversed(met) if mention.sign in _PERSONS), None)
        if last is not None and not self._only_on_terms(begin):
            return last
        first = self.people.speaker if self._says(end) else None
        first = first or self.people.leading
        return first if first is not None and first.codes else self.people.last

    @cached_property
    def _said(self) -> list[re.Match[str]]:
        return [*word_pattern("has_said").finditer(self.text, self.start, self.end)]

    def _says(self, end: int) -> bool:
        return word_pattern("takes_the_word").match(self.text, end, self.end) is not None

    def _only_on_terms(self, begin: int) -> bool:
        """Whether what stands before is a condition: IF SADAT CAME, HE WOULD GO is said by whoever has the word."""
        opens = word_pattern("opens_terms").match(self.text, self.start, begin)
        return opens is not None and self.text[max(self.start, begin - 2) : begin] == ", "

    def _beside(self, end: int) -> Mention | None:
        """The one who is named right behind: HE (INONU), HE, INONU, SAID."""
        found = word_pattern("he_is_named").match(self.text, end, self.end)
        if found is None:
            return None
        name = found[found.lastgroup or 0]
        known = self.people.known.get(key_of(surname(name)))
        if known is None or not known[0]:
            return None
        return Mention(OFFICIAL, found.start(), found.end(), (known[0],), name, name, known[1])

    def _who(self, begin: int, met: list[Mention]) -> Mention | None:
        """Whoever WHO stands for: THE SECRETARY SAW THE MINISTER, WHO SAID HE WOULD GO."""
        if " WHO " not in self.text[max(self.start, begin - _SINCE_WHO) : begin].upper():
            return None
        return next((m for m in reversed(met) if m.sign == OFFICIAL and m.codes), None)

    def _sayer(self, said: re.Match[str], end: int, met: list[Mention]) -> Mention | None:
        """The one who says what the pronoun stands in; what we say to somebody is about him."""
        before = [m for m in met if m.end <= said.start() and m.sign not in _NO_ONE]
        sayer = before[-1] if before else None
        if sayer is not None and word_pattern("up_to_verb").fullmatch(self.text, sayer.end, said.start()) is None:
            sayer = next((m for m in before if m.sign in _PERSONS), sayer)  # THE MINISTER MET THE CONSUL AND SAID HE
        hearer = next(
            (m for m in reversed(met) if m.start >= said.end() and m.sign in _NAMED and m.name and m.codes), None
        )
        if sayer is None:
            return self.people.leading if hearer is None else None
        ours = sayer.sign in (WE, SIGNER) or (sayer.code is not None and sayer.code == self.people.own)
        if ours:
            return hearer or (sayer if sayer.sign == OFFICIAL else self.people.speaker)
        if sayer.sign not in _PERSONS or not sayer.codes:
            return None
        if hearer is not None and self._bids(end):
            return hearer  # THE MINISTER TOLD THE CONSUL THAT HE SHOULD GO
        return sayer

    def _bids(self, end: int) -> bool:
        following = _WORD.match(self.text, end, self.end)
        return following is not None and following[1].upper() in word_list("bidding")


def take_the_word(text: str, met: list[Mention], people: People) -> None:
    """Remember of a sentence in which ``met`` are named who it begins with, and the foreigner who speaks in it."""
    persons = [mention for mention in met if mention.sign in _PERSONS]
    if not persons:
        return
    people.leading = persons[0]
    for mention in persons:
        if word_pattern("takes_the_word").match(text, mention.end):
            if mention.codes and mention.code != people.own:
                people.speaker = mention
            return
