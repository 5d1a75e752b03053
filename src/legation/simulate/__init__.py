"""Traffic to measure with: any number of realistic telegrams, each with the truth about it beside it.

Posts, routing indicators, TAGS and offices are real ones (``tables/data/simulation``); every word a telegram says,
every person it names and everything it tells of is invented. The same seed and number give the same bytes everywhere:
chance comes from ``random.Random`` alone, weights are whole numbers, and no set is walked through.
"""

from legation.simulate.stream import FAULTS, MEAN_BYTES, traffic
from legation.simulate.truth import Sent, Truth
from legation.simulate.words import vocabulary

__all__ = ["FAULTS", "MEAN_BYTES", "Sent", "Truth", "traffic", "vocabulary"]
