"""What scans make of words: by rows, one or two letters at a time."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from legation.tables.misread_letters import misread_letters, worn_forms


@pytest.mark.parametrize(
    ("word", "form"),
    [
        ("BATTALION", "BATTALI0N"),
        ("TROOPS", "TR00PS"),
        ("LIBYA", "IIBYA"),
        ("OIL", "011"),
        ("JOURNAL", "JOUMAL"),
        ("MINISTER", "RNINISTER"),
        ("COMMISSION", "C0MMISSI0N"),
    ],
)
def test_a_word_as_a_scan_has_it(word: str, form: str) -> None:
    assert form in worn_forms(word)


def test_three_letters_that_are_not_all_of_a_word_are_not_looked_for() -> None:
    assert "TR00P5" not in worn_forms("TROOPS")


@given(st.text(alphabet="ABGIJLMNORSZ", max_size=30))
def test_forms_are_few_and_none_is_the_word(word: str) -> None:
    forms = worn_forms(word)
    assert len(forms) <= 80
    assert word not in forms
    assert len(set(forms)) == len(forms)


def test_what_has_a_figure_or_is_long_has_no_forms() -> None:
    assert worn_forms("F16") == worn_forms("O" * 25) == worn_forms("") == ()
    assert {row.letters for row in misread_letters()} >= {"O", "I", "L", "S"}
