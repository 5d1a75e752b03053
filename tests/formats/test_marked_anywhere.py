"""What a reader would see as the telegram's marking holds it, however it is written and wherever it stands."""

from __future__ import annotations

import pytest

from legation.core.telegram import Telegram
from legation.formats import read
from legation.tables.marking import rank_of, telegram_marking

LINES = (
    "P 151200Z JAN 76",
    "FM AMEMBASSY PARIS",
    "TO SECSTATE WASHDC",
    "BT",
    "C O N F I D E N T I A L PARIS 00412",
    "E.O. 11652: GDS",
    "TAGS: PFOR",
    "SUBJECT: A VISIT",
    "",
    "1. FOO KUDU WENT AWAY TO THE CITY AND CAME BACK.",
    "",
    "2. BAR ORYX STAYED.",
    "WINTERS",
    "BT",
)
TELEGRAM = "\n".join(LINES) + "\n"


def with_line(line: str) -> list[Telegram]:
    """The telegram with ``line`` at each place."""
    return [read("\n".join([*LINES[:at], line, *LINES[at:], ""])) for at in range(len(LINES) + 1)]


@pytest.mark.parametrize(
    "line",
    [
        *(
            "**SECRET**",
            "__SECRET__",
            "# SECRET",
            "| SECRET |",
            "> SECRET",
            "{SECRET}",
            "<SECRET>",
            "'SECRET'",
            "`SECRET`",
        ),
        *("//SECRET//", "“SECRET”", "– SECRET –", "• SECRET", "S.E.C.R.E.T", "S_E_C_R_E_T", "S*E*C*R*E*T"),
        *("SECURITY CLASSIFICATION: SECRET", "Classification - Secret", "CLASSIFICATION | SECRET", "Level: Secret"),
        *(
            "CLASSIFICATION=SECRET",
            "Overall classification: SECRET",
            "CLAS: SECRET",
            "THIS TELEGRAM IS CLASSIFIED SECRET",
        ),
        *("PAGE 2 SECRET", "SECRET PAGE 2", "SECRET 2", "SECRET (U)", "PERSONAL AND SECRET", "SECRET AND PERSONAL"),
        *("SECPET", "SECREI", "5ECRET", "S3CRET", "**SECPET**"),
        *(
            "ＳＥＣＲＥＴ",
            "SEC\xadRET",
            "SEC\u200bRET",
            "S\u0415CRET",
            "S\u0332E\u0332C\u0332R\u0332E\u0332T",
            "\U0001d412ECRET",
        ),
    ],
)
def test_a_level_holds_however_it_is_written(line: str) -> None:
    assert [got.classification.level for got in with_line(line)] == ["SECRET"] * (len(LINES) + 1)


@pytest.mark.parametrize("line", ["MOST SECRET", "T0P SECRET", "TOP_SECRET", "TQP SECRET"])
def test_the_highest_level_holds_however_it_is_written(line: str) -> None:
    assert {got.classification.level for got in with_line(line)} == {"TOP SECRET"}


@pytest.mark.parametrize(
    "line",
    [
        *("NODIS", "nodis", "N O D I S", "N-O-D-I-S", "N.O.D.I.S.", "NO DIS", "NO-DIS", "N0DIS", "NOD1S", "NODlS"),
        *("**NODIS**", "> NODIS", "| NODIS |", "[NODIS]", "“NODIS”", "//NODIS//", "\xa0NODIS\t", "NODIS PAGE 1"),
        *("CAPTION: NODIS", "Handling: NODIS", "HANDLING RESTRICTIONS: NODIS", "THIS TELEGRAM IS NODIS"),
        *("ＮＯＤＩＳ", "NO\xadDIS", "NO\u200bDIS", "N\u041eDIS", "NOD\u0406S"),
    ],
)
def test_a_caption_holds_however_it_is_written(line: str) -> None:
    assert all("NODIS" in telegram_marking(got).needs for got in with_line(line))


def test_the_readers_of_one_government_are_a_need() -> None:
    for line in ("UK EYES A", "SECRET UK EYES A", "SECRET - CANADIAN EYES ONLY"):
        assert all(telegram_marking(got).needs for got in with_line(line)), line
    assert {got.classification.level for got in with_line("SECRET UK EYES A")} == {"SECRET"}


def test_a_caption_of_the_body_alone_is_told() -> None:
    got = read(TELEGRAM.replace("\n2. BAR", "\nNODIS\n\n2. BAR"))
    assert got.classification.captions == ("NODIS",)
    assert "CAP001" in [found.code for found in got.findings]
    assert 2 in [paragraph.number for paragraph in got.paragraphs]


@pytest.mark.parametrize(
    "line",
    [
        *("SECRETARY", "SECRET TALKS WENT ON", "PAGE 2 SECRETARY", "THIS MATTER IS SECRETARIAL", "NODISTRIBUTION"),
        *("NODIS TELEGRAMS CAME", "HANDLING OF NODIS TELEGRAMS", "REGRET", "SECURE", "SACRED", "CONFIDENTIALLY"),
        *("CLASSIFICATION: SECRETARIAT WORK", "THE LEVEL: SECRET TALKS", "\u0421\u0415\u041a\u0420\u0415\u0422"),
    ],
)
def test_words_that_only_look_so_hold_nothing(line: str) -> None:
    for got in with_line(line)[10:]:  # in the text; above it the first words of a line may be a caption all the same
        assert rank_of(got.classification.level) <= rank_of("CONFIDENTIAL")
        assert "NODIS" not in telegram_marking(got).needs
