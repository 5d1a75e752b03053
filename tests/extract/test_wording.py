"""Words are weighed as stems, alone and in pairs, whatever the parties are called."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from legation.extract import propose
from legation.extract.dates import DATE, day
from legation.extract.mentions import OFFICIAL, PARTY
from legation.extract.objectives import objective_modality
from legation.extract.proposing import readings
from legation.extract.wording import wording
from legation.formats import read


def test_stems_pairs_and_the_frame() -> None:
    assert wording(f"{PARTY} PROPOSED talks", f"{OFFICIAL} said that ") == {
        "PARTY",
        "propos",
        "talk",
        "^ PARTY",
        "PARTY propos",
        "propos talk",
        "~OFFICIAL",
        "~said",
        "~that",
    }


def test_capitals_and_small_letters_are_the_same_words() -> None:
    assert wording("They AGREED to Consultations", "") == wording("they agreed to consultations", "")


@given(st.text(max_size=200), st.text(max_size=40))
def test_of_any_text_each_pair_is_of_words_that_are_weighed_alone_too(clause: str, frame: str) -> None:
    found = wording(clause, frame)
    alone = {one for one in found if " " not in one}
    assert all(word.strip("~") for word in alone)
    for pair in found - alone:
        first, second = pair.split(" ")
        assert {first, second} <= alone | {"^"}


@pytest.mark.parametrize(
    ("words", "whose", "outgoing"),
    [
        ("I told the Minister this was our view. Deptel 12 was of help to me.", "US", False),
        ("You should see the Minister. Your 12 is noted. USG has no plan.", "US", True),
        ("You should see the Minister on his return.", None, True),
    ],
)
def test_a_telegram_without_an_address_is_known_by_its_words(words: str, whose: str | None, outgoing: bool) -> None:
    here = next(scene.here for reading in readings(read(words.encode())) for scene in reading.scenes)
    assert here.own == whose
    assert here.outgoing is outgoing


@pytest.mark.parametrize(
    ("words", "iso"),
    [("last evening", "1975-05-01"), ("THIS MORNING", "1975-05-02"), ("tomorrow", "1975-05-03"), ("next week", None)],
)
def test_days_told_from_the_day_of_writing(words: str, iso: str | None) -> None:
    found = DATE.search(words)
    assert found is not None
    assert day(found, date(1975, 5, 2)).iso == iso


@pytest.mark.parametrize(
    ("words", "modality"),
    [
        ("we hope the ministry will sign before the winter", "intended"),
        ("he asked that we hope no more", "requested"),
        ("the ministry urged an early signing", "requested"),
    ],
)
def test_an_objective_is_asked_for_or_so_far_only_wished(words: str, modality: str) -> None:
    assert objective_modality(words) == modality


def test_two_instructions_of_a_paragraph_are_two_demarches() -> None:
    text = (
        "R 021200Z MAY 75\nFM SECSTATE WASHDC\nTO AMEMBASSY TRIPOLI\nSUBJECT: SURVEY\n"
        "1. YOU SHOULD INFORM THE FOREIGN MINISTRY THAT THE SURVEY TEAM WILL ARRIVE IN JUNE. "
        "YOU SHOULD ALSO ASK THE FOREIGN MINISTRY TO RELEASE THE SHIP.\n"
    )
    found = [each.text for each in propose(read(text.encode())) if each.kind == "demarche"]
    assert len(found) == 2
