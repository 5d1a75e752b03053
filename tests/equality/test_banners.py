"""Law five over whole answers and their rows: the banner of an answer, and the marking of each row in it, dominate each
paragraph and subject of which it tells a word.

Every word of the invented traffic stands in one telegram, so that an answer says by its words what it was drawn from.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any
from unittest.mock import patch

import pytest

from legation.core.marking import UPKEEP, Marking
from legation.tables.banners import marking_in
from legation.tables.marking import paragraph_marking, subject_marking, telegram_marking

from . import api, pages
from .asking import Asker
from .worlds import WORD, Side, World, propose_once, state_once

REQUESTS = 120
_WHOLE = ("GET", "/telegrams/{name}")
_MARKED = "POST /telegrams/{name}/mark"
_HEADER = re.compile(r"^legation-marking: (.*)$", re.MULTILINE)
_ON_A_PAGE = re.compile(r'class="banner[^"]*"[^>]*>\s*([^<]+?)\s*<')
# Their words are what readers typed, and lines or entries that bear a marking of their own.
_OTHERWISE = ("/audit", "/stream/", "/suggest", "/saved/")


def told_by(side: Side) -> tuple[dict[str, list[Marking]], dict[str, Marking]]:
    """The markings of the paragraphs and subjects in which each word stands, and of whole telegrams, by hash."""
    assert side._stores is not None
    told, whole = defaultdict(list), {}
    telegrams = side._stores.telegrams
    for listing in list(telegrams.listings(UPKEEP)):
        telegram = telegrams.get(UPKEEP, listing.sha256).telegram
        whole[telegram.sha256] = telegram_marking(telegram)
        for paragraph in telegram.paragraphs:
            for word in WORD.findall(telegram.quote(paragraph.span)):
                told[word.lower()].append(paragraph_marking(telegram, paragraph))
        for word in WORD.findall(telegram.subject or ""):
            told[word.lower()].append(subject_marking(telegram))
    return told, whole


def unmarked(value: Any) -> set[str]:
    """The words in a value that stand under no marking of their own within it."""
    if isinstance(value, str):
        return {word.lower() for word in WORD.findall(value)}
    if isinstance(value, dict):
        return set[str]() if said_of(value) is not None else set().union(*map(unmarked, value.values()))
    return set().union(*map(unmarked, value)) if isinstance(value, list) else set()


def said_of(value: dict[str, Any]) -> str | None:
    # Under a banner, what is called the marking may be that of the title alone.
    said = (value.get(name) for name in ("banner", "marking"))
    return next((one for one in said if isinstance(one, str) and one), None)


def rows(value: Any) -> Iterator[tuple[Marking, set[str]]]:
    """Everything in an answer that says how it is marked, with the words that it says itself."""
    if isinstance(value, dict):
        if (said := said_of(value)) is not None:
            yield marking_in(said), set().union(*map(unmarked, value.values()))
            if isinstance(title := value.get("title"), str) and isinstance(own := value.get("marking"), str) and own:
                yield marking_in(own), unmarked(title)
        # The paragraphs of a telegram bear their marks as written.
        yield from (one for name, part in value.items() if name != "paragraphs" for one in rows(part))
    elif isinstance(value, list):
        yield from (one for part in value for one in rows(part))


def dominates(banner: Marking, other: Marking) -> bool:
    # Beside NOFORN no list of nations is written (rule M53): it is the closer of the two.
    released = banner.release is None and "NOFORN" in banner.needs
    other = Marking(other.rank, other.needs) if released else other
    return banner.join(other) == banner


@pytest.mark.parametrize("seed", [0, 1])
def test_the_banner_of_an_answer_dominates_all_that_it_tells(seed: int, tmp_path: Path) -> None:
    desk, program = pages.Desk(), api.Program()
    asked = wholes = marked = 0
    try:
        with patch("legation.extract.propose", propose_once), patch("legation.extract.statements", state_once):
            world = World(seed, tmp_path, readers=5, server=None)
            assert world.kind == "memory"
            for number, reader in enumerate(world.readers):
                side = world.forked(f"full{number}")
                told, whole = told_by(side)
                for place in range(REQUESTS):
                    ask = Asker(Random(f"{seed} {number} {place}"), world.known, reader)  # noqa: S311
                    of_api = ask.one(True, True, False)
                    room = api if of_api else pages
                    row = _WHOLE if of_api and place % 5 == 0 else ask.one(*room.ROWS)
                    request = room.request(row, ask)  # type: ignore[arg-type]
                    sent = {word.lower() for word in WORD.findall(ask.sent(request))}
                    if any(part in request.row for part in _OTHERWISE):
                        continue
                    if of_api:
                        answer, _ = program.answer(side, reader, request)
                    else:
                        answer, _ = desk.answer(side, reader, request, world.traffic / "all")
                    if not answer.startswith("200"):
                        continue
                    if request.row == _MARKED:  # by hand: what it says is marked as was decided, from now on
                        told, whole = told_by(side)
                    words = ({word.lower() for word in WORD.findall(answer)} - sent) & told.keys()
                    if not words:
                        continue
                    said = _HEADER.search(answer) or _ON_A_PAGE.search(answer)
                    assert said is not None, f"no banner over {request}"
                    banner = marking_in(said[1])
                    for word in words:
                        assert any(dominates(banner, one) for one in told[word]), f"{said[1]} over {word}: {request}"
                    for row_of, told_in in rows(
                        json.loads(answer[answer.index("{") :]) if of_api and "\n{" in answer else None
                    ):
                        for word in told_in & words:
                            assert any(dominates(row_of, one) for one in told[word]), f"{row_of} over {word}: {request}"
                            marked += 1
                    asked += 1
                    if request.row == "GET /telegrams/{name}" and (held := re.search(r'"sha256":"(\w{64})"', answer)):
                        wholes += 1
                        assert dominates(banner, whole[held[1]])
                side.close()
    finally:
        desk.close()
        program.close()
    assert asked > REQUESTS // 6
    assert wholes
    assert marked > REQUESTS // 6
