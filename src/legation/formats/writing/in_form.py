"""Writing a telegram in the form in which it was read.

Every value is written at its place and in its way, from the telegram as it now is; what stands between is the form's.
A changed value for which the form has no place, or none of its shape, has its whole part written as the house does.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice, pairwise
from typing import Any, NamedTuple

from legation.core.draft import Draft, draft_of
from legation.core.errors import RefusedError
from legation.core.telegram import Telegram
from legation.formats.reading import read
from legation.formats.writing.form import ROWS, Form, Item, Piece, Place, Row, Values, form_of, values_of, white
from legation.formats.writing.house_lines import PARTS, wrapped
from legation.formats.writing.spellings import WAYS, spelled

_MARKUP = frozenset({"html", "mail", "mbox", "smart", "csv", "json-lines", "empty"})
"""Layouts that are no text: what was read in them has no form of a telegram of its own; a volume has."""

_OWN_LINE = (
    "text.caption",
    "text.attention",
    "text.executive_order",
    "text.tags",
    "text.subject",
    "text.references",
    "text.authority",
    "text.paragraph",
    "text.signature",
)
"""Elements that begin a line: one that is changed, and the one below, also where the copy had lost the line end."""

_TAGS = "tei."
"""Elements of markup: what stands behind a tag begins no line."""

_BETWEEN = {
    "tags": (",", 1),
    "attention": (",", 1),
    "references": (",", 1),
    "reasons": (",", 1),
    "paragraphs": ("", 3),
    "routing": ("", 1),
    "signals": ("", 1),
    "exemptions": ("", 1),
    "distribution": ("", 1),
}
"""What stands between two of a group where there was one: words, then a gap. Others stand each on its own line."""

_ELEMENTS = {
    "circuit": ("transmission.",),
    "stamp": ("heading.precedence", "heading.dtg"),
    "from": ("heading.from",),
    "to": ("heading.to",),
    "info": ("heading.info",),
    "exempt": ("heading.exempt",),
    "line": ("text.classification", "text.number", "heading.number"),
    "captions": ("text.caption",),
    "attention": ("text.attention",),
    "order": ("text.executive_order",),
    "tags": ("text.tags",),
    "subject": ("text.subject",),
    "references": ("text.references",),
    "authority": ("text.authority",),
    "paragraphs": ("text.paragraph",),
    "signature": ("text.signature",),
}
"""Part of the house's telegram to the elements in whose place it stands, in the order of the parts."""


class Laid(NamedTuple):
    """A piece and its words; changed: whether they are of a value that was not read."""

    piece: Piece
    words: str
    changed: bool


def write_in_form(telegram: Telegram) -> str | None:
    """The text of a telegram in its own form; None where it has none, not having been read from text.

    Raises RefusedError for a changed value that neither its form nor the house's has a place for.
    """
    if not telegram.source or not _MARKUP.isdisjoint(telegram.layout.split("+")):
        return None
    as_read = read(telegram.source)
    return _text(_written(form_of(as_read), values_of(as_read), telegram))


def _written(form: Form, before: Values, telegram: Telegram) -> list[Laid]:
    """Each piece with its words, as the telegram now is."""
    values = values_of(telegram)
    pieces = form.pieces
    anew: dict[str, None] = {}
    for row in ROWS:
        items, held = values[row.group], before[row.group]
        if items == held:
            continue
        if row.group == "mrn" and row.group in form.kept:
            continue  # no record names the telegram: its number is that of its text
        fitted = None if row.group in form.kept else _fitted(pieces, row, items, held)
        if fitted is None:
            anew[row.part] = None
        else:
            pieces = fitted
    told = list(_filled(pieces, values, before))
    for part in anew:
        told = _with_part(told, part, draft_of(telegram))
    return told


def _fitted(
    pieces: tuple[Piece, ...], row: Row, items: Sequence[Item], held: Sequence[Item]
) -> tuple[Piece, ...] | None:
    """The pieces with a place for each item; None where the form has none of its shape.

    An item stands in the place of that number if its shape is the same, else in one like that of another item.
    """
    shapes, formed = [_shape(item) for item in items], [_shape(item) for item in held]
    if shapes == formed:
        return pieces
    blocks = _blocks(pieces, row, len(held))
    if not blocks or not items or not set(shapes) <= set(formed):
        return None
    told: list[Piece] = [*pieces[: blocks[0].start]]
    for number, shape in enumerate(shapes):
        place = number if number < len(held) and formed[number] == shape else _nearest(formed, shape, number)
        between, gap = _between(pieces, row, blocks, number, len(items))
        block: Sequence[Piece] = pieces[blocks[place].start : blocks[place].stop]
        if place != number:
            block = _moved(block, row, number)
        told += [*between, block[0]._replace(gap=gap), *block[1:]]
        if number < len(held) and place != number:
            told += _others(pieces[blocks[number].start : blocks[number].stop], row)
    for number in range(len(items), len(held)):
        told += _others(pieces[blocks[number - 1].stop : blocks[number].stop], row)
    return (*told, *pieces[blocks[-1].stop :])


def _shape(item: Item) -> tuple[str, ...]:
    return tuple(name for name, value in item.items() if value is not None)


def _nearest(formed: Sequence[tuple[str, ...]], shape: tuple[str, ...], number: int) -> int:
    return min((at for at, one in enumerate(formed) if one == shape), key=lambda at: abs(at - number))


def _blocks(pieces: Sequence[Piece], row: Row, count: int) -> list[slice]:
    """The pieces of each item, from the first of its places to the last; none where they do not stand in a row."""
    found: list[list[int]] = [[] for _ in range(count)]
    for at, piece in enumerate(pieces):
        if piece.place is not None and piece.place.group == row.group and piece.element.startswith(row.kinds):
            found[piece.place.item].append(at)
    blocks = [slice(one[0], one[-1] + 1) for one in found if one]
    in_a_row = all(left.stop <= right.start for left, right in pairwise(blocks))
    return blocks if len(blocks) == count and in_a_row else []


def _between(
    pieces: Sequence[Piece], row: Row, blocks: Sequence[slice], number: int, count: int
) -> tuple[list[Piece], int]:
    """What stands before an item behind the one before it, and the gap then."""
    if number == 0:
        return [], pieces[blocks[0].start].gap
    if len(blocks) == 1:
        words, gap = _BETWEEN.get(row.group, ("", 2))
        return [Piece(0, row.kinds[0], words, None)] if words else [], gap
    # The last one may be another, as in ``A, B AND C``; where an item is added, that before it is as the first.
    at = len(blocks) - 2 if number == count - 1 and count >= len(blocks) else min(number - 1, len(blocks) - 2)
    if at == len(blocks) - 2 and number < count - 1 and count > len(blocks):
        at = 0
    told = list(pieces[blocks[at].stop : blocks[at + 1].start])
    if at != number - 1:
        told = [piece for piece in told if piece.element.startswith(row.kinds)]
    return told, pieces[blocks[at + 1].start].gap


def _moved(block: Sequence[Piece], row: Row, number: int) -> list[Piece]:
    """The pieces as those of another item: each value once and whole, and no head of a page between."""
    told: list[Piece] = []
    seen: set[str] = set()
    for piece in block:
        if piece.place is None or piece.place.group != row.group:
            told += [piece] if piece.element.startswith(row.kinds) else []
        elif piece.place.name not in seen:
            seen.add(piece.place.name)
            told.append(piece._replace(place=piece.place._replace(item=number, lines=(), goes_on=0)))
    return told


def _others(pieces: Iterable[Piece], row: Row) -> list[Piece]:
    """What stands among items that are gone and is not of them, such as the head of a page."""
    return [piece for piece in pieces if not piece.element.startswith(row.kinds)]


def _filled(pieces: Iterable[Piece], values: Values, before: Values) -> Iterator[Laid]:
    rests: dict[tuple[str, int, str], _Rest] = {}
    changes: dict[tuple[str, int, str], bool] = {}  # a long value with many tags in it is compared once
    for piece in pieces:
        place = piece.place
        if place is None:
            yield Laid(piece, piece.words, False)
            continue
        at = place[:3]
        value = _value(values, place)
        if value is None:
            continue
        if at not in changes:
            changes[at] = value != _value(before, place)
        changed = changes[at]
        if changed and at in rests:
            piece = piece._replace(gap=max(piece.gap, 1))  # where a tag stood inside a word, one stands between two
        rest = rests.pop(at) if at in rests else _Rest(_tokens(place.kind, place.way, value))
        if place.goes_on:
            rests[at] = rest
            tokens = rest.shared(sum(place.lines)) if changed else rest.cut(place.goes_on)
        else:
            tokens = rest.all()
        words = _lined(tokens, () if changed else place.lines)
        if words:
            yield Laid(piece, words, changed)


def _value(values: Values, place: Place) -> Any:
    items = values[place.group]
    return items[place.item][place.name] if place.item < len(items) else None


def _tokens(kind: str, way: str, value: Any) -> list[str]:
    """Words and line ends of a value in its way; in another way of the same kind where its own cannot say it."""
    ways = (way, *WAYS[kind])
    words = next((words for words in (spelled(kind, one, value) for one in ways) if words is not None), str(value))
    return _TOKEN.findall(words)


_TOKEN = re.compile(r"\S+|\n")
_END = "\n"


class _Rest:
    """The words and line ends of a value that are not written yet, of which parts stand elsewhere."""

    def __init__(self, tokens: Sequence[str]) -> None:
        self._tokens = tokens
        self._next = 0
        self._begun = 0  # so many signs of the next word are written

    def shared(self, words: int) -> list[str]:
        """So many words."""
        told: list[str] = []
        while self._next < len(self._tokens) and words > 0:
            told.append(self._tokens[self._next])
            words -= told[-1] != _END
            self._next += 1
        return told

    def cut(self, signs: int) -> list[str]:
        """So many signs; a word is cut where a tag stands in it."""
        told: list[str] = []
        while self._next < len(self._tokens) and signs > 0:
            word = self._tokens[self._next]
            part = word[self._begun : self._begun + signs] if word != _END else word
            told.append(part)
            signs -= len(part) * (word != _END)
            self._begun += len(part)
            if self._begun == len(word):
                self._next, self._begun = self._next + 1, 0
        return told

    def all(self) -> list[str]:
        told = list(self._tokens[self._next :])
        if self._begun:
            told[0] = told[0][self._begun :]
        return told


def _lined(tokens: Sequence[str], lines: Sequence[int]) -> str:
    """The words on lines of so many words; without lines, a dash point on a line of its own."""
    if not lines:
        return _BLANKS.sub("\n", " ".join(tokens)).strip()
    words = iter([token for token in tokens if token != _END])
    told = [" ".join(islice(words, count)) for count in lines[:-1]]
    return "\n".join([*told, " ".join(words)]).strip("\n")


_BLANKS = re.compile(r"\s*\n\s*")


def _with_part(told: list[Laid], part: str, draft: Draft) -> list[Laid]:
    """The same with one part in the form of the house, where it stood or where it would stand."""
    of_set = any(one.piece.element.startswith("genadmin.") for one in told)
    kinds = _ELEMENTS.get(part)
    if kinds is None or (of_set and part in _OF_A_SET):
        raise RefusedError(f"the form of this telegram has no place for this {part}", "write it as a draft")
    try:
        lines = PARTS[part](draft)
    except (TypeError, ValueError) as wrong:
        raise RefusedError(f"the {part} lacks a value", "give all of it, or none") from wrong
    while lines and not lines[-1]:
        lines.pop()
    kept = [one for one in told if not one.piece.element.startswith(kinds)]
    at = next((number for number, one in enumerate(told) if one.piece.element.startswith(kinds)), None)
    if at is None:
        before = tuple(kind for name in _before(part) for kind in _ELEMENTS[name])
        at = max((number + 1 for number, one in enumerate(kept) if one.piece.element.startswith(before)), default=0)
    lead = 3 if part == "paragraphs" else 2
    new = [Laid(Piece(2 if number else lead, kinds[0], line, None), line, False) for number, line in enumerate(lines)]
    behind = kept[at:]
    if new and behind:
        below = behind[0]
        behind[0] = below._replace(piece=below.piece._replace(gap=max(2, below.piece.gap)))
    return [*kept[:at], *new, *behind]


_OF_A_SET = ("subject", "references", "paragraphs", "signature")
"""Parts that a formatted message has in its sets alone."""


def _before(part: str) -> list[str]:
    names = list(_ELEMENTS)
    return names[: names.index(part)]


def _text(told: Sequence[Laid]) -> str:
    """The words laid out with the gaps between them; lines of a changed value are broken for a circuit."""
    lines: list[str] = []
    line: list[str] = []
    changed = False
    anew = {laid.piece.element for laid in told if laid.changed}
    before = ""

    def end_line() -> None:
        nonlocal changed
        words = "".join(line).rstrip()
        lines.extend(wrapped(words) if changed and words else [words])
        line.clear()
        changed = False

    for laid in told:
        gap, element = laid.piece.gap, laid.piece.element
        begins = element != before and element in _OWN_LINE and not before.startswith(_TAGS)
        if begins and not anew.isdisjoint((element, before)):
            gap = max(gap, 2)
        before = element
        for at, words in enumerate(f"{white(gap) if lines or line else ''}{laid.words}".split("\n")):
            if at:
                end_line()
            if words:
                line.append(words)
            changed = changed or (laid.changed and bool(words))
    end_line()
    return "\n".join([*lines, ""])
