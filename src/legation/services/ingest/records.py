"""Large files cut a piece at a time where a record ends: rows of exports, messages, telegrams, documents of a volume.

Memory is that of the longest record, of any file. What is too long to be taken is refused, and the rest goes on behind
it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Literal, NamedTuple

from legation.core.errors import RefusedError
from legation.formats.exported import is_export
from legation.formats.mail_folder import is_mbox, messages
from legation.formats.objectlist import end_of_list, end_of_object, first_object, next_object
from legation.formats.several import banner_of, context_of, cuts_of, is_table
from legation.formats.table_cuts import row_cutter
from legation.formats.table_names import names_of
from legation.formats.table_signs import is_utf16, signs_of, width_of
from legation.formats.tei import divisions, is_volume, root_pattern, root_tags, says_something, whole_documents
from legation.formats.tei_outside import Place, place_behind, texts_outside
from legation.services.ingest.containers import Stream

PIECE_BYTES = 256 * 1024
"""About so much is cut off at once: some forty telegrams."""

HEAD_BYTES = 64 * 1024

JSON = frozenset({".json", ".ndjson", ".jsonl"})

NO_TELEGRAMS = ("is a volume without telegrams", "nothing to do")

Form = Literal["rows", "objects", "mail", "texts", "volume", "outside"]


class Piece(NamedTuple):
    """Whole records of one file.

    first: number of the first of them, from 1, or 0 where it is all that the file holds; of a volume, the byte at which
    the piece begins; of a text outside of volumes, which of them it is. names: the row of names above rows, or the
    banner above texts. cuts: where the further telegrams of a text begin.
    """

    data: bytes
    first: int
    names: bytes
    form: Form
    cuts: tuple[int, ...] = ()


Cut = Iterator[Piece | RefusedError]
Cutter = Callable[[Stream, bytes, int], Cut]
"""Cuts a file: of the rest of it, its beginning, and the most bytes of one record."""

_MARGIN = 16 * 1024  # of what has been read, in which a beginning may look otherwise when more is there
_LONGEST_TAG = 2100  # code points, of the root of a volume
_STRAYS = 20  # rows without an end that are passed over in one file; each has cost a look at ``most`` bytes


def cutter(kind: str, head: bytes) -> Cutter | None:
    """How a file with this suffix and beginning is cut; None where its records are not known by its suffix."""
    if kind == ".mbox" and is_mbox(head):
        return _messages
    if kind in JSON:
        return _json(head)
    if kind in {".csv", ".tsv"}:
        return _table(head)
    return None


def _json(head: bytes) -> Cutter | None:
    """Lines, or the objects of a list, whatever the suffix says; None for one object on several lines."""
    if first_object(head) is not None:
        return _objects
    begins = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    if not begins.startswith(b"{"):
        return None
    line, goes_on, below = begins.partition(b"\n")
    if not goes_on or end_of_object(line, 0) is not None:
        return _lines
    # The first line may be torn; the lines of one object do not begin with whole ones.
    later = (one for one in below.split(b"\n") if one.startswith(b"{"))
    return _lines if any(end_of_object(one, 0) is not None for one in later) else None


def cutter_of_text(head: bytes) -> Cutter:
    """How a text is cut that is too large to be read as a whole, by what it begins with."""
    if is_mbox(head):
        return _messages
    if is_volume(head.decode("latin-1")):
        return _volume
    table = (_lines if head.startswith(b"{") else _table(head)) if is_export(head) or is_table(head) else None
    return table or _texts


def _table(head: bytes) -> Cutter | None:
    signs = signs_of(head)
    if is_utf16(head) and names_of(signs) is None:  # which carries the mark
        return None
    row = row_cutter(signs)
    return None if row is None else lambda rest, begun, most: _rows(rest, begun, most, row)


def _lines(rest: Stream, begun: bytes, most: int) -> Cut:
    # What stands before the first object of a file is of no row.
    first, held, dropping = 1, begun.lstrip(b"\xef\xbb\xbf \t\r\n"), False
    while True:
        at_end = not (more := rest.read(max(PIECE_BYTES, len(held))))
        held += more
        cut = len(held) if at_end else held.rfind(b"\n") + 1
        whole, held = held[:cut], held[cut:]
        if dropping and whole:
            _, _, whole = whole.partition(b"\n")
            first, dropping = first + 1, False
        if whole:
            yield Piece(whole, first, b"", "rows")
            first += whole.count(b"\n")
        if at_end:
            return
        if len(held) > most:
            if not dropping:
                yield _too_long(f"row {first}", most)
            held, dropping = b"", True


def _objects(rest: Stream, begun: bytes, most: int) -> Cut:
    held, number, at_end = begun[first_object(begun) or 0 :], 1, False
    while True:
        end = end_of_object(held, 0)
        if end is None and not at_end and len(held) <= most:
            held, at_end = _filled(rest, held, max(PIECE_BYTES, 2 * len(held)))
            continue
        if end is None:
            broken = RefusedError(f"breaks off in its element {number}", "get the whole file")
            # Where the next begins cannot be told without the end of this one.
            yield broken if at_end else _too_long(f"element {number}, with which the list ends here,", most)
            return
        yield Piece(held[:end], number, b"", "objects")
        held = held[end:]
        while (begins := next_object(held, 0)) is None and not at_end and len(held) < PIECE_BYTES:
            held, at_end = _filled(rest, held, PIECE_BYTES)
        if begins is None:
            if end_of_list(held, 0) != len(held):
                yield RefusedError(f"is no list of objects behind its element {number}", "mend it, then give it again")
            return
        held, number = held[begins:], number + 1


def _rows(rest: Stream, begun: bytes, most: int, row: Callable[[str, int], tuple[int, int]]) -> Cut:
    first, held, names, width = 1, begun, b"", width_of(begun)
    wanted, strays, dropping, columns = PIECE_BYTES, 0, False, 0
    while True:
        held, at_end = _filled(rest, held, wanted)
        text = signs_of(held, begun)
        if dropping:
            upto = _row_again(text, row, columns)
            if upto is None and at_end:
                return
            again = max(0, len(text) - PIECE_BYTES // 2 // width) if upto is None else upto
            held, dropping = held[again * width :], upto is None
            continue
        at = number = 0
        while at < len(text):
            end, fields = row(text, at)
            after = max(end, at + 1)
            if after >= len(text) and not at_end:
                break  # it may go on
            columns = columns or fields
            at, number = after, number + 1
            if first == number == 1 and names_of(text) == at:
                names = held[: at * width]
        if at:
            whole = len(held) if at_end and at >= len(text) else at * width  # half a sign may be left at the end
            yield Piece(held[:whole], first, names, "rows")
        elif not at_end and len(held) > most:
            yield _too_long(f"row {first}", most)
            # Perhaps a quote that nothing closes: the first line below it that begins a row puts things right.
            strays += 1
            if strays > _STRAYS:
                yield RefusedError(
                    f"has rows without an end from row {first} on", "mend its quotes, then give it again"
                )
                return
            first, wanted, dropping = first + 1, PIECE_BYTES, True
            continue
        first += number
        held = held[at * width :]
        # A row that goes on is looked at again when there is twice as much of it.
        wanted = PIECE_BYTES if at else 2 * len(held)
        if at_end:
            return


def _row_again(text: str, row: Callable[[str, int], tuple[int, int]], columns: int) -> int | None:
    """Where the first line below the first begins that is a whole row of so many fields."""
    at, without_end = text.find("\n") + 1, 0
    while 0 < at < len(text) and without_end < _STRAYS:
        end, fields = row(text, at)
        if end < len(text) and fields == columns:
            return at
        without_end += end >= len(text)
        at = text.find("\n", at) + 1
    return None


def _messages(rest: Stream, begun: bytes, most: int) -> Cut:
    # The last that is seen may go on, and what looks like a start at the very end may be none.
    def cuts_in(held: bytes) -> list[int]:
        return [start for start, _ in messages(held)][1:]

    return _runs(rest, begun, most, "mail", cuts_in, lambda _: b"", margin=2000, what="message")


def _texts(rest: Stream, begun: bytes, most: int) -> Cut:
    banner = banner_of(begun)
    for piece in _runs(rest, begun, most, "texts", cuts_of, context_of, margin=_MARGIN, what="telegram"):
        yield piece._replace(names=banner) if isinstance(piece, Piece) else piece


def _runs(
    rest: Stream,
    begun: bytes,
    most: int,
    form: Form,
    cuts_in: Callable[[bytes], list[int]],
    context: Callable[[bytes], bytes],
    *,
    margin: int,
    what: str,
) -> Cut:
    """Records that end where the next begins. context: of what is dropped, what ``cuts_in`` has to know of it."""
    first, held, dropping, above = 1, begun, False, 0

    def end_of(dropped: bytes) -> tuple[bytes, int]:
        """The end of it below its context, and how long that is. Twice the margin: a cut is known by what is above."""
        known = context(dropped)
        return known + dropped[-2 * margin :], len(known)

    wanted = PIECE_BYTES
    while True:
        held, at_end = _filled(rest, held, wanted)
        cuts = [cut for cut in cuts_in(held) if at_end or cut < len(held) - margin]
        if dropping:
            cuts = [cut for cut in cuts if cut > above]
            if not cuts and not at_end:
                held, above = end_of(held)
                continue
            # What stood before the first cut is the end of what was too long.
            held, cuts = (held[cuts[0] :], [cut - cuts[0] for cut in cuts[1:]]) if cuts else (b"", [])
            first, dropping = first + 1, False
        if at_end:
            if held.strip():
                yield Piece(held, first if cuts or first > 1 else 0, b"", form, tuple(cuts))
            elif first == 1:
                yield RefusedError("is empty", "nothing to do; remove it")
            return
        wanted = PIECE_BYTES
        if cuts:
            upto = cuts[-1]
            yield Piece(held[:upto], first, b"", form, tuple(cuts[:-1]))
            first += len(cuts)
            held = held[upto:]
        elif len(held) > most:
            yield _too_long(f"{what} {first}", most)
            (held, above), dropping = end_of(held), True
        else:
            wanted = 2 * len(held)


def _volume(rest: Stream, begun: bytes, most: int) -> Cut:
    passed, held, wanted, seen = 0, begun, PIECE_BYTES, 0
    given = told = dropping = False
    place: Place = ()
    outside = _Outside(begun, most)
    while True:
        held, at_end = _filled(rest, held, wanted)
        yield from outside.take(held[seen:], at_end=at_end)
        if dropping:  # the end of a document that was too long
            first = next(divisions(held.decode("latin-1")), None)
            begins = len(held) if first is None and at_end else 0 if first is None else first[0]
            passed, held, dropping = passed + begins, held[begins:], first is None
        last, goes_on = whole_documents(held.decode("latin-1"))
        # Between documents only a tag may be cut in two.
        behind = len(held) if at_end else max(last, len(held) - _MARGIN)
        opens = held.rfind(b"<", max(last, behind - _LONGEST_TAG), behind)
        if opens > 0 and not at_end and held.find(b">", opens, behind) < 0:
            behind = opens
        upto = goes_on if goes_on is not None else behind
        if last:
            yield Piece(held[:last], passed, b"", "volume")
            given = True
        # Behind the last document of a volume without its end all is in doubt, which is told.
        passing = held[: last if at_end and outside.is_within else upto].decode("latin-1")
        text = None if told or dropping else next(texts_outside(passing, place), None)
        if text is not None:
            what = f"has words outside of its documents at byte {passed + text[0]:,}"
            yield RefusedError(what, "give them in a file of their own")
            told = True
        place = place_behind(passing, place)
        if at_end:
            if goes_on is not None:
                yield RefusedError(f"breaks off in the document at byte {passed + goes_on:,}", "get the whole volume")
            elif not given:
                yield RefusedError(*NO_TELEGRAMS)
            elif outside.is_within:
                yield _without_end(passed + last)
            return
        passed, held = passed + upto, held[upto:]
        seen, wanted = len(held), max(PIECE_BYTES, 2 * len(held))
        if goes_on is not None and len(held) > most:
            yield _too_long(f"the document at byte {passed:,}", most)
            # Without its tag it is looked over for the next.
            passed, held, seen, wanted, dropping = passed + 1, held[1:], seen - 1, PIECE_BYTES, True


class _Outside:
    """What stands outside of the roots of a file of volumes, as that is read."""

    def __init__(self, begun: bytes, most: int) -> None:
        self.roots = root_pattern(begun.decode("latin-1"))
        self.most = most
        self.within = ""  # the name of the root that has begun
        self.number = 0
        self.passed = 0
        self.ahead = ""
        self.text = ""

    @property
    def is_within(self) -> bool:
        return self.within != ""

    def take(self, more: bytes, *, at_end: bool) -> Cut:
        """The texts that end in what is read next, and what is wrong with the roots that do."""
        read, at = self.ahead + more.decode("latin-1"), 0
        cut = read.rfind("<", max(0, len(read) - _LONGEST_TAG))
        upto = len(read) if at_end or cut < 0 else cut
        for tag in root_tags(self.roots, read[:upto]):
            if not self.within and not tag.closes:
                self._keep(read[at : tag.start])
                yield from self._given()
                self.within = tag.name
            elif self.within == tag.name and tag.closes:
                self.within, at = "", tag.end
            elif self.within == tag.name:
                yield _without_end(self.passed + tag.start)
        if not self.within:
            self._keep(read[at:upto])
        self.passed, self.ahead = self.passed + upto, read[upto:]
        if at_end:
            yield from self._given()

    def _keep(self, text: str) -> None:
        if len(self.text) <= self.most:
            self.text += text

    def _given(self) -> Cut:
        text, self.text = self.text, ""
        if not says_something(text):
            return
        self.number += 1
        if len(text) > self.most:
            yield _too_long(f"text {self.number} outside of its volumes", self.most)
        else:
            yield Piece(text.encode("latin-1"), self.number, b"", "outside")


def _without_end(byte: int) -> RefusedError:
    return RefusedError(f"has a volume without its end before byte {byte:,}", "get the whole volume")


def _filled(rest: Stream, held: bytes, wanted: int) -> tuple[bytes, bool]:
    """``held`` and what follows, ``wanted`` bytes in all; and whether the file ends with it."""
    parts, count = [held], len(held)
    while count < wanted:
        more = rest.read(max(PIECE_BYTES, wanted - count))
        if not more:
            return b"".join(parts), True
        parts.append(more)
        count += len(more)
    return b"".join(parts), False


def _too_long(what: str, most: int) -> RefusedError:
    return RefusedError(f"{what} is over the limit of {most:,} bytes", "split it, or raise --limit-bytes")
