"""Rules of how a telegram stands on the page: each has a copy that breaks it; what is written here breaks none."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from tests.formats.test_writing import drafts

from legation import read, write
from legation.core.draft import Draft
from legation.services.drafts.drafting import Fault, check_telegram
from legation.services.rules.copies import LOOKS
from legation.tables.drafting import drafting_rules
from legation.tables.posts import load_posts

POSTS = load_posts()
SOUND = """\
VZCZCXRO0019
PP RUEHRO
DE RUEHTRO #0893 3091513
ZNY CCCCC ZZH
P 051513Z NOV 05
FM AMEMBASSY TRIPOLI
TO RUEHC/SECSTATE WASHDC PRIORITY 5452
INFO RUEHRO/AMEMBASSY ROME 0652
BT
C O N F I D E N T I A L TRIPOLI 000893

SIPDIS

DEPT FOR NEA/MAG

E.O. 12958: DECL: 11/05/2015
TAGS: PREL, MARR, LY
SUBJECT: THE HARBOUR TALKS

REF: STATE 112900

CLASSIFIED BY: A. B. Farrow, Ambassador.
REASON: 1.4 (b) and (d)

1. (C) The talks began on the pier.

2. (U) Each side wants a harbour, and each side says
so at length to whoever asks.
FARROW
BT
#0893
"""


def told(source: str) -> list[Fault]:
    return [fault for fault in check_telegram(read(source), POSTS) if set(fault.rules.split()) & OF_COPIES]


OF_COPIES = {rule.id for rule in drafting_rules().values() if rule.on == "copy"}


def swapped(first: str, second: str, source: str = SOUND) -> str:
    return source.replace(first, "\0").replace(second, first).replace("\0", second)


LONG = SOUND.replace(
    "FARROW\nBT", "\n".join(f"{n}. (U) One more thing was said.\n" for n in range(3, 60)) + "\nFARROW\nBT"
)
TABLE = "2. (U) The ships:\n   Name     Flag     Day\n   Aurora   ---      Monday\n   Wren     ---      Friday\n"
EO, TAGS = "E.O. 12958: DECL: 11/05/2015\n", "TAGS: PREL, MARR, LY\n"
PLAIN = SOUND.replace("C O N F I D E N T I A L", "UNCLASSIFIED").replace("(C)", "(U)").replace("ZNY CCCCC", "ZNR UUUUU")
NARA = "Message Text\n\n\nPAGE 01  TRIPOL 00893  051513Z\n\nT O P  S E C R E T TRIPOLI 0893\n\n1. THE TALKS BEGAN.\n"
NARA += "\n\nMessage Attributes\n\nAutomatic Decaptioning: X\n"

BROKEN: list[tuple[str, str]] = [
    ("D01", swapped("C O N F I D E N T I A L TRIPOLI 000893", "SIPDIS")),
    ("D03", swapped("TO RUEHC/SECSTATE WASHDC PRIORITY 5452", "INFO RUEHRO/AMEMBASSY ROME 0652")),
    ("D07", swapped(TAGS, "REF: STATE 112900\n")),
    ("D69", swapped(EO, TAGS)),
    ("D08", SOUND.replace("CLASSIFIED BY: A. B. Farrow, Ambassador.\nREASON: 1.4 (b) and (d)\n\n", "\n\n")),
    ("D09", SOUND.replace("says\nso at length to", "says\n\nso at length\n\nto")),
    ("D20", SOUND.replace("says\nso at", "says so at")),
    ("D25", LONG),
    ("D26", SOUND.replace("2. (U) Each", "PAGE 02 RUEHTRO 0417 C O N F I D E N T I A L\n2. (U) Each")),
    ("D26", SOUND.replace("2. (U) Each", "PAGE 02 RUEHTRO 0893 UNCLAS\n2. (U) Each")),
    ("D27", SOUND.replace("TRIPOLI 000893", "SECTION 1 OF 2 TRIPOLI 000893")),
    ("D28", SOUND.replace("FARROW\nBT", f"\n3. (U) The ships:\n{TABLE.partition(chr(10))[2]}\nFARROW\nBT")),
    ("D29", SOUND.replace("at length to", "at len-\ngth to")),
    ("D40", SOUND.replace("2. (U) Each", "   2. (U) Each")),
    ("D71", SOUND.replace(TAGS, "TAGS: PREL, MARR LY\n")),
    ("D71", SOUND.replace(TAGS, "TAGS PREL, MARR, LY\n")),
    ("D85", SOUND.replace("SIPDIS", "SPECAT")),
    ("M03", SOUND.replace("C O N F I D E N T I A L", "CONFIDENTIAL")),
    ("M04", PLAIN),
    ("M05", SOUND.replace("ZNY CCCCC", "ZNY SSSSS")),
    ("M05", SOUND.replace("ZNY CCCCC", "ZNR CCCCC")),
    ("M05", PLAIN.replace("ZNR UUUUU", "ZNY UUUUU")),
    ("M06", SOUND.replace("ZNY CCCCC", "ZNY CCC")),
    ("M32", SOUND.replace("11/05/2015", "25/11/2015")),
    ("M37", SOUND.replace("1.4 (b)", "1.4 (B)")),
    ("M44", NARA),
    ("M45", SOUND.replace("FARROW\nBT", "FARROW\n\nUNCLASSIFIED\nBT")),
    ("M47", "05TRIPOLI893\n2005-11-05 15:13\n2011-01-31 21:09\nSECRET\nEmbassy Tripoli\n" + SOUND),
]


def test_a_sound_copy_breaks_none_of_these_rules() -> None:
    assert [(fault.rules, fault.says) for fault in told(SOUND)] == []


@pytest.mark.parametrize(("rule", "source"), BROKEN, ids=[f"{rule}-{n}" for n, (rule, _) in enumerate(BROKEN)])
def test_what_breaks_a_rule_is_told_so(rule: str, source: str) -> None:
    faults = [fault for fault in told(source) if rule in fault.rules.split()]
    assert faults
    assert "{" not in faults[0].says + faults[0].do
    assert all(fault.span is None or 0 <= fault.span.start <= fault.span.end <= len(source) for fault in faults)


def test_every_rule_of_copies_has_a_look_and_a_copy_that_breaks_it() -> None:
    rules = {rule.id for rule in drafting_rules().values() if rule.on == "copy" and not rule.under}
    assert set(LOOKS) == rules
    assert {rule for rule, _ in BROKEN} | {"M46"} == OF_COPIES


def test_the_head_of_a_page_that_says_another_level_is_told() -> None:
    pages = "SECRET\n\nPAGE 01  TRIPOL 00893  051513Z\n\nC O N F I D E N T I A L TRIPOLI 0893\n\n1. THE TALKS BEGAN.\n"
    assert "M46" in {
        fault.rule for fault in told(pages + "\nSECRET\n\nSECRET\n\nPAGE 02  TRIPOL 00893  051513Z\n\n2. MORE.\n")
    }


@settings(max_examples=60, deadline=None)
@given(drafts())
def test_what_is_written_here_stands_as_these_rules_ask(draft: Draft) -> None:
    # The width of 55 is that of one tool of 2004; what is written here is wrapped at the 69 of the circuit.
    faults = {fault.rule: fault.says for fault in told(write(draft))}
    assert not {rule: says for rule, says in faults.items() if rule not in BY_CONTENT}


BY_CONTENT = {"D20"}


def test_the_places_are_those_of_the_words_at_fault() -> None:
    (fault,) = [one for one in told(SOUND.replace("11/05/2015", "25/11/2015")) if one.rule == "M32"]
    assert fault.span is not None
    found = re.search("E.O. 12958: DECL: 25/11/2015", SOUND.replace("11/05/2015", "25/11/2015"))
    assert found is not None
    assert fault.span.start == found.start()


@pytest.mark.parametrize(
    "source",
    [
        SOUND.replace("SUBJECT: THE HARBOUR TALKS", "SUBJECT: SPECAT TRAINING"),
        SOUND.replace(TAGS, "TAGS: PREL, MARR,\nLY, OVIP (FARROW, A.B.)\n"),
    ],
)
def test_what_is_sound_is_not_told(source: str) -> None:
    assert [(fault.rules, fault.says) for fault in told(source)] == []
