"""Moves in the rows of a table, as they are copied from a spreadsheet: all of them are entered, or none."""

from __future__ import annotations

import csv
from datetime import date
from threading import Thread
from typing import Any

import pytest
from hand_made import CONFIDENTIAL_READER, NOW, SECRET_READER, Archive, seed_archive, telegram

from legation.core.errors import NotFoundError, RefusedError
from legation.core.marking import OWNER
from legation.services.dialogue.rows import MOST, Tried
from legation.services.dialogue.together import Together

TALKS = "us-ly"
HEAD = "move,about,on,mrn,quote,text,objective,party,stance,by,to,due"
ROWS = (
    "objective.raise,pilots,2010-03-01,,,Train the pilots,,,,,,",
    "objective.table,pilots,2010-03-02,,,,,,,,,",
    "position.state,pilots,2010-03-05,,,It will be looked at,,LY,undecided,,,",
    'commitment.undertake,list,2010-03-05,,,"Send the names, all of them",pilots,,,LY,US,2010-04',
    "commitment.complete,list,2010-04-02,,,,,,,,,",
)


@pytest.fixture
def archive() -> Archive:
    return seed_archive()


def table(*rows: str, head: str = HEAD) -> str:
    return "\n".join([head, *rows]) + "\n"


def refusals(tried: Tried) -> list[tuple[int, str]]:
    return [(row.line, str(row.what)) for row in tried.refused]


def test_rows_are_entered_from_above_to_below_and_name_what_others_raise(archive: Archive) -> None:
    tried = archive.dialogues.record_rows(OWNER, TALKS, table=table(*ROWS))
    assert (tried.entered, tried.refused) == (5, ())
    board = archive.dialogues.board(OWNER, TALKS)
    (objective,), (commitment,) = board.of("objective"), board.of("commitment")
    assert (objective.text, objective.state) == ("Train the pilots", "tabled")
    assert (commitment.text, commitment.state) == ("Send the names, all of them", "complete")
    assert (commitment.fields["objective"], commitment.fields["due"]) == (objective.id, "2010-04")
    (position,) = board.of("position")
    assert position.fields["objective"] == objective.id
    assert [tried.rows[place].about for place in (0, 3)] == [
        "objective 1: Train the pilots",
        "commitment 1: Send the names, all of them",
    ]


def test_each_row_enters_what_the_same_move_by_hand_does(archive: Archive) -> None:
    by_hand = seed_archive()
    for row in ROWS:
        move, about, on, *cells = next(csv.reader([row]))
        named = zip(HEAD.split(",")[5:], cells[2:], strict=True)
        fields = {name: cell for name, cell in named if cell}
        by_hand.dialogues.record(OWNER, TALKS, move, about, on=date.fromisoformat(on), fields=fields)
    archive.dialogues.record_rows(OWNER, TALKS, table=table(*ROWS))
    one, other = archive.dialogues.board(OWNER, TALKS), by_hand.dialogues.board(OWNER, TALKS)
    assert {key: (thing.state, thing.text) for key, thing in one.things.items() if thing.entity != "position"} == {
        key: (thing.state, thing.text) for key, thing in other.things.items() if thing.entity != "position"
    }


def test_where_a_row_is_refused_none_is_entered_and_every_fault_is_told(archive: Archive) -> None:
    before = archive.ledger.entries(OWNER)
    rows = (
        *ROWS[:2],
        "objective.melt,pilots,,,,,,,,,,",
        "objective.meet,ships,,,,,,,,,,",
        "objective.raise,a,2010-31-12,,,A,,,,,,",
        "objective.raise,b,,,,B,,,,,,2010-02,surplus",
        "objective.raise,c,,,only a quotation,C,,,,,,",
        ",,,,,,,,,,,",
        "objective.table,,,,,,,,,,,",
    )
    tried = archive.dialogues.record_rows(OWNER, TALKS, table=table(*rows))
    assert tried.entered == 0
    assert refusals(tried) == [
        (4, "there is no move 'objective.melt'"),
        (5, "no objective ships here that you may read"),
        (6, "'2010-31-12' is no day"),
        (7, "1 cell without a column"),
        (8, "a quote needs its telegram"),
        (10, "it is not said what is meant"),
    ]
    assert archive.ledger.entries(OWNER) == before


def test_a_table_that_was_added_to_is_entered_again_and_what_stands_is_passed_over(archive: Archive) -> None:
    archive.dialogues.record_rows(OWNER, TALKS, table=table(*ROWS))
    more = "objective.negotiate,pilots,2010-04-05,,,,,,,,,"
    tried = archive.dialogues.record_rows(SECRET_READER, TALKS, table=table(*ROWS, more))
    assert [row.stood for row in tried.rows] == [True] * 5 + [False]
    undated = archive.dialogues.record_rows(OWNER, TALKS, table=table("objective.table,pilots,,,,,,,,,,"))
    assert [(row.stood, row.on) for row in undated.rows] == [(True, "2010-03-02")]
    assert (tried.entered, tried.fresh, tried.refused) == (1, 1, ())
    assert [entry.verb for entry in archive.ledger.entries(OWNER)[-6:]] == [
        *("raise", "table", "state", "undertake", "complete", "negotiate")
    ]


def test_it_may_be_looked_at_first(archive: Archive) -> None:
    before = archive.ledger.entries(OWNER)
    tried = archive.dialogues.record_rows(OWNER, TALKS, table=table(*ROWS), enter=False)
    assert (len(tried.rows), tried.entered, tried.refused) == (5, 0, ())
    assert archive.ledger.entries(OWNER) == before


@pytest.mark.parametrize("between", [";", "\t"])
def test_cells_stand_apart_by_what_a_spreadsheet_puts_between_them(archive: Archive, between: str) -> None:
    rows = [row.replace('"Send the names, all of them"', "Send the names").replace(",", between) for row in ROWS]
    tried = archive.dialogues.record_rows(
        OWNER, TALKS, table="\ufeff" + table(*rows, head=HEAD.replace(",", between).upper())
    )
    assert (tried.entered, tried.refused) == (5, ())


def test_new_things_have_numbers_in_the_order_of_their_rows(archive: Archive) -> None:
    rows = [f"objective.raise,,2010-03-01,,,Matter {letter},,,,,," for letter in "qwertzuiop"]
    archive.dialogues.record_rows(OWNER, TALKS, table=table(*rows))
    view = archive.dialogues.view(OWNER, TALKS)
    assert [row.text for row in view.of("objective")] == [f"Matter {letter}" for letter in "qwertzuiop"]


def test_a_list_is_written_with_semicolons_or_as_json(archive: Archive) -> None:
    rows = (
        "demarche.instruct\tone\t2010-03-01\tAsk\tTUNIS; RABAT",
        'demarche.instruct\tother\t2010-03-01\tAsk\t["CAIRO"]',
    )
    archive.dialogues.record_rows(OWNER, TALKS, table=table(*rows, head="move\tabout\ton\ttext\tposts"))
    posts = [thing.fields["posts"] for thing in archive.dialogues.board(OWNER, TALKS).of("demarche")]
    assert sorted(posts) == [["CAIRO"], ["TUNIS", "RABAT"]]


def test_a_row_is_held_as_closely_as_its_telegram_and_a_closed_one_is_not_there(archive: Archive) -> None:
    archive.keep(telegram("10TRIPOLI7", [("S", "The pilots will be trained.")], level="SECRET"))
    shown = "objective.raise,pilots,2010-03-01,10TRIPOLI7,pilots will be trained,Train the pilots,,,,,,"
    absent = shown.replace("10TRIPOLI7", "10TRIPOLI8")
    closed = archive.dialogues.record_rows(CONFIDENTIAL_READER, TALKS, table=table(shown))
    assert closed.not_there == ("10TRIPOLI7",)
    nothing = archive.dialogues.record_rows(CONFIDENTIAL_READER, TALKS, table=table(absent))
    assert refusals(closed) == [(line, what.replace("TRIPOLI8", "TRIPOLI7")) for line, what in refusals(nothing)]
    assert closed.entered == nothing.entered == 0
    tried = archive.dialogues.record_rows(SECRET_READER, TALKS, table=table(shown, "objective.table,pilots,,,,,,,,,,"))
    assert [row.marking for row in tried.rows] == ["S", "S"]
    assert archive.dialogues.board(CONFIDENTIAL_READER, TALKS).of("objective") == []


def test_words_marked_above_what_they_would_be_held_as_are_refused(archive: Archive) -> None:
    tried = archive.dialogues.record_rows(OWNER, TALKS, table=table("objective.raise,a,,,,(S) The pilots,,,,,,"))
    assert [what for _, what in refusals(tried)] == ["these words are marked SECRET, and would be held as CONFIDENTIAL"]


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ("", "names no column 'move'"),
        ("about,text\npilots,Train\n", "names no column 'move'"),
        ("move,text,Text\nobjective.raise,a,b\n", "names 'text' twice"),
        (HEAD + "\n", "no row below"),
        (table('objective.raise,"a'), "line 2 is no row of a table"),
        (table(*["objective.raise,a,,,,A,,,,,,"] * (MOST + 1)), "more than 500 rows"),
    ],
)
def test_what_is_no_table_is_refused(archive: Archive, given: str, says: str) -> None:
    with pytest.raises(RefusedError, match=says):
        archive.dialogues.record_rows(OWNER, TALKS, table=given)


def test_a_dialogue_that_is_not_there_takes_no_rows(archive: Archive) -> None:
    with pytest.raises(NotFoundError):
        archive.dialogues.record_rows(OWNER, "nowhere", table=table(*ROWS))


def test_a_row_may_take_back_what_one_above_it_enters(archive: Archive) -> None:
    rows = (*ROWS[:2], "objective.undo,pilots,,,,,,,,,,,2010-03-02")
    tried = archive.dialogues.record_rows(OWNER, TALKS, table=table(*rows, head=HEAD + ",movement"))
    assert (tried.entered, tried.refused) == (3, ())
    (objective,) = archive.dialogues.board(OWNER, TALKS).of("objective")
    assert objective.state == "raised"
    assert [one.kind for one in objective.taken_back] == ["objective.table"]


def test_what_was_taken_back_does_not_stand_and_is_not_entered_again_unsaid(archive: Archive) -> None:
    archive.dialogues.record_rows(OWNER, TALKS, table=table(*ROWS[:2]))
    archive.dialogues.record(OWNER, TALKS, "objective.undo", "pilots", fields={"movement": "2010-03-02"})
    tried = archive.dialogues.record_rows(OWNER, TALKS, table=table(*ROWS[:2]))
    assert refusals(tried) == [(3, "the same was entered before, and was taken back")]
    later = [ROWS[0], ROWS[1].replace("2010-03-02", str(NOW.date()))]
    assert archive.dialogues.record_rows(OWNER, TALKS, table=table(*later)).entered == 1


def test_the_words_of_a_thing_beside_a_row_carry_their_marking(archive: Archive) -> None:
    archive.keep(telegram("10TRIPOLI7", [("S", "The pilots will be trained.")], level="SECRET"))
    archive.keep(telegram("10TRIPOLI8", [("C", "The pilots were spoken of.")], level="CONFIDENTIAL"))
    archive.dialogues.record_rows(OWNER, TALKS, table=table(ROWS[0]))
    said = {"text": "Train forty pilots"}
    archive.dialogues.record(
        OWNER, TALKS, "objective.amend", "pilots", mrn="10TRIPOLI7", on=date(2010, 3, 1), fields=said
    )
    row = table("objective.table,pilots,2010-03-02,10TRIPOLI8,,,,,,,,")
    for stood in (False, True):
        (tried,) = archive.dialogues.record_rows(OWNER, TALKS, table=row).rows
        assert (tried.about, tried.marking, tried.stood) == ("objective 1: Train forty pilots", "S", stood)
    assert archive.ledger.entries(OWNER)[-1].draft.marking == "C"


def test_a_cell_of_brackets_in_brackets_is_read_as_words(archive: Archive) -> None:
    row = f"demarche.instruct\tone\t2010-03-01\tAsk\t{'[' * 100_000}"
    tried = archive.dialogues.record_rows(OWNER, TALKS, table=table(row, head="move\tabout\ton\ttext\tposts"))
    assert tried.refused == ()


@pytest.mark.parametrize("cell", ['[{"text":NaN}]', '[{"text":-Infinity}]', '[{"text":"\\ud800"}]'])
def test_what_cannot_be_kept_as_it_is_written_is_refused(archive: Archive, cell: str) -> None:
    """Else it would be kept as something else, and be entered once more each time the table is."""
    row = f'meeting.propose\tone\t2010-03-01\tTalks\t"{cell.replace(chr(34), chr(34) * 2)}"'
    for _ in range(2):
        tried = archive.dialogues.record_rows(OWNER, TALKS, table=table(row, head="move\tabout\ton\ttext\tagenda"))
        assert [(line, says.endswith("is no list of items")) for line, says in refusals(tried)] == [(2, True)]


def test_others_enter_while_a_table_is_tried_and_it_is_tried_upon_what_they_entered(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    dialogues, told = archive.dialogues, list[bool]()

    def tried_slowly(self: Together, *given: Any) -> Any:
        made = real(self, *given)
        if not told:
            fields = {"text": "Train the pilots"}
            entering = Thread(
                target=lambda: dialogues.record(
                    OWNER, TALKS, "objective.raise", "pilots", on=date(2010, 3, 1), fields=fields
                ),
                daemon=True,
            )
            entering.start()
            entering.join(5)
            told.append(entering.is_alive())
        return made

    real = Together._tried
    monkeypatch.setattr(Together, "_tried", tried_slowly)
    tried = dialogues.record_rows(OWNER, TALKS, table=table(*ROWS[:2]))
    assert told == [False]
    assert [row.stood for row in tried.rows] == [True, False]
    assert [thing.state for thing in dialogues.board(OWNER, TALKS).of("objective")] == ["tabled"]


def test_a_move_that_comes_again_further_below_is_one_more(
    archive: Archive,
) -> None:
    rows = [
        f"{row},,,,,,,,,,," for row in ("objective.table,pilots", "objective.defer,pilots", "objective.table,pilots")
    ]
    given = table(ROWS[0], *rows, rows[-1])
    tried = archive.dialogues.record_rows(OWNER, TALKS, table=given)
    assert [row.stood for row in tried.rows] == [False] * 4 + [True]
    assert [thing.state for thing in archive.dialogues.board(OWNER, TALKS).of("objective")] == ["tabled"]
    again = archive.dialogues.record_rows(OWNER, TALKS, table=given)
    assert [row.stood for row in again.rows] == [True] * 5
