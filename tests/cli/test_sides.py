"""Sides on a terminal: called by name with the code behind, and by the code alone where a program reads."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest


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
