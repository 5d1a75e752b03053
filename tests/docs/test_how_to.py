"""What the pages say to type can be typed: each command in turn, on the sample."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
from pathlib import Path

import pytest
from typer.testing import CliRunner

from legation.cli.main import app

ROOT = Path(__file__).resolve().parents[2]


def test_running_a_dialogue_can_be_followed_word_by_word(
    sample: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LEGATION_ARCHIVE", str(sample))
    script = page("run-a-dialogue")
    assert script.count("\nlegation ") > 40
    follow(script, monkeypatch)


def page(name: str) -> str:
    """What a how-to page says to type, in order."""
    return "\n".join(blocks((ROOT / "docs" / "how-to" / f"{name}.md").read_text()))


def test_what_is_said_of_a_command_is_a_comment() -> None:
    said = re.compile(r"^[ \t]*legation\b.*\S {2,}(?![#\s]).*", re.MULTILINE)
    for where in sorted([ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]):
        for block in blocks(where.read_text()):
            assert said.findall(block) == [], where.name


def blocks(text: str, *kinds: str) -> list[str]:
    """The blocks of a page that are to be typed, or those of the kinds named."""
    found = re.findall(r"^ *```(\w*)\n(.*?)^ *```$", text, re.DOTALL | re.MULTILINE)
    return [block for kind, block in found if kind in (kinds or ("", "sh"))]


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
    script = page("keep-and-find")
    assert script.count("\nlegation ") > 25
    follow(script, monkeypatch)
    assert "15FOROFF467" in (empty / "letter.txt").read_text()


def test_distributing_can_be_followed_word_by_word(empty: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = (ROOT / "docs" / "how-to" / "distribute.md").read_text()
    (rules,) = blocks(text, "toml")
    (empty / "rules.toml").write_text(rules)
    follow(page("distribute"), monkeypatch)
    assert "15BELISAR1" in (empty / "tracer.json").read_text()


def test_drafting_can_be_followed_word_by_word(empty: Path, monkeypatch: pytest.MonkeyPatch, sample: Path) -> None:
    monkeypatch.setenv("LEGATION_ARCHIVE", str(sample))
    (draft,) = blocks((ROOT / "docs" / "how-to" / "draft.md").read_text(), "toml")
    (empty / "draft.toml").write_text(draft)
    before, first, after = page("draft").partition("legation draft new draft.toml")
    follow(before, monkeypatch)
    kept = CliRunner().invoke(app, [*shlex.split(first)[1:], "--json"])
    follow(after.partition("\n")[2].replace("n3c4ae8e4", json.loads(kept.stdout)["id"]), monkeypatch)
    assert (empty / "marked.json").exists()


def test_reviewing_declassification_can_be_followed_word_by_word(
    empty: Path, monkeypatch: pytest.MonkeyPatch, sample: Path
) -> None:
    monkeypatch.setenv("LEGATION_ARCHIVE", str(sample))
    follow(page("review-declassification"), monkeypatch)
    assert (empty / "ahead.ics").read_text().startswith("BEGIN:VCALENDAR")
