"""What a store must do for arrivals: know a mail again, and keep what could not be taken as a telegram."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import msgspec

from legation.core.marking import Reader


class Mark(msgspec.Struct, frozen=True):
    """How a mail is known again. message_id: of its header. digest: SHA-256 of its content. sha256: of all of it."""

    message_id: str
    digest: str
    sha256: str


class Broken(msgspec.Struct, frozen=True, kw_only=True):
    """An arrival that could not be taken. sha256: of its bytes. via: how it came. name: what it was called.

    what, do: why, and what to do. access: as closely as it is held; nobody knows what is in it, so as the highest.
    """

    sha256: str
    received: str
    via: str
    name: str
    size: int
    what: str
    do: str
    access: str


class Incoming(Protocol):
    """Arrivals of an archive."""

    def met(self, marks: Sequence[Mark]) -> dict[tuple[str, str], str]:
        """The hashes under which mails of the same Message-ID and content came first. For upkeep."""

    def note(self, marks: Sequence[Mark]) -> None:
        """Know these mails again; durable on return. Of one given twice the first counts.

        One that is known is known as what is given now: whoever notes it has found what it was known as not held.
        """

    def refused(self, reader: Reader, hashes: Sequence[str]) -> set[str]:
        """Those of the hashes that are of readable arrivals that could not be taken."""

    def refuse(self, broken: Broken, data: bytes) -> None:
        """Keep an arrival that could not be taken; durable on return. The same bytes twice change nothing."""

    def broken(self, reader: Reader) -> list[Broken]:
        """Readable arrivals that could not be taken, in order of arrival."""

    def data(self, reader: Reader, sha256: str) -> bytes:
        """The bytes of one of them, by the beginning of its hash. Raises NotFoundError."""
