"""A line of references that opens a telegram without a label, as before 1970: ``DEPTEL 642; EMBTEL 1187``.

The first word says whose telegram it is, or each has a letter: ``(A) USUN 5683 (B) DEPTEL 1122``. What a sentence cites
stays in the sentence, as a mention; a first sentence that does nothing but cite says what ``reftel`` means.
"""

from __future__ import annotations

import re

from legation.core.dtg import MONTH_PATTERN
from legation.core.telegram import Reference
from legation.formats.references.years import TRAVELLING
from legation.tables.posts import Posts

_TEL = r"(?:DEP|EMB|CON|CONGEN|LEG|UR|YOUR|MY|OUR|USUN)TELS?"
# The day of what is cited may stand behind its number: ``Urtel 388 Mar 12.``
_DAY = rf"(?:,? (?:OF )?{MONTH_PATTERN}\.? [0-9]{{1,2}}(?![0-9]))?"
_NUMBERS = r" (?:NOS?\.? )?[0-9]{1,6}(?:(?:, ?| AND |, AND | & )[0-9]{1,6}){0,8}"
_LATER = rf"(?:{_TEL}|[A-Z]{{3,14}}(?: [A-Z]{{3,12}})?){_NUMBERS}"
_CITED = rf"{_TEL}{_NUMBERS}{_DAY}(?:(?:; ?|, ?| AND |, AND |; AND ){_LATER}{_DAY}){{0,8}}"
_ALONE = re.compile(rf"(?:RE:? )?(?P<cited>{_CITED})[.;]?")
_ITEM = rf"(?:{_TEL}|[A-Z]{{3,14}}(?: [A-Z]{{3,12}}){{0,2}}){_NUMBERS}(?: \(?NOTAL\)?)?"
_LETTERED = re.compile(
    rf"(?P<cited>\(?A ?[).] ?{_ITEM}(?:(?:[;,]| AND|[;,] AND)? \(?[B-H] ?[).] ?{_ITEM}){{1,7}})[.;]?"
)
_NAMED = re.compile(rf"[).] ?(?:{_TEL}|(?P<post>[A-Z][A-Z ]{{2,40}}?))(?= (?:NOS?\.? )?[0-9])")
_FIRSTS = frozenset("RrDdEeCcLlUuYyMmOo")
_LETTERED_FIRSTS = frozenset("(Aa")
_LONGEST = 120
_LONGEST_OPENING = 200
# What may stand above a first sentence that cites: ``From Johnston.``, ``NATUS. For Battle from Talbot.``
_ADDRESSED = re.compile(
    r"[ \n]{0,9}(?:(?:NATUS|NIACT|INFO|(?:FROM|FOR|PERSONAL|EYES ONLY)\b[^.\n0-9]{1,60})\.[ \n]{1,3}){0,3}"
)
_OF_JOURNEY = re.compile(rf"(?:{'|'.join(sorted(TRAVELLING))})\b")
_NOTHING_SAID = re.compile(r"(?:[ \n,;:&]|\b(?:REF|RE|REFERENCES?|REFS|AND|TO (?:DEPT|DEPARTMENT)|NIACT)\b){0,24}")
_NOTHING_MORE = re.compile(
    r"(?: TO (?:DEPT|DEPARTMENT)|[,;]? \(?(?:RPTD?|RPTED|REPEATED)\b(?: TO)?[A-Z0-9 ,;&]{2,120}\)?)?[.](?![0-9])"
)


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


def opening_citations(upper: str, start: int, found: list[Reference]) -> list[Reference]:
    """The telegrams of a first sentence that does nothing but cite, as a line of references does: ``Embtel 596.``

    found: what the text cites by number, in order. What was ``rptd Ankara 73; London 57`` has these numbers there.
    """
    addressed = _ADDRESSED.match(upper, start)
    at = addressed.end() if addressed is not None else start
    stop = upper.find(".", at, at + _LONGEST_OPENING)
    cited: list[Reference] = []
    for one in found:
        if one.span.start >= stop or _OF_JOURNEY.match(upper, one.span.start) is not None:
            break  # ``Tosec 29.`` is rather the telegram's own number
        if _NOTHING_SAID.fullmatch(upper, at, one.span.start) is None:
            break
        cited.append(one)
        at = one.span.end
    return cited if cited and _NOTHING_MORE.match(upper, at, stop + 1) is not None else []
