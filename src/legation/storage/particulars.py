"""What a telegram is looked up by beside its words: its place in its post's numbering, its moment, its wording,
and how it stands in the schedule of declassification.

Derived from the reading of a record alone, so it can be made anew at any time.
"""

from __future__ import annotations

import re
from hashlib import blake2b

import msgspec

from legation.core.telegram import Telegram
from legation.storage.numbered_to import numbered_to
from legation.tables.declassification import Stands, stands, stated

NO_DAY = "none"
"""In the place of a day: behind all others."""

_WORD = re.compile(r"[^\W_]+")
_SIGNS = bytes(ord(chr(code).lower()) if code < 128 and chr(code).isalnum() else ord(" ") for code in range(256))


class Particulars(msgspec.Struct, frozen=True, kw_only=True):
    """post, year, number: of its own number; number is None for airgrams, which are numbered apart.

    at: ISO moment, or day where no moment was read. words: how many words its paragraphs have. digest: of
    those words alone, whatever their case and layout; None where it has none.

    numbered_to: the post in whose series its number is one (``storage.numbered_to``), else "".

    stands: how it stands whatever the day, None for one that is not classified. falls: its day of declassification or
    review, ISO; ``NO_DAY`` where none can be reckoned. stated: what that is reckoned from, as JSON.
    """

    post: str | None
    year: int | None
    number: int | None
    at: str | None
    words: int
    digest: str | None
    mrn: str = ""
    numbered_to: str = ""
    stands: Stands | None = None
    falls: str | None = None
    stated: str | None = None


def particulars_of(telegram: Telegram) -> Particulars:
    """The particulars of a telegram as read."""
    words = _body_bytes(telegram)
    said = stated(telegram)
    how, day = stands(said) if said is not None else (None, None)
    airgram = telegram.mrn is not None and "-A" in telegram.mrn
    return Particulars(
        post=telegram.post,
        year=telegram.year if telegram.mrn else None,
        number=telegram.number if telegram.mrn and not airgram else None,
        at=telegram.dtg or telegram.date,
        words=len(words),
        digest=blake2b(b" ".join(words), digest_size=16).hexdigest() if words else None,
        mrn=telegram.mrn or "",
        numbered_to=numbered_to(telegram),
        stands=how,
        falls=(day or NO_DAY) if how is not None else None,
        stated=msgspec.json.encode(said).decode() if said is not None else None,
    )


DAY = len("2009-11-05")
"""Signs of ``Particulars.at`` where it states a day alone."""


def is_moment(at: str) -> bool:
    """Whether ``Particulars.at`` states an hour, and not a day alone."""
    return len(at) > DAY


def body_words(telegram: Telegram) -> list[str]:
    """The words of the paragraphs in small letters, without signs: what copies of a telegram have in common."""
    text = _body(telegram)
    if text.isascii():
        return text.encode().translate(_SIGNS).decode().split()
    return _WORD.findall(text.lower())


def _body_bytes(telegram: Telegram) -> list[bytes]:
    """The same words in UTF-8, of which a digest is made."""
    text = _body(telegram)
    if text.isascii():  # nearly all are, and this way costs a tenth
        return text.encode().translate(_SIGNS).split()
    return [word.encode("utf-8", "surrogatepass") for word in _WORD.findall(text.lower())]


def _body(telegram: Telegram) -> str:
    return " ".join([paragraph.text for paragraph in telegram.paragraphs])


def likeness(own: Particulars, other: Particulars) -> tuple[int, int, int, int] | None:
    """How likely two records are copies: a key, the likeliest first; None where neither words nor day agree."""
    same_words = own.digest is not None and own.digest == other.digest
    same_day = own.at is not None and other.at is not None and own.at[:10] == other.at[:10]
    near = own.words <= 3 * other.words and other.words <= 3 * own.words
    if not same_words and not (same_day and near):
        return None
    return (
        int(not same_words),
        int(own.at != other.at),
        int(own.post != other.post),
        abs(own.words - other.words),
    )
