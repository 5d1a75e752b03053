"""Pages of volumes whose notes stand between the paragraphs, behind signs between strokes."""

from __future__ import annotations

import pytest

from legation.formats import read
from legation.formats.several import read_many, split_file

_SECOND = (
    "19. Telegram From the Department of State to the Embassy in Burma/1/\n\n"
    "Washington, March 4, 1970, 7:58 p.m.\n\n"
    "/1/Source: Records, POL 1. Secret. Repeated to London.\n\n"
    "5386. Embtel 441./2/ The dues.\n\n/2/Document 18.\n\n1. Wharves stay.\n"
)
_FIRST = (
    "18. Telegram From the Embassy in Burma to the Department of State/1/\n\n"
    "Rangoon, March 3, 1970, 1422Z.\n\n"
    "/1/Source: Records, POL 1. Confidential; Limdis. Repeated to London and Paris.\n\n"
    "441. Re Deptel 1124, March 1./2/\n\n"
    "/2/In it the Department reported that wharves were sold,\nand that none was left. (Ibid.)\n\n"
    "Wharves rise,/3/ and piers too.\n\n/3/Not printed.\n\nDues fall.\n\n"
)


def _texts(source: str) -> list[str]:
    return [" ".join(p.text.split()) for p in read(source).paragraphs]


def test_notes_between_the_paragraphs_are_no_text() -> None:
    got = read(_FIRST)
    assert "".join(_FIRST[e.span.start : e.span.end] for e in got.elements) == _FIRST
    assert (got.mrn, got.dtg, got.from_.plad) == ("70RANGOON441", "1970-03-03T14:22Z", "Embassy in Burma")
    assert [one.plad for one in got.to] == ["Department of State"]
    assert [one.plad for one in got.info] == ["London", "Paris"]
    assert (got.classification.level, got.classification.captions) == ("CONFIDENTIAL", ("LIMDIS",))
    assert _texts(_FIRST) == ["Re Deptel 1124, March 1./2/", "Wharves rise,/3/ and piers too.", "Dues fall."]
    notes = [_FIRST[e.span.start : e.span.end][:3] for e in got.elements if e.kind == "edited.note"]
    assert notes == ["/1/", "/2/", "/3/"]


def test_a_copy_without_empty_lines_loses_no_paragraph_to_a_note() -> None:
    assert _texts(_FIRST.replace("\n\n", "\n").replace("sold,\n", "sold, ")) == [
        "Re Deptel 1124, March 1./2/",
        "Wharves rise,/3/ and piers too.",
        "Dues fall.",
    ]


def test_a_note_is_looked_at_for_levels() -> None:
    assert read(_FIRST.replace("Not printed.", "Its heading:\nTOP SECRET")).classification.level == "TOP SECRET"


def test_a_page_of_several_documents_is_parted_at_their_titles() -> None:
    page = "Volume Nine\n\n" + _FIRST + _SECOND
    items = split_file(page.encode())
    assert b"".join(item.data for item in items) == page.encode()
    assert [t.mrn for t in read_many(page)] == ["70RANGOON441", "70STATE5386"]


def test_the_embassy_that_is_written_to_is_whose_telegrams_are_cited() -> None:
    assert [m.mrn for p in read(_SECOND).paragraphs for m in p.mentions] == ["70RANGOON441"]


@pytest.mark.parametrize(
    "source",
    [
        "Wharves rise.\n\n/1/ is the first path.\n\n/2/ is the other.\n",
        "18. Telegram From the Embassy in Burma to the Department of State/1/\n\nWharves rise.\n\n/1/Not printed.\n",
    ],
)
def test_without_a_source_note_nothing_is_a_note(source: str) -> None:
    got = read(source)
    assert not [e for e in got.elements if e.kind == "edited.note"]
    assert "".join(p.text for p in got.paragraphs).count("/1/") == 1


@pytest.mark.parametrize("between", ["", "\n", "\n\n"])
def test_a_short_note_that_touches_the_next_line_takes_no_text_with_it(between: str) -> None:
    page = "<html><body>" + between.join(f"<p>{line}</p>" for line in _SECOND.split("\n\n")) + "</body></html>"
    got = read(page)
    assert (got.mrn, [p.text for p in got.paragraphs][-1]) == ("70STATE5386", "Wharves stay.")


_OF_ITS_TIME = (
    "67. Telegram From the Embassy in Burma to the Department of State1\n\nRangoon, June 18, 1970, 0930Z.\n\n"
    "145. Dues rose.\n\n1. Source: Records. Confidential.\n2. Telegram 33 from London said so.\n\n"
)
_NEXT = (
    "68. Telegram From the Department of State to the Embassy in Burma1\n\nWashington, June 19, 1970.\n\n"
    "77. Wharves fell.\n\n1. Source: Records. Secret; Nodis.\n"
)


def test_of_several_documents_none_hides_or_marks_another() -> None:
    page = (
        _OF_ITS_TIME + "69. Memorandum From Jane Roe to John Doe1\n\nPiers.\n\n1. Source: Records. Secret.\n\n" + _NEXT
    )
    whole = read(page)
    assert "Wharves fell." in " ".join(p.text for p in whole.paragraphs)
    assert whole.classification.level != "CONFIDENTIAL"
    items = split_file(page.encode())
    assert b"".join(item.data for item in items) == page.encode()
    told = [(t.mrn, t.classification.level) for t in read_many(page)]
    assert (told[0], told[-1], len(told)) == (("70RANGOON145", "CONFIDENTIAL"), ("70STATE77", "SECRET"), 3)


def test_a_page_of_a_single_document_is_not_parted() -> None:
    assert len(split_file(_OF_ITS_TIME.encode())) == 1
    quoted = _OF_ITS_TIME + "3. Memorandum from Roe to Doe, March 4, 1970.\n"
    assert len(split_file(quoted.encode())) == 1
