"""Messages that sentences cite by originator and date-time group; invented words."""

from __future__ import annotations

import pytest
from tests.formats.sheets import sheet_of

from legation.formats import read
from legation.formats.references.mentions import read_all_mentions
from legation.formats.references.moment_mentions import by_moment
from legation.tables.moments import cited_moments


def cited(text: str, sent: str | None = "2020-01-14T15:00Z") -> list[str]:
    sheet = sheet_of(text)
    sheet.fields["dtg"] = sent
    found = by_moment(sheet, 0, len(text), [])
    assert all((one.kind, one.status, one.mrn) == ("telegram", "unread", None) for one in found)
    assert all(" ".join(text[one.span.start : one.span.end].split()) == one.text for one in found)
    return [one.text for one in found]


@pytest.mark.parametrize(
    ("text", "messages"),
    [
        ("CNO 081245Z REFERS.", ["CNO 081245Z"]),
        ("AS DIRECTED BY CNO WASHINGTON DC 081245ZJAN20, SHIPS SHALL", ["CNO WASHINGTON DC 081245ZJAN20"]),
        ("MY 081245Z IS CANCELLED.", ["MY 081245Z"]),
        ("IN REPLY TO YOUR 081245Z JAN, THE FUEL", ["YOUR 081245Z JAN"]),
        ("URTEL 081245Z AND MYTEL 091200Z", ["URTEL 081245Z", "MYTEL 091200Z"]),
        ("as set out in HQMC MSG DTG 051200Z MAR 19, units", ["HQMC MSG DTG 051200Z MAR 19"]),
        ("THE FORM IN MSG DTG 051200Z JAN 20 IS WRONG", ["MSG DTG 051200Z JAN 20"]),
        ("(USDAO OSLO 051400Z OCT. 19; OSLO 212)", ["USDAO OSLO 051400Z OCT. 19"]),
        (
            "COMSUBPAC PEARL HARBOR HI 081245Z AND 101200Z JAN 20",
            ["COMSUBPAC PEARL HARBOR HI 081245Z", "101200Z JAN 20"],
        ),
        ("IN ACCORDANCE WITH CNO (N131) 081200Z", ["CNO (N131) 081200Z"]),
        ("CTG 60.1 R 081245Z", ["CTG 60.1 R 081245Z"]),
        ("(THE FUEL--SEE 051400z OCT 19).", ["051400z OCT 19"]),
        ("SEE PARIS 081245Z JAN 20", ["PARIS 081245Z JAN 20"]),
        ("CNO 281245Z DEC", ["CNO 281245Z DEC"]),
        ("YOUR 281245Z", ["YOUR 281245Z"]),
        ("FUEL (CTF 60 081245Z JAN 20)", ["CTF 60 081245Z JAN 20"]),
        ("PER STATE 081245Z JAN 20, FUEL", ["STATE 081245Z JAN 20"]),
        ("WE HAVE SEEN CNO 081245Z AND THE CMC 091245Z", ["CNO 081245Z", "CMC 091245Z"]),
        ("REF A: CNO 081245Z", ["CNO 081245Z"]),
        ("FUEL THAT CNO 081245Z REFERS TO", ["CNO 081245Z"]),
        ("THE MESSAGE OF CTF 60 081245Z JAN 20", ["CTF 60 081245Z JAN 20"]),
        ("AS REPORTED BY NORAD 081245Z", ["NORAD 081245Z"]),
    ],
)
def test_a_message_is_cited_by_its_group(text: str, messages: list[str]) -> None:
    assert cited(text) == messages


@pytest.mark.parametrize(
    "text",
    [
        "THIS MESSAGE 081245Z JAN 20 EXPIRES 081245Z JAN 21",
        "CANCEL THIS MSG 081245Z",
        "EFFECTIVE 081245Z JAN 20 THE FLEET",
        "UNTIL 312359Z DEC 19",
        "ETA ROTA 081245Z",
        "AT NAPLES 081245Z JAN 20",
        "PARIS 081245Z MEETING",
        "BRIEF CNO 081200Z",
        "REPORT TO CNO 081200Z",
        "SHIPS COMMENCE 081245Z",
        "CNO 081245Z TO 101200Z",
        "R 081245Z JAN 20 FM CNO",
        "NAVADMIN 12/19 DTG: 051400Z JUN 19",
        "CNO 141500Z JAN 20",  # the message's own
        "CNO 151500Z JAN 20",  # still to come
        "CNO 151500Z JAN",  # tomorrow, or a year ago
        "CNO 201500Z",  # in a week, or in December
        "CNO 391299Z JAN 20",
        "CNO 0081245Z JAN 20",
        "FIRST AID 081245Z JAN 20",
        "AID 081245Z JAN 20",
        "HE WAS IN THE STATE 081245Z JAN 20",
        "BOMB HIT CONSULATE BENGHAZI 081245Z JAN 20",
        "MOB ATTACKED EMBASSY TRIPOLI 081245Z",
        "POSITION OF CTF 60 081245Z JAN 20 WAS 3500N",
        "LAUNCH DETECTED BY NORAD 081245Z JAN 20",
        "AS OF CNO 081245Z JAN 20 THERE WAS NONE",
        "RELIEVED COMSIXTHFLT 081245Z JAN 20",
        "TELCON CNO 081245Z JAN 20",
        "SHIP LEFT OPCON CTF 60 081245Z JAN 20",
        "CHANGE OPCON TO CTG 60.1 081245Z",
        "COMMUNICATIONS LOST WITH CNO 081245Z JAN 20",
        "DUTIES FROM CNO 081245Z JAN 20",
    ],
)
def test_a_group_that_is_an_hour_is_no_message(text: str) -> None:
    assert cited(text) == []


def test_a_label_and_what_it_is_told_to_be_are_both_told() -> None:
    for text in ("REF A IS CNO WASHINGTON DC 081245ZJAN20.", "IAW REF A, CNO WASHINGTON DC 081245ZJAN20."):
        sheet = sheet_of(text)
        told = [one.text for one in read_all_mentions(sheet, 0, len(text))]
        assert told == ["REF A", "CNO WASHINGTON DC 081245ZJAN20"]


MESSAGE = """R 141500Z JAN 20
FM COMSUBPAC PEARL HARBOR HI
TO CNO WASHINGTON DC
BT
UNCLAS
MSGID/GENADMIN/COMSUBPAC/N1/JAN//
SUBJ/FUEL//
RMKS/1. IN REPLY TO YOUR 081245Z, AND AS IN MY 101456Z JAN, FUEL IS SAVED.
2. CNO 091245Z AND 111200Z JAN 20 ARE MET. THIS MESSAGE EXPIRES 141500Z JAN 21.
BT
"""


def test_my_and_your_are_the_sender_and_the_addressee() -> None:
    pacific, chief = ("COMSUBPAC", "PEARL", "HARBOR", "HI"), ("CNO", "WASHINGTON", "DC")
    assert [moment for _, moment in cited_moments(read(MESSAGE))] == [
        (chief, "2020-01-08T12:45Z"),
        (pacific, "2020-01-10T14:56Z"),
        (("CNO",), "2020-01-09T12:45Z"),
        (("CNO",), "2020-01-11T12:00Z"),
    ]


def test_your_is_open_where_a_message_goes_to_several() -> None:
    told = cited_moments(read(MESSAGE.replace("TO CNO WASHINGTON DC", "TO CNO WASHINGTON DC\nCMC WASHINGTON DC")))
    assert [moment.at for _, moment in told] == ["2020-01-10T14:56Z", "2020-01-09T12:45Z", "2020-01-11T12:00Z"]
