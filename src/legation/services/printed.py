"""Where a telegram was printed: volume and document of an edited series, as the name of its file says.

Pure. The names of files are those of the Office of the Historian, whose volumes of Foreign Relations of the United
States are ``frus1964-68v16`` and ``frus1969-76ve05p1`` and number their documents ``d244``.
"""

from __future__ import annotations

import re

from legation.core.telegram import Telegram

_FILE = re.compile(
    r"(?:^|[/\\:])frus(?P<since>\d{4})(?:-(?P<until>\d{2}))?v(?P<electronic>e?)(?P<volume>\d{1,2})(?:p(?P<part>\d))?"
    r"(?:\.xml)?(?:[#_/-]d(?P<document>\d{1,4}))(?:\.\w{1,5})?$"
)
_SERIES = "Foreign Relations of the United States"
_ROMAN = ((90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))


def printed_in(telegram: Telegram) -> str | None:
    """``Foreign Relations of the United States, 1964–1968, Volume XVI, Document 244``; None where no file says so."""
    named = _FILE.search(telegram.file or "")
    if named is None or int(named["volume"]) == 0:
        return None
    since, until = named["since"], named["until"]
    years = f"{since}\u2013{since[:2]}{until}" if until else since
    number = int(named["volume"])
    # The electronic volumes are called E-5, all others by Roman figures.
    volume = f"E\u2013{number}" if named["electronic"] else _roman(number)
    part = f", Part {named['part']}" if named["part"] else ""
    return f"{_SERIES}, {years}, Volume {volume}{part}, Document {int(named['document'])}"


def _roman(number: int) -> str:
    told = ""
    for value, figure in _ROMAN:
        told += figure * (number // value)
        number %= value
    return told
