"""Telegrams of the British service: number and moment below the action addressees, lists behind one precedence.

``TO IMMEDIATE FCO``, ``TELNO 1389``, ``OF 190121Z APRIL 94``, ``INFO PRIORITY PARIS, ROME``, ``MY TELNO 1374: DUES``.
Its posts bear the names of cities in which other services have posts too, so that a number makes a message reference
number only behind a name that no other service has (``UKMIS NEW YORK``). Source: public British telegrams of 1994.
"""

from __future__ import annotations

import re

TELNO = re.compile(r"TELNO\.? ?:? {0,3}(?P<number>\d{1,5})(?: {1,9}.{0,20})?$")
MOMENT = re.compile(r"OF {1,3}(?=\d{6})")
DESKBY = re.compile(r"DESKBY {1,3}\d{6}[A-Z0-9]? {1,3}(?=[A-Z])")
"""The hour by which the telegram is to lie on a desk."""
_OWN_NAME = re.compile(r"UK(?:MIS|REP|DEL|DIS|COS)[A-Z]? [A-Z][A-Z ]{1,30}")
CITED = re.compile(
    r"(?P<cited>(?:MY|YOUR|OUR) {1,3}TEL(?:NO|EGRAM)?S?\.? {1,3}\d[A-Z0-9 ,()/]{0,60}?)"
    r"(?: ?: {0,3}(?P<subject>[A-Z][^:]{2,80}?))?[.]?$"
)
"""What stands above the text: the telegrams cited, and the subject behind a colon."""
_APART = re.compile(r" ?[,;] {0,3}")


def own_key(plad: str) -> str | None:
    """The post of a message reference number, where the name is a British one alone."""
    return plad.replace(" ", "") if _OWN_NAME.fullmatch(plad) is not None else None


def listed(words: str, word: str) -> list[str]:
    """The addressees of a list behind one precedence ``word``: ``PARIS, BRUSSELS, ROME``."""
    return [f"{name} {word}" for name in _APART.split(words.rstrip(" .,;")) if name]
