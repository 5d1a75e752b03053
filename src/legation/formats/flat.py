"""A text led back to the text it was taken from.

Rooms read plain words: markup, page furniture and quoting are taken out first. A ``Flat`` holds those words and
knows, for each code point, where it stood before, so that every span still points into the source.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from itertools import accumulate
from operator import eq, mul

from legation.core.text import Span, span_of


class Flat:
    """``text``: the words. Each run of them stands in the outer text at a place of its own.

    A run is copied as it is (as long outside as inside), or it is one sign that stands for ``outside`` code
    points, as ``&`` stands for ``&amp;``, or it is made (a line end for ``<lb/>``) and stands for none.
    """

    def __init__(self) -> None:
        self._starts: list[int] = []  # where runs begin in the words
        self._places: list[int] = []  # where they begin in the outer text
        self._ends: list[int] = []  # where they end there
        self._stops: list[int] = []  # where those that are copied as they are end in the words, 0 for others
        self._pieces: list[str] = []
        self._blocks: set[int] = set()  # runs of which no code point has a place of its own
        self._length = 0
        self._text: str | None = None
        self._breaks: tuple[list[int], list[int]] | None = None

    def add(self, words: str, place: int, outside: int | None = None) -> None:
        """Add a run that stands at ``place``; ``outside``: its code points there, if not as many as here."""
        if not words:
            return
        length = len(words)
        self._starts.append(self._length)
        self._places.append(place)
        self._ends.append(place + (length if outside is None else outside))
        self._pieces.append(words)
        self._length += length
        self._stops.append(self._length if outside is None or outside == length else 0)
        self._text = self._breaks = None

    def add_block(self, words: str, place: int, end: int) -> None:
        """Add words of which none has a place of its own: each stands for the whole of ``place`` to ``end``."""
        if words:
            self._blocks.add(len(self._starts))
            self.add(words, place, end - place)
            self._stops[-1] = 0

    def through(self, inner: Flat) -> Flat:
        """The words of ``inner``, which were taken from the words of this one, with their places outside this one."""
        flat = Flat()
        for index, words in enumerate(inner._pieces):
            place, end = inner._places[index], inner._ends[index]
            if end - place == len(words) and index not in inner._blocks:
                self._copy(flat, words, place)
            elif end > place:
                outside = self.span(Span(place, end))
                flat.add(words, outside.start, outside.end - outside.start)
            else:
                flat.add(words, self.place(place), 0)
        return flat

    def _copy(self, flat: Flat, words: str, at: int) -> None:
        """Add ``words``, which stand here ``at``, to ``flat``, run by run."""
        index, end, begin = max(bisect_right(self._starts, at) - 1, 0), at + len(words), at
        while begin < end and index < len(self._starts):
            first, piece = self._starts[index], self._pieces[index]
            stop = min(end, first + len(piece))
            place, outside = self._places[index], self._ends[index] - self._places[index]
            if index in self._blocks:
                flat.add_block(words[begin - at : stop - at], place, place + outside)
            elif outside == len(piece):
                flat.add(words[begin - at : stop - at], place + begin - first)
            else:
                flat.add(words[begin - at : stop - at], place, outside)
            begin, index = stop, index + 1

    @classmethod
    def without(cls, outer: str, start: int, end: int, cuts: Iterable[tuple[int, int]]) -> Flat:
        """``outer[start:end]`` without ``cuts``, which are in order and apart."""
        flat = cls()
        at = start
        for begin, stop in cuts:
            if begin > at:
                flat.add(outer[at:begin], at)
            at = max(at, stop)
        if at < end:
            flat.add(outer[at:end], at)
        return flat

    @classmethod
    def along(cls, pieces: list[str], outsides: list[int]) -> Flat:
        """Words whose pieces stand in a row, each for as many code points as ``outsides`` says; none is empty."""
        flat = cls()
        lengths = list(map(len, pieces))
        afters = list(accumulate(lengths))
        flat._pieces = pieces
        flat._starts = [0, *afters[:-1]]
        flat._ends = list(accumulate(outsides))
        flat._places = [0, *flat._ends[:-1]]
        flat._stops = list(map(mul, afters, map(eq, lengths, outsides)))
        flat._length = afters[-1]
        flat._breaks = ([], [])
        return flat

    @property
    def text(self) -> str:
        if self._text is None:
            self._text = "".join(self._pieces)
        return self._text

    def same_of(self, outer: str) -> str:
        """The same words of another outer text of the same length, where all of them are copied as they are."""
        return "".join([outer[place:end] for place, end in zip(self._places, self._ends, strict=True)])

    @property
    def length(self) -> int:
        return self._length

    def ends_with(self, signs: tuple[str, ...]) -> bool:
        """Whether the words so far end with one of ``signs``; true of no words at all."""
        return not self._pieces or self._pieces[-1].endswith(signs)

    def place(self, offset: int) -> int:
        """Where a code point of the words stands in the outer text."""
        index = bisect_right(self._starts, offset) - 1
        if index < 0:
            return self._places[0] if self._places else 0
        if index in self._blocks:
            return self._places[index]
        return min(self._places[index] + offset - self._starts[index], self._ends[index])

    def within(self, place: int) -> int:
        """Where a code point of the outer text stands in the words; the next of them where it is left out."""
        index = bisect_right(self._places, place) - 1
        if index < 0:
            return 0
        return self._starts[index] + min(place - self._places[index], len(self._pieces[index]))

    def _end_place(self, offset: int) -> int:
        """Where a code point of the words ends in the outer text."""
        index = bisect_right(self._starts, offset) - 1
        if index < 0:
            return self._places[0] if self._places else 0
        if offset + 1 == self._starts[index] + len(self._pieces[index]) or index in self._blocks:
            return self._ends[index]
        return min(self._places[index] + offset + 1 - self._starts[index], self._ends[index])

    def span(self, span: Span) -> Span:
        """A span of the words in the outer text, from the first code point to the last."""
        start, end = span
        index = bisect_right(self._starts, start) - 1
        if index >= 0 and start < end <= self._stops[index]:
            by = self._places[index] - self._starts[index]
            return span_of((start + by, end + by))
        start = self.place(start)
        if end <= span.start:
            return Span(start, start)
        return Span(start, max(start, self._end_place(end - 1)))

    def marks(self, marks: Iterable[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
        """Marks of the words as marks of the outer text; one that runs over several runs there becomes several."""
        led: list[tuple[int, int, str]] = []
        add, starts = led.append, self._starts
        low = high = by = 0  # the run met last, if it is copied as it is
        for start, end, kind in marks:
            if low <= start < end <= high:  # most marks stand in the run of the one before
                add((start + by, end + by, kind))
                continue
            index = max(bisect_right(starts, start) - 1, 0)
            low, high = starts[index], self._stops[index]
            by = self._places[index] - low
            if low <= start < end <= high:
                add((start + by, end + by, kind))
            else:
                led.extend([(begin, stop, kind) for begin, stop in self._runs_from(index, start, end)])
        return led

    def runs(self, start: int, end: int) -> list[tuple[int, int]]:
        """The runs of the outer text that hold the words ``start`` to ``end``, in order; runs that touch are one."""
        return self._runs_from(max(bisect_right(self._starts, start) - 1, 0), start, end)

    def _runs_from(self, first: int, start: int, end: int) -> list[tuple[int, int]]:
        """The same, where ``start`` is known to stand in the run ``first``."""
        starts, places, ends, blocks = self._starts, self._places, self._ends, self._blocks
        last = bisect_left(starts, end, first) - 1
        if last < first:
            return []
        begin, at = places[first], starts[first]
        if start > at and first not in blocks:
            begin += start - at
        stop, at = ends[last], starts[last]
        is_cut = end < at + len(self._pieces[last]) and last not in blocks
        if is_cut:
            stop = min(places[last] + end - at, stop)
        if last == first:
            return [(begin, stop)] if stop > begin else []
        found = [(begin, ends[first])] if ends[first] > begin else []
        # Those between are there from end to end, so that only where they do not touch is anything to be told.
        low, high = first + 1, last - is_cut
        while low <= high and ends[low] <= places[low]:
            low += 1
        while low <= high and ends[high] <= places[high]:
            high -= 1
        if low <= high:
            begins, stops = self._breaks or self._broken()
            begin = places[low]
            if begins:
                for broken in range(bisect_right(begins, low), bisect_right(begins, high)):
                    _join(found, begin, stops[broken])
                    begin = places[begins[broken]]
            _join(found, begin, ends[high])
        if is_cut and stop > places[last]:
            _join(found, places[last], stop)
        return found

    def _broken(self) -> tuple[list[int], list[int]]:
        """The runs that do not touch the one before them in the outer text, and where that one ends there.

        Those that stand for nothing there are passed over.
        """
        begins: list[int] = []
        stops: list[int] = []
        last = -1
        for index, (place, end) in enumerate(zip(self._places, self._ends, strict=True)):
            if end <= place:
                continue
            if place != last and last >= 0:
                begins.append(index)
                stops.append(last)
            last = end
        self._breaks = begins, stops
        return begins, stops


def _join(found: list[tuple[int, int]], begin: int, stop: int) -> None:
    """Add a run; one that touches the run before goes on with it."""
    if found and found[-1][1] == begin:
        found[-1] = (found[-1][0], stop)
    else:
        found.append((begin, stop))
