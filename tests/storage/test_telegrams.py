"""Every store of telegrams gives the same answers, and none knows of what its reader may not open."""

from __future__ import annotations

from collections.abc import Callable

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from legation.core.errors import NotFoundError, RefusedError
from legation.core.marking import OWNER, UPKEEP, Reader
from legation.storage.access import is_readable
from legation.storage.memory import MemoryTelegrams
from legation.storage.ports import Kept, Record, Telegrams, listing_of

from .records import CLERK, CONFIDENTIAL, DESK, OPEN, SECRET, batches, readers, record

New = Callable[[], Telegrams]


def test_put_counts_new_same_and_versions(new_telegrams: New) -> None:
    store = new_telegrams()
    first, again, other = record("09TRIPOLI1"), record("09TRIPOLI1", salt="b"), record("09TRIPOLI2")
    assert store.put(OWNER, []) == Kept()
    assert store.put(OWNER, [first, other]) == Kept(new=2)
    assert store.put(OWNER, [first, again]) == Kept(same=1, versions=1)
    assert store.put(OWNER, [record(None, salt="x"), record(None, salt="y")]) == Kept(new=2)
    assert store.count(OWNER) == 5


def test_one_batch_counts_like_many(new_telegrams: New) -> None:
    store = new_telegrams()
    batch = [record("09TRIPOLI1"), record("09TRIPOLI1"), record("09TRIPOLI1", salt="b")]
    assert store.put(OWNER, batch) == Kept(new=1, same=1, versions=1)


def test_what_went_in_comes_out(new_telegrams: New) -> None:
    store = new_telegrams()
    kept = record("09TRIPOLI893", "Libya.\x00 Été 😀", subject="SUBJECT", refs=["09STATE1"])
    store.put(OWNER, [kept])
    assert store.get(OWNER, kept.sha256) == kept
    assert store.has(OWNER, [kept.sha256, "0" * 64]) == {kept.sha256}


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
    assert [(c.cited, c.held) for c in store.cites(OWNER, "09TRIPOLI1")] == [
        ("09STATE3", True),
        ("09STATE4", True),
        ("09STATE5", False),
    ]
    assert [(c.cited, c.held) for c in store.cites(CLERK, "09TRIPOLI1")] == [
        ("09STATE3", True),
        ("09STATE4", False),
        ("09STATE5", False),
    ]
    assert [c.citing.mrn for c in store.cited_by(CLERK, "09STATE5")] == ["09STATE3", "09TRIPOLI1"]
    assert [(c.cited, c.citing.mrn) for c in store.unheld(OWNER)] == [
        ("09STATE5", "09STATE3"),
        ("09STATE5", "09TRIPOLI1"),
    ]
    assert {c.cited for c in store.unheld(CLERK)} == {"09STATE4", "09STATE5"}


def test_put_does_not_tell_of_what_is_closed(new_telegrams: New) -> None:
    store = new_telegrams()
    store.put(OWNER, [record("09TRIPOLI1", access=SECRET)])
    assert store.put(CLERK, [record("09TRIPOLI1", salt="b")]) == Kept(new=1)
    assert store.put(DESK, [record("09TRIPOLI1", salt="c")]) == Kept(versions=1)


def test_many_at_once(new_telegrams: New) -> None:
    store = new_telegrams()
    kept = [record(f"09TRIPOLI{n}", refs=[f"09TRIPOLI{n + 1}"]) for n in range(600)]
    assert store.put(OWNER, kept) == Kept(new=600)
    assert store.has(OWNER, [r.sha256 for r in kept]) == {r.sha256 for r in kept}
    assert [c.cited for c in store.unheld(OWNER)] == ["09TRIPOLI600"]


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
        "get": [got(sha256) for sha256 in hashes],
        "versions": [store.versions(reader, mrn) for mrn in mrns],
        "listings": list(store.listings(reader)),
        "cites": [store.cites(reader, mrn) for mrn in mrns],
        "cited_by": [store.cited_by(reader, mrn) for mrn in mrns],
        "unheld": store.unheld(reader),
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
    assert full.put(reader, batch) == readable.put(reader, batch)


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
    kept = store.put(OWNER, [whole], {whole.sha256: [view]})
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
