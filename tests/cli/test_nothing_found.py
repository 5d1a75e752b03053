"""A command that lists says so where there is nothing to list: silence would pass for a fault."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.cli.whole import app
from typer.testing import CliRunner

from legation.app import open_house

PLAIN = b"""R 051513Z NOV 09
FM AMEMBASSY BELISAR
TO SECSTATE WASHDC 5452
BT
UNCLAS BELISAR 000900

E.O. 12958: N/A
TAGS: OVIP
SUBJECT: A HARBOUR IS DREDGED

1. The dredger came on Monday.

SMITH
"""

LISTS = {
    "account list": "no account",
    "annotation list 09BELISAR900": "nothing is written on it",
    "dialogue list": "no dialogue yet",
    "draft list": "no draft under way",
    "draft queue": "nothing waits to be sent",
    "draft send": "nothing is due to be sent",
    "gaps": "0 known only by reference",
    "gaps --runs BELISAR:2010": "0 numbers in 0 runs: no telegram of BELISAR of 2010 is held here",
    "hooks list": "no webhook",
    "hooks messages": "no message",
    "inbox --done": "nothing is done",
    "inbox --owed": "no acknowledgement is overdue",
    "inbox --tally": "nothing was delivered",
    "inbox 09BELISAR900 --receipts": "no receipt",
    "profile list": "no profile",
    "profile list --toml": "no profile",
    "propose 09BELISAR900": "proposes nothing",
    "receive list": "no arrival",
    "saved list": "no saved search",
    "search zeppelin": "try the beginning of the word with a star (negotiat*); `legation search --help` says more",
    "search has:withheld": "no telegram has this value; `legation search --facets` lists those there are",
    "search zeppelin(airship)": "try fewer words, OR between them, or word*; `legation search --help` says more",
    "search zeppelin --facets": "nothing found",
    "suggest zeppel": "nothing begins so",
    "thread 09BELISAR900": "it cites nothing, and nothing here cites it",
    "tracer list": "0 numbers",
}


def _said(archive: Path, words: str) -> str:
    done = CliRunner().invoke(app, [*words.split(), "--archive", str(archive)])
    assert done.exit_code == 0, done.output
    return done.output


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("nothing")
    (folder / "t.txt").write_bytes(PLAIN)
    _said(folder / "desk", f"ingest {folder / 't.txt'}")
    return folder / "desk"


@pytest.mark.parametrize(("words", "told"), LISTS.items(), ids=LISTS)
def test_a_list_without_anything_says_so(archive: Path, words: str, told: str) -> None:
    said = _said(archive, words).strip()
    assert told in said
    # A thread is printed under its banner, with the telegram that it is of.
    above = {"profile list": 1, "thread 09BELISAR900": 2}.get(words, 0)
    assert len(said.splitlines()) == 1 + above, "headings over no rows"


def test_tracers_of_an_unknown_post_are_no_empty_list(archive: Path) -> None:
    for year in ([], ["--year", "2009"]):
        asked = ["tracer", "list", "NOSUCHPOST", *year, "--archive", str(archive)]
        done = CliRunner().invoke(app, asked)
        assert done.exit_code == 2
        assert "no post NOSUCHPOST here that you may read" in done.output
    runs = CliRunner().invoke(app, ["gaps", "--runs", "NOSUCHPOST:2009", "--archive", str(archive)])
    assert (runs.exit_code, "no post NOSUCHPOST here that you may read" in runs.output) == (2, True)
    assert "0 numbers" in _said(archive, "tracer list BELISAR --longest 1")
    assert "no telegram of BELISAR of 1999 is held here" in _said(archive, "tracer list BELISAR --year 1999")


def test_every_command_called_list_is_asked() -> None:
    from typer.main import get_command

    root = get_command(app)
    groups = {name: group.commands for name, group in root.commands.items() if hasattr(group, "commands")}  # type: ignore[attr-defined]
    lists = {f"{name} list" for name, commands in groups.items() if "list" in commands}
    assert lists
    assert lists <= {" ".join(words.split()[:2]) for words in LISTS}


def test_an_empty_archive_says_how_telegrams_come_in(tmp_path: Path) -> None:
    with open_house(tmp_path / "empty", write=True):
        pass
    said = _said(tmp_path / "empty", "search *")
    assert "there is no telegram yet; `legation ingest FOLDER` brings them in" in said
