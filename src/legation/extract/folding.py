"""A run of the source on one line: white space folded, and for every sign the place it stands at in the
source."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from legation.core.telegram import Paragraph, Telegram
from legation.core.text import Span
from legation.extract.drafted import without_turns

_BLANKS = {ord(sign): " " for sign in map(chr, range(0x3001)) if sign.isspace()}
# Signs that the reader of sentences uses for itself; in a text they mean nothing to it.
PRIVATE = re.compile("[\ue000-\ue0ff]")
LEFT_OUT = "\ue0ff"
# Blanks, and what is left out between them: a note after a full stop leaves one blank and not two.
_RUN = re.compile(f" [ {LEFT_OUT}]* ")
_MARKUP = re.compile(r"<note\b[^<]*(?:<(?!/note>)[^<]*)*</note>|<[^<>]{1,400}>")


_ENTITY = re.compile("&#?[A-Za-z0-9]{1,12};")
_ONE_EACH: Mapping[int, int] = MappingProxyType({})


class Folded(NamedTuple):
    """``text`` on one line; ``places[i]`` is the place of its i-th sign in the source.

    written: of signs that the source writes with several, as ``&amp;``, by their place how many.
    """

    text: str
    places: list[int]
    written: Mapping[int, int] = _ONE_EACH

    def span(self, start: int, end: int) -> Span:
        """The span of the source that the words [start, end) were folded from; not for an empty run."""
        last = self.places[end - 1]
        return Span(self.places[start], last + self.written.get(last, 1))


def folded_paragraph(telegram: Telegram, paragraph: Paragraph) -> Folded:
    """A paragraph as :func:`folded` has it; of a span that leads out of the source, what is within."""
    length = len(telegram.source)
    start = min(max(paragraph.span.start, 0), length)
    return folded(telegram, Span(start, min(max(paragraph.span.end, start), length)))


def folded(telegram: Telegram, span: Span) -> Folded:
    """Fold the white space of a span of the source to single blanks; a page that turns in it folds away with it.

    Of a volume of edited papers the tags and the editors' notes are no words of the telegram and are left out, and what
    is written as markup has it (``&amp;``) is the sign it stands for.
    """
    written: dict[int, int] = {}
    # Blanks of the same length, so that places stay what they are.
    raw = PRIVATE.sub("?", without_turns(telegram, span))
    if "tei" in telegram.layout:
        raw = _MARKUP.sub(lambda found: LEFT_OUT * len(found[0]), raw)

        def sign_of(entity: re.Match[str]) -> str:
            sign, count = html.unescape(entity[0]), len(entity[0])
            if len(sign) != 1 or PRIVATE.match(sign) is not None:
                return entity[0]
            written[span.start + entity.start()] = count
            return sign + LEFT_OUT * (count - 1)

        raw = _ENTITY.sub(sign_of, raw)
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
    return Folded(text, places, written)
