"""Every command over an archive in PostgreSQL: the same words, another `--archive`."""

from __future__ import annotations

import json
from importlib.resources import as_file, files
from pathlib import Path

import pytest
from tests.cli.whole import app
from tests.postgres import Cluster
from typer.testing import CliRunner, Result

import legation
from legation.core.marking import OWNER


@pytest.fixture
def url(postgres: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("LEGATION_CACHE", str(tmp_path / "here"))
    return postgres.new_schema()


def run(*words: str) -> Result:
    return CliRunner().invoke(app, list(words))


def test_the_commands_work_on_a_url(url: str, tmp_path: Path) -> None:
    with as_file(files("legation.sample") / "traffic") as traffic:
        first = json.loads(run("ingest", str(traffic), "--archive", url, "--json").stdout)
        again = json.loads(run("ingest", str(traffic), "--archive", url, "--json").stdout)
        assert first["new"] + first["versions"] == again["same"] > 0
        assert run("ingest", str(traffic), "--archive", str(tmp_path / "desk"), "--json").exit_code == 0
    assert [path.name for path in (tmp_path / "here").iterdir()] != []
    for words in (
        ["search", "from:belisar", "--json"],
        ["show", "15BELISAR12", "--json"],
        ["thread", "15FOROFF318", "--json"],
        ["gaps", "--json"],
        ["propose", "15BELISAR12", "--json"],
    ):
        there, here = run(*words, "--archive", url), run(*words, "--archive", str(tmp_path / "desk"))
        assert (there.exit_code, there.stdout) == (here.exit_code, here.stdout)
        assert there.stdout
    named = ("--title", "Security", "--ours", "US", "--party", "LY")
    opened = run("dialogue", "open", "15BELISAR12", *named, "--archive", url)
    assert opened.exit_code == 0, opened.output
    assert run("dialogue", "board", "--archive", url).exit_code == 0


def test_the_index_of_another_machine_catches_up_by_itself(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with as_file(files("legation.sample") / "traffic") as traffic, legation.open(url, write=True) as here:
        monkeypatch.setenv("LEGATION_CACHE", str(tmp_path / "there"))
        with legation.open(url) as there:
            assert there.house.finding.search(OWNER, "helicopter").total == 0
            here.house.ingest.run(OWNER, [traffic])
            assert (
                there.house.finding.search(OWNER, "helicopter").total
                == here.house.finding.search(OWNER, "helicopter").total
                > 0
            )
            with legation.open(url, write=True) as beside:  # a second program on the same machine
                beside.house.ingest.run(OWNER, [traffic])
                assert beside.house.reading.count(OWNER) == there.house.reading.count(OWNER) > 0
    # An index that was lost is made anew.
    for home in (tmp_path / "there").iterdir():
        for part in sorted(home.rglob("*"), reverse=True):
            part.rmdir() if part.is_dir() else part.unlink()
    with legation.open(url) as again:
        assert again.house.finding.search(OWNER, "helicopter").total > 0


def test_a_password_is_not_shown(url: str) -> None:
    from legation.place import place_shown

    assert place_shown("postgresql://desk:secret@host/db") == "postgresql://desk:***@host/db"
    assert place_shown("desk") == "desk"
