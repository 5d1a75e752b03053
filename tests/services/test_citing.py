"""Citations: each form as its source has it, whatever the telegram lacks or holds."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

import legation
from legation.core.errors import NotFoundError
from legation.core.telegram import Paragraph, Telegram
from legation.core.text import Span
from legation.services.citing import FORMS, anchors, cited_as

TEXT = (
    "O 120930Z JAN 15\nFM AMEMBASSY BELISAR\nTO RUEHC/FOROFF IMMEDIATE\n\nC O N F I D E N T I A L BELISAR 000012\n\n"
    'E.O. 12958: DECL: 01/12/2025\nTAGS: MARR\nSUBJECT: PATROL & "PORTS" {50%}\n\n'
    "1. (C) We propose talks.\n\n2. (U) Comment: soon.\n"
)


def test_each_form_of_a_paragraph() -> None:
    told = cited_as(legation.read(TEXT), "CONFIDENTIAL", "p2")
    assert told.address == "15BELISAR12#p2"
    assert told.plain == (
        '15BELISAR12, para. 2, AMEMBASSY BELISAR, 12 January 2015, "PATROL & "PORTS" {50%}", CONFIDENTIAL.'
    )
    assert told.chicago == (
        'AMEMBASSY BELISAR to FOROFF, telegram 15BELISAR12, "PATROL & "PORTS" {50%}," January 12, 2015, para. 2, '
        "CONFIDENTIAL."
    )
    assert told.bibtex == (
        "@misc{telegram-15BELISAR12-p2,\n"
        "  author = {{AMEMBASSY BELISAR}},\n"
        '  title = {{PATROL \\& "PORTS" \\textbraceleft{}50\\%\\textbraceright{}}},\n'
        "  howpublished = {Telegram 15BELISAR12 to FOROFF},\n"
        "  year = {2015},\n  month = jan,\n  day = {12},\n"
        "  note = {Para. 2. CONFIDENTIAL},\n}"
    )


def test_the_whole_telegram_names_no_paragraph() -> None:
    told = cited_as(legation.read(TEXT), "CONFIDENTIAL")
    assert told.address == "15BELISAR12"
    assert all("para" not in getattr(told, form).lower() for form in FORMS)


def test_what_a_telegram_lacks_is_left_out() -> None:
    told = cited_as(legation.read("Nothing that a reader knows."), "NOT READ")
    name = legation.read("Nothing that a reader knows.").sha256[:12]
    assert told.plain == f"telegram without a number, SHA-256 {name}, no date, NOT READ."
    assert told.chicago == f"telegram without a number, SHA-256 {name}, n.d., NOT READ."
    assert "author" not in told.bibtex
    assert "title" not in told.bibtex


def test_a_paragraph_that_is_not_there_is_not_cited() -> None:
    with pytest.raises(NotFoundError):
        cited_as(legation.read(TEXT), "CONFIDENTIAL", "p9")


def test_anchors_tell_paragraphs_of_one_number_apart() -> None:
    def paragraph(number: int | None, start: int) -> Paragraph:
        return Paragraph(number, None, None, None, "", (), Span(start, start + 1))

    telegram = Telegram(
        sha256="0" * 64,
        layout="",
        source="abcdef",
        paragraphs=(paragraph(1, 0), paragraph(2, 1), paragraph(1, 2), paragraph(None, 3), paragraph(None, 4)),
    )
    assert list(anchors(telegram)) == ["p1", "p2", "p1-2", "p-unnumbered", "p-unnumbered-2"]


@given(st.text(), st.text(min_size=1))
def test_braces_of_an_entry_always_close(subject: str, plad: str) -> None:
    telegram = Telegram(sha256="0" * 64, layout="", mrn="15BELISAR12", subject=subject)
    entry = cited_as(telegram, plad).bibtex
    depth = 0
    for sign in entry:
        depth += (sign == "{") - (sign == "}")
        assert depth >= 0
    assert depth == 0
    assert re.fullmatch(r"@misc\{[^{}]+,\n(?:  [a-z]+ = .*,\n)*\}", entry)
