"""Whom HE and SHE stand for, with others named beside; invented sentences from a post in Tripoli."""

from __future__ import annotations

import pytest
from test_rule_examples import telegram

from legation.extract import propose

_MET = "I called on Libyan Foreign Minister Harun. Harun said Sadat had closed the border. "


@pytest.mark.parametrize(
    ("text", "party"),
    [
        (_MET + "He could not accept the draft.", "LY"),
        (_MET + "If Sadat came to Tripoli, he added, he could not accept the draft.", "LY"),
        (_MET + "He was in doubt about Sadat. He said that he could not accept the draft.", "LY"),
        (_MET + "I said that it would be hard for Sadat to wait. He replied that he could not accept the draft.", "LY"),
        (_MET + "As long as the border is closed, he could not accept the draft.", "LY"),
        (_MET + "Sadat's envoy told me nothing. He (Harun) could not accept the draft.", "LY"),
        (_MET + "Sadat said that he could not accept the draft.", "EG"),
        ("Harun told us that Sadat had told him that he could not accept the draft.", "EG"),
        ("The Secretary saw the Libyan Foreign Minister, who said he could not accept the draft.", "LY"),
        ("The Ambassador told the Foreign Minister that he could not accept the draft.", "US"),
        ("Under Secretary Foreign Ministry Harun said he could not accept the draft.", "LY"),
    ],
)
def test_he_is_the_one_who_has_the_word(text: str, party: str) -> None:
    found = [one.fields["party"] for one in propose(telegram(text)) if "not accept the draft" in one.text]
    assert found
    assert set(found) == {party}


@pytest.mark.parametrize(
    ("text", "party"),
    [
        ("Our Ambassador said that Washington was waiting. He said that he could not accept the draft.", "US"),
        ("The Secretary replied that Washington was waiting. He said he could not accept the draft.", "US"),
        ("Our Ambassador said that Washington was waiting. He replied that he could not accept the draft.", "LY"),
        ("The Secretary asked whether Harun would wait. He said that he could not accept the draft.", "LY"),
        ("The Secretary told Harun that Washington was waiting. He said he could not accept the draft.", "LY"),
        ("The Secretary told Harun that Washington was waiting. He added that he could not accept the draft.", "US"),
        ("The Ambassador reserved his position. He added that he could not accept the draft.", "US"),
        (
            "The Ambassador said that time was short. Harun spoke with heat. He said he could not accept the draft.",
            "LY",
        ),
        ("The Secretary said that time was short. I agreed. He said that he could not accept the draft.", "LY"),
    ],
)
def test_a_man_of_ours_who_said_something_last_ends_the_word_of_the_foreigner(text: str, party: str) -> None:
    found = [one.fields["party"] for one in propose(telegram(_MET + text)) if "not accept the draft" in one.text]
    assert found
    assert set(found) == {party}


@pytest.mark.parametrize(
    ("text", "side"),
    [
        ("The Secretary said that the matter was grave. He asked that we consult further on the talks.", "LY"),
        ("The Charge had a fever. He welcomed the U.S. offer of talks.", "LY"),
        ("Harun was calm. He urged the Libyans to set a date for the talks.", "US"),
        ("Harun was calm. He urged the Minister to set a date for the talks.", "US"),
        ("Harun was calm. He urged the Egyptians to set a date for the talks.", "LY"),
    ],
)
def test_whoever_welcomes_asks_or_urges_a_side_is_not_of_it(text: str, side: str) -> None:
    found = [
        one.fields.get("party") or one.fields.get("sought_by")
        for one in propose(telegram(_MET + text))
        if "talks" in one.text
    ]
    assert found
    assert set(found) == {side}


@pytest.mark.parametrize(("words", "party"), [("must", "EG"), ("would", "LY")])
def test_what_somebody_is_told_that_he_must_do_is_his(words: str, party: str) -> None:
    found = propose(telegram(_MET + f"Harun told Sadat that he {words} refuse the draft."))
    assert [one.fields["party"] for one in found if "the draft" in one.text] == [party]
