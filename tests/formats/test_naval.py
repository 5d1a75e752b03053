"""Naval messages: sets, references and what the narrative says of them, own numbers, and who released them."""

from __future__ import annotations

import pytest

from legation.core.text import Span
from legation.formats import read
from legation.formats.naval.references import labels_in, name_references, narrated, read_set
from legation.formats.naval.releaser import releaser
from legation.formats.series import mrns_in
from legation.tables.marking import telegram_marking

SPAN = Span(0, 1)


@pytest.mark.parametrize(
    ("words", "mrns"),
    [
        ("NAVADMIN 054/08", ["08NAVADMIN54"]),
        ("NAVADMIN 027-15", ["15NAVADMIN27"]),
        ("NAVADMIN (181/18)", ["18NAVADMIN181"]),
        ("NAVADMIN 0304/2017", ["17NAVADMIN304"]),
        ("NAVADMIN NO. 12/95", ["95NAVADMIN12"]),
        ("NAVADMIN/023/93", ["93NAVADMIN23"]),
        ("ALARACT 070/2009", ["09ALARACT70"]),
        ("ALNAVRESFOR 027/00", ["00ALNAVRESFOR27"]),
        ("NAVOP 024/88", ["88NAVOP24"]),
        ("NAVADMINS 165/09 AND 172/09", ["09NAVADMIN165", "09NAVADMIN172"]),
        ("NAVADMINS 165/09, 166/09, AND 172/09", ["09NAVADMIN165", "09NAVADMIN166", "09NAVADMIN172"]),
        ("NAVADMIN 165/09/051201ZJUN09", ["09NAVADMIN165"]),
        ("THE NAVADMIN OF 12/08/09", []),
        ("NAVADMIN 12/08/2009", []),
        ("MILPERSMAN 1306/08", []),
    ],
)
def test_numbers_of_series(words: str, mrns: list[str]) -> None:
    assert [str(mrn) for mrn in mrns_in(words)] == mrns


@pytest.mark.parametrize(
    ("words", "label", "mrn", "kind"),
    [
        ("REF/A/MSG/CNO WASHINGTON DC/011200ZJAN08//", "A", None, "telegram"),
        ("REF/A/RMG/CNO/301610Z JAN 15//", "A", None, "telegram"),
        ("REF/B/GENADMIN/PEO SHORE/221913ZAPR2005//", "B", None, "telegram"),
        ("REF/C/MSGID:GENADMIN/CNO/161133ZSEP2005//", "C", None, "telegram"),
        ("REF/A/NAVADMIN 165/09/SUBJECT/291651ZMAY09//", "A", "09NAVADMIN165", "telegram"),
        ("REF/C/MSG/OPNAV NAVADMIN 160/08/051201ZJUN08//", "C", "08NAVADMIN160", "telegram"),
        ("REF/A/MSG NAVADMIN 173-18/-/202116ZJUL18//", "A", "18NAVADMIN173", "telegram"),
        ("REF/(A)/NAVADMIN/023/93/-/NOTAL//", "A", "93NAVADMIN23", "telegram"),
        ("REF/( b )/DOC/OPNAV/12JUL01//", "B", None, "document"),
        ("REF/AA/DOC/SECNAV/15APR19//", "AA", None, "document"),
        ("REF/1/LTR/CNO/N1/12JUL01//", "1", None, "letter"),
        ("REF/A/DOC/CNO/141554ZJAN15//", "A", None, "telegram"),
        ("REF/A/MEMO/SECNAV/04DEC2008//", "A", None, "memorandum"),
        ("REF/B/EMAIL/DOE/12JUL01//", "B", None, "email"),
        ("REF/C/PHONCON/DOE/12JUL01//", "C", None, "meeting"),
        ("REF/A/OPNAVINST 1650.23E//", "A", None, "document"),
        ("REF/A/CNAF M-3710.7/YMD: 20181030//", "A", None, "document"),
        ("REF/B/10 U.S.C. 974//", "B", None, "document"),
        ("REF/F/ILS RESULTS/WEBSITE/-//", "F", None, "other"),
        ("REF/NAVADMIN 200/05//", None, "05NAVADMIN200", "telegram"),
        ("REF//", None, None, "other"),
    ],
)
def test_sets_of_references(words: str, label: str | None, mrn: str | None, kind: str) -> None:
    found = read_set(words, SPAN)
    assert (found.label, found.mrn, found.kind) == (label, mrn, kind)
    assert found.status == ("read" if mrn else "unread")


def test_a_set_ends_where_its_slashes_stand_before_something_else() -> None:
    assert (
        read_set("REF/B/MSG/CNO//N1//181249ZMAY06//PAGE 02 RUEWABC0001 UNCLAS", SPAN).text
        == "MSG/CNO//N1//181249ZMAY06"
    )
    assert read_set("REF/B/DOC/CNO/18MAY06// UNCLAS", SPAN).text == "DOC/CNO/18MAY06"


@pytest.mark.parametrize(
    ("written", "labels"),
    [
        ("A", ["A"]),
        ("(A)", ["A"]),
        ("A AND B", ["A", "B"]),
        ("(A), (B), AND (C)", ["A", "B", "C"]),
        ("A THRU D", ["A", "B", "C", "D"]),
        ("AA", ["AA"]),
    ],
)
def test_labels(written: str, labels: list[str]) -> None:
    assert labels_in(written) == labels


def test_a_narrative_is_cut_where_it_turns_to_the_next_reference() -> None:
    told = narrated("REF A IS ONE, AS IN REF B.  REF (B) IS TWO.  REFS C AND D ARE THREE.  REF E NAVADMIN 1/20 FOUR.")
    assert [labels for labels, _ in told] == [["A"], ["B"], ["C", "D"], ["E"]]
    assert told[0][1].strip() == "ONE, AS IN REF B."


@pytest.mark.parametrize(
    ("narrative", "read_as"),
    [
        ("REF A IS NAVADMIN 304/17.  REF B IS OPNAVINST 6110.1J.", "17NAVADMIN304 document"),
        ("REF (A) IS THE NAVADMIN 304/17, POLICY. REF (B) IS SECNAV ACTION MEMO OF 4 DEC.", "17NAVADMIN304 memorandum"),
        ("REFS A AND B ARE NAVADMINS 165/09 AND 172/09.", "09NAVADMIN165 09NAVADMIN172"),
        ("REF A IS POLICY, VERSION 1, NAVADMIN 327/20.  REF B IS NAVADMIN 289/22.", "20NAVADMIN327 22NAVADMIN289"),
        ("REF A IS THE CALL FOR APPLICATIONS NAVADMIN (181/18).", "18NAVADMIN181 document"),
        ("REF A NAVADMIN 113/20 RESTRICTION OF MOVEMENT. REF B: NAVADMIN 114/20.", "20NAVADMIN113 20NAVADMIN114"),
        ("REF A IS A CHANGE TO NAVADMIN 021/06.", "telegram document"),
        ("REF A IS GUIDANCE OF NAVADMIN 021/06 AND NAVADMIN 022/06.", "telegram document"),
        ("REF B IS OPNAVINST 1234.5, AS AMENDED BY NAVADMIN 012/08.", "telegram document"),
        ("REF B IS THE LETTER TO ALL HANDS.", "telegram letter"),
        ("REF C IS NAVADMIN 304/17.", "telegram document"),
        ("NOTHING OF ANY REFERENCE.", "telegram document"),
    ],
)
def test_what_a_narrative_says(narrative: str, read_as: str) -> None:
    sets = [read_set("REF/A/MSG/CNO/281723ZFEB08//", SPAN), read_set("REF/B/DOC/OPNAV/12JUL01//", SPAN)]
    assert " ".join(ref.mrn or ref.kind for ref in name_references(sets, narrative)) == read_as


def test_a_number_of_the_set_itself_stands_against_the_narrative() -> None:
    (found,) = name_references([read_set("REF/A/NAVADMIN 165/09//", SPAN)], "REF A IS NAVADMIN 166/09.")
    assert found.mrn == "09NAVADMIN165"


@pytest.mark.parametrize(
    ("end", "name"),
    [
        ("7.  RELEASED BY VADM I. N. VENTED, N1.//\nBT", "VADM I. N. VENTED"),
        ("7.  RELEASED BY VADM I. N. VENTED, JR., N1.//\nBT", "VADM I. N. VENTED, JR"),
        ("7.  RELEASED BY VADM I. N. VENTED JR., N1/NT.//", "VADM I. N. VENTED JR"),
        ("7.  RELEASED BY VADM I. N. VENTED III, N1.//", "VADM I. N. VENTED III"),
        ("7.  RELEASED BY I. N. VENTED, JR. VADM, USN, N1/NT//", "I. N. VENTED, JR"),
        ("7.  RELEASED BY VADM I. N. VENTED (OPNAV N4).//", "VADM I. N. VENTED"),
        ("7.  RELEASED BY VICE ADMIRAL I. N. VENTED N1.//", "VICE ADMIRAL I. N. VENTED"),
        ("7.  Released by Vice Admiral\nI. N. Vented, N1.//", "Vice Admiral I. N. Vented"),
        ("7.  Released by Vice Admiral, I. N. Vented, N1.//", "Vice Admiral I. N. Vented"),
        ("7.  Released by VADM I. N. Vented.  UNCLASSIFIED//", "VADM I. N. Vented"),
        ("7.  Released by Ms. Iris N. St. Vented, Assistant to the Chief.//", "Ms. Iris N. St. Vented"),
        ("7.  RELEASED AUTHORIZED BY ADM I. VENTED, CNO.//", "ADM I. VENTED"),
        ("7.  RELEASE AUTHORIZED BY LTGEN I. N. VENTED, DEPUTY COMMANDANT.//", "LTGEN I. N. VENTED"),
        ("7.  Released by direction Iris Vented, Director.//", "Iris Vented"),
        ("MAIL IT TO A(AT)B.MIL 7. RELEASED BY VADM I. VENTED, \nN1.// BT", "VADM I. VENTED"),
        ("7.  ADM IRIS VENTED, CHIEF OF NAVAL OPERATIONS.//\nBT", "ADM IRIS VENTED"),
        ("7.  Admiral Vented sends, 99th Chief of Naval Operations.//", "Admiral Vented"),
        ("7.  SAILORS MUST BE RELEASED BY THEIR MANAGER BEFORE THEY APPLY.//", None),
        ("7.  NOBODY IS NAMED.//", None),
        ("", None),
    ],
)
def test_who_released_a_message(end: str, name: str | None) -> None:
    text = f"1.  SHIPS MAY BE RELEASED BY NOBODY.\n{end}"
    assert releaser(text, 0, len(text)) == name


WHOLE = """UNCLASSIFIED//
ROUTINE
R 160033Z AUG 11 PSN 123456K11
FM CNO WASHINGTON DC
TO NAVADMIN
INFO CNO WASHINGTON DC
BT
UNCLAS
SECTION 1 OF 2
PASS TO OFFICE CODES:
FM CNO WASHINGTON DC//N1//
INFO CNO WASHINGTON DC//N2N6//
UNCLAS//N01800// NAVADMIN 942/11
MSGID/GENADMIN/CNO WASHINGTON DC/N1/AUG//
SUBJ/RETURN OF THE PAPER
/LOGBOOK//
REF/A/MSG/CNO/281723ZFEB05//REF/B/DOC/OPNAV/12JUL01//
NARR/REF A IS NAVADMIN 054/05,

LOGBOOKS.  REF B IS OPNAVINST 1234.5, SHIPS.//
REF/C/MSG/CNO/011200ZJAN08//
AMPN/NAVADMIN 001/08, INK//
REF/D/MSG/CNO/021200ZJAN08//
REF D IS NAVADMIN 002/08, PENS.//
POC/DOE/CIV/N1/TEL: 555-0100//
RMKS/1.  KEEP A LOGBOOK.
2.  WRITE IN INK.  RELEASED BY VADM I. N. VENTED, N1.//
BT
#0001
NNNN
"""


def test_a_whole_message() -> None:
    telegram = read(WHOLE)
    assert telegram.mrn == "11NAVADMIN942"
    assert telegram.subject == "RETURN OF THE PAPER LOGBOOK"
    assert [(ref.label, ref.mrn) for ref in telegram.references] == [
        ("A", "05NAVADMIN54"),
        ("B", None),
        ("C", "08NAVADMIN1"),
        ("D", "08NAVADMIN2"),
    ]
    assert [passed.office for passed in telegram.attention] == ["N1", "N2N6"]
    assert (telegram.section.number, telegram.section.of) == (1, 2)
    assert telegram.signature == ("VADM I. N. VENTED",)
    assert [paragraph.number for paragraph in telegram.paragraphs] == [1, 2]
    assert "".join(telegram.quote(element.span) for element in telegram.elements) == WHOLE


@pytest.mark.parametrize(
    "remarks",
    [
        "RMKS/1.",
        "Rmks/1.",
        "RMKS//1.",
        "RMKS/ 1.",
        "GENTEXT/REMARKS/1.",
        "GENTEXT//REMARKS/1.",
        "GENTEXT/RMKS/1.",
        "GENTEXT/RMKS//1.",
        "GENTEXT/SITUATION/1.",
        "RMKS/\n1.",
    ],
)
def test_paragraphs_begin_behind_the_name_of_the_set(remarks: str) -> None:
    top = "R 091409Z JUL 13\nFM CNO\nTO NAVADMIN\nBT\nUNCLAS\nSUBJ/INK//\n"
    text = f"{top}{remarks}  USE INK.\n2.  AND PENS/PENCILS.//\n"
    telegram = read(text)
    assert [(p.number, p.text) for p in telegram.paragraphs] == [(1, "USE INK."), (2, "AND PENS/PENCILS.")]
    assert "".join(telegram.quote(element.span) for element in telegram.elements) == text


def test_a_stub_has_its_number() -> None:
    stub = "ADMINISTRATIVE MESSAGE\n\nROUTINE\n\nR 132300Z FEB 06\n\nNAVADMIN 958/06\n\nSUBJ/NOT AVAILABLE//\n\nNNNN\n"
    assert read(stub).mrn == "06NAVADMIN958"


def test_the_number_of_another_message_is_not_its_own() -> None:
    assert (
        read("R 091409Z JUL 13\nFM CNO\nTO NAVADMIN\nBT\nUNCLAS\nSUBJ/ON NAVADMIN 174/13//\nRMKS/1. NONE.\n").mrn
        is None
    )


_TOP = "R 091409Z JUL 13\nFM CNO\nTO NAVADMIN\nBT\nUNCLAS\nMSGID/GENADMIN/CNO/-/JUL//\nSUBJ/INK//\n"


def _paragraphs(text: str) -> list[tuple[int | None, str | None, str]]:
    telegram = read(text)
    assert "".join(telegram.quote(element.span) for element in telegram.elements) == text
    return [(p.number, p.heading, p.text) for p in telegram.paragraphs]


def test_parts_of_the_text_stand_under_their_titles() -> None:
    numbered = "GENTEXT/SITUATION/1. INK RUNS LOW.\n2. PENS, TOO.//\nGENTEXT/EXECUTION/3. BUY INK.//\n"
    assert _paragraphs(_TOP + numbered) == [
        (1, "SITUATION", "INK RUNS LOW."),
        (2, None, "PENS, TOO."),
        (3, "EXECUTION", "BUY INK."),
    ]
    plain = "GENTEXT/SITUATION/INK RUNS LOW.//\nGENTEXT/ADMIN AND LOGISTICS/BUY INK.//\nRMKS/NONE ELSE.//\nBT\n"
    assert _paragraphs(_TOP + plain) == [
        (None, "SITUATION", "INK RUNS LOW."),
        (None, "ADMIN AND LOGISTICS", "BUY INK."),
        (None, None, "NONE ELSE."),
    ]


@pytest.mark.parametrize("joined", ["\n", "", " "])
@pytest.mark.parametrize(
    "behind", ["AKNLDG/YES/INST: BY REPLY//", "POC/DOE/CDR/N1/TEL: 555-0100//", "CANX/CNO/091409ZJUL12//"]
)
def test_sets_behind_the_text_are_no_part_of_it(behind: str, joined: str) -> None:
    text = f"{_TOP}RMKS/1. USE INK.\n2. SEE NAVADMIN 112/09.//{joined}{behind}{joined}DECL/X1//\nBT\n#0001\n"
    assert _paragraphs(text) == [(1, None, "USE INK."), (2, None, "SEE NAVADMIN 112/09.")]
    telegram = read(text)
    assert telegram.executive_order.exemptions == ("X1",)
    kinds = [element.kind for element in telegram.elements]
    assert f"genadmin.{behind.partition('/')[0].lower()}" in kinds
    assert "genadmin.decl" in kinds
    assert [mention.text for mention in telegram.paragraphs[1].mentions] == ["NAVADMIN 112/09"]


def test_words_behind_such_a_set_go_on() -> None:
    text = f"{_TOP}RMKS/1. USE INK.//\nAKNLDG/YES//\nRELEASED BY CAPT J. ROE, CHIEF OF STAFF.//\nBT\n"
    assert _paragraphs(text) == [(1, None, "USE INK. RELEASED BY CAPT J. ROE, CHIEF OF STAFF.")]
    assert read(text).signature == ("CAPT J. ROE",)


@pytest.mark.parametrize(
    ("words", "until"),
    [
        ("31DEC2030", "2030-12-31"),
        ("DERIVED FROM: MULTIPLE SOURCES/DECLASSIFY ON: 20301231", "2030-12-31"),
        ("OADR", "OADR"),
    ],
)
@pytest.mark.parametrize("place", ["above", "behind"])
def test_how_long_it_is_held(words: str, until: str, place: str) -> None:
    order, body = f"DECL/{words}//\n", "RMKS/1. USE INK.//\n"
    telegram = read(_TOP + (order + body if place == "above" else body + order))
    assert telegram.executive_order.declassify_on == until
    assert telegram.executive_order.order is None


def test_words_that_say_no_day_are_no_order() -> None:
    assert read(f"{_TOP}DECL/DERIVED FROM: MULTIPLE SOURCES//\nRMKS/1. USE INK.//\n").executive_order.code is None


@pytest.mark.parametrize("quoted", ["MSGID/OPREP/CNO//\nAKNLDG/YES//", "HTTPS://POC/DOE//", "SEE AKNLDG/YES//"])
def test_what_is_quoted_or_a_word_of_the_text_is_no_set(quoted: str) -> None:
    assert "AKNLDG" in _paragraphs(f"{_TOP}RMKS/1. USE INK.\n{quoted}\n")[0][2] or "POC" in quoted
    assert len(_paragraphs(f"{_TOP}RMKS/1. USE INK.\n{quoted}\n")) == 1


_HEADED = (
    "R 291651Z MAY 09\nFM CNO WASHINGTON DC//N1//\nTO NAVADMIN\nBT\nUNCLAS //N01000//\nNAVADMIN 165/09\n"
    "MSGID/GENADMIN/CNO WASHINGTON DC/N1/MAY//\nSUBJ/HARBOUR PILOTS//\n"
)
_BOTH = [("A", "09NAVADMIN12"), ("B", None)]
_A, _B = "REF/A/MSG/CNO//N1//010101ZJAN09//", "REF/B/DOC/CNO/01FEB2008//"
_NARR = "NARR/REF A IS NAVADMIN 012/09, PILOTS. REF B IS OPNAVINST 3000.1.//"


@pytest.mark.parametrize(
    ("sets", "cited", "texts"),
    [
        (f"{_A}{_B}\n{_NARR}\nRMKS/1. PILOTS ARE NEEDED.//", _BOTH, ["PILOTS ARE NEEDED."]),
        (f"{_NARR}\n{_A}\n{_B}\nRMKS/1. PILOTS ARE NEEDED.//", _BOTH, ["PILOTS ARE NEEDED."]),
        (
            f"{_A}\nNARR/REF A IS NAVADMIN 012/09.//\n{_B}\nAMPN/AN INSTRUCTION.//\nRMKS/1. PILOTS ARE NEEDED.//",
            _BOTH,
            ["PILOTS ARE NEEDED."],
        ),
        # The sets behind the text, between its parts, and between its lines.
        (
            f"RMKS/1. PILOTS ARE NEEDED.\n2. TUGS WAIT.//\n{_A}\n{_B}\n{_NARR}",
            _BOTH,
            ["PILOTS ARE NEEDED.", "TUGS WAIT."],
        ),
        (f"RMKS/1. PILOTS ARE NEEDED.//\n{_A}{_B}\n{_NARR}\nBT\n#0001\nNNNN", _BOTH, ["PILOTS ARE NEEDED."]),
        (
            f"GENTEXT/SITUATION/1. PILOTS ARE NEEDED.//\n{_A}\n{_B}\n{_NARR}\nGENTEXT/EXECUTION/2. TUGS WAIT.//",
            _BOTH,
            ["PILOTS ARE NEEDED.", "TUGS WAIT."],
        ),
        (
            f"RMKS/1. PILOTS ARE NEEDED.\n{_A}\n{_B}\n2. TUGS WAIT.//\n{_NARR}",
            _BOTH,
            ["PILOTS ARE NEEDED.", "TUGS WAIT."],
        ),
        # A narrative alone, and a blank for the first slash.
        (f"{_NARR}\nRMKS/1. PILOTS ARE NEEDED.//", _BOTH, ["PILOTS ARE NEEDED."]),
        (
            f"REF A/MSG/CNO/010101ZJAN09//\nREF B/DOC/CNO/01FEB2008//\n{_NARR}\nRMKS/1. PILOTS ARE NEEDED.//",
            _BOTH,
            ["PILOTS ARE NEEDED."],
        ),
    ],
)
def test_sets_of_references_stand_anywhere(sets: str, cited: list[tuple[str, str | None]], texts: list[str]) -> None:
    got = read(f"{_HEADED}{sets}\n")
    assert [(reference.label, reference.mrn) for reference in got.references] == cited
    assert got.references[1].kind == "document"
    assert [paragraph.text for paragraph in got.paragraphs] == texts
    assert all(got.quote(reference.span).startswith(("REF", "NARR")) for reference in got.references)


def test_a_label_in_the_text_is_that_of_a_set_behind_it() -> None:
    got = read(f"{_HEADED}RMKS/1. PILOTS ARE NEEDED, AS REF A HAS IT.//\n{_A}\n{_B}\n{_NARR}\n")
    assert [mention.mrn for mention in got.paragraphs[0].mentions] == ["09NAVADMIN12"]
    assert not got.findings


def test_the_sets_of_a_message_within_the_text_are_not_its_own() -> None:
    got = read(
        f"{_HEADED}{_A}\nRMKS/1. COPY THIS:\nMSGID/GENADMIN/SHIP//\nREF/Z/MSG/CNO/020202ZFEB09//\n2. TUGS WAIT.//\n"
    )
    assert [reference.label for reference in got.references] == ["A"]


@pytest.mark.parametrize("words", ["RELEASED BY", "Released by", "RELEASE AUTHORIZED BY", "ſRELEASED BY"])
def test_who_released_it_is_found_in_any_letters(words: str) -> None:
    text = f"1. TUGS WAIT.\n2. {words} VADM J. ROE, N1.//"
    assert releaser(text, 0, len(text)) == ("VADM J. ROE" if words[0] != "ſ" else None)


def test_a_message_on_one_line_whose_group_has_the_number_of_its_sender_behind_it() -> None:
    got = read(
        "CLASSIFICATION: UNCLASSIFIED// ROUTINE R 111414Z JUN 24 MID600117479478U FM SECNAV WASHINGTON DC TO ALNAV "
        "INFO SECNAV WASHINGTON DC CNO WASHINGTON DC CMC WASHINGTON DC BT UNCLAS ALNAV 053/24 "
        "MSGID/GENADMIN/SECNAV WASHINGTON DC/-/JUN// SUBJ/HARBOUR AWARDS// RMKS/1. The awards are given. "
        "2. Released by RADM J. Q. Sample, N1.// BT #0001 NNNN CLASSIFICATION: UNCLASSIFIED//\n"
    )
    assert (got.mrn, got.dtg, got.from_.plad) == ("24ALNAV53", "2024-06-11T14:14Z", "SECNAV WASHINGTON DC")
    assert [a.plad for a in got.to] == ["ALNAV"]
    assert [a.plad for a in got.info] == ["SECNAV WASHINGTON DC", "CNO WASHINGTON DC", "CMC WASHINGTON DC"]
    assert (got.subject, got.signature, got.classification.captions) == (
        "HARBOUR AWARDS",
        ("RADM J. Q. Sample",),
        (),
    )


def test_the_number_of_a_series_stands_below_a_group_without_originator() -> None:
    got = read(
        "united states coast guard\n\nR 131651Z JAN 21\n\nALCOAST 016/21\n1. The guard has been at sea.\n2. It is.\n"
    )
    assert (got.mrn, got.dtg) == ("21ALCOAST16", "2021-01-13T16:51Z")
    assert [p.number for p in got.paragraphs] == [1, 2]
    above = read("R 131651Z JAN 21\nALCOAST 016/21\nFM COMDT COGARD WASHINGTON DC\nTO ALCOAST\nUNCLAS\n1. X.\n")
    assert above.from_.plad == "COMDT COGARD WASHINGTON DC"


def test_the_rank_of_who_closes_a_message_may_stand_behind_the_name() -> None:
    words = "R 031700Z AUG 23\nALMAR 023/23\nSUBJ/GUIDANCE//\nGENTEXT/REMARKS/1. Read it.\n2. {}//\n"
    assert read(words.format("Semper Fidelis, Jane Q. Sample, General, U.S. Marine Corps.")).signature == (
        "Jane Q. Sample",
    )
    assert read(words.format("It was read by Jane Sample, who is at sea.")).signature == ()


@pytest.mark.parametrize(
    "line",
    [
        "UNCLAS //N03207// PERSONAL FOR COMMANDING OFFICERS",
        "UNCLAS PERSONAL FOR COMMANDING OFFICERS //N03207//",
        "UNCLAS //N03207//\nPERSONAL FOR COMMANDING OFFICERS",
    ],
)
def test_a_naval_message_that_is_personal_for_some(line: str) -> None:
    got = read(
        f"R 021200Z FEB 02\nFM USS KUDU\nTO USS ORYX\nBT\n{line}\nMSGID/GENADMIN/KUDU/-/FEB//\nSUBJ/FERRY//\n"
        "RMKS/1. THE FERRY SAILS.//\nBT\n"
    )
    assert telegram_marking(got).needs == {"ONLY"}


def test_who_closes_a_message_of_a_series_without_sets() -> None:
    got = read(
        "R 251900Z FEB 12\nFM COMDT COGARD WASHINGTON DC\nTO ALCOAST\nBT\nUNCLAS //N05350//\nALCOAST 077/12\n"
        "COMDTNOTE 5350\nSUBJ: HARBOUR DUES\n1. THEY RISE.\n2. RDML T. SAMPLE, DIRECTOR OF DUES, SENDS.\n"
        "3. INTERNET RELEASE AUTHORIZED.\nBT\nNNNN\n"
    )
    assert (got.mrn, got.signature) == ("12ALCOAST77", ("RDML T. SAMPLE",))
    assert [p.number for p in got.paragraphs] == [1, 2, 3]


OLDER = """O R 140917Z NOV 57
FM COMSIXTHFLT
TO CTF 60
INFO CNO
BT
C O N F I D E N T I A L
HARBOUR DUES
A. YOUR 131800Z
B. COMSIXTHFLT OPORD 50-57 ANNEX C
   AS CHANGED
1. DUES RISE PER REF B.
2. ACKNOWLEDGE.
BT
"""


def _opening(text: str) -> tuple[str | None, list[tuple[str | None, str]], list[int | None]]:
    got = read(text)
    assert "".join(got.quote(e.span) for e in got.elements) == got.source
    return got.subject, [(one.label, one.text) for one in got.references], [one.number for one in got.paragraphs]


REFS_OF_OLDER: list[tuple[str | None, str]] = [
    ("A", "YOUR 131800Z"),
    ("B", "COMSIXTHFLT OPORD 50-57 ANNEX C AS CHANGED"),
]


@pytest.mark.parametrize(
    ("was", "now", "subject", "references"),
    [
        ("", "", "HARBOUR DUES", REFS_OF_OLDER),
        ("HARBOUR DUES\n", "", None, REFS_OF_OLDER),
        (OLDER[OLDER.index("A. YOUR") : OLDER.index("1. DUES")], "", "HARBOUR DUES", []),
        ("HARBOUR DUES", "EXCLUSIVE FOR ADMIRAL ROE", None, REFS_OF_OLDER),
        ("HARBOUR DUES", "DUES RISE.", None, []),  # a sentence of the text
        ("HARBOUR DUES", "Dues", None, []),
        ("A. YOUR", "C. YOUR", None, []),  # no list begins so
        ("1. DUES", "DUES", None, []),  # nor is one without paragraphs below
        ("FM COMSIXTHFLT", "FM AMEMBASSY ROME", None, []),  # the Department's posts have labels
    ],
)
def test_what_a_message_from_before_the_sets_opens_with(
    was: str, now: str, subject: str | None, references: list[tuple[str | None, str]]
) -> None:
    found = _opening(OLDER.replace(was, now))
    assert found[:2] == (subject, references)


def test_the_set_of_its_kind_names_the_originator_of_a_message_without_a_heading() -> None:
    sets = "MSGID/GENADMIN/HARBOUR WARNING CEN BELISAR//\nSUBJ/GALE WARNING NR 011//\nRMKS/\n1. THE WIND RISES.//\n"
    assert read(f"WTPN31 PGTW 291500\n{sets}").from_.plad == "HARBOUR WARNING CEN BELISAR"
    assert (
        read(f"R 291500Z JUL 26\nFM NAVPORT BELISAR\nTO AIG 1123\nBT\nUNCLAS\n{sets}").from_.plad == "NAVPORT BELISAR"
    )


@pytest.mark.parametrize("name", ["AIG 1123", "CAD 204"])
def test_a_group_of_addressees_is_told_by_its_number(name: str) -> None:
    got = read(
        f"R 291500Z JUL 26\nFM NAVPORT BELISAR\nTO {name}\nINFO NAVPORT OSMAR\n{name}\nBT\nUNCLAS\n1. THE WIND RISES.\n"
    )
    assert [one.plad for one in (*got.to, *got.info)] == [name, "NAVPORT OSMAR", name]
