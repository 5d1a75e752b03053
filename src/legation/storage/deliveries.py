"""What a store must do for the queues of readers, what they acknowledged, and the tracers that were raised.

A delivery is shown together with the listing of its telegram, and only while the reader may read that telegram as it
is held now: one that was marked higher meanwhile is gone from the queue.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Annotated, NamedTuple, Protocol, TypeAlias

import msgspec

from legation.core.delivery import Delivery, Step
from legation.core.dialogue.ledger import Entry, Unnumbered
from legation.core.marking import Reader
from legation.storage.records import Listing


class Held(msgspec.Struct, frozen=True, kw_only=True):
    """A delivery and its telegram."""

    delivery: Delivery
    listing: Listing


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """One precedence and role of a queue: how many copies, how many of them missed their aim or owe an acknowledgement.

    unrouted: how many came by the catch-all.
    """

    precedence: str
    role: str
    copies: int
    missed: int
    overdue: int
    unrouted: int


class Traced(msgspec.Struct, frozen=True, kw_only=True):
    """A tracer that was raised for a number. access: label of the telegrams whose numbers show that it is missing."""

    mrn: str
    raised: str
    by: str
    access: str


Moment: TypeAlias = Annotated[str, msgspec.Meta(pattern=r"^[-+0-9:.TZ]{1,40}$")]
Hash: TypeAlias = Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{64}$")]


class Place(NamedTuple):
    """Where a delivery stands in a list of one reader's: when it was delivered, and its telegram."""

    at: Moment
    sha256: Hash


class Overdue(NamedTuple):
    """Where a delivery stands among those whose receipt is owed."""

    due: Moment
    reader: Annotated[str, msgspec.Meta(pattern=r"^[^\x00]*$")]
    sha256: Hash


class Deliveries(Protocol):
    """The queues of an archive. The reader comes first; what a queue holds is settled by its telegrams' access."""

    def deliver(self, reader: Reader, some: Sequence[Delivery]) -> int:
        """Keep deliveries; of one reader and telegram the first stays. Returns how many are new."""

    def waiting(self, reader: Reader, rank: int, *, limit: int, after: Place | None = None) -> list[Held]:
        """The reader's own of one rank of precedence, the oldest first, then by hash; those behind a place."""

    def done(self, reader: Reader, *, limit: int, after: Place | None = None) -> list[Held]:
        """The reader's own that wait no more, the one delivered last first, then by hash; those behind a place."""

    def standing(self, reader: Reader, now: str, *, waiting: bool, most: int | None = None) -> list[Standing]:
        """The reader's own that wait, or all there ever were, counted; by precedence, then role.

        most: so many are looked at, the highest rank first, of one the latest.
        """

    def owed(self, reader: Reader, now: str, *, everyone: bool, limit: int, after: Overdue | None = None) -> list[Held]:
        """Receipts that were to be acknowledged before ``now`` and were not: the reader's own, or everyone's.

        By the moment they were due, then reader, then hash; those behind a place.
        """

    def of(self, reader: Reader, hashes: Sequence[str], *, everyone: bool) -> list[Held]:
        """Deliveries of telegrams, by hash, then reader."""

    def step(self, reader: Reader, sha256: str, step: Step, at: str, entry: Callable[[Held], Unnumbered]) -> Held:
        """Take a step with the reader's own delivery, and enter it into the chain of receipts, in one.

        A step that was taken changes nothing and enters nothing. Acting settles it for the other readers of its
        office. Raises NotFoundError where there is none that the reader may read.
        """

    def receipts(self, reader: Reader, about: str | None = None) -> list[Entry]:
        """Entries of the chain of receipts that the reader may read, in order; of one telegram or of all."""

    def broken_at(self, reader: Reader) -> int | None:
        """Number of the first receipt whose hash does not follow; None if the chain holds."""

    def link(self, number: int | None = None) -> tuple[int, str] | None:
        """Number and hash of a receipt, of the last without a number; None where there is none. For upkeep."""

    def trace(self, reader: Reader, some: Sequence[Traced]) -> None:
        """Note tracers; one for the same number under the same label stays as it is."""

    def traced(self, reader: Reader, mrns: Sequence[str]) -> list[Traced]:
        """Tracers for numbers that the reader may know of, by number, then day, then label."""
