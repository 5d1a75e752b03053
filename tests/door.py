"""A house that stands for others: what is made over it once answers for each of them, one after the other.

To make the routes of a desk takes a fifth of a second, more than most of what is asked of it in a test. A desk keeps
nothing of whom it serves, which the equality test holds over hundreds of archives.
"""

from __future__ import annotations

from typing import Any

from legation.app import House


class Door:
    """Whatever is asked of it the house behind it answers, the one that stands there now."""

    def __init__(self) -> None:
        self.house: House | None = None

    def __getattr__(self, name: str) -> Any:
        return getattr(self.house, name)
