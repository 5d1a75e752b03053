"""Every shelf keeps looks and annotations alike, and shows an annotation to whoever may read its label."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import Engine

from legation.core.errors import RefusedError
from legation.core.marking import OWNER, Marking, Reader
from legation.storage.memory import MemoryShelf
from legation.storage.ports import Annotation, Look, Shelf
from legation.storage.sql.shelf import SqlShelf

from .conftest import DATABASES

LOW = Reader("low", rank=0)


@pytest.fixture(params=["memory", *DATABASES])
def shelf(request: pytest.FixtureRequest, new_engine: Callable[[str], Engine]) -> Shelf:
    return MemoryShelf() if request.param == "memory" else SqlShelf(new_engine(request.param))


def annotation(which: str, *, access: str = Marking(0).label, by: str = "low", made: str = "2026-01-01") -> Annotation:
    return Annotation(
        id=which, telegram="09TRIPOLI900", sha256="0" * 64, place="p1", by=by, made=made, text=which, access=access
    )


def test_a_look_is_each_readers_own(shelf: Shelf) -> None:
    assert shelf.looked(LOW) is None
    shelf.look(LOW, Look(at="2026-01-01", arrival=3))
    shelf.look(OWNER, Look(at="2026-02-01", arrival=9))
    shelf.look(LOW, Look(at="2026-01-02", arrival=4))
    assert shelf.looked(LOW) == Look(at="2026-01-02", arrival=4)
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
