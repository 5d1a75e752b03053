"""The archive part of the bench: its searches, its clocks, its comparisons, and a short run of the whole."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from bench.__main__ import main
from bench.archive import _apart, _in_process, _ingest, _quarter, _rows, _simulate
from bench.neighbours import asked, cluster, fill_fts5, fill_postgresql, fts5, has_postgresql, postgresql
from bench.queries import KINDS, Query, Spread, queries, unasked, warming

from bench import archive, machine
from legation.app import open_house
from legation.core.marking import OWNER
from legation.simulate import vocabulary
from legation.simulate.folder import FORMAT, TELEGRAMS


@pytest.fixture(scope="module")
def traffic(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("bench") / "traffic"
    assert _simulate(folder, 300, 1)["made"]
    return folder


def test_searches_are_drawn_by_how_common_words_are() -> None:
    made = queries(50)
    assert made == queries(50)
    assert made != queries(50, seed=12)
    ranks = {word.lower(): rank for rank, word in enumerate(vocabulary())}
    assert all(ranks[query.words[0]] >= 20_000 for query in made["rare word"])
    assert all(30 <= ranks[word] < 330 for query in made["two common words"] for word in query.words)
    assert all(" ".join(query.words) in ranks for query in made["phrase"])
    assert all(query.month for query in made["filtered"])
    assert set(made) == set(KINDS)
    assert all(20 <= len(some) == len(set(some)) <= 50 for some in made.values())
    assert {len(made[kind]) for kind in ("AND", "two common words", "filtered")} == {50}


def test_what_is_measured_was_not_asked_before() -> None:
    """A search asked again is answered from memory."""
    measured = [query for some in unasked(300).values() for query in some]
    assert len(measured) == len(set(measured)) > 1500
    assert not set(measured) & set(warming())


def test_a_search_is_the_same_in_every_language() -> None:
    phrase, prefix = Query("", ("joint", "group"), "phrase"), Query("", ("minis",), "prefix")
    both = Query("", ("oil", "gas"), month="2005-03", tag="PREL")
    assert [q.legation() for q in (phrase, prefix, both)] == [
        *('"joint group"', "minis*", "oil AND gas date:2005-03 tag:PREL")
    ]
    assert [q.fts5() for q in (phrase, prefix, both)] == ['"joint group"', '"minis"*', '"oil" AND "gas"']
    assert [q.tsquery() for q in (phrase, prefix, both)] == ["joint <-> group", "minis:*", "oil & gas"]


def test_percentiles_are_of_all_samples() -> None:
    spread = Spread.of([float(n) for n in range(100, 0, -1)])
    assert spread == (100, 50.0, 99.0, 100.0, None)
    assert Spread.of([1.0], [0.5]) == (1, 1.0, 1.0, 1.0, 0.5)
    assert Spread.of([1.0, 9.0]).p99 == 9.0


def test_the_peak_counts_children() -> None:
    inner = "import time; held = bytearray(150_000_000); time.sleep(0.6)"
    busy = "[n * n for n in range(3_000_000)]"
    outer = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {inner!r}]); {busy}; print('done')"
    watched = machine.Watched([sys.executable, "-c", outer]).run()
    assert watched.output == "done\n"
    assert watched.peak > 150_000_000
    assert 150_000_000 < watched.own < watched.peak, "without the pages of programs and libraries"
    assert watched.seconds > 0.6
    assert watched.processor > 0.05
    with pytest.raises(SystemExit, match="failed: no"):
        machine.Watched([sys.executable, "-c", "import sys; sys.exit('no')"]).run()


def test_a_program_that_is_measured_finds_its_modules_compiled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    monkeypatch.delenv("PYTHONPYCACHEPREFIX", raising=False)
    machine.Watched([sys.executable, "-c", "import bench"], machine.as_installed(tmp_path / "compiled")).run()
    assert list((tmp_path / "compiled").rglob("*.pyc"))
    monkeypatch.delenv("PYTHONDONTWRITEBYTECODE")
    assert "PYTHONPYCACHEPREFIX" not in machine.as_installed(tmp_path)


def test_every_engine_finds_the_same(traffic: Path, tmp_path: Path) -> None:
    """Only what answers alike can be compared."""
    assert _ingest([traffic / TELEGRAMS], tmp_path / "archive").telegrams == 300
    fill_fts5(tmp_path / "fts5.db", _rows(traffic))
    some = [query for made in queries(12).values() for query in made]
    with open_house(tmp_path / "archive") as house:
        ours = [house.finding.search(OWNER, query.legation(), limit=1).total for query in some]
    assert sum(ours) > 3000
    assert sum(1 for query, hits in zip(some, ours, strict=True) if query.month and hits) >= 3

    def agrees(ask: Callable[[Query], int]) -> None:
        theirs = [ask(query) for query in some]
        assert sum(theirs) == pytest.approx(sum(ours), rel=0.02)
        assert sum(abs(one - other) for one, other in zip(ours, theirs, strict=True)) < 0.03 * sum(ours)
        spread, hits = asked(ask, some, seconds=60)
        assert (spread.samples, hits) == (len(some), sum(theirs))

    with fts5(tmp_path / "fts5.db") as ask:
        agrees(ask)
    if has_postgresql():
        with cluster() as where:
            assert fill_postgresql(where, _rows(traffic))[1].startswith("15.")
            with postgresql(where) as ask:
                agrees(ask)


def test_a_quarter_is_a_quarter(traffic: Path, tmp_path: Path) -> None:
    folders = sorted((traffic / TELEGRAMS).iterdir())
    (home,) = _quarter(folders, tmp_path)
    assert len(list(home.iterdir())) == 75
    assert _quarter([Path("a"), Path("b"), Path("c"), Path("d")], tmp_path) == [Path("a")]


def test_a_short_run_prints_every_figure_and_tidies_up(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    _simulate(tmp_path / f"traffic-{FORMAT}-60-1", 60, 1)
    monkeypatch.setattr(archive, "has_postgresql", lambda: False)  # a test of its own has it
    arguments = ["--only", "archive", "--telegrams", "60", "--searches", "2", "--folder", str(tmp_path)]
    assert main(arguments) == 0
    printed = capsys.readouterr().out
    for name in (
        *("found from before", "files to searchable archive", "archive : bare tantivy", "peak memory", "cost of one"),
        *("facets over all hits", "60 new ones, searchable", "partitions : one flat index", "worst p99"),
        *("is not installed here", "minutes"),
        *(f"search, {kind}" for kind in KINDS),
        *(f"over HTTP, 8 clients, {kind}" for kind in KINDS),
        *(f"SQLite FTS5 : archive, {kind}" for kind in KINDS),
    ):
        assert name in printed, name
    assert "at most 1.5" in printed
    assert (tmp_path / "archive-60.md").read_text().count("\n| ") > 40
    assert not list(tmp_path.glob("work-*"))


def test_too_little_room_is_said_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine, "free_bytes", lambda _: 10**9)
    with pytest.raises(SystemExit, match=r"1 GB are free .* and 14 GB are needed"):
        main(["--only", "archive", "--telegrams", "250000", "--folder", str(tmp_path / "new")])
    assert not (tmp_path / "new").exists()


def test_a_part_apart_hands_its_answer_back(tmp_path: Path) -> None:
    assert _apart(abs, -3) == 3
    with open_house(tmp_path / "empty", write=True):
        pass
    assert _in_process(tmp_path / "empty", 2).hits == dict.fromkeys(KINDS, 0)
