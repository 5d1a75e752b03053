"""A line of references that opens a telegram without a label, as before 1970: ``DEPTEL 642; EMBTEL 1187``.

The first word says whose telegram it is, or each has a letter: ``(A) USUN 5683 (B) DEPTEL 1122``. What a sentence cites
stays in the sentence, as a mention.
"""

from __future__ import annotations

import re

from legation.tables.posts import Posts

_TEL = r"(?:DEP|EMB|CON|CONGEN|LEG|UR|YOUR|MY|OUR|USUN)TELS?"
_NUMBERS = r" (?:NOS?\.? )?[0-9]{1,6}(?:(?:, ?| AND |, AND | & )[0-9]{1,6}){0,8}"
_LATER = rf"(?:{_TEL}|[A-Z]{{3,14}}(?: [A-Z]{{3,12}})?){_NUMBERS}"
_CITED = rf"{_TEL}{_NUMBERS}(?:(?:; ?|, ?| AND |, AND |; AND ){_LATER}){{0,8}}"
_ALONE = re.compile(rf"(?:RE:? )?(?P<cited>{_CITED})[.;]?")
_ITEM = rf"(?:{_TEL}|[A-Z]{{3,14}}(?: [A-Z]{{3,12}}){{0,2}}){_NUMBERS}(?: \(?NOTAL\)?)?"
_LETTERED = re.compile(
    rf"(?P<cited>\(?A ?[).] ?{_ITEM}(?:(?:[;,]| AND|[;,] AND)? \(?[B-H] ?[).] ?{_ITEM}){{1,7}})[.;]?"
)
_NAMED = re.compile(rf"[).] ?(?:{_TEL}|(?P<post>[A-Z][A-Z ]{{2,40}}?))(?= (?:NOS?\.? )?[0-9])")
_FIRSTS = frozenset("RrDdEeCcLlUuYyMmOo")
_LETTERED_FIRSTS = frozenset("(Aa")
_LONGEST = 120


def opening_references(words: str, posts: Posts) -> tuple[int, int] | None:
    """Where the citations begin and end in a line of nothing else."""
    lettered = words[:1] in _LETTERED_FIRSTS
    if not (lettered or words[:1] in _FIRSTS) or len(words) >= _LONGEST:
        return None
    upper = words.upper()
    found = (_LETTERED if lettered else _ALONE).fullmatch(upper) if len(upper) == len(words) else None
    if found is None or not all(posts.key(name) is not None for name in _NAMED.findall(found["cited"]) if name):
        return None  # ``(A) ARTICLE 5 (B) ARTICLE 6``
    return found.span("cited")
