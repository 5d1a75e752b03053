"""A brief as Word and PDF: the same lines, every page under its banner, telegram text never read as markup."""

from __future__ import annotations

import io
import re
import time
import zipfile
from datetime import date

import docx
import msgspec
import pytest
from hand_made import OPEN_READER, Archive, seed_archive, telegram

from legation.core.marking import OWNER
from legation.services.briefs.brief import Brief
from legation.services.briefs.documents import to_docx, to_markdown, to_pdf

OURS = "us-ly"
SEED = "09TRIPOLI893"


@pytest.fixture
def archive() -> Archive:
    made = seed_archive()
    made.dialogues.accept(OWNER, OURS, SEED)
    return made


def in_word(brief: Brief) -> str:
    return "\n".join(paragraph.text for paragraph in docx.Document(io.BytesIO(to_docx(brief))).paragraphs)


def test_word_has_every_line_with_its_mark_and_its_sources(archive: Archive) -> None:
    brief = archive.dialogues.brief(OWNER, OURS)
    told = in_word(brief)
    for section in brief.sections:
        for line in section.lines:
            assert f"({line.marking}) {' '.join(line.text.split())}" in told
            assert f" [{line.rests_on}]" in told
            assert all(cite.partition(" para ")[0] in line.rests_on for cite in line.cites)
    assert "Declassify on: 5 November 2019" in told


def test_every_page_of_the_word_document_bears_the_banner(archive: Archive) -> None:
    brief = archive.dialogues.brief(OWNER, OURS)
    section = docx.Document(io.BytesIO(to_docx(brief))).sections[0]
    assert section.header.paragraphs[0].text == brief.banner
    assert section.footer.paragraphs[0].text == brief.banner


def test_the_properties_of_a_file_say_nothing_marked(archive: Archive) -> None:
    made = zipfile.ZipFile(io.BytesIO(to_docx(archive.dialogues.brief(OWNER, OURS))))
    assert "political-military" not in made.read("docProps/core.xml").decode()


def test_the_same_brief_gives_the_same_pdf(archive: Archive) -> None:
    brief = archive.dialogues.brief(OWNER, OURS)
    made = to_pdf(brief)
    time.sleep(1.1)  # of which a file that bears the second of its making would tell
    assert to_pdf(brief) == made
    assert made.startswith(b"%PDF-")
    assert len(made) > 5_000


def test_words_that_look_like_markup_stay_words(archive: Archive) -> None:
    hostile = 'He said #panic("x") *and* $1 \\ <b> & = [read("/etc/passwd")] \x07 \x1b[2J कु twice'
    archive.keep(telegram("10TRIPOLI7", [("C", hostile)], date="2010-01-05"))
    archive.dialogues.record(
        OWNER, OURS, "objective.table", "1", mrn="10TRIPOLI7", quote="He said", fields={"text": hostile}
    )
    brief = archive.dialogues.brief(OWNER, OURS)
    assert to_pdf(brief).startswith(b"%PDF-")
    assert '#panic("x") *and* $1' in in_word(brief)
    for told in (in_word(brief), to_markdown(brief)):
        assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f]", told)
        assert "कु twice" in told


def test_a_brief_may_say_what_moved_since_a_day(archive: Archive) -> None:
    archive.keep(telegram("10TRIPOLI8", [("C", "TSCTP was raised with the Minister.")], date="2010-01-05"))
    archive.dialogues.record(OWNER, OURS, "objective.table", "1", mrn="10TRIPOLI8", quote="TSCTP was raised")
    told = to_markdown(archive.dialogues.brief(OWNER, OURS, since=date(2009, 12, 31)))
    assert "## What moved since 31 December 2009" in told
    assert "State: raised, now tabled. 5 January 2010 tabled with the other side." in told
    assert "## What moved" not in to_markdown(archive.dialogues.brief(OWNER, OURS))
    quiet = to_markdown(archive.dialogues.brief(OWNER, OURS, since=date(2010, 6, 1)))
    assert "(U) Nothing." in quiet


def test_a_hand_over_says_what_is_theirs_to_do_and_what_they_wait_for(archive: Archive) -> None:
    archive.dialogues.record(
        OWNER,
        OURS,
        "commitment.undertake",
        "list",
        on=date(2010, 1, 2),
        fields={"text": "Send a list", "by": "US", "to": "LY", "due": "2010-01-20"},
    )
    brief = archive.dialogues.brief(OWNER, OURS, kind="hand-over")
    held = {section.heading: [line.text for line in section.lines] for section in brief.sections}
    assert any("Send a list" in text for text in held["Overdue"])
    assert "Yours to act on" in held
    assert "Points of contact, and who was it before" in held
    assert any(line.startswith("Hand-over brief as of ") for line in to_markdown(brief).splitlines())


def test_a_reader_of_lower_clearance_gets_the_documents_of_what_they_may_read(archive: Archive) -> None:
    archive.keep(telegram("10TRIPOLI9", [("U", "The talks were announced.")], date="2010-01-05", level="UNCLASSIFIED"))
    archive.dialogues.open(OWNER, "10TRIPOLI9", id=OURS, title="Talks", parties=["US", "LY"])
    archive.dialogues.record(
        OWNER, OURS, "meeting.hold", "round", mrn="10TRIPOLI9", quote="The talks", fields={"text": "Talks"}
    )
    told = in_word(archive.dialogues.brief(OPEN_READER, OURS))
    assert "Meeting of 5 January 2010:" in told
    assert "TSCTP" not in told
    assert SEED not in told


@pytest.mark.parametrize(
    ("until", "past"),
    [
        ("2026-11-26", True),
        ("2026-11-27", True),
        ("2026-11-28", False),
        ("2026-11-26; 25X1", False),
        ("AFTER THE VISIT", False),
        (None, False),
    ],
)
def test_a_brief_says_beside_its_banner_that_its_day_is_past(archive: Archive, until: str | None, past: bool) -> None:
    made = archive.dialogues.brief(OWNER, OURS)
    brief = msgspec.structs.replace(made, made="2026-11-27", declassify_on=until)
    told = re.sub(r"2026-11-(\d\d)", r"\1 November 2026", until or "not known")
    note = f"Declassify on {told} is past: the banner stands until the sources are reviewed."
    assert brief.past == (note if past else None)
    lines = to_markdown(brief).splitlines()
    assert (lines[0], lines[2] == note) == (brief.banner, past)
    assert f"Declassify on: {told}" in lines  # the line itself stays
    assert (note in in_word(brief)) == past
    assert to_pdf(brief).startswith(b"%PDF-")
