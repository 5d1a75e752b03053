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
