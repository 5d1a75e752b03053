"""The measure of ties: what was noted is where it is said to be, and offers are counted against it."""

from __future__ import annotations

from pathlib import Path

import pytest
from accuracy.proposals import ANNOTATION
from accuracy.ties import HALVES, KINDS, Desk, Series, Thing, Tie, Tied, compare, counted, offered, sequences, telegrams

import legation
from legation.core.telegram import Telegram
from legation.core.text import Span

ASKED = "Embassy should remind the Foreign Minister that the cuts at the harbour station were asked for by Libya"
SOUGHT = "We seek the return of the dredger Sirocco to the harbour of Zuwara"
MADE = "Charge this morning made the points of reftel to the Foreign Minister"
AGAIN = "The dredger Sirocco lies in the harbour of Zuwara and will be returned in May"
HEADS = {
    "ours": "O 101513Z JAN 10\nFM SECSTATE WASHDC\nTO AMEMBASSY TRIPOLI\n",
    "theirs": "O 121513Z JAN 10\nFM AMEMBASSY TRIPOLI\nTO SECSTATE WASHDC\n",
}


def read(mrn: str, head: str, words: str, reference: str = "") -> Telegram:
    """An invented telegram."""
    held = legation.read(
        f"{HEADS[head]}BT\nC O N F I D E N T I A L {mrn}\n\nSUBJECT: HARBOUR\n{reference}\n{words}\nBT\n"
    )
    assert held.mrn is not None
    return held


def at(held: Telegram, words: str) -> Span:
    start = held.source.index(words)
    return Span(start, start + len(words))


@pytest.fixture
def held() -> dict[str, Telegram]:
    first = read("STATE 000007", "ours", f"1. (C) {ASKED}.\n\n2. (C) {SOUGHT}.")
    later = read("TRIPOLI 000020", "theirs", f"1. (C) {MADE}.\n\n2. (C) {AGAIN}.", "REF: STATE 7\n")
    return {"first": first, "later": later}


def series(held: dict[str, Telegram], *ties: Tie) -> Series:
    things = (
        Thing("A", "demarche", "first", at(held["first"], ASKED), {"by": "US", "to": "LY"}),
        Thing("B", "objective", "first", at(held["first"], SOUGHT), {"sought_by": "US", "sought_from": "LY"}),
    )
    telegrams = tuple((name, one.sha256) for name, one in held.items())
    return Series("harbour", HALVES[0], ("US", "LY"), telegrams, things, ties)


def test_a_tie_is_found_in_its_words_and_with_its_move(held: dict[str, Telegram]) -> None:
    one = series(
        held,
        Tie("A", "later", (at(held["later"], MADE),), ("demarche.deliver",)),
        Tie("B", "later", (at(held["later"], MADE),), ("objective.drop",)),
    )
    offers, choices = offered(one, held)
    tied = Tied()
    compare(one, offers, tied)
    assert choices == 0
    assert tied.noted == tied.offered == tied.found == {"demarche": 1, "objective": 1}
    assert +tied.in_its_words == +tied.moved == {"demarche": 1}  # of the other, the words and the move are others
    assert (tied.missed, tied.wrong) == ([], [])
    assert [tie.thing for _, tie, _ in tied.elsewhere] == ["B"]


def test_an_offer_that_nobody_noted_is_wrong_and_one_in_doubt_counts_neither_way(held: dict[str, Telegram]) -> None:
    one = series(held, Tie("B", "later", (at(held["later"], AGAIN),), ()))
    tied = Tied()
    compare(one, offered(one, held)[0], tied)
    assert +tied.noted == {}
    assert tied.offered == {"demarche": 1}
    assert [offer.thing for _, offer in tied.wrong] == ["A"]


def test_what_is_not_offered_is_missed(held: dict[str, Telegram]) -> None:
    one = series(held, Tie("A", "later", (at(held["later"], MADE),), ("demarche.deliver",)))
    tied = Tied()
    compare(one, [], tied)
    assert (tied.noted, +tied.found) == ({"demarche": 1}, {})
    assert [tie.thing for _, tie in tied.missed] == ["A"]


def test_a_desk_enters_what_its_table_allows_and_nothing_else(held: dict[str, Telegram]) -> None:
    one, desk = series(held), Desk(("US", "LY"))
    record = desk.take(held["first"])
    for thing in one.things:
        desk.raise_(thing, record)
    later = desk.take(held["later"])
    span = at(held["later"], MADE)
    assert not desk.enter("demarche.respond", "A", later, span, {})
    assert desk.enter("demarche.deliver", "A", later, span, {"post": "TRIPOLI"})
    assert {thing.state for thing in desk.board().of("demarche")} == {"delivered"}


def test_the_marks_are_of_sequences_in_two_halves_none_of_them_measured_elsewhere() -> None:
    found = sequences()
    names = [name for one in found for name, _ in one.telegrams]
    assert len(names) == len(set(names))
    assert {one.half for one in found} == set(HALVES)
    listed = ANNOTATION.with_name("files.txt").read_text(encoding="utf-8")
    assert not any(f"/{name.replace('/', '_')}.txt" in listed for name in names)
    for one in found:
        order = [name for name, _ in one.telegrams]
        raised = {thing.name: order.index(thing.telegram) for thing in one.things}
        assert {thing.kind for thing in one.things} <= set(KINDS)
        assert all(order.index(tie.telegram) > raised[tie.thing] for tie in one.ties)
        assert len({(tie.thing, tie.telegram) for tie in one.ties}) == len(one.ties)


def test_of_what_is_invented_most_is_offered_and_nothing_wrongly(tmp_path: Path) -> None:
    tied, _ = counted(tmp_path, "invented")
    assert (tied.wrong, [thing.thing for _, thing in tied.missed]) == ([], ["A"])
    assert tied.moved.total() == tied.in_its_words.total() == 10
    assert counted(tmp_path, "invented, held out")[0].wrong == []


@pytest.mark.corpus
def test_what_was_noted_is_entered_without_a_finding(corpus: Path) -> None:
    for one in sequences():
        held = telegrams(corpus, [one])
        assert set(held) == {name for name, _ in one.telegrams}
        desk = Desk(one.parties)
        for name, _ in one.telegrams:
            record = desk.take(held[name])
            for thing in one.things:
                if thing.telegram == name:
                    assert thing.span.end <= len(held[name].source)
                    desk.raise_(thing, record)
            for tie in one.ties:
                if tie.telegram == name:
                    desk.note(tie, record)
        assert not desk.board().findings


@pytest.mark.corpus
def test_a_half_is_counted(corpus: Path) -> None:
    tied, held = counted(corpus, HALVES[0], most=1)
    assert (tied.sequences, tied.telegrams) == (1, len(held))
    assert tied.found.total() + len(tied.missed) == tied.noted.total()
    assert tied.found.total() + len(tied.wrong) == tied.offered.total()
