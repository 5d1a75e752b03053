"""A telegram that is too long to be read: its bytes are kept, and nothing is known of it.

It has no text that is shown or searched, and its marking, which nobody has read, counts as the highest.
"""

from __future__ import annotations

import msgspec

from legation.core.telegram import Telegram
from legation.core.text import Span
from legation.formats.reading import read
from legation.tables.findings import finding
from legation.tables.posts import Posts

CODE = "BYT004"


def unread(name: str | None, sha256: str, posts: Posts) -> Telegram:
    """What stands in the place of a reading."""
    nothing = read(b"", file=name, posts=posts)
    return msgspec.structs.replace(nothing, sha256=sha256, findings=(finding(CODE, Span(0, 0)),))


def is_unread(telegram: Telegram) -> bool:
    """Whether ``telegram`` was too long to be read when it was kept."""
    return any(finding.code == CODE for finding in telegram.findings)
