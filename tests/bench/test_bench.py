"""The benchmarks run, and what they measure is what they say; timings themselves are never tested."""

from __future__ import annotations

import pytest
from bench.__main__ import ledger, main
from bench.traffic import telegrams

from legation.core.dialogue.fold import fold
from legation.core.dialogue.ledger import broken_at
from legation.formats import read
from legation.tables.moves import load_moves


def test_the_traffic_is_read_in_full_and_the_same_each_time() -> None:
    made = list(telegrams(20))
    assert made == list(telegrams(20))
    for mrn, text in made:
        telegram = read(text)
        assert telegram.mrn == mrn
        assert telegram.classification.level == "CONFIDENTIAL"
        assert telegram.paragraphs
        assert telegram.signature == ("CORVANE",)


def test_the_ledger_folds_without_findings() -> None:
    entries = ledger(70)
    assert broken_at(entries) is None
    board = fold(entries, load_moves())
    assert not board.findings
    assert [thing.state for thing in board.of("objective")] == ["under negotiation"] * 10


def test_a_short_run_prints_every_figure(capsys: pytest.CaptureFixture[str]) -> None:
    main(["--telegrams", "30", "--entries", "700"])
    printed = capsys.readouterr().out
    for name in ("read + to_dict", "splitting into lines", "ingest", "search, phrase", "fold", "peak memory"):
        assert name in printed
