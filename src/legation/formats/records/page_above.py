"""Where a telegram begins in a text that was copied from a page with all that the page says above it.

Mirrors of the release tell how to read and to cite a telegram before they show it. Two things tell where it begins: the
names of the columns over its head (``Reference ID Created ...``), and, where there is no head, that the page names the
number of the classification line below (``08BELISAR1837``). A text that has a field or a numbered paragraph above is no
such page: it quotes. Source: pages of public mirrors of the release.
"""

from __future__ import annotations

import re
from functools import cache

from legation.formats.markings.levels import LEVEL_PATTERN

_FAR = 20_000  # code points in which a page begins its telegram; lists of TAGS make them many
_FRONT = 1_500
_WIDE = 100  # code points of a line that no copy of a telegram as sent has
COLUMNS = (
    r"(?:Reference ID|Identifier)[\s|]{1,40}Created[\s|]{1,40}(?:Released[\s|]{1,40})?"
    r"Classification[\s|]{1,40}Origin[ |\t]{0,40}\n"
)
"""The names of the columns, where the head is a row of a page's table."""
_COLUMNS = re.compile(rf"\n[ |\t]{{0,20}}(?={COLUMNS})", re.IGNORECASE)
_HEADING = re.compile(
    r"^(?:VZCZC[A-Z]{3}\d{3,4} *$|(?:ZZ|OO|PP|RR) [RQ][A-Z]{3,7}\b|DE [RQ][A-Z]{3,7} #?\d{3,4}\b"
    r"|(?:[ZOPR] ){1,2}\d{6}Z [A-Z]{3} \d\d\b)",
    re.MULTILINE,
)
_TOLD = re.compile(r"^ {0,9}(?:\d{1,2}\. {1,4}[A-Z(]|E\.?O\.? ?1\d{4}|TAGS ?:|SUBJ(?:ECT)? ?:|REFS? ?:)", re.MULTILINE)


@cache
def _level_line() -> re.Pattern[str]:
    """The classification line: level, post and number."""
    return re.compile(
        rf"^(?:{LEVEL_PATTERN})[ /]{{1,9}}(?:[A-Z/]{{4,12}} {{1,3}}){{0,2}}?(?:SECTION \d{{1,2}} OF \d{{1,2}} {{1,3}})?"
        r"(?P<post>[A-Z][A-Z .]{2,30}?) {1,3}0{0,5}(?P<number>[1-9]\d{0,5}) *$",
        re.MULTILINE,
    )


def page_above(text: str) -> int:
    """Where the telegram of the plain ``text`` begins below the words of a page; 0 where it begins at once."""
    if text.find("Origin", 0, _FAR) >= 0:  # as nearly no telegram has, and in less time than the pattern takes
        columns = _COLUMNS.search(text, 0, _FAR)
        if columns is not None:
            return columns.end() if _TOLD.search(text, 0, columns.start()) is None else 0
    if max(map(len, text[:_FRONT].split("\n"))) < _WIDE:
        return 0
    level = _level_line().search(text, 0, _FAR)
    if level is None or not level.start():
        return 0
    number = f"{re.sub('[ .]', '', level['post'])}{level['number']}"
    named = text.rfind(number, 0, level.start())
    if named < 2 or not text[named - 2 : named].isdecimal() or _TOLD.search(text, 0, level.start()) is not None:
        return 0
    heading = _HEADING.search(text, named, level.start())
    return heading.start() if heading is not None else level.start()
