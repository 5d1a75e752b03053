"""What the pages say to type can be typed: each command in turn, on the sample."""

from __future__ import annotations

import re
import shlex
import subprocess
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


def blocks(text: str, kind: str = "(?:sh)?") -> list[str]:
    return re.findall(rf"^```{kind}\n(.*?)^```", text, re.DOTALL | re.MULTILINE)


def follow(script: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Type a script line by line: the program's commands here, all else in a shell."""
    lines = iter(script.splitlines())
    for line in lines:
        if line.startswith("export "):
            monkeypatch.setenv(*line.removeprefix("export ").split("=", 1))
        elif line.startswith("legation "):
            words = shlex.split(line, comments=True)[1:]
            words, into = (words[: words.index(">")], words[-1]) if ">" in words else (words, None)
            given = [
                found for word in words for found in (sorted(map(str, Path().glob(word))) if "*" in word else [word])
            ]
            done = CliRunner().invoke(app, given)
            assert done.exit_code == 0, f"{line}\n{done.stderr}"
            if into is not None:
                Path(into).write_text(done.stdout)
        elif line.strip():
            typed_in = [line]
            while "<<'END'" in line and typed_in[-1] != "END":
                typed_in.append(next(lines))
            subprocess.run(["bash", "-ec", "\n".join(typed_in)], check=True)


@pytest.fixture
def empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder, and a newcomer in it."""
    monkeypatch.delenv("LEGATION_ARCHIVE", raising=False)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_readme_can_be_followed_word_by_word(empty: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = (ROOT / "README.md").read_text()
    jobs = text[text.index("## The main jobs") :]
    script = "\n".join(blocks(jobs)).replace("legation serve\n", "")  # it would stay
    assert script.count("\nlegation ") > 30
    follow(script, monkeypatch)
    assert list((empty / "outgoing").iterdir())
    (python,) = blocks(jobs, "python")
    done: dict[str, object] = {}
    exec(python, done)  # noqa: S102
    assert getattr(done["t"], "mrn", None) == "15BELISAR12"


def test_keeping_and_finding_can_be_followed_word_by_word(empty: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    script = "\n".join(blocks((ROOT / "docs" / "how-to" / "keep-and-find.md").read_text()))
    assert script.count("\nlegation ") > 25
    follow(script, monkeypatch)
    assert "15FOROFF467" in (empty / "letter.txt").read_text()
