"""What a volume has outside of its documents that is a text: words in its body, and telegrams in its head or matter.

An edition keeps every word of its body in a document or in the title of a part. What stands beside these was put
there by somebody, and would be lost where only documents are cut out. Header, front and back of a volume are of its
editors; of these only what has the line of a telegram is a text. Where a file has one
telegram alone, it is read here, too, since what stands beside it raises it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from legation.core.entities import without_entities
from legation.formats.flat import Flat
from legation.formats.markings.stated import take_levels_around
from legation.formats.plain import plain
from legation.formats.sheet import Sheet
from legation.formats.volumes.markup import words_of
from legation.formats.volumes.tei import divisions, read_document

_PREFIX = r"(?:[A-Za-z_][\w.-]{0,40}:)?"
# What is no words of its own; blanks behind the sign, or figures, are words in angle brackets.
_SIGN = re.compile(
    rf"<!--|<!\[CDATA\[|<\?[^<>]*>|<!DOCTYPE\b[^<>\[]*(?:\[[^\]]{{0,2000}}\]\s{{0,9}})?>|<(?P<close>/)?{_PREFIX}(?P<name>[A-Za-z_][\w.-]*)[^<>]*>"
)
_MOST_OPEN = 64  # parts within one another
_ENDS = {"<!--": "-->", "<![CDATA[": "]]>"}
_HEAD_ENDS = re.compile(rf"</{_PREFIX}head\s*>")
_PLACE = re.compile(
    r"<!--|<!\[CDATA\["
    rf"|<(?P<close>/)?{_PREFIX}(?P<name>TEI|TEI\.2|teiCorpus|teiHeader|standOff|text|front|body|back)(?=[\s/>])[^<>]*>"
)
_OF_EDITORS = frozenset({"teiHeader", "standOff", "front", "back"})
_WORD = re.compile(r"[^\W_]")
_LINE = re.compile(
    r"(?:^|(?<=[.:;>]))[ \t]{0,40}(?:V?ZCZC[A-Z]|FM [A-Z]{3}|DE R[A-Z]{4}|(?:[ZOPR] ){1,2}\d{6}Z"
    r"|(?:(?:T ?O ?P {1,3})?S ?E ?C ?R ?E ?T|C ?O ?N ?F ?I ?D ?E ?N ?T ?I ?A ?L|UNCLAS(?:SIFIED)?"
    r"|L ?I ?M ?I ?T ?E ?D {1,3}O ?F ?F ?I ?C ?I ?A ?L {1,3}U ?S ?E)(?: {1,3}[A-Z0-9/,.'-]{1,20}){1,9} {1,3}\d{3,7}\b)",
    re.MULTILINE,
)


Place = tuple[str, ...]
"""The parts of a volume that are open at a place of it, the innermost last: ``TEI``, ``text``, ``body``."""


def texts_outside(volume: str, place: Place = ()) -> Iterator[tuple[int, int]]:
    """Where each text stands that a volume has outside of its documents.

    place: of a piece of a volume, the parts of it in which the piece begins: ``place_behind`` what came before.
    """
    for start, end, within in _pieces(volume, place):
        if _is_text(volume[start:end], within):
            yield start, end


def place_behind(piece: str, place: Place) -> Place:
    """The parts of a volume in which a piece ends that begins in ``place``."""
    for _, _, within in _pieces(piece, place):
        place = within
    return place


def _pieces(volume: str, place: Place) -> Iterator[tuple[int, int, Place]]:
    """What stands between documents and the tags of parts, in order, each with the parts that are open there."""
    at = 0
    for start, end, _ in divisions(volume):
        for piece in _between(volume, at, start, place):
            yield piece
            place = piece[2]
        # Where a document stands is a body, whatever the tags say.
        place = place if "body" in place else (*place, "body")
        if end is None:
            yield start, start, place
            return
        at = end
    yield from _between(volume, at, len(volume), place)


def _between(volume: str, start: int, end: int, place: Place) -> Iterator[tuple[int, int, Place]]:
    """The same, between two documents; the last is there even if it is empty."""
    at, seen = start, start
    ends = _Ends(volume, end)
    while (tag := _PLACE.search(volume, seen, end)) is not None:
        seen = tag.end()
        name = tag["name"]
        if name is None:  # tags in these are none
            seen = ends.behind(_ENDS[tag[0]], seen) or seen
            continue
        if tag[0].endswith("/>") or (tag["close"] and name not in place):
            continue
        yield at, tag.start(), place
        at = seen
        if tag["close"]:  # and what it leaves open within itself
            place = place[: len(place) - 1 - place[::-1].index(name)]
        else:  # of a flood of them nothing can be told
            place = (*place, name) if len(place) < _MOST_OPEN else ("body",)
    yield at, end, place


class _Ends:
    """Where comments and the like end before ``end``; what is not there is looked for once."""

    def __init__(self, markup: str, end: int) -> None:
        self.markup = markup
        self.end = end
        self.missing: set[str] = set()

    def behind(self, sign: str, at: int) -> int | None:
        """The place behind the next ``sign``; None where there is none."""
        found = -1 if sign in self.missing else self.markup.find(sign, at, self.end)
        if found < 0:
            self.missing.add(sign)
            return None
        return found + len(sign)


def _is_text(markup: str, place: Place) -> bool:
    """Whether words stand there that are none of the editors'. A body within a body, or within a quotation, is body."""
    if not place:
        return False
    if "body" in place or _OF_EDITORS.isdisjoint(place):
        return _WORD.search(_words(markup, with_heads=False)) is not None
    return _LINE.search(_words(markup, with_heads=True)) is not None


def _words(markup: str, *, with_heads: bool) -> str:
    """The words of a piece of markup, each tag a line end: also those that the markup holds as they are (CDATA).

    Comments and instructions say nothing of their own, but a comment without an end may hold anything. The title of a
    part, with its notes, is the editors'.
    """
    kept: list[str] = []
    ends, at, headed = _Ends(markup, len(markup)), 0, not with_heads
    while (sign := _SIGN.search(markup, at)) is not None:
        kept.append(markup[at : sign.start()])
        at = sign.end()
        kind = sign[0]
        if kind in _ENDS:
            behind = ends.behind(_ENDS[kind], at)
            if behind is not None and kind != "<!--":
                kept.append(markup[at : behind - len(_ENDS[kind])])
            at = behind or at
        elif headed and sign["name"] == "head" and not sign["close"] and not kind.endswith("/>"):
            closed = _HEAD_ENDS.search(markup, at)
            headed = closed is not None
            at = at if closed is None else closed.end()
        kept.append("\n")
    kept.append(markup[at:])
    return "".join(kept)


def read_only_telegram(sheet: Sheet, start: int, end: int) -> None:
    """Read the telegram that stands alone in a TEI file, from ``start`` to ``end``; all else of it is markup.

    What a text beside it says of a level raises it: one telegram is read of the file, and all of the file is its own.
    """
    source = sheet.source
    sheet.source = source[start:end]
    read_document(sheet)
    sheet.source = source
    sheet.lead_back(Flat.without(source, start, end, ()))
    at = 0
    for first, last in (*texts_outside(source), (len(source), len(source))):
        for begin, stop in ((at, min(first, start)), (max(at, end), first)):
            if begin < stop:
                sheet.mark(begin, stop, "tei.markup")
        if first < last:
            sheet.mark(first, last, "tei.outside")
            for words in (words_of(source[first:last]), _words(source[first:last], with_heads=True)):
                take_levels_around(sheet, plain(without_entities(words)), (first, last))
        at = last
