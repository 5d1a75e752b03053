"""A telegram whose line ends an export or a page has folded into blanks says what it said in lines."""

from __future__ import annotations

import pytest
from tests.formats.test_worn_copies import SOUND, said

from legation.core.telegram import to_dict
from legation.formats import read
from legation.tables.marking import telegram_marking

RECORD = """\
CONFIDENTIAL
PAGE 01 ORSALA 02266 01 OF 02 081815Z
ACTION EUR-12
INFO OCT-01 ISO-00 /013 W
--------------------- 012344
R 081752Z FEB 76
FM AMEMBASSY LISBON
TO SECSTATE WASHDC 5612
INFO USMISSION NATO
AMEMBASSY MADRID
C O N F I D E N T I A L LISBON 2266
E.O. 11652: GDS
TAGS: PFOR, PO
SUBJ: THE HARBOUR COMMITTEE
REF: (A) STATE 30187 (B) LISBON 1998
1. THE COMMITTEE MET ON FEBRUARY 7.
2. IT AGREED ON PIER 3 AND HEARD THE TREASURER
CONFIDENTIAL
CONFIDENTIAL
PAGE 02 ORSALA 02266 01 OF 02 081815Z
3. NEXT MEETING IS ON MARCH 4. HALDEN
CONFIDENTIAL
NNN
"""
TYPED = """\
TELEGRAM
Department of State
AMEMBASSY LISBON 0113
0 R 211420Z JAN 72 ZFF-4
FM AMEMBASSY LISBON
TO SECSTATE WASHDC IMMEDIATE 6916
INFO AMEMBASSY MADRID
USINT CAIRO
LISBON 0113
CORRECTED COPY (TEXT)
SUBJECT: THE HARBOUR COMMITTEE
REF: STATE 210077
1. THE COMMITTEE WILL MEET WHEN THE MINISTER IS BACK, WHICH MAY BE WEEKS.
2. NOTHING ELSE IS KNOWN.
HALDEN
"""
NAVAL = """\
R 031842Z SEP 10
UNCLASSIFIED//
MARADMIN 512/10
MSGID/GENADMIN/CMC WASHINGTON DC/MMOA-3//
SUBJ/RESULTS OF THE HARBOUR BOARD//
REF/A/MSG/CMC WASHINGTON DC MMOA/DTG:141200ZMAY2010//
AMPN/REF A IS MARADMIN 288/10//
RMKS/1.  The following were chosen:
NAME              MCC
ABLE J B          1C1
BAKER C D         020
2.  Others are told by letter.
3.  Release authorized by D. Smith, Director.//
BT
NNNN
"""

ORDER = """\
UNCLASSIFIED//
ATTENTION INVITED TO
ROUTINE
R 091937Z FEB 16
FM CNO WASHINGTON DC
TO NAVADMIN
INFO CNO WASHINGTON DC
BT
UNCLAS
NAVADMIN 030/16
MSGID/GENADMIN/CNO WASHINGTON DC/FEB//
SUBJ/PRIZES OF THE HARBOUR OFFICE//
REF/A/DOC/CNO/08JAN2015//
AMPN/REF A IS AN INSTRUCTION//
RMKS/1. Per reference (a), prizes are open.
2. Names are due in May.
BT
NNNN
"""


@pytest.mark.parametrize("blanks", [" ", "  "])
@pytest.mark.parametrize("name", ["mrn", "dtg", "from", "to", "info", "precedence", "executive_order", "tags"])
def test_a_sound_telegram_on_one_line_has_its_head(name: str, blanks: str) -> None:
    assert said(SOUND.replace("\n", blanks))[name] == said(SOUND)[name]


@pytest.mark.parametrize("lines", [RECORD, TYPED, NAVAL, ORDER], ids=["record", "typed", "naval", "order"])
def test_a_telegram_on_one_line_says_the_same(lines: str) -> None:
    sound, folded = said(lines), said(" ".join(lines.split()))
    for name in ("mrn", "dtg", "from", "to", "info", "precedence", "tags", "subject", "signature", "classification"):
        assert folded[name] == sound[name], name
    assert folded["references"] == sound["references"]
    assert [p[:2] for p in folded["paragraphs"]] == [p[:2] for p in sound["paragraphs"]]


@pytest.mark.parametrize(
    "level", ["NATO SECRET", "COSMIC TOP SECRET", "CONFIDENTIAL//REL TO USA, AUS SECTION 01 OF 02", "SECRET//NOFORN"]
)
def test_a_level_with_controls_on_one_line_has_all_of_them(level: str) -> None:
    lines = (
        f"P 051513Z NOV 09\nFM AMEMBASSY ROME\nTO SECSTATE WASHDC PRIORITY\nINFO AMEMBASSY PARIS\n{level} ROME 001234\n"
        "E.O. 12958: DECL: 11/05/2019\nTAGS: PREL, IT\nSUBJECT: A VISIT\n\n1. KUDU CAME TO THE HARBOUR AND WENT.\n"
    )
    sound, folded = said(lines), said(" ".join(lines.split()))
    assert folded["info"] == sound["info"]
    assert folded["classification"] == sound["classification"]
    assert sound["classification"]["caveats"]


BODIES = [
    ("1.  C - ENTIRE TEXT 2.  ALL ENVOYS SHOULD READ THE NOTE FIRST", [1, 2]),
    (
        "1. (C-ENTIRE TEXT) 2. THE MINISTER SPOKE (AT SOME LENGTH.) 3. HE LEFT ON JUNE 4. 4. HALDEN STAYED.",
        [1, 2, 3, 4],
    ),
    ("SUMMARY: THE TALKS WENT ON. END SUMMARY 1. THEY BEGAN AT NOON. 2. THEY ENDED AT NINE.", [None, 1, 2]),
    ("B. LISBON 465 1. STRIKES GO ON, REF B SAYS. 2. PAPERS REPORT LITTLE OF THEM.", [1, 2]),
    ("B. LISBON 465 1. [S] THE MINISTER SPOKE 2. [U] HE LEFT.", [1, 2]),
    ("1. PRICES: JAN 120 FEB 144 2. WE EXPECT MORE ON APRIL 3. PARA 3 OF THE NOTE SAYS SO. 3. END.", [1, 2, 3]),
]


@pytest.mark.parametrize(("words", "numbers"), BODIES)
def test_a_body_on_one_line_has_its_paragraphs(words: str, numbers: list[int | None]) -> None:
    long = words + " THE REST OF WHICH WAS TOLD BEFORE" * 6 + "."
    paragraphs = to_dict(read(long))["paragraphs"]
    assert [p["number"] for p in paragraphs] == numbers
    assert all(long[p["span"][0] : p["span"][1]].endswith(p["text"][-20:]) for p in paragraphs)


def test_a_sentence_on_one_line_stays_one_paragraph() -> None:
    words = "THE MINISTER SAID ON MAY 3. THAT ARTICLE 2. HOLDS, AND HE NAMED NO. 4. OF THE LIST AS " + "GOOD AND " * 12
    assert [p["number"] for p in to_dict(read(words))["paragraphs"]] == [None]


@pytest.mark.parametrize(
    ("was", "now"),
    [
        ("211420Z JAN", "211420z JAN"),  # as a scan has the group
        ("211420Z JAN", "21 1420Z JAN"),
        ("211420Z JAN", "2114202 JAN"),
        (
            "FM AMEMBASSY LISBON\nTO SECSTATE WASHDC IMMEDIATE 6916",
            "TO SECSTATE WASHDC IMMEDIATE 6916\nFM AMEMBASSY LISBON",
        ),
        ("FM AMEM", "FM: AMEM"),
        ("USINT CAIRO", "CINCSTRIKE\nDIA\nCOMIDEASTFOR"),
        ("USINT CAIRO", "USUN NEW YORK 1433\nUSDEL SECRETARY"),
        ("USINT CAIRO", "USMISSION USUN NEW YORK"),  # one name
        ("USINT CAIRO", "XMT AMEMBASSY BEIRUT\nAMCONSUL ASMARA"),
        ("USINT CAIRO", "USINT CAIRO 222\nSECTION 1 OF 2"),
        ("INFO AMEMBASSY MADRID\nUSINT CAIRO\n", "FOR ROE FROM DOE\n"),
        ("LISBON 0113\n", "NEW DELHI 0113\n"),
        ("REF:", "REFERENCE:"),
        ("REF: STATE 210077\n1.", "REF: STATE 210077\nSUMMARY: ALL IS WELL. END SUMMARY.\n1."),
        ("WEEKS.\n2. NOTHING ELSE IS KNOWN.", "WEEKS.\n2. NOTHING ELSE IS KNOWN. GDS"),
        ("WEEKS.\n2. NOTHING ELSE IS KNOWN.", "WEEKS.\n2. NOTHING ELSE IS KNOWN.)\nGP-2"),
        ("KNOWN.\nHALDEN", "KNOWN.\nHALDEN\n\nNOTE BY OC/T: POUCHED BEIRUT."),
        ("KNOWN.\nHALDEN", "KNOWN. GDS.\n\nNOTE BY OC/T: NOT PASSED CAIRO.\nHALDEN"),
        ("2. NOTHING", "2. 7TH SESSION AND NOTHING"),
        ("REF: STATE 210077\n1.", "SUMMARY: ALL IS WELL. END SUMMARY.\n1."),
    ],
)
def test_what_a_typed_copy_on_one_line_parts_its_head_by(was: str, now: str) -> None:
    lines = TYPED.replace("LISBON", "NEW DELHI") if "DELHI" in now else TYPED
    lines = lines.replace(was, now)
    folded = read(" ".join(lines.split()))
    assert "".join(folded.quote(e.span) for e in folded.elements) == folded.source
    whole = read(lines)
    assert folded.dtg == "1972-01-21T14:20Z"
    assert folded.mrn == whole.mrn is not None
    for name in ("from_", "to", "info", "exempt", "subject", "signature"):
        assert getattr(folded, name) == getattr(whole, name), name
    assert [(one.text, one.mrn) for one in folded.references] == [(one.text, one.mrn) for one in whole.references]
    assert [one.number for one in folded.paragraphs] == [one.number for one in whole.paragraphs]


@pytest.mark.parametrize("above", ["", "UNCLASSIFIED//\n", "SECRET//\nZNR UUUUU\n"])
@pytest.mark.parametrize(
    "level",
    [
        "C O N F I D E N T I A L LIMDIS//N02300//",
        "S E C R E T EYES ONLY//",
        "UNCLAS//FOUO NATO//N02300//",
        "TOP SECRET NODIS//N02300//\nNAVOP 003/95",
        "SECRET NATO//\nNAVOP 003/95",
        "CONFIDENTIAL REL TO USA, GBR//N02300//",
        "UNCLAS//N02300//",
    ],
)
@pytest.mark.parametrize("subject", ["SUBJ/(TS)VISIT//", "SUBJ/VISIT (S/NF)//", "SUBJ/VISIT//SECRET//", "SUBJ/VISIT//"])
def test_a_naval_message_on_one_line_is_held_as_in_lines(above: str, level: str, subject: str) -> None:
    lines = (
        f"{above}R 101530Z JAN 95\nFM CTF SEVEN TWO\nTO CTF 73//N3//\nINFO CTG 72.1\nBT\n{level}\nEXER/OLIVE//\n"
        f"MSGID/GENADMIN/CTF 72/-/JAN//\n{subject}\nRMKS/1. KUDU CAME.\n2. (C) ORYX LEFT.//\nBT\n"
    )
    assert telegram_marking(read(lines.replace("\n", " "))) == telegram_marking(read(lines))


def test_a_short_message_on_one_line_is_held_as_in_lines() -> None:
    lines = "R 101530Z JAN 95\nFM USS KUDU\nTO CTF 73\nBT\nUNCLAS EXDIS//\nSUBJ/VISIT//\n1. (C) KUDU CAME.\nBT"
    assert telegram_marking(read(lines.replace("\n", " "))) == telegram_marking(read(lines))


TEXT_BEHIND = "DELEGATES OF EIGHT CITIES MET IN THE HARBOUR TO TALK OF DUES AND TOLLS. " * 4


@pytest.mark.parametrize(
    ("cited", "behind", "refs"),
    [
        ("STATE 210077", "", ["71STATE210077"]),
        ("STATE 210077 AND PREVIOUS", "", ["71STATE210077"]),
        ("71 STATE 210077 (NOTAL).", "", ["71STATE210077"]),
        ("STATE 210077 AND ROME 44", "", None),  # more than one
        ("STATE 210077", "LETTER FROM ", None),  # what the words behind it make of it
        ("NOWHERE 210077", "", None),
    ],
)
def test_a_text_in_capitals_behind_one_reference_on_its_line_is_no_part_of_it(
    cited: str, behind: str, refs: list[str] | None
) -> None:
    got = read(f"{TYPED.partition('REF:')[0]}REF: {cited} {behind}{TEXT_BEHIND}\nHALDEN\n".replace("\n", " "))
    assert "".join(got.quote(e.span) for e in got.elements) == got.source
    apart = [p.text for p in got.paragraphs] == [TEXT_BEHIND.strip()]
    assert apart == (refs is not None)
    if refs is not None:
        assert [one.mrn for one in got.references] == refs


def test_a_list_in_lines_keeps_the_words_behind_a_number() -> None:
    got = read(
        TYPED.replace("REF: STATE 210077", "REF: STATE 210077 MINUTES OF THE HARBOUR COMMITTEE HELD IN LISBON TODAY")
    )
    assert [p.number for p in got.paragraphs] == [1, 2]


def test_a_passing_line_behind_the_references_on_one_line() -> None:
    lines = (
        "R 051513Z NOV 09\nFM AMEMBASSY TUNIS\nTO SECSTATE WASHDC 1234\nCONFIDENTIAL TUNIS 000744\n\nE.O. 12958: N/A\n"
        "TAGS: PREL\nSUBJECT: DUES\nREF: STATE 12\n\nFOR AMBASSADOR FROM SMITH\n\n"
        "1. (C) Dues rise.\n\n2. (C) That is so.\n"
    )
    got = read(lines.replace("\n", " "))
    assert [one.text for one in got.references] == ["STATE 12"]
    assert [one.office for one in got.attention] == ["AMBASSADOR"]
    unclear = read(lines.replace("REF: STATE 12\n\n", "").replace("\n", " "))
    assert unclear.subject == "DUES FOR AMBASSADOR FROM SMITH"  # as a subject may end, too


def test_sets_of_a_warning_on_one_line_are_each_their_own() -> None:
    text = (
        "ABIO10 PGTW 311800 MSGID/GENADMIN/A WARNING CENTER// SUBJ/AN ADVISORY FOR TWO SEAS// RMKS/ "
        "1. THE FIRST SEA: NONE. 2. THE SECOND SEA: A STORM NEAR 8.6S, WHICH GOES ON TO THE EAST AND IS WATCHED.//"
    )
    told = to_dict(read(text))
    assert told["subject"] == "AN ADVISORY FOR TWO SEAS"
    assert [one["number"] for one in told["paragraphs"]] == [1, 2]
