"""Whose a promise or a stance is, what was signed, which posts are told and who was named; invented sentences."""

from __future__ import annotations

import pytest
from test_rule_examples import telegram

from legation.extract import propose


@pytest.mark.parametrize(
    ("text", "modality"),
    [
        ("Libya signed the fisheries protocol on May 4.", "done"),
        ("The memorandum on the minimum flow of the river was signed in Tripoli on May 4.", "done"),
        ("We regret that Libya has not signed the fisheries protocol.", "intended"),
        ("Work would begin if Libya signed the fisheries protocol.", "intended"),
        ("Libya has never in all these years ratified the fisheries protocol.", "intended"),
        ("The air transport agreement will be signed on May 4.", "intended"),
        ("Libya did not vote. Later Libya signed the fisheries protocol.", "done"),
    ],
)
def test_what_was_not_signed_is_not_told_as_signed(text: str, modality: str) -> None:
    (one,) = [one for one in propose(telegram(text)) if one.kind == "instrument"]
    assert one.fields["modality"] == modality


@pytest.mark.parametrize(
    ("text", "kind", "party"),
    [
        ("Foreign Minister Treki told Ambassador that he would send ten trucks.", "commitment", "LY"),
        ("The Libyan Minister told Ambassador on May 4 that he was reluctant to join the Fund.", "position", "LY"),
        ("Libya's participation in the UN Fund, which it is reluctant to join, was discussed.", "position", "LY"),
        ("The GOL rejected the UN plan, which it does not support.", "position", "LY"),
    ],
)
def test_he_is_the_one_who_told_it_and_it_is_not_what_which_stands_for(text: str, kind: str, party: str) -> None:
    found = [one.fields["party"] for one in propose(telegram(text)) if one.kind == kind]
    assert found
    assert set(found) == {party}


@pytest.mark.parametrize(
    "named",
    [
        "Embassies London and Paris and Mission Geneva are instructed",
        "Embassies London, Paris and Rome should act as instructed and are requested",
        "Consulate Benghazi and Embassy Tripoli are requested",
    ],
)
def test_an_instruction_begins_with_all_the_posts_that_it_is_for(named: str) -> None:
    (one,) = [
        one for one in propose(telegram(f"{named} to ask host governments to vote for it.")) if one.kind == "demarche"
    ]
    assert one.text.startswith(named.split(" are ")[0].split(" should ")[0])


@pytest.mark.parametrize(
    ("text", "modality", "replaces"),
    [
        ("Libya has designated Ali Treki as its point of contact.", "done", None),
        ("Libya has not yet designated Ali Treki as its point of contact.", None, None),
        ("Libya is to name Ali Treki as its point of contact.", None, None),
        ("Leylin Samar, Director in the Foreign Ministry, succeeds him as point of contact.", None, None),
        ("Leylin Samar has succeeded Ali Treki as point of contact.", "done", "Ali Treki"),
    ],
)
def test_a_contact_who_was_named_is_told_as_that(text: str, modality: str | None, replaces: str | None) -> None:
    (one,) = [one for one in propose(telegram(text)) if one.kind == "contact"]
    assert one.fields["role"] == "point of contact"
    assert (one.fields["party"], one.fields.get("modality"), one.fields.get("replaces")) == ("LY", modality, replaces)


@pytest.mark.parametrize("before", ["", "-- ", "Embassy should tell the Foreign Minister as follows: "])
def test_what_is_requested_of_a_party_is_a_demarche(before: str) -> None:
    found = propose(telegram(f"{before}requests Libya to confirm that no charge stands."))
    (one,) = [one for one in found if one.text.startswith("requests Libya")]
    assert (one.kind, one.fields["counterparty"], one.fields["modality"]) == ("demarche", "LY", "requested")
