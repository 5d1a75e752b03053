"""A partition that lacks what a search cannot do without is not asked, and only such a one."""

from __future__ import annotations

import pytest

from legation.core.marking import OWNER, Reader
from legation.storage import lacking
from legation.storage.compiling import words_of
from legation.storage.index import TantivyIndex
from legation.storage.lacking import month_of, needs_of
from legation.storage.parsing import parse_query
from legation.storage.query import Between
from legation.storage.values import day_number

from .records import CONFIDENTIAL, OPEN, SECRET, record

HELD = [
    record("09A1", "libya dialogue", day="2009-11-05", access=OPEN, tags=("PREL",)),
    record("09A2", "libya rice", day="2010-02-01", access=CONFIDENTIAL, tags=("MARR",)),
    record("09A3", "rice", day=None, access=SECRET, to=("AMEMBASSY TUNIS",)),
]


@pytest.mark.parametrize(
    ("query", "asked"),
    [
        ("libya", {OPEN, CONFIDENTIAL}),
        ("nowhere", set()),
        ("rice dialogue", set()),
        ("libya OR rice", {OPEN, CONFIDENTIAL, SECRET}),
        ("lib*", {OPEN, CONFIDENTIAL, SECRET}),
        ("tag:PREL", {OPEN}),
        ("tag:PREL libya", {OPEN}),
        ("tag:PREL rice", set()),
        ("tag:PR*", {OPEN, CONFIDENTIAL, SECRET}),
        ("tag:(PREL OR MARR)", {OPEN, CONFIDENTIAL, SECRET}),
        ("-tag:PREL", {OPEN, CONFIDENTIAL, SECRET}),
        ("to:tunis", {SECRET}),
        ('to:"amembassy tunis" "rice"', {SECRET}),
        ('to:"washdc secstate"~3', {OPEN, CONFIDENTIAL}),
        ("date:2009-11", {OPEN}),
        ("date:2009-12", set()),
        ("date:2009", {OPEN}),
        ("date:2009..", {OPEN, CONFIDENTIAL}),
        ("date:..2009-11-05", {OPEN}),
        ("date:<2009-11-05", set()),
        ("date:2009-11-06..2010-01", set()),
        ("date:2009-11-06..2010-02-01", {CONFIDENTIAL}),
        ("libya date:>=2010 tag:MARR", {CONFIDENTIAL}),
    ],
)
def test_only_partitions_that_may_hold_it_are_asked(query: str, asked: set[str]) -> None:
    index = TantivyIndex(None)
    index.add(OWNER, HELD)
    opened = index._now()
    left = opened.lacking.left(opened.readable_by(OWNER), needs_of(parse_query(query, {}), words_of))
    assert {label for label, _ in left} == asked


def test_a_large_partition_is_asked_for_what_is_not_rare(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lacking, "_SMALL", 0)
    monkeypatch.setattr(lacking, "_LIKELY", 0)
    index = TantivyIndex(None)
    index.add(OWNER, HELD)
    opened = index._now()
    for query, left in (("tag:PREL", 3), ("date:2031", 3), ("libya", 3), ("tag:NONE", 0), ("libya nowhere", 0)):
        assert len(opened.lacking.left(opened.readable_by(OWNER), needs_of(parse_query(query, {}), words_of))) == left


def test_how_rare_a_word_is_is_told_by_what_the_reader_may_read() -> None:
    index = TantivyIndex(None)
    many = [record(f"09B{number}", "libya", access=SECRET) for number in range(9)]
    index.add(OWNER, [*HELD, *many, record("09C1", "tea", access=SECRET)])
    low = Reader("low", rank=3)
    opened = index._now()
    readable = opened.readable_by(low)
    assert ({label for label, _ in readable.partitions}, readable.most) == ({OPEN, CONFIDENTIAL}, 1)
    assert opened.lacking.left(readable, needs_of(parse_query("tea", {}), words_of)) == []
    assert index.search(low, "tea", limit=5).total == 0


@pytest.mark.parametrize(
    ("first", "last", "month"),
    [
        ("2009-11-01", "2009-11-30", "2009-11"),
        ("2009-12-01", "2009-12-31", "2009-12"),
        ("2009-02-01", "2009-02-28", "2009-02"),
        ("2008-02-01", "2008-02-28", None),
        ("2008-02-01", "2008-02-29", "2008-02"),
        ("2009-11-02", "2009-12-01", None),
        ("2009-11-01", "2009-12-31", None),
        ("2009-11-01", None, None),
        ("9999-12-01", "9999-12-31", None),
    ],
)
def test_a_month_is_looked_up_as_one(first: str, last: str | None, month: str | None) -> None:
    assert month_of(Between("date", day_number(first), day_number(last))) == month
    assert month_of(Between("declass", day_number(first), day_number(last))) is None
