"""The benchmark of distribution runs, and what it measures is what it says; timings themselves are never tested."""

from __future__ import annotations

from pathlib import Path

import pytest
from bench.__main__ import main
from bench.distributing import rules

from legation.services.distribution.profiles import read_rules


def test_a_short_run_prints_every_figure(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    folder = str(tmp_path / "bench")
    assert main(["--only", "distributing", "--telegrams", "12", "--waiting", "40", "--folder", folder]) == 0
    printed = capsys.readouterr().out
    for name in ("distributed, without words", "distributed, with words", "of bulk ingest", "accepted until shown"):
        assert name in printed
    assert "40 ROUTINE" in printed


def test_its_rules_are_rules() -> None:
    assert len(read_rules(rules(words=False)).profile) == len(read_rules(rules(words=True)).profile) == 26
