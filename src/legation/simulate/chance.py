"""Chance that falls alike on every machine: whole numbers from ``random.Random``, no function of a maths library."""

from __future__ import annotations

import random
from collections.abc import Sequence
from decimal import Context, Decimal
from functools import cache
from itertools import accumulate
from typing import Generic, TypeVar

T = TypeVar("T")

_SPREAD = Decimal("0.6")  # of the lognormal length
_STEPS = 64  # of one standard deviation
_EXACT = Context(prec=30)


def chance_of(seed: int) -> random.Random:
    """The source of chance of one stream."""
    return random.Random(seed)  # noqa: S311 - the same traffic each time, no secret


class Shares(Generic[T]):
    """Things to choose among, each as often as its share says."""

    def __init__(self, things: Sequence[T], shares: Sequence[int]) -> None:
        self.things = tuple(things)
        self._sums = list(accumulate(shares))

    def pick(self, chance: random.Random) -> T:
        at = below(chance, self._sums[-1])
        return next(thing for thing, edge in zip(self.things, self._sums, strict=True) if at < edge)


def below(chance: random.Random, edge: int) -> int:
    """A whole number from 0 to under ``edge``, which is far below 2**32."""
    return chance.getrandbits(32) * edge >> 32


def share_of(chance: random.Random, percent: int) -> bool:
    """True in ``percent`` of a hundred cases."""
    return below(chance, 100) < percent


@cache
def _lengths() -> tuple[int, ...]:
    """Thousandths of the mean by sixty-fourths of a standard deviation, from six below the middle to six above.

    Decimal's exponential is rounded the same way everywhere, the C library's is not.
    """
    middle = -_SPREAD * _SPREAD / 2
    return tuple(
        int(_EXACT.exp(middle + _SPREAD * step / _STEPS) * 1000) for step in range(-6 * _STEPS, 6 * _STEPS + 1)
    )


def length(chance: random.Random, mean: int) -> int:
    """A lognormal length of that mean, its logarithm spread by 0.6.

    Twelve even draws added up are as good as normal within three deviations, and never beyond six.
    """
    total = sum(chance.getrandbits(120).to_bytes(15, "little")[:12])  # 12 draws of 0 to 255
    step = (total - 1530) * _STEPS // 256
    return _lengths()[step + 6 * _STEPS] * mean // 1000
