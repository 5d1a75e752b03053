"""What words are about that do not say so themselves stands beside them, as the telegram has it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from legation import propose, read
from legation.extract import regarding as room
from legation.extract.finds import Find
from legation.extract.folding import folded
from legation.extract.regarding import Beside, says_little

SAYS_LITTLE = [
    "he agreed completely",
    "Harun had refused",
    "he would have no objection to this if it were necessary",
    "He offered to have this point adjudicated",
    "hoped that situation would continue",
    "they asked for our suggestions",
    "Harun renewed request for our views in this regard",
    "promised to consider",
    "they will oppose any such step",
    "WOULD LIKE TO OBTAIN THEM FROM THE LENDERS",
    "Request instructions",
    "he was not ready to discuss the matter",
    "POSTS MAY DRAW ON ABOVE IN DISCUSSIONS WITH HOST GOVERNMENTS",
]
SAYS_ENOUGH = [
    "they would close the harbor to Tarqand trawlers from June",
    "he promised to return the seized dredger",
    "they asked for our views on fisheries zones",
    "HE ASKED THAT THE PRISONERS BE RELEASED AT THE FRONTIER",
    "TARQAND OPPOSED A RESOLUTION ON WHALING",
    "The provision for inspection of trawlers was unacceptable to him",
    "WILL NOT SELL ANY F-5'S",
    "it hoped for early ratification",
    "the dredger question was raised with Harun",
    "Harun would welcome trawlers such as the Osmar",
    "a truce was out of the question for the fishermen",
    "he assured us that if they paid the harbor dues would fall",
    "we avoided any commitment to support federation",
]


@pytest.mark.parametrize("words", SAYS_LITTLE)
def test_words_that_say_little(words: str) -> None:
    assert says_little(words)


@pytest.mark.parametrize("words", SAYS_ENOUGH)
def test_words_that_say_what_they_are_about(words: str) -> None:
    assert not says_little(words)


def about(text: str, words: str, subject: str | None = None, kind: str = "position") -> str | None:
    start = text.index(words)
    find = Find(kind, "rule", 0, start, start + len(words), words, 1.0)  # type: ignore[arg-type]
    return Beside(text).of(find, lambda: 0, lambda: subject)


@pytest.mark.parametrize(
    ("text", "words", "said"),
    [
        (
            "I stressed that the trawlers must leave the harbor. Harun said he agreed completely.",
            "he agreed completely",
            "the trawlers must leave the harbor",
        ),
        (
            "We asked whether observers might patrol the island, and Harun said he would have no objection to this.",
            "he would have no objection to this",
            "observers might patrol the island",
        ),
        ("The dredger was seized at Osmar. Harun nodded. He agreed.", "He agreed", "The dredger was seized at Osmar"),
        ("He agreed completely.", "He agreed completely", None),
        ("The dredger was seized. They would close the harbor to trawlers.", "They would close the harbor", None),
    ],
)
def test_the_words_right_before_that_say_it(text: str, words: str, said: str | None) -> None:
    assert about(text, words) == said


def test_the_subject_stands_in_where_nothing_is_before_it() -> None:
    assert about("He agreed completely.", "He agreed completely", "FISHERIES ZONES") == "FISHERIES ZONES"


def test_what_a_post_is_asked_is_of_all_that_the_telegram_tells() -> None:
    text, words = "The dredger was seized at Osmar. Embassy comments appreciated.", "Embassy comments appreciated"
    assert about(text, words, "FISHERIES ZONES", kind="demarche") == "FISHERIES ZONES"
    assert about(text, words, None, kind="demarche") == "The dredger was seized at Osmar"


def test_each_sentence_is_looked_through_once(monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[int] = []
    phrase, apart = room._phrase, room.sentences
    monkeypatch.setattr(room, "_phrase", lambda text, start, end: (looked.append(end), phrase(text, start, end))[1])
    monkeypatch.setattr(room, "sentences", lambda text: (looked.append(-1), apart(text))[1])
    unit = "The dredger was seized at Osmar. He agreed to this. They would not object to it. "
    for many in (20, 40):
        text, looked[:] = unit * many, []
        beside = Beside(text)
        for at in range(many):
            for words in ("He agreed to this", "They would not object to it"):
                start = text.index(words, at * len(unit))
                find = Find("position", "rule", 0, start, start + len(words), words, 1.0)
                assert beside.of(find, lambda: 0, lambda: None) == "The dredger was seized at Osmar"
        assert looked.count(-1) == 1
        assert len(looked) <= 5 * many + 1


def test_a_meeting_is_known_by_its_day_and_sides() -> None:
    assert about("The dredger was seized at Osmar. He called on me.", "He called on me", kind="meeting") is None


def test_words_of_many_signs_end_with_a_word() -> None:
    long = (
        "the trawlers of the northern fleet must leave the inner and the outer harbor of Osmar and of Belisar at the "
    )
    long += "end of July"
    said = about(f"I stressed that {long}. He agreed.", "He agreed")
    assert said is not None
    assert said.endswith(" …")
    assert long.startswith(said.removesuffix(" …"))


TELEGRAM = """R 051513Z MAR 15
FM AMEMBASSY TRIPOLI
TO SECSTATE WASHDC

C O N F I D E N T I A L TRIPOLI 000893

SUBJECT: {subject}

1. (C) {first}Libya refuses to accept this.
"""


def proposed(subject: str, first: str = "") -> dict[str, object]:
    (position,) = (
        one for one in propose(read(TELEGRAM.format(subject=subject, first=first))) if one["kind"] == "position"
    )
    return dict(position["fields"])


def test_a_proposal_has_it_as_a_field_and_quotes_its_own_words() -> None:
    found = proposed("(C) FISHERIES ZONES", "The harbor of Osmar is closed to trawlers. ")
    assert found["regarding"] == "The harbor of Osmar is closed to trawlers"
    assert proposed("(C) FISHERIES ZONES")["regarding"] == "FISHERIES ZONES"


def test_a_subject_that_is_held_more_closely_is_not_told() -> None:
    assert "regarding" not in proposed("(S) FISHERIES ZONES")


@given(st.text(alphabet="he agreed. that this, Harbor trawler", max_size=120), st.data())
def test_it_is_of_the_words_before(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    found = Find("position", "rule", 0, start, len(text), text[start:], 1.0)
    said = Beside(text).of(found, lambda: 0, lambda: None)
    assert said is None or said.removesuffix(" …") in text[:start]


def test_an_own_words_span_is_left_as_it_is() -> None:
    telegram = read(TELEGRAM.format(subject="(C) ZONES", first="The harbor of Osmar is closed to trawlers. "))
    (position,) = (one for one in propose(telegram) if one["kind"] == "position")
    start, end = position["sources"][0]["span"]
    assert telegram.source[start:end] == position["text"] == "Libya refuses to accept this"
    assert folded(telegram, telegram.paragraphs[0].span).text.endswith("this.")


MIXED = (
    "R 121200Z JAN 75\nFM AMEMBASSY BELGRADE\nTO SECSTATE WASHDC\nS E C R E T BELGRADE 0123\nSUBJECT: (U) MEETING\n\n"
    "1. (U) THE HARBOR DREDGER WAS SEIZED AT OSMAR.\n\n"
    "KAGNEW MISSILE BASE AND TRITIUM SHIPMENTS TO ASMARA\n\n"
    "2. (U) FOREIGN MINISTER MINIC AGREED COMPLETELY TO THIS. HE WOULD NOT OBJECT TO IT.\n"
)


def test_a_heading_that_is_held_closer_stands_beside_no_words_below_it() -> None:
    found = [one for one in propose(read(MIXED)) if one["marking"] == "U"]
    assert found
    assert not any("TRITIUM" in str(one) or "ASMARA" in str(one) for one in found)
    # Under the mark of the words alone the number is no part of them either.
    plain = read(MIXED.replace("KAGNEW MISSILE BASE AND TRITIUM SHIPMENTS TO ASMARA\n\n", ""))
    assert not any(str(one["fields"].get("regarding", "")).startswith("2") for one in propose(plain))
