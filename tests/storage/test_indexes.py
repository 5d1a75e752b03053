"""Every index means the same by a search, and none knows of what its reader may not open."""

from __future__ import annotations

import json
import subprocess
import sys
import zlib
from collections.abc import Callable, Sequence
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace
from unittest.mock import patch

import msgspec
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from legation.core.errors import ArchiveError, LegationError, QueryError, RefusedError
from legation.core.marking import OWNER, Reader
from legation.core.telegram import Attention, ExecutiveOrder, Originator, Precedence, Release, Section
from legation.formats.reading import read
from legation.storage import compiling
from legation.storage.access import is_readable
from legation.storage.cursor import REMEMBERED, Cursor, Shown, Sort, write_cursor
from legation.storage.facets import Spread, narrowing
from legation.storage.fields import FIELDS
from legation.storage.foremost import Part, foremost
from legation.storage.index import TantivyIndex
from legation.storage.memory.index import MemoryIndex
from legation.storage.partition import FORMAT
from legation.storage.ports import Index
from legation.storage.records import Counted, Hits, Record, listing_of

from .records import CLERK, DESK, LABELS, OPEN, REL_GB, SECRET, WORDS, batches, readers, record
from .test_query import scraps

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
    precedence=Precedence("IMMEDIATE"),
    executive_order=ExecutiveOrder("12958", "DECL", "2019-11-05"),
    attention=(Attention("NEA/MAG"), Attention("PM/RSAT", "CHRISTOPHER PETRONE")),
)
STATE = record(
    "09STATE112900",
    "Guidance on dialogue, see 09 Tripoli 893.",
    day="2009-10-30",
    level="SECRET",
    to=("AMEMBASSY TRIPOLI",),
    section=Section(2, 3),
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
        ("*", {"09TRIPOLI893", "09STATE112900", "73BANGKOK-A50", None}),
        ("* -libya", {"09STATE112900", "73BANGKOK-A50", None}),
        ("-*", set()),
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
        ('"pol mi*"', {"09TRIPOLI893"}),
        ('"frame*"', {"09TRIPOLI893"}),
        ('"pol frame*"', set()),
        ('subject:"pol mil dialog*"', {"09TRIPOLI893"}),
        ('signer:"CRE*"', {"09TRIPOLI893"}),
        ("libya && training", {"09TRIPOLI893"}),
        ("rice || libya", {"73BANGKOK-A50", "09TRIPOLI893"}),
        ("!libya -rice", {"09STATE112900", None}),
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
        ("info:usafri*", {"09TRIPOLI893"}),
        ("signed:cretz", {"09TRIPOLI893"}),
        ("caption:sipdis", {"09TRIPOLI893"}),
        ("post:bangkok", {"73BANGKOK-A50"}),
        ("subject:establishing", {"09TRIPOLI893"}),
        ("subject:training", set()),
        ("cites:09STATE112900", {"09TRIPOLI893"}),
        ("ref:09STATE*", {"09TRIPOLI893"}),
        ("'09 Tripoli 893", {"09TRIPOLI893", "09STATE112900"}),
        ("09 AMEMBASSY TRIPOLI 893", {"09TRIPOLI893", "09STATE112900"}),
        ("Embassy Tripoli 893 of 2009", {"09TRIPOLI893", "09STATE112900"}),
        ("tripoli 893", {"09TRIPOLI893", "09STATE112900"}),
        ("tripoli893", {"09TRIPOLI893"}),
        ("tripoli 893 libya", {"09TRIPOLI893"}),
        ("state 893", set()),
        ("mrn:09*", {"09TRIPOLI893", "09STATE112900"}),
        ("mrn:73BANGKOK-A*", {"73BANGKOK-A50"}),
        ("mrn:09TRIPOLI800..900", {"09TRIPOLI893"}),
        ("mrn:09TRIPOLI894..", set()),
        ("series:09state", {"09STATE112900"}),
        ("series:2009STATE", {"09STATE112900"}),
        ("series:73BANGKOK-A", {"73BANGKOK-A50"}),
        ('post:"AMEMBASSY TRIPOLI"', {"09TRIPOLI893"}),
        ('post:"amembassy bangkok"', {"73BANGKOK-A50"}),
        ("class:S", {"09STATE112900"}),
        ("class:ts", {"73BANGKOK-A50"}),
        ("class:>=S", {"09STATE112900", "73BANGKOK-A50"}),
        ("person:petrone", {"09TRIPOLI893"}),
        ("person:PETTRONE", {"09TRIPOLI893"}),
        ('person:"Christopher Petrrone"', {"09TRIPOLI893"}),
        ('person:"Zebulon Petrone"', set()),
        ("-person:(petrone OR rice)", {"09STATE112900", None}),
        ("citedby:09TRIPOLI893", {"09STATE112900"}),
        ("citedby:09STATE112900", set()),
        ("-citedby:09TRIPOLI893", {"09TRIPOLI893", "73BANGKOK-A50", None}),
        ("class:>=secret", {"09STATE112900", "73BANGKOK-A50"}),
        ("class:..confidential", {"09TRIPOLI893"}),
        ("prec:immediate", {"09TRIPOLI893"}),
        ("prec:>=priority", {"09TRIPOLI893"}),
        ("prec:<flash", {"09TRIPOLI893"}),
        ("eo:12958", {"09TRIPOLI893"}),
        ("declass:2019", {"09TRIPOLI893"}),
        ("office:pm", {"09TRIPOLI893"}),
        ("office:PM/RSAT", {"09TRIPOLI893"}),
        ("attention:petrone", {"09TRIPOLI893"}),
        ("section:2", {"09STATE112900"}),
        ("section:>2", set()),
        ("dtg:2009-11-05T10:00", {"09TRIPOLI893"}),
        ("dtg:051000ZNOV09", {"09TRIPOLI893"}),
        ("dtg:2009-11", {"09TRIPOLI893"}),
        ("dtg:<2009", {"73BANGKOK-A50"}),
        ("has:reference", {"09TRIPOLI893"}),
        ("has:signature has:tag", {"09TRIPOLI893"}),
        ("-has:date", {None}),
        ("tag:(prel mass)", set()),
        ("tag:(mass OR marr)", {"09TRIPOLI893"}),
        ("to:(tripoli OR -secstate)", {"09STATE112900"}),
        ('"seeks framework"~4', {"09TRIPOLI893"}),
        ('"framework seeks"~4', {"09TRIPOLI893"}),
        ('"seeks framework"~3', set()),
        ('"framework overall seeks"~4', {"09TRIPOLI893"}),
        ('"libya libya"~2', {"09TRIPOLI893"}),
        ('subject:"importance dialogue"~5', {"09TRIPOLI893"}),
        ('subject:"importance dialogue"~4', set()),
        ("date:>=2009-11", {"09TRIPOLI893"}),
        ("date:(1973 OR 2009-10)", {"09STATE112900", "73BANGKOK-A50"}),
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


def test_a_number_without_its_year_comes_first(index: Index) -> None:
    for query in ("tripoli 893", '"Tripoli 893"', "AMEMBASSY TRIPOLI 893"):
        assert found(index.search(OWNER, query, limit=20))[0] == "09TRIPOLI893"


@pytest.mark.parametrize(
    "query", ["09TRIPOLI893", "09tripoli893", "09 TRIPOLI 893", '"09 Tripoli 893"', "2009TRIPOLI00893"]
)
def test_a_number_finds_its_telegram_first(index: Index, query: str) -> None:
    assert found(index.search(OWNER, query, limit=10)) == ["09TRIPOLI893", "09STATE112900"]


def test_an_airgram_is_found_by_its_number(index: Index) -> None:
    assert found(index.search(OWNER, "73bangkok-a50", limit=10)) == ["73BANGKOK-A50"]


@pytest.mark.parametrize(
    ("query", "finds"),
    [
        ("from:ankara", True),
        ("from:turkey", True),
        ('from:"embassy in turkey"', True),
        ("to:athens", True),
        ("to:greece", True),
        ("to:ankara", False),
        ("info:geneva", True),
        ("info:usun", False),
        ("from:athens", False),
    ],
)
def test_whom_editors_name_by_country_is_found_by_the_post(new_index: New, query: str, *, finds: bool) -> None:
    index = new_index()
    one = record(
        "67ANKARA4269",
        "Word of the call.",
        day="1967-11-20",
        to=("Department of State", "Embassy in Greece"),
        info=("Mission to the European Office of the United Nations",),
    )
    telegram = msgspec.structs.replace(one.telegram, from_=Originator("Embassy in Turkey"))
    index.add(OWNER, [msgspec.structs.replace(one, telegram=telegram)])
    assert found(index.search(OWNER, query, limit=10)) == (["67ANKARA4269"] if finds else [])


@pytest.mark.parametrize(
    ("query", "finds"),
    [
        ('from:"embassy in nigeria"', True),
        ("from:nigeria", True),
        ("from:lagos", True),
        ("from:niger", False),
        ('to:"department of state"', True),
        ('to:"mission to the united nations"', True),
        ('info:"embassy in the united kingdom"', True),
        ("info:israel", False),
    ],
)
def test_a_post_is_found_by_what_editors_would_write_over_it(new_index: New, query: str, *, finds: bool) -> None:
    index = new_index()
    to, info = ("SECSTATE WASHDC", "USMISSION USUN NY"), ("AMEMBASSY LONDON", "AMCONSUL JERUSALEM")
    one = record("70LAGOS233", "Word of the call.", day="1970-01-10", to=to, info=info)
    telegram = msgspec.structs.replace(one.telegram, from_=Originator("AMEMBASSY LAGOS"))
    index.add(OWNER, [msgspec.structs.replace(one, telegram=telegram)])
    assert found(index.search(OWNER, query, limit=10)) == (["70LAGOS233"] if finds else [])


@pytest.mark.parametrize("query", ['from:"delegation to the conference"', "from:geneva"])
def test_the_originator_of_a_head_is_found_beside_that_of_the_text(new_index: New, query: str) -> None:
    index = new_index()
    one = record("73GENEVA5221", "Word of the call.", day="1973-09-27")
    headed = {"from_": Originator("USMISSION GENEVA"), "release": Release(origin="Delegation to the Conference")}
    index.add(OWNER, [msgspec.structs.replace(one, telegram=msgspec.structs.replace(one.telegram, **headed))])
    assert found(index.search(OWNER, query, limit=10)) == ["73GENEVA5221"]


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


def _read(text: str) -> Record:
    telegram = read(text.encode())
    received = "2024-01-01T00:00:00Z"
    return Record(
        sha256=telegram.sha256, original=text.encode(), telegram=telegram, access=OPEN, received=received, file=""
    )


def test_the_tags_of_a_volume_and_of_a_page_are_no_words(new_index: New) -> None:
    index = new_index()
    volume = (
        '<div type="document" xml:id="d2" n="2"><head>2. Telegram From the <gloss type="from">Avaria</gloss> '
        'to the <gloss type="to">Department of State</gloss><note n="1" xml:id="d2fn1" type="source">Source: Central '
        'Files; signed for <persName corresp="#p_OX1">Oxley</persName>&#x2019;s office; see <gloss>Embtel</gloss>s 4.'
        "<lb/>Repeated to Belisar.</note></head><p>1. The harbour is <hi>open</hi>.</p></div>"
    )
    page = (
        "<html><body><h1 class='top'>A dredger</h1><pre>R 091630Z JUL 76\nFM AMEMBASSY AVARIA\nTO SECSTATE WASHDC\n"
        "SUBJECT: PILOT <b>BOATS</b> <REDACTED>\n\n1. Two came.\n</pre></body></html>"
    )
    index.add(OWNER, [_read(volume), _read(page)])
    for tag in ("gloss", "persname", "corresp", "d2fn1", "html", "h1", "class"):
        assert index.search(OWNER, tag, limit=1).total == 0, tag
    for words in ("oxley", "embtels", '"4 repeated"', '"harbour is open"', "dredger", "redacted", '"pilot boats"'):
        assert index.search(OWNER, words, limit=1).total == 1, words
    assert index.search(OWNER, "oxley", limit=1).hits[0].snippet.startswith("2. Telegram From the Avaria to the")


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


@pytest.mark.parametrize("count", [1, 50, 51, 120])
def test_a_beginning_finds_each_word_however_many_begin_so(new_index: New, count: int) -> None:
    index = new_index()
    words = [f"negot{chr(97 + number // 26)}{chr(97 + number % 26)}" for number in range(count)]
    made = [record(f"09A{number + 1}", word, subject=f"on {word}") for number, word in enumerate(words)]
    index.add(OWNER, [*made, record("09A900", "neglect and negoce", subject="negoce")])
    expected = {one.telegram.mrn for one in made}
    for query in ("negot*", "subject:negot*", "negot* -neglect", "negot* OR subject:negot*"):
        hits = index.search(OWNER, query, limit=200)
        assert (hits.total, set(found(hits))) == (count, expected), query
        assert len(pages(index, OWNER, query, limit=20)) == count


BEGINNINGS = (
    "frame",
    "to",
    "and",
    "or",
    "not",
    "in",
    "ay",
    "az",
    "a8",
    "a9",
    "z",
    "9",
    "0",
    "x1y",
    "naive",
    "\u043c\u0438",
    "\u043c\u0438a",
)


@pytest.mark.parametrize("begins", BEGINNINGS)
def test_a_beginning_finds_what_begins_so_and_not_its_neighbours(begins: str) -> None:
    beside = begins[:-1] + chr(ord(begins[-1]) + 1)
    words = [
        begins,
        f"{begins}0",
        f"{begins}a",
        f"{begins}zz",
        f"{begins}\u044f",
        beside,
        f"{beside}a",
        begins[:-1] or "q",
    ]
    index = TantivyIndex(None)
    index.add(OWNER, [record(f"09A{number}", word) for number, word in enumerate(words, 1)])
    hits = index.search(OWNER, f"{begins}*", limit=20)
    assert sorted(found(hits)) == [f"09A{number}" for number in range(1, 6)]


def test_words_that_begin_so_are_walked_without_an_automaton(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[str] = []
    begins = compiling._begins
    monkeypatch.setattr(compiling, "_begins", lambda field, text: (made.append(text), begins(field, text))[1])
    index = TantivyIndex(None)
    index.add(OWNER, HELD)
    for query in ("frame*", "subject:fr*", "fram* -frames"):
        index.search(OWNER, query, limit=9)
    assert made == []


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
        assert pages(index, OWNER, query, limit=3) == whole


def pages(index: Index, reader: Reader, query: str, *, limit: int, sort: Sort = "relevance") -> list[str]:
    """Hashes of all hits, read page by page."""
    read: list[str] = []
    after: str | None = ""
    while after is not None:
        page = index.search(reader, query, limit=limit, sort=sort, after=after)
        assert len(page.hits) == limit or page.next is None
        read += [hit.listing.sha256 for hit in page.hits]
        after = page.next
    return read


def test_hits_are_sorted_by_date_and_those_without_come_last(index: Index) -> None:
    newest = found(index.search(OWNER, "dialogue OR rice OR training", limit=9, sort="newest"))
    assert newest == ["09TRIPOLI893", "09STATE112900", "73BANGKOK-A50", None]
    oldest = found(index.search(OWNER, "dialogue OR rice OR training", limit=9, sort="oldest"))
    assert oldest == ["73BANGKOK-A50", "09STATE112900", "09TRIPOLI893", None]


@pytest.mark.parametrize("sort", ["relevance", "newest", "oldest"])
def test_pages_neither_repeat_nor_skip_when_telegrams_come_between(new_index: New, sort: Sort) -> None:
    """What comes between changes every score: the words grow common, the texts longer in the mean."""
    index = new_index()
    held = [record(f"09A{n}", "libya " * (1 + n % 3) + "words " * n, day=f"2009-11-{1 + n % 9:02d}") for n in range(23)]
    index.add(OWNER, held)
    shown: list[str] = []
    after: str | None = ""
    for step in range(20):
        page = index.search(OWNER, "libya OR words", limit=4, sort=sort, after=after or "")
        shown += [hit.listing.sha256 for hit in page.hits]
        after = page.next
        if after is None:
            break
        text = "libya " * (step % 2) + "words " * 9 + "other " * 40 * step
        index.add(OWNER, [record(f"09B{step}-{n}", text, day=f"2009-11-{5 + n:02d}") for n in range(3)])
    assert len(shown) == len(set(shown))
    assert {one.sha256 for one in held} <= set(shown)


def _long_list(count: int) -> list[Record]:
    """Telegrams under four labels, a score each for some and one for many others."""
    return [
        record(
            f"09A{n}",
            "libya " * (1 + n % 7 % 3) + "words " * (n * 7 % 41 if n % 3 else 9),
            day=f"2009-{1 + n % 12:02d}-{1 + n % 28:02d}",
            access=LABELS[n % 11 % 4],
        )
        for n in range(count)
    ]


@pytest.mark.parametrize(("query", "limit"), [("libya", 7), ("libya OR words", 4), ("libya words", 25)])
def test_a_list_by_relevance_goes_to_the_end(
    new_index: New, limit: int, query: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("legation.storage.cursor.REMEMBERED", 12)
    monkeypatch.setattr("legation.storage.foremost._BACK", 2)
    index = new_index()
    index.add(OWNER, _long_list(90))
    whole = [hit.listing.sha256 for hit in index.search(OWNER, query, limit=200).hits]
    assert len(whole) > 80
    assert pages(index, OWNER, query, limit=limit) == whole
    assert pages(index, DESK, query, limit=limit) == [
        hit.listing.sha256 for hit in index.search(DESK, query, limit=200).hits
    ]


def test_a_cursor_does_not_grow_with_what_was_shown(new_index: New) -> None:
    index = new_index()
    index.add(OWNER, [record(f"09A{n}", "libya") for n in range(1, 1206)])
    assert len(set(pages(index, OWNER, "libya", limit=400))) == 1205
    assert len(set(pages(index, OWNER, "libya", limit=400, sort="oldest"))) == 1205
    after = index.search(OWNER, "libya", limit=1100).next
    assert after is not None
    assert len(after) < 4_200


@pytest.mark.parametrize("fresh", [LABELS[:4], (REL_GB,)])
def test_a_long_list_neither_repeats_nor_skips_when_telegrams_come_between(
    new_index: New, fresh: Sequence[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Some come under a label that was there, others under one that was not."""
    monkeypatch.setattr("legation.storage.cursor.REMEMBERED", 40)
    monkeypatch.setattr("legation.storage.foremost._BACK", 2)
    index, held, shown, after = new_index(), _long_list(120), [], ""
    index.add(OWNER, held)
    for step in range(20):
        page = index.search(OWNER, "libya OR words", limit=12, after=after)
        shown += [hit.listing.sha256 for hit in page.hits]
        if page.next is None:
            break
        after = page.next
        text = "libya " * (step % 2) + "words " * 9
        index.add(OWNER, [record(f"09B{step}", text, access=fresh[step % len(fresh)])])
    there = {one.sha256 for one in held}
    assert sorted(sha256 for sha256 in shown if sha256 in there) == sorted(there)


def test_a_long_list_goes_on_when_most_of_it_was_taken_out(new_index: New, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("legation.storage.cursor.REMEMBERED", 10)
    index = new_index()
    index.add(OWNER, [record(f"09A{n}", "libya " * (1 + n % 7)) for n in range(60)])
    whole = [hit.listing.sha256 for hit in index.search(OWNER, "libya", limit=60).hits]
    first = index.search(OWNER, "libya", limit=25)
    second = index.search(OWNER, "libya", limit=5, after=first.next or "")
    index.remove(OWNER, whole[20:30])
    third = index.search(OWNER, "libya", limit=60, after=second.next or "")
    assert {hit.listing.sha256 for hit in third.hits} == set(whole[30:])


def test_a_cursor_of_ones_own_making_costs_no_more_than_the_list(index: Index) -> None:
    for forgotten, passed in ((0, 1 << 31), ((1 << 32) - 1, 0), (1 << 31, (1 << 32) - 1)):
        shown = {zlib.crc32(one.access.encode()): Shown(bytes(6), forgotten, passed) for one in HELD}
        answer = index.search(OWNER, "dialogue OR rice", limit=9, after=write_cursor(Cursor("relevance", shown=shown)))
        assert len(answer.hits) == (0 if forgotten else 3)
    wrong = (
        Shown(bytes(5)),
        Shown(bytes(6 * (REMEMBERED + 1))),
        Shown(b"", -1),
        Shown(b"", 1, -1),
        Shown(b"", 1 << 32),
    )
    for one in wrong:
        with pytest.raises(LegationError, match="no place in that list"):
            index.search(OWNER, "dialogue", limit=1, after=write_cursor(Cursor("relevance", shown={1: one})))


@pytest.mark.parametrize("after", ["x", "!", "é", "AAAA", "k6ZuZXdlc3T_"])
def test_a_cursor_of_another_list_is_refused(index: Index, after: str) -> None:
    for sort in SORTS:
        with pytest.raises(LegationError, match="no place in that list"):
            index.search(OWNER, "dialogue", limit=1, sort=sort, after=after)
    following = index.search(OWNER, "dialogue", limit=1, sort="newest").next
    with pytest.raises(LegationError, match="no place in that list"):
        index.search(OWNER, "dialogue", limit=1, sort="oldest", after=following or "")


def counts(spread: Spread) -> dict[str, list[tuple[str, int]]]:
    return {facet.name: [(one.value, one.count) for one in facet.counts] for facet in spread.facets}


def test_facets_count_all_that_was_found(index: Index) -> None:
    found = counts(index.facets(OWNER, "dialogue OR rice OR training", most=5))
    assert found == {
        "year": [("1973", 1), ("2009", 2)],
        "month": [("1973-05", 1), ("2009-10", 1), ("2009-11", 1)],
        "post": [("BANGKOK", 1), ("STATE", 1), ("TRIPOLI", 1)],
        "tag": [("MARR", 1), ("PREL", 1)],
        "classification": [("CONFIDENTIAL", 1), ("SECRET", 1), ("TOP SECRET", 1)],
        "caption": [("SIPDIS", 1)],
        "signer": [("CRETZ", 1)],
    }
    assert index.facets(OWNER, "dialogue", most=5).access == (OPEN,)
    assert index.facets(OWNER, "nothing", most=5).access == ()
    assert counts(index.facets(OWNER, "nothing", most=5)) == {name: [] for name in found}


def test_what_is_counted_is_told_with_the_labels_that_it_is_under(index: Index) -> None:
    assert index.count(OWNER, "dialogue") == Counted(2, (OPEN,))
    assert index.count(OWNER, '"the dialogue" OR rice').access == tuple(
        sorted({hit.listing.access for hit in index.search(OWNER, '"the dialogue" OR rice', limit=9).hits})
    )
    assert index.count(OWNER, "nothing") == Counted(0, ())
    with pytest.raises(QueryError):
        index.count(OWNER, "(")


def test_a_facet_tells_the_commonest_and_how_many_there_are(new_index: New) -> None:
    index = new_index()
    index.add(OWNER, [record(f"09A{n}", "x", tags=("PREL", *(("MARR",) * (n > 1)), f"T{n}")) for n in range(1, 5)])
    facet = next(facet for facet in index.facets(OWNER, "x", most=2).facets if facet.name == "tag")
    assert (facet.values, [one.value for one in facet.counts]) == (6, ["PREL", "MARR"])


def test_what_a_facet_adds_to_a_search_finds_as_many_as_it_counts(index: Index) -> None:
    told = 0
    for facet in index.facets(OWNER, "dialogue OR rice OR training", most=9).facets:
        for one in facet.counts:
            narrowed = index.search(OWNER, f"(dialogue OR rice OR training) {one.narrows}", limit=9)
            assert narrowed.total == one.count, one
            told += 1
    assert told > 10


@pytest.mark.parametrize(
    ("text", "goes_on"),
    [
        ("rice tra", ("rice training",)),
        ("(su", ("(subject:", "(summary")),
        ("tag:", ("tag:MARR", "tag:PREL")),
        ("tag:p", ("tag:PREL",)),
        ("-post:b", ("-post:BANGKOK",)),
        ('class:"top', ('class:"TOP SECRET"',)),
        ("from:trip", ("from:tripoli",)),
        ("has:sig", ("has:SIGNATURE",)),
        ("date:20", ()),
        ("t", ()),
        ("", ()),
        ("colour:r", ()),
        ("training", ()),
    ],
)
def test_the_last_word_of_a_search_goes_on(index: Index, text: str, goes_on: tuple[str, ...]) -> None:
    assert tuple(one.query for one in index.completions(OWNER, text, limit=9)) == goes_on


def test_a_search_for_nothing_counts(index: Index) -> None:
    hits = index.search(OWNER, "dialogue", limit=0)
    assert (hits.total, hits.hits) == (2, ())


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
        "citedby:09TRIPOLI1",
        "person:dialogue",
        "mrn:09TRIPOLI1..1",
        "class:>=secret",
        "has:reference",
        "tag:(PREL -MARR)",
        '"libya training"~3',
        '"the state tripoli"~5',
        'subject:"dialogue libya"~2',
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


SORTS: tuple[Sort, ...] = ("relevance", "newest", "oldest")
sorts = st.sampled_from(SORTS)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    held=batches, reader=readers, asked=st.lists(queries, min_size=1, max_size=6), limit=st.integers(0, 5), sort=sorts
)
def test_law_4_what_may_not_be_read_does_not_exist(
    new_index: New, held: list[list[Record]], reader: Reader, asked: list[str], limit: int, sort: Sort
) -> None:
    full, readable = new_index(), new_index()
    for batch in held:  # records come again with other markings, so partitions are written anew too
        full.add(OWNER, batch)
    last = {r.sha256: r for batch in held for r in batch}
    readable.add(OWNER, [r for r in last.values() if is_readable(reader, r.access)])
    assert full.held(reader) == readable.held(reader) == readable.held(OWNER)
    for query in asked:
        after = ""
        for _ in range(5):
            with patch("legation.storage.cursor.REMEMBERED", 2), patch("legation.storage.foremost._BACK", 1):
                answer = full.search(reader, query, limit=limit, sort=sort, after=after)
                assert answer == readable.search(reader, query, limit=limit, sort=sort, after=after)
                assert answer == readable.search(OWNER, query, limit=limit, sort=sort, after=after)
            after = answer.next or ""
            if not after:
                break
        counted = full.count(reader, query)
        assert counted == readable.count(reader, query) == readable.count(OWNER, query)
        spread = full.facets(reader, query, most=limit)
        assert spread == readable.facets(reader, query, most=limit) == readable.facets(OWNER, query, most=limit)
    for text in ("tr", "li", "tag:", "post:t", "from:"):
        goes_on = full.completions(reader, text, limit=9)
        assert goes_on == readable.completions(reader, text, limit=9) == readable.completions(OWNER, text, limit=9)
    for field in ("tag", "mrn"):
        values = full.values(reader, field, "")
        assert values == readable.values(reader, field, "") == readable.values(OWNER, field, "")


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(held=batches, reader=readers, asked=st.lists(queries, min_size=1, max_size=8), sort=sorts)
def test_every_index_finds_what_the_one_in_memory_finds(
    new_index: New, held: list[list[Record]], reader: Reader, asked: list[str], sort: Sort
) -> None:
    index, measure = new_index(), MemoryIndex()
    for batch in held:
        index.add(OWNER, batch)
        measure.add(OWNER, batch)
    for query in asked:
        one, other = (i.search(reader, query, limit=50, sort=sort) for i in (index, measure))
        assert one.total == other.total, query
        access = tuple(sorted({hit.listing.access for hit in one.hits}))
        assert index.count(reader, query) == measure.count(reader, query) == Counted(one.total, access), query
        shown = [[(h.listing.sha256, h.snippet, h.marks, h.paragraph) for h in hits.hits] for hits in (one, other)]
        if sort == "relevance":  # how good a hit is each reckons in its own way
            shown = [sorted(hits) for hits in shown]
        assert shown[0] == shown[1], query
        assert set(pages(index, reader, query, limit=3, sort=sort)) == {hit[0] for hit in shown[0]}
        assert index.facets(reader, query, most=3) == measure.facets(reader, query, most=3), query
    for text in ("tr", "libya di", "tag:", "tag:p", "to:s", "series:09", "has:"):
        assert index.completions(reader, text, limit=5) == measure.completions(reader, text, limit=5), text
    for begins in ("", "P", "p", "0"):
        for field in ("tag", "mrn"):
            assert index.values(reader, field, begins) == measure.values(reader, field, begins), (field, begins)


MANY = [record(f"09A{n}", "libya dialogue training the state " * (n % 5), "505 " * n, salt="x") for n in range(40)]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(text=scraps | st.text(max_size=20))
@example(text="\u023a")  # the engine folds it by a table of its own
def test_any_search_is_answered_or_refused(text: str) -> None:
    answers = []
    for index in (_HELD_BY_ENGINE, _HELD_IN_MEMORY):
        try:
            hits = index.search(OWNER, text, limit=50, sort="newest")
            answers.append((hits.total, found(hits), index.facets(OWNER, text, most=2)))
        except QueryError as error:
            answers.append((error.at, str(error), text[error.at :]))
        index.completions(OWNER, text, limit=3)
    assert answers[0] == answers[1]


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(cuts=st.sets(st.integers(1, 39), max_size=8), asked=st.lists(st.sampled_from(WORDS), min_size=3, max_size=6))
def test_scores_do_not_hang_on_how_cards_came(cuts: set[int], asked: list[str]) -> None:
    """A sum of three floats depends on its order, and that on the segments of the engine."""
    at_once, bit_by_bit = TantivyIndex(None), TantivyIndex(None)
    at_once.add(OWNER, MANY)
    edges = [0, *sorted(cuts), len(MANY)]
    for first, last in pairwise(edges):
        bit_by_bit.add(OWNER, MANY[first:last])
    for query in (
        " ".join(asked),
        " OR ".join(asked),
        f"({' OR '.join(asked)}) {asked[0]} -nothing",
        f'"{" ".join(asked[:4])}"~3',
    ):
        assert bit_by_bit.search(OWNER, query, limit=40) == at_once.search(OWNER, query, limit=40), query


_HELD_BY_ENGINE, _HELD_IN_MEMORY = TantivyIndex(None), MemoryIndex()
for _index in (_HELD_BY_ENGINE, _HELD_IN_MEMORY):
    _index.add(OWNER, [*HELD, *MANY[:5]])


def test_the_score_of_words_near_one_another_does_not_hang_on_how_cards_came() -> None:
    """The rarer word of a segment is where the engine begins to count; in the second index that is another word."""
    cards = [
        record(f"09A{n}", words)
        for n, words in enumerate(("nothing", "libya state the the Tripoli's Tripoli's", "libya the"), 1)
    ]
    at_once, bit_by_bit = TantivyIndex(None), TantivyIndex(None)
    at_once.add(OWNER, cards)
    bit_by_bit.add(OWNER, cards[:2])
    bit_by_bit.add(OWNER, cards[2:])
    for query in ('"the state tripoli"~5', '"tripoli the"~5', '"the the"~2'):
        assert at_once.search(OWNER, query, limit=3) == bit_by_bit.search(OWNER, query, limit=3), query
        assert at_once.search(OWNER, query, limit=3).total


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


def test_few_at_a_time_are_found_and_make_no_parts_without_end(tmp_path: Path) -> None:
    for number in range(32):
        writing = TantivyIndex(tmp_path / "index")
        writing.add(OWNER, [record(f"09A{number}", "libya")])
        writing.close()
        assert writing.search(OWNER, "libya", limit=1).total == number + 1
        [meta] = (tmp_path / "index").rglob("meta.json")
        assert len(json.loads(meta.read_text())["segments"]) <= 15


def test_a_small_partition_is_gathered_when_its_writer_lets_go(tmp_path: Path) -> None:
    writing, reading = TantivyIndex(tmp_path / "index"), TantivyIndex(tmp_path / "index")
    for number in range(5):
        writing.add(OWNER, [record(f"09A{number}", "libya rice"), record(f"09B{number}", "libya", access=SECRET)])
    before = reading.search(OWNER, "libya", limit=20)
    pieces = [searcher.num_segments for _, searcher in reading._now().readable_by(OWNER).partitions]
    writing.close()
    gathered = [searcher.num_segments for _, searcher in reading._now().readable_by(OWNER).partitions]
    assert (max(pieces), gathered) == (5, [1, 1])
    assert reading.search(OWNER, "libya", limit=20) == before
    writing.add(OWNER, [record("09A5", "libya tea")])
    writing.close()
    assert max(searcher.num_segments for _, searcher in reading._now().readable_by(OWNER).partitions) == 2, (
        "one of eleven is not worth it"
    )
    assert reading.search(OWNER, "libya", limit=20).total == 11


def test_a_second_writer_of_the_index_is_refused(tmp_path: Path) -> None:
    first, second = TantivyIndex(tmp_path / "index"), TantivyIndex(tmp_path / "index")
    first.add(OWNER, [record("09A1", "libya")])
    with pytest.raises(ArchiveError, match="another writer"):
        second.add(OWNER, [record("09A2", "libya")])
    first.close()
    second.add(OWNER, [record("09A2", "libya")])
    assert first.search(OWNER, "libya", limit=9).total == 2
    second.close()


@pytest.mark.parametrize(
    ("query", "mrns"),
    [
        ("worn:battalion", {"74A1", "74A2"}),
        ('worn:"battalion troops"', {"74A1", "74A2"}),
        ("worn:battalion troops", {"74A2"}),
        ("worn:summer -worn:battalion", {"74A3"}),
        ("battalion", {"74A2"}),
        ("worn:oman", {"74A1", "74A2"}),
    ],
)
def test_words_are_found_as_scans_have_them(new_index: New, query: str, mrns: set[str]) -> None:
    index = new_index()
    worn = record("74A1", "The BATTALI0N of TR00PS in 0MAN stays.", day="1974-01-01")
    sound = record("74A2", "The battalion of troops in Oman leaves.", day="1974-01-02")
    index.add(OWNER, [worn, sound, record("74A3", "It is sumrner.", day="1974-01-03")])
    hits = index.search(OWNER, query, limit=9)
    assert {hit.listing.mrn for hit in hits.hits} == mrns
    if query == "worn:battalion":
        assert {hit.snippet[slice(*hit.marks[0])] for hit in hits.hits} == {"BATTALI0N", "battalion"}


def test_the_format_goes_up_with_the_columns() -> None:
    """Where this fails raise ``FORMAT``, then write both here: an older index would be asked for what it has not.

    ``FORMAT`` goes up for the words of a column, too, where they become others; of these this sees nothing.
    """
    columns = zlib.crc32(repr([(one.name, one.kind, one.scale is not None) for one in FIELDS]).encode())
    assert (FORMAT, columns) == ("7", 2973898917)


def test_an_index_of_another_format_is_made_anew_by_a_writer(tmp_path: Path) -> None:
    path = tmp_path / "index"
    index = TantivyIndex(path)
    index.add(OWNER, HELD)
    index.close()
    (path / "format").write_text("0")
    with pytest.raises(ArchiveError, match="another legation: run `legation rebuild --index`"):
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


class _Scored:
    """A partition of ``cards`` cards of which the first ``hits`` are found, each by another score."""

    def __init__(self, cards: int, hits: int, above: float) -> None:
        self.num_docs = cards
        self.asked: list[int] = []
        self._scores = [above - place for place in range(hits)]

    def search(self, _query: object, limit: int, *, count: bool, offset: int) -> SimpleNamespace:
        self.asked.append(limit)
        shown = self._scores[offset : offset + limit]
        return SimpleNamespace(hits=[(score, score) for score in shown], count=len(self._scores))


def _foremost_of(partitions: list[_Scored], wanted: int) -> tuple[int, list[float]]:
    parts = [Part(number, one, None) for number, one in enumerate(partitions)]  # type: ignore[arg-type]
    total, found = foremost(parts, wanted, lambda some, ask: list(map(ask, some)))
    return total, [key for _, hits in found for key, _ in hits]


def test_a_partition_hands_over_no_more_hits_than_may_be_shown() -> None:
    bare, full = _Scored(3000, 0, 0.0), _Scored(600, 600, 1000.0)
    assert _foremost_of([bare, full], 21) == (600, [1000.0 - place for place in range(21)])
    assert max(full.asked) < 100


@given(st.lists(st.tuples(st.integers(1, 500), st.integers(0, 60), st.integers(0, 30)), min_size=1, max_size=6))
def test_the_foremost_of_partitions_are_those_of_one(given: list[tuple[int, int, int]]) -> None:
    partitions = [_Scored(max(cards, hits), hits, float(above)) for cards, hits, above in given]
    total, found = _foremost_of(partitions, 9)
    every = sorted((score for partition in partitions for score in partition._scores), reverse=True)
    last = every[8] if len(every) >= 9 else every[-1] if every else 0
    assert total == len(every)
    assert sorted(found, reverse=True) == [key for key in every if key >= last]


def test_a_value_that_ends_in_a_star_narrows_nothing() -> None:
    assert (narrowing("signed", "SMITH*"), narrowing("signed", "SMITH")) == (None, "signed:SMITH")


def test_an_index_that_may_not_be_written_is_searched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As on a disk that is read-only, or in an archive of somebody who lets us read along."""
    path, scratch = tmp_path / "index", tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(scratch))
    writer = TantivyIndex(path)
    writer.add(OWNER, [record("08A1", "libya rice")])
    writer.close()
    for lock in path.rglob(".*.lock"):
        lock.unlink()
    monkeypatch.setattr("legation.storage.partition.os.access", lambda *_: False)
    reader = TantivyIndex(path)
    assert reader.search(OWNER, "rice", limit=9).total == 1
    assert not list(path.rglob(".*.lock")), "nothing is written there"
    monkeypatch.undo()
    monkeypatch.setattr("tempfile.tempdir", str(scratch))
    for number in range(2, 20):  # what it reads is merged and goes meanwhile
        other = TantivyIndex(path)
        other.add(OWNER, [record(f"08A{number}", "libya rice")])
        other.close()
        with patch("legation.storage.partition.os.access", lambda *_: False):
            assert reader.search(OWNER, "rice", limit=99).total == number
    reader.close()
    assert list(scratch.iterdir()) == []


@pytest.mark.parametrize("removing", [False, True])
def test_an_index_that_may_be_written_again_is_written_in_its_place(tmp_path: Path, *, removing: bool) -> None:
    """As where a disk was read-only for a while, and the program went on."""
    path = tmp_path / "index"
    writer = TantivyIndex(path)
    writer.add(OWNER, [record("08A1", "libya rice"), record("08A2", "libya rice")])
    writer.close()
    index = TantivyIndex(path)
    with patch("legation.storage.partition.os.access", lambda *_: False):
        assert index.search(OWNER, "rice", limit=9).total == 2
    if removing:
        index.remove(OWNER, [record("08A1", "libya rice").sha256])
    index.add(OWNER, [record("08A3", "libya rice")])
    index.add(OWNER, [record("08A4", "libya rice")])
    left = 3 if removing else 4
    assert index.search(OWNER, "rice", limit=9).total == left
    index.close()
    assert TantivyIndex(path).search(OWNER, "rice", limit=9).total == left


def test_who_may_read_an_index_may_read_all_of_it(tmp_path: Path) -> None:
    path = tmp_path / "index"
    for number in range(3):
        index = TantivyIndex(path)
        index.add(OWNER, [record(f"08A{number}", "libya rice")])
        index.close()
        modes = {file.name: file.stat().st_mode & 0o777 for file in path.rglob("*") if file.is_file()}
        assert set(modes.values()) == {modes["label"]}, modes


@pytest.mark.parametrize("at", ["Path.iterdir", "Path.exists", "partition.stamp_of", "partition.Index.open"])
def test_an_index_that_may_not_be_read_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at: str) -> None:
    """A rebuild would not help."""
    path = tmp_path / "index"
    add = TantivyIndex(path)
    add.add(OWNER, [record("08A1", "libya rice")])
    add.close()

    def closed(*_given: object, **_named: object) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    place = at.replace("partition.", "legation.storage.partition.").replace("Path.", "pathlib.Path.")
    monkeypatch.setattr(place, closed)
    with pytest.raises(ArchiveError, match=r"may not be read by you: .*index: let whoever owns it"):
        TantivyIndex(path).search(OWNER, "rice", limit=9)
