"""What is known of a simulated telegram beside its text.

The truth is written down as a telegram is drafted and never comes from a reader, so that a run can say how much of
what was read is right. It is the truth of the telegram as sent: damage (``Sent.faults``) comes after it.
"""

from __future__ import annotations

from typing import NamedTuple


class Reference(NamedTuple):
    label: str | None
    mrn: str | None
    text: str


class Truth(NamedTuple):
    """What a telegram says, by the names of the contract; ``style`` is the kind of copy."""

    style: str
    mrn: str
    dtg: str
    created: str | None
    action: str
    info_precedence: str | None
    from_plad: str
    to: tuple[tuple[str, str | None, str | None, str | None], ...]
    info: tuple[tuple[str, str | None, str | None, str | None], ...]
    distribution: tuple[tuple[str, str, int], ...]
    level: str
    captions: tuple[str, ...]
    caveats: tuple[str, ...]
    section: tuple[int | None, int | None]
    attention: tuple[tuple[str, str | None], ...]
    order: str
    declassify_on: str | None
    tags: tuple[str, ...]
    subject: str
    references: tuple[tuple[str | None, str | None], ...]
    classified_by: tuple[str | None, str | None]
    reasons: tuple[str, ...]
    numbers: tuple[int, ...]
    markings: tuple[str | None, ...]
    headings: tuple[str | None, ...]
    texts: tuple[str, ...]
    items: tuple[tuple[str, ...], ...]
    mentions: tuple[str | None, ...]
    summary: str | None
    signature: tuple[str, ...]


class Sent(NamedTuple):
    """One telegram as it travelled, and the truth about it.

    text: the file as kept, its wrapping included. inner: the telegram alone, for files that wrap many. suffix: what the
    name of the file ends in. held: cited MRNs that came earlier in this stream. missing: cited MRNs that this stream
    never has. faults: names of the damage done.
    """

    text: bytes
    inner: bytes
    suffix: str
    truth: Truth
    held: tuple[str, ...]
    missing: tuple[str, ...]
    faults: tuple[str, ...]
