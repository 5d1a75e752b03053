"""Every store of webhooks keeps, queues and takes alike."""

from __future__ import annotations

from collections.abc import Callable

import msgspec
import pytest
from sqlalchemy import Engine

from legation.core.hook import Hook, HookDelivery
from legation.core.marking import OPEN, UPKEEP, Marking, Reader
from legation.storage.hooks import HookQueue
from legation.storage.memory.hooks import MemoryHooks
from legation.storage.sql.hooks import SqlHooks

from .conftest import DATABASES

MIRA, LOW = Reader("mira", rank=3), Reader("low", rank=0)


@pytest.fixture(params=["memory", *DATABASES])
def queue(request: pytest.FixtureRequest, new_engine: Callable[[str], Engine]) -> HookQueue:
    return MemoryHooks() if request.param == "memory" else SqlHooks(new_engine(request.param))


def hook(which: str, reader: str = "mira") -> Hook:
    return Hook(
        id=which,
        reader=reader,
        address="https://host.example/",
        search="s",
        dialogue=None,
        made="2026",
        secret=f"secret {which}",
    )


def message(which: str, of: str = "a", *, reader: str = "mira", access: Marking = OPEN, due: str = "1") -> HookDelivery:
    return HookDelivery(
        id=which, hook=of, reader=reader, about=which, sources=(), access=access.label, made="2026", due=due
    )


def same(held: Hook) -> Hook:
    return held


def test_hooks_are_each_readers_own(queue: HookQueue) -> None:
    for one in (hook("b"), hook("a"), hook("z", "low")):
        queue.add(UPKEEP, one)
    assert queue.hooks(MIRA) == [hook("b"), hook("a")]
    assert [one.id for one in queue.hooks(UPKEEP)] == ["b", "a", "z"]
    assert queue.change(LOW, "a", same) is None
    assert not queue.drop(LOW, "a")
    changed = queue.change(MIRA, "a", lambda held: msgspec.structs.replace(held, resting="tired"))
    assert changed == msgspec.structs.replace(hook("a"), resting="tired") == queue.hooks(MIRA)[1]


def test_a_message_is_queued_once_with_the_look_that_brought_it(queue: HookQueue) -> None:
    queue.add(MIRA, hook("a"))
    queue.change(MIRA, "a", lambda held: msgspec.structs.replace(held, reached=5), [message("1"), message("2")])
    queue.settle(UPKEEP, msgspec.structs.replace(message("1"), state="delivered", answer="200"))
    queue.change(MIRA, "a", same, [message("1"), message("3")])
    assert [(one.id, one.state) for one in queue.messages(MIRA, hook="a", limit=9)] == [
        ("3", "waiting"),
        ("2", "waiting"),
        ("1", "delivered"),
    ]
    assert [one.id for one in queue.messages(MIRA, hook=None, limit=1)] == ["3"]
    with pytest.raises(ValueError, match="boom"):
        queue.change(MIRA, "a", _boom, [message("4")])
    assert len(queue.messages(MIRA, hook="a", limit=9)) == 3
    assert queue.change(MIRA, "gone", same, [message("5", "gone")]) is None
    assert len(queue.messages(UPKEEP, hook=None, limit=9)) == 3


def _boom(_: Hook) -> Hook:
    raise ValueError("boom")


def test_what_was_taken_is_due_again_only_after_its_while(queue: HookQueue) -> None:
    queue.add(MIRA, hook("a"))
    queue.change(MIRA, "a", same, [message("1"), message("2", due="5"), message("3")])
    queue.change(MIRA, "a", same, [message("4", "b")])
    taken = queue.take(UPKEEP, "2", "4", hooks=["a"], limit=9)
    assert [one.id for one in taken] == ["1", "3"]
    assert queue.take(UPKEEP, "3", "6", hooks=["a"], limit=9) == []
    queue.settle(UPKEEP, msgspec.structs.replace(taken[0], state="delivered"))
    assert [one.id for one in queue.take(UPKEEP, "5", "6", hooks=["a"], limit=1)] == ["2"]
    assert [one.id for one in queue.take(UPKEEP, "5", "6", hooks=["a"], limit=9)] == ["3"]
    assert queue.take(UPKEEP, "9", "99", hooks=[], limit=9) == []


def test_what_a_clock_that_was_ahead_put_off_is_due_when_it_is_right_again(queue: HookQueue) -> None:
    queue.add(MIRA, hook("a"))
    queue.change(MIRA, "a", same, [message("1", due="3"), message("2", due="9")])
    assert [one.id for one in queue.take(UPKEEP, "2", "4", hooks=["a"], limit=9, longest="5")] == ["2"]
    assert queue.take(UPKEEP, "2", "4", hooks=["a"], limit=9, longest="5") == []


def test_what_was_withdrawn_is_queued_again_when_it_stands_again(queue: HookQueue) -> None:
    queue.add(MIRA, hook("a"))
    queue.change(MIRA, "a", same, [message("1"), message("2")])
    queue.settle(UPKEEP, msgspec.structs.replace(message("1"), state="withdrawn", answer="it no longer stands"))
    queue.settle(UPKEEP, msgspec.structs.replace(message("2"), state="delivered"))
    queue.change(MIRA, "a", same, [message("1"), message("2"), message("1")])
    held = [(one.id, one.state, one.answer) for one in queue.messages(MIRA, hook="a", limit=9)]
    assert held == [("1", "waiting", None), ("2", "delivered", None)]


def test_messages_are_shown_by_label_and_go_with_their_hook(queue: HookQueue) -> None:
    queue.add(LOW, hook("z", "low"))
    closed = message("2", "z", reader="low", access=Marking(4))
    queue.change(LOW, "z", same, [message("1", "z", reader="low"), closed])
    assert [one.id for one in queue.messages(LOW, hook=None, limit=9)] == ["1"]
    assert queue.messages(MIRA, hook="z", limit=9) == []
    assert len(queue.messages(UPKEEP, hook="z", limit=9)) == 2
    assert queue.drop(LOW, "z")
    queue.settle(UPKEEP, msgspec.structs.replace(closed, state="delivered"))
    assert queue.messages(UPKEEP, hook=None, limit=9) == []


def test_what_was_settled_long_ago_is_forgotten(queue: HookQueue) -> None:
    queue.add(MIRA, hook("a"))
    queue.change(MIRA, "a", same, [message("1"), message("2")])
    queue.settle(UPKEEP, msgspec.structs.replace(message("1"), state="failed"))
    assert queue.forget(UPKEEP, "2026") == 0
    assert queue.forget(UPKEEP, "2027") == 1
    assert [one.id for one in queue.messages(MIRA, hook=None, limit=9)] == ["2"]
