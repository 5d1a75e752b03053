"""What was reported as kept survives ``kill -9``: 200 random moments, spread over the programs that run the tests."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("seed", range(8))
def test_nothing_reported_is_lost_when_an_ingest_is_killed(tmp_path: Path, seed: int) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.durability.killing", str(tmp_path), "25", str(seed)],
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=True,
        timeout=300,
    )
    assert (done.stdout, done.stderr) == ("", "")
