"""The security warning of a transmitted heading, ``ZNY SSSSS``: the level of the message, five times by its letter.

It is no line of the telegram's own, and a station may have sent a message more closely than it is marked. It raises
what a banner or another line holds lower, and alone it settles nothing. Source: ACP 127(G) 124; ACP 117 7.d; decision
0114.
"""

from __future__ import annotations

import re

from legation.formats.markings.levels import higher
from legation.formats.markings.raising import WARNED, raise_by
from legation.formats.sheet import Sheet

# A release code of two letters takes the place of the last two: ``ZNY SSSBB``.
_WARNING = re.compile(r"ZNY {1,3}(?P<letter>[TSCR])(?:(?P=letter){3,4}|(?P=letter){2} ?[A-Z]{2})(?![A-Z])")
_LEVELS = {"T": "TOP SECRET", "S": "SECRET", "C": "CONFIDENTIAL", "R": "RESTRICTED"}


def take_security_warning(sheet: Sheet, start: int, end: int) -> None:
    """Raise the telegram by the warnings that lines of ``sheet.text[start:end]``, above its body, begin with."""
    upper = sheet.upper
    for found in _WARNING.finditer(upper, start, end):
        at = found.start()
        if at == start or upper[at - 1] in "\n ":
            level, held = _LEVELS[found["letter"]], sheet.fields.get("level")
            if higher(held, level) != held:  # mostly it says what the telegram's own line does
                raise_by(sheet, level, (), WARNED, found.span())
