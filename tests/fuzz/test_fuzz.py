"""Fuzzing in short, the same each time: ``make fuzz`` goes on for longer and farther."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest
from fuzz.__main__ import Trial, allowed, fuzz_at_random, is_slow, main, seeds
from fuzz.damage import KINDS, damaged

ROOT = Path(__file__).resolve().parent.parent.parent


def test_no_damage_breaks_the_reader(tmp_path: Path) -> None:
    """Led by atheris where it is installed, else at random with the same damage; the run says which."""
    command = [sys.executable, "-m", "fuzz", "--seed", "15", "--runs", "900", "--seconds", "10", "--folder", tmp_path]
    bare = {name: value for name, value in os.environ.items() if name != "LEGATION_CORPUS"}  # the sample alone
    ran = subprocess.run(command, cwd=ROOT, env=bare, capture_output=True, text=True, check=False, timeout=300)
    how = "led by atheris" if find_spec("atheris") else "at random (atheris is not installed"
    assert f"fuzz: damage {how}" in ran.stdout
    assert ran.returncode == 0, ran.stdout
    sys.stdout.write(ran.stdout)


def test_no_damage_at_random_breaks_the_reader(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    options = ["--at-random", "--seed", "15", "--runs", "300", "--seconds", "4", "--folder", str(tmp_path)]
    assert main(options) == 0, capsys.readouterr().out
    assert "at random (as asked)" in capsys.readouterr().out


def test_a_failure_is_kept_once_with_its_reason(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks(data: bytes) -> list[str]:
        if b"BELISAR" in data:
            raise ValueError("on purpose")
        return ["a law: 12 of 13"] if b"IMBREL" in data else []

    monkeypatch.setattr("fuzz.laws.broken_on", breaks)
    trial = Trial(tmp_path, instrumented=False)
    for data in (b"BELISAR 1", b"BELISAR 2", b"IMBREL", b"IMBREL 2", b"neither"):
        trial(data)
    reasons = sorted(path.read_text().strip() for path in tmp_path.glob("*.why"))
    assert len(reasons) == 2
    assert reasons[0].startswith("ValueError in test_fuzz.py")
    assert reasons[1] == "a law: 12 of 13"
    assert {path.read_bytes() for path in tmp_path.glob("*.txt")} == {b"BELISAR 1", b"IMBREL"}


def test_a_slow_reading_is_kept_after_four_turns(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fuzz.laws.broken_on", lambda _data: [])
    monkeypatch.setattr("fuzz.__main__.spent_on", lambda data: 2 * allowed(data))
    assert is_slow(b"x")
    trial = Trial(tmp_path, instrumented=False)
    trial(b"x")
    trial(b"y")  # no slower than the one that was kept
    assert [path.name[:4] for path in tmp_path.glob("*.why")] == ["slow"]
    turns = iter([1.0, 1.0, 1.0, 0.0])
    monkeypatch.setattr("fuzz.__main__.spent_on", lambda _data: next(turns))
    assert not is_slow(b"x")


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_damages_and_stands_any_bytes(kind: str) -> None:
    known = seeds(None)
    changed = 0
    for number in range(30):
        chance = random.Random(number)  # noqa: S311 - damage, no secret
        lines = known[number].splitlines(keepends=True)
        changed += b"".join(KINDS[kind](lines, chance, known)) != known[number]
        KINDS[kind]([b""], chance, [])
    assert changed > 15


def test_damage_is_the_same_for_the_same_chance_and_bounded() -> None:
    known = seeds(None)
    first, again = (
        [damaged(known[0], random.Random(n), known, longest=3000) for n in range(40)]  # noqa: S311 - damage, no secret
        for _ in range(2)
    )
    assert first == again
    assert max(map(len, first)) <= 3000
    tried: list[bytes] = []
    fuzz_at_random(tried.append, known, 60, 200, 1)
    assert len(tried) == 200
    assert tried[: len(known)] == known
