"""Numbering: which of the numbers and marks at the starts of lines open paragraphs of the telegram.

A telegram counts its paragraphs on. Numbers that start again are a list inside a paragraph or a quoted text, rows of
figures are a table, and a number in the run of a sentence is no paragraph. Source: telegram-format 4.10.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable
from functools import partial
from operator import attrgetter
from typing import NamedTuple, TypeVar

from legation.formats.body.numbers_within import with_run_on, within
from legation.formats.body.opening import ENDS, SHORT, Opening, blank_before, runs_into
from legation.formats.body.other_numbers import decimals, romans
from legation.formats.body.quotations import quotations
from legation.formats.markings.portions import PORTION, label_before, mark_after, mark_below, written
from legation.formats.plain import in_capitals

_FIGURES = r" {1,9}+[\d$][\d$.,%/-]{0,20}+ [\d $.,%/-]{1,80}+(?:\n|\Z)"  # the rest of a table's row
# In a plain text this one pass finds all there is to know about its lines. The first look is at one sign, so that
# a line of prose costs no more than that. ``odd``: a dash point or a rule. ``stray``: a number that may open nothing.
_PLAIN = re.compile(
    r"\n(?=[ \d(¶\-–—•*=_])(?:(?P<number>\d{1,3})[.)](?![\d$-])(?!"
    rf"{_FIGURES}) {{0,9}}+(?:\((?P<mark>[CSU]|SBU|LOU|TS)\) (?=[^ \n]))?"
    r"|(?P<odd> {0,40}+[-–—•*=_])"
    r"|(?P<stray>\d{1,3}) ?[.):-](?!\d)[ -]{0,9}"
    rf"|(?= {{0,20}}+(?:\d{{1,3}} ?[.):\-(](?!\d)|\( ?(?:{PORTION}|\d{{1,3}}) ?\)|¶)))"
)
_OPENING = re.compile(
    r"\n {0,20}+(?=[\d(¶PplI])(?:¶ {0,3}+)?"
    rf"(?:\( ?(?P<before>{PORTION}) ?\) {{0,9}}+(?!\n))?"
    r"(?:(?:(?P<para>[Pp][Aa][Rr][Aa](?:[Gg][Rr][Aa][Pp][Hh])?\.? ?)?(?P<number>\d{1,3})"
    rf"(?: ?(?:[.)]-?|[:-](?= ))|(?= {{0,2}}\( ?(?:{PORTION}|A) ?\)[ \n.])|(?(para)(?= [A-Z])|(?!)))"
    r"|\((?P<ringed>\d{1,3})\)|(?(before)(?!)|(?P<comma>\d{1,3}),(?= {1,3}[(A-Z\"]))|(?P<one>[lI])\.(?= ?[(A-Z\"]))"
    rf"(?![\d$])(?!{_FIGURES}) {{0,9}}+"
    r"|(?(before)|(?!)))"
)
_AGAIN = re.compile(r"(?P<number>\d{1,3})[.)] {1,4}(?=[A-Z(\"])")  # ``1.  1.  (C)``, numbered by drafter and software
_CLOSED = frozenset('.?!)"”/')
_RULES = frozenset({"---", "===", "___"})
"""How a line ends that underlines a heading: what stands below it is apart, as below a blank line."""
# What a mark behind a number can begin with, if not with a bracket.
_MARKS = frozenset(
    [
        *("C ", "C-", "C–", "C/", "CE", "CO", "S ", "S-", "S–", "S/", "SE", "SB"),
        *("U ", "U-", "U–", "U/", "UE", "UN", "TS", "TO", "LO", "LI", "EN"),
    ]
)
_POINTED = ("FOUO.", "OUO.")
_BRACKETS = frozenset("({")
_AHEAD = 8  # numbers behind one that tell whether the count goes on
_FARTHEST = 5  # how many numbers may be lost in a row before a marked paragraph


_opening: Callable[[tuple[int, int, int | None, str | None, int | None]], Opening] = partial(tuple.__new__, Opening)


class _Candidate(NamedTuple):
    begin: int
    end: int
    number: int
    mark: str | None
    ringed: bool
    firm: bool
    """Whether the words before it do not run on into it."""
    apart: bool
    """Whether a blank line stands before it."""
    parted: bool
    """Whether a blank stands between it and its words: ``2.A.`` is a point of paragraph 2."""
    closed: bool
    """Whether a sentence has ended before it."""
    comma: bool
    """Whether it has a comma for its point, as more often a number of a sentence has."""


_Place = TypeVar("_Place", Opening, _Candidate)
_begin: Callable[[Opening | _Candidate], int] = attrgetter("begin")


def openings(body: str, section: int) -> tuple[list[Opening], list[int]]:
    """The paragraphs that open with a number or a mark, in order, and the dashes that begin a line.

    Args:
        body: begins with a line feed.
        section: the number of this section of the telegram; a later one counts on.
    """
    found: list[Opening] = []
    odd: list[int] = []
    add = found.append
    expected = 1
    for match in _PLAIN.finditer(body):
        if match.lastgroup == "odd":
            odd.append(match.end() - 1)
            continue
        number, mark, _, stray = match.groups()
        at, end = match.span()
        if mark is not None and int(number) == expected and (not at or body[at - 1] in ENDS):  # as most are
            if body[end].isdecimal():
                end = _behind_doubled(body, end, expected)
            add(_opening((at + 1, end, expected, mark, None)))
            expected += 1
            continue
        if number is None:
            if stray is None or int(stray) == expected or not _is_stray(body, at, end, int(stray), found):
                return _careful(body, section)
            continue
        if int(number) != expected or (at and body[at - 1] not in ENDS and runs_into(body, at)):
            if mark is not None or not _is_stray(body, at, end, int(number), found):
                return _careful(body, section)
            continue
        behind = body[end : end + 2]
        if behind[:1].isdecimal():
            end = _behind_doubled(body, end, expected)
            behind = body[end : end + 2]
        if mark is None and (behind[:1] in _BRACKETS or behind in _MARKS or body.startswith(_POINTED, end)):
            mark, end = mark_after(body, end)
        elif mark is None and behind[:1] == "\n":
            mark, end = mark_below(body, end)
        add(_opening((at + 1, end, expected, mark, None)))
        expected += 1
    if not found:
        return _careful(body, section)
    found.extend(within(body, found[-1].words, len(body), expected - 1, 1000))
    return found, odd


def _is_stray(body: str, at: int, end: int, number: int, found: list[Opening]) -> bool:
    """Whether a number at the start of a line, out of the count or in the run of a sentence, surely opens nothing.

    Where no list begins (1), the line before it ends no sentence and no mark is behind it, ``_run`` passes over it,
    and takes what follows as if it were not there. Nor does a quotation begin to count so.
    """
    if not found or number == 1 or body[end : end + 1] == "(" or body[end : end + 2] in _MARKS:
        return False
    before = body[at - 1] if body[at - 1] != " " else body[max(at - SHORT, 0) : at].rstrip(" ")[-1:]
    return bool(before) and before not in ENDS


def _careful(body: str, section: int) -> tuple[list[Opening], list[int]]:
    """What ``openings`` gives, where the numbers do not simply run from one on."""
    odd = [match.end() - 1 for match in _PLAIN.finditer(body) if match["odd"] is not None]
    upper = in_capitals(body)
    quoted = quotations(upper)
    first = len(body) - len(body.lstrip("\n "))
    candidates: list[_Candidate] = []
    marked: list[Opening] = []
    for match in _OPENING.finditer(body):
        begin = match.end() - len(match[0].lstrip("\n "))
        apart = blank_before(body, match.start())
        before, number, ringed, comma, one = match.group("before", "number", "ringed", "comma", "one")
        if number or ringed or comma or one:
            value = int(number or ringed or comma or 1)
            end = _behind_doubled(body, match.end(), value)
            mark, words = (written(before), end) if before else mark_after(body, end)
            if mark is None and body[end : end + 1] == "\n":
                mark, words = mark_below(body, end)
            apart = apart or body[max(match.start() - 3, 0) : match.start()] in _RULES
            firm = apart or not runs_into(body, match.start())
            candidates.append(
                _Candidate(
                    begin,
                    words,
                    value,
                    mark,
                    ringed is not None,
                    firm,
                    apart,
                    match[0].endswith(" "),
                    body[max(match.start() - 4, 0) : match.start()].rstrip(" ")[-1:] in _CLOSED,
                    comma is not None,
                )
            )
        elif before and (apart or begin == first):
            marked.append(Opening(begin, match.end(), None, written(before)))
    run = _run(_outside(candidates, quoted), first, section)
    if not run or body[run[0].begin] == "I":
        run = romans(body) or run
    if not run and (parted := decimals(body)):
        return parted, odd
    inside = with_run_on(body, run)
    if run or any(opening.mark for opening in inside):  # else they are a list in an unnumbered text
        run = inside
    return _merged(body, run, _outside(marked, quoted)), odd


def _behind_doubled(body: str, at: int, number: int) -> int:
    """Where the words begin behind a number that stands at ``at`` once more; else ``at``."""
    again = _AGAIN.match(body, at)
    return again.end() if again is not None and int(again["number"]) == number else at


def _outside(found: list[_Place], quoted: list[tuple[int, int]]) -> list[_Place]:
    """What stands in no quotation; the first of all stays, for it may be that the whole telegram is quoted.

    A quotation whose first number counts on from the one before it, and is not the first one behind it, holds
    paragraphs of the telegram.
    """
    if not quoted or not found:
        return found
    kept: list[_Place] = []
    index, counts_on = 0, None
    for place in found:
        while index < len(quoted) and quoted[index][1] <= place.begin:
            index, counts_on = index + 1, None
        if not kept or index == len(quoted) or place.begin < quoted[index][0]:
            kept.append(place)
            continue
        if counts_on is None:
            behind = bisect_left(found, quoted[index][1], key=_begin)
            counts_on = (
                place.number is not None
                and place.number == (kept[-1].number or place.number) + 1
                and (behind == len(found) or found[behind].number != place.number)
            )
        if counts_on:
            kept.append(place)
    return kept


def _run(candidates: list[_Candidate], first: int, section: int) -> list[Opening]:
    """The numbers that count on, through lists that start again at one."""
    last_at = {c.number: index for index, c in enumerate(candidates) if not (c.ringed or c.comma)}
    marked_at = {c.number: index for index, c in enumerate(candidates) if c.mark}
    run: list[Opening] = []
    last = listed = 0  # the last number of the telegram, and of the list now open
    ringed = False
    taken: _Candidate | None = None
    early: set[int] = set()  # marked paragraphs that stand before one of a lower number
    for index, c in enumerate(candidates):
        later = last_at.get(c.number, -1) > index
        if not run:
            if c.comma or not _may_begin(candidates, index, first, section):
                continue
            ringed = c.ringed
        elif (c.comma or (c.ringed != ringed and not c.mark)) and not _fills_gap(c, index, last, last_at):
            continue
        elif c.number == last + 1:
            if listed == last and (later or listed >= 3) and not c.mark:
                listed = c.number
                continue
            if not c.mark and run[-1].mark and marked_at.get(c.number, -1) > index:
                continue
            if not c.firm and not c.mark:
                continue
        elif c.number == last and not listed and _is_repeated(candidates, index, taken):
            pass  # a drafter numbered two paragraphs alike
        elif c.number <= last:
            listed = c.number if c.number in (1, listed + 1) else listed
            continue
        else:
            if listed and c.number == listed + 1:
                listed = c.number
                continue
            near = c.number <= last + (_FARTHEST if c.mark else 2)
            if not near or not (c.mark or c.apart or _counts_on(candidates, index)):
                continue
            if last_at.get(last + 1, -1) > index:
                if _stands_early(c) and not later and marked_at.get(last + 1, -1) > index:
                    run.append(Opening(c.begin, c.end, c.number, c.mark, run[-1].number))
                    early.add(c.number)
                continue
        before = run[-1].number if run else None
        skipped = before if run and (c.number > last + 1 or before != last) else None
        run.append(Opening(c.begin, c.end, c.number, c.mark, skipped))
        last, listed, taken = c.number, 0, c
        while last + 1 in early:
            last += 1
    return run


def _stands_early(c: _Candidate) -> bool:
    """Whether a number out of the count opens a paragraph all the same: it bears a mark and opens a line of its own."""
    return c.mark is not None and c.parted and (c.apart or c.closed)


def _counts_on(candidates: list[_Candidate], index: int) -> bool:
    """Whether a number opens a line of its own and the next one follows it, or none does behind a closed sentence.

    So it does where the number before it was lost.
    """
    c = candidates[index]
    if not (c.firm and c.parted):
        return False
    stop = min(index + 1 + _AHEAD, len(candidates))
    for place in range(index + 1, stop):
        if not candidates[place].ringed:
            return candidates[place].number == c.number + 1
    return stop == len(candidates) and c.closed


def _fills_gap(c: _Candidate, index: int, last: int, last_at: dict[int, int]) -> bool:
    """Whether a number that is written otherwise than the rest is the one that lacks between the last and the next."""
    return c.apart and c.number == last + 1 and last_at.get(c.number, -1) < index < last_at.get(c.number + 1, -1)


def _may_begin(candidates: list[_Candidate], index: int, first: int, section: int) -> bool:
    """Whether the count may begin here: at one, or higher up where the text is a later part."""
    c = candidates[index]
    following = candidates[index + 1].number == c.number + 1 if index + 1 < len(candidates) else False
    if c.number == 1:
        return (c.firm or c.mark is not None or following) and (not c.ringed or c.begin == first)
    if c.ringed or c.number > 99:
        return False
    return c.mark is not None or (c.firm and (section > 1 or following or (c.number == 2 and c.apart)))


def _is_repeated(candidates: list[_Candidate], index: int, before: _Candidate | None) -> bool:
    """Whether the number of the paragraph before stands over another one: marked alike, and the count goes on."""
    c = candidates[index]
    step = candidates[index + 1].number - c.number if index + 1 < len(candidates) else 0
    following = step == 1 or (step == 2 and c.mark is not None)  # the count may go on as if none had been repeated
    if (
        before is None
        or (c.number == 1 and c.mark is None)
        or not following
        or (c.mark is None) != (before.mark is None)
    ):
        return False
    return c.apart and c.parted and before.apart and before.parted


def _merged(body: str, run: list[Opening], marked: list[Opening]) -> list[Opening]:
    """Numbered and only marked openings together; a letter of a list is no mark."""
    if not marked:
        return run
    merged: list[Opening] = []
    since = 0
    for opening in sorted([*run, *marked]):
        label = label_before(opening.mark, body, since, opening.begin) if opening.number is None else -1
        if label >= 0:
            since = label
            continue
        merged.append(opening)
        since = opening.begin
    return merged
