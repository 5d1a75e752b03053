"""The form of the War Department's classified message centre, 1942-47.

What came has ``From:``, ``To:`` and ``Nr:``. What was sent may name its addressees as a letter does, on lines above the
number, with office and day in a column to the right of them. Source: public copies of 1943-47; eras 2.
"""

from __future__ import annotations

import re

from legation.core.telegram import Addressee, Originator
from legation.formats.heading.lines import LONGEST, NUMBER_LABEL
from legation.formats.lines import Line, Reel
from legation.formats.sheet import Sheet

OUTGOING_MESSAGE = re.compile(r"OUTGOING (?:CLASSIFIED )?MESSAGE$")
"""The name of the form of what was sent."""
_LABELLED = re.compile(r"(?:FROM|TO) ?:", re.IGNORECASE)
_MOST_ABOVE = 40  # lines of the form above the number
_LEFT = 12  # blanks before a line that stands at the left, where the addressees do
_FEWEST_LETTERS = 3


def is_outgoing_message(reel: Reel, line: Line) -> bool:
    """Whether a line names the form of what was sent, and the number is to come."""
    if not line.text.startswith("OUTGOING ") or OUTGOING_MESSAGE.match(line.text) is None:
        return False
    behind = (ahead.text[:LONGEST] for ahead in reel.ahead(_MOST_ABOVE) if ahead.start > line.start)
    return any(NUMBER_LABEL.match(words) is not None for words in behind)


def take_form(sheet: Sheet, reel: Reel) -> None:
    """Note that the form is met; unless it has labels, the addressees stand above its number."""
    labelled = any(_LABELLED.match(ahead.text) is not None for ahead in reel.ahead(_MOST_ABOVE))
    sheet.fields["message_centre"] = None if labelled else list[list[str]]()


def take_addressed(sheet: Sheet, text: str, line: Line) -> bool:
    """Read a line of an addressee, who goes on until an empty line; False for what stands in the column beside."""
    addressed: list[list[str]] | None = sheet.fields.get("message_centre")
    if addressed is None or line.start - (text.rfind("\n", 0, line.start) + 1) > _LEFT:
        return False
    if sum(map(str.isalpha, line.text)) < _FEWEST_LETTERS:
        return False
    last: int | None = sheet.fields.get("addressed_until")
    goes_on = bool(addressed) and last is not None and not text[last : line.start].count("\n")
    if goes_on:
        addressed[-1].append(line.text)
    else:
        addressed.append([line.text])
    sheet.fields["addressed_until"] = line.next
    return True


def settle_addressed(sheet: Sheet) -> list[Addressee]:
    """The addressees above the number, which is met; the Department is who sent it."""
    if "from_" not in sheet.fields:
        sheet.fields["from_"] = Originator("WAR DEPARTMENT")
    return [Addressee(" ".join(lines).upper().strip(" .,")) for lines in sheet.fields.get("message_centre") or ()]
