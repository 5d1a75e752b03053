"""Worn copies in short: of the sample and of simulated traffic every way of wear keeps what it once kept."""

from __future__ import annotations

import random

import pytest
from accuracy.copies import WAYS, Copy, Way, copy_of, worn
from accuracy.wear import FIELDS, main, measured, own, table, total

import legation

LEAST = 98
"""Of a hundred fields, how many each way keeps, where it is not said below."""
FLOORS = {
    "filled to 80 columns": 95,
    "filled to 60 columns": 95,
    "filled to 50 columns": 95,
    "broken at 60 columns": 95,
    "lines of the head joined two by two": 90,
    "signs misread, 1 %": 93,
    "a finding aid above it": 90,
}
"""Raised as the reader gets better, never lowered without a reason."""


def test_what_is_kept_does_not_fall() -> None:
    rows = measured(own(12))
    shares = {name: 100 * kept / of for name, row in rows.items() for kept, of in (total(row),)}
    assert {name: share for name, share in shares.items() if share < FLOORS.get(name, LEAST)} == {}
    assert len(shares) == len(WAYS)


def test_some_ways_are_held_out() -> None:
    assert sum(way.held_out for way in WAYS) == 5


TEXT = "R 051513Z MAR 15\nFM AMEMBASSY ROME\nTO SECSTATE WASHDC\n\nUNCLAS ROME 12\n\nSUBJECT: RN\n\n1. O 0 I 1.\nROE\n"


def test_a_way_is_the_same_each_time_and_leaves_no_copy_as_it_was() -> None:
    copy = copy_of(TEXT, legation.to_dict(legation.read(TEXT)))
    for way in WAYS:
        once = worn(copy, way, "name")
        assert once == worn(copy, way, "name")
        assert once is None or once.rstrip("\n") != TEXT.rstrip("\n")


def lost(copy: Copy, _: random.Random) -> str:
    return copy.words.replace("SUBJECT: ", "S. ")


def test_a_field_that_is_lost_is_counted_as_a_miss(capsys: pytest.CaptureFixture[str]) -> None:
    rows = measured(own(3), [Way("the subject lost", lost)])
    cell = rows["the subject lost"]["subject"]
    assert cell.of > 0
    assert cell.kept < cell.of
    assert len(cell.missed) == cell.of - cell.kept
    assert table(rows, held_out=False).count("\n") == 1  # it is none of the ways of the table


def test_the_command_says_what_it_measured(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--own", "--most", "2", "--way", "byte-order", "--misses", "all"]) == 0
    printed = capsys.readouterr().out
    assert "a byte-order mark" in printed
    assert all(field in printed for field in FIELDS)


def test_without_the_shared_texts_it_says_so(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LEGATION_CORPUS", "absent")
    assert main([]) == 2
    assert capsys.readouterr().err.count("\n") == 1
