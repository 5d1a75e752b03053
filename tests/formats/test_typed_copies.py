"""Typed copies of before 1973: their number, day, section, addresses and captions."""

from __future__ import annotations

import pytest

from legation.core.telegram import Telegram
from legation.formats import read
from legation.tables.marking import telegram_marking

BODY = "1. FOO KUDU.\n2. BAR ORYX.\nWINTERS\n"


def typed(number: str, below: str = "", body: str = BODY) -> Telegram:
    return read(f"SECRET\nFROM: MOSCOW\nTO: SECRETARY OF STATE\nNO: {number}\n{below}{body}")


def texts(got: Telegram) -> list[str]:
    return [paragraph.text for paragraph in got.paragraphs]


@pytest.mark.parametrize(
    ("line", "whom"),
    [
        ("EYES ONLY SECRETARY", "SECRETARY"),
        ("EYES ONLY THE SECRETARY", "SECRETARY"),
        ("FOR THE SECRETARY'S EYES ONLY", "SECRETARY"),
    ],
)
def test_eyes_only_below_the_addresses(line: str, whom: str) -> None:
    got = typed("1101, October 25, 1962, 5 PM", f"{line}\n")
    assert telegram_marking(got).needs == {"ONLY"}
    assert [one.office for one in got.attention] == [whom]
    assert [one.plad for one in got.to] == ["SECRETARY OF STATE"]
    assert texts(got) == ["FOO KUDU.", "BAR ORYX."]


def test_eyes_only_between_the_lists() -> None:
    got = typed("1101, October 25, 1962", "TO: Secretary of State\nEYES ONLY SECRETARY\nINFO: AMEMBASSY PARIS\n")
    assert telegram_marking(got).needs == {"ONLY"}
    assert [one.plad for one in got.info] == ["AMEMBASSY PARIS"]


@pytest.mark.parametrize(
    ("number", "below"),
    [
        ("1101, October 25, 1962, 5 PM", ""),
        ("1101, October 25, 1962, 5:30 p.m.", ""),
        ("1101 (25 October 1962)", ""),
        ("1101", "SENT OCTOBER 25, 1962, 5 PM\nREC'D JANUARY 2, 1963, 7 PM\n"),
        ("1101", "REC'D OCTOBER 26, 1962, 7:25 P.M.\n"),
    ],
)
def test_the_day_behind_or_below_the_number(number: str, below: str) -> None:
    got = typed(number, below)
    assert got.mrn == "62MOSCOW1101"
    assert [one.plad for one in got.to] == ["SECRETARY OF STATE"]
    assert texts(got) == ["FOO KUDU.", "BAR ORYX."]


def test_the_section_behind_the_number() -> None:
    got = typed("1101 SECTION ONE OF TWO, October 25, 1962, 5 p.m.")
    assert (got.section.number, got.section.of) == (1, 2)
    assert got.mrn == "62MOSCOW1101"


def test_what_was_sent_to_a_post_is_no_day() -> None:
    got = typed("1101", "SENT DEPARTMENT 1101\n")
    assert got.mrn is None
