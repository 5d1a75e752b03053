"""Who is named by which words: one walk over a sentence that finds parties, officials, ourselves and
dates."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import NamedTuple

from legation.extract.dates import date_starts, dates, day
from legation.extract.mentions import (
    ADJECTIVE,
    DESK,
    LEFT_OUT,
    OFFICIAL,
    PARTY,
    PRONOUN,
    SIGNER,
    WE,
    WHEN,
    Mention,
)
from legation.extract.people import HONORIFICS, People, counts, first_of_titles, key_of, longest_title, no_names, titles
from legation.extract.pronouns import Pronouns, take_the_word, who_they_are
from legation.extract.setting import Setting
from legation.tables.needing import Glance, words_in
from legation.tables.parties import Meaning
from legation.tables.rules import word_list, word_pattern

_INNER = r"[\w’'&/-]"
_TOKEN = re.compile(  # most words have no stop within them, and are told faster so
    rf"[A-Za-zÀ-ɏ0-9](?:{_INNER}{{0,60}}(?!{_INNER}|\.\w)|(?:{_INNER}|\.(?=\w)){{0,60}})\.?"
)
_GENITIVE = re.compile(r"(?:['’][Ss]|(?<=[Ss])['’])$")
_OWN_SIDES = ("USDEL", "US DEL", "U.S. DEL", "COUNTRY TEAM")
_OURS = frozenset({"WE", "OURSELVES", "US", "OUR", "MY", "HE", "SHE", "THEY", "COUNTRY", "GOVERNMENT", "GOVT"})
# Of USDEL, and of the words of ``host_office`` (rules/words.toml).
_OPENINGS = ("USDEL", "HOST", "FOREIGN", "FONOFF", "MFA", "MOFA", "EXTAFF", "MINISTRY", "MINEXTAFF")
_BETWEEN = frozenset({"FOREIGN", "DEFENSE", "CIVIL", "MILITARY", "OTHER", "SENIOR"})
_LONGEST_NAME = 4  # words beside initials
_ADVERBS = frozenset({"HOWEVER", "THOUGH", "MOREOVER"})


class _Word(NamedTuple):
    """A word by itself: as it is compared, and whether it is a genitive; whether it may begin a mention, unless it is
    a name; whether it may be a verb of speaking; and where in it a date may begin."""

    plain: tuple[str, bool]
    opens: bool
    speaks: bool
    dated: tuple[int, ...]


@lru_cache(maxsize=20_000)
def _word(word: str) -> _Word:
    whole = word.rstrip(".")
    bare = _GENITIVE.sub("", whole) if "'" in whole or "’" in whole else whole
    key = key_of(bare)
    # Two parties in one, an office, ourselves, a pronoun.
    opens = "-" in key or "/" in key or key in _openers() or key.startswith(_OPENINGS)
    return _Word((key, len(bare) != len(whole)), opens, _may_speak()(words_in(word)), date_starts(word))


@cache
def _may_speak() -> Glance:
    return Glance(word_pattern("speaks").pattern)


@cache
def _openers() -> frozenset[str]:
    return _OURS | first_of_titles() | word_list("own_desks")


def mentions(text: str, start: int, end: int, here: Setting, people: People, *, capitals: bool) -> list[Mention]:
    """What ``text[start:end]`` names, in order and apart; ``people`` learns the persons met."""
    return _Walk(text, start, end, here, people, capitals).mentions()


class _Walk:
    """One walk over the words of a sentence, left to right."""

    def __init__(self, text: str, start: int, end: int, here: Setting, people: People, capitals: bool) -> None:
        self.text = text
        self.start = start
        self.end = end
        self.here = here
        self.people = people
        self.capitals = capitals
        self.words = [(*m.span(), m[0]) for m in _TOKEN.finditer(text, start, end)]
        self.seen = [_word(word) for _, _, word in self.words]
        self.given: dict[int, Mention] = {}
        self.met: list[Mention] = []
        self.pronouns = Pronouns(text, start, end, here, people)

    def mentions(self) -> list[Mention]:
        """Dates, and what stands in brackets, before names: MAY 3 is no person."""
        given = self.given
        for found in word_pattern("in_brackets").finditer(self.text, self.start, self.end):
            given[found.start() + 2] = Mention(LEFT_OUT, found.start(), found.end())
        starts = (begin + at for (begin, _, _), word in zip(self.words, self.seen, strict=True) for at in word.dated)
        for found in dates(self.text, starts, self.end):
            given[found.start()] = Mention(
                WHEN, found.start(), found.end(), words=found[0], when=day(found, self.here.written)
            )
        met = self.met
        names, known, spoken = self.here.table.first_words, self.people.known, self._before_verbs()
        whole = self.people.whole
        until = self.start
        for at, (begin, end, _) in enumerate(self.words):
            if begin < until:
                continue
            mention = given.get(begin)
            if mention is None:
                (key, _), opens, _, _ = self.seen[at]
                if not (opens or key in names or key in known or key in whole or end in spoken):
                    continue  # most words name nobody
                mention = self._mention(at)
            if mention is not None:
                met.append(self._with_article(mention, until))
                until = mention.end
        take_the_word(self.text, met, self.people)
        self.people.those = who_they_are(met, self.people)
        return met

    def _before_verbs(self) -> set[int]:
        """The places that a verb of speaking follows."""
        places: set[int] = set()
        if not any(word.speaks for word in self.seen):
            return places
        found = word_pattern("speaks").search(self.text, self.start, self.end)
        while found is not None:
            places.add(found.start())
            found = word_pattern("speaks").search(self.text, found.start() + 1, self.end)
        return places

    def _with_article(self, mention: Mention, until: int) -> Mention:
        before = self.text[max(until, mention.start - 4) : mention.start]
        if mention.sign not in (WHEN, LEFT_OUT) and before.upper() == "THE ":
            return mention._replace(start=mention.start - 4, words=self.text[mention.start - 4 : mention.end])
        return mention

    # One kind of mention after the other, the most telling first.
    def _mention(self, at: int) -> Mention | None:
        return (
            self._pair(at)
            or self._party(at)
            or self._titled(at, ())
            or self._ourselves(at)
            or self._foreign_office(at)
            or self._known_person(at)
            or self._speaker(at)
        )

    def _plain(self, at: int) -> tuple[str, bool]:
        """The word at a place as it is compared, and whether it is a genitive."""
        return self.seen[at].plain if at < len(self.seen) else ("", False)

    def _gap(self, at: int) -> str:
        """What stands between a word and the one before it."""
        return self.text[self.words[at - 1][1] : self.words[at][0]] if 0 < at < len(self.words) else ""

    def _run(self, at: int, longest: int) -> list[tuple[tuple[str, ...], int, bool]]:
        """Runs of words from ``at``, the longest first: key, place after the run, whether it ends in a
        genitive."""
        runs: list[tuple[tuple[str, ...], int, bool]] = []
        key: tuple[str, ...] = ()
        for place in range(at, min(at + longest, len(self.words))):
            if place > at and self._gap(place) not in (" ", ", "):
                break
            word, genitive = self._plain(place)
            key = (*key, word)
            runs.append((key, place + 1, genitive))
            if genitive or (self.words[place][2].endswith(".") and len(word) > 3):
                break
        return runs[::-1]

    def _cased(self, at: int, after: int, meaning: Meaning) -> bool:
        """In mixed case a name begins with a capital, and a short form is all capitals."""
        if self.capitals:
            return True
        words = [self.words[place][2] for place in range(at, after)]
        if len(words) == 1 and (meaning.kind == "government" or len(key_of(words[0])) <= 3):
            return _GENITIVE.sub("", words[0]).replace(".", "").isupper() or len(key_of(words[0])) > 3
        return all(word[0].isupper() or key_of(word) in {"OF", "THE", "AND", "D'IVOIRE"} for word in words)

    def _named(self, at: int) -> tuple[Meaning, int, bool] | None:
        if self._plain(at)[0] not in self.here.table.first_words:
            return None
        for key, after, genitive in self._run(at, self.here.table.longest_name):
            meanings = self.here.table.names.get(key)
            if meanings is None:
                continue
            meaning = self.here.meant(meanings)
            if meaning is None or not self._cased(at, after, meaning):
                continue
            if meaning.kind == "adjective" and self._is_called(at, after, key):
                return None
            return meaning, after, genitive
        return None

    def _pair(self, at: int) -> Mention | None:
        """US-LIBYAN, GOM/GOS: two parties in one word."""
        begin, end, word = self.words[at]
        parts = re.split(r"[-/]", _GENITIVE.sub("", word.rstrip(".")))
        if len(parts) < 2 or (key_of(word),) in self.here.table.names:
            return None
        codes: list[str] = []
        for part in parts:
            meanings = self.here.table.names.get((key_of(part),))
            meaning = self.here.meant(meanings) if meanings else None
            if meaning is None or meaning.kind in ("none", "capital") or not (part[:1].isupper() or self.capitals):
                return None
            codes.append(meaning.code)
        return Mention(ADJECTIVE, begin, end, tuple(codes), word)

    def _party(self, at: int) -> Mention | None:
        begin, _, word = self.words[at]
        if key_of(word) in ("GOVERNMENT", "GOVT") and self._plain(at + 1)[0] == "OF":
            inner = at + 3 if self._plain(at + 2)[0] == "THE" else at + 2
            named = self._named(inner) if inner < len(self.words) else None
            if named is not None and named[0].kind in ("noun", "capital"):
                meaning, after, genitive = named
                return self._made(ADJECTIVE if genitive else PARTY, at, after, (meaning.code,))
        named = self._named(at)
        if named is None or named[0].kind == "none":
            return None
        meaning, after, genitive = named
        codes = (meaning.code,)
        if key_of(word) == "US" and self.capitals and self.here.own != "US":
            return None  # in capitals US may be the pronoun, and then not the United States
        if meaning.kind == "capital":
            return self._capital(at, after, codes)
        if self._gap(after) == " ":
            title = self._titled(after, codes)
            if title is not None:
                return title._replace(start=begin, words=self.text[begin : title.end])
            # LIBYAN FOREIGN MINISTRY: the word between belongs to the body.
            step = 1 if self._plain(after)[0] in _BETWEEN else 0
            body, owning = self._plain(after + step)
            if body in word_list("bodies") and (meaning.kind == "adjective" or genitive or not step):
                return self._made(ADJECTIVE if owning else PARTY, at, after + step + 1, codes)
        if genitive or (meaning.kind == "adjective" and not self._stands_alone(at, after)):
            return self._made(ADJECTIVE, at, after, codes)
        return self._made(PARTY, at, after, codes)

    def _stands_alone(self, at: int, after: int) -> bool:
        """Whether an adjective is used for the party: THE BRITISH HAVE AGREED."""
        begin = self.words[at][0]
        following = self.text[self.words[after - 1][1] : self.end][:12]
        if not following.strip() or following[0] in ",.;:)":
            return True
        article = self.text[max(self.start, begin - 4) : begin].upper() == "THE "
        return (article or self.capitals) and word_pattern("after_the").match(following.strip()) is not None

    def _capital(self, at: int, after: int, codes: tuple[str, ...]) -> Mention | None:
        """A seat of government that speaks or decides: PARIS HAS AGREED, and not IN PARIS."""
        before = self._plain(at - 1)[0] if at else ""
        following = self.text[self.words[after - 1][1] : self.end]
        if before in word_list("placed"):
            return None
        return self._made(PARTY, at, after, codes) if word_pattern("speaks_for").match(following) else None

    def _made(self, sign: str, at: int, after: int, codes: tuple[str, ...]) -> Mention:
        begin, end = self.words[at][0], self.words[after - 1][1]
        if self.text[end - 1] == "." and end == self.end:
            end -= 1  # the full stop of the sentence is no part of U.S.
        return Mention(sign, begin, end, codes, self.text[begin:end])

    def _titled(self, at: int, codes: tuple[str, ...]) -> Mention | None:
        """An office, with the name that goes with it: FOREIGN MINISTER LARAKI, A/S FOR POLITICAL AFFAIRS."""
        if self._plain(at)[0] not in first_of_titles():
            return None
        for key, after, genitive in self._run(at, longest_title()):
            side = titles().get(key)
            if side is None or any(self._gap(place) != " " for place in range(at + 1, after)):
                continue
            begin, end = self.words[at][0], self.words[after - 1][1]
            if not self.capitals and not codes and not self.words[at][2][0].isupper():
                return None
            if genitive:
                whose = codes or self.people.whose(side, None, self.here, self.text[begin:end])
                return Mention(ADJECTIVE, begin, end, whose, self.text[begin:end])
            affairs = word_pattern("affairs").match(self.text, end, self.end)
            end = affairs.end() if affairs is not None else end
            while after < len(self.words) and self.words[after][0] < end:
                after += 1
            title = self.text[begin:end]
            if not codes and word_pattern("host_office").match(self.text, end + 1, self.end):
                codes = (self.here.other,) if self.here.other else ()  # UNDER SECRETARY FOREIGN MINISTRY
            end, name = self._name_after(after, end)
            if name is None and key in HONORIFICS:
                end, name = self._namesake(after, end)
            if not counts(key, name, codes):
                return None
            whose = codes or self.people.whose(side, name, self.here, title)
            return self.people.met(Mention(OFFICIAL, begin, end, whose, self.text[begin:end], name, title))
        return None

    def _name_after(self, at: int, end: int) -> tuple[int, str | None]:
        """The name that follows a title at once, or after a comma, up to four words of it, and where it
        ends."""
        pieces: list[str] = []
        last = end
        whole = 0  # words of the name that are no initials
        for place in range(at, min(at + 6, len(self.words))):
            begin, _, word = self.words[place]
            bare = _GENITIVE.sub("", word)
            between = self.text[last:begin]
            # An apposition, "..., Muatassim al-Qadhafi, ...", is told from a list only in mixed case.
            apposed = between in (", ", ": ") and place == at and not self.capitals
            if (between != " " and not apposed) or begin in self.given or not self._is_name(word, bare, whole):
                break
            initial = len(key_of(bare)) <= 2
            whole += not initial
            if whole > _LONGEST_NAME:
                break
            pieces.append(bare if initial else bare.rstrip("."))
            last = begin + len(bare if initial else bare.rstrip("."))
            if bare != word or (word.endswith(".") and not initial):
                break
        if not pieces or (len(pieces) == 1 and pieces[0].upper() in _ADVERBS):
            return end, None
        return last, " ".join(pieces)

    def _namesake(self, at: int, end: int) -> tuple[int, str | None]:
        """The name behind MR. that is also one of a party: MR. TURKMEN is nobody's country."""
        if at >= len(self.words) or self.text[end : self.words[at][0]] != " ":
            return end, None
        begin, _, word = self.words[at]
        bare = _GENITIVE.sub("", word).rstrip(".")
        meanings = self.here.table.names.get((key_of(bare),), ())
        plain = all(one.kind in ("adjective", "noun") for one in meanings) and len(bare) > 3 and bare[0].isupper()
        if not meanings or not plain or self._plain(at + 1)[0] in first_of_titles():
            return end, None
        self.people.called.add(key_of(bare))
        return begin + len(bare), bare

    def _is_called(self, at: int, after: int, key: tuple[str, ...]) -> bool:
        """Whether a word for what is a party's is the surname of somebody met here; THE TURKMEN are a people."""
        return after == at + 1 and key[0] in self.people.called and not (at and self._plain(at - 1)[0] == "THE")

    def _is_name(self, word: str, bare: str, before: int) -> bool:
        plain = key_of(bare)
        if plain in no_names() or (plain,) in self.here.table.names or any(c.isdigit() for c in plain):
            return False
        if len(plain) < 2 and not word.endswith("."):
            return False
        if self.capitals:
            return before < 3 and not (plain.endswith(("LY", "ING", "ED")) and len(plain) > 5)
        return word[0].isupper() or plain.split("-")[0] in word_list("name_particles")

    def _ourselves(self, at: int) -> Mention | None:
        begin, end, word = self.words[at]
        key, genitive = self._plain(at)
        own = (self.here.own,) if self.here.own else ()
        pronoun = word.islower() if not self.capitals else self.here.own != "US"
        if key in ("WE", "OURSELVES") or (key == "US" and pronoun):
            return Mention(WE, begin, end, own, word)
        if key == "OUR" or (key == "MY" and at):
            if self._plain(at + 1)[0] in ("SIDE", "DELEGATION", "GOVERNMENT"):
                return self._made(WE, at, at + 2, own)
            return Mention(ADJECTIVE, begin, end, own, word)
        if key in ("HE", "SHE"):
            last = self.pronouns.stands_for(begin, end, self.met)
            other = (self.here.other,) if self.here.other else ()
            codes = last.codes if last is not None and last.codes else other
            return Mention(PRONOUN, begin, end, codes, word, last.name if last is not None else None)
        if key == "THEY" and not at and self.people.those is not None:
            return Mention(PARTY, begin, end, (self.people.those,), word)
        if own and word[0] in "UuCc":
            for side in _OWN_SIDES:
                if self.text[begin : begin + len(side)].upper() == side:
                    return Mention(WE, begin, begin + len(side), own, side)
        if key not in word_list("own_desks") or (key == "I" and word.endswith(".")):
            return None
        if not (self.capitals or word[0].isupper() or key == "ME"):
            return None
        end -= 1 if word.endswith(".") else 0
        sign = SIGNER if key in ("I", "ME") else DESK
        return Mention(ADJECTIVE if genitive else sign, begin, end, own, word)

    def _foreign_office(self, at: int) -> Mention | None:
        """The government at the place: MFA, HOST GOVERNMENT."""
        begin = self.words[at][0]
        office = word_pattern("host_office").match(self.text, begin, self.end)
        if office is None or not (self.capitals or self.text[begin].isupper() or office["plain"]):
            return None
        other = (self.here.other,) if self.here.other else ()
        return Mention(ADJECTIVE if office["owning"] else PARTY, begin, office.end(), other, office[0])

    def _known_person(self, at: int) -> Mention | None:
        begin = self.words[at][0]
        at = self._end_of_name(at)
        start, end, word = self.words[at]
        key, genitive = self._plain(at)
        known = self.people.known.get(key.split("-")[-1])
        if known is None or not word[0].isupper() or len(key) < 3:
            return None
        codes = (known[0],) if known[0] else ()
        if genitive:
            return Mention(ADJECTIVE, begin, end, codes, self.text[begin:end], _GENITIVE.sub("", self.text[begin:end]))
        name = self.text[begin : start + len(word.rstrip("."))]
        self.people.last = Mention(OFFICIAL, begin, begin + len(name), codes, name, name, known[1])
        return self.people.last

    def _end_of_name(self, at: int) -> int:
        """The place of the surname where the whole name of a person of the archive's table stands; else the same."""
        for words in self.people.whole.get(self._plain(at)[0], ()):
            places = range(at + 1, at + len(words))
            if places.stop <= len(self.words) and all(
                self._gap(place) == " " and self._plain(place)[0] == words[place - at] for place in places
            ):
                return places.stop - 1
        return at

    def _speaker(self, at: int) -> Mention | None:
        """A name that is met for the first time, by the verb of speaking after it."""
        begin, end, word = self.words[at]
        key, genitive = self._plain(at)
        if genitive or len(key) < 4 or not key.replace("-", "").isalpha() or key in no_names():
            return None
        if not word[0].isupper() or not word_pattern("speaks").match(self.text, end, self.end):
            return None
        before = self._plain(at - 1)[0] if self._gap(at) == " " else ""
        if (before and before not in word_list("before_speakers")) or key.endswith(tuple(word_list("no_surname"))):
            return None
        if not self.capitals and at == 0 and len(key) < 5:
            return None  # a short word that opens a sentence has a capital anyway
        other = (self.here.other,) if self.here.other else ()
        return self.people.met(Mention(OFFICIAL, begin, end, other, word, word))
