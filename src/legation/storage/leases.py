"""What a store must do for leases: work that one program alone may do at a time, of all that have the archive open.

A lease ends by itself, so that a program that was killed stops nobody for long. Its time is that of the store's own
clock: those of the programs' machines may differ.
"""

from __future__ import annotations

from typing import Protocol


class Leases(Protocol):
    """Leases by name."""

    def hold(self, name: str, holder: str, seconds: float) -> str:
        """Take a lease that is free or has ended, or keep one's own, for so long from now; returns who has it then."""

    def free(self, name: str, holder: str) -> None:
        """Give a lease up, where ``holder`` has it."""
