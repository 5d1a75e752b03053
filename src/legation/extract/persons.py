"""The persons whom a telegram names in its paragraphs, each mention with its words, its title and its place.

A name is told by what stands beside it: a title before it (FOREIGN MINISTER KUSA, AMB. CRETZ), an office behind it
(MOUSSA KUSA, FOREIGN MINISTER), a first name or initials (JOHN HANNAH, B. A. CLARK), a verb of speaking of HE (ARIKPO
SAID HE UNDERSTOOD), or the table of leaders. Where a surname is so told once, every bare one of the telegram is his.
What is not told so is no name here: rather one left out than one invented. Where the editors of a volume have marked a
person in their text, that is a name, whatever stands beside it (``editors_names``).
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from legation.core.telegram import Telegram
from legation.core.text import Span
from legation.extract.editors_names import marked_by_editors
from legation.extract.folding import Folded, folded_paragraph
from legation.extract.mentions import in_capitals
from legation.extract.name_words import (
    SHORTEST,
    Word,
    all_titles,
    is_given,
    is_plural,
    is_weak,
    longest_of_all,
    may_be_name,
    of_realm,
    speaks_of_himself,
    surname_of,
    word_of,
)
from legation.extract.people import HONORIFICS, first_of_titles, key_of
from legation.extract.sentences import sentences
from legation.tables.commonness import is_common
from legation.tables.leaders import leaders
from legation.tables.naming import naming_words
from legation.tables.parties import PartyTable, default_parties
from legation.tables.persons import person_names
from legation.tables.posts import load_posts
from legation.tables.rules import word_list, word_pattern
from legation.tables.titles import title_words

_WORD = re.compile(r"[^\W\d_](?:[^\W\d_]|['’](?=[^\W\d_])|-(?=[^\W\d_]))*\.?|\d+")
_AFTER_OFFICE = re.compile(r"[,.;)]|$| (?:of|for|to|at|in|and)\b", re.IGNORECASE)
_NICKNAME = re.compile(r" [(\"“][A-Za-z.]{2,12}[)\"”] (?=[A-Z])")
_NUMBER = re.compile(r"^\d{1,3}\. ?(?=\D)")  # of a paragraph
_BRACKET = re.compile(r" ?\((?=[A-Z][^()\d]{1,40}\))")
_LONGEST = 4  # words of a name
_REACH = 8  # words and initials of a name that are looked at
_FORMS = 20  # of one surname in one telegram
_TITLE_WORDS = 6
_QUOTED = 240  # signs on each side of a name that are quoted
_STATES = frozenset({("U", "S"), ("P", "O"), ("E", "O"), ("N", "Y"), ("U", "N"), ("U", "K")})  # no initials of anyone
_NO_TITLE = frozenset({"BY", "UNDER"})  # UNDER SECRETARY is known whole
_COURTESIES = frozenset({"MR", "MRS", "MS"})
_PLACED = frozenset({"IN", "AT", "FROM", "NEAR"})


class Named(NamedTuple):
    """A mention of a person.

    name: as it is written here, on one line, without title or genitive. full: the longest form in which this telegram
    names him. title: the words of it that stand with this mention. paragraph: its place in ``Telegram.paragraphs``.
    span: that of the name in the source. by: what tells that it is a name.
    """

    name: str
    full: str
    title: str | None
    paragraph: int
    span: Span
    by: str


class _Token(NamedTuple):
    start: int
    end: int
    key: str
    closes: bool
    word: Word


class _Found(NamedTuple):
    first: int  # tokens [first, last)
    last: int
    title: tuple[int, int] | None  # signs of the folded text
    by: str


def persons(telegram: Telegram, parties: PartyTable | None = None) -> list[Named]:
    """Every mention of a person in the order of the text. Never raises; the same telegram gives the same list.

    parties: whose names are nobody's; an archive of its own world extends the default table.
    """
    table = parties if parties is not None else default_parties()
    year = int(telegram.date[:4]) if telegram.date and telegram.date[:4].isdigit() else telegram.year
    led = leaders(year) if year is not None else {}
    marked = marked_by_editors(telegram)
    read = [
        _Read(at, text, led, table)
        for at, paragraph in enumerate(telegram.paragraphs)
        if (text := folded_paragraph(telegram, paragraph)).text.strip()
    ]
    for one in read:
        one.marked(marked)
        one.told()
    known = _Known(name for one in read for name in one.names())
    return [named for one in read for named in one.mentions(known)]


def sentences_of(telegram: Telegram, named: Sequence[Named]) -> list[str]:
    """Of each mention the sentence in which it stands, on one line; of a long one the part around the name."""
    texts: dict[int, tuple[Folded, list[tuple[int, int]]]] = {}
    quoted = []
    for one in named:
        if one.paragraph not in texts:
            text = folded_paragraph(telegram, telegram.paragraphs[one.paragraph])
            texts[one.paragraph] = (text, [*sentences(text.text)])
        text, ends = texts[one.paragraph]
        at = bisect_left(text.places, one.span.start)
        start, end = ends[max(bisect_right(ends, (at, len(text.text))) - 1, 0)]
        first, last = max(start, at - _QUOTED), min(end, at + _QUOTED)
        words = _NUMBER.sub("", text.text[first:last].strip())
        quoted.append(f"{'… ' if first > start else ''}{words}{' …' if last < end else ''}")
    return quoted


class _Known:
    """The names that a telegram tells to be such, by surname, in the order of the text."""

    def __init__(self, names: Iterator[str]) -> None:
        self._full: dict[str, list[str]] = {}
        self._first: dict[str, str] = {}  # of a surname of two words the first: BETANCOURT of BETANCOURT ROA
        for name in names:
            met = self._full.setdefault(surname_of(name), [])
            if name not in met and len(met) < _FORMS:
                met.append(name)
            words = name.split()
            if len(words) > 1 and not is_given(key_of(words[0])) and not words[0].endswith("."):
                self._first.setdefault(surname_of(words[0]), name)

    def has(self, surname: str) -> bool:
        return surname in self._full or surname in self._first

    def full(self, name: str) -> str:
        """The longest form of whoever is so named: the first one that has all words of ``name``."""
        met = self._full.get(surname_of(name))
        if met is None:
            return self._first.get(surname_of(name), name)
        words = set(key_of(name).split())
        fit = [one for one in met if words <= set(key_of(one).split())]
        return max(fit, key=lambda one: len(one.split()), default=name)


class _Read:
    """One paragraph: its words, and what is found in them."""

    def __init__(self, at: int, text: Folded, led: dict[str, str], parties: PartyTable) -> None:
        self._at = at
        self._folded = text
        self._text = text.text
        self._led = led
        self._parties = parties.names
        self._capitals = in_capitals(text.text)
        self._tokens = [_token(found) for found in _WORD.finditer(text.text)]
        self._found: dict[int, _Found] = {}
        self._taken: set[int] = set()

    def marked(self, marked: Sequence[Span]) -> None:
        """Take the names that the editors have marked, with the title before each."""
        starts = [token.start for token in self._tokens]
        places = self._folded.places
        for one in marked[bisect_left(marked, (places[0],)) : bisect_left(marked, (places[-1] + 1,))]:
            first = bisect_left(starts, bisect_left(places, one.start))
            last = bisect_left(starts, bisect_left(places, one.end))
            if first == last or not self._taken.isdisjoint(range(first, last)):
                continue
            begins, title = self._behind_title(first, last)
            if not self._is_name(begins, last) or (title is None and self._is_no_person(begins, last)):
                continue
            first = begins
            while title is None and first and self._is_first_name(first - 1):
                first -= 1
            if first == begins - 1 and self._is_initial(first) and not self._is_within_a_sentence(first):
                first = begins  # B. Moss is raised in a list, and A/B. Moss closes a sentence
            if title is None and first and self._tokens[first - 1].word.ends:
                titled = self._titled(first - 1)
                title = titled.title if titled is not None and titled.first == first else None
            # A Mr. Turkmen is one by his title or first name; else they are a people.
            if title is None and first == begins and self._is_party(first, last):
                continue
            self._keep(_Found(first, last, title, "editors"))

    def _is_party(self, first: int, last: int) -> bool:
        words = tuple(map(self._key, range(first, last)))
        return words in self._parties or any((key,) in self._parties for key in words)

    def _behind_title(self, first: int, last: int) -> tuple[int, tuple[int, int] | None]:
        """Where the name in a mark begins, behind THE and the titles that the mark begins with; and those."""
        at = first + (self._key(first) == "THE")
        begins = after = at
        while (longest := self._title_beginning(after, last)) > after:
            after = longest
        if after == begins:
            return begins, None
        return after, (self._tokens[begins].start, self._tokens[after - 1].end)

    def _title_beginning(self, at: int, last: int) -> int:
        """Behind the longest title of the tables that begins at a place, before another; the place where none does."""
        for after in range(min(last, at + longest_of_all()), at, -1):
            if tuple(map(self._key, range(at, after))) in all_titles():
                return after
        return at

    def _is_name(self, first: int, last: int) -> bool:
        """Whether what is marked may be the name of a person, and is no number, house or office."""
        words = [self._key(at) for at in range(first, last)]
        if any("&" in self._gap(at) for at in range(first + 1, last)):
            return False
        return any(len(key) > 1 for key in words) and all(
            (len(key) == 1 and key.isalpha())
            or key in word_list("name_particles")
            or is_given(key)
            or (self._text[self._tokens[at].start].isupper() and may_be_name(key, capitals=False, sure=True))
            for at, key in zip(range(first, last), words, strict=True)
        )

    def _is_first_name(self, at: int) -> bool:
        """Whether a word is a first name or an initial of the name right behind it."""
        token = self._tokens[at]
        named = self._is_initial(at) or (is_given(token.key) and self._text[token.start].isupper() and not token.closes)
        return named and at not in self._taken and self._gap(at + 1) == " "

    def _is_within_a_sentence(self, at: int) -> bool:
        """Whether a word stands behind another of the same sentence."""
        return self._gap(at) == " " and not self._tokens[at - 1].closes

    def _is_no_person(self, first: int, last: int) -> bool:
        """Whether what is marked is one word that means none here: the King, taken for a Mr. King; White House."""
        if last - first > 1:
            return False
        at_place = self._gap(last) == " " and self._key(last) in naming_words().places
        return at_place or (self._tokens[first].word.ends and (self._key(first - 1),) not in HONORIFICS)

    def told(self) -> None:
        """Find the names that something beside them tells, the surest sign first."""
        tokens = list(enumerate(self._tokens))
        by_end = {token.end: at for at, token in tokens}
        spoken = (by_end.get(met.start()) for met in speaks_of_himself().finditer(self._text))
        for sign, places in (
            (self._titled, [at for at, token in tokens if token.word.ends]),
            (self._officed, [at for at, token in tokens if token.word.begins]),
            (self._given, [at for at, token in tokens if token.word.given]),
            (self._speaking, [at for at in spoken if at is not None]),
            (self._leading, [at for at, token in tokens if token.key in self._led]),
        ):
            for at in places:
                found = sign(at) if at not in self._taken else None
                if found is not None and self._taken.isdisjoint(range(found.first, found.last)):
                    self._keep(found)

    def _keep(self, found: _Found) -> None:
        self._found[found.first] = found
        self._taken.update(range(found.first, found.last))

    def names(self) -> Iterator[str]:
        for at in sorted(self._found):
            yield self._name(self._found[at])

    def mentions(self, known: _Known) -> Iterator[Named]:
        """Those found, and every bare surname of one that the telegram knows, in order."""
        for at, token in enumerate(self._tokens):
            if not known.has(token.word.surname) or at in self._taken or not self._bare(at):
                continue
            self._keep(_Found(at, at + 1, None, "again"))
        for at in sorted(self._found):
            found = self._found[at]
            name = self._name(found)
            title = self._text[slice(*found.title)] if found.title is not None else None
            start, end = self._tokens[found.first].start, self._tokens[found.last - 1].end
            yield Named(name, known.full(name), title, self._at, self._folded.span(start, end), found.by)

    def _name(self, found: _Found) -> str:
        return self._text[self._tokens[found.first].start : self._tokens[found.last - 1].end]

    def _key(self, at: int) -> str:
        return self._tokens[at].key if 0 <= at < len(self._tokens) else ""

    def _gap(self, at: int) -> str:
        """What stands between a word and the one before it."""
        return self._text[self._tokens[at - 1].end : self._tokens[at].start] if 0 < at < len(self._tokens) else ""

    def _is_surname(self, at: int, *, sure: bool = False) -> bool:
        """Whether a word may be one. sure: what tells so is no plain word itself, so that a short name may stand."""
        token = self._tokens[at]
        if not self._text[token.start].isupper() and token.key.split("-")[0] not in word_list("name_particles"):
            return False
        if self._text.startswith("- ", token.end):
            return False  # the first half of a word that a line parts
        return (token.key,) not in self._parties and may_be_name(token.key, self._capitals, sure)

    def _run(self, at: int, *, sure: bool = False) -> int:
        """The place after the name that begins at a word; the place itself where none does."""
        last, after, whole = at, at, 0
        while after < min(len(self._tokens), at + _REACH) and whole < _LONGEST:
            token = self._tokens[after]
            if after > at and self._gap(after) != " " and not _NICKNAME.fullmatch(self._gap(after)):
                break
            initial = self._text[token.end - 1] == "." or token.key in word_list("name_particles")
            named = initial or is_given(token.key) or self._is_surname(after, sure=sure)
            if not named and (after == at or not _NICKNAME.match(self._text, self._tokens[after - 1].end)):
                break
            after += 1
            if not initial:
                whole, last = whole + 1, after
            if token.closes:
                break
        return last

    def _titled(self, at: int) -> _Found | None:
        """FOREIGN MINISTER KUSA, MINISTER OF PETROLEUM HILAL, US REP (HUTAR): a title that ends at ``at``."""
        key = self._title_ending(at)
        if key is None or (not self._capitals and not self._text[self._tokens[at].start].isupper() and len(key) == 1):
            return None
        end = self._tokens[at].end
        after = at + 1
        for realm in (word_pattern("affairs"), of_realm()):
            met = realm.match(self._text, end)
            if met is not None:
                while after < len(self._tokens) and self._tokens[after].start < met.end():
                    after += 1
                end = met.end()
                break
        if after >= len(self._tokens):
            return None
        gap = self._text[end : self._tokens[after].start]
        if gap not in (" ", ". ") and not _BRACKET.match(self._text, end) and not (gap == ", " and not self._capitals):
            return None
        if gap == ". " and (key not in HONORIFICS and self._key(at) not in word_list("abbreviations")):
            return None  # the stop of a sentence, and none of AMB. or PROF.
        last = self._run(after, sure=key in HONORIFICS or len(key) > 1 or "(" in gap)
        if last == after or (gap == ", " and last - after < 2):
            return None
        name = self._text[self._tokens[after].start : self._tokens[last - 1].end]
        if key not in HONORIFICS and load_posts().key(name) is not None:
            return None  # AMBASSADOR TEL AVIV
        if not self._capitals and len(name) > SHORTEST and name.isupper():
            return None  # Chief JUSMAGG
        if not self._capitals and self._begins_a_body(after, last):
            return None  # General Fisheries Agreement, Director Third Division
        if key == ("PM",) and self._key(at - 1).isdigit():
            return None  # AT 3:00 PM
        if self._capitals and is_weak(key) and is_plural(self._key(after)):
            return None  # GENERAL GUIDELINES
        if "(" in gap and self._text[self._tokens[last - 1].end : self._tokens[last - 1].end + 1] != ")":
            return None
        return _Found(after, last, (self._tokens[self._title_from(at, len(key))].start, end), "title")

    def _begins_a_body(self, first: int, last: int) -> bool:
        """Whether a name in small letters is rather the beginning of what an office or an agreement is called."""
        begins = self._name_at(first)
        if last - first > 1:
            return len(begins) > 2 and begins.isupper() and begins.isalpha() and not self._name_at(last - 1).isupper()
        return (
            last < len(self._tokens)
            and self._gap(last) == " "
            and self._name_at(last)[:1].isupper()
            and is_common(self._key(last))
            and is_common(self._key(first))
            and self._key(first) not in person_names().surnames
        )

    def _name_at(self, at: int) -> str:
        return self._text[self._tokens[at].start : self._tokens[at].end]

    def _title_ending(self, at: int) -> tuple[str, ...] | None:
        """The longest title of the tables whose last word is at a place."""
        for count in range(min(longest_of_all(), at + 1), 0, -1):
            key = tuple(self._key(place) for place in range(at - count + 1, at + 1))
            if key in all_titles() and all(
                self._gap(place) in (" ", ". ", "/", "-") for place in range(at - count + 2, at + 1)
            ):
                return key
        return None

    def _title_from(self, at: int, count: int) -> int:
        """Where the whole title begins of which ``count`` words that end at ``at`` are known: DEPUTY ASSISTANT ..."""
        first = at - count + 1
        while first > 0 and at - first < _TITLE_WORDS and self._gap(first) in (" ", "/", "-"):
            key = self._key(first - 1)
            titled = title_words().has(key) or key in first_of_titles() or key in naming_words().before_titles
            if key in _NO_TITLE or not titled:
                break
            first -= 1
        return first

    def _officed(self, at: int) -> _Found | None:
        """MOUSSA KUSA, FOREIGN MINISTER, ...: an office that begins at ``at``, and stands behind a name and a comma."""
        name = at - 1
        while name > at - 3 and name > 0 and self._gap(name + 1) == " " and self._is_whose(name):
            name -= 1  # the Libyan, the
        if name < 0 or self._gap(name + 1) != ", " or not self._is_surname(name) or name in self._taken:
            return None
        if not self._capitals and self._key(at) in _COURTESIES:
            return None  # Moreover, Mr. Harl
        after = self._title_beginning(at, len(self._tokens))
        if after == at:
            return None
        end = self._tokens[after - 1].end
        if not _AFTER_OFFICE.match(self._text, end) or not self._text[self._tokens[name].start].isupper():
            return None
        first = name
        while (
            first > 0 and name - first < _LONGEST - 1 and self._gap(first) == " " and not self._tokens[first - 1].closes
        ):
            initial = self._text[self._tokens[first - 1].end - 1] == "."
            if not (initial or is_given(self._key(first - 1)) or self._is_surname(first - 1)):
                break
            first -= 1
        before = self._key(first - 1)
        if before in _PLACED or load_posts().key(self._key(name)) is not None:
            return None
        return _Found(first, name + 1, (self._tokens[at].start, end), "office")

    def _is_whose(self, at: int) -> bool:
        return self._key(at) == "THE" or (self._key(at),) in self._parties

    def _given(self, at: int) -> _Found | None:
        """JOHN HANNAH, ROBERT O. ANDERSON, B. A. CLARK: a first name or initials, and a surname."""
        key = self._key(at)
        after = at
        if is_given(key) and key not in naming_words().plain_given:
            if not self._text[self._tokens[at].start].isupper() or self._tokens[at].closes:
                return None
            after = at + 1
        while (
            after < len(self._tokens)
            and after - at < 3
            and self._is_initial(after)
            and (after == at or self._gap(after) == " ")
        ):
            after += 1
        if after == at or (self._is_initial(at) and (after - at < 2 or self._initials(at) in _STATES)):
            return None
        if after >= len(self._tokens) or not (self._gap(after) == " " or _NICKNAME.fullmatch(self._gap(after))):
            return None
        last = self._run(after)
        if last == after or not self._is_surname(last - 1):
            return None
        if self._key(last) in naming_words().places or self._key(at - 1) in naming_words().before_places:
            return None
        return _Found(at, min(last, after + 2), None, "given")

    def _is_initial(self, at: int) -> bool:
        token = self._tokens[at]
        return len(token.key) == 1 and self._text[token.end - 1] == "." and self._text[token.start].isupper()

    def _initials(self, at: int) -> tuple[str, str]:
        return self._key(at), self._key(at + 1)

    def _speaking(self, at: int) -> _Found | None:
        """ARIKPO SAID HE UNDERSTOOD: whoever speaks of himself is a person, and no embassy or newspaper."""
        token = self._tokens[at]
        if (
            token.closes
            or len(token.key) <= SHORTEST
            or not self._is_surname(at)
            or load_posts().key(token.key) is not None
        ):
            return None
        before = self._key(at - 1) if self._gap(at) == " " else ""
        if (before and before not in word_list("before_speakers")) or token.key.endswith(
            tuple(word_list("no_surname"))
        ):
            return None
        return _Found(at, at + 1, None, "speaks")

    def _leading(self, at: int) -> _Found | None:
        """NASSER in 1955: whom telegrams of the year name without office or country."""
        key = self._key(at)
        if len(key) <= SHORTEST or is_common(key) or not self._bare(at):
            return None
        return _Found(at, at + 1, None, "leader")

    def _bare(self, at: int) -> bool:
        """Whether a word may be a surname by itself: not SADAT STREET, and in capitals no plain word."""
        token = self._tokens[at]
        if not self._text[token.start].isupper() or self._text[token.end - 1] == ".":
            return False
        if (token.key,) in self._parties or (self._capitals and is_common(token.key)):
            return False
        return not (self._gap(at + 1) == " " and self._key(at + 1) in naming_words().places)


def _token(found: re.Match[str]) -> _Token:
    word = word_of(found[0])
    start = found.start()
    return _Token(start, start + word.length, word.key, word.closes, word)
