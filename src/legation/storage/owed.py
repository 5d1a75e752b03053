"""What a store must do for entries that a change owes to the audit trail, so that no change stands without its entry.

The trail is kept beside the archive and written when a change stands. Until it is, what it is to say stands in the
archive itself, kept in the step of the change: whoever comes next writes it, where who made the change was killed.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Protocol

from legation.core.dialogue.ledger import Unnumbered


class Debt:
    """What a call that may change the archive owes to the trail. draft: makes the entry, at the moment of the change.

    id: of the entry, 32 hex digits; "" while nothing was changed. The entry has it as its ``dialogue``.
    """

    __slots__ = ("draft", "id")

    def __init__(self, draft: Callable[[], Unnumbered]) -> None:
        self.draft = draft
        self.id = ""


class Owed(Protocol):
    """Entries that are owed to the trail."""

    def owing(self, debt: Debt) -> AbstractContextManager[None]:
        """Whatever is changed within, in this thread and in those that it hands its context, has the entry owed."""

    def waiting(self, only: str = "") -> list[Unnumbered]:
        """The entries that are owed, or that of one id; also such as the trail has already, which nobody struck off.

        Without those that are damaged.
        """

    def damaged(self) -> list[str]:
        """The ids of entries that are owed and cannot be read."""

    def paid(self, some: str) -> None:
        """The trail has the entry of this id: it is struck off with what is changed next."""
