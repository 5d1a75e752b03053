"""What one program decides of a marking, or of how telegrams are shown, another that is at work undoes nowhere."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from tests.postgres import Cluster

from legation.app import House, open_house
from legation.core.marking import OWNER, UPKEEP, Reader
from legation.services.archive.verifying import Verified
from legation.storage.sql.stacks import SqlStacks
from legation.storage.sql.telegrams import SqlTelegrams

LOW, CLEARED = Reader("low", rank=0), Reader("cleared", rank=3)
MRN = "09TRIPOLI77"
TEXT = """R 051513Z NOV 09
FM AMEMBASSY TRIPOLI
C O N F I D E N T I A L TRIPOLI 000077

SUBJECT: (U) HARBOUR

1. (U) The dredger came on Monday.

2. (C) The dredger leaves on Friday.
"""


class Two:
    """Two programs over one database, each with the index of its own machine."""

    def __init__(self, url: str, place: Path, cache: Callable[[str], None]) -> None:
        self.place, self.file = url, place / "77.txt"
        self.file.write_text(TEXT)
        cache("one")
        self.here = open_house(url, write=True)
        cache("other")
        self.there = open_house(url, write=True)

    def taken(self, release: str = "paragraphs") -> Two:
        self.here.releasing.set(release)
        self.here.ingest.run(OWNER, [self.file], workers=0)
        return self

    def mark(self) -> None:
        self.there.markings.mark(OWNER, MRN, "SECRET", why="read on the paper copy")

    def seen(self, reader: Reader) -> list[list[str]]:
        """What a reader reads and finds here and there."""
        return [
            [*(one.access for one in house.reading.every(reader)), *_found(house, reader)]
            for house in (self.here, self.there)
        ]

    def close(self) -> None:
        self.here.close()
        self.there.close()


def _found(house: House, reader: Reader) -> list[str]:
    return [hit.listing.access for hit in house.finding.search(reader, "dredger", limit=9).hits]


@pytest.fixture
def two(postgres: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Two]:
    made = Two(
        postgres.new_database(), tmp_path, lambda name: monkeypatch.setenv("LEGATION_CACHE", str(tmp_path / name))
    )
    yield made
    made.close()


@pytest.fixture
def amid(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[], object]], None]:
    """Let something come just before the next that is put."""

    def come(work: Callable[[], object]) -> None:
        put, left = SqlTelegrams.put, [work]

        def first(*given: Any, **named: Any) -> Any:
            if left:
                left.pop()()
            return put(*given, **named)

        monkeypatch.setattr(SqlTelegrams, "put", first)

    return come


def test_what_another_program_marked_is_not_shown_anew_by_who_brings_it_again(two: Two) -> None:
    two.taken()
    assert two.seen(LOW) == [["0;;-!3;;-"] * 2] * 2
    two.mark()
    assert two.here.ingest.run(LOW, [two.file], workers=0).new == 1  # to who may not read it it is new
    assert two.seen(LOW) == two.seen(CLEARED) == [[], []]


def test_what_is_kept_and_marked_amid_an_ingest_is_held_as_is_decided(two: Two, amid: Any) -> None:
    two.here.releasing.set("paragraphs")

    def come() -> None:
        two.there.ingest.run(OWNER, [two.file], workers=0)
        two.mark()

    amid(come)
    two.here.ingest.run(OWNER, [two.file], workers=0)
    assert two.seen(LOW) == two.seen(CLEARED) == [[], []]
    assert two.seen(OWNER) == [["4;;-"] * 2] * 2


def test_what_is_marked_while_views_are_made_has_none_of_before(two: Two, amid: Any) -> None:
    two.taken("whole")
    amid(two.mark)
    two.here.releasing.set("paragraphs")
    assert two.seen(LOW) == two.seen(CLEARED) == [[], []]
    assert two.seen(OWNER) == [["4;;-"] * 2] * 2


def test_of_two_that_set_how_telegrams_are_shown_the_later_word_holds(two: Two, amid: Any) -> None:
    two.taken("whole")
    amid(lambda: two.there.releasing.set("whole"))
    two.here.releasing.set("paragraphs")
    assert two.here.releasing.release == "whole"
    assert two.seen(LOW) == [[], []]


@pytest.mark.parametrize(
    ("before", "after", "low"), [("paragraphs", "whole", []), ("whole", "paragraphs", ["0;;-!3;;-"] * 2)]
)
def test_what_is_taken_in_while_that_is_set_is_shown_as_it_was_set(
    two: Two, amid: Any, before: str, after: str, low: list[str]
) -> None:
    two.here.releasing.set(before)
    amid(lambda: two.there.releasing.set(after))
    two.here.ingest.run(OWNER, [two.file], workers=0)
    assert two.seen(LOW) == [low, low]


def test_a_rebuild_follows_what_another_program_decided_before_and_meanwhile(
    two: Two, monkeypatch: pytest.MonkeyPatch
) -> None:
    two.taken()
    other = two.file.with_name("78.txt")
    other.write_text(TEXT.replace("000077", "000078").replace("dredger", "dredger itself"))
    two.here.ingest.run(OWNER, [other], workers=0)
    two.mark()
    adopt = SqlStacks.adopt

    def late(*given: Any) -> int:
        two.there.markings.mark(OWNER, "09TRIPOLI78", "SECRET", why="read on the paper copy")
        return adopt(*given)

    monkeypatch.setattr(SqlStacks, "adopt", late)
    assert two.here.rebuilding is not None
    two.here.rebuilding.run(OWNER)
    two.here.close()
    two.here = open_house(two.place, write=True)
    assert two.seen(LOW) == two.seen(CLEARED) == [[], []]
    assert two.seen(OWNER) == [["4;;-"] * 4] * 2


def test_a_rebuild_that_goes_on_undoes_no_marking_that_came_between(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive, file = tmp_path / "archive", tmp_path / "77.txt"
    file.write_text(TEXT)
    with open_house(archive, write=True) as house:
        house.ingest.run(OWNER, [file], workers=0)
        assert house.rebuilding is not None
        with monkeypatch.context() as broken:
            broken.setattr(SqlStacks, "adopt", lambda *_: 1 / 0)
            with suppress(ZeroDivisionError):
                house.rebuilding.run(OWNER)
    with open_house(archive, write=True) as house:
        house.markings.mark(OWNER, MRN, "SECRET", why="read on the paper copy")
    with open_house(archive, write=True) as house:
        assert house.rebuilding is not None
        house.rebuilding.run(OWNER)
    with open_house(archive, write=True) as house:
        assert [one.access for one in house.reading.every(OWNER)] == _found(house, OWNER) == ["4;;-"]
        assert list(house.reading.every(CLEARED)) == _found(house, CLEARED) == []
        assert house.verifying is not None
        assert [str(one) for one in house.verifying.run(UPKEEP, Verified(), reread=True)] == []
