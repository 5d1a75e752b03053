"""The field block of SMART, whose layout is unconfirmed. The telegrams are invented."""

from __future__ import annotations

import pytest

from legation.formats import read
from legation.tables.marking import telegram_marking

TEXT = """UNCLASSIFIED

MRN: 12 TRIPOLI 123
Date/DTG: Sep 11, 2012 / 111234Z SEP 12
From: AMEMBASSY TRIPOLI
Action: WASHDC, SECSTATE ROUTINE
E.O.: 13526
TAGS: PREL, MARR, LY
Captions: SENSITIVE, SIPDIS
Reference: A) 12 STATE 88
           B) 11 TRIPOLI 7
Subject: The harbour and
its dues

1. (SBU) The dues “rise”.

2. (U) Info: we ask again.

Signature: CRETZ

Drafted By: POL: Smith
Cleared By: ECON: Jones
Approved By: AMB: Cretz
Released By: OMS: Brown
Info: AMEMBASSY LONDON ROUTINE; AMEMBASSY PARIS ROUTINE
Dissemination Rule: Archive Copy
UNCLASSIFIED
"""


@pytest.mark.parametrize(
    ("line", "level", "held"),
    [
        ("UNCLASSIFIED//FOR OFFICIAL USE ONLY", "UNCLASSIFIED", "FOR OFFICIAL USE ONLY"),
        ("UNCLASSIFIED//FOUO", "UNCLASSIFIED", "FOUO"),
        ("SENSITIVE BUT UNCLASSIFIED", "UNCLASSIFIED", "SENSITIVE"),
        ("SECRET//NOFORN", "SECRET", "NOFORN"),
        ("Classification: SECRET//NOFORN", "SECRET", "NOFORN"),
    ],
)
def test_the_controls_behind_the_level_above_the_block(line: str, level: str, held: str) -> None:
    t = read(TEXT.replace("UNCLASSIFIED", line, 1).replace("\nUNCLASSIFIED\n", "\n"))
    assert t.classification.level == level
    assert held in telegram_marking(t).needs or held in (*t.classification.caveats, *t.classification.captions)
    assert (t.mrn, len(t.paragraphs)) == ("12TRIPOLI123", 2)


def test_a_field_block() -> None:
    t = read(TEXT)
    assert (t.layout, t.mrn, t.dtg) == ("smart", "12TRIPOLI123", "2012-09-11T12:34Z")
    assert (t.from_.plad, t.subject) == ("AMEMBASSY TRIPOLI", "The harbour and its dues")
    assert [(a.plad, a.precedence) for a in t.to] == [("SECSTATE WASHDC", "ROUTINE")]
    assert [a.plad for a in t.info] == ["AMEMBASSY LONDON", "AMEMBASSY PARIS"]
    assert (t.precedence.action, t.precedence.info) == ("ROUTINE", "ROUTINE")
    assert (t.tags, t.executive_order.order) == (("PREL", "MARR", "LY"), "13526")
    assert t.classification.level == "UNCLASSIFIED"
    assert "SIPDIS" in t.classification.captions
    assert [r.mrn for r in t.references] == ["12STATE88", "11TRIPOLI7"]
    assert [p.text for p in t.paragraphs] == ["The dues “rise”.", "Info: we ask again."]
    assert t.signature == ("CRETZ",)
    assert "".join(t.quote(e.span) for e in t.elements) == TEXT
    assert "layout.unread" not in {e.kind for e in t.elements}
    assert not [f for f in t.findings if f.severity == "error"]


@pytest.mark.parametrize("line", [line for line in TEXT.splitlines() if ":" in line and not line[0].isdigit()])
def test_no_field_is_required(line: str) -> None:
    t = read(TEXT.replace(line + "\n", ""))
    assert [f for f in t.findings if f.severity == "error"] == []
    assert t.paragraphs[0].text == "The dues “rise”."


def test_a_mission_is_named_before_its_city() -> None:
    t = read(TEXT.replace("AMEMBASSY LONDON ROUTINE; AMEMBASSY PARIS", "LONDON, AMEMBASSY ROUTINE; USAFRICOM, CDR"))
    assert [(a.plad, a.precedence) for a in t.info] == [("AMEMBASSY LONDON", "ROUTINE"), ("CDR USAFRICOM", "ROUTINE")]


@pytest.mark.parametrize("captions", ["SENSITIVE, SBU", "SBU, FOUO", "FOR OFFICIAL USE ONLY, SENSITIVE"])
def test_a_control_by_two_names_is_one(captions: str) -> None:
    assert len(read(TEXT.replace("SENSITIVE, SIPDIS", captions)).classification.caveats) == 1


def test_a_telegram_that_mentions_an_mrn_is_no_field_block() -> None:
    t = read(
        "R 111234Z SEP 12\nFM AMEMBASSY TRIPOLI\nTO SECSTATE WASHDC\nUNCLAS TRIPOLI 123\n"
        "SUBJECT: X\n\n1. The form has\nMRN: and more.\n"
    )
    assert "smart" not in t.layout


@pytest.mark.parametrize("shape", ["MRN: ", "Info:\n", "Subject:\n", "Action: x\n", "\n", "Reference: "])
def test_floods_are_read(shape: str) -> None:
    text = TEXT[:120] + shape * 20_000 + TEXT[120:]
    t = read(text)
    assert "".join(t.quote(e.span) for e in t.elements) == text


def test_the_mark_of_a_subject_is_none_of_its_words_and_holds() -> None:
    t = read(TEXT.replace("Subject: The harbour", "Subject: (C) The harbour"))
    assert t.subject == "The harbour and its dues"
    assert t.classification.level == "CONFIDENTIAL"


MILITARY = """From: CDR USSAMPLE BASE AFB FL
To: AMEMBASSY MUSCAT; AMEMBASSY DOHA
Cc: SECSTATE WASHINGTON DC
Precedence: PRIORITY
DTG: 171030Z NOV 09
Classification: S E C R E T // REL TO USA, GBR
Subject: (S//REL) OVERFLIGHT

1. (S//REL TO USA, GBR) REQUEST CLEARANCE.
2. (U) POC IS ROE.
"""


def test_the_fields_of_a_message_as_a_military_system_prints_it() -> None:
    t = read(MILITARY)
    assert "".join(t.quote(e.span) for e in t.elements) == MILITARY
    assert (t.dtg, t.precedence.action, t.classification.level) == ("2009-11-17T10:30Z", "PRIORITY", "SECRET")
    assert [a.plad for a in t.to] == ["AMEMBASSY MUSCAT", "AMEMBASSY DOHA"]
    assert [a.plad for a in t.info] == ["SECSTATE WASHINGTON DC"]
    assert (t.subject, t.mrn) == ("OVERFLIGHT", None)
    assert "REL TO USA, GBR" in t.classification.caveats
