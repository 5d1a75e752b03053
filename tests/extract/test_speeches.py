"""Who WE are in what somebody says in words of his own; invented sentences."""

import pytest
from test_rule_examples import telegram

from legation.extract import propose
from legation.extract.speeches import in_turns, quotations


def sides(text: str) -> list[tuple[str | None, str | None]]:
    found = [each.fields for each in propose(telegram(text)) if each.kind == "position"]
    return [(one["party"], one["counterparty"]) for one in found]


@pytest.mark.parametrize("case", [str.upper, str], ids=["capitals", "mixed"])
@pytest.mark.parametrize(
    "text",
    [
        'Foreign Minister Harun said, "We cannot accept the fisheries agreement."',
        "Foreign Minister Harun told me: “We cannot accept the fisheries agreement.”",
        "Foreign Minister Harun replied quote We cannot accept the fisheries agreement unquote.",
        'He then continued: "We cannot accept the fisheries agreement."',
        '"We cannot accept the fisheries agreement," Foreign Minister Harun said.',
        'Foreign Minister Harun said: "You are right. We cannot accept the fisheries agreement."',
        "Foreign Minister Harun said: “We cannot accept the fisheries agreement.",  # it is not closed
        # Each paragraph of a speech begins with the mark, and the last alone ends with one.
        "Foreign Minister Harun said: “Good morning. Sit down. “We cannot accept the fisheries agreement. “Go now.”",
        "Harun then dictated the following short statement: “We cannot accept the fisheries agreement.”",
        "Foreign Minister Harun gave me following statement: “We cannot accept the fisheries agreement.”",
    ],
)
def test_we_of_a_quotation_is_the_side_that_speaks(text: str, case) -> None:
    assert sides(case(text)) == [("LY", "US")]


@pytest.mark.parametrize(
    "text",
    [
        'I told Foreign Minister Harun: "We cannot accept the fisheries agreement."',
        'The Ambassador said, "We cannot accept the fisheries agreement."',
        'Foreign Minister Harun said, "Good morning." We cannot accept the fisheries agreement.',
        "Foreign Minister Harun said he was tired. We cannot accept the fisheries agreement.",
        'Foreign Minister Harun said, "Good morning. We cannot accept the fisheries agreement.',  # an odd mark
        'You should give Foreign Minister Harun this text: "We cannot accept the fisheries agreement."',
    ],
)
def test_we_is_the_sender_where_the_sender_speaks_or_nobody(text: str) -> None:
    assert sides(text) == [("US", "LY")]


def test_quotations_stand_apart_and_in_order() -> None:
    text = 'He said "yes" and quote no unquote, “perhaps'
    found = quotations(text)
    assert [text[one.start : one.end].strip() for one in found] == ["yes", "no", "perhaps"]
    assert [text[one.opens : one.closes] for one in found] == ['"yes"', "quote no unquote", "“perhaps"]
    assert quotations('a board of 6" by 4, unquote') == []
    over = "He said: “Yes. “No.” She said “why?”"
    assert [(over[one.start : one.end].strip(), one.goes_on) for one in quotations(over)] == [
        ("Yes.", False),
        ("No.", True),
        ("why?", False),
    ]


@pytest.mark.parametrize("case", [str.upper, str], ids=["capitals", "mixed"])
def test_we_of_a_turn_is_the_side_that_speaks(case) -> None:
    talk = (
        "The Foreign Minister: We cannot accept the fisheries agreement. "
        "The Ambassador: We cannot accept such a draft. "
        "Foreign Minister: I shall think of it."
    )
    assert sides(case(talk)) == [("LY", "US"), ("US", "LY")]


def test_headings_are_no_turns() -> None:
    once = "Foreign Minister: We cannot accept the fisheries agreement. Ambassador: We do not support it."
    assert not in_turns([once])
    assert sides(once)[0] == ("US", "LY")
    assert in_turns(["1. Harun: Yes.", "2. Ambassador: No.", "3. Harun: Why?"])
    assert not in_turns(["Comment: Yes.", "Comment: No."])
