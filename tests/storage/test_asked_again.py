"""What a reader asks again is answered as before, until what they may read changes; to each reader their own."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from legation.core.marking import OWNER, Reader
from legation.storage.index import TantivyIndex
from storage.records import record

OPEN, SECRET = "0;;-", "3;;-"
LOW = Reader("low", rank=0)


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the engine was asked."""
    told: list[str] = []
    to_ask = TantivyIndex._to_ask

    def noting(self: TantivyIndex, opened: Any, reader: Reader, query: str, meant: Any) -> Any:
        told.append(f"{reader.name}: {query}")
        return to_ask(self, opened, reader, query, meant)

    monkeypatch.setattr(TantivyIndex, "_to_ask", noting)
    return told


@pytest.fixture
def index(tmp_path: Path) -> TantivyIndex:
    made = TantivyIndex(tmp_path)
    made.add(OWNER, [record("09A1", "rice", access=OPEN), record("09A2", "rice", access=SECRET)])
    return made


def test_what_is_asked_again_is_answered_without_the_engine(index: TantivyIndex, asked: list[str]) -> None:
    first = index.search(OWNER, "rice", limit=20)
    spread = index.facets(OWNER, "rice", most=9)
    assert index.search(OWNER, "rice", limit=20) == first
    assert index.facets(OWNER, "rice", most=9) == spread
    counted = index.count(OWNER, "rice")
    assert index.count(OWNER, "rice") == counted
    assert asked == ["owner: rice", "owner: rice", "owner: rice"]
    for limit, sort in ((1, "relevance"), (20, "oldest")):
        index.search(OWNER, "rice", limit=limit, sort=sort)  # type: ignore[arg-type] # one of them
    index.search(OWNER, "tea", limit=20)
    index.facets(OWNER, "rice", most=1)
    assert len(asked) == 7


def test_a_page_and_the_next_are_two_answers(index: TantivyIndex) -> None:
    for _ in range(2):
        first = index.search(OWNER, "rice", limit=1)
        second = index.search(OWNER, "rice", limit=1, after=first.next or "")
        assert {hit.listing.mrn for page in (first, second) for hit in page.hits} == {"09A1", "09A2"}


@pytest.mark.parametrize("first", [OWNER, LOW])
def test_each_reader_is_answered_from_what_they_may_read(index: TantivyIndex, asked: list[str], first: Reader) -> None:
    """And how soon tells nobody what others asked."""
    index.search(first, "rice", limit=20)
    index.facets(first, "rice", most=9)
    index.count(first, "rice")
    for reader, expected in ((OWNER, 2), (LOW, 1)):
        assert index.search(reader, "rice", limit=20).total == expected
        assert len(index.facets(reader, "rice", most=9).access) == expected
        assert index.count(reader, "rice").total == expected
    assert sorted(asked) == ["low: rice"] * 3 + ["owner: rice"] * 3
    raised = Reader("low", rank=3)
    assert index.search(raised, "rice", limit=20).total == 2


def test_whatever_is_written_is_seen_at_once(index: TantivyIndex, tmp_path: Path) -> None:
    reading = TantivyIndex(tmp_path)  # as in another process
    one, more, closed = (
        record("09A1", "rice", access=OPEN),
        record("09A3", "rice"),
        record("09A1", "rice", access=SECRET),
    )

    def told() -> list[tuple[int, int, int]]:
        return [
            (some.search(OWNER, "rice", limit=20).total, some.count(LOW, "rice").total, years)
            for some in (index, reading)
            for years in [sum(count.count for count in some.facets(OWNER, "rice", most=9).facets[0].counts)]
        ]

    assert told() == [(2, 1, 2)] * 2
    index.add(OWNER, [more])
    assert told() == [(3, 2, 3)] * 2
    index.remove(OWNER, [more.sha256])
    assert told() == [(2, 1, 2)] * 2
    assert closed.sha256 == one.sha256
    index.add(OWNER, [closed])
    assert told() == [(2, 0, 2)] * 2


@pytest.mark.parametrize("at", ["disk", "memory"])
def test_what_is_written_above_a_reader_ends_no_answer_of_theirs(tmp_path: Path, asked: list[str], at: str) -> None:
    """Its time would tell them that something came in."""
    index = TantivyIndex(tmp_path if at == "disk" else None)
    index.add(OWNER, [record("09A1", "rice", access=OPEN)])

    def again() -> int:
        asked.clear()
        found = index.search(LOW, "rice", limit=20).total
        assert sum(count.count for count in index.facets(LOW, "rice", most=9).facets[0].counts) == found
        assert index.count(LOW, "rice").total == found
        return found

    assert (again(), len(asked)) == (1, 3)
    hidden = record("09A2", "rice", access=SECRET)
    index.add(OWNER, [hidden])
    assert (again(), len(asked)) == (1, 0)
    index.remove(OWNER, [hidden.sha256])
    assert (again(), len(asked)) == (1, 0)
    index.add(OWNER, [record("09A3", "rice", access="1;;-")])
    assert (again(), len(asked)) == (1, 0)
    index.add(OWNER, [record("09A4", "rice", access=OPEN)])
    assert (again(), len(asked)) == (2, 3)


def test_an_answer_of_one_marking_is_none_of_another(asked: list[str]) -> None:
    index = TantivyIndex(None)
    reader = Reader("both", rank=3)
    first, second = record("09A1", "rice", access=OPEN), record("09A2", "rice rice", access=SECRET)
    index.add(OWNER, [first])
    assert index.search(reader, "rice", limit=20).hits[0].listing.mrn == "09A1"
    index.remove(OWNER, [first.sha256])
    index.add(OWNER, [second])
    assert index.search(reader, "rice", limit=20).hits[0].listing.mrn == "09A2"
    assert len(asked) == 2


def test_what_is_long_or_wrong_is_not_kept(index: TantivyIndex, asked: list[str]) -> None:
    for _ in range(2):
        index.search(OWNER, "rice", limit=101)
        index.search(OWNER, "rice " * 101, limit=20)
        index.facets(OWNER, "rice " * 101, most=9)
        index.count(OWNER, "rice " * 101)
        with pytest.raises(Exception, match="no place in that list"):
            index.search(OWNER, "rice", limit=20, after="nonsense")
    assert len(asked) == 10


def test_so_many_answers_are_kept_and_no_more(
    index: TantivyIndex, tmp_path: Path, asked: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("legation.storage.index._MOST_KEPT", 6)
    index = TantivyIndex(tmp_path)
    for query in ("rice", "rice OR tea", "rice OR wine", "rice OR wine", "rice"):
        index.search(OWNER, query, limit=20)  # each weighs three: two hits and itself
    assert asked == ["owner: rice", "owner: rice OR tea", "owner: rice OR wine", "owner: rice"]
