"""What is moved or linked is told of: no reader gets a name, a number or a movement of what they cannot see."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hand_made import CONFIDENTIAL_READER, NOW, OPEN_READER, SECRET_READER, Archive, proposal, telegram
from hypothesis import given, settings
from hypothesis import strategies as st

from legation.core.dialogue.fold import fold
from legation.core.dialogue.ledger import RESTS_ON, Entry, Unnumbered
from legation.core.dialogue.proposal import Source
from legation.core.marking import OWNER, Marking, Reader
from legation.core.text import Span
from legation.services.dialogue.dialogue import Dialogues
from legation.storage.access import is_readable
from legation.storage.memory.ledger import MemoryLedger
from legation.storage.memory.telegrams import MemoryTelegrams
from legation.storage.present import PresentLedger
from legation.tables.moves import load_moves
from legation.tables.referring import MEANT, referring

SECRET, OPEN, TALKS = "09TRIPOLI900", "09TRIPOLI901", "us-ly"
READERS = (OPEN_READER, CONFIDENTIAL_READER, SECRET_READER, Reader("nora", rank=4, holds=frozenset({"NOFORN"})))


class Desk(Archive):
    """A dialogue of an open telegram, and a secret one in which a contact, two objectives and a meeting are raised."""

    def __init__(self) -> None:
        super().__init__()
        low = telegram(
            OPEN, [("U", "We propose talks. General Hamdi left. Libya will not sign.")], level="UNCLASSIFIED"
        )
        self.low = self.keep(low, [proposal(low, "dialogue", "We propose talks", parties=["US", "LY"])])
        words = "General Hamdi is our contact. Signing of the agreement. Sale of radars. They met in Sebha."
        self.keep(telegram(SECRET, [("S", words)], level="SECRET"))
        self.dialogues.open(OWNER, OPEN, id=TALKS, parties=["US", "LY"], ours="US")
        self.move("contact.designate", "c", mrn=SECRET, quote="General Hamdi is our contact", party="LY")
        self.move("objective.raise", "o", mrn=SECRET, quote="Signing of the agreement")
        self.move("objective.raise", "p", mrn=SECRET, quote="Sale of radars")
        self.move("meeting.hold", "m", mrn=SECRET, quote="They met in Sebha")

    def move(self, kind: str, about: str, *, mrn: str | None = OPEN, quote: str | None = None, **fields: Any) -> Entry:
        return self.dialogues.record(OWNER, TALKS, kind, about, mrn=mrn, quote=quote, fields=fields)

    def seen(self, reader: Reader) -> list[str]:
        return [f"{row.entity} {row.text}" for row in self.dialogues.view(reader, TALKS).rows]


@pytest.mark.parametrize(
    ("kind", "about", "fields"),
    [
        ("contact.vacate", "1", {}),
        ("objective.table", "1", {}),
        ("objective.amend", "1", {"due": "2010-03-01"}),
        ("objective.link", "1", {"relation": "depends on", "other": "2"}),
        ("objective.merge", "1", {"into": "2"}),
        ("meeting.hold", "1", {}),
        ("position.state", "1", {"party": "LY", "text": "Libya will not sign", "stance": "refuses"}),
    ],
)
def test_an_entry_is_held_as_closely_as_what_it_names(kind: str, about: str, fields: dict[str, Any]) -> None:
    desk = Desk()
    before = {reader.name: desk.dialogues.export(reader, TALKS) for reader in READERS[:2]}
    entry = desk.move(kind, about, **fields)
    assert (entry.draft.access, entry.draft.marking) == (Marking(4).label, "S")
    assert {reader.name: desk.dialogues.export(reader, TALKS) for reader in READERS[:2]} == before
    assert desk.seen(OPEN_READER) == []
    assert entry.draft in [one.draft for one in desk.ledger.entries(SECRET_READER, TALKS)]


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        ("demarche.instruct", {"text": "Deliver a note", "objective": "1"}),
        ("meeting.propose", {"text": "A second round", "objective": "1"}),
        ("commitment.undertake", {"text": "to answer", "by": "LY", "objective": "1"}),
    ],
)
def test_what_a_telegram_tells_is_told_without_the_name_of_its_thing(kind: str, fields: dict[str, Any]) -> None:
    desk = Desk()
    entry = desk.move(kind, "new one", **fields)
    assert entry.draft.access == Marking(0).label
    present = PresentLedger(desk.ledger, desk.telegrams)
    [told] = [one.draft for one in present.entries(OPEN_READER, TALKS) if one.draft.kind == kind]
    assert told.fields == {name: value for name, value in entry.draft.fields.items() if name != "objective"}
    assert desk.seen(OPEN_READER) == [f"{kind.partition('.')[0]} {fields['text']}"]
    [shown] = [one.draft for one in present.entries(SECRET_READER, TALKS) if one.draft.kind == kind]
    assert ("objective" in shown.fields, shown.marking) == (True, "U")


def test_what_a_telegram_says_by_itself_stands_for_its_own_readers() -> None:
    desk = Desk()
    told = desk.move("objective.table", "1", text="Libya will not sign")
    new = desk.move("commitment.undertake", "c", text="to answer", by="LY")
    assert told.draft.access == new.draft.access == Marking(0).label
    assert desk.seen(OPEN_READER) == ["objective Libya will not sign", "commitment to answer"]
    # From then on it is an objective that they have, and what is told of it is for them.
    assert desk.move("objective.agree", "1").draft.access == Marking(0).label


def test_accepting_is_held_as_closely_as_the_objective_it_belongs_to() -> None:
    desk = Desk()
    low = telegram("09TRIPOLI902", [("U", "Libya refuses to sign.")], level="UNCLASSIFIED")
    desk.keep(low, [proposal(low, "position", "Libya refuses to sign", party="LY", stance="refuses")])
    (entry,) = desk.dialogues.amend(OWNER, TALKS, "09TRIPOLI902", 1, {"objective": 1})
    assert entry.draft.access == Marking(4).label
    assert desk.seen(OPEN_READER) == []
    assert [one.status for one in desk.dialogues.proposals(OPEN_READER, "09TRIPOLI902", TALKS)] == ["proposed"]
    assert desk.dialogues.accept(OPEN_READER, TALKS, "09TRIPOLI902", 1), (
        "who does not see it may accept it as a new one"
    )


def test_what_tells_that_something_was_undone_or_done_is_held_as_that() -> None:
    desk = Desk()
    for name in ("first", "second"):
        desk.move("objective.raise", name, text=f"The {name} one")
    desk.move("meeting.hold", "low", text="A round")
    one, two = ("3", "4")
    desk.move("objective.link", one, mrn=SECRET, relation="depends on", other=two)
    desk.move("objective.merge", two, mrn=SECRET, into=one)
    desk.move("meeting.outcome", "2", mrn=SECRET, type="task", text="LY sends its draft")
    for entry in (
        desk.move("objective.unlink", one, relation="depends on", other=two),
        desk.move("objective.unmerge", two),
        desk.move("meeting.finish", "2", text="LY sends its draft"),
    ):
        assert entry.draft.access == Marking(4).label, entry.draft.kind


def drafts() -> st.SearchStrategy[list[Unnumbered]]:
    """Ledgers as anyone may have written them: every move, of any marking, on things raised or not, naming others."""
    moves = load_moves()
    ids = st.sampled_from([f"{letter}{digit * 8}" for letter in "ompc" for digit in "012"])
    labels = st.sampled_from([Marking(0), Marking(3), Marking(4), Marking(4, frozenset({"NOFORN"}))])
    names = st.dictionaries(st.sampled_from(["objective", "split_from", "into", "other"]), ids, max_size=2)
    lists = st.fixed_dictionaries({}, optional={"into_several": st.lists(ids, max_size=2)})
    items = st.fixed_dictionaries(
        {}, optional={"agenda": st.lists(st.fixed_dictionaries({"text": st.just("a"), "objective": ids}))}
    )
    says = st.sampled_from([{}, {"text": "one"}, {"text": "two", "relation": "depends on"}])
    return st.lists(
        st.builds(
            lambda kind, about, day, label, says, *more: Unnumbered(
                instant="",
                author="desk",
                kind=".".join(kind),
                dialogue="d",
                about=about,
                on=f"2010-01-0{day}",
                fields={**says, **{name: value for one in more for name, value in one.items()}},
                sources=(Source("10TRIPOLI1", 1, Span(day, day + 1), "0" * 64),) if day % 2 else (),
                access=label.label,
                marking=None,
            ),
            st.sampled_from([*moves.moves, ("objective", "amend")]),
            ids,
            st.integers(1, 9),
            labels,
            says,
            names,
            lists,
            items,
        ),
        max_size=14,
    )


def named(value: Any, within: str = "") -> set[str]:
    """Every id in a value, wherever it stands."""
    if isinstance(value, dict):
        return {one for name, held in value.items() for one in named(held, name)}
    if isinstance(value, list | tuple):
        return {one for held in value for one in named(held, within)}
    return {value} if isinstance(value, str) and within in ("objective", "split_from", *MEANT) else set()


def kept(drafts: list[Unnumbered]) -> PresentLedger:
    ledger = MemoryLedger()
    ledger.append(OWNER, drafts)
    return PresentLedger(ledger, MemoryTelegrams())


@settings(max_examples=150, deadline=None)
@given(drafts())
def test_no_reader_is_told_of_a_thing_that_their_entries_do_not_raise(drafts: list[Unnumbered]) -> None:
    moves = load_moves()
    for reader in READERS:
        entries = kept(drafts).entries(reader)
        raised = {e.draft.about for e in entries if (step := moves.steps.get(e.draft.kind)) is not None and step.opens}
        assert {e.draft.about for e in entries} <= raised
        assert {one for e in entries for one in named(e.draft.fields)} <= raised
        assert all(is_readable(reader, e.draft.access) for e in entries)
        for day in (None, date(2010, 1, 4)):
            board = fold(entries, moves, as_of=day)
            assert board.things.keys() | ({board.dialogue.id} if board.dialogue else set()) <= raised
            # Nothing is numbered beside what is seen.
            for thing in board.things.values():
                assert thing.number <= len(board.of(thing.entity))
        # The archive that holds only what this reader may read says the same.
        twin = kept([draft for draft in drafts if is_readable(reader, draft.access)])
        assert [e.draft for e in twin.entries(reader)] == [e.draft for e in entries]
        again = kept([e.draft for e in entries])
        assert [e.draft.fields for e in again.entries(reader)] == [e.draft.fields for e in entries]


@settings(max_examples=100, deadline=None)
@given(drafts())
def test_what_was_held_so_when_it_was_written_is_held_so_when_it_is_read(drafts: list[Unnumbered]) -> None:
    """Written one by one, as a desk does, nothing is left for the reading to hold more closely but what came later."""
    moves = load_moves()
    written: list[Unnumbered] = []
    for draft in drafts:
        written.append([*referring([*written, draft], moves)][-1].draft)
    joined = [one.draft for one in referring(written, moves)]
    for before, after, made in zip(drafts, written, joined, strict=True):
        least = Marking.from_label(before.access)
        assert least.join(Marking.from_label(after.access)) == Marking.from_label(after.access)
        assert Marking.from_label(after.access).join(Marking.from_label(made.access)) == Marking.from_label(made.access)
    assert all(draft.fields.get(RESTS_ON) is None for draft in joined)


def test_a_ledger_that_was_written_before_is_read_so() -> None:
    desk = Desk()
    dialogues, ledger = desk.dialogues, desk.ledger
    contact = dialogues.view(OWNER, TALKS).of("contact")[0].id
    objective = dialogues.view(OWNER, TALKS).of("objective")[0].id
    own = desk.move("commitment.undertake", "c", text="to answer", by="LY").draft
    low = [
        {"kind": "contact.vacate", "about": contact, "fields": {}},
        {"kind": "commitment.amend", "about": own.about, "fields": {"objective": objective, "due": "2010-05-01"}},
    ]
    ledger.append(OWNER, [Unnumbered(**{**{n: getattr(own, n) for n in own.__struct_fields__}, **one}) for one in low])
    present = PresentLedger(ledger, desk.telegrams)
    last = present.entries(OPEN_READER, TALKS)[-1].draft
    assert (last.kind, last.fields) == ("commitment.amend", {"due": "2010-05-01"})
    assert contact not in {entry.draft.about for entry in present.entries(OPEN_READER, TALKS)}
    held = {entry.draft.kind: entry for entry in present.entries(SECRET_READER, TALKS)}
    assert [held[kind].draft.access for kind in ("contact.vacate", "commitment.amend")] == [
        Marking(4).label,
        Marking(0).label,
    ]
    assert held["commitment.amend"].draft.fields["objective"] == objective
    assert held["commitment.amend"].hash != present.entries(OPEN_READER, TALKS)[-1].hash
    assert ledger.broken_at(OWNER) is None


def test_a_position_may_be_accepted_before_its_objective() -> None:
    """By who is not the owner, too: it stands on their board, once, and belongs to the objective from then on."""
    archive = Archive()
    held = telegram(SECRET, [("C", "We propose talks. Signing of the agreement. Libya refuses the agreement.")])
    aim, ours = "Signing of the agreement", {"sought_by": "US", "sought_from": "LY"}
    position = {"party": "LY", "stance": "refuses", "objective": aim}
    archive.keep(
        held,
        [
            proposal(held, "dialogue", "We propose talks", parties=["US", "LY"]),
            proposal(held, "objective", aim, **ours),
            proposal(held, "position", "Libya refuses the agreement", **position),
        ],
    )
    present, carol = PresentLedger(archive.ledger, archive.telegrams), CONFIDENTIAL_READER
    archive.dialogues = Dialogues(
        archive.telegrams,
        present,
        lambda one: archive._proposals[one.sha256],
        load_moves(),
        lambda: NOW,
        archive.moments,
    )
    archive.dialogues.open(carol, SECRET, id=TALKS, parties=["US", "LY"], ours="US")
    assert len(archive.dialogues.accept(carol, TALKS, SECRET, 3)) == 1
    assert [row.text for row in archive.dialogues.view(carol, TALKS).of("position")] == ["Libya refuses the agreement"]
    assert [one.status for one in archive.dialogues.proposals(carol, SECRET, TALKS)][2] == "accepted"
    archive.dialogues.accept(carol, TALKS, SECRET, 2)
    (row,) = archive.dialogues.view(carol, TALKS).of("position")
    assert row.objective == 1
