"""Pages of printed volumes copied as plain text: the editors' head, the text, a paragraph a line, and their notes."""

from __future__ import annotations

import pytest

from legation.formats import read
from legation.tables.marking import telegram_marking

_NOTES = """1. Source: Department of State, Central Files, POL 27 VIET S. Top Secret; Immediate; Nodis.
2. Not printed.
"""


def test_head_and_source_note_fill_the_fields() -> None:
    source = (
        "265. Telegram From the Embassy in Burma to the Department of State1\n"
        "315. Eyes only for Secretary. I called upon him at 3 p.m. today.\n"
        "He received me with a smile.\nSample\n" + _NOTES
    )
    got = read(source)
    assert "".join(source[e.span.start : e.span.end] for e in got.elements) == source
    assert got.layout.startswith("frus-page")
    assert got.from_.plad == "Embassy in Burma"
    assert [one.plad for one in got.to] == ["Department of State"]
    assert (got.number, got.classification.level, got.precedence.action) == (315, "TOP SECRET", "IMMEDIATE")
    assert got.classification.captions == ("EYES ONLY", "NODIS")
    assert "NODIS" in telegram_marking(got).needs
    assert [one.office for one in got.attention] == ["SECRETARY"]
    assert [" ".join(p.text.split()) for p in got.paragraphs] == [
        "Eyes only for Secretary. I called upon him at 3 p.m. today.",
        "He received me with a smile.",
    ]
    assert got.signature == ("Sample",)


def test_numbered_paragraphs_and_the_subject_in_the_line() -> None:
    got = read(
        "123. Telegram From the Embassy in the United Kingdom to the Department of State1\n"
        "8241. For the Secretary. Subj: Harbour Dues.\n1. S\u2013Entire text.\n2. Begin text:\nThank you.\n"
    )
    assert (got.number, got.subject, got.from_.plad) == (8241, "Harbour Dues.", "Embassy in the United Kingdom")
    assert [(p.number, p.marking) for p in got.paragraphs] == [(1, "S"), (2, None)]


def test_a_sentence_that_begins_so_is_no_head() -> None:
    got = read("Telegram From the Embassy in Burma to the Department of State was late.\nIt came.\n")
    assert "frus-page" not in got.layout
    assert got.to == ()


def test_a_page_with_words_of_its_own_above_a_head_with_a_number() -> None:
    source = (
        "Historical Documents\nNODIS\n231. Telegram 4410 From the Embassy in Burma to the Department of State1\n\n"
        "June 2, 1967, 1555Z.\n\n4410. I called upon him.\n\nSample\n\n" + _NOTES.replace("Nodis", "Limdis")
    )
    got = read(source)
    assert "".join(source[e.span.start : e.span.end] for e in got.elements) == source
    assert (got.number, got.dtg, got.from_.plad) == (4410, "1967-06-02T15:55Z", "Embassy in Burma")
    assert [p.text for p in got.paragraphs] == ["I called upon him."]
    assert "NODIS" in got.classification.captions  # what the page says above the head holds, too
    prose = "We saw this one:\n231. Telegram 4410 From the Embassy in Burma to the Department of State1\n\nShort.\n"
    assert not read(prose).layout.startswith("frus-page")  # no source note


@pytest.mark.parametrize(
    ("above", "level"),
    [
        ("Secret", "SECRET"),
        ("Page 3\nSecret", "SECRET"),
        ("TOP SECRET\n", "TOP SECRET"),
        ("Confidential/Noforn", "CONFIDENTIAL"),
        ("Secret State 123", "SECRET"),
        ("Unclassified", None),  # the stamp of a release
        ("Secret service matters", None),
    ],
)
def test_the_level_above_the_head_of_a_page_holds_it(above: str, level: str | None) -> None:
    head = "12. Telegram From the Embassy in Burma to the Department of State"
    got = read(f"{above}\n{head}\n\n123. I saw him.\n\nSource: Records, POL 1. No classification marking.\n")
    assert got.layout.startswith("frus-page")
    assert got.classification.level == level
    assert ("NOFORN" in got.classification.caveats) == ("Noforn" in above)
    low = read(f"{above}\n{head}\n\n123. I saw him.\n\nSource: Records, POL 1. Limited Official Use.\n")
    assert low.classification.level == (level or "LIMITED OFFICIAL USE")
    assert "".join(low.quote(e.span) for e in low.elements) == low.source


@pytest.mark.parametrize(
    ("head", "below"),
    [
        (
            "50. Airgram From the Embassy in Burma to the Department of State1",
            "A\u201360\n\nRangoon, August 6, 1964.\n\n",
        ),
        ("50. Airgram From the Embassy in Burma to the Department of State1", "Rangoon, August 6, 1964.\n\nA-60\n\n"),
        ("Airgram A-60 From the Embassy in Burma to the Department of State1", "Rangoon, August 6, 1964.\n\n"),
    ],
)
def test_an_airgram_has_its_number_above_its_text(head: str, below: str) -> None:
    text = "SUBJECT: Dues\n\n1. Dues rose.\n\n2. Wharves fell.\n\n1. Source: Records, POL 7. Confidential.\n"
    source = f"{head}\n\n{below}{text}"
    got = read(source)
    assert "".join(source[e.span.start : e.span.end] for e in got.elements) == source
    assert (got.mrn, got.from_.plad, got.subject) == ("64RANGOON-A60", "Embassy in Burma", "Dues")
    assert ([a.plad for a in got.to], got.classification.level) == (["Department of State"], "CONFIDENTIAL")
    assert [p.number for p in got.paragraphs] == [1, 2]


def test_a_sentence_about_an_airgram_is_no_head() -> None:
    got = read("Airgram From the Embassy in Burma to the Department of State was late.\nIt came.\n")
    assert "frus-page" not in got.layout


@pytest.mark.parametrize("note", ["", "1", "[1]"])
def test_the_last_figure_of_a_year_is_no_sign_of_a_note(note: str) -> None:
    got = read(
        f"88. Telegram 41207 From the Department of State to the Embassy in Burma, March 9, 1974{note}\n"
        "041207. Subject: Harbour Dues.\n1. The dues rise.\n" + _NOTES
    )
    assert (got.number, got.written_day, got.year, got.subject) == (41207, "1974-03-09", 1974, "Harbour Dues.")
