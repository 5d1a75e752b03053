"""What a volume has outside of its documents that is a text: words in its body, and telegrams in its head or matter.

An edition keeps every word of its body in a document or in the title of a part. What stands beside these was put
there by somebody, and would be lost where only documents are cut out. Header, front and back of a volume are of its
editors; of these only what has the line of a telegram is a text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from legation.formats.flat import Flat
from legation.formats.markup import words_of
from legation.formats.plain import plain
from legation.formats.sheet import Sheet
from legation.formats.stated import take_levels_around
from legation.formats.tei import divisions, read_document

# A title of a part, with its notes; comments and instructions say nothing of their own.
_APART = re.compile(r"<head\b(?:[^<>]*/>|[^<>]*>.*?(?:</head>|\Z))|<!--.*?(?:-->|\Z)|<\?[^<>]*>|<[^<>]*>", re.DOTALL)
_TAG = re.compile(r"<!--.*?(?:-->|\Z)|<[^<>]*>", re.DOTALL)
_PLACE = re.compile(r"<(?P<close>/)?(?P<name>teiHeader|front|body|back)\b[^<>]*>")
_WORD = re.compile(r"[^\W_]")
_LINE = re.compile(
    r"(?:^|(?<=[.:;>]))[ \t]{0,40}(?:V?ZCZC[A-Z]|FM [A-Z]{3}|DE R[A-Z]{4}|(?:[ZOPR] ){1,2}\d{6}Z"
    r"|(?:(?:T ?O ?P {1,3})?S ?E ?C ?R ?E ?T|C ?O ?N ?F ?I ?D ?E ?N ?T ?I ?A ?L|UNCLAS(?:SIFIED)?"
    r"|L ?I ?M ?I ?T ?E ?D {1,3}O ?F ?F ?I ?C ?I ?A ?L {1,3}U ?S ?E)(?: {1,3}[A-Z0-9/,.'-]{1,20}){1,9} {1,3}\d{3,7}\b)",
    re.MULTILINE,
)


def texts_outside(volume: str, place: str = "") -> Iterator[tuple[int, int]]:
    """Where each text stands that a volume has outside of its documents.

    place: of a piece of a volume, the part of it in which the piece begins: ``place_behind`` what came before.
    """
    at = 0
    for start, end, _ in divisions(volume):
        yield from _texts(volume, at, start, place)
        if end is None:
            return
        at, place = end, "body"
    yield from _texts(volume, at, len(volume), place)


def place_behind(piece: str, place: str) -> str:
    """The part of a volume in which a piece ends that begins in ``place``."""
    for tag in _PLACE.finditer(piece):
        if not tag["close"] or tag["name"] == place:
            place = "" if tag["close"] else tag["name"]
    return place


def _texts(volume: str, start: int, end: int, place: str) -> Iterator[tuple[int, int]]:
    """The texts between two documents, of which the first part is ``place``."""
    at = start
    for tag in _PLACE.finditer(volume, start, end):
        if tag["close"] and tag["name"] != place:
            continue
        if _is_text(volume[at : tag.start()], place):
            yield at, tag.start()
        at, place = tag.end(), "" if tag["close"] else tag["name"]
    if _is_text(volume[at:end], place):
        yield at, end


def _is_text(markup: str, place: str) -> bool:
    if place == "body":
        return _WORD.search(_APART.sub("\n", markup)) is not None
    return place != "" and _LINE.search(_TAG.sub("\n", markup)) is not None


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
            take_levels_around(sheet, plain(words_of(source[first:last])), (first, last))
        at = last
