"""A reference that opens a telegram without a label, as before 1970: ``DEPTEL 642; EMBTEL 1187``, ``Re Deptel 642.``

It stands on a line of its own or, with ``Re``, is the first sentence; the first word says whose telegram it is.
"""

from __future__ import annotations

import re

_TEL = r"(?:DEP|EMB|CON|CONGEN|LEG|UR|YOUR|MY|OUR|USUN)TELS?"
_NUMBERS = r" (?:NOS?\.? )?[0-9]{1,6}(?:(?:, ?| AND |, AND | & )[0-9]{1,6}){0,8}"
_LATER = rf"(?:{_TEL}|[A-Z]{{3,14}}(?: [A-Z]{{3,12}})?){_NUMBERS}"
_CITED = rf"{_TEL}{_NUMBERS}(?:(?:; ?|, ?| AND |, AND |; AND ){_LATER}){{0,8}}"
_ALONE = re.compile(rf"(?:RE:? )?(?P<cited>{_CITED})[.;]?")
_SENTENCE = re.compile(rf"RE:? (?P<cited>{_CITED})\.(?= {{1,3}}[A-Z])")
_FIRSTS = frozenset("RrDdEeCcLlUuYyMmOo")


def opening_references(words: str) -> tuple[int, int, int] | None:
    """Where the citations begin and end in a line that opens with them, and where what follows them begins."""
    if words[:1] not in _FIRSTS:
        return None
    upper = words[:200].upper()
    found = _ALONE.fullmatch(upper) if len(words) < 120 else None
    if found is None:
        found = _SENTENCE.match(upper) if upper.startswith("RE") else None
    if found is None or len(upper) != len(words[:200]):
        return None
    return (*found.span("cited"), found.end())
