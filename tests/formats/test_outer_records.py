"""Archive records: the five-line release head and the frame of the NARA release, and the furniture between lines.

The records are invented, in the world of the sample; their shapes are those of the released ones.
"""

from __future__ import annotations

from datetime import date

import pytest

from legation.core.telegram import Telegram
from legation.formats import read, read_many
from legation.tables.posts import load_posts

POSTS = load_posts().extended({"EMBASSY BELISAR": "BELISAR", "FOROFF OSMAR": "FOROFF", "CONSULATE IMBREL": "IMBREL"})
STAMP = "Sheryl P. Walter Declassified/Released US Department of State EO Systematic Review 20 Mar 2014"
TEXT = """LIMITED OFFICIAL USE
PAGE 01
BELISA 00118 01 OF 02 151623Z
ACTION NEA-11
INFO OCT-01 ISO-00 /012 W
------------------062281 151635Z /62
R 151610Z MAY 78
FM EMBASSY BELISAR
TO FOROFF OSMAR 4241
INFO CONSULATE IMBREL
LIMITED OFFICIAL USE
LIMITED OFFICIAL USE
PAGE 02
BELISA 00118 01 OF 02 151623Z
EMBASSY EDRUNE
LIMITED OFFICIAL USE SECTION 01 OF 02 BELISAR 0118
E.O. 11652: GDS
TAGS: PFOR, XT
SUBJECT: HARBOUR DUES
REF: FOROFF 590
1. THE HARBOUR MASTER SAID THAT THE DUES
{stamp}
{stamp}

LIMITED OFFICIAL USE

LIMITED OFFICIAL USE

PAGE 03
BELISA 00118 01 OF 02 151623Z

WILL RISE IN JUNE.
2. WE SHALL ASK AGAIN.
CORVANE
LIMITED OFFICIAL USE

NNNNMAFVVZCZ

*** Current Handling Restrictions *** EXDIS
*** Current Classification *** UNCLASSIFIED

""".replace("{stamp}", STAMP)
ATTRIBUTES = f"""Message Attributes
Automatic Decaptioning: X
Capture Date: 01 JAN 1994
Channel Indicators: n/a
Current Classification: UNCLASSIFIED
Concepts: HARBOURS, TARIFFS
Copy: SINGLE
Draft Date: 15 MAY 1978
Decaption Date: 01 JAN 1960
Document Number: 1978BELISA00118
Document Source: CORE
Executive Order: GS
From: BELISAR
Handling Restrictions: n/a
Line Count: '61'
Locator: TEXT ON-LINE, ON MICROFILM
Office: ACTION NEA
Original Classification: LIMITED OFFICIAL USE
Original Handling Restrictions: EXDIS, STADIS
Page Count: '3'
Reference: 78 FOROFF 590, 78
  IMBREL 44
Review Markings: ! '
{STAMP}'
Subject: HARBOUR DUES AND WHAT THE
  MASTER SAID
TAGS: PFOR, EWWT, XT
To: FOROFF
  IMBREL
Type: TE
"""
STUB = (
    "MRN: 1978BELISA000118  SEGMENT NUMBER: 000001  ERROR READING TEXT INDEX FILE; "
    "TELEGRAM TEXT FOR THIS MRN IS UNAVAILABLE\n"
)


def kinds(telegram: Telegram) -> dict[str, str]:
    return {element.kind: telegram.quote(element.span) for element in telegram.elements}


def test_a_whole_record() -> None:
    t = read(f"{STAMP}\n\nMessage Text\n\n{TEXT}\n{ATTRIBUTES}", posts=POSTS)
    assert (t.layout, t.mrn, t.dtg) == ("nara-record+delivered", "78BELISAR118", "1978-05-15T16:10Z")
    assert t.release.created == "1978-05-15"
    assert (t.release.released, t.release.classification) == ("2014-03-20", "LIMITED OFFICIAL USE")
    assert (t.from_.plad, [a.plad for a in t.to]) == ("EMBASSY BELISAR", ["FOROFF OSMAR"])
    assert [a.plad for a in t.info] == ["CONSULATE IMBREL", "EMBASSY EDRUNE"]
    assert (t.subject, t.tags, t.signature) == ("HARBOUR DUES", ("PFOR", "XT"), ("CORVANE",))
    assert t.classification.captions == ("EXDIS", "STADIS")
    assert (t.section.number, t.section.of) == (1, 2)
    assert [p.text for p in t.paragraphs] == [
        "THE HARBOUR MASTER SAID THAT THE DUES WILL RISE IN JUNE.",
        "WE SHALL ASK AGAIN.",
    ]
    assert t.quote(t.paragraphs[1].span) == "2. WE SHALL ASK AGAIN."
    assert [r.mrn for r in t.references] == ["78FOROFF590"]
    assert "".join(t.quote(e.span) for e in t.elements) == t.source
    assert "layout.unread" not in kinds(t)


def test_a_record_without_its_text_keeps_what_the_archive_says() -> None:
    t = read(f"Message Text\n{STUB}\n{ATTRIBUTES}", posts=POSTS)
    assert [f.code for f in t.findings if f.code == "TXT001"] == ["TXT001"]
    assert (t.mrn, t.dtg, t.release.created) == ("78BELISAR118", None, "1978-05-15")
    assert (t.from_.plad, [a.plad for a in t.to]) == ("BELISAR", ["FOROFF", "IMBREL"])
    assert t.subject == "HARBOUR DUES AND WHAT THE MASTER SAID"
    assert (t.tags, t.classification.level) == (("PFOR", "EWWT", "XT"), "LIMITED OFFICIAL USE")
    assert (t.executive_order.order, t.executive_order.code) == ("11652", "GDS")
    assert [r.mrn for r in t.references] == ["78FOROFF590", "78IMBREL44"]
    assert [t.quote(r.span).split()[-1] for r in t.references] == ["590", "44"]
    assert t.paragraphs == ()
    assert "UNAVAILABLE" in kinds(t)["nara.lost"]


def test_a_stub_alone_says_which_telegram_is_lost() -> None:
    t = read(STUB, posts=POSTS)
    assert t.mrn == "78BELISA118"
    assert "TXT001" in {f.code for f in t.findings}


def test_filler_days_of_the_archive_are_no_dates() -> None:
    t = read("Message Text\n1. X.\nMessage Attributes\nDraft Date: 01-Jan-1994 12:00:00 am\nSent Date: 31/12/1977\n")
    assert t.release.created == "1977-12-31"


def test_a_telegram_that_quotes_the_words_of_the_frame_is_no_record() -> None:
    t = read(
        "R 151610Z MAY 78\nFM EMBASSY BELISAR\nTO FOROFF OSMAR\nUNCLAS BELISAR 118\nSUBJECT: FORMS\n"
        "1. THE FORM HAS MESSAGE TEXT AND\nMessage Attributes ON IT.\n",
        posts=POSTS,
    )
    assert "nara-record" not in t.layout
    assert t.paragraphs[0].text.endswith("ON IT.")


HEAD = "09BELISAR893\n2009-11-05 15:03\n2011-01-31 21:09\nUNCLASSIFIED//FOR OFFICIAL USE ONLY\nEmbassy Belisar\n"
COLUMNS = "Reference ID Created Released Classification Origin\n"
BODY = "\nTAGS: PREL\nSUBJECT: DUES\n\n1. (SBU) The dues rise.\n"


def test_the_release_head_fills_what_the_text_leaves_open() -> None:
    t = read(HEAD + BODY, posts=POSTS)
    assert (t.layout, t.mrn) == ("release-head", "09BELISAR893")
    assert t.release.created == "2009-11-05T15:03"
    assert t.release.released == "2011-01-31T21:09"
    assert t.release.classification == "UNCLASSIFIED//FOR OFFICIAL USE ONLY"
    assert t.release.origin == "Embassy Belisar"
    assert (t.classification.level, t.from_.plad) == ("UNCLASSIFIED", "Embassy Belisar")
    assert kinds(t)["release.origin"] == "Embassy Belisar\n"
    assert len(t.paragraphs) == 1


@pytest.mark.parametrize(
    ("identity", "mrn", "section"),
    [
        ("09SECTION01OF03BELISAR525", "09BELISAR525", (1, 3)),
        ("08ECTION01OF02BELISAR492", "08BELISAR492", (1, 2)),
        ("09EMBASSYBELISAR12", "09BELISAR12", (None, None)),
        ("2009BELISAR00012", "09BELISAR12", (None, None)),
        ("08SCTION02OF02BELISAR335", "08BELISAR335", (2, 2)),
        ("09SECTION02OF03BELISRA583", "09BELISAR583", (2, 3)),
    ],
)
def test_damaged_numbers(identity: str, mrn: str, section: tuple[int | None, int | None]) -> None:
    t = read(HEAD.replace("09BELISAR893", identity) + BODY, posts=POSTS)
    assert (t.mrn, (t.section.number, t.section.of)) == (mrn, section)


@pytest.mark.parametrize(
    ("head", "origin"),
    [
        (HEAD.replace("\n", " ").strip() + "\n", "Embassy Belisar"),
        (HEAD.replace("\n", "\n\n", 2), "Embassy Belisar"),
        (HEAD.replace("2011-01-31 21:09\n", ""), "Embassy Belisar"),
        (HEAD.replace("Embassy Belisar\n", ""), None),
        (HEAD.replace("\n", "\r\n"), "Embassy Belisar"),
        ("\n" + HEAD.replace("2009-11-05 15:03", "2009-11-05T15:03:00Z"), "Embassy Belisar"),
        (COLUMNS + HEAD.replace("\n", " ").strip() + "\n", "Embassy Belisar"),
        (COLUMNS.replace(" C", "\nC").replace(" R", "\nR").replace(" O", "\nO") + HEAD, "Embassy Belisar"),
    ],
)
def test_heads_with_lines_joined_or_lost(head: str, origin: str | None) -> None:
    t = read(head + BODY, posts=POSTS)
    assert (t.mrn, t.release.created) == ("09BELISAR893", "2009-11-05T15:03")
    assert (t.release.origin, t.classification.level, t.subject) == (origin, "UNCLASSIFIED", "DUES")
    assert "layout.unread" not in kinds(t)


LABELLED = """ID: 154231
Date: 2008-05-16 13:56:00
Origin: 08BELISAR548
Source: Embassy Belisar
Classification: CONFIDENTIAL
Dunno: 08STATE44561
"""


def test_a_head_with_labels_stands_over_a_heading() -> None:
    heading = "VZCZCXRO1234\nPP RUEHLA\nDE RUEHBE #0548 1371356\nZNY CCCCC ZZH\nP 161356Z MAY 08\nFM EMBASSY BELISAR\n"
    text = (
        f"{LABELLED}Destination: {heading}TO FOROFF OSMAR 1\n\nSUBJECT: DUES\n\nREF: ROME 12\n\n1. (C) The dues rise.\n"
    )
    t = read(text, posts=POSTS)
    assert (t.layout, t.mrn, t.from_.plad) == ("release-head+transmission", "08BELISAR548", "EMBASSY BELISAR")
    assert (t.release.created, t.release.origin) == ("2008-05-16T13:56", "Embassy Belisar")
    assert (t.classification.level, t.transmission.id) == ("CONFIDENTIAL", "VZCZCXRO1234")
    assert "".join(t.quote(element.span) for element in t.elements) == text


def test_a_head_with_labels_dates_what_has_lost_its_heading() -> None:
    note = "Destination: This record is a partial extract of the original cable.\n\n"
    words = "UNCLAS ROME 000012\n\nSUBJECT: DUES\n\nREF: ROME 4100\n\n1. Up.\n"
    t = read(f"Date:2008-01-06 13:56:00\nSource:Embassy Rome\n{note}{words}")
    assert (t.mrn, t.dtg, t.references[0].mrn) == ("08ROME12", None, "07ROME4100")
    assert kinds(t)["release.note"] == note.replace("\n\n", "\n")


TITLED = "08BELISAR548\nHARBOUR DUES RISE,\nFri May 16 13:56:00 +0200 2008\nCONFIDENTIAL\nEmbassy Belisar\n"
DATED = "P 161356Z MAY 08\nFM EMBASSY BELISAR\nTO FOROFF OSMAR PRIORITY 1\n"
FIELDS = "\n\nSIPDIS\n\nTAGS: PREL\nSUBJECT: HARBOUR DUES RISE,\nAND FALL\n\n1. (C) The dues rise.\n\nCORVANE\n"


def test_a_head_with_a_title_stands_over_a_heading() -> None:
    text = f"{TITLED}{DATED}INFO CONSULATE IMBREL\nC O N F I D E N T I A L BELISAR 000548{FIELDS}"
    t = read(text, posts=POSTS)
    assert (t.layout, t.mrn, t.dtg) == ("release-head", "08BELISAR548", "2008-05-16T13:56Z")
    assert (t.release.created, t.release.released, t.release.origin) == ("2008-05-16T13:56", None, "Embassy Belisar")
    assert t.release.classification == t.classification.level == "CONFIDENTIAL"
    assert t.subject == "HARBOUR DUES RISE, AND FALL"
    assert kinds(t)["release.title"] == "HARBOUR DUES RISE,\n"
    assert "".join(t.quote(element.span) for element in t.elements) == text


@pytest.mark.parametrize(("title", "subject"), [("HARBOUR DUES RISE,", "HARBOUR DUES RISE,"), ("", None)])
def test_a_head_with_a_title_says_what_no_text_says(title: str, subject: str | None) -> None:
    t = read(TITLED.replace("HARBOUR DUES RISE,", title).replace("13:56", "00:00"), posts=POSTS)
    assert (t.mrn, t.subject, t.classification.level) == ("08BELISAR548", subject, "CONFIDENTIAL")
    assert t.release.created == "2008-05-16"  # midnight is no time


@pytest.mark.parametrize("line", ["Fri May 36 13:56:00 +0200 2008", "Fri Mai 16 13:56:00 +0200 2008", "May 16, 2008"])
def test_a_title_over_no_day_is_no_head(line: str) -> None:
    assert "release-head" not in read(TITLED.replace("Fri May 16 13:56:00 +0200 2008", line), posts=POSTS).layout


@pytest.mark.parametrize(
    ("addresses", "to", "info"),
    [
        ("INFO CONSULATE IMBREL", ["FOROFF OSMAR"], ["CONSULATE IMBREL"]),
        ("INFO CONSULATE IMBREL PRIORITY", ["FOROFF OSMAR"], ["CONSULATE IMBREL"]),
        ("INFO RUEHBE/CONSULATE IMBREL 0032", ["FOROFF OSMAR"], ["CONSULATE IMBREL"]),
        ("HARBOUR COLLECTIVE", ["FOROFF OSMAR", "HARBOUR COLLECTIVE"], []),
    ],
)
@pytest.mark.parametrize("level", ["UNCLAS", "C O N F I D E N T I A L", "S E C R E T"])
@pytest.mark.parametrize("section", ["", " SECTION 01 OF 02"])
def test_an_export_may_glue_the_classification_line_to_the_last_address(
    addresses: str, to: list[str], info: list[str], level: str, section: str
) -> None:
    t = read(f"{DATED}{addresses}{level}{section} BELISAR 000548{FIELDS}", posts=POSTS)
    assert ([a.plad for a in t.to], [a.plad for a in t.info]) == (to, info)
    assert t.classification.level == {"U": "UNCLASSIFIED", "C": "CONFIDENTIAL", "S": "SECRET"}[level[0]]
    assert (t.number, t.section.number, t.section.of) == (548, *((1, 2) if section else (None, None)))


def test_the_first_address_may_be_the_last_with_the_classification_line_glued_to_it() -> None:
    t = read(f"{DATED[:-1]}C O N F I D E N T I A L SECTION 01 OF 02 BELISAR 00548{FIELDS}", posts=POSTS)
    assert [(a.plad, a.precedence, a.mcn) for a in t.to] == [("FOROFF OSMAR", "PRIORITY", "1")]
    assert (t.classification.level, t.section.number) == ("CONFIDENTIAL", 1)


def test_a_name_that_only_ends_so_stays_whole() -> None:
    t = read(f"{DATED}HARBOUR OF S E C R E T POINT 12\nUNCLAS BELISAR 000548{FIELDS}", posts=POSTS)
    assert t.classification.level == "UNCLASSIFIED"
    assert len(t.to) == 2


def test_the_note_of_a_lost_heading_may_run_into_the_classification_line() -> None:
    note = (
        "This record is a partial extract of the original cable. The full text of the original cable is not available."
    )
    t = read(f"{TITLED}{note}UNCLAS SECTION 01 OF 02 BELISAR 0548{FIELDS}", posts=POSTS)
    assert (t.mrn, t.section.number, t.section.of) == ("08BELISAR548", 1, 2)
    assert (kinds(t)["release.note"], t.from_.plad) == (note, "Embassy Belisar")


def test_sections_of_which_the_first_line_is_glued_are_put_together() -> None:
    line = "C O N F I D E N T I A L SECTION 0{} OF 02 BELISAR 00548\n\nSIPDIS\n\nTAGS: PREL\nSUBJECT: DUES\n\n"
    first = f"{DATED}INFO CONSULATE IMBREL{line.format(1)}1. (C) The dues\n"
    second = f"\n\nCONFIDENTIAL\n\n{DATED}INFO CONSULATE IMBREL\n\n{line.format(2)}rise in June.\n\n"
    t = read(f"{TITLED}{first}{second}2. (C) We shall ask.\n\nCORVANE\n", posts=POSTS)
    assert [p.text for p in t.paragraphs] == ["The dues rise in June.", "We shall ask."]
    assert (t.section.number, t.section.of, t.signature) == (None, 2, ("CORVANE",))


def test_the_number_of_the_processing_beside_the_level_belongs_to_the_page() -> None:
    text = (
        f"{TITLED}\n161356Z May 08\n\n\n                 UNCLASSIFIED     PTQ8341\n\n"
        "PAGE 01        BELISA  00548  161356Z\nACTION EUR-00\n\nINFO  LOG-00   NP-00    /001W\n"
        "           ------------------507B47  161356Z /38\nFM EMBASSY BELISAR\nTO FOROFF OSMAR PRIORITY 5875\n"
        f"INFO CONSULATE IMBRELUNCLAS BELISAR 000548{FIELDS}\n                 UNCLASSIFIED\n\n>"
    )
    t = read(text, posts=POSTS)
    assert (t.dtg, t.from_.plad, t.to[0].mcn) == ("2008-05-16T13:56Z", "EMBASSY BELISAR", "5875")
    assert ([a.plad for a in t.info], len(t.distribution)) == (["CONSULATE IMBREL"], 3)
    assert (t.subject, [p.number for p in t.paragraphs]) == ("HARBOUR DUES RISE, AND FALL", [1])
    assert t.signature == ("CORVANE",)


@pytest.mark.parametrize(
    "text",
    [
        "Date: Fri, 16 May 2008 13:56\nSource: Embassy Rome\n\n1. Up.\n",
        "Source: Embassy Rome\n\n1. Up.\n",
        "Date: 2008-99-16 13:56\nSource: Embassy Rome\n\n1. Up.\n",
    ],
)
def test_labels_without_a_day_are_no_head(text: str) -> None:
    assert "release-head" not in read(text).layout


@pytest.mark.parametrize(
    "furniture",
    [
        "CONFIDENTIAL\n\nPAGE 02        BELISA  00118  151623Z\n",
        "SECRET\nPAGE 02 BELISA 00118 01 OF 02 151623 Z\n",
        "CONFIDENTIAL\nCONFIDENTIAL\nPAGE 02\nBELISA 00118 01 OF 02 151623Z\n",
        "confidential\npage 02 belisa 00118 151623z\n",
        "\n\n\nBELISAR 00000118  001.2 OF 003\n\n\n",
        f"{STAMP}\n{STAMP}\n",
        f"\n{STAMP}   {STAMP}\n\nPAGE 02 BELISA 00118 151623Z\n",
        "Declassified/Released US Department of State EO Systematic Review 30 JUN 2005\n",
    ],
)
def test_furniture_in_a_sentence_goes_out(furniture: str) -> None:
    before, after = (
        "R 151610Z MAY 08\nFM EMBASSY BELISAR\nTO FOROFF OSMAR\nUNCLAS BELISAR 118\nSUBJECT: DUES\n\n1. THE DUES\n",
        ("RISE IN\nJUNE.\n\n2. WE ASK.\n"),
    )
    t = read(before + furniture + after, posts=POSTS)
    assert [p.text for p in t.paragraphs] == ["THE DUES RISE IN JUNE.", "WE ASK."]
    inside = t.paragraphs[0].span
    assert t.quote(inside).endswith("JUNE.")
    assert "".join(t.quote(e.span) for e in t.elements) == t.source


@pytest.mark.parametrize(
    "inside",
    ["PAGE 02 BELISA 00118 151623Z", "BELISAR 00000118 001.2 OF 003", STAMP],
)
def test_furniture_inside_a_line_goes_out(inside: str) -> None:
    t = read(f"UNCLAS BELISAR 118\nSUBJECT: DUES\n\n1. THE DUES {inside} RISE.\n", posts=POSTS)
    assert t.paragraphs[0].text == "THE DUES RISE."


def test_a_page_header_may_split_an_address_line() -> None:
    t = read(
        "O 071504Z FEB 08\nFM FOROFF OSMAR\nTO PAGE 02 FOROFF 023763 071504Z\nEMBASSY BELISAR IMMEDIATE\n"
        "CONSULATE IMBREL\nUNCLAS FOROFF 023763\nSUBJECT: DUES\n1. THEY RISE.\n",
        posts=POSTS,
    )
    assert [a.plad for a in t.to] == ["EMBASSY BELISAR", "CONSULATE IMBREL"]


@pytest.mark.parametrize(
    "words",
    ["See\npage 02\nof the annex.", "TABLE 00000118 001.2 OF 003 IS LOST.", "SEE PAGE 02 STATE 04200 FOR MORE."],
)
def test_words_that_only_look_like_furniture_stay(words: str) -> None:
    t = read(f"UNCLAS BELISAR 118\nSUBJECT: DUES\n\n1. {words}\n", posts=POSTS)
    assert t.paragraphs[0].text == " ".join(words.split())


def test_a_document_number_counts_a_blank_among_the_six_signs_of_its_post() -> None:
    record = ATTRIBUTES.replace("1978BELISA00118", "1978PORT O00118").replace("From: BELISAR", "From: PORT OF SPAIN")
    assert read(f"Message Text\n{STUB}\n{record}").mrn == "78PORTOFSPAIN118"


def test_signs_written_as_a_page_writes_them_are_read() -> None:
    text = (
        "R 071504Z FEB 08&#x000A;FM EMBASSY BELISAR&#x000A;TO SECSTATE WASHDC&#x000A;UNCLAS BELISAR 000118&#x000A;\n"
        "TAGS: PREL, XX&#x000A;SUBJECT: DUES &amp; TOLLS&#x000A;&#x000A;1. THEY &quot;RISE&quot;.&#x000A;"
    )
    t = read(text, posts=POSTS)
    assert (t.mrn, t.subject, t.tags) == ("08BELISAR118", "DUES & TOLLS", ("PREL", "XX"))
    assert t.paragraphs[0].text == 'THEY "RISE".'
    assert "".join(t.quote(e.span) for e in t.elements) == text
    assert t.quote(t.paragraphs[0].span).startswith("1. THEY &quot;RISE")


@pytest.mark.parametrize(
    "stamp",
    [
        "UNCLASSIFIED U.S. Department of State Case No. F-2010-01234 Doc No. C17600001 Date: 01/02/2014",
        "RELEASED IN PART B1,1.4(D)",
        "UNCLASSIFIED   RELEASED IN FULL",
        "REVIEW AUTHORITY: Jane Sample, Senior Reviewer",
        "Review Authority: Jane R. O'Sample, Senior Reviewer",
        "RELEASED IN PART B1\n\nREVIEW AUTHORITY: sample",
        "REVIEW AUTHORITY: SAMPLE\nUNCLASSIFIED   RELEASED IN FULL",
    ],
)
def test_stamps_of_a_review_come_out_of_lists_and_sentences(stamp: str) -> None:
    t = read(
        f"{stamp}\nC O N F I D E N T I A L BELISAR 0118\nTAGS: PREL, PGOV,\n{stamp}\nXX\nSUBJECT: DUES\n\n"
        f"1. THE DUES\n{stamp}\nRISE.\n\n2. THEY WERE RELEASED IN PART.\n",
        posts=POSTS,
    )
    assert (t.classification.level, t.number, t.tags) == ("CONFIDENTIAL", 118, ("PREL", "PGOV", "XX"))
    assert [p.text for p in t.paragraphs] == ["THE DUES RISE.", "THEY WERE RELEASED IN PART."]


@pytest.mark.parametrize(
    ("beside", "below"),
    [
        ("REVIEW AUTHORITY: Jane Sample, Senior", " Reviewer"),
        ("REVIEW AUTHORITY: Jane Sample,", " Senior Reviewer"),
        ("REVIEW AUTHORITY: Jane R. Sample, Senior Reviewer", ""),
        ("REVIEW AUTHORITY: Jane Sample, Senior", "\nReviewer"),
    ],
)
def test_the_officer_of_a_review_beside_the_lists_is_no_address(beside: str, below: str) -> None:
    """A scan has the stamp in a column of its own, to the right of the lines at its height."""
    t = read(
        "O 091431Z OCT 92\nFM AMEMBASSY BELISAR\nTO SECSTATE WASHDC\nINFO AMEMBASSY ROME IMMEDIATE\n"
        f"AMEMBASSY TUNIS IMMEDIATE {beside}\nAMEMBASSY PARIS{below}\nAMEMBASSY CAIRO\n"
        "C O N F I D E N T I A L BELISAR 0118\nSUBJECT: DUES\n\n1. THE DUES ROSE.\n",
        posts=POSTS,
    )
    assert [one.plad for one in t.info] == ["AMEMBASSY ROME", "AMEMBASSY TUNIS", "AMEMBASSY PARIS", "AMEMBASSY CAIRO"]
    assert t.number == 118


def test_the_case_of_a_review_that_is_wrapped_before_its_document() -> None:
    stamp = "UNCLASSIFIED U.S. Department of State Case No. F-2010-01234 Doc No.\n\nC17600001 Date: 01/02/2014"
    t = read(
        f"C O N F I D E N T I A L BELISAR 0118\nSUBJECT: DUES\n\n1. THE DUES\n{stamp}\nRISE.\n\n2. X.\n", posts=POSTS
    )
    assert [p.text for p in t.paragraphs] == ["THE DUES RISE.", "X."]


_CLOSED = (
    "UNITED STATES DEPARTMENT OF STATE\nREVIEW AUTHORITY: JANE R SAMPLE\n"
    "CLASSIFICATION: {} REASON: 1.4(B), 1.4(D)\nDECLASSIFY AFTER: 4 MAY 2014\nDATE/CASE ID: 5 MAY 2006 200100001\n"
    "UNCLASSIFIED\nUNCLASSIFIED"
)


def test_the_stamp_of_a_review_that_kept_parts_closed_is_no_text() -> None:
    text = "C O N F I D E N T I A L BELISAR 0118\nSUBJECT: DUES\n\n1. THE DUES\n{}\nRISE.\n\n2. THEY FALL.\n"
    t = read(text.format(_CLOSED.format("CONFIDENTIAL")), posts=POSTS)
    assert [p.text for p in t.paragraphs] == ["THE DUES RISE.", "THEY FALL."]
    assert t.classification.level == "CONFIDENTIAL"
    raised = read(text.format(_CLOSED.format("SECRET")), posts=POSTS)
    assert raised.classification.level == "SECRET"  # what a stamp says holds the telegram
    alone = "REVIEW AUTHORITY: JANE R SAMPLE\nCLASSIFICATION: CONFIDENTIAL"
    assert alone.replace("\n", " ") in read(text.format(alone), posts=POSTS).paragraphs[0].text


@pytest.mark.parametrize(
    "words",
    [
        "REVIEW AUTHORITY: THE MINISTER OF JUSTICE ACTS AS SUCH",
        "REVIEW AUTHORITY: THE MINISTER OF JUSTICE, ACTING AS SUCH,",
        "Review authority: the minister of justice, as such,",
    ],
)
def test_words_of_a_drafter_are_no_stamp_of_a_review(words: str) -> None:
    t = read(
        f"C O N F I D E N T I A L BELISAR 0118\nSUBJECT: DUES\n\n1. THE LAW NAMES A\n{words}\nUNTIL MAY.\n", posts=POSTS
    )
    assert [p.text for p in t.paragraphs] == [f"THE LAW NAMES A {words} UNTIL MAY."]


@pytest.mark.parametrize("label", ["REF: ", "REF ", "REF; "])
def test_stamps_between_the_foot_of_a_page_and_the_next_head_part_no_name(label: str) -> None:
    stamp = "Jane R. Sample Declassified/Released US Department of State EO Systematic Review 20 Mar 2014\n"
    t = read(
        "R 151050Z MAY 76\nFM AMEMBASSY NAIROBI\nTO SECSTATE WASHDC\nUNCLAS NAIROBI 5010\nSUBJECT: DUES\n"
        f"{label}(A) STATE 110200; (B) ADDIS\nABABA\nCONFIDENTIAL\n\n{stamp}{stamp}CONFIDENTIAL\n\n"
        "PAGE 02        NAIROB  05010  01 OF 02  151216Z\n\n4901; (C) NAIROBI 4988\n\n1. THEY RISE.\n"
    )
    assert [reference.mrn for reference in t.references] == ["76STATE110200", "76ADDISABABA4901", "76NAIROBI4988"]


def test_an_empty_line_behind_every_line_parts_nothing() -> None:
    lines = (
        "P 051201Z JUN 08|FM EMBASSY BELISAR|TO SECSTATE WASHDC PRIORITY 2901|C O N F I D E N T I A L BELISAR 000502"
        "|SIPDIS|E.O. 12958: DECL: 06/05/2018|TAGS: PGOV, PREL,|XX"
        "|SUBJECT: A VISIT OF THE MINISTER OF THE TREASURY TO THE NORTH AND|TO THE SOUTH|REF: A. STATE 12|B. LIMA 3|"
        "|1. (C) THE MINISTER CAME ON MONDAY AND LEFT AGAIN ON TUESDAY, BEFORE THE|"
        "TOLLS ROSE.||2. (C) HE SAID NO MORE."
    )
    text = lines.replace("|", "\n\n")
    t = read(text, posts=POSTS)
    assert t.subject == "A VISIT OF THE MINISTER OF THE TREASURY TO THE NORTH AND TO THE SOUTH"
    assert t.tags == ("PGOV", "PREL", "XX")
    assert [reference.text for reference in t.references] == ["STATE 12", "LIMA 3"]
    assert [(p.number, p.text[-11:]) for p in t.paragraphs] == [(1, "TOLLS ROSE."), (2, "ID NO MORE.")]
    assert "".join(t.quote(e.span) for e in t.elements) == text


_RECORD = "2009-11-05 10:00\n2010-12-01 10:00\nUNCLASSIFIED\nEmbassy Geneva\nUNCLAS\nSUBJECT: A\n\n1. They met.\n"


@pytest.mark.parametrize(
    ("text", "written", "read_as"),
    [
        (f"09GENEVE1\n{_RECORD}", "09GENEVE1", "09GENEVA1"),
        (f"09GENEVE1 | {_RECORD}", "09GENEVE1", "09GENEVA1"),
        ("09GENEVE1\n", "09GENEVE1", "09GENEVA1"),
        (
            "From: x@example.gov\nMIME-Version: 1.0\nMMHS-Originator-Reference: 09QRIPOLI583\n\nUNCLAS\n",
            "09QRIPOLI583",
            "09TRIPOLI583",
        ),
        (
            'refid,subject,content\n09QRIPOLI583,A,"UNCLAS\nSUBJECT: A\n\n1. They met, and met again and again."\n',
            "09QRIPOLI583",
            "09TRIPOLI583",
        ),
        (
            "MRN: 09QRIPOLI583\nDTG: 051513Z NOV 09\nFrom: AMEMBASSY TRIPOLI\nSubject: A\n\n1. They met.\n",
            "09QRIPOLI583",
            "09TRIPOLI583",
        ),
        (f"09GENEVA1\n{_RECORD}", None, "09GENEVA1"),
        (f"09EMBASSYTRIPOLI893\n{_RECORD}", None, "09TRIPOLI893"),
    ],
)
def test_the_post_of_a_record_is_not_mended_in_silence(text: str, written: str | None, read_as: str) -> None:
    t = next(iter(read_many(text)))
    said = [(f.severity, f.says) for f in t.findings if f.code == "MRN003"]
    assert t.mrn == read_as
    assert said == ([("info", f"the post of {written} is in no table; read as {read_as}")] if written else [])
    assert all(written in t.quote(f.span) for f in t.findings if f.code == "MRN003" and written)


@pytest.mark.parametrize(
    ("written", "mrn"),
    [
        ("73BANGKOKA50", "73BANGKOK-A50"),
        ("73BANGKOKA-050", "73BANGKOK-A50"),
        ("73OTTAWA50", "73OTTAWA50"),
        ("73OTTAWAA50", "73OTTAWA-A50"),
        ("73BANGKOKQ50", "73BANGKOK50"),
        ("09TRIPOLIA893", "09TRIPOLI893"),
    ],
)
def test_an_a_glued_to_a_post_is_that_of_an_airgram(written: str, mrn: str) -> None:
    assert read(written).mrn == mrn


YEARLESS = """Message Text

PAGE 01        TUNIS  05120  051601Z

P R 311513Z DEC ZFF4
FM AMEMBASSY TUNIS
TO SECSTATE WASHDC 9910

C O N F I D E N T I A L TUNIS 5120

SUBJECT: HARBOUR DUES

1. THEY RISE.

Message Attributes

Draft Date: {day}
From: TUNIS
To: STATE
"""


@pytest.mark.parametrize(
    ("day", "dtg", "mrn", "found"),
    [
        ("31 DEC 1975", "1975-12-31T15:13Z", "75TUNIS5120", "DTG003"),
        ("02 JAN 1976", "1975-12-31T15:13Z", "75TUNIS5120", "DTG003"),
        ("12 JAN 1976", None, "76TUNIS5120", "DTG002"),  # too far from it: neither year is told
        ("01 JAN 1994", None, None, "DTG002"),  # what the archive's software has filled in
    ],
)
def test_a_group_without_its_year_has_that_of_the_record(
    day: str, dtg: str | None, mrn: str | None, found: str
) -> None:
    got = read(YEARLESS.format(day=day))
    assert "".join(got.quote(e.span) for e in got.elements) == got.source
    assert (got.dtg, got.mrn) == (dtg, mrn)
    assert (got.precedence.action, got.precedence.info) == ("PRIORITY", "ROUTINE")
    assert [(a.plad, a.mcn) for a in got.to] == [("SECSTATE WASHDC", "9910")]
    assert found in [one.code for one in got.findings]


def test_a_group_without_its_year_has_that_of_the_day_of_receipt() -> None:
    text = YEARLESS[YEARLESS.index("P R") : YEARLESS.index("Message Attributes")]
    assert read(text, date(1976, 1, 3)).dtg == "1975-12-31T15:13Z"
    assert read(text, date(1976, 3, 3)).dtg is None
    assert read(text).dtg is None
    assert read(text).precedence.action == "PRIORITY"


CARD = """HARBOUR DUES: THE SECOND ROUND
Date: 1974 September 6, 14:10 (Friday)
Canonical ID: 1974BELISA01101_b
Original Classification: CONFIDENTIAL
Current Classification: UNCLASSIFIED
Handling Restrictions: -- N/A or Blank --
Character Count: 812
Executive Order: GS
TAGS: EFIS - Economic Affairs--Commercial Fishing | IC - Iceland
Concepts: -- N/A or Blank --
Enclosure: -- N/A or Blank --
Type: TE - Telegram (cable)
From: Sample Belisar
To: Secretary of State
Markings: Declassified/Released US Department of State EO Systematic Review 30 JUN 2005

"""


def test_attributes_that_a_page_shows_above_the_text() -> None:
    got = read(
        f"{CARD}R 061410Z SEP 74\nFM EMBASSY BELISAR\nTO FOROFF OSMAR 4419\nCONFIDENTIAL BELISAR 1101\n"
        "TAGS: EFIS, IC\nSUBJ: DUES\nREF: OSMAR 12\n1. HE CAME.\nROE\n",
        posts=POSTS,
    )
    assert "".join(got.quote(e.span) for e in got.elements) == got.source
    assert (got.layout, got.mrn, got.dtg) == ("nara-record", "74BELISAR1101", "1974-09-06T14:10Z")
    assert (got.classification.level, got.subject, got.tags) == ("CONFIDENTIAL", "DUES", ("EFIS", "IC"))
    assert (got.release.created, got.release.released) == ("1974-09-06", "2005-06-30")
    assert [p.text for p in got.paragraphs] == ["HE CAME."]


def test_what_the_text_below_such_attributes_does_not_say_is_theirs() -> None:
    got = read(f"{CARD}1. HE CAME.\n2. HE LEFT.\n")
    assert (got.mrn, got.year, got.subject) == ("74BELISA1101", 1974, "HARBOUR DUES: THE SECOND ROUND")
    assert (got.classification.level, got.tags) == ("CONFIDENTIAL", ("EFIS", "IC"))
    assert [a.plad for a in got.to] == ["Secretary of State"]
    for words in ("NODIS", "NODIS - No Distribution (other than to persons indicated)"):
        marked = read(f"{CARD.replace('-- N/A or Blank --', words, 1)}1. HE CAME.\n")
        assert marked.classification.captions == ("NODIS",)


@pytest.mark.parametrize(
    "stamp",
    [
        "Approved For Release 2008/03/11 : XXX-RDP85T00353R000100110007-8",
        "Declassified and Approved For Release 2013/05/22 : XXX-RDP85T0035",
        "No Objection To Declassification 2008/06/20 : LOC-ABC-1-2-3",
        "(Photocopy from Sample Library)",
        "REPRODUCED AT THE NATIONAL ARCHIVES",
    ],
)
def test_what_those_who_keep_a_copy_write_on_it_is_no_word_of_the_text(stamp: str) -> None:
    got = read(
        f"{stamp}\nR 061410Z SEP 74\nFM EMBASSY BELISAR\nTO OSMAR\nUNCLAS BELISAR 12\n1. HE\n{stamp}\nCAME.\nROE\n"
        f"{stamp}\n"
    )
    assert "".join(got.quote(e.span) for e in got.elements) == got.source
    assert ([p.text for p in got.paragraphs], got.signature) == (["HE CAME."], ("ROE",))


@pytest.mark.parametrize(
    "stamp",
    ["APPROVED FOR RELEASE 2001/03/04 SECRET", "NO OBJECTION TO DECLASSIFICATION NODIS", "COPY FROM SECRET LIBRARY"],
)
def test_a_stamp_with_a_level_or_a_caption_stays_a_word_of_the_text(stamp: str) -> None:
    got = read(f"R 061410Z SEP 74\nFM EMBASSY BELISAR\nTO OSMAR\nUNCLAS BELISAR 12\n1. HE CAME.\n{stamp}\n")
    assert not [e for e in got.elements if e.kind == "page.review"]
    assert stamp in got.paragraphs[0].text


def test_words_about_archives_and_libraries_stay() -> None:
    got = read("SUBJECT: DUES\n1. HE WANTS A\nCOPY FROM THE LIBRARY IN TOWN\nOR FROM THE NATIONAL ARCHIVES.\n")
    assert got.paragraphs[0].text == "HE WANTS A COPY FROM THE LIBRARY IN TOWN OR FROM THE NATIONAL ARCHIVES."


ABOVE = """Message Attributes
Current Classification: UNCLASSIFIED
Document Number: 1974TRIPOL01188
Draft Date: 04 MAR 1974
Original Classification: CONFIDENTIAL
Subject: HARBOUR DUES
To: STATE
Markings: Declassified/Released US Department of State EO Systematic Review 30 JUN 2005
"""
BELOW = """CONFIDENTIAL
TRIPOLI A-88
TO: DEPARTMENT OF STATE
FROM: AMEMBASSY TRIPOLI                DATE: March 4, 1974
SUBJECT: Harbour Dues
REF: State 12345

The Council met to discuss the dues.

SAMPLE
"""


@pytest.mark.parametrize("between", ["\n", "\n\n", "---\n", "=====\n\n", "\nMessage Text\n\n"])
def test_attributes_may_stand_above_the_text(between: str) -> None:
    got = read(f"{ABOVE}{between}{BELOW}")
    assert got.from_.plad == "AMEMBASSY TRIPOLI"
    assert [one.text for one in got.paragraphs] == ["The Council met to discuss the dues."]
    assert [one.mrn for one in got.references] == ["74STATE12345"]
    assert got.release is not None
    assert (got.release.created, got.release.released) == ("1974-03-04", "2005-06-30")
    assert "".join(got.quote(one.span) for one in got.elements) == got.source


@pytest.mark.parametrize("behind", ["", "\n", "\nHandling Restrictions: n/a\n", "\n---\n"])
def test_attributes_alone_are_a_record_without_a_text(behind: str) -> None:
    got = read(f"{ABOVE}{behind}")
    assert (got.mrn, got.subject, got.paragraphs) == ("74TRIPOLI1188", "HARBOUR DUES", ())


@pytest.mark.parametrize(
    ("number", "mrn"),
    [
        ("BANGKOK A-88", "74BANGKOK-A88"),
        ("Bangkok A-88", "74BANGKOK-A88"),
        ("BANGKOK A88", "74BANGKOK-A88"),
        ("AMEMBASSY BANGKOK A-88", "74BANGKOK-A88"),
        ("1974BANGKOKA-88", "74BANGKOK-A88"),
        ("BANGKOK 00088", "74BANGKOK88"),
        ("LIMA 88", "74LIMA88"),
        ("BELISAR A-88", None),  # no post of the table
        ("BANGKOK A-0", None),
        ("BANGKOK A-88 IS MISSED", None),
        ("A-88", None),
    ],
)
@pytest.mark.parametrize(
    "record",
    [
        "Message Text\n\nFOO KUDU CAME.\n\nMessage Attributes\n\nDocument Number: {}\nDraft Date: 04 MAY 1974\n",
        'mrn,date,subject,body\n{},1974-05-04,Rice,"UNCLASSIFIED\n\n1. FOO KUDU CAME.\n"\n',
        '{{"id": "{}", "date": "1974-05-04", "subject": "Rice", "body": "UNCLASSIFIED\\n\\n1. FOO KUDU CAME.\\n"}}',
    ],
)
def test_a_number_of_a_record_without_its_year_is_of_the_year_of_its_day(
    record: str, number: str, mrn: str | None
) -> None:
    assert read(record.format(number)).mrn == mrn


def test_a_record_without_a_year_says_nothing_against_the_telegram() -> None:
    row = '{"id": "BANGKOK A-88", "date": "1974-05-04", "body": "R 041200Z MAY 74\\nFM AMEMBASSY %s\\n%s\\n1. FOO."}'
    assert read(row % ("BANGKOK", "TO SECSTATE WASHDC\\n")).mrn == "74BANGKOK-A88"
    assert read(row % ("BANGKOK", "TO SECSTATE WASHDC\\nSECRET BANGKOK 412\\n")).mrn == "74BANGKOK412"
    assert read(row % ("LIMA", "TO SECSTATE WASHDC\\n")).mrn is None
    undated = row.replace("1974-05-04", "").replace("R 041200Z MAY 74\\n", "")
    assert read(undated % ("BANGKOK", "")).mrn is None
