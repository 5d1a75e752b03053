"""What a store must do for drafts: keep them and what happened to them, number them, and queue what is to be sent.

All of one step stands or falls together: a number is taken in the transaction in which its telegram is released and
queued, so that none is missing and none is given twice, however many write and wherever one is killed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from typing import Literal, NamedTuple, Protocol

import msgspec

from legation.core.dialogue.ledger import Entry, Unnumbered
from legation.core.errors import RefusedError
from legation.core.marking import Reader

Way = Literal["own", "mail", "folder", "print"]
Leaving = Literal["waiting", "sent", "failed"]

NextNumber = Callable[[str, int], int]
"""The number that a post's next telegram of a year bears."""


class OwnNumber(msgspec.Struct, frozen=True):
    """A number that a post has given. year: four digits."""

    post: str
    year: int
    number: int


def check_begun(post: str, year: int, given: int, last: int, *, held: bool) -> None:
    """Raises RefusedError where numbers may not go on behind ``last``. given: the last that was given here, 0 for none.

    held: whether the telegram of ``last`` is held.
    """
    if given and not (held and last > given):
        raise RefusedError(
            f"{post} has given numbers of {year}", "its numbers go on by themselves, or behind a later one that is held"
        )


class Outgoing(msgspec.Struct, frozen=True, kw_only=True):
    """One sending of a released telegram, by one way to one place. The same ``id`` is the same sending, for good.

    id: the Message-ID of mail. to: mail addresses of one host; a folder; the archive itself (own); nobody (print).
    rank: of its precedence. data: what is sent. attempts: so far. due: instant of the next. said: why the last failed.
    sent: instant. access: as the telegram. begun: an attempt was begun whose end is not known.
    """

    id: str
    draft: str
    mrn: str
    way: Way
    to: tuple[str, ...]
    rank: int
    access: str
    queued: str
    due: str
    data: bytes = b""
    state: Leaving = "waiting"
    attempts: int = 0
    said: str | None = None
    sent: str | None = None
    begun: bool = False


def sendings_hash(each: Iterable[tuple[str, str]]) -> str:
    """What the log keeps of the sendings of a telegram, so that none is lost or changed unseen.

    each: its id, and the SHA-256 of what is sent.
    """
    lines = sorted(f"{one} {digest}\n" for one, digest in each)
    return hashlib.sha256("".join(lines).encode("utf-8", "surrogatepass")).hexdigest()


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """What one step of a draft brings. access: of the draft as a whole from now on.

    text: a new text by its hash. number: one that was given, as ``NextNumber`` told it. outgoing: what is to be sent.
    """

    entry: Unnumbered
    access: str
    text: tuple[str, str] | None = None
    number: OwnNumber | None = None
    outgoing: tuple[Outgoing, ...] = ()


class Before(NamedTuple):
    """What a step begins from. entries: of the draft so far. access: of the draft, "" for a new one."""

    entries: Sequence[Entry]
    access: str
    number: NextNumber


Work = Callable[[Before], Step]


class Head(NamedTuple):
    """How far the log of a draft goes. last: number of its last entry. access: of the draft."""

    draft: str
    last: int
    access: str


class Drafts(Protocol):
    """Drafts as one reader sees them: one that the reader may not read in all its versions does not exist."""

    def step(self, reader: Reader, draft: str, work: Work) -> tuple[list[Entry], str]:
        """Put what ``work`` makes of what there is behind the entries so far, in one transaction, durable on return.

        Returns all entries of the draft, and its access. A draft without entries is new. ``work`` may run more than
        once; what it raises changes nothing. Raises NotFoundError for a draft that the reader may not read.
        """

    def logs(self, reader: Reader, draft: str = "") -> list[tuple[list[Entry], str]]:
        """Entries and access of every readable draft whose id begins with ``draft``, in order of the first entry."""

    def heads(self, reader: Reader) -> list[Head]:
        """How far the log of every readable draft goes, in order of the first entry."""

    def text(self, reader: Reader, digest: str) -> str:
        """A text by its hash. Raises NotFoundError."""

    def broken_at(self, reader: Reader) -> int | None:
        """Number of the first entry of all whose hash does not follow; None if the chain holds. For upkeep."""

    def link(self, number: int | None = None) -> tuple[int, str] | None:
        """Number and hash of an entry of all, of the last without a number; None where there is none. For upkeep."""

    def numbered(self, post: str, year: int) -> int:
        """The number that a post gave last in a year; 0 for none. It stands on the telegram, so it is no secret."""

    def begin_numbers(self, post: str, year: int, last: int, *, held: bool = False) -> None:
        """Let a post's numbers of a year go on behind ``last``.

        held: whether the telegram of that number is held, which the post gave it elsewhere. Raises RefusedError where
        it has given some here, unless ``last`` is held and comes after them.
        """

    def queued(self, reader: Reader, states: Sequence[Leaving], *, limit: int) -> list[Outgoing]:
        """Readable sendings to others in these states without their data, the last queued first; none of ``own``."""

    def due(
        self, reader: Reader, now: str, *, limit: int, ways: Sequence[Way], longest: str | None = None
    ) -> list[Outgoing]:
        """Readable sendings that wait and are due: by rank, the highest first, then in order of queuing.

        longest: an instant beyond which nothing is put off: what is due after it is due now.
        """

    def settle(self, reader: Reader, outgoing: Sequence[Outgoing]) -> None:
        """Put state, attempts, due, said and sent of these in the place of what stands; durable on return.

        What was sent stays so: whoever tried it too, and was told otherwise, does not make it wait again.
        """
