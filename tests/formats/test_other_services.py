"""Telegrams of the Canadian and British services and of armies, in their own forms. All are invented."""

from __future__ import annotations

import pytest

from legation.core.telegram import Telegram
from legation.formats import read
from legation.tables.posts import load_posts

CANADIAN = """FM CANDEL BELISAR NOV19/64 TOPSEC
TO TT EXTERNAL 677 OPIMMED DE OTT
FOR IMMEDIATE DELIVERY TO JANE ROE
INFO TT WASHDC LDN CANDEL VENTA DE OTT
REF MYTEL 665 NOV14
VISIT TO THE HARBOUR
THE HARBOUR MASTER IS LEAVING NOV25 AND WILL NOT RPT NOT BE BACK
TILL DEC3.
2. I SAID I WAS CONCERNED.
3. WE ASK FOR A LETTER.
"""


def _kept(t: Telegram) -> None:
    assert "".join(t.quote(e.span) for e in t.elements) == t.source


def test_a_canadian_telegram() -> None:
    got = read(CANADIAN)
    _kept(got)
    assert got.from_.plad == "CANDEL BELISAR"
    assert [(a.plad, a.precedence) for a in got.to] == [("EXTERNAL", "IMMEDIATE")]
    assert [a.plad for a in got.info] == ["WASHDC", "LDN", "CANDEL VENTA"]
    assert [a.office or a.person for a in got.attention] == ["JANE ROE"]
    assert (got.number, got.year, got.classification.level) == (677, 1964, "TOP SECRET")
    assert (got.precedence.action, got.subject) == ("IMMEDIATE", "VISIT TO THE HARBOUR")
    assert [r.text for r in got.references] == ["MYTEL 665 NOV14"]
    assert [p.number for p in got.paragraphs] == [None, 2, 3]
    assert got.mrn is None  # another service has a post in that city, too


@pytest.mark.parametrize(
    ("words", "level"),
    [
        ("CONFD", "CONFIDENTIAL"),
        ("RESTR", "RESTRICTED"),
        ("SECRET", "SECRET"),
        ("TOP SECRET", "TOP SECRET"),
        ("UNCLAS", "UNCLASSIFIED"),
    ],
)
def test_the_levels_of_a_canadian_telegram(words: str, level: str) -> None:
    assert read(CANADIAN.replace("TOPSEC", words)).classification.level == level


def test_a_canadian_telegram_without_a_line_for_its_subject() -> None:
    got = read("FM ROME FEB2/66 CONFD\nTO EXTERNAL 12 EMERGENCY\nWE AGREE TO THE PLAN.\n2. WE ASK FOR MORE.\n3. X.\n")
    assert (got.subject, got.precedence.action) == (None, None)
    assert got.paragraphs[0].text == "WE AGREE TO THE PLAN."


def test_a_sheet_of_a_message_to_be_sent() -> None:
    got = read(
        "OUTGOING MESSAGE\nDATE: AUG 12/64\nFM: EXT OTT\nNUMBER: Y-606\nPRECEDENCE: OPIMMED\nSECURITY: TOP SECRET\n"
        "TO: WASHDC\nBELISAR (FOR ROE ONLY)\nREF: YOURTEL 2893\nSUBJECT: HARBOUR DUES\nTHE DUES WILL RISE.\n"
    )
    _kept(got)
    assert (got.number, got.year, got.classification.level) == (606, 1964, "TOP SECRET")
    assert (got.precedence.action, got.subject) == ("IMMEDIATE", "HARBOUR DUES")
    assert [a.plad for a in got.to] == ["WASHDC", "BELISAR"]
    assert got.classification.captions == ("ONLY",)  # it is for one person there


def test_labels_with_a_dash_behind_the_colon_and_lines_above_the_level() -> None:
    got = read(
        "CIPHER TELEGRAM\n\nRecd. 241100 Sep 45.\n\nFrom:- C. in C. Belisar.\n\nTo:- The War Office.\n\nJO 221134.\n\n"
        "IMMEDIATE\n\nNo 8 cipher 22 Sep.\n\nRESTRICTED.\n\nThe rear party is asked for.\n"
    )
    _kept(got)
    assert (got.from_.plad, [a.plad for a in got.to]) == ("C. IN C. BELISAR", ["THE WAR OFFICE"])
    assert (got.number, got.year, got.precedence.action) == (8, 1945, "IMMEDIATE")
    assert got.classification.level == "RESTRICTED"
    assert [p.text for p in got.paragraphs] == ["The rear party is asked for."]


def test_an_airgram_keeps_its_number() -> None:
    got = read("NO. A-112\nFROM: AMEMBASSY ROME\nTO: DEPARTMENT OF STATE\nSUBJECT: DUES\n\n1. X.\n")
    assert got.number == 112
    assert "A" in (got.mrn or "A")


def test_an_army_message_without_slashes_at_the_ends_of_its_sets() -> None:
    got = read(
        "ALARACT 118/2025\nDTG: R 301845Z DEC 25\nUNCLAS\nSUBJ/ALARACT 118/2025 \u2013 HARBOUR AWARD\nWINNERS\n"
        "THIS ALARACT MESSAGE HAS BEEN TRANSMITTED BY JSP ON BEHALF OF\nHQDA, WASHINGTON DC//DASG//\n"
        "REFERENCE: ALARACT 001/2025, HARBOUR\nAWARD\n1. (U) SITUATION: THE AWARD IS GIVEN.\n2. (U) X.\n"
    )
    _kept(got)
    assert got.subject == "ALARACT 118/2025 \u2013 HARBOUR AWARD WINNERS"
    assert [r.mrn for r in got.references] == ["25ALARACT1"]
    assert [p.number for p in got.paragraphs] == [1, 2]


def test_a_sheet_in_two_languages() -> None:
    got = read(
        "MESSAGE\nFM/DE EXT OTT\nDATE MAR 4/66\nFILE/DOSSIER 20-22-1\nNO Y-212\nSECURITY TOP SECRET\n"
        "PRECEDENCE EMERGENCY\n"
        "TO/A BELISAR (PLEASE TRANSMIT DIRECT OR BY\nCOMMERCIAL CHANNEL)\nINFO WASHDC\nSUB/SUJ VISIT TO THE HARBOUR\n"
        "WE HAVE THOUGHT OF THE VISIT.\n"
    )
    _kept(got)
    assert (got.from_.plad, got.number, got.year) == ("EXT OTT", 212, 1966)
    assert ([a.plad for a in got.to], [a.plad for a in got.info]) == (["BELISAR"], ["WASHDC"])
    assert (got.classification.level, got.subject) == ("TOP SECRET", "VISIT TO THE HARBOUR")
    assert got.precedence.action is None  # EMERGENCY has no equal among ours


BRITISH = """[This telegram is of particular secrecy]
Cypher/OTP
FROM BELISAR TO FOREIGN OFFICE
Sir J. Sample
No.1140
1st August 1949
D. 8.45 p.m. 1st August 1949
R. 7.33 a.m. 2nd August 1949.
Repeated to Venta
SECRET
Addressed to Foreign Office telegram No. 1140 of 1st August repeated for information to Venta, New Corvane and Rome.
The harbour dues rise.
2. They were paid.
3. Nobody knows why.
"""


def test_a_british_telegram_with_its_route_on_one_line() -> None:
    got = read(BRITISH)
    _kept(got)
    assert (got.from_.plad, [a.plad for a in got.to]) == ("BELISAR", ["FOREIGN OFFICE"])
    assert [a.plad for a in got.info] == ["VENTA", "NEW CORVANE", "ROME"]
    assert (got.number, got.year, got.classification.level, got.mrn) == (1140, 1949, "SECRET", None)
    assert [p.number for p in got.paragraphs] == [None, 2, 3]


def test_a_place_stands_before_the_day() -> None:
    got = read(
        "FROM: THE AMBASSADOR IN BELISAR\n\nTO: THE SECRETARY OF STATE\n\nBELISAR, April 4th, 1951.\n\nTOP SECRET.\n\n"
        "Subject: Harbour\n\n1. The dues rise.\n"
    )
    assert (got.year, got.classification.level, got.subject) == (1951, "TOP SECRET", "Harbour")


def test_a_number_behind_the_name_of_a_mission() -> None:
    got = read("TO: ROE, BELISAR ONLY\nFROM: DOE, HEADQUARTERS\nNUMBER: MISBEL: 100\nSUBJECT: Dues\n\n1. They rise.\n")
    assert (got.number, got.subject) == (100, "Dues")


_TOP = "O 051513Z MAR 75\nFM AMEMBASSY ROME\nTO SECSTATE WASHDC\n"


@pytest.mark.parametrize(
    ("line", "captions", "attention"),
    [
        ("NODIS FOR CHARGE", ("NODIS",), ["CHARGE"]),
        ("FOR AMBASSADOR FROM ROE", (), ["AMBASSADOR"]),
        ("SIPDIS\nNOFORN", ("SIPDIS", "NOFORN"), []),
        ("EXDIS", ("EXDIS",), []),
    ],
)
def test_what_stands_above_the_level_still_restricts(
    line: str, captions: tuple[str, ...], attention: list[str]
) -> None:
    for top in (_TOP, "From:- C. in C. Rome.\n\nTo:- The War Office.\n\n", "FROM ROME TO FOREIGN OFFICE\nNo.12\n"):
        got = read(f"{top}{line}\nSECRET\nSUBJECT: X\n\n1. A.\n2. B.\n")
        held = (*got.classification.captions, *got.classification.caveats)
        assert set(held) == set(captions), top
        if top is _TOP:
            assert [one.office for one in got.attention] == attention


@pytest.mark.parametrize(
    ("old", "new", "caption"),
    [
        ("VISIT TO THE HARBOUR", "NODIS", "NODIS"),
        ("VISIT TO THE HARBOUR", "EYES ONLY", "EYES ONLY"),
        ("FOR IMMEDIATE DELIVERY TO JANE ROE", "FOR IMMEDIATE DELIVERY TO JANE ROE ONLY", "ONLY"),
        ("TOPSEC", "TOPSEC NODIS", "NODIS"),
    ],
)
def test_a_caption_is_no_other_line_of_a_canadian_telegram(old: str, new: str, caption: str) -> None:
    got = read(CANADIAN.replace(old, new))
    assert caption in got.classification.captions
    assert got.subject != caption


@pytest.mark.parametrize(
    ("remark", "caption"),
    [
        ("(NODIS, DIRECT OR BY\nDELHI)", "NODIS"),
        ("(DIRECT OR BY DELHI,\nNODIS)", "NODIS"),
        ("(DIRECT,\nROE ONLY)", "ONLY"),
    ],
)
def test_a_remark_behind_an_addressee_may_restrict(remark: str, caption: str) -> None:
    got = read(f"FM: EXT OTT\nTO: BELISAR {remark}\nSUBJECT: X\n\n1. A.\n")
    assert [a.plad for a in got.to] == ["BELISAR"]
    assert got.classification.captions == (caption,)


def test_a_british_telegram_with_its_hours_in_a_column() -> None:
    got = read(
        "FROM BELISAR TO FOREIGN OFFICE\n\nCypher/OTP                    FOREIGN OFFICE AND WHITEHALL DISTRIBUTION\n\n"
        "Sir J. Sample\nNo. 1182\n15th June, 1956              D. 4.10 p.m. 15th June, 1956\n"
        "                             R. 6.02 p.m. 15th June, 1956\n\nIMMEDIATE\nCONFIDENTIAL\n\n"
        "    Addressed to Foreign Office telegram No. 1182 of 15th June.\nRepeated for information to: Karachi\n"
        "                             Colombo\n\n    My telegram No. 1170: Harbour dues.\n\n"
        "    1. They rise.\n\n    2. They fall.\n"
    )
    _kept(got)
    assert (got.number, got.year, got.mrn) == (1182, 1956, None)
    assert (got.classification.level, got.precedence.action) == ("CONFIDENTIAL", "IMMEDIATE")
    assert [a.plad for a in got.info] == ["KARACHI", "COLOMBO"]
    assert (got.subject, [r.text for r in got.references]) == ("Harbour dues", ["My telegram No. 1170"])
    assert [p.number for p in got.paragraphs] == [1, 2]


@pytest.mark.parametrize(
    ("top", "sides"),
    [
        (
            "OUTWARD TELEGRAM FROM COMMONWEALTH RELATIONS OFFICE\n\nTO: U.K. HIGH COMMISSIONER IN BELISAR\n",
            ("COMMONWEALTH RELATIONS OFFICE", "U.K. HIGH COMMISSIONER IN BELISAR"),
        ),
        (
            "INWARD TELEGRAM TO THE SECRETARY OF STATE FOR THE COLONIES\n\nFROM BELISAR (Sir J. Sample)\n",
            ("BELISAR", "SECRETARY OF STATE FOR THE COLONIES"),
        ),
    ],
)
def test_a_sheet_that_names_one_side_in_its_title(top: str, sides: tuple[str, str]) -> None:
    got = read(
        f"{top}(Sent 17.30 hours 4 May 1961)\n\nPRIORITY\nSECRET\nNo. 412\n\n"
        "Addressed Belisar No. 412 repeated Lagos No. 300.\n\nYour telegram No. 377.\n\nThe dues rise.\n"
    )
    _kept(got)
    assert (got.from_.plad, [a.plad for a in got.to], [a.plad for a in got.info]) == (sides[0], [sides[1]], ["LAGOS"])
    assert (got.number, got.classification.level, got.precedence.action) == (412, "SECRET", "PRIORITY")
    assert [(r.text, r.status) for r in got.references] == [("Your telegram No. 377", "ambiguous")]
    assert [p.text for p in got.paragraphs] == ["The dues rise."]


_SHEET = (
    "OUTWARD TELEGRAM FROM THE COLONIAL OFFICE\nTO: BELISAR\nNo. 12\n{above}\n{level}\n\n{line}\n\nThe dues rise.\n"
)
_ROUTE = (
    "FROM BELISAR TO FOREIGN OFFICE\nNo. 12\nD. 8.45 p.m. 1st May 1949\n{above}\n{level}\n\n{line}\n\nThe dues rise.\n"
)


@pytest.mark.parametrize("form", [_SHEET, _ROUTE])
@pytest.mark.parametrize(
    ("line", "subject"),
    [
        ("My telegram No. 11 TOP SECRET", None),
        ("Your telegram No. 11 (Top Secret): Dues.", "Dues"),
        ("Our telegrams Nos. 11 and 12 of 4th May TOP SECRET AND PERSONAL", None),
        ("My telegram No. 11, T O P  S E C R E T", None),
        ("My telegram No. 11: TOP SECRET talks", "TOP SECRET talks"),
        ("My telegram No. 11: Talks (Top Secret)", "Talks (Top Secret)"),
    ],
)
def test_a_level_beside_what_a_british_telegram_cites_holds_it(form: str, line: str, subject: str | None) -> None:
    for level in ("UNCLASSIFIED", "CONFIDENTIAL"):
        got = read(form.format(above="", level=level, line=line))
        _kept(got)
        assert (got.classification.level, got.subject) == ("TOP SECRET", subject)
        assert "CLS005" in [found.code for found in got.findings]
        assert got.references


@pytest.mark.parametrize("subject", ["Secret ballot", "The Secretary of State", "Confidential papers of the harbour"])
def test_a_subject_in_small_letters_marks_nothing(subject: str) -> None:
    got = read(_SHEET.format(above="", level="UNCLASSIFIED", line=f"My telegram No. 11: {subject}."))
    assert (got.classification.level, got.subject) == ("UNCLASSIFIED", subject)


@pytest.mark.parametrize("form", [_SHEET, _ROUTE])
@pytest.mark.parametrize(
    "line",
    [
        "Addressed to Delhi. Repeated for information to: TOP SECRET, Karachi",
        "Addressed to Delhi, repeated for information to Karachi Top Secret.",
        "Addressed to Delhi No. 12 TOP SECRET, repeated for information to Karachi.",
    ],
)
def test_a_level_among_other_addressees_is_none_and_holds(form: str, line: str) -> None:
    got = read(form.format(above="", level="CONFIDENTIAL", line=line))
    _kept(got)
    assert [a.plad for a in got.info] == ["KARACHI"]
    assert got.classification.level == "TOP SECRET"


@pytest.mark.parametrize("form", [_SHEET, _ROUTE])
@pytest.mark.parametrize(
    "above",
    [
        "Cypher/OTP     TOP SECRET   DEPARTMENTAL DISTRIBUTION",
        "Cypher/OTP     T O P  S E C R E T   Departmental Distribution",
        "Cypher/OTP  SECRET WHITEHALL   Top Secret Departmental Distribution",
        "Sir J. Sample [TOP SECRET]",
        "IMMEDIATE TOP SECRET AND PERSONAL",
    ],
)
def test_a_level_on_a_line_between_route_and_level_holds(form: str, above: str) -> None:
    for level in ("UNCLASSIFIED", "CONFIDENTIAL"):
        got = read(form.format(above=above, level=level, line=""))
        _kept(got)
        assert (got.classification.level, got.number) == ("TOP SECRET", 12)


def test_a_level_beside_the_day_of_a_typed_copy_holds() -> None:
    for beside, level in (("", "CONFIDENTIAL"), (" TOP SECRET", "TOP SECRET"), ("  (Top Secret)", "TOP SECRET")):
        got = read(
            f"FROM: SAMPLE\n\nTO: ROE\n\nBELISAR, April 4th, 1951{beside}\n\nCONFIDENTIAL\n\n1. The dues rise.\n"
        )
        _kept(got)
        assert (got.classification.level, got.from_.plad) == (level, "SAMPLE")
        assert [p.text for p in got.paragraphs] == ["The dues rise."]


def test_the_sign_that_closes_a_british_telegram_is_no_name() -> None:
    got = read("FM BELISAR\nTO PRIORITY FCO\nTELNO 204\nOF 121430Z MARCH 86\n\n1. THE DUES RISE.\n\nSAMPLE\n\nYYYY\n")
    assert got.signature == ("SAMPLE",)


@pytest.mark.parametrize(
    "head",
    [
        "FROM: COMMONWEALTH RELATIONS OFFICE\nTO: CANBERRA\n",
        "OUTWARD TELEGRAM FROM COMMONWEALTH RELATIONS OFFICE\nTO: U.K. HIGH COMMISSIONER IN CANADA\n",
        "FROM DOMINIONS OFFICE TO CANBERRA\n",
    ],
)
@pytest.mark.parametrize(
    "sent",
    [
        "(Sent 19.10 hours, 4th April, 1951)",
        "(Sent 1910 hrs. 4th April 1951)\nIMMEDIATE",
        "Sent at 9.10 hours April 4, 1951",
    ],
)
def test_the_hour_at_which_a_sheet_was_sent(head: str, sent: str) -> None:
    got = read(f"{head}{sent}\nNo. 253\nSECRET\n\nHarbour dues rise in June.\n")
    assert "".join(got.quote(e.span) for e in got.elements) == got.source
    assert (got.number, got.year, got.classification.level, len(got.to)) == (253, 1951, "SECRET", 1)
    assert [p.text for p in got.paragraphs] == ["Harbour dues rise in June."]
    assert got.precedence.action == ("IMMEDIATE" if "IMM" in sent else None)


OF_THE_SEVENTIES = """CONFIDENTIAL
FM BELISAR 081530Z DEC 77
TO PRIORITY FCO
TELEGRAM NUMBER 1051 OF 8 DECEMBER
INFO PRIORITY WASHINGTON, UKDEL NATO

FOLLOWING FROM HARBOUR MASTER

1. THE DUES RISE.

2. THAT IS ALL.
"""


def test_a_british_telegram_with_its_moment_behind_the_originator() -> None:
    got = read(OF_THE_SEVENTIES)
    _kept(got)
    assert (got.from_.plad, got.dtg, got.number, got.year) == ("BELISAR", "1977-12-08T15:30Z", 1051, 1977)
    assert [(one.plad, one.precedence) for one in got.to] == [("FCO", "PRIORITY")]
    assert got.precedence.action == "PRIORITY"
    assert [one.plad for one in got.info] == ["WASHINGTON", "UKDEL NATO"]
    assert (got.subject, got.classification.level) == (None, "CONFIDENTIAL")
    assert got.quote(next(one.span for one in got.elements if one.kind == "heading.dtg")).startswith("081530Z")


@pytest.mark.parametrize("name", ["CTF 20", "COMDESRON 22", "BELISAR 999999Z DEC 77"])
def test_figures_behind_an_originator_that_are_no_moment(name: str) -> None:
    got = read(f"R 081530Z NOV 09\nFM {name}\nTO SECSTATE WASHDC\nUNCLAS\n\n1. THE DUES RISE.\n")
    _kept(got)
    assert (got.from_.plad, got.dtg) == (name, "2009-11-08T15:30Z")


WITH_OFFICES = """RESTRICTED
FM ROUTINE BELISAR
TO PRIORITY FCO
TELNO 212
OF 091045Z MAY 90
INFO ROUTINE PARIS, ROME

YOUR TELNO 811 AND PARIS TELNO 12: LAND REFORM

1. THE MINISTER SEES NO EARLY BILL.
2. ROME TELNO 44 AND MY TELNO 208 REFER.

SAMPLE
"""


@pytest.mark.parametrize(
    "offices",
    [
        "",
        "\nYYYY\n\nDISTRIBUTION    33\n\nMAIN 32\n.LIMITED\nSAFD\n",
        "FILES\nNAD\nPS/MR ROE\n[COPIES SENT TO NO 10 DOWNING STREET]\n",
        "\nLIMITED DISTRIBUTION\nHD/NENAD\n\nCOPIES TO:\nTREASURY\n",
    ],
)
def test_the_offices_below_the_name_are_no_words_of_a_british_telegram(offices: str) -> None:
    got = read(WITH_OFFICES + offices)
    _kept(got)
    assert (got.from_.plad, got.precedence.action, got.dtg) == ("BELISAR", "PRIORITY", "1990-05-09T10:45Z")
    assert (got.signature, got.paragraphs[-1].number) == (("SAMPLE",), 2)
    assert got.paragraphs[-1].text == "ROME TELNO 44 AND MY TELNO 208 REFER."


def test_a_sentence_below_the_word_distribution_stays_a_sentence() -> None:
    got = read(
        WITH_OFFICES.replace(
            "\nSAMPLE\n", "\n3. ON FOOD:\nDISTRIBUTION\nOF IT IS SLOW, AND WE HEAR OF MANY WHO WAIT.\n\nSAMPLE\n"
        )
    )
    assert [p.number for p in got.paragraphs] == [1, 2, 3]
    assert "MANY WHO WAIT" in got.paragraphs[-1].text


@pytest.mark.parametrize(
    "words",
    [
        "3. HE ASKED FOR THE\n\nCOPIES TO THE DELEGATION OF IT\nARMS: 12 TANKS\n(C) 3 AIRCRAFT\n\nSAMPLE\n",
        "3. WE SPOKE OF\n\nFOOD DISTRIBUTION IN THE NORTH\n\n4. HE WANTS ARMS: SEE\nMY LETTER\n\nSAMPLE\n",
        "3. HE GAVE ME\n\nFILES\n\nAND PAPERS OF HIS\n\nSAMPLE\n",
        "3. HE GAVE ME\n\nPAPERS\n\nFILES\n4. HE LIVES IN ROME\n\nSAMPLE\n",
        "3. HE GAVE ME\n\nPAPERS\n\nFILES\n(S) HE LIVES IN ROME\n\nSAMPLE\n",
    ],
)
def test_no_paragraph_and_no_name_goes_with_the_offices(words: str) -> None:
    got = read(WITH_OFFICES.replace("\nSAMPLE\n", f"\n{words}"))
    _kept(got)
    assert got.signature == ("SAMPLE",)
    assert not [e for e in got.elements if e.kind == "end.message"]


def test_a_marking_among_the_offices_still_holds() -> None:
    assert read(f"{WITH_OFFICES}\nYYYY\nSECRET\nSAFD\n").classification.level == "SECRET"


def test_numbers_that_another_service_cites_are_none_of_ours() -> None:
    got = read(WITH_OFFICES)
    cited = [*got.references, *(m for p in got.paragraphs for m in p.mentions)]
    assert "PARIS TELNO 12" in [one.text for one in cited]
    assert [one.mrn for one in cited if one.mrn is not None] == []
    assert {one.status for one in cited} == {"ambiguous", "unread"}


@pytest.mark.parametrize("month", ["MAR", "MARCH"])
def test_the_moment_behind_an_originator_has_its_month_in_full(month: str) -> None:
    got = read(
        f"FM FCO 121530Z {month} 82\nTO IMMEDIATE WASHINGTON\nTELEGRAM NUMBER 417 OF 12 MARCH\n\n1. WE AGREE.\n\nROE\n"
    )
    assert (got.from_.plad, got.dtg, got.number) == ("FCO", "1982-03-12T15:30Z", 417)


@pytest.mark.parametrize(
    ("head", "told"),
    [
        ("DE : BELISAR\nLE : 12 JANVIER 1994\nA : DIPLOMATIE PARIS\nOBJET : DROITS\n", ("BELISAR", 1994)),
        (
            "aus: belisar\nnr 14 vom 14.05.1982, 1120 oz\nan: bonn aa\nVS-Vertraulich\nBetr.: DROITS\n",
            ("belisar", 1982),
        ),
        ("DA: BELISAR\nA: ROMA\nDATA: 12 MAGGIO 1977\nOGGETTO: DROITS\n", ("BELISAR", 1977)),
        ("DE: BELISAR\nPARA: EXTERIORES\nDATA: 3 de março de 1979\nASSUNTO: DROITS\n", ("BELISAR", 1979)),
    ],
)
def test_the_head_of_a_service_that_writes_no_english(head: str, told: tuple[str, int]) -> None:
    got = read(f"{head}REF: TD KIGALI 21\n1. LE MINISTRE EST VENU.\n2. FIN.\n")
    _kept(got)
    assert (got.from_.plad, got.year, got.subject) == (*told, "DROITS")
    assert (got.mrn, [r.mrn for r in got.references]) == (None, [None])
    assert got.classification.level is None  # so that it is held as the highest


FOREIGN = "DE : RABAT\nA : DIPLOMATIE PARIS\n{line}\n18 mars 1962\n\nOBJET : DROITS\n\n1. LES DROITS MONTENT.\n"


@pytest.mark.parametrize("label", ["N\u00b0 ", "N.\u00ba ", "N.\u00b0", "N. ", "N\u00ba. ", "No. ", "Nr. "])
def test_the_label_of_a_number_in_other_languages(label: str) -> None:
    got = read(FOREIGN.format(line=f"{label}412"))
    _kept(got)
    assert (got.number, got.mrn, got.written_day) == (412, None, "1962-03-18")


@pytest.mark.parametrize(
    ("line", "info"),
    [
        ("INFO : LES DROITS ONT ENCORE MONTE", []),
        ("POUR INFO : LES DROITS MONTENT", []),
        ("INFO : DAKAR, TUNIS", ["DAKAR", "TUNIS"]),
        ("COPIE : LES DEUX SOUS-DIRECTIONS", ["LES DEUX SOUS-DIRECTIONS"]),
    ],
)
def test_news_behind_info_is_no_addressee(line: str, info: list[str]) -> None:
    got = read(FOREIGN.format(line=line))
    _kept(got)
    assert [one.plad for one in got.info] == info


@pytest.mark.parametrize("line", ["NO. 211", "NO 211", "TD BEYROUTH 811", "TELEGRAM 12", "COPY 3"])
def test_a_number_with_its_label_is_that_of_no_post(line: str) -> None:
    got = read(
        f"DTG: 111130Z JUL 89\nFROM: INDEMBASSY BELISAR\nTO: FOREIGN OSMAR\nSECRET\n{line}\n1. HE CAME.\n2. HE LEFT.\n"
    )
    _kept(got)
    assert (got.mrn, got.classification.level) == (None, "SECRET")


def test_a_message_by_the_channel_of_another_agency() -> None:
    got = read(
        "WH40123\nSECRET SENSITIVE EXCLUSIVELY EYES ONLY\nO 151830Z JUN 74\nFM: THE SITUATION ROOM\n"
        "TO: AMEMBASSY BELISAR\nVIA SAMPLE CHANNELS\nTO: AMBASSADOR ROE\nFROM: GENERAL DOE\n"
        "1. PLEASE TELL HIM.\n2. REGARDS.\n"
    )
    _kept(got)
    assert (got.classification.level, got.mrn) == ("SECRET", None)
    assert "SENSITIVE" in got.classification.caveats
    assert "EYES ONLY" in got.classification.captions
    assert [a.plad for a in got.to] == ["AMEMBASSY BELISAR"]


def test_labels_in_two_languages() -> None:
    got = read(
        "CDA DE BRU YBGR-0415\nCONFIDENTIAL\nDATE: 2006-06-14\nTO: EXTOTT -IDR -GMR\nFM/DE: BREEC\n"
        "SUBJ/SUJ: VISAS\n1. HE CAME.\n2. HE LEFT.\n"
    )
    assert (got.from_.plad, got.subject, got.year, got.mrn) == ("BREEC", "VISAS", 2006, None)
    assert (got.classification.level, "genadmin" in got.layout) == ("CONFIDENTIAL", False)


@pytest.mark.parametrize(
    ("head", "told"),
    [
        ("FM LDN TO EXTER 1234 12MAR74\nINFO WSHDC PARIS\n", ("LDN", ["EXTER"], 1234, 1974)),
        ("FM MOSCO XYGR3011 05JUN79\nTO EXTOTT GEA\nINFO WSHDC PARIS\n", ("MOSCO", ["EXTOTT GEA"], 3011, 1979)),
    ],
)
@pytest.mark.parametrize("level", ["CONFD", "CONFIDENTIAL", "CONFIDENTIAL CDN EYES ONLY"])
def test_a_canadian_telegram_of_later_years(head: str, told: tuple[str, list[str], int, int], level: str) -> None:
    below = "---FISHERIES TALKS\n1.THE MINISTRY TOLD US TODAY.\n2.TEXT FOLLOWS.\n"
    for text in (
        f"{level}\n{head}DISTR GEP IDA\nREF YOURTEL ECL411 11MAR\n{below}",
        f"{head}DISTR GEP IDA\nREF YOURTEL ECL411 11MAR\n{below.replace('TALKS', f'TALKS{chr(10)}{level}')}",
    ):
        got = read(text)
        _kept(got)
        assert (got.from_.plad, [a.plad for a in got.to], got.number, got.year) == told
        assert (got.subject, got.mrn, [r.mrn for r in got.references]) == ("FISHERIES TALKS", None, [None])
        assert [a.plad for a in got.info] == ["WSHDC", "PARIS"]
        assert [p.number for p in got.paragraphs if p.number] == [1, 2]
        # CONFD below the heading is a word that no row has, so that nothing is held lower than it.
        assert got.classification.level in {"CONFIDENTIAL", None}
        assert text.startswith("FM") or got.classification.level == "CONFIDENTIAL"


def test_a_wide_line_between_route_and_number() -> None:
    got = read(
        "SECRET\n\nFROM FOREIGN OFFICE TO BELISAR\n\n"
        "Cypher/OTP                          FOREIGN OFFICE AND WHITEHALL DISTRIBUTION\n\n"
        "No. 1417\nAugust 4, 1956                      D. 6.15 p.m. August 4, 1956\n\nIMMEDIATE\nSECRET\n\n"
        "Please tell the Minister that we agree.\n"
    )
    _kept(got)
    assert (got.number, got.year, got.precedence.action) == (1417, 1956, "IMMEDIATE")
    assert [p.text for p in got.paragraphs] == ["Please tell the Minister that we agree."]


OWN = load_posts().extended(
    {"MFA KARVIK": "KARVIK", "EMBASSY BRANNOCH": "BRANNOCH", "EMBASSY PARIS": "PARIS", "EMBASSY ROME": "ROME"}
)
OF_AN_OWN_SERVICE = (
    "CONFIDENTIAL\nFM BRANNOCH\nTO MFA KARVIK\nTELNO 124\nOF 150930Z SEP 26\nINFO PARIS\n\n"
    "SUBJECT: CRANES\nREF: KARVIK 322; BRANNOCH 112; ROME 9; OSLO 12\n\n"
    "1. (C) Marsh thanked for the cranes, as told in BRANNOCH 121.\n\nTHORVIK\n"
)


def test_a_number_between_two_posts_of_the_archives_own_is_that_services() -> None:
    got = read(OF_AN_OWN_SERVICE, posts=OWN)
    _kept(got)
    assert (got.mrn, got.post) == ("26BRANNOCH124", "BRANNOCH")
    # Oslo is no post of this service: its number would be another's.
    assert [one.mrn for one in got.references] == ["26KARVIK322", "26BRANNOCH112", "26ROME9", None]
    assert [one.mrn for paragraph in got.paragraphs for one in paragraph.mentions] == ["26BRANNOCH121"]
    assert not [one for one in got.findings if one.code == "MRN001"]


def test_the_same_on_one_line_as_a_foreign_office_had_it() -> None:
    text = "CONFIDENTIAL\nFROM BRANNOCH TO MFA KARVIK\nTelegram No. 12\n15 September 1966\n\n1. See KARVIK 322.\n"
    assert read(text, posts=OWN).post == "BRANNOCH"
    assert read(text).post is None


def test_a_number_of_another_service_with_a_post_in_that_city_stays_its_own() -> None:
    text = "CONFIDENTIAL\nFM PARIS\nTO IMMEDIATE FCO\nTELNO 12\nOF 150930Z SEP 94\nINFO ROME\n\n1. See ROME 9.\n"
    got = read(text, posts=OWN)
    assert got.mrn is None
    assert not [one.mrn for paragraph in got.paragraphs for one in paragraph.mentions if one.mrn]


def test_whose_own_posts_are_unknown_reads_no_number_into_it() -> None:
    got = read(OF_AN_OWN_SERVICE)
    assert got.mrn is None


def test_a_number_that_is_written_out_is_the_one_of_the_series() -> None:
    got = read(
        "CONFIDENTIAL\nFM BELISAR 121530Z OCT 83\nTO PRIORITY FCO\nTELNUMBER 412 OF 12 OCTOBER 1983\n"
        "INFO PRIORITY ROME, PARIS\n\nYOUR TELNO 238: HARBOUR DUES\n\n1. THE DUES RISE.\n\nSAMPLE\n\nYYYY\n"
    )
    assert ([one.plad for one in got.to], [one.plad for one in got.info]) == (["FCO"], ["ROME", "PARIS"])
    assert (got.subject, got.dtg, [one.text for one in got.references]) == (
        "HARBOUR DUES",
        "1983-10-12T15:30Z",
        ["YOUR TELNO 238"],
    )


@pytest.mark.parametrize("cited", ["MIPT", "MIFT", "MIPTS"])
def test_the_subject_behind_the_telegram_before_or_after_this(cited: str) -> None:
    got = read(
        "RESTRICTED\nFM BELISAR 091115Z FEB 78\nTO IMMEDIATE F C O\nTELEGRAM NUMBER 88 OF 9 FEBRUARY\n"
        f"INFO PRIORITY ROME\n\n{cited}: RAILWAY WAGONS\n\n1. THE DUES RISE.\n\nSAMPLE\n"
    )
    assert (got.subject, [one.text for one in got.references]) == ("RAILWAY WAGONS", [cited])
    assert [one.status for one in got.references] == ["unread"]


@pytest.mark.parametrize("dash", [":-", ": -"])
@pytest.mark.parametrize("own", ["", "JO 221134.\n\n"])
def test_names_that_stand_below_their_labels(dash: str, own: str) -> None:
    t = read(
        f"CIPHER TELEGRAM\n\nRecd. 241100 Sep 45.\n\nFrom{dash}\n\nC. in C. Belisar.\n\n"
        f"{own}To{dash}\n\nThe War Office.\n\nIMMEDIATE\n\nNo 8 cipher 22 Sep.\n\nRESTRICTED.\n\n"
        "The rear party is asked for.\n"
    )
    _kept(t)
    assert (t.from_.plad, [one.plad for one in t.to]) == ("C. IN C. BELISAR", ["THE WAR OFFICE"])
    assert (t.classification.level, t.precedence.action, t.number) == ("RESTRICTED", "IMMEDIATE", 8)
    assert [p.text for p in t.paragraphs] == ["The rear party is asked for."]


OF_A_SERIES = (
    "RESTRICTED\nFM {name}\nTO IMMEDIATE FCO\nTELNO {series}114\nOF 220900Z JUNE 83\n"
    "INFO PRIORITY ROME\nINFO SAVING{to} PARIS, BONN\n\n{cited}: HARBOUR DUES: TEXT\n\n1. THE DUES RISE.\n\nSAMPLE\n"
)


@pytest.mark.parametrize("name", ["BELISAR", "UKMIS NEW YORK"])
@pytest.mark.parametrize("series", ["DELTA ", "GAL  "])
def test_a_number_of_a_series_is_no_addressee_and_none_of_the_post(name: str, series: str) -> None:
    got = read(OF_A_SERIES.format(name=name, series=series, to="", cited="MIPT"))
    _kept(got)
    assert ([one.plad for one in got.to], got.number, got.mrn) == (["FCO"], 114, None)
    assert (got.dtg, got.precedence.action) == ("1983-06-22T09:00Z", "IMMEDIATE")
    assert read(OF_A_SERIES.format(name="UKMIS NEW YORK", series="", to="", cited="MIPT")).mrn == "83UKMISNEWYORK114"


@pytest.mark.parametrize("to", ["", " TO", "   TO  "])
@pytest.mark.parametrize("saving", ["INFO SAVING", "INFO   SAVING"])
def test_posts_that_have_a_british_telegram_by_bag(saving: str, to: str) -> None:
    text = OF_A_SERIES.format(name="BELISAR", series="", to=to, cited="MIPT")
    got = read(text.replace("INFO SAVING", saving))
    assert [(one.plad, one.precedence) for one in got.info] == [("ROME", "PRIORITY"), ("PARIS", None), ("BONN", None)]


@pytest.mark.parametrize("line", ["TELEGRAM NUMBER DATED 12 JUNE 1983", "TELEGRAM NUMBER OF 12 JUNE", "TELNO YOUR 12"])
def test_figures_of_something_else_are_no_number_of_a_british_telegram(line: str) -> None:
    got = read(OF_A_SERIES.format(name="UKMIS NEW YORK", series="", to="", cited="MIPT").replace("TELNO 114", line))
    _kept(got)
    assert (got.number, got.mrn, [one.plad for one in got.to], got.dtg) == (None, None, ["FCO"], "1983-06-22T09:00Z")


@pytest.mark.parametrize("cited", ["MIPT", "YOUR TELNO 12"])
def test_a_british_subject_may_have_a_colon_of_its_own(cited: str) -> None:
    got = read(OF_A_SERIES.format(name="BELISAR", series="", to="", cited=cited))
    assert (got.subject, [one.text for one in got.references]) == ("HARBOUR DUES: TEXT", [cited])


TRANSLATED = (
    "TOP SECRET\nCIPHERED TELEGRAM No. 4110\n\nFrom Belisar To Sample\nCopies: Roe, Van Specimen, Doe\n\n"
    "Received 10:15  14 February 1950\n\nI send the text of a letter.\n\n1. The dues rise.\n\nMARLOWE\n"
)


@pytest.mark.parametrize("route", ["From Belisar To Sample", "From: BELISAR, To: SAMPLE", "From Belisar to: Sample"])
def test_the_route_of_a_telegram_that_was_translated(route: str) -> None:
    got = read(TRANSLATED.replace("From Belisar To Sample", route))
    _kept(got)
    assert (got.from_.plad, [one.plad for one in got.to], got.mrn) == ("BELISAR", ["SAMPLE"], None)
    assert [one.plad for one in got.info] == ["ROE", "VAN SPECIMEN", "DOE"]
    assert (got.classification.level, got.date, got.signature) == ("TOP SECRET", "1950-02-14", ("MARLOWE",))
    assert [p.text for p in got.paragraphs] == ["I send the text of a letter.", "The dues rise."]


@pytest.mark.parametrize(
    "copies",
    [
        "COPIES: ROE, VAN SPECIMEN, DOE",
        "Copies: Roe, Van Specimen and Doe",
        "COPIES TO: ROE AND VAN SPECIMEN, AND DOE",
    ],
)
def test_to_whom_else_a_translated_telegram_went(copies: str) -> None:
    got = read(TRANSLATED.replace("Copies: Roe, Van Specimen, Doe", copies))
    _kept(got)
    assert [one.plad for one in got.info] == ["ROE", "VAN SPECIMEN", "DOE"]
    assert (got.classification.level, len(got.paragraphs)) == ("TOP SECRET", 2)
    assert got.date == "1950-02-14"


def test_a_second_route_is_none() -> None:
    got = read(TRANSLATED.replace("Copies:", "From: Marlowe To: Specimen\nCopies:"))
    _kept(got)
    assert [one.plad for one in got.to] == ["SAMPLE"]


@pytest.mark.parametrize(
    "text",
    [
        TRANSLATED.replace("TELEGRAM", "LETTER"),
        TRANSLATED.replace("From Belisar To Sample", "From Belisar To Sample the way is long"),
        TRANSLATED.replace("From Belisar To Sample", "From Belisar To sample"),
    ],
)
def test_a_line_from_one_place_to_another_is_no_route(text: str) -> None:
    got = read(text)
    _kept(got)
    assert (got.from_.plad, got.to) == (None, ())
