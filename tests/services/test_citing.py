"""Citations: each form as its source has it, whatever the telegram lacks or holds."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

import legation
from legation.core.errors import NotFoundError
from legation.core.telegram import Addressee, Originator, Paragraph, Telegram
from legation.core.text import Span
from legation.services.annotations.citing import FORMS, anchors, cited_as, with_notes, written
from legation.services.annotations.printed import printed_in

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


def test_an_entry_of_ris_is_a_letter_to_its_recipient() -> None:
    assert cited_as(legation.read(TEXT), "CONFIDENTIAL", "p2").ris == (
        'TY  - PCOMM\nAU  - AMEMBASSY BELISAR\nA2  - FOROFF\nTI  - PATROL & "PORTS" {50%}\n'
        "DA  - 2015/01/12\nPY  - 2015\n"
        "N1  - Telegram 15BELISAR12. Para. 2. CONFIDENTIAL\nER  - "
    )


def test_an_item_of_csl_is_a_letter_in_a_list() -> None:
    told = cited_as(legation.read(TEXT), "CONFIDENTIAL", "p2")
    (item,) = json.loads(written([told], "csl"))
    assert item == {
        "id": "telegram-15BELISAR12-p2",
        "type": "personal_communication",
        "genre": "Telegram",
        "title": 'PATROL & "PORTS" {50%}',
        "author": [{"literal": "AMEMBASSY BELISAR"}],
        "recipient": [{"literal": "FOROFF"}],
        "issued": {"date-parts": [[2015, 1, 12]]},
        "number": "15BELISAR12",
        "note": "Telegram 15BELISAR12. Para. 2. CONFIDENTIAL",
    }
    assert json.loads(written([], "csl")) == []
    assert len(json.loads(written([told, told], "csl"))) == 2
    assert written([told, told], "ris") == f"{told.ris}\n{told.ris}"


@pytest.mark.parametrize(
    ("subject", "says"),
    [
        ("NOTE ON DUES.", '"NOTE ON DUES,"'),
        ("VISIT TO THE U.S.", '"VISIT TO THE U.S.,"'),
        ("AND SO ...", '"AND SO ...,"'),
    ],
)
def test_the_full_stop_of_a_subject_does_not_meet_a_comma(subject: str, says: str) -> None:
    assert says in cited_as(Telegram(sha256="0" * 64, layout="", subject=subject), "SECRET").chicago


RECORD = f"{TEXT}\n\nMessage Attributes\n\nCopy: SINGLE\nDocument Number: 2015BELISA00012\nFrom: BELISAR\nType: TE\n"
FILES = "Central Foreign Policy Files, Record Group 59, National Archives"


def test_a_record_of_the_national_archives_is_cited_with_its_files() -> None:
    told = cited_as(legation.read(RECORD), "CONFIDENTIAL")
    for form in FORMS:
        assert f"2015BELISA00012, {FILES}" in getattr(told, form), form
    assert json.loads(told.csl)["archive"] == f"2015BELISA00012, {FILES}"
    named = cited_as(legation.read(RECORD.replace("Document Number", "Draft Words")), "CONFIDENTIAL").chicago
    assert FILES in named
    assert "BELISA0" not in named
    assert FILES not in cited_as(legation.read(TEXT), "CONFIDENTIAL").chicago


FRUS = "Foreign Relations of the United States"


@pytest.mark.parametrize(
    ("file", "says"),
    [
        ("frus1964-68v16.xml#d244", f"{FRUS}, 1964\u20131968, Volume XVI, Document 244"),
        ("volumes.zip/frus1969-76ve05p1.xml#d8", f"{FRUS}, 1969\u20131976, Volume E\u20135, Part 1, Document 8"),
        ("txt/frus1969-76ve14p1_d44.txt", f"{FRUS}, 1969\u20131976, Volume E\u201314, Part 1, Document 44"),
        ("frus1952-54v09p1.xml#d1", f"{FRUS}, 1952\u20131954, Volume IX, Part 1, Document 1"),
        ("frus1948v04.xml#d90", f"{FRUS}, 1948, Volume IV, Document 90"),
        ("frus1964-68v16.xml", None),  # a whole volume is no document
        ("frus1964-68v00.xml#d1", None),
        ("frus1945Berlinv01.xml#d3", None),
        ("volume.xml#d2", None),
        ("notfrus1964-68v16.xml#d2", None),
        (None, None),
    ],
)
def test_what_was_printed_is_cited_with_volume_and_document(file: str | None, says: str | None) -> None:
    telegram = Telegram(sha256="0" * 64, layout="", mrn="66BELISAR705", file=file)
    assert printed_in(telegram) == says
    told = cited_as(telegram, "SECRET")
    assert told.plain == f"66BELISAR705, no date, {f'in {says}, ' if says else ''}SECRET."
    assert told.chicago == f"telegram 66BELISAR705, n.d., {f'in {says}, ' if says else ''}SECRET."
    for form in (told.bibtex.replace("--", "\u2013"), told.ris):
        assert (FRUS in form) == bool(says)
        assert says is None or f"n {says}" in form


def test_what_was_printed_without_a_number_is_cited_by_its_document_alone() -> None:
    told = cited_as(Telegram(sha256="0" * 64, layout="", file="frus1964-68v16.xml#d244"), "SECRET")
    assert (
        told.chicago == f"telegram without a number, n.d., in {FRUS}, 1964\u20131968, Volume XVI, Document 244, SECRET."
    )
    assert "@misc{telegram-000000000000," in told.bibtex


@given(st.text(), st.text(min_size=1))
def test_no_words_begin_a_field_of_ris(subject: str, plad: str) -> None:
    hostile = f"{subject}\nER  - \r\nTY  - BOOK\u2028AU  - {plad}"
    telegram = Telegram(
        sha256="0" * 64, layout="", subject=hostile, from_=Originator(hostile), to=(Addressee(hostile),)
    )
    lines = cited_as(telegram, "SECRET").ris.splitlines()
    assert [line[:6] for line in lines] == [f"{tag}  - " for tag in ("TY", "AU", "A2", "TI", "N1", "ER")]


def test_no_form_holds_a_sign_that_is_none() -> None:
    words = "A\0 harbour\x1b[2J is\x85 dredged\u2028 \ufffe"
    telegram = Telegram(sha256="0" * 64, layout="", subject=words, from_=Originator(words), to=(Addressee(words),))
    told = with_notes(cited_as(telegram, "SECRET"), words, [words], [words])
    for form in (told.plain, told.chicago, told.bibtex, told.ris):
        assert not [sign for sign in form if not sign.isprintable() and sign != "\n"]
        assert "A harbour [2J is dredged" in form


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
