"""A telegram without a number of its own has that by which its file is called; what the text says goes before it."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from legation.formats import read
from legation.formats.copies.file_number import number_of_file
from legation.services.views import views_of
from legation.storage.records import Record
from legation.tables.marking import telegram_marking
from legation.tables.posts import load_posts

BODY = (
    "1. WE DISCUSSED THE HARBOR WITH VENNICK, AS IN BEIRUT 700.\n\n"
    "2. SEE ALSO BEIRUT 9100 AND STATE 220345. EMBTEL 650 IS CLEAR.\n"
)


@pytest.mark.parametrize(
    ("file", "number"),
    [
        ("1973BEIRUT07784.txt", "73BEIRUT7784"),
        ("txt/1973BEIRUT07784.txt", "73BEIRUT7784"),
        ("C:\\bodies\\1979guatem04371.TXT.gz", "79GUATEMALA4371"),
        ("bodies.zip/09TRIPOLI893", "09TRIPOLI893"),
        ("1978USUNN04695", "78USUNNEWYORK4695"),
        ("1973BEIRUT07784 copy.txt", None),
        ("1973BEIRUT07784.txt#2", None),
        ("12MAY2009.txt", None),
        ("15ROME2016.txt", None),  # as well a day in Rome
        ("45ROME2016.txt", "45ROME2016"),
        ("09NOWHEREATALL12.txt", None),
        ("2009ROME0.txt", None),
        ("frus1964-68v16.xml", None),
        ("1973BEIRUT07784.", None),
        ("", None),
        (None, None),
    ],
)
def test_which_names_are_numbers(file: str | None, number: str | None) -> None:
    found = number_of_file(file, load_posts())
    assert (None if found is None else str(found)) == number


def test_a_body_has_the_number_of_its_file_and_cites_by_it() -> None:
    telegram = read(BODY, file="1973BEIRUT00784.txt")
    assert (telegram.mrn, telegram.post, telegram.number, telegram.year) == ("73BEIRUT784", "BEIRUT", 784, 1973)
    assert telegram.date is None
    cited = [mention.mrn for paragraph in telegram.paragraphs for mention in paragraph.mentions]
    # A higher number of the post, and any of the Department, may be of the year before.
    assert cited == ["73BEIRUT700", None, None, "73BEIRUT650"]
    (said,) = [one for one in telegram.findings if one.code.startswith("MRN")]
    assert (said.code, said.says) == (
        "MRN004",
        "the text has no number of its own, or not its year; 73BEIRUT784 is what its file is called",
    )


def test_so_high_a_number_is_of_no_january() -> None:
    telegram = read("1. SEE STATE 120345.\n", file="1973STATE201234.txt")
    assert telegram.paragraphs[0].mentions[0].mrn == "73STATE120345"


def test_what_the_text_says_goes_before_it() -> None:
    text = "O 051513Z NOV 09\nFM AMEMBASSY TRIPOLI\nTO SECSTATE WASHDC\nS E C R E T TRIPOLI 000893\n\n1. (S) BODY.\n"
    assert read(text, file="10ROME12.txt") == read(text, file="10ROME12.txt", received=date(2010, 12, 31))
    telegram = read(text, file="10ROME12.txt")
    assert telegram.mrn == "09TRIPOLI893"
    assert [one.code for one in telegram.findings if one.code.startswith("MRN")] == []


def test_a_number_of_the_text_without_its_year_has_that_of_the_same_file_alone() -> None:
    text = "PAGE 01 PRETOR 04480 01 OF 02\n\n1. BODY OF THE TELEGRAM.\n"
    assert read(text, file="1979PRETOR04480.txt").mrn == "79PRETORIA4480"
    assert read(text, file="1979PRETOR04481.txt").mrn is None


@pytest.mark.parametrize(
    "dated",
    [
        "R 311200Z DEC 74\nFM AMEMBASSY ROME\nTO SECSTATE WASHDC\n\n1. BODY.\n",
        "1. WE MET ON 3 JAN 74.\nREF: ROME 12, 3 JAN 74\n",
    ],
)
def test_the_number_of_a_file_settles_the_century_of_no_day(dated: str) -> None:
    telegram, plain = read(dated, file="1973STATE254321.txt"), read(dated)
    assert (telegram.date, telegram.dtg) == (plain.date, plain.dtg)
    assert not telegram.date or telegram.date.startswith("1974")
    assert {one.mrn for one in telegram.references} <= {one.mrn for one in plain.references} | {"74ROME12"}


@pytest.mark.parametrize("head", ["PAGE 01 ROME 00012 01 OF 02", "C O N F I D E N T I A L ROME 000012"])
def test_a_text_of_another_number_has_nothing_of_its_file(head: str) -> None:
    text = f"{head}\n\n1. BODY OF IT, AS IN STATE 120345 AND STATE 12.\n"
    telegram, plain = read(text, file="1973STATE201234.txt"), read(text)
    assert (telegram.mrn, telegram.number, telegram.year) == (None, plain.number, None)
    assert telegram.paragraphs == plain.paragraphs
    assert [one.code for one in telegram.findings] == [one.code for one in plain.findings]


@pytest.mark.parametrize(
    "text",
    [
        "",
        " \n\n",
        "\x00\x01\x02" * 99,
        b"\xff\xfe\x00\x01" * 20,
        "SHOPPING LIST\n1. MILK\n2. EGGS\n",
        "TO DO.\n\n1. CALL VENNICK.\n\n2. ROPE, TAR AND PAINT\n",
        "Ministry of Foreign Affairs\nNote No. 12\n\n1. The Ministry presents its compliments.\n",
        "Lunch with Vennick at the Grand; see STATE 120345 on that.\n",
        "Dear Anna,\n\nwe have seen the harbor, as in ROME 3.\n\nYours, B.\n",
        "From: a@example.org\nTo: b@example.org\nDate: Mon, 5 Nov 1973 10:00:00 +0000\n\nIt is fine.\n",
    ],
)
def test_what_is_no_telegram_by_its_words_has_no_number(text: str | bytes) -> None:
    telegram, plain = read(text, file="1973STATE201234.txt"), read(text)
    assert (telegram.mrn, telegram.post, telegram.year) == (None, None, plain.year)
    assert telegram.paragraphs == plain.paragraphs
    assert [one.code for one in telegram.findings] == [one.code for one in plain.findings]


@pytest.mark.parametrize("text", ["1. THE HARBOR IS OPEN AGAIN.\n", "1. (C) It is open.\n", "1. ASK ROME 12\n"])
def test_what_says_something_in_capitals_or_is_marked_has_the_number(text: str) -> None:
    assert read(text, file="1973STATE201234.txt").mrn == "73STATE201234"


def test_a_view_has_the_number_of_the_file_and_the_years_by_it() -> None:
    text = "S E C R E T\n\n1. (U) AS IN STATE 120345, IT CAME.\n\n2. (S) IT IS GONE.\n"
    telegram = read(text, file="1973STATE201234.txt")
    whole = Record(
        sha256=telegram.sha256,
        original=text.encode(),
        telegram=telegram,
        access=telegram_marking(telegram).label,
        received="2026-01-01T00:00:00Z",
        file="1973STATE201234.txt",
    )
    [view] = views_of(whole, load_posts())
    assert (view.file, view.telegram.file, view.telegram.mrn) == (None, None, "73STATE201234")
    assert "IT IS GONE" not in view.telegram.source
    assert [mention.mrn for mention in view.telegram.paragraphs[0].mentions] == ["73STATE120345"]
    assert [one.code for one in view.telegram.findings if one.code.startswith("MRN")] == ["MRN004"]


@given(st.text(max_size=60))
def test_any_name_is_read(name: str) -> None:
    telegram, plain = read(BODY, file=name), read(BODY)
    assert telegram.classification == plain.classification
    assert (telegram.mrn is None) == (number_of_file(name, load_posts()) is None)
