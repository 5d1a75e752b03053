"""A line of references that opens a telegram without a label, as before 1970: ``DEPTEL 642; EMBTEL 1187``.

The first word says whose telegram it is. What a sentence cites stays in the sentence, as a mention.
"""

from __future__ import annotations

import re

_TEL = r"(?:DEP|EMB|CON|CONGEN|LEG|UR|YOUR|MY|OUR|USUN)TELS?"
_NUMBERS = r" (?:NOS?\.? )?[0-9]{1,6}(?:(?:, ?| AND |, AND | & )[0-9]{1,6}){0,8}"
_LATER = rf"(?:{_TEL}|[A-Z]{{3,14}}(?: [A-Z]{{3,12}})?){_NUMBERS}"
_CITED = rf"{_TEL}{_NUMBERS}(?:(?:; ?|, ?| AND |, AND |; AND ){_LATER}){{0,8}}"
_ALONE = re.compile(rf"(?:RE:? )?(?P<cited>{_CITED})[.;]?")
_FIRSTS = frozenset("RrDdEeCcLlUuYyMmOo")
_LONGEST = 120


def opening_references(words: str) -> tuple[int, int] | None:
    """Where the citations begin and end in a line of nothing else."""
    if words[:1] not in _FIRSTS or len(words) >= _LONGEST:
        return None
    upper = words.upper()
    found = _ALONE.fullmatch(upper) if len(upper) == len(words) else None
    return None if found is None else found.span("cited")
