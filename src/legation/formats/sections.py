"""The sections of one telegram, put together and taken apart.

The joined telegram is read from the sections' sources in order, one after another, so that each span still points
at the words of a source; the heads of the later sections are elements ``section.heading`` and no part of the text.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from itertools import pairwise

from legation.core.telegram import Telegram
from legation.core.text import UNREAD, Span
from legation.formats.copies.line_ends import with_single_ends
from legation.formats.flat import Flat
from legation.formats.plain import plain
from legation.formats.reading import read_parts
from legation.formats.sectionheads import SectionHead, head_of_part, header_of
from legation.tables.posts import Posts

_TEXT = frozenset({"text.paragraph", "text.signature"})


def join_sections(parts: Sequence[Telegram], *, posts: Posts | None = None) -> Telegram:
    """One telegram of its sections, which are put in the order of their numbers.

    Args:
        parts: sections of the same telegram, as ``read`` gives them; one part comes back as it is.
        posts: the table they were read with.

    Returns:
        A telegram whose ``source`` is the sources in order (a line end is added to one that has none), whose
        ``section`` has no number, and whose file is that of the first. SEC002 names each section that is missing.
        Raises ValueError where there is no part, or where parts bear different numbers, which is no damage of a
        document but a mistake of the caller.
    """
    if not parts:
        raise ValueError("no sections to put together")
    if len(parts) == 1:
        return parts[0]
    named = {part.mrn for part in parts if part.mrn is not None}
    if len(named) > 1:
        raise ValueError(f"not one telegram: {', '.join(sorted(named))}")
    ordered = sorted(parts, key=lambda part: part.section.number or 0)
    sources = [part.source if part.source.endswith("\n") else f"{part.source}\n" for part in ordered[:-1]]
    source = "".join([*sources, ordered[-1].source])
    of = max([part.section.of or 0 for part in ordered] + [len(ordered)])
    flat = with_single_ends(source)
    heads = _heads(ordered, source if flat is None else flat, [len(words) for words in sources], of)
    sha256 = hashlib.sha256(source.encode("utf-8", "surrogatepass")).hexdigest()
    return read_parts(source, heads, sha256, flat=flat, file=ordered[0].file, posts=posts)


def _heads(parts: Sequence[Telegram], words: str | Flat, lengths: Sequence[int], of: int) -> list[SectionHead]:
    """Where each section's own words stand in the ``words`` of the joined source, whose lines end in one sign."""
    place: Callable[[int], int] = int if isinstance(words, str) else words.within
    text = plain(words if isinstance(words, str) else words.text)
    first = parts[0]
    heads = [SectionHead(first.section.number or 1, of, 0, 0, 0)]
    header = header_of(text, 0, place(lengths[0]))
    start, ended = 0, place(_end(first, 0))
    for number, (part, length) in enumerate(zip(parts[1:], lengths, strict=True), 2):
        start += length
        ended += text[ended : ended + 1] == "\n"  # a sentence that runs on keeps its line end
        found = head_of_part(text, place(start), place(start + len(part.source)), header)
        begins = place(start + next((e.span.start for e in part.elements if e.kind in _TEXT), 0))
        heads.append(
            SectionHead(
                part.section.number or (found[0] if found else number),
                of,
                ended,
                place(start),
                found[1] if found else begins,
            )
        )
        ended = place(_end(part, start))
    return heads


def _end(part: Telegram, start: int) -> int:
    """Where the text of a part ends, in a joined text in which the part begins at ``start``."""
    return start + max((e.span.end for e in part.elements if e.kind in _TEXT), default=len(part.source))


def section_sources(telegram: Telegram) -> list[Span]:
    """The section of the source that each section of a joined telegram takes up, in order; the spans touch.

    One span, the whole, for a telegram of one section.
    """
    cuts = [0]
    last = ""
    for element in telegram.elements:
        if element.kind == "section.heading" and last != "section.heading":
            cuts.append(element.span.start)
        if element.kind not in {"layout.blank", UNREAD}:
            last = element.kind
    cuts.append(len(telegram.source))
    return [Span(start, end) for start, end in pairwise(cuts)]
