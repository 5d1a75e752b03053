"""Markings within a paragraph that are above its portion mark, and the finding that says where each stands.

A paragraph goes by its mark: into a view for those who may read no more, and as a quotation into what is drawn from
it. ``(U) TEXT FOLLOWS.`` with a line ``SECRET`` below it is not to go as U. Marks in brackets within it are read where
it is asked how it is held (``tables.marking.paragraph_marking``); lines and words that are markings are found here,
while the text has its lines. A paragraph with such a finding is held as its telegram is.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from functools import lru_cache

from legation.core.marking import Marking, join_all
from legation.core.telegram import Classification, Paragraph, Telegram
from legation.core.text import Span
from legation.formats.body.worn_marks import POINT, is_sound, points_marked
from legation.formats.markings.captions import is_in_capitals
from legation.formats.markings.marks_within import take_stated_within
from legation.formats.markings.raising import CODE, MARK, MARK_WITHIN, raise_to
from legation.formats.markings.stated import take_levels_around
from legation.formats.plain import as_seen, in_capitals
from legation.formats.sheet import LINE, Met, Sheet
from legation.tables.banners import classification_of, level_of
from legation.tables.marking import ABOVE_ITS_MARK, marking_of, paragraph_marking
from legation.tables.marking_rows import CLASSIFIED_RANK
from legation.tables.portions import OWN_MARK, has_sure_marks, marks_within, portion, said_by_mark, sure_marks_within

_LEVEL_WORDS = ("SECRET", "CONFIDENTI", "RESTRICTED", "S E C R E T", "C O N F I D")
_FURNITURE = ("page.", "section.", "end.", "layout.", "heading.", "transmission.", "delivered.")
# A row of a table whose heading names a column of markings: ``| TRIPOLI | S | ...``.
_COLUMN = re.compile(r"(?:\n|\|| {2})[ ]{0,20}(?:MARK(?:ING)?|CLASS(?:IFICATION)?|LEVEL|PORTION)[ ]{0,20}(?:\||  |\n)")
# Of such a heading: the words in it, what stands directly before them, and code points that reach over all of it.
_COLUMN_WORDS = ("MARK", "CLASS", "LEVEL", "PORTION")
_COLUMN_BEGINS = ("\n", "|", "\n ", "| ", "  ")
_COLUMN_BEFORE, _COLUMN_BEHIND = 22, 40
_CELL = re.compile(r"(?:\||  |\n)[ ]{0,9}(?P<mark>TS|S|C|SECRET|CONFIDENTIAL|TOP SECRET)(?=[ ]{0,20}(?:\||  |\n|\Z))")


def find_marked_above(sheet: Sheet, end: int) -> None:
    """Tell of each marking in a paragraph of the text up to ``end`` that is above the mark of the paragraph."""
    paragraphs: tuple[Paragraph, ...] = sheet.fields.get("paragraphs", ())
    marks = {paragraph.marking: portion(paragraph.marking) for paragraph in paragraphs}
    if not any(marks.values()):
        return
    upper, body = sheet.upper, paragraphs[0].span.start
    lines = sorted(line for line in sheet.met if line[0] >= body)
    words = _places(upper, body, end)
    bare = [found.start() for found in POINT.finditer(upper, body, end) if not is_sound(found)]
    has_column = _has_column(upper, body, end)
    furniture: _Furniture | None = None
    if lines or words:  # mostly the levels of pages
        furniture = _Furniture(sheet.marks)
        lines = [line for line in lines if not furniture.holds(line[0])]
        words = [at for at in words if not furniture.holds(at)]
    if not (lines or words or bare or has_column):
        return
    for paragraph in paragraphs:
        marked = marks[paragraph.marking]
        if marked is None:
            continue
        start, stop = paragraph.span
        of_it = lines[bisect_left(lines, (start,)) : bisect_left(lines, (stop,))]
        has_words = bisect_left(words, start) < bisect_left(words, stop)
        has_bare = bisect_left(bare, start) < bisect_left(bare, stop)
        if not (of_it or has_words or has_bare or has_column):
            continue
        if furniture is not None and (of_it or has_words):
            own = join_all([marked, *marks_within(paragraph.heading or ""), *marks_within(paragraph.text)])
            _find_lines(sheet, own, of_it)
            if has_words:
                _find_words(sheet, own, start, stop, furniture)
        if has_bare or has_column:
            _find_bare(sheet, marked, start, stop, has_column=has_column)


def find_seen_above(sheet: Sheet, *, is_raised: bool) -> None:
    """The same of markings that are there as a text is seen alone: ``S\u200bECRET``, brackets of full width.

    is_raised: the telegram was raised by such. Where they stand in no paragraph by itself, all that are marked lower
    are held by them.
    """
    paragraphs: tuple[Paragraph, ...] = sheet.fields.get("paragraphs", ())
    marked = [(paragraph, own) for paragraph in paragraphs if (own := portion(paragraph.marking)) is not None]
    if not marked:
        return
    above = [(one, said) for one, own in marked if (said := _seen_above(sheet, one.span, own)) is not None]
    if is_raised and not above:
        whole = marking_of(sheet.classification)
        above = [(one, whole) for one, own in marked if own.rank < whole.rank or not whole.needs <= own.needs]
    for paragraph, said in above:
        sheet.find(ABOVE_ITS_MARK, *paragraph.span, text=level_of(said))
        raise_to(sheet, said, MARK, paragraph.span)


def _seen_above(sheet: Sheet, span: Span, own: Marking) -> Marking | None:
    """What the words of a paragraph say as they are seen, where it is above its mark; None where it is not."""
    seen = as_seen(sheet.text[slice(*span)])
    if seen is None:
        return None
    alone = Sheet(seen, sheet.posts, None)
    alone.set_words(seen)
    alone.state_level(classification_of(Marking(own.rank)).level)
    take_levels_around(alone, seen)
    _find_bare(alone, own, 0, len(seen), has_column=_has_column(alone.upper, 0, len(seen)))
    said = join_all([marking_of(alone.classification), *marks_within(seen)])
    said = Marking(said.rank, said.needs - _of_the_whole(tuple(alone.captions)), said.release)
    return said if own.join(said) != own else None


def raise_by_marks_within(sheet: Sheet) -> None:
    """Raise the telegram by the marks in brackets within its paragraphs, which hold these: ``( S ) THE ENVOY``.

    What a portion mark of another paragraph says holds it anyway. Asked last, with spans of the source.
    """
    paragraphs: tuple[Paragraph, ...] = sheet.fields.get("paragraphs", ())
    held: Marking | None = None
    needs: set[str] = set()
    subject = _marked_subject(sheet)
    asked = paragraphs if subject is None else (subject, *paragraphs)
    marked = {one.marking for one in asked if portion(one.marking) is not None}
    unmarked = [f"{one.heading}\n{one.text}" for one in asked if one.marking not in marked]
    # One without a mark is held as the telegram, and letters in brackets in it are mostly those of a list.
    has_sure = bool(unmarked) and has_sure_marks(_seen(sheet, "\n".join(unmarked)))
    is_marked = any(one.marking in marked for one in paragraphs)
    for paragraph in asked:
        if paragraph.marking in marked:
            marks = marks_within(paragraph.text)
            if paragraph.heading is not None:
                marks += marks_within(paragraph.heading)
        elif not has_sure:
            continue
        else:
            marks = sure_marks_within(_seen(sheet, paragraph.text), is_marked=is_marked)
            if paragraph.heading is not None:
                marks += sure_marks_within(_seen(sheet, paragraph.heading), is_marked=is_marked)
        if not marks:
            continue
        if held is None:
            own = [mark for one in {one.marking for one in paragraphs} if (mark := said_by_mark(one)) is not None]
            held = join_all([marking_of(sheet.classification), *own])
            needs.update(held.needs)
        said = join_all(list(marks))
        release = join_all([Marking(0, release=held.release), Marking(0, release=said.release)]).release
        if said.rank <= held.rank and said.needs <= needs and release == held.release:
            continue
        held = Marking(max(held.rank, said.rank), held.needs, release)
        needs |= said.needs
        raise_to(sheet, said, MARK_WITHIN, paragraph.span)


def _places(upper: str, start: int, end: int) -> list[int]:
    """Where the words of a level begin in ``upper[start:end]``, in order."""
    places = []
    for words in _LEVEL_WORDS:
        at = upper.find(words, start, end)
        while at >= 0:
            stop = at + len(words)
            if words == "CONFIDENTI" or not upper[stop : stop + 1].isalpha():  # SECRETARY is none
                places.append(at)
            at = upper.find(words, stop, end)
    return sorted(places)


def _has_column(upper: str, start: int, end: int) -> bool:
    """Whether ``upper[start:end]`` has the heading of a column of markings, which is looked for by its common words."""
    for word in _COLUMN_WORDS:
        at = upper.find(word, start, end)
        while at >= 0:
            if (
                upper.endswith(_COLUMN_BEGINS, start, at)
                and _COLUMN.search(upper, max(start, at - _COLUMN_BEFORE), min(end, at + _COLUMN_BEHIND)) is not None
            ):
                return True
            at = upper.find(word, at + len(word), end)
    return False


class _Furniture:
    """The runs of pages and sections, which come between the words of a paragraph and are none of them."""

    def __init__(self, marks: list[tuple[int, int, str]]) -> None:
        self._runs = sorted((start, end) for start, end, kind in marks if kind.startswith(_FURNITURE))
        self._starts = [start for start, _ in self._runs]

    def holds(self, at: int) -> bool:
        before = bisect_right(self._starts, at) - 1
        return before >= 0 and at < self._runs[before][1]

    def between(self, start: int, stop: int) -> list[tuple[int, int]]:
        first = max(0, bisect_right(self._starts, start) - 1)
        runs = self._runs[first : bisect_left(self._starts, stop)]
        return [(max(begin, start), min(end, stop)) for begin, end in runs if end > start]


def _find_lines(sheet: Sheet, own: Marking, lines: list[Met]) -> None:
    for begin, end, level, captions in lines:
        said = marking_of(Classification(level or "UNCLASSIFIED", (), captions))
        said = Marking(said.rank, said.needs - _of_the_whole(captions), said.release)
        if own.join(said) != own:
            sheet.find(ABOVE_ITS_MARK, begin, end, text=" ".join(sheet.text[begin:end].split()))


@lru_cache(maxsize=256)
def _of_the_whole(captions: tuple[str, ...]) -> frozenset[str]:
    """The needs of captions that hold for each paragraph anyway."""
    open_to_all = Paragraph(None, "U", None, None, "", (), Span(0, 0))
    line = Telegram(sha256="", layout="", classification=Classification("UNCLASSIFIED", (), captions))
    return paragraph_marking(line, open_to_all).needs


def _find_words(sheet: Sheet, own: Marking, start: int, stop: int, furniture: _Furniture) -> None:
    words, upper = sheet.text[start:stop], sheet.upper[start:stop]
    pieces, capitals, at = [], [], 0
    for begin, end in furniture.between(start, stop):
        begin = max(at, begin - start)
        pieces += [words[at:begin], "\n" * (end - start - begin)]
        capitals += [upper[at:begin], "\n" * (end - start - begin)]
        at = max(at, end - start)
    alone = Sheet(words, sheet.posts, None)
    alone.set_words("".join([*pieces, words[at:]]), "".join([*capitals, upper[at:]]))
    level = classification_of(Marking(own.rank)).level
    alone.fields["level"] = alone.stated[LINE] = str(level)
    alone.captions.extend(sheet.captions)
    take_stated_within(alone, 0, len(alone.text))
    for found in alone.findings:
        if found.code == CODE:
            begin, end = found.span
            sheet.find(ABOVE_ITS_MARK, start + begin, start + end, text=" ".join(words[begin:end].split()))


def _find_bare(sheet: Sheet, own: Marking, start: int, stop: int, *, has_column: bool) -> None:
    upper = sheet.upper
    bare = list(points_marked(upper, start, stop))
    if has_column and _has_column(upper, start, stop):
        bare += _CELL.finditer(upper, start, stop)
    for found in bare:
        begin, end = found.span("mark")
        mark = found["mark"].strip()
        said = portion(mark)
        if (
            said is not None
            and said.rank >= CLASSIFIED_RANK
            and own.join(said) != own
            and is_in_capitals(sheet.text[begin:end])
        ):
            sheet.find(ABOVE_ITS_MARK, begin, end, text=mark)
            raise_to(sheet, said, MARK, (begin, end))


def _seen(sheet: Sheet, text: str) -> str:
    """``text`` as its letters look; in capitals, as it was sent, where the copy has lost them."""
    if sheet.is_in_small_letters:
        text = in_capitals(text)
    return (as_seen(text) or text) if sheet.looks_otherwise else text


def _marked_subject(sheet: Sheet) -> Paragraph | None:
    """The subject as a paragraph, where it has marks within it; with its own mark, where its line begins with one."""
    subject: str | None = sheet.fields.get("subject")
    if subject is None or not marks_within(subject := _seen(sheet, subject)):
        return None
    for start, end, kind in sheet.marks:
        if kind == "text.subject":
            mark = OWN_MARK.match(sheet.source[start:end]) or OWN_MARK.match(subject)  # the source may be encoded
            return Paragraph(None, mark[1] if mark is not None else None, None, None, subject, (), Span(start, end))
    return None
