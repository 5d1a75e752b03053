"""A run of the source on one line: white space folded, and for every sign the place it stands at in the
source."""

from __future__ import annotations

import re
from typing import NamedTuple

from legation.core.text import Span

_BLANKS = {ord(sign): " " for sign in map(chr, range(0x3001)) if sign.isspace()}
# A page break of a delivered copy falls into the middle of sentences; its lines are no part of what is said.
_LEVEL = (
    r"(?:U ?N ?C ?L ?A ?S ?S ?I ?F ?I ?E ?D|LIMITED OFFICIAL USE|C ?O ?N ?F ?I ?D ?E ?N ?T ?I ?A ?L"
    r"|S ?E ?C ?R ?E ?T|TOP SECRET)"
)
_BREAK = re.compile(
    rf"(?m)^[ \t]{{0,20}}(?:{_LEVEL}(?:[ \t]+SECTION \d\d OF \d\d[^\n]{{0,40}})?"
    rf"|PAGE[ \t]+\d\d\b[^\n]{{0,80}})[ \t]{{0,20}}(?:\r?\n|$)"
)
# Signs that the reader of sentences uses for itself; in a text they mean nothing to it.
PRIVATE = re.compile("[\ue000-\ue0ff]")
LEFT_OUT = "\ue0ff"
# Blanks, and what is left out between them: a note after a full stop leaves one blank and not two.
_RUN = re.compile(f" [ {LEFT_OUT}]* ")
_MARKUP = re.compile(r"<note\b[^<]*(?:<(?!/note>)[^<]*)*</note>|<[^<>]{1,400}>")


class Folded(NamedTuple):
    """``text`` on one line; ``places[i]`` is the place of its i-th sign in the source."""

    text: str
    places: list[int]

    def span(self, start: int, end: int) -> Span:
        """The span of the source that the words [start, end) were folded from; not for an empty run."""
        return Span(self.places[start], self.places[end - 1] + 1)


def folded(source: str, span: Span, *, markup: bool = False) -> Folded:
    """Fold the white space of ``source[span]`` to single blanks; page breaks fold away with it.

    markup: the source is XML. Its tags and the editors' notes are no words of the telegram and are left out.
    """
    raw = PRIVATE.sub("?", source[span.start : span.end])
    if markup:
        raw = _MARKUP.sub(lambda found: LEFT_OUT * len(found[0]), raw)
    # Blanks of the same length, so that places stay what they are.
    raw = _BREAK.sub(lambda found: " " * len(found[0]), raw)
    raw = raw.translate(_BLANKS)
    pieces: list[str] = []
    places: list[int] = []
    at = 0
    for run in _RUN.finditer(raw):  # its first blank stays
        first = run.start() + 1
        pieces.append(raw[at:first])
        places.extend(range(span.start + at, span.start + first))
        at = run.end()
    pieces.append(raw[at:])
    places.extend(range(span.start + at, span.start + len(raw)))
    text = "".join(pieces)
    if LEFT_OUT in text:
        places = [place for sign, place in zip(text, places, strict=True) if sign != LEFT_OUT]
        text = text.replace(LEFT_OUT, "")
    return Folded(text, places)
