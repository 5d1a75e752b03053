"""What a store must do for webhooks: keep them with their secrets, and queue what is to be sent.

A look at what is new and its messages stand or fall together, so nothing is sent twice as something new and nothing
is passed over, wherever a program is killed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol, TypeAlias

from legation.core.hook import Hook, HookDelivery
from legation.core.marking import Reader

Change: TypeAlias = Callable[[Hook], Hook]


class HookQueue(Protocol):
    """The hooks of one reader, or of all for upkeep; of messages, those whose label the reader may read."""

    def hooks(self, reader: Reader) -> list[Hook]:
        """In the order in which they were made."""

    def add(self, reader: Reader, hook: Hook) -> None:
        """Keep a new one; durable on return."""

    def change(self, reader: Reader, hook: str, work: Change, messages: Sequence[HookDelivery] = ()) -> Hook | None:
        """Put what ``work`` makes of a hook in its place, and queue those messages whose ids are new.

        One that was withdrawn is new: what it was about stands again, and nobody was told. All in one transaction,
        durable on return, so that of two who change it neither undoes the other. Returns the hook; None, and nothing
        is queued, where the reader has none of the id.
        """

    def drop(self, reader: Reader, hook: str) -> bool:
        """Take a hook away with its messages; False where the reader has none of the id."""

    def take(
        self, reader: Reader, now: str, until: str, *, hooks: Sequence[str], limit: int, longest: str | None = None
    ) -> list[HookDelivery]:
        """Messages of these hooks that wait and are due, in order of queuing; they are due again at ``until``.

        So two that send at once do not take the same one, and what one has taken that was killed is not lost.
        longest: an instant beyond which nothing is put off: what is due after it is due now.
        """

    def settle(self, reader: Reader, message: HookDelivery) -> None:
        """Put a message in the place of the one with its id; durable on return. One that was dropped stays so."""

    def messages(self, reader: Reader, *, hook: str | None, limit: int) -> list[HookDelivery]:
        """The last queued first."""

    def forget(self, reader: Reader, before: str) -> int:
        """Take away what was settled and queued before an instant; returns how many."""
