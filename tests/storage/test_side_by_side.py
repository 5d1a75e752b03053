"""Partitions asked on several threads answer as those asked one after the other."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from legation.core.marking import OWNER
from legation.storage import side_by_side
from legation.storage.index import TantivyIndex
from storage.records import record

LABELS = ("0;;-", "1;;-", "1;NODIS;-", "3;;-", "3;NODIS;-")


@given(sizes=st.lists(st.integers(0, 1000), max_size=30), count=st.integers(1, 5))
def test_every_partition_is_dealt_out_once_and_no_share_is_the_largest_by_more_than_one(
    sizes: list[int], count: int
) -> None:
    dealt = side_by_side.shares(sizes, count)
    assert sorted(number for share in dealt for number in share) == list(range(len(sizes)))
    loads = [sum(sizes[number] for number in share) for share in dealt]
    assert max(loads) - min(loads) <= max(sizes, default=0)


def test_threads_change_no_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    index = TantivyIndex(None)
    texts = ("rice and tea", "tea and rice", "rice")
    index.add(OWNER, [record(f"09A{n}", texts[n % 3], access=LABELS[n % 5]) for n in range(60)])

    def answers() -> list[object]:
        asked = ('"rice and tea"', '"rice tea"~2', "rice")
        return [(index.search(OWNER, query, limit=20), index.facets(OWNER, query, most=9)) for query in asked]

    in_turn = answers()
    monkeypatch.setattr(side_by_side, "_MANY", 0)
    monkeypatch.setattr(side_by_side, "_CORES", 3)
    index._open()  # forgets what it answered
    assert answers() == in_turn


def test_no_more_search_at_once_than_have_a_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    index = TantivyIndex(None)
    index.add(OWNER, [record("09A1", "rice")])
    monkeypatch.setattr(side_by_side, "TURNS", threading.BoundedSemaphore(2))
    lock, met, most, running = threading.Lock(), threading.Barrier(2), 0, 0
    to_ask = index._to_ask

    def slowly(*asked: Any) -> Any:
        nonlocal most, running
        with lock:
            running += 1
            most = max(most, running)
        met.wait(timeout=30)  # goes on when the other that has a turn is here
        with lock:
            running -= 1
        return to_ask(*asked)

    monkeypatch.setattr(index, "_to_ask", slowly)
    with ThreadPoolExecutor(6) as threads:
        found = list(threads.map(lambda limit: index.search(OWNER, "rice", limit=limit).total, range(6)))
    assert (found, most) == ([1] * 6, 2)
