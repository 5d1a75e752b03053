"""The benchmarks run, and what they measure is what they say; timings themselves are never tested."""

from __future__ import annotations

import pytest
from bench.__main__ import main
from bench.growth import Growth, Shape, measure, report
from bench.ledger import ledger
from bench.one_thing import ROWS, entries
from bench.reading import WAYS, lots, quickness, rightness, told, touch, wrong

from legation.core.dialogue.fold import fold
from legation.core.dialogue.ledger import broken_at
from legation.formats import read
from legation.simulate import Truth, traffic
from legation.tables.moves import load_moves


def test_a_field_read_wrong_is_told() -> None:
    sent = next(traffic(1, faults=0))
    telegram = read(sent.text)
    truth = told(telegram)
    assert wrong(truth, telegram) == []
    assert wrong(truth._replace(subject="ANOTHER", mrn="15NOWHERE1"), telegram) == ["mrn", "subject"]
    assert rightness([sent._replace(truth=truth._replace(dtg=""))]).missed == {"dtg": 1}
    assert rightness([sent._replace(truth=truth)]).share == 1


def test_most_fields_of_the_traffic_are_read_right() -> None:
    found = rightness(traffic(80, faults=0))
    assert found.telegrams == 80
    assert found.share > 0.9
    assert not {"mrn", "dtg", "from_plad", "level"} & set(found.missed)


def test_each_way_of_reading_is_timed_over_the_same_lot() -> None:
    lot = next(lots(10))
    least = quickness([sent.text for sent in lot], rounds=1)
    assert set(least) == set(WAYS)
    assert all(seconds > 0 for seconds in least.values())
    assert touch(read(lot[0].text)) > len(Truth._fields)


def test_growth_is_judged_by_the_worst_step() -> None:
    grown = measure(Shape("words", "word "), 100_000)
    assert set(grown.seconds) == {1000, 10_000, 100_000}
    assert grown.worst_from == 10_000
    said: list[str] = []
    assert report([grown._replace(worst=9.0)], said.append)
    assert not report(
        [Growth("good", {1000: 1e-3}, 10.0, 10_000), Growth("bad", {1000: 2e-3}, 99.0, 10_000)], said.append
    )
    assert "worst growth: bad, 99.0 x from 10,000\n" in said
    assert any(line.startswith("! bad") for line in said)


def test_every_row_of_entries_on_one_thing_folds() -> None:
    for row in ROWS:
        for one_day in (False, True):
            held = entries(row, 24, one_day=one_day)
            assert 20 <= len(held) <= 40, row.name
            board = fold(held, load_moves())
            assert not [found for found in board.findings if "not a move of the table" in found], row.name


def test_the_ledger_folds_without_findings() -> None:
    entries = ledger(70)
    assert broken_at(entries) is None
    board = fold(entries, load_moves())
    assert not board.findings
    assert [thing.state for thing in board.of("objective")] == ["under negotiation"] * 10


def test_a_short_run_prints_every_figure(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--only", "reading", "--telegrams", "40"]) == 0
    printed = capsys.readouterr().out
    for name in (
        *(
            "read + every field",
            "read + to_dict",
            "splitting into lines",
            "fields read right",
            "peak memory, streaming",
        ),
        *("two processes", "peak memory"),
    ):
        assert name in printed


def test_a_part_runs_alone(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--only", "ledger", "--entries", "700"]) == 0
    printed = capsys.readouterr().out
    assert "fold" in printed
    assert "ingest" not in printed
    assert main(["--only", "one-thing", "--entries", "40"]) == 0
    assert "ten times the entries on one thing" in capsys.readouterr().out
    assert main(["--only", "growth", "--largest", "10000", "--shape", "bracket pairs, alone"]) == 0
    assert "1 shapes" in capsys.readouterr().out
    with pytest.raises(SystemExit):
        main(["--only", "growth", "--shape", "no such shape"])
