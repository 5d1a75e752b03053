"""One item of a reference list, read from its numbers: each is led back to the words before it.

A telegram is cited by post and number, with much around it: years, dates, sections, a second number, words. What is
left when the telegrams are found is another document, part of a citation, or noise (``NOTAL``, ``AND PREVIOUS``).
"""

from __future__ import annotations

import re
from typing import NamedTuple

from legation.core.mrn import Mrn
from legation.core.telegram import ReferenceKind, ReferenceStatus
from legation.formats.references.dates import MONTH, written_behind
from legation.formats.references.kinds import has_time_group, kind_of
from legation.formats.references.names import GLUED, Name, known_name, words_before, year_of_word
from legation.formats.references.pairs import Range, paired, range_at
from legation.formats.references.posts import SERIES, PostNames, originator
from legation.formats.references.years import (
    NOTHING_WRITTEN,
    Written,
    full_year_of,
    is_long_passed,
    is_still_to_come,
    reached,
)
from legation.formats.sheet import Sheet

_LETTERS = str.maketrans("OLI", "011")
"""What scanned copies have for figures: ``53ll`` for 5311."""
_NUMBER = re.compile(
    r"(?:[0-9]|(?<=[A-Z] )[OIL](?=[0-9]{3}))(?:[0-9O]|[LI](?=[0-9OLI]{0,6}(?![0-9A-Z]))){0,8}(?![0-9A-Z])"
)
_AIR_BEFORE = re.compile(r"(?<![A-Z0-9'])A\s?-?\s?$")
_MORE = re.compile(
    r"\s{0,4}(?:,\s{0,4}(?:AND|&)|,|;|&|\+|AND|OR|/|THRU|THROUGH|TO|-)?\s{0,4}(?P<air>A\s?-\s?)?(?P<digits>[0-9][0-9O]{0,7})"
    rf"(?![0-9A-Z]|\s?[-:.]\s?[0-9]|\s?/\s?[0-9]{{1,2}}(?![0-9])|\s{{0,3}}(?:{MONTH}|[0-9]{{4}}\s?Z)|\s{{0,2}}[).](?!\s{{0,3}}(?:$|[(,;])))"
)
_AND_PREVIOUS = re.compile(r"\s{1,3}(?:AND|&)\s{1,3}PREVIOUS(?=\s{0,2}[,;]\s{0,3}[0-9]{3,6}(?![0-9A-Z]))")
_YEAR_INSIDE = re.compile(r"(?P<year>(?:19|20)?[0-9]{2})-(?P<number>[0-9]{2,6})(?![0-9A-Z-])")  # ``STATE-08-1234``
_YEAR_BETWEEN = re.compile(
    r"(?P<year>(?:19|20)[0-9]{2}) {1,2}(?P<number>[0-9]{2,6})(?![0-9A-Z/-])"
)  # ``LIMA 2005 312``
_YEAR_BRACKETED = re.compile(
    r"(?P<year>(?:19|20)?[0-9]{2})\) {0,2}(?P<number>[0-9]{2,6})(?![0-9A-Z/-])"
)  # ``LIMA (05) 312``
_MARK_BEFORE = re.compile(r"[A-Z] ?(?P<mark>\((?:TS|S|C|U|SBU|CTS|N[SCRU])\) ?)$")  # ``LIMA (C) 312``
_NUMBER_FIRST = re.compile(r"(?P<number>[0-9]{3,6}) (?P<post>[A-Z][A-Z .'-]{2,30})")  # ``312 LIMA``
_IN_FIGURES = re.compile(r"(?:0?[1-9]|1[0-2])/(?:0?[1-9]|[12][0-9]|3[01])/(?:[0-9]{4}|[0-9]{2})(?![0-9])")  # a day
# The comma of thousands: no telegram is cited as ``007``, so ``STATE 136,007`` is one. ``STATE 18,122`` may be two.
_GROUPED = re.compile(r"[1-9][0-9]{0,2},(?P<last>[0-9]{3})(?![0-9A-Z]|,? ?[0-9]| AND [0-9])")
# ``TUNIS 44, 2008`` in 2009: a telegram of that year, or two telegrams of this one.
_MAY_BE_YEAR = re.compile(r", {1,2}(?P<year>(?:19|20)[0-9]{2})(?=\s{0,9}(?:\Z|[;)(\n]))")
_REST_OF_NUMBER = re.compile(r" [0-9]{1,4}(?![0-9A-Z]|[-/][0-9]| ?[A-Z]{3,14}[ -]?[0-9])")
_SERIES_YEAR = re.compile(r"[/-]((?:20|19)?[0-9]{2})(?![0-9])")
# The same telegram in the series of a journey: ``STATE 226331 (TOSEC 270030)``.
_SAME_AGAIN = re.compile(
    r"\s{0,3}[/(]?\s{0,3}(?:TOSEC|SECTO|AIDTO|TOAID|USITO|TOUSI|CIRTEL|AMDEL|MTN)\s{0,3}[0-9]{1,6}(?![0-9])(?:\s?\))?"
)
_TOSEC_FIRST = re.compile(r"\s{0,3}[/(]?\s{0,3}(?=[A-Z]{4,8}\s?[0-9]{4,6})")
_NOISE = re.compile(
    r"(?=[(&\n]|\b[A-Z])(?:"  # with which all of it begins: within a word nothing is asked
    r"\(?\b(?:(?:ALL|BOTH|EACH)\s{1,3})?(?:NOTAL|EXDIS|NODIS|LIMDIS|NOFORN|SIPDIS)\b\)?"
    r"|(?:\bAND\b|&)\s{0,3}(?:PREVIOUS|PREV|RELATED|SUBSEQUENT|EARLIER)\b(?:\s{1,3}(?:CABLES?|TELS?|MESSAGES?|TELEGRAMS?)\b)?"
    r"|\bET\s{1,3}(?:SEQ|AL)\b\.?|\n\s{0,20}(?:UNCLASSIFIED|CONFIDENTIAL|SECRET)\s{0,9}\Z"
    r"|\((?:BEING\s{1,3})?REP(?:EATE?D|TD|EAT)?\b[^)]{0,80}\)|\(?\bNOT\s{1,3}(?:REPEATED|SENT)\b[^);]{0,60}\)?"
    r"|\((?:TS|[SCU]|SBU|LOU|CTS|N[SCRU])(?:[/-]{1,2}[A-Z]{1,6})?\)|\b(?:NONE|AND|SEE|PER|ALSO|REFS?|REFTELS?|REFERENCES?|CF|OUR|THE|OF)\b)"
)
_SOLID = re.compile(r"[A-Z0-9]{2}")
_EDGES = " \n;,.:-&*"
_PARTED = re.compile(r"[;\n,&(]|\bAND\b|\.\s")


_PARTED_NAME = re.compile(r"[ \n;,]{0,9}(?P<name>[A-Z][A-Z .'-]{2,24}), {0,2}")  # ``PRAGUE, 1228``
_LONGEST_PARTED = 40
_FAR = 10  # years that a telegram cited with its year behind a comma may lie back
_NUMBERED = re.compile(r"[0-9]{3}")
_JOINS = ("/", "-")
_MRN = re.compile(r"(?P<year>[0-9]{2})(?P<post>[A-Z]+)[0-9]+")


class Cited(NamedTuple):
    """A reference still to be laid out: where it stands and what it names."""

    begin: int
    end: int
    mrn: str | None
    kind: ReferenceKind
    status: ReferenceStatus


class Item:
    """One labelled item, or a whole list without labels, read from its numbers.

    low: where what is not yet read begins. post: the post of the last telegram. before: the reference before the item,
    where it is one that was read.
    """

    def __init__(
        self,
        sheet: Sheet,
        names: PostNames,
        start: int,
        end: int,
        last_post: str | None,
        before: str | None = None,
    ) -> None:
        self.sheet = sheet
        self.upper = sheet.upper
        self.names = names
        self.start = self.low = start
        self.end = end
        self.last_post = last_post
        self.before = before
        self.post: str | None = None
        self.cited: list[Cited] = []

    def read(self) -> None:
        at = self.start
        upper, end = self.upper, self.end
        first = _NUMBER_FIRST.fullmatch(upper[at : min(end, at + 44)].rstrip(" \n.;,")) if end - at < 44 else None
        if first is not None and (key := self.names.key(first["post"])) is not None:
            self._add(at, at + first.end(), key, int(first["number"]), None, False, NOTHING_WRITTEN)
            at = self.low
        while (found := _NUMBER.search(upper, at, end)) is not None:
            at = self._take(found) or found.end()
        self._take_rest(self.low, end, last=True)

    def _take(self, found: re.Match[str]) -> int | None:
        """Read the telegram whose number was found and those that share its post; returns where they end."""
        upper, begin = self.upper, found.start()
        if "L" in self.sheet.text[begin : found.end()]:
            return None  # only a small one is a figure that a scan has spoiled
        digits, number_end, open_ended = found[0].translate(_LETTERS), found.end(), False
        pair = paired(upper, begin, self.end, self.sheet.year) if upper[number_end : number_end + 1] in _JOINS else None
        inside = _YEAR_INSIDE.match(upper, begin, self.end) if upper[begin - 1] == "-" and pair is None else None
        if pair is not None:
            number_end = pair.end
        elif inside is None and len(digits) == 4 and digits[:2] in ("19", "20"):
            inside = _YEAR_BETWEEN.match(upper, begin, self.end)
            if inside is not None and (self.sheet.year is None or int(inside["year"]) > self.sheet.year):
                inside = None
        elif inside is None and upper[begin - 1] == "(":
            inside = _YEAR_BRACKETED.match(upper, begin, self.end)
        if inside is not None:
            digits, number_end = inside["number"], inside.end()
        elif pair is None and (grouped := _GROUPED.match(upper, begin, self.end)) is not None:
            digits, number_end = grouped[0].replace(",", ""), grouped.end()
            open_ended = grouped["last"][0] != "0"
        number = pair.number if pair is not None and pair.number else int(digits)
        if inside is None and upper[number_end : number_end + 1] == "/" and _IN_FIGURES.match(upper, begin, self.end):
            return None
        if not 0 < number <= 999_999 or (begin > self.low and upper[begin - 1] in "$/"):
            return None
        airgram = False
        if upper[begin - 1] in "-A " and (air := _AIR_BEFORE.search(upper, max(self.low, begin - 5), begin)):
            airgram = "-" in air[0] or not air[0].endswith(" ") or upper[air.start() - 2 : air.start() - 1].isalpha()
            begin = air.start() if airgram else begin
        if upper[begin - 1] in " )" and (mark := _MARK_BEFORE.search(upper, max(self.low, begin - 8), begin)):
            begin = mark.start("mark")
        name = self._name_before(begin, number, digits, airgram)
        if name is None:
            return None
        key, stop, year = name.key, number_end, int(inside["year"]) if inside is not None else name.year
        if upper[begin - 1] == "(" and upper[stop : stop + 1] == ")" and stop < self.end:
            stop += 1
        if key in SERIES:
            return self._take_series(key, name, int(digits), stop if pair is None else found.end())
        ranged = range_at(upper, begin, self.end, self.sheet.year) if pair is None and inside is None else None
        if ranged is not None and name.sure and not airgram:
            return self._take_range(ranged, name, year)
        if pair is None:
            written, stop = written_behind(upper, stop, self.end, self.sheet.year)
        else:
            written = Written(pair.year)
            key = key if pair.year is not None and name.year in (None, pair.year) else None
        if not name.sure and not self._stands_alone(name.begin, stop):
            return None
        if not name.sure and name.begin < begin and key in self.names.posts.names:
            words = " ".join(self.sheet.text[name.begin : stop].split())
            self.sheet.find("REF004", name.begin, stop, text=words, read=key)
        if key in ("TOSEC", "SECTO") and (other := _TOSEC_FIRST.match(upper, stop, self.end)) and other.end() > stop:
            return None  # ``TOSEC 340058/STATE 311722`` is one telegram, known by the Department's number
        if (again := _SAME_AGAIN.match(upper, stop, self.end)) is not None:
            stop = again.end()
        if len(digits) < 4 and (rest := _REST_OF_NUMBER.match(upper, stop, self.end)) is not None:
            key, stop = None, rest.end()  # ``STATE 123 456`` may be one number or two
        elif written is NOTHING_WRITTEN and (may_be := self._may_be_year(digits, stop)) is not None:
            if key is not None and is_still_to_come(self.sheet, key, int(may_be["year"])):
                written = Written(int(may_be["year"]))
            else:
                key = None
            stop = may_be.end()
        key = None if open_ended else key
        self._add(name.begin, stop, key, number, year, airgram, written)
        return self._take_more(stop, key, number, year, airgram, dated=pair is not None)

    def _may_be_year(self, digits: str, at: int) -> re.Match[str] | None:
        """The year behind a comma, which may be a telegram as well; None where a number leads up to it."""
        found = _MAY_BE_YEAR.match(self.upper, at, self.end)
        here = self.sheet.year
        if found is None or here is None or not 0 <= here - int(found["year"]) <= _FAR:
            return None
        return None if len(digits) == 4 and digits < found["year"] else found

    def _take_range(self, ranged: Range, name: Name, year: int | None) -> int:
        """The two ends of ``SEOUL 1401-1403``; a year behind holds for both, and a finding tells of those between."""
        written, stop = Written(ranged.year), ranged.end
        if ranged.year is None:
            written, stop = written_behind(self.upper, stop, self.end, self.sheet.year)
        self._add(name.begin, ranged.low_end, name.key, ranged.low, year, False, written)
        self.low = ranged.high_begin
        self._add(ranged.high_begin, stop, name.key, ranged.high, year, False, written)
        if ranged.high > ranged.low + 1:
            words = " ".join(self.sheet.text[name.begin : ranged.end].split())
            self.sheet.find("REF003", name.begin, ranged.end, text=words)
        return self._take_more(stop, name.key, ranged.high, year, False, dated=ranged.year is not None)

    def _take_series(self, key: str, name: Name, number: int, stop: int) -> int | None:
        """``NAVADMIN 152/04``: a series of the naval services is numbered with its year."""
        year = _SERIES_YEAR.match(self.upper, stop, self.end)
        if year is None:
            return None
        self._add(name.begin, year.end(), key, number, int(year[1]), False, NOTHING_WRITTEN)
        return year.end()

    def _take_more(
        self, stop: int, key: str | None, first: int, year: int | None, airgram: bool, *, dated: bool
    ) -> int:
        """The further numbers of the same post: ``STATE 115778 AND 2764``, ``PANAMA 2990 AND PREVIOUS, 2881``.

        dated: a year is joined to the first number, which may hold for the others or not: they stay open without one.
        """
        upper = self.upper
        while (more := _MORE.match(upper, self._behind_previous(stop), self.end)) is not None:
            digits = more["digits"]
            if more.end() == more.start("digits") or not self._is_more(more, first):
                break
            number = int(digits.replace("O", "0"))
            airgram = airgram or more["air"] is not None
            pair = paired(upper, more.start("digits"), self.end, self.sheet.year)
            if pair is not None:
                number, written, stop = pair.number or number, Written(pair.year), pair.end
            else:
                written, stop = written_behind(upper, more.end(), self.end, self.sheet.year)
            known = key if (pair is None and not dated) or written.year is not None else None
            self._add(
                more.start("air") if more["air"] else more.start("digits"), stop, known, number, year, airgram, written
            )
        return stop

    def _behind_previous(self, at: int) -> int:
        """Where ``AND PREVIOUS`` ends if it stands at ``at`` and a number behind it; else ``at``."""
        previous = _AND_PREVIOUS.match(self.upper, at, self.end) if self.upper.startswith(" ", at) else None
        return previous.end() if previous is not None else at

    def _is_more(self, more: re.Match[str], first: int) -> bool:
        """Whether a number behind a telegram is another telegram: no year of the next, no short form, no label."""
        digits = more["digits"]
        if more["air"]:
            return True
        if not 1 <= len(digits) <= 6 or (len(digits) == 1 and first > 99) or (len(digits) == 2 and first > 999):
            return False
        # Behind the item stands the label of the next, ``ROME 44 AND 45 B. PARIS 9``: no year comes before that.
        behind = self.upper[more.end() : min(more.end() + 3, self.end)].lstrip(" -/")
        if (
            year_of_word(digits) is not None
            and behind[:1].isalpha()
            and self.upper[more.end() : self.end].lstrip(" -/")[:3] != "AND"
        ):
            return False
        # Two figures behind a stroke go on with two: ``HONG KONG 55/56``. Behind more they are cut short, or a section.
        return more[0][:1] not in "-/" or len(digits) >= 3 or (more[0][0] == "/" and 10 <= first < int(digits))

    def _name_before(self, at: int, number: int, digits: str, airgram: bool) -> Name | None:
        """The post whose name stands before a number (or before its ``A-``)."""
        words = words_before(self.upper, self.low, at)
        if not words:
            return self._bare(at, number, digits, airgram)
        if words[-1][0] == "IBID":
            return Name(self._same_post(number), words[-1][1], None, True)
        return known_name(self.sheet, self.names, words, self.low) or self._unlisted(words)

    def _same_post(self, number: int) -> str | None:
        """The post of ``IBID 13``: of the reference before it; None where that was not read or lies in another year."""
        before = self.cited[-1].mrn if self.cited else self.before
        found = _MRN.fullmatch(before or "")
        if found is None:
            return None
        year = full_year_of(self.sheet, None, found["post"], number)
        return found["post"] if year is not None and year % 100 == int(found["year"]) else None

    def _unlisted(self, words: list[tuple[str, int]]) -> Name | None:
        """A post outside the table. It counts if it stands alone, which is for the caller to see."""
        year, first = year_of_word(words[0][0]), 0
        plain = [word.removesuffix("'S") for word, _ in words]
        if year is not None:
            first = 1
        elif (glued := GLUED.match(words[0][0])) is not None:
            year, plain[0] = int(glued[1]), glued[2]
        key = self.names.unlisted(plain[first:]) if plain[first:] else None
        return Name(key, words[0][1], year, False) if key is not None else None

    def _bare(self, at: int, number: int, digits: str, airgram: bool) -> Name | None:
        """A number without a post: of the post before it in the list, else of the originator, if that is certain."""
        if len(digits) < 2 or (not airgram and (len(digits) < 3 or 1940 <= number <= 2039)):
            return None
        if (
            not airgram
            and (parted := _PARTED_NAME.fullmatch(self.upper, max(self.low, at - _LONGEST_PARTED), at)) is not None
        ):
            key = self.names.key(parted["name"])
            return Name(key, parted.start("name"), None, True) if key is not None else None
        if self.upper[self.low if airgram else self.start : at].strip(_EDGES + "("):
            return None
        if self.last_post is not None and not airgram:
            return Name(self.last_post, at, None, False)
        return Name(self._sender_of_bare(number, airgram), at, None, False)

    def _sender_of_bare(self, number: int, airgram: bool) -> str | None:
        """Whose a number without a post is: the originator's, unless the Department may have sent it as well."""
        own, day = originator(self.sheet), self.sheet.day
        if own is None or day is None or not own.isalpha():
            return None
        if own == "STATE":
            return own if number <= reached(own, day, airgram=airgram) or airgram else None
        possible = number <= reached(own, day, airgram=airgram)
        return own if possible and is_long_passed(number, day, airgram=airgram) else None

    def _stands_alone(self, begin: int, stop: int) -> bool:
        """Whether nothing else stands between the signs before ``begin`` and those after ``stop``."""
        upper = self.upper
        before = upper[max(self.start, begin - 8) : begin].rstrip(" ")
        if before and before[-1] not in ",;\n&(" and not before.endswith(" AND") and before.strip(" -*:.") != "":
            return False
        after = upper[stop : min(self.end, stop + 90)].lstrip(" .")
        if not after or after[0] in ",;\n&)/" or after.startswith("AND "):
            return True
        noise = _NOISE.match(after)
        return noise is not None or (after[0] == "(" and ")" in after)

    def _add(
        self, begin: int, end: int, post: str | None, number: int, year: int | None, airgram: bool, written: Written
    ) -> None:
        """Note a telegram, after what was left unread before it."""
        if begin > self.low:
            begin = self._take_rest(self.low, begin, last=False)
        if end < self.end and self.upper[end] == ")" and "(" in self.upper[begin:end].rpartition(")")[2]:
            end += 1
        kind: ReferenceKind = "airgram" if airgram else "telegram"
        full = full_year_of(self.sheet, year, post, number, written, airgram=airgram, end=end) if post else None
        if full is None or post is None:
            self.cited.append(Cited(begin, end, None, kind, "ambiguous"))
        else:
            self.cited.append(Cited(begin, end, str(Mrn(full, post, number, airgram)), kind, "read"))
        self.post = post or self.post
        self.low = end

    # What no number explains

    def _take_rest(self, begin: int, end: int, *, last: bool) -> int:
        """Give the words between telegrams to whom they belong; returns where the telegram behind them begins.

        Words parted from both neighbours by a sign are a reference of their own; others go with the neighbour.
        """
        upper = self.upper
        if _SOLID.search(upper, begin, end) is None:
            return end
        words = _blanked(upper[begin:end])
        if _SOLID.search(words) is None:
            return end
        pieces = [(begin + first, begin + stop) for first, stop in _pieces(words, self.names)]
        for index, (first, stop) in enumerate(pieces):
            if index == len(pieces) - 1 and not last and self._leads_on(first, stop, end):
                return first
            if index == 0 and self.cited and self._goes_with_last(begin, first, stop):
                held = self.cited[-1]
                closing = stop + 1 if upper[stop : stop + 1] == ")" and "(" in upper[held.end : stop] else stop
                self.cited[-1] = held._replace(end=closing)
                continue
            self.cited.append(self._unread(first, stop))
        return end

    def _leads_on(self, first: int, stop: int, end: int) -> bool:
        """Whether words lead to the telegram behind them at ``end``: ``WHEAT SALES (STATE 12345)``."""
        if first > self.start and self.cited and self._goes_with_last(self.cited[-1].end, first, stop):
            return False
        between = self.upper[stop:end]
        return _PARTED.search(between) is None or (
            ";" not in between and kind_of(self.upper[first:stop], self.names) == "other"
        )

    def _goes_with_last(self, begin: int, first: int, stop: int) -> bool:
        between = self.upper[begin:first]
        if _PARTED.search(between) is None:
            return True
        return ";" not in between and kind_of(self.upper[first:stop], self.names) == "other"

    def _unread(self, begin: int, end: int) -> Cited:
        words = self.upper[begin:end]
        kind = kind_of(words, self.names)
        open_number = kind == "telegram" and not has_time_group(words) and _NUMBERED.search(words) is not None
        return Cited(begin, end, None, kind, "ambiguous" if open_number else "unread")


def _blanked(words: str) -> str:
    """``words`` with noise replaced by blanks."""
    return _NOISE.sub(lambda found: " " * len(found[0]), words)


def _pieces(words: str, names: PostNames) -> list[tuple[int, int]]:
    """Where the pieces of unread words begin and end: parted by ``;``, and by lines that are each of a kind."""
    pieces: list[tuple[int, int]] = []
    at = 0
    for part in words.split(";"):
        lines = part.split("\n")
        if len(lines) > 1 and all(kind_of(line, names) != "other" for line in lines if line.strip()):
            place = at
            for line in lines:
                pieces.append(_trimmed(line, place))
                place += len(line) + 1
        else:
            pieces.append(_trimmed(part, at))
        at += len(part) + 1
    return [(first, stop) for first, stop in pieces if _SOLID.search(words, first, stop)]


def _trimmed(words: str, base: int) -> tuple[int, int]:
    """Where ``words`` begin and end without blanks and signs around them, counted from ``base``."""
    first = len(words) - len(words.lstrip(_EDGES + ")"))
    kept = words.rstrip(_EDGES + "(")
    return base + first, base + max(first, len(kept))
