"""Every shelf keeps looks and annotations alike, and shows an annotation to whoever may read its label."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import msgspec
import pytest
from sqlalchemy import Engine

from legation.core.errors import RefusedError
from legation.core.marking import OWNER, Marking, Reader
from legation.storage.memory.shelf import MemoryShelf
from legation.storage.ports import Shelf
from legation.storage.records import Annotation, Look, Request, SavedSearch
from legation.storage.sql.shelf import SqlShelf

from .conftest import DATABASES

LOW = Reader("low", rank=0)


@pytest.fixture(params=["memory", *DATABASES])
def shelf(request: pytest.FixtureRequest, new_engine: Callable[[str], Engine]) -> Shelf:
    return MemoryShelf() if request.param == "memory" else SqlShelf(new_engine(request.param))


def search(query: str, *, made: str = "2026-01-01", looked: str = "2026-01-01", arrival: int = 1) -> SavedSearch:
    return SavedSearch(name="harbour", query=query, made=made, looked=looked, arrival=arrival)


def test_a_search_that_is_kept_says_which_it_replaces_though_several_are_at_once(shelf: Shelf) -> None:
    assert shelf.save(LOW, search("port")) is None
    assert shelf.save(OWNER, search("pier")) is None
    assert shelf.save(LOW, search("quay")) == search("port")
    with ThreadPoolExecutor(4) as several:
        before = list(several.map(lambda number: shelf.save(LOW, search(f"berth {number}")), range(8)))
    queries = [one.query for one in before if one is not None]
    # Each replaced another: the one there was, and all but the last.
    assert (len(queries), len(set(queries)), "quay" in queries) == (8, 8, True)
    assert {*queries, *(one.query for one in shelf.saved(LOW))} == {"quay", *(f"berth {n}" for n in range(8))}
    assert shelf.saved(OWNER) == [search("pier")]


def test_a_look_brings_back_no_search_that_was_replaced_or_taken_away(shelf: Shelf) -> None:
    shelf.save(LOW, search("port"))
    seen = search("port", looked="2026-02-01", arrival=7)
    assert shelf.look_noted(LOW, seen)
    assert shelf.look_noted(LOW, search("port", looked="2026-02-02", arrival=5))  # another, that began before it
    assert shelf.saved(LOW) == [seen]
    shelf.save(LOW, search("quay", made="2026-02-03", arrival=7))
    assert not shelf.look_noted(LOW, search("port", looked="2026-02-04", arrival=9))
    assert shelf.saved(LOW) == [search("quay", made="2026-02-03", arrival=7)]
    shelf.forget(LOW, "harbour")
    assert not shelf.look_noted(LOW, search("quay", made="2026-02-03", arrival=9))
    assert shelf.saved(LOW) == []


def annotation(which: str, *, access: str = Marking(0).label, by: str = "low", made: str = "2026-01-01") -> Annotation:
    return Annotation(
        id=which, telegram="09TRIPOLI900", sha256="0" * 64, place="p1", by=by, made=made, text=which, access=access
    )


def test_a_look_is_each_readers_own(shelf: Shelf) -> None:
    assert shelf.looked(LOW) is None
    shelf.look(LOW, Look(at="2026-01-01", arrival=3))
    shelf.look(OWNER, Look(at="2026-02-01", arrival=9))
    shelf.look(LOW, Look(at="2026-01-02", arrival=4, entry=7))
    assert shelf.looked(LOW) == Look(at="2026-01-02", arrival=4, entry=7)
    assert shelf.looked(OWNER) == Look(at="2026-02-01", arrival=9)


def test_annotations_are_shown_by_label_in_order(shelf: Shelf) -> None:
    closed = Marking(4, frozenset({"NOFORN"})).label
    for one in (annotation("b"), annotation("a"), annotation("c", made="2025-01-01"), annotation("z", access=closed)):
        shelf.annotate(LOW, one)
    shelf.annotate(LOW, annotation("a"))
    assert [one.id for one in shelf.annotations(LOW, "09TRIPOLI900")] == ["c", "a", "b"]
    assert [one.id for one in shelf.annotations(OWNER, "09TRIPOLI900")] == ["c", "a", "b", "z"]
    assert shelf.annotations(OWNER, "09TRIPOLI901") == []
    assert shelf.annotations(LOW, "09TRIPOLI900")[1] == annotation("a")
    other = msgspec.structs.replace(annotation("o", made="2025-06-01"), telegram="09TRIPOLI902")
    shelf.annotate(LOW, other)
    assert [one.id for one in shelf.annotations(LOW)] == ["c", "o", "a", "b"]
    assert [one.id for one in shelf.annotations(OWNER)] == ["c", "o", "a", "b", "z"]


def test_an_annotation_is_withdrawn_by_its_author_who_may_read_it(shelf: Shelf) -> None:
    shelf.annotate(LOW, annotation("a"))
    shelf.annotate(LOW, annotation("z", access=Marking(4).label))
    assert not shelf.withdraw(OWNER, "09TRIPOLI900", "a")
    assert not shelf.withdraw(LOW, "09TRIPOLI901", "a")
    assert not shelf.withdraw(LOW, "09TRIPOLI900", "z")
    assert shelf.withdraw(LOW, "09TRIPOLI900", "a")
    assert not shelf.withdraw(LOW, "09TRIPOLI900", "a")


def test_a_label_that_is_no_marking_is_refused(shelf: Shelf) -> None:
    with pytest.raises(RefusedError):
        shelf.annotate(LOW, annotation("a", access="4;B,A;-"))


def test_every_request_for_a_record_is_kept_once(shelf: Shelf) -> None:
    first = Request(mrn="09STATE5500", sent="2026-01-02", addressed="Department of State", access=Marking(0).label)
    second = msgspec.structs.replace(first, sent="2026-03-02")
    other = msgspec.structs.replace(first, addressed="National Archives")
    closed = msgspec.structs.replace(first, access=Marking(4).label)
    for one in (second, first, other, first, closed):
        shelf.send(OWNER, one)
    assert shelf.sent(LOW, ["09STATE5500"]) == [first, other, second]
    assert shelf.sent(OWNER, ["09STATE5500"]) == [first, closed, other, second]
    assert shelf.sent_for(LOW, "STATE5500") == [first, other, second]
    assert shelf.sent_for(OWNER, "5500") == [first, closed, other, second]
    assert shelf.sent_for(OWNER, "%5_00") == shelf.sent_for(OWNER, "09STATE") == []


def test_a_request_is_kept_with_what_each_noting_of_it_rests_on(shelf: Shelf) -> None:
    first = Request(mrn="09STATE5500", sent="2026-01-02", addressed="Department of State", access=Marking(0).label)
    other = msgspec.structs.replace(first, addressed="National Archives")
    shelf.send(OWNER, first)
    for rests_on in (["b" * 64, "a" * 64], ["c" * 64], ("a" * 64, "b" * 64)):
        shelf.send(OWNER, first, rests_on)
    shelf.send(OWNER, other, ["d" * 64])
    unknown = msgspec.structs.replace(first, mrn="09STATE1")
    assert shelf.requests_rest_on([first, other, unknown]) == {
        first: [(), ("a" * 64, "b" * 64), ("c" * 64,)],
        other: [("d" * 64,)],
    }
    assert shelf.requests_rest_on([other]) == {other: [("d" * 64,)]}
    assert shelf.sent(OWNER, ["09STATE5500"]) == [first, other]
