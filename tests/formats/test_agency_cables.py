"""Cables of the Central Intelligence Agency: addressees and number on one line, and no message reference number."""

from __future__ import annotations

import pytest

from legation.core.telegram import Telegram
from legation.formats import read
from legation.tables.marking import telegram_marking


def _told(got: Telegram) -> tuple[str | None, list[str], list[str], int | None]:
    return got.from_.plad, [a.plad for a in got.to], [a.plad for a in got.info], got.number


@pytest.mark.parametrize(
    ("heading", "told"),
    [
        (
            "S E C R E T 121432Z\nTO PRIORITY RANGOON INFO DIRECTOR\nCITE MEXI 6453",
            ("MEXI", ["RANGOON"], ["DIRECTOR"], 6453),
        ),
        (
            "CLASSIFIED MESSAGE\nSECRET\n\nTO : RANGOON\nFROM : DIRECTOR\nCONF : FE 8\nINFO : DDP, ADDP\n\n"
            "TO PRIORITY RANGOON INFO BANGKOK, ROME CITE DIR 12345\n",
            ("DIRECTOR", ["RANGOON"], ["BANGKOK", "ROME"], 12345),
        ),
        (
            "S E C R E T 121432Z SEP 73 STAFF\nCITE RANGOON 1122\nTO: IMMEDIATE DIRECTOR INFO BUENOS AIRES.\nRYBAT",
            ("RANGOON", ["DIRECTOR"], ["BUENOS AIRES"], 1122),
        ),
        (
            "CLASSIFIED MESSAGE\nDATE : 9 OCT 63   SECRET\nFROM : RANGOON\nACTION : C/WH 5\nS E C R E T 090043Z\n"
            "DIR CITE RANG 6453 (IN 36017)",
            ("RANGOON", ["DIR"], [], 6453),
        ),
        (
            "R 181200Z JUN 64\nFM RANGOON\nTO DIRECTOR\nINFO PRIORITY BANGKOK\nCITE RANGOON 0112\nSECRET",
            ("RANGOON", ["DIRECTOR"], ["BANGKOK"], 112),
        ),
    ],
)
def test_who_wrote_to_whom_under_what_number(
    heading: str, told: tuple[str | None, list[str], list[str], int | None]
) -> None:
    text = f"{heading}\nREF: A. MEXI 6012\nB. RANGOON 74830\n\n1. DUES ROSE, SEE ROME 55.\n2. NO MORE.\n"
    got = read(text)
    assert "".join(text[e.span.start : e.span.end] for e in got.elements) == text
    assert _told(got) == told
    assert (got.mrn, got.classification.level) == (None, "SECRET")
    assert [r.mrn for r in got.references] == [None, None]  # RANGOON is no embassy here
    assert [(p.number, p.text) for p in got.paragraphs] == [(1, "DUES ROSE, SEE ROME 55."), (2, "NO MORE.")]


def test_the_group_behind_the_level_and_the_day_of_the_form() -> None:
    got = read("S E C R E T 121432Z SEP 73\nCITE RANGOON 1122\nTO: PRITY DIRECTOR\nKAPOK\n\n1. DUES ROSE.\n")
    assert (got.dtg, got.precedence.action, got.classification.captions) == (
        "1973-09-12T14:32Z",
        "PRIORITY",
        ("KAPOK",),
    )
    assert "KAPOK" in telegram_marking(got).needs
    day = read("DATE : 9 OCT 63   SECRET\nFROM : RANGOON\nS E C R E T 090043Z\nDIR CITE RANG 6453\n1. DUES ROSE.\n")
    assert day.written_day == "1963-10-09"


@pytest.mark.parametrize(
    ("text", "mrn"),
    [
        ("SECRET\nPLEASE CITE ROME 1234\n\n1. DUES ROSE.\n", None),
        ("R 181200Z JUN 74\nFM AMEMBASSY ROME\nTO DOD\nSECRET ROME 77\n1. SEND\nDIR CITE ROME 1234\n", "74ROME77"),
        ("R 181200Z JUN 74\nFM AMEMBASSY ROME\nTO DOD\nCITE ROME 1234\nSECRET ROME 77\n1. SEND.\n", "74ROME77"),
    ],
)
def test_a_sentence_or_another_house_is_no_cable_of_it(text: str, mrn: str | None) -> None:
    got = read(text)
    assert (got.mrn, got.number) == (mrn, 77 if mrn else None)


def test_a_station_of_a_printed_volume() -> None:
    got = read(
        "260. Telegram From the Station in Burma to the Central Intelligence Agency1\n\nRangoon, March 3, 1970.\n\n"
        "RANG 686. 1. Dues rose. Ref Rangoon 33.\n\n2. Wharves fell.\n\nEnd of message.\n\n"
        "  1. Source: Central Intelligence Agency. Secret.\n"
    )
    assert (got.number, got.mrn, got.classification.level) == (686, None, "SECRET")
    assert [p.number for p in got.paragraphs] == [1, 2]
    assert [m.mrn for p in got.paragraphs for m in p.mentions] == [None]
