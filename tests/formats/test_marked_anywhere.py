"""What a reader would see as the telegram's marking holds it, however it is written and wherever it stands."""

from __future__ import annotations

import csv
import io
import json

import pytest

from legation.core.telegram import Telegram
from legation.formats import read
from legation.tables.marking import telegram_marking
from legation.tables.marking_rows import rank_of

LINES = (
    "P 151200Z JAN 76",
    "FM AMEMBASSY PARIS",
    "TO SECSTATE WASHDC",
    "BT",
    "C O N F I D E N T I A L PARIS 00412",
    "E.O. 11652: GDS",
    "TAGS: PFOR",
    "SUBJECT: A VISIT",
    "",
    "1. FOO KUDU WENT AWAY TO THE CITY AND CAME BACK.",
    "",
    "2. BAR ORYX STAYED.",
    "WINTERS",
    "BT",
)
TELEGRAM = "\n".join(LINES) + "\n"


def with_line(line: str) -> list[Telegram]:
    """The telegram with ``line`` at each place."""
    return [read("\n".join([*LINES[:at], line, *LINES[at:], ""])) for at in range(len(LINES) + 1)]


@pytest.mark.parametrize(
    "line",
    [
        *(
            "**SECRET**",
            "__SECRET__",
            "# SECRET",
            "| SECRET |",
            "> SECRET",
            "{SECRET}",
            "<SECRET>",
            "'SECRET'",
            "`SECRET`",
        ),
        *("//SECRET//", "“SECRET”", "– SECRET –", "• SECRET", "S.E.C.R.E.T", "S_E_C_R_E_T", "S*E*C*R*E*T"),
        *("SECURITY CLASSIFICATION: SECRET", "Classification - Secret", "CLASSIFICATION | SECRET", "Level: Secret"),
        *(
            "CLASSIFICATION=SECRET",
            "Overall classification: SECRET",
            "CLAS: SECRET",
            "THIS TELEGRAM IS CLASSIFIED SECRET",
        ),
        *("PAGE 2 SECRET", "SECRET PAGE 2", "SECRET 2", "SECRET (U)", "PERSONAL AND SECRET", "SECRET AND PERSONAL"),
        *("SECPET", "SECREI", "5ECRET", "S3CRET", "**SECPET**"),
        *(
            "ＳＥＣＲＥＴ",
            "SEC\xadRET",
            "SEC\u200bRET",
            "S\u0415CRET",
            "S\u0332E\u0332C\u0332R\u0332E\u0332T",
            "\U0001d412ECRET",
        ),
    ],
)
def test_a_level_holds_however_it_is_written(line: str) -> None:
    assert [got.classification.level for got in with_line(line)] == ["SECRET"] * (len(LINES) + 1)


@pytest.mark.parametrize("line", ["MOST SECRET", "T0P SECRET", "TOP_SECRET", "TQP SECRET"])
def test_the_highest_level_holds_however_it_is_written(line: str) -> None:
    assert {got.classification.level for got in with_line(line)} == {"TOP SECRET"}


@pytest.mark.parametrize(
    "line",
    [
        *("NODIS", "nodis", "N O D I S", "N-O-D-I-S", "N.O.D.I.S.", "NO DIS", "NO-DIS", "N0DIS", "NOD1S", "NODlS"),
        *("**NODIS**", "> NODIS", "| NODIS |", "[NODIS]", "“NODIS”", "//NODIS//", "\xa0NODIS\t", "NODIS PAGE 1"),
        *("CAPTION: NODIS", "Handling: NODIS", "HANDLING RESTRICTIONS: NODIS", "THIS TELEGRAM IS NODIS"),
        *("ＮＯＤＩＳ", "NO\xadDIS", "NO\u200bDIS", "N\u041eDIS", "NOD\u0406S"),
    ],
)
def test_a_caption_holds_however_it_is_written(line: str) -> None:
    assert all("NODIS" in telegram_marking(got).needs for got in with_line(line))


def test_the_readers_of_one_government_are_a_need() -> None:
    for line in ("UK EYES A", "SECRET UK EYES A", "SECRET - CANADIAN EYES ONLY"):
        assert all(telegram_marking(got).needs for got in with_line(line)), line
    assert {got.classification.level for got in with_line("SECRET UK EYES A")} == {"SECRET"}


def test_a_caption_of_the_body_alone_is_told() -> None:
    got = read(TELEGRAM.replace("\n2. BAR", "\nNODIS\n\n2. BAR"))
    assert got.classification.captions == ("NODIS",)
    assert "CAP001" in [found.code for found in got.findings]
    assert 2 in [paragraph.number for paragraph in got.paragraphs]


@pytest.mark.parametrize(
    "line",
    [
        *("SECRETARY", "SECRET TALKS WENT ON", "PAGE 2 SECRETARY", "THIS MATTER IS SECRETARIAL", "NODISTRIBUTION"),
        *("NODIS TELEGRAMS CAME", "HANDLING OF NODIS TELEGRAMS", "REGRET", "SECURE", "SACRED", "CONFIDENTIALLY"),
        *("CLASSIFICATION: SECRETARIAT WORK", "THE LEVEL: SECRET TALKS", "\u0421\u0415\u041a\u0420\u0415\u0422"),
    ],
)
def test_words_that_only_look_so_hold_nothing(line: str) -> None:
    for got in with_line(line)[10:]:  # in the text; above it the first words of a line may be a caption all the same
        assert rank_of(got.classification.level) <= rank_of("CONFIDENTIAL")
        assert "NODIS" not in telegram_marking(got).needs


PRE = f"<pre>{TELEGRAM}</pre>"


@pytest.mark.parametrize(
    "page",
    [
        *("<p>SECRET</p>{0}", "{0}<div>Classification: Secret</div>", "<h1><b>SECRET</b></h1>{0}"),
        "<table><tr><td>Classification</td><td>SECRET</td></tr></table>{0}",
        "<dl><dt>Security</dt><dd>Secret</dd></dl>{0}",
        "{0}<p>SECRET</p><pre>3. MORE.</pre>",
    ],
)
def test_a_level_on_the_page_around_holds(page: str) -> None:
    assert read(f"<html><body>{page.format(PRE)}</body></html>").classification.level == "SECRET"
    for word in ("SECRET", "Secret"):
        page = page.replace(word, "NODIS")
    page = page.replace("Classification", "Tags").replace("Security", "Handling")
    assert telegram_marking(read(f"<html><body>{page.format(PRE)}</body></html>")).needs == {"NODIS"}


def test_the_title_of_the_page_holds_and_what_leads_elsewhere_does_not() -> None:
    got = read(f"<html><head><title>SECRET</title></head><body>{PRE}</body></html>")
    assert got.classification.level == "SECRET"
    lists = "<ul><li><a href='/s'>SECRET</a></li></ul><select><option>SECRET</option></select><nav>NODIS</nav>"
    got = read(f"<html><head><script>\nSECRET\n</script></head><body>{lists}{PRE}</body></html>")
    assert got.classification.level == "CONFIDENTIAL"
    assert not got.classification.captions


@pytest.mark.parametrize("level", ["SECRET", "Classification: Secret"])
def test_a_level_of_the_frame_holds(level: str) -> None:
    record = f"Message Text\n\n{TELEGRAM}\n\nMessage Attributes\n\nOriginal Classification: CONFIDENTIAL\n"
    assert read(record).classification.level == "CONFIDENTIAL"
    assert read(f"{level}\n{record}").classification.level == "SECRET"
    assert read(f"{record}{level}\n").classification.level == "SECRET"


@pytest.mark.parametrize("key", ["Previous Classification", "Current Classification", "Classification"])
def test_an_attribute_raises_and_never_lowers(key: str) -> None:
    record = f"Message Text\n\n{TELEGRAM}\n\nMessage Attributes\n\nOriginal Classification: CONFIDENTIAL\n{key}: "
    got = read(f"{record}SECRET NODIS\nSubject: A VISIT\n")
    assert (got.classification.level, got.classification.captions) == ("SECRET", ("NODIS",))
    assert read(f"{record}UNCLASSIFIED\n").classification.level == "CONFIDENTIAL"
    unread = TELEGRAM.replace("C O N F I D E N T I A L PARIS 00412", "PARIS 00412")
    got = read(f"Message Text\n\n{unread}\n\nMessage Attributes\n\nCurrent Classification: UNCLASSIFIED\n")
    assert got.classification.level is None


@pytest.mark.parametrize(
    ("name", "said"),
    [
        *(("marking", "SECRET"), ("security", "Secret"), ("classification", "S"), ("banner", "SECRET//NODIS")),
        *(
            ("kind", "SECRET"),
            ("subject", "(SECRET) A VISIT"),
            ("subject", "SECRET//A VISIT"),
            ("subject", "(S) A VISIT"),
        ),
        *(
            ("captions", "NODIS"),
            ("handling", "nodis"),
            ("caveats", "NODIS, EXDIS"),
            ("tags", "NODIS"),
            ("remark", "NODIS"),
        ),
        ("classification", "CONFIDENTIAL//NODIS"),
    ],
)
def test_a_field_beside_the_text_holds(name: str, said: str) -> None:
    row = {"id": "76PARIS412", "date": "1976-01-15", "body": TELEGRAM}
    out = io.StringIO()
    csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\n").writerows([[*row, name], [*row.values(), said]])
    for text in (
        out.getvalue(),
        json.dumps({**row, name: said}) + "\n",
        json.dumps({**row, name: [said]}) + "\n",
        json.dumps({**row, "about": {name: said}}) + "\n",
    ):
        marking = telegram_marking(read(text))
        assert "NODIS" in marking.needs if "NODIS" in said.upper() else marking.rank == rank_of("SECRET"), text


def test_a_field_that_says_nothing_of_the_marking_holds_nothing() -> None:
    row = {"id": "76PARIS412", "date": "1976-01-15", "classification": "CONFIDENTIAL", "tags": ["PFOR"]}
    got = read(json.dumps({**row, "subject": "SECRET TALKS, AND NODIS", "body": TELEGRAM}))
    assert telegram_marking(got) == telegram_marking(read(TELEGRAM))


def mail(fields: str = "", subject: str = "A visit", kind: str = "text/plain", body: str = TELEGRAM) -> str:
    return (
        f"From: a@post.example\nTo: b@post.example\nSubject: {subject}\nDate: Thu, 15 Jan 1976 12:00:00 +0000\n{fields}"
        f"MIME-Version: 1.0\nContent-Type: {kind}\n\n{body}"
    )


@pytest.mark.parametrize(
    "subject",
    [
        *("[SECRET] A visit", "A visit [SECRET]", "SECRET: A visit", "A visit (SECRET//NOFORN)", "(S) A visit"),
        *("RE: SECRET - A visit", "=?utf-8?q?=5BSECRET=5D_A_visit?=", "A visit // SECRET"),
    ],
)
def test_the_subject_of_a_mail_holds(subject: str) -> None:
    assert read(mail(subject=subject)).classification.level == "SECRET"
    if "(S)" not in subject:
        assert "NODIS" in telegram_marking(read(mail(subject=subject.replace("SECRET", "NODIS")))).needs


@pytest.mark.parametrize(
    "field",
    ["X-Classification: {}", "Sensitivity: {}", "X-Protective-Marking: VER=1, SEC={}", "Comments: {}", "Keywords: {}"],
)
def test_a_field_of_the_header_of_a_mail_holds(field: str) -> None:
    assert read(mail(f"{field.format('SECRET')}\n")).classification.level == "SECRET"
    assert telegram_marking(read(mail(f"{field.format('NODIS')}\n"))).needs == {"NODIS"}
    assert telegram_marking(read(mail("Sensitivity: Company-Confidential\n"))) == telegram_marking(read(TELEGRAM))


def test_attachments_and_what_they_are_called_hold() -> None:
    kind = "multipart/mixed; boundary=x"
    part = "\n--x\nContent-Type: {}; name={}\n\n{}"
    named = part.format("text/plain", "visit-SECRET.txt", TELEGRAM)
    assert read(mail(kind=kind, body=f"{named}\n--x--\n")).classification.level == "SECRET"
    own = part.format("text/plain", "visit.txt", TELEGRAM)
    other = part.format("application/octet-stream", "more.txt", "SECRET\n\nNODIS\n")
    got = read(mail(kind=kind, body=f"{own}{other}\n--x--\n")).classification
    assert (got.level, got.captions) == ("SECRET", ("NODIS",))
    inner = part.format("message/rfc822", "m", mail(subject="[SECRET] A visit"))
    assert read(mail(kind=kind, body=f"{inner}\n--x--\n")).classification.level == "SECRET"


@pytest.mark.parametrize(
    "line",
    [
        *(
            "SUBJECT: (S) A VISIT",
            "SUBJECT: A VISIT (SECRET)",
            "SUBJ/(S) A VISIT//",
            "REF: (S) STATE 1234",
            "A. (S) MORE.",
        ),
        *(
            "COMMENT: (S//NF) MORE.",
            "SUMMARY: (S) MORE.",
            "-- (S) MORE.",
            "(A) (S) MORE.",
            "3. MORE. (S)",
            "III. (S) MORE.",
        ),
    ],
)
def test_a_mark_that_is_no_paragraphs_raises_the_telegram(line: str) -> None:
    assert min(telegram_marking(got).rank for got in with_line(line)) == rank_of("SECRET")


def test_a_mark_of_a_paragraph_is_its_own() -> None:
    got = read(TELEGRAM.replace("2. BAR", "2. (S) BAR"))
    assert got.classification.level == "CONFIDENTIAL"
    assert telegram_marking(got).rank == rank_of("SECRET")
    got = read(TELEGRAM.replace("ORYX", "ORYX(S) AND THE MEETING(S)"))
    assert telegram_marking(got).rank == rank_of("CONFIDENTIAL")


_NAVAL = """R 101200Z JAN 05
FM COMPATRON BELISAR//N1//
TO ALPATRON
BT
UNCLAS //N01000//
MSGID/GENADMIN/COMPATRON BELISAR/N1/JAN//
{line}
RMKS/1. THE SHIPS COME.
2. THEY LEAVE.//
BT
"""


@pytest.mark.parametrize(
    ("line", "level", "captions"),
    [
        ("SUBJ/A VISIT OF SHIPS//", "UNCLASSIFIED", ()),
        ("CLAS/SECRET//", "SECRET", ()),
        ("SUBJ/SECRET//A VISIT OF SHIPS//", "SECRET", ()),
        ("SUBJ/A VISIT OF SHIPS//SECRET//", "SECRET", ()),
        ("NARR/CONFIDENTIAL/A TALK//", "CONFIDENTIAL", ()),
        ("PASSING INSTRUCTIONS/NODIS//", "UNCLASSIFIED", ("NODIS",)),
        ("HANDLING/NODIS//", "UNCLASSIFIED", ("NODIS",)),
    ],
)
def test_a_set_of_a_naval_message_holds_it(line: str, level: str, captions: tuple[str, ...]) -> None:
    held = read(_NAVAL.format(line=line).encode()).classification
    assert (held.level, held.captions) == (level, captions)


UNCLASSIFIED = TELEGRAM.replace("C O N F I D E N T I A L", "UNCLAS")
SHAPES = {
    "boxed": lambda words: "".join(chr(0x1F130 + ord(sign) - 65) for sign in words),
    "white on black": lambda words: "".join(chr(0x1F150 + ord(sign) - 65) for sign in words),
    "of flags": lambda words: "".join(chr(0x1F1E6 + ord(sign) - 65) for sign in words),
    "each in brackets": lambda words: "".join(chr(0x249C + ord(sign) - 65) for sign in words),
    "of Cherokee": lambda words: words.translate(str.maketrans("SECRT", "ᏚᎬᏟᎡᎢ")),
    "of Coptic": lambda words: words.translate(str.maketrans("ETNOI", "ⲈⲦⲚⲞⲒ")),
    "with dots": "·".join,
    "with bullets": "•".join,
    "with long dashes": "—".join,
    "with hyphens": "\u2010".join,
    "with colons": ":".join,
    "with apostrophes": "'".join,
    "with pluses": "+".join,
    "with tildes": "~".join,
    "with strokes": "\\".join,
    "with fillers": "\u3164".join,
    "from their other side": lambda words: f"\u202e{words[::-1]}\u202c",
    "typed over": lambda words: "".join(f"_\b{sign}" for sign in words),
}


@pytest.mark.parametrize("shape", SHAPES)
def test_letters_hold_in_whatever_shape_they_are_seen(shape: str) -> None:
    for place in (4, 5):
        lines = UNCLASSIFIED.split("\n")
        lines.insert(place, SHAPES[shape]("SECRET"))
        assert telegram_marking(read("\n".join(lines))).rank == rank_of("SECRET")
        lines[place] = SHAPES[shape]("NODIS")
        assert telegram_marking(read("\n".join(lines))).needs == {"NODIS"}


@pytest.mark.parametrize("line", ["• SUBJECT TO REVIEW", "A·B", "🇸🇪 SWEDEN", "GENÈVE·PARIS", "_\bT_\bH_\bE_\b NOTE"])
def test_such_signs_among_other_words_hold_nothing(line: str) -> None:
    got = read(UNCLASSIFIED.replace("\n2. BAR", f"\n{line}\n\n2. BAR"))
    assert (telegram_marking(got).rank, telegram_marking(got).needs) == (0, frozenset())


def test_what_the_header_of_a_mail_says_in_another_way_holds() -> None:
    assert telegram_marking(read(mail("Sensitivity: Company-Confidential\n", body=UNCLASSIFIED))).rank == 1
    assert telegram_marking(read(mail("Sensitivity: Personal\n", body=UNCLASSIFIED))).rank == 0
    assert read(mail(subject="A visit [SEC=SECRET]", body=UNCLASSIFIED)).classification.level == "SECRET"


@pytest.mark.parametrize(
    "line",
    [
        *("SBU - DELIBERATIVE PROCESS", "LAW ENFORCEMENT SENSITIVE", "SENSITIVE SECURITY INFORMATION"),
        *("CONTROLLED//SP-PRVCY", "CUI - CATEGORY: PRVCY", "LIMITED OFF USE"),
    ],
)
def test_what_restricts_an_unclassified_text_lifts_it(line: str) -> None:
    got = read(UNCLASSIFIED.replace("E.O. 11652: GDS", f"{line}\n\nE.O. 11652: N/A"))
    assert telegram_marking(got).rank == 1


@pytest.mark.parametrize(
    "line",
    [
        *("[stamp: SECRET]", "(handwritten: Secret)", "Stamped: Secret", "Page 2 of 3 -- SECRET -- Do not copy"),
        *("SECRET - DO NOT REPRODUCE", "COPY 3 OF 5 COPIES -- SECRET"),
    ],
)
def test_what_a_stamp_or_a_foot_of_a_page_says_holds(line: str) -> None:
    assert read(UNCLASSIFIED.replace("\n2. BAR", f"\n{line}\n\n2. BAR")).classification.level == "SECRET"


@pytest.mark.parametrize(
    "line", ["Stamp: Secretary Roe", "HE HAD IT STAMPED SECRET IN 1970 AND SENT", "Handwritten notes"]
)
def test_words_of_a_stamp_that_are_no_level_hold_nothing(line: str) -> None:
    assert read(UNCLASSIFIED.replace("\n2. BAR", f"\n{line}\n\n2. BAR")).classification.level == "UNCLASSIFIED"


def test_a_mark_with_a_control_at_the_end_of_a_subject_holds() -> None:
    for subject, level in (
        ("A VISIT - S/NF", "SECRET"),
        ("A VISIT, SECRET/NODIS", "SECRET"),
        ("TALKS, SECRET OR NOT", "UNCLASSIFIED"),
        ("A VISIT - S/P", "UNCLASSIFIED"),
        ("TALKS WITH S/ES", "UNCLASSIFIED"),
    ):
        assert read(UNCLASSIFIED.replace("A VISIT", subject)).classification.level == level


def test_a_text_that_may_be_shown_to_a_nation_and_not_given_is_for_its_own() -> None:
    for text in (
        TELEGRAM.replace("C O N F I D E N T I A L PARIS", "CONFIDENTIAL//DISPLAY ONLY AUS PARIS"),
        TELEGRAM.replace("E.O. 11652: GDS", "DISPLAY ONLY AUS\n\nE.O. 11652: GDS"),
    ):
        marking = telegram_marking(read(text))
        assert (marking.needs, marking.release) == (frozenset(), {"US"})
    both = TELEGRAM.replace("C O N F I D E N T I A L PARIS", "SECRET//REL TO USA, GBR//DISPLAY ONLY AUS PARIS")
    assert telegram_marking(read(both)).release == {"US"}


HEADED = "R 141020Z MAY 99\nFM EMBASSY BELISAR\nTO FOROFF OSMAR\nUNCLAS BELISAR 3211\nSUBJECT: PORT TALKS\n"
"""The heading of an invented telegram that says of itself that it is for all."""


@pytest.mark.parametrize(
    ("line", "level"),
    [
        ("NATO GEHEIM", "SECRET"),
        ("NATO Vertraulich", "CONFIDENTIAL"),
        ("CONFIDENTIEL DIPLOMATIE", "CONFIDENTIAL"),
        ("S E C R E T O", "TOP SECRET"),
        ("(in ink: SECRET)", "SECRET"),
        ("[in pencil: CONFIDENTIAL]", "CONFIDENTIAL"),
        ("Secret (in ink)", "SECRET"),
        ("SECRET (stamped)", "SECRET"),
    ],
)
def test_a_marking_in_other_words_holds_wherever_it_stands(line: str, level: str) -> None:
    for text in (
        f"{line}\n\n{HEADED}1. HE CAME.\n2. HE LEFT.\nROE\n",
        f"{HEADED}1. HE CAME.\n\n{line}\n\n2. HE LEFT.\nROE\n",
    ):
        assert read(text).classification.level == level


@pytest.mark.parametrize(
    ("line", "level"), [("geheim", "SECRET"), ("streng geheim", "TOP SECRET"), ("muito secreto", "TOP SECRET")]
)
def test_a_banner_in_small_letters_holds_as_the_first_and_as_the_last_line(line: str, level: str) -> None:
    assert read(f"{line}\n\n{HEADED}1. HE CAME.\n").classification.level == level
    assert read(f"{HEADED}1. HE CAME.\nROE\n\n{line}\n").classification.level == level
    assert read(f"{HEADED}1. HE CAME.\n\n{line}\n\n2. HE LEFT.\n").classification.level == "UNCLASSIFIED"


@pytest.mark.parametrize("line", ["XSECRETX", "XXX SECRET XXX", "SSEECCRREETT", "TTOOPP SSEECCRREETT", "XTOP SECRETX"])
def test_a_level_typed_over_or_twice_holds_above_the_text(line: str) -> None:
    level = "TOP SECRET" if "TTOO" in line or "TOP" in line else "SECRET"
    assert read(f"{line}\n\n{HEADED}1. HE CAME.\n").classification.level == level


def test_words_in_small_letters_within_a_paragraph_mark_nothing() -> None:
    for words in ("he calls it\ngeheim\nand means it.", "the word is geheim.", "it was written\nin ink\nby the clerk."):
        assert read(f"{HEADED}1. {words}\n").classification.level == "UNCLASSIFIED"


@pytest.mark.parametrize(
    "words",
    [
        "(C) 1999 REUTERS.",
        "(C) 2004 by Sample Press. All rights reserved.",
        "(C) 1998-99, AFP ALL RIGHTS RESERVED.",
        "/S/ JANE ROE",
    ],
)
def test_a_right_to_copies_and_a_signed_paper_mark_nothing(words: str) -> None:
    got = read(f"{HEADED}1. FOLLOWING IS A REPORT.\n2. {words}\n")
    assert (got.classification.level, [p.marking for p in got.paragraphs]) == ("UNCLASSIFIED", [None, None])
    assert got.paragraphs[1].text == words


def test_the_name_below_a_signed_paper_may_have_an_initial() -> None:
    got = read(f"{HEADED}1. FOLLOWING IS A REPORT.\n2. /S/ JOHN P. ROE\n3. TALKS GO ON AT NOON.\n")
    assert (got.classification.level, got.paragraphs[1].text) == ("UNCLASSIFIED", "/S/ JOHN P. ROE")


@pytest.mark.parametrize(
    ("words", "level"),
    [
        ("(C) 1999 WAS A GOOD YEAR FOR THE PRESS, HE SAID.", "UNCLASSIFIED"),
        ("(C) 1999 PRESS REPORTS WERE WRONG.", "UNCLASSIFIED"),
        ("(C) 2007 CAMPAIGN NEWS\nWAS TOLD BY OUR SOURCE IN THE PALACE.", "UNCLASSIFIED"),
        ("(C) 1998-99, THE BELISAR TIMES", "UNCLASSIFIED"),
        ("(C) 1999 REUTERS\nOFFICIAL TOLD US THAT HE LEAVES.", "UNCLASSIFIED"),
        ("(C) 1999 REUTERS\n\nOUR SOURCE TOLD US THAT HE LEAVES.", "UNCLASSIFIED"),
        ("/S/ TALKS GO ON", "SECRET"),
        ("/S/ JANE ROE\n\nTALKS GO ON AT NOON IN THE PALACE.", "SECRET"),
        ("/S/ FRANK TALKS", "SECRET"),
        ("/S/ FRANK TALKS WITH SADAT FOLLOW", "SECRET"),
        ("/S/ ROBERT SAID THAT THE WAR BEGINS", "SECRET"),
        ("/S/ JANE ROE NAMED HIM. HE LEFT.", "SECRET"),
    ],
)
def test_what_may_be_a_marked_paragraph_stays_one(words: str, level: str) -> None:
    got = read(f"{HEADED}1. FOLLOWING IS A REPORT.\n2. {words}\n")
    assert got.classification.level == level
    assert level != "UNCLASSIFIED" or got.paragraphs[1].marking == "C"
