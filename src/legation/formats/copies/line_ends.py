"""A text whose lines end in several signs: the words are read with one line feed for each end.

Whoever reads asks for a blank or a line end between two words, and for two line ends between two paragraphs. A carriage
return that stayed as a blank would stand between them: the same telegram would be read otherwise for its line ends.
"""

from __future__ import annotations

import re

from legation.formats.flat import Flat

# Tape relay ends a line with two carriage returns; both belong to the one line end.
_END = re.compile(r"(\r\r?\n)")
_SINGLE = {"\r\n": "\n", "\r\r\n": "\n"}


def with_single_ends(text: str) -> Flat | None:
    """The words of ``text`` with a line feed for each line end of several signs; None where it has none."""
    if "\r" not in text or "\r\n" not in text:
        return None
    pieces = list(filter(None, _END.split(text)))
    return Flat.along(list(map(_SINGLE.get, pieces, pieces)), list(map(len, pieces)))
