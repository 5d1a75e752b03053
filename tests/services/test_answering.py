"""Which template an answer begins from: that of a demarche where the telegram asks for one, else a report."""

from __future__ import annotations

from datetime import date

import pytest

from legation import read
from legation.core.draft import Draft
from legation.services.drafts.answering import answer_to, template_for
from legation.tables.posts import load_posts

TEXT = """\
P 011000Z OCT 05
FM SECSTATE WASHDC
TO AMEMBASSY TRIPOLI
UNCLAS STATE 112900

SUBJECT: {}

1. {}

2. More.
"""


@pytest.mark.parametrize(
    ("subject", "first", "name"),
    [
        ("THE HARBOUR TALKS", "The talks began.", "report"),
        ("DEMARCHE ON THE HARBOUR", "The talks began.", "demarche-reply"),
        ("ACTION REQUEST: THE HARBOUR", "The talks began.", "demarche-reply"),
        ("THE HARBOUR TALKS", "ACTION REQUEST: Deliver the points below.", "demarche-reply"),
    ],
)
def test_an_answer_begins_from_what_the_telegram_asks(subject: str, first: str, name: str) -> None:
    assert template_for(read(TEXT.format(subject, first))) == name


@pytest.mark.parametrize(
    ("number", "cites"), [("STATE 112900", ("05 STATE 112900", "05 TRIPOLI 12")), ("", ("05 TRIPOLI 12",))]
)
def test_an_answer_refers_to_a_telegram_by_its_number_where_it_has_one(number: str, cites: tuple[str, ...]) -> None:
    text = (
        TEXT.format("THE HARBOUR TALKS", "The talks began.")
        .replace("STATE 112900", number)
        .replace("\n1.", "REF: TRIPOLI 12\n\n1.")
    )
    made = answer_to(read(text), Draft(), load_posts(), date(2026, 1, 1))
    assert made.references == cites


@pytest.mark.parametrize(
    ("subject", "mark", "level", "caveats", "order"),
    [
        ("(U) THE HARBOUR TALKS", "(U) ", "UNCLASSIFIED", (), "N/A"),
        ("(U) THE HARBOUR TALKS", "(C//NF) ", "CONFIDENTIAL", ("NOFORN",), "DECL"),
        ("(S//NF) THE HARBOUR TALKS", "(U) ", "SECRET", ("NOFORN",), "DECL"),
        ("THE HARBOUR TALKS", "(S//REL TO USA, GBR) ", "SECRET", ("REL TO USA, GBR",), "DECL"),
    ],
)
def test_an_answer_bears_all_that_holds_the_telegram_and_not_its_line_alone(
    subject: str, mark: str, level: str, caveats: tuple[str, ...], order: str
) -> None:
    text = TEXT.format(subject, f"{mark}The talks began.").replace("112900\n", "112900\n\nSIPDIS\n")
    made = answer_to(read(text), Draft(), load_posts(), date(2026, 1, 1))
    assert (made.classification.level, made.classification.caveats) == (level, caveats)
    assert made.classification.captions == ("SIPDIS",)
    assert made.executive_order.code == order


@pytest.mark.parametrize(
    ("stated", "day", "exempt"),
    [
        ("DECL: 11/05/2030", "2030-11-05", ()),
        ("DECL: 25X1, 11/05/2060", "2060-11-05", ("25X1",)),
        ("DECL: 11/05/2030, 50X1-HUM", "2030-11-05", ("50X1-HUM",)),
        ("DECL: 25X1-HUMAN", None, ("25X1-HUMAN",)),
    ],
)
def test_an_answer_stays_classified_by_the_exemptions_of_the_telegram(
    stated: str, day: str | None, exempt: tuple[str, ...]
) -> None:
    text = TEXT.format("THE HARBOUR TALKS", "(S) The talks began.").replace("UNCLAS", "S E C R E T")
    telegram = read(text.replace("SUBJECT", f"E.O. 12958: {stated}\nSUBJECT"))
    order = answer_to(telegram, Draft(), load_posts(), date(2026, 1, 1)).executive_order
    assert (order.declassify_on, order.exemptions) == (day, exempt)
