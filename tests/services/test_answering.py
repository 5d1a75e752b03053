"""Which template an answer begins from: that of a demarche where the telegram asks for one, else a report."""

from __future__ import annotations

import pytest

from legation import read
from legation.services.answering import template_for

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
