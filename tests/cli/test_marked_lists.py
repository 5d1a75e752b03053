"""Law 5 in the lists of the command line: what is drawn from a marked telegram is printed under its marking."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.cli.whole import app
from typer.testing import CliRunner, Result

TEXT = """\
O R {day:02d}1200Z MAY 16
FM AMEMBASSY BELISAR
TO FORMIN IMMEDIATE
{line} BELISAR {number:06d}

NOFORN
E.O. 13526: DECL: 05/0{day}/2026
TAGS: PREL, MARR
SUBJECT: HARBOUR {number}
REF: 16FOROFF{number}

1. (S/NF) The pangolin was seen by the new harbour wall of the port, and nobody has
asked what it was doing there at that hour.
"""


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("marked")
    (folder / "in").mkdir()
    for day, number in ((1, 101), (2, 103)):
        text = TEXT.format(day=day, number=number, line="S E C R E T")
        (folder / "in" / f"{number}.txt").write_text(text)
        (folder / "in" / f"{number}-again.txt").write_text(text.replace("nobody has", "nobody had"))
    assert run("ingest", folder / "in", "-a", folder / "archive").exit_code == 0
    return folder / "archive"


def run(*words: object) -> Result:
    return CliRunner().invoke(app, [str(word) for word in words])


@pytest.mark.parametrize(
    "asked",
    [
        ("gaps",),
        ("gaps", "--runs", "BELISAR:2016"),
        ("tracer", "list", "BELISAR"),
        ("copies", "16BELISAR103"),
        ("thread", "16BELISAR103"),
        ("thread", "16FOROFF103", "--depth", "2"),
        ("suggest", "pang"),
    ],
)
def test_each_line_has_the_marking_of_what_it_rests_on(archive: Path, asked: tuple[str, ...]) -> None:
    done = run(*asked, "-a", archive)
    assert done.exit_code == 0, done.output
    lines = [line for line in done.stdout.splitlines() if any(sign.isdigit() for sign in line) or "pangolin" in line]
    assert lines
    assert all("SECRET//NOFORN" in line for line in lines), done.stdout
    for line in run(*asked, "-a", archive, "--json").stdout.splitlines():
        told = json.loads(line)
        assert "SECRET//NOFORN" in (told.get("banner"), told.get("marking"))
