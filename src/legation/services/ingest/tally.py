"""What a run says of itself: the tally, what was refused and why, and how far it has come."""

from __future__ import annotations

import msgspec


class Refusal(msgspec.Struct, frozen=True):
    """One item that was not kept: where, what is wrong, what to do."""

    file: str
    what: str
    do: str


class Tally(msgspec.Struct, kw_only=True):
    """What became of a run. All that it counts is durable. ``versions``: further versions of an MRN already held.

    refused: files, members and rows that were not kept; rows of one file are named in one of ``refusals``.
    unread: how many of those kept are too long to be read; ``refusals`` has why, beside what was refused.
    unmarked: how many texts that were read bear no marking that can be read, so that each is held as the highest; told
    of the text that was sent alone, whatever is held of it.
    passed_over: hidden files and folders below a folder that was named or in an archive, a folder counted once.
    stopped: whether the run was told to stop before its end; run the same again to go on.
    """

    new: int = 0
    same: int = 0
    versions: int = 0
    refused: int = 0
    unread: int = 0
    unmarked: int = 0
    passed_over: int = 0
    seconds: float = 0.0
    stopped: bool = False
    refusals: list[Refusal] = msgspec.field(default_factory=list)

    @property
    def hidden(self) -> str:
        """What is said of texts without a marking that can be read; empty where there is none."""
        if not self.unmarked:
            return ""
        bear, until = ("bears", "it is") if self.unmarked == 1 else ("bear", "they are")
        return (
            f"{self.unmarked} {bear} no marking that can be read: "
            f"only the owner of the archive sees what is held so (search: NOT class:>=unclassified) "
            f"until {until} marked"
        )

    @property
    def left_out(self) -> str:
        """What is said of hidden files that were passed over; empty where there is none."""
        if not self.passed_over:
            return ""
        many = "file or folder" if self.passed_over == 1 else "files or folders"
        return (
            f"{self.passed_over} hidden {many} passed over (a name that begins with a full stop, "
            "or __MACOSX in an archive): name what holds telegrams by its own path, unpacked"
        )

    def refuse(self, refusal: Refusal, count: int = 1) -> None:
        self.refused += count
        self.refusals.append(refusal)

    def leave_unread(self, why: Refusal) -> None:
        self.unread += 1
        self.refusals.append(why)


class Progress(msgspec.Struct, frozen=True):
    """Where a run stands: files and bytes done of all, telegrams met, of these kept for good, seconds gone."""

    done: int
    files: int
    done_bytes: int
    bytes: int
    telegrams: int
    kept: int
    seconds: float

    @property
    def rate(self) -> float:
        """Telegrams met in a second."""
        return self.telegrams / self.seconds if self.seconds else 0.0

    @property
    def seconds_left(self) -> float | None:
        """By the bytes that are left; None before anything is done."""
        if not self.done_bytes or not self.bytes:
            return None
        return self.seconds * max(0, self.bytes - self.done_bytes) / self.done_bytes
