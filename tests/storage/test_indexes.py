"""Every index means the same by a search, and none knows of what its reader may not open."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from legation.core.errors import ArchiveError, QueryError, RefusedError
from legation.core.marking import OWNER, Reader
from legation.storage.access import is_readable
from legation.storage.index import TantivyIndex
from legation.storage.memory_index import MemoryIndex
from legation.storage.ports import Hits, Index, Record, listing_of

from .records import CLERK, DESK, OPEN, SECRET, WORDS, batches, readers, record

New = Callable[[], Index]

TRIPOLI = record(
    "09TRIPOLI893",
    "Summary. Libya seeks an overall pol-mil framework.",
    "The U.S. has Libya's interest in training and Été courses.",
    subject="THE IMPORTANCE OF ESTABLISHING A POL-MIL DIALOGUE WITH LIBYA",
    refs=["09STATE112900"],
    tags=("PREL", "MARR"),
    to=("SECSTATE WASHDC",),
    info=("HQ USAFRICOM STUTTGART GE",),
    captions=("SIPDIS",),
    signature=("CRETZ",),
    head="FOR NEA/MAG AND PM/RSAT CHRISTOPHER PETRONE\n",
)
STATE = record(
    "09STATE112900",
    "Guidance on dialogue, see 09 Tripoli 893.",
    day="2009-10-30",
    level="SECRET",
    to=("AMEMBASSY TRIPOLI",),
)
BANGKOK = record("73BANGKOK-A50", "Rice prices in the provinces.", day="1973-05-02", level="TOP SECRET")
UNDATED = record(None, "A fragment on training.", day=None, level=None)
HELD = [TRIPOLI, STATE, BANGKOK, UNDATED]


def found(hits: Hits) -> list[str | None]:
    return [hit.listing.mrn for hit in hits.hits]


@pytest.fixture(scope="module")
def index(new_index: New) -> Index:
    made = new_index()
    made.add(OWNER, HELD)
    return made


@pytest.mark.parametrize(
    ("query", "mrns"),
    [
        ("libya", {"09TRIPOLI893"}),
        ("LIBYA SuMMary", {"09TRIPOLI893"}),
        ("dialogue", {"09TRIPOLI893", "09STATE112900"}),
        ("dialogue -libya", {"09STATE112900"}),
        ("-libya", {"09STATE112900", "73BANGKOK-A50", None}),
        ("-libya -rice", {"09STATE112900", None}),
        ("rice OR libya", {"73BANGKOK-A50", "09TRIPOLI893"}),
        ("rice OR -dialogue", {"73BANGKOK-A50", None}),
        ("pol-mil", {"09TRIPOLI893"}),
        ("mil-pol", set()),
        ('"overall pol mil"', {"09TRIPOLI893"}),
        ('"framework the"', set()),
        ("frame*", {"09TRIPOLI893"}),
        ("pol-mi*", {"09TRIPOLI893"}),
        ("ete", {"09TRIPOLI893"}),
        ("petrone", {"09TRIPOLI893"}),
        ("train", set()),
        ("tag:prel", {"09TRIPOLI893"}),
        ("tag:PRE", set()),
        ("tag:PR*", {"09TRIPOLI893"}),
        ("level:secret", {"09STATE112900"}),
        ('class:"top secret"', {"73BANGKOK-A50"}),
        ("from:tripoli", {"09TRIPOLI893"}),
        ("to:tripoli", {"09STATE112900"}),
        ('to:"secstate washdc"', {"09TRIPOLI893", "73BANGKOK-A50", None}),
        ("info:*africom", set()),
        ("info:usafri*", {"09TRIPOLI893"}),
        ("signed:cretz", {"09TRIPOLI893"}),
        ("caption:sipdis", {"09TRIPOLI893"}),
        ("post:bangkok", {"73BANGKOK-A50"}),
        ("subject:establishing", {"09TRIPOLI893"}),
        ("subject:training", set()),
        ("cites:09STATE112900", {"09TRIPOLI893"}),
        ("ref:09STATE*", {"09TRIPOLI893"}),
        ("mrn:09*", {"09TRIPOLI893", "09STATE112900"}),
        ("mrn:73BANGKOK-A*", {"73BANGKOK-A50"}),
        ("date:2009", {"09TRIPOLI893", "09STATE112900"}),
        ("date:2009-11", {"09TRIPOLI893"}),
        ("date:1973-05-02", {"73BANGKOK-A50"}),
        ("date:..2009-10", {"09STATE112900", "73BANGKOK-A50"}),
        ("training -date:1900..", {None}),
        ("(rice OR dialogue) date:2009-10-01..2009-10-31", {"09STATE112900"}),
    ],
)
def test_what_a_search_finds(index: Index, query: str, mrns: set[str | None]) -> None:
    hits = index.search(OWNER, query, limit=10)
    assert set(found(hits)) == mrns
    assert hits.total == len(mrns)


@pytest.mark.parametrize(
    "query", ["09TRIPOLI893", "09tripoli893", "09 TRIPOLI 893", '"09 Tripoli 893"', "2009TRIPOLI00893"]
)
def test_a_number_finds_its_telegram_first(index: Index, query: str) -> None:
    assert found(index.search(OWNER, query, limit=10)) == ["09TRIPOLI893", "09STATE112900"]


def test_an_airgram_is_found_by_its_number(index: Index) -> None:
    assert found(index.search(OWNER, "73bangkok-a50", limit=10)) == ["73BANGKOK-A50"]


def test_a_hit_carries_the_listing(index: Index) -> None:
    assert index.search(OWNER, "rice", limit=1).hits[0].listing == listing_of(BANGKOK)


def test_a_snippet_shows_the_words_in_their_paragraph(index: Index) -> None:
    hit = index.search(OWNER, "libya train* -rice", limit=1).hits[0]
    assert hit.paragraph == 2
    assert hit.snippet == "The U.S. has Libya's interest in training and Été courses."
    assert [hit.snippet[a:b] for a, b in hit.marks] == ["Libya", "training"]


def test_a_snippet_marks_a_phrase_and_not_its_words_alone(index: Index) -> None:
    hit = index.search(OWNER, '"pol mil framework"', limit=1).hits[0]
    assert [hit.snippet[a:b] for a, b in hit.marks] == ["pol", "mil", "framework"]


def test_a_snippet_may_come_from_around_the_paragraphs(index: Index) -> None:
    hit = index.search(OWNER, "petrone", limit=1).hits[0]
    assert (hit.paragraph, [hit.snippet[a:b] for a, b in hit.marks]) == (None, ["PETRONE"])


def test_a_long_paragraph_is_cut_at_word_ends(new_index: New) -> None:
    index = new_index()
    text = "filler words " * 100 + "the agreement " + "further filler " * 100
    index.add(OWNER, [record("09A1", text)])
    hit = index.search(OWNER, "agreement", limit=1).hits[0]
    assert 150 <= len(hit.snippet) <= 200
    assert [hit.snippet[a:b] for a, b in hit.marks] == ["agreement"]
    assert set(hit.snippet.split()) <= {"filler", "words", "the", "agreement", "further"}
    unbroken = new_index()
    unbroken.add(OWNER, [record("09A1", "x" * 5000 + " agreement")])
    hit = unbroken.search(OWNER, "agreement", limit=1).hits[0]
    assert len(hit.snippet) <= 210
    assert [hit.snippet[a:b] for a, b in hit.marks] == ["agreement"]


def test_equal_hits_come_newest_first_then_by_hash(new_index: New) -> None:
    index = new_index()
    made = [record("09A1", "same words", day=f"2009-11-{day:02d}", salt=str(n)) for n in range(3) for day in (3, 1, 2)]
    made.append(record("09A1", "same words", day=None))
    for one in made:
        index.add(OWNER, [one])
    expected = sorted(made, key=lambda r: (-int((r.telegram.date or "0").replace("-", "")), r.sha256))
    for query in ("same", "mrn:09A1", "-other", "sa*"):
        whole = [hit.listing.sha256 for hit in index.search(OWNER, query, limit=50).hits]
        assert whole == [r.sha256 for r in expected], query
        pages = [
            hit.listing.sha256 for at in range(0, 12, 3) for hit in index.search(OWNER, query, limit=3, offset=at).hits
        ]
        assert pages == whole


def test_a_search_for_nothing_counts(index: Index) -> None:
    hits = index.search(OWNER, "dialogue", limit=0)
    assert (hits.total, hits.hits) == (2, ())
    assert index.search(OWNER, "dialogue", limit=5, offset=9).total == 2


def test_a_bad_search_is_a_query_error(index: Index) -> None:
    with pytest.raises(QueryError):
        index.search(OWNER, "(", limit=1)


def test_an_empty_index_answers(new_index: New) -> None:
    assert new_index().search(OWNER, "a", limit=1) == Hits(total=0, hits=())
    assert new_index().held(OWNER) == set()


def test_adding_again_replaces_even_where_access_changed(new_index: New) -> None:
    index = new_index()
    index.add(OWNER, [record("09A1", "libya"), record("09A2", "libya")])
    index.add(OWNER, [record("09A1", "libya")])
    assert index.search(CLERK, "libya", limit=9).total == 2
    raised = record("09A1", "libya", access=SECRET)
    index.add(OWNER, [raised])
    assert found(index.search(CLERK, "libya", limit=9)) == ["09A2"]
    assert index.search(OWNER, "libya", limit=9).total == 2
    assert index.held(CLERK) == {record("09A2", "libya").sha256}
    index.add(OWNER, [record("09A1", "libya"), record("09A2", "libya", access=SECRET)])
    assert found(index.search(CLERK, "libya", limit=9)) == ["09A1"]


def test_what_was_replaced_leaves_no_trace_in_scores(new_index: New) -> None:
    """A closed telegram that was open once must not go on weighing on the words of the open ones."""
    kept = [record(f"09A{n}", "libya " + "words " * n) for n in range(1, 5)]
    fresh, used = new_index(), new_index()
    fresh.add(OWNER, kept)
    used.add(OWNER, [*kept, *(record(f"09B{n}", "libya libya other", access=OPEN) for n in range(20))])
    used.add(OWNER, [record(f"09B{n}", "libya libya other", access=SECRET) for n in range(20)])
    assert used.search(CLERK, "libya words", limit=9) == fresh.search(CLERK, "libya words", limit=9)


def test_a_label_that_is_no_marking_is_refused(new_index: New) -> None:
    index = new_index()
    with pytest.raises(RefusedError):
        index.add(OWNER, [record(salt="good"), record(access="secret")])
    assert index.held(OWNER) == set()


terms = st.sampled_from(
    [
        *WORDS,
        '"libya dialogue"',
        "tr*",
        "09TRIPOLI1",
        "09 STATE 3",
        "tag:MARR",
        'level:"top secret"',
        "subject:state",
        "cites:09TRIPOLI2",
        "date:2009-11-05",
        "date:..2000",
        "post:tripoli",
        "from:tri*",
        "-the",
        "-date:2009",
    ]
)
queries = st.recursive(
    terms,
    lambda inner: st.one_of(
        st.tuples(inner, inner).map(lambda two: f"{two[0]} {two[1]}"),
        st.tuples(inner, inner).map(lambda two: f"({two[0]} OR {two[1]})"),
        inner.map(lambda one: f"-({one})"),
    ),
    max_leaves=4,
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(held=batches, reader=readers, asked=st.lists(queries, min_size=1, max_size=6), limit=st.integers(0, 5))
def test_law_4_what_may_not_be_read_does_not_exist(
    new_index: New, held: list[list[Record]], reader: Reader, asked: list[str], limit: int
) -> None:
    full, readable = new_index(), new_index()
    for batch in held:  # records come again with other markings, so partitions are written anew too
        full.add(OWNER, batch)
    last = {r.sha256: r for batch in held for r in batch}
    readable.add(OWNER, [r for r in last.values() if is_readable(reader, r.access)])
    assert full.held(reader) == readable.held(reader) == readable.held(OWNER)
    for query in asked:
        for offset in (0, 2):
            answer = full.search(reader, query, limit=limit, offset=offset)
            assert answer == readable.search(reader, query, limit=limit, offset=offset)
            assert answer == readable.search(OWNER, query, limit=limit, offset=offset)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(held=batches, reader=readers, asked=st.lists(queries, min_size=1, max_size=8))
def test_every_index_finds_what_the_one_in_memory_finds(
    new_index: New, held: list[list[Record]], reader: Reader, asked: list[str]
) -> None:
    index, measure = new_index(), MemoryIndex()
    for batch in held:
        index.add(OWNER, batch)
        measure.add(OWNER, batch)
    for query in asked:
        one, other = index.search(reader, query, limit=50), measure.search(reader, query, limit=50)
        assert one.total == other.total, query
        shown = [{hit.listing.sha256: (hit.snippet, hit.marks, hit.paragraph) for hit in h.hits} for h in (one, other)]
        assert shown[0] == shown[1], query


def test_reopening_gives_the_same(tmp_path: Path) -> None:
    first = TantivyIndex(tmp_path / "index")
    first.add(OWNER, [*HELD, record("09A1", "libya", access=SECRET)])
    answer, held = first.search(OWNER, "libya", limit=9), first.held(OWNER)
    first.close()
    again = TantivyIndex(tmp_path / "index")
    assert again.search(OWNER, "libya", limit=9) == answer
    assert again.held(OWNER) == held
    assert again.search(DESK, "libya", limit=9).total == 1


def test_a_reader_sees_what_another_object_writes(tmp_path: Path) -> None:
    writing, reading = TantivyIndex(tmp_path / "index"), TantivyIndex(tmp_path / "index")
    assert reading.search(OWNER, "libya", limit=9).total == 0
    writing.add(OWNER, [record("09A1", "libya")])
    assert reading.search(OWNER, "libya", limit=9).total == 1
    writing.add(OWNER, [record("09A2", "libya")])
    assert reading.search(OWNER, "libya", limit=9).total == 2
    writing.add(OWNER, [record("09A2", "libya", access=SECRET)])
    assert reading.search(CLERK, "libya", limit=9).total == 1
    writing.close()


def test_a_second_writer_of_the_index_is_refused(tmp_path: Path) -> None:
    first, second = TantivyIndex(tmp_path / "index"), TantivyIndex(tmp_path / "index")
    first.add(OWNER, [record("09A1", "libya")])
    with pytest.raises(ArchiveError, match="another writer"):
        second.add(OWNER, [record("09A2", "libya")])
    first.close()
    second.add(OWNER, [record("09A2", "libya")])
    assert first.search(OWNER, "libya", limit=9).total == 2
    second.close()


def test_an_index_of_another_format_is_made_anew_by_a_writer(tmp_path: Path) -> None:
    path = tmp_path / "index"
    index = TantivyIndex(path)
    index.add(OWNER, HELD)
    index.close()
    (path / "format").write_text("0")
    with pytest.raises(ArchiveError, match="another legation"):
        TantivyIndex(path).search(OWNER, "libya", limit=1)
    fresh = TantivyIndex(path)
    fresh.add(OWNER, [STATE])
    assert fresh.held(OWNER) == {STATE.sha256}
    fresh.close()


def test_a_killed_writer_leaves_what_it_acknowledged(tmp_path: Path) -> None:
    program = (
        "import os, signal, sys; from pathlib import Path; sys.path.insert(0, sys.argv[2])\n"
        "from storage.records import record, OWNER\nfrom legation.storage.index import TantivyIndex\n"
        "TantivyIndex(Path(sys.argv[1])).add(OWNER, [record('09A1', 'libya')])\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    tests = Path(__file__).parent.parent
    ended = subprocess.run([sys.executable, "-c", program, str(tmp_path / "index"), str(tests)], check=False)
    assert ended.returncode == -9
    index = TantivyIndex(tmp_path / "index")
    assert found(index.search(OWNER, "libya", limit=9)) == ["09A1"]
    index.add(OWNER, [record("09A2", "libya")])
    assert index.search(OWNER, "libya", limit=9).total == 2
    index.close()
