"""Typed copies of before 1973: their number, day, section, addresses and captions."""

from __future__ import annotations

from datetime import date

import pytest

from legation.core.telegram import Addressee, Telegram
from legation.formats import read
from legation.tables.marking import telegram_marking

BODY = "1. FOO KUDU.\n2. BAR ORYX.\nWINTERS\n"


def typed(number: str, below: str = "", body: str = BODY) -> Telegram:
    return read(f"SECRET\nFROM: MOSCOW\nTO: SECRETARY OF STATE\nNO: {number}\n{below}{body}")


def texts(got: Telegram) -> list[str]:
    return [paragraph.text for paragraph in got.paragraphs]


@pytest.mark.parametrize(
    ("line", "whom"),
    [
        ("EYES ONLY SECRETARY", "SECRETARY"),
        ("EYES ONLY THE SECRETARY", "SECRETARY"),
        ("FOR THE SECRETARY'S EYES ONLY", "SECRETARY"),
    ],
)
def test_eyes_only_below_the_addresses(line: str, whom: str) -> None:
    got = typed("1101, October 25, 1962, 5 PM", f"{line}\n")
    assert telegram_marking(got).needs == {"ONLY"}
    assert [one.office for one in got.attention] == [whom]
    assert [one.plad for one in got.to] == ["SECRETARY OF STATE"]
    assert texts(got) == ["FOO KUDU.", "BAR ORYX."]


def test_eyes_only_between_the_lists() -> None:
    got = typed("1101, October 25, 1962", "TO: Secretary of State\nEYES ONLY SECRETARY\nINFO: AMEMBASSY PARIS\n")
    assert telegram_marking(got).needs == {"ONLY"}
    assert [one.plad for one in got.info] == ["AMEMBASSY PARIS"]


@pytest.mark.parametrize(
    ("number", "below"),
    [
        ("1101, October 25, 1962, 5 PM", ""),
        ("1101, October 25, 1962, 5:30 p.m.", ""),
        ("1101 (25 October 1962)", ""),
        ("1101", "SENT OCTOBER 25, 1962, 5 PM\nREC'D JANUARY 2, 1963, 7 PM\n"),
        ("1101", "REC'D OCTOBER 26, 1962, 7:25 P.M.\n"),
    ],
)
def test_the_day_behind_or_below_the_number(number: str, below: str) -> None:
    got = typed(number, below)
    assert got.mrn == "62MOSCOW1101"
    assert [one.plad for one in got.to] == ["SECRETARY OF STATE"]
    assert texts(got) == ["FOO KUDU.", "BAR ORYX."]


def test_the_section_behind_the_number() -> None:
    got = typed("1101 SECTION ONE OF TWO, October 25, 1962, 5 p.m.")
    assert (got.section.number, got.section.of) == (1, 2)
    assert got.mrn == "62MOSCOW1101"


def test_what_was_sent_to_a_post_is_no_day() -> None:
    got = typed("1101", "SENT DEPARTMENT 1101\n")
    assert got.mrn is None


def _shown(listed: tuple[Addressee, ...]) -> list[str]:
    return [" ".join(word for word in (one.plad, one.precedence, one.mcn) if word) for one in listed]


@pytest.mark.parametrize(
    "heading",
    [
        "ACTION: Amembassy LAGOS 812 PRIORITY\nINFO: Amembassy ACCRA 533\n      Amembassy LONDON 4417\n",
        "ACTION: Amembassy LAGOS PRIORITY 812  INFO: Amembassy ACCRA 533, Amembassy LONDON 4417\n",
        "ACTION AmEmbassy LAGOS PRIORITY 812 INFORMATION AmEmbassy ACCRA 533 AmEmbassy LONDON 4417\n",
    ],
)
def test_lists_of_action_and_information_addressees(heading: str) -> None:
    got = read(f"OUTGOING TELEGRAM Department of State\n\nSECRET\n\n{heading}\nDepartment agrees.\n\nRusk\n")
    assert _shown(got.to) == ["AMEMBASSY LAGOS PRIORITY 812"]
    assert _shown(got.info) == ["AMEMBASSY ACCRA 533", "AMEMBASSY LONDON 4417"]
    assert got.precedence.action == "PRIORITY"
    assert texts(got) == ["Department agrees."]


def test_a_sentence_about_an_embassy_is_no_list() -> None:
    got = read("SECRET\n\nAction Embassy proposes to take is sound.\n\nRusk\n")
    assert (got.to, texts(got)) == ((), ["Action Embassy proposes to take is sound."])


def test_information_addressees_below_the_number() -> None:
    got = typed("1101, October 25, 1962", "SENT DEPARTMENT 1101, REPEATED INFORMATION ATHENS 211, ANKARA 198\n")
    assert [one.plad for one in got.to] == ["SECRETARY OF STATE"]
    assert _shown(got.info) == ["ATHENS 211", "ANKARA 198"]
    assert texts(got) == ["FOO KUDU.", "BAR ORYX."]


@pytest.mark.parametrize(
    ("end", "names", "last"),
    [
        ("\nSAMPLE/JMS/14\n", ("SAMPLE",), "It is so."),
        ("\nSAMPLE\nJMS/14\n", ("SAMPLE",), "It is so."),
        ("\nEnd sample\n", ("Sample",), "It is so."),
        ("\nsample\n", ("Sample",), "It is so."),
        ("\nEnd\n\nSample\n", ("Sample",), "End"),
        ("sample\n", (), "It is so. sample"),
        ("\nSHIPS AND/OR PLANES\n", (), "SHIPS AND/OR PLANES"),
    ],
)
def test_the_name_below_a_typed_copy(end: str, names: tuple[str, ...], last: str) -> None:
    got = read(f"FROM: Moscow\nTO: Secretary of State\nNO: 1101\n\nFOO KUDU.\n\nIt is so.\n{end}")
    assert (got.signature, texts(got)[-1]) == (names, last)


def test_a_copy_that_stands_on_one_line() -> None:
    got = read(
        "O R 141510Z MAR 68 FM AMEMBASSY VIENTIANE TO SECSTATE WASHDC IMMEDIATE 3211 INFO "
        "AMEMBASSY BANGKOK AMEMBASSY SAIGON CONFIDENTIAL VIENTIANE 5123 SUBJ: A VISIT "
        "REF: BANGKOK 345 1. FOO KUDU CAME. 2. BAR ORYX LEFT. GP-3 SAMPLE"
    )
    assert (got.mrn, got.precedence.action, got.precedence.info) == ("68VIENTIANE5123", "IMMEDIATE", "ROUTINE")
    assert (_shown(got.to), _shown(got.info)) == (
        ["SECSTATE WASHDC IMMEDIATE 3211"],
        ["AMEMBASSY BANGKOK", "AMEMBASSY SAIGON"],
    )
    assert (got.classification.level, got.subject, len(got.references)) == ("CONFIDENTIAL", "A VISIT", 1)
    assert (texts(got), got.signature) == (["FOO KUDU CAME.", "BAR ORYX LEFT."], ("SAMPLE",))


def test_a_naval_message_that_stands_on_one_line() -> None:
    got = read(
        "R 141510Z MAR 08 ZYB FM CNO WASHINGTON DC TO NAVADMIN INFO CNO WASHINGTON DC BT UNCLAS //N01000// "
        "NAVADMIN 075/08 MSGID/GENADMIN/CNO WASHINGTON DC/N1/MAR// SUBJ/A <B>SAMPLE</B> PROGRAM// "
        "REF/A/DOC/SAMPLE/15MAR07// NARR/REF A IS A SAMPLE.// RMKS/1. FOO KUDU CAME. 2. BAR ORYX LEFT.// BT #0001 NNNN"
    )
    assert (got.mrn, got.subject, [one.plad for one in got.info]) == (
        "08NAVADMIN75",
        "A SAMPLE PROGRAM",
        ["CNO WASHINGTON DC"],
    )
    assert [reference.label for reference in got.references] == ["A"]
    assert texts(got) == ["FOO KUDU CAME.", "BAR ORYX LEFT."]


OUTGOING = (
    "JUN 16 11 00 AM \u201967\n\nOUTGOING TELEGRAM   DEPARTMENT OF STATE\n\n                    SECRET\n"
    "                    Classification\n\nACTION: AmEmbassy TEL AVIV\n        USUN\n\n"
    "INFO: AmEmbassies London, Paris, Moscow\n      Kuwait, Rabat\n\nSTATE 211672\n\n"
    "    At his request, Ambassador Winters called on June 14.\n\n"
    "    1. He said that the board would end its hearings.\n"
)


def test_the_form_of_what_the_department_sent() -> None:
    got = read(OUTGOING)
    assert got.mrn == "67STATE211672"
    assert got.from_.plad == "DEPARTMENT OF STATE"
    assert got.classification.level == "SECRET"
    assert [one.plad for one in got.to] == ["AMEMBASSY TEL AVIV", "USUN"]
    assert [one.plad for one in got.info] == [
        f"AMEMBASSY {name}" for name in ("LONDON", "PARIS", "MOSCOW", "KUWAIT", "RABAT")
    ]
    assert [paragraph.number for paragraph in got.paragraphs] == [None, 1]


def test_posts_behind_their_plural_in_capitals() -> None:
    got = read(
        "O 021200Z FEB 72\nFM SECSTATE WASHDC\nTO AMEMBASSIES LONDON, PARIS\nUSMISSION NATO\nBT\n"
        "S E C R E T STATE 021211\nSUBJECT: FERRY\n1. FOO KUDU.\n"
    )
    assert [one.plad for one in got.to] == ["AMEMBASSY LONDON", "AMEMBASSY PARIS", "USMISSION NATO"]


AIRGRAM = """DEPARTMENT OF STATE
AIRGRAM

A-412                                   UNCLASSIFIED

TO      : Department of State
INFO    : ABIDJAN, DAKAR

FROM    : Amembassy BAMAKO          DATE: August 9, 1966

SUBJECT : Harbour Dues
REF     : A-377; Deptel 88

1. They rise.

                                   SAMPLE
"""


def test_the_form_of_an_airgram() -> None:
    got = read(AIRGRAM)
    assert "".join(got.quote(e.span) for e in got.elements) == got.source
    assert (got.mrn, got.classification.level, got.subject) == ("66BAMAKO-A412", "UNCLASSIFIED", "Harbour Dues")
    assert got.from_.plad == "AMEMBASSY BAMAKO"
    assert [a.plad.upper() for a in got.to] == ["DEPARTMENT OF STATE"]
    assert [a.plad for a in got.info] == ["ABIDJAN", "DAKAR"]
    assert [r.mrn for r in got.references] == ["66BAMAKO-A377", "66STATE88"]
    assert [p.number for p in got.paragraphs] == [1]
    assert got.signature == ("SAMPLE",)


@pytest.mark.parametrize(
    ("own", "cited", "mrn"),
    [
        ("A-412", "Embassy's A-377", "66BAMAKO-A377"),
        ("A-412", "Embassy's A-250", None),  # of the autumn before, if airgrams began in July as telegrams did
        ("A-12", "Embassy's A-377", None),  # more than so few a day could have come to
        ("A-412", "Lima A-377", "65LIMA-A377"),  # another post's say nothing of its own
        ("A-412", "Embtel 377", None),
    ],
)
def test_an_airgram_counts_its_references_by_its_own_number(own: str, cited: str, mrn: str | None) -> None:
    airgram = AIRGRAM.replace("August 9", "February 18").replace("A-412", own).replace("A-377; Deptel 88", cited)
    assert [one.mrn for one in read(airgram).references] == [mrn]


def test_an_addressee_whose_copy_bears_no_number() -> None:
    got = read("R 120745Z APR 76\nFM AMEMBASSY ROME\nTO SECSTATE WASHDC 7712\nINFO AMCONSUL NAHA UNN\nUNCLAS ROME 1\n")
    assert [(a.plad, a.mcn) for a in (*got.to, *got.info)] == [("SECSTATE WASHDC", "7712"), ("AMCONSUL NAHA", None)]


def test_a_column_beside_the_offices_and_other_addressees_on_a_line_of_their_own() -> None:
    got = read(
        "INCOMING TELEGRAM   DEPARTMENT OF STATE\n\nSECRET\nAction: EUR        Control: 7120\n"
        "Info: SS, G, SP    Rec'd: OCTOBER 2, 1952  6:40 P.M.\n\nFROM: ROME\nTO:   Secretary of State\n"
        "NO:   1440, October 2, 7 p.m.\n\nNIACT\n\nREPEATED INFO PARIS 402, LONDON 388.\n\nThe dues rise.\n\nSAMPLE\n"
    )
    assert "".join(got.quote(e.span) for e in got.elements) == got.source
    assert (got.mrn, got.classification.level, got.precedence.action) == ("52ROME1440", "SECRET", "NIACT IMMEDIATE")
    assert [(a.plad, a.mcn) for a in got.info] == [("PARIS", "402"), ("LONDON", "388")]
    assert [p.text for p in got.paragraphs] == ["The dues rise."]
    assert read("REPEATED INFORMATION ABOUT THE HARBOUR CAME. IT WAS FALSE.\n").info == ()


@pytest.mark.parametrize(
    "text",
    [
        "BELIZE A-50\nCONFIDENTIAL\nTO: DEPARTMENT OF STATE\nFROM: AMEMBASSY BELIZE\nDATE: June 14, 1973\n",
        "BELIZE A-50\n\nR 141020Z JUN 73\nFM AMEMBASSY BELIZE\nTO SECSTATE WASHDC\nE.O. 11652: N/A\nSUBJECT: Rice\n",
        "BELIZE A-50\nE.O. 11652: GDS\nSUBJECT: Rice\n",
        "CONFIDENTIAL\nBELIZE A-50\nSUBJECT: Rice\n",
        "BELIZE A-50\n",
    ],
)
def test_the_number_of_an_airgram_behind_its_post(text: str) -> None:
    got = read(text, date(1973, 6, 20))
    assert (got.mrn, got.number) == ("73BELIZE-A50", 50)
    assert "".join(got.quote(e.span) for e in got.elements) == text


@pytest.mark.parametrize("above", ["", "SUBJECT: RICE\n\n"])
@pytest.mark.parametrize("post", ["PARIS", "AMEMBASSY PARIS"])
def test_an_airgram_of_another_post_than_the_originator_is_none_of_the_telegrams_own(post: str, above: str) -> None:
    text = f"R 101200Z MAY 75\nFM {post}\nTO SECSTATE WASHDC\nCONFIDENTIAL\n\n{above}BANGKOK A-50\n\n1. HE CAME.\n"
    got = read(text)
    assert (got.number, got.mrn) == (None, None)
    assert read(text.replace("BANGKOK", "PARIS")).mrn == (None if above else "75PARIS-A50")
    assert "".join(got.quote(e.span) for e in got.elements) == text


def test_an_airgram_below_a_list_of_references_is_none_of_the_telegrams_own() -> None:
    assert read("SUBJECT: RICE\nREF: STATE 12\nBELIZE A-50\n\n1. HE CAME.\n", date(1973, 6, 20)).number is None


def test_the_columns_of_the_code_room_beside_both_sides() -> None:
    got = read(
        "INCOMING TELEGRAM      DEPARTMENT OF STATE\n\n                        SECRET\n\n"
        "FROM: Belize                      Control: 3312\n"
        "TO: Secretary of State            Rec'd: October 4, 1954  9:11 a.m.\nNO: 1344, October 4, 6 p.m.\n\n"
        "PRIORITY\n\nSENT DEPARTMENT 1344, REPEATED INFORMATION PARIS 412.\n\nHe received me today.\n\n          ROE\n"
    )
    assert "".join(got.quote(e.span) for e in got.elements) == got.source
    assert (got.number, got.year, got.classification.level) == (1344, 1954, "SECRET")
    assert (got.precedence.action, [a.plad for a in got.info]) == ("PRIORITY", ["PARIS"])
    assert ([p.text for p in got.paragraphs], got.signature) == (["He received me today."], ("ROE",))


@pytest.mark.parametrize(
    ("number", "below", "day", "is_receipt"),
    [
        ("1101, October 25, 1962, 5 PM", "", "1962-10-25", False),
        ("1101", "SENT OCTOBER 25, 1962, 5 PM\nREC'D OCTOBER 26, 1962, 7 AM\n", "1962-10-25", False),
        ("1101, October 25, 5 p.m.", "REC'D: OCTOBER 26, 1962, 7:25 A.M.\n", "1962-10-25", False),
        ("1101, December 31, noon", "REC'D: JANUARY 1, 1963, 7:25 A.M.\n", "1962-12-31", False),
        ("1101, March 3, noon", "REC'D: OCTOBER 26, 1962, 7:25 A.M.\n", "1962-10-26", True),
        ("1101", "REC'D: OCTOBER 26, 1962, 7:25 A.M.\n", "1962-10-26", True),
        ("1101", "", None, False),
    ],
)
def test_the_day_that_words_tell_is_the_day_of_a_telegram(
    number: str, below: str, day: str | None, *, is_receipt: bool
) -> None:
    got = typed(number, below)
    assert (got.written_day, got.date, got.dtg) == (day, day, None)
    assert [found.says for found in got.findings if found.code == "DTG004"] == (
        [f"only the day of receipt is told, {day}: it stands for the day of sending"] if is_receipt else []
    )


def test_a_day_in_words_stands_behind_the_group_and_the_record() -> None:
    got = read("SECRET\nDATE: 3 MAR 1970\nR 041510Z MAR 70\nFM AMEMBASSY LAGOS\nTO SECSTATE WASHDC\nLAGOS 311\n" + BODY)
    assert (got.date, got.dtg) == ("1970-03-04", "1970-03-04T15:10Z")


def test_a_month_alone_is_no_day() -> None:
    got = read("SECRET\nR 04151JZ MAR 70\nFM AMEMBASSY LAGOS\nTO SECSTATE WASHDC\nLAGOS 311\n\n" + BODY)
    assert (got.mrn, got.written_day, got.date) == ("70LAGOS311", None, None)


def test_the_day_of_receipt_takes_no_place_of_that_of_despatch() -> None:
    got = read(
        "SECRET\n\nFROM BELISAR TO FOREIGN OFFICE\n\nNo. 12\nD. 8.45 p.m. 1st August 1949\n"
        "R. 1.10 a.m. 2nd August 1949\n\nFOO KUDU.\n"
    )
    assert got.written_day == "1949-08-01"


COLUMNS = """INCOMING TELEGRAM            Department of State

43-M                         CONFIDENTIAL
                                             Control: 4521
Action                                       Rec'd:   March 4, 1955
NEA                                                   12:12 a.m.

Info
RMR     FROM: Cairo
SS
G       TO:   Secretary of State
C       NO:   1311, March 3, 11 p.m.
EUR
CIA     PRIORITY

        SENT DEPARTMENT 1311, REPEATED INFORMATION LONDON 331, PARIS 120.

        FOO KUDU.

                                        SAMPLE

        PWR:mjt/8
"""


def test_a_form_with_offices_to_its_left_and_stamps_to_its_right() -> None:
    got = read(COLUMNS)
    assert "".join(got.quote(one.span) for one in got.elements) == COLUMNS
    assert (got.mrn, got.written_day, got.classification.level) == ("55CAIRO1311", "1955-03-03", "CONFIDENTIAL")
    assert (got.from_.plad, _shown(got.to), _shown(got.info)) == (
        "Cairo",
        ["SECRETARY OF STATE"],
        ["LONDON 331", "PARIS 120"],
    )
    assert (got.precedence.action, texts(got), got.signature) == ("PRIORITY", ["FOO KUDU."], ("SAMPLE",))


RULE = """TELEGRAM RECEIVED

JR                                   FROM
This telegram must be
closely paraphrased be-              ANGORA
fore being communicated
to anyone. (A)                       Dated October 3, 1934

                                     Rec'd 2:15 p.m.

Secretary of State,

     Washington.

     62, October 3, 5 p.m.

     FOO KUDU.

                                     SAMPLE
"""


def test_a_rule_for_those_who_pass_it_on_stands_beside_place_and_day() -> None:
    got = read(RULE)
    assert "".join(got.quote(one.span) for one in got.elements) == RULE
    assert (got.from_.plad, _shown(got.to), got.number) == ("ANGORA", ["SECRETARY OF STATE"], 62)
    assert (got.written_day, texts(got), got.signature) == ("1934-10-03", ["FOO KUDU."], ("SAMPLE",))


@pytest.mark.parametrize(
    ("copy", "place"),
    [
        *((COLUMNS, place) for place in ("RMR ", "SS\n", "G   ", "C  ", "EUR\n", "CIA ", "Info\n", "NEA ")),
        *(
            ("CONFIDENTIAL\n\n" + RULE, place)
            for place in ("JR   ", "This telegram must be", "fore being communicated", "to anyone. (A)")
        ),
    ],
)
@pytest.mark.parametrize("mark", ["SECRET", "NODIS", "LIMDIS", "NOFORN"])
def test_what_stands_beside_a_form_marks_it(copy: str, place: str, mark: str) -> None:
    got = telegram_marking(read(copy.replace(place, mark + ("\n" if place.endswith("\n") else "    "), 1)))
    assert got.rank >= 4 if mark == "SECRET" else mark in got.needs


def test_the_form_of_an_airgram_names_its_day_beside_its_post() -> None:
    got = read(
        "AIRGRAM\n\nNO.  A-231              CONFIDENTIAL\nTO   : Department of State\nINFO : Lagos, London\n"
        "FROM : AmConsulate ENUGU                       DATE: September 19, 1966\nSUBJECT : Yams\n\n"
        "1. FOO KUDU.\n\n2. BAR ORYX.\n\n                    SAMPLE\nGROUP 3\n"
        "Downgraded at 12-year intervals; not automatically declassified\n"
    )
    assert (got.mrn, got.written_day, got.from_.plad) == ("66ENUGU-A231", "1966-09-19", "AMCONSULATE ENUGU")
    assert (_shown(got.to), _shown(got.info)) == (["DEPARTMENT OF STATE"], ["LAGOS", "LONDON"])
    assert (texts(got), got.signature) == (["FOO KUDU.", "BAR ORYX."], ("SAMPLE",))


def test_what_the_department_sent_has_the_number_that_stands_behind_its_one_action_addressee() -> None:
    sent = (
        "OUTGOING TELEGRAM      Department of State\n\n                       SECRET\n\n"
        "                                             1957 JUN 11 PM 7 02\n\n"
        "SENT TO:  Amembassy JIDDA       821   PRIORITY\n\n"
        "RPTD INFO: Amembassy CAIRO  4102\n           Amembassy AMMAN  1560\n           Dhahran          477\n\n"
        "LIMIT DISTRIBUTION\n\n1. FOO KUDU.\n\n2. BAR ORYX.\n\n                    SAMPLE\n"
    )
    got = read(sent)
    assert (got.mrn, got.written_day, got.from_.plad) == ("57STATE821", "1957-06-11", "DEPARTMENT OF STATE")
    assert _shown(got.to) == ["AMEMBASSY JIDDA PRIORITY 821"]
    assert _shown(got.info) == ["AMEMBASSY CAIRO 4102", "AMEMBASSY AMMAN 1560", "Dhahran 477"]
    assert texts(got) == ["FOO KUDU.", "BAR ORYX."]
    later = read(sent.replace("1957 JUN", "1967 JUN"))  # by then the Department counted all that it sent in one series
    assert (later.mrn, later.written_day) == (None, "1967-06-11")


def test_the_code_above_a_place_in_a_column_is_no_place() -> None:
    got = read(
        "TELEGRAM RECEIVED\n\nEDA                               FROM     GRAY\n"
        "                                           Warsaw\n"
        "                                           Dated August 21, 1939\n"
        "                                           Rec'd 4:50 p.m.\n\n"
        "Secretary of State\n  Washington\n\n188, August 21, 7 p.m.\n\nFOO KUDU.\n\nSAMPLE\n"
    )
    assert (got.from_.plad, got.number, got.written_day, texts(got)) == ("WARSAW", 188, "1939-08-21", ["FOO KUDU."])


@pytest.mark.parametrize("level", ["TOP SECRET", "SECRET", "CONFIDENTIAL", "RESTRICTED"])
@pytest.mark.parametrize("line", ["{} SECURITY INFORMATION", "{}\nSECURITY INFORMATION"])
def test_security_information_is_of_its_level(level: str, line: str) -> None:
    got = read(f"{line.format(level)}\n\nFROM: Tehran\nTO: Secretary of State\nNO: 2407, February 8, 1953\n\n{BODY}")
    assert (got.classification.level, got.mrn, texts(got)) == (level, "53TEHRAN2407", ["FOO KUDU.", "BAR ORYX."])


SENT = """TELEGRAM SENT                                GRAY

                    Department of State

                              Washington,
                                   March 4, 1942.
                                   6 p.m.

AMERICAN LEGATION,

     BOGOTA (COLOMBIA).

23.

     FOO KUDU.

     The oryx left the bar.

                                   SAMPLE

RA:LD:EMC
"""


def test_what_the_department_sent_before_its_form_had_labels() -> None:
    got = read(SENT)
    assert "".join(got.quote(one.span) for one in got.elements) == SENT
    assert (got.mrn, got.written_day, got.from_.plad) == ("42STATE23", "1942-03-04", "DEPARTMENT OF STATE")
    assert (_shown(got.to), texts(got)) == (
        ["AMERICAN LEGATION BOGOTA (COLOMBIA)"],
        ["FOO KUDU.", "The oryx left the bar."],
    )
    assert got.signature == ("SAMPLE",)


@pytest.mark.parametrize("mark", ["SECRET", "NODIS", "LIMDIS", "NOFORN"])
@pytest.mark.parametrize(
    ("place", "beside"),
    [
        ("GRAY", "{}"),
        ("Department of State\n", "Department of State    {}\n"),
        ("6 p.m.", "6 p.m.\n{}"),
        ("23.", "23.\n\n{}"),
    ],
)
def test_what_stands_in_the_form_of_what_was_sent_marks_it(mark: str, place: str, beside: str) -> None:
    got = telegram_marking(read("CONFIDENTIAL\n\n" + SENT.replace(place, beside.format(mark), 1)))
    assert got.rank >= 4 if mark == "SECRET" else mark in got.needs


DRAFTED = (
    "OUTGOING TELEGRAM Department of State\nCONFIDENTIAL\nClassification\n\n{to}\n"
    "Please inform the Minister that the dues rise.\n\nRUSK\n\n"
    "Drafted by: NEA:AFN:JSample:ml {day}   Ext. 4412   Telegraphic transmission and classification approved by: "
    "AFN - R. Tindle\nClearances: EUR - Mr. Roe (in draft)\n"
)
ACTION = "ACTION: Amembassy TRIPOLI  412  PRIORITY\nINFO:   Amembassy ROME\n"


def test_the_drafting_line_tells_the_day_of_what_the_department_sent() -> None:
    got = read(DRAFTED.format(to=ACTION, day="8/17/62"))
    assert (got.mrn, got.written_day, got.signature) == ("62STATE412", "1962-08-17", ("RUSK",))
    assert [one.text for one in got.paragraphs] == ["Please inform the Minister that the dues rise."]


@pytest.mark.parametrize("day", ["8/37/62", "62", "17 Aug"])
def test_a_drafting_line_without_a_day_tells_none(day: str) -> None:
    got = read(DRAFTED.format(to=ACTION, day=day))
    assert (got.mrn, got.written_day, got.signature) == (None, None, ("RUSK",))


def test_the_number_of_a_circular_is_no_addressee() -> None:
    got = read(
        DRAFTED.format(to="ACTION: CIRCULAR 1188\n        Amembassy ACCRA\n        Amembassy ROME\n", day="5/2/60")
    )
    assert [one.plad for one in got.to] == ["AMEMBASSY ACCRA", "AMEMBASSY ROME"]
    assert got.mrn is None


def test_the_number_of_a_despatch_stands_beside_its_originator() -> None:
    got = read(
        "FOREIGN SERVICE DESPATCH\nFROM : AMEMBASSY TRIPOLI                                      412\n"
        "TO   : THE DEPARTMENT OF STATE, WASHINGTON.                   May 12, 1955\nREF  : Embdesp 388\n\n"
        "SUBJECT: The Harbour Dues\n\nCONFIDENTIAL\n\nThe Council met to discuss the dues.\n"
    )
    assert (got.from_.plad, got.post, got.mrn) == ("AMEMBASSY TRIPOLI", "TRIPOLI", None)
    assert [(one.text, one.kind, one.mrn) for one in got.references] == [("Embdesp 388", "document", None)]


@pytest.mark.parametrize(("number", "is_read"), [("6421", 6421), ("WARX 81243", 81243), ("W 6421", 6421)])
def test_the_number_of_a_message_of_the_war_department(number: str, is_read: int) -> None:
    got = read(
        "SECRET\nURGENT\n\nFrom: US Military Attache, Belisar\nTo: War Department\n"
        f"Nr: {number}                  12 March 1945\n\nThe staff agrees with the plan.\n"
    )
    assert (got.number, got.written_day, got.mrn) == (is_read, "1945-03-12", None)
    assert [one.text for one in got.paragraphs] == ["The staff agrees with the plan."]


@pytest.mark.parametrize("beside", ["        ", "USIA\nOSD     ", "EUR     "])
def test_captions_stand_beside_an_office_and_a_list_goes_on_below(beside: str) -> None:
    copy = COLUMNS.replace("LONDON 331, PARIS 120.", "LONDON 331,\n        PARIS 120.")
    got = read(copy.replace("PRIORITY\n", f"PRIORITY\n{beside}LIMIT DISTRIBUTION\n"))
    assert "".join(got.quote(one.span) for one in got.elements) == got.source
    assert (_shown(got.info), texts(got)) == (["LONDON 331", "PARIS 120"], ["FOO KUDU."])
    assert (got.classification.captions, got.precedence.action) == (("LIMDIS",), "PRIORITY")
    below = read(copy.replace("PARIS 120.", f"PARIS 120.\n{beside}LIMIT DISTRIBUTION"))
    assert (_shown(below.info), below.classification.captions) == (["LONDON 331", "PARIS 120"], ("LIMDIS",))
    assert texts(read(copy.replace("        PARIS 120.", "        The dues rise."))) != ["FOO KUDU."]
