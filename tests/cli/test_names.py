"""``legation read --names``."""

from __future__ import annotations

import json
from pathlib import Path

from tests.cli.whole import app
from typer.testing import CliRunner

# Invented.
TEXT = """R 041000Z MAR 75
FM AMEMBASSY NAIROBI
TO SECSTATE WASHDC 1234
INFO AMEMBASSY ADDIS ABABA
BT
UNCLAS NAIROBI 0012
E.O. 11652: N/A
TAGS: EAID, GE
SUBJECT: SEED FOR THE LOWLANDS
REF: STATE 2345

1. THE SEED CAME.
"""


def run(tmp_path: Path, *options: str) -> str:
    path = tmp_path / "one.txt"
    path.write_text(TEXT)
    done = CliRunner().invoke(app, ["read", str(path), "--names", *options])
    assert done.exit_code == 0, done.output
    return done.stdout


def test_names_as_lines(tmp_path: Path) -> None:
    said = run(tmp_path)
    assert "names as of 1975-03-04" in said
    assert "  AMEMBASSY NAIROBI: embassy, Nairobi, KE" in said
    assert "  GE: geo, Germany (East)" in said
    assert "  75STATE2345: department, Washington, US" in said


def test_names_as_json(tmp_path: Path) -> None:
    lines = run(tmp_path, "--json").splitlines()
    assert len(lines) == 1
    made = json.loads(lines[0])
    assert (made["mrn"], made["from"]["city"]) == ("75NAIROBI12", "Nairobi")
    assert [row["meaning"] for row in made["tags"]] == ["Foreign Assistance", "Germany (East)"]
