"""The trail as an auditor is shown it: it tells of others the same with what the auditor may not read, and without."""

from __future__ import annotations

from itertools import count, islice
from pathlib import Path
from random import Random
from unittest.mock import patch

from legation.core.marking import Reader

from . import services
from .asking import Asker, Request, told
from .worlds import KINDS, WORD, Side, World, propose_once

WORLDS, READERS, REQUESTS = 3, 3, 40
"""Requests of each reader who is not the auditor."""

ROWS = [row for row in services.ROWS if not row.startswith("trail.")]


class Watch:
    """What an auditor is shown of a side from one look to the next; numbers rest on what was done before."""

    def __init__(self, side: Side, auditor: Reader) -> None:
        assert side.house.trail is not None
        self._trail, self._who = side.house.trail, side.house.accounts.named(auditor.name)
        self._seen = 0

    def new(self) -> list[str]:
        entries = self._trail.entries(self._who)
        fresh, self._seen = entries[self._seen :], len(entries)
        return [
            f"{one.who} {one.did} {one.about!r}, {one.rule}, {told(one.fields)}, {one.access}"
            for one in fresh
            if one.who not in ("owner", self._who.reader.name)
        ]


def differences(world: World, requests: int) -> list[str]:
    """What any of the readers, as an auditor, is told of the others that the twin does not tell, or the other way."""
    found = []
    chance = Random(f"trails {world.seed}")  # noqa: S311 - the same cases each time, no secret
    for number, auditor in enumerate(world.readers):
        full, twin = world.forked(f"full{number}"), world.twin(f"twin{number}", auditor, chance)
        closed = world.closed_words(auditor)
        sides = (full, Watch(full, auditor)), (twin, Watch(twin, auditor))
        for other in world.readers:
            known = closed - world.closed_words(other)  # what they may have read, and the auditor may not
            for _ in range(requests if other != auditor else 0):
                request = services.request(chance.choice(ROWS), Asker(chance, world.known, other))
                shown = [_shown(side, watch, other, request, world.traffic) for side, watch in sides]
                words = {word.lower() for word in WORD.findall("".join(shown[0]))} & known
                if shown[0] != shown[1] or words:
                    found.append(f"{auditor} of {other}: {request}\nfull {shown[0]}\ntwin {shown[1]} {words}")
        full.close()
        twin.close()
    return found


def _shown(side: Side, watch: Watch, other: Reader, request: Request, traffic: Path) -> list[str]:
    services.answer(side, other, request, traffic / "all")
    return watch.new()


def test_an_auditor_is_told_of_others_what_the_twin_tells(tmp_path: Path) -> None:
    with patch("legation.extract.propose", propose_once):
        worlds = (
            World(seed, tmp_path / str(seed), readers=READERS)
            for seed in count(60)
            if KINDS[seed % len(KINDS)] == "memory"
        )
        # Whoever reads the whole of a telegram is told of whoever read a view of it, and has no view in the twin.
        for world in islice((one for one in worlds if one.release == "whole"), WORLDS):
            found = differences(world, REQUESTS)
            assert not found, f"{world.seed}: {len(found)}, first {found[0]}"
