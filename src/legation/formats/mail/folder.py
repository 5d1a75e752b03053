"""Folders of mail messages (mbox): where each stands, and the line that divides it from the one before."""

from __future__ import annotations

import re
from collections.abc import Iterator

_FOLDER = re.compile(r"From \S{1,200} [^\n]{0,80}\d{4}[^\n]{0,20}\n")
_DIVIDES = re.compile(rb"^From \S{1,200} [^\n]{0,80}\d{4}[^\n]{0,20}\n(?=[A-Za-z][A-Za-z0-9-]{1,60}:)", re.MULTILINE)


def is_mbox(data: bytes) -> bool:
    """Whether ``data`` is a folder of mail messages."""
    return data.startswith(b"From ") and _DIVIDES.match(data) is not None


def behind_divide(text: str) -> int:
    """Where a message begins behind the line that divided it from others in a folder; 0 where there is no such line."""
    divides = _FOLDER.match(text) if text.startswith("From ") else None
    return divides.end() if divides is not None else 0


def messages(data: bytes) -> Iterator[tuple[int, int]]:
    """Where each message of a folder stands, its dividing line included. A line divides after an empty line only."""
    start = 0
    for divides in _DIVIDES.finditer(data, 1):
        at = divides.start()
        if data[max(0, at - 2) : at] == b"\n\n" or data[max(0, at - 4) : at] == b"\r\n\r\n":
            yield start, at
            start = at
    yield start, len(data)
