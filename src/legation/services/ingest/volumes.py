"""Volumes of an edition, cut where a document ends; beside it, what stands outside of the roots of a file of volumes.

Two things are followed as the file is read: in which document it is, and in which volume. A document that is too long
is refused and the rest goes on behind it; a text between volumes is a piece of its own.
"""

from __future__ import annotations

from legation.core.errors import RefusedError
from legation.formats.volumes.outside import Place, place_behind, texts_outside
from legation.formats.volumes.tei import divisions, root_pattern, root_tags, says_something, whole_documents
from legation.services.ingest.containers import Stream
from legation.services.ingest.pieces import MARGIN, PIECE_BYTES, Cut, Piece, filled, too_long

NO_TELEGRAMS = ("is a volume without telegrams", "nothing to do")

_LONGEST_TAG = 2100  # code points, of the root of a volume


def cut_volume(rest: Stream, begun: bytes, most: int) -> Cut:
    """The documents of a volume, or of several in one file, and the texts between these."""
    passed, held, wanted, seen = 0, begun, PIECE_BYTES, 0
    given = told = dropping = False
    place: Place = ()
    outside = _Outside(begun, most)
    while True:
        held, at_end = filled(rest, held, wanted)
        yield from outside.take(held[seen:], at_end=at_end)
        if dropping:  # the end of a document that was too long
            first = next(divisions(held.decode("latin-1")), None)
            begins = len(held) if first is None and at_end else 0 if first is None else first[0]
            passed, held, dropping = passed + begins, held[begins:], first is None
        last, goes_on = whole_documents(held.decode("latin-1"))
        # Between documents only a tag may be cut in two.
        behind = len(held) if at_end else max(last, len(held) - MARGIN)
        opens = held.rfind(b"<", max(last, behind - _LONGEST_TAG), behind)
        if opens > 0 and not at_end and held.find(b">", opens, behind) < 0:
            behind = opens
        upto = goes_on if goes_on is not None else behind
        if last:
            yield Piece(held[:last], passed, b"", "volume")
            given = True
        # Behind the last document of a volume without its end all is in doubt, which is told.
        passing = held[: last if at_end and outside.within else upto].decode("latin-1")
        text = None if told or dropping else next(texts_outside(passing, place), None)
        if text is not None:
            what = f"has words outside of its documents, the first at byte {passed + text[0]:,}"
            yield RefusedError(what, "give them in a file of their own")
            told = True
        place = place_behind(passing, place)
        if at_end:
            if goes_on is not None:
                yield RefusedError(f"breaks off in the document at byte {passed + goes_on:,}", "get the whole volume")
            elif not given:
                yield RefusedError(*NO_TELEGRAMS)
            elif outside.within:
                yield _without_end(passed + last)
            return
        passed, held = passed + upto, held[upto:]
        seen, wanted = len(held), max(PIECE_BYTES, 2 * len(held))
        if goes_on is not None and len(held) > most:
            yield too_long(f"the document at byte {passed:,}", most)
            # Without its tag it is looked over for the next.
            passed, held, seen, wanted, dropping = passed + 1, held[1:], seen - 1, PIECE_BYTES, True


class _Outside:
    """What stands outside of the roots of a file of volumes, as that is read."""

    def __init__(self, begun: bytes, most: int) -> None:
        self.roots = root_pattern(begun.decode("latin-1"))
        self.most = most
        self.within = ""  # the name of the root that has begun, if any
        self.number = 0
        self.passed = 0
        self.ahead = ""
        self.text = ""

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
            yield too_long(f"text {self.number} outside of its volumes", self.most)
        else:
            yield Piece(text.encode("latin-1"), self.number, b"", "outside")


def _without_end(byte: int) -> RefusedError:
    return RefusedError(f"has a volume without its end before byte {byte:,}", "get the whole volume")
