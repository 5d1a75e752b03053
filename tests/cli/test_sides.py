"""Sides on a terminal: called by name with the code behind, and by the code alone where a program reads."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from tests.cli.whole import app
from typer.testing import CliRunner


def said(archive: Path, *asked: str) -> str:
    command = [sys.executable, "-m", "legation", "dialogue", *asked, "--archive", str(archive)]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


@pytest.mark.parametrize(
    ("view", "words"),
    [
        ("demarches", "Veldria [XV] to Tarqand [XT]"),
        ("meetings", "Tarqand [XT]"),
        ("matrix", "Veldria [XV]"),
        ("list", "Veldria [XV], Tarqand [XT]"),
        ("board", "Tarqand [XT] (waiting)"),
    ],
)
def test_sides_are_called_by_name_with_their_code(made_sample: Path, view: str, words: str) -> None:
    assert words in said(made_sample, view)
    assert "[XT]" not in said(made_sample, view, "--json")


def test_columns_and_organisations_are_called_as_before(made_sample: Path) -> None:
    """BY, TO and NO are codes of states as well."""
    told = said(made_sample, "commitments")
    assert "no  by" in told.splitlines()[3]
    assert "RSC" in told
    assert "[RSC]" not in told
    assert {json.loads(line)["by"] for line in said(made_sample, "commitments", "--json").splitlines()} == {"XT", "XV"}
    assert "[XT]" not in said(made_sample, "commitments", "--csv")


def test_a_story_is_written_as_a_document_and_as_rows(made_sample: Path, tmp_path: Path) -> None:
    said(made_sample, "story", "1", "-o", str(tmp_path / "story.docx"))
    assert (tmp_path / "story.docx").read_bytes().startswith(b"PK")
    assert said(made_sample, "story", "1", "--csv").splitlines()[1].startswith("mark,day,about,moved,by,")


def test_a_brief_is_for_whom_it_is_said_to_be(made_sample: Path) -> None:
    whole, lower = said(made_sample, "brief"), said(made_sample, "brief", "--audience", "confidential")
    assert (whole.splitlines()[0], lower.splitlines()[0]) == ("CONFIDENTIAL//EXDIS/LIMDIS", "CONFIDENTIAL")
    assert "//LIMDIS" in whole
    assert "LIMDIS" not in lower
    held = said(made_sample, "brief", "--audience", "CONFIDENTIAL", "--holds", "limdis")
    assert held.splitlines()[0] == "CONFIDENTIAL//LIMDIS"


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        (("brief", "--audience", "PUCE"), "there is no such level: choose one of these: UNCLASSIFIED"),
        (
            ("brief", "--holds", "NODIS"),
            "--holds and --nation say for whom a brief is: give --audience LEVEL with them",
        ),
        (("story", "1", "-o", "story.xls"), "no story is written as .xls: use .docx, .pdf, .json or .md"),
        (("story", "1", "-o", "story.md", "--csv"), "a story is written to a file or printed, not both"),
        (("brief", "-o", "brief.md", "--json"), "a brief is written to a file or printed, not both"),
    ],
)
def test_what_cannot_be_written_is_told_in_one_line(made_sample: Path, asked: tuple[str, ...], told: str) -> None:
    done = CliRunner().invoke(app, ["dialogue", *asked, "--archive", str(made_sample)])
    assert done.exit_code == 1
    assert told in done.output.replace("\n", " ")


def test_a_plot_is_written_as_what_it_is(made_sample: Path, tmp_path: Path) -> None:
    asked = ["plot", "timeline", "-o", str(tmp_path / "plot.png"), "--archive", str(made_sample)]
    done = CliRunner().invoke(app, asked)
    assert (done.exit_code, "no plot is written as .png: use .svg" in done.output) == (1, True)
    assert not (tmp_path / "plot.png").exists()
