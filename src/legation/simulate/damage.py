"""What befalls telegrams on their way: lines lost or joined, signs misread, a heading that came in broken."""

from __future__ import annotations

import random

from legation.simulate.world import faults, misread

_MISREAD = 90  # one sign in so many


def damaged(chance: random.Random, lines: list[str]) -> tuple[list[str], tuple[str, ...]]:
    """The lines with one kind of damage, and its name. ``lines`` is not changed."""
    name = faults().pick(chance)
    return _KINDS[name](chance, list(lines)), (name,)


def _cut(chance: random.Random, lines: list[str]) -> list[str]:
    """A run of lines from the second third is gone."""
    third = len(lines) // 3
    at = third + chance.randrange(max(1, third))
    del lines[at : at + chance.randint(1, 6)]
    return lines


def _misread(chance: random.Random, lines: list[str]) -> list[str]:
    """Signs taken for others, all through."""
    signs = list("\n".join(lines))
    swaps = misread()
    for _ in range(len(signs) // _MISREAD):
        at = chance.randrange(len(signs))
        signs[at] = swaps.get(signs[at], signs[at])
    return "".join(signs).split("\n")


def _without_tags(chance: random.Random, lines: list[str]) -> list[str]:  # noqa: ARG001 - all kinds are called alike
    return [line for line in lines if not line.startswith("TAGS:")]


def _joined(chance: random.Random, lines: list[str]) -> list[str]:
    """A line in ten has lost its end."""
    made: list[str] = []
    for line in lines:
        if made and made[-1] and line and not chance.randrange(10):
            made[-1] = f"{made[-1]} {line}"
        else:
            made.append(line)
    return made


def _heading(chance: random.Random, lines: list[str]) -> list[str]:
    """Two lines above the sender are garbled, or the line of the date-time group is gone."""
    edge = next((at for at, line in enumerate(lines) if line.startswith("FM ")), 4)
    if edge and chance.getrandbits(1):
        del lines[edge - 1]
        return lines
    for _ in range(2):
        at = chance.randrange(max(1, edge))
        lines[at] = "".join(sign if chance.randrange(3) else "%" for sign in lines[at])
    return lines


_KINDS = {
    "lines cut": _cut,
    "signs misread": _misread,
    "TAGS missing": _without_tags,
    "lines joined": _joined,
    "heading damaged": _heading,
}
