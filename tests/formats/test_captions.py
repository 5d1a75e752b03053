"""Captions between the fields and the first paragraph, whatever stands about them."""

from __future__ import annotations

import pytest

from legation.core.telegram import Telegram
from legation.formats import read
from legation.tables.marking import telegram_marking

HEADING = """P 151200Z JAN 76
FM AMEMBASSY PARIS
TO SECSTATE WASHDC
C O N F I D E N T I A L PARIS 00412
E.O. 11652: GDS
TAGS: PFOR
SUBJECT: A VISIT
"""
BODY = "1. FOO KUDU.\n2. BAR ORYX.\nWINTERS\n"


def under_the_subject(lines: str, body: str = BODY) -> Telegram:
    return read(f"{HEADING}{lines}\n{body}")


def codes(got: Telegram) -> list[str]:
    return [found.code for found in got.findings]


@pytest.mark.parametrize("apart", ["\n", "\n\n"])
@pytest.mark.parametrize(
    ("lines", "captions"),
    [
        (("FOR THE SECRETARY FROM AMBASSADOR", "NODIS CHEROKEE"), ["NODIS", "CHEROKEE"]),
        (("NODIS CHEROKEE", "FOR THE SECRETARY FROM AMBASSADOR"), ["NODIS", "CHEROKEE"]),
        (("FOR ASST SEC WINTERS FROM AMBASSADOR", "EXDIS"), ["EXDIS"]),
        (("FOR THE SECRETARY", "STATE PASS NSC", "LIMDIS"), ["LIMDIS"]),
        (("FOR THE SECRETARY", "EXDIS", "STATE PASS NSC", "STADIS"), ["EXDIS", "STADIS"]),
    ],
)
def test_a_caption_below_a_passing_line_is_one(lines: tuple[str, ...], captions: list[str], apart: str) -> None:
    got = under_the_subject(apart.join(lines))
    assert list(got.classification.captions) == captions
    assert telegram_marking(got).needs >= set(captions)
    assert [paragraph.text for paragraph in got.paragraphs] == ["FOO KUDU.", "BAR ORYX."]
    assert got.attention
    assert "CAP001" not in codes(got)


def test_a_caption_above_a_text_without_numbers_is_one() -> None:
    got = under_the_subject(
        "FOR THE SECRETARY FROM AMBASSADOR\nNODIS", "FOO KUDU WENT AWAY. BAR ORYX STAYED.\nWINTERS\n"
    )
    assert got.classification.captions == ("NODIS",)
    assert [paragraph.text for paragraph in got.paragraphs] == ["FOO KUDU WENT AWAY. BAR ORYX STAYED."]


@pytest.mark.parametrize(
    ("lines", "caption"),
    [
        ("FOR THE SECRETARY\nPLEASE TREAT THIS WITH CARE\nNODIS", "NODIS"),
        ("PLEASE TREAT THIS WITH CARE\n\nEXDIS\n\nAS AGREED WITH WINTERS", "EXDIS"),
        ("FOR WINTERS OR ROE, S/S ONLY\nHANDLE AS NODIS", "NODIS"),
        ("FOR THE SECRETARY FROM AMBASSADOR - LIMDIS", "LIMDIS"),
    ],
)
def test_a_doubtful_caption_holds_the_telegram_and_is_told(lines: str, caption: str) -> None:
    got = under_the_subject(lines)
    assert caption in got.classification.captions
    assert caption in telegram_marking(got).needs
    assert "CAP001" in codes(got)
    assert [paragraph.text for paragraph in got.paragraphs][-2:] == ["FOO KUDU.", "BAR ORYX."]


def test_words_of_the_text_are_no_caption() -> None:
    got = under_the_subject(
        "", "THE MINISTER READ IT ONCE AND ASKED THAT THE PAPER BE HELD AS SENSITIVE\nONLY\n1. FOO KUDU.\n"
    )
    assert got.classification.captions == ()
    got = under_the_subject("", "1. FOO KUDU ASKED WHETHER\nNODIS TELEGRAMS CAME.\n2. BAR ORYX.\n")
    assert got.classification.captions == ()


@pytest.mark.parametrize(
    ("line", "office", "person"),
    [
        ("FOR ASSISTANT SECRETARY LOWENFELD - EYES ONLY", "ASSISTANT SECRETARY", "LOWENFELD"),
        ("FOR THE SECRETARY - EYES ONLY", "SECRETARY", None),
        ("FOR THE SECRETARY'S EYES ONLY", "SECRETARY", None),
        ("EYES ONLY SECRETARY", "SECRETARY", None),
        ("EYES ONLY THE SECRETARY", "SECRETARY", None),
        ("EYES ONLY - FOR LOWENFELD", None, "LOWENFELD"),
    ],
)
@pytest.mark.parametrize("above", [True, False])
def test_eyes_only_with_whom_it_is_for(line: str, office: str | None, person: str | None, above: bool) -> None:
    got = read(HEADING.replace("E.O.", f"{line}\nE.O.") + BODY) if above else under_the_subject(line)
    assert got.classification.captions == ("EYES ONLY",)
    assert telegram_marking(got).needs == {"ONLY"}
    assert [(one.office, one.person) for one in got.attention] == [(office, person)]
    assert [paragraph.text for paragraph in got.paragraphs] == ["FOO KUDU.", "BAR ORYX."]


@pytest.mark.parametrize(
    ("line", "captions"),
    [
        ("EXDlS", ["EXDIS"]),
        ("EXD1S", ["EXDIS"]),
        ("N0DIS", ["NODIS"]),
        ("LlMDIS", ["LIMDIS"]),
        ("N0DlS CHER0KEE", ["NODIS", "CHEROKEE"]),
        ("3XDIS", ["EXDIS"]),
        ("EXOIS", ["EXDIS"]),
        ("N0DTS", ["NODIS"]),
        ("LIMBIS", ["LIMDIS"]),
    ],
)
@pytest.mark.parametrize("place", ["below the level", "on its line", "below the subject", "at the end"])
def test_a_caption_that_a_scanned_copy_misread_restricts(line: str, captions: list[str], place: str) -> None:
    text = {
        "below the level": HEADING.replace("E.O.", f"{line}\nE.O.") + BODY,
        "on its line": HEADING.replace(" PARIS 0", f" {line} PARIS 0") + BODY,
        "below the subject": f"{HEADING}{line}\n{BODY}",
        "at the end": f"{HEADING}{BODY}\nCONFIDENTIAL\n{line}\n",
    }[place]
    got = read(text)
    assert list(got.classification.captions) == captions
    assert telegram_marking(got).needs == set(captions)
    assert "CAP002" in codes(got)
    assert got.number == 412
    assert [paragraph.text for paragraph in got.paragraphs] == ["FOO KUDU.", "BAR ORYX."]


@pytest.mark.parametrize("line", ["NOF0RN", "NOFQPN", "NOFOBN", "MOFORN", "NO FORN"])
def test_a_control_that_a_scanned_copy_misread_restricts(line: str) -> None:
    for head in (HEADING.replace("E.O.", f"{line}\nE.O."), HEADING.replace(" PARIS 0", f"//{line} PARIS 0")):
        got = read(head + BODY)
        assert telegram_marking(got).needs == {"NOFORN"}
        assert got.number == 412


@pytest.mark.parametrize("line", ["NO DIS", "NO-DIS", "EX DIS", "EX-DIS", "LIM DIS"])
def test_a_caption_in_two_words_restricts(line: str) -> None:
    for head in (HEADING.replace("E.O.", f"{line}\nE.O."), HEADING.replace(" PARIS 0", f" {line} PARIS 0")):
        assert telegram_marking(read(head + BODY)).needs == {line.replace(" ", "").replace("-", "")}


@pytest.mark.parametrize("line", ["OPCON", "HOOTS", "KOGER", "SIROIS", "COMMIT", "ADDIS"])
def test_names_and_words_that_are_like_a_caption_restrict_nothing(line: str) -> None:
    for text in (HEADING.replace("E.O.", f"{line}\nE.O.") + BODY, f"{HEADING}{BODY}{line}\n"):
        assert telegram_marking(read(text)).needs == frozenset()


@pytest.mark.parametrize(
    ("front", "needs"),
    [("NOFORN ", {"NOFORN"}), ("NODIS//", {"NODIS"}), ("EXDIS/", {"EXDIS"}), ("STADIS NODIS ", {"STADIS", "NODIS"})],
)
@pytest.mark.parametrize("level", ["C O N F I D E N T I A L", "CONFIDENTIAL", "CONFIDENTIAL SECTION 01 OF 02"])
def test_captions_before_the_level_stand_on_its_line(front: str, needs: set[str], level: str) -> None:
    got = read(HEADING.replace("C O N F I D E N T I A L", f"BT\n{front}{level}") + BODY)
    assert (got.mrn, got.classification.level, telegram_marking(got).needs) == ("76PARIS412", "CONFIDENTIAL", needs)
    assert [paragraph.text for paragraph in got.paragraphs] == ["FOO KUDU.", "BAR ORYX."]


def test_a_level_alone_behind_a_caption_is_no_word_that_narrows_it() -> None:
    got = read(HEADING.replace("C O N F I D E N T I A L PARIS 00412", "BT\nLIMDIS CONFIDENTIAL") + BODY)
    assert (got.classification.level, got.classification.captions) == ("CONFIDENTIAL", ("LIMDIS",))


def test_a_misread_caption_before_a_passing_line_restricts() -> None:
    got = under_the_subject("N0DIS, FOR CHARGE FROM WINTERS")
    assert got.classification.captions == ("NODIS",)
    assert [one.office for one in got.attention] == ["CHARGE"]
    assert "CAP002" in codes(got)


def test_a_caption_that_is_written_right_is_told_of_by_nothing() -> None:
    got = under_the_subject("NODIS CHEROKEE\nS E N S I T I V E\nLIMITED DISTRIBUTION")
    assert got.classification.captions == ("NODIS", "CHEROKEE", "LIMDIS")
    assert "CAP002" not in codes(got)


def test_a_tag_that_a_scanned_copy_misread_is_the_code_of_the_table() -> None:
    got = read(HEADING.replace("TAGS: PFOR", "TAGS: PF0R, ZZ0Z") + BODY)
    assert got.tags == ("PFOR", "ZZ0Z")
    assert [found.says for found in got.findings] == ["PF0R is no code of the table; read as PFOR"]


_HEADS = {
    "transmission": "O 051513Z NOV 89\nFM AMEMBASSY BELISAR\nTO SECSTATE WASHDC IMMEDIATE 123\nINFO AMEMBASSY IMBREL\n",
    "british": "FROM BELISAR TO FOREIGN OFFICE\nTELNO 123\nOF 051500Z NOV 89\n",
    "form": "DEPARTMENT OF STATE\nTELEGRAM\n\nFM AMEMBASSY BELISAR\nTO SECSTATE WASHDC 123\n",
}
_BELOW = (
    "\nC O N F I D E N T I A L BELISAR 000123\n\nE.O. 12356: DECL: OADR\nTAGS: PREL, XA\nSUBJECT: HARBOUR OF THE\n"
    "NORTHERN COAST\nREF: A. STATE 4711; B. IMBREL 22;\nC. STATE 4712\n\n"
    "CLASSIFIED BY: AMBASSADOR A. EXAMPLE,\nREASON: 1.5 (B)\n\n1. (C) WE MET.\n\n2. (C) THEY LEFT.\n\nSMITH\n"
)


@pytest.mark.parametrize("head", _HEADS)
@pytest.mark.parametrize(
    "caption", ["NODIS", "EXDIS", "N0DIS", "NODIS CHEROKEE", "EYES ONLY", "NOFORN", "LIMDIS NOFORN"]
)
def test_a_caption_on_a_line_of_its_own_holds_wherever_it_stands_above_the_body(head: str, caption: str) -> None:
    lines = (_HEADS[head] + _BELOW).split("\n")
    body = lines.index("1. (C) WE MET.")
    plain = read("\n".join(lines).encode()).classification
    assert (plain.captions, plain.caveats) == ((), ())
    for at in range(body + 1):
        for between in ([caption], ["", caption, ""]):
            held = read("\n".join([*lines[:at], *between, *lines[at:]]).encode()).classification
            assert [*held.captions, *held.caveats], (at, lines[at], between)


def test_a_word_of_the_body_and_of_a_subject_is_no_caption() -> None:
    text = (_HEADS["transmission"] + _BELOW).replace("HARBOUR OF", "NODIS TRAFFIC AND HARBOUR OF")
    assert read(text.replace("WE MET.", "WE MET\nNODIS\nOFFICERS.").encode()).classification.captions == ()


@pytest.mark.parametrize("banner", ["", "UNCLASSIFIED\n\n"])
@pytest.mark.parametrize(
    ("lines", "needs"),
    [
        ("NOD\nIS", {"NODIS"}),
        ("NO\nDIS", {"NODIS"}),
        ("EX-\nDIS", {"EXDIS"}),
        ("NODIS/CHERO-\nKEE", {"NODIS", "CHEROKEE"}),
        ("NO FOREIGN DISSEMI-\nNATION", {"NOFORN"}),
        ("N/O/D/I/S", {"NODIS"}),
        ("N, O, D, I, S", {"NODIS"}),
        ("E X D I 5", {"EXDIS"}),
        ("E Y E S  O N L Y", {"ONLY"}),
        ("CAPTIONS: EXD15", {"EXDIS"}),
        ("ROGERCHANNEL", {"ROGER CHANNEL"}),
        ("VIA ROGER-CHANNEL", {"ROGER CHANNEL"}),
        ("ROGER CHANNE1", {"ROGER CHANNEL"}),
        ("EYES-ONLY FOR ASSISTANT SECRETARY ROE", {"ONLY"}),
        ("EYES 0NLY FOR SECRETARY", {"ONLY"}),
        ("F0R AMBASSADOR ONLY", {"ONLY"}),
        ("EXCLUSIVE DISTRI8UTION", {"EXDIS"}),
        ("NO DISTRIBUTION OUTSIDE DEPARTMENT", {"NODIS"}),
        ("EX\nDISTRICTS", set()),
        ("A BOX\nDIS", set()),
    ],
)
def test_a_caption_that_is_parted_or_spoiled_otherwise_restricts(lines: str, needs: set[str], banner: str) -> None:
    got = read(banner + HEADING.replace("E.O.", f"{lines}\nE.O.") + BODY)
    assert telegram_marking(got).needs == needs


def test_a_spaced_caption_behind_a_spaced_level_restricts() -> None:
    got = read(HEADING.replace(" PARIS 0", " N O D I S PARIS 0") + BODY)
    assert (telegram_marking(got).needs, got.number) == ({"NODIS"}, 412)


def test_a_field_of_captions_restricts_where_the_line_above_it_has_not_ended() -> None:
    got = read(HEADING + BODY.replace("BAR", "BAR\nIT SAID\nCAPTIONS: EXD15\nTHE END.\n"))
    assert telegram_marking(got).needs == {"EXDIS"}


def test_a_caption_that_a_line_end_parts_within_the_text_is_none() -> None:
    got = read(HEADING + BODY.replace("BAR", "BAR EX\nDIS"))
    assert telegram_marking(got).needs == frozenset()


@pytest.mark.parametrize("words", ["REL T0 USA, GBR", "REL TO USA, GBR"])
def test_a_list_of_nations_with_a_zero_is_one(words: str) -> None:
    for head in (HEADING.replace("E.O.", f"{words}\nE.O."), HEADING.replace(" PARIS 0", f"//{words} PARIS 0")):
        assert telegram_marking(read(head + BODY)).release == {"US", "GB"}


@pytest.mark.parametrize(
    ("words", "needs"), [("EXDIS", {"EXDIS"}), ("EXD1S", {"EXDIS"}), ("NOFQRN, EYES ONLY", {"NOFORN", "ONLY"})]
)
def test_captions_in_a_field_of_their_own_restrict(words: str, needs: set[str]) -> None:
    head = f"MRN: 24 BAKU 512\nFrom: AMEMBASSY BAKU\nCaptions: SENSITIVE, {words}\nClassification: SECRET\n"
    assert telegram_marking(read(f"{head}Subject: X\n1. Y.\n")).needs == needs


@pytest.mark.parametrize(("subject", "needs"), [("EXDIS: A VISIT", {"EXDIS"}), ("EXDIS TELEGRAMS", set())])
def test_a_caption_with_a_colon_before_a_subject_restricts(subject: str, needs: set[str]) -> None:
    assert telegram_marking(read(HEADING.replace("A VISIT", subject) + BODY)).needs == needs


@pytest.mark.parametrize("line", ["NODIS//CONFIDENTIAL PARIS 00412", "EXDIS/NOFORN SECRET PARIS 00412"])
def test_a_line_of_captions_and_level_ends_the_addresses(line: str) -> None:
    got = read(HEADING.replace("C O N F I D E N T I A L PARIS 00412", line) + BODY)
    assert ([one.plad for one in got.to], got.number) == (["SECSTATE WASHDC"], 412)
    assert telegram_marking(got).rank == (4 if "SECRET" in line else 3)


@pytest.mark.parametrize(
    "words",
    ["C O R R E C T E D  C O P Y  BELIZE 004411", "C O R R E C T E D  C O P Y  BELIZE 004411 (CORRECTING PARA 2)"],
)
def test_the_number_behind_the_words_of_a_corrected_copy(words: str) -> None:
    got = read(f"UNCLAS  {words}\n\nSUBJECT: DUES\n\n1. HE CAME.\n")
    assert (got.post, got.number, got.classification.level) == ("BELIZE", 4411, "UNCLASSIFIED")
