"""Where whoever looks a telegram up finds it: in a volume of an edited series, or in the files of an archive.

Pure. A volume and its document are told by the name of the file; the files by the frame of the archive's release, in
the words in which the volumes cite them. The names of files are those of the Office of the Historian, whose volumes of
Foreign Relations of the United States are ``frus1964-68v16`` and ``frus1969-76ve05p1`` and number their documents
``d244``.
"""

from __future__ import annotations

import re

from legation.core.telegram import Telegram

_FILE = re.compile(
    r"(?:^|[/\\:])frus(?P<since>\d{4})(?:-(?P<until>\d{2}))?v(?P<electronic>e?)(?P<volume>\d{1,2})(?:p(?P<part>\d))?"
    r"(?:\.xml)?(?:[#_/-]d(?P<document>\d{1,4}))(?:\.\w{1,5})?$"
)
_DOCUMENT_NUMBER = re.compile(r"^[ ]{0,40}Document Number ?: ?(?P<number>[0-9A-Z]{8,24})[ ]{0,40}$", re.MULTILINE)
_FILES = "Central Foreign Policy Files, Record Group 59, National Archives"
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


def kept_in(telegram: Telegram) -> str | None:
    """``1978BELISA00118, Central Foreign Policy Files, Record Group 59, National Archives``; None without its frame."""
    if "nara-record" not in telegram.layout.split("+"):
        return None
    named = _DOCUMENT_NUMBER.search(telegram.source)
    return f"{named['number']}, {_FILES}" if named is not None else _FILES


def _roman(number: int) -> str:
    told = ""
    for value, figure in _ROMAN:
        told += figure * (number // value)
        number %= value
    return told
