"""The people of one telegram: their offices, their names, and whose officials they are."""

from __future__ import annotations

import re
from functools import cache

from legation.extract.mentions import Mention
from legation.extract.setting import Setting
from legation.tables.leaders import leaders, leaders_by_office
from legation.tables.rules import Side, load_rules, word_list

# Words of office that say nothing without a name: GENERAL and DIRECTOR are also plain words.
BARE = frozenset({("GENERAL",), ("DIRECTOR",), ("REP",), ("DELEGATE",), ("HM",)})
# Words for a person and no office: what stands behind them is a name, be it that of a country as well. GENERAL is also
# a plain word: GENERAL FRENCH VIEWS.
HONORIFICS = frozenset({("MR",), ("MRS",), ("MS",), ("DR",), ("GEN",), ("COL",), ("COLONEL",), ("MAJ",), ("LT", "COL")})
_AMBASSADORS = frozenset({"AMBASSADOR", "AMB"})


def key_of(token: str) -> str:
    """A word as it is compared: in capitals, without full stops."""
    return token.upper().replace(".", "").replace("’", "'")


def surname(name: str) -> str:
    return re.split(r"[\s-]", name)[-1].upper()


@cache
def titles() -> dict[tuple[str, ...], Side]:
    """Words of office and whose officials bear them."""
    return {
        tuple(key_of(word) for word in name.split()): title.side
        for title in load_rules().titles
        for name in title.names
    }


@cache
def first_of_titles() -> frozenset[str]:
    """The words that words of office begin with."""
    return frozenset(key[0] for key in titles())


@cache
def longest_title() -> int:
    return max(len(key) for key in titles())


@cache
def no_names() -> frozenset[str]:
    """Words that are no name, whatever they follow."""
    return word_list("no_names") | word_list("after_titles")


class People:
    """Names met so far in one telegram and whose they are; grows as paragraphs are read."""

    def __init__(self, here: Setting) -> None:
        self.own = here.own
        self.known: dict[str, tuple[str, str | None]] = dict.fromkeys(here.own_names, (here.own or "", None))
        of_the_table = here.table.surnames(here.written.year if here.written is not None else None)
        for name, code in of_the_table.items():
            self.known.setdefault(name, (code, None))
        self.whole: dict[str, list[tuple[str, ...]]] = {}  # by the first word of it, whole names of these
        for one in here.table.persons if of_the_table else ():
            words = tuple(map(key_of, one.name.split()))
            if len(words) > 1 and surname(one.name) in of_the_table:
                self.whole.setdefault(words[0], []).append(words)
        for name, code in leaders(here.written.year).items() if here.written is not None else ():
            self.known.setdefault(name, (code, None))
        # By surname and office, whom a name alone would not tell: PRESIDENT JOHNSON.
        self.holders = leaders_by_office(here.written.year) if here.written is not None else {}
        self.offices: dict[str, str] = {}  # by office the party of the foreigner who was last named with it
        self.called: set[str] = set()  # names of parties that are surnames here, for they stood behind MR.
        self.turns = False  # whether they speak in turns, as in a play
        self.last: Mention | None = None
        self.leading: Mention | None = None  # the first person of the last sentence that names one
        self.speaker: Mention | None = None  # the foreigner who was last said to speak
        self.those: str | None = None  # the foreign side that alone has a part in the last sentence: THEY
        self.floor: Mention | None = None  # a man of ours, where he was the last to speak
        self.asked = False  # whether he asked something, so that the next to speak is another
        self.talk: tuple[str, str] | None = (
            (here.own, here.other) if here.own and here.other else None
        )  # who speaks with whom

    def met(self, mention: Mention) -> Mention:
        """Remember a person by surname, with office; HE and SHE are from now on this one."""
        if mention.name is not None:
            last = surname(mention.name)
            if len(last) > 2 and (mention.code or last not in self.known):
                self.known[last] = (mention.code or "", mention.title)
            if mention.code not in (None, self.own) and mention.title is not None:
                self.offices[_office(mention.title)] = mention.code
        self.last = mention
        return mention

    def whose(self, side: Side, name: str | None, here: Setting, title: str | None = None) -> tuple[str, ...]:
        """The party of someone with an office of ``side``; a name that is known decides, else the foreigner last named
        with the same office: in Athens THE FOREIGN MINISTER may be the Turkish one who passed through."""
        if name is not None:
            known = self.known.get(surname(name))
            if known is not None and known[0]:
                return (known[0],)
            held = self.holders.get((surname(name), _office(title))) if title is not None else None
            if held is not None:
                return (held,)
        if name is None and title is not None and side == "host":
            same = self.offices.get(_office(title))
            if same is not None:
                return (same,)
        code: str | None = None
        if side == "american" and here.own not in ("US", None):
            code = "US" if "US" in here.about else None
        elif (
            side in ("own", "american")
            or (side == "either" and (name is None or here.outgoing))
            or (side == "any" and name is None and not here.outgoing)
        ):
            code = here.own
        elif side == "host":
            code = here.other
        return (code,) if code else ()

    def holder(self, title: str | None, code: str | None) -> str | None:
        """The name of the one who has been met with an office of a party."""
        for name, (party, office) in self.known.items():
            if title is not None and office is not None and party == code and _same_office(office, title):
                return name.title()
        return None


def _same_office(one: str, other: str) -> bool:
    return _office(one) == _office(other)


def _office(title: str) -> str:
    return key_of(title).replace("ADVISER", "ADVISOR")


def counts(key: tuple[str, ...], name: str | None, codes: tuple[str, ...]) -> bool:
    """Whether words of office with this name, of these parties, mean a person at all."""
    if name is not None:
        return True
    side = titles()[key]
    return (bool(codes) or key not in BARE) and (side != "any" or key[0] in _AMBASSADORS)
