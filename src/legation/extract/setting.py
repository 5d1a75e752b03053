"""Who speaks in a telegram, with whom it deals, and when: what WE, the FONMIN and GOI mean in it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from legation.core.telegram import Telegram
from legation.tables.collectives import is_collective
from legation.tables.leaders import leaders
from legation.tables.parties import Meaning, PartyTable, words_of
from legation.tables.rules import word_pattern

_COUNTED = 20_000  # signs of a telegram that are looked at for what it speaks of
_OFTEN, _CLEARLY = 4, 4
_FEW = 3  # addressees; more make it a circular
_YOU = re.compile(r"\b(?:you|your|urtel)\b", re.IGNORECASE)
_I = re.compile(r"\bI\b(?!\.)|\b(?:me|my|mytel)\b", re.IGNORECASE)
# Addresses of the capital's own departments, beside which a delegation without a post of its own is abroad.
_MINISTRY = re.compile(r"SECSTATE|STATE\b|(?:THE )?DEPARTMENT OF STATE|DEPT\b|WHITE ?HOUSE|SECDEF|CENTRAL INTELLIGENCE")
_COUNTRY_TAG = re.compile(r"[A-Z]{2}$")


class Setting(NamedTuple):
    """own: the originator's side. other: the side it deals with, if one stands out. about: all sides it
    deals with.

    outgoing: from a ministry to posts. own_names: surnames known to be ours, from signature and classifying
    line. informed: sides of ``about`` that nothing names but an INFO addressee.
    """

    table: PartyTable
    own: str | None
    other: str | None
    about: tuple[str, ...]
    written: date | None
    outgoing: bool
    own_names: frozenset[str]
    informed: tuple[str, ...] = ()

    def meant(self, meanings: tuple[Meaning, ...]) -> Meaning | None:
        """Which of several meanings a name has here; None where a doubtful name stays in doubt."""
        for code in self.about:
            for meaning in meanings:
                if meaning.code == code:
                    return meaning
        sure = [meaning for meaning in meanings if not meaning.doubtful]
        if len(sure) > 1 and self.written is not None:
            return self.table.of_its_time(sure, self.written.year)
        if sure:
            return sure[0]
        if len(meanings) == 1 and meanings[0].kind == "government":
            return meanings[0]
        return None


def setting(telegram: Telegram, table: PartyTable) -> Setting:
    """Read it from originator, addressees, TAGS and subject. The post's own country comes first."""
    written = _date(telegram.date)
    year = written.year if written is not None else telegram.year
    origin = telegram.from_.plad or ""
    if not origin and telegram.post:
        origin = telegram.post
    if not origin and telegram.release.origin:
        origin = telegram.release.origin
    own = table.service_of(origin) if origin else None
    if own is None and telegram.post:
        own = table.service_of(telegram.post)
    if own is None and _from_abroad(origin, telegram, table):
        own = table.service_of(telegram.to[0].plad or "")
    place = table.country_of_post(origin, year=year) if origin else None
    if place is None and telegram.post:
        place = table.country_of_post(telegram.post, year=year)
    if own is None and place is not None and (telegram.classified_by.organization or telegram.mrn):
        own = "US"  # a bare post name, as in a released record: such are the State Department's
    outgoing = (place is None or place == own) and not _from_abroad(origin, telegram, table)
    addressed = [table.country_of_post(to.plad, year=year) for to in telegram.to]
    tagged = [table.parties_of_tag(tag) for tag in telegram.tags if _COUNTRY_TAG.match(tag)]
    named = _named(telegram.subject or "", table)
    known: list[str] = []
    for code in [
        *([place] if place is not None and not outgoing else []),
        *[codes[0] for codes in tagged if codes],
        *[code for code in addressed if code],
        *named,
    ]:
        if code not in known and code != own:
            known.append(code)
    informed: list[str] = []
    for info in telegram.info:
        told = table.country_of_post(info.plad, year=year)
        if told and told not in known and told != own:
            known.append(told)
            informed.append(told)
    other: str | None = None
    tags = [codes[0] for codes in tagged if codes and codes[0] != own and _is_state(codes[0], table)]
    states = {code for code in addressed if code and code != own and _is_state(code, table)}
    named = [code for code in named if _is_state(code, table)]
    party = table.party(place) if place is not None and not outgoing else None
    if party is not None and party.kind != "organisation":
        other = place
    elif outgoing and (len(telegram.to) > 1 or len(states) == 1):
        # To several posts: whom the telegram is about is not whom they deal with.
        topics = states & {*tags, *named}
        if len(states) == 1 and addressed[0] in states and len(addressed) <= _FEW:
            other = next(iter(states))
        elif len(topics) == 1 and len(addressed) <= _FEW:
            other = next(iter(topics))
    elif (
        outgoing
        and telegram.to
        and table.country_of_post(telegram.to[0].plad) is None
        and not _one_place(telegram.to[0].plad)
    ):
        other = None  # all posts, all diplomatic posts
    elif len(set(tags)) == 1:
        other = tags[0]
    elif len(set(named) - {own}) == 1:
        other = next(code for code in named if code != own)
    if other in known:
        known.remove(other)
    about = tuple([other, *known] if other else known)
    names = [*telegram.signature, telegram.classified_by.name or ""]
    own_names = frozenset(
        name.split()[-1].upper() for name in names if name.split() and len(name.split()[-1].strip(".")) > 2
    )
    return Setting(table, own, other, (*about, own) if own else about, written, outgoing, own_names, tuple(informed))


def _from_abroad(origin: str, telegram: Telegram, table: PartyTable) -> bool:
    """Whether it goes to the ministry from elsewhere: a delegation to a conference, an envoy under way."""
    return bool(telegram.to and origin) and _is_home(telegram.to[0].plad or "", table) and not _is_home(origin, table)


def _is_home(address: str, table: PartyTable) -> bool:
    return _MINISTRY.match(address.upper()) is not None or table.is_ministry(address)


def of_the_text(here: Setting, texts: Iterable[str]) -> Setting:
    """``here`` with the side that the telegram speaks of most, where its address leaves that open or misleads.

    A conference abroad is reported from wherever the delegation stands: the post's own country is then hardly
    named.
    """
    texts = list(texts)
    if here.own is None:
        here = _by_its_words(here, texts)
    counts: Counter[str] = Counter()
    known = leaders(here.written.year) if here.written is not None else {}
    left = _COUNTED
    for text in texts:
        for word in text[:left].upper().replace("'S", "").replace("’S", "").split():
            plain = word.strip('.,:;()"“”')
            for meaning in here.table.names.get((plain,), ()):
                if meaning.code != here.own and not meaning.doubtful and meaning.kind in ("noun", "adjective"):
                    counts[meaning.code] += 1
                elif meaning.code == here.other and meaning.kind == "government":
                    counts[meaning.code] += 1  # GOG in a telegram from Athens
            if (led := known.get(plain)) is not None and led != here.own:
                counts[led] += 1
        left -= len(text)
        if left <= 0:
            break
    if not counts:
        return here
    named = sorted(counts, key=lambda code: (-counts[code], code))
    # Whoever the text names may be meant by a name of several: GOG where Greeks are spoken of. It weighs more than who
    # is told of it: with Ottawa for information GOC is still the government of the Cypriots of whom a text speaks.
    about = [code for code in here.about if code not in here.informed]
    about += [code for code in named if code not in about]
    here = here._replace(about=(*about, *(code for code in here.informed if code not in about)))
    if here.outgoing and here.other is None:
        return here
    most, often = named[0], counts[named[0]]
    if often < _OFTEN or often < _CLEARLY * counts.get(here.other or "", 0):
        return here
    return here._replace(other=most, about=(most, *(code for code in here.about if code != most)))


def _by_its_words(here: Setting, texts: list[str]) -> Setting:
    """``here`` of a telegram without an address, as its words tell: DEPTEL is a word of one service, and who writes
    YOU more than I instructs."""
    left = _COUNTED
    house, you, i = 0, 0, 0
    for text in texts:
        house += len(word_pattern("american_house").findall(text, 0, left))
        you += len(_YOU.findall(text, 0, left))
        i += len(_I.findall(text, 0, left))
        left -= len(text)
        if left <= 0:
            break
    if not house:
        return here
    return here._replace(own="US", outgoing=you > i, about=(*here.about, "US"))


def _one_place(address: str) -> bool:
    return not is_collective(address) and not address.upper().startswith("ZEN ")  # posts reached by other means


def _is_state(code: str, table: PartyTable) -> bool:
    party = table.party(code)
    return party is None or party.kind != "organisation"


def _named(subject: str, table: PartyTable) -> list[str]:
    """States that the subject line names outright."""
    words = [word.strip(".,:;()\"'") for word in re.split(r"[\s/]+", subject)]
    words = [re.sub(r"['’]S$", "", word, flags=re.IGNORECASE) for word in words[:60]]
    found: list[str] = []
    at = 0
    while at < len(words):
        for count in range(min(4, len(words) - at), 0, -1):
            meanings = table.names.get(words_of(" ".join(words[at : at + count])), ())
            sure = [m for m in meanings if not m.doubtful and m.kind in ("noun", "adjective")]
            if sure:
                found.append(sure[0].code)
                at += count - 1
                break
        at += 1
    return list(dict.fromkeys(found))


def _date(iso: str | None) -> date | None:
    try:
        return date.fromisoformat(iso) if iso else None
    except ValueError:
        return None
