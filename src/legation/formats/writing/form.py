"""The form of a telegram that was read: its text with the values taken out.

What is left is words between places. A place says which value stands there and in which way it is written, and no
value itself, so that another value is written as the one before it was: TAGS with the blanks of that post, a date with
its slashes, an address behind its indicator. Of white space it has the line ends, and nothing of their indents.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from itertools import accumulate, pairwise
from typing import Any, NamedTuple

from legation.core.draft import pointed
from legation.core.telegram import Addressee, Paragraph, Telegram
from legation.core.text import Span
from legation.formats.writing.spellings import WAYS, spelled

Item = dict[str, Any]
Values = dict[str, list[Item]]
"""By group, its items, each with its values by name."""


class Row(NamedTuple):
    """A group of values: of which part of the house's telegram, in elements of which kinds, which values in which
    kind of ways. again: kinds of elements that say it once more."""

    group: str
    part: str
    kinds: tuple[str, ...]
    values: tuple[tuple[str, str], ...]
    again: tuple[str, ...] = ()


_ADDRESSEE = (("ri", "words"), ("plad", "words"), ("precedence", "words"), ("mcn", "words"))
_RELEASE = (("created", "stamp"), ("released", "stamp"), ("classification", "words"), ("origin", "words"))
_CIRCUIT = (("station", "words"), ("serial", "words"), ("filed", "words"), ("security", "words"))
_PARAGRAPH = (("text", "words"), ("number", "number"), ("marking", "words"), ("heading", "words"))
_BY = (("name", "words"), ("title", "words"), ("organization", "words"))
_OWN = ("text.number", "heading.number")
_MARKS = ("text.classification", "text.caption")

ROWS = (
    Row("mrn", "release", ("release.mrn", "nara.attributes"), (("mrn", "mrn"),)),
    Row("release", "release", ("release.", "nara.attributes"), _RELEASE),
    Row("transmission", "circuit", ("transmission.",), (("id", "words"), ("precedence", "prosign"))),
    Row("routing", "circuit", ("transmission.routing",), (("ri", "words"),)),
    Row("circuit", "circuit", ("transmission.",), _CIRCUIT, ("end.message",)),
    Row("signals", "circuit", ("transmission.security", "heading.signals"), (("signal", "words"),)),
    Row(
        "distribution",
        "distribution",
        ("delivered.distribution",),
        (("role", "words"), ("office", "words"), ("copies", "number")),
    ),
    Row("precedence", "stamp", ("heading.precedence",), (("action", "prosign"), ("info", "prosign"))),
    Row("dtg", "stamp", ("heading.dtg",), (("dtg", "moment"),), ("page.header", "delivered.dashes")),
    Row("from", "from", ("heading.from",), (("ri", "words"), ("plad", "words"))),
    Row("to", "to", ("heading.to",), _ADDRESSEE),
    Row("info", "info", ("heading.info",), _ADDRESSEE),
    Row("exempt", "exempt", ("heading.exempt",), (("plad", "words"),)),
    Row(
        "level",
        "line",
        ("text.classification",),
        (("level", "level"),),
        ("page.classification", "end.classification", "text.classification"),
    ),
    Row("post", "line", _OWN, (("post", "post"),), ("text.number",)),
    Row("number", "line", _OWN, (("number", "number"),), ("page.header", "delivered.dashes", "text.number")),
    Row("caveats", "captions", _MARKS, (("caveat", "words"),)),
    Row("captions", "captions", _MARKS, (("caption", "words"),)),
    Row("attention", "attention", ("text.attention",), (("office", "words"), ("person", "words"))),
    Row("order", "order", ("text.executive_order",), (("order", "words"), ("code", "words"), ("until", "day"))),
    Row("exemptions", "order", ("text.executive_order",), (("mark", "exemption"),)),
    Row("tags", "tags", ("text.tags",), (("tag", "words"),)),
    Row("subject", "subject", ("text.subject", "genadmin.subj"), (("subject", "words"),)),
    Row("references", "references", ("text.references", "genadmin.ref"), (("text", "words"), ("label", "words"))),
    Row("authority", "authority", ("text.authority", "text.executive_order"), _BY),
    Row("reasons", "authority", ("text.authority",), (("reason", "reason"),)),
    Row("paragraphs", "paragraphs", ("text.paragraph", "genadmin."), _PARAGRAPH),
    Row("signature", "signature", ("text.signature",), (("line", "words"),)),
)
"""In the order in which they are looked for; what one has found is no other's."""


class Place(NamedTuple):
    """Where a value stands: of which group, item and name, written in which way. lines: how many words of it stand
    on each line here, a part of one as a word. goes_on: of how many signs, white space aside, if the rest of it stands
    elsewhere, such as behind the head of a page or a tag; else 0."""

    group: str
    item: int
    name: str
    kind: str
    way: str
    lines: tuple[int, ...] = ()
    goes_on: int = 0


class Piece(NamedTuple):
    """A run of words, or the place of a value. gap: the white space before it, see ``white``."""

    gap: int
    element: str
    words: str
    place: Place | None


class Form(NamedTuple):
    """pieces in their order; kept: the groups of which a value does not stand as a value (a moment in local time, a
    word broken at a line's end), so that their words are words of the form."""

    pieces: tuple[Piece, ...]
    kept: frozenset[str]


def white(gap: int) -> str:
    """The white space of a gap: none, a blank, a line end, then so many lines more."""
    return " " if gap == 1 else "\n" * (gap - 1)


def values_of(telegram: Telegram) -> Values:
    """All that a telegram says, by the groups of ROWS."""
    sent, order, by = telegram.transmission, telegram.executive_order, telegram.classified_by
    head = telegram.release
    return {
        "mrn": [{"mrn": telegram.mrn}],
        "release": [
            {
                "created": head.created,
                "released": head.released,
                "classification": head.classification,
                "origin": head.origin,
            }
        ],
        "transmission": [{"id": sent.id, "precedence": sent.precedence}],
        "routing": _each("ri", sent.routing),
        "circuit": [
            {"station": sent.station, "serial": sent.serial, "filed": sent.filed, "security": sent.security},
        ],
        "signals": _each("signal", sent.signals),
        "distribution": _offices(telegram),
        "precedence": [{"action": telegram.precedence.action, "info": telegram.precedence.info}],
        "dtg": [{"dtg": telegram.dtg}],
        "from": [{"ri": telegram.from_.ri, "plad": telegram.from_.plad}],
        "to": [_addressee(one) for one in telegram.to],
        "info": [_addressee(one) for one in telegram.info],
        "exempt": _each("plad", telegram.exempt),
        "level": [{"level": telegram.classification.level}],
        "post": [{"post": telegram.post}],
        "number": [{"number": telegram.number}],
        "caveats": _each("caveat", telegram.classification.caveats),
        "captions": _each("caption", telegram.classification.captions),
        "attention": [{"office": one.office, "person": one.person} for one in telegram.attention],
        "order": [{"order": order.order, "code": order.code, "until": order.declassify_on}],
        "exemptions": _each("mark", order.exemptions),
        "tags": _each("tag", telegram.tags),
        "subject": [{"subject": telegram.subject}],
        "references": [{"label": one.label, "text": one.text} for one in telegram.references],
        "authority": [{"name": by.name, "title": by.title, "organization": by.organization}],
        "reasons": _each("reason", by.reasons),
        "paragraphs": [_paragraph(one) for one in telegram.paragraphs],
        "signature": _each("line", telegram.signature),
    }


def _each(name: str, values: Iterable[Any]) -> list[Item]:
    return [{name: value} for value in values]


def _addressee(one: Addressee) -> Item:
    return {"ri": one.ri, "plad": one.plad, "precedence": one.precedence, "mcn": one.mcn}


def _offices(telegram: Telegram) -> list[Item]:
    """A role is written once, before its first office."""
    told: list[Item] = []
    last = None
    for one in telegram.distribution:
        told.append({"role": None if one.role == last else one.role, "office": one.office, "copies": one.copies})
        last = one.role
    return told


def _paragraph(one: Paragraph) -> Item:
    begins = one.heading is not None and one.text.casefold().startswith(one.heading.casefold())
    return {
        "number": one.number,
        "marking": one.marking,
        "heading": None if begins else one.heading,
        "text": pointed(one.text, one.items),
    }


def form_of(telegram: Telegram) -> Form:
    """The form of a telegram, from its source and what was read of it. In time about linear in the source where its
    values stand one behind the other, and in the number of elements times that of groups."""
    search = _Search(telegram)
    values = values_of(telegram)
    kept = frozenset(row.group for row in ROWS if not search.place(row, values[row.group]))
    return Form(tuple(_pieces(telegram, search.found)), kept)


_REACH = 64  # signs in which a value is looked for at first; most stand nearer


class _Found(NamedTuple):
    signs: list[int]  # places in the source of the words' signs, white space left out
    place: Place
    words: str


class _Search:
    """Looks for values among the signs of a source, of which each belongs to one value at most."""

    def __init__(self, telegram: Telegram) -> None:
        self.source = telegram.source
        self.elements = [element for element in telegram.elements if element.kind != "layout.blank"]
        self.taken = bytearray(len(self.source))
        self.found: list[_Found] = []
        self.starts: dict[str, list[Span]] = {
            "paragraphs": [one.span for one in telegram.paragraphs],
            "references": [one.span for one in telegram.references],
        }

    def place(self, row: Row, items: Sequence[Item]) -> bool:
        """Whether every value of the group was found; what was found is kept only then."""
        stream = _Stream(self.source, [one.span for one in self.elements if one.kind.startswith(row.kinds)])
        before = len(self.found)
        starts = self.starts.get(row.group)
        at = 0
        for number, item in enumerate(items):
            if starts is None:
                end = self._chain(row, stream, number, item, at)
            else:
                ends = stream.index(starts[number + 1].start) if number + 1 < len(starts) else len(stream.words)
                end = self._around(row, stream, number, item, (at, stream.index(starts[number].start), ends))
            if end is None:
                self._let_go(before)
                return False
            at = end
        if row.again and items:
            self._once_more(row, items[0])
        return True

    def _chain(self, row: Row, stream: _Stream, number: int, item: Item, at: int) -> int | None:
        """Values that stand one after the other."""
        for name, kind in row.values:
            if item[name] is not None:
                found = self._look(stream, Place(row.group, number, name, kind, ""), item[name], at, None)
                if found is None:
                    return None
                at = found[1]
        return at

    def _around(self, row: Row, stream: _Stream, number: int, item: Item, within: tuple[int, int, int]) -> int | None:
        """The text of a paragraph or reference, of which the place is known; its number, mark and heading before."""
        begin, start, end = within
        for name, kind in row.values:
            if item[name] is None:
                continue
            place = Place(row.group, number, name, kind, "")
            found = self._look(stream, place, item[name], *((start, end) if name == "text" else (begin, start)))
            if found is None:
                return None
            if name == "text":
                start, end = found
        return end

    def _look(self, stream: _Stream, place: Place, value: Any, at: int, end: int | None) -> tuple[int, int] | None:
        """The first place of the value from ``at`` on, in whichever way stands first."""
        ways = []
        for way in WAYS[place.kind]:
            words = spelled(place.kind, way, value)
            if words and (sought := "".join(words.split())):
                ways.append((way, words, sought))
        best: tuple[int, bool, int, str, str] | None = None
        end = len(stream.words) if end is None else end
        reach = _REACH
        # Farther only where none begins near by: a way that stands nowhere is not looked for through all of it.
        while best is None:
            for way, words, sought in ways:
                begin = self._free(stream, sought, at, min(end, (best[0] if best else at + reach) + len(sought)))
                if begin is not None:
                    # Of two ways with the same signs, such as a level with and without blanks, the one with its blanks.
                    blanks = self._between(stream, begin, len(sought)) != words.split()
                    if best is None or (begin, blanks) < best[:2]:
                        best = (begin, blanks, begin + len(sought), way, words)
            if at + reach >= end:
                break
            reach *= 4
        if best is None:
            return None
        begin, _, stop, way, words = best
        self._take(stream.at[begin:stop], place._replace(way=way), words)
        return begin, stop

    def _between(self, stream: _Stream, begin: int, signs: int) -> list[str]:
        return self.source[stream.at[begin] : stream.at[begin + signs - 1] + 1].split()

    def _free(self, stream: _Stream, sought: str, at: int, end: int | None) -> int | None:
        """Where the signs stand as words of their own, and no other value has them."""
        at = stream.words.find(sought, at, end)
        while at >= 0:
            first, last = stream.at[at], stream.at[at + len(sought) - 1]
            if not self._joined(first - 1, first) and not self._joined(last, last + 1):
                taken = self.taken
                if not any(taken[sign] for sign in stream.at[at : at + len(sought)]):
                    return at
            at = stream.words.find(sought, at + 1, end)
        return None

    def _joined(self, left: int, right: int) -> bool:
        """Whether two neighbours are signs of one word."""
        source = self.source
        return left >= 0 and right < len(source) and source[left].isalnum() and source[right].isalnum()

    def _once_more(self, row: Row, item: Item) -> None:
        """Every other place of the first item's values, in the elements that say them again."""
        for element in self.elements:
            if element.kind.startswith(row.again):
                stream = _Stream(self.source, [element.span])
                for name, kind in row.values:
                    if item[name] is not None:
                        self._look(stream, Place(row.group, 0, name, kind, ""), item[name], 0, None)

    def _take(self, signs: list[int], place: Place, words: str) -> None:
        for sign in signs:
            self.taken[sign] = 1
        self.found.append(_Found(signs, place, words))

    def _let_go(self, before: int) -> None:
        for one in self.found[before:]:
            for sign in one.signs:
                self.taken[sign] = 0
        del self.found[before:]


class _Stream:
    """The signs of some runs of a source without white space. at: where each stands."""

    def __init__(self, source: str, spans: Iterable[Span]) -> None:
        self.at = [sign for start, end in spans for sign in range(start, end) if not source[sign].isspace()]
        self.words = "".join([source[sign] for sign in self.at])

    def index(self, place: int) -> int:
        """The first sign at or behind a place of the source."""
        return bisect_left(self.at, place)


def _pieces(telegram: Telegram, found: Iterable[_Found]) -> Iterable[Piece]:
    """The source cut at the places of values, each run with the gap before it."""
    source = telegram.source
    runs = sorted(run for one in found for run in _runs(telegram, one))
    space = ""
    at = 0
    next_run = 0
    for element in telegram.elements:
        end = element.span.end
        while at < end:
            while next_run < len(runs) and runs[next_run][1] <= at:
                next_run += 1
            if next_run < len(runs) and runs[next_run][0] <= at:
                _, stop, place = runs[next_run]
                yield Piece(_gap(space), element.kind, "", place)
                space, at = "", stop
                continue
            stop = min(end, runs[next_run][0]) if next_run < len(runs) else end
            words = source[at:stop]
            core = words.strip()
            if core:
                lead = words[: len(words) - len(words.lstrip())]
                yield Piece(_gap(space + lead), element.kind, _WHITE.sub(_inner, core), None)
                space = words[len(words.rstrip()) :]
            else:
                space += words
            at = stop


def _runs(telegram: Telegram, one: _Found) -> Iterable[tuple[int, int, Place]]:
    """The runs of a value: more than one where something else stands between its words."""
    source = telegram.source
    cuts = [0]
    for number, (left, right) in enumerate(pairwise(one.signs), 1):
        if right - left > 1 and not source[left + 1 : right].isspace():
            cuts.append(number)
    # A tag may stand inside a word, and what stands behind it is a word of its run.
    starts = sorted({*cuts, *accumulate(map(len, one.words.split()), initial=0)})
    told = 0
    for begin, stop in pairwise([*cuts, len(one.signs)]):
        lines = []
        for end in (*_line_ends(source, one.signs, begin, stop), stop):
            count = bisect_left(starts, end) - told  # those that begin before it
            told += count
            lines.append(count)
        place = one.place._replace(lines=tuple(lines), goes_on=stop - begin if stop < len(one.signs) else 0)
        yield one.signs[begin], one.signs[stop - 1] + 1, place


def _line_ends(source: str, signs: Sequence[int], begin: int, stop: int) -> Iterable[int]:
    """How many signs stand before each line end, from ``begin`` to ``stop``; an empty line is one more."""
    for number in range(begin + 1, stop):
        if signs[number] - signs[number - 1] > 1:
            for _ in range(_gap(source[signs[number - 1] + 1 : signs[number]]) - 1):
                yield number


_WHITE = re.compile(r"\s+")


def _inner(found: re.Match[str]) -> str:
    return white(_gap(found[0]))


def _gap(space: str) -> int:
    if "\r\r\n" in space:  # one line end of a tape relay, see ``formats.plain``
        space = space.replace("\r\r\n", "\n")
    return 1 + len(space.splitlines()) - (space[-1] not in _ENDS) if space else 0


_ENDS = "\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029"
