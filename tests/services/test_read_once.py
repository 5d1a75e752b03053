"""What a telegram proposes is read once for each reading of it, whoever asks and however many at a time."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import msgspec
import pytest
from hand_made import proposal, telegram

from legation.core.dialogue.proposal import Proposal
from legation.core.telegram import Classification, Telegram
from legation.services.proposals.read_once import ReadOnce

HELD = telegram("09TRIPOLI1", [("C", "Words.")])
ANOTHER = telegram("09TRIPOLI2", [("C", "Other words.")])


def test_the_same_reading_is_read_once_and_another_anew() -> None:
    asked: list[Telegram] = []

    def propose(held: Telegram) -> list[Proposal]:
        asked.append(held)
        return [proposal(held, "objective", "Words")]

    once = ReadOnce(propose)
    first = once(HELD)
    first.clear()  # a list of the caller's own
    assert once(HELD) == [proposal(HELD, "objective", "Words")]
    assert len(asked) == 1
    marked = msgspec.structs.replace(HELD, classification=Classification("SECRET"))
    assert once(marked) == [proposal(marked, "objective", "Words")]
    assert len(asked) == 2


def test_who_asks_while_it_is_read_waits_for_it() -> None:
    free, asked = threading.Event(), []

    def propose(held: Telegram) -> list[Proposal]:
        asked.append(held)
        free.wait(60)
        return []

    once = ReadOnce(propose)
    assert once.begin([HELD]) is False
    assert once.begin([HELD], within_seconds=0.01) is False
    with ThreadPoolExecutor(3) as several:
        waiting = [several.submit(once, HELD) for _ in range(3)]
        free.set()
        assert [one.result(60) for one in waiting] == [[], [], []]
    assert len(asked) == 1
    assert once.begin([HELD]) is True
    assert once.begin([HELD, ANOTHER], within_seconds=60) is True
    assert asked == [HELD, ANOTHER]


def test_a_reading_that_fails_is_tried_again() -> None:
    told = iter([ValueError("once"), []])

    def propose(_: Telegram) -> list[Proposal]:
        one = next(told)
        if isinstance(one, ValueError):
            raise one
        return one

    once = ReadOnce(propose)
    with pytest.raises(ValueError, match="once"):
        once(HELD)
    assert once(HELD) == []


def test_one_that_fails_keeps_no_other_from_being_read() -> None:
    def propose(held: Telegram) -> list[Proposal]:
        if held is HELD:
            raise ValueError("once")
        return []

    once = ReadOnce(propose)
    assert once.begin([HELD, ANOTHER], within_seconds=60) is True
    assert once(ANOTHER) == []
    with pytest.raises(ValueError, match="once"):
        once(HELD)
