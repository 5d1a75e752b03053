"""A marking within a paragraph that is above its portion mark is told of, and holds the paragraph as the telegram."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from legation.formats import read
from legation.formats.body.marked_above import _COLUMN, _has_column
from legation.formats.body.worn_marks import POINT, WORDS
from legation.formats.markings.raising import CODE
from legation.tables.marking import ABOVE_ITS_MARK, paragraph_marking, telegram_marking

HEAD = (
    "P 151200Z JAN 06\nFM AMEMBASSY PARIS\nTO SECSTATE WASHDC\nBT\nS E C R E T PARIS 000412\n\n"
    "E.O. 12958: DECL: 01/15/2016\nTAGS: PREL, FR\nSUBJECT: (U) A VISIT\n\n1. (U) FOO KUDU WENT."
)
TAIL = "\n\n2. (C) BAR ORYX STAYED.\n\n3. (S) ELAND.\n"


def held(words: str) -> tuple[list[int], list[str]]:
    """The ranks of the paragraphs, and the words of each finding."""
    telegram = read(f"{HEAD}{words}{TAIL}")
    found = [telegram.quote(one.span) for one in telegram.findings if one.code == ABOVE_ITS_MARK]
    return [paragraph_marking(telegram, paragraph).rank for paragraph in telegram.paragraphs], found


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (" TEXT FOLLOWS.\n\nBEGIN TEXT:\n\nSECRET\n\nFOO.\n\nEND TEXT.", "SECRET"),
        ("\n\nS E C R E T\n\nFOO.", "S E C R E T"),
        ("\n\nCONFIDENTIAL\n\nFOO.", "CONFIDENTIAL"),
        (" BEGIN SECRET TEXT: FOO. END SECRET TEXT.", "SECRET TEXT"),
        ("\n\nSECRET: FOO.", "SECRET"),
        ("\n\nSECRET NODIS\n\nFOO.", "SECRET NODIS"),
        ("\n\nGEHEIM\n\nFOO.", "GEHEIM"),
        (" SECRET//NOFORN FOO STAYED.", "SECRET//NOFORN"),
        (" BEGIN SECRET. FOO STAYED.", "SECRET"),
        ("\n\nS - FOO STAYED.", "S"),
        ("\n\nA. S//NF: FOO STAYED.", "S//NF"),
        ("\nS// FOO STAYED.", "S"),
        ("\nSECRET: FOO STAYED.", "SECRET"),
        ("\n\nNAME    MARK   WORDS\nFOO     S      STAYED\nBAR     U      WENT", "S"),
        ("\n\n| NAME | CLASS | WORDS |\n| FOO | S | STAYED |", "S"),
        ("\n\n| NAME | CLASS | WORDS |\n| FOO | S| STAYED |", "S"),
    ],
)
def test_a_marking_above_that_of_its_paragraph_is_told_of_and_holds_it(words: str, found: str) -> None:
    ranks, told = held(words)
    assert ranks[0] == 4
    assert ranks[1:] == [3, 4]
    assert any(found in one for one in told)


@pytest.mark.parametrize(
    "words",
    [
        " THE SECRET TALKS WENT ON IN CONFIDENTIAL ROOMS.",
        "\n\nSECRETARY FOO STAYED.",
        "\n\nA - THE ARMY.\nB - THE NAVY.\nC - THE AIR FORCE.",
        "\n\nUNCLASSIFIED\n\nFOO.",
        "\n\nS E C R E T\nPAGE 02 PARIS 000412 151200Z\n\nAND CAME BACK.",
        "\n\nNAME    GRADE   WORDS\nFOO     C       STAYED",
    ],
)
def test_words_and_pages_that_mark_no_part_of_a_paragraph_hold_it_no_closer(words: str) -> None:
    ranks, told = held(words)
    assert ranks[0] == 0
    assert told == []


@pytest.mark.parametrize("by", ["record", "mail"])
def test_what_raises_the_telegram_from_around_it_holds_such_a_paragraph_too(by: str) -> None:
    text = HEAD.replace("S E C R E T", "UNCLAS") + "\nS - FOO STAYED.\n\n2. (U) BAR.\n"
    around = {
        "record": "06PARIS412 2006-01-15 12:00 2011-08-30 01:44 SECRET Embassy Paris\n\n",
        "mail": "From: a@b.example\nSubject: SECRET\nDate: Sun, 15 Jan 2006 12:00:00 +0000\n\n",
    }
    telegram = read(around[by] + text)
    assert [paragraph_marking(telegram, paragraph).rank for paragraph in telegram.paragraphs] == [4, 0]


@pytest.mark.parametrize(
    "words",
    [
        "\n\nS\u200bECRET\n\nFOO.",
        "\n\n\uff08S\uff09 FOO STAYED.",
        "\n\nS\u200b - FOO STAYED.",
        " BEGIN SEC\u00adRET TEXT: FOO. END TEXT.",
        "\n\n\u0405ECRET//NOFORN\n\nFOO.",
    ],
)
@pytest.mark.parametrize("line", ["S E C R E T", "UNCLAS"])
def test_a_marking_that_is_one_as_it_is_seen_holds_its_paragraph_and_no_other(words: str, line: str) -> None:
    telegram = read(HEAD.replace("S E C R E T", line) + words + "\n\n2. (U) BAR ORYX STAYED.\n")
    assert [paragraph_marking(telegram, paragraph).rank for paragraph in telegram.paragraphs] == [4, 0]
    assert telegram_marking(telegram).rank == 4


@pytest.mark.parametrize("words", [" \u041c\u0438\u043d\u0441\u043a WENT.", " THE SEC\u00adRET TALKS.", " ①\u200b."])
def test_signs_of_other_shapes_that_mark_nothing_hold_no_closer(words: str) -> None:
    ranks, told = held(words)
    assert (ranks[0], told) == (0, [])


def test_a_marking_as_it_is_seen_between_paragraphs_holds_all_that_are_marked_lower() -> None:
    above = HEAD.replace("S E C R E T", "UNCLAS").replace("SUBJECT:", "S\u200bECRET NODIS\nSUBJECT:")
    telegram = read(above + "\n\n2. (U) BAR.\n")
    assert [paragraph_marking(telegram, paragraph).rank for paragraph in telegram.paragraphs] == [4, 4]


def test_a_set_within_a_paragraph_holds_it() -> None:
    text = (
        "R 051513Z MAR 15\nFM CNO WASHINGTON DC\nTO NAVADMIN\nBT\nUNCLAS\nMSGID/GENADMIN/X/-/MAR//\nSUBJ/GROWTH//\n"
        "RMKS/1. (U) FOO.\n2. (U) MORE:\nSUBJ/X//SECRET//\nBAR.//\nBT\n"
    )
    telegram = read(text)
    assert [paragraph_marking(telegram, paragraph).rank for paragraph in telegram.paragraphs] == [0, 4]


@pytest.mark.parametrize(
    ("words", "label"),
    [
        ("\n( S ) FOO SAID SO.", "4;;-"),
        ("\n(U//NOFORN) FOO.", "0;NOFORN;-"),
        (" FOO IS (S//SAR-BP) THERE.", "4;SAR-BP;-"),
        ("\n-- (C) FOO.", "3;;-"),
        ("\n(S REL TO USA, GBR) FOO.", "4;;GB,US"),
        ("\n(S.) FOO.", "4;;-"),
        ("\n{S//NF} FOO.", "4;NOFORN;-"),
        ("\n<S> FOO.", "4;;-"),
        ("\n(S;NF) FOO.", "4;NOFORN;-"),
        ("\n(SBU) FOO.", "1;;-"),
        ("\nS - FOO.", "4;;-"),
    ],
)
def test_what_holds_a_paragraph_holds_its_telegram(words: str, label: str) -> None:
    telegram = read(HEAD.replace("S E C R E T", "UNCLAS") + words + "\n\n2. (U) BAR ORYX STAYED.\n")
    assert telegram_marking(telegram).label == label
    first, second = (paragraph_marking(telegram, paragraph) for paragraph in telegram.paragraphs)
    assert (first.label, second.rank) == (label, 0)
    raised = [telegram.quote(one.span) for one in telegram.findings if one.code == CODE]
    assert len(raised) == 1
    assert words.strip(" \n(-{<")[:1] in raised[0]


@pytest.mark.parametrize(("subject", "rank"), [("(U) A VISIT ( S ) OF FOO", 4), ("(U) A VISIT", 0)])
def test_a_mark_within_a_marked_subject_holds_the_telegram(subject: str, rank: int) -> None:
    telegram = read(HEAD.replace("S E C R E T", "UNCLAS").replace("(U) A VISIT", subject))
    assert telegram_marking(telegram).rank == rank
    assert sum(one.code == CODE for one in telegram.findings) == (rank > 0)


def test_a_mark_within_says_nothing_that_another_paragraph_has_said() -> None:
    telegram = read(HEAD.replace("S E C R E T", "UNCLAS") + "\n( S ) FOO.\n\n2. (S) BAR ORYX STAYED.\n")
    assert (telegram.classification.level, telegram_marking(telegram).rank) == ("UNCLASSIFIED", 4)
    assert not [one for one in telegram.findings if one.code == CODE]


@given(
    st.lists(
        st.sampled_from(
            [*"\n| .AX", "  ", " " * 19, " " * 22, "MARK", "ING", "CLASS", "IFICATION", "LEVEL", "PORTION"]
        ),
        max_size=12,
    ),
    st.integers(0, 9),
    st.integers(0, 9),
)
def test_a_column_of_markings_is_found_by_its_words_as_by_its_whole_heading(
    pieces: list[str], start: int, short: int
) -> None:
    text = "".join(pieces)
    end = max(start, len(text) - short)
    assert _has_column(text, start, end) == (_COLUMN.search(text, start, end) is not None)


@given(
    st.lists(
        st.sampled_from([*"\nABSCTN1().-*:/[] ", "TS", "SECRET", "TOP ", "CONFIDENTIAL", "//NF", " - ", ": A", "// A"]),
        max_size=9,
    )
)
def test_a_mark_without_brackets_is_found_by_the_first_signs_of_its_line_as_by_all(pieces: list[str]) -> None:
    text = "\n" + "".join(pieces)
    plainly = re.compile(rf"\n{WORDS}")
    assert [found.span() for found in POINT.finditer(text)] == [found.span() for found in plainly.finditer(text)]
