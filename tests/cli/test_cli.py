"""The command line as a desk officer meets it: facts on standard output, one line for a fault, exit codes."""

from __future__ import annotations

import csv
import json
import os
import re
import shlex
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import chdir, closing
from importlib.metadata import version
from pathlib import Path
from typing import Any

import docx
import pytest
import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from tests.cli.whole import app
from tests.pdfs import pdf_of, pdf_without_words
from typer.core import TyperGroup
from typer.main import get_command
from typer.testing import CliRunner, Result

import legation
from legation.app import open_house
from legation.cli import console
from legation.cli.main import ROOMS, program_of
from legation.core.errors import ArchiveError
from legation.services.accounts.accounts import OWNS
from legation.storage.archive_dir import ArchiveDirectory
from legation.storage.sql import engine as engines

NOT_HELD = "09STATE112         ----------  UNCLASSIFIED   known by reference, not held"
PLAIN = b"""R 051513Z NOV 09
FM AMEMBASSY TRIPOLI
TO SECSTATE WASHDC 5452
BT
UNCLAS TRIPOLI 000900

E.O. 12958: N/A
TAGS: PREL LY
SUBJECT: A HARBOUR IS DREDGED
REF: STATE 112

1. The dredger came on Monday.

SMITH
"""


def test_words_that_are_no_utf_8_are_one_line_and_files_of_such_names_are_read(tmp_path: Path) -> None:
    path = tmp_path / os.fsdecode(b"n\xe9.txt")
    path.write_bytes(b"R 051513Z NOV 09\nFM AMEMBASSY TRIPOLI\nUNCLAS TRIPOLI 000893\n\n1. A harbour.\n")
    done = run("read", "--json", path)
    assert json.loads(done.stdout)["file"].endswith(r"/n\xe9.txt")
    assert run("ingest", path, "--archive", tmp_path / "held").exit_code == 0
    for words in (["show"], ["diff"], ["propose"], ["search", "--as"]):
        done = run(*words, "n\udce9.txt", "--archive", tmp_path / "held", *(["harbour"] if "--as" in words else []))
        assert (done.exit_code, done.stderr.count("\n")) == (2, 1), done.output
    assert run("show", r"n\xe9.txt", "--archive", tmp_path / "held").exit_code == 0


def run(*words: str | Path, given: bytes | None = None) -> Result:
    return CliRunner().invoke(app, [str(word) for word in words], input=given)


@pytest.fixture
def plain(tmp_path: Path) -> Path:
    path = tmp_path / "plain.txt"
    path.write_bytes(PLAIN)
    return path


def test_read_prints_one_telegram_a_line(plain: Path) -> None:
    done = run("read", plain, plain, "--json")
    assert done.exit_code == 0
    lines = done.stdout.splitlines()
    assert [json.loads(line)["mrn"] for line in lines] == ["09TRIPOLI900", "09TRIPOLI900"]


def test_a_search_given_as_a_number_is_told_where_it_goes(sample: Path) -> None:
    done = run("dialogue", "propose", "post:BELISAR date:2015", "-a", sample)
    assert (done.exit_code, "is it a search? give it with --query" in done.stderr) == (2, True)
    assert "--query" not in run("dialogue", "propose", "15BELISAR9999", "-a", sample).stderr


def test_sides_are_called_by_name_where_a_telegram_is_read_for_proposals(sample: Path) -> None:
    told = run("propose", "15BELISAR12", "-a", sample).stdout
    assert "Sought by: Veldria [XV]. Sought from: Tarqand [XT]. Stance: Tarqand [XT] reluctant." in told
    first = json.loads(run("propose", "15BELISAR12", "-a", sample, "--json").stdout.splitlines()[0])
    assert first["fields"]["party"] == "XT"


def test_the_prose_of_a_story_calls_sides_by_name(sample: Path) -> None:
    told = run("dialogue", "story", "meeting 2015-05-12", "-a", sample).stdout
    assert "Task for Tarqand by 15 September 2015: " in told


def test_a_proposed_dialogue_says_whose_each_thing_is(sample: Path) -> None:
    told = run("dialogue", "propose", "15BELISAR12", "-a", sample).stdout
    assert re.search(r"^objective 1 \(C\) .*, sought by Veldria \[XV\] from Tarqand \[XT\]$", told, re.MULTILINE), told
    assert re.search(r"^parties    Veldria \[XV\], Tarqand \[XT\] \(ours: Veldria \[XV\]\)$", told, re.MULTILINE)
    assert re.search(r"^principal  \(C\) Veldria \[XV\]: Vastrand, ", told, re.MULTILINE)
    # The dialogue stands already: of what other telegrams brought into it nothing is proposed.
    assert "End-Use Assurance Agreement" in told
    assert "Memorandum of understanding on overflight" not in told


def test_read_takes_standard_input() -> None:
    done = run("read", "-", "--json", given=PLAIN)
    assert json.loads(done.stdout)["subject"] == "A HARBOUR IS DREDGED"


def test_read_prints_a_card(plain: Path) -> None:
    done = run("read", plain)
    assert done.stdout.startswith("09TRIPOLI900   UNCLASSIFIED\n")
    assert "Signed     SMITH" in done.stdout


def test_read_lists_findings_with_places(tmp_path: Path) -> None:
    (tmp_path / "t.txt").write_bytes(PLAIN.replace(b"TAGS: PREL LY", b"TAGS:"))
    done = run("read", tmp_path / "t.txt", "--findings")
    assert done.exit_code == 0
    assert "warning TAG001: the TAGS line is empty" in done.stdout
    # Beside what the reader found stands what the drafter did against the rules.
    assert "t.txt: block D06: the TAGS line is missing: every telegram has" in done.stdout
    assert "D06" not in run("read", tmp_path / "t.txt").stdout


def test_what_breaks_a_rule_stands_in_the_json_too(tmp_path: Path) -> None:
    (tmp_path / "t.txt").write_bytes(PLAIN.replace(b"TAGS: PREL LY", b"TAGS:"))
    told = json.loads(run("read", tmp_path / "t.txt", "--findings", "--json").stdout)
    lines = run("read", tmp_path / "t.txt", "--findings").stdout.splitlines()
    assert len(lines) == len(told["findings"]) + len(told["faults"])
    (missing,) = [fault for fault in told.pop("faults") if fault["rule"] == "D06"]
    assert (missing["severity"], missing["says"], missing["fix"]) == ("block", "the TAGS line is missing", False)
    assert told == json.loads(run("read", tmp_path / "t.txt", "--json").stdout)


def test_what_a_paragraph_does_against_a_rule_is_listed_with_its_place(tmp_path: Path) -> None:
    text = PLAIN.replace(b"UNCLAS ", b"C O N F I D E N T I A L ")
    (tmp_path / "t.txt").write_bytes(text)
    done = run("read", tmp_path / "t.txt", "--findings")
    (line,) = [line for line in done.stdout.splitlines() if "D42" in line]
    place = line.partition(": ")[0].rpartition(":")[2]
    start, end = map(int, place.split("-"))
    assert text.decode()[start:end].strip().startswith("1.")


@pytest.mark.parametrize(
    ("name", "content", "code", "says"),
    [
        ("empty.txt", b"", 1, "the input is empty: there is nothing to read"),
        (
            "binary.txt",
            bytes(256) * 9,
            1,
            "the input is not text (it is mostly zero bytes or control codes): give",
        ),
        ("large.txt", b"x" * 1001, 1, "is over the limit of 1,000 bytes: split it, or raise --limit-bytes"),
    ],
)
def test_bad_input_gets_one_clear_line(tmp_path: Path, name: str, content: bytes, code: int, says: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    done = run("read", path, "--json", "--limit-bytes", "1000" if name == "large.txt" else "100000")
    assert done.exit_code == code
    assert done.stderr.count("\n") == 1
    assert done.stderr.startswith(f"legation: {path}: {says}")


def test_a_file_that_is_not_there_is_told_as_by_every_command(tmp_path: Path) -> None:
    path = tmp_path / "absent.toml"
    said = f"legation: {path} cannot be read (No such file or directory): check the path and who may read it\n"
    for words in (["read"], ["draft", "check"]):
        done = run(*words, path)
        assert (done.exit_code != 0, done.stderr) == (True, said)
    assert run("read", path).exit_code == 2


def test_a_folder_is_named_as_one(tmp_path: Path) -> None:
    done = run("read", tmp_path)
    said = f"legation: {tmp_path}: is a folder: name files, or keep it with `legation ingest`\n"
    assert (done.exit_code, done.stderr) == (2, said)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--nope",), "no such option: --nope: see `legation --help`"),
        (("nope",), "no such command 'nope', did you mean 'copies'?: see `legation --help`"),
        (("dialogue", "openn"), "no such command 'openn', did you mean 'open'?: see `legation dialogue --help`"),
        (("read",), "missing argument 'PATH': see `legation read --help`"),
        (
            ("read", "x", "--fndings"),
            "no such option: --fndings (Possible options: --findings): see `legation read --help`",
        ),
        (
            ("search", "a", "b"),
            "got unexpected extra argument(s) (b): put a search of several words in quotation marks, or see "
            "`legation search --help`",
        ),
        (("backup", "a", "b"), "got unexpected extra argument(s) (b): see `legation backup --help`"),
        (("search", "a", "--limit", "0"), "'--limit': give a number from 1 on: see `legation search --help`"),
        (("read", "x", "--limit-bytes", "0"), "'--limit-bytes': give a number from 1 on: see `legation read --help`"),
        (("gaps", "--as-of", "May"), "'--as-of': 'May' is no day: write it as 2026-01-31"),
        (
            ("plot",),
            "missing argument 'PLOT', one of timeline, commitments, network, traffic: see `legation plot --help`",
        ),
        (
            ("draft", "check", "no.toml"),
            "no.toml cannot be read (No such file or directory): check the path and who may read it",
        ),
        (
            ("settings", "mail", "no.toml"),
            "no.toml cannot be read (No such file or directory): check the path and who may read it",
        ),
        (("dialogue", "diff"), "missing option '--since': see `legation dialogue diff --help`"),
    ],
)
def test_a_wrong_command_line_gets_one_clear_line(words: tuple[str, ...], said: str) -> None:
    done = CliRunner().invoke(app, words, prog_name="legation")
    assert (done.exit_code, done.stdout, done.stderr) == (2, "", f"legation: {said}\n")


def test_nothing_after_the_name_of_the_program_or_of_a_group_is_answered_with_help() -> None:
    for words in ((), ("dialogue",)):
        done = run(*words)
        assert (done.exit_code, done.stderr.splitlines()[0].startswith("Usage: ")) == (2, True)


def test_the_version_is_told() -> None:
    done = run("--version")
    assert (done.exit_code, done.stdout) == (0, f"legation {version('legation')}\n")


def test_the_package_run_as_a_program_is_the_command() -> None:
    done = subprocess.run([sys.executable, "-m", "legation", "--version"], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, f"legation {version('legation')}\n", "")


def test_every_argument_is_called_in_capitals() -> None:
    def arguments(command: Any, path: str) -> Iterator[tuple[str, str]]:
        for name, below in getattr(command, "commands", {}).items():
            yield from arguments(below, f"{path} {name}")
        for one in command.params:
            if one.param_type_name == "argument":
                yield path, one.metavar or one.name

    every = list(arguments(get_command(app), ""))
    assert (" show", "MRN") in every
    assert [(path, name) for path, name in every if name != name.upper()] == []
    wrong = run("annotation", "add")
    assert (wrong.exit_code, "missing argument 'MRN'" in wrong.stderr) == (2, True)


def test_hidden_files_that_are_passed_over_are_counted(plain: Path, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    (folder / "below" / ".kept").mkdir(parents=True)
    (folder / ".aside.txt").write_bytes(b"UNCLAS")
    alone = run("ingest", folder, "-a", tmp_path / "none")
    (folder / "t.txt").write_bytes(plain.read_bytes())
    both = run("ingest", folder, "-a", tmp_path / "archive")
    assert (alone.exit_code, both.exit_code) == (0, 0)
    for said in (alone.stderr, both.stderr):
        assert said.count("2 hidden files or folders passed over (a name that begins with a full stop, or ") == 1
    (folder / ".aside.txt").unlink()
    one = run("ingest", folder, folder / "t.txt", "-a", tmp_path / "archive", "--json")
    assert json.loads(one.stdout)["passed_over"] == 1
    assert "1 hidden file or folder passed over (a name that begins with a full stop, or " in one.stderr
    named = run("ingest", folder / "below" / ".kept", folder / "t.txt", "-a", tmp_path / "archive", "--json")
    assert json.loads(named.stdout)["passed_over"] == 0
    assert "hidden" not in named.stderr


def test_ingest_search_show_thread_gaps(plain: Path, tmp_path: Path) -> None:
    archive = tmp_path / "archive"
    first = run("ingest", plain, "--archive", archive, "--json")
    assert first.exit_code == 0
    tally = json.loads(first.stdout)
    assert (tally["new"], tally["same"], tally["versions"], tally["refused"]) == (1, 0, 0, 0)
    others = {"refused", "unread", "unmarked", "passed_over"}
    assert set(tally) == {"new", "same", "versions", "seconds", "stopped"} | others
    assert json.loads(run("ingest", plain, "-a", archive, "--json").stdout)["same"] == 1
    hit = json.loads(run("search", "dredger", "-a", archive, "--json").stdout)
    assert (hit["mrn"], hit["date"], hit["marking"], hit["paragraph"]) == (
        "09TRIPOLI900",
        "2009-11-05",
        "UNCLASSIFIED",
        1,
    )
    assert json.loads(run("show", "09 tripoli 900", "-a", archive, "--json").stdout)["mrn"] == "09TRIPOLI900"
    assert run("show", "09TRIPOLI900", "-a", archive, "--text").stdout.encode() == PLAIN
    assert run("thread", "09TRIPOLI900", "-a", archive).stdout.splitlines() == [
        "UNCLASSIFIED",
        "09TRIPOLI900       2009-11-05  UNCLASSIFIED   A HARBOUR IS DREDGED",
        "  cites      09STATE112         ----------  UNCLASSIFIED   known by reference, not held",
    ]
    gap = json.loads(run("gaps", "-a", archive, "--json").stdout)
    told = (gap["mrn"], gap["cited_by"], gap["words"], gap["status"])
    assert told == ("09STATE112", ["09TRIPOLI900"], ["STATE 112"], "known")
    assert gap["estimate"]["latest"] == "2009-11-05"


def test_a_request_for_a_gap_is_json_where_that_is_asked_for(plain: Path, tmp_path: Path) -> None:
    archive = tmp_path / "archive"
    run("ingest", plain, "-a", archive)
    asking = ("gaps", "-a", archive, "--request", "09STATE112", "--kind", "mdr")
    letter = json.loads(run(*asking, "--json").stdout)
    assert letter["letter"] == run(*asking).stdout
    told = {name: letter[name] for name in ("mrn", "kind", "banner")}
    assert told == {"mrn": "09STATE112", "kind": "mdr", "banner": letter["letter"].split("\n")[0]}
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", letter["on"])
    for whom in ("Department of State", "National Archives"):
        noted = json.loads(run(*asking, "--sent", "2026-01-31", "--to", whom, "--json").stdout)
        assert (noted["mrn"], noted["sent"], noted["addressed"]) == ("09STATE112", "2026-01-31", whom)
    (gap,) = (json.loads(line) for line in run("gaps", "-a", archive, "--json").stdout.splitlines())
    assert [one["addressed"] for one in gap["requests"]] == ["Department of State", "National Archives"]


def test_gaps_of_a_year_or_of_a_post(plain: Path, tmp_path: Path) -> None:
    run("ingest", plain, "-a", tmp_path / "archive")
    for numbers in ("2009", "State", "09state"):
        assert "09STATE112" in run("gaps", numbers, "-a", tmp_path / "archive").stdout
    assert "09STATE112" not in run("gaps", "Tripoli", "-a", tmp_path / "archive").stdout
    done = run("gaps", "State 09", "-a", tmp_path / "archive")
    assert done.exit_code != 0
    assert done.stderr.splitlines() == [
        "legation: no number begins with 'State 09': write a year, a post, or the year and then the post: "
        "1967, Nicosia, 67NICOSIA, 1967 Nicosia"
    ]


def test_gaps_that_are_cut_say_how_to_go_on(plain: Path, tmp_path: Path) -> None:
    plain.write_bytes(PLAIN.replace(b"STATE 112", b"STATE 112; STATE 113; STATE 114"))
    run("ingest", plain, "-a", tmp_path / "archive")
    listed = [run("gaps", "-a", tmp_path / "archive", *more) for more in (("--limit", 2), ("--limit", 3), ())]
    assert [done.stderr for done in listed] == [
        "legation: 2 known only by reference; more: --after 09STATE113\n",
        "legation: 3 known only by reference\n",
        "legation: 3 known only by reference\n",
    ]
    rest = run("gaps", "-a", tmp_path / "archive", "--after", "09STATE113")
    assert "09STATE114" in rest.stdout
    assert "09STATE113" not in rest.stdout


def test_gaps_go_on_behind_a_name_with_blanks_as_it_is_told(plain: Path, tmp_path: Path) -> None:
    plain.write_bytes(PLAIN.replace(b"STATE 112", b"CNO 071245Z JAN 09; CNO 081245Z JAN 09"))
    run("ingest", plain, "-a", tmp_path / "archive")
    told = run("gaps", "-a", tmp_path / "archive", "--limit", 1).stderr
    (_, more) = told.split("more: ")
    rest = run("gaps", "-a", tmp_path / "archive", *shlex.split(more))
    assert rest.exit_code == 0
    assert "CNO 081245ZJAN2009" in rest.stdout
    assert "CNO 071245ZJAN2009" not in rest.stdout


def test_a_wrong_query_points_at_the_place(plain: Path, tmp_path: Path) -> None:
    run("ingest", plain, "-a", tmp_path / "archive")
    done = run("search", 'harbour AND "open', "-a", tmp_path / "archive")
    assert done.exit_code == 2
    assert "at character 13 of the query" in done.stderr
    assert done.stderr.endswith('  harbour AND "open\n              ^\n')


def test_a_list_marks_a_telegram_as_it_is_held(tmp_path: Path) -> None:
    """A SECRET paragraph in a telegram that says UNCLASSIFIED: what is found of it is not listed as UNCLASSIFIED."""
    archive, made = tmp_path / "archive", tmp_path / "made.txt"
    made.write_text(
        "VZCZCXRO0019\nOO RUEHBC\nDE RUEHXX #0045 0120930\nZNR UUUUU ZZH\nO 120930Z JAN 15\nFM AMEMBASSY TRIPOLI\n"
        "TO RUEHC/SECSTATE WASHDC IMMEDIATE 5452\n\nUNCLAS TRIPOLI 000045\n\nNODIS\n\nE.O. 12958: N/A\nTAGS: MARR\n"
        "SUBJECT: HARBOUR\n\n1. (U) The dredger came.\n\n2. (S) The convoy sails.\n\nSMITH\n\n\nNNNN\n"
    )
    assert run("ingest", made, "-a", archive).exit_code == 0
    assert json.loads(run("search", "dredger", "-a", archive, "--json").stdout)["marking"] == "SECRET//NODIS"
    for asked in (("search", "dredger"), ("thread", "15TRIPOLI45")):
        told = run(*asked, "-a", archive).stdout
        assert re.search(r"^15TRIPOLI45 +2015-01-12 +SECRET//NODIS +HARBOUR$", told, re.MULTILINE), told


def test_search_by_pages_facets_and_suggestions(tmp_path: Path) -> None:
    folder, archive = tmp_path / "files", tmp_path / "archive"
    folder.mkdir()
    for n in range(900, 905):
        (folder / f"{n}.txt").write_bytes(PLAIN.replace(b"TRIPOLI 000900", b"TRIPOLI 000%d" % n))
    run("ingest", folder, "-a", archive)
    first = run("search", "dredger", "-a", archive, "--sort", "oldest", "--limit", 3, "--json")
    *hits, more = map(json.loads, first.stdout.splitlines())
    assert (len(hits), more["total"], hits[0]["place"]) == (3, 5, f"{hits[0]['mrn']}#p1")
    assert (hits[0]["also"], hits[0]["snippet"][slice(*hits[0]["marks"][0])].lower()) == ([], "dredger")
    rest = run("search", "dredger", "-a", archive, "--sort", "oldest", "--after", more["next"], "--json")
    further = [json.loads(line)["mrn"] for line in rest.stdout.splitlines()]
    assert len({hit["mrn"] for hit in hits} | set(further)) == 5
    assert run("search", "dredger", "-a", archive, "--after", more["next"]).exit_code == 2
    told = run("search", "dredger", "-a", archive, "--facets").stdout
    assert re.search(r"post +TRIPOLI +5 +post:TRIPOLI", told)
    facets = [
        json.loads(line) for line in run("search", "dredger", "-a", archive, "--facets", "--json").stdout.splitlines()
    ]
    assert facets[0] == {
        "name": "year",
        "values": 1,
        "counts": [{"value": "2009", "count": 5, "narrows": "date:2009"}],
        "marking": "UNCLASSIFIED",
    }
    assert (
        run("search", "-a", archive, "--facets").stdout == run("search", "*", "-a", archive, "--facets").stdout == told
    )
    assert len(run("search", "-a", archive, "--json").stdout.splitlines()) == 5
    table = list(csv.DictReader(run("search", "dredger", "-a", archive, "--csv").stdout.splitlines()[1:-1]))
    assert {one["telegram"] for one in table} == {f"09TRIPOLI{n}" for n in range(900, 905)}
    assert (table[0]["from"], table[0]["to"], table[0]["paragraph"]) == ("AMEMBASSY TRIPOLI", "SECSTATE WASHDC", "1")
    numbers = run("search", "dredger", "-a", archive, "--numbers").stdout
    assert numbers.split() == [one["telegram"] for one in table]
    noted = run("annotation", "add", "-", "#dredgers", "-a", archive, given=f"{numbers}\n09TRIPOLI1\n".encode())
    assert (noted.exit_code, len(noted.stdout.split()), "09TRIPOLI1" in noted.stderr) == (1, 5, True)
    gathered = run("annotation", "gather", "-k", "dredgers", "--form", "numbers", "-a", archive).stdout
    assert set(gathered.split()) == set(numbers.split())
    assert run("annotation", "add", "-", "x", "-a", archive, given=b"\n").exit_code == 1
    assert run("annotation", "add", "-", "x", "--at", "p1", "-a", archive, given=numbers.encode()).exit_code == 1
    assert NOT_HELD in run("search", "09 state 112", "-a", archive).stdout
    # What a telegram cites stands in it alone, so that nothing is found by one that is not held.
    asked = 'citedby:"09 State 112"'
    assert NOT_HELD in run("search", asked, "-a", archive).stdout
    assert "known by reference" not in run("search", "citedby:09STATE113", "-a", archive).stdout
    assert "known by reference" not in run("search", "citedby:09TRIPOLI900", "-a", archive).stdout
    assert run("suggest", "x post:", "-a", archive).stdout.split() == ["x", "post:TRIPOLI", "UNCLASSIFIED"]
    told = json.loads(run("suggest", "tag:", "-a", archive, "--json", "--limit", 1).stdout)
    assert (told["query"][:4], told["marking"]) == ("tag:", "UNCLASSIFIED")
    assert run("suggest", "su", "-a", archive, "--limit", 1).stdout == "subject:\n"


def test_an_archive_that_is_not_there(tmp_path: Path) -> None:
    done = run("search", "x", "-a", tmp_path / "none")
    assert done.exit_code == 2
    assert done.stderr.startswith(f"legation: there is no archive at {tmp_path / 'none'}: make one:")


def test_a_dialogue_is_exported_with_json_as_every_command_that_prints_facts(made_sample: Path) -> None:
    plain = run("dialogue", "export", "--archive", str(made_sample))
    asked = run("dialogue", "export", "--json", "--archive", str(made_sample))
    assert asked.exit_code == 0
    assert asked.stdout == plain.stdout
    assert json.loads(asked.stdout.splitlines()[0])["number"] == 1


def test_an_address_of_something_else_is_no_folder_to_be_made(plain: Path, tmp_path: Path) -> None:
    with chdir(tmp_path):
        for words in (["ingest", str(plain)], ["search", "harbour"]):
            done = run(*words, "--archive", "ftp://host/desk")
            assert done.exit_code == 2
            assert done.stderr == (
                "legation: no archive is kept at an address of ftp: name a directory, or write "
                "postgresql://USER@HOST/DATABASE\n"
            )
        assert not Path("ftp:").exists()
        with pytest.raises(ArchiveError):
            legation.open("mysql://host/desk")


def test_no_archive_is_made_for_what_is_not_there(tmp_path: Path) -> None:
    new = tmp_path / "new"
    told = run("ingest", tmp_path / "nowhere", "-a", new, "--json")
    assert (told.exit_code, json.loads(told.stdout)["refused"]) == (1, 1)
    assert f"{tmp_path / 'nowhere'}: is not there: check the path" in told.stderr
    assert run("ingest", "--watch", tmp_path / "nowhere", "-a", new).exit_code == 2
    assert not new.exists()


@pytest.mark.parametrize(
    "words",
    [
        ("rebuild",),
        ("mark", "09TRIPOLI900", "SECRET", "--why", "paper copy seen"),
        ("dialogue", "open", "09TRIPOLI900"),
        ("dialogue", "accept", "09TRIPOLI900"),
        ("draft", "approve", "n1"),
        ("draft", "reply", "09TRIPOLI900"),
        ("draft", "new", "--template", "report", "--from", "09TRIPOLI900"),
        ("draft", "send"),
        ("profile", "remove", "harbours"),
        ("saved", "add", "harbour", "harbour"),
        ("hooks", "send"),
        ("annotation", "add", "09TRIPOLI900", "seen"),
        ("gaps", "--request", "09STATE112", "--sent", "2026-01-31"),
        ("inbox", "09TRIPOLI900", "--mark", "read"),
        ("tracer", "draft", "TRIPOLI"),
    ],
    ids=" ".join,
)
def test_a_command_that_begins_no_archive_makes_none_of_a_mistyped_name(words: tuple[str, ...], tmp_path: Path) -> None:
    place = tmp_path / "mistyped"
    done = run(*words, "-a", place)
    said = f"legation: there is no archive at {place}: make one: legation ingest FILES --archive {place}\n"
    assert (done.exit_code, done.stderr, place.exists()) == (2, said, False)


def test_a_command_that_begins_an_archive_says_so(plain: Path, tmp_path: Path) -> None:
    mail = tmp_path / "mail.toml"
    mail.write_text('[[address]]\nplad = "SECSTATE WASHDC"\nfolder = "outgoing"\n')
    for number, words in enumerate((("ingest", plain), ("settings", "mail", mail))):
        place = tmp_path / str(number)
        for said in (f"legation: there was no archive at {place}: it is made\n", ""):
            done = run(*map(str, words), "-a", place)
            assert (done.exit_code, said in done.stderr, "it is made" in done.stderr) == (0, True, bool(said))


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_shell_is_told_how_to_complete(shell: str) -> None:
    done = run("--completion", shell)
    assert (done.exit_code, "_LEGATION_COMPLETE" in done.stdout, "legation" in done.stdout) == (0, True, True)


def test_another_shell_is_none_of_them() -> None:
    done = run("--completion", "tcsh")
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr == "legation: '--completion': 'tcsh' is none of these: bash, zsh, fish\n"


@pytest.mark.parametrize(
    ("words", "at", "goes_on"),
    [
        ("legation sea", 1, {"search"}),
        ("legation search --so", 2, {"--sort"}),
        ("legation search --sort n", 3, {"newest"}),
        ("legation dialogue boa", 2, {"board"}),
    ],
)
def test_a_command_line_is_completed(words: str, at: int, goes_on: set[str]) -> None:
    asked = {**os.environ, "COMP_WORDS": words, "COMP_CWORD": str(at), "_LEGATION_COMPLETE": "complete_bash"}
    program = [sys.executable, "-c", "import sys; from legation.cli.main import main; sys.argv = ['legation']; main()"]
    done = subprocess.run(program, env=asked, capture_output=True, text=True, check=False)
    assert set(done.stdout.split()) == goes_on


def test_an_ingest_of_which_all_is_refused_makes_no_archive(plain: Path, tmp_path: Path) -> None:
    folder, place = tmp_path / "folder", tmp_path / "archive"
    folder.mkdir()
    (folder / "rows.csv").write_text("name,age\nIda,4\n")
    (folder / "picture.txt").write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0")
    (folder / "nothing.txt").write_bytes(b"")
    (folder / "letter.docx").write_bytes(b"PK")
    done = run("ingest", folder, "-a", place)
    assert (done.exit_code, place.exists()) == (1, False)
    for said in (
        "rows.csv: is a table without",
        "picture.txt: is not text",
        "nothing.txt: is empty",
        "letter.docx: is",
    ):
        assert f"legation: {said}" in done.stderr
    assert "0 new, 0 held already, 0 further versions, 4 refused" in done.stderr + done.stdout
    assert "no archive was made" in done.stderr
    (folder / "good.txt").write_bytes(plain.read_bytes())
    assert run("ingest", folder, "-a", place).exit_code == 0
    (folder / "good.txt").unlink()
    again = run("ingest", folder, "-a", place)
    assert (again.exit_code, "no archive was made" in again.stderr, place.exists()) == (1, False, True)


@pytest.mark.parametrize(
    "words",
    [
        ("account", "add", "mira", "--role", "king"),
        ("account", "add", "mira", "--clearance", "CONFIDENTAIL"),
        ("account", "add", "owner"),
        ("profile", "add", "--name", "libya", "--to", "nobody", "--where", "tags=LY"),
        ("settings", "release", "halves"),
        ("settings", "numbers", "", "3"),
        ("settings", "mail", "wrong.toml"),
        ("draft", "new", "absent.toml"),
    ],
    ids=" ".join,
)
@pytest.mark.parametrize("beforehand", [True, False])
def test_no_archive_is_made_for_what_is_refused(
    words: tuple[str, ...], beforehand: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("wrong.toml").write_text("[[address")
    place = tmp_path / "desk"
    if beforehand:
        place.mkdir()
        (place / "parties.toml").write_text("")
    done = run(*words, "-a", place)
    assert done.exit_code in (1, 2)
    assert done.stderr.count("\n") == 1
    assert "is made" not in done.stderr
    assert sorted(entry.name for entry in tmp_path.rglob("*")) == sorted(
        ["wrong.toml", *(["desk", "parties.toml"] if beforehand else [])]
    )
    assert run("account", "add", "mira", "-a", place).exit_code == 0
    refused = run("account", "add", "mira", "-a", place)  # what is there stays there
    assert (refused.exit_code, (place / "archive.toml").exists()) == (1, True)


def test_an_archive_of_an_older_schema_names_the_command_that_brings_it_up_to_date(plain: Path, tmp_path: Path) -> None:
    archive = tmp_path / "archive"
    run("ingest", plain, "-a", archive)
    config = Config()
    config.set_main_option("script_location", str(Path(engines.__file__).parent / "migrations"))
    engine = sa.create_engine(engines.sqlite_url(archive / "archive.db"))
    with engine.connect().execution_options(legation_write=True) as connection, connection.begin():
        config.attributes["connection"] = connection
        command.downgrade(config, "0010")
    engine.dispose()
    done = run("show", "09TRIPOLI900", "-a", archive)
    assert (done.exit_code, "made by an older legation" in done.stderr) == (2, True)
    words = shlex.split(done.stderr.split("`")[1])[1:]
    assert run(*words, "-a", archive).exit_code == 0
    assert run("search", "dredged", "-a", archive).exit_code == 0


def test_an_archive_of_a_newer_version_is_left_alone(plain: Path, tmp_path: Path) -> None:
    archive = tmp_path / "archive"
    run("ingest", plain, "-a", archive)
    marker = archive / "archive.toml"
    marker.write_text('format = 99\nmade_by = "legation 9"\n')
    before = {p.name: p.stat().st_mtime_ns for p in archive.rglob("*")}
    for words in (["search", "x"], ["ingest", str(plain)]):
        done = run(*words, "-a", archive)
        assert done.exit_code == 2
        assert "made by a newer legation (legation 9): update legation" in done.stderr
        assert done.stderr.count("\n") == 1
    assert {p.name: p.stat().st_mtime_ns for p in archive.rglob("*")} == before


def test_a_second_writer_waits_for_the_first(plain: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    archive = tmp_path / "archive"
    run("ingest", plain, "-a", archive)
    first = ArchiveDirectory.create_or_open(archive, write=True)
    told: list[str] = []

    def let_go(line: str) -> None:
        told.append(line)
        first.close()

    monkeypatch.setattr(console, "warn", let_go)
    done = run("saved", "add", "harbour", "dredger", "-a", archive)
    assert done.exit_code == 0
    assert told == [f"another program is writing to the archive (process {os.getpid()}): waiting 30 s at most"]


def test_how_long_a_writer_waits_is_a_number_of_seconds(
    plain: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for wrong in ("soon", "-1", "nan", "1e9"):
        monkeypatch.setenv("LEGATION_WAIT", wrong)
        done = run("ingest", plain, "-a", tmp_path / "archive")
        assert (done.exit_code, done.stderr) == (
            2,
            f"legation: LEGATION_WAIT is '{wrong}': give it a number of seconds, such as 30\n",
        )


def test_a_second_writer_is_refused_in_the_end(plain: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    archive = tmp_path / "archive"
    run("ingest", plain, "-a", archive)
    monkeypatch.setenv("LEGATION_WAIT", "0.2")
    with ArchiveDirectory.create_or_open(archive, write=True):
        done = run("ingest", plain, "-a", archive)
        assert done.exit_code == 2
        assert f"another program is writing to the archive at {archive}" in done.stderr
        assert "wait until it is done, or stop it" in done.stderr
        assert run("search", "dredger", "-a", archive).exit_code == 0  # readers need no lock


@pytest.mark.skipif(os.geteuid() != 0, reason="only the super-user can become another user")
def test_a_folder_without_permission_is_refused_by_name(plain: Path, tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    home = tmp_path / "home"
    home.mkdir(mode=0o777)
    home.chmod(0o777)
    for folder in (tmp_path, *tmp_path.parents):
        if folder.stat().st_uid == 0 and len(folder.parts) > 2:
            folder.chmod(folder.stat().st_mode | 0o055)
    closed.chmod(0o700)
    script = "import os, sys; os.setgid(65534); os.setuid(65534); os.execv(sys.argv[1], sys.argv[1:])"
    done = subprocess.run(
        [
            *(sys.executable, "-c", script, sys.executable, "-m", "legation"),
            *("ingest", str(closed), "-a", str(home / "archive")),
        ],
        capture_output=True,
        text=True,
        check=False,
        cwd=home,
    )
    if "No module named" in done.stderr or "Permission denied" in done.stderr.split("legation:")[0]:
        pytest.skip("another user may not read this checkout")
    assert done.returncode == 1
    assert f"legation: {closed}: may not be read by you: check who may read the folder" in done.stderr


def test_a_command_leaves_what_it_has_loaded_to_no_collector_of_cycles() -> None:
    script = (
        "import atexit, gc, sys; from legation.cli.main import main; sys.argv = ['legation', '--version'];"
        "atexit.register(lambda: print(gc.get_threshold()[0], gc.get_freeze_count())); main()"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    looks_after, left_alone = map(int, done.stdout.splitlines()[-1].split())
    assert looks_after > 700  # as the interpreter begins
    assert left_alone > 10_000


def test_the_sample_is_worth_looking_at(made_sample: Path) -> None:
    listed = json.loads(run("dialogue", "list", "-a", made_sample, "--json").stdout)
    assert (listed["id"], listed["ours"]) == ("xv-xt", "XV")
    board = run("dialogue", "board", "-a", made_sample)
    assert board.exit_code == 0
    assert board.stdout.startswith("CONFIDENTIAL//EXDIS/LIMDIS\n")  # all that is shown rests on (C) paragraphs
    assert "under negotiation" in board.stdout
    story = run("dialogue", "story", "1", "-a", made_sample)
    assert story.stdout.count('"') > 4
    lines = story.stdout.strip().splitlines()
    assert lines[0] == lines[-1] == "CONFIDENTIAL"  # what it shows is marked, and it stands under that
    brief = run("dialogue", "brief", "-a", made_sample)
    assert brief.stdout.lstrip("*# ").startswith("CONFIDENTIAL//EXDIS/LIMDIS")


def test_what_a_reader_may_not_see_is_absent(sample: Path) -> None:
    assert run("account", "add", "press", "-a", sample).exit_code == 0
    closed = run("show", "16BELISAR3", "-a", sample, "--as", "press")
    absent = run("show", "16BELISAR4", "-a", sample, "--as", "press")
    assert closed.exit_code == absent.exit_code == 2
    assert closed.stderr.replace("16BELISAR3", "") == absent.stderr.replace("16BELISAR4", "")
    assert run("dialogue", "list", "-a", sample, "--as", "press", "--json").stdout == ""
    assert run("show", "16BELISAR3", "-a", sample, "--as", "nobody").exit_code == 2


def test_proposals_become_entries(sample: Path, tmp_path: Path) -> None:
    proposed = [json.loads(line) for line in run("propose", "15BELISAR12", "-a", sample, "--json").stdout.splitlines()]
    assert {p["kind"] for p in proposed} >= {"dialogue", "objective"}
    opened = run("dialogue", "open", "15BELISAR12", "-a", sample, "--id", "again", "--ours", "XV", "--json")
    assert json.loads(opened.stdout) == {"dialogue": "again"}
    number = next(p["number"] for p in proposed if p["kind"] == "objective")
    done = run("dialogue", "accept", "15BELISAR12", str(number), "-d", "again", "-a", sample, "--json")
    assert json.loads(done.stdout.splitlines()[0])["draft"]["kind"] == "objective.raise"
    again = run("dialogue", "accept", "15BELISAR12", str(number), "-d", "again", "-a", sample, "--json")
    assert again.stdout == ""
    assert f"proposal {number} was accepted before" in again.stderr
    other = next(p["number"] for p in proposed if p["kind"] == "objective" and p["number"] != number)
    for told in ("1 entered in the ledger", f"proposal {other} was rejected before: in passing"):
        done = run(
            "dialogue", "reject", "15BELISAR12", str(other), "--reason", "in passing", "-d", "again", "-a", sample
        )
        assert told in done.stderr
    for told in ("1 entered in the ledger", f"proposal {other} is not rejected: it is left as it is"):
        done = run("dialogue", "reconsider", "15BELISAR12", str(other), "-d", "again", "-a", sample)
        assert told in done.stderr
    for view in (("dialogue", "board"), ("dialogue", "matrix"), ("dialogue", "export"), ("plot", "timeline")):
        by_option = run(*view, "--dialogue", "again", "-a", sample)
        assert by_option.exit_code == 0, by_option.output
        assert (
            by_option.stdout
            == run(*view, "again", "-a", sample).stdout
            == run(*view, "-d", "again", "again", "-a", sample).stdout
        )
        assert "two dialogues are named" in run(*view, "xv-xt", "-d", "again", "-a", sample).stderr
    several = run("dialogue", "board", "-a", sample).stderr
    assert "several dialogues" in several
    assert re.search(r"again \([A-Z/ ]+: [^)]+\)", several), several


def test_a_proposal_names_the_objective_that_it_speaks_of_by_its_number(made_sample: Path) -> None:
    listed = run("dialogue", "list", "-a", made_sample, "--json").stdout
    one = json.loads(listed.splitlines()[0])["id"]
    told = run("propose", "16BELISAR181", "--dialogue", one, "-a", made_sample).stdout
    spoken = [line for line in told.splitlines() if line.strip().startswith(("speaks of ", "or objective"))]
    assert spoken
    assert all(re.search(r"(speaks of|or) objective \d+ \(", line) for line in spoken)


def test_the_rows_of_a_spreadsheet_are_entered_or_each_fault_is_told(sample: Path, tmp_path: Path) -> None:
    rows = tmp_path / "talks.csv"
    rows.write_bytes("move;about;on;text\nobjective.raise;quay;2016-11-02;Deepen the quay\n".encode("utf-16"))
    looked = run("dialogue", "import", rows, "--check", "-a", sample)
    assert (looked.exit_code, "1 row can be entered" in looked.stderr) == (0, True)
    assert re.search(r"2016-11-02  objective.raise +\(C.*\) objective \d+: Deepen the quay", looked.stdout)
    assert "Deepen the quay" not in run("dialogue", "board", "-a", sample).stdout
    assert "1 entered in the ledger" in run("dialogue", "import", rows, "-a", sample).stderr
    assert "Deepen the quay" in run("dialogue", "board", "-a", sample).stdout
    again = run("dialogue", "import", rows, "-a", sample)
    assert (again.exit_code, "0 entered in the ledger" in again.stderr) == (0, True)
    assert "(stands already)" in again.stdout
    rows.write_text("move;about;on;text\nobjective.melt;quay;;\n", encoding="utf-8")
    wrong = run("dialogue", "import", rows, "-a", sample)
    assert wrong.exit_code == 1
    assert "row on line 2: there is no move 'objective.melt': the moves are raise, " in wrong.stderr
    assert "nothing was entered: 1 of 1 row cannot be" in wrong.stderr
    assert json.loads(run("dialogue", "import", rows, "--check", "--json", "-a", sample).stdout)["entered"] == 0


def test_an_illegal_move_names_the_legal_ones(sample: Path) -> None:
    done = run("dialogue", "record", "objective.raise", "1", "-a", sample)
    assert done.exit_code == 1
    assert "possible now:" in done.stderr
    field = run("dialogue", "record", "objective.table", "1", "-f", "novalue", "-a", sample)
    assert "write it as name=value" in field.stderr


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("amend", "15BELISAR12", "8", "-f", "due=2016-13-45"), "'2016-13-45' is no day: write 2016, 2016-03 or"),
        (("amend", "15BELISAR12", "8", "-f", "due=tomorrow"), "'tomorrow' is no day"),
        (
            ("amend", "15BELISAR12", "8", "-f", "colour=blue"),
            "there is no field 'colour': the fields of objective.amend",
        ),
        (
            ("amend", "15BELISAR12", "8", "-f", "modality=certain"),
            "'certain' is no modality: use one of done, intended, requested,",
        ),
        (
            ("record", "position.state", "3", "-f", "text=Later", "-f", "stance=relutant"),
            "legation: 'relutant' is no stance: use reluctant, or else one of supports,",
        ),
        (("record", "objective.link", "3", "-f", "due=2016-03-31"), "the fields of objective.link are text, relation,"),
    ],
)
def test_what_is_no_day_or_no_field_is_not_entered(made_sample: Path, words: tuple[str, ...], told: str) -> None:
    done = run("dialogue", *words, "-a", made_sample)
    assert done.exit_code != 0
    assert told in done.stderr


def test_a_side_that_nobody_knows_is_told_and_stands(sample: Path) -> None:
    words = ("objective.raise", "tolls", "-f", "text=No tolls", "-f", "sought_by=XV", "-f", "sought_from=Tarqand")
    done = run("dialogue", "record", *words, "-a", sample)
    told = "sought from 'Tarqand' is no country or organisation that is known, but XT is"
    assert (done.exit_code, done.stderr.count(told)) == (0, 1)
    assert (
        told.replace(" is no", " of objective", 1).partition(" of objective")[0]
        in run("dialogue", "board", "-a", sample).stderr
    )


def test_a_telegram_without_a_quotation_is_cited_by_its_subject(sample: Path) -> None:
    assert run("dialogue", "record", "objective.reopen", "3", "--mrn", "16BELISAR181", "-a", sample).exit_code == 0
    last = json.loads(run("dialogue", "story", "3", "-a", sample, "--json").stdout.splitlines()[-1])
    assert [quote["text"] for quote in last["quotes"]] == ["PATROL CRAFT: FIRST PRICE TALKS"]


def test_a_story_names_what_moved_of_another_objective(sample: Path) -> None:
    assert run("dialogue", "merge", "10", "9", "-a", sample).exit_code == 0
    told = run("dialogue", "story", "9", "-a", sample).stdout.splitlines()
    heads = [line for line in told if re.match(r"\d{4}-", line)]
    assert {found[1] for line in heads if (found := re.search(r"\) (objective \d+) ", line))} == {
        "objective 9",
        "objective 10",
    }
    assert not any(re.search(r"\) objective (?!\d)", line) for line in heads)


def test_what_is_open_already_is_told_and_stays(sample: Path) -> None:
    again = run("dialogue", "open", "15BELISAR12", "--title", "Another title", "-a", sample)
    assert (again.exit_code, again.stdout) == (0, "xv-xt\n")
    assert "xv-xt was open already, and nothing of it is changed" in again.stderr
    assert "Another title" not in run("dialogue", "board", "-a", sample).stdout
    amended = run("dialogue", "record", "dialogue.amend", "xv-xt", "-f", "title=Another title", "-a", sample)
    assert amended.exit_code == 0
    assert "Another title  [xv-xt]" in run("dialogue", "board", "-a", sample).stdout
    # What is entered of the dialogue has a portion mark as what is entered of a thing, and so has what is offered.
    assert re.search(r"dialogue\.amend +\(C//[A-Z/]+\) dialogue: Another title", amended.stdout), amended.stdout
    assert run("dialogue", "open", "15BELISAR12", "--id", "other", "-a", sample).stdout == "other\n"
    words = ("meeting.hold", "round", "-f", "text=First round", "--on", "2015-05-12", "-d", "other")
    assert run("dialogue", "record", *words, "-a", sample).exit_code == 0
    told = run("dialogue", "board", "other", "-a", sample).stderr
    offer = re.search(r"\(C[A-Z/]*\) meeting 2015-05-12 was held, .*: if so, legation (.*)", told)
    assert offer is not None, told
    assert run(*offer[1].split(), "-a", sample).exit_code == 0  # as it is written, beside another dialogue
    assert "meeting 2015-05-12 was held" not in run("dialogue", "board", "other", "-a", sample).stderr


def test_a_story_says_whose_word_it_is_where_no_telegram_says_it(sample: Path) -> None:
    done = run(
        "dialogue",
        "record",
        "commitment.evidence",
        "commitment 2",
        "-f",
        "text=Two seen",
        "--on",
        "2016-02-01",
        "-a",
        sample,
    )
    assert done.exit_code == 0
    told = run("dialogue", "story", "commitment 2", "-a", sample).stdout
    assert re.search(r"2016-02-01  \(C\) commitment 2 evidence: Two seen  \[(m\w{8})\]\n    \[entered by owner\]", told)


def test_what_was_hit_is_told_by_number_text_and_id(sample: Path) -> None:
    done = run("dialogue", "record", "commitment.verify", "commitment 2", "-a", sample)
    assert re.search(
        r"commitment\.verify +\(C\) commitment 2: Deliver all four T-3 aircraft to Dureh  \[c[0-9a-f]{12}\]",
        done.stdout,
    )
    split = run("dialogue", "split", "4", "--into", "Patrol craft", "--into", "Training of crews", "-a", sample)
    assert "Training of crews  [o" in split.stdout
    assert (
        split.stdout.splitlines()[-1]
        .split("  ")[-2]
        .endswith("objective 4: Six Petrel-class coastal patrol craft for Tarqand")
    )
    refused = run("dialogue", "reject", "15BELISAR12", "12", "--reason", "in passing", "-a", sample)
    assert "proposal: commitment to destroy its 40 remaining Hadra-2 rockets  [" in refused.stdout


OVERVIEWS = ("matrix", "commitments", "demarches", "meetings", "agenda", "alerts", "diff")


@pytest.mark.parametrize("name", OVERVIEWS)
def test_every_overview_prints_under_its_banner_and_as_values(made_sample: Path, name: str) -> None:
    when = ["--since", "2015-06-01"] if name in ("alerts", "diff") else []
    shown = run("dialogue", name, *when, "-a", made_sample)
    assert shown.exit_code == 0
    lines = shown.stdout.strip().splitlines()
    assert lines[0] == lines[-1]
    assert lines[0].startswith("CONFIDENTIAL")
    values = run("dialogue", name, *when, "-a", made_sample, "--json")
    assert values.exit_code == 0
    told = [json.loads(line) for line in values.stdout.splitlines()]
    assert told
    assert all(told)
    assert run("dialogue", name, *when, "-a", made_sample, "--csv").stdout.splitlines()[0] == lines[0]


def test_the_board_shows_what_a_filter_takes(made_sample: Path) -> None:
    held = json.loads(run("dialogue", "board", "-a", made_sample, "--json", "--as-of", "2016-01-01").stdout)
    mine = json.loads(
        run("dialogue", "board", "-a", made_sample, "--json", "--as-of", "2016-01-01", "--turn", "mine").stdout
    )
    assert mine["rows"] == [row for row in held["rows"] if row["turn"] == "mine"]
    assert 0 < len(mine["rows"]) < len(held["rows"])


DRAFT = (
    """
from = "AMEMBASSY TRIPOLI"
to = ["SECSTATE WASHDC"]
info = ["AMEMBASSY LONDON"]
precedence = {action = "PRIORITY", info = "ROUTINE"}
dtg = 2009-11-05T15:13:00
post = "TRIPOLI"
classification = {level = "CONFIDENTIAL", captions = ["SIPDIS"]}
executive_order = {order = "12958", code = "DECL", declassify_on = 2019-11-05}
tags = ["PREL", "LY"]
subject = "THE HARBOUR TALKS"
references = ["STATE 112900"]
classified_by = {name = "A. B. Farrow", title = "Ambassador", reasons = ["1.4(b)"]}
signature = ["OFFICER"]

[[paragraphs]]
number = 1
marking = "C"
text = "The talks began."

[[paragraphs]]
number = 2
marking = "S"
text = """
    + '"""'
    + """
Each side wants:
-- a harbour;
-- a pier.
"""
    + '"""'
    + """
"""
)


def test_a_draft_is_checked_mended_and_rendered(tmp_path: Path) -> None:
    draft = tmp_path / "draft.toml"
    draft.write_text(DRAFT)
    checked = run("draft", "check", draft)
    assert checked.exit_code == 1
    assert "block  M07   paragraph 2: paragraph 2 is marked higher than the telegram" in checked.stdout
    assert json.loads(run("draft", "check", draft, "--json").stdout.splitlines()[0])["fix"] is True
    better = tmp_path / "better.json"
    assert "M07 mended" in run("draft", "fix", draft, "-o", better).stderr
    assert run("draft", "check", better).exit_code == 0
    copy = run("draft", "render", better, "--number", "893")
    assert copy.exit_code == 0
    assert "S E C R E T TRIPOLI 000893" in copy.stdout
    assert "its portion marks ask for SECRET" in copy.stderr
    read_back = json.loads(run("read", "-", "--json", given=copy.stdout.encode()).stdout)
    assert (read_back["mrn"], read_back["paragraphs"][1]["items"]) == ("09TRIPOLI893", ["a harbour", "a pier"])


@pytest.mark.parametrize("moment", ["2015-11-05T15:13", "2015-11-05T15:13Z"])
def test_a_moment_may_be_given_as_answers_tell_it(tmp_path: Path, moment: str) -> None:
    draft = tmp_path / "draft.toml"
    draft.write_text(DRAFT.replace("dtg = 2009-11-05T15:13:00\n", ""))
    assert "P R 051513Z NOV 15" in run("draft", "render", draft, "--number", "893", "--dtg", moment).stdout


def test_a_draft_may_be_a_word_document_or_a_pdf(tmp_path: Path) -> None:
    lines = [
        *(
            "P 051513Z NOV 15",
            "FM AMEMBASSY TRIPOLI",
            "TO SECSTATE WASHDC",
            "",
            "C O N F I D E N T I A L TRIPOLI 000893",
            "",
        ),
        *("SUBJECT: (U) PATROL CRAFT", "", "1. (C) The Ministry wants six craft. " * 3, "", "2. (S) It has none."),
    ]
    document = docx.Document()
    for line in lines:
        document.add_paragraph(line)
    document.save(str(tmp_path / "draft.docx"))
    (tmp_path / "draft.pdf").write_bytes(pdf_of("\n".join(lines)))
    for name in ("draft.docx", "draft.pdf"):
        assert "paragraph 2 is marked higher than the telegram" in run("draft", "check", tmp_path / name).stdout
        better = json.loads(run("draft", "fix", tmp_path / name).stdout)
        assert (better["number"], better["subject"]) == (893, "(U) PATROL CRAFT")
        assert better["classification"]["level"] == "SECRET"
    (tmp_path / "none.pdf").write_bytes(pdf_without_words())
    assert f"legation: {tmp_path}/none.pdf is a PDF of pictures, without words: let a" in (
        run("draft", "check", tmp_path / "none.pdf").stderr
    )


def test_a_file_is_checked_by_the_posts_that_the_archive_knows(tmp_path: Path) -> None:
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "parties.toml").write_text(
        '[[party]]\ncode = "XV"\nname = "Veldria"\n\n'
        '[[post]]\nname = "BELISAR"\nplad = "EMBASSY BELISAR"\ncountry = "XV"\n'
    )
    draft = tmp_path / "draft.toml"
    draft.write_text(DRAFT.replace("AMEMBASSY TRIPOLI", "EMBASSY BELISAR"))
    unknown = "EMBASSY BELISAR is in no table of posts and addresses"
    assert unknown in run("draft", "check", draft, "-a", tmp_path / "none").stdout
    assert unknown not in run("draft", "check", draft, "-a", tmp_path / "own").stdout


def test_a_section_says_which_it_is(tmp_path: Path) -> None:
    part = tmp_path / "part.txt"
    part.write_text("UNCLAS SECTION 01 OF 02 TRIPOLI 000893\n\nSUBJECT: A PIER\n\n1. The pier is open.\n")
    assert "Section    1 of 2\n" in run("read", part).stdout


def test_a_draft_that_cannot_be_read_says_which_field(tmp_path: Path) -> None:
    draft = tmp_path / "draft.toml"
    draft.write_text("subjekt = 'x'")
    done = run("draft", "check", draft)
    assert done.exit_code == 1
    assert "subjekt" in done.stderr
    draft.write_text("subject = ")
    assert "no TOML" in run("draft", "check", draft).stderr
    draft.write_bytes("subject = 'Déjà vu'".encode("latin-1"))
    assert run("draft", "check", draft).stderr == "legation: the draft is not text in UTF-8: write it in UTF-8\n"
    draft.write_text('subject = "X"')
    assert "lacks from" in run("draft", "render", draft).stderr
    assert "cannot be read" in run("draft", "check", tmp_path / "none.toml").stderr


def test_an_annotation_is_written_shown_and_withdrawn(plain: Path, tmp_path: Path) -> None:
    archive = tmp_path / "archive"
    assert run("ingest", plain, "--archive", archive).exit_code == 0
    made = run("annotation", "add", "09 Tripoli 900", "compare the chart", "--archive", archive)
    wrong = run("annotation", "add", "09TRIPOLI900", "here", "--at", "p9", "--archive", archive)
    assert (wrong.exit_code, wrong.stderr.startswith("legation: ")) == (2, True)
    run("annotation", "add", "09TRIPOLI900", "which one?", "--at", "p1", "--archive", archive)
    listed = run("annotation", "list", "09TRIPOLI900", "--json", "--archive", archive)
    told = [json.loads(line) for line in listed.stdout.splitlines()]
    assert {(one["place"], one["text"], one["marking"]) for one in told} == {
        ("", "compare the chart", "U"),
        ("p1", "which one?", "U"),
    }
    assert run("annotation", "withdraw", "09TRIPOLI900", made.stdout.strip(), "--archive", archive).exit_code == 0
    assert "compare" not in run("annotation", "list", "09TRIPOLI900", "--archive", archive).stdout


def test_many_markings_are_settled_at_once_and_those_that_cannot_be_are_told(plain: Path, tmp_path: Path) -> None:
    archive = tmp_path / "archive"
    other = tmp_path / "other.txt"
    other.write_bytes(PLAIN.replace(b"000900", b"000901").replace(b"TRIPOLI 900", b"TRIPOLI 901"))
    assert run("ingest", plain, other, "--archive", archive).exit_code == 0
    names = b"09TRIPOLI900\n09TRIPOLI999\n\n09 TRIPOLI 901\n09TRIPOLI900\n"
    why = ("--why", "paper copy seen", "--archive", archive)
    done = run("mark", "-", "SECRET", *why, given=names)
    assert done.stdout == "09TRIPOLI900  SECRET\n09 TRIPOLI 901  SECRET\n"
    assert (done.exit_code, done.stderr.count("09TRIPOLI999: ")) == (1, 1)
    found = run("search", "class:secret", "--numbers", "--archive", archive).stdout.split()
    assert sorted(found) == ["09TRIPOLI900", "09TRIPOLI901"]
    refused = run("mark", "-", "HUSH", *why, given=names)
    assert (refused.stdout, refused.stderr.count("is no level")) == ("", 1)
    assert "on standard input" in run("mark", "-", "SECRET", *why, given=b"\n").stderr


def test_a_telegram_known_by_reference_is_told_with_who_cites_it(plain: Path, tmp_path: Path) -> None:
    archive = tmp_path / "archive"
    assert run("ingest", plain, "--archive", archive).exit_code == 0
    told = run("show", "09STATE112", "--archive", archive)
    assert told.exit_code == run("show", "09STATE113", "--archive", archive).exit_code
    assert ") 09STATE112 is known by reference, not held; cited by 09TRIPOLI900: " in told.stderr
    assert "no telegram 09STATE113 here" in run("show", "09STATE113", "--archive", archive).stderr


def test_a_refusal_names_the_option_that_it_lacks(plain: Path, tmp_path: Path) -> None:
    archive = tmp_path / "archive"
    assert run("ingest", plain, "--archive", archive).exit_code == 0
    refused = run("mark", "09TRIPOLI900", "SECRET", "--archive", archive)
    assert (refused.exit_code, "say why with --why" in refused.stderr) == (1, True)
    assert run("backup", tmp_path / "copy", "--archive", archive).exit_code == 0
    refused = run("restore", tmp_path / "copy", "--archive", archive)
    assert (refused.exit_code, "name a new one with --archive NEW" in refused.stderr) == (2, True)


def test_webhooks_are_listed_with_the_title_of_their_dialogue(plain: Path, tmp_path: Path) -> None:
    archive = tmp_path / "archive"
    assert run("ingest", plain, "--archive", archive).exit_code == 0
    opened = ("--id", "quay", "--title", "The new quay", "--party", "US", "--party", "LY", "--archive", archive)
    assert run("dialogue", "open", "09TRIPOLI900", *opened).exit_code == 0
    run("hooks", "rules", "--network", "127.0.0.1", "--archive", archive)
    added = run("hooks", "add", "https://127.0.0.1:1/", "--dialogue", "quay", "--archive", archive)
    assert added.exit_code == 0, added.stderr
    assert "The new quay" in run("hooks", "list", "--archive", archive).stdout
    assert json.loads(run("hooks", "list", "--json", "--archive", archive).stdout)["dialogue"] == "quay"


def test_a_saved_search_that_replaces_another_says_what_that_was(plain: Path, tmp_path: Path) -> None:
    archive = tmp_path / "archive"
    run("ingest", plain, "-a", archive)
    first, second = (run("saved", "add", "harbour", query, "-a", archive) for query in ("harbour", "dredger"))
    assert (first.stdout, first.stderr) == ("saved harbour: harbour\n", "")
    told = "legation: harbour is replaced; it was: harbour\n"
    assert (second.stdout, second.stderr) == ("saved harbour: dredger\n", told)
    third = json.loads(run("saved", "add", "harbour", "port", "-a", archive, "--json").stdout)
    assert (third["query"], third["replaced"]) == ("port", "dredger")


def test_a_webhook_on_the_command_line(plain: Path, tmp_path: Path) -> None:
    archive = tmp_path / "archive"
    assert run("ingest", plain, "--archive", archive).exit_code == 0
    run("saved", "add", "dredger", "dredger", "--archive", archive)
    add = ("hooks", "add", "https://127.0.0.1:1/", "--search", "dredger", "--archive", archive)
    refused = run(*add)
    assert (refused.exit_code, refused.stderr) == (
        1,
        "legation: it leads to a network that may not be posted to: "
        "name another address, or ask an administrator to allow it\n",
    )
    rules = run("hooks", "rules", "--network", "127.0.0.1", "--json", "--archive", archive)
    assert json.loads(rules.stdout) == {"highest": "UNCLASSIFIED", "plain": False, "networks": ["127.0.0.1"]}
    hook, secret = run(*add).stdout.split()
    assert secret.startswith("whsec_")
    assert run("hooks", "try", hook, "--archive", archive).exit_code == 0
    assert run("hooks", "send", "--archive", archive).stdout == "0 new, 1 attempt\n"
    (message,) = run("hooks", "messages", "--json", "--archive", archive).stdout.splitlines()
    assert (json.loads(message)["state"], json.loads(message)["attempts"]) == ("waiting", 1)
    assert "sends" in run("hooks", "list", "--archive", archive).stdout
    assert run("hooks", "rotate", hook, "--archive", archive).stdout.startswith("whsec_")
    assert run("hooks", "wake", hook, "--archive", archive).exit_code == 0
    assert run("hooks", "remove", hook, "--archive", archive).exit_code == 0
    assert run("hooks", "list", "--json", "--archive", archive).stdout == ""
    assert run("hooks", "rules", "--no-networks", "--archive", archive).stdout.endswith("to public addresses alone\n")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("declass", "--on", "2026-31-31"), "'2026-31-31' is no day: write it as 2026-01-31"),
        (("draft", "render", "draft.json", "--dtg", "noon"), "'noon' is no moment: write it as 2026-01-31T13:00"),
        (("search", "pier", "--sort", "sideways"), "'sideways' is none of these: "),
        (("search", "pier", "--limit", "0"), "give a number from 1 on"),
        (("search", "pier", "--limit", "some"), "give a number"),
    ],
)
def test_a_value_that_an_option_does_not_take_is_answered_in_plain_words(words: tuple[str, ...], said: str) -> None:
    done = run(*words)
    assert done.exit_code == 2
    assert said in done.output
    assert "Value error" not in done.output


def test_a_pdf_is_read_kept_and_given_back(tmp_path: Path) -> None:
    made = pdf_of(PLAIN.decode())
    (tmp_path / "one.pdf").write_bytes(made)
    (tmp_path / "scan.pdf").write_bytes(pdf_without_words())
    done = run("read", tmp_path / "one.pdf", tmp_path / "scan.pdf", "--json")
    assert (done.exit_code, json.loads(done.stdout)["mrn"]) == (1, "09TRIPOLI900")
    assert done.stderr == (
        f"legation: {tmp_path}/scan.pdf: is a PDF of pictures, without words: "
        "let a program that recognises characters (OCR) add them\n"
    )
    assert json.loads(run("read", "-", "--json", given=made).stdout)["mrn"] == "09TRIPOLI900"
    archive = tmp_path / "archive"
    assert run("ingest", tmp_path / "one.pdf", "--archive", archive).exit_code == 0
    done = run("show", "09TRIPOLI900", "--document", "--archive", archive)
    assert (done.stdout_bytes, done.stderr) == (made, "legation: one.pdf: UNCLASSIFIED\n")
    two = pdf_of(f"{PLAIN.decode()}NNNN", f"{PLAIN.decode().replace('000900', '000901')}NNNN")
    assert [json.loads(line)["file"] for line in run("read", "-", "--json", given=two).stdout.splitlines()] == [
        "standard input#1",
        "standard input#2",
    ]
    (tmp_path / "plain.txt").write_bytes(PLAIN.replace(b"000900", b"000901"))
    assert run("ingest", tmp_path / "plain.txt", "--archive", archive).exit_code == 0
    done = run("show", "09TRIPOLI901", "--document", "--archive", archive)
    assert (done.exit_code, "no telegram 09TRIPOLI901 as a document here that you may read" in done.output) == (2, True)


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"PK\x03\x04\x14\0\0\0 word/document.xml", "brief.docx is a damaged Word document: give it whole"),
        (b"%PDF-1.7\n\0\0\x01", "brief.docx is a damaged PDF: give it whole"),
        (b"PK\x03\x04\0\0\x01", "that is no draft: give .toml, .json, .docx, .pdf or the text of a telegram (.txt)"),
        (b"", "that is no draft: give .toml, .json, .docx, .pdf or the text of a telegram (.txt)"),
    ],
)
def test_what_is_no_text_is_no_draft(tmp_path: Path, data: bytes, says: str) -> None:
    (tmp_path / "brief.docx").write_bytes(data)
    done = run("draft", "check", tmp_path / "brief.docx")
    assert done.exit_code != 0
    assert says in done.output
    assert len(done.output.splitlines()) == 1


_PRINT_NO_FACTS = {"mcp", "profile remove", "annotation withdraw", "saved remove", "hooks remove"}
"""What they do is told by their exit code; ``mcp`` speaks JSON with a program."""


def test_every_command_that_prints_facts_prints_them_as_json() -> None:
    def without(command: Any, *path: str) -> Iterator[str]:
        if isinstance(command, TyperGroup):
            for name, one in command.commands.items():
                yield from without(one, *path, name)
        elif not any("--json" in option.opts for option in command.params):
            yield " ".join(path)

    assert set(without(get_command(app))) == _PRINT_NO_FACTS


def test_every_option_says_what_it_is_for() -> None:
    def silent(command: Any, *path: str) -> Iterator[str]:
        if isinstance(command, TyperGroup):
            for name, one in command.commands.items():
                yield from silent(one, *path, name)
        else:
            yield from (" ".join([*path, *one.opts]) for one in command.params if not one.help)

    assert list(silent(get_command(app))) == []


def test_a_graph_and_the_sample_are_told_as_json(made_sample: Path) -> None:
    plain, asked = (run("graph", *more, "-a", made_sample) for more in ((), ("--json",)))
    assert (asked.exit_code, asked.stdout) == (0, plain.stdout)
    assert json.loads(asked.stdout)
    refused = run("graph", "--json", "--format", "gexf", "-a", made_sample)
    assert (refused.exit_code, refused.stdout, refused.stderr.count("\n")) == (1, "", 1)
    made = run("sample", made_sample, "--json")
    assert json.loads(made.stdout) == {"archive": str(made_sample), "made": False}


@pytest.mark.parametrize("saved_as", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32"])
@pytest.mark.parametrize("kind", ["toml", "json"])
def test_a_draft_is_read_however_an_editor_saves_it(tmp_path: Path, kind: str, saved_as: str) -> None:
    """Many set a byte order mark before UTF-8, and some save UTF-16."""
    text = DRAFT
    if kind == "json":
        (tmp_path / "plain.toml").write_text(DRAFT)
        run("draft", "fix", tmp_path / "plain.toml", "-o", tmp_path / "plain.json")
        text = (tmp_path / "plain.json").read_text()
    plain, draft = tmp_path / f"plain.{kind}", tmp_path / f"draft.{kind}"
    plain.write_text(text)
    draft.write_bytes(text.encode(saved_as))
    done = run("draft", "check", draft)
    assert (done.exit_code, done.output) == (
        (expected := run("draft", "check", plain)).exit_code,
        expected.output,
    )


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("deep.json", b"[" * 100_000),
        ("within.json", b'{"subject":' * 100_000),
        ("closed.json", b'{"subject":' + b"[" * 980 + b"]" * 980 + b"}"),
        ("deep.toml", b"subject = " + b"[" * 5_000),
        ("other.json", b"\xff\xfe{"),
        ("latin.toml", b"subject = 'caf\xe9'"),
        ("number.json", b'{"subject": 1e999999}'),
    ],
)
def test_what_only_looks_like_a_draft_is_refused_in_one_line(tmp_path: Path, name: str, data: bytes) -> None:
    (tmp_path / name).write_bytes(data)
    done = run("draft", "check", tmp_path / name)
    assert done.exit_code == 1
    assert done.stderr.startswith("legation: the draft ")
    assert (done.stdout, len(done.stderr.splitlines())) == ("", 1)


def test_files_of_the_owner_may_begin_with_a_byte_order_mark(made_sample: Path, tmp_path: Path) -> None:
    archive = tmp_path / "archive"
    shutil.copytree(made_sample, archive)
    mark = b"\xef\xbb\xbf"
    (archive / "parties.toml").write_bytes(mark + (archive / "parties.toml").read_bytes())
    (tmp_path / "mail.toml").write_bytes(mark + b'[[correspondent]]\nplad = "SECSTATE WASHDC"\nway = "print"\n')
    plain = run("search", "harbour", "-a", made_sample).output
    assert run("search", "harbour", "-a", archive).output == plain
    laid = run("settings", "mail", tmp_path / "mail.toml", "-a", archive)
    assert "Invalid statement" not in laid.output
    run("backup", tmp_path / "backup", "-a", archive)
    run("restore", tmp_path / "backup", "-a", tmp_path / "again")
    assert run("search", "harbour", "-a", tmp_path / "again").output == plain


def test_a_file_that_is_written_is_for_whoever_asked_for_it(tmp_path: Path, made_sample: Path) -> None:
    new, there = tmp_path / "new.svg", tmp_path / "there.svg"
    there.write_text("")
    there.chmod(0o644)
    for file in (new, there):
        assert run("plot", "traffic", "-o", file, "-a", made_sample).exit_code == 0
    assert [file.stat().st_mode & 0o777 for file in (new, there)] == [0o600, 0o644]


def test_a_file_is_written_in_the_form_that_its_name_says(tmp_path: Path, made_sample: Path) -> None:
    draft = tmp_path / "draft.json"
    draft.write_text('{"subject": "A VISIT", "tags": ["PREL", "PREL"]}')
    done = run("draft", "fix", draft, "-o", tmp_path / "better.toml")
    assert done.exit_code != 0
    assert "name the file .json" in done.output
    assert run("draft", "fix", draft, "-o", tmp_path / "better.json").exit_code == 0
    assert run("draft", "check", tmp_path / "better.json").exit_code == 1
    done = run("dialogue", "brief", "-o", tmp_path / "brief.xls", "--archive", made_sample)
    assert done.exit_code != 0
    assert "no brief is written as .xls: use .docx, .pdf, .json or .md" in done.output
    assert not (tmp_path / "brief.xls").exists()


def test_the_first_account_makes_the_archive(tmp_path: Path) -> None:
    place = tmp_path / "archive"
    made = run("account", "add", "vera", "--role", "administrator", "--archive", place)
    assert made.exit_code == 0
    assert "there was no archive at" in made.stderr
    again = run("account", "add", "ivo", "--archive", place)
    assert again.exit_code == 0
    assert "there was no archive" not in again.stderr
    listed = run("account", "list", "--json", "--archive", place).stdout.splitlines()
    assert sorted(json.loads(line)["name"] for line in listed) == ["ivo", "vera"]


def test_sessions_are_ended_and_the_trail_is_verified(tmp_path: Path) -> None:
    place = tmp_path / "archive"
    run("account", "add", "vera", "--role", "auditor", "--archive", place)
    with open_house(place, people=True) as house:
        secret, _ = house.accounts.begin_session(house.accounts.show(OWNS, "vera"))
        assert house.accounts.session(secret) is not None
    assert run("account", "sign-out", "vera", "--archive", place).exit_code == 0
    with open_house(place, people=True) as house:
        assert house.accounts.session(secret) is None
    verified = run("audit", "--verify", "--as", "vera", "--archive", place)
    assert (verified.exit_code, verified.stdout.startswith("The chain of the whole trail holds")) == (0, True)
    with closing(sqlite3.connect(place / "access.db")) as access, access:
        access.execute("UPDATE trail SET body = replace(body, 'vera', 'otto') WHERE number = 1")
    broken = run("audit", "--verify", "--as", "vera", "--archive", place)
    assert (broken.exit_code, "broken:" in broken.stdout) == (1, True)


def test_no_other_command_of_accounts_makes_an_archive(tmp_path: Path) -> None:
    place = tmp_path / "archive"
    assert run("account", "disable", "vera", "--archive", place).exit_code != 0
    assert not place.exists()


def test_a_folder_of_something_else_is_made_no_archive(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("x", encoding="utf-8")
    assert run("account", "add", "vera", "--archive", tmp_path).exit_code != 0
    assert [each.name for each in tmp_path.iterdir()] == ["letter.txt"]


@pytest.mark.parametrize(
    ("words", "described"),
    [
        *(([word], {word}) for word in ROOMS),
        (["--version"], set()),
        (["ingst"], None),
        (["--help"], None),
        ([], None),
    ],
)
def test_one_command_is_described_where_one_is_run(words: list[str], described: set[str] | None) -> None:
    whole, narrowed = get_command(app), get_command(program_of(words))
    assert isinstance(whole, TyperGroup)
    assert isinstance(narrowed, TyperGroup)
    assert set(narrowed.commands) == (set(whole.commands) if described is None else described)
    assert set(whole.commands) == set(ROOMS)


def test_what_a_command_does_not_need_is_not_loaded() -> None:
    loaded = (
        "import sys; from legation.cli.main import main; import atexit; sys.argv = ['legation', {word!r}, '--help'];"
    )
    loaded += (
        "atexit.register(lambda: print(*[name for name in sys.modules if name.startswith(('legation', 'sqlalchemy'))]))"
    )
    rooms = {}
    for word in ("read", "simulate", "serve"):
        ran = subprocess.run(
            [sys.executable, "-c", f"{loaded.format(word=word)}; main()"], capture_output=True, text=True, check=True
        )
        rooms[word] = set(ran.stdout.splitlines()[-1].split())
    assert "legation.formats" in rooms["read"]
    assert not {"legation.app", "sqlalchemy", "legation.cli.dialogue"} & rooms["read"]
    assert "legation.cli.dialogue" not in rooms["serve"]


def test_a_command_makes_the_services_that_it_asks(plain: Path, tmp_path: Path) -> None:
    run("ingest", plain, "-a", tmp_path / "archive")
    told = "import sys, atexit; from legation.cli.main import main; sys.argv = ['legation', *{words!r}]; "
    told += "atexit.register(lambda: print(*[name for name in sys.modules])); main()"
    for words in (["search", "harbour"], ["gaps"]):
        asked = told.format(words=[*words, "-a", str(tmp_path / "archive")])
        ran = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
        loaded = set(ran.stdout.splitlines()[-1].split())
        assert "legation.services.reading" in loaded
        assert not {"legation.formats", "legation.extract", "legation.services.dialogue.dialogue"} & loaded
        assert not {"sqlalchemy.dialects.postgresql"} & loaded


def test_workers_begin_before_what_keeps_telegrams_is_loaded(plain: Path, tmp_path: Path) -> None:
    run("ingest", plain, "-a", tmp_path / "archive")
    told = "import sys; from legation.services import ingest; ahead = ingest.programs_ahead\n"
    told += "def noted(count): print('sqlalchemy' in sys.modules); return ahead(count)\n"
    told += (
        "ingest.programs_ahead = noted; from legation.cli.main import main; sys.argv = ['legation', *{words!r}]; main()"
    )
    asked = told.format(words=["ingest", str(plain), "-a", str(tmp_path / "archive")])
    ran = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert ran.stdout.splitlines()[0] == "False"


def test_the_library_tells_its_names_before_they_are_loaded() -> None:
    asked = "import sys, legation; print(*[name for name in legation.__all__ if name not in dir(legation)],"
    asked += (
        "'legation.formats' in sys.modules, sep='|'); print(*[getattr(legation, name) for name in legation.__all__])"
    )
    ran = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert ran.stdout.splitlines()[0] == "False"
    asked = "import legation; print(legation.formats.read, legation.core, legation.tables, legation.extract)"
    assert subprocess.run([sys.executable, "-c", asked], capture_output=True, check=False).returncode == 0
    with pytest.raises(AttributeError, match="'legation' has no attribute 'reed'"):
        legation.reed  # noqa: B018 - the asking is the test


def test_each_example_of_a_command_stands_on_lines_of_its_own() -> None:
    for word in ROOMS:
        shown = CliRunner().invoke(app, [word, "--help"]).stdout
        assert not re.search(r"\S +Example: ", shown), word


def test_what_was_changed_is_said_as_it_is_now(plain: Path, tmp_path: Path) -> None:
    archive = tmp_path / "archive"
    run("ingest", plain, "-a", archive)
    run("account", "add", "mira", "--clearance", "CONFIDENTIAL", "-a", archive)
    granted = ("--clearance", "SECRET", "--until", "2099-01-01", "--why", "visit")
    told = run("account", "grant", "mira", *granted, "-a", archive).stdout.splitlines()
    assert told[1] == "  grant until 2099-01-01T00:00:00Z: SECRET, by owner: visit"
    released = run("settings", "release", "paragraphs", "-a", archive).stdout
    assert released.startswith("telegrams are released paragraph by paragraph; ")


def test_one_letter_asks_for_all_gaps_of_a_list_that_nobody_asked_for(sample: Path) -> None:
    told = run("gaps", "2015", "--letter", "-a", sample)
    assert (told.exit_code, told.stdout.count("  Number   ")) == (0, 1)
    assert "1 records" not in told.stdout
    told = json.loads(run("gaps", "--letter", "--kind", "mdr", "--json", "-a", sample).stdout)
    assert (told["names"], told["kind"], told["banner"]) == (["15FOROFF467"], "mdr", "CONFIDENTIAL")
    assert told["letter"].startswith("CONFIDENTIAL\n")
    assert run("gaps", "--letter", "--request", "15FOROFF467", "-a", sample).exit_code == 1
    assert "there is nothing to ask for" in run("gaps", "1999", "--letter", "-a", sample).stderr


def test_a_request_is_noted_for_a_telegram_that_is_named(plain: Path, tmp_path: Path) -> None:
    run("ingest", plain, "-a", tmp_path / "archive")
    wrong = run("gaps", "--sent", "2026-01-05", "-a", tmp_path / "archive")
    assert wrong.exit_code == 1
    assert "--sent needs a telegram that was asked for: name it with --request" in wrong.stderr
