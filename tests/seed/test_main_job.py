"""The main job on the real telegram that the project started from: read, keep, propose, run, brief."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.cli.whole import app
from typer.testing import CliRunner

pytestmark = pytest.mark.corpus

KINDS = [
    "participation",
    "agreement",
    "discussion",
    "interest",
    "concern",
    "acceptance",
    "commitment",
    "contribution",
    "cooperation",
    "training",
]


def run(*words: object) -> str:
    done = CliRunner().invoke(app, [str(word) for word in words])
    assert done.exit_code == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def archive(corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("seed") / "archive"
    run("ingest", corpus / "seed", "--archive", path)
    return path


def test_gaps_are_the_two_references(archive: Path) -> None:
    gaps = [json.loads(line) for line in run("gaps", "-a", archive, "--json").splitlines()]
    assert [(gap["mrn"], gap["cited_by"]) for gap in gaps] == [
        ("09STATE112900", ["09TRIPOLI893"]),
        ("09STATE43049", ["09TRIPOLI893"]),
    ]


def test_proposals_quote_the_telegram(archive: Path, seed: bytes) -> None:
    text = seed.decode()
    proposed = [json.loads(line) for line in run("propose", "09TRIPOLI893", "-a", archive, "--json").splitlines()]
    by_kind: dict[str, list[dict[str, object]]] = {}
    for proposal in proposed:
        by_kind.setdefault(proposal["kind"], []).append(proposal)
        for source in proposal["sources"]:
            start, end = source["span"]
            assert 0 <= start < end <= len(text)
    assert [p["fields"]["objective_kind"] for p in by_kind["objective"]] == KINDS  # type: ignore[index]
    assert by_kind["objective"][0]["fields"]["stance"] == {"LY": "reluctant"}  # type: ignore[index]
    assert len(by_kind["dialogue"]) == 2  # that it is to be, and when it is to be launched
    assert sorted(by_kind["dialogue"][0]["fields"]["parties"]) == ["LY", "US"]  # type: ignore[index]
    assert "2010" in str(by_kind["dialogue"][0]["fields"]["launch"])  # type: ignore[index]
    contacts = " ".join(str(p["text"]) for p in by_kind["contact"])
    assert "Political and Military Affairs" in contacts
    assert "Muatassim al-Qadhafi" in contacts
    assert any("Section 505" in str(p["text"]) for p in by_kind["instrument"])


def test_the_dialogue_is_run_to_a_brief(archive: Path) -> None:
    dialogue = json.loads(run("dialogue", "open", "09TRIPOLI893", "-a", archive, "--json"))["dialogue"]
    run("dialogue", "accept", "09TRIPOLI893", "-a", archive)
    board = json.loads(run("dialogue", "board", dialogue, "-a", archive, "--json"))
    rows = [row for row in board["rows"] if row["entity"] == "objective"]
    assert [row["kind"] for row in rows] == KINDS
    for row in rows:
        assert row["state"] == "raised"
        assert row["holder"] == "US"
        assert row["last"]["on"] == "2009-11-05"
        assert row["sources"][0] == "09TRIPOLI893#p1"
        assert row["marking"] == "C"
    assert rows[0]["stances"] == {"LY": "reluctant"}
    assert board["banner"] == "CONFIDENTIAL"
    story = run("dialogue", "story", "1", "-a", archive)
    assert "Trans-Sahara Counter Terrorism Partnership" in story
    brief = run("dialogue", "brief", dialogue, "-a", archive)
    lines = [line for line in brief.splitlines() if line.strip()]
    assert "CONFIDENTIAL" in lines[0]
    assert "CONFIDENTIAL" in lines[-1]
    assert "5 November 2019" in brief
    assert "(C)" in brief
