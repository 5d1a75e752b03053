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


@pytest.mark.parametrize("mark", ["(X)", "(?)", "(CFD)", "(Q)", "(SE)"])
def test_what_no_row_knows_in_place_of_a_mark_holds_an_open_telegram_as_unread(mark: str) -> None:
    assert label(mark) == "9;;-"
    assert label(mark, first="") == "0;;-"
    telegram = read(f"{HEAD}1. (U) The envoy called.\n\n2. {mark} The minister agreed.\nROE\n")
    second = telegram.paragraphs[1]
    assert (second.marking, second.text) == (mark.strip("()"), "The minister agreed.")
    assert ("CLS005", second.span) in [(finding.code, finding.span) for finding in telegram.findings]
    text = f"{HEAD}1. (U) The envoy called.\n\n2. {mark} The minister agreed.\nROE\n"
    # Where a level is stated, a paragraph without a mark is held by it.
    assert telegram_marking(read(text.replace("UNCLAS ", "SECRET "))).label == "4;;-"
    assert telegram_marking(read(text.replace("(U)", "(C)"))).label == "3;;-"


@pytest.mark.parametrize("mark", ["(A)", "(I)", "(a)", "(x)", "(II)", "(7)", "(FYI)", "(NB)", "(UK)", "(Jane)"])
def test_a_letter_of_a_list_and_a_short_word_in_brackets_hold_nothing(mark: str) -> None:
    assert label(mark) == "0;;-"


def test_a_letter_behind_the_one_before_it_is_of_a_list() -> None:
    words = "1. (U) The envoy named (W) a pier.\n\n2. (U) It is old.\n\n3. (X) The quay is new."
    assert telegram_marking(read(f"{HEAD}{words}\nROE\n")).label == "0;;-"
    assert telegram_marking(read(f"{HEAD}{words.replace('(W)', 'this:')}\nROE\n")).label == "9;;-"


def test_where_few_paragraphs_bear_marks_a_letter_in_brackets_is_none() -> None:
    words = "1. (U) The envoy called.\n\n2. It is old.\n\n3. It leaks.\n\n4. (Q) It is new.\n\n5. He left."
    assert telegram_marking(read(f"{HEAD}{words}\nROE\n")).label == "0;;-"


@pytest.mark.parametrize("mark", ["(S BUTTER)", "(SI)", "(UK S)"])
def test_before_a_name_in_a_telegram_without_marks_they_are_words(mark: str) -> None:
    assert label(mark, first="", words="Jane Roe") == "0;;-"


def alone(body: str, subject: str = "THE LEASE") -> str:
    """Of an open text that marks no paragraph."""
    return telegram_marking(read(f"{HEAD.replace('THE LEASE', subject)}{body}\nROE\n")).label


@pytest.mark.parametrize(
    ("mark", "held"),
    [
        ("(EYES ONLY)", "0;ONLY;-"),
        ("(NOFORN)", "0;NOFORN;-"),
        ("(EXDIS/NOFORN)", "0;EXDIS,NOFORN;-"),
        ("(SCRT)", "4;;-"),
        ("(TOPSEC)", "5;;-"),
        ("(U//C)", "3;C;-"),
        ("S:", "4;;-"),
        ("C:", "3;;-"),
        ("TS:", "5;;-"),
    ],
)
def test_what_stands_in_place_of_a_mark_raises_an_open_text(mark: str, held: str) -> None:
    assert alone(f"1. {mark} The envoy called.") == held


@pytest.mark.parametrize("words", ["C: Jane Roe called.", "(SIPDIS) The envoy called.", "CSCE: the envoy called."])
def test_an_initial_a_route_and_a_name_raise_no_open_text(words: str) -> None:
    assert alone(f"1. {words}") == "0;;-"


@pytest.mark.parametrize(
    ("body", "held"),
    [
        ("1. The envoy called.\n\n2. SECRET PORTION FOLLOWS: he agreed.", "4;;-"),
        ("1. The envoy called.\n\nCONFIDENTIAL SECTION BEGINS. He agreed.", "3;;-"),
        ("1. The envoy called. SECRET ANNEX FOLLOWS.", "4;;-"),
        ("1. The envoy called.\n\n2. FOLLOWING PARAGRAPH IS SECRET: he agreed.", "4;;-"),
        ("1. THIS PARAGRAPH CLASSIFIED SECRET. He agreed.", "4;;-"),
        ("1. The envoy called.\n\n2. ENCLOSURE 1 (SECRET): the lease.", "4;;-"),
        ("1. The envoy called.\n\nANNEX B (SECRET//NOFORN): the lease.", "4;NOFORN;-"),
        ("1. The envoy called.\n\n2. ANNEX A - CONFIDENTIAL: the lease.", "3;;-"),
        ("CLASSIFIED SECRET BY ROE\n\n1. The envoy called.", "4;;-"),
    ],
)
def test_a_part_that_is_announced_with_its_level_raises(body: str, held: str) -> None:
    assert alone(body) == held


@pytest.mark.parametrize(
    "body",
    [
        "1. THE SECRET ANNEX FOLLOWS: ONE PAGE.",
        "1. SECRET ANNEX FOLLOWS THE LEASE.",
        "1. THIS DOCUMENT CLASSIFIED SECRET WAS LOST.",
        "1. ENCLOSURE 1 (SECRET) OF REF B CAME.",
        "1. THE ANNEX (SECRET): ONE PAGE.",
        "1. ENCLOSURE(S): one page.",
        "1. PART (C): one page.",
        "1. THE LEASE WAS\nCLASSIFIED SECRET BY THE MINISTRY.",
    ],
)
def test_a_part_of_which_a_sentence_tells_raises_nothing(body: str) -> None:
    assert alone(body) == "0;;-"


def test_a_level_behind_the_colon_of_a_subject_is_its_marking() -> None:
    assert alone("1. The envoy called.", "THE LEASE: SECRET") == "4;;-"
    assert alone("1. The envoy called.", "THE SECRET: A LEASE") == "0;;-"
