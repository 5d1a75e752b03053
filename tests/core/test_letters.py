"""One form of a name, however its letters are written."""

from __future__ import annotations

import sys
from unicodedata import category, normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from legation.core.letters import in_plain_capitals, letters_seen
from legation.formats.plain import in_capitals

FORMS = ("NFC", "NFD", "NFKC", "NFKD")
IOTA = "\u0345"  # the one sign over letters that in capitals becomes a letter


@given(st.text())
def test_a_name_is_the_same_in_every_form(name: str) -> None:
    one = in_plain_capitals(name)
    assert in_plain_capitals(one) == one
    for form in FORMS:
        assert in_plain_capitals(normalize(form, name)) == one


def test_every_letter_and_its_capital_are_one() -> None:
    for code in range(sys.maxunicode + 1):
        sign = chr(code)
        # What is no sign yet, is of private use or half of one is nothing but itself, four fifths of all there are.
        if sign.isascii() or category(sign) in ("Cn", "Co", "Cs") or IOTA in normalize("NFD", sign):
            continue
        one = in_plain_capitals(sign)
        others = {sign.upper(), sign.lower(), sign.casefold(), letters_seen(sign), in_capitals(sign)} - {"\0"}
        assert {in_plain_capitals(other) for other in others} == {one}, hex(code)


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("  no  forn ", "NO FORN"),
        ("ＮＯＦＯＲＮ", "NOFORN"),
        ("Café", "CAFE"),
        ("straße", "STRASSE"),
        ("ᴇxᴅɪs", "EXDIS"),
        ("ЕХDIS", "EXDIS"),  # two letters are Cyrillic
        ("비밀", "비밀"),
        ("机密", "机密"),
        ("机\ufe00密\U000e0100", "机密"),  # a shape of the letter is chosen
        ("\u200b", ""),
    ],
)
def test_a_name_as_it_is_seen(name: str, form: str) -> None:
    assert in_plain_capitals(name) == form


@pytest.mark.parametrize(
    ("name", "other"),
    [("कुल", "कूल"), ("कुल", "कल"), ("กิน", "กุน"), ("ガ", "カ"), ("ЙОД", "ИОД"), ("שָׁם", "שֵׁם"), ("بَر", "بِر")],
)
def test_two_names_of_another_script_are_two(name: str, other: str) -> None:
    assert in_plain_capitals(name) != in_plain_capitals(other)
    assert in_plain_capitals(in_capitals(name)) == in_plain_capitals(letters_seen(name)) == in_plain_capitals(name)
