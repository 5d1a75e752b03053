"""The signs that a releaser put in the place of words."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from legation.tables.redactions import redaction, says_withheld, withholding


@pytest.mark.parametrize("signs", [redaction, withholding])
def test_a_sign_is_a_few_exemptions_long(signs: Callable[[], re.Pattern[str]]) -> None:
    run = "B1 " * 500  # from each of which a sign might begin: none looks at all that follow
    found = signs().search(f"{run}1.4 (A)")
    assert found is not None
    assert found.start() > len(run) - 40


@given(st.from_regex(withholding()))
def test_no_sign_that_words_were_withheld_is_passed_by_at_the_first_look(text: str) -> None:
    assert says_withheld(text)
