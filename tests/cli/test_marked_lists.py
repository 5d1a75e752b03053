"""Law 5 in the lists of the command line: what is drawn from a marked telegram is printed under its marking."""

from __future__ import annotations

import json
import shutil
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


def test_another_spelling_of_a_person_is_said_under_its_marking(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    for day, words in enumerate(("Mr. Pipinelis came", "Mr. Pipinelis left", "Mr. Pipinellis came"), 1):
        text = TEXT.format(day=day, number=200 + day, line="S E C R E T").replace("The pangolin", f"{words}. It")
        (tmp_path / "in" / f"{day}.txt").write_text(text)
    assert run("ingest", tmp_path / "in", "-a", tmp_path / "archive").exit_code == 0
    done = run("people", "--name", "pipinelis", "-a", tmp_path / "archive")
    assert "PIPINELLIS is told with PIPINELIS: a consonant stands once or twice (SECRET//NOFORN)" in done.stderr


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


TALKS = ("--title", "Talks", "--party", "US", "--party", "FR")


@pytest.fixture
def drafted(archive: Path, tmp_path: Path) -> Path:
    """The archive with a draft that answers a telegram of it, and takes its subject over."""
    house = tmp_path / "archive"
    shutil.copytree(archive, house)
    done = run("draft", "reply", "16BELISAR103", "-a", house)
    assert done.exit_code == 0, done.output
    return house


def test_what_is_told_of_a_draft_has_its_mark(drafted: Path) -> None:
    [told] = [json.loads(line) for line in run("draft", "list", "-a", drafted, "--json").stdout.splitlines()]
    assert told["marking"] == "S//NF"
    assert "HARBOUR 103" in told["subject"]
    for asked in (("list",), ("show", told["id"])):
        lines = [line for line in run("draft", *asked, "-a", drafted).stdout.splitlines() if "HARBOUR" in line]
        assert len(lines) == 1
        assert "(S//NF)" in lines[0]


def test_a_draft_begun_from_a_thing_is_listed_under_its_mark(drafted: Path) -> None:
    opened = run("dialogue", "open", "16BELISAR101", *TALKS, "-a", drafted)
    assert opened.exit_code == 0, opened.output
    field = "text=Look after the pangolin"
    run("dialogue", "record", "objective.raise", "it", "--mrn", "16BELISAR103", "-f", field, "-a", drafted)
    begun = run("draft", "about", "objective 1", "--for", "follow-up", "-a", drafted)
    assert begun.exit_code == 0, begun.output
    listed = run("draft", "about", "objective 1", "-a", drafted).stdout
    assert "PANGOLIN" in listed
    assert "drafted  (S//NF)" in listed


def test_what_was_entered_is_told_under_the_mark_of_the_thing_that_it_hit(drafted: Path) -> None:
    run("dialogue", "open", "16BELISAR101", *TALKS, "-a", drafted)
    field = "text=Look after the pangolin"
    raised = run("dialogue", "record", "objective.raise", "it", "--mrn", "16BELISAR103", "-f", field, "-a", drafted)
    by_hand = run("dialogue", "record", "objective.table", "1", "--on", "2016-06-01", "-a", drafted)
    for done in (raised, by_hand):
        assert done.exit_code == 0, done.output
        assert "(S//NF) objective 1: Look after the pangolin" in done.stdout


def test_a_card_says_how_a_telegram_is_held_whose_marks_are_above_its_line(tmp_path: Path) -> None:
    file = tmp_path / "above.txt"
    file.write_text(TEXT.format(day=1, number=105, line="C O N F I D E N T I A L"))
    run("ingest", file, "-a", tmp_path / "archive")
    for asked in (("read", file), ("show", "16BELISAR105", "-a", tmp_path / "archive")):
        card = run(*asked).stdout
        assert card.startswith("16BELISAR105   CONFIDENTIAL NOFORN\nHeld as    SECRET//NOFORN\n"), card
    file.write_text(TEXT.format(day=1, number=105, line="S E C R E T"))
    assert "Held as" not in run("read", file).stdout
