"""``legation cite``: a telegram, a paragraph, or all that a search finds; nothing that its reader may not read."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.cli.whole import app
from typer.testing import CliRunner, Result


def run(*words: object) -> Result:
    return CliRunner().invoke(app, [str(word) for word in words])


@pytest.fixture
def archive(sample: Path) -> Path:
    return sample


def test_a_paragraph_is_cited_in_each_form(archive: Path) -> None:
    plain = run("cite", "15 belisar 12", "--at", "p2", "-a", archive)
    assert plain.stdout.startswith("15BELISAR12, para. 2, ")
    assert plain.stdout.endswith("CONFIDENTIAL.\n")
    assert plain.stderr == "legation: 1 citation, together CONFIDENTIAL\n"
    told = json.loads(run("cite", "15BELISAR12", "--at", "p2", "--json", "-a", archive).stdout)
    for form in ("plain", "chicago", "bibtex", "ris"):
        done = run("cite", "15BELISAR12", "--at", "p2", "--form", form, "-a", archive)
        assert done.stdout == told[form] + "\n"
    done = run("cite", "15BELISAR12", "--at", "p2", "--form", "csl", "-a", archive)
    assert [json.loads(done.stdout)] == [[json.loads(told["csl"])]]
    assert (told["address"], told["marking"]) == ("15BELISAR12#p2", "CONFIDENTIAL")


def test_what_a_search_finds_is_cited_once_each_oldest_first(archive: Path) -> None:
    found = [
        json.loads(line)["mrn"]
        for line in run(
            "search", "from:belisar", "--sort", "oldest", "--limit", 99, "--json", "-a", archive
        ).stdout.splitlines()
    ]
    cited = run("cite", "--query", "from:belisar", "--form", "bibtex", "-a", archive)
    keys = [line.split("{")[1].rstrip(",") for line in cited.stdout.splitlines() if line.startswith("@misc")]
    assert keys == [f"telegram-{mrn}" for mrn in dict.fromkeys(found)]
    assert len(keys) > 5


def test_what_a_reader_may_not_read_is_not_cited(archive: Path) -> None:
    run("account", "add", "clerk", "--clearance", "UNCLASSIFIED", "-a", archive)
    done = run("cite", "--query", "from:belisar", "--json", "--as", "clerk", "-a", archive)
    assert {json.loads(line)["marking"] for line in done.stdout.splitlines()} <= {"UNCLASSIFIED"}
    absent, closed = (run("cite", mrn, "--as", "clerk", "-a", archive) for mrn in ("15BELISAR999", "15BELISAR12"))
    assert closed.stderr.startswith("legation: no telegram 15BELISAR12 here that you may read")
    assert absent.stderr.replace("15BELISAR999", "15BELISAR12") == closed.stderr


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ((), "nothing is named to be cited: name telegrams, or a search with --query"),
        (("15BELISAR12", "--query", "x"), "telegrams and a search are named: name telegrams, or a search"),
        (("15BELISAR12", "15BELISAR41", "--at", "p2"), "a paragraph is cited of one telegram: name that one alone"),
        (("15BELISAR12", "--at", "p99"), "no paragraph 99 of telegram 15BELISAR12"),
        (("15BELISAR12", "--form", "mla"), "is none of these: 'plain', 'chicago', 'bibtex', 'ris'"),
    ],
)
def test_what_cannot_be_cited_is_said_in_one_line(archive: Path, words: tuple[str, ...], says: str) -> None:
    done = run("cite", *words, "-a", archive)
    assert done.exit_code != 0
    assert says in done.stderr
    assert done.stderr.count("\n") == 1
