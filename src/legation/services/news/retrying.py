"""When a sending that failed is tried again: each time after twice as long, and never all at one moment."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random

import msgspec


class Retrying(msgspec.Struct, frozen=True, kw_only=True):
    """first, longest: seconds to the next attempt after the first failure, and at most. most: attempts in all.

    spread: part of a wait that chance takes away. seed: of that chance; the same seed gives the same moments.
    """

    first: float = 30.0
    longest: float = 3600.0
    most: int = 60
    spread: float = 0.5
    seed: int = 0

    def wait(self, name: str, attempts: int) -> timedelta:
        """How long the sending ``name`` waits after so many attempts."""
        chance = Random(f"{self.seed} {name} {attempts}")  # noqa: S311 - spreads the load, keeps no secret
        whole = min(self.longest, self.first * 2.0 ** min(attempts - 1, 30))
        return timedelta(seconds=whole * (1 - self.spread * chance.random()))

    def due(self, now: datetime, name: str, attempts: int) -> datetime | None:
        """The moment of the next attempt; None where there were enough."""
        return None if attempts >= self.most else now + self.wait(name, attempts)
