"""What two telegrams share because every telegram has it is no evidence that they speak of one matter."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

from typer.testing import CliRunner

import legation
from legation.cli.main import app
from legation.core.text import Span
from legation.services.linking import Words, without_pages
from legation.tables.parties import default_parties

PAGED = """PAGE 01        BELISA  000118  141030Z
CONFIDENTIAL
O 141030Z MAY 15
FM EMBASSY BELISAR
TO FOROFF OSMAR

C O N F I D E N T I A L BELISAR 000118

SUBJECT: DREDGING

1. (C) THE MINISTER ASKED FOR A SURVEY OF THE
CONFIDENTIAL

CONFIDENTIAL

PAGE 02        BELISA  000118  141030Z
HARBOUR AT DUREH BY 22 MAY 2015, SECTION 505 OF THE TEXT.
CONFIDENTIAL
"""


def test_a_page_that_turns_is_no_part_of_the_words() -> None:
    read = legation.read(PAGED)
    whole = Span(0, len(read.source))
    told = without_pages(read, whole)
    assert len(told) == len(read.source)
    assert "PAGE" not in told
    start, end = read.source.index("THE MINISTER"), read.source.index("DUREH") + 5
    said = " ".join(without_pages(read, Span(start, end)).split())
    assert said == "THE MINISTER ASKED FOR A SURVEY OF THE HARBOUR AT DUREH"
    inside = read.source.index("PAGE 02") + 3
    assert without_pages(read, Span(inside, end)).split() == ["HARBOUR", "AT", "DUREH"]
    assert without_pages(read, Span(start, start)) == ""


def test_levels_and_figures_are_no_words() -> None:
    told = "CONFIDENTIAL 02 unclassified Secret 2015 the 22 rockets, 505 and C-130"
    words = Words({}, default_parties()).of(told)
    assert set(words) == {"rocket", "505", "c-130"}


def test_what_is_left_to_a_person_comes_with_its_commands(sample: Path) -> None:
    def run(*said: str) -> str:
        done = CliRunner().invoke(app, [*said, "--archive", str(sample)])
        assert done.exit_code == 0, done.output
        return done.stdout

    asked = ("dialogue", "propose", "--query", "tag:XT date:2015")
    told = run(*asked)
    assert not re.search(r"in common [^(;]*\b(?:page|confidential|0\d|foroff)\b", told)
    left = told.partition("\nleft to you")[2].splitlines()
    assert len({line for line in left if line.strip()}) == len([line for line in left if line.strip()])
    commands = [line.strip() for line in left if line.strip().startswith("legation ")]
    assert len(commands) == 2
    run(*asked, "--accept")
    assert "demarche" in run(*shlex.split(commands[-1])[1:])
