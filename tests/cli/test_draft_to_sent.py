"""From draft to sent by the commands alone."""

from __future__ import annotations

import json
import threading
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import msgspec
import pytest
from tests.cli.whole import app
from tests.services.outgoing import SOUND, mail_toml, on_disk
from tests.services.test_arriving import door_of
from typer.testing import CliRunner

from legation.app import open_house
from legation.core.clearing import text_of
from legation.core.marking import OWNER
from legation.services.accounts.accounts import OWNS


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    return tmp_path / "archive"


def run(archive: Path, *words: str, code: int = 0, text: str | None = None) -> Any:
    done = CliRunner().invoke(app, [*words, "--archive", str(archive)], input=text)
    assert done.exit_code == code, done.output
    return done


def told(archive: Path, *words: str, text: str | None = None) -> Any:
    lines = run(archive, *words, "--json", text=text).stdout.splitlines()
    return [json.loads(line) for line in lines]


def test_a_refusal_is_told_in_the_list_and_what_is_void_says_why(archive: Path, tmp_path: Path) -> None:
    (tmp_path / "draft.json").write_text(text_of(SOUND)[1])
    (held,) = told(archive, "draft", "new", str(tmp_path / "draft.json"))
    name = held["id"]
    run(archive, "draft", "clear", name, "--office", "POL", "--by", "R. Second")
    assert "refused" not in run(archive, "draft", "list").stdout
    run(archive, "draft", "refuse", name, "--office", "ECON", "--why", "Say five.", "--by", "E. First")
    assert "drafted, refused by ECON" in " ".join(run(archive, "draft", "list").stdout.split())
    assert "POL:R. Second  (void: it was refused since)" in run(archive, "draft", "show", name).stdout
    run(archive, "draft", "clear", name, "--office", "ECON", "--by", "E. First")
    assert "refused" not in run(archive, "draft", "list").stdout
    assert "Say five.  (void: it was cleared since)" in run(archive, "draft", "show", name).stdout
    better = msgspec.structs.replace(SOUND, subject="FIVE CRAFT")
    (tmp_path / "better.json").write_text(text_of(better)[1])
    run(archive, "draft", "change", name, str(tmp_path / "better.json"))
    shown = run(archive, "draft", "show", name).stdout
    assert shown.count("(void: the text was changed)") == 3
    assert "since)" not in shown


def test_a_draft_is_cleared_released_and_sent(archive: Path, tmp_path: Path) -> None:
    (tmp_path / "draft.json").write_text(text_of(SOUND)[1])
    (held,) = told(archive, "draft", "new", str(tmp_path / "draft.json"))
    run(archive, "draft", "release", held["id"], code=1)
    run(archive, "draft", "clear", held["id"], "--office", "POL", code=1)
    run(archive, "draft", "clear", held["id"], "--office", "POL", "--by", "R. Second", "--text", held["text"][:8])
    run(archive, "draft", "approve", held["id"][:5], "--by", "C. Minister")
    run(archive, "settings", "numbers", "TRIPOLI", "118")
    (done,) = told(archive, "draft", "release", held["id"])
    assert done["mrn"].endswith("TRIPOLI119")
    assert [row["state"] for row in told(archive, "draft", "list", "--all")] == ["released"]
    assert told(archive, "draft", "list") == []
    shown = run(archive, "draft", "show", held["id"]).stdout
    assert "POL:R. Second" in shown
    assert f"sent as {done['mrn']}" in shown
    assert (
        run(archive, "show", done["mrn"], "--text").stdout
        == run(archive, "draft", "show", held["id"], "--form", "text").stdout
    )

    with on_disk(tmp_path / "other") as other:
        door = door_of(other)
        (tmp_path / "mail.toml").write_text(mail_toml(door.port))
        # Addresses that come after the release are for the next; this one waits for paper.
        assert "state@ministry.example" in run(archive, "settings", "mail", str(tmp_path / "mail.toml")).stdout
        assert [row["way"] for row in told(archive, "draft", "queue")] == ["print"]
        waiting = run(archive, "draft", "send").stderr
        assert (
            f"waits on paper: {done['mrn']} to SECSTATE WASHDC, AMEMBASSY LONDON: `legation draft send --print`"
            in waiting
        )
        assert "`legation draft queue` shows what waits" in waiting
        assert "THE HARBOUR TALKS" in run(archive, "draft", "send", "--print").stdout
        assert "waits" not in run(archive, "draft", "send").stderr
        (held,) = told(archive, "draft", "new", str(tmp_path / "draft.json"))
        run(archive, "draft", "clear", held["id"], "--office", "POL", "--by", "R. Second")
        run(archive, "draft", "approve", held["id"], "--by", "C. Minister")
        (done,) = told(archive, "draft", "release", held["id"])
        (went,) = told(archive, "draft", "send")
        assert (went["state"], went["mrn"]) == ("sent", done["mrn"])
        door.close()
        assert other.reading.telegram(OWNER, done["mrn"]).subject == SOUND.subject
    (answer,) = told(archive, "draft", "reply", done["mrn"])
    assert answer["answers"] == done["mrn"]
    run(archive, "draft", "reply", done["mrn"], "-o", str(tmp_path / "reply.json"))
    assert "TRIPOLI 120" in (tmp_path / "reply.json").read_text()
    run(archive, "draft", "withdraw", answer["id"])


def test_what_an_account_may_not_do_it_is_not_let_do(archive: Path, tmp_path: Path) -> None:
    (tmp_path / "draft.json").write_text(text_of(SOUND)[1])
    with open_house(archive, write=True, people=True) as house:
        for name, role in (("drafter", "desk"), ("second", "desk"), ("minister", "approver"), ("guest", "reader")):
            house.accounts.add(OWNS, name, roles=[role], clearance="SECRET", nation="US")
    run(archive, "draft", "new", str(tmp_path / "draft.json"), "--as", "guest", code=2)
    (held,) = told(archive, "draft", "new", str(tmp_path / "draft.json"), "--as", "drafter")
    run(archive, "draft", "clear", held["id"], "--office", "POL", "--as", "drafter", code=1)
    run(archive, "draft", "clear", held["id"], "--office", "POL", "--as", "second")
    for verb in ("approve", "release"):
        run(archive, "draft", verb, held["id"], "--as", "second", code=2)
    run(archive, "draft", "approve", held["id"], "--as", "minister")
    run(archive, "draft", "release", held["id"], "--as", "minister")
    did = [(row["who"], row["did"]) for row in told(archive, "audit")]
    for who, what in (
        ("drafter", "drafted"),
        ("second", "cleared"),
        ("minister", "approved"),
        ("minister", "released"),
    ):
        assert (who, what) in did


def test_a_house_receives_until_it_is_stopped(archive: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stop = threading.Event()
    monkeypatch.setattr("legation.cli.receiving.time.sleep", lambda _: stop.set())
    monkeypatch.setattr("legation.cli.receiving.stopping", lambda: nullcontext(stop.is_set))
    done = run(archive, "receive", "smtp", "--port", "0", "--send")
    assert "listening at 127.0.0.1:" in done.stderr
    assert told(archive, "receive", "list", "--broken") == []


def test_a_kept_draft_is_checked_mended_and_rendered_as_a_file_is(archive: Path, tmp_path: Path) -> None:
    twice = msgspec.structs.replace(SOUND, tags=("PREL", "PREL"))
    (tmp_path / "draft.json").write_text(text_of(twice)[1])
    (held,) = told(archive, "draft", "new", str(tmp_path / "draft.json"))
    assert "D70" in [fault["rule"] for fault in told(archive, "draft", "check", held["id"])]
    assert "D70 mended" in run(archive, "draft", "fix", held["id"]).stderr
    assert len(told(archive, "draft", "show", held["id"])[0]["standing"]["versions"]) == 1  # it was only printed
    assert told(archive, "draft", "fix", held["id"], "--keep") == [{"draft": held["id"], "mended": ["D70"]}]
    assert "D70" not in [fault["rule"] for fault in told(archive, "draft", "check", held["id"])]
    (shown,) = told(archive, "draft", "show", held["id"])
    assert (shown["draft"]["tags"], shown["draft"]["dtg"]) == (["PREL"], None)
    assert "numbers and marks" not in run(archive, "draft", "diff", held["id"]).stdout
    assert "  - PREL; PREL\n  + PREL\n" in run(archive, "draft", "diff", held["id"], held["text"][:8]).stdout
    assert "TAGS: PREL\n" in run(archive, "draft", "render", held["id"], "--number", "7").stdout
    run(archive, "draft", "check", "n00000000", code=2)
    run(archive, "draft", "fix", str(tmp_path / "draft.json"), "--keep", code=1)
    run(archive, "draft", "fix", held["id"], "--keep", "--output", str(tmp_path / "out.json"), code=1)


def test_what_is_released_says_what_waits_and_what_lets_it_go(archive: Path, tmp_path: Path) -> None:
    (tmp_path / "mail.toml").write_text('[[address]]\nplad = "SECSTATE WASHDC"\nfolder = "outgoing"\n')
    (tmp_path / "draft.json").write_text(text_of(SOUND)[1])
    run(archive, "settings", "mail", str(tmp_path / "mail.toml"))
    (held,) = told(archive, "draft", "new", str(tmp_path / "draft.json"))
    run(archive, "draft", "clear", held["id"], "--office", "POL", "--by", "R. Second")
    run(archive, "draft", "approve", held["id"], "--by", "C. Minister")
    done = run(archive, "draft", "release", held["id"])
    number = done.stdout.split(" as ")[1].split()[0]
    assert f"waits to go into its folder: {number} to outgoing: `legation draft send`;" in done.stderr
    assert f"waits on paper: {number} to AMEMBASSY LONDON: `legation draft send --print`;" in done.stderr
