"""The schedule of declassification: every store answers as if each telegram were read and reckoned anew."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date

import pytest

from legation.core.marking import OWNER, Reader
from legation.core.telegram import Classification, ExecutiveOrder
from legation.storage.access import is_readable
from legation.storage.ports import Telegrams
from legation.storage.records import Record, Scheduled, listing_of
from legation.tables.declassification import KINDS, STANDS, Standing, standing, standing_on

from .records import CLERK, LABELS, READERS, SECRET, record

New = Callable[[], Telegrams]

_LINES = (
    ExecutiveOrder("12958", "DECL", "2019-11-05"),
    ExecutiveOrder("12958", "DECL", "2029-11-05"),
    ExecutiveOrder("12958", "DECL", "2029-11-20"),
    ExecutiveOrder("12356", "OADR"),
    ExecutiveOrder("11652", "GDS"),
    ExecutiveOrder("13526", "DECL", None, ("25X1",)),
    ExecutiveOrder("13526", "DECL", "2029-11-05", ("25X6",)),
    ExecutiveOrder("13526", "DECL", "2019-11-05", ("50X6",)),
    ExecutiveOrder("12958", "DECL", "AFTER THE VISIT"),
    ExecutiveOrder(),
)
_RECORDS = [
    record(
        f"09TRIPOLI{number}" if number % 4 else None,
        day=(None, "1974-05-01", "1996-02-29", "2009-11-05", "2015-01-01")[number % 5],
        level=("CONFIDENTIAL", "SECRET", "UNCLASSIFIED", None)[number % 7 % 4],
        access=LABELS[number * 5 % len(LABELS)],
        salt=str(number),
        executive_order=_LINES[number % 11 % len(_LINES)],
    )
    for number in range(70)
]
DAYS = (date(1980, 12, 31), date(2019, 11, 5), date(2026, 1, 1), date(2034, 12, 31))


def reckoned(reader: Reader, on: date) -> list[tuple[Standing, Record]]:
    found = []
    for one in _RECORDS:
        how = standing(one.telegram, on)
        if how is not None and is_readable(reader, one.access):
            found.append((how, one))
    return sorted(found, key=lambda row: (row[0].on or "9999", row[1].telegram.mrn or "", row[1].sha256))


@pytest.fixture
def store(new_telegrams: New) -> Telegrams:
    store = new_telegrams()
    store.put(OWNER, _RECORDS)
    return store


def test_what_is_of_a_kind_on_a_day_and_how_many(store: Telegrams) -> None:
    for reader in READERS:
        for on in DAYS:
            day = on.isoformat()
            counts = store.schedule_counts(reader, day)
            for kind in KINDS:
                expected = [(how, listing_of(one)) for how, one in reckoned(reader, on) if how.kind == kind]
                found: list[Scheduled] = []
                for stands, come in STANDS[kind]:
                    some = store.schedule(reader, stands, on=day, come=come)
                    assert store.schedule(reader, stands, on=day, come=come, limit=2) == some[:2]
                    assert len(some) == sum(n for (s, c), n in counts.items() if s == stands and come in (None, c))
                    order = [(how, listing) for how, listing in expected if listing in [one.listing for one in some]]
                    assert [(standing_on(one.stated, on), one.listing) for one in some] == order
                    found += some
                assert len(found) == len(expected)


def test_what_falls_within_some_days(store: Telegrams) -> None:
    for reader in READERS:
        own = [(str(how.on), listing_of(one)) for how, one in reckoned(reader, DAYS[0]) if how.on]
        for month in ("2019-11", "2029-11", "2034-12", "2031-01"):
            within = [(day, listing) for day, listing in own if day[:7] == month]
            found = store.falling(reader, f"{month}-01", f"{month}-99")
            assert Counter(one.listing for one in found) == Counter(listing for _, listing in within)
            assert store.falling_counts(reader, f"{month}-01", f"{month}-99") == dict(Counter(d for d, _ in within))
            first = store.falling(reader, f"{month}-01", f"{month}-99", each=1)
            assert first == [one for place, one in enumerate(found) if _group(one) not in map(_group, found[:place])]
            months = Counter(day[:7] for day, _ in own)
            before, after = sorted(m for m in months if m < month), sorted(m for m in months if m > month)
            around = {name: months[name] for name in (*before[-2:], *after[:2])}
            assert list(store.months_around(reader, month, 2).items()) == list(around.items())


def _group(one: Scheduled) -> tuple[str | None, bool, str]:
    before, later = standing_on(one.stated, date.min), standing_on(one.stated, date.max)
    return before.on, before.kind == later.kind, before.kind


def test_a_telegram_that_is_restated_moves_in_the_schedule(new_telegrams: New) -> None:
    store = new_telegrams()
    kept = record("09TRIPOLI1", executive_order=_LINES[0])
    store.put(OWNER, [kept])
    assert store.schedule_counts(CLERK, "2026-01-01") == {("dated", True): 1}
    closed = record("09TRIPOLI1", executive_order=_LINES[1], access=SECRET)
    assert closed.sha256 == kept.sha256
    store.restate(OWNER, closed, [])
    assert store.schedule_counts(CLERK, "2026-01-01") == {}
    assert store.schedule_counts(OWNER, "2026-01-01") == {("dated", False): 1}
    lowered = record("09TRIPOLI1", level="UNCLASSIFIED")
    assert lowered.telegram.classification == Classification("UNCLASSIFIED")
    store.restate(OWNER, lowered, [])
    assert store.schedule_counts(OWNER, "2026-01-01") == {}
    assert store.falling(OWNER, "2019-01-01", "2040-01-01") == []
