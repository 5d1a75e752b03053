"""What was answered for stands once and is told once, though the database server dies, or who writes to it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_what_was_done_stands_once_when_server_and_programs_die(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.durability.outages", str(tmp_path), "2", "1"],
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=True,
        timeout=300,
    )
    assert (done.stdout, done.stderr) == ("", "")
