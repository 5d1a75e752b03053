"""Sections of one telegram: put together, read from one file, and found again in it. The telegrams are invented."""

from __future__ import annotations

from importlib.resources import files

import pytest

from legation.core.telegram import Telegram
from legation.formats import read
from legation.formats.sections import join_sections, section_sources
from legation.formats.several import split_file

HEADING = "R 051513Z NOV 09\nFM AMEMBASSY TRIPOLI\nTO RUEHC/SECSTATE WASHDC 5452\nINFO RUEHLO/AMEMBASSY LONDON 1188\n"
FIELDS = """SIPDIS

E.O. 12958: DECL: 11/5/2019
TAGS: PREL, LY
SUBJECT: HARBOUR DUES AND WHAT THE HARBOUR MASTER HAS SAID ABOUT
THEM
REF: STATE 112900

"""
BODIES = ["1. (C) The dues", "will rise in June.\n\n2. (C) The tolls\n", "will not.\n\n3. (C) We ask.\n\nCORVANE\n"]


def section(number: int, of: int = 3, heading: bool = True) -> str:
    line = f"C O N F I D E N T I A L SECTION {number:02d} OF {of:02d} TRIPOLI 000893\n\n"
    return (f"VZCZCXRO001{number}\n{HEADING}" if heading else "") + line + FIELDS + BODIES[number - 1]


def hold(t: Telegram) -> None:
    assert "".join(t.quote(e.span) for e in t.elements) == t.source
    assert [p.text for p in t.paragraphs] == ["The dues will rise in June.", "The tolls will not.", "We ask."]
    assert (t.mrn, t.section.number, t.section.of) == ("09TRIPOLI893", None, 3)
    assert t.tags == ("PREL", "LY")
    assert t.subject == "HARBOUR DUES AND WHAT THE HARBOUR MASTER HAS SAID ABOUT THEM"
    assert [r.mrn for r in t.references] == ["09STATE112900"]
    assert [a.plad for a in (*t.to, *t.info)] == ["SECSTATE WASHDC", "AMEMBASSY LONDON"]
    assert t.signature == ("CORVANE",)
    assert [f.code for f in t.findings if f.code.startswith("SEC")] == ["SEC001"]
    spans = section_sources(t)
    assert (spans[0].start, spans[-1].end, len(spans)) == (0, len(t.source), 3)
    assert [a.end for a in spans[:-1]] == [b.start for b in spans[1:]]
    assert "will not." in t.quote(spans[2])
    assert "will not." not in t.quote(spans[1])


@pytest.mark.parametrize("ending", ["\n", "\n\n#0893\n", "\n\nBT\n#0893\n\nNNNN\n\n\n", "\nCONFIDENTIAL\n\n"])
@pytest.mark.parametrize("heading", [True, False])
def test_sections_in_a_row_are_one_telegram(ending: str, heading: bool) -> None:
    hold(read(section(1) + ending + section(2, heading=heading) + ending + section(3, heading=heading)))


def test_sections_in_a_file_of_several_telegrams_stay_together() -> None:
    ending = "\nBT\n#0893\n\nNNNN\n\n\n"
    other = section(1, of=2).replace("000893", "000894")
    data = "".join(section(n) + ending for n in (1, 2, 3)) + other + ending + section(1) + ending
    items = split_file(data.encode())
    assert "".join(item.data.decode() for item in items) == data
    assert [read(item.data).number for item in items] == [893, 894, 893]
    hold(read(items[0].data))
    apart = "".join(section(n) + ending for n in (3, 1, 2))
    assert read(split_file(apart.encode())[0].data).section.number == 3


def test_sections_from_files_are_put_together() -> None:
    parts = [read(section(n) + "\nBT\n#0893\n\nNNNN\n") for n in (3, 1, 2)]
    t = join_sections(parts)
    hold(t)
    assert t.source == "".join(section(n) + "\nBT\n#0893\n\nNNNN\n" for n in (1, 2, 3))
    assert [t.quote(span) for span in section_sources(t)] == [section(n) + "\nBT\n#0893\n\nNNNN\n" for n in (1, 2, 3)]


@pytest.mark.parametrize("end", ["\r\n", "\r\r\n"])
def test_sections_whose_lines_end_in_several_signs_are_put_together(end: str) -> None:
    words = [section(n) + "\nBT\n#0893\n\nNNNN\n" for n in (1, 2, 3)]
    parts = [read(one.replace("\n", end)) for one in words]
    t = join_sections(parts)
    hold(t)
    same = join_sections([read(one) for one in words])
    assert [e.kind for e in t.elements if e.kind != "layout.blank"] == [
        e.kind for e in same.elements if e.kind != "layout.blank"
    ]
    assert [t.quote(span) for span in section_sources(t)] == [part.source for part in parts]
    mixed = join_sections([parts[0], read(words[1]), read(words[2].replace("\n", end).rstrip())])
    hold(mixed)


def test_sections_of_records_are_put_together() -> None:
    head = "09TRIPOLI893\n2009-11-05 15:03\n2011-01-31 21:09\nCONFIDENTIAL\nEmbassy Tripoli\n\n"
    hold(join_sections([read(head + section(n)) for n in (1, 2, 3)]))
    frame = "Message Text\n{}\nNNNN\nMessage Attributes\nDocument Number: 2009TRIPOL00893\nTAGS: PREL, LY, XT\n"
    hold(join_sections([read(frame.format(section(n))) for n in (1, 2, 3)]))


def test_page_headers_between_sections_go_out() -> None:
    pages = [
        f"CONFIDENTIAL\nPAGE 01        TRIPOL  00893  {n:02d} OF 03  051523Z\n{section(n)}\nCONFIDENTIAL\n"
        for n in (1, 2, 3)
    ]
    hold(read("".join(pages)))
    hold(join_sections([read(page) for page in pages]))


def test_a_missing_section_is_a_finding() -> None:
    t = read(section(1) + "\n\n" + section(3))
    assert [(f.code, f.says) for f in t.findings if f.code == "SEC002"] == [("SEC002", "section 2 of 3 is missing")]
    t = join_sections([read(section(2)), read(section(3))])
    assert [f.says for f in t.findings if f.code == "SEC002"] == ["section 1 of 3 is missing"]


def test_a_section_alone_stays_a_section() -> None:
    t = read(section(2))
    assert (t.section.number, t.section.of) == (2, 3)
    assert join_sections([t]) is t
    assert section_sources(t) == [(0, len(t.source))]
    assert not [f for f in t.findings if f.code.startswith("SEC")]


def test_words_about_sections_cut_nothing() -> None:
    t = read(
        HEADING + "UNCLAS SECTION 01 OF 02 TRIPOLI 893\nSUBJECT: X\n\n1. SEE\nSECTION 2 OF 4 OF THE ACT.\n"
        "SECTION 02 OF 03\n"
    )
    assert (t.section.number, t.section.of) == (1, 2)
    assert "SECTION 2 OF 4 OF THE ACT." in t.paragraphs[0].text


def test_parts_of_different_telegrams_are_refused() -> None:
    with pytest.raises(ValueError, match="not one telegram"):
        join_sections([read(section(1)), read(section(2).replace("000893", "000894"))])
    with pytest.raises(ValueError, match="no sections"):
        join_sections([])


def test_the_sections_of_the_sample() -> None:
    traffic = files("legation.sample") / "traffic"
    parts = [read((traffic / f"12_15BELISAR118_s{n}.txt").read_bytes()) for n in (1, 2)]
    t = join_sections(parts)
    assert [p.number for p in t.paragraphs] == list(range(1, 10))
    assert (t.mrn, t.signature) == (parts[0].mrn, parts[1].signature)
    assert not any("SECTION 02" in p.text or "PAGE 0" in p.text for p in t.paragraphs)


@pytest.mark.parametrize("shape", ["SECTION 01 OF 02\n", "FM X\n", "UNCLAS SECTION 02 OF 99 X 1\n", "\n", "SECTION "])
def test_floods_of_sections_are_read(shape: str) -> None:
    data = section(1) + shape * 20_000 + section(2)
    t = read(data)
    assert "".join(t.quote(e.span) for e in t.elements) == data
