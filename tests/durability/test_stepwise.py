"""Whatever step of a command is the last that was done, what is left is whole, and the same again needs no clearing."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from .stepwise import SCENES

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("scene", SCENES)
def test_a_command_that_is_killed_leaves_nothing_half_done(tmp_path: Path, scene: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.durability.stepwise", scene, str(tmp_path)],
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=True,
        timeout=300,
    )
    first, _, rest = done.stdout.partition(" kills\n")
    assert (first.isdigit(), rest, done.stderr) == (True, "", ""), done.stdout
    assert int(first) >= 10
