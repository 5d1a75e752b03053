"""The scoring of proposals: what matches, what is missed and invented, which fields agree, and what the page says."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
from accuracy.figures import Section, interval, listing, rendered
from accuracy.proposals import Mark, Score, agrees, compared, matched, overlaps, score, section, value

from accuracy import proposals

TEXT = "t/one.txt"


def mark(kind: str, *spans: tuple[int, int], rule: str = "", **fields: Any) -> Mark:
    return Mark(kind, spans, fields, rule)


def scored(marked: list[Mark], proposed: list[Mark]) -> Score:
    return score("set", {TEXT: marked}, lambda _: proposed)


@pytest.mark.parametrize(
    ("one", "other", "common"),
    [
        ((10, 20), (10, 20), 10),
        ((10, 20), (15, 90), 5),  # just half of the shorter one
        ((10, 20), (16, 90), 0),
        ((0, 100), (40, 44), 4),
        ((10, 20), (20, 30), 0),
        ((10, 20), (30, 40), 0),
        ((10, 21), (16, 90), 0),  # five of eleven
    ],
)
def test_spans_overlap_by_half_of_the_shorter_one(one: tuple[int, int], other: tuple[int, int], common: int) -> None:
    assert overlaps(one, other) == common
    assert overlaps(other, one) == common


@pytest.mark.parametrize(
    ("marked", "proposed", "counts"),
    [
        ([mark("meeting", (0, 10))], [mark("meeting", (0, 10))], (1, 1, 1)),
        ([mark("meeting", (0, 10))], [mark("position", (0, 10))], (0, 1, 1)),
        ([mark("meeting", (0, 10))], [mark("meeting", (6, 30))], (0, 1, 1)),
        ([mark("meeting", (0, 10))], [], (0, 0, 1)),
        ([], [mark("meeting", (0, 10))], (0, 1, 0)),
        ([], [], (0, 0, 0)),
        # A mark counts once, however often it is proposed; a proposal counts once, however much it covers.
        ([mark("meeting", (0, 10))], [mark("meeting", (0, 5)), mark("meeting", (5, 10))], (1, 2, 1)),
        ([mark("meeting", (0, 10)), mark("meeting", (20, 30))], [mark("meeting", (0, 30))], (1, 1, 2)),
        # Several sources: any may match, and together they are one proposal.
        ([mark("meeting", (50, 60))], [mark("meeting", (0, 10), (50, 60))], (1, 1, 1)),
        ([mark("meeting", (0, 10)), mark("meeting", (50, 60))], [mark("meeting", (0, 10), (50, 60))], (1, 1, 2)),
    ],
)
def test_what_is_right_missed_and_invented(
    marked: list[Mark], proposed: list[Mark], counts: tuple[int, int, int]
) -> None:
    found = scored(marked, proposed)
    assert found.counts() == counts
    assert len(found.missed) == counts[2] - counts[0]
    assert len(found.invented) == counts[1] - counts[0]


def test_the_largest_matching_is_found_where_the_best_pair_first_would_lose_one() -> None:
    # The long proposal shares most with the first mark, but the short one fits nowhere else.
    marked = [mark("position", (0, 40)), mark("position", (40, 60))]
    proposed = [mark("position", (0, 60)), mark("position", (0, 20))]
    assert matched(marked, proposed) == [(0, 1), (1, 0)]


def test_of_equal_matchings_the_closest_words_pair() -> None:
    marked = [mark("position", (0, 40)), mark("position", (20, 60))]
    proposed = [mark("position", (18, 60)), mark("position", (0, 42))]
    assert matched(marked, proposed) == [(0, 1), (1, 0)]


def test_texts_do_not_lend_one_another_their_marks() -> None:
    found = score("set", {"a": [mark("meeting", (0, 10))], "b": []}, lambda t: [mark("meeting", (0, 10))] * (t == "b"))
    assert (found.counts(), found.texts) == ((0, 1, 1), 2)


def test_kinds_that_the_guideline_does_not_have_are_left_out_and_counted() -> None:
    found = scored([], [mark("event", (0, 10)), mark("party", (0, 10)), mark("event", (3, 5)), mark("contact", (1, 2))])
    assert found.counts() == (0, 1, 0)
    assert found.left_out == {"event": 2, "party": 1}
    assert any("2 event, 1 party" in note for note in section([found]).notes)


def test_counts_by_kind_add_up() -> None:
    found = scored(
        [mark("meeting", (0, 10)), mark("position", (20, 30)), mark("position", (40, 50))],
        [mark("meeting", (0, 10)), mark("position", (20, 30)), mark("demarche", (40, 50))],
    )
    assert found.counts("position") == (1, 1, 2)
    assert found.counts("demarche") == (0, 1, 0)
    assert found.counts() == (2, 3, 3)


@pytest.mark.parametrize(
    ("kind", "given", "name", "said"),
    [
        ("objective", {"sought_by": "XV", "sought_from": "XT"}, "party", "XV"),
        ("objective", {"sought_by": "XV", "sought_from": "XT"}, "counterparty", "XT"),
        ("commitment", {"by": "XV", "to": "XT"}, "party", "XV"),
        ("demarche", {"by": "XV", "to": "XT"}, "counterparty", "XT"),
        ("position", {"party": "XV"}, "party", "XV"),
        ("position", {"party": "XV"}, "counterparty", None),
        ("position", {"party": "XV", "stance": {"XT": "refuses", "XV": "accepts"}}, "stance", "accepts"),
        ("objective", {"sought_by": "XV", "sought_from": "XT", "stance": {"XT": "refuses"}}, "stance", "refuses"),
        ("position", {"party": "XV", "stance": {"XW": "refuses"}}, "stance", None),
        ("meeting", {"date": "1970-03-04"}, "due", "1970-03-04"),
        ("dialogue", {"launch": "early 2010"}, "due", "early 2010"),
        ("commitment", {"due": "", "condition": []}, "due", None),
    ],
)
def test_a_field_is_known_by_the_name_of_the_guideline(kind: str, given: dict[str, Any], name: str, said: Any) -> None:
    assert value(Mark(kind, ((0, 1),), given), name) == said


@pytest.mark.parametrize(
    ("name", "wanted", "found", "same"),
    [
        ("party", "XV", "XV", True),
        ("party", "XV", "XT", False),
        ("party", "XV, XT", ["XT", "XV"], True),
        ("party", "XV, XT", "XV", False),
        ("counterparty", "Harbour Board", "HARBOUR BOARD", True),
        ("stance", "refuses", "reluctant", False),
        ("modality", None, "done", False),
        ("modality", "done", None, False),
        ("due", "early part of 2010", "early 2010", True),
        ("due", "early 2010", "2010", False),
        ("due", "1970-03-04", "4 MARCH 1970", True),
        ("due", "MARCH 4", "1970-03-04", True),
        ("due", "MARCH 4, 1971", "1970-03-04", False),
        ("due", "1970-03-05", "4 MARCH", False),
        ("due", "1970-03", "1970-03-04", False),
        ("due", "FRIDAY", "MONDAY", False),
        ("condition", True, "IF THE HARBOUR OPENS", True),
        ("condition", True, None, False),
        ("condition", "provided the harbour opens", "PROVIDED THE HARBOUR OPENS IN MAY", True),
        ("condition", "if the harbour opens", "IF THE BRIDGE OPENS", False),
    ],
)
def test_whether_a_field_agrees(name: str, wanted: Any, found: Any, same: bool) -> None:
    assert agrees(name, wanted, found) is same


def test_fields_are_counted_over_the_matched_and_nothing_against_nothing_is_no_case() -> None:
    found = scored(
        [
            mark("position", (0, 10), party="XV", counterparty=None, stance="refuses"),
            mark("position", (20, 30), party="XV", counterparty="XT", stance=None),
            mark("position", (40, 50), party="XV", counterparty="XT", stance="refuses"),
        ],
        [
            mark("position", (0, 10), party="XV", counterparty=None, stance="refuses"),
            mark("position", (20, 30), party="XT", counterparty="XT", stance="accepts"),
        ],
    )
    cases = [(name, agreed) for name, _, _, _, agreed in compared(found)]
    assert cases == [
        ("party", True),
        ("party", False),
        ("counterparty", True),
        ("stance", True),
        ("stance", False),
    ]


def test_a_field_that_nobody_looked_for_in_a_kind_is_no_case() -> None:
    proposed = [mark("commitment", (0, 10), party="XV", modality="done")]
    silent = scored([mark("commitment", (0, 10), party="XV"), mark("meeting", (20, 30), modality="done")], proposed)
    assert [name for name, *_ in compared(silent)] == ["party"]
    asked = scored([mark("commitment", (0, 10), party="XV", modality=None)], proposed)
    assert [(name, agreed) for name, _, _, _, agreed in compared(asked)] == [("party", True), ("modality", False)]


@pytest.mark.parametrize(
    ("right", "whole", "words"),
    [
        (0, 0, "-"),
        (0, 10, "0.0 to 27.8 %"),
        (5, 10, "23.7 to 76.3 %"),
        (10, 10, "72.2 to 100.0 %"),
        (81, 263, "25.5 to 36.6 %"),  # the worked example of Newcombe, 1998
    ],
)
def test_the_interval_is_that_of_wilson(right: int, whole: int, words: str) -> None:
    assert interval(right, whole) == words


def rows(made: Section) -> dict[str, tuple[int, int]]:
    return {figure.name: (figure.right, figure.whole) for figure in made.figures.values()}


def test_the_page_has_every_set_its_kinds_and_its_rules() -> None:
    marked = [mark("meeting", (0, 10), party="XV"), mark("position", (20, 30))]
    proposed = [
        mark("meeting", (0, 10), rule="meeting-held", party="XT"),
        mark("meeting", (60, 70), rule="meeting-held"),
        mark("position", (60, 70), rule="position-own"),
    ]
    found = proposals.scores("telegrams", {TEXT: marked, "seed/s.txt": marked[:1]}, lambda _: proposed)
    made = section(found)
    assert rows(made) == {
        "precision, telegrams": (1, 3),
        "recall, telegrams": (1, 2),
        "F1, telegrams": (2, 5),
        "party, telegrams": (0, 1),
        "precision, seed": (1, 3),
        "recall, seed": (1, 1),
        "F1, seed": (2, 4),
        "party, seed": (0, 1),
    }
    page = f"{rendered([made])}{listing([made])}"
    assert "| precision, telegrams | 1 | 3 | 33.3 % | proposals; interval 6.1 to 79.2 % |" in page
    assert "| meeting | 1 | 2 | 1 | 50.0 % | 9.5 to 90.5 % | 100.0 % | 20.7 to 100.0 % | 66.7 % |" in page
    assert "| meeting-held | 1 | 2 | 50.0 % | 9.5 to 90.5 % |" in page
    assert page.count("| position-own | 0 | 1 | 0.0 % |") == 1  # by the seed no rule is measured
    assert "###" not in page  # totals only: no miss by name


# What a rule of the house finds in each line is in the rules themselves; the lines are invented.
TELEGRAM = """R 041530Z MAR 70
FM AMEMBASSY TRIPOLI
TO SECSTATE WASHDC
CONFIDENTIAL TRIPOLI 412
SUBJ: THE HARBOUR EXERCISE

1. THE GOL IS RELUCTANT TO SEND OBSERVERS TO THE EXERCISE.
2. NOTHING ELSE WAS SAID.
"""
SAID = "THE GOL IS RELUCTANT TO SEND OBSERVERS TO THE EXERCISE"


def line(file: str, kind: str | None, words: str = "", **fields: Any) -> str:
    start = TELEGRAM.find(words)
    whole: dict[str, Any] = {"file": file, "kind": kind}
    if kind is not None:
        whole |= {"span": [start, start + len(words)], "fields": fields}
    return json.dumps(whole) + "\n"


@pytest.fixture
def shared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Shared texts of one telegram, twice: among the texts, and as the seed."""
    for folder in ("t", "seed"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "one.txt").write_text(TELEGRAM, encoding="utf-8")
    monkeypatch.setenv("LEGATION_CORPUS", str(tmp_path))
    return tmp_path


def annotation(shared: Path, *lines: str, files: str = "") -> Path:
    folder = shared / "marks"
    folder.mkdir()
    if files:
        (folder / "files.txt").write_text(files, encoding="utf-8")
    (folder / "proposals.jsonl").write_text("".join(lines), encoding="utf-8")
    return folder / "proposals.jsonl"


def test_the_telegrams_are_read_and_the_seed_stands_apart(shared: Path) -> None:
    marks = annotation(
        shared,
        line(TEXT, "position", SAID, party="LY", stance="reluctant"),
        line(TEXT, "meeting", "NOTHING ELSE WAS SAID"),
        line("seed/one.txt", "position", SAID, party="LY", stance="reluctant"),
    )
    found = rows(proposals.measured(shared, annotation=marks))
    assert found["precision, forty telegrams"] == (1, 1)
    assert found["recall, forty telegrams"] == (1, 2)
    assert found["stance, forty telegrams"] == (1, 1)
    assert found["recall, seed"] == (1, 1)


def test_further_marks_among_the_shared_texts_are_a_row_of_their_own(shared: Path) -> None:
    marks = annotation(shared, line(TEXT, "position", SAID))
    assert not any("gold" in name for name in rows(proposals.measured(shared, annotation=marks)))
    (shared / "proposals.gold.jsonl").write_text(line(TEXT, "meeting", SAID), encoding="utf-8")
    found = rows(proposals.measured(shared, annotation=marks))
    assert found["recall, forty telegrams"] == (1, 1)
    assert found["recall, proposals.gold.jsonl"] == (0, 1)


def test_without_an_annotation_the_row_says_so(shared: Path) -> None:
    page = rendered([proposals.measured(shared, annotation=shared / "marks" / "proposals.jsonl")])
    assert "| precision, forty telegrams | 0 | 0 | - | accuracy/annotation is absent: nothing is measured |" in page


def test_a_listed_text_with_nothing_marked_counts_what_is_invented_in_it(shared: Path) -> None:
    digest = hashlib.sha256(TELEGRAM.encode()).hexdigest()
    marks = annotation(shared, files=f"{digest}  {TEXT}\n")
    assert rows(proposals.measured(shared, annotation=marks))["precision, forty telegrams"] == (0, 1)


def test_a_text_that_is_absent_or_another_is_left_out_and_named(shared: Path) -> None:
    marks = annotation(
        shared,
        line(TEXT, "position", SAID),
        line("t/lost.txt", "position", SAID),
        files=f"{'0' * 64}  {TEXT}\n",
    )
    made = proposals.measured(shared, annotation=marks)
    assert rows(made)["recall, forty telegrams"] == (0, 0)
    assert any("t/lost.txt, t/one.txt" in note for note in made.notes)


def test_the_command_prints_totals_and_with_misses_each_one(shared: Path, capsys: pytest.CaptureFixture[str]) -> None:
    wrong = line(TEXT, "position", SAID, party="LY", stance="refuses")
    marks = annotation(shared, wrong, line(TEXT, "meeting", "NOTHING ELSE WAS SAID"))
    none = shared / "none.jsonl"
    none.write_text(line("seed/one.txt", None), encoding="utf-8")
    assert proposals.main([str(marks), str(none)]) == 0
    totals = capsys.readouterr().out
    assert "| recall, marks given | 1 | 2 |" in totals
    assert "| precision, seed | 0 | 1 |" in totals
    assert "NOTHING ELSE" not in totals
    assert proposals.main(["--misses", str(marks), str(none)]) == 0
    told = capsys.readouterr().out
    assert told.startswith(totals)
    assert "missed: t/one.txt meeting [" in told
    assert "] NOTHING ELSE WAS SAID\n" in told
    assert "invented: seed/one.txt position by position-reluctant [" in told
    assert "`refuses`, read `reluctant`" in told


@pytest.mark.parametrize(
    "bad",
    [
        "{",
        "[]",
        '{"kind": "meeting", "span": [0, 3]}',
        '{"file": "t/one.txt", "kind": "event", "span": [0, 3]}',
        '{"file": "t/one.txt", "kind": "meeting", "span": [3, 3]}',
        '{"file": "t/one.txt", "kind": "meeting", "span": [3]}',
    ],
)
def test_a_line_that_is_no_mark_is_named(shared: Path, bad: str, capsys: pytest.CaptureFixture[str]) -> None:
    marks = annotation(shared, line(TEXT, "position", SAID), bad)
    assert proposals.main([str(marks)]) == 2
    said = capsys.readouterr()
    assert said.err.startswith(f"accuracy: {marks}:2 is no mark: give ")
    assert (said.out, said.err.count("\n")) == ("", 1)


def test_the_command_says_what_is_not_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LEGATION_CORPUS", str(tmp_path))
    assert proposals.main([str(tmp_path / "none.jsonl")]) == 2
    assert "none.jsonl is not there" in capsys.readouterr().err
    monkeypatch.setenv("LEGATION_CORPUS", str(tmp_path / "absent"))
    assert proposals.main([str(tmp_path / "none.jsonl")]) == 2
    assert "set LEGATION_CORPUS" in capsys.readouterr().err


def test_the_projects_own_marks_are_whole_and_every_marked_text_is_listed() -> None:
    marks = proposals.marks_in(proposals.ANNOTATION)
    known = proposals.listed(proposals.ANNOTATION)
    assert marks.keys() == known.keys()
    assert len([text for text in known if not text.startswith(proposals.SEED)]) == 40


@pytest.mark.corpus
def test_the_marked_texts_are_those_of_the_shared_texts(corpus: Path) -> None:
    known = proposals.listed(proposals.ANNOTATION)
    for text, digest in known.items():
        assert hashlib.sha256((corpus / text).read_bytes()).hexdigest() == digest, text
    for text, marks in proposals.marks_in(proposals.ANNOTATION).items():
        length = len(proposals.decoded((corpus / text).read_bytes()))
        assert all(mark.spans[0][1] <= length for mark in marks), text
