"""What stands behind the number of a cited telegram: its date, its year, its section, the end of a range.

``ROME 12 (1975)``, ``STATE 51556 (3/20/73)``, ``ROME 1 DTD 12 MAY 76``, ``SECSTATE 12345 DTG 031200Z MAY 75``.
"""

from __future__ import annotations

import re

from legation.core.dtg import MONTH_PATTERN, MONTHS
from legation.formats.references.years import NOTHING_WRITTEN, Written

MONTH = rf"(?:{'|'.join(MONTHS)})"
_MONTH = rf"{MONTH_PATTERN}\.?"
_YEAR = r"(?:(?:19|20)[0-9]{2}|[0-9]{2})(?![0-9A-Z])(?!\s?[-/]?\s?(?!AND\b|NOTAL\b|AS\b|AT\b|TO\b)[A-Z])"
# Behind the comma of a day the words of the sentence may follow: ``OF MAY 3, 1984 TALKS LAPSED``.
_YEAR_OF_DAY = r"(?<=[0-9], )(?:19|20)[0-9]{2}(?![0-9A-Z])(?!\s?[-/]?\s?[A-Z][A-Z .'-]{2,24} ?[0-9])"
_BEHIND = re.compile(
    r"\s{0,3}(?:"
    # A day: of words, in figures, or the group of date and time.
    rf"(?P<sign>,?\s{{0,3}}[(\[]|,)?\s{{0,3}}(?:(?:OF|DTD|DATED|DATE|ON|DTG)\b\.?:?\s{{0,3}})?(?:"
    rf"(?P<m1>{_MONTH})\s{{0,3}}(?P<d1>[0-2]?[0-9]|3[01])(?![0-9])(?:,?\s{{0,3}}'?(?P<y1>{_YEAR}|{_YEAR_OF_DAY}))?"
    rf"|(?P<m5>{_MONTH}),?\s{{0,3}}'?(?P<y5>(?:19|20)[0-9]{{2}}|[4-9][0-9]|3[2-9])(?![0-9])"
    rf"|(?P<d2>[0-9]{{1,2}})[\s-]?(?P<m2>{_MONTH})(?:,?[\s-]{{0,3}}'?(?P<y2>{_YEAR}))?"
    rf"|[A-Z]?(?P<d3>[0-9]{{2}})[0-9]{{4}}\s?[A-Z]?\s{{0,3}}(?P<m3>{_MONTH})(?:\s{{0,3}}'?(?P<y3>{_YEAR}))?"
    r")\s?[)\]]?"
    r"|[,(]?\s{0,3}(?:OF|DTD|DATED|\()\.?\s{0,3}(?P<m4>[0-9]{1,2})[/-](?P<d4>[0-9]{1,2})"
    r"(?:[/-](?P<y4>(?:19|20)[0-9]{2}|[0-9]{2}))?(?![0-9])\s?\)?"
    # A year alone.
    r"|\(\s?'?(?P<paren>(?:19|20)[0-9]{2}|[0-9]{2})\s?\)"
    r"|,?\s{0,3}(?:OF|DTD|DATED)\s{1,3}(?P<of>(?:19|20)[0-9]{2})(?![0-9])"
    r"|/(?P<slash>[0-9]{2})(?![0-9/])"
    r")"
)
_SECTION = re.compile(
    r"\s{0,3}(?:/\s?[0-9]{1,2}(?![0-9/])|[,(]?\s{0,2}SEC(?:TION)?S?\.?\s{1,3}[A-Z0-9]{1,5}(?:\s{1,3}(?:OF|AND)\s{1,3}[A-Z0-9]{1,5})?\)?)"
)
LAST_SECTION = 30
"""Two digits behind a stroke beyond this are no section: no telegram has so many."""
_COULD_GO_ON = frozenset(" ,(/\n[.-")


def written_behind(upper: str, at: int, end: int, year_here: int | None) -> tuple[Written, int]:
    """The date written behind a number that ends at ``at``, and where that ends.

    Two digits behind a stroke are a year only near ``year_here``, the telegram's own; else they are a section, or
    where no section is counted so high the next telegram: ``HONG KONG 55/56``.
    """
    written, stop = _behind(upper, at, end, year_here)
    while stop > at and upper[stop - 1] in " \n":
        stop -= 1
    return written, stop


def _behind(upper: str, at: int, end: int, year_here: int | None) -> tuple[Written, int]:
    if at >= end or upper[at] not in _COULD_GO_ON:
        return NOTHING_WRITTEN, at
    section = _SECTION.match(upper, at, end)
    found = _BEHIND.match(upper, section.end() if section is not None and "SEC" in section[0] else at, end)
    if found is None:
        return NOTHING_WRITTEN, section.end() if section is not None else at
    part = found.groupdict()
    if part["slash"]:
        if year_here is not None and not 0 <= (year_here - int(part["slash"])) % 100 <= 20:
            return NOTHING_WRITTEN, found.end() if int(part["slash"]) <= LAST_SECTION else at
        return Written(int(part["slash"])), found.end()
    for form in "12345":
        if part[f"m{form}"]:
            month = part[f"m{form}"]
            number = MONTHS.index(month[:3]) + 1 if month[0].isalpha() else int(month)
            year = part[f"y{form}"]
            opened = (part["sign"] or "").endswith(("(", "[")) or form == "4"
            stop = found.end() if opened or not found[0].endswith((")", "]")) else found.end() - 1
            return Written(
                int(year) if year else None, number if number <= 12 else None, int(part.get(f"d{form}") or 1)
            ), stop
    return Written(int(part["paren"] or part["of"])), found.end()
