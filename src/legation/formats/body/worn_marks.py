"""Marks at the head of a point that have lost a bracket, or have other signs for them: ``/S/``, ``*S*``, ``(S``.

A drafter without brackets puts strokes or stars, and a scan takes one bracket for another or drops it. Where such a
mark stands no word of a sentence does, so that it raises its telegram, and none of them lowers it. Marks in sound
round brackets are read where paragraphs are. Source: telegram-format 4.10; decision 0091.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import cached_property

from msgspec.structs import replace

from legation.core.marking import OPEN
from legation.core.telegram import Paragraph
from legation.formats.body.misread_marks import meant, unknown
from legation.formats.body.roles import summary_of
from legation.formats.markings.captions import is_in_capitals
from legation.formats.markings.raising import CODE, MARK, UNKNOWN, raise_to
from legation.formats.sheet import Sheet
from legation.tables.marking_rows import rank_of
from legation.tables.persons import person_names
from legation.tables.portions import least_of_mark, portion, said_by_mark

_AT_HEAD = 60
"""Characters of a paragraph or a subject in which its mark stands."""
_SIGNS = r"/{1,2}|[*_|=~#]{1,2}"


def _marked(levels: str) -> str:
    return (
        rf" {{0,3}}+(?P<left>\({{1,2}}|[\[{{<]|{_SIGNS})? ?(?P<mark>(?:{levels})(?:[/\\;]/?[A-Z][A-Z/, ]{{1,30}}?)?)"
        rf"(?(left)(?P<odd>[./;,]??))(?: ?(?P<right>\){{1,2}}|[\]}}>]|{_SIGNS}|-{{1,2}}|–|:)|(?(left)|(?!)))"
        r"(?=(?P<gap>[.:,]?[ \n]{1,4})[A-Z0-9\"(])"
    )


_CLASSIFIED = "TS|S|C|(?:TOP )?SECRET|CONFIDENTIAL"
_ANY = f"{_CLASSIFIED}|SBU|LOU|FOUO|OUO"
_LABEL = r"(?:\(?(?:\d{1,2}|[A-Za-z]|[IVX]{2}|[ivx]{2})[.)]|\d{1,2}(?:,| (?=[(\[{]))|[-*]{1,2})?"
_HEAD = re.compile(f"{_LABEL}{_marked(_ANY)}")
# On any line: most are passed by at their first two signs, which are those of a word or of a sound mark.
_LINE = re.compile(
    r"\n(?=[\[{</*_|=~#(TSC \n\d-])(?:(?![TSC][A-RT-Z \n]|\([CUS]\)|[ \n]|\d(?!\d?(?:,| [(\[{])))"
    rf"|[ \n] {{0,20}}+(?=[\[{{</*_|=~#(-]|[A-Z]\S?[/)\]}}>*_|.]|\d{{1,2}}(?:,| [(\[{{]))(?!\([CUS]\)))"
    rf"{_LABEL}{_marked(_ANY)}"
)
WORDS = rf" {{0,20}}+{_LABEL}{_marked(_CLASSIFIED)}"
# Most lines of prose are passed by at their first three signs, which are neither those of a label nor of a mark.
POINT = re.compile(rf"\n(?![ABD-RU-Z][^.)][^.)]|[TSC][A-RT-Z][^CNP.)]|\n){WORDS}")
_BEGINS = frozenset("([{</*_|=~#TSCLFO ")
_LABELLED = frozenset(".),")
_STROKES = frozenset(["/", "//"])
_ODD = re.compile(r"[\\;]")
"""For the stroke before a control: ``(S;NF)``."""
_SHORTEST_ODD = 3  # signs of a mark that has one
_OPENS = frozenset(["(", "((", "[", "{", "<", *_STROKES])
"""What makes a mark that nothing closes."""
_CLOSES = frozenset([")", "))", "]", "}", ">", "//", "*", "**", "_", "__", "|"])
"""What makes one that nothing opens. A dash or a colon does so only where paragraphs are marked."""
_DASHES = frozenset(["-", "--", "–", ":"])
_BEHIND = {"B": "C", "R": "S"}
"""What may be a mark, and is a letter of a list behind that one: ``B - THE ARMY`` above ``C - THE NAVY``."""
_LETTERS = frozenset(_BEHIND.values())
_LABELS = re.compile(
    rf"\n {{0,20}}+(?P<left>\({{1,2}}|[\[{{<]|{_SIGNS})? ?(?P<letter>[BCRS])(?(left)[./;,]??)"
    rf"(?: ?(?P<right>\){{1,2}}|[\]}}>]|{_SIGNS}|-{{1,2}}|–|:))?(?=[.:,]?[ \n])"
)
_INDENT = 60  # code points within which a line begins that has such a mark
_FAR = 300  # code points within which a parenthesis is closed
_ENDED = frozenset(["", "\n", ".", ":", ";", "?", "!", '"', ")", "]"])
"""What a line ends with where no sentence runs on to the next one."""
_SENTENCE = 1_000  # code points in which a list within a sentence comes to its third letter
_BLANKS = 20  # code points at the end of a line that may be blanks
_NAME = r"(?:(?:[A-Z]|DR|MR|MRS|MS|GEN|COL|AMB)\.|[^\n .:;,?!]{1,30}+,?+)"
# What stands behind the sign of a signed paper: a name with its initials and a title, and no sentence.
_SIGNED = re.compile(rf"(?i:{_NAME}(?: {{1,3}}+{_NAME}){{0,5}}+(?:(?<=UNQUOTE)\.)?+) {{0,3}}+(?:\n|\Z)")


def take_worn_marks(sheet: Sheet, start: int, end: int) -> None:
    """Raise the telegram by such marks that a subject, a paragraph, or a line of the text begins with."""
    upper, text = sheet.upper, sheet.text
    goes_on = _Lists(upper, start, end).hold
    lines = [
        found
        for found in _LINE.finditer(upper, start, end)
        if is_in_capitals(text[slice(*found.span("mark"))]) and _is_worn(found, upper, is_labelled=False)
    ]  # of which most texts have none
    references = sorted(mark[:2] for mark in sheet.marks if mark[2] == "text.references") if lines else []
    marks: list[tuple[str, tuple[int, int]]] = [
        (found["mark"], found.span("mark"))
        for found in lines
        if not _runs_on(found, upper)
        and not goes_on(found, found.start("mark"))
        and not _is_label(found, references)
        and not _is_third(found, upper, start)
    ]
    paragraphs: tuple[Paragraph, ...] = sheet.fields.get("paragraphs", ())
    is_marked = any(paragraph.marking is not None for paragraph in paragraphs)
    unread: list[tuple[str, Paragraph]] = []
    for paragraph in paragraphs:
        words = paragraph.text
        if paragraph.marking is None:
            mark = meant(words, is_marked=is_marked, is_numbered=paragraph.number is not None)
            marks.extend([(mark, paragraph.span)] if mark is not None else [])
            if is_marked and mark is None and paragraph.number is not None and (sign := unknown(words)) is not None:
                unread.append((sign, paragraph))
        if (
            (words[:1] in _BEGINS or words[1:2] in _LABELLED)
            and (begun := _HEAD.match(words)) is not None
            and _is_worn(begun, words, is_labelled=paragraph.number is not None)
            and not goes_on(begun, paragraph.span.start)
        ):
            marks.append((begun["mark"], paragraph.span))
    subject: str | None = sheet.fields.get("subject")
    if subject and (begun := _HEAD.match(subject)) is not None and _is_worn(begun, subject, is_labelled=True):
        marks.extend((begun["mark"], (first, last)) for first, last, kind in sheet.marks if kind == "text.subject")
    if subject and (mark := meant(subject, is_marked=False, is_numbered=False)) is not None:
        marks.extend((mark, (first, last)) for first, last, kind in sheet.marks if kind == "text.subject")
    for mark, span in marks:
        said = portion(_ODD.sub("/", mark))
        # Two strokes that the text has itself are read as those of a level, with all the words of the control.
        if said is None and "//" in mark and "//" not in sheet.upper[span[0] : span[0] + _AT_HEAD]:
            said = least_of_mark(mark)
        if said is not None and said != OPEN:
            raise_to(sheet, said, MARK, span)
    if unread:
        _take_unread(sheet, paragraphs, unread, start, end)


def _take_unread(
    sheet: Sheet, paragraphs: Sequence[Paragraph], unread: Sequence[tuple[str, Paragraph]], start: int, end: int
) -> None:
    """Give paragraphs of an open telegram the marks that no row knows, by which it is held as if none could be read.

    Where it states a level, its paragraphs without a mark are held by that. Most of its other numbered paragraphs bear
    marks, so that these stand in the place of one. Source: decision 0169.
    """
    signs = {sign for sign, _ in unread if not _goes_on_a_list(sign, sheet.upper, start, end)}
    said = [said_by_mark(one.marking) for one in paragraphs]
    held = [rank_of(sheet.fields.get("level")), *(mark.rank for mark in said if mark is not None)]
    numbered = [one for one in paragraphs if one.number is not None]
    marked = sum(one.marking is not None for one in numbered)
    if max(held) > OPEN.rank or 2 * marked < len(numbered) - len(unread):
        return
    marks = {one.span: sign for sign, one in unread if sign in signs}
    if marks:
        sheet.fields["paragraphs"] = made = tuple(
            replace(one, marking=marks[one.span], text=one.text.partition(")")[2].lstrip(" "))
            if one.span in marks
            else one
            for one in paragraphs
        )
        sheet.fields["summary"] = summary_of(made)
        for span, sign in marks.items():
            sheet.find(CODE, span.start, span.end, text=f"({sign})", read=UNKNOWN)


def _goes_on_a_list(sign: str, upper: str, start: int, end: int) -> bool:
    """Whether a letter counts points, as (X) behind (W) or, in Roman numbers, behind (IX); and A and I begin a list."""
    before = {_ROMAN_BEFORE.get(sign), chr(ord(sign) - 1) if len(sign) == 1 and sign.isalpha() else None}
    return sign in _FIRST or any(one and upper.find(f"({one})", start, end) >= 0 for one in before)


_FIRST = frozenset("AI")
_ROMAN_BEFORE = {"V": "IV", "X": "IX", "L": "XLIX", "C": "XCIX"}


def points_marked(upper: str, start: int, end: int) -> Iterator[re.Match[str]]:
    """The marks, as their groups, with which lines of a marked paragraph begin: there ``S - THE ENVOY`` is one, too."""
    goes_on = _Lists(upper, start, end).hold
    for found in POINT.finditer(upper, start, end):
        is_dashed = found["left"] is None and found["right"] in _DASHES
        if (is_dashed or _is_worn(found, upper, is_labelled=False)) and not goes_on(found, found.start("mark")):
            yield found


class _Lists:
    """The lists of letters in ``upper[start:end]``; each is told by the signs at its letters."""

    def __init__(self, upper: str, start: int, end: int) -> None:
        self._upper, self._start, self._end = upper, start, end

    @cached_property
    def _labels(self) -> dict[tuple[str, str, str], list[tuple[int, str]]]:
        """Where lines begin with a letter, and with which, by the signs before and behind it and the mark it may be."""
        labels: dict[tuple[str, str, str], list[tuple[int, str]]] = {}
        for found in _LABELS.finditer(self._upper, self._start, self._end):
            letter = found["letter"]
            labels.setdefault(_signs(found, _BEHIND.get(letter, letter)), []).append((found.start(), letter))
        return labels

    def hold(self, found: re.Match[str], at: int) -> bool:
        """Whether a mark on the line of ``at`` goes on a list: the last letter with its signs is the one before it."""
        if found["mark"] not in _LETTERS:
            return False
        line = self._upper.rfind("\n", max(0, at - _INDENT), at)
        labels = self._labels.get(_signs(found, found["mark"]), [])
        before = bisect_left(labels, (line if line >= 0 else at,)) - 1
        return before >= 0 and labels[before][1] in _BEHIND


def _signs(found: re.Match[str], mark: str) -> tuple[str, str, str]:
    right = found["right"] or ""
    return mark, found["left"] or "", "-" if right in _DASHES and right != ":" else right


def _is_label(found: re.Match[str], references: Sequence[tuple[int, int]]) -> bool:
    """Whether it is the letter of a reference, whose list may have begun on the line above: ``REF: A) ..; B) ..``."""
    before = bisect_left(references, (found.end("mark"),)) - 1
    return found["mark"] in _LETTERS and before >= 0 and found.start("mark") < references[before][1]


def _is_third(found: re.Match[str], upper: str, start: int) -> bool:
    """Whether it is the third letter of a list within a sentence, ``A) ONE; B) TWO;`` on the lines above it."""
    if found["mark"] != "C":
        return False
    left, right = found["left"] or "", found["right"] or ""
    end = found.start()
    begin = max(start, end - _SENTENCE)
    for letter in "BA":
        end = upper.rfind(f" {left}{letter}{right}", begin, end)
        if end < 0:
            return False
    return True


def _runs_on(found: re.Match[str], upper: str) -> bool:
    """Whether a mark with a sign on one side only stands in a sentence: ``(LEVELS C AND`` and below ``S) WENT``."""
    sign = found["left"] or upper[found.start("mark") - 1]  # a star may have been taken for that of a list
    if found[0].startswith("\n\n") or (found["right"] is not None and sign not in " \n"):
        return False
    above = upper[max(0, found.start() - _BLANKS) : found.start()].rstrip(" ")
    return above[-1:] not in _ENDED


def is_sound(found: re.Match[str]) -> bool:
    """Whether a mark stands in round brackets with no other sign in it, as most do: it is read where paragraphs are."""
    mark, left, right, odd = found.group("mark", "left", "right", "odd")
    return left == "(" and right == ")" and not odd and (len(mark) < _SHORTEST_ODD or _ODD.search(mark) is None)


def _is_worn(found: re.Match[str], words: str, *, is_labelled: bool) -> bool:
    """Whether what looks like such a mark in ``words`` is no sound mark, no parenthesis, and no sign of a signed paper.

    is_labelled: it stands behind a number or a label, as a name below a paper does not.
    """
    if is_sound(found):
        return False
    left, right, mark, behind = found["left"], found["right"], found["mark"], found.end("gap")
    if left == "(" and right == ")":
        return True
    if left is None:
        return right in _CLOSES
    if right is None or right in _DASHES:
        closing = -1 if "/" in mark else words.find(")", behind, behind + _FAR)
        return left in _OPENS and (closing < 0 or words.find("(", behind, closing) >= 0)
    if mark != "S" or left not in _STROKES or _SIGNED.match(words, behind) is None:
        return True
    # Behind a number such a sign is that of a paper only where nothing but a name is behind it: ``2. /S/ JANE ROE``.
    return is_labelled and not _is_only_a_name(words[behind:])


def _is_only_a_name(words: str) -> bool:
    """Whether there is a first name, an initial perhaps, and a surname of the table, and no other word."""
    named = words.split(maxsplit=3)
    names = person_names()
    return (
        len(named) in (2, 3)
        and named[0].upper() in names.given
        and named[-1].upper() in names.surnames
        and all(len(initial) == 2 and initial[0].isalpha() and initial[1] == "." for initial in named[1:-1])
    )
