"""Brackets in the place of a mark, in a telegram that marks its paragraphs, with more in them than rows know."""

from __future__ import annotations

import pytest

from legation.formats.reading import read
from legation.tables.marking import telegram_marking

HEAD = "FM AMEMBASSY TRIPOLI\nTO SECSTATE WASHDC\nBT\nUNCLAS TRIPOLI 000893\n\nSUBJECT: THE LEASE\n\n"


def label(mark: str, first: str = "(U) ", words: str = "The minister") -> str:
    text = f"{HEAD}1. {first}The envoy called.\n\n2. {mark} {words} agreed.\nROE\n"
    return telegram_marking(read(text)).label


@pytest.mark.parametrize(
    ("mark", "held"),
    [
        ("(S BUTTER)", "4;BUTTER;-"),
        ("(C CCO)", "3;CCO;-"),
        ("(SECRET BUTTER)", "4;BUTTER;-"),
        ("(S UK EYES)", "4;UK EYES;-"),
        ("(S?)", "4;;-"),
        ("(UK S)", "4;;-"),
        ("(GB S)", "4;;-"),
        ("(GBR-S)", "4;;-"),
        ("(FGI-S)", "4;;-"),
        ("(NATO S)", "4;NATO;-"),
        ("(SI)", "5;SI;-"),
        ("(SI/TK)", "5;SI,TK;-"),
        ("(COSMIC)", "5;COSMIC;-"),
        ("(SECERT)", "4;;-"),
        ("(CONFIDENTAL)", "3;;-"),
        ("(Conf)", "3;;-"),
        ("(VS-NfD)", "2;;-"),
    ],
)
def test_what_stands_in_place_of_a_mark_raises(mark: str, held: str) -> None:
    assert label(mark) == held


@pytest.mark.parametrize(
    "mark",
    ["(C IN C)", "(REF C)", "(PARA C)", "(NOTE)", "(COMMENT)", "(S. ROE)", "(FYI)", "(SECTION C)", "(UK)"],
)
def test_other_words_in_brackets_raise_nothing(mark: str) -> None:
    assert label(mark) == "0;;-"


@pytest.mark.parametrize("mark", ["(S BUTTER)", "(SI)", "(UK S)"])
def test_before_a_name_in_a_telegram_without_marks_they_are_words(mark: str) -> None:
    assert label(mark, first="", words="Jane Roe") == "0;;-"
