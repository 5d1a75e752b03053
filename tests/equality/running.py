"""Asking both archives, comparing what they answer, and counting what was asked."""

from __future__ import annotations

import difflib
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import NamedTuple
from unittest.mock import patch

import msgspec
from tests.postgres import Cluster

from . import api, commands, pages, services, tools
from .asking import Asker, Request
from .worlds import WORD, Side, World, propose_once, state_once

READERS = 5
REQUESTS = 105
"""Of each reader. What is asked goes round all rows, so every world asks every row."""

LAYERS = {"service": services, "command": commands, "page": pages, "api": api, "tool": tools}


def rows() -> list[tuple[str, object]]:
    """Every row as (layer, name)."""
    return [(layer, row) for layer, room in LAYERS.items() for row in room.ROWS]


_BEYOND = re.compile(r"\d;[^;\"\s]*;[^!;\"\s]*!\d;[^;\"\s]*;[\w,-]*")
"""The label of a view with what is beyond it."""


class Case(NamedTuple):
    """One request of one reader to both archives. ``wrong`` says what is not as it must be, or None."""

    seed: int
    reader: int
    number: int
    kind: str
    layer: str
    row: str
    refused: bool
    wrong: str | None


class Tally(msgspec.Struct):
    """How many cases ran, by store, by layer, by row; ``refused`` got a fault for an answer."""

    cases: int = 0
    refused: int = 0
    kinds: Counter[str] = msgspec.field(default_factory=Counter)
    layers: Counter[str] = msgspec.field(default_factory=Counter)
    rows: Counter[str] = msgspec.field(default_factory=Counter)

    def add(self, case: Case) -> None:
        self.cases += 1
        self.refused += case.refused
        self.kinds[case.kind] += 1
        self.layers[case.layer] += 1
        self.rows[case.row] += 1

    def join(self, other: Tally) -> None:
        self.cases += other.cases
        self.refused += other.refused
        self.kinds += other.kinds
        self.layers += other.layers
        self.rows += other.rows

    def __str__(self) -> str:
        told = [", ".join(f"{count:,} {name}" for name, count in sorted(c.items())) for c in (self.kinds, self.layers)]
        least, fewest = min(self.rows.items(), key=lambda row: row[1], default=("none", 0))
        return (
            f"{self.cases:,} cases ({'; '.join(told)}), {self.refused:,} of them refusals; "
            f"{len(self.rows)} rows, the one asked least is {least} ({fewest})"
        )


class Programs(NamedTuple):
    """What serves one side: pages, API and tools."""

    desk: pages.Desk
    api: api.Program
    tool: tools.Program


class Desks:
    """A desk for each side, made once: what a desk remembers must not tell of another archive either."""

    def __init__(self) -> None:
        self.full = Programs(pages.Desk(), api.Program(), tools.Program())
        self.twin = Programs(pages.Desk(), api.Program(), tools.Program())

    def close(self) -> None:
        for one in (*self.full, *self.twin):
            one.close()


def cases(
    seed: int, place: Path, desks: Desks, *, only: int | None = None, server: Cluster | None = None
) -> Iterator[Case]:
    """Every case of a world, reader by reader; ``only`` one of the readers. server: for a world that needs one."""
    # A list of hits is longer than its cursor remembers, as it is in a large archive.
    with (
        patch("legation.extract.propose", propose_once),
        patch("legation.extract.statements", state_once),
        patch("legation.storage.cursor.REMEMBERED", 4),
    ):
        world = World(seed, place, readers=READERS, server=server)
        deck: list[tuple[str, object]] = []
        shuffler = Random(f"deck {seed}")  # noqa: S311 - the same cases each time, no secret
        for number in range(READERS):
            asked: list[tuple[str, object]] = []
            while len(asked) < REQUESTS:
                if not deck:
                    deck = rows()
                    shuffler.shuffle(deck)
                asked.append(deck.pop())
            if only in (None, number):
                yield from _of_reader(world, number, asked, desks)


def _of_reader(world: World, number: int, asked: list[tuple[str, object]], desks: Desks) -> Iterator[Case]:
    reader = world.readers[number]
    chance = Random(f"twin {world.seed} {number}")  # noqa: S311
    full, twin = world.forked(f"full{number}"), world.twin(f"twin{number}", reader, chance)
    closed = world.closed_words(reader)
    asked_of: set[str] = set()  # a reader's own words are theirs to see again
    traffic = world.traffic / "all"
    try:
        for place, (layer, row) in enumerate(asked):
            ask = Asker(Random(f"case {world.seed} {number} {place}"), world.known, reader)  # noqa: S311
            request: Request = LAYERS[layer].request(row, ask)  # type: ignore[attr-defined]
            asked_of.update(word.lower() for word in WORD.findall(ask.sent(request)))
            answers = [_ask(layer, side, desk, reader, request, traffic) for side, desk in _both(full, twin, desks)]
            yield Case(
                world.seed,
                number,
                place,
                world.kind,
                layer,
                request.row,
                _is_refusal(answers[0][0]),
                _wrong(request, answers, closed - asked_of),
            )
    finally:
        full.close()
        twin.close()


def _both(full: Side, twin: Side, desks: Desks) -> tuple[tuple[Side, Programs], tuple[Side, Programs]]:
    return (full, desks.full), (twin, desks.twin)


def _ask(layer: str, side: Side, served: Programs, reader: object, request: Request, traffic: Path) -> tuple[str, bool]:
    if layer == "service":
        return services.answer(side, reader, request, traffic)
    if layer == "command":
        return commands.answer(side, reader, request)  # type: ignore[arg-type]
    if layer == "tool":
        return served.tool.answer(side, reader, request)  # type: ignore[arg-type]
    if layer == "api":
        return served.api.answer(side, reader, request)  # type: ignore[arg-type]
    return served.desk.answer(side, reader, request, traffic)  # type: ignore[arg-type]


def _is_refusal(answer: str) -> bool:
    first = answer.split("\n", 1)[0]
    return (
        first.split(":")[0].endswith("Error") or (first.startswith("exit ") and first != "exit 0") or first[:1] == "4"
    )


def _wrong(request: Request, answers: list[tuple[str, bool]], closed: frozenset[str]) -> str | None:
    (full, foreseen), (twin, _) = answers
    if full != twin:
        lines = list(difflib.unified_diff(twin.split("\n"), full.split("\n"), "twin", "full", lineterm="", n=1))
        told = "\n".join(line[:300] for line in lines[:40])
        return f"the full archive answers otherwise than the twin\n{request}\n{told}"
    if not foreseen:
        return f"the house failed\n{request}\n{full[-1500:]}"
    # A twin is given views as they are, so it does not show this: inside the house a label says what is left out.
    if request.row not in services.ROWS and (label := _BEYOND.search(full)):
        return f"it is told which paragraphs are left out: {label[0]}\n{request}"
    leaked = {word.lower() for word in WORD.findall(full)} & closed
    if leaked:
        at = full.lower().index(min(leaked))
        return f"a word of a closed text is told: {min(leaked)}\n{request}\n...{full[max(0, at - 300) : at + 200]}..."
    return None


def report(case: Case) -> str:
    """What went wrong, and how to ask it again."""
    return (
        f"{case.wrong}\n\ncase {case.seed}.{case.reader}.{case.number}, {case.kind} stores; "
        f"again: python -m tests.equality --again {case.seed}.{case.reader}.{case.number}"
    )
