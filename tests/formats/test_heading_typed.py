"""Heads as the code room typed them until about 1950, and the lines of the forms after them. All texts are invented."""

from __future__ import annotations

import pytest

from legation.core.telegram import Telegram
from legation.formats import read
from legation.tables.marking import telegram_marking

CODE_ROOM = """GRAY
                              Prague
                              Dated May 21, 1946
                              Rec'd 10:40 a.m., 22nd

Secretary of State,
     Washington.

PARAPHRASE

101, May 21, noon.

Harbour dues rise.

SAMPLE
"""


def whole(text: str) -> Telegram:
    got = read(text)
    assert "".join(got.quote(e.span) for e in got.elements) == got.source
    return got


@pytest.mark.parametrize(
    ("was", "now"),
    [
        ("", ""),
        ("Prague\n", "PRAGUE\n"),
        ("                              Prague\n", "FROM: Prague\n"),
        ("PARAPHRASE\n\n", ""),
        ("Secretary of State,\n     Washington.", "Secretary of State"),
        ("noon.", "3:30 p.m."),
    ],
)
def test_a_head_with_the_day_below_its_post(was: str, now: str) -> None:
    got = whole(CODE_ROOM.replace(was, now))
    assert (got.mrn, got.post, got.number, got.year) == ("46PRAGUE101", "PRAGUE", 101, 1946)
    assert (got.from_.plad or "").upper() == "PRAGUE"
    assert [one.plad for one in got.to] == ["SECRETARY OF STATE"]
    assert [one.text for one in got.paragraphs] == ["Harbour dues rise."]
    assert got.signature == ("SAMPLE",)


def test_its_level_may_stand_above_its_number_or_below() -> None:
    assert whole(CODE_ROOM.replace("PARAPHRASE", "SECRET")).classification.level == "SECRET"
    below = whole(CODE_ROOM.replace("noon.\n", "noon.\nCONFIDENTIAL\n"))
    assert (below.classification.level, below.number) == ("CONFIDENTIAL", 101)


@pytest.mark.parametrize(("year", "mrn"), [("1922", None), ("1939", None), ("1940", "40PRAGUE101")])
def test_no_number_is_formed_of_telegrams_that_would_be_those_of_this_century(year: str, mrn: str | None) -> None:
    got = whole(CODE_ROOM.replace("1946", year))
    assert (got.mrn, got.post, got.number, got.year) == (mrn, "PRAGUE", 101, int(year))


@pytest.mark.parametrize(
    "text",
    [
        CODE_ROOM.replace("Rec'd", "Seen"),
        "The letter was long.\nDated May 21, 1946 it came late.\n101, May 21, noon.\n",
        "Dated May 21, 1946\nReceived warmly by all, he left.\n\n1. Dues rise.\n",
    ],
)
def test_a_day_alone_is_no_such_head(text: str) -> None:
    got = whole(text)
    assert (got.number, got.to) == (None, ())


FORM = """INCOMING TELEGRAM     Department of State

CONFIDENTIAL
Control:  19204
Rec'd:      MAY 24, 1965
FROM:   BANGKOK                      9:11 A.M.
ACTION: SECSTATE 1877 PRIORITY
INFO:   VIENTIANE 911

DATE:   MAY 24, 6 P.M.

REF: DEPTEL 1940

1.  THE DUES RISE.

SAMPLE
"""


def test_the_number_of_a_form_that_has_it_behind_the_department() -> None:
    got = whole(FORM)
    assert (got.mrn, got.year, got.classification.level) == ("65BANGKOK1877", 1965, "CONFIDENTIAL")
    assert [(one.plad, one.precedence, one.mcn) for one in got.to] == [("SECSTATE", "PRIORITY", "1877")]
    assert [one.text for one in got.references] == ["DEPTEL 1940"]
    assert [one.number for one in got.paragraphs] == [1]


@pytest.mark.parametrize(
    ("was", "now", "mrn"),
    [
        ("1965", "1966", "66BANGKOK1877"),
        ("1965", "1967", None),  # by then it counts what was sent to that addressee alone
        ("CONFIDENTIAL\n", "NO: 12\n\nCONFIDENTIAL\n", "65BANGKOK12"),
        ("SECSTATE 1877 PRIORITY", "AMEMBASSY ROME 1877 PRIORITY", None),
        ("SECSTATE 1877 PRIORITY", "SECSTATE PRIORITY 1877", "65BANGKOK1877"),
    ],
)
def test_when_that_is_its_own_number(was: str, now: str, mrn: str | None) -> None:
    assert whole(FORM.replace(was, now)).mrn == mrn


OUTGOING = """OUTGOING TELEGRAM     Department of State

ACTION:  AMEMBASSY ACCRA 1442
INFO:    AMEMBASSY LAGOS
         AMEMBASSY LOME

Mar 8  7 21 PM '63

REF: Embtel 1299

The dues rise.

RUSK

Drafted by: AFW:JROE:rl 3/7/63
Telegraphic transmission and classification approved by: AFW - Wm. Roe
"""


def test_a_stamp_is_no_addressee_and_the_drafter_no_signer() -> None:
    got = whole(OUTGOING)
    assert [one.plad for one in got.info] == ["AMEMBASSY LAGOS", "AMEMBASSY LOME"]
    assert (got.year, got.signature) == (1963, ("RUSK",))
    assert [one.text for one in got.paragraphs] == ["The dues rise."]


def test_what_stands_below_the_number_of_a_form_is_no_addressee() -> None:
    got = whole(
        "FROM: SAIGON\nTO: Secretary of State\nNO: 2204, May 6, 1958, 3 p.m.\n\nJOINT EMBASSY/USOM MESSAGE\n\n"
        "Reference: Deptel 1975\n\n1. The dues rise.\n\nSAMPLE\n\nKMJ:8\n"
    )
    assert [one.plad for one in got.to] == ["SECRETARY OF STATE"]
    assert [one.text for one in got.references] == ["Deptel 1975"]
    assert (got.signature, [one.number for one in got.paragraphs]) == (("SAMPLE",), [1])
    assert whole("FROM: SAIGON\nTO: Secretary of State\nNO: 22, May 6, 1958\n\nJOINT MESSAGE\n\nIt says so.\n").to


@pytest.mark.parametrize("label", ["OBJET", "Objet ", "ASUNTO", "Asunto"])
def test_a_subject_under_the_label_of_another_language(label: str) -> None:
    got = whole(
        f"AMBASSADE A DAKAR\n\nDAKAR, le 18 mars\n\n{label}: Droits de port\n\n1. Ils montent.\n\n2. C'est tout.\n"
    )
    assert (got.subject, [one.number for one in got.paragraphs]) == ("Droits de port", [1, 2])
    assert whole(f"1. He wrote:\n\n{label}: Droits de port\n\n2. That is all.\n").subject is None


IN_COLUMNS = """INCOMING TELEGRAM          Department of State

46                         SECRET                 COPY NO. 7
Action                     Control: 11482
NEA                        Rec'd:   September 14, 1962
                                    9:42 AM
FROM: Amman
TO: Secretary of State
NO: 148, September 14, 3 PM

EMBTEL 141

The dues rise.

SAMPLE
"""


def test_the_columns_of_a_form_are_read_one_by_one() -> None:
    got = whole(IN_COLUMNS)
    assert (got.mrn, got.classification.level) == ("62AMMAN148", "SECRET")
    assert [one.mrn for one in got.references] == ["62AMMAN141"]
    assert (
        whole(IN_COLUMNS.replace("SECRET", "UNCLASSIFIED")).classification.level is None
    )  # so do stamps of release say
    assert whole(IN_COLUMNS.replace("SECRET", "Secretary of State")).classification.level is None


def test_the_place_of_a_code_room_may_have_a_column_of_its_own() -> None:
    beside = CODE_ROOM.replace("GRAY\n", "JMS-1812        SECRET\n").replace("       Prague", "Plain  Prague", 1)
    got = whole(beside.replace("Plain  Prague", "No paraphrase needed.       Prague"))
    assert (got.mrn, got.classification.level) == ("46PRAGUE101", "SECRET")
    assert whole(beside).mrn is None  # ``Plain  Prague`` are words like others


@pytest.mark.parametrize(("below", "names"), [("JMS", ("SAMPLE",)), ("JAMES", ("SAMPLE", "JAMES"))])
def test_whose_hand_typed_it_is_no_signer(below: str, names: tuple[str, ...]) -> None:
    assert whole(f"{CODE_ROOM}\n{below}\n").signature == names


AIRGRAM = """AIRGRAM

CONFIDENTIAL

TO:       Department of State
FROM:     AmEmbassy LIMA
NO.:      A-217                           DATE: February 9, 1956
SUBJECT:  Vessels

1. The dues rise.

                    For the Ambassador:

                              Harold R. Sample
                              Counselor of Embassy
"""


def test_an_airgram_with_number_and_day_below_the_addresses() -> None:
    got = whole(AIRGRAM)
    assert (got.mrn, got.year, got.classification.level) == ("56LIMA-A217", 1956, "CONFIDENTIAL")
    assert got.signature == ("Harold R. Sample",)
    assert whole(AIRGRAM.replace("A-217 ", "A217 ")).number is None


@pytest.mark.parametrize("number", ["AIRGRAM A-217", "AIRGRAM NO. A-217", "Airgram  A-217"])
def test_the_number_of_an_airgram_stands_beside_its_name_too(number: str) -> None:
    sheet = AIRGRAM.replace("AIRGRAM\n", f"{number}\n").replace("NO.:      A-217                           ", "")
    assert whole(sheet).mrn == "56LIMA-A217"
    assert whole(sheet.replace("A-217", "A-217 IS MISSED")).mrn is None


def test_the_day_behind_an_originator_is_none_of_its_name() -> None:
    got = whole("A-50\nTO : Department of State\nFROM : Amembassy LIMA DATE: June 3, 1973\nSUBJECT : Vessels\n")
    assert (got.from_.plad, got.mrn) == ("AMEMBASSY LIMA", "73LIMA-A50")


def test_under_what_number_a_message_is_cited_is_no_addressee() -> None:
    cited = "R 210402Z MAR 68\nFM COS SAIGON\nTO DIRECTOR\nCITE SAIGON 80644\nSECRET\n\n1. The dues rise.\n"
    got = whole(cited)
    assert ([one.plad for one in got.to], got.classification.level) == (["DIRECTOR"], "SECRET")


OTHER_LANGUAGES = [
    ("DE : RABAT\nA : DIPLOMATIE PARIS\nLE 14 MARS 1983\n\nOBJET : PECHE", "RABAT", "DIPLOMATIE PARIS", 1983),
    ("DE : Rabat\nA : Diplomatie\nRabat, le jeudi 1er août 1962\nOBJET : PECHE", "Rabat", "Diplomatie", 1962),
    ("DE: QUITO\nPARA: CANCILLERIA\nFECHA: 11 de agosto de 1978\nASUNTO: PESCA", "QUITO", "CANCILLERIA", 1978),
    ("DE: QUITO\nPARA: CANCILLERIA\nmiércoles 9 de abril de 1987\nASUNTO: PESCA", "QUITO", "CANCILLERIA", 1987),
]


@pytest.mark.parametrize(("head", "originator", "addressee", "year"), OTHER_LANGUAGES)
def test_the_head_of_a_telegram_in_another_language(head: str, originator: str, addressee: str, year: int) -> None:
    got = whole(f"TELEGRAMME\n\n{head}\n\n1. Un.\n\n2. Deux.\n\nSIGNE : LAMBERTIN\n")
    assert (got.from_.plad, [one.plad for one in got.to], got.year) == (originator, [addressee], year)
    assert (got.signature, got.mrn, got.classification.level) == (("LAMBERTIN",), None, None)
    assert whole(head.replace("OBJET", "OF").replace("ASUNTO", "OF")).from_.plad is None


@pytest.mark.parametrize(
    ("line", "number", "year"),
    [
        ("TD RABAT 412", 412, None),
        ("TD DIPLOMATIE 4417", 4417, None),
        ("TD RABAT 412 DU 14 MARS 1983", 412, 1983),
        ("Télégramme n° 12 du 14 mars 1983", 12, 1983),
        ("Nr. 14 vom 14.05.1982, 1120 OZ", 14, 1982),
        ("TD SUR LES PORTS", None, None),
        ("N 12", None, None),
    ],
)
def test_the_number_of_a_telegram_in_another_language(line: str, number: int | None, year: int | None) -> None:
    got = whole(f"{line}\nDE : RABAT\nA : DIPLOMATIE PARIS\n\nOBJET : PECHE\n\n1. Un.\n\n2. Deux.\n")
    assert (got.number, got.year, got.mrn) == (number, year, None)  # another service has a post in that city, too


@pytest.mark.parametrize(
    ("lines", "info"),
    [
        ("COPIE : DAKAR", ["DAKAR"]),
        ("Copie : AMBAFRANCE DAKAR\n        AMBAFRANCE NIAMEY\n", ["AMBAFRANCE DAKAR", "AMBAFRANCE NIAMEY"]),
        ("COPIES : Dakar, Niamey ; Lomé", ["Dakar", "Niamey", "Lomé"]),
        ("COPIE : DAKAR\nTRES URGENT", ["DAKAR"]),
    ],
)
def test_whom_a_telegram_in_another_language_goes_to_for_information(lines: str, info: list[str]) -> None:
    got = whole(f"DE : RABAT\nA : DIPLOMATIE PARIS\n{lines}\n\nOBJET : PECHE\n\n1. Un.\n\n2. Deux.\n")
    assert ([one.plad for one in got.to], [one.plad for one in got.info]) == (["DIPLOMATIE PARIS"], info)
    assert got.subject == "PECHE"


@pytest.mark.parametrize("day", ["LE 31 FEVRIER 1983", "LE 14 MARS 83", "LE 14 MARCH 1983", "LE 3 JUIN DE PLUS"])
def test_what_is_no_day_in_another_language(day: str) -> None:
    assert whole(f"DE : RABAT\nA : PARIS\n{day}\nOBJET : PECHE\n\n1. Un.\n").year is None


ABOUT_1950 = """OUTGOING TELEGRAM          DEPARTMENT OF STATE

CONFIDENTIAL

SENT TO: Amembassy ATHENS      PRIORITY  2209
RPTD INFO: Amembassy ANKARA 801
           Amconsul SMYRNA

Re Embtel 2411.

1. The dues rise.

SAMPLE
"""


def test_the_lists_of_an_outgoing_form_of_about_1950() -> None:
    got = whole(ABOUT_1950)
    assert [(one.plad, one.precedence, one.mcn) for one in got.to] == [("AMEMBASSY ATHENS", "PRIORITY", "2209")]
    assert [one.plad for one in got.info] == ["AMEMBASSY ANKARA", "AMCONSUL SMYRNA"]
    assert (got.classification.level, [one.number for one in got.paragraphs]) == ("CONFIDENTIAL", [1])
    assert whole(ABOUT_1950.replace("RPTD INFO", "REPEATED INFO")).info == got.info
    assert whole("SENT TO the Minister was a note.\n\n1. The dues rise.\n").to == ()


COUNTED = """ACTION AF 15

INFO NSA 02,CIA 04,INR 07,P 04,SS 20,/052 W
P 171130Z AUG 66
FM AMEMBASSY ADDIS ABABA
TO RUEHC/SECSTATE WASHDC PRIORITY 602
BT
UNCLAS ADDIS ABABA 0602

1. THE DUES RISE.
"""


def test_offices_with_their_copies_behind_a_blank() -> None:
    got = whole(COUNTED)
    assert [(one.role, one.office, one.copies) for one in got.distribution[:3]] == [
        ("ACTION", "AF", 15),
        ("INFO", "NSA", 2),
        ("INFO", "CIA", 4),
    ]
    assert (got.info, [found.code for found in got.findings]) == ((), ["SUB001"])
    assert "DIS001" in [found.code for found in whole(COUNTED.replace("SS 20", "SS 21")).findings]


def test_a_label_far_from_its_colon() -> None:
    assert whole("FROM    : Amembassy LIMA\nTAGS    : EAGR, PE\nSUBJECT : Dues\n\n1. The dues rise.\n").tags == (
        "EAGR",
        "PE",
    )


DESPATCH = """FOREIGN SERVICE DESPATCH

CONFIDENTIAL
(Security Classification)

FROM        AMEMBASSY TRIPOLI                            412
                                                     DESP. NO.

TO          THE DEPARTMENT OF STATE, WASHINGTON.     May 12, 1955
                                                        DATE

REF         Embdesp 388, April 4, 1955

SUBJECT     The Harbour Dues

     The Council met to discuss the dues.
"""


@pytest.mark.parametrize(
    ("was", "now"),
    [
        ("", ""),
        ("FOREIGN SERVICE DESPATCH", "Foreign Service Despatch"),
        ("FOREIGN SERVICE DESPATCH", "AIR POUCH          FOREIGN SERVICE DESPATCH"),
        ("May 12, 1955", "12 May 1955"),
        ("\nREF  ", "\nREF :"),
        ("TO          THE", "TO    : THE"),
        ("FROM        ", "FROM  : "),
        ("       412", "Despatch No. 412"),
        ("       412", "DESP. NO. 412"),
        ("                            412\n", "\n\nDESPATCH NO: 412\n"),
        ("                            412\n", "\nNo. 412\n"),
        ("\nREF  ", "\nNo. 412\n\nREF  "),
    ],
)
def test_the_labels_of_a_despatch_may_have_no_colons(was: str, now: str) -> None:
    got = whole(DESPATCH.replace(was, now))
    assert (got.from_.plad, got.post, got.number, got.mrn) == ("AMEMBASSY TRIPOLI", "TRIPOLI", 412, None)
    assert [one.plad for one in got.to] == ["THE DEPARTMENT OF STATE, WASHINGTON"]
    assert (got.written_day, got.subject) == ("1955-05-12", "The Harbour Dues")
    assert (got.classification.level, [one.text for one in got.references]) == (
        "CONFIDENTIAL",
        ["Embdesp 388, April 4, 1955"],
    )
    assert [one.text for one in got.paragraphs] == ["The Council met to discuss the dues."]


WAR_OUT = """WAR DEPARTMENT
CLASSIFIED MESSAGE CENTER
OUTGOING CLASSIFIED MESSAGE

TOP SECRET

                                        Operations Division
                                        Group 7441
                                        13 August 1945

Commanding General
United States Forces, China Theater
Chungking, China

Number: WARX 49012

     From Tindle to Roe.

     1. The vessels leave on the ninth.

                         End

ORIGINATOR: OPD

INFO: G-2; Adm. Roe
      C of S

CM-OUT-49012     (Aug 45)     DTG: 132104Z     ems
"""


def test_the_addressees_above_the_number_of_what_the_war_department_sent() -> None:
    got = whole(WAR_OUT)
    assert (got.number, got.dtg, got.written_day) == (49012, "1945-08-13T21:04Z", "1945-08-13")
    assert (got.from_.plad, got.mrn, got.classification.level) == ("WAR DEPARTMENT", None, "TOP SECRET")
    assert [one.plad for one in got.to] == ["COMMANDING GENERAL UNITED STATES FORCES, CHINA THEATER CHUNGKING, CHINA"]
    assert [one.text for one in got.paragraphs] == ["From Tindle to Roe.", "The vessels leave on the ninth."]
    second = whole(WAR_OUT.replace("Number:", "Commander in Chief\nManila, P. I.\n\nNumber:"))
    assert [one.plad for one in second.to][1:] == ["COMMANDER IN CHIEF MANILA, P. I"]
    assert whole(WAR_OUT.replace("Number: WARX 49012\n", "")).to == ()


def test_the_labels_of_what_the_war_department_sent_name_its_addressees() -> None:
    sent = WAR_OUT.replace("Commanding General\nUnited", "From: War Department\nTo: Commanding General, United")
    sent = sent.replace("Theater\nChungking", "Theater, Chungking").replace("Number:", "Nr:")
    got = whole(sent)
    assert (got.from_.plad, got.number) == ("WAR DEPARTMENT", 49012)
    assert [one.plad for one in got.to] == ["COMMANDING GENERAL, UNITED STATES FORCES, CHINA THEATER, CHUNGKING, CHINA"]
    assert [one.text for one in got.paragraphs] == ["From Tindle to Roe.", "The vessels leave on the ninth."]


@pytest.mark.parametrize("mark", ["SECRET", "NODIS", "LIMDIS", "NOFORN"])
@pytest.mark.parametrize(
    "place", ["Operations Division", "Chungking, China", "Commanding General", "INFO: G-2; Adm. Roe"]
)
def test_what_stands_among_the_lines_of_a_message_centre_marks_it(place: str, mark: str) -> None:
    got = telegram_marking(read(WAR_OUT.replace("TOP SECRET", "CONFIDENTIAL").replace(place, mark)))
    assert got.rank >= 4 if mark == "SECRET" else mark in got.needs


def test_sentences_below_a_label_are_no_lines_of_a_message_centre() -> None:
    got = whole(WAR_OUT.replace("INFO: G-2; Adm. Roe\n      C of S", "INFO: the dues rise.\nThey rose."))
    assert got.paragraphs[-1].text.endswith("ORIGINATOR: OPD INFO: the dues rise. They rose.")


PRINTED = """CONFIDENTIAL

TELEGRAM                                  November 20, 2001

To:       SECSTATE WASHDC - IMMEDIATE

From:     AMEMBASSY DUSHANBE (DUSHANBE 1977)

TAGS:     PREL, TI

Subject:  BRIDGE SURVEY

Ref:      A) DUSHANBE 1940 B) STATE 201188

1. (C) Dues rise.

SAMPLE
"""


def test_a_late_printed_copy_has_kind_and_day_above_its_lists() -> None:
    got = whole(PRINTED)
    assert (got.from_.plad, got.mrn, got.written_day) == ("AMEMBASSY DUSHANBE", "01DUSHANBE1977", "2001-11-20")
    assert [(one.plad, one.precedence) for one in got.to] == [("SECSTATE WASHDC", "IMMEDIATE")]
    assert (got.precedence.action, got.subject) == ("IMMEDIATE", "BRIDGE SURVEY")
    assert [one.mrn for one in got.references] == ["01DUSHANBE1940", "01STATE201188"]
    own = whole(PRINTED.replace(" - IMMEDIATE", "").replace("1977)", "1977 - PRIORITY)"))
    assert (own.from_.plad, own.number, own.precedence.action) == ("AMEMBASSY DUSHANBE", 1977, "PRIORITY")
    other = whole(PRINTED.replace("(DUSHANBE 1977)", "(STATE 1977)"))  # another post's is none of its own
    assert (other.from_.plad, other.number) == ("AMEMBASSY DUSHANBE", None)


SENT_1948 = """OUTGOING TELEGRAM
DEPARTMENT OF STATE
WASHINGTON

                              March 19, 1948
                              7 p.m.

RESTRICTED

AMEMBASSY
ATHENS
406

Urtel 388 Mar 12.

Dept concurs.

                              SAMPLE
                              (OTM)

GTI:JRoe:rj   3/18/48
"""


@pytest.mark.parametrize(
    ("was", "now"), [("", ""), ("AMEMBASSY\nATHENS\n", "AMEMBASSY\n\nATHENS (GREECE)\n\n"), ("406", "406.")]
)
def test_the_outgoing_form_with_its_mission_on_lines_of_its_own(was: str, now: str) -> None:
    got = whole(SENT_1948.replace(was, now))
    assert (got.mrn, got.from_.plad, got.written_day) == ("48STATE406", "DEPARTMENT OF STATE", "1948-03-19")
    assert [one.plad.removesuffix(" (GREECE)") for one in got.to] == ["AMEMBASSY ATHENS"]
    assert (got.classification.level, got.signature) == ("RESTRICTED", ("SAMPLE",))
    assert [one.mrn for one in got.references] == ["48ATHENS388"]
    assert [one.text for one in got.paragraphs] == ["Dept concurs."]
    assert whole(SENT_1948.replace("406\n", "")).to == ()


@pytest.mark.parametrize("blanks", ["", "  ", "     ", "            "])
def test_a_number_far_behind_its_label(blanks: str) -> None:
    got = whole(f"FROM: BELGRADE\nTO: SECRETARY OF STATE\nNO:{blanks}1642, JUNE 12, 1958, 7 P.M.\n\nThe dues rise.\n")
    assert (got.mrn, [one.text for one in got.paragraphs]) == ("58BELGRADE1642", ["The dues rise."])


@pytest.mark.parametrize("circular", ["CIRCULAR 1744", "CIRCULAR 1744 PRIORITY", "CIRCULAR TELEGRAM NO. 1744 PRIORITY"])
def test_the_number_of_a_circular_with_its_precedence_is_no_addressee(circular: str) -> None:
    got = whole(
        f"OUTGOING TELEGRAM   Department of State\n\nACTION:   {circular}\n\n          Amembassy ACCRA\n"
        "          Amembassy LOME\n\nAPR 11  6 40 PM '63\n\n1. The dues rise.\n\n                    RUSK\n"
    )
    assert [one.plad for one in got.to] == ["AMEMBASSY ACCRA", "AMEMBASSY LOME"]
    assert (got.precedence.action, got.mrn) == ("PRIORITY" if "PRIORITY" in circular else None, None)


def test_a_distribution_to_no_office_but_the_one_that_acts() -> None:
    got = whole(
        "SECRET\n\nACTION SS 45\n\nINFO /045 W\n                            084410\nO 151105Z DEC 67\n"
        "FM AMEMBASSY VIENTIANE\nTO SECSTATE WASHDC 2277\nINFO AMEMBASSY BANGKOK\nS E C R E T VIENTIANE 3387\n\n"
        "1. HE CAME.\n"
    )
    assert ([one.plad for one in got.info], got.mrn) == (["AMEMBASSY BANGKOK"], "67VIENTIANE3387")
    assert [(one.role, one.office, one.copies) for one in got.distribution] == [("ACTION", "SS", 45)]
    assert "DIS001" not in [found.code for found in got.findings]


FOOT = """Drafted by:                              Telegraphic transmission and
AF:AFW:JRoe:ml  9/13/61                  classification approved by:  AFW - O. Tindle

Clearances:
     E - Mr. Doe (draft)
"""


def test_the_foot_of_a_form_is_no_part_of_the_text() -> None:
    head = "OUTGOING TELEGRAM     Department of State\n\nSENT TO:  Amembassy ACCRA   411\n\nSEP 14  8 12 PM '61\n\n"
    got = whole(f"{head}1. The dues rise.\n\n                    RUSK\n\n{FOOT}")
    assert (got.signature, [one.text for one in got.paragraphs]) == (("RUSK",), ["The dues rise."])
    below = whole(f"{head}1. The dues rise.\n\n{FOOT}\n2. They fall.\n\nRUSK\n")
    assert [one.number for one in below.paragraphs] == [1, 2]
    assert FOOT.strip()[-20:] in whole(f"R 101200Z MAY 75\nFM AMEMBASSY LIMA\n\n1. Dues.\n\n{FOOT}").paragraphs[-1].text


@pytest.mark.parametrize("mark", ["SECRET", "NODIS", "LIMDIS", "NOFORN"])
def test_what_stands_in_the_foot_of_a_form_marks_it(mark: str) -> None:
    head = "OUTGOING TELEGRAM     Department of State\n\nSENT TO:  Amembassy ACCRA   411\n\nCONFIDENTIAL\n\n"
    got = telegram_marking(read(f"{head}1. The dues rise.\n\nRUSK\n\n{FOOT}\n{mark}\n\nFORM DS-322\n"))
    assert got.rank >= 4 if mark == "SECRET" else mark in got.needs


@pytest.mark.parametrize(
    ("title", "is_one"),
    [
        ("American Consul", True),
        ("American Vice Consul", True),
        ("Counselor for Economic Affairs", True),
        ("Agricultural Attache", True),
        ("Political Officer", True),
        ("Reports on Fish", False),
    ],
)
def test_a_title_below_the_name(title: str, is_one: bool) -> None:
    got = whole(AIRGRAM.replace("Counselor of Embassy", title))
    assert got.signature == (("Harold R. Sample",) if is_one else ())


def test_what_is_printed_for_those_who_file_a_form_is_no_caption() -> None:
    printed = AIRGRAM.replace("CONFIDENTIAL\n", "CONFIDENTIAL\n                    FOR RM USE ONLY\n")
    assert whole(printed).classification.captions == ()
    assert whole(printed.replace("RM USE", "ROE")).classification.captions == ("ONLY",)
    assert whole(printed.replace("RM USE", "DEPARTMENT USE")).classification.captions == ("ONLY",)


SENT_1953 = """OUTGOING TELEGRAM       Department of State

CONFIDENTIAL SECURITY INFORMATION

JAN 27 1953  6 PM

AMEMBASSY
PRIORITY
TEHRAN   2011

RPTD: AMEMBASSY LONDON 4988

REUR 2840

1. Dept agrees.

                       SAMPLE, ACTING
"""


@pytest.mark.parametrize(
    ("was", "now"),
    [("", ""), ("AMEMBASSY\nPRIORITY\n", "PRIORITY\nAMEMBASSY\n"), ("TEHRAN   2011", "TEHRAN\n2011")],
)
def test_city_and_number_beside_one_another_below_a_mission(was: str, now: str) -> None:
    got = whole(SENT_1953.replace(was, now))
    assert (got.mrn, got.written_day, got.classification.level) == ("53STATE2011", "1953-01-27", "CONFIDENTIAL")
    assert ([one.plad for one in got.to], got.precedence.action) == (["AMEMBASSY TEHRAN"], "PRIORITY")
    assert [(one.plad, one.mcn) for one in got.info] == [("AMEMBASSY LONDON", "4988")]
    assert got.paragraphs[-1].text == "Dept agrees."


def test_the_number_of_a_delegation_is_no_posts() -> None:
    got = whole(
        "OFFICIAL USE ONLY\nREC'D: MARCH 8, 1955 9:01 P.M.\n\nFROM: NEW YORK\nTO: SECRETARY OF STATE\n"
        "NO: DELGA 112, MARCH 8, 8 P.M.\n\nVOTE IS SET.\n\nSAMPLE\n"
    )
    assert (got.mrn, got.written_day, [one.text for one in got.paragraphs]) == (None, "1955-03-08", ["VOTE IS SET."])


@pytest.mark.parametrize("line", ["Classification: SECRET", "CLASSIFICATION:  SECRET", "SECRET"])
def test_a_level_behind_its_label_above_what_the_department_sent(line: str) -> None:
    got = whole(
        f"OUTGOING TELEGRAM Department of State\n\n{line}\n\nACTION: Amembassy ACCRA\n\nSTATE 145522\n\n1. He came.\n"
    )
    assert got.classification.level == "SECRET"


@pytest.mark.parametrize("cited", ["DEPTEL 642", "REUR 2840.", "RE YOURTEL 12", "EMBTELS 388 AND 390"])
def test_what_is_cited_below_a_list_is_no_addressee(cited: str) -> None:
    got = whole(
        f"R 071615Z SEP 63\nFM AMEMBASSY ACCRA\nTO SECSTATE WASHDC\nINFO AMEMBASSY LOME\n{cited}\n\n1. HE CAME.\n"
    )
    assert [one.plad for one in got.info] == ["AMEMBASSY LOME"]


INCOMING_1956 = """INCOMING TELEGRAM      Department of State

54                        CONFIDENTIAL
Action
NEA                                           Control: 11822
Info                                          Rec'd:   August 21, 1956
RMR                                                    4:12 p.m.
         FROM: London
SS       TO:   Secretary of State
G        NO:   1011, August 21, 8 p.m.

         FOO KUDU.

                              SAMPLE
"""


def test_offices_may_begin_beside_the_addressee() -> None:
    got = whole(INCOMING_1956)
    assert (got.mrn, got.written_day, got.classification.level) == ("56LONDON1011", "1956-08-21", "CONFIDENTIAL")
    assert ([one.plad for one in got.to], got.paragraphs[-1].text) == (["SECRETARY OF STATE"], "FOO KUDU.")


def test_the_number_of_a_copy_above_an_incoming_form_is_not_the_telegrams_own() -> None:
    assert whole(INCOMING_1956.replace("G        NO:   1011, August 21, 8 p.m.\n", "")).number is None


@pytest.mark.parametrize(
    ("line", "mrn"),
    [
        ("C O N F I D E N T I A L\n\nTO ACTION DEPT 211 INFO PARIS 88 FROM DAKAR OCTOBER 8", "65DAKAR211"),
        ("C O N F I D E N T I A L ACTION DEPT 211 INFORMATION PRIORITY PARIS 88 FROM DAKAR OCT 8, 3 PM", "65DAKAR211"),
        ("C O N F I D E N T I A L ACTION IMMEDIATE DEPARTMENT 211 FROM DAKAR", "65DAKAR211"),
        ("C O N F I D E N T I A L ACTION DEPT 211 FROM HERE", None),
        ("C O N F I D E N T I A L\n\nACTION DEPT TOOK IS SOUND", None),
    ],
)
def test_the_numbers_for_each_addressee_open_the_text(line: str, mrn: str | None) -> None:
    text = (
        f"P 081555Z OCT 65\nFM AMEMBASSY DAKAR\nTO SECSTATE WASHDC\nINFO AMEMBASSY PARIS\nBT\n{line}\n\n1. HE CAME.\n"
    )
    got = whole(text)
    assert (got.mrn, got.classification.level) == (mrn, "CONFIDENTIAL")
    assert whole(text.replace("OCT 65", "OCT 66")).mrn is None  # by then that was no number of its own


def test_a_circular_to_all_posts_on_the_outgoing_form() -> None:
    got = whole(
        "OUTGOING TELEGRAM    Department of State\n\n                     OFFICIAL USE ONLY\n\n"
        "SENT TO:     ALL AMERICAN DIPLOMATIC POSTS        CIRCULAR    1188\n\n"
        "                                               MAY 2  4 31 PM '60\n\nThe dues rise.\n\n"
        "                              SAMPLE\n\nCLEARANCES:\nEUR - Mr. Doe\nDRAFTED BY: P:JRoe:mb 5/2/60\n"
    )
    assert (got.from_.plad, [one.plad for one in got.to]) == ("DEPARTMENT OF STATE", ["ALL AMERICAN DIPLOMATIC POSTS"])
    assert (got.classification.level, got.written_day, got.mrn) == ("OFFICIAL USE ONLY", "1960-05-02", None)
    assert ([one.text for one in got.paragraphs], got.signature) == (["The dues rise."], ("SAMPLE",))


@pytest.mark.parametrize(
    "mission", ["American Embassy, Chungking", "American Legation, Jidda", "American Consul, Dakar"]
)
def test_an_american_mission_behind_its_label(mission: str) -> None:
    got = whole(
        f"FROM: Department\nTO: {mission}\nDATE: July 3, 1945\nNUMBER: 1022\nCHARGED TO: Department\n\nSECRET\n\n"
        "The dues rise.\n\nSAMPLE\n"
    )
    assert ([one.plad for one in got.to], got.mrn, got.classification.level) == (
        [mission.upper()],
        "45STATE1022",
        "SECRET",
    )
    assert [one.text for one in got.paragraphs] == ["The dues rise."]


def test_the_name_of_a_despatch_may_stand_behind_the_way_it_goes() -> None:
    got = whole(
        DESPATCH.replace("FOREIGN SERVICE DESPATCH", "AIR POUCH\nPRIORITY                 FOREIGN SERVICE DESPATCH")
    )
    assert (got.written_day, [one.plad for one in got.to]) == ("1955-05-12", ["THE DEPARTMENT OF STATE, WASHINGTON"])


def test_an_addressee_that_cannot_be_read_hides_no_number() -> None:
    got = whole(
        "SECRET\n\nFrom: CG US Forces Frankfurt Germany\n\nTo: War Department\n\nInfo: Commander US Fleet\n"
        "      AGWAR for Tindle, Roe\n\nNr: S 19872                    4 September 1945\n\n1. The dues rise.\n"
    )
    assert (got.number, got.written_day, [one.text for one in got.paragraphs]) == (
        19872,
        "1945-09-04",
        ["The dues rise."],
    )


@pytest.mark.parametrize(
    ("below", "is_address"),
    [
        ("\nHARBOUR DUES", False),
        ("\n  MINISTER'S VISIT", False),
        ("\nCINCPAC HONOLULU", True),
        ("\nDAR ES SALAAM", True),
        ("HARBOUR DUES", True),
    ],
)
def test_a_title_in_capitals_apart_from_a_list_is_no_addressee(below: str, is_address: bool) -> None:
    got = whole(
        "OUTGOING TELEGRAM Department of State\n\nUNCLASSIFIED\n\nNOV 18 7 01 PM '59\n\n"
        f"ACTION: Amembassy ROME 2012\n\nINFO:   Amembassy PARIS 2388\n{below}\n\n1. The dues rise.\n\nSAMPLE\n"
    )
    assert (len(got.info) == 2) is is_address


@pytest.mark.parametrize("end", ["CFN 244 271.\n\nSAMPLE\nRH", "SAMPLE\nRH", "CFM 244 271 3.5\nSAMPLE"])
def test_figures_said_once_more_and_whose_hand_typed_it_are_no_text(end: str) -> None:
    got = whole(f"FROM: ACCRA\nTO: SECRETARY OF STATE\nNO: 12, MAY 3, 1963\n\n1. THE DUES RISE.\n\n{end}\n")
    assert ([one.text for one in got.paragraphs], got.signature) == (["THE DUES RISE."], ("SAMPLE",))
