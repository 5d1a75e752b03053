"""The stream of simulated telegrams: who sends when, how long, and which are damaged."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time, timedelta

from legation.simulate import naval
from legation.simulate.chance import chance_of, length, share_of
from legation.simulate.register import Register
from legation.simulate.telegram import Simulated
from legation.simulate.truth import Sent
from legation.simulate.world import eras, senders, styles

MEAN_BYTES = 6800
"""Of a telegram, in the mean of many."""
LONGEST = 60_000
FAULTS = 8
"""Of a hundred telegrams, how many are damaged unless said otherwise."""


def traffic(
    count: int = 20_000, *, seed: int = 1, mean_bytes: int = MEAN_BYTES, faults: int = FAULTS
) -> Iterator[Sent]:
    """``count`` telegrams, one at a time, in order of their dates within each era.

    Args:
        count: how many; they spread evenly over the years of each era, so a larger count is another stream.
        seed: the same seed and count give the same bytes.
        mean_bytes: of a telegram, in the mean of many; lengths are lognormal.
        faults: of a hundred telegrams, how many are damaged.
    """
    chance = chance_of(seed)
    registers = {era.name: Register(era.first.year) for era in eras().values()}
    spans = {
        era.name: (datetime.combine(era.first, time()), ((era.last - era.first).days + 1) * 1440)
        for era in eras().values()
    }
    for index in range(count):
        style = styles().pick(chance)
        begin, minutes = spans[style.era]
        sent = begin + timedelta(minutes=(index * minutes + chance.randrange(minutes)) // count)
        room = min(length(chance, mean_bytes), LONGEST)
        post = naval.SENDER if style.name == "genadmin" else senders().pick(chance)
        simulated = Simulated(chance, registers[style.era], style, post, sent, room)
        yield simulated.telegram(damaged=share_of(chance, faults))
