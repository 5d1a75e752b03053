"""Things told of by words that stand side by side, or by a reference alone; and each in a sentence of its own."""

from __future__ import annotations

from itertools import permutations

import msgspec
import pytest
from hand_made import Archive, proposal, seed_archive, telegram

from legation.core.marking import OWNER
from legation.core.telegram import Reference
from legation.core.text import Span
from legation.services.boards.words import Words
from legation.services.proposals.acceptance import Proposed
from legation.services.ties.weighing import because
from legation.tables.parties import default_parties

OURS = "libya"
ZONE = "Acceptance of a neutral zone by both commanders"
HIGH = "Approval of the high level meeting"
RELEASE = "Early release of the seamen of the Sirocco"
DINNER = "The dinner of the consul of Malta was long and hot"


def sought(*words: str) -> Archive:
    """An archive in which one telegram raised these objectives."""
    archive = seed_archive()
    archive.dialogues.open(OWNER, "09TRIPOLI893", id=OURS)
    held = telegram("10TRIPOLI9", [("C", f"{said}.") for said in words], date="2010-01-10")
    archive.keep(held, [proposal(held, "objective", said, sought_by="US", sought_from="LY") for said in words])
    archive.dialogues.accept(OWNER, OURS, "10TRIPOLI9")
    return archive


def later(archive: Archive, *words: str, cites: bool = True) -> list[Proposed]:
    """What a later telegram is shown as, that cites the first one."""
    held = telegram("10TRIPOLI20", [("C", f"{said}.") for said in words], date="2010-01-20")
    cited = (Reference(None, "10TRIPOLI9", "10TRIPOLI9", "telegram", "read", Span(0, 4)),)
    held = msgspec.structs.replace(held, references=cited if cites else (), post="TRIPOLI", number=20)
    told = {"of": None, "party": None, "counterparty": None, "modality": None}
    archive.keep(held, [], [proposal(held, "event", said, **told) for said in words])
    return archive.dialogues.proposals(OWNER, "10TRIPOLI20", OURS)


def told_of(offers: list[Proposed]) -> dict[str, list[tuple[str, int]]]:
    """The sentences with the rules and numbers of the things that each is offered for."""
    return {one.proposal.text: [(known.rule, known.number) for known in one.candidates] for one in offers}


def side_by_side(text: str) -> set[tuple[str, ...]]:
    return {tuple(sorted(two)) for two in Words({}, default_parties()).side_by_side(text)}


def test_two_words_stand_side_by_side_whatever_tells_nothing_between_them() -> None:
    assert side_by_side("a neutral zone") == {("neutr", "zone")}
    assert side_by_side("the approach to Nasser") == side_by_side("Nasser’s approach")
    assert side_by_side("cease-fire") == side_by_side("cease fire") != set()
    assert ("neutr", "zone") not in side_by_side("a zone that would be kept neutral")


def test_names_of_two_sides_stand_together_whatever_the_matter_is() -> None:
    assert side_by_side("the Greek and Turkish") == set()
    assert side_by_side("Greek withdrawal") != set()


@pytest.mark.parametrize(
    ("said", "rules"),
    [
        ("Tarhuni accepts to meet at a high level", ["words-side-by-side"]),
        ("The level of his interest in the meeting is high", []),
    ],
)
def test_words_side_by_side_tell_more_than_apart(said: str, rules: list[str]) -> None:
    shown = told_of(later(sought(HIGH, RELEASE), DINNER, said))
    assert [rule for rule, _ in shown.get(said, [])] == rules


def test_what_is_shown_of_it_is_the_words_as_they_stand() -> None:
    (one, *_) = later(sought(HIGH, RELEASE), "Tarhuni accepts a meeting at a high level")
    known = one.candidates[0]
    assert {word.word for word in known.words} == {"meeting", "high", "level"}
    assert because(known).startswith("words in common meeting, high, level; cites 10TRIPOLI9")


def test_without_a_reference_or_the_same_rare_words_they_tell_nothing() -> None:
    assert later(sought(ZONE, RELEASE), DINNER, "Tarhuni saw no use in a neutral zone", cites=False) == []


def test_what_cites_a_telegram_that_raised_one_thing_speaks_of_it_in_any_word() -> None:
    said, approach = "Any approach is premature", "An approach to Fawzi in the near future"
    assert told_of(later(sought(approach), DINNER, said)) == {said: [("cited-for-it-alone", 1)]}
    assert said not in told_of(later(sought(approach, RELEASE), DINNER, said))
    assert told_of(later(sought(approach), DINNER, "Fawzi has a cold")) == {}  # the name of a leader tells no matter


def test_a_thing_whose_best_sentence_tells_more_of_another_is_told_of_in_its_next_best() -> None:
    archive = sought(ZONE, RELEASE)
    both = "The neutral zone, both commanders agreed, must wait for the release of the seamen"
    alone = "Release of the seamen is near"
    told = told_of(later(archive, both, alone))
    assert {number for offers in told.values() for _, number in offers} == {1, 2}
    assert [number for _, number in told[alone]] == [2]


def test_the_order_of_what_is_known_changes_nothing() -> None:
    said = ("The neutral zone must wait for the seamen", "Release of the seamen is near", DINNER)
    made = []
    for order in permutations((ZONE, RELEASE)):
        archive = sought(*order)
        names = {thing.number: thing.text for thing in archive.dialogues.board(OWNER, OURS).of("objective")}
        shown = told_of(later(archive, *said))
        made.append({text: sorted((rule, names[known]) for rule, known in some) for text, some in shown.items()})
    assert made[0] == made[1] != {}
