"""Where a paragraph opens, and what the words before a number tell of it: nothing, or that a sentence runs on."""

from __future__ import annotations

import re
from typing import NamedTuple

ENDS = frozenset('.?!:;)"”]\n-#*_=')
"""Signs that no sentence runs on from."""
SHORT = 40  # a line this short does not end where it does for want of room
_LEADS_ON = re.compile(
    r"[ (](?:A|AN|AND|OR|OF|THE|TO|ON|IN|BY|FOR|FROM|AT|WITH|THAN|ABOUT|LEAST|ONLY|NO|NOS|REF|PARA|PARAS|PARAGRAPHS?"
    r"|ARTICLES?|SECTIONS?|ITEMS?|PHASE|PART|PAGE|TABLE|ANNEX|STATE|CIRCA|JAN(?:UARY)?|FEB(?:RUARY)?|MAR(?:CH)?|APR(?:IL)?"
    r"|MAY|JUNE?|JULY?|AUG(?:UST)?|SEPT?(?:EMBER)?|OCT(?:OBER)?|NOV(?:EMBER)?|DEC(?:EMBER)?)\Z"
)


class Opening(NamedTuple):
    """Where a paragraph opens: ``begin`` at its number, ``words`` behind number and mark."""

    begin: int
    words: int
    number: int | None
    mark: str | None
    skipped: int | None = None
    """The number before it, where it does not follow that one."""


def blank_before(body: str, at: int) -> bool:
    """Whether the line feed at ``at`` ends a blank line or the body begins there."""
    while at > 0 and body[at - 1] == " ":
        at -= 1
    return at == 0 or body[at - 1] == "\n"


def runs_into(body: str, at: int) -> bool:
    """Whether the line that ends at ``at`` runs on into the next: ``ON JUNE``, ``PARAGRAPHS 2 AND``, ``1,200,``."""
    low = max(at - SHORT, 0)
    before = body[low:at].rstrip(" ")
    if before[-1:] in ENDS or "\n" in before:
        return False
    return leads_on(before)


def leads_on(before: str) -> bool:
    """Whether words run on into the number behind them: ``ON JUNE``, ``PARAGRAPHS 2 AND``, ``1,200,``."""
    return before.endswith(",") or _LEADS_ON.search(before.upper()) is not None
