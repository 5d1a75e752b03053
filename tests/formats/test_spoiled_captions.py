"""A caption between whose letters signs have come, or of which one is lost, holds the telegram by its place."""

from __future__ import annotations

import pytest

from legation.formats import read
from legation.formats.markings.raising import CODE
from legation.tables.marking import telegram_marking

TELEGRAM = """R 151200Z JAN 89
FM AMEMBASSY PARIS
TO SECSTATE WASHDC 1234
SECDEF WASHDC 5678
BT
{lines}
E.O. 12356: DECL: OADR
TAGS: PREL, FR
SUBJECT: {subject}

1. KUDU CAME.
"""
SPOILED = [
    ("N-O-D-/I-S", "NODIS"),
    ("N O D I $", "NODIS"),
    ("N|O|D|I|S", "NODIS"),
    ("NOD IS", "NODIS"),
    ("NO 0IS", "NODIS"),
    ("NODSI", "NODIS"),
    ("NODS", "NODIS"),
    ("ODIS", "NODIS"),
    ("E,X,D,I,S", "EXDIS"),
    ("EX DI S", "EXDIS"),
    ("XXEXDISXX", "EXDIS"),
    ("XEXDISX", "EXDIS"),
    ("NOD", "NODIS"),
    ("LIMD", "LIMDIS"),
    ("EXDISEXDIS", "EXDIS"),
    ("SIDXE", "EXDIS"),
    ("LIMDDIS", "LIMDIS"),
    ("L I M D I 8", "LIMDIS"),
    ("ST4DI S", "STADIS"),
    ("N O F ORN", "NOFORN"),
    ("NOFRON", "NOFORN"),
    ("NOFOR", "NOFORN"),
    ("NÖFORN", "NOFORN"),
    ("E Y E S 0NLY", "ONLY"),
    ("EYES ONLV", "ONLY"),
    ("R OGER CHA NNEL", "ROGER CHANNEL"),
    ("ROGER CHANENL", "ROGER CHANNEL"),
]


@pytest.mark.parametrize("before", ["UNCLAS PARIS 00412\n", "CONFIDENTIAL PARIS 00412\nSIPDIS ", "CONFIDENTIAL "])
@pytest.mark.parametrize(("words", "need"), SPOILED)
def test_a_spoiled_caption_holds_alone_and_behind_a_level_or_a_caption(words: str, need: str, before: str) -> None:
    behind = " PARIS 00412" if before.endswith("L ") else ""
    telegram = read(TELEGRAM.format(lines=f"{before}{words}{behind}", subject="A VISIT"))
    assert need in telegram_marking(telegram).needs


@pytest.mark.parametrize(
    "words",
    [
        "SENSI TIVE",
        "ENSITIVE",
        "SENSITVE",
        "SEN5ITI VE",
        "SÉNSITIVE",
        "l SENSITIVE",
        "S\nENSITIVE",
        "SENSITIVE BUT UNCLA55IFIED",
    ],
)
def test_spoiled_words_of_sensitive_lift(words: str) -> None:
    telegram = read(TELEGRAM.format(lines=f"UNCLAS PARIS 00412\n{words}", subject="A VISIT"))
    assert telegram_marking(telegram).rank == 1


@pytest.mark.parametrize(
    ("words", "need"),
    [
        ("N0\nDIS", "NODIS"),
        ("EX-\nDlS", "EXDIS"),
        ("LIMD1-\nS", "LIMDIS"),
        ("NDF-\nORN", "NOFORN"),
        ("STADI=\nS", "STADIS"),
        ("EYES ONL\nV", "ONLY"),
    ],
)
def test_a_caption_that_a_line_parts_may_be_spoiled_as_well(words: str, need: str) -> None:
    for before in ("UNCLAS PARIS 00412\n", "CONFIDENTIAL PARIS 00412 "):
        telegram = read(TELEGRAM.format(lines=f"{before}{words}", subject="A VISIT"))
        assert need in telegram_marking(telegram).needs


@pytest.mark.parametrize(
    "words",
    [
        "NO DISTRICT",
        "NODES",
        "EXODUS",
        "INDIES",
        "LIMITS",
        "ADDIS",
        "STADIUM",
        "EYES ON LYON",
        "SENSITIVITY",
        "EXIST",
        "I NODDED",
        "FOREIGN ONLY",
        "ROGER CHANG",
        "SIDON",
    ],
)
def test_other_words_of_a_line_are_none(words: str) -> None:
    for lines in (f"UNCLAS PARIS 00412\n{words}", f"UNCLAS PARIS 00412\nSIPDIS {words}"):
        telegram = read(TELEGRAM.format(lines=lines, subject="A VISIT"))
        assert not telegram_marking(telegram).needs - {"FOREIGN ONLY", "ONLY"}
        assert telegram_marking(telegram).rank == 0


@pytest.mark.parametrize("subject", ["A NOD IS ENOUGH", "NOD IS", "THE ODIS TALKS"])
def test_the_words_of_a_subject_are_none(subject: str) -> None:
    telegram = read(TELEGRAM.format(lines="UNCLAS PARIS 00412", subject=subject))
    assert not telegram_marking(telegram).needs


def test_a_sound_caption_is_told_as_before() -> None:
    telegram = read(TELEGRAM.format(lines="CONFIDENTIAL PARIS 00412\nNODIS\nSENSITIVE", subject="A VISIT"))
    assert not any(found.code == CODE for found in telegram.findings)


@pytest.mark.parametrize(
    ("line", "caption"), [("SECRET NOD PARIS 412", "NODIS"), ("S E C R E T EXD PARIS 412", "EXDIS")]
)
def test_a_caption_cut_by_two_letters_behind_a_level_holds(line: str, caption: str) -> None:
    assert caption in telegram_marking(read(TELEGRAM.format(lines=line, subject="A VISIT"))).needs
