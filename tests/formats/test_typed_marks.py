"""What marks a line that a person types, and what is the beginning of a sentence."""

from __future__ import annotations

import pytest

from legation.core.marking import join_all
from legation.formats.body.typed_marks import marks_typed
from legation.tables.banners import level_of


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("SECRET//NOFORN The Ministry said so", "SECRET//NOFORN"),
        ("SECRET/NOFORN The Ministry", "SECRET//NOFORN"),
        ("SECRET NODIS The Ministry", "SECRET//NODIS"),
        ("Secret//Noforn The Ministry", "SECRET//NOFORN"),
        ("TOP SECRET//SI//NOFORN The Ministry", "TOP SECRET"),
        ("SECRET\u00a0//\u00a0NOFORN The Ministry", "SECRET//NOFORN"),
        ("SECRET: The Ministry", "SECRET"),
        ("Secret: the Ministry", "SECRET"),
        ("TOP  SECRET:  The Ministry", "TOP SECRET"),
        ("SECRET. The Ministry", "SECRET"),
        ("SECRET - The Ministry", "SECRET"),
        ("CONFIDENTIAL -- The Ministry", "CONFIDENTIAL"),
        ("RESTRICTED: The Ministry", "RESTRICTED"),
        ("CONFIDENTIAL\nThe Ministry said so.", "CONFIDENTIAL"),
        ("The Ministry said so.\n\nSECRET//NOFORN", "SECRET//NOFORN"),
        ("S) The Ministry", "SECRET"),
        ("(S The Ministry", "SECRET"),
        ("[C] The Ministry", "CONFIDENTIAL"),
        ("*S* The Ministry", "SECRET"),
        ("/S/ The Ministry said so.", "SECRET"),
        ("1. (S.) The Ministry", "SECRET"),
        ("TS - The Ministry", "TOP SECRET"),
        ("S: The Ministry", "SECRET"),
        ("Agreed.\nS/NF The Ministry", "SECRET//NOFORN"),
        ("Agreed.\n\t2. S - The Ministry", "SECRET"),
    ],
)
def test_a_mark_at_the_head_of_a_line_says_how_it_is_held(words: str, said: str) -> None:
    assert level_of(join_all(list(marks_typed(words)))).startswith(said)


@pytest.mark.parametrize(
    "words",
    [
        "Secret talks were held",
        "SECRET TALKS WERE HELD",
        "Secret services, and others",
        "Confidential - and so on",
        "Confidential talks: none",
        "Restricted: three areas.",
        "SECRETARY: Doe",
        "The telegram was SECRET//NOFORN until May",
        "SECRET",
        "Confidential",
        "C - 130 aircraft",
        "C-130 aircraft",
        "A) one\nB) two\nC) three",
        "A - one\nB - two\nC - three",
        "a) one\nb) two\nc) three",
        "S. Korea asked",
        "C. Douglas Doe said",
        "S/ES wants it",
        "C/O the DCM",
        "S & T talks",
        "See para 3 (S)",
    ],
)
def test_a_sentence_and_a_list_mark_nothing(words: str) -> None:
    assert list(marks_typed(words)) == []
