"""What a telegram says is shown on a terminal and never obeyed by it."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout

import pytest

from legation.cli.console import harmless, print_json, print_table, print_text, warn
from legation.cli.finding import _print_hit
from legation.cli.keeping import telling
from legation.cli.taking import told_progress
from legation.services.archive import verifying
from legation.services.ingest import Progress
from legation.storage.records import Hit, Listing


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


HOSTILE = "A\x1b]0;owned\x07\x1b[2J\x9b31m\x7f \u202eTERCES\r\tB\r\n"
SHOWN = "A\u241b]0;owned\u2407\u241b[2J\ufffd31m\u2421 \ufffdTERCES\u240d\tB\r\n"


def test_a_terminal_gets_pictures_of_what_it_would_obey_and_a_file_the_text() -> None:
    assert harmless(HOSTILE, Terminal()) == SHOWN
    assert harmless(HOSTILE, io.StringIO()) == HOSTILE


def test_no_way_of_printing_lets_it_through() -> None:
    with redirect_stdout(terminal := Terminal()), redirect_stderr(terminal):
        print_text(HOSTILE)
        warn(HOSTILE)
        print_table(["subject"], [[HOSTILE]], none="")
    told = terminal.getvalue()
    assert told.count("\u241b]0;owned") == 3
    assert "\x1b]0" not in told
    assert "\x1b[2J" not in told


def test_json_on_a_terminal_is_the_same_and_holds_nothing_that_it_would_obey() -> None:
    with redirect_stdout(terminal := Terminal()):
        print_json({"file": HOSTILE})
    told = terminal.getvalue()
    assert json.loads(told) == {"file": HOSTILE}
    assert harmless(told, Terminal()) == told


def test_in_a_snippet_only_what_was_found_is_set_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    listing = Listing(
        sha256="0" * 64,
        mrn="15BELISAR12",
        date="2015-01-12",
        subject="X\x1b[2J",
        post="BELISAR",
        level="UNCLASSIFIED",
        access="0;;-",
        file=None,
    )
    hit = Hit(listing=listing, score=1.0, snippet="a\x1b[2J harbour", marks=((6, 13),), paragraph=1)
    with redirect_stdout(terminal := Terminal()):
        _print_hit(hit)
    assert "a\u241b[2J \x1b[1mharbour\x1b[0m" in terminal.getvalue()
    assert "\x1b[2J" not in terminal.getvalue()
    monkeypatch.setenv("TERM", "dumb")
    with redirect_stdout(terminal := Terminal()):
        _print_hit(hit)
    assert "a\u241b[2J harbour\n" in terminal.getvalue()


@pytest.mark.parametrize("subject", ["\\[/x] HARBOUR", "\\[red]HARBOUR[/red]", "[link=file:///]HARBOUR[/link]", "[/]"])
def test_a_subject_in_a_table_is_no_markup(subject: str, capsys: pytest.CaptureFixture[str]) -> None:
    print_table(["subject"], [[subject]], none="")
    assert subject in capsys.readouterr().out


def test_a_warning_is_one_line_whatever_name_it_has() -> None:
    with redirect_stderr(told := io.StringIO()):
        warn("no telegram 09\nTRIPOLI\r\n893 here that you may read: check the number")
    assert told.getvalue() == "legation: no telegram 09 TRIPOLI 893 here that you may read: check the number\n"


def test_bars_are_drawn_where_somebody_watches_and_lines_told_where_nobody_does(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("TERM", "xterm")
    state = Progress(done=1, files=2, done_bytes=5, bytes=10, telegrams=1, kept=0, seconds=9.0)
    check = verifying.Progress(check="index", done=1, all=2)
    for stream, drawn in ((Terminal(), True), (io.StringIO(), False)):
        with redirect_stderr(stream):
            with told_progress() as tell:
                tell(state)
            with telling() as tell_checks:
                tell_checks(check)
        told = stream.getvalue()
        assert ("ingesting" in told, "index" in told) == (drawn, drawn)
        assert ("legation: 1 of 2 files" in told) == (not drawn)


def test_a_command_that_draws_nothing_loads_nothing_to_draw_with() -> None:
    loaded = "import sys, legation.cli.main; print([name for name in sys.modules if name.partition('.')[0] == 'rich'])"
    run = subprocess.run([sys.executable, "-c", loaded], capture_output=True, text=True, check=True)
    assert run.stdout == "[]\n"
