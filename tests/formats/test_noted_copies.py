"""To whom else a telegram went by the source note of a printed volume; invented notes in the form of FRUS."""

from __future__ import annotations

import pytest

from legation.core.telegram import Addressee, Telegram
from legation.formats import read


def document(note: str, text: str = "<p>12. He went.</p>") -> Telegram:
    return read(
        '<div type="document" xml:id="d2" n="2"><head>2. Telegram From the <gloss type="from">Embassy in Cyprus</gloss>'
        f' to the <gloss type="to">Department of State</gloss><note n="1" type="source">Source: Central Files, POL 7. '
        f"Secret; Priority. {note}</note></head><dateline><placeName>Nicosia</placeName>, <date "
        f'when="1964-02-27T17:00:00">then</date></dateline>{text}</div>'
    )


def plads(addressees: tuple[Addressee, ...]) -> list[str]:
    return [f"{one.plad} ({one.precedence})" if one.precedence else one.plad for one in addressees]


TO = ["Department of State"]


@pytest.mark.parametrize(
    ("note", "to", "info"),
    [
        ("Repeated to Cairo.", TO, ["Cairo"]),
        ("Repeated to Cairo, Tel Aviv, and Paris for USRO.", TO, ["Cairo", "Tel Aviv", "Paris"]),
        ("Received at 9:06 a.m. and repeated to Cairo.", TO, ["Cairo"]),
        ("Received at 0102Z. Also sent to Rome and repeated to Cairo.", [*TO, "Rome"], ["Cairo"]),
        (
            "Received at 9:06 a.m. Also sent to Rome and Paris, and repeated to Cairo.",
            [*TO, "Rome", "Paris"],
            ["Cairo"],
        ),
        ("Repeated priority to Cairo and Rome, and to Paris.", TO, ["Cairo (PRIORITY)", "Rome (PRIORITY)", "Paris"]),
        ("Also sent niact to Rome and priority to Paris.", [*TO, "Rome (NIACT IMMEDIATE)", "Paris (PRIORITY)"], []),
        ("Also sent to USUN. Repeated to the White House.", [*TO, "USUN"], ["White House"]),
        ("Also sent to Rome and repeated to Cairo.", [*TO, "Rome"], ["Cairo"]),
        ("Also sent to Rome, and pouched to Addis Ababa and Nairobi.", [*TO, "Rome"], ["Addis Ababa", "Nairobi"]),
        ("Repeated to the Mission to the U.N. in Geneva.", TO, ["Mission to the U.N. in Geneva"]),
        ("Repeated to USDOCOSouth (Naples) for Moss, and Rome.", TO, ["USDOCOSouth", "Rome"]),
        ("Repeated to London to deliver to Moss at breakfast.", TO, ["London"]),
        ("Repeated to Cairo and Cairo.", TO, ["Cairo"]),
        ("Repeated to the Department of State, which is the source text.", TO, []),  # it is there already
        ("Repeated to multiple posts.", TO, []),
        # Another telegram, or paper, is told of.
        ("Drafted by Moss. (Telegram 12 to Cairo, March 3, and repeated to Rome; ibid.)", TO, []),
        ("Moss sent a similar letter to Ambassador Ferrow in Rome.", TO, []),
        ("It was transmitted in telegram 270 to Ankara on May 3 and repeated to Rome.", TO, []),
        ("Sent for information.", TO, []),
        ("Drafted by Moss, cleared by Ferrow, and sent to the White House for clearance.", TO, []),
        ("Drafted by Moss and sent to Ball for approval.", TO, []),
        ("A copy is in the Library. It was sent to the President.", TO, []),
        ("Sent to all posts except London and Paris.", TO, []),
        # No post, no agency, and no command.
        ("Repeated to Paris in telegram 4312, March 3, and Rome.", TO, ["Rome"]),
        ("Repeated to Paris, March 5, and London, March 6.", TO, ["Paris", "London"]),
        ("Repeated to Rome, and the Ambassador was told.", TO, ["Rome"]),
        ("Repeated to USCINCEUR, CIA, and the Secretary of Defense.", TO, ["USCINCEUR", "CIA", "Secretary of Defense"]),
    ],
)
def test_a_source_note_says_to_whom_else_it_went(note: str, to: list[str], info: list[str]) -> None:
    told = document(note)
    assert (plads(told.to), plads(told.info)) == (to, info)
    assert "".join(told.quote(one.span) for one in told.elements) == told.source


def test_the_lists_of_the_telegram_itself_are_not_added_to() -> None:
    lists = (
        '<list type="to"><head>ACTION:</head><item>Amembassy ROME</item></list>'
        '<list type="to"><head>INFO:</head><item>FOR MOSS FROM FERROW</item><item>Amembassy PARIS</item></list>'
    )
    told = document("Also sent to Cairo and repeated to London.", f"{lists}<p>1. He went.</p>")
    assert (plads(told.to), plads(told.info)) == (["Amembassy ROME"], ["Amembassy PARIS"])


def test_a_page_in_plain_text_has_its_note_below() -> None:
    told = read(
        "67. Telegram From the Embassy in Cyprus to the Department of State1\n\nNicosia, February 27, 1964, 5 p.m.\n\n"
        "1302. He went.\n\n1 Source: Central Files, POL 7. Secret. Repeated to Cairo and Rome.\n"
    )
    assert (plads(told.to), plads(told.info)) == (TO, ["Cairo", "Rome"])
