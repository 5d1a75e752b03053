"""What the sentences of a telegram are about where they do not say so: its subject, and the heading of their paragraph.

*BEEF CERTIFICATES*, and a sentence that says the Ministry is now content; *3. Visas: Libya agreed*. Pure: what may be
read is handed in.
"""

from __future__ import annotations

import re

from legation.core.dialogue.proposal import Source
from legation.core.telegram import Telegram
from legation.core.text import Span
from legation.extract.drafted import NUMBER_AND_MARK, without_pages
from legation.tables.marking import subject_marking
from legation.tables.pieces import source_marking

# Its number and mark, and few words before a stop or a colon: none of them a verb, for it is not yet a sentence.
_HEADING = re.compile(rf"{NUMBER_AND_MARK}(?P<heading>[A-Z][\w'’/&,-]*(?:[ \n][\w'’/&,-]+){{0,6}})[.:](?=\s+\S|\s*--)")
_VERB = re.compile(r"\b(?:is|are|was|were|has|have|had|will|would|met|said|agreed|agrees?|please|you|we|i)\b", re.I)


def titles(telegram: Telegram, source: Source) -> tuple[Span, ...]:
    """Where the words stand that tell what a sentence is about, but for those that are held more closely than it is.

    A heading above the number of its paragraph goes by a mark of its own, or as the whole.
    """
    found = []
    held = source_marking(telegram, source)
    paragraph = telegram.paragraph_at(source.span.start)
    if paragraph is not None:
        met = _HEADING.match(without_pages(telegram, Span(*paragraph.span)))
        if met is not None and not _VERB.search(met["heading"]):
            heading = Span(*met.span("heading")).moved(paragraph.span.start)
            above = source_marking(telegram, Source(source.telegram, source.paragraph, heading))
            if heading.end <= source.span.start and above.join(held) == held:
                found.append(heading)
    if subject_marking(telegram).join(held) == held:
        found += [element.span for element in telegram.elements if element.kind == "text.subject"]
    return tuple(found)
