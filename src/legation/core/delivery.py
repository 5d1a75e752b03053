"""A delivery: one telegram in the queue of one reader, and what that reader has done with it.

It is delivered, received, read, and, where it is for action, acted on. Each step is taken once and is never taken
back; a later step takes those before it.
"""

from __future__ import annotations

from typing import Literal, get_args

import msgspec

from legation.core.profile import CATCH_ALL, Role

Step = Literal["received", "read", "acted"]

STEPS: tuple[Step, ...] = get_args(Step)
"""The steps in their order."""


class Delivery(msgspec.Struct, frozen=True, kw_only=True):
    """Instants are ISO 8601 in UTC, to the microsecond.

    office: what the profile names; the account itself where it names no office. profiles: the names of those that
    brought it. at: when. aim: until when it is to be read. acknowledge: until when its receipt is to be
    acknowledged; None where that is not asked. closer: label of what else it rests on beside the telegram; whoever
    may not read that is not told of it, except the reader whose it is.
    """

    reader: str
    sha256: str
    role: Role
    office: str
    profiles: tuple[str, ...]
    precedence: str
    rank: int
    at: str
    aim: str
    acknowledge: str | None = None
    closer: str | None = None
    received: str | None = None
    read: str | None = None
    acted: str | None = None
    acted_by: str | None = None

    @property
    def waiting(self) -> bool:
        """Whether it is still in the queue: until it is acted on, or, for information, until it is read."""
        return (self.acted if self.role == "action" else self.read) is None

    @property
    def unrouted(self) -> bool:
        """Whether no profile gave it an action office, so that the catch-all has it."""
        return CATCH_ALL in self.profiles

    def is_taken(self, step: Step) -> bool:
        return getattr(self, step) is not None

    def stepped(self, step: Step, at: str, by: str) -> Delivery:
        """After a step of its reader; steps that were taken stay as they are."""
        taken = {one: getattr(self, one) or at for one in STEPS[: STEPS.index(step) + 1]}
        by_whom = {"acted_by": by} if step == "acted" and self.acted is None else {}
        return msgspec.structs.replace(self, **taken, **by_whom)

    def settled(self, at: str, by: str) -> Delivery:
        """After another of the same office has acted on it."""
        return self if self.acted is not None else msgspec.structs.replace(self, acted=at, acted_by=by)
