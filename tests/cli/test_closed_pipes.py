"""Who reads the output of a command may stop reading it, and the place it goes to may be full."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TextIO

import pytest
from tests.durability.killing import telegram

PROGRAM = [sys.executable, "-c", "from legation.cli.main import main; main()"]
COMMANDS = [
    ["export"],
    ["search", "harbour"],
    ["search", "harbour", "--json"],
    ["saved", "list"],
    ["dialogue", "board"],
    ["thread", "15BELISAR12"],
]


@pytest.fixture(scope="module")
def sample(made_sample: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return shutil.copytree(made_sample, tmp_path_factory.mktemp("pipes") / "sample")


@pytest.mark.parametrize(("words", "at_once"), [(words, n % 2) for n, words in enumerate(COMMANDS)])
def test_a_closed_pipe_ends_a_command_quietly(sample: Path, words: list[str], at_once: int) -> None:
    environment = {**os.environ, "PYTHONUNBUFFERED": "1" if at_once else ""}
    with subprocess.Popen(
        [*PROGRAM, *words, "-a", str(sample)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment
    ) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        running.stdout.close()
        told = running.stderr.read().decode()
    assert running.returncode == 141
    # How many there are is told beside them, perhaps before anything is printed.
    assert [line for line in told.splitlines() if " of " not in line and " telegram" not in line] == []


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no device that is full")
@pytest.mark.parametrize("words", [["export"], ["search", "harbour"]], ids=" ".join)
def test_an_output_that_is_full_is_told_in_one_line(sample: Path, words: list[str]) -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [*PROGRAM, *words, "-a", str(sample)], stdout=full, stderr=subprocess.PIPE, check=False, timeout=60
        )
    told = [line for line in done.stderr.decode().splitlines() if "could not be" in line]
    assert (done.returncode, len(told)) == (2, 1)
    assert "No space left on device" in told[0]
    assert b"Traceback" not in done.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no device that is full")
@pytest.mark.parametrize(
    "words", [["--help"], ["--version"], ["--completion", "bash"], ["read", "--help"]], ids=" ".join
)
def test_what_is_asked_before_a_command_is_told_so_too(words: list[str]) -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run([*PROGRAM, *words], stdout=full, stderr=subprocess.PIPE, check=False, timeout=60)
    assert done.returncode == 2
    assert [line.split(" (")[0] for line in done.stderr.decode().splitlines()] == [
        "legation: what was to be written could not be"
    ]


@pytest.mark.parametrize(
    ("closed", "code", "told"),
    [("<&-", 2, "legation: there is nothing to read: standard input is closed"), ("2>&-", 1, ""), ("<&- 2>&-", 2, "")],
)
def test_a_command_without_an_input_says_so_where_it_can(closed: str, code: int, told: str) -> None:
    line = f"{sys.executable} -c '{PROGRAM[2]}' read - {closed}"
    done = subprocess.run(["sh", "-c", line], input=b"", capture_output=True, check=False, timeout=60)
    assert done.returncode == code
    assert done.stderr.decode().startswith(told)
    assert b"Traceback" not in done.stderr


@pytest.mark.parametrize("spoken", ["ascii", "latin-1", "utf-8"])
def test_what_is_printed_is_utf_8_whatever_the_machine_speaks(tmp_path: Path, spoken: str) -> None:
    """Dashes, quotation marks and letters of other scripts are in telegrams; JSON is UTF-8 by its standard."""
    (tmp_path / "1.txt").write_text("SUBJECT: CAF\u00c9 \u2013 \u201cTALKS\u201d\n\n1. (U) One.\n", encoding="utf-8")
    read = [*PROGRAM, "read", str(tmp_path / "1.txt")]
    environment = {**os.environ, "PYTHONIOENCODING": spoken}
    for more in ([], ["--json"]):
        done = subprocess.run([*read, *more], capture_output=True, env=environment, check=False, timeout=60)
        assert (done.returncode, done.stderr) == (0, b"")
        assert "CAF\u00c9 \u2013 \u201cTALKS\u201d" in done.stdout.decode("utf-8")


def test_a_command_without_an_output_does_what_it_does(sample: Path) -> None:
    words = ["saved", "add", "pipes", "harbour", "-a", str(sample)]
    closed = f"{sys.executable} -c '{PROGRAM[2]}' {' '.join(words)} >&-"
    done = subprocess.run(["sh", "-c", closed], stderr=subprocess.PIPE, check=False, timeout=60)
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no device that is full")
def test_an_alert_that_could_not_be_told_is_told_at_the_next_look(sample: Path, tmp_path: Path) -> None:
    def run(*words: str, out: int | TextIO = subprocess.PIPE) -> subprocess.CompletedProcess[str]:
        done = [*PROGRAM, *words, "-a", str(sample)]
        return subprocess.run(done, stdout=out, stderr=subprocess.PIPE, text=True, check=False, timeout=60)

    assert run("saved", "add", "dredgers", "dredger").returncode == 0
    (tmp_path / "1.txt").write_bytes(telegram(1))
    assert run("ingest", str(tmp_path / "1.txt")).returncode == 0
    with Path("/dev/full").open("w") as full:
        assert run("saved", "run", "dredgers", out=full).returncode == 2
    for wanted in ("1 new", "0 new"):
        assert wanted in run("saved", "run", "dredgers").stderr
