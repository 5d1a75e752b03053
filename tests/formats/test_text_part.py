"""The fields between heading and body, each form of a line in a small telegram (``cases/textpart.toml``)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from tests.cases import load

import legation
from legation.tables.marking import telegram_marking


def _read(
    above: str, day: date = date(2009, 11, 5), level: str = "C O N F I D E N T I A L TRIPOLI 000893"
) -> dict[str, Any]:
    stamp = f"{day:%d}1513Z {day:%b}".upper() + f" {day:%y}"
    heading = f"O R {stamp}\nFM AMEMBASSY TRIPOLI\nTO SECSTATE WASHDC IMMEDIATE\n{level}\n{above}\n\n"
    return legation.to_dict(legation.read(f"{heading}1. A visit took place.\nROE\n"))


def _given(case: dict[str, Any], *names: str) -> dict[str, Any]:
    return {
        name: case.get(name, [] if name in {"exemptions", "reasons", "caveats", "captions"} else None) for name in names
    }


@pytest.mark.parametrize("case", load("textpart", "order"), ids=lambda case: case["line"])
def test_order(case: dict[str, Any]) -> None:
    read = _read(f"{case['line']}\nTAGS: PREL\nSUBJECT: A VISIT", case["on"])
    order = read["executive_order"]
    assert {
        "order": order["order"],
        "code": order["code"],
        "exemptions": order["exemptions"],
        "until": order["declassify_on"],
    } == _given(case, "order", "code", "exemptions", "until")
    assert read["subject"] == "A VISIT"
    assert read["tags"] == ["PREL"]
    assert read["classified_by"]["name"] == case.get("by")
    assert [f["code"] for f in read["findings"] if f["code"].startswith("EOL")] == (
        [case["finding"]] if "finding" in case else []
    )


@pytest.mark.parametrize("case", load("textpart", "authority"), ids=lambda case: case["line"])
def test_authority(case: dict[str, Any]) -> None:
    read = _read(f"SUBJECT: A VISIT\n\n{case['line']}")
    assert read["classified_by"] == _given(case, "name", "title", "organization", "reasons")
    assert [p["text"] for p in read["paragraphs"]] == ["A visit took place."]


@pytest.mark.parametrize("case", load("textpart", "reasons"), ids=lambda case: case["order"])
def test_reasons_on_the_line_of_the_order(case: dict[str, Any]) -> None:
    read = _read(f"{case['order']}\nTAGS: PREL\nSUBJECT: A VISIT\n\n{case.get('authority', '')}", date(2008, 3, 14))
    assert read["classified_by"]["reasons"] == case["reasons"]
    assert read["classified_by"]["name"] == case.get("name")
    assert read["executive_order"]["declassify_on"] == case.get("until")
    assert read["subject"] == "A VISIT"


@pytest.mark.parametrize("case", load("textpart", "attention"), ids=lambda case: case["line"])
def test_attention(case: dict[str, Any]) -> None:
    read = _read(f"{case['line']}\nE.O. 12958: N/A\nTAGS: PREL\nSUBJECT: A VISIT")
    named = [f"{a['office'] or ''}: {a['person']}" if a["person"] else a["office"] for a in read["attention"]]
    assert named == case["read"]
    assert read["subject"] == "A VISIT"


@pytest.mark.parametrize("case", load("textpart", "tags"), ids=lambda case: case["line"])
def test_tags(case: dict[str, Any]) -> None:
    read = _read(f"E.O. 12958: N/A\n{case['line']}\nSUBJECT: A VISIT")
    assert read["tags"] == case["read"]
    assert read["subject"] == "A VISIT"


@pytest.mark.parametrize("case", load("textpart", "level"), ids=lambda case: case["lines"])
def test_level(case: dict[str, Any]) -> None:
    read = _read("SUBJECT: A VISIT", level=case["lines"])
    assert read["classification"] == _given(case, "level", "caveats", "captions")
    assert f"{read['post']} {read['number']}" == case["number"]
    assert (read["section"]["number"], read["section"]["of"]) == tuple(case.get("section", (None, None)))
    assert read["subject"] == "A VISIT"


@pytest.mark.parametrize("case", load("textpart", "wrapped"), ids=lambda case: case["subject"])
def test_a_full_line_runs_on(case: dict[str, Any]) -> None:
    read = _read(case["lines"])
    assert read["subject"] == case["subject"]
    assert [one["mrn"] or one["text"] for one in read["references"]] == case["references"]
    assert [p["text"] for p in read["paragraphs"]] == ["A visit took place."]


@pytest.mark.parametrize(
    ("lines", "nations"),
    [
        ("S E C R E T//REL TO USA, GBR TRIPOLI 000893", {"US", "GB"}),
        ("S E C R E T TRIPOLI 000893\n\nREL TO USA, GBR", {"US", "GB"}),
        ("S E C R E T TRIPOLI 000893\n\nNOFORN", None),
        ("S E C R E T TRIPOLI 000893\n\nRELATIONS WITH THE UK", None),
    ],
)
def test_the_nations_that_a_telegram_may_go_to_close_it_to_others(lines: str, nations: set[str] | None) -> None:
    text = f"R 051513Z NOV 09\nFM AMEMBASSY TRIPOLI\nTO SECSTATE WASHDC\nBT\n{lines}\n\nE.O. 12958: N/A\nTAGS: PREL\n"
    marking = telegram_marking(legation.read(text + "SUBJECT: TALKS\n\n1. They talked.\n\nSMITH\nBT\n"))
    assert (set(marking.release) if marking.release is not None else None) == nations


def test_a_subject_goes_on_with_the_word_subjects() -> None:
    text = "SUBJECT: THE PALACE WANTS FEWER\nSUBJECTS; TALKS PUT OFF\nREF: ROME 12\n\n1. IT DOES.\n"
    assert legation.read(f"FM AMEMBASSY ROME\nTO SECSTATE WASHDC\nUNCLAS ROME 99\n\n{text}").subject == (
        "THE PALACE WANTS FEWER SUBJECTS; TALKS PUT OFF"
    )


@pytest.mark.parametrize("between", ["-------", "PART TWO OF THREE", "THE NORTHERN PORTS\n\n- - - - -"])
def test_lines_under_the_subject_hide_no_field_below_them(between: str) -> None:
    read = _read(f"SUBJECT: A VISIT\n\n{between}\n\nREF: ROME 12\n\nClassified By: DCM Jane Roe. Reason: 1.4 (b)")
    assert (read["subject"], [r["mrn"] for r in read["references"]]) == ("A VISIT", ["09ROME12"])
    assert read["classified_by"]["name"] == "Jane Roe"
    assert [p["text"] for p in read["paragraphs"]] == ["A visit took place."]


def test_a_first_paragraph_without_number_stays_above_words_that_cite() -> None:
    read = _read("SUBJECT: A VISIT\n\nThe visit was short.\nReference is made to ROME 12.")
    assert (read["references"], read["paragraphs"][0]["number"]) == ([], None)


def test_a_rule_behind_the_subject_is_no_part_of_it() -> None:
    assert _read("SUBJECT: A VISIT ------------")["subject"] == "A VISIT"


@pytest.mark.parametrize(
    ("lines", "subject", "offices"),
    [
        ("NOMINATION OF THREE OFFICERS OF THE HARBOUR\nPERSONS FOR DESIGNATION BY IT", "IT", []),
        ("A/S ROE CALLS ON THE\nMINISTER FOR FOREIGN AFFAIRS", "AFFAIRS", []),
        ("NOMINATION OF THREE OFFICERS OF THE HARBOUR\nDEPT FOR EUR/CE", "HARBOUR", ["EUR/CE"]),
        ("A VISIT\n\nROME FOR FAO", "VISIT", ["FAO"]),
    ],
)
def test_a_subject_goes_on_with_words_in_the_form_of_a_passing_line(
    lines: str, subject: str, offices: list[str]
) -> None:
    read = _read(f"SUBJECT: {lines}\n\nREF: ROME 12")
    assert read["subject"].split()[-1] == subject
    assert [a["office"] for a in read["attention"]] == offices
    assert [r["mrn"] for r in read["references"]] == ["09ROME12"]


def _under_authority(lines: str, order: str = "DECL: 06/30/2019") -> dict[str, Any]:
    heading = "O 301112Z JUN 09\nFM AMEMBASSY ROME\nTO SECSTATE WASHDC\n\nC O N F I D E N T I A L ROME 001704\n"
    return legation.to_dict(legation.read(f"{heading}\nE.O. 12958: {order}\nSUBJECT: X\n\n{lines}\nROE\n"))


@pytest.mark.parametrize(
    ("lines", "reasons", "first"),
    [
        ("CLASSIFIED BY: John Roe, Consul, Rome.\n\nREASON: 1.4 (b), (d)\n\n1. (C) Words.", "bd", (1, "Words.")),
        ("Classified By: DCM Jane Roe.\n\n  For reasons 1.4 (b)\nand (d)\n\n1. (C) Words.", "bd", (1, "Words.")),
        ("Classified By: DCM Jane Roe, reasons 1.4 (b)\nThe note was given.", "b", (None, "The note was given.")),
        ("Classified By: DCM Jane Roe, reasons 1.4 (b)\n7. (C) Words.\n8. (C) More.", "b", (7, "Words.")),
        (
            "Classified By: DCM Jane Roe.\n\nReasons for the fall are many.",
            "",
            (None, "Reasons for the fall are many."),
        ),
    ],
)
def test_the_authority_ends_with_its_reasons(lines: str, reasons: str, first: tuple[int | None, str]) -> None:
    read = _under_authority(lines)
    assert read["classified_by"]["reasons"] == [f"1.4({letter})" for letter in reasons]
    assert (read["paragraphs"][0]["number"], read["paragraphs"][0]["text"]) == first


def test_a_copy_in_small_letters_is_read_as_one_in_capitals() -> None:
    heading = (
        "o 301112z jun 09\nfm amembassy rome\nto secstate washdc\n\nc o n f i d e n t i a l rome 001704\n\nsipdis\n"
    )
    fields = "dept for eur/ce, inr\n\ne.o. 12958: decl: 06/30/2019\ntags: prel\nsubject: a visit\n"
    read = legation.to_dict(legation.read(f"{heading}{fields}\n1. (c) it took place.\n\n2. (s/nf) it ended.\n"))
    assert [a["office"] for a in read["attention"]] == ["EUR/CE", "INR"]
    assert [(p["number"], p["marking"]) for p in read["paragraphs"]] == [(1, "C"), (2, "S/NF")]


def test_a_letter_of_a_list_in_mixed_case_is_no_mark() -> None:
    read = _under_authority("1. (C) Words:\n\n2. (c) The third of them.")
    assert [p["marking"] for p in read["paragraphs"]] == ["C", None]


@pytest.mark.parametrize(
    ("lines", "below", "subject"),
    [
        ("VIEWS OF THE\nMINISTER ON THE\nHARBOUR", "REF: ROME 12", "VIEWS OF THE MINISTER ON THE HARBOUR"),
        ("VIEWS OF THE\nMINISTER ON THE\nHARBOUR", "", "VIEWS OF THE MINISTER ON THE HARBOUR"),
        ("Views of a\nminister\n(May 3-5)", "REF: ROME 12", "Views of a minister (May 3-5)"),
        ("A REPORT\n- NEXT STEPS", "REF: ROME 12", "A REPORT - NEXT STEPS"),
        ("A REPORT\n(CORRECTED COPY)", "REF: ROME 12", "A REPORT"),
        ("A REPORT\nBACKGROUND", "", "A REPORT"),
        ("A REPORT\nHe said that he went.", "REF: ROME 12", "A REPORT"),
    ],
)
def test_a_subject_of_short_lines_goes_on_to_the_field_below_it(lines: str, below: str, subject: str) -> None:
    read = _read(f"SUBJECT: {lines}\n\n{below}")
    assert read["subject"] == subject
    assert [r["mrn"] for r in read["references"]] == (["09ROME12"] if below and not lines.endswith(".") else [])
    assert read["paragraphs"][-1]["text"] == "A visit took place."


def test_the_authority_says_when_without_an_order() -> None:
    lines = "Classified By: DCM Jane Roe\nReason: 1.4(b)\nDeclassify On: 2019/06/30\n\n1. (C) Words."
    heading = "O 301112Z JUN 09\nFM AMEMBASSY ROME\nTO SECSTATE WASHDC\n\nC O N F I D E N T I A L ROME 001704\n"
    read = legation.to_dict(legation.read(f"{heading}\nSUBJECT: X\n\n{lines}\n"))
    order = read["executive_order"]
    assert (order["order"], order["code"], order["declassify_on"]) == (None, "DECL", "2019-06-30")
    assert _under_authority(lines)["executive_order"]["order"] == "12958"


def test_the_fields_of_a_telegram_that_one_quotes_are_not_its_own() -> None:
    quoted = "FM AMEMBASSY PARIS\nTO AMEMBASSY ROME 12\nE.O. 11652: N/A\nTAGS: PFOR\nSUBJ: THE BLOCS"
    read = _read(f"E.O. 12958: DECL: 11/05/2019\nTAGS: PREL\nSUBJECT: A VISIT\n\n{quoted}")
    assert (read["executive_order"]["order"], read["tags"], read["subject"]) == ("12958", ["PREL"], "A VISIT")


TYPED = "FROM: Embassy Kampala\nTO: Department of State\nNO: 1201, March 4, 1963, 6 p.m.\n\n"


@pytest.mark.parametrize(
    ("opening", "cited", "first"),
    [
        ("DEPTEL 642; EMBTEL 1187\n\n", ["DEPTEL 642", "EMBTEL 1187"], "The harbour is open."),
        ("DEPTEL 642; EMBTEL 1187\n", ["DEPTEL 642", "EMBTEL 1187"], "The harbour is open."),
        (
            "REFERENCE: DEPTEL 964; EMBTELS 1090 AND 1095\n\n",
            ["DEPTEL 964", "EMBTELS 1090", "1095"],
            "The harbour is open.",
        ),
        ("REFTEL: DEPTEL 964\n\n", ["DEPTEL 964"], "The harbour is open."),
        ("Re Deptel 642.\n\n", ["Deptel 642"], "The harbour is open."),
        ("Re Deptel 642 and Embtel 1187. ", [], "Re Deptel 642 and Embtel 1187. The harbour is open."),
        ("Deptel 642 and Embtel 1187 say so. ", [], "Deptel 642 and Embtel 1187 say so. The harbour is open."),
        (
            "Embtel 1187, Deptel 642\nand others say so. ",
            [],
            "Embtel 1187, Deptel 642 and others say so. The harbour is open.",
        ),
        ("(A) USUN 5683 (B) Deptel 642\n\n", ["USUN 5683", "Deptel 642"], "The harbour is open."),
        (
            "A. Rome 5683; B. Embtel 11 and 12 (NOTAL).\n\n",
            ["Rome 5683", "Embtel 11", "12"],
            "The harbour is open.",
        ),
        ("(A) ARTICLE 5 (B) ARTICLE 6\n\n", [], "(A) ARTICLE 5 (B) ARTICLE 6"),
        ("(A) Rome 5683\n\n", [], "(A) Rome 5683"),
    ],
)
def test_references_open_a_typed_copy_without_a_label(opening: str, cited: list[str], first: str) -> None:
    telegram = legation.read(f"{TYPED}{opening}The harbour is open.\n")
    assert [reference.text for reference in telegram.references] == cited
    assert telegram.paragraphs[0].text == first


HEAD = (
    "C O N F I D E N T I A L BELISAR 000291\nSIPDIS\nE.O. 12958: DECL: 02/23/2014\n{tags}\nSUBJECT: FERRY\n"
    "1. (C) The ferry did not sail.\nWINTERS\n"
)


def test_a_program_of_several_words_stays_whole_in_the_tags() -> None:
    got = legation.read(HEAD.format(tags="TAGS: PREL, Elections, KHON - Ferry Process"))
    assert got.tags == ("PREL", "ELECTIONS", "KHON - FERRY PROCESS")


@pytest.mark.parametrize(
    "tags",
    ["TAGS PREL EC0N EFIN", "TAGS: PREL, EC0N, EFIN", "TAGS: PREL ETRD EAID PGOV PHUM PINR SENV TBIO EAGR MARR\nEC0N"],
)
def test_a_zero_for_an_o_in_a_code(tags: str) -> None:
    got = legation.read(HEAD.format(tags=tags))
    assert "ECON" in got.tags
    assert "TAG002" in [finding.code for finding in got.findings]


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("ROME FOR VATICAN USUN FOR JANE ROE", [("VATICAN", None), (None, "JANE ROE")]),
        ("DEPT FOR P/HILL, 1O/HILL, AF/HILL", [("P", "HILL"), ("IO", "HILL"), ("AF", "HILL")]),
    ],
)
def test_passing_lines_that_a_copy_has_worn(line: str, told: list[tuple[str | None, str | None]]) -> None:
    got = legation.read(HEAD.format(tags="TAGS: PREL").replace("SIPDIS", line))
    assert [(one.office, one.person) for one in got.attention] == told


@pytest.mark.parametrize("said", ["This message is", "THIS CABLE WAS", "(C) This telegram has been"])
def test_a_sentence_may_say_who_classified(said: str) -> None:
    got = legation.read(
        f"SUBJECT: DUES\n\n{said} classified by PolCouns John Roe for reasons 1.5(b) and (d).\n\n1. (C) They rise.\n"
    )
    by = got.classified_by
    assert (by.name, by.title, by.reasons) == ("John Roe", "PolCouns", ("1.5(b)", "1.5(d)"))
    assert [p.number for p in got.paragraphs] == [1]


def test_figures_that_a_scan_has_spoiled_in_number_and_order() -> None:
    got = legation.read(
        "R 011534Z SEP 93\nFM AMEMBASSY KIGALI\nTO SECSTATE WASHDC 1129\nC O N F I D E N T I A L KIGALI 03l77\n\n"
        "E.0. 12356: DECL: 0ADR\nTAGS: PGOV, RW\nSUBJECT: DUES\n\n1. (C) THEY RISE.\nROE\n"
    )
    assert got.mrn == "93KIGALI3177"
    assert (got.executive_order.code, got.executive_order.declassify_on) == ("DECL", "OADR")


def test_the_order_behind_the_reasons_is_no_reason() -> None:
    got = legation.read(
        "CLASSIFIED BY: JOHN ROE, ACTING DIRECTOR, DRL. REASON: 1.4 (D) E.O. 12958\n1. (C) They rise.\n"
    )
    assert got.classified_by.reasons == ("1.4(d)",)
    assert legation.read("Classified by DCM Roe for reasons 1.4 b, d and e.\n").classified_by.reasons == (
        "1.4(b)",
        "1.4(d)",
        "1.4(e)",
    )


def test_a_list_parted_by_empty_lines_and_the_head_of_a_page() -> None:
    got = legation.read(
        "O 051100Z JUL 06\nFM AMEMBASSY KATHMANDU\nTO RUEHC/SECSTATE WASHDC IMMEDIATE 2212\n"
        "C O N F I D E N T I A L SECTION 01 OF 02 KATHMANDU 001790 \n\nTAGS: PGOV PREL NP\nSUBJECT: DUES \n\n"
        "REF: A. KATHMANDU 1782 \n\n     B. \nKATHMANDU 1766 \n\nKATHMANDU 00001790  001.2 OF 002 \n\n"
        "     C. NEW DELHI 4703 \n\n"
        "Classified By: Ambassador Jane Roe. Reasons 1.4 (b/d). \n\n1. (C) They rise. \nROE\n"
    )
    assert [(r.label, r.mrn) for r in got.references] == [
        ("A", "06KATHMANDU1782"),
        ("B", "06KATHMANDU1766"),
        ("C", "06NEWDELHI4703"),
    ]
    assert (got.classified_by.name, [p.number for p in got.paragraphs]) == ("Jane Roe", [1])


UNCLAS = "FM ROME\nTO SECSTATE WASHDC\nUNCLAS ROME 12\nSUBJ: DUES\n\n{}\n\n1. (U) They rise.\n\n2. (U) They fall.\n"


@pytest.mark.parametrize(
    ("line", "rank"),
    [
        ("(C) CLASSIFIED BY AMB ROE.", 3),
        ("(c)classified by Amb Roe.", 3),
        ("[C] CLASSIFIED BY AMB ROE.", 3),
        ("{S} CLASSIFIED BY AMB ROE.", 4),
        ("1. (S) CLASSIFIED BY: AMB ROE", 4),
        ("(S) 1. CLASSIFIED BY AMB ROE", 4),
        ("CLASSIFIED BY: (S) AMB ROE", 4),
        ("Classified By: [S] Amb Roe", 4),
        ("(U) CLASSIFIED BY DCM DOE\n(S) CLASSIFIED BY AMB ROE", 4),
        ("CLASSIFIED BY AMB ROE. (S) THE NOTE CAME.", 4),
        ("CLASSIFIED BY AMB ROE (S//NF), REASONS: 1.4 (B)", 4),
        ("(S) DERIVED FROM: STATE 12", 4),
        ("(SBU) THIS MESSAGE IS CLASSIFIED BY AMB ROE.", 1),
        ("(C) This message was classified by Amb Roe for reasons 1.4(b).", 3),
        ("(U) CLASSIFIED BY AMB ROE.", 0),
        ("CLASSIFIED BY AMB ROE, REASONS: 1.4 (B)\n(C)", 0),  # a reason
        ("Classified By: Amb Roe\nReason: 1.4 (C), (D)", 0),
    ],
)
def test_a_mark_before_the_authority_raises_the_telegram(line: str, rank: int) -> None:
    got = legation.read(UNCLAS.format(line))
    assert telegram_marking(got).rank == rank
    assert ("CLS005" in [found.code for found in got.findings]) == (rank > 0)
    assert [p.number for p in got.paragraphs] == [1, 2]


@pytest.mark.parametrize(
    "words",
    [
        "This cable is classified by the originator. The king will abdicate in May.",
        "This message is classified by the king\nwho will abdicate in May, as he told us.",
        "THIS MESSAGE IS CLASSIFIED BY AMB ROE FOR REASONS 1.4(B). THE KING WILL ABDICATE.",
        "THIS TELEGRAM WAS CLASSIFIED BY J. ROE. THE KING GOES.",
        "THIS TELEGRAM HAS BEEN CLASSIFIED BY THE ORIGINATOR AND THE OLD KING GOES SOON TO KENT, SAYS ROE.",
    ],
)
@pytest.mark.parametrize("lead", ["(S) ", "1. (S) ", "CLASSIFIED BY DCM DOE\n(S) "])
def test_a_paragraph_that_begins_as_the_authority_stays_one(lead: str, words: str) -> None:
    for level in ("UNCLAS", "S E C R E T"):
        got = legation.read(UNCLAS.format(lead + words).replace("UNCLAS", level))
        first = got.paragraphs[0]
        assert first.text.upper().replace("\n", " ").endswith(words.upper().replace("\n", " ")), level
        assert (len(got.paragraphs), first.marking, telegram_marking(got).rank) == (3, "S", 4)


def test_an_unmarked_paragraph_that_begins_as_the_authority_stays_one() -> None:
    got = legation.read(UNCLAS.format("This cable is classified by the originator. The king will abdicate in May."))
    assert [p.number for p in got.paragraphs] == [None, 1, 2]
    assert got.classified_by.name is None


@pytest.mark.parametrize(
    ("words", "reasons"),
    [
        ("PolCouns John Q. Roe, Jr., for reasons 1.5(b) and (d).", 2),
        ("DEPUTY CHIEF OF MISSION JANE ROE\nFOR REASONS 1.4 (B) AND\n(D).", 2),
        ("Acting Director, DRL, J. Roe, E.O. 12958, reason: 1.4 (b)", 1),
        ("me.", 0),
        ("St. Roe, Amb. to Corvania. Reason 1.4 (d)", 1),
    ],
)
def test_a_name_and_reasons_alone_are_the_authority(words: str, reasons: int) -> None:
    got = legation.read(UNCLAS.format(f"This message is classified by {words}"))
    assert "text.authority" in [e.kind for e in got.elements]
    assert got.classified_by is not None
    assert len(got.classified_by.reasons) == reasons
    assert [p.number for p in got.paragraphs] == [1, 2]


@pytest.mark.parametrize(
    ("line", "section"),
    [
        ("SECTION 1 OF 2 LAGOS 1005/1", (1, 2)),
        ("SECTION ONE OF TWO LAGOS 1005", (1, 2)),
        ("FINAL SECTION OF 3 LAGOS 1005", (3, 3)),
        ("LAGOS 1005", (None, None)),
    ],
)
def test_a_section_before_the_number_of_a_telegram_without_a_level(
    line: str, section: tuple[int | None, int | None]
) -> None:
    heading = "R 111645Z MAR 70\nFM AMEMBASSY LAGOS\nTO SECSTATE WASHDC 1904\n"
    told = legation.to_dict(legation.read(f"{heading}{line}\nSUBJ: FOOD\n1. TRUCKS MOVED.\n"))
    assert (told["section"]["number"], told["section"]["of"]) == section
    assert told["mrn"] == "70LAGOS1005"


@pytest.mark.parametrize(
    "text",
    [
        "WE AGREE WITH ALL OF IT\nSUBJECT TO APPROVAL OF THE BOARD\nAND OF THE HOUSE.",
        "WE AGREE WITH ALL OF IT\nSUBJECT   TO APPROVAL OF THE BOARD.",
        "SUBJECT WAS BORN IN LIMA AND LIVES THERE.",
        "This agreement holds for the whole\nsubject matter of it.",
    ],
)
def test_a_sentence_that_speaks_of_a_subject_is_no_subject(text: str) -> None:
    got = legation.read(f"UNCLAS ROME 12\n\n{text}\n")
    assert (got.subject, [one.text for one in got.paragraphs]) == (None, [" ".join(text.split())])


@pytest.mark.parametrize("label", ["SUBJECT ", "SUBJ  ", "SUBJECT: ", "SUBJECT: TO "])
def test_a_subject_needs_no_colon(label: str) -> None:
    assert legation.read(f"UNCLAS ROME 12\n\n{label}HARBOUR DUES\n\n1. DUES RISE.\n").subject == (
        "TO HARBOUR DUES" if "TO" in label else "HARBOUR DUES"
    )
