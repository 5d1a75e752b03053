"""The words of a Word document (.docx), read apart (``words_apart``): what its pages would show, as lines.

Told are the heads and feet of its pages, paragraphs with the numbers that Word gives them, tables row by row, text
boxes, notes, and insertions that nobody has accepted yet. What was deleted is not, nor are comments: they stand in the
document.

Source: ECMA-376 part 1 (17.3 paragraphs, 17.4 tables, 17.9 numbering, 17.10 headers and footers, 17.11 notes).
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import docx
from docx.oxml import parse_xml

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_PARTS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
_SIGNS = {f"{_W}tab": "\t", f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "-"}
_PASSED_OVER = frozenset({_FALLBACK, f"{_W}del", f"{_W}moveFrom", f"{_W}instrText"})
_LONG = 100
"""Signs of a paragraph that is more than one line; a blank line stands around it, for paragraphs are told by that."""


def pages_of(data: bytes) -> list[str]:
    """The whole text, as one page. Raises ValueError with what is wrong and what to do."""
    try:
        document = docx.Document(io.BytesIO(data))
        lines = _Lines(document)
        heads = [line for kind in ("header", "footer") for line in lines.of_parts(kind)]
        body = list(lines.of(document.element.body))
        notes = [line for kind in ("footnotes", "endnotes") for line in lines.of_parts(kind)]
    except MemoryError:
        raise
    except Exception as why:  # of a library that reads what anybody may have written
        raise ValueError("is a damaged Word document", "give it whole and without a password") from why
    # What stands on every page stands over the text once: a level of any page is a level of it all.
    return [_laid_out([*dict.fromkeys(heads), "", *body, *(["", *notes] if notes else [])])]


def _laid_out(lines: list[str]) -> str:
    laid: list[str] = []
    for line in lines:
        if laid and laid[-1] and line and max(len(line), len(laid[-1])) > _LONG:
            laid.append("")
        laid.append(line)
    return "\n".join(laid).strip("\n")


class _Lines:
    """The lines of a document; what Word has counted so far."""

    def __init__(self, document: Any) -> None:
        self.part = document.part
        self.counts: dict[str, list[int]] = {}
        self.levels = _levels(document)
        self.styled = {style.style_id: style for style in document.styles}

    def of_parts(self, kind: str) -> Iterator[str]:
        """The lines of every part of a kind, without those that Word draws itself between text and notes."""
        for relation in self.part.rels.values():
            if relation.reltype == _PARTS + kind and not relation.is_external:
                root = parse_xml(relation.target_part.blob)
                for note in list(root.iter(f"{_W}footnote", f"{_W}endnote")):
                    if note.get(f"{_W}type"):
                        note.getparent().remove(note)
                yield from filter(None, self.of(root))

    def of(self, within: Any) -> Iterator[str]:
        """The lines below an element: of tables a line for each row, else one for each paragraph."""
        for child in within:
            if child.tag in _PASSED_OVER:
                continue
            if child.tag == f"{_W}tr":
                cells = ["\n".join(self.of(cell)) for cell in child.iterchildren(f"{_W}tc")]
                between = "\n" if any("\n" in cell for cell in cells) else "\t"
                yield from between.join(cells).split("\n")
            elif child.tag == f"{_W}p":
                yield from (self._number(child) + "".join(_text(child))).split("\n")
                for box in child.iter(f"{_W}txbxContent"):
                    if not any(above.tag == _FALLBACK for above in box.iterancestors()):
                        yield from self.of(box)
            else:
                yield from self.of(child)

    def _number(self, paragraph: Any) -> str:
        """The number that Word draws before a paragraph, with a blank; empty without one."""
        given = self._given(paragraph.find(f"{_W}pPr/{_W}numPr"), paragraph)
        if given is None:
            return ""
        number, at = given
        levels = self.levels.get(number)
        if levels is None or at >= len(levels):
            return ""
        counts = self.counts.setdefault(number, [start - 1 for _, _, start in levels])
        counts[at] += 1
        for lower in range(at + 1, len(levels)):
            counts[lower] = levels[lower][2] - 1
        form, text, _ = levels[at]
        if form == "bullet":
            return "- "
        for place, (how, _, _) in enumerate(levels[: at + 1]):
            text = text.replace(f"%{place + 1}", _counted(max(counts[place], 1), how))
        return f"{text} " if text else ""

    def _given(self, own: Any, paragraph: Any) -> tuple[str, int] | None:
        """The list a paragraph is of and its level there, from 0: its own or that of its style."""
        number, level = _value(own, "numId"), _value(own, "ilvl")
        name = paragraph.find(f"{_W}pPr/{_W}pStyle")
        style = self.styled.get(name.get(f"{_W}val")) if name is not None else None
        for _ in range(20):  # a style may stand on itself
            if style is None or number is not None:
                break
            of_style = style.element.find(f"{_W}pPr/{_W}numPr")
            number, level = _value(of_style, "numId"), level or _value(of_style, "ilvl")
            style = style.base_style
        return (number, int(level or 0)) if number is not None and number != "0" else None


def _text(paragraph: Any) -> Iterator[str]:
    """The runs of a paragraph in order; what is deleted, and the boxes that hang on it, are left out."""
    for child in paragraph:
        if child.tag in _PASSED_OVER or child.tag == f"{_W}pPr" or child.tag == f"{_W}txbxContent":
            continue
        if child.tag == f"{_W}t":
            yield child.text or ""
        elif child.tag in _SIGNS:
            yield _SIGNS[child.tag]
        elif len(child):
            yield from _text(child)


def _levels(document: Any) -> dict[str, list[tuple[str, str, int]]]:
    """The lists of a document by their number: of each level how it counts, what it draws, and where it starts."""
    try:
        numbering = document.part.numbering_part.element
    except (KeyError, NotImplementedError):
        return {}
    drawn = {one.get(f"{_W}abstractNumId"): one for one in numbering.iter(f"{_W}abstractNum")}
    found = {}
    for number in numbering.iter(f"{_W}num"):
        abstract = drawn.get(_value(number, "abstractNumId"))
        starts = {one.get(f"{_W}ilvl"): _value(one, "startOverride") for one in number.iterchildren(f"{_W}lvlOverride")}
        if abstract is not None:
            found[number.get(f"{_W}numId")] = [
                (
                    _value(level, "numFmt") or "decimal",
                    _value(level, "lvlText") or "",
                    int(starts.get(level.get(f"{_W}ilvl")) or _value(level, "start") or 1),
                )
                for level in abstract.iterchildren(f"{_W}lvl")
            ]
    return found


def _value(within: Any, name: str) -> str | None:
    found = within.find(f"{_W}{name}") if within is not None else None
    return None if found is None else found.get(f"{_W}val")


def _counted(number: int, how: str) -> str:
    """A number as a list counts: ``decimal``, letters and Roman numerals in both cases; else in figures."""
    if how.endswith("Letter"):
        letter = chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)
        return letter.upper() if how.startswith("upper") else letter
    if how.endswith("Roman"):
        roman = _roman(number)
        return roman if how.startswith("upper") else roman.lower()
    return f"{number:02}" if how == "decimalZero" else str(number)


_ROMAN = (
    *((1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X")),
    *((9, "IX"), (5, "V"), (4, "IV"), (1, "I")),
)


def _roman(number: int) -> str:
    made = ""
    for worth, sign in _ROMAN:
        made += sign * (number // worth)
        number %= worth
    return made
