"""Whom HE and SHE stand for: in a report of a talk, mostly the one who has the word.

Many are named in what somebody says, and HE of the next sentence is seldom the one who was named last: it is whoever
is said to say so, in this sentence, else whoever the sentence before begins with, else the one we talk with.
"""

from __future__ import annotations

import re
from functools import cached_property

from legation.extract.mentions import ADJECTIVE, DESK, OFFICIAL, PARTY, PRONOUN, SIGNER, WE, WHEN, Mention
from legation.extract.people import People, key_of, surname, titles
from legation.extract.setting import Setting
from legation.tables.rules import word_list, word_pattern

_PERSONS = frozenset({OFFICIAL, PRONOUN})
_NAMED = frozenset({OFFICIAL, ADJECTIVE})  # TUOMIOJA, and what is TUOMIOJA'S
_SPEAKERS = frozenset({*_PERSONS, WE, SIGNER})
_WRITERS = frozenset({WE, SIGNER, DESK, WHEN})  # as seen from who writes; of a day nobody is
_MANY = frozenset({PARTY, OFFICIAL, ADJECTIVE})  # LIBYA, THE LIBYAN DELEGATION
_OURSELVES = frozenset({"WE", "US", "OUR", "USG", "ME", "MY"})
_TOLD = re.compile(r"[^\W\d_][\w.'’]*")
_NO_ONE = frozenset({ADJECTIVE, WHEN, ""})
_WORD = re.compile(r" ?([^\W\d_]+)")
_SINCE_WHO = 48  # signs after WHO in which HE is whoever that is
_SINCE_SAID = 400  # signs behind a verb of saying in which HE is whoever says it


class Pronouns:
    """Those of one sentence ``text[start:end]``, to be asked in order."""

    def __init__(self, text: str, start: int, end: int, here: Setting, people: People) -> None:
        self.text = text
        self.start = start
        self.end = end
        self.here = here
        self.people = people

    def stands_for(self, begin: int, end: int, met: list[Mention]) -> Mention | None:
        """Whom the pronoun [begin, end) stands for, where ``met`` is who was named before it in its sentence."""
        named = self._beside(end) or self._who(begin, met)
        if named is not None:
            return named
        found = self._has_the_word(begin, end, met)
        side = self._approached(end)
        if found is not None and side is not None and side in found.codes:
            return self._not_of(side, begin, end)
        return found

    def _approached(self, end: int) -> str | None:
        """The side that whoever is meant welcomes, asks or urges: it is not his own."""
        verb = word_pattern("approaches").match(self.text, end, self.end)
        for met in _TOLD.finditer(self.text, verb.end(), self.end) if verb is not None else ():
            word = key_of(met[0])
            if word in _OURSELVES and (word != "US" or not met[0].istitle()):
                return self.people.own
            side = titles().get((word,))
            if side in ("own", "host"):
                return self.here.own if side == "own" else self.here.other
            meanings = self.here.table.names.get((word.removesuffix("'S"),))
            meaning = self.here.meant(meanings) if meanings and met[0][0].isupper() else None
            return meaning.code if meaning is not None else None
        return None

    def _not_of(self, side: str, begin: int, end: int) -> Mention | None:
        """Someone of another side than this who has spoken; else ourselves; None for whoever we deal with."""
        for one in (self.people.speaker, self.people.leading, self.people.last):
            if one is not None and one.codes and side not in one.codes:
                return one
        own = self.people.own
        return Mention(PRONOUN, begin, end, (own,)) if own is not None and own != side else None

    def _has_the_word(self, begin: int, end: int, met: list[Mention]) -> Mention | None:
        said = next((verb for verb in reversed(self._said) if verb.end() <= begin), None)
        if said is not None and begin - said.end() < _SINCE_SAID:
            return self._sayer(said, end, met) or self.people.last
        last = next((mention for mention in reversed(met) if mention.sign in _PERSONS), None)
        if last is not None and not self._only_on_terms(begin):
            return last
        first = self._next_to_speak(end) if self._says(end) else None
        first = first or self.people.leading
        return first if first is not None and first.codes else self.people.last

    @cached_property
    def _said(self) -> list[re.Match[str]]:
        return [*word_pattern("has_said").finditer(self.text, self.start, self.end)]

    def _says(self, end: int) -> bool:
        return word_pattern("takes_the_word").match(self.text, end, self.end) is not None

    def _next_to_speak(self, end: int) -> Mention | None:
        """Who says what follows: our own man who said something last, unless he asked, or is answered; else the
        foreigner."""
        last, asked = self.people.floor, self.people.asked
        if last is None or word_pattern("answers").match(self.text, end, self.end) is not None:
            return self.people.speaker
        goes_on = word_pattern("goes_on").match(self.text, end, self.end) is not None
        return last if goes_on or not asked else self.people.speaker

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
            return hearer or (sayer if sayer.sign in _PERSONS else self.people.speaker)
        if sayer.sign not in _PERSONS or not sayer.codes:
            return None
        if hearer is not None and self._bids(end):
            return hearer  # THE MINISTER TOLD THE CONSUL THAT HE SHOULD GO
        return sayer

    def _bids(self, end: int) -> bool:
        following = _WORD.match(self.text, end, self.end)
        return following is not None and following[1].upper() in word_list("bidding")


def take_the_word(text: str, met: list[Mention], people: People) -> None:
    """Remember of a sentence in which ``met`` are named who it begins with, the foreigner who speaks in it, and whether
    our own man was the last to speak."""
    speaking = [(mention, _taken(text, mention)) for mention in met if mention.sign in _SPEAKERS]
    if any(said and mention.sign not in _PERSONS for mention, said in speaking):
        people.floor = None  # who writes, or all of us: HE is none of these
    persons = [(mention, said) for mention, said in speaking if mention.sign in _PERSONS]
    if not persons:
        return
    people.leading = persons[0][0]
    if people.leading.sign == OFFICIAL and people.leading.code != people.own:
        people.floor = None  # THE MINISTER SPOKE WITH HEAT: whatever he does, it is about him
    for mention, said in persons:
        if said is None:
            continue
        if mention.codes and mention.code == people.own:
            people.floor = mention
            people.asked = word_pattern("asks_back").match(text, mention.end) is not None
            return
        people.floor = None
        if mention.codes:
            people.speaker = mention
        return


def who_they_are(met: list[Mention], people: People) -> str | None:
    """The side for which THEY stands in the next sentence: the one that this begins with, where it names no other and
    none of our own people but those who write."""
    sides = [mention for mention in met if mention.codes and mention.sign not in _WRITERS]
    if not sides or sides[0].sign not in _MANY:
        return None
    codes = {code for mention in sides for code in mention.codes}
    return sides[0].code if codes == {sides[0].code} and sides[0].code != people.own else None


def _taken(text: str, mention: Mention) -> re.Match[str] | None:
    """Where someone says something, or a man of ours says what he will do."""
    return word_pattern("takes_the_word").match(text, mention.end) or word_pattern("takes_part").match(
        text, mention.end
    )
