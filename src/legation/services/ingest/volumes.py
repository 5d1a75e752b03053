"""Volumes of an edition, cut where a document ends; beside it, what stands outside of the roots of a file of volumes.

Two things are followed as the file is read: in which document it is, and in which volume. A document that is too long
is refused and the rest goes on behind it; a text between volumes is a piece of its own.
"""

from __future__ import annotations

from legation.core.errors import RefusedError
from legation.formats.volumes.outside import Place, place_behind, texts_outside
from legation.formats.volumes.tei import divisions, root_pattern, root_tags, says_something, whole_documents
from legation.services.ingest.pieces import MARGIN, PIECE_BYTES, Cut, Piece, filled, too_long
from legation.services.ingest.unpacking import Stream

NO_TELEGRAMS = ("is a volume without telegrams", "nothing to do")

_LONGEST_TAG = 2100  # code points, of the root of a volume


def cut_volume(rest: Stream, begun: bytes, most: int) -> Cut:
    """The documents of a volume, or of several in one file, and the texts between these."""
    return _Volumes(rest, begun, most).pieces()


class _Volumes:
    """A file of volumes as it is read: what is held begins at byte ``passed``, and ``seen`` of it was held before."""

    def __init__(self, rest: Stream, begun: bytes, most: int) -> None:
        self.rest, self.most = rest, most
        self.passed, self.held = 0, begun
        self.seen, self.wanted = 0, PIECE_BYTES
        self.given = False  # a document
        self.told = False  # of words outside of the documents
        self.dropping = False  # the rest of a document that is too long
        self.place: Place = ()
        self.outside = _Outside(begun, most)

    def pieces(self) -> Cut:
        at_end = False
        while not at_end:
            self.held, at_end = filled(self.rest, self.held, self.wanted)
            yield from self.outside.take(self.held[self.seen :], at_end=at_end)
            if self.dropping:
                self._drop(at_end=at_end)
            last, goes_on = whole_documents(self.held.decode("latin-1"))
            upto = goes_on if goes_on is not None else self._looked_over(last, at_end=at_end)
            if last:
                yield Piece(self.held[:last], self.passed, b"", "volume")
                self.given = True
            # Behind the last document of a volume without its end all is in doubt, which is told.
            yield from self._words_outside(self.held[: last if at_end and self.outside.within else upto])
            if at_end:
                yield from self._wrong_at_the_end(last, goes_on)
            else:
                self._pass(upto)
                if goes_on is not None and len(self.held) > self.most:
                    yield too_long(f"the document at byte {self.passed:,}", self.most)
                    self._pass(1)  # without its tag it is looked over for the next
                    self.seen, self.wanted, self.dropping = len(self.held), PIECE_BYTES, True

    def _pass(self, count: int) -> None:
        """Go on behind so many bytes of what is held."""
        self.passed, self.held = self.passed + count, self.held[count:]
        self.seen, self.wanted = len(self.held), max(PIECE_BYTES, 2 * len(self.held))

    def _drop(self, *, at_end: bool) -> None:
        """Take off what is held of the document that is too long: all before the next one begins."""
        first = next(divisions(self.held.decode("latin-1")), None)
        begins = len(self.held) if first is None and at_end else 0 if first is None else first[0]
        self.passed, self.held, self.dropping = self.passed + begins, self.held[begins:], first is None

    def _looked_over(self, last: int, *, at_end: bool) -> int:
        """How far what stands behind the last document is surely between documents: a tag may be cut in two."""
        behind = len(self.held) if at_end else max(last, len(self.held) - MARGIN)
        opens = self.held.rfind(b"<", max(last, behind - _LONGEST_TAG), behind)
        cut = opens > 0 and not at_end and self.held.find(b">", opens, behind) < 0
        return opens if cut else behind

    def _words_outside(self, passing: bytes) -> Cut:
        words = passing.decode("latin-1")
        text = None if self.told or self.dropping else next(texts_outside(words, self.place), None)
        if text is not None:
            what = f"has words outside of its documents, the first at byte {self.passed + text[0]:,}"
            yield RefusedError(what, "give them in a file of their own")
            self.told = True
        self.place = place_behind(words, self.place)

    def _wrong_at_the_end(self, last: int, goes_on: int | None) -> Cut:
        if goes_on is not None:
            yield RefusedError(f"breaks off in the document at byte {self.passed + goes_on:,}", "get the whole volume")
        elif not self.given:
            yield RefusedError(*NO_TELEGRAMS)
        elif self.outside.within:
            yield _without_end(self.passed + last)


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
