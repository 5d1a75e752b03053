"""Whose a promise or a stance is, what was signed, which posts are told and who was named; invented sentences."""

from __future__ import annotations

import msgspec
import pytest
from test_rule_examples import telegram

import legation
from legation.core.dialogue.proposal import ProposalKind
from legation.core.telegram import Addressee
from legation.extract import propose
from legation.extract.proposing import readings
from legation.extract.saying import Said, fields_of
from legation.extract.weighing import shown
from legation.tables.speaking import load_speaking


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
    ("text", "modality"),
    [
        (
            "It is vital that you call on the Foreign Minister before noon on Friday and tell him how the "
            "fisheries bill stands.",
            "intended",
        ),
        ("It is important that the Ambassador meet with Foreign Minister Harun on May 4.", "intended"),
        ("The Ambassador met with Foreign Minister Harun on May 4.", "done"),
    ],
)
def test_who_is_to_be_seen_was_not_met(text: str, modality: str) -> None:
    made = telegram(text, plad="SECSTATE WASHDC")
    held = msgspec.structs.replace(made, mrn="75STATE1", to=(Addressee(plad="AMEMBASSY TRIPOLI"),))
    (one,) = [one for one in propose(held) if one.kind == "meeting"]
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
    ("by", "party"), [("the Maltese Ambassador", "MT"), ("the Ambassador", "US"), ("Foreign Minister Treki", "LY")]
)
@pytest.mark.parametrize("day", ["", "On November 3 ", "Late on November 3, ", "The morning of November 3, "])
def test_who_acts_goes_on_behind_and_also_where_a_day_opens_the_sentence(day: str, by: str, party: str) -> None:
    text = f"{day}{by} saw the Minister of Trade and asked Tunisia to release the two boats."
    (one,) = [one for one in propose(telegram(text[0].upper() + text[1:])) if one.kind == "objective"]
    assert (one.fields["sought_by"], one.fields["sought_from"]) == (party, "TN")


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
        ("Leylin Samar, Director in the Foreign Ministry, succeeds him as point of contact.", "done", "him"),
        ("Leylin Samar has succeeded Ali Treki as point of contact.", "done", "Ali Treki"),
    ],
)
def test_a_contact_who_was_named_is_told_as_that(text: str, modality: str | None, replaces: str | None) -> None:
    (one,) = [one for one in propose(telegram(text)) if one.kind == "contact"]
    assert one.fields["role"] == "point of contact"
    assert (one.fields["party"], one.fields.get("modality"), one.fields.get("replaces")) == ("LY", modality, replaces)


@pytest.mark.parametrize(
    ("text", "party", "person", "modality"),
    [
        ("Foreign Minister Harun named Under Secretary Treki as head of the Libyan delegation.", "LY", "Treki", "done"),
        ("Foreign Minister Harun designated his deputy, Fezzan, as contact for the Embassy.", "LY", "Fezzan", "done"),
        ("Foreign Minister Harun named Ali Treki as contact person.", "LY", "Ali Treki", "done"),
        ("Foreign Minister Harun suggested Colonel Sabri be the contact of the Embassy.", "LY", "Sabri", None),
        ("The Libyan contact will be Ali Treki of the Survey Office.", "LY", "Ali Treki", "done"),
        ("The Libyan team will be led by Omar bin Idris.", "LY", "Omar bin Idris", "done"),
        ("Our delegation will be led by Ambassador Brown.", "US", "Brown", "done"),
        ("Attorney General Sabri will negotiate for Libya.", "LY", "Sabri", "done"),
        ("Harun asked that the Embassy deal with Director Sabri on this case from now on.", "LY", "Sabri", None),
    ],
)
def test_a_contact_is_of_whoever_named_him(text: str, party: str, person: str, modality: str | None) -> None:
    (one,) = [one for one in propose(telegram(text)) if one.kind == "contact"]
    assert (one.fields["party"], one.fields["person"], one.fields.get("modality")) == (party, person, modality)


def test_who_would_be_the_contact_if_asked_is_none() -> None:
    found = propose(telegram("Colonel Sabri said that if asked he would be our point of contact."))
    assert "contact" not in [one.kind for one in found]


@pytest.mark.parametrize("before", ["", "-- ", "Embassy should tell the Foreign Minister as follows: "])
def test_what_is_requested_of_a_party_is_a_demarche(before: str) -> None:
    found = propose(telegram(f"{before}requests Libya to confirm that no charge stands."))
    (one,) = [one for one in found if one.text.startswith("requests Libya")]
    assert (one.kind, one.fields["counterparty"], one.fields["modality"]) == ("demarche", "LY", "requested")


def sides_of_the_last_clause(text: str, kind: ProposalKind) -> tuple[str | None, str | None]:
    """Who acts in it and towards whom, if it were one of a kind, whether or not it is proposed."""
    voice, sides = None, (None, None)
    for read in readings(telegram(text)):
        for scene in read.scenes:
            for each in shown(scene, voice):
                said = Said(
                    scene=scene,
                    start=each.clause.start,
                    end=each.clause.end,
                    words=each.text,
                    speaker=each.voice.speaker if each.voice is not None else None,
                    own_voice=each.voice is not None and each.voice.own,
                    cues=each.cues,
                )
                voice = each.voice
                fields = fields_of(kind, said) or {}
                keys = ("sought_by", "sought_from") if kind == "objective" else ("party", "counterparty")
                sides = (fields.get(keys[0]), fields.get(keys[1]))
    return sides


@pytest.mark.parametrize(
    ("text", "kind", "party", "other"),
    [
        # who wants it
        (
            "Tarsia and Egypt will defer a vote, at minimum we want to bring about a discussion.",
            "objective",
            "US",
            "EG",
        ),
        # whose the thing is that is spoken of
        ("USG has full confidence in Libyan commitment to deliver ten trucks.", "commitment", "LY", "US"),
        ("We welcome the assurances given Ambassador by Sadat that ten trucks would go.", "commitment", "EG", "US"),
        ("British Embassy has received a request from Libya for provision of ten trucks.", "objective", "LY", "GB"),
        ("We are disturbed by Egyptian refusal to withdraw.", "position", "EG", "US"),
        # who has opened the sentence before
        ("Harun hoped the US would wait. There was no need for a vote.", "position", "LY", "US"),
        ("Harun said he would come. I asked him to wait. There was no need for a vote.", "position", "US", "LY"),
    ],
)
def test_a_clause_is_of_whoever_wants_holds_or_has_opened_it(
    text: str, kind: ProposalKind, party: str, other: str
) -> None:
    assert sides_of_the_last_clause(text, kind) == (party, other)


INSTRUCTION = """R 121200Z JAN 75
FM SECSTATE WASHDC
TO AMEMBASSY TRIPOLI
C O N F I D E N T I A L STATE 000123
SUBJECT: ZONES

1. {text}
"""


@pytest.mark.parametrize(
    "text",
    [
        "Request you see Foreign Minister Harun soonest and convey our dismay at his statement of January 5.",
        "We suggest that you see Foreign Minister Harun at once and convey our dismay at the seizure of the dredger.",
    ],
)
def test_what_a_post_is_asked_to_do_next_is_asked_of_it_too(text: str) -> None:
    found = [one["fields"] for one in legation.propose(legation.read(INSTRUCTION.format(text=text)))]
    assert found
    assert {(one["party"], one["counterparty"], one["modality"]) for one in found} == {("US", "LY", "requested")}


@pytest.mark.parametrize(
    ("text", "kind", "party", "other"),
    [
        # A name that nobody knows gives an assurance for whoever is named in it.
        ("The Embassy received assurance from Harun that French would lift the embargo.", "commitment", "FR", "US"),
        # Nobody is named by a number, nor by a paragraph; a note is of whoever sent it.
        ("Two of them agreed to send ten trucks by May 4.", "commitment", None, "US"),
        ("Paragraph 3 of the note asks that we send ten trucks by May 4.", "objective", None, "US"),
        ("The Libyan note asked that we send ten trucks.", "objective", "LY", "US"),
        # A clause begins behind a colon, and a country that a meeting took place in is its place.
        ("Line taken is: US knew the wish of Egypt but hopes that debate can be avoided.", "objective", "US", "LY"),
        ("Jackson will meet Treki in Malta on September 3.", "meeting", "US", "LY"),
    ],
)
def test_whoever_acts_is_none_that_merely_stands_there(
    text: str, kind: ProposalKind, party: str | None, other: str
) -> None:
    (one,) = [one for one in propose(telegram(text)) if one.kind == kind]
    named = ("sought_by", "sought_from") if kind == "objective" else ("party", "counterparty")
    assert tuple(one.fields[name] for name in named) == (party, other)


@pytest.mark.parametrize(
    ("text", "kind", "party", "other"),
    [
        # What the Department knows is said of whoever stands before it.
        ("The Libyans looked at the loan but, as Department knows, refused it twice.", "position", "LY", "US"),
        # Who informs another is not one who was informed; I is left out before what I delivered, too.
        ("Department has informed Libyan Embassy of the date.", "demarche", "US", "LY"),
        ("We are informed Libya refused the loan.", "position", "LY", "US"),
        ("Delivered our fisheries note to Treki at noon.", "demarche", "US", "LY"),
        # What he thinks of it is no stance of whoever holds it.
        ("Harun was opposed to Egypt's insistence on direct talks.", "position", "LY", "EG"),
    ],
)
def test_a_clause_is_of_its_subject(text: str, kind: ProposalKind, party: str, other: str) -> None:
    assert sides_of_the_last_clause(text, kind) == (party, other)


@pytest.mark.parametrize(
    "text",
    [
        "The Minister cannot attend the dinner on May 4.",
        "The Minister said he could not attend the conference on fisheries.",
        "We cannot say whether the Minister will refuse the text.",
        "I cannot judge whether the palace is opposed to the loan.",
    ],
)
def test_who_cannot_come_or_cannot_tell_refuses_nothing(text: str) -> None:
    assert not [one for one in propose(telegram(text)) if one.kind in ("position", "meeting")]


def test_who_will_not_come_refuses() -> None:
    (found,) = propose(telegram("Libya will not attend the conference."))
    assert (found.kind, found.fields["stance"]) == ("position", "refuses")


@pytest.mark.parametrize(
    "text",
    ["FOREIGN MINISTER TODAY ASKED THAT US FURNISH TEN TRUCKS.", "FONMIN ON MAY 3 URGED THAT US FURNISH TEN TRUCKS."],
)
def test_what_they_ask_of_us_today_is_theirs(text: str) -> None:
    (found,) = propose(telegram(text))
    assert (found.kind, found.fields["sought_by"], found.fields["sought_from"]) == ("objective", "LY", "US")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("You should call on the Foreign Minister and leave the note. You should stress that Libya gains by it.", 1),
        ("You should stress to the Foreign Minister that Libya gains by the note.", 1),
        ("You should call on the Foreign Minister and leave the note. You should ask the King for his views.", 2),
    ],
)
def test_a_point_of_an_approach_is_no_approach_of_its_own(text: str, told: int) -> None:
    order = msgspec.structs.replace(telegram(text, plad="SECSTATE WASHDC"), to=(Addressee(plad="AMEMBASSY TRIPOLI"),))
    assert [one.kind for one in propose(order)].count("demarche") == told


@pytest.mark.parametrize(
    ("words", "verb"),
    [
        ("The Libyans accept the extension in principle but for three years only", "negotiate"),
        ("The Libyans accept the extension in principle", "agree"),
    ],
)
def test_what_is_accepted_in_part_is_still_negotiated(words: str, verb: str) -> None:
    signs = [sign.verb for sign in load_speaking().signs if sign.entity == "objective" and sign.within(words)]
    assert signs[0] == verb


def test_the_second_of_two_deeds_is_of_the_same_side() -> None:
    found = propose(telegram("I saw the Foreign Minister on June 3 and handed him the aide-memoire."))
    assert [(one.kind, one.fields["party"], one.fields["counterparty"]) for one in found] == [
        ("meeting", "US", "LY"),
        ("demarche", "US", "LY"),
    ]


@pytest.mark.parametrize("word", ["favor", "favour"])
def test_a_stance_is_read_in_british_spelling_too(word: str) -> None:
    (found,) = propose(telegram(f"The GOL is in {word} of an early conference."))
    assert (found.kind, found.fields["stance"]) == ("position", "supports")
