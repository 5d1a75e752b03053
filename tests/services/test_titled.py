"""The heading and the subject that tell what a sentence is about, by those who may read both."""

from __future__ import annotations

import pytest

from legation.extract.proposing import propose
from legation.formats.reading import read
from legation.services.ties.titled import titles

HEAD = """O 021200Z JUN 09
FM AMEMBASSY TRIPOLI
TO SECSTATE WASHDC
C O N F I D E N T I A L TRIPOLI 000440

SUBJECT: PORT MATTERS

1. (C) The port was quiet for most of the week.

"""
SENTENCE = "The Libyan side agreed to lower the dues for tankers by a third.\n"


@pytest.mark.parametrize(
    ("opens", "expected"),
    [
        ("HARBOR DUES:\n2. (C) ", ["HARBOR DUES", "SUBJECT: PORT MATTERS\n"]),
        ("HARBOR DUES:\n2. (U) ", []),  # it has no mark of its own, and is held as the whole
        ("2. (U) Harbor dues. ", ["Harbor dues"]),
    ],
)
def test_a_title_counts_where_it_is_held_no_more_closely_than_the_sentence(opens: str, expected: list[str]) -> None:
    telegram = read(f"{HEAD}{opens}{SENTENCE}".encode())
    made = [one for one in propose(telegram) if one.text.startswith("The Libyan side agreed")]
    assert [[telegram.quote(span) for span in titles(telegram, one.sources[0])] for one in made] == [expected]
