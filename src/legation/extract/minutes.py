"""What minutes of a meeting set down: decisions, information and tasks, each a point with its label or heading.

A list stands under a heading, or runs on within its sentence: THE FOLLOWING DECISIONS: 1) ...; 2) ....

A point by itself ends no meeting: it is worth showing beside the meeting on which its telegram reports.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import chain
from typing import NamedTuple

from legation.core.dialogue.proposal import Proposal, Source
from legation.core.telegram import Telegram
from legation.core.text import Span
from legation.extract.clauses import when
from legation.extract.drafted import without_turns
from legation.extract.folding import folded
from legation.extract.mentions import DESK, SIGNER, WE, WHEN, Mention
from legation.extract.proposing import mark_of, name_of
from legation.extract.scenes import ACTORS
from legation.extract.sentences import sentences
from legation.tables.minutes import Caption, Type, load_minutes
from legation.tables.moves import load_moves
from legation.tables.parties import PartyTable, words_of

_SURE = 0.7
"""A guess, and no measurement: a point is shown only beside a meeting on which its telegram reports."""

_LONGEST = 320  # signs of a point that is quoted whole; of a longer one its first sentence
_FEWEST = 2  # words of a point
_MARK = re.compile(r"[ \t]*(?P<sign>--?|[–—•*]|\(?(?P<number>\d{1,2})[.)]|\(?[A-Za-z][.)]|\([ivx]{1,4}\))[ \t]+(?=\S)")
_COUNTED = re.compile(
    r"(?<!\S)(?P<sign>\(?(?:(?P<number>\d{1,2})|(?P<letter>[A-Za-z]))\)|(?P<stopped>\d{1,2})\.)[ \t]+(?=\S)"
)
_PORTION = re.compile(r"\([A-Z/]{1,8}\)[ \t]*")
_RUN = re.compile(r"(?<=\s)(?:--|[–—])[ \t]+|(?<=[.;:])[ \t]+(?=[A-Z]{4})")
_RULE = re.compile(r"[ \t=_*-]{3,}$")
_ENDS = re.compile(r"\b(?:END (?:OF )?(?:TEXT|MINUTES)|COMMENT:|END COMMENT|BEGIN COMMENT)\b", re.IGNORECASE)
_OTHERS = ACTORS - {WE, DESK, SIGNER}
_NAMED_BY = ("noun", "adjective", "government")
_BRACKETS = re.compile(r" ?\(([^()]{2,60})\)$")
_WORD = re.compile(r"[^\W\d_]{2,}")
_EDGES = " \t\r\n.;:,"
_NEXT = re.compile(r";(?:\s+and)?(?:\s+the)?$", re.IGNORECASE)
_AND = re.compile(r"[;,]\s*and$", re.IGNORECASE)


class Point(NamedTuple):
    """A run of the source, [start, end), and the type of outcome that it is. whose: what its label says of that.

    held: it is one only where it says whose it is."""

    type: Type
    start: int
    end: int
    whose: tuple[int, int] | None = None
    held: bool = False


Placed = tuple[int, int, Mention]
"""A mention and where it stands in the source."""


def points(telegram: Telegram) -> list[Point]:
    """The points of minutes in the order of the text. Never raises."""
    spans = sorted(one.span for one in telegram.paragraphs if one.span.start < one.span.end <= len(telegram.source))
    if not spans:
        return []
    whole = Span(spans[0].start, max(one.end for one in spans))
    text, starts = without_turns(telegram, whole), [one.start for one in spans]
    found = []
    for point in _Lines(text).points():
        at = point.start + whole.start
        place = bisect_right(starts, at) - 1
        end = min(point.end + whole.start, spans[place].end)  # a paragraph has its own mark
        end = _trimmed(telegram.source, at, end)
        if (joined := _AND.search(telegram.source, max(at, end - 12), end)) is not None:
            end = _trimmed(telegram.source, at, joined.start())
        if at < end:
            whose = point.whose and (point.whose[0] + whole.start, point.whose[1] + whole.start)
            found.append(point._replace(start=at, end=end, whose=whose))
    return found


def _trimmed(text: str, start: int, end: int) -> int:
    while end > start and text[end - 1] in _EDGES:
        end -= 1
    return end


class _Lines:
    """A text read line by line. heading: that of the list that stands under it, if it was read last.

    counted: the style of the marks that part the open point, and the number of the last one; None where none do.
    """

    def __init__(self, text: str) -> None:
        self._text = text
        self._table = load_minutes()
        self._open: Point | None = None
        self._heading: Caption | None = None
        self._style: str | None = None  # of the marks of the list under it
        self._number = 0  # of the last point that has one
        self._counted: tuple[str, int] | None = None

    def points(self) -> Iterator[Point]:
        at = 0
        for line in self._text.splitlines(keepends=True):
            for start, end in self._runs(at, at + len(line)):
                yield from self._read(start, end)
            at += len(line)
        yield from self._closed()

    def _runs(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """The runs of a line: one begins at a dash that a label stands behind, and at a label in capitals."""
        begin = start
        for cut in _RUN.finditer(self._text, start, end):
            # The label first: what stands before is looked through once for each run, not once for each dash.
            label = self._table.label(self._text, cut.end())
            if label is None or (not cut[0].strip() and not label[1][0].isupper()):
                continue
            if self._text[begin : cut.start()].strip():
                yield begin, cut.start()
                begin = cut.start()
        yield begin, end

    def _read(self, start: int, end: int) -> Iterator[Point]:
        line = self._text[start:end].rstrip()
        if not line.strip():
            yield from self._closed()
            return
        if _RULE.match(line) and self._open is None:
            return
        mark = _MARK.match(line)
        begin = mark.end() if mark is not None else len(line) - len(line.lstrip())
        portion = _PORTION.match(line, begin)
        begin = portion.end() if portion is not None else begin
        heading, label = self._table.heading(line, begin), self._table.label(line, begin)
        if heading is not None:
            yield from self._closed()
            self._heading, self._style = heading[0], None
        elif label is not None:
            yield from self._closed()
            caption, met = label
            whose = met.span("whose") if met["whose"] else None
            placed = (start + whose[0], start + whose[1]) if whose is not None else None
            self._heading = None
            self._open = Point(caption.type, start + met.end(), end, placed, caption.held)
            yield from self._counting(self._open.start, end)
        elif self._open is not None and portion is None and self._counts_on(start, end):
            self._open = self._open._replace(end=end)
            yield from self._counting(start, end)
        elif mark is not None and self._heading is not None and portion is None and self._goes_on(mark):
            yield from self._closed()
            self._open = Point(self._heading.type, start + begin, end, None, self._heading.held)
        elif self._open is not None and mark is None:
            self._open = self._open._replace(end=end)
        else:
            yield from self._closed()
            self._heading = None
            yield from self._led(start, line)
        yield from self._ended(start, line)

    def _led(self, start: int, line: str) -> Iterator[Point]:
        """A list that the end of a line leads to, or that begins within it."""
        led = self._table.lead(line)
        if led is None:
            return
        caption, met = led
        if met.end() == len(line):
            self._heading, self._style = caption, None
        elif _first(_COUNTED.match(self._text, start + met.end())):
            self._open = Point(caption.type, start + met.end(), start + len(line), None, caption.held)
            yield from self._counting(self._open.start, self._open.end)

    def _counts_on(self, start: int, end: int) -> bool:
        """Whether a line belongs to the list that parts the open point: it goes on, or begins with the next mark."""
        if self._counted is None:
            return False
        at = end - len(self._text[start:end].lstrip())
        mark = _MARK.match(self._text, start, end)
        return mark is None or _style_of(_COUNTED.match(self._text, at, end)) == (
            self._counted[0],
            self._counted[1] + 1,
        )

    def _counting(self, start: int, end: int) -> Iterator[Point]:
        """Part the open point at the marks that stand in a run of it and count on, as its first word must."""
        for mark in _COUNTED.finditer(self._text, start, end):
            if self._open is None:
                return
            if self._counted is None:
                if mark.start() != start or not _first(mark):
                    return
                self._counted = _style_of(mark)
            else:
                style, number = self._counted
                before = self._text[max(self._open.start, mark.start() - 6) : mark.start()].rstrip()
                if _style_of(mark) != (style, number + 1) or not before.endswith((";", ",", ".", " and")):
                    continue
                yield self._open._replace(end=mark.start() - (4 if before.endswith(" and") else 0))
                self._counted = (style, number + 1)
            self._open = self._open._replace(start=mark.end(), end=end)

    def _goes_on(self, mark: re.Match[str]) -> bool:
        """Whether a mark is the next one of the list: of its style, and counting on, or from one."""
        number = int(mark["number"]) if mark["number"] is not None else None
        style = (
            mark["sign"]
            if mark["sign"][0] in "-–—•*"
            else re.sub(r"\w+", "1" if number is not None else "a", mark["sign"])
        )
        if self._style not in (None, style) or (number is not None and number not in (1, self._number + 1)):
            return False
        self._style, self._number = style, number if number is not None else self._number
        return True

    def _ended(self, start: int, line: str) -> Iterator[Point]:
        over = _ENDS.search(line)
        if over is None:
            return
        if self._open is not None:
            self._open = self._open._replace(end=max(start + over.start(), self._open.start))
        yield from self._closed()
        self._heading = None

    def _closed(self) -> Iterator[Point]:
        if self._open is not None:
            yield self._open
        self._open = self._counted = None


def _style_of(mark: re.Match[str] | None) -> tuple[str, int] | None:
    """How a mark is written, and where it stands in its count, from 1."""
    if mark is None:
        return None
    letter, number = mark["letter"], mark["number"] or mark["stopped"]
    if letter is not None:
        return mark["sign"].replace(letter, "a" if letter.islower() else "A"), ord(letter.upper()) - ord("A") + 1
    return mark["sign"].replace(number, "1"), int(number)


def _first(mark: re.Match[str] | None) -> bool:
    """Whether a mark is the first one of a list."""
    style = _style_of(mark)
    return style is not None and style[1] == 1


def outcomes(
    telegram: Telegram, found: Sequence[Point], placed: Sequence[Placed], parties: PartyTable
) -> list[Proposal]:
    """What points set down, of kind ``event``: ``of`` a meeting, ``outcome`` its type, a task's ``holder`` and ``due``.

    placed: whom and when the telegram names, in the order of the text. What says that there was none is none.
    """
    by_start = sorted(range(len(telegram.paragraphs)), key=lambda at: telegram.paragraphs[at].span.start)
    starts, begins = [telegram.paragraphs[at].span.start for at in by_start], [one[0] for one in placed]
    made = []
    for point in chain.from_iterable(_parted(telegram, one, placed) for one in found):
        at = by_start[bisect_right(starts, point.start) - 1]
        if telegram.paragraphs[at].role == "comment":
            continue
        here = placed[bisect_left(begins, point.start) : bisect_left(begins, point.end)]
        one = _outcome(telegram, at, point, here, parties)
        if one is not None:
            made.append(one)
    return made


def _parted(telegram: Telegram, point: Point, placed: Sequence[Placed]) -> Iterator[Point]:
    """A task of one side, and behind a semicolon that of another: TARQAND TO SEND THE DRAFT; VELDRIA TO REPLY."""
    start = point.start
    for begin, until, one in placed if point.type == "task" else ():
        if not start < begin < point.end or one.sign not in ACTORS or not one.code:
            continue
        before = telegram.source[start:begin].rstrip()
        holds = load_minutes().holds.compiled.match(_flat(telegram.source[until : until + 60]))
        if _NEXT.search(before) is None or holds is None:
            continue
        yield point._replace(start=start, end=_trimmed(telegram.source, start, start + len(before)))
        start = begin
    yield point._replace(start=start)


def _outcome(telegram: Telegram, at: int, point: Point, here: Sequence[Placed], parties: PartyTable) -> Proposal | None:
    run = folded(telegram, Span(point.start, point.end))
    begin = len(run.text) - len(run.text.lstrip(_EDGES))
    end = _until(run.text, begin)
    words = run.text[begin:end]
    if len(_WORD.findall(words)) < _FEWEST or words.endswith("?") or load_minutes().nothing.compiled.match(words):
        return None
    fields: dict[str, str | None] = {"of": "meeting", "outcome": point.type, "party": None, "counterparty": None}
    fields |= {"modality": "done", "holder": None, "due": None}
    span, shown = run.span(begin, end), words
    if point.type == "task":
        holder, due, shown = _task(telegram, point, span, words, here, parties)
        if point.held and holder is None:
            return None
        fields |= {"holder": holder, "due": due}
    source = Source(name_of(telegram), telegram.paragraphs[at].number, span, telegram.sha256)
    return Proposal(
        telegram=name_of(telegram),
        kind="event",
        text=shown,
        fields=fields,
        sources=(source,),
        marking=mark_of(telegram, at, (source,)),
        confidence=_SURE,
        rule=f"minutes-{point.type}",
    )


def _until(text: str, begin: int) -> int:
    end = len(text)
    if end - begin > _LONGEST:
        end = next((stop for _, stop in sentences(text[: begin + _LONGEST + 1], (begin,)) if stop > begin), begin)
        end = end if end - begin <= _LONGEST else begin
    return _trimmed(text, begin, end)


@cache
def _both() -> re.Pattern[str]:
    """Words for all sides at once, at the beginning of a task."""
    return re.compile("|".join(re.escape(words) for words in load_moves().both) + r"\b", re.IGNORECASE)


def _task(
    telegram: Telegram, point: Point, span: Span, words: str, here: Sequence[Placed], parties: PartyTable
) -> tuple[str | None, str | None, str]:
    """Whose a task is, by when, and its words without the brackets that say so at its end."""
    table, source = load_minutes(), telegram.source
    # What a post has to do of its own is no outcome of a meeting.
    signs = _OTHERS if point.held else ACTORS
    sides = [(start, end, one.code) for start, end, one in here if one.sign in signs and one.code]
    days = [(start, one) for start, _, one in here if one.sign == WHEN and span.start <= start < span.end]
    holder = due = None
    if point.whose is not None:
        holder = _called(" ".join(source[slice(*point.whose)].split()), parties)
    first = next((one for one in sides if span.start <= one[0] < span.start + 5), None)
    if holder is None and first is not None and table.holds.compiled.match(_flat(source[first[1] : first[1] + 60])):
        holder = first[2]
    elif (
        holder is None and (both := _both().match(words)) is not None and table.holds.compiled.match(words, both.end())
    ):
        holder = load_moves().both[0]
    said = [one for start, one in days if table.by.compiled.search(_flat(source[max(span.start, start - 24) : start]))]
    due = when(said[0]) if said else None
    brackets = _BRACKETS.search(words)
    if brackets is None:
        return holder, due, words
    opened = source.rfind("(", span.start, span.end)
    timed = any(start > opened for start, _ in days)
    before = re.split(r"[,;]|\b(?:by|due)\b", brackets[1], maxsplit=1, flags=re.IGNORECASE)[0].strip()
    inside = _called(before, parties)
    if not timed and (holder is not None or inside == before):
        return holder, due, words
    named = inside if before and not any(sign.isdigit() for sign in before) and len(before.split()) <= 5 else None
    return holder or named, due, words[: brackets.start()].rstrip(_EDGES)


def _called(words: str, parties: PartyTable) -> str:
    """The code of the side that words name, or are; else the words."""
    if parties.party(words) is not None:
        return words
    codes = {one.code for one in parties.names.get(words_of(words), ()) if not one.doubtful and one.kind in _NAMED_BY}
    return codes.pop() if len(codes) == 1 else words


def _flat(text: str) -> str:
    """On one line; the blanks at its ends stay."""
    return re.sub(r"\s+", " ", text)
