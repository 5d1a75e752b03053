"""What the pages say to type can be typed: each command in turn, on the sample."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from typer.testing import CliRunner

from legation.cli.main import app

ROOT = Path(__file__).resolve().parents[2]


def typed(page: str) -> list[str]:
    """The commands of a page, in order, without what is said of them behind two spaces and the file they go to."""
    lines = re.findall(r"^legation .*$", (ROOT / "docs" / page).read_text(), re.MULTILINE)
    return [re.split(r"\s{2,}| > ", line)[0] for line in lines]


def test_running_a_dialogue_can_be_followed_word_by_word(
    sample: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LEGATION_ARCHIVE", str(sample))
    commands = typed("how-to/run-a-dialogue.md")
    assert len(commands) > 40
    for command in commands:
        done = CliRunner().invoke(app, shlex.split(command)[1:])
        assert done.exit_code == 0, f"{command}\n{done.stderr}"
