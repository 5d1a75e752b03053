"""Where a search finds nothing it is said what to search for instead, from what the reader may read alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from legation.core.marking import OWNER, Reader
from legation.services.search.finding import Finding
from legation.services.search.trying import Instead, _steps, instead_of, sought
from legation.storage.index import TantivyIndex
from legation.storage.memory.index import MemoryIndex
from legation.tables.posts import load_posts
from storage.records import CLERK, OPEN, SECRET, record

HELD = [
    record("09A1", "The dialogue with Libya goes on.", day="2009-11-05", access=OPEN, tags=("PREL",)),
    record("09A2", "Rice for Libya, and an agreement.", day="2009-12-01", access=OPEN, signature=("CRETZ",)),
    record("09A3", "Libia, as it is written there, and zirconium.", day="2010-01-01", access=SECRET),
    record("09TRIPOLI7", "Zebras.", access=OPEN),
    record("09ROME7", "Zebras.", access=SECRET),
]


@pytest.fixture(scope="module", params=[TantivyIndex, MemoryIndex])
def found_by(request: pytest.FixtureRequest) -> Finding:
    held = request.param(None) if request.param is TantivyIndex else request.param()
    held.add(OWNER, HELD)
    return Finding(held, load_posts())


def instead(found_by: Finding, reader: Reader, query: str) -> list[tuple[str, int]]:
    return [(one.query, one.total) for one in found_by.search(reader, query).instead]


@pytest.mark.parametrize(
    ("query", "others"),
    [
        ("lybia", [("libya", 2)]),
        ("dialouge", [("dialogue", 1)]),
        ("lybia rice", [("libya rice", 1), ("rice", 1)]),
        ("(lybia OR corn) -dialogue", [("(libya OR corn) -dialogue", 1)]),
        ("dialogue or rice", [("dialogue OR rice", 2)]),
        ('"libya dialogue"', [("libya dialogue", 1)]),
        ("libya zeppelin", [("libya", 2)]),
        ("dialogue rice", [("dialogue OR rice", 2)]),
        ("libya date:1999", [("libya", 2)]),
        ("libya date:1999 tag:MARR", [("libya", 2)]),
        ("libya date:2009 tag:MARR", [("libya date:2009", 2), ("libya", 2)]),
        ("signed:cretzz", [("signed:cretz", 1)]),
        ("tag:PRLE", [("tag:PREL", 1)]),
        ("tag:prle rice", [("rice", 1)]),
        ("post:TRIPLOI", [("post:TRIPOLI", 1)]),
        ("zebars post:triploi", [("zebras post:TRIPOLI", 1)]),
        ("post:roem", []),
        ("zeppelin", []),
        ("tag:MARR", []),
        ("libya", []),
        ("-the -rice", []),
    ],
)
def test_another_search_is_offered_where_one_finds_nothing(
    found_by: Finding, query: str, others: list[tuple[str, int]]
) -> None:
    assert instead(found_by, CLERK, query) == others


def test_nothing_is_offered_of_what_may_not_be_read(found_by: Finding) -> None:
    assert instead(found_by, CLERK, "zirkonium") == []
    assert instead(found_by, OWNER, "zirkonium") == [("zirconium", 1)]
    assert instead(found_by, CLERK, "libias") == [("libya", 2)]
    assert instead(found_by, OWNER, "libias") == [("libia", 1)]


def test_what_is_offered_and_what_is_known_are_under_the_marking_of_what_they_were_drawn_from(
    found_by: Finding,
) -> None:
    assert found_by.search(OWNER, "zirkonium").marking == "SECRET"
    assert found_by.search(CLERK, "libias").marking == "UNCLASSIFIED"
    for query in ("libya", "zeppelin"):
        assert found_by.search(OWNER, query).marking is None


@pytest.mark.parametrize("index", [TantivyIndex, MemoryIndex])
def test_what_has_no_facet_marks_what_is_drawn_from_it_as_well(index: type[TantivyIndex] | type[MemoryIndex]) -> None:
    """A telegram without number, date, level and TAGS is counted under no value of any facet."""
    held = index(None) if index is TantivyIndex else index()
    held.add(OWNER, [record(None, "Plain zirconium.", day=None, level=None, access=SECRET)])
    found = Finding(held, load_posts()).search(OWNER, "zirkonium")
    assert (found.instead, found.marking) == ((Instead("zirconium", 1),), "SECRET")


def test_nothing_is_offered_behind_the_last_page(found_by: Finding) -> None:
    assert found_by.search(OWNER, "zirkonium", limit=0).instead == ()
    assert found_by.search(OWNER, "zirkonium").instead == (Instead("zirconium", 1),)


def test_words_are_looked_through_until_one_is_a_step_away() -> None:
    asked: list[str] = []

    def completions(begins: str, _most: int) -> tuple[str, ...]:
        asked.append(begins)
        return {"di": ("dialogues", "dialog", "dialogue", "dialouges"), "da": ("dalogue",)}.get(begins, ())

    def nearest(word: str) -> str:
        asked.clear()
        return instead_of(word, lambda query: int(query != word), completions)[0].query

    assert (nearest("dialouge"), asked) == ("dialogue", ["di"])
    assert nearest("dalouge") == "dalogue"
    assert asked[0] == "da"
    assert (nearest("dialoge"), asked) == ("dialog", ["di"])
    assert nearest("dizlogze") == "dialogue"
    assert len(asked) == 8


@given(st.text("abc", max_size=6), st.text("abc", max_size=6))
def test_steps_are_counted_alike_from_both_sides(first: str, second: str) -> None:
    steps = _steps(first, second, 9)
    assert steps == _steps(second, first, 9)
    assert (steps == 0) == (first == second)
    assert abs(len(first) - len(second)) <= steps <= max(len(first), len(second))
    assert _steps(first, second, 1) == min(steps, 2)
    assert len(set(first) ^ set(second)) <= 2 * steps


SOUGHT = {
    "*": "all",
    "has:withheld": "value",
    "tag:(MARR OR MASS) date:2009": "value",
    "zeppelin": "word",
    "from:nowhere": "word",
    '"single point"': "words",
    "zeppelin airship": "words",
    "zeppelin has:withheld": "words",
}


@pytest.mark.parametrize("query", SOUGHT)
def test_what_a_search_asks_for_is_told_apart(query: str) -> None:
    assert sought(query) == SOUGHT[query]
