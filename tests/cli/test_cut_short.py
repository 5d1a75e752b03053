"""What was cut short, what another program is still at, and what another version made: each is told for what it is."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from tests.cli.whole import app
from typer.testing import CliRunner, Result

from legation.app import open_house
from legation.services.accounts.accounts import OWNS

# Ctrl-C comes while the room of the command is being loaded, before anything of the library watches for it.
STOPPED = """
import os, signal
from legation.cli import main
signal.signal(signal.SIGINT, signal.default_int_handler)
main.import_module = lambda name: os.kill(os.getpid(), signal.SIGINT)
main.main()
"""


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(app, [str(word) for word in words])


@pytest.fixture
def archive(made_sample: Path, tmp_path: Path) -> Path:
    return shutil.copytree(made_sample, tmp_path / "archive")


def test_ctrl_c_while_a_command_is_loaded_ends_it_without_a_word() -> None:
    words = [sys.executable, "-c", STOPPED, "search", "harbour"]
    done = subprocess.run(words, capture_output=True, check=False, timeout=60)
    assert (done.returncode, done.stdout, done.stderr) == (130, b"", b"")


def test_an_index_that_lacks_what_is_kept_is_told_to_the_owner(archive: Path) -> None:
    said = "legation: the index may lack what was kept last"
    with open_house(archive, write=True, people=True) as house:
        house.accounts.add(OWNS, "mira", clearance="SECRET")
    assert said not in run("search", "harbour", "-a", archive).stderr
    shutil.rmtree(archive / "index")
    found = run("search", "harbour", "-a", archive)
    assert (found.exit_code, found.stdout) == (0, "")
    assert said in found.stderr
    # Another reader may not be told that there is something, and perhaps nothing that they may read.
    assert said not in run("search", "harbour", "-a", archive, "--as", "mira").stderr
    assert run("saved", "add", "ports", "harbour", "-a", archive).exit_code == 0
    found = run("search", "harbour", "-a", archive)
    assert "15IMBREL58" in found.stdout
    assert said not in found.stderr


def test_where_files_go_is_for_a_folder_that_is_watched(archive: Path, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    done = run("ingest", tmp_path / "in", "--move-to", tmp_path / "done", "-a", archive)
    assert (done.exit_code, done.stderr) == (
        2,
        "legation: --move-to is for a folder that is watched: add --watch\n",
    )


def test_a_backup_does_not_call_a_newer_archive_older(archive: Path, tmp_path: Path) -> None:
    with closing(sqlite3.connect(archive / "archive.db")) as database, database:
        database.execute("UPDATE alembic_version SET version_num = '9999'")
    done = run("backup", tmp_path / "copy", "-a", archive)
    assert done.exit_code == 0
    assert "of another version of legation" in done.stderr
    assert "older" not in done.stderr
