"""The names that the editors of a printed volume have marked in its texts: ``<persName>Papandreou</persName>``.

They mark whoever is in their list of persons, by his surname and not one by one: what is marked as a Mr. King may be
the King. So that it is a name is taken from them where it may be one, and which person it is (``corresp``) is not.
Source: the markup of five FRUS volumes, 1955-76, where two of one surname stand under one sign, or under either.
"""

from __future__ import annotations

import re

from legation.core.telegram import Telegram
from legation.core.text import Span

_MARKED = re.compile(
    r"<persName\b[^<>]{0,300}(?<!/)>(?P<words>[^<>]*(?:<(?!/?persName\b)[^<>]{0,300}>[^<>]*){0,9})</persName>"
)


def marked_by_editors(telegram: Telegram) -> list[Span]:
    """Every name that the markup of a telegram says to be a person's, tags within it included, in order; else none."""
    if "tei" not in telegram.layout:
        return []
    return [Span(*one.span("words")) for one in _MARKED.finditer(telegram.source)]
