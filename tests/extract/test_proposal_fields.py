"""Fields of proposals by general words: days, urgency, conditions, stances, kinds and sides; invented sentences."""

from __future__ import annotations

from datetime import date
from typing import Any

import msgspec
import pytest
from test_rule_examples import telegram

import legation
from legation.core.telegram import Addressee, Paragraph
from legation.core.text import Span
from legation.extract import propose
from legation.extract.clauses import condition, urgency
from legation.extract.dates import DATE, day
from legation.extract.objectives import objective_kind
from legation.tables.rules import word_pattern

FRIDAY = date(1975, 5, 2)


@pytest.mark.parametrize(
    ("words", "iso", "back", "ahead"),
    [
        ("yesterday evening", "1975-05-01", None, None),
        ("later today", "1975-05-02", None, None),
        ("noon tomorrow", "1975-05-03", None, None),
        ("Wednesday", None, "1975-04-30", "1975-05-07"),
        ("Friday morning", None, "1975-05-02", "1975-05-09"),
        ("last Monday", None, "1975-04-28", None),
        ("next Monday", None, None, "1975-05-05"),
        ("April 1975", "1975-04", None, None),
        ("early 1976", None, None, None),
        ("5/15/1975", "1975-05-15", None, None),
        ("12/3/74", "1974-12-03", None, None),
        ("2/30/1975", None, None, None),
        ("30 days from today", "1975-06-01", None, None),
        ("two weeks from now", "1975-05-16", None, None),
        ("a few days from now", None, None, None),
        ("two months from now", None, None, None),
        ("Q2 1976", None, None, None),
        ("second quarter of 1976", None, None, None),
        ("end of fiscal year 1976", None, None, None),
        ("FY 76", None, None, None),
    ],
)
def test_a_day_is_told_from_the_day_of_writing(
    words: str, iso: str | None, back: str | None, ahead: str | None
) -> None:
    found = DATE.search(words)
    assert found is not None
    assert found[0] == words
    assert day(found, FRIDAY)[1:] == (iso, back, ahead)


@pytest.mark.parametrize("edge", [date.min, date.max])
def test_the_ends_of_the_calendar_are_no_fault(edge: date) -> None:
    for words in ("Monday", "yesterday", "tomorrow"):
        found = DATE.search(words)
        assert found is not None
        assert day(found, edge).words == words


def fields(text: str, kind: str) -> list[dict[str, Any]]:
    return [each.fields for each in propose(telegram(text)) if each.kind == kind]


@pytest.mark.parametrize(
    ("text", "when"),
    [
        ("Ambassador called on the Foreign Minister Friday.", "1975-01-31"),
        ("Ambassador will meet with the Foreign Minister Friday.", "1975-02-07"),
        ("Ambassador called on Foreign Minister Harun February 1.", "1975-02-01"),
    ],
)
def test_what_was_is_before_the_telegram_and_what_will_be_after_it(text: str, when: str) -> None:
    (met,) = fields(text, "meeting")
    assert met["date"] == when


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("Please see the Minister at the earliest opportunity", "the earliest opportunity"),
        ("you should deliver it ASAP", "ASAP"),
        ("seek an early meeting", "early"),
        ("an early draft of it", None),
        ("it could ship the items in six weeks", "in six weeks"),
        ("the work will be done within two or three months", "within two or three months"),
        ("it stands within two miles of it", None),
        ("would raise it upon his return to Tarsia", "upon his return to Tarsia"),
    ],
)
def test_by_when_where_no_day_is_named(words: str, said: str | None) -> None:
    told = urgency(words)
    assert (told or "").removeprefix("at ") == (said or "")


@pytest.mark.parametrize(
    ("text", "before", "said"),
    [
        ("the work will not begin until March 1", "", None),
        ("a list will be provided to the Embassy by March 1", "", None),
        ("we will sign provided a list is handed over", "", "provided a list is handed over"),
        ("the work will not begin until they agree", "", "until they agree"),
        ("we will sign", "If the Ministry agrees, ", "If the Ministry agrees"),
        ("we will sign", "The Ministry agrees, ", None),
        ("he will send officers on a course-available basis", "", "on a course-available basis"),
        ("he accepts it on the understanding that we pay", "", "on the understanding that we pay"),
        ("If he (Harun) had approval from us, he could go", "", "If he (Harun) had approval from us"),
        ("they will deliver aircraft in exchange cotton", "", "in exchange cotton"),
    ],
)
def test_a_condition_may_stand_before_its_clause_and_a_day_is_none(text: str, before: str, said: str | None) -> None:
    assert condition(text, before) == said


def test_a_condition_may_stand_right_behind_its_clause_and_no_further() -> None:
    assert condition("he agreed", "", ") provided the UN watches it.") == "provided the UN watches it"
    assert condition("he agreed", "", ", and the Ministry said if asked it would act.") is None


def test_what_is_done_on_some_basis_is_supported_all_the_same() -> None:
    (found,) = fields("Foreign Minister Harun said Libya supports training of pilots on a sales basis.", "position")
    assert (found["stance"], found["condition"]) == ("supports", "on a sales basis")


def test_what_we_note_another_to_do_is_done_by_the_other() -> None:
    (found,) = fields("We note that Libya will not under any circumstances agree to our proposal.", "position")
    assert found["party"] == "LY"


@pytest.mark.parametrize(
    ("phrase", "kind"),
    [
        ("closer relations with the Navy", "cooperation"),
        ("they are deeply concerned about the fishing grounds", "concern"),
        ("the Governments concerned should sign", "agreement"),
        ("would like to know what became of the crew", "interest"),
    ],
)
def test_kinds_of_objectives_by_more_of_their_words(phrase: str, kind: str) -> None:
    assert objective_kind(phrase) == kind


@pytest.mark.parametrize(
    ("name", "said", "unsaid"),
    [
        ("stance_unwise", "they do not think it wise to wait", "they think it wise to wait"),
        ("calls_on", "the Consul came to see me", "the Consul saw me"),
        ("to_a_post", "for delivery to the Minister", "delivered to the Minister"),
        ("addressing", "asked the ", "considered the "),
        ("stance_denied", "they do not accept the text", "they accept the text"),
        ("stance_denied", "he was unwilling to agree", "he was willing to agree"),
        ("stance_refuses", "the dates are non-negotiable", "the dates are negotiable"),
        ("stance_reluctant", "they are not very hopeful", "they are very hopeful"),
        ("stance_reluctant", "they are unhappy about it", "this unhappy occurrence"),
        ("stance_accepts", "they will go along with it", "they will go home with it"),
        ("stance_supports", "they want the harbour dredged", "they saw the harbour dredged"),
        ("condition", "once the text has been agreed", "once more"),
        ("condition", "if they agree", "we shall go further if necessary"),
        ("urgency", "as soon as practical", "as soon as he had landed"),
        ("urgency", "at an early opportunity", "an early bird"),
    ],
)
def test_words_by_which_fields_are_told(name: str, said: str, unsaid: str) -> None:
    assert word_pattern(name).search(said)
    assert not word_pattern(name).search(unsaid)


def test_whoever_calls_on_another_stands_first_in_a_meeting() -> None:
    (came,) = fields("Libyan Foreign Minister Harun called on the Ambassador February 1.", "meeting")
    assert (came["party"], came["counterparty"]) == ("LY", "US")
    (went,) = fields("Ambassador called on Libyan Foreign Minister Harun February 1.", "meeting")
    assert (went["party"], went["counterparty"]) == ("US", "LY")


def test_a_leader_is_of_a_country_whom_the_telegram_does_not_say() -> None:
    said = "Sadat agreed to attend the conference in Tripoli."
    assert [each["party"] for each in fields(said, "position") + fields(said, "commitment")] == ["EG"]
    own = fields("President Sadat of the Harbour Board agreed to attend the conference in Tripoli.", "position")
    assert all(each["party"] != "US" for each in own)


@pytest.mark.parametrize(
    ("met", "party"),
    [
        ("Turkish Foreign Minister Erkin passed through today.", "TR"),
        ("A letter of the Turkish Foreign Minister came today.", "LY"),  # he is not named
        ("Foreign Minister Harun saw Turkish Prime Minister Inonu today.", "LY"),  # another office
        ("Turkish Foreign Minister Erkin saw Foreign Minister Harun today.", "LY"),  # the last
    ],
)
def test_an_office_without_a_name_is_of_the_foreigner_last_named_with_it(met: str, party: str) -> None:
    (said,) = fields(f"{met} The Foreign Minister said that his government cannot accept the draft.", "position")
    assert said["party"] == party


def test_a_clause_that_denies_what_it_would_accept_refuses() -> None:
    (said,) = fields("Libyan Foreign Minister Harun said Libya does not accept the draft.", "position")
    assert said["stance"] == "refuses"


def test_telegrams_leave_i_out() -> None:
    assert word_pattern("unsaid_i").match("asked him whether the draft was ready")
    assert not word_pattern("unsaid_i").match("asked whether the draft was ready")
    assert not word_pattern("unsaid_i").match("asked \ue002 whether the draft was ready")  # ASKED US: they did
    (urged,) = fields("Called on Foreign Minister Harun. Urged him to support the fisheries agreement.", "objective")
    assert (urged["sought_by"], urged["sought_from"]) == ("US", "LY")
    (told,) = fields("Informed Foreign Minister Harun of our views on the draft resolution.", "demarche")
    assert (told["party"], told["counterparty"]) == ("US", "LY")


@pytest.mark.parametrize(
    ("text", "plad", "sides"),
    [
        ("The French Ambassador said that the experts cannot accept the Libyan proposal.", "", ("FR", "LY")),
        ("Several lawyers refuse to accept the French draft.", "SECSTATE WASHDC", ("US", "FR")),
    ],
)
def test_a_subject_without_a_known_name_is_of_whoever_speaks(text: str, plad: str, sides: tuple[str, str]) -> None:
    made = telegram(text, plad=plad) if plad else telegram(text)
    if plad:
        made = msgspec.structs.replace(made, to=(Addressee(plad="AMEMBASSY TRIPOLI"),))
    found = [each.fields for each in propose(made) if each.kind == "position"]
    assert [(one["party"], one["counterparty"]) for one in found] == [sides]


@pytest.mark.parametrize(
    ("words", "before", "to"),
    [
        ("France would find it difficult to agree to the draft.", "had told the Italian Ambassador so", "IT"),
        ("France cannot accept the draft.", "", None),  # by a rule
        ("France cannot accept the draft.", "had told the Italian Ambassador so", "IT"),
    ],
)
def test_what_is_stated_in_a_talk_is_stated_to_its_other_side(words: str, before: str, to: str | None) -> None:
    found = fields(f"The French Ambassador {before or 'was tired'}. {words}", "position")
    assert [(one["party"], one["counterparty"]) for one in found] == [("FR", to)]


def test_a_demarche_is_made_to_whom_something_is_told_and_not_to_whom_it_is_about() -> None:
    (made,) = fields(
        "Embassy delivered note on what France intends to the Italian Ambassador on February 1.", "demarche"
    )
    assert (made["party"], made["counterparty"]) == ("US", "IT")


@pytest.mark.parametrize("opening", ["Called on", "Ambassador called on"])  # by its cues, by a rule
def test_an_hour_without_a_day_is_one_of_the_day_of_writing(opening: str) -> None:
    def day_of(words: str) -> str | None:
        (met,) = fields(f"{opening} Foreign Minister Harun{words}.", "meeting")
        return met["date"]  # type: ignore[no-any-return]

    assert day_of(" at 1230") == day_of(" at 11 a.m") == "1975-02-03"
    assert day_of(" at 1230 on February 1") == "1975-02-01"
    if opening.startswith("Ambassador"):
        assert day_of("") is None


def test_a_report_that_opens_with_our_meeting_is_of_its_day() -> None:
    ours, theirs = (
        "I met with Foreign Minister Harun to review the cargo.",
        "He met with Foreign Minister Harun of Malta.",
    )
    assert fields(ours, "meeting")[0]["date"] == "1975-02-03"
    assert [met["date"] for met in fields(theirs, "meeting")] in ([], [None])
    text = f"The port is closed. {ours}"
    at = text.index(ours)
    second = Paragraph(2, None, None, None, ours, (), Span(at, len(text)))
    first = Paragraph(1, None, None, None, text[:at], (), Span(0, at))
    later = msgspec.structs.replace(telegram(text), paragraphs=(first, second))
    assert [p.fields["date"] for p in propose(later) if p.kind == "meeting"] == [None]


def test_a_demarche_that_was_made_says_by_when_too() -> None:
    (told,) = fields("We informed Foreign Minister Harun at once of our views on the draft.", "demarche")
    assert (told["modality"], told["due"]) == ("done", "at once")


def test_a_condition_may_open_its_clause_and_end_at_its_comma() -> None:
    long = "prepared to make a public statement of its trust in what the two sides agreed on at their last meeting"
    words = f"If Harun accepts the flights, Tarsia {long} in the capital and of its hopes for the year that is to come"
    assert condition(words) == "If Harun accepts the flights"


@pytest.mark.parametrize(
    ("text", "person", "title"),
    [
        (
            "The GOL expects to be represented by the Director General of the Foreign Ministry.",
            None,
            "Director General",
        ),
        ("The President appointed Colonel Sabri head of the delegation.", "Sabri", "Colonel"),
        ("MINISTER HARUN SUGGESTED THAT COLONEL SABRI BE RECEIVED AS HEAD OF DELEGATION.", "SABRI", "COLONEL"),
        ("COLONEL SABRI IS HEAD OF THE DELEGATION, FOREIGN MINISTER VICE COLONEL RAMOS.", "SABRI", "COLONEL"),
        ("COLONEL P. N. C. SABRI IS THE HEAD OF THE DELEGATION.", "P. N. C. SABRI", "COLONEL"),
        ("Colonel Sabri told the Ambassador that he is acting as point of contact.", "Sabri", "Colonel"),
        ("Minister is designating someone in his Department to be point of contact for the talks.", None, None),
    ],
)
def test_a_contact_is_the_one_who_is_designated(text: str, person: str | None, title: str | None) -> None:
    (met,) = fields(text, "contact")
    assert (met["person"], met["title"], met["party"]) == (person, title, "LY")


@pytest.mark.parametrize(
    ("words", "party"),
    [
        ("Colonel Sabri replaces Captain Harun as our point of contact.", "US"),
        ("Colonel Sabri will be our single point of contact.", "US"),
        ("Colonel Sabri will be the Libyan point of contact.", "LY"),
        ("Colonel Sabri will be the point of contact.", "LY"),
        ("Colonel Sabri is designated as point of contact for the talks on the United States side.", "US"),
        ("Colonel Sabri would be the natural point of contact on the Libyan side.", "LY"),
        ("Colonel Sabri told the Charge: I will be your point of contact.", "LY"),
        ("Colonel Sabri said that he would act as our point of contact.", "LY"),
    ],
)
def test_the_words_tell_whose_point_of_contact_it_is(words: str, party: str) -> None:
    (met,) = fields(words, "contact")
    assert (met["person"], met["party"]) == ("Sabri", party)


@pytest.mark.parametrize(
    ("words", "former"),
    [
        ("Colonel Sabri replaces Captain Ramos as our point of contact.", "Captain Ramos"),
        ("Colonel Sabri has replaced Colonel Ramos as Libyan point of contact.", "Ramos"),
        ("Colonel Ramos was replaced by Colonel Sabri as our point of contact.", "Ramos"),
        ("Colonel Sabri will replace Colonel Ramos as our point of contact.", None),
        ("COLONEL RAMOS LEFT. SABRI WILL REPLACE HIM AS POINT OF CONTACT.", None),
    ],
)
def test_a_contact_names_the_one_whose_place_they_took(words: str, former: str | None) -> None:
    (met,) = [one for one in fields(words, "contact") if str(one["person"]).title() == "Sabri"]
    assert (met.get("replaces"), met.get("modality")) == (former, "done" if former else None)


@pytest.mark.parametrize(
    ("words", "modality"),
    [
        ("Colonel Sabri is designated as point of contact for the talks.", "done"),
        ("Colonel Sabri has been named as point of contact.", "done"),
        ("Colonel Sabri would be designated as point of contact.", None),
        ("Colonel Sabri will be our point of contact.", "done"),
        ("Colonel Sabri said that he would be our point of contact.", "done"),
        ("Colonel Sabri, Director in the Foreign Ministry, will act as the Libyan contact.", "done"),
        ("The Foreign Ministry has named Ali Sabri, Director of its Legal Office, as its point of contact.", "done"),
        ("We suggest that Colonel Sabri be our point of contact.", None),
        ("Colonel Sabri should be our point of contact.", None),
    ],
)
def test_whoever_has_been_designated_is(words: str, modality: str | None) -> None:
    (met,) = fields(words, "contact")
    assert met.get("modality") == modality


def test_whoever_is_named_beside_a_delegation_is_no_contact() -> None:
    assert fields("Colonel Sabri met the head of the delegation and the special envoy.", "contact") == []
    assert fields("Colonel Sabri suggested that the head of the delegation be received.", "contact") == []


@pytest.mark.parametrize(
    ("text", "other"),
    [
        ("EMBASSY WOULD APPRECIATE DEPARTMENT'S GUIDANCE.", None),
        ("Request instructions by February 14.", None),
        ("Department's comments would be appreciated.", None),
        ("Would appreciate Department's views on the draft of the GOL.", None),
        ("Please tell the GOL that its reply is awaited.", "LY"),
    ],
)
def test_what_is_asked_of_the_own_service_has_no_other_side(text: str, other: str | None) -> None:
    (asked,) = fields(text, "demarche")
    assert (asked["party"], asked["counterparty"], asked["modality"]) == ("US", other, "requested")


def test_a_meeting_that_was_is_done_whatever_will_come_of_it() -> None:
    for text in (
        "Had a long meeting with Foreign Minister Harun on February 1 and will report on it tomorrow.",
        "I met with Foreign Minister Harun on February 1 on what is to be said.",
    ):
        (met,) = fields(text, "meeting")
        assert (met["modality"], met["date"]) == ("done", "1975-02-01")
    (met,) = fields("I will meet with Foreign Minister Harun on February 4.", "meeting")
    assert met["modality"] == "intended"


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("The GOL promised to send the maps in December.", "1975-12"),
        ("The GOL promised to send the maps in January.", "1976-01"),
        ("The GOL promised to send the maps by February.", "1975-02"),
        ("The GOL promised to send the maps this June.", "1975-06"),
        ("The GOL promised to send the maps; this may well be so.", None),
        ("The GOL promised yesterday to send the maps.", None),
        ("The GOL promised last year to send the maps.", None),
        ("The GOL promised in 1971 to send the maps.", None),
    ],
)
def test_a_month_alone_is_that_which_comes_and_a_day_that_was_is_not_due(text: str, due: str | None) -> None:
    (given,) = fields(text, "commitment")
    assert given["due"] == due


def test_a_month_of_a_meeting_that_was_is_that_which_was() -> None:
    (met,) = fields("I met with Foreign Minister Harun in Tripoli in December.", "meeting")
    assert met["date"] == "1974-12"
    (met,) = fields("I will meet with Foreign Minister Harun in Tripoli in December.", "meeting")
    assert met["date"] == "1975-12"


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("The Foreign Minister agreed to a first round of talks in Tripoli on May 12.", "1975-05-12"),
        ("The Foreign Minister agreed to the next round in Tripoli in June.", "1975-06"),
    ],
)
def test_a_round_that_is_agreed_to_is_a_meeting(text: str, day: str) -> None:
    (met,) = fields(text, "meeting")
    assert (met["date"], met["modality"]) == (day, "intended")


def test_one_clause_is_a_position_or_a_commitment_and_not_both() -> None:
    found = propose(telegram("The GOL was willing to assist us with training of the pilots."))
    assert [each.kind for each in found] == ["commitment"]
    found = propose(telegram("YOU SHOULD ASK THE DUTCH TO BRING THE ISSUE TO THE ATTENTION OF THEIR COLLEAGUES."))
    assert [each.kind for each in found] == ["demarche"]


def test_whose_it_is_where_another_side_stands_before_its_subject() -> None:
    def side(text: str) -> str:
        return str(fields(text, "position")[0]["party"])

    assert side("In talks with France, Foreign Minister Harun took a firm stand against the plan.") == "LY"
    assert side("The French plan was rejected by Libya as entirely unacceptable.") == "LY"


def test_whoever_says_that_a_side_must_act_wants_it_of_that_side() -> None:
    (asked,) = fields("The Foreign Minister said that the US should urge France to ratify the protocol.", "objective")
    assert (asked["sought_by"], asked["sought_from"]) == ("LY", "US")
    (asked,) = fields("I told the Foreign Minister that Libya should take steps to stop the attacks.", "objective")
    assert (asked["sought_by"], asked["sought_from"]) == ("US", "LY")


def test_a_condition_is_more_than_its_first_word() -> None:
    assert (
        condition("the Foreign Ministry is prepared to examine the papers if they can be had") == "if they can be had"
    )
    assert condition("if they agree, we will sign") == "if they agree"
    assert condition("we wait until Monday, and pending 12 May") is None
    assert condition("we wait until they agree") == "until they agree"
    assert condition("if they can agree, we shall sign at once") == "if they can agree"


def test_whoever_approached_the_ministry_was_not_told_to_by_it() -> None:
    sent = telegram(
        "The Libyan Embassy here has approached the Department to suggest a new draft.", plad="SECSTATE WASHDC"
    )
    sent = msgspec.structs.replace(sent, mrn="75STATE1", to=(Addressee(plad="AMEMBASSY TRIPOLI"),))
    (made,) = [each.fields for each in propose(sent) if each.kind == "demarche"]
    assert (made["party"], made["counterparty"], made["modality"]) == ("LY", "US", "done")


def test_he_after_who_is_whoever_that_is() -> None:
    text = "The Ambassador raised the matter with Foreign Minister Harun who said he would look into the matter."
    (given,) = fields(text, "commitment")
    assert (given["party"], given["counterparty"]) == ("LY", "US")


def test_what_another_post_may_wish_to_do_was_not_done() -> None:
    (made,) = fields(
        "Ambassador Smith may wish to put these same ideas to the Foreign Minister on instructions.", "demarche"
    )
    assert made["modality"] == "hypothetical"


@pytest.mark.parametrize(
    ("words", "kind", "told"),
    [
        ("On February 1 the Foreign Minister said that Libya could not accept the draft.", "position", "1975-02-01"),
        (
            "Foreign Minister Harun told the Ambassador on January 30 that Libya opposed the flights.",
            "position",
            "1975-01-30",
        ),
        ("Foreign Minister Harun told the Ambassador that on January 30 Libya refused the visas.", "position", None),
        ("Foreign Minister Harun said today that Libya refuses the visas.", "position", None),
        ("On March 3 Libya will refuse the visas.", "position", None),
        # A report tells of the 92 days before it.
        ("On November 3 the Foreign Minister said that Libya could not accept the draft.", "position", "1974-11-03"),
        ("On November 2 the Foreign Minister said that Libya could not accept the draft.", "position", None),
        ("The Charge delivered the note to the Foreign Ministry on February 1.", "demarche", "1975-02-01"),
        ("The Charge presented a note to the Foreign Minister yesterday.", "demarche", "1975-02-02"),
        (
            "The Charge delivered a note to the Foreign Ministry on February 1 for a reply by February 2.",
            "demarche",
            None,
        ),
        ("The Charge delivered a note to the Foreign Ministry after the call of February 1.", "demarche", None),
    ],
)
def test_what_was_said_or_done_is_of_the_day_that_its_words_tell(words: str, kind: str, told: str | None) -> None:
    found = [one for one in fields(words, kind) if one["modality" if kind == "demarche" else "party"]]
    assert [one.get("date") for one in found] == [told] * len(found) != []


def test_a_position_before_the_day_is_not_of_it() -> None:
    words = "The Foreign Minister opposed the flights and said on February 1 that Libya could not accept the draft."
    assert [one.get("date") for one in fields(words, "position")] == [None, "1975-02-01"]


@pytest.mark.parametrize(
    "head",
    [
        "We aim to achieve the following objectives with Libya:",
        "We seek the following from Libya:",
    ],
)
def test_what_only_leads_to_a_list_of_objectives_is_none_of_them(head: str) -> None:
    points = "-- Libyan ratification of the convention; and -- an end of the port fees."
    objectives = [p.text for p in propose(telegram(f"{head} {points}")) if p.kind == "objective"]
    assert objectives == ["Libyan ratification of the convention", "an end of the port fees"]


def test_an_objective_before_a_list_of_others_stays() -> None:
    text = "We want Libya to release the cargo. Our other objectives are: -- Libyan ratification of the convention."
    objectives = [p.text for p in propose(telegram(text)) if p.kind == "objective"]
    assert objectives[0] == "We want Libya to release the cargo"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("The United States and Libya signed a Status of Forces Agreement on May 15.", "Status of Forces Agreement"),
        (
            "The Treaty of Friendship was ratified by Parliament on May 3.",
            "Treaty of Friendship was ratified by Parliament on May 3",
        ),
        ("Libya has signed civil aviation agreement with Malta.", "civil aviation agreement"),
        ("The two sides wish to conclude fisheries access agreement.", "fisheries access agreement"),
        ("Following draft of agreed minute was handed to Libya.", "agreed minute"),
        (
            "The General Assembly adopted by consensus the Libyan resolution and the committee approved the report.",
            "Libyan resolution",
        ),
    ],
)
def test_an_instrument_is_called_by_its_name_and_not_by_its_sentence(text: str, name: str) -> None:
    assert [p.fields["name"] for p in propose(telegram(text)) if p.kind == "instrument"] == [name]


def test_what_stands_behind_an_agreement_without_a_name_is_no_name_of_it() -> None:
    text = "Implementation of agreements, settlement of claims and relations with the companies have been smooth."
    assert not [p for p in propose(telegram(text)) if p.rule == "instrument-signing"]


@pytest.mark.parametrize(
    ("text", "modality", "due"),
    [
        (
            "The Foreign Minister offered to send a ship by May 3, 1976 if we pay by March 1976.",
            "offered",
            "1976-05-03",
        ),
        ("The Foreign Minister offered to pay for the gauges if we deliver them by March 1976.", "offered", None),
        ("The Libyan Government offers two aircraft for the survey.", "offered", None),
        ("The Libyan Government promised to send a ship by May 3, 1976.", "intended", "1976-05-03"),
    ],
)
def test_what_is_offered_is_no_promise_and_is_not_due_by_the_day_of_its_condition(
    text: str, modality: str, due: str | None
) -> None:
    (given,) = fields(text, "commitment")
    assert (given["modality"], given["due"]) == (modality, due)


@pytest.mark.parametrize("what", ["no date for a reply", "nothing new", "neither ships nor crews", "little hope"])
def test_nothing_is_offered_by_who_offers_nothing(what: str) -> None:
    assert fields(f"THE LIBYAN GOVERNMENT OFFERED {what.upper()}.", "commitment") == []


def test_what_is_promised_on_terms_has_them_and_is_no_part_of_what_stands_before() -> None:
    said = "Harun said Libya would not change its policy, and if Sadat closed the border, he would withdraw his forces."
    found = [(one["party"], one["condition"]) for one in fields(said, "position")]
    assert found == [("LY", None), ("LY", "if Sadat closed the border")]


def test_what_another_cannot_do_is_no_refusal_of_whoever_bids_him_go_on() -> None:
    (one,) = fields(
        "I replied that I understood his task, and that if he could not agree, he should keep on trying.", "position"
    )
    assert one["stance"] == "conditional"


@pytest.mark.parametrize(
    ("said", "party", "condition"),
    [
        ("If the fees are paid the Foreign Minister promised to release the two ships.", "LY", "If the fees are paid"),
        (
            "Harun said that if Washington lifted the embargo Libya would release the two ships.",
            "LY",
            "if Washington lifted the embargo",
        ),
        (
            "We told Harun that if Libya lifts the embargo the USG will release the two ships.",
            "US",
            "if Libya lifts the embargo",
        ),
        ("Unless the fees are paid GOL offered to release one ship only.", "LY", "Unless the fees are paid"),
        ("Should the fees be paid the GOL undertook to release the two ships.", "LY", "Should the fees be paid"),
        (
            "Harun promised that should the fees be paid Libya would release the two ships.",
            "LY",
            "should the fees be paid",
        ),
        ("The GOL agreed to release the two ships, but who will pay the fees?", "LY", None),
        ("Harun undertook to send two pilots; is this enough?", "LY", None),
        ("Harun promised to send two pilots (but when?)", "LY", None),
        ("There is no doubt that the GOL promised to release the two ships.", "LY", None),
        ("No doubt the Foreign Minister agreed to send two pilots.", "LY", None),
        ("We did not doubt that the Foreign Minister agreed to send two pilots.", "LY", None),
        ("We do not doubt the Foreign Minister agreed to send two pilots.", "LY", None),
    ],
)
def test_what_is_promised_on_terms_or_beyond_doubt_or_before_a_question_is_a_commitment(
    said: str, party: str, condition: str | None
) -> None:
    (one,) = fields(said, "commitment")
    assert (one["party"], one["condition"]) == (party, condition)


@pytest.mark.parametrize(
    "said",
    [
        "If the GOL agreed to release the two ships we would be content.",
        "If we hear the GOL promised to release the two ships nothing is lost.",
        "Unless Libya undertakes to release the two ships Malta will protest.",
        "There is little likelihood that Harun agreed to send two pilots.",
        "There is some doubt that the Foreign Minister agreed to send two pilots.",
        "The GOL agreed to release the two ships, did it?",
        "We asked whether Libya would undertake to release the two ships if the fees were paid.",
    ],
)
def test_what_is_promised_in_a_condition_or_a_question_or_doubted_is_none(said: str) -> None:
    assert fields(said, "commitment") == []


@pytest.mark.parametrize(
    ("said", "party"),
    [
        ("Johnston was assured that the troops would leave by May 7.", "LY"),
        ("The Ambassador was assured by Foreign Minister Harun that the troops would leave by May 7.", "LY"),
        ("We were promised that the two pilots would be sent.", "LY"),
        ("We were promised two pilots by Foreign Minister Harun.", "LY"),
        ("Embassy has received assurances that the two ships will be released.", "LY"),
        ("Ambassador obtained agreement of GOL to release the two ships.", "LY"),
        ("The Department has obtained the agreement of the British to lend two frigates.", "GB"),
        ("Charge was told that Libya would release the two ships.", "LY"),
        ("Harun was assured that the USG would deliver the aircraft by May 7.", "US"),
        ("Harun obtained our agreement to deliver the aircraft by May 7.", "US"),
        ("The Foreign Minister was promised that aircraft would be delivered by May 7.", "US"),
        ("The GOL was assured that we would deliver the aircraft.", "US"),
        ("The Libyans have been promised by the Secretary that aircraft would be delivered.", "US"),
        ("The Libyans had been given assurances by the British that the base would be handed over.", "GB"),
        ("Once again we were assured that the ships would be released.", "LY"),
        ("When we met, Johnston was assured that the troops would leave.", "LY"),
        ("Johnston was assured that no more aircraft would be sold.", "LY"),
        ("The Foreign Minister assured us that the GOL would receive our envoy.", "LY"),
    ],
)
def test_what_somebody_was_assured_of_is_promised_by_whoever_assured_him(said: str, party: str) -> None:
    (one,) = fields(said, "commitment")
    assert one["party"] == party
    assert one["counterparty"] != party


@pytest.mark.parametrize(
    "said",
    [
        "The Ambassador was assured that the crew was well.",
        "We were not assured that the troops would leave.",
        "We received no assurances that the two ships would be released.",
        "Embassy obtained agreement to disagree.",
        "No doubt Malta claims that Libya agreed to release the two ships.",
        "Malta alleged that Libya promised to release the two ships.",
        "Neither we nor the British were assured that troops would leave.",
        "Neither the French nor the Italians received assurances that the ships would be released.",
        "Nobody was promised that the crew would be freed.",
        "None of the Libyans promised to send pilots.",
        "Johnston was assured that nobody would release the ships.",
        "The Ambassador was assured by the Minister that none would be released.",
        "Once we have received assurances that the two ships will be released we will act.",
        "As soon as Embassy has received assurances that the crew will be released we will report.",
        "When the GOL has agreed to send two pilots, Embassy will report.",
        "Harun was assured that Libya would benefit.",
        "The Foreign Minister assured us that the GOL would suffer no harm.",
        "Press reported that we were promised that the pilots would be sent.",
        "The British were assured that troops would leave.",
    ],
)
def test_what_nobody_was_assured_of_is_no_promise(said: str) -> None:
    assert fields(said, "commitment") == []


CIRCULAR = """R 121200Z JAN 75
FM SECSTATE WASHDC
TO ALL DIPLOMATIC POSTS
C O N F I D E N T I A L STATE 000123
SUBJECT: KEY ISSUES

1. WE HAVE TOLD CHILE THAT WE REGRET ITS EXCLUSION OF THE GROUP. {here}

2. {there}
"""


def test_a_talk_told_of_in_a_paragraph_of_a_circular_is_none_of_its_next() -> None:
    said = "THE US OPPOSES ANY QUOTA ON WHEAT."
    for text, to in ((CIRCULAR.format(here=said, there="END."), "CL"), (CIRCULAR.format(here="", there=said), None)):
        found = [one["fields"] for one in legation.propose(legation.read(text)) if one["fields"].get("stance")]
        assert [(one["party"], one["counterparty"]) for one in found] == [("US", to)]


@pytest.mark.parametrize(
    ("text", "party"),
    [
        ("Foreign Minister Harun said that France sells Malta wheat and trucks but refuses to deliver ships.", "FR"),
        ("Foreign Minister Harun said that France favors the draft but will oppose any quota on wheat.", "FR"),
        ("The Italians like the draft but will oppose any quota on ships.", "IT"),
        ("The French sell Malta wheat but will oppose any quota on ships.", "FR"),
        ("Foreign Minister Harun said the French sell ships to Libya but refuse to deliver aircraft.", "FR"),
        ("When Libya objected Malta withdrew the draft and will refuse to vote for it.", "MT"),
        ("When Foreign Minister Harun objected the British withdrew the draft and will refuse to vote for it.", "GB"),
        # Whoever speaks goes on in the time in which they are told of.
        ("Foreign Minister Harun said that France sells Malta wheat and refused to accept any quota.", "LY"),
    ],
)
def test_what_begins_with_its_verb_has_the_subject_before_it(text: str, party: str) -> None:
    (said,) = (one for one in fields(text, "position") if one["stance"] == "refuses")
    assert said["party"] == party


@pytest.mark.parametrize(
    ("said", "kind", "sides"),
    [
        ("The Ministry was asked by the DCM to lift the curfew on Embassy staff.", "objective", ["US"]),
        ("The GOL was urged by the Ambassador to ratify the convention.", "objective", ["US"]),
        ("Embassy was requested by the Foreign Ministry to expedite delivery of the aircraft.", "objective", ["LY"]),
        ("Polcouns was informed by MFA that Libyan troops would be withdrawn before June 30.", "commitment", ["LY"]),
        (
            "It was agreed that the GOL would pay the claims and that the USG would lift the embargo.",
            "commitment",
            ["LY", "US"],
        ),
        (
            "LIBYA UNDERTOOK TO DESTROY THE SHELLS AND THE UNITED STATES TO SUPPLY THE FURNACES.",
            "commitment",
            ["LY", "US"],
        ),
        (
            "The Embassy undertook to furnish the list, while the Ministry promised to release the nurses.",
            "commitment",
            ["LY", "US"],
        ),
        ("The Department will inform the Libyan Charge of the result by May 9.", "commitment", ["US"]),
    ],
)
def test_who_acts_where_it_is_told_in_the_passive_or_of_both_sides(said: str, kind: str, sides: list[str]) -> None:
    found = fields(said, kind)
    assert sorted({one.get("party") or one["sought_by"] for one in found}) == sides


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("The second round will be held in Tripoli on 20 December.", "1975-12-20"),
        ("The next round will be in Valletta on 7 June.", "1975-06-07"),
        ("The experts will meet again March 9.", "1975-03-09"),
        ("Next meeting: Tripoli, January 20, 1976.", "1976-01-20"),
    ],
)
def test_a_meeting_that_is_set_is_on_a_day_to_come(text: str, day: str) -> None:
    assert [(one["date"], one["modality"]) for one in fields(text, "meeting")] == [(day, "intended")]


def test_a_leap_day_to_come_is_that_of_the_next_leap_year() -> None:
    written = msgspec.structs.replace(
        telegram("The next round will be in Valletta on 29 February."), dtg="1977-06-03T10:00Z", year=1977
    )
    assert [one.fields["date"] for one in propose(written) if one.kind == "meeting"] == ["1980-02-29"]


def test_a_call_that_is_to_be_made_is_no_meeting() -> None:
    assert fields("Please call on Foreign Minister Harun and urge the release of the ship.", "meeting") == []


@pytest.mark.parametrize(
    "text",
    [
        "Minister Harun denied that Colonel Sabri is the Libyan point of contact.",
        "It is untrue that Colonel Sabri is the Libyan point of contact.",
        "Colonel Sabri told Minister Harun that nobody would be our point of contact for the survey.",
        "Colonel Sabri, who will not act as the Libyan point of contact, gave us a list.",
        "Colonel Sabri refused a plan with himself as the Libyan point of contact.",
        "Colonel Sabri wondered who would be the Libyan point of contact.",
    ],
)
def test_who_is_said_to_be_no_point_of_contact_is_none(text: str) -> None:
    assert fields(text, "contact") == []
