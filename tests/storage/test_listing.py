"""A listing is its record without the text, and tells of it the same."""

from __future__ import annotations

from datetime import date

import pytest

import legation
from legation.storage.records import Record, listing_of


@pytest.mark.parametrize(
    ("text", "day"),
    [
        (
            "R 091630Z JUL 76\nFM AMEMBASSY TRIPOLI\nTO SECSTATE WASHDC\nBT\n1. THE DREDGER CAME.\nBT\n",
            date(1976, 7, 9),
        ),
        ("1. THE DREDGER CAME.\n", None),
    ],
)
def test_the_day_of_a_telegram_and_of_its_listing(text: str, day: date | None) -> None:
    telegram = legation.read(text)
    record = Record(sha256=telegram.sha256, original=b"", telegram=telegram, access="0", received="", file=None)
    assert [telegram.day, listing_of(record).day] == [day, day]
