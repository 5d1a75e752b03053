"""What stands behind a level on a telegram's own line, and no row knows, is a need that nobody holds."""

from __future__ import annotations

import pytest

from legation.formats.reading import read
from legation.tables.marking import telegram_marking

HEAD = (
    "FM AMEMBASSY TRIPOLI\nTO SECSTATE WASHDC IMMEDIATE\nBT\n{}\nSIPDIS\n\nSUBJECT: THE LEASE\n\n1. The envoy called.\n"
)


@pytest.mark.parametrize(
    ("line", "label"),
    [
        *[
            (f"SECRET{sign}BUTTER", "4;BUTTER;-")
            for sign in (" ", "/", ", ", " - ", "; ", ": ", ". ", " (", " / ", " TRIPOLI 000893 ", " SECTION 01 OF 02 ")
        ],
        ("S E C R E T  B U T T E R", "4;BUTTER;-"),
        ("CONFIDENTIAL TRIPOLI 000893 BUTTER", "3;BUTTER;-"),
        ("SECRET BUTTER POPCORN", "4;BUTTER POPCORN;-"),
        ("SECRET NODIS/BUTTER", "4;BUTTER,NODIS;-"),
        ("SECRET NODIS BUTTER", "4;BUTTER,NODIS;-"),
        ("SECRET NOFORNS", "4;NOFORNS;-"),
        ("SECRET FIVE EYES", "4;FIVE EYES;-"),
        ("SECRET RD", "4;RD;-"),
        ("TOP SECRET SCI", "5;SCI;-"),
        ("SECRET GUARD", "4;GUARD;-"),
        ("CONFIDENTIAL UK/US", "3;UK US;-"),
        ("SECRET\nNODIS VANTAGE", "4;NODIS,VANTAGE;-"),
    ],
)
def test_what_no_row_knows_behind_a_level_is_a_need(line: str, label: str) -> None:
    assert telegram_marking(read(HEAD.format(line))).label == label


@pytest.mark.parametrize(
    ("line", "label"),
    [
        ("SECRET TRIPOLI 000893", "4;;-"),
        ("SECRET TRIPOLI", "4;;-"),
        ("SECRET NEWTOWN 000893", "4;;-"),
        ("SECRET IMMEDIATE", "4;;-"),
        ("SECRET ENTIRE TEXT", "4;;-"),
        ("CONFIDENTIAL MODIFIED HANDLING AUTHORIZED", "3;;-"),
        ("CONFIDENTIAL - MODIFIED HANDLING AUTHORIZED", "3;;-"),
        ("SECRET CYPHER", "4;;-"),
        ("SECRET EN CLAIR", "4;;-"),
        ("SECRET DESKBY 091200Z", "4;;-"),
        ("SECRET PERSONAL", "4;;-"),
        ("SECRET - POLICY", "4;;-"),
        ("SECRET//X1", "4;;-"),
        ("SECRET TRIPOLI 000893 FOR THE SECRETARY", "4;;-"),
        ("SECRET FOR AMBASSADOR ROE", "4;;-"),
        ("UNCLAS BUTTER", "0;;-"),
        ("UNCLAS QQQQ", "0;;-"),
        ("SECRET\nNODIS IMMEDIATE", "4;NODIS;-"),
        ("CONFIDENTIAL UK/US EYES ONLY", "3;ONLY;-"),
    ],
)
def test_what_is_known_behind_a_level_is_none(line: str, label: str) -> None:
    assert telegram_marking(read(HEAD.format(line))).label == label
