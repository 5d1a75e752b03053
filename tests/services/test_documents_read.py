"""Documents: their words are read by a program apart and kept with them; what has none, or breaks it, is refused."""

from __future__ import annotations

import io
import json
import sys
import zipfile
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.oxml import parse_xml
from tests.pdfs import pdf_of, pdf_of_scan, pdf_without_words, with_stamp

from legation.app import open_house
from legation.core.enclosing import document_within
from legation.core.errors import RefusedError
from legation.core.marking import OWNER, Reader
from legation.formats import read
from legation.services.ingest import Limits, documents
from legation.services.ingest.documents import kind_of_document, telegrams_of

NAMES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
)
REVIEW = "UNCLASSIFIED   U.S. Department of State   Case No. F-2016-00001   Doc No. C06000001   Date: 01/05/2017"
FIRST = f"""{REVIEW}
CONFIDENTIAL

PAGE 01        BELISA  00117  161210Z

P 161210Z JUN 16
FM AMEMBASSY BELISAR
TO SECSTATE WASHDC PRIORITY 4321
INFO AMEMBASSY ROME

C O N F I D E N T I A L BELISAR 000117

E.O. 13526: DECL: 06/16/2026
TAGS: PREL, MARR
SUBJECT: HARBOUR TALKS, SECOND ROUND
REF: A. STATE 45678
     B. BELISAR 88

1. (C) The Minister said that Tarqand would sign in July.

   (U) The text is known.

2. (C) He had no objection to"""
SECOND = f"""{REVIEW}
CONFIDENTIAL

PAGE 02        BELISA  00117  161210Z

the inspection of the pier (first week of the month).

3. (U) The Embassy will deliver the text on Monday.
HARROW

CONFIDENTIAL
{REVIEW}"""
PDF = pdf_of(FIRST, SECOND)


def test_the_words_of_all_pages_are_one_telegram_with_the_pdf() -> None:
    [item] = telegrams_of(PDF, "pdf")
    held = document_within(item.data)
    assert held is not None
    assert held.data == PDF
    telegram = read(item.data)
    assert (telegram.mrn, telegram.layout, telegram.signature) == ("16BELISAR117", "pdf+delivered", ("HARROW",))
    assert [one.mrn for one in telegram.references] == ["16STATE45678", "16BELISAR88"]
    assert [(one.number, one.marking) for one in telegram.paragraphs] == [(1, "C"), (None, "U"), (2, "C"), (3, "U")]
    assert telegram.paragraphs[2].text == "He had no objection to the inspection of the pier (first week of the month)."
    # The same again, whatever the file is called.
    assert telegrams_of(PDF, "pdf") == [item]


def test_room_on_the_page_is_a_blank_line_and_its_usual_step_is_none() -> None:
    [item] = telegrams_of(pdf_of("1. One.\nIt goes on.\n\n2. Two.\n\n\n\n3. Three."), "pdf")
    assert read(item.data).source == "1. One.\nIt goes on.\n\n2. Two.\n\n3. Three."


@pytest.mark.parametrize("turned", range(4))
def test_the_words_behind_a_scan_are_read_in_its_lines_however_it_lies(turned: int) -> None:
    [item] = telegrams_of(pdf_of_scan(FIRST, turned), "pdf")
    telegram = read(item.data)
    assert telegram.source == "\n".join(" ".join(line.split()) for line in FIRST.split("\n"))
    assert (telegram.mrn, [one.marking for one in telegram.paragraphs]) == ("16BELISAR117", ["C", "U", "C"])


ONE = "R 051513Z NOV 09\nFM AMEMBASSY BELISAR\nTO AMEMBASSY ROME\nUNCLAS BELISAR 000900\n\n1. One.\n\n2. Two."


@pytest.mark.parametrize("end", ["\nSMITH", "\nBT\n#0900\nNNNN"])
def test_several_telegrams_of_one_pdf_are_kept_each_with_its_words(end: str) -> None:
    other = (ONE + end).replace("0900", "0901").replace("051513Z", "051613Z")
    items = telegrams_of(pdf_of(ONE + end, other, "3. Three, of the second."), "pdf")
    assert [read(item.data).mrn for item in items] == ["09BELISAR900", "09BELISAR901"]
    assert [len(read(item.data).paragraphs) for item in items] == [2, 3]
    assert [(item.part, document_within(item.data)) for item in items] == [("1", None), ("2", None)]


def test_a_heading_that_a_telegram_quotes_at_the_head_of_a_page_takes_nothing_out_of_it() -> None:
    first = ONE.replace("UNCLAS", "S E C R E T").replace("2. Two.", "2. (S) This sends again what Rome said:")
    quoted = ONE.replace("BELISAR", "ROME").replace("0900", "0050").replace("051513Z", "041200Z")
    items = telegrams_of(pdf_of(first, f"{quoted}\nEnd of quotation.\n\n3. Its codes are hidden.\nMILLER"), "pdf")
    assert [(read(one.data).mrn, read(one.data).classification.level) for one in items] == [("09BELISAR900", "SECRET")]


def test_two_telegrams_of_one_minute_are_two() -> None:
    other = ONE.replace("0900", "0901").replace("UNCLAS", "S E C R E T")
    items = telegrams_of(pdf_of(f"{ONE}\nSMITH", f"{other}\nSMITH"), "pdf")
    assert [read(one.data).mrn for one in items] == ["09BELISAR900", "09BELISAR901"]


def test_what_is_stamped_on_a_page_is_read_with_it() -> None:
    assert read(telegrams_of(pdf_of(ONE), "pdf")[0].data).classification.level == "UNCLASSIFIED"
    made = with_stamp(pdf_of(ONE), "SECRET")
    assert read(telegrams_of(made, "pdf")[0].data).classification.level == "SECRET"


def test_what_reads_documents_finds_its_libraries_where_the_program_that_asks_does(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "breaks.py").write_text(
        "import json, sys; print(json.dumps({'pages': [sys.argv[2]]}))", encoding="utf-8"
    )
    monkeypatch.setattr(documents, "_PROGRAM", tmp_path / "breaks.py")
    [item] = telegrams_of(PDF, "pdf")
    assert json.loads(read(item.data).source) == sys.path


def test_a_banner_on_the_first_page_stands_over_what_follows() -> None:
    other = ONE.replace("0900", "0901").replace("051513Z", "051613Z")
    items = telegrams_of(pdf_of(f"SECRET\n\n{ONE}\nSMITH", other), "pdf")
    assert [read(item.data).classification.level for item in items] == ["SECRET", "SECRET"]


def test_a_heading_that_a_later_page_repeats_begins_no_other() -> None:
    [item] = telegrams_of(pdf_of(ONE, ONE.partition("\n\n")[0] + "\n\n3. Three."), "pdf")
    assert [one.number for one in read(item.data).paragraphs] == [1, 2, 3]


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (
            pdf_without_words(),
            "is a PDF of pictures, without words: let a program that recognises characters (OCR) add them",
        ),
        (b"%PDF-1.7\nnothing of the kind", "is a damaged PDF: give it whole"),
        (PDF[:400], "is a damaged PDF: give it whole"),
        (pdf_of(*["1. One."] * 5_001), "has more than 5,000 pages: give it in parts"),
    ],
)
def test_what_gives_no_words_is_refused_in_one_line(data: bytes, what: str) -> None:
    assert kind_of_document(data) == "pdf"
    with pytest.raises(RefusedError) as refused:
        telegrams_of(data, "pdf")
    assert str(refused.value) == what


@pytest.mark.parametrize(
    ("program", "what"),
    [
        ("import os; os.kill(os.getpid(), 11)", "is a PDF that ended the program which reads it"),
        ("import time; time.sleep(60)", "is a PDF that takes too long to read"),
        ("print('no JSON')", "is a PDF that ended the program which reads it"),
    ],
)
def test_a_pdf_that_breaks_its_reader_is_refused(
    program: str, what: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "breaks.py").write_text(program)
    monkeypatch.setattr(documents, "_PROGRAM", tmp_path / "breaks.py")
    monkeypatch.setattr(documents, "MOST_SECONDS", 3.0)
    with pytest.raises(RefusedError, match=what):
        telegrams_of(PDF, "pdf")


def test_an_archive_keeps_it_finds_it_and_gives_it_on(tmp_path: Path) -> None:
    traffic, archive, again = tmp_path / "traffic", tmp_path / "archive", tmp_path / "again"
    traffic.mkdir()
    (traffic / "one.pdf").write_bytes(PDF)
    (traffic / "the same.PDF").write_bytes(PDF)
    (traffic / "scan.pdf").write_bytes(pdf_without_words())
    with open_house(archive, write=True) as house:
        tally = house.ingest.run(OWNER, [traffic])
        assert (tally.new, tally.same) == (1, 1)
        assert [(one.file, one.what) for one in tally.refusals] == [("scan.pdf", "is a PDF of pictures, without words")]
        [found] = house.finding.search(OWNER, "pier").hits
        assert found.listing.mrn == "16BELISAR117"
        # Whoever reads some of its paragraphs has their words, and the PDF, which holds them all, does not exist.
        house.releasing.set("paragraphs")
        [edition] = house.versions.editions(Reader("clerk", rank=1), "16BELISAR117")
        assert "deliver the text on Monday" in edition.record.telegram.source
        assert "objection" not in edition.record.telegram.source
        assert document_within(edition.record.original) is None
        out = tmp_path / "out"
        out.mkdir()
        house.exporting.originals(OWNER, None, out)
    [message] = out.rglob("*.eml")
    with open_house(again, write=True) as house:
        assert house.ingest.run(OWNER, [message]).new == 1
        assert house.ingest.run(OWNER, [traffic / "one.pdf"]).same == 1


def word(document: Any) -> bytes:
    data = io.BytesIO()
    document.save(data)
    return data.getvalue()


def words_of(document: Any) -> str:
    [item] = telegrams_of(word(document), "docx")
    return read(item.data).source


def test_a_word_document_is_one_telegram_with_the_document() -> None:
    document = docx.Document()
    for line in ("P 161210Z JUN 16", "FM AMEMBASSY BELISAR", "TO SECSTATE WASHDC", "", "UNCLAS BELISAR 000117", ""):
        document.add_paragraph(line)
    document.add_paragraph("SUBJECT: HARBOUR TALKS")
    document.add_paragraph("The Minister said that Tarqand would sign in July. " * 3, style="List Number")
    document.add_paragraph("It will.", style="List Number")
    made = word(document)
    assert kind_of_document(made) == "docx"
    [item] = telegrams_of(made, "docx")
    assert document_within(item.data) == ("docx", made)
    telegram = read(item.data)
    assert (telegram.mrn, telegram.layout.partition("+")[0], telegram.subject) == (
        "16BELISAR117",
        "docx",
        "HARBOUR TALKS",
    )
    assert [one.number for one in telegram.paragraphs] == [1, 2]


def test_a_level_on_the_pages_of_a_word_document_holds() -> None:
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "SECRET"
    document.sections[0].footer.paragraphs[0].text = "SECRET"
    document.add_paragraph("FM AMEMBASSY BELISAR")
    document.add_paragraph("TO AMEMBASSY ROME")
    document.add_section().header.is_linked_to_previous = False
    document.sections[1].header.paragraphs[0].text = "TOP SECRET"
    document.add_paragraph("1. One.")
    [item] = telegrams_of(word(document), "docx")
    assert read(item.data).classification.level == "TOP SECRET"
    assert read(item.data).source.count("SECRET\n") == 2  # each once, however many pages bear it


def test_words_of_tables_boxes_notes_and_insertions_are_told_and_what_was_deleted_is_not() -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("One")
    for kind, said in (("ins", "put in"), ("del", "taken out")):
        change = parse_xml(
            f"<w:{kind} {NAMES}><w:r><w:{'delText' if kind == 'del' else 't'}> {said}"
            f"</w:{'delText' if kind == 'del' else 't'}></w:r></w:{kind}>"
        )
        paragraph._p.append(change)
    box = "<w:txbxContent><w:p><w:r><w:t>In a box</w:t></w:r></w:p></w:txbxContent>"
    paragraph._p.append(
        parse_xml(
            f"<w:r {NAMES}><mc:AlternateContent><mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback>"
            "</mc:AlternateContent></w:r>"
        )
    )
    table = document.add_table(2, 2)
    for cell, said in zip((*table.rows[0].cells, *table.rows[1].cells), ("Post", "Day", "Rome", "5 May"), strict=True):
        cell.text = said
    assert words_of(document) == "One put in\nIn a box\nPost\tDay\nRome\t5 May"


def test_numbers_of_lists_are_those_that_word_draws() -> None:
    document = docx.Document()
    lists = document.part.numbering_part.element
    lists.append(
        parse_xml(
            f'<w:abstractNum {NAMES} w:abstractNumId="90">'
            '<w:lvl w:ilvl="0"><w:start w:val="3"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl>'
            '<w:lvl w:ilvl="1"><w:numFmt w:val="lowerLetter"/><w:lvlText w:val="(%2)"/></w:lvl>'
            '<w:lvl w:ilvl="2"><w:numFmt w:val="upperRoman"/><w:lvlText w:val="%1.%3"/></w:lvl></w:abstractNum>'
        )
    )
    lists.append(parse_xml(f'<w:num {NAMES} w:numId="90"><w:abstractNumId w:val="90"/></w:num>'))
    for level, said in ((0, "a"), (1, "b"), (1, "c"), (2, "d"), (0, "e"), (1, "f")):
        one = document.add_paragraph(said)
        one._p.get_or_add_pPr().append(
            parse_xml(f'<w:numPr {NAMES}><w:ilvl w:val="{level}"/><w:numId w:val="90"/></w:numPr>')
        )
    document.add_paragraph("g", style="List Bullet")
    assert words_of(document).split("\n") == ["3. a", "(a) b", "(b) c", "3.I d", "4. e", "(a) f", "- g"]


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"PK\x03\x04 word/document.xml", "is a damaged Word document: give it whole and without a password"),
        (word(docx.Document()), "is a Word document without words: give the telegram itself"),
    ],
)
def test_a_word_document_that_gives_no_words_is_refused_in_one_line(data: bytes, what: str) -> None:
    with pytest.raises(RefusedError) as refused:
        telegrams_of(data, kind_of_document(data) or "")
    assert str(refused.value) == what


def test_a_document_over_the_limit_is_refused_by_it_and_one_below_it_is_read(tmp_path: Path) -> None:
    (tmp_path / "one.pdf").write_bytes(PDF)
    with zipfile.ZipFile(tmp_path / "day.zip", "w") as packed:
        packed.writestr("inner.pdf", PDF)
    for most, kept in ((len(PDF) - 1, 0), (len(PDF), 1)):
        with open_house(tmp_path / f"archive-{kept}", write=True) as house:
            tally = house.ingest.run(OWNER, [tmp_path / "one.pdf", tmp_path / "day.zip"], limits=Limits(one_bytes=most))
            assert (tally.new, tally.unread) == (kept, 0)
            whys = {(one.file, one.what) for one in tally.refusals}
            told = f"is over the limit of {most:,} bytes"
            assert whys == (set() if kept else {("one.pdf", told), ("day.zip!inner.pdf", told)})


def test_a_file_that_is_no_document_but_in_its_name_is_refused(tmp_path: Path) -> None:
    (tmp_path / "letter.docx").write_bytes(b"PK")
    (tmp_path / "one.pdf").write_text(ONE)
    with open_house(tmp_path / "archive", write=True) as house:
        tally = house.ingest.run(OWNER, [tmp_path / "letter.docx", tmp_path / "one.pdf"])
    assert (tally.new, {one.what for one in tally.refusals}) == (0, {"is not the document that its name says"})
