"""Large files cut a piece at a time where a record ends: rows of exports, objects of a list, messages, telegrams.

Memory is that of the longest record, of any file. What is too long to be taken is refused, and the rest goes on behind
it. A volume is known here by what it begins with, and cut by ``ingest.volumes``.
"""

from __future__ import annotations

from collections.abc import Callable

from legation.core.errors import RefusedError
from legation.formats.exports.cuts import row_cutter
from legation.formats.exports.exported import is_export
from legation.formats.exports.names import names_of
from legation.formats.exports.objects import end_of_list, end_of_object, first_object, next_object
from legation.formats.exports.signs import is_utf16, signs_of, width_of
from legation.formats.mail.folder import is_mbox, messages
from legation.formats.several import banner_of, context_of, cuts_of, is_table
from legation.formats.volumes.tei import is_volume
from legation.services.ingest.pieces import MARGIN, PIECE_BYTES, Cut, Cutter, Form, Piece, filled, too_long
from legation.services.ingest.unpacking import Stream
from legation.services.ingest.volumes import cut_volume

HEAD_BYTES = 64 * 1024

JSON = frozenset({".json", ".ndjson", ".jsonl"})

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
        return cut_volume
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
                yield too_long(f"row {first}", most)
            held, dropping = b"", True


def _objects(rest: Stream, begun: bytes, most: int) -> Cut:
    held, number, at_end = begun[first_object(begun) or 0 :], 1, False
    while True:
        end = end_of_object(held, 0)
        if end is None and not at_end and len(held) <= most:
            held, at_end = filled(rest, held, max(PIECE_BYTES, 2 * len(held)))
            continue
        if end is None:
            broken = RefusedError(f"breaks off in its element {number}", "get the whole file")
            # Where the next begins cannot be told without the end of this one.
            yield broken if at_end else too_long(f"element {number}, with which the list ends here,", most)
            return
        yield Piece(held[:end], number, b"", "objects")
        held = held[end:]
        while (begins := next_object(held, 0)) is None and not at_end and len(held) < PIECE_BYTES:
            held, at_end = filled(rest, held, PIECE_BYTES)
        if begins is None:
            if end_of_list(held, 0) != len(held):
                yield RefusedError(f"is no list of objects behind its element {number}", "mend it, then give it again")
            return
        held, number = held[begins:], number + 1


def _rows(rest: Stream, begun: bytes, most: int, row: Callable[[str, int], tuple[int, int]]) -> Cut:
    first, held, names, width = 1, begun, b"", width_of(begun)
    wanted, strays, dropping, columns = PIECE_BYTES, 0, False, 0
    while True:
        held, at_end = filled(rest, held, wanted)
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
            yield too_long(f"row {first}", most)
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
    for piece in _runs(rest, begun, most, "texts", cuts_of, context_of, margin=MARGIN, what="telegram"):
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
        held, at_end = filled(rest, held, wanted)
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
            yield too_long(f"{what} {first}", most)
            (held, above), dropping = end_of(held), True
        else:
            wanted = 2 * len(held)
