"""Markings settled by hand: what moves, what stays, and that nobody reads in between what they may not."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from copy import copy
from pathlib import Path
from typing import Any

import pytest
from marked import text

from legation.app import House, open_house
from legation.core.errors import NotFoundError, RefusedError
from legation.core.marking import OWNER, UNREADABLE, UPKEEP, Reader
from legation.services.archive.markings import settled_told
from legation.services.views import WITHHELD
from legation.storage.index import TantivyIndex
from legation.storage.records import Record
from legation.storage.sql.telegrams import SqlTelegrams
from legation.tables.marking import marking_of
from legation.tables.marking_rows import UNREADABLE_LEVEL

LOW, HIGH = Reader("low", 3), Reader("high", 4)


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    (tmp_path / "a.txt").write_text(text(["C", "S"], level="S E C R E T"))
    (tmp_path / "b.txt").write_text(text([None], level="").replace("000012", "000013"))
    with open_house(tmp_path / "archive", write=True) as opened:
        opened.ingest.run(OWNER, [tmp_path / "a.txt", tmp_path / "b.txt"])
        yield opened


def sees(house: House, reader: Reader, name: str = "15BELISAR12", word: str = "alabaster") -> tuple[bool, int]:
    try:
        house.reading.versions(reader, name)
    except NotFoundError:
        return False, house.finding.search(reader, f"{word} mrn:{name}").total
    return True, house.finding.search(reader, f"{word} mrn:{name}").total


def test_what_could_not_be_read_is_settled(house: House) -> None:
    assert sees(house, HIGH, "15BELISAR13") == (False, 0)
    house.markings.mark(OWNER, "15BELISAR13", "confidential", ["noforn"], why="the paper copy")
    assert sees(house, HIGH, "15BELISAR13") == (False, 0)
    cleared = Reader("cleared", 3, frozenset({"NOFORN"}))
    assert sees(house, cleared, "15BELISAR13") == (True, 1)
    telegram = house.reading.telegram(cleared, "15BELISAR13")
    assert marking_of(telegram.classification).label == "3;NOFORN;-"


@pytest.mark.parametrize("part", [slice(8), slice(12), slice(None)])
def test_a_telegram_without_a_number_is_settled_by_the_name_that_lists_print(house: House, part: slice) -> None:
    unread = house.reading.versions(OWNER, "15BELISAR13")[0]
    other = house.reading.versions(OWNER, "15BELISAR12")[0]
    house.markings.mark(OWNER, unread.sha256[part], "UNCLASSIFIED", why="the paper copy")
    assert sees(house, LOW, "15BELISAR13") == (True, 1)
    assert house.markings.of(OWNER, unread.sha256[part])[0].decisions[-1].why == "the paper copy"
    assert house.markings.of(OWNER, "a.txt")[0].listing.sha256 == other.sha256
    with pytest.raises(NotFoundError):
        house.markings.mark(LOW, other.sha256[part], "UNCLASSIFIED", why="x")
    with pytest.raises(NotFoundError):
        house.markings.mark(OWNER, unread.sha256[:7], "UNCLASSIFIED", why="x")  # no lists print so little


def test_a_name_that_fits_several_telegrams_settles_none(house: House, tmp_path: Path) -> None:
    (tmp_path / "more").mkdir()
    (tmp_path / "more" / "b.txt").write_text(text(["S"], level="S E C R E T").replace("000012", "000014"))
    house.ingest.run(OWNER, [tmp_path / "more"])
    with pytest.raises(RefusedError, match=r"b\.txt fits 2 telegrams"):
        house.markings.mark(OWNER, "b.txt", "UNCLASSIFIED", why="x")
    (unread,) = house.reading.versions(OWNER, "15BELISAR13")
    assert house.markings.of(OWNER, unread.sha256)[0].decisions == ()
    # Whoever may read one of them alone is told of that one.
    assert house.markings.of(HIGH, "b.txt")[0].listing.mrn == "15BELISAR14"


def test_what_was_settled_says_who_why_and_how_it_was_held_before(house: House) -> None:
    (unsettled,) = house.markings.of(OWNER, "15BELISAR13")
    assert (settled_told(unsettled), unsettled.as_read) == (None, UNREADABLE_LEVEL)
    house.markings.mark(OWNER, "15BELISAR13", "SECRET", ["EXDIS"], why="the paper copy")
    (once,) = house.markings.of(OWNER, "15BELISAR13")
    assert settled_told(once).partition(" on ")[0] == "settled as SECRET//EXDIS by owner"  # type: ignore[union-attr]
    assert str(settled_told(once)).endswith(": the paper copy (before: marking not read)")
    house.markings.mark(OWNER, "15BELISAR13", "UNCLASSIFIED", why="released")
    (twice,) = house.markings.of(LOW, "15BELISAR13")
    assert str(settled_told(twice)).endswith(": released (before: SECRET//EXDIS)")


def test_raised_and_lowered_again(house: House) -> None:
    assert (sees(house, LOW), sees(house, HIGH)) == ((False, 0), (True, 1))
    house.markings.mark(OWNER, "15BELISAR12", "TOP SECRET", why="a source is in danger")
    assert (sees(house, LOW), sees(house, HIGH)) == ((False, 0), (False, 0))
    house.markings.mark(OWNER, "15BELISAR12", "UNCLASSIFIED", why="declassified")
    assert (sees(house, LOW), sees(house, HIGH)) == ((True, 1), (True, 1))


def test_who_had_no_answer_and_settles_it_again_settles_it_once(house: House) -> None:
    for level, why in (("SECRET", "x"), ("SECRET", "x"), ("SECRET", "y"), ("CONFIDENTIAL", "y"), ("SECRET", "y")):
        house.markings.mark(OWNER, "15BELISAR13", level, why=why)
    (held,) = house.markings.of(OWNER, "15BELISAR13")
    assert [(one.level, one.why) for one in held.decisions] == [
        ("SECRET", "x"),
        ("SECRET", "y"),
        ("CONFIDENTIAL", "y"),
        ("SECRET", "y"),
    ]


def test_views_follow_the_marking(house: House) -> None:
    house.releasing.set("paragraphs")
    assert sees(house, LOW) == (True, 1)
    house.markings.mark(OWNER, "15BELISAR12", "SECRET", ["EXDIS"], why="x")
    assert (sees(house, LOW), sees(house, HIGH)) == ((False, 0), (False, 0))
    assert sees(house, Reader("held", 3, frozenset({"EXDIS"}))) == (True, 1)
    house.markings.mark(OWNER, "15BELISAR12", "SECRET", why="x")
    assert sees(house, LOW) == (True, 1)
    assert house.reading.count(UPKEEP) == 3


def test_who_raises_a_telegram_raises_its_paragraphs(house: House, tmp_path: Path) -> None:
    house.releasing.set("paragraphs")
    house.dialogues.open(OWNER, "15BELISAR12", id="talks", title="Talks", parties=["XV", "XT"])
    house.dialogues.record(
        OWNER, "talks", "objective.raise", "a", mrn="15BELISAR12", quote="alabaster", fields={"text": "Landing rights"}
    )
    assert (sees(house, LOW), sees(house, HIGH)) == ((True, 1), (True, 1))
    before = house.dialogues.brief(OWNER, "talks")
    assert {one.marking for one in before.sources} == {"C", "S"}

    house.markings.mark(OWNER, "15BELISAR12", "TOP SECRET", why="a source is in danger")
    assert (sees(house, LOW), sees(house, HIGH)) == ((False, 0), (False, 0))
    [raised] = house.reading.versions(OWNER, "15BELISAR12")
    assert [one.marking for one in raised.telegram.paragraphs] == ["TS", "TS"]
    assert raised.original == (tmp_path / "a.txt").read_bytes()
    brief = house.dialogues.brief(OWNER, "talks")
    assert brief.banner == "TOP SECRET"
    assert {line.marking for section in brief.sections for line in section.lines if line.cites} == {"TS"}
    assert house.ingest.record(raised.original, "a.txt").telegram.paragraphs == raised.telegram.paragraphs

    # As the text says it, once the telegram is held as its text says again.
    house.markings.mark(OWNER, "15BELISAR12", "SECRET", why="the danger has passed")
    assert (sees(house, LOW), sees(house, HIGH)) == ((True, 1), (True, 1))
    [again] = house.reading.versions(OWNER, "15BELISAR12")
    assert [one.marking for one in again.telegram.paragraphs] == ["C", "S"]


@pytest.mark.parametrize(
    ("level", "captions", "label"), [("TOP SECRET", [], "5;;-"), ("SECRET", ["NODIS", "REL TO USA"], "4;NODIS;US")]
)
def test_what_is_raised_in_one_archive_is_so_in_the_next_and_stays_so(
    house: House, tmp_path: Path, level: str, captions: list[str], label: str
) -> None:
    house.markings.mark(OWNER, "15BELISAR12", level, captions, why="a source is in danger")
    house.exporting.write(OWNER, "mrn:15BELISAR12", "jsonl", tmp_path / "out.jsonl")
    with open_house(tmp_path / "other", write=True) as other:
        other.releasing.set("paragraphs")
        other.ingest.run(OWNER, [tmp_path / "out.jsonl"])
        [held] = other.reading.versions(OWNER, "15BELISAR12")
        assert held.access == label
        assert (sees(other, LOW), sees(other, HIGH)) == ((False, 0), (False, 0))
        [settled] = other.markings.of(OWNER, "15BELISAR12")
        assert str(settled_told(settled)).endswith(": held so in the archive that it comes from (before: SECRET)")
        other.rebuilding.run(OWNER)
    with open_house(tmp_path / "other", write=True) as other:
        assert other.reading.versions(OWNER, "15BELISAR12")[0].access == label
        assert (sees(other, LOW), sees(other, HIGH)) == ((False, 0), (False, 0))
        # A person may lower it here, as anywhere.
        other.markings.mark(OWNER, "15BELISAR12", "SECRET", why="the danger has passed")
        assert (sees(other, LOW), sees(other, HIGH)) == ((True, 1), (True, 1))


def test_a_label_of_another_archive_that_cannot_be_read_closes_for_good(house: House, tmp_path: Path) -> None:
    house.exporting.write(OWNER, "mrn:15BELISAR12", "jsonl", tmp_path / "out.jsonl")
    told = (tmp_path / "out.jsonl").read_text().replace('"access":"4;;-"', '"access":"nonsense"')
    (tmp_path / "bad.jsonl").write_text(told)
    with open_house(tmp_path / "other", write=True) as other:
        other.ingest.run(OWNER, [tmp_path / "bad.jsonl"])
        other.rebuilding.run(OWNER)
    with open_house(tmp_path / "other", write=True) as other:
        assert other.reading.versions(OWNER, "15BELISAR12")[0].access == UNREADABLE.label
        [settled] = other.markings.of(OWNER, "15BELISAR12")
        assert str(settled_told(settled)).startswith("settled as marking not read by owner")


def test_who_narrows_the_nations_narrows_them_for_each_paragraph(house: House) -> None:
    house.releasing.set("paragraphs")
    british = Reader("british", 3, nation="GB")
    assert sees(house, british) == (True, 1)
    house.markings.mark(OWNER, "15BELISAR12", "SECRET", ["REL TO USA"], why="it names a source")
    assert sees(house, british) == (False, 0)
    assert sees(house, Reader("american", 3, nation="US")) == (True, 1)


@pytest.mark.parametrize("level", ["TOP SECRET", "UNCLASSIFIED"])
def test_in_between_nobody_finds_what_the_store_does_not_open(
    house: House, monkeypatch: pytest.MonkeyPatch, level: str
) -> None:
    house.releasing.set("paragraphs")
    before: dict[str, tuple[bool, int]] = {r.name: sees(house, r) for r in (LOW, HIGH)}
    met: list[str] = []

    def look(when: str) -> None:
        met.append(when)
        for reader in (LOW, HIGH):
            opens, found = sees(house, reader)
            assert found <= int(opens), (when, reader.name)

    restate, add = SqlTelegrams.restate, TantivyIndex.add

    def restating(store: SqlTelegrams, reader: Reader, record: Record, views: Sequence[Record]) -> list[str]:
        look("out of the index")
        gone = restate(store, reader, record, views)
        look("changed in the store")
        return gone

    monkeypatch.setattr(SqlTelegrams, "restate", restating)
    house.markings.mark(OWNER, "15BELISAR12", level, why="x")
    assert met == ["out of the index", "changed in the store"]
    assert before == {"low": (True, 1), "high": (True, 1)}
    assert add is TantivyIndex.add


def test_a_move_cut_short_is_caught_up(house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def dies(*_args: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(TantivyIndex, "add", dies)
        with pytest.raises(KeyboardInterrupt):
            house.markings.mark(OWNER, "15BELISAR12", "CONFIDENTIAL", why="x")
    house.close()
    with open_house(tmp_path / "archive", write=True) as opened:
        assert sees(opened, LOW) == (True, 1)


def test_a_move_that_another_program_left_is_brought_to_its_end_as_it_was_decided(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As in PostgreSQL, where many write: one was killed, and another that was open before marks the next."""
    killed = copy(house.markings)

    def dies(*_args: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(SqlTelegrams, "restate", dies)
        with pytest.raises(KeyboardInterrupt):
            killed.mark(OWNER, "15BELISAR12", "TOP SECRET", why="x")
    house.markings.mark(OWNER, "15BELISAR13", "CONFIDENTIAL", why="x")
    assert [sees(house, reader) for reader in (LOW, HIGH, OWNER)] == [(False, 0), (False, 0), (True, 1)]


def test_a_decision_of_another_program_between_our_look_and_our_word_holds(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As in PostgreSQL: one is opened while another marks, and takes what that has under way for left behind."""
    other = copy(house.markings)
    other._lock = threading.Lock()
    restated = SqlTelegrams.restate
    between = [lambda: other.mark(OWNER, "15BELISAR12", "TOP SECRET", why="x")]

    def meanwhile(telegrams: SqlTelegrams, *given: Any) -> None:
        if between:
            between.pop()()
        restated(telegrams, *given)

    house.notes.write("marking", house.reading.the_one(OWNER, "15BELISAR12")[0].sha256)
    with monkeypatch.context() as patch:
        patch.setattr(SqlTelegrams, "restate", meanwhile)
        house.markings.settle()
    assert not between
    assert [sees(house, reader) for reader in (LOW, HIGH, OWNER)] == [(False, 0), (False, 0), (True, 1)]


def test_a_decision_outlives_a_new_reading(house: House, tmp_path: Path) -> None:
    house.markings.mark(OWNER, "15BELISAR12", "CONFIDENTIAL", ["ORCON"], why="x")
    data = (tmp_path / "a.txt").read_bytes()
    assert house.ingest.record(data, "a.txt").access == "3;ORCON;-"
    house.close()
    with open_house(tmp_path / "archive", write=True) as opened:
        assert opened.ingest.record(data, "a.txt").access == "3;ORCON;-"


@pytest.mark.parametrize(
    ("reader", "level", "why", "error"),
    [
        (OWNER, "ZEBRA", "x", RefusedError),
        (OWNER, "", "x", RefusedError),
        (OWNER, "SECRET", " ", RefusedError),
        (HIGH, "TOP SECRET", "x", RefusedError),  # could not read it afterwards
        (LOW, "UNCLASSIFIED", "x", NotFoundError),  # may not read it now
    ],
)
def test_what_is_refused_changes_nothing(
    house: House, reader: Reader, level: str, why: str, error: type[Exception]
) -> None:
    with pytest.raises(error):
        house.markings.mark(reader, "15BELISAR12", level, why=why)
    assert (sees(house, LOW), sees(house, HIGH)) == ((False, 0), (True, 1))


@pytest.mark.parametrize("name", ["15BELISAR12", None])
def test_who_reads_a_part_of_a_telegram_settles_nothing_of_it(house: House, name: str | None) -> None:
    house.releasing.set("paragraphs")
    before = {record.sha256: record for record in _held(house)}
    [view] = house.reading.versions(LOW, "15BELISAR12")
    assert WITHHELD in view.telegram.source  # so the refusal says nothing new
    with pytest.raises(RefusedError, match="you read a part of it: ask someone who reads it all"):
        house.markings.mark(LOW, name or view.sha256, "UNCLASSIFIED", why="x")
    assert {record.sha256: record for record in _held(house)} == before
    assert not house.markings.standing(before)
    with pytest.raises(NotFoundError):
        house.reading.versions(Reader("none", 0), "15BELISAR12")
    # Whoever reads it all settles it as before, and the view goes with it.
    house.markings.mark(HIGH, "15BELISAR12", "UNCLASSIFIED", why="released")
    assert {reader: sees(house, reader) for reader in (LOW, HIGH)} == dict.fromkeys((LOW, HIGH), (True, 1))


def test_of_a_whole_version_and_a_part_of_another_neither_is_settled_by_the_number(
    house: House, tmp_path: Path
) -> None:
    (tmp_path / "low.txt").write_text(text(["C"], level="C O N F I D E N T I A L").replace("ZNY SSSSS", "ZNY CCCCC"))
    house.ingest.run(OWNER, [tmp_path / "low.txt"])
    house.releasing.set("paragraphs")
    both = house.reading.versions(LOW, "15BELISAR12")
    [whole] = [record for record in both if "!" not in record.access]
    assert len(both) == 2
    with pytest.raises(RefusedError, match="you read a part of it"):
        house.markings.mark(LOW, "15BELISAR12", "UNCLASSIFIED", why="x")
    assert not house.markings.standing(record.sha256 for record in both)
    assert house.reading.versions(LOW, "15BELISAR12") == both
    house.markings.mark(LOW, whole.sha256, "UNCLASSIFIED", why="x")
    assert house.markings.standing(record.sha256 for record in _held(house)).keys() == {whole.sha256}


def test_a_part_that_shows_no_gap_is_refused_as_what_is_not_there(house: House, tmp_path: Path) -> None:
    (tmp_path / "bare.txt").write_text("S E C R E T BELISAR 000014\n\n1. (C) The alabaster came to port.\n")
    name = house.ingest.record((tmp_path / "bare.txt").read_bytes(), "bare.txt").sha256
    house.ingest.run(OWNER, [tmp_path / "bare.txt"])
    house.releasing.set("paragraphs")
    views = house.releasing.views_of(house.reading.versions(OWNER, name)[0])
    assert [(view.access, WITHHELD in view.telegram.source) for view in views] == [("3;;-!4;;-", False)]
    with pytest.raises(NotFoundError) as told:
        house.markings.mark(LOW, views[0].sha256, "UNCLASSIFIED", why="x")
    with pytest.raises(NotFoundError) as closed:
        house.markings.mark(Reader("none", 0), views[0].sha256, "UNCLASSIFIED", why="x")
    assert str(told.value) == str(closed.value)
    assert house.reading.versions(LOW, views[0].sha256) == views


def _held(house: House) -> list[Record]:
    return house.reading.versions(UPKEEP, "15BELISAR12")


def board_of(house: House, reader: Reader) -> list[tuple[str, str]] | None:
    """Text and mark of the objectives that a reader sees; None where they see no dialogue."""
    try:
        return [(row.text, row.marking) for row in house.dialogues.view(reader, "talks").of("objective")]
    except NotFoundError:
        return None


def test_what_was_drawn_from_a_telegram_follows_it_up_and_its_entries_stay_as_they_are(house: House) -> None:
    house.markings.mark(OWNER, "15BELISAR13", "UNCLASSIFIED", why="the paper copy")
    house.dialogues.open(OWNER, "15BELISAR13", id="talks", title="Talks", parties=["XV", "XT"])
    house.dialogues.record(OWNER, "talks", "objective.raise", "a", mrn="15BELISAR13", fields={"text": "Landing rights"})
    house.dialogues.record(OWNER, "talks", "objective.raise", "b", fields={"text": "A desk's own word"})
    low = Reader("low", 0)
    assert board_of(house, low) == [("Landing rights", "U"), ("A desk's own word", "U")]
    kept = house.ledger.entries(OWNER)

    house.markings.mark(OWNER, "15BELISAR13", "SECRET", why="a source is in danger")
    # The desk's own word is held as closely as the dialogue that it is about, and goes up with it.
    assert board_of(house, low) is None
    assert board_of(house, LOW) is None
    assert board_of(house, HIGH) == [("Landing rights", "S"), ("A desk's own word", "S")]
    assert house.dialogues.view(HIGH, "talks").banner == "SECRET"
    assert {entry["draft"]["access"] for entry in house.dialogues.export(HIGH, "talks")} == {"4;;-"}
    assert house.ledger.entries(OWNER) == kept
    assert house.ledger.broken_at(OWNER) is None

    house.markings.mark(OWNER, "15BELISAR13", "UNCLASSIFIED", why="declassified")
    assert board_of(house, low) == [("Landing rights", "U"), ("A desk's own word", "U")]


@pytest.mark.parametrize("close", ["mark", "release"])
def test_what_was_drawn_from_a_part_goes_with_the_part(house: House, close: str) -> None:
    house.releasing.set("paragraphs")
    house.dialogues.open(LOW, "15BELISAR12", id="talks", title="Talks", parties=["XV", "XT"])
    house.dialogues.record(LOW, "talks", "objective.raise", "a", mrn="15BELISAR12", fields={"text": "Landing rights"})
    draft = house.clearing.new(LOW, house.clearing.compose(LOW, "report", answers="15BELISAR12"), answers="15BELISAR12")
    assert board_of(house, LOW) == [("Landing rights", "C")]

    if close == "mark":
        house.markings.mark(OWNER, "15BELISAR12", "TOP SECRET", why="a source is in danger")
    else:
        house.releasing.set("whole")
    assert sees(house, LOW) == (False, 0)
    assert board_of(house, LOW) is None
    assert [one.id for one in house.clearing.all(LOW)] == []
    top = Reader("top", 5)
    assert board_of(house, top) == [("Landing rights", "TS" if close == "mark" else "S")]
    assert [one.id for one in house.clearing.all(top)] == [draft.id]

    house.markings.mark(OWNER, "15BELISAR12", "SECRET", why="the danger is over")
    house.releasing.set("paragraphs")
    assert board_of(house, LOW) == [("Landing rights", "C")]


def test_what_is_marked_while_it_waits_for_the_index_is_found_as_it_is_held(house: House) -> None:
    marked = text(["C", "S"], level="S E C R E T").replace("000012", "000014").encode()
    house.releasing.set("paragraphs")
    put = house.ingest.put(OWNER, house.ingest.prepared(OWNER, [("c.txt", marked)]))
    house.markings.mark(OWNER, "15BELISAR14", "TOP SECRET", why="read on the paper copy")
    house.ingest.settle(OWNER, [put])
    assert [sees(house, reader, "15BELISAR14") for reader in (LOW, HIGH, OWNER)] == [(False, 0), (False, 0), (True, 1)]
