"""Telegrams to measure with: the sample's, numbered anew and lengthened, the same for the same seed."""

from __future__ import annotations

import random
from collections.abc import Iterator
from importlib.resources import files

_WORDS = [
    *(
        "the",
        "ministry",
        "said",
        "that",
        "talks",
        "on",
        "patrol",
        "craft",
        "would",
        "go",
        "in",
        "spring",
        "and",
    ),
    *(
        "asked",
        "embassy",
        "for",
        "a",
        "list",
        "of",
        "places",
        "at",
        "staff",
        "college",
        "while",
        "navy",
        "doubted",
    ),
    *(
        "funds",
        "fuel",
        "spares",
        "crews",
        "could",
        "be",
        "found",
        "this",
        "year",
        "counsellor",
        "minutes",
        "annex",
    ),
    *("schedule", "harbour", "strait", "observer", "mission", "helicopter", "agreement", "signature"),
]


def telegrams(count: int, *, seed: int = 1, mean_bytes: int = 6800) -> Iterator[tuple[str, bytes]]:
    """``count`` telegrams (MRN, text) of lognormal length, every field of the heading present."""
    chance = random.Random(seed)  # noqa: S311 - the same traffic each time, no secret
    head = (files("legation.sample") / "traffic" / "01_15BELISAR12.txt").read_text(encoding="utf-8")
    top = head[head.index("VZCZC") : head.index("1.(C)")]
    for number in range(1, count + 1):
        text = top.replace("000012", f"{number:06d}").replace("#0012", f"#{number % 10000:04d}")
        text = text.replace("120930Z JAN 15", f"{1 + number % 28:02d}0930Z MAR 15")
        body: list[str] = []
        length = min(chance.lognormvariate(0, 0.6) * mean_bytes * 0.83, 60_000)
        paragraph = 0
        while sum(map(len, body)) + len(text) < length or not body:
            paragraph += 1
            words = " ".join(chance.choices(_WORDS, k=chance.randint(60, 140)))
            cited = f" See 15 BELISAR {chance.randint(1, number)}." if paragraph % 3 == 0 else ""
            body.append(f"{paragraph}. (C) {words.capitalize()}.{cited}\n\n")
        yield (
            f"15BELISAR{number}",
            f"{text}{''.join(body)}CORVANE\nBT\n#{number % 10000:04d}\nNNNN\n".encode(),
        )
