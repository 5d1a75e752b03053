"""By which line it is known that a text begins with a heading, whatever stands above it on the copy."""

from __future__ import annotations

import re

from legation.formats.heading.british import SHEET, route_of
from legation.formats.heading.lines import (
    BEGINS_BODY,
    DEPTH,
    DIST,
    DIST_BARE,
    FL1,
    FL3,
    FL4,
    FL5,
    FM,
    IN_SENTENCE,
    JANAP,
    LABEL,
    LIST_STARTS,
    LONGEST,
    MISSION,
    OUTGOING,
    RI_SLASH,
    form_at,
    is_address,
    is_typed_list,
)
from legation.formats.heading.message_centre import is_outgoing_message
from legation.formats.heading.typed import SENT_FORM, has_offices_beside, is_dated_head, is_sent_to_mission
from legation.formats.lines import Line, Reel

_TO_ALL = re.compile(
    r"(?:SENT TO|ACTION|TO) ?: {1,40}(?:ALL [A-Z]{4}|(?:AMERICAN )?DIPLOMATIC (?:AND CONSULAR )?(?:POSTS|MISSIONS)\b)"
)
"""To many posts at once."""
_MOST_OF_FORM = 30  # lines of the form of what was sent above its addressees
_WORDS_OF_PROSE = 4  # blanks of a line that a sentence may run on from


def evidence_of(reel: Reel) -> Line | None:
    """The first line that only a heading has."""
    first_line = next((line for line in reel.ahead(9) if line.text), None)
    if first_line is not None:
        form = form_at(reel.text, first_line.start)
        if form is not None and form.pattern.match(reel.text, first_line.start, reel.end):
            return first_line
    above = ""  # the line above, where no empty one stands between
    for index, line in enumerate(reel.ahead(DEPTH)):
        before, words = above, line.text
        above = words
        if not words:
            continue
        if BEGINS_BODY.match(words) or (len(words) > LONGEST and not words.startswith(LIST_STARTS)):
            return None  # what a body quotes further down is no heading of its own
        first = words[0]
        if first in "ZV" and (FL1.match(words) or FL4.match(words)):
            return line
        if first == "D" and FL3.match(words):
            return line
        if first in "FfTI" and (FM.match(words) or (words.startswith("TO ") and _is_list(words[3:], before))):
            return line
        if first == "F" and len(words) < 110 and route_of(words, reel.text, line.start) is not None:
            return line
        if first in "OI" and _is_form_of_sent(reel, line):
            return line
        if (first in "Dd" or "   " in words) and is_dated_head(reel, line):
            return line
        if first in "TtIiAaSsRr" and len(words) < 110 and is_typed_list(words):
            return line
        if has_offices_beside(words) or (first == "T" and SENT_FORM.match(words)):
            return line
        if len(words) < 110 and (FL5.match(words) or JANAP.match(words)):
            return line
        if " FM " in words and FL5.match(words):
            return line
        if first in "AO0" and (DIST.match(words) or DIST_BARE.match(words)):
            return line
        if index > 4 and LABEL.match(words):
            return None
    return None


def _is_form_of_sent(reel: Reel, line: Line) -> bool:
    """Whether a line names the sheet or the form of what was sent, where no later line tells a heading for sure."""
    words = line.text[:LONGEST]
    if SHEET.match(words) is not None or is_outgoing_message(reel, line):
        return True
    if not words.startswith("OUTGOING T") or OUTGOING.match(words) is None:
        return False
    return is_sent_to_mission(reel, line) or any(
        _TO_ALL.match(ahead.text[:LONGEST]) is not None for ahead in reel.ahead(_MOST_OF_FORM)
    )


def _is_list(words: str, above: str) -> bool:
    """Whether the words behind a TO that no originator stands above are an address, and no sentence in capitals."""
    if not is_address(words):
        return False
    if RI_SLASH.match(words) is not None or MISSION.match(words) is not None:
        return True
    return above.count(" ") < _WORDS_OF_PROSE and IN_SENTENCE.search(words) is None
