"""Every store of telegrams gives the same answers, and none knows of what its reader may not open."""

from __future__ import annotations

from collections.abc import Callable

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from legation.core.errors import NotFoundError, RefusedError
from legation.core.marking import OWNER, UPKEEP, Reader
from legation.core.telegram import NotedDay
from legation.core.text import Span
from legation.storage.access import is_readable
from legation.storage.memory.telegrams import MemoryTelegrams
from legation.storage.ports import Telegrams
from legation.storage.records import Kept, Numbered, Record, Stretch, listing_of

from .records import CLERK, CONFIDENTIAL, DESK, OPEN, SECRET, batches, readers, record

New = Callable[[], Telegrams]


def test_put_counts_new_same_and_versions(new_telegrams: New) -> None:
    store = new_telegrams()
    first, again, other = record("09TRIPOLI1"), record("09TRIPOLI1", salt="b"), record("09TRIPOLI2")
    assert store.put(OWNER, []).kept == Kept()
    assert store.put(OWNER, [first, other]).kept == Kept(new=2)
    assert store.put(OWNER, [first, again]).kept == Kept(same=1, versions=1)
    assert store.put(OWNER, [record(None, salt="x"), record(None, salt="y")]).kept == Kept(new=2)
    assert store.count(OWNER) == 5


def test_traffic_is_counted_by_post_month_and_label(new_telegrams: New) -> None:
    store = new_telegrams()
    store.put(OWNER, [record("09TRIPOLI1"), record("09TRIPOLI2"), record("09TRIPOLI3", access=SECRET)])
    counted = store.traffic(OWNER)
    assert sum(one.count for one in counted) == 3
    assert {one.access for one in counted} == {record("09TRIPOLI1").access, SECRET}
    assert sum(one.count for one in store.traffic(CLERK)) == store.count(CLERK) < 3
    assert all(one.month is None or len(one.month) == 7 for one in counted)


def test_traffic_is_counted_anew_when_something_is_kept_or_changed(new_telegrams: New) -> None:
    store = new_telegrams()
    first = record("09TRIPOLI1")
    store.put(OWNER, [first])
    assert [one.count for one in store.traffic(CLERK)] == [1]
    store.put(OWNER, [record("09TRIPOLI2")])
    assert [one.count for one in store.traffic(CLERK)] == [2]
    store.restate(OWNER, msgspec.structs.replace(first, access=SECRET), [])
    assert [one.count for one in store.traffic(CLERK)] == [1]
    assert [one.access for one in store.traffic(OWNER)] == [first.access, SECRET]


def test_one_batch_counts_like_many(new_telegrams: New) -> None:
    store = new_telegrams()
    batch = [record("09TRIPOLI1"), record("09TRIPOLI1"), record("09TRIPOLI1", salt="b")]
    assert store.put(OWNER, batch).kept == Kept(new=1, same=1, versions=1)


def test_what_went_in_comes_out(new_telegrams: New) -> None:
    store = new_telegrams()
    kept = record("09TRIPOLI893", "Libya.\x00 Été 😀", subject="SUBJECT", refs=["09STATE1"])
    store.put(OWNER, [kept])
    assert store.get(OWNER, kept.sha256) == kept
    assert store.records(OWNER, [kept.sha256, "0" * 64, kept.sha256]) == {kept.sha256: kept}
    assert store.records(OWNER, []) == {}
    assert store.has(OWNER, [kept.sha256, "0" * 64]) == {kept.sha256}
    assert store.received(OWNER, [kept.sha256, "0" * 64]) == {kept.sha256: kept.received}


def test_keeping_the_same_bytes_again_changes_nothing(new_telegrams: New) -> None:
    store = new_telegrams()
    kept = record(received="2024-01-01T00:00:00Z")
    store.put(OWNER, [kept])
    store.put(OWNER, [record(received="2025-01-01T00:00:00Z", access=SECRET)])
    assert store.get(OWNER, kept.sha256) == kept


def test_absent_and_closed_are_not_told_apart(new_telegrams: New) -> None:
    empty, full = new_telegrams(), new_telegrams()
    closed = record("09TRIPOLI1", access=SECRET)
    full.put(OWNER, [closed])
    said = []
    for store in (empty, full):
        with pytest.raises(NotFoundError) as error:
            store.get(CLERK, closed.sha256)
        said.append((str(error.value), error.value.args, error.value.what, error.value.do))
    assert said[0] == said[1]


def test_a_label_that_is_no_marking_is_refused_and_nothing_is_kept(new_telegrams: New) -> None:
    store = new_telegrams()
    for label in ("secret", "3;B,A;-", "3", ""):
        with pytest.raises(RefusedError):
            store.put(OWNER, [record(salt="good"), record(access=label)])
    assert store.count(OWNER) == 0


def test_listings_go_by_date_then_mrn_then_hash(new_telegrams: New) -> None:
    store = new_telegrams()
    kept = [
        record("09TRIPOLI2", day=None),
        record("09TRIPOLI2"),
        record("09TRIPOLI1", salt="b"),
        record("09TRIPOLI1"),
        record(None),
        record("73BANGKOK-A5", day="1973-01-31"),
    ]
    store.put(OWNER, kept)
    ones = sorted([kept[2].sha256, kept[3].sha256])
    expected = [kept[5].sha256, *ones, kept[1].sha256, kept[4].sha256, kept[0].sha256]
    assert [listing.sha256 for listing in store.listings(OWNER)] == expected
    assert next(store.listings(OWNER)) == listing_of(kept[5])


def test_versions_go_by_receipt(new_telegrams: New) -> None:
    store = new_telegrams()
    late, early = record(received="2024-02-01T00:00:00Z"), record(salt="b", received="2024-01-01T00:00:00Z")
    closed = record(salt="c", access=SECRET)
    store.put(OWNER, [late, early, closed])
    assert store.versions(CLERK, "09TRIPOLI1") == [early, late]
    assert store.versions(CLERK, "09TRIPOLI9") == []


def test_citations(new_telegrams: New) -> None:
    store = new_telegrams()
    citing = record("09TRIPOLI1", "text", refs=["09STATE3", "09STATE4", "09STATE3"], mentions=["09STATE5"])
    cited = record("09STATE3", day="2009-01-01", refs=["09STATE5"])
    closed = record("09STATE4", access=SECRET)
    store.put(OWNER, [citing, cited, closed])
    assert [(c.cited, c.held) for c in store.cites(OWNER, ["09TRIPOLI1"])] == [
        ("09STATE3", True),
        ("09STATE4", True),
        ("09STATE5", False),
    ]
    assert [(c.cited, c.held) for c in store.cites(CLERK, ["09TRIPOLI1"])] == [
        ("09STATE3", True),
        ("09STATE4", False),
        ("09STATE5", False),
    ]
    assert [c.citing.mrn for c in store.cited_by(CLERK, ["09STATE5"])] == ["09STATE3", "09TRIPOLI1"]
    assert store.missing(OWNER, limit=9) == ["09STATE5"]
    assert store.missing(CLERK, limit=9) == ["09STATE4", "09STATE5"]
    assert store.missing(CLERK, limit=1) == ["09STATE4"]
    assert store.missing(CLERK, after="09STATE4", limit=9) == ["09STATE5"]
    assert store.missing(CLERK, within="09STATE5", limit=9) == ["09STATE5"]
    assert store.missing(CLERK, within="10", limit=9) == []
    assert store.missing(CLERK, post="STATE", limit=9) == ["09STATE4", "09STATE5"]
    assert store.missing(OWNER, post="STATE", after="09STATE4", limit=1) == ["09STATE5"]
    assert store.missing(CLERK, post="TATE", limit=9) == store.missing(CLERK, post="9STATE", limit=9) == []


def test_a_number_may_be_of_several_telegrams_each_to_another_post(new_telegrams: New) -> None:
    store = new_telegrams()
    cairo = record("55STATE1161", "one", day="1955-11-05", to=("AMEMBASSY CAIRO",), refs=["55ROME7"])
    ankara = record("55STATE1161", "two", day="1955-11-05", to=("AMEMBASSY ANKARA",), refs=["55ROME7"], access=SECRET)
    unread = record("55STATE1162", "three", day="1955-11-05", to=("JOINT CHIEFS",))
    from_cairo = record("55CAIRO596", "text", day="1955-11-07", refs=["55STATE1161", "55STATE1162"])
    from_ankara = record("55ANKARA77", "text", day="1955-11-08", refs=["55STATE1161", "55STATE1162"])
    later = record("66ROME77", "text", day="1966-11-08", refs=["66STATE1161"])
    store.put(OWNER, [cairo, ankara, unread, from_cairo, from_ankara, later])
    every = [one.sha256 for one in (cairo, ankara, unread, from_cairo)]
    assert store.numbered_to(OWNER, every) == {cairo.sha256: "CAIRO", ankara.sha256: "ANKARA"}
    assert store.numbered_to(CLERK, every) == {cairo.sha256: "CAIRO"}

    def cites(reader: Reader, name: str) -> list[tuple[str, bool]]:
        return [(one.name, one.held) for one in store.cites(reader, [name])]

    assert cites(OWNER, "55CAIRO596") == [("55STATE1161 to CAIRO", True), ("55STATE1162 to CAIRO", True)]
    assert cites(OWNER, "55ANKARA77") == [("55STATE1161 to ANKARA", True), ("55STATE1162 to ANKARA", True)]
    assert cites(CLERK, "55ANKARA77") == [("55STATE1161 to ANKARA", False), ("55STATE1162 to ANKARA", True)]
    assert cites(OWNER, "66ROME77") == [("66STATE1161", False)]
    of_series = ["55STATE1161 to ANKARA", "55STATE1161 to CAIRO", "55STATE1161 to PARIS"]
    assert [one.citing.sha256 for one in store.cites(OWNER, of_series)] == [ankara.sha256, cairo.sha256]
    assert [one.citing.sha256 for one in store.cites(CLERK, of_series)] == [cairo.sha256]
    assert len(store.cites(OWNER, ["55STATE1161"])) == 1  # each cited once for a name
    assert [one.citing.mrn for one in store.cited_by(OWNER, of_series)] == ["55ANKARA77", "55CAIRO596"]
    both = ["55CAIRO596", "55ANKARA77"]
    assert [one.citing.mrn for one in store.cited_by(OWNER, ["55STATE1161"])] == both
    assert [one.citing.mrn for one in store.cited_by(OWNER, ["55STATE1161"], each=1)] == both[:1]
    assert store.missing(OWNER, limit=9) == ["55ROME7", "66STATE1161"]
    assert store.missing(CLERK, limit=9) == ["55ROME7", "55STATE1161 to ANKARA", "66STATE1161"]
    (found,) = store.around(OWNER, [Stretch("STATE", 1955, 1162, "1955-01-01", "1956-01-01", "CAIRO")], width=9)
    assert found == ([Numbered(mrn="55STATE1161", number=1161, at="1955-11-05T10:00Z")], [])


def test_the_day_that_a_note_tells_stands_with_the_citation(new_telegrams: New) -> None:
    store = new_telegrams()
    one = record("55CAIRO596", "text", day="1955-11-07", refs=["55ROME7", "55ROME8"])
    told = msgspec.structs.replace(one.telegram, noted_days=(NotedDay("55ROME8", "1955-11-02", Span(0, 1)),))
    store.put(OWNER, [msgspec.structs.replace(one, telegram=told)])
    assert [(c.cited, c.noted) for c in store.cites(OWNER, ["55CAIRO596"])] == [
        ("55ROME7", None),
        ("55ROME8", "1955-11-02"),
    ]
    assert [c.noted for c in store.cited_by(OWNER, ["55ROME8"])] == ["1955-11-02"]


def test_gaps_of_one_number_are_told_page_by_page(new_telegrams: New) -> None:
    store = new_telegrams()
    posts = ("ANKARA", "ATHENS", "CAIRO")
    store.put(
        OWNER, [record(f"55{post}1", "text", day="1955-11-07", refs=["55STATE11", "55STATE110"]) for post in posts]
    )
    store.put(OWNER, [record("66ROME1", "text", day="1966-11-07", refs=["66STATE11"])])
    names = [f"55STATE{number} to {post}" for number in (11, 110) for post in posts] + ["66STATE11"]
    assert store.missing(OWNER, limit=9) == names
    for limit in (1, 2, 3, 4, 7):
        paged: list[str] = []
        while page := store.missing(OWNER, after=paged[-1] if paged else "", limit=limit):
            paged += page
        assert paged == names
    assert store.missing(OWNER, within="55STATE110", limit=9) == names[3:6]


def test_what_is_missing_goes_by_the_year_itself(new_telegrams: New) -> None:
    store = new_telegrams()
    numbers = ["45ROME7", "55ROME7", "99ROME7", "00ROME7", "09ROME7", "25ROME7", "44ROME7"]
    store.put(OWNER, [record("10TRIPOLI1", "text", refs=sorted(numbers))])
    assert store.missing(OWNER, limit=9) == numbers
    for limit in (1, 2, 3, 4, 7):
        paged: list[str] = []
        while page := store.missing(OWNER, after=paged[-1] if paged else "", limit=limit):
            assert len(page) <= limit
            paged += page
        assert paged == numbers
    assert store.missing(OWNER, within="0", limit=9) == ["00ROME7", "09ROME7"]
    assert store.missing(OWNER, within="4", limit=9) == ["45ROME7", "44ROME7"]
    assert store.missing(OWNER, within="5", after="99ROME7", limit=9) == []
    # A page begins where the last ended, whether or not that is still missing.
    store.put(OWNER, [record("99ROME7", "text")])
    assert store.missing(OWNER, after="99ROME7", limit=2) == ["00ROME7", "09ROME7"]


def test_as_it_stood_before_an_instant(new_telegrams: New) -> None:
    store = new_telegrams()
    citing = record("09TRIPOLI1", "text", refs=["09STATE3", "09STATE4"], received="2024-01-01T00:00:00Z")
    cited = record("09STATE3", refs=["09STATE4"], received="2024-03-01T00:00:00Z")
    store.put(OWNER, [citing, cited])
    numbers = ["09STATE3", "09STATE4"]
    for before, missing, cites, held in (
        ("2024-01-01", [], 0, 0),
        ("2024-03-01", numbers, 1, 0),
        ("2024-03-02", ["09STATE4"], 2, 1),
        (None, ["09STATE4"], 2, 1),
    ):
        assert store.missing(OWNER, limit=9, before=before) == missing
        found = store.cited_by(OWNER, numbers, before=before)
        assert len([one for one in found if one.cited == "09STATE4"]) == cites
        assert [one.held for one in found if one.cited == "09STATE3"] == [bool(held)] * min(cites, 1)
        assert len(store.listed(OWNER, ["09STATE3"], before=before)) == held
        ((below, _),) = store.around(OWNER, [Stretch("STATE", 2009, 9, "2009", "2010")], width=9, before=before)
        assert len(below) == held
        came = (cites > 0) + held
        assert [one.mrn for one in store.recent(OWNER, 9, before=before)] == ["09TRIPOLI1", "09STATE3"][:came]
        assert store.count(OWNER, before=before) == came
        assert sum(one.count for one in store.traffic(OWNER, before=before)) == came
        out = [(c.citing.mrn, c.cited, c.held) for c in store.cites(OWNER, ["09TRIPOLI1", "09STATE3"], before=before)]
        assert len(out) == cites + min(cites, 1)
        assert [one[2] for one in out if one[1] == "09STATE3"] == [bool(held)] * min(cites, 1)


def test_citations_of_many_are_asked_at_once(new_telegrams: New) -> None:
    store = new_telegrams()
    ones = [record(f"09TRIPOLI{n}", refs=[f"09STATE{n}", "09STATE900"], day=f"2009-11-{n + 1:02}") for n in range(5)]
    nameless = record(None, "text", refs=["09STATE900"], day=None)
    store.put(OWNER, [*ones, nameless])
    asked = ["09TRIPOLI3", "09TRIPOLI1", nameless.sha256]
    assert sorted((c.citing.mrn or "", c.cited) for c in store.cites(OWNER, asked)) == [
        ("", "09STATE900"),
        ("09TRIPOLI1", "09STATE1"),
        ("09TRIPOLI1", "09STATE900"),
        ("09TRIPOLI3", "09STATE3"),
        ("09TRIPOLI3", "09STATE900"),
    ]
    assert len(store.cites(OWNER, asked, each=1)) == 3
    assert [c.citing.mrn for c in store.cited_by(OWNER, ["09STATE900"])] == [*(r.telegram.mrn for r in ones), None]
    first = store.cited_by(OWNER, ["09STATE900", "09STATE4"], each=2)
    assert [(c.cited, c.citing.mrn) for c in first] == [
        ("09STATE4", "09TRIPOLI4"),
        ("09STATE900", "09TRIPOLI0"),
        ("09STATE900", "09TRIPOLI1"),
    ]


def test_records_are_found_by_hash_and_file(new_telegrams: New) -> None:
    store = new_telegrams()
    one, other = record("09TRIPOLI1"), record("09TRIPOLI2", access=SECRET)
    store.put(OWNER, [one, other])
    assert store.find(OWNER, sha256=one.sha256[:8]) == [listing_of(one)]
    assert store.find(CLERK, sha256=other.sha256[:8]) == []
    assert store.find(OWNER, file="09TRIPOLI2.txt") == [listing_of(other)]
    assert store.find(OWNER, sha256="f" * 64, file="no.txt") == []
    assert store.listed(OWNER, ["09TRIPOLI2", "09TRIPOLI1"]) == [listing_of(one), listing_of(other)]
    assert store.listed_by_hash(OWNER, [one.sha256, "0" * 64]) == {one.sha256: listing_of(one)}


def test_the_numbers_around_one(new_telegrams: New) -> None:
    store = new_telegrams()
    held = [record(f"09TRIPOLI{n}", day=f"2009-11-{day:02}") for n, day in ((10, 1), (20, 3), (30, 5), (40, 9))]
    store.put(OWNER, [*held, record("09TRIPOLI25", access=SECRET), record("09TRIPOLI24", day=None)])
    year = ("2009", "2010")
    ((below, above),) = store.around(CLERK, [Stretch("TRIPOLI", 2009, 25, *year)], width=9)
    assert (below[0].mrn, below[0].number, below[0].at) == ("09TRIPOLI20", 20, "2009-11-03T10:00Z")
    assert ([n.number for n in below], [n.number for n in above]) == ([20, 10], [30, 40])
    some = [Stretch("TRIPOLI", 2009, 25, "2009-11-02", "2009-11-06"), Stretch("STATE", 2009, 25, *year)]
    (below, above), none = store.around(CLERK, some, width=1)
    assert ([n.number for n in below], [n.number for n in above]) == ([20], [30])
    assert none == ([], [])


def test_likely_copies_come_by_words_and_day(new_telegrams: New) -> None:
    store = new_telegrams()
    own = record("09TRIPOLI1", "The dredger came on Monday and left.")
    same_words = record(None, "THE DREDGER CAME  ON MONDAY AND LEFT.", day="2009-12-01")
    same_day = record("09STATE3", "The dredger came on Monday, and did not leave.")
    far = record("09STATE4", "The dredger came on Monday, and did not leave.", day="2009-12-05")
    closed = record(None, "The dredger came on Monday and left.", access=SECRET)
    version = record("09TRIPOLI1", "The dredger came on Monday and left.", salt="b")
    store.put(OWNER, [own, same_words, same_day, far, closed, version])
    assert store.alike(CLERK, own, limit=9) == [same_words, same_day]
    assert store.alike(OWNER, own, limit=1) == [closed]
    beside = sorted([same_words, same_day, version], key=lambda one: one.sha256)
    assert store.others(CLERK, [own.sha256, "0" * 64])[own.sha256] == [listing_of(one) for one in beside]
    assert closed.sha256 in {one.sha256 for one in store.others(OWNER, [own.sha256])[own.sha256]}
    # Of a record that may not be read nothing is told.
    assert store.others(CLERK, [closed.sha256]) == {}


def test_what_was_kept_since(new_telegrams: New) -> None:
    store = new_telegrams()
    assert store.last_arrival() == 0
    first, second, third = record("09TRIPOLI1"), record("09TRIPOLI2", access=SECRET), record("09TRIPOLI3")
    store.put(OWNER, [first])
    at = store.last_arrival()
    store.put(OWNER, [first, second, third])
    assert [r for _, r in store.arrived(OWNER, at, 9)] == [second, third]
    assert [r for _, r in store.arrived(CLERK, at, 9)] == [third]
    assert store.arrived(OWNER, store.last_arrival(), 9) == []


def test_what_lets_in_readers_comes_behind_all_that_was_kept(new_telegrams: New) -> None:
    store = new_telegrams()
    first, second = record("09TRIPOLI1", access=SECRET), record("09TRIPOLI2")
    store.put(OWNER, [first, second])
    for access, news in ((SECRET, 0), ("3;;-", 1), ("3;EXDIS;-", 0), ("4;;-", 1), ("0;;-", 1), (SECRET, 0)):
        at = store.last_arrival()
        restated = msgspec.structs.replace(first, access=access)
        store.restate(OWNER, restated, [])
        assert [r for _, r in store.arrived(OWNER, at, 9)] == [restated] * news
    assert {r.sha256 for _, r in store.arrived(OWNER, 0, 9)} == {first.sha256, second.sha256}
    view = record("09TRIPOLI1", salt="view", access="0;;-!4;;-")
    for views, news in (([view], 1), ([view], 0), ([], 0), ([view], 1)):
        at = store.last_arrival()
        store.restate(OWNER, msgspec.structs.replace(first, access=SECRET), views)
        assert [r.sha256 for _, r in store.arrived(CLERK, at, 9)] == [view.sha256] * news
    store.put(OWNER, [record("09TRIPOLI3")])
    places = [place for place, _ in store.arrived(OWNER, 0, 9)]
    assert places == sorted(set(places))
    assert store.last_arrival() == places[-1]


def test_the_newest_come_first(new_telegrams: New) -> None:
    store = new_telegrams()
    kept = [record(f"09TRIPOLI{n}", day=day) for n, day in ((1, "2009-01-01"), (2, "2009-03-01"), (3, None))]
    unnamed = record(None, day="2009-03-01")
    store.put(OWNER, [*kept, unnamed, record("09TRIPOLI9", day="2010-01-01", access=SECRET)])
    assert [r.mrn for r in store.recent(OWNER, 2)] == ["09TRIPOLI9", None]
    assert [r.mrn for r in store.recent(CLERK, 9)] == [None, "09TRIPOLI2", "09TRIPOLI1"]


def test_put_does_not_tell_of_what_is_closed(new_telegrams: New) -> None:
    store = new_telegrams()
    store.put(OWNER, [record("09TRIPOLI1", access=SECRET)])
    assert store.put(CLERK, [record("09TRIPOLI1", salt="b")]).kept == Kept(new=1)
    assert store.put(DESK, [record("09TRIPOLI1", salt="c")]).kept == Kept(versions=1)


def test_many_at_once(new_telegrams: New) -> None:
    store = new_telegrams()
    kept = [record(f"09TRIPOLI{n}", refs=[f"09TRIPOLI{n + 1}"]) for n in range(600)]
    assert store.put(OWNER, kept).kept == Kept(new=600)
    assert store.has(OWNER, [r.sha256 for r in kept]) == {r.sha256 for r in kept}
    assert store.records(OWNER, [r.sha256 for r in kept]) == {r.sha256: r for r in kept}
    assert store.missing(OWNER, limit=9) == ["09TRIPOLI600"]
    names = [str(r.telegram.mrn) for r in kept]
    assert len(store.cites(OWNER, names)) == len(store.listed(OWNER, names)) == 600


def everything(store: Telegrams, reader: Reader, asked: list[Record]) -> object:
    """Every answer that a store can give to a reader about ``asked``."""
    hashes = sorted({r.sha256 for r in asked})
    mrns = sorted({str(r.telegram.mrn) for r in asked} | {"09TRIPOLI1", "09STATE3"})

    def got(sha256: str) -> object:
        try:
            return store.get(reader, sha256)
        except NotFoundError as error:
            return str(error)

    return {
        "has": store.has(reader, hashes),
        "received": store.received(reader, hashes),
        "get": [got(sha256) for sha256 in hashes],
        "records": list(store.records(reader, hashes).items()),
        "versions": [store.versions(reader, mrn) for mrn in mrns],
        "listings": list(store.listings(reader)),
        "recent": store.recent(reader, 4),
        "find": [store.find(reader, sha256=r.sha256[:8], file=r.file) for r in asked],
        "listed": store.listed(reader, mrns),
        "others": sorted(store.others(reader, hashes).items()),
        "listed_by_hash": sorted(store.listed_by_hash(reader, hashes).items()),
        "cites": [store.cites(reader, [*mrns, *hashes], each=each) for each in (None, 1)],
        "cited_by": [store.cited_by(reader, mrns, each=each) for each in (None, 1)],
        "missing": [store.missing(reader, limit=9), store.missing(reader, within="09", after="09STATE3", limit=1)],
        "around": store.around(reader, [Stretch("TRIPOLI", 2009, n, "2009", "2010") for n in (0, 1, 2)], width=2),
        "alike": [store.alike(reader, r, limit=5) for r in asked],
        "arrived": [r for _, r in store.arrived(reader, 0, 99)],
        "count": store.count(reader),
    }


def distinct(held: list[list[Record]]) -> list[list[Record]]:
    """The batches without a second coming of the same bytes, whose label the store would not take."""
    seen: set[str] = set()
    found = []
    for batch in held:
        fresh = []
        for one in batch:
            if one.sha256 not in seen:
                seen.add(one.sha256)
                fresh.append(one)
        found.append(fresh)
    return found


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(held=batches, reader=readers)
def test_law_4_what_may_not_be_read_does_not_exist(
    new_telegrams: New, held: list[list[Record]], reader: Reader
) -> None:
    full, readable = new_telegrams(), new_telegrams()
    for batch in distinct(held):
        open_ones = [r for r in batch if is_readable(reader, r.access)]
        full.put(OWNER, batch)
        readable.put(OWNER, open_ones)
    asked = [r for batch in held for r in batch]
    assert everything(full, reader, asked) == everything(readable, reader, asked)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(held=batches, reader=readers, data=st.data())
def test_law_4_for_the_answer_to_a_put(
    new_telegrams: New, held: list[list[Record]], reader: Reader, data: st.DataObject
) -> None:
    full, readable = new_telegrams(), new_telegrams()
    *before, last = [*distinct(held), []]
    for batch in before:
        full.put(OWNER, batch)
        readable.put(OWNER, [r for r in batch if is_readable(reader, r.access)])
    batch = last or [r for b in before for r in b if data.draw(st.booleans())]
    assert full.put(reader, batch).kept == readable.put(reader, batch).kept


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(held=batches, reader=readers)
def test_every_store_answers_as_the_one_in_memory(new_telegrams: New, held: list[list[Record]], reader: Reader) -> None:
    store, measure = new_telegrams(), MemoryTelegrams()
    for batch in held:
        assert store.put(OWNER, batch) == measure.put(OWNER, batch)
    asked = [r for batch in held for r in batch]
    assert everything(store, reader, asked) == everything(measure, reader, asked)


def test_open_is_open(new_telegrams: New) -> None:
    store = new_telegrams()
    store.put(OWNER, [record(access=OPEN)])
    assert store.count(CLERK) == 1
    assert store.count(Reader("none", rank=-1)) == 0


# Views: forms of a telegram for those who may read some of it.


def _view(words: str, access: str = "0;;-!4;;-") -> Record:
    return record("09A1", words, access=access)


def test_a_view_is_kept_beside_its_whole_and_not_counted(new_telegrams: New) -> None:
    store = new_telegrams()
    whole, view = record("09A1", "whole", access=SECRET), _view("part")
    kept = store.put(OWNER, [whole], {whole.sha256: [view]}).kept
    assert (kept.new, kept.versions) == (1, 0)
    assert [r.sha256 for r in store.versions(OWNER, "09A1")] == [whole.sha256]
    assert [r.sha256 for r in store.versions(CLERK, "09A1")] == [view.sha256]
    assert store.view_hashes() == [view.sha256]
    assert store.count(UPKEEP) == 2
    assert store.accesses(UPKEEP, "09A1") == ["0;;-!4;;-", SECRET]
    assert store.accesses(CLERK, "09A1") == ["0;;-!4;;-"]
    store.clear_views()
    assert (store.count(UPKEEP), store.versions(CLERK, "09A1")) == (1, [])


def test_one_view_of_two_versions_goes_with_the_last_of_them(new_telegrams: New) -> None:
    store = new_telegrams()
    one, two, view = record("09A1", "one", access=SECRET), record("09A1", "two", access=SECRET), _view("part")
    store.put(OWNER, [one, two], {one.sha256: [view], two.sha256: [view]})
    opened = msgspec.structs.replace(one, access=OPEN)
    assert store.restate(OWNER, opened, []) == []
    assert {r.sha256 for r in store.versions(CLERK, "09A1")} == {one.sha256, view.sha256}
    assert store.restate(OWNER, msgspec.structs.replace(two, access=OPEN), []) == [view.sha256]
    assert store.count(UPKEEP) == 2


def test_what_was_a_view_is_held_as_what_it_was_a_view_of(new_telegrams: New) -> None:
    store = new_telegrams()
    one, two, view = record("09A1", "one", access=SECRET), record("09A1", "two", access=CONFIDENTIAL), _view("part")
    store.put(OWNER, [one, two], {one.sha256: [view], two.sha256: [view]})
    assert store.held_as([view.sha256, one.sha256, "0" * 64]) == {view.sha256: "0;;-!4;;-", one.sha256: SECRET}
    store.restate(OWNER, two, [])
    assert store.held_as([view.sha256]) == {view.sha256: "0;;-!4;;-"}
    store.restate(OWNER, one, [])
    assert (store.labels([view.sha256]), store.held_as([view.sha256])) == ({}, {view.sha256: SECRET})
    store.restate(OWNER, msgspec.structs.replace(one, access=OPEN), [])
    assert store.held_as([view.sha256]) == {view.sha256: CONFIDENTIAL}
    store.restate(OWNER, one, [view])
    assert store.held_as([view.sha256]) == {view.sha256: "0;;-!4;;-"}
    store.clear_views()
    assert store.held_as([view.sha256]) == {view.sha256: SECRET}


def test_a_telegram_put_goes_before_a_view_of_the_same_bytes(new_telegrams: New) -> None:
    store = new_telegrams()
    whole, view = record("09A1", "whole", access=SECRET), _view("part", "3;;-!4;;-")
    store.put(OWNER, [whole], {whole.sha256: [view]})
    store.put(OWNER, [msgspec.structs.replace(view, access=CONFIDENTIAL)])
    assert store.has(OWNER, [view.sha256]) == {view.sha256}
    store.put(OWNER, [], {whole.sha256: [view]})
    assert store.get(OWNER, view.sha256).access == CONFIDENTIAL
    assert store.view_hashes() == []


def test_restating_changes_access_and_reading_and_nothing_else(new_telegrams: New) -> None:
    store = new_telegrams()
    held = record("09A1", "text", access=SECRET)
    store.put(OWNER, [held])
    new = msgspec.structs.replace(held, access=OPEN, original=b"", received="9999", file="other")
    with pytest.raises(NotFoundError):
        store.restate(CLERK, new, [])
    assert store.restate(OWNER, new, []) == []
    assert store.get(CLERK, held.sha256) == msgspec.structs.replace(held, access=OPEN)
