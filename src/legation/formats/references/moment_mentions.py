"""Messages that the sentences of a text cite by originator and date-time group: ``AS DIRECTED BY CNO 081245Z JAN 20``.

A group in a sentence is as often an hour: of an effect, an end, an arrival, a call (``BOMB HIT CONSULATE BENGHAZI
081245Z``). So it is a message's only behind a word such as ``YOUR``, a word for a message, or an address that is cited
or opens the sentence (``CNO 081245Z REFERS``); never this message's own, and never one still to come.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from datetime import date

from legation.core.dtg import MONTH_PATTERN
from legation.core.telegram import Reference
from legation.core.text import span_of
from legation.formats.references.posts import OWN, SERIES, post_names
from legation.formats.sheet import Sheet
from legation.tables.moments import cited_at, moment_words

_WORDS = moment_words()
_GROUP = re.compile(
    r"(?P<digits>(?:0[1-9]|[12][0-9]|3[01])(?:[01][0-9]|2[0-3])[0-5][0-9])[ \n]?Z"
    rf"(?:[-.,]?[ \n]{{0,3}}(?P<month>{MONTH_PATTERN})(?![A-Z])"
    r"(?:[.,]?[ \n]{0,3}'?(?P<year>(?:19|20)?[0-9]{2}))?(?![0-9]))?(?![A-Z0-9])"
)
_ZONE = re.compile(r"Z(?:(?<=[0-9]Z)|(?<=[0-9][ \n]Z))")  # its letter first, which the engine finds by itself
_DIGITS = re.compile(r"[0-9]{6}[ \n]?\Z")
_PRECEDENCE = re.compile(r"(?<![A-Z0-9])[ZOPR]{1,2}[ \n]?\Z")
# Behind a group they make it the beginning of a period, or the head of a message that is quoted.
_GOES_ON = re.compile(r"[ \n]{0,2}(?:-|TO|THRU|THROUGH|UNTIL|TILL|TIL)[ \n]{0,2}[0-9]{4}|[ \n]{1,3}FM[ \n]")
_AND = re.compile(r"(?:[ \n]{0,2},?[ \n]{1,3}(?:AND|&)|,)[ \n]{1,3}")
_WORD = re.compile(r"[A-Z0-9]+(?:[-'&][A-Z0-9]+|\.[0-9]+)*")
_PLAIN = re.compile(r"[ \n/]{1,3}|[ \n]{0,2}[:(][ \n]{0,2}|\)[ \n]{0,2}")  # between the words of an address
_OPENING = (".", ";", ":", "(", "-", '"')
_JOINED = re.compile(r"[ \n]{0,3}[,;/]?[ \n]{0,3}(?:(?:AND|OR|&)[ \n]{1,3})?(?:THE[ \n]{1,3})?")
_NEXT = re.compile(r"[ \n/)(]{1,3}(?:(?:IS|ARE|WAS|HAS BEEN) )?(?P<word>[A-Z]+)")
_OFFICE = re.compile(r"[A-Z]{1,4}-?[0-9]{1,4}[A-Z0-9]{0,3}|[0-9]{1,3}(?:\.[0-9]{1,2}){0,2}")  # ``N131``, ``CTG 60.1``
_LONGEST_OFFICE = 3  # figures of it alone: ``COMDESRON 15``
_NEAR = 3  # signs before an address within which a sentence or a bracket has begun
_HALF = 15  # days of a month
_BEFORE = 90
_MOST_WORDS = 9
_SIGNED = frozenset(["DTG", "DTD", "DATED", "OF"])


def by_moment(sheet: Sheet, start: int, end: int, known: list[Reference]) -> list[Reference]:
    """The messages that ``sheet.text[start:end]`` cites so. known: what it cites otherwise, by place."""
    upper, found = sheet.upper, list[Reference]()
    last = -1
    for zone in _ZONE.finditer(upper, start, end):
        at = zone.start()
        digits = _DIGITS.search(upper, max(start, at - 7), at)
        group = _GROUP.match(upper, digits.start(), end) if digits is not None else None
        if group is not None and (group.start() == start or not upper[group.start() - 1].isdigit()):
            begin = _citation(sheet, start, group, last, known)
            if begin is not None:
                last = group.end()
                text = " ".join(sheet.text[begin:last].split())
                found.append(Reference(None, None, text, "telegram", "unread", span_of((begin, last))))
    return found


def _citation(sheet: Sheet, start: int, group: re.Match[str], last: int, known: list[Reference]) -> int | None:
    """Where the citation of a group begins; None where it is none. last: where the citation before it ends."""
    upper, at = sheet.upper, group.start()
    if _GOES_ON.match(upper, group.end()) or _is_own_or_to_come(sheet, group):
        return None
    if last >= 0 and _AND.fullmatch(upper, last, at):
        return at
    precedence = _PRECEDENCE.search(upper, max(start, at - 4), at)
    right = precedence.start() if precedence is not None else at
    words = _words_before(upper, max(start, last), right)
    signed, index = False, len(words)
    while index and words[index - 1][0] in _SIGNED:
        index -= 1
    while index and words[index - 1][0] in _WORDS.messages:
        signed, index = True, index - 1
        while index and words[index - 1][0] in _SIGNED:
            index -= 1
    if not index:
        return words[0][1] if signed else None
    word, begin = words[index - 1]
    if word in _WORDS.itself or word in SERIES or (word.isdecimal() and len(word) > _LONGEST_OFFICE):
        return None  # this message, or one with a number, of which the group says the hour
    above = bisect_right(known, begin, key=lambda one: one.span.start)
    if above and begin < known[above - 1].span.end:
        return None
    last = max(last, known[above - 1].span.end) if above else last
    if word in OWN and (word.endswith(("TEL", "TELS")) or word not in _WORDS.offices):
        return begin
    first = _address(sheet, words[:index], signed=signed)
    if first is not None:
        if signed:
            return words[first][1]
        if _is_hour(words[:first]) or _is_nearer_ahead(sheet, group):
            return None
        is_dated = precedence is not None or (index < len(words) and words[-1][0] != "OF")
        is_address = words[first][0] not in _WORDS.plain and (is_dated or _opens(upper, start, words[first][1]))
        return words[first][1] if is_address or _is_cited(upper, words, first, group, last) else None
    if signed:
        return words[index][1]
    return at if word in _WORDS.cites and group["month"] is not None and group["year"] is not None else None


def _words_before(upper: str, low: int, at: int) -> list[tuple[str, int]]:
    """(word, where it begins) of the words before ``at`` that no sign parts from it."""
    window = max(low, at - _BEFORE)
    found = list(_WORD.finditer(upper, window, at))[-_MOST_WORDS:]
    if window > low and found and found[0].start() == window:
        del found[0]  # it may be cut
    words: list[tuple[str, int]] = []
    right = at
    for one in reversed(found):
        between = upper[one.end() : right]
        if between and not _PLAIN.fullmatch(between):
            break
        words.append((one[0], one.start()))
        right = one.start()
    words.reverse()
    return words


def _address(sheet: Sheet, words: list[tuple[str, int]], *, signed: bool) -> int | None:
    """The index of the word with which the address begins that ends the ``words``; None where they are none."""
    names = post_names(sheet.posts)
    place = False
    for index in range(len(words) - 1, -1, -1):
        word = words[index][0]
        if word in _WORDS.offices or word in _WORDS.originators or word.startswith(_WORDS.beginnings):
            return index
        joined = " ".join(one for one, _ in words[max(0, index - 1) : index + 1])
        if names.key(word) is not None or names.key(joined) is not None:
            place = True
        elif word not in _WORDS.seats and not _OFFICE.fullmatch(word) and word not in names.begins:
            # A place alone is one at which something may be; not where a message is meant or is cited.
            return index + 1 if place and (signed or word in _WORDS.cites) else None
    return 0 if place and signed else None


def _opens(upper: str, start: int, begin: int) -> bool:
    """Whether a sentence, a clause or a bracket begins at ``begin``."""
    before = upper[max(start, begin - _NEAR) : begin].rstrip()
    return not before or before.endswith(_OPENING)


def _is_cited(upper: str, words: list[tuple[str, int]], first: int, group: re.Match[str], last: int) -> bool:
    """Whether the sentence says that the address, of which ``words[first]`` is the first word, has sent a message."""
    begin, before = words[first][1], [word for word, _ in words[:first]]
    if last >= 0 and _JOINED.fullmatch(upper, last, begin):
        return True
    following = _NEXT.match(upper, group.end())
    if following is not None and following["word"] in _WORDS.behind:
        return True
    while before[-1:] == ["THE"]:
        del before[-1]
    if not before:
        return False
    word, earlier = before[-1], before[-2] if len(before) > 1 else ""
    if word in _WORDS.cites or word in _WORDS.messages or word in _WORDS.citing:
        return True
    if word in ("TO", "WITH"):
        return earlier in _WORDS.refers
    if word in ("BY", "IN", "OF", "FROM"):
        is_as = word == "BY" and before[-3:-2] == ["AS"]
        return is_as or earlier in _WORDS.said or earlier in _WORDS.messages or earlier in _WORDS.cites
    if word in ("IS", "ARE"):
        return not _WORDS.cites.isdisjoint(before[-4:-1])
    return len(word) == 1 and earlier in _WORDS.cites  # ``REF A: CNO 081245Z``


def _is_hour(before: list[tuple[str, int]]) -> bool:
    """Whether the words before an address make of the group an hour at which somebody is told, met or reached."""
    word = before[-1][0] if before else ""
    if word in ("TO", "WITH"):
        return len(before) < 2 or before[-2][0] not in _WORDS.refers
    return word in _WORDS.hours


def _is_own_or_to_come(sheet: Sheet, group: re.Match[str]) -> bool:
    """Whether the group is the telegram's own, or is no moment before it: then something is to be at that hour."""
    own: str | None = sheet.fields.get("dtg")
    if own is None:
        return False
    at = cited_at(group[0], own)
    return at is None or at >= own


def _is_nearer_ahead(sheet: Sheet, group: re.Match[str]) -> bool:
    """Whether a day without a month comes again sooner than it was last: nothing tells which of the two is meant."""
    own: str | None = sheet.fields.get("dtg")
    at = cited_at(group[0], own) if own is not None and group["month"] is None else None
    return (
        at is not None and own is not None and (date.fromisoformat(own[:10]) - date.fromisoformat(at[:10])).days > _HALF
    )
