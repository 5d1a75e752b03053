"""THEY, days that only tell which thing is meant, two aims in one breath, notes that answer; invented, from Tripoli."""

from __future__ import annotations

import pytest
from test_rule_examples import telegram

from legation.core.dialogue.proposal import Proposal
from legation.extract import propose


def told(text: str, kind: str) -> list[Proposal]:
    return [one for one in propose(telegram(text)) if one.kind == kind]


@pytest.mark.parametrize(
    ("before", "sought_by"),
    [
        ("The Libyan delegation came back in the afternoon.", "LY"),
        ("Libyan officials received us on March 3.", "LY"),
        ("Libyan officials and the Egyptian delegation met on March 3.", None),
        ("Our Ambassador and the Libyan Foreign Minister met on March 3.", None),
        ("The boats lay in port.", None),
    ],
)
def test_they_are_the_side_that_alone_has_a_part_in_the_sentence_before(before: str, sought_by: str | None) -> None:
    found = told(f"{before} They insisted that the cargo be counted at Tripoli.", "objective")
    assert [one.fields["sought_by"] for one in found] == ([sought_by] if sought_by else [])


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("The GOL agreed to honor all claims filed before January 1.", None),
        ("The GOL agreed to honor contracts concluded prior to July 1, 1975.", None),
        ("The GOL promised that all claims would be honored before January 1, 1977.", "1977-01-01"),
        ("The GOL agreed to have the radars repaired before May 4, 1977.", "1977-05-04"),
        ("The GOL agreed to honor the claims before January 1, 1977.", "1977-01-01"),
    ],
)
def test_what_was_done_before_a_day_is_not_due_then(text: str, due: str | None) -> None:
    (found,) = told(text, "commitment")
    assert found.fields["due"] == due


def test_two_things_urged_in_one_breath_are_two() -> None:
    found = told(
        "I pressed the Foreign Minister on March 3 to pay 7.2 million dollars and to release the crew.", "objective"
    )
    assert [one.text.split(" to ", 1)[-1] for one in found] == ["pay 7.2 million dollars", "to release the crew"]
    assert {(one.fields["sought_by"], one.fields["sought_from"]) for one in found} == {("US", "LY")}
    (whole,) = told("I pressed the Foreign Minister to pay 7.2 million dollars.", "objective")
    assert whole.text.endswith("million dollars")


def test_a_note_in_answer_is_the_answer() -> None:
    (found,) = told("The Foreign Ministry handed us a note on March 3 in answer to our aide-memoire.", "demarche")
    assert found.rule == "demarche-answered"
    (other,) = told("The Foreign Ministry handed us a note on March 3.", "demarche")
    assert other.rule != "demarche-answered"


def test_no_house_instructs_the_officials_of_another() -> None:
    (found,) = told("The Ambassador should tell the Foreign Minister that the crew must be released.", "demarche")
    assert (found.fields["party"], found.fields["counterparty"]) == ("US", "LY")
    assert not told("The Foreign Minister should tell the Ambassador that the crew must be released.", "demarche")


def test_two_things_asked_in_one_breath_are_two() -> None:
    found = told(
        "The Libyan Minister asked the United States to fund a second pier and to lower the duty on dates.", "objective"
    )
    assert [one.rule for one in found] == ["objective-asked-first", "objective-asked-further"]
    assert {(one.fields["sought_by"], one.fields["sought_from"]) for one in found} == {("LY", "US")}
    (one,) = told(
        "The Libyan Minister asked the United States to fund a second pier and lower the duty on dates.", "objective"
    )
    assert one.rule == "objective-asked"
