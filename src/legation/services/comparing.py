"""Two versions of a telegram side by side: what differs in its fields, and in its paragraphs word by word.

What was read is compared, so that wrapping, page furniture, case and the shape of quotation marks are no changes.
Where one side has words and the other a sign that words were taken out, the words were withheld or released.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Literal

import msgspec

from legation.core.draft import Draft
from legation.core.telegram import Paragraph, Reference, Telegram
from legation.core.text import Span
from legation.services.aligning import opcodes
from legation.tables.redactions import redaction

Change = Literal["same", "changed", "added", "removed", "withheld", "released"]
"""From the side before to the side after."""

_MOST_PAIRS = 2_500
_LEAST_ALIKE = 0.3


class Piece(msgspec.Struct, frozen=True, kw_only=True):
    """A run of words. ``before`` and ``after`` are as each side has them; one is empty where words came or went."""

    change: Change
    before: str
    after: str


class FieldChange(msgspec.Struct, frozen=True, kw_only=True):
    """A field that differs, with its values on each side."""

    name: str
    before: tuple[str, ...]
    after: tuple[str, ...]


class ParagraphChange(msgspec.Struct, frozen=True, kw_only=True):
    """A paragraph of one side beside that of the other, or beside none. Numbers and marks are as read."""

    change: Change
    before: int | None
    after: int | None
    marks: tuple[str | None, str | None]
    pieces: tuple[Piece, ...]


class Comparison(msgspec.Struct, frozen=True, kw_only=True):
    """What differs. ``paragraphs`` has every paragraph of both sides in order, those that are the same, too.

    same: nothing that was read differs. layout_only: nothing but the layout or the bytes does. withheld, released:
    words on one side that the other has a sign in the place of.
    """

    fields: tuple[FieldChange, ...]
    paragraphs: tuple[ParagraphChange, ...]
    layouts: tuple[str, str]
    same: bool
    layout_only: bool
    withheld: int
    released: int


def compare(before: Telegram, after: Telegram) -> Comparison:
    """What differs from one reading to another."""
    fields = tuple(_fields(before, after))
    paragraphs = tuple(_paragraphs(before.paragraphs, after.paragraphs))
    same = not fields and all(one.change == "same" for one in paragraphs)
    pieces = [piece for one in paragraphs for piece in one.pieces]
    return Comparison(
        fields=fields,
        paragraphs=paragraphs,
        layouts=(before.layout, after.layout),
        same=same,
        layout_only=same and before.source != after.source,
        withheld=sum(len(piece.before.split()) for piece in pieces if piece.change == "withheld"),
        released=sum(len(piece.after.split()) for piece in pieces if piece.change == "released"),
    )


def compare_drafts(before: Draft, after: Draft) -> Comparison:
    """What differs from one text of a draft to another; what a telegram only shows in its layout, too."""
    changes = compare(_as_read(before), _as_read(after))
    other = _of_a_draft(after)
    more = tuple(
        FieldChange(name=name, before=values, after=other[name])
        for name, values in _of_a_draft(before).items()
        if values != other[name]
    )
    return msgspec.structs.replace(
        changes,
        fields=(*changes.fields, *more),
        same=changes.same and not more,
        layout_only=changes.layout_only and not more,
    )


def compared(before: Sequence[str], after: Sequence[str], *, least: float) -> tuple[ParagraphChange, ...]:
    """Items of two texts side by side, numbered from 1, those that are most alike together and in order.

    least: share of words in common, 0 to 1, below which two items are not the same one.
    """
    one, two = (
        [Paragraph(number, None, None, None, text, (), Span(0, 0)) for number, text in enumerate(texts, 1)]
        for texts in (before, after)
    )
    return tuple(_paragraphs(one, two, least))


# Fields.


def _told(telegram: Telegram) -> dict[str, tuple[str | None, ...]]:
    t = telegram
    signed = t.classified_by
    return {
        "number": (t.mrn,),
        "date-time group": (t.dtg,),
        "day in words": (t.written_day,),
        "precedence": (t.precedence.action, t.precedence.info),
        "from": (t.from_.plad,),
        "to": tuple(a.plad for a in t.to),
        "info": tuple(a.plad for a in t.info),
        "classification": (t.classification.level,),
        "caveats": t.classification.caveats,
        "captions": t.classification.captions,
        "executive order": (t.executive_order.order, t.executive_order.code),
        "declassify on": (t.executive_order.declassify_on, *t.executive_order.exemptions),
        "classified by": (signed.name, signed.title, *signed.reasons),
        "TAGS": t.tags,
        "subject": (t.subject,),
        "references": tuple(r.mrn or " ".join(r.text.split()) for r in t.references),
        "attention": tuple(" ".join(p for p in (a.office, a.person) if p) for a in t.attention),
        "signature": t.signature,
        "released": (t.release.released,),
        "released as": (t.release.classification,),
    }


def _of_a_draft(draft: Draft) -> dict[str, tuple[str, ...]]:
    """What two readings of one telegram do not differ in, and two texts of a draft may."""
    return {
        "precedence of addressees": tuple(
            f"{one.plad} {one.precedence}" for one in (*draft.to, *draft.info) if one.precedence
        ),
        "exempt": draft.exempt,
        "organization": (draft.classified_by.organization,) if draft.classified_by.organization else (),
        "headings": tuple(paragraph.heading for paragraph in draft.paragraphs if paragraph.heading),
        "numbers and marks": tuple(
            f"{paragraph.number if paragraph.number is not None else ''}({paragraph.marking or 'none'})"
            for paragraph in draft.paragraphs
        ),
    }


def _as_read(draft: Draft) -> Telegram:
    """The draft as a telegram of which nothing but its parts is known."""
    nowhere = Span(0, 0)
    return Telegram(
        sha256="",
        layout="draft",
        precedence=draft.precedence,
        dtg=draft.dtg,
        from_=draft.from_,
        to=draft.to,
        info=draft.info,
        exempt=draft.exempt,
        classification=draft.classification,
        attention=draft.attention,
        executive_order=draft.executive_order,
        tags=draft.tags,
        subject=draft.subject,
        references=tuple(Reference(None, None, text, "other", "unread", nowhere) for text in draft.references),
        classified_by=draft.classified_by,
        paragraphs=tuple(
            Paragraph(one.number, one.marking, one.heading, None, one.text, (), nowhere) for one in draft.paragraphs
        ),
        signature=draft.signature,
        source=msgspec.json.encode(draft).decode(),
    )


def _fields(before: Telegram, after: Telegram) -> Iterator[FieldChange]:
    other = _told(after)
    for name, values in _told(before).items():
        one, two = ([v for v in side if v] for side in (values, other[name]))
        if [_folded(v) for v in one] != [_folded(v) for v in two]:
            yield FieldChange(name=name, before=tuple(one), after=tuple(two))


# Paragraphs.


class _Read(msgspec.Struct, frozen=True):
    """words: as they stand, a sign being one. keys: what is compared of each; None where it is a sign."""

    paragraph: Paragraph
    words: tuple[str, ...]
    keys: tuple[str | None, ...]


def _read(paragraph: Paragraph) -> _Read:
    words: list[str] = []
    keys: list[str | None] = []
    at = 0
    for sign in redaction().finditer(paragraph.text):
        _add(paragraph.text[at : sign.start()], words, keys)
        words.append(sign[0].strip() or "[blank]")
        keys.append(None)
        at = sign.end()
    _add(paragraph.text[at:], words, keys)
    return _Read(paragraph, tuple(words), tuple(keys))


def _add(text: str, words: list[str], keys: list[str | None]) -> None:
    for word in text.split():
        key = _folded(word)
        # A dash that is set apart on one side only is no word.
        if key.strip("-"):
            words.append(word)
            keys.append(key)
        elif words:
            words[-1] += f" {word}"


_SIGNS = str.maketrans({"“": '"', "”": '"', "„": '"', "‘": "'", "’": "'", "–": "-", "—": "-", "‑": "-", "…": "..."})
_DOUBLED = re.compile(r"''")


def _folded(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).translate(_SIGNS).casefold()
    return " ".join(_DOUBLED.sub('"', folded).split())


def _paragraphs(
    before: Sequence[Paragraph], after: Sequence[Paragraph], least: float = _LEAST_ALIKE
) -> Iterator[ParagraphChange]:
    one, two = [_read(p) for p in before], [_read(p) for p in after]
    for left, right in _aligned(one, two, least):
        pieces = tuple(_pieces(left, right))
        marks = (left.paragraph.marking if left else None, right.paragraph.marking if right else None)
        yield ParagraphChange(
            change=_change(left, right, pieces, marks),
            before=left.paragraph.number if left else None,
            after=right.paragraph.number if right else None,
            marks=marks,
            pieces=pieces,
        )


def _change(
    left: _Read | None, right: _Read | None, pieces: Sequence[Piece], marks: tuple[str | None, str | None]
) -> Change:
    if left is None or right is None:
        return "added" if left is None else "removed"
    met = {piece.change for piece in pieces} - {"same"}
    if len(met) == 1:
        only = met.pop()
        return only if only in {"withheld", "released"} else "changed"
    # A portion mark that one copy leaves out is told by ``marks`` and is no change of words.
    return "changed" if met or (None not in marks and marks[0] != marks[1]) else "same"


def _aligned(one: Sequence[_Read], two: Sequence[_Read], least: float) -> Iterator[tuple[_Read | None, _Read | None]]:
    for tag, i1, i2, j1, j2 in opcodes([p.keys for p in one], [p.keys for p in two]):
        if tag == "equal":
            yield from zip(one[i1:i2], two[j1:j2], strict=True)
        elif (i2 - i1) * (j2 - j1) > _MOST_PAIRS:
            yield from _in_order(one[i1:i2], two[j1:j2])
        else:
            yield from _best(one[i1:i2], two[j1:j2], least)


def _in_order(one: Sequence[_Read], two: Sequence[_Read]) -> Iterator[tuple[_Read | None, _Read | None]]:
    for place in range(max(len(one), len(two))):
        yield one[place] if place < len(one) else None, two[place] if place < len(two) else None


def _best(one: Sequence[_Read], two: Sequence[_Read], least: float) -> list[tuple[_Read | None, _Read | None]]:
    """The pairing in order whose paragraphs are most alike in sum."""
    alike = [[_alike(left, right) for right in two] for left in one]
    best = [[0.0] * (len(two) + 1) for _ in range(len(one) + 1)]
    for i in range(len(one) - 1, -1, -1):
        for j in range(len(two) - 1, -1, -1):
            paired = best[i + 1][j + 1] + alike[i][j] if alike[i][j] >= least else 0.0
            best[i][j] = max(best[i + 1][j], best[i][j + 1], paired)
    pairs: list[tuple[_Read | None, _Read | None]] = []
    i = j = 0
    while i < len(one) and j < len(two):
        if alike[i][j] >= least and best[i][j] == best[i + 1][j + 1] + alike[i][j]:
            pairs.append((one[i], two[j]))
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            pairs.append((one[i], None))
            i += 1
        else:
            pairs.append((None, two[j]))
            j += 1
    return [*pairs, *((left, None) for left in one[i:]), *((None, right) for right in two[j:])]


def _alike(left: _Read, right: _Read) -> float:
    """Share of words in common, 0 to 1; a sign may stand for as many as there are."""
    a, b = Counter(left.keys), Counter(right.keys)
    if (None in a) != (None in b):
        hidden, whole = (a, b) if None in a else (b, a)
        shown = {key: n for key, n in hidden.items() if key is not None}
        common = sum(min(n, whole[key]) for key, n in shown.items())
        told = common / sum(shown.values()) if shown else 0.0
        same_number = left.paragraph.number is not None and left.paragraph.number == right.paragraph.number
        return max(told, 0.5 if same_number and not shown else 0.0)
    total = sum(a.values()) + sum(b.values())
    return 2 * sum((a & b).values()) / total if total else 1.0


def _pieces(left: _Read | None, right: _Read | None) -> Iterator[Piece]:
    if left is None or right is None:
        words = " ".join((left or right).words)  # type: ignore[union-attr]  # one of the two is there
        if words:
            yield (
                Piece(change="added", before="", after=words)
                if left is None
                else Piece(change="removed", before=words, after="")
            )
        return
    for tag, i1, i2, j1, j2 in opcodes(left.keys, right.keys):
        before, after = left.words[i1:i2], right.words[j1:j2]
        yield Piece(
            change="same" if tag == "equal" else _of(left.keys[i1:i2], right.keys[j1:j2]),
            before=" ".join(before),
            after=" ".join(after),
        )


def _of(before: Sequence[str | None], after: Sequence[str | None]) -> Change:
    if not before:
        return "added"
    if not after:
        return "removed"
    if None in after and None not in before:
        return "withheld"
    if None in before and None not in after:
        return "released"
    return "changed"
