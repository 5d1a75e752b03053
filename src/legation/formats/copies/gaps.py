"""A text whose words stand two blanks apart or more, as programs that read scans leave lines set to one width.

Labels, markings in spread letters and lists of addressees are known by one blank between their words.
"""

from __future__ import annotations

import re

from legation.formats.flat import Flat

_LOOKED_AT = 2000  # code points at the front
_FEWEST = 40  # wide gaps that are more than the columns of a table
_TO_ONE_NARROW = 8
_NARROW = re.compile(r"(?<=[^ \n]) (?=[^ \n])")
_GAP = re.compile(r"(?<=[^ \n])( {2,})(?=[^ \n])")


def with_single_gaps(text: str) -> Flat | None:
    """The words of ``text`` with one blank between two words; None unless hardly any gap in it is of one."""
    front = text[:_LOOKED_AT]
    if front.count("  ") < _FEWEST:
        return None
    wide = len(_GAP.findall(front))
    if wide < _FEWEST or len(_NARROW.findall(front)) * _TO_ONE_NARROW > wide:
        return None
    pieces = _GAP.split(text)
    words = [" " if place % 2 else piece for place, piece in enumerate(pieces)]
    return Flat.along(words, list(map(len, pieces)))
