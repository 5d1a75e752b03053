"""Every row of worded-days.toml is read in its example, and words that name another day are not."""

import pytest

from legation.core.dialogue.worded_days import Part
from legation.tables.rows import toml
from legation.tables.worded_days import load_worded_days

DAYS = load_worded_days()
TOLD = "2009-11-05"


@pytest.mark.parametrize("part", DAYS.parts, ids=lambda part: part.words[0])
@pytest.mark.parametrize("case", [str.upper, str], ids=["capitals", "mixed"])
def test_a_part_of_a_year_ends_in_its_month(part: Part, case) -> None:
    assert any(word in part.example.casefold() for word in part.words)
    for text in (part.example, *(f"{word} 2010" for word in part.words)):
        assert DAYS.due_by(case(text), TOLD) == f"2010-{part.until:02d}"


def test_words_that_name_another_day_and_may_that_is_no_month_are_told_apart() -> None:
    held = toml("worded-days.toml")
    for word in DAYS.counted:
        assert DAYS.due_by(held["counted"]["example"].replace("after", word), TOLD) is None
    assert DAYS.due_by(held["may"]["counter"], TOLD) is None
    for word in DAYS.before_may:
        assert DAYS.due_by(held["may"]["example"].replace("by", word), TOLD) == "2010-05"
    assert DAYS.due_by("mid-May", TOLD) == "2010-05"
