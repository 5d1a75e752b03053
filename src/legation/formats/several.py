"""A file that may hold several telegrams: where each begins and ends, and the reading of each."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from typing import NamedTuple

from legation.core.enclosing import is_enclosed
from legation.core.marking import UNREADABLE_RANK
from legation.core.telegram import Telegram
from legation.formats.decoding import bytes_of
from legation.formats.exports.columns import is_row
from legation.formats.exports.cuts import rows
from legation.formats.exports.exported import export_lines, exported, is_export
from legation.formats.exports.names import names_of
from legation.formats.exports.objects import first_object, objects
from legation.formats.exports.signs import is_utf16, signs_of, width_of
from legation.formats.mail.folder import is_mbox, messages
from legation.formats.markings.captions import is_caption_line
from legation.formats.markings.marks_within import of_line
from legation.formats.plain import in_capitals
from legation.formats.reading import read
from legation.formats.volumes.outside import texts_outside
from legation.formats.volumes.tei import documents, is_volume, stretches
from legation.tables.marking_rows import rank_of
from legation.tables.posts import Posts

# The end of one message, and what may stand between it and the head of the next.
_END = re.compile(
    rb"^[ \t]{0,9}(?:N{4}(?:MAFVVZCZ)?|<< END OF DOCUMENT >>)[ \t]*\r*\n(?:[ \t\r]{0,9}\n){0,40}"
    rb"(?:(?:CLASSIFICATION: )?UNCLASSIFIED//[ \t]*\r*\n)?",
    re.MULTILINE,
)
# A line with which a telegram begins that has lost its heading: its level, its post, and its number.
_LEVEL_LINE = (
    rb"(?:(?:T ?O ?P {1,3})?S ?E ?C ?R ?E ?T|C ?O ?N ?F ?I ?D ?E ?N ?T ?I ?A ?L|R ?E ?S ?T ?R ?I ?C ?T ?E ?D"
    rb"|L ?I ?M ?I ?T ?E ?D {1,3}O ?F ?F ?I ?C ?I ?A ?L {1,3}U ?S ?E)"
    rb"(?: {1,3}[A-Z0-9/,.'-]{1,20}){1,9} {1,3}\d{3,7}[ \t]{0,9}\r?\n"
)
_BEGIN = re.compile(
    rb"(?:[ \t\r]{0,9}\n){0,40}(?:(?:ATTENTION INVITED TO|ROUTINE|PRIORITY|IMMEDIATE|FLASH)[ \t\r]{0,9}\n"
    rb"(?:[ \t\r]{0,9}\n){0,3}){0,2}[ \t]{0,20}(?:V?ZCZC|[ZOPRY][A-Z]{2}[A-Z]{5} [RQ]|\d{2}[A-Z]+\d{1,6}\r?\n\d{4}-"
    rb"|Message Text|[ZOPRY]{2} R[A-Z]{4}|DE R[A-Z]{4}"
    rb"|(?:[ZOPRY] ){1,2}\d{6}Z|PAGE 0?1\b|UNCLAS|CLASSIFICATION:"
    rb"|[A-Z ]{6,24}\r?\n(?:[ \t\r]{0,9}\n){0,3}PAGE 0?1\b|%b)" % _LEVEL_LINE
)
# The head of a record, which needs no end before it: a number and two stamps on lines of their own.
_RECORD = re.compile(
    rb"^\d{2}(?:S?ECTION\d{1,2}OF\d{1,2})?[A-Z][A-Z0-9]{1,40}-?\d{1,7}[ \t]{0,9}\r?\n(?:[ \t\r]{0,9}\n){0,3}"
    rb"\d{4}-\d{2}-\d{2}[ T]\d{2}:\d{2}",
    re.MULTILINE,
)
# The start of a transmission on a line of its own, and the frame of an archive record with its banner.
_START = re.compile(rb"^(?:V?ZCZC[ A-Z0-9]{3,12}[ \t]{0,9}\r*$|Message Text[ \t]{0,9}\r?$)", re.MULTILINE)
_BANNER = re.compile(rb"[^\n]{0,120}EO Systematic Review[^\n]{0,40}\n(?:[ \t\r]{0,9}\n){0,5}\Z")
_HEADING = re.compile(rb"^(?:FM |SUBJ|TAGS|1\. )", re.MULTILINE)
# The line of a section that says which telegram it belongs to.
_SECTION = re.compile(
    rb"\bSECTION {1,3}(\d{1,2}) {1,3}OF {1,3}(\d{1,2}) {1,9}([A-Z][A-Z .'-]{1,30}?) {1,9}0{0,6}(\d{1,7})\b"
)
_OTHER = re.compile(
    rb"(?:[ \t\r]{0,9}\n){0,40}[ \t]{0,20}(?![^\n]{0,120}SECTION)(?:UNCLAS[^\n]{0,120}\n|%b)" % _LEVEL_LINE
)
# The title of a document of a page of volumes that has several, with the sign of the note that names its source.
_SOURCE_NOTE = b"Source: "
_SOURCED = re.compile(rb"^[ \t]{0,9}(?:\[?1[.\]]?|[-*]|/1/)?[ \t]{0,9}Source: ", re.MULTILINE)
_TITLE = re.compile(
    rb"^[ \t]{0,9}\d{1,4}\. (?:(?:[A-Z][a-z]+ )?(?:Telegram|Airgram|Memorandum|Letter|Message|Paper|Note)[^\r\n]{0,80}"
    rb" (?:From|Prepared) [^\r\n]{3,240}|Memorandum of (?:Conversation|Telephone)[^\r\n]{0,80}|Editorial Note"
    rb"|[A-Z][a-z]+ [^\r\n]{5,240}/1/)[ \t\r]*$",
    re.MULTILINE,
)
_LINE = re.compile(rb"([^\r\n]{0,120})(?:\r*\n|\r)")
_BLANK = re.compile(rb"(?:\xef\xbb\xbf)?\s*")
_BLANK_OR_MARK = b"\xef\xbb\xbf \t\r\n"
_HEAD_BYTES = 4096  # within which a volume says what it is
_TOP_BYTES = 600  # within which a banner stands, from its first sign on
_ATTRIBUTES = b"\nMessage Attributes"
_ENDS = (b"NNNN", b"<< END OF DOCUMENT >>")
_BEFORE_END = 9  # blanks before the mark on its line
_CENTURIES = (b"\n20", b"\n19")
_STAMP = 17  # bytes of a line end and a stamp to the minute
_FRAME_BYTES = 600  # within which a record has the beginning of its frame, its banner above it


class Item(NamedTuple):
    """One telegram of a file: its own bytes and its name within the file (None if it is the whole file).

    holds: whether it is one; else it is a row or an object of a table of others that holds none.
    """

    data: bytes
    part: str | None
    holds: bool = True


def split_file(data: bytes) -> list[Item]:
    """The telegrams of a file, in order. Never raises; the parts joined are the file's bytes.

    Exceptions are a text that begins with a banner, under which every telegram of it is given; a TEI volume, which
    gives its telegrams, each with its markup unchanged, and leaves out its other documents and what its editors say,
    but no text outside of these; an export, which gives its rows, each under the row of names, or the objects of its
    list; and a mail folder, without the lines that divide its messages.
    """
    return list(items(data))


def items(data: bytes) -> Iterator[Item]:
    """The same, one by one; rows and messages of a large file are cut off as they are asked for."""
    if is_enclosed(data):
        yield Item(data, None)
        return
    waiting: list[Item] | None = []
    for item in _inner(data):
        if waiting is None:
            yield item
            continue
        waiting.append(item)
        if item.holds:
            yield from waiting
            waiting = None
    if waiting is not None:  # none of them holds a telegram, so it is no table of such
        yield from _telegrams(data)


def _inner(data: bytes) -> Iterator[Item]:
    """The telegrams of a volume, a table, a mail folder or an archive's export; none where ``data`` is no such file."""
    if is_utf16(data):
        yield from _rows_of(data)  # nothing else is known in it
        return
    # Latin-1 gives each byte one code point and back, so that the bytes of a part stay what they were.
    if is_export(data):
        for number, line in export_lines(data):
            yield Item(line, str(number))
    elif is_volume(data[:_HEAD_BYTES].decode("latin-1")):
        yield from _volumes(data)
    elif is_mbox(data):
        for number, (start, end) in enumerate(messages(data), 1):
            yield Item(data[start:end], str(number))
    elif first_object(data) is not None:
        for number, (one, is_whole) in enumerate(objects(data), 1):
            yield Item(one, str(number), not is_whole or is_object(one))
    elif data[:1] != b"{" and (begins := data.lstrip(_BLANK_OR_MARK)).startswith(b"{"):
        # Neither the mark of its code nor a blank line is of any row.
        for item in _rows_of(begins):
            yield item if item.part is not None else item._replace(data=data)
    elif _may_be_export(data):
        yield from _rows_of(data)


def _rows_of(data: bytes, *, goes_on: bool = False) -> Iterator[Item]:
    """The rows of a table; of UTF-16 only where it has a row of names, which carries its mark."""
    text, width = signs_of(data), width_of(data)
    below = names_of(text) or 0
    if width > 1 and not below:
        return
    names = data[: below * width]
    for row in rows(text, goes_on=goes_on):
        whole = row.start == 0 and not text[row.end :].strip()
        own = data[row.start * width : row.end * width if row.end < len(text) else None]
        yield Item(data if whole else names + own, None if whole else row.name, row.holds)


def is_object(row: bytes) -> bool:
    """Whether an object of JSON holds a telegram, as the words of one or as another archive exported it."""
    return exported(row) is not None or is_row(row.decode("latin-1"))


def volume_items(data: bytes, begins: int = 0) -> Iterator[Item]:
    """The telegrams of a TEI volume, or of a piece of one that begins at a byte of it."""
    for document in documents(data.decode("latin-1"), begins):
        if document.is_telegram:
            yield Item(document.markup.encode("latin-1"), document.identity)


def _volumes(data: bytes) -> Iterator[Item]:
    """The telegrams of the volumes of a file, and the texts outside of these."""
    text, outside = data.decode("latin-1"), 0
    for stretch in stretches(text):
        if stretch.holds:
            for document in stretch.holds:
                if document.is_telegram:
                    yield Item(document.markup.encode("latin-1"), document.identity)
            for start, end in texts_outside(text[stretch.start : stretch.end]):
                own = data[stretch.start + start : stretch.start + end]
                yield Item(own, f"at{stretch.start + start}")
        else:
            outside += 1
            yield from outside_items(data[stretch.start : stretch.end], outside)


def outside_items(data: bytes, number: int) -> Iterator[Item]:
    """The telegrams of a text that stands outside of the volumes of a file, as the first such text or a further one."""
    name = "rest" if number == 1 else f"rest-{number}"
    for item in _telegrams(data):
        yield Item(item.data, name if item.part is None else f"{name}-{item.part}")


def piece_items(data: bytes, first: int, names: bytes, *, mail: bool) -> Iterator[tuple[str, bytes | None]]:
    """(name, bytes) of every record in a piece of a mail folder or an export; None for rows without a telegram.

    A name is the number of a record; that of one of several objects of a line has its place behind it: ``3-2``.

    first: number of the first record. names: the row of names of the export, if it has one.
    """
    if mail:
        for number, (start, end) in enumerate(messages(data), first or 1):
            yield str(number), data[start:end]
        return
    width = width_of(names)
    if width == 1 and is_export(data):
        for number, line in export_lines(data):
            yield str(first + number - 1), line if exported(line) is not None else None
        return
    text = signs_of(data, names)
    for row in rows(text, first=first, names=signs_of(names)):
        own = data[row.start * width : row.end * width if row.end < len(text) else None]
        yield row.name, names + own if row.holds else None


def _telegrams(data: bytes) -> Iterator[Item]:
    """The telegrams of a file that holds them one under another."""
    cuts = cuts_of(data)
    if not cuts:
        yield Item(data, None)
        return
    banner = banner_of(data)
    for number, (start, end) in enumerate(pairwise([0, *cuts, len(data)]), 1):
        yield Item(under_banner(banner, data[start:end]), str(number))


def banner_of(data: bytes) -> bytes:
    """The lines with which a text begins that hold a level or captions and nothing else; they hold all that follows.

    Nothing where all they say is that what follows is open.
    """
    opening = _opening(data)
    return opening.lines if opening.rank or opening.has_captions else b""


def under_banner(banner: bytes, own: bytes) -> bytes:
    """A telegram of a file under the ``banner`` of the file, unless it begins with a level of its own, or with that.

    A level over a telegram whose own level nobody can read would be taken for its own: it stays as it is.
    """
    if not banner:
        return own
    opening = _opening(own)
    if opening.rank is not None or opening.lines == banner:
        return own
    if _opening(banner).rank is not None and rank_of(read(own).classification.level) == UNREADABLE_RANK:
        return own
    return banner + own


class _Opening(NamedTuple):
    """The first lines of a text that are markings, with blank ones between. rank: of the level; None without one."""

    lines: bytes
    rank: int | None
    has_captions: bool


def _opening(data: bytes) -> _Opening:
    begin = at = end = blank.end() if (blank := _BLANK.match(data)) is not None else 0
    rank, has_captions = None, False
    while at < begin + _TOP_BYTES and (line := _LINE.match(data, at)) is not None:
        at = line.end()
        words = in_capitals(line[1].decode("latin-1")).strip()
        if not words:
            continue
        told = of_line(words)
        if told is not None:
            rank = max(rank or 0, rank_of(told[0]))
        elif not is_caption_line(words):
            break
        has_captions = has_captions or told is None or bool(told[1])
        end = at
    return _Opening(data[begin:end], rank, has_captions)


def cuts_of(data: bytes) -> list[int]:
    """Where further telegrams begin in a text that holds them one under another."""
    if is_utf16(data):
        return []
    cuts: set[int] = set()
    ended = min((at for mark in _ENDS if (at := data.find(mark)) >= 0), default=-1)
    if ended >= 0 and _ATTRIBUTES not in data:
        ends = _END.finditer(data, max(0, ended - _BEFORE_END))
        cuts.update(end.end() for end in ends if _BEGIN.match(data, end.end()))
    # No record begins behind the last of its stamps. Most texts have none, which is found out faster than where it is.
    stamped = max((data.rfind(century) for century in _CENTURIES if century in data), default=-1)
    if stamped >= 0 or b"ZCZC" in data or b"Message Text" in data:
        records = {record.start() for record in _RECORD.finditer(data, 0, max(0, stamped + _STAMP))}
        cuts |= records
        if data.count(b"Message Text") > 1 and data.count(_ATTRIBUTES) > 1:
            starts = (found for found in _START.finditer(data) if data.startswith(b"Message Text", found.start()))
            cuts.update(_with_banner(data, found.start()) for found in starts)
        elif data.count(b"ZCZC") > 1 and not records:
            cuts.update(found.start() for found in _START.finditer(data))
    cuts.discard(0)  # there is no telegram before it
    if _SOURCE_NOTE in data and (noted := _SOURCED.search(data)) is not None:
        titles = {title.start() for title in _TITLE.finditer(data, noted.end())}
        if titles:
            return sorted({*cuts, *titles})
    return _between_telegrams(data, _with_telegrams(data, sorted(cuts))) if cuts else []


def context_of(data: bytes) -> bytes:
    """What of a long telegram ``cuts_of`` has to know to find where the next begins; stands before the end of it.

    No cut lies in it, its last line goes on with what follows, and of itself and what follows it is the same again.
    """
    # A dot behind them, so that they count and begin nothing.
    known = b"".join(b"\n%b." % mark for mark in (b"ZCZC", b"Message Text") if mark in data)
    known += b"\n1. Source: ." if _SOURCED.search(data) is not None else b""
    # What begins as a record will end with its attributes, and so will the next, far behind as they may be.
    if _ATTRIBUTES in data or b"Message Text" in data[:_FRAME_BYTES]:
        known += 2 * (_ATTRIBUTES + b".")
    return known + b"\nFM "


def _with_telegrams(data: bytes, cuts: list[int]) -> list[int]:
    """Those of the cuts that have something of a telegram on both sides, up to the cut before."""
    signs = sorted({*(found.start() for found in _HEADING.finditer(data)), *(s.start() for s in _START.finditer(data))})
    kept: list[int] = []
    for cut in cuts:
        before, at = bisect_left(signs, kept[-1] if kept else 0), bisect_left(signs, cut)
        if before < at < len(signs):
            kept.append(cut)
    return kept


def _between_telegrams(data: bytes, cuts: list[int]) -> list[int]:
    """Those of the cuts that do not part a section of a telegram from the next section of it."""
    lines = list(_SECTION.finditer(data)) if cuts else []
    if len(lines) < 2:
        return cuts
    places = [line.start() for line in lines]
    kept: list[int] = []
    for number, cut in enumerate(cuts):
        at = bisect_left(places, cut)
        start = cuts[number - 1] if number else 0
        stop = cuts[number + 1] if number + 1 < len(cuts) else len(data)
        if 0 < at < len(lines) and start <= places[at - 1] and places[at] < stop:
            before, after = lines[at - 1], lines[at]
            is_next = before.group(2, 3, 4) == after.group(2, 3, 4) and int(after[1]) == int(before[1]) + 1
            # Another telegram, with no end of its own, may stand between the two.
            if is_next and _OTHER.match(data, cut) is None:
                continue
        kept.append(cut)
    return kept


def _with_banner(data: bytes, at: int) -> int:
    """Where a record begins: at the banner above its frame, if there is one."""
    edge = max(0, at - 300)
    banner = _BANNER.search(data[edge:at])
    return edge + banner.start() if banner is not None else at


def is_table(beginning: bytes) -> bool:
    """Whether the beginning of a file is that of a table, of which one of the first rows holds a telegram."""
    if is_utf16(beginning):
        return any(map(_holds, _rows_of(beginning, goes_on=True)))
    return is_export(beginning) or (_may_be_export(beginning) and any(map(_holds, _rows_of(beginning, goes_on=True))))


def _may_be_export(data: bytes) -> bool:
    """Whether the first line may be a row: an object, or several fields, of which a row of names may have but two."""
    line = data[:4000].partition(b"\n")[0]
    if data[:1] == b"{" or line.count(b"\t") > 2 or line.count(b",") > 2 or line.count(b";") > 2 or b',"' in line:
        return True
    return any(sign in line for sign in (b",", b";", b"\t")) and names_of(data.decode("latin-1")) is not None


class Reading(Iterator[Telegram]):
    """The telegrams of a file, one by one.

    left_out: the numbers of the rows or objects of a table passed over so far, as they hold no telegram or are torn.
    """

    def __init__(self, telegrams: Iterator[Telegram], left_out: list[str]) -> None:
        self._telegrams = telegrams
        self.left_out = left_out

    def __next__(self) -> Telegram:
        return next(self._telegrams)


def read_many(
    data: bytes | str, received: date | None = None, *, file: str | None = None, posts: Posts | None = None
) -> Reading:
    """Read every telegram of a file; a file that holds one gives one. Never raises on any content, as ``read``."""
    left_out: list[str] = []
    return Reading(_read_each(data, left_out, received, file, posts), left_out)


def _read_each(
    data: bytes | str, left_out: list[str], received: date | None, file: str | None, posts: Posts | None
) -> Iterator[Telegram]:
    for item in items(bytes_of(data)):
        if item.holds:
            name = f"{file}#{item.part}" if file and item.part else file
            yield read(item.data, received, file=name, posts=posts)
        elif item.part is not None:
            left_out.append(item.part)


def _holds(item: Item) -> bool:
    return item.holds
