"""The sample: what its authors wrote down by hand against what the program makes of it."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from importlib.resources import as_file, files
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Any

import pytest
from tests.stores import memory_stores

from legation.app import House, open_house
from legation.core.dialogue.board import Board
from legation.core.dialogue.fold import fold
from legation.core.dialogue.ledger import thing_id
from legation.core.errors import ArchiveError
from legation.core.marking import OWNER
from legation.formats import read
from legation.samples import DIALOGUE, Clock, make_sample, record_desk, sample_rows
from legation.services.accounts.accounts import OWNS
from legation.services.boards.board import everything as showing
from legation.services.boards.meetings import meetings, next_agenda
from legation.storage.memory.index import MemoryIndex
from legation.tables.moves import load_moves

INDEX = sample_rows("index.toml")
EXPECTED = sample_rows("expected.toml")
FOLDER = files("legation.sample")


@pytest.fixture(scope="module")
def house(made_sample: Path) -> Any:
    with open_house(made_sample) as opened:
        yield opened


@pytest.mark.parametrize("row", INDEX["telegram"], ids=lambda row: row["file"])
def test_every_telegram_is_read_as_its_author_says(house: House, row: dict[str, Any]) -> None:
    received = date.fromisoformat(row["dtg"][:10]) if "no-dtg" in row["traits"] else None
    t = read((FOLDER / row["file"]).read_bytes(), received, posts=house.posts)
    assert t.mrn == row["mrn"]
    assert t.dtg == (None if "no-dtg" in row["traits"] else row["dtg"])
    assert t.classification.level == row["level"]
    assert t.subject == row["subject"]
    assert t.layout == row["layout"]
    assert sorted(r.mrn for r in t.references if r.mrn) == sorted(row["references"])
    assert sorted(t.classification.captions) == sorted(row["captions"])
    assert sorted(t.classification.caveats) == sorted(row["caveats"])
    assert t.paragraphs
    assert "".join(t.quote(e.span) for e in t.elements) == t.source


def test_the_sample_has_what_it_is_for() -> None:
    rows = INDEX["telegram"]
    assert len({row["mrn"] for row in rows}) >= 40
    assert {row["layout"] for row in rows} >= {
        "transmission",
        "release-head+transmission",
        "delivered",
        "bare",
    }
    assert {row["level"] for row in rows} >= {"UNCLASSIFIED", "CONFIDENTIAL", "SECRET"}
    assert sum("garbled" in row["traits"] for row in rows) >= 2
    days = sorted(row["dtg"] for row in rows)
    assert int(days[-1][:4]) - int(days[0][:4]) == 1


def test_the_gap_is_found_with_who_cites_it(house: House) -> None:
    gaps = {gap.mrn: set(gap.cited_by) for gap in house.gaps.page(OWNER)}
    for mrn in INDEX["gap"]:
        citing = {row["mrn"] for row in INDEX["telegram"] if mrn in row["references"]}
        assert len(citing) == 2
        assert gaps[mrn] == citing


def by_key(board: Board, entity: str, key: str) -> Any:
    return board.things[thing_id(entity, DIALOGUE, key)]


def test_the_board_is_the_expected_one(house: House) -> None:
    board = house.dialogues.board(OWNER, DIALOGUE)
    assert not board.findings
    assert board.dialogue is not None
    assert board.dialogue.state == EXPECTED["dialogue"]["state"]
    assert len(board.of("objective")) == len(EXPECTED["objective"])
    for row in EXPECTED["objective"]:
        thing = by_key(board, "objective", row["key"])
        stances = {
            party: position.fields["stance"]
            for (objective, party), position in board.positions.items()
            if objective == thing.id
        }
        assert (thing.state, thing.holder or "none", thing.last.on, stances) == (
            row["state"],
            row["holder"],
            row["last_movement"].isoformat(),
            row["positions"],
        ), row["key"]


@pytest.mark.parametrize("entity", ["commitment", "instrument", "contact", "demarche", "meeting"])
def test_everything_else_stands_as_expected(house: House, entity: str) -> None:
    board = house.dialogues.board(OWNER, DIALOGUE)
    assert EXPECTED[entity]
    for row in EXPECTED[entity]:
        assert by_key(board, entity, row["key"]).state == row["state"], row["key"]


def test_tasks_are_done_as_expected(house: House) -> None:
    board = house.dialogues.board(OWNER, DIALOGUE)
    tasks = [
        (thing.id, task.text, task.done)
        for thing, held in ((board.things[one.id], one) for one in meetings(board))
        for task in held.outcomes
        if task.type == "task"
    ]
    wanted = [
        (by_key(board, "meeting", row["meeting"]).id, row["text"], str(row["done"]) if "done" in row else None)
        for row in EXPECTED["task"]
    ]
    assert tasks == wanted
    done = {text for _, text, day in wanted if day is not None}
    assert done.isdisjoint(task.text for one in meetings(board) for task in one.carried)
    assert done.isdisjoint(item.text for item in next_agenda(board))


PLURAL = {"objective": "objectives", "commitment": "commitments", "demarche": "demarches"}


def told(thing: Any, wanted: list[str]) -> list[str]:
    """State and holder of a thing, with its due day where the row has one."""
    due = [str(thing.due)] if thing.entity != "objective" and (thing.due or len(wanted) > 2) else []
    return [thing.state, thing.holder or "none", *due]


@pytest.mark.parametrize("at", EXPECTED["at"], ids=lambda at: at["date"].isoformat())
def test_the_board_as_it_stood(house: House, at: dict[str, Any]) -> None:
    board = house.dialogues.board(OWNER, DIALOGUE, at["date"])
    assert board.dialogue is not None
    assert board.dialogue.state == at["dialogue"]
    for entity, name in PLURAL.items():
        wanted = {thing_id(entity, DIALOGUE, key): row for key, row in at[name].items()}
        assert {thing.id: told(thing, wanted.get(thing.id, [])) for thing in board.of(entity)} == wanted
    for entity in ("meeting", "instrument"):
        wanted = {thing_id(entity, DIALOGUE, key): state for key, state in at[f"{entity}s"].items()}
        assert {thing.id: thing.state for thing in board.of(entity)} == wanted
    keys = {thing_id(entity, DIALOGUE, key): key for entity, name in PLURAL.items() for key in at[name]}
    assert sorted(keys[thing.id] for thing in board.things.values() if thing.overdue) == sorted(at["overdue"])


def test_there_are_ten_days_and_each_differs_from_the_one_before() -> None:
    days = EXPECTED["at"]
    assert len(days) >= 10
    boards = [{name: value for name, value in at.items() if name != "date"} for at in days]
    assert all(one != two for one, two in pairwise(boards))


@pytest.mark.parametrize("chance", range(2))
def test_the_order_in_which_telegrams_come_changes_no_board(house: House, chance: int) -> None:
    clock = Clock()
    stores = memory_stores(index=MemoryIndex(house.posts.aliases))
    other = House(stores, posts=house.posts, parties=house.parties, clock=clock)
    with as_file(FOLDER) as folder:  # type: ignore[arg-type]
        traffic = sorted((folder / "traffic").iterdir())
        Random(chance).shuffle(traffic)  # noqa: S311 - no secret
        for some in (traffic[:20], traffic[20:30], traffic[30:]):
            other.ingest.run(OWNER, some)
    record_desk(other, sample_rows("desk.toml"), clock.to)
    for at in EXPECTED["at"]:
        mine = house.dialogues.board(OWNER, DIALOGUE, at["date"])
        assert other.dialogues.board(OWNER, DIALOGUE, at["date"]) == mine


def test_without_a_telegram_exactly_what_rests_on_it_is_missing(house: House) -> None:
    entries = house.ledger.entries(OWNER, DIALOGUE)
    moves = load_moves()
    whole = fold(entries, moves)
    resting = sorted({source.telegram for entry in entries for source in entry.draft.sources})
    assert len(resting) > 20
    for gone in resting:
        left = [entry for entry in entries if all(source.telegram != gone for source in entry.draft.sources)]
        board = fold(left, moves)
        assert gone not in {source.telegram for thing in showing(board) for source in thing.sources}
        for thing in showing(whole):
            kept = [movement for movement in thing.movements if all(s.telegram != gone for s in movement.sources)]
            there = board.dialogue if thing.entity == "dialogue" else board.things.get(thing.id)
            same = [] if there is None else [(m.on, m.kind, m.sources) for m in there.movements]
            expected = [(m.on, m.kind, m.sources) for m in kept]
            # A move that keeps the state tells nothing of a thing whose beginning is gone.
            assert same == expected or (len(kept) < len(thing.movements) and set(same) <= set(expected))
        others = {thing.id for thing in showing(whole) if gone not in {s.telegram for s in thing.sources}}
        assert others <= {thing.id for thing in showing(board)}


def test_the_ledger_is_whole_and_every_entry_has_its_source(house: House) -> None:
    assert house.ledger.broken_at(OWNER) is None
    entries = house.ledger.entries(OWNER)
    assert len(entries) > 80
    for entry in entries:
        for source in entry.draft.sources:
            assert house.reading.telegram(OWNER, source.sha256).quote(source.span)


def test_a_reader_of_lower_clearance_sees_the_board_of_what_they_may_read(sample: Path) -> None:
    with open_house(sample, write=True, people=True) as opened:
        opened.accounts.add(OWNS, "desk", clearance="CONFIDENTIAL")
        desk = opened.reader("desk")
        seen = opened.dialogues.view(desk, DIALOGUE)
        whole = opened.dialogues.view(OWNER, DIALOGUE)
        assert seen.banner == "CONFIDENTIAL"
        assert whole != seen
        cited = {source.partition("#")[0] for row in seen.rows for source in row.sources}
        secret = {r["mrn"] for r in INDEX["telegram"] if r["level"] == "SECRET" or "LIMDIS" in r["captions"]}
        assert cited
        assert not cited & secret


def test_each_telegram_came_shortly_after_it_was_sent_and_was_entered_after_it_came(house: House) -> None:
    came: dict[str, str] = {}
    for listing in house.reading.every(OWNER):
        (record,) = house.reading.versions(OWNER, listing.sha256)
        came[listing.sha256] = record.received
        if record.telegram.dtg is not None:
            sent = datetime.fromisoformat(record.telegram.dtg)
            assert sent < datetime.fromisoformat(record.received) < sent + timedelta(days=1)
    assert len(came) > 40
    for entry in house.ledger.entries(OWNER):
        for source in entry.draft.sources:
            assert came[source.sha256] < entry.draft.instant


def test_what_lacks_on_a_day_is_what_was_cited_by_then(house: House) -> None:
    gaps = house.gaps.page(OWNER, as_of=date(2015, 4, 1))
    assert gaps
    assert {one.date <= "2015-04-01" for gap in gaps for one in gap.citing if one.date} == {True}


def test_the_sample_is_made_once(tmp_path: Path) -> None:
    assert make_sample(tmp_path / "archive") is True
    before = sorted(p.stat().st_mtime_ns for p in (tmp_path / "archive").rglob("*"))
    assert make_sample(tmp_path / "archive") is False
    assert sorted(p.stat().st_mtime_ns for p in (tmp_path / "archive").rglob("*")) == before


def test_an_archive_of_ones_own_is_not_called_the_sample(tmp_path: Path) -> None:
    with open_house(tmp_path / "own", write=True):
        pass
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes" / "a.txt").write_text("x")
    with pytest.raises(ArchiveError, match="own is another archive: name another directory"):
        make_sample(tmp_path / "own")
    with pytest.raises(ArchiveError, match="notes holds something else"):
        make_sample(tmp_path / "notes")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["notes", "own"]


def test_every_page_of_a_new_desk_has_something_to_show(house: House) -> None:
    queue = house.inbox.queue(OWNER).held
    assert {item.delivery.role for item in queue} == {"action"}
    assert "16BELISAR226" in {item.listing.mrn for item in queue}
    told = house.saved.look(OWNER, keep=False)
    assert {alert.search for alert in told} == {"rockets", "helicopters"}
    (draft,) = house.clearing.all(OWNER)
    assert (draft.state, draft.answers) == ("cleared", "16BELISAR226")
    assert house.profiles.rules() is not None
    assert house.profiles.flaws(house.profiles.rules()) == []


def test_the_draft_cites_what_is_held(house: House) -> None:
    (draft,) = house.clearing.all(OWNER)
    shown = house.clearing.show(OWNER, draft.id)
    assert "D82" not in {fault.rule for fault in shown.faults}
