"""What a store must do for its keeper: show what lies in it, taking nothing for granted, and take better readings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple, Protocol

import msgspec

from legation.core.marking import Reader
from legation.core.telegram import Telegram
from legation.storage.particulars import Particulars
from legation.storage.records import Cited, Listing, Record


class Held(msgspec.Struct, frozen=True, kw_only=True):
    """A telegram as it lies in the store.

    original, telegram: None where they cannot be unpacked. listing: as its columns say. cited: as its citations
    say, in order. number: its number of keeping, None where it has none. arrived: whether it stands among what arrived,
    which alerts go through. arrived_at: the moment of receipt that stands there.
    """

    sha256: str
    number: int | None
    listing: Listing
    received: str
    read_by: str
    original: bytes | None
    telegram: Telegram | None
    cited: tuple[Cited, ...]
    particulars: Particulars | None
    arrived: bool = True
    arrived_at: str | None = None


class Harm(NamedTuple):
    """What is wrong with something that is kept beside the telegrams: of which kind it is, where it lies, and what.

    It has no word of what is kept: whoever keeps an archive need not be cleared for all that is in it.
    """

    check: str
    where: str
    what: str


MISTYPED = "rows"
"""The check that meets values of another kind than the program keeps, which it then cannot look behind."""


class Stacks(Protocol):
    """The archive as its keeper sees it. Memory is flat in its size, save for drafts and what they left to be sent."""

    def held(self, reader: Reader, after: str = "") -> Iterator[Held]:
        """Everything readable by hash, from behind ``after``. Each page is as it stands when it is reached."""

    def strays(self, reader: Reader) -> int:
        """How many citations belong to no telegram."""

    def harmed(self, reader: Reader) -> Iterator[Harm]:
        """What beside the telegrams is not what was kept, whatever its label: for upkeep."""

    def lost(self, reader: Reader) -> list[str]:
        """Hashes of what was kept, was never dropped, and is not there, sorted."""

    def reread(self, read_by: str) -> str:
        """Hash of the last telegram that a rebuild by this version has set aside; "" if none.

        What another version has set aside is dropped.
        """

    def set_aside(self, reader: Reader, records: Sequence[Record]) -> None:
        """Keep new readings of telegrams that are held beside the old ones, which go on counting."""

    def as_set_aside(self, reader: Reader, after: str = "") -> Iterator[Record]:
        """Every record by hash, with the new reading where one is set aside."""

    def adopt(self, reader: Reader, index: str, notes: Mapping[str, str]) -> int:
        """Let the readings set aside, the index of that name and ``notes`` count, all at one moment; returns how many.

        Views, which were cut from the old readings, are dropped with them.
        """


class Indexes(Protocol):
    """The indexes of an archive, of which one counts."""

    def counting(self) -> str:
        """Name of the one that counts."""

    def fill(self, name: str, made_for: str, batches: Iterator[Sequence[Record]]) -> None:
        """Add records to an index; one that was begun for something else than ``made_for`` is begun anew."""

    def forget(self, but: str) -> None:
        """Remove every index but one."""
