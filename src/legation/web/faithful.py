"""The faithful text: every character of the source, in order, with what was read from it laid over.

Pure. The text is cut in blocks, one for each paragraph and one for what stands around them, so that a page
can set beside each what belongs to it. Joined, with the tags taken out, the blocks are the source again.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import TypeAlias

import msgspec
from markupsafe import Markup, escape

from legation.core.telegram import Paragraph, Reference, Telegram
from legation.core.text import Span
from legation.services.annotations.citing import anchors
from legation.web.kinds import name_of, tint_of


class Overlay(msgspec.Struct, frozen=True, kw_only=True):
    """Something laid over a span: a reference with its link, a finding, or the words of a proposal.

    id: of the place in the page, or empty. css: classes of the words. says: shown on hover.
    """

    span: Span
    css: str
    says: str
    id: str = ""
    href: str = ""


class Block(msgspec.Struct, frozen=True, kw_only=True):
    """A run of the text. ``anchor`` is the fragment of its paragraph, such as ``p2``; None around them.

    bare: nothing stands in it but tags of an edition, which a reader may hide.
    """

    span: Span
    paragraph: Paragraph | None
    anchor: str | None
    html: Markup
    bare: bool = False


WINDOW = 36_000
"""Characters of a telegram on one page, or a little more: its blocks are kept whole where they are no longer."""


BLOCKS = 200
"""Blocks on one page at most: what stands beside them is more than they are, where they are short."""


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """A run of whole blocks that makes one page. first, last: anchors of its first and last paragraph, or None."""

    span: Span
    first: str | None
    last: str | None


def parts(telegram: Telegram, *, window: int = WINDOW) -> list[Part]:
    """The text cut into pages, in order: one alone where it is short. An empty source has none."""
    cuts = _outline(telegram, window)
    made: list[Part] = []
    run: list[_Cut] = []
    for cut, (end, _, _) in pairwise([*cuts, (len(telegram.source), None, None)]):
        if run and (end - run[0][0] > window or len(run) == BLOCKS):
            made.append(_part(run, cut[0]))
            run = []
        run.append(cut)
    return [*made, _part(run, len(telegram.source))] if run else made


def blocks(
    telegram: Telegram, overlays: Sequence[Overlay] = (), within: Part | None = None, *, window: int = WINDOW
) -> list[Block]:
    """The text in blocks, in order: all of it, or one of its ``parts``. An empty source has none."""
    source = telegram.source
    lowest, highest = within.span if within is not None else Span(0, len(source))
    cuts = _outline(telegram, window if within is not None else max(len(source), 1))
    cuts = [cut for cut in cuts if lowest <= cut[0] < highest]
    runs = _runs(telegram, [start for start, _, _ in cuts], overlays, highest)
    ends = [*(start for start, _, _ in cuts[1:]), highest][: len(cuts)]
    # Every run was escaped by _told, every attribute by escape.
    return [
        Block(
            span=Span(start, end),
            paragraph=paragraph,
            anchor=anchor,
            html=Markup("".join(html)),  # noqa: S704
            bare=is_tagged(telegram) and not _TAG.sub("", source[start:end]).strip(),
        )
        for (start, paragraph, anchor), end, html in zip(cuts, ends, runs, strict=True)
    ]


def is_tagged(telegram: Telegram) -> bool:
    """Whether the text is the markup of an edition, whose tags a reader may hide."""
    return "frus-tei" in telegram.layout.split("+")


def _part(run: Sequence[_Cut], end: int) -> Part:
    named = [anchor for _, _, anchor in run if anchor is not None]
    return Part(span=Span(run[0][0], end), first=named[0] if named else None, last=named[-1] if named else None)


def legend(telegram: Telegram) -> list[str]:
    """The tints that the text has, in the order in which they are met."""
    met = dict.fromkeys(tint_of(element.kind) for element in telegram.elements)
    return [tint for tint in met if tint is not None]


def first_places(telegram: Telegram) -> dict[str, str]:
    """Kind of element to the id of its first place in the page."""
    places: dict[str, str] = {}
    for number, element in enumerate(telegram.elements):
        places.setdefault(element.kind, f"e{number}")
    return places


def _says_of(reference: Reference, href: str) -> str:
    return f"{reference.kind}, {'known by its date-time group' if href else 'not read as a telegram number'}"


def reference_overlays(references: Iterable[Reference], link: Callable[[Reference], str]) -> list[Overlay]:
    """References as links; those that name no telegram stay plain words."""
    return [
        Overlay(
            span=reference.span,
            css=f"ref {reference.status}",
            says=reference.mrn or _says_of(reference, href),
            href=href,
        )
        for reference, href in ((one, link(one)) for one in references)
    ]


_TAG = re.compile(r"<[^<>]*>")
_ENDS_LINE = re.compile(r"<(?:/(?:p|head|item|row|note|dateline|signed)\b|lb\b|note\b)")
"""Tags behind which a line ends; an empty ``ends`` stands there, for when tags are hidden."""

_Cut: TypeAlias = tuple[int, Paragraph | None, str | None]
"""Where a block begins, with its paragraph and anchor; what goes on from the block before has no anchor."""


def _outline(telegram: Telegram, longest: int) -> list[_Cut]:
    """Where each block begins; one that is longer than ``longest`` goes on in others."""
    source = telegram.source
    cuts: list[_Cut] = []
    at = 0
    for anchor, place in anchors(telegram).items():
        paragraph = telegram.paragraphs[place]
        start, end = max(paragraph.span.start, at), min(paragraph.span.end, len(source))
        if end <= start:
            continue
        # Blank lines between two paragraphs go with the first; a page header there is a block of its own.
        if start > at and (not cuts or source[at:start].strip()):
            cuts.append((at, None, None))
        cuts.append((start, paragraph, anchor))
        at = end
    if at < len(source) and (not cuts or source[at:].strip()):
        cuts.append((at, None, None))
    return [
        piece
        for (start, paragraph, anchor), (end, _, _) in pairwise([*cuts, (len(source), None, None)])
        for piece in (
            (start, paragraph, anchor),
            *((cut, paragraph, None) for cut in _cut(source, start, end, longest)),
        )
    ]


def _cut(source: str, start: int, end: int, longest: int) -> Iterator[int]:
    """Places at which a block is cut, after a line end where there is one in the last part of the run."""
    while end - start > longest:
        line_end = source.rfind("\n", start + longest // 2, start + longest)
        start = line_end + 1 if line_end >= 0 else start + longest
        yield start


def _runs(telegram: Telegram, starts: Sequence[int], overlays: Sequence[Overlay], stop_at: int) -> list[list[str]]:
    """The HTML of each block: runs of text between any two places where something begins or ends."""
    source = telegram.source
    length = len(source)
    # A finding on the very end of the text has no run to stand before: it goes to the last character.
    opening = _by_place((min(o.span.start, length - 1), n) for n, o in enumerate(overlays))
    closing = _by_place((min(o.span.end, length), n) for n, o in enumerate(overlays))
    elements = {element.span.start: n for n, element in enumerate(telegram.elements)}
    block_starts = set(starts)
    begin_at = min(starts, default=stop_at)
    tags = {tag.start(): tag for tag in _TAG.finditer(source)} if is_tagged(telegram) else {}
    tag = next((tag for tag in tags.values() if tag.start() < begin_at < tag.end()), None)
    tag_ends = (tag.end() for tag in tags.values())
    within = (place for place in {*elements, *opening, *closing, *tags, *tag_ends} if begin_at <= place <= stop_at)
    places = sorted({begin_at, stop_at, *block_starts, *within})
    out: list[list[str]] = []
    active = {n: None for n, o in enumerate(overlays) if o.span.start < begin_at < min(o.span.end, length)}
    current = max((n for start, n in elements.items() if start < begin_at), default=None)
    inside = False
    for start, stop in pairwise(places):
        new_block, new_element = start in block_starts, start in elements
        if inside and (new_block or new_element):
            out[-1].append("</span>")
            inside = False
        if new_block:
            out.append([])
        if new_element:
            current = elements[start]
        if not inside:
            out[-1].append(_open(telegram, current, first=new_element))
            inside = True
        for number in closing.get(start, ()):
            active.pop(number, None)
        for number in opening.get(start, ()):
            if overlays[number].id:
                out[-1].append(f'<i class="at" id="{escape(overlays[number].id)}"></i>')
            if overlays[number].span.end > start:
                active[number] = None
        if tag is not None and start >= tag.end():
            tag = None
        tag = tags.get(start, tag)
        told = _told(source[start:stop])
        if tag is not None:
            told = f'<span class="tag">{told}</span>'
        out[-1].append(_run(told, [overlays[number] for number in active]))
        if tag is not None and stop == tag.end() and _ENDS_LINE.match(tag[0]):
            out[-1].append('<span class="ends"></span>')
    if inside:
        out[-1].append("</span>")
    return out


def _by_place(placed: Iterable[tuple[int, int]]) -> Mapping[int, list[int]]:
    found: dict[int, list[int]] = {}
    for place, number in placed:
        found.setdefault(max(place, 0), []).append(number)
    return found


def _open(telegram: Telegram, number: int | None, *, first: bool) -> str:
    if number is None:
        return "<span>"
    kind = telegram.elements[number].kind
    tint = tint_of(kind)
    if tint is None:
        return "<span>"
    place = f' id="e{number}"' if first else ""
    name = escape(name_of(kind))
    return f'<span class="e t-{tint}"{place} title="{name}">'


def _run(told: str, over: Sequence[Overlay]) -> str:
    if not over:
        return told
    css = escape(" ".join(dict.fromkeys(overlay.css for overlay in over)))
    says = escape("; ".join(dict.fromkeys(overlay.says for overlay in over)))
    href = next((overlay.href for overlay in over if overlay.href), "")
    if href:
        return f'<a class="{css}" title="{says}" href="{escape(href)}">{told}</a>'
    return f'<span class="{css}" title="{says}">{told}</span>'


def _told(text: str) -> str:
    # A browser turns CR LF into LF and drops zero bytes unless they are written as references; HTML has none
    # for a zero byte, so its picture stands for it.
    return str(escape(text)).replace("\r", "&#13;").replace("\0", "\N{SYMBOL FOR NULL}")
