"""Whatever is kept beside the telegrams is changed by hand, table by table, and verifying tells of each change."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
import sqlalchemy as sa
from tests.keeping.test_keeping import faults, harm, run, texts
from tests.postgres import Cluster
from tests.services.outgoing import SOUND, released

from legation.app import open_house
from legation.backups import back_up, restore
from legation.core.hook import Hook, HookDelivery
from legation.core.marking import OWNER, Marking
from legation.core.telegram import Classification
from legation.services.accounts.accounts import OWNS
from legation.storage.incoming import Broken
from legation.storage.sql import soundness
from legation.storage.sql.engine import sqlite_url

RULES = """
catch-all = "clerk"

[[profile]]
name = "harbour"
to = "clerk"
for = "action"
from = ["Belisar"]
"""
NOISE = b"no telegram at all"
HELD = Marking(3).label


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive that has something of every kind. Only to be copied."""
    place = tmp_path_factory.mktemp("made")
    (place / "files").mkdir()
    with open_house(place / "archive", write=True, people=True) as house:
        for name in ("clerk", "other"):
            house.accounts.add(OWNS, name, clearance="SECRET")
        house.profiles.replace(OWNS, RULES)
        for number, text in enumerate(texts(4)):
            (place / "files" / f"{number}.txt").write_bytes(text)
        house.ingest.run(OWNER, [place / "files"])
        house.distributing.new()
        clerk = house.accounts.named("clerk").reader
        house.inbox.step(clerk, "15BELISAR1", "read")
        house.inbox.step(clerk, "15BELISAR2", "acted")
        opened = house.dialogues.open(OWNER, "15BELISAR3", title="Harbour", ours="US", parties=["LY"])
        house.dialogues.record(OWNER, opened, "objective.raise", "mole", fields={"text": "Mole", "sought_by": "US"})
        house.markings.mark(OWNER, "15BELISAR4", "SECRET", why="the paper copy")
        house.annotating.add(OWNER, "15BELISAR3", text="Ask again.")
        house.clearing.new(OWNER, msgspec.structs.replace(SOUND, subject="SECOND"))
        released(house)
        sha256 = hashlib.sha256(NOISE).hexdigest()
        told = {"received": "2026-11-01T12:00:00Z", "via": "smtp", "name": "a.eml", "size": len(NOISE)}
        broken = Broken(sha256=sha256, **told, what="no telegram", do="look at it", access=HELD)
        house.stores.incoming.refuse(broken, NOISE)
        address = {"address": "https://desk.example/", "made": "2026-11-01T12:00:00Z", "secret": "s"}
        house.stores.hooks.add(OWNER, Hook(id="h1", reader="owner", search="mole", dialogue=None, **address))
        at = {"made": "2026-11-01T12:00:00Z", "due": "2026-11-01T12:00:00Z"}
        message = HookDelivery(id="m1", hook="h1", reader="owner", about="", sources=(), access=HELD, **at)
        house.stores.hooks.change(OWNER, "h1", lambda hook: hook, [message])
    return place / "archive"


@pytest.fixture
def archive(made: Path, tmp_path: Path) -> Path:
    shutil.copytree(made, tmp_path / "archive")
    return tmp_path / "archive"


def test_an_archive_that_has_something_of_every_kind_is_sound(
    archive: Path, postgres: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert faults(archive) == []
    monkeypatch.setenv("LEGATION_CACHE", str(tmp_path / "cache"))
    assert back_up(archive, tmp_path / "backup").faults == []
    url = postgres.new_schema()
    restore(tmp_path / "backup", url)
    assert faults(url) == []
    harm(url, "UPDATE draft_texts SET body = '{}'", "UPDATE receipts SET body = '{}' WHERE number = 1")
    assert {fault.check for fault in faults(url)} == {"drafts", "receipts"}


def test_annotations_of_an_archive_of_before_are_counted_when_one_is_written_or_withdrawn(archive: Path) -> None:
    harm(str(archive), "DELETE FROM meta WHERE key = 'annotations'")
    assert faults(archive) == []
    with open_house(archive, write=True) as house:
        first = house.annotating.add(OWNER, "15BELISAR3", text="Ask once more.")
        house.annotating.add(OWNER, "15BELISAR3", text="Ask for the last time.")
        house.annotating.withdraw(OWNER, "15BELISAR3", first.id)
    assert faults(archive) == []
    harm(str(archive), "DELETE FROM annotations WHERE text = 'Ask again.'")
    assert [fault.check for fault in faults(archive)] == ["annotations"]


RELEASED = "(SELECT dialogue FROM draft_entries WHERE body LIKE '%draft.release%')"
UNREAD = "(SELECT max(sha256) FROM deliveries WHERE acted IS NULL AND read IS NULL)"
OTHER_LABEL = "'0;OTHER;-'"
UNKNOWN = "an access label is not known"
CHAINS = (("entries", "ledger"), ("receipts", "receipts"), ("draft_entries", "drafts"))


@pytest.mark.parametrize(
    ("statement", "check", "where", "what"),
    [
        *((f"UPDATE {table} SET access = {OTHER_LABEL}", check, "entry 1", "chain") for table, check in CHAINS),
        *((f"UPDATE {table} SET access = {OTHER_LABEL}", "labels", table, UNKNOWN) for table, _ in CHAINS),
        *((f"UPDATE {table} SET body = 'x' WHERE number = 2", check, "entry 2", "chain") for table, check in CHAINS),
        *(
            (f"UPDATE {table} SET dialogue = 'x' WHERE number = 2", check, "entry 2", "chain")
            for table, check in CHAINS
        ),
        *((f"DELETE FROM {table} WHERE number = 1", check, "entry 2", "chain") for table, check in CHAINS),
        ("DELETE FROM labels", "labels", "entries", UNKNOWN),
        ("DELETE FROM labels", "labels", "telegrams", UNKNOWN),
        (
            f"UPDATE telegrams SET access = {OTHER_LABEL} WHERE mrn = '15BELISAR2'",
            "labels",
            "telegrams",
            "sees what has it: 1",
        ),
        (f"UPDATE annotations SET access = {OTHER_LABEL}", "labels", "annotations", UNKNOWN),
        ("UPDATE annotations SET sha256 = 'ab'", "annotations", "ab", "never kept"),
        ("DELETE FROM annotations", "annotations", "annotations", "there are 0, and not those that were kept"),
        ("UPDATE annotations SET id = 'x'", "annotations", "annotations", "there are 1, and not those that were kept"),
        *(
            (f"UPDATE annotations SET {change}", "annotations", "", "not the one that was written")
            for change in ("text = 'Never ask.'", "\"by\" = 'other'", "place = 'p1'", "made = '2001-01-01T00:00:00Z'")
        ),
        ("UPDATE draft_texts SET body = replace(body, 'SECOND', 'THIRD')", "drafts", "draft n", "its text"),
        (f"DELETE FROM draft_texts WHERE draft = {RELEASED}", "drafts", "draft n", "is not there"),
        ("UPDATE draft_texts SET draft = 'x'", "drafts", "draft n", "is not there"),
        ("UPDATE drafts SET access = '0;;-'", "drafts", "draft n", "not held as its log says"),
        ("DELETE FROM drafts", "drafts", "draft n", "its log is there"),
        ("INSERT INTO drafts VALUES ('nx', (SELECT access FROM drafts), 9)", "drafts", "draft nx", "not held as"),
        ("UPDATE numbers SET number = number + 1", "drafts", "draft n", "its number"),
        ("UPDATE outgoing SET state = 'sent'", "sendings", "outgoing 2", "its state"),
        ("UPDATE outgoing SET body = replace(body, 'waiting', 'sent')", "sendings", "outgoing 2", "its state"),
        ("UPDATE outgoing SET body = 'x'", "sendings", "outgoing 1", "cannot be read"),
        ("UPDATE outgoing SET data = 'other' WHERE place = 2", "sendings", "draft n", "is not what its log tells of"),
        ("DELETE FROM outgoing WHERE place = 2", "sendings", "draft n", "is not what its log tells of"),
        ("UPDATE outgoing SET id = 'x' WHERE place = 2", "sendings", "draft n", "is not what its log tells of"),
        (f"UPDATE outgoing SET access = {OTHER_LABEL}", "labels", "outgoing", UNKNOWN),
        ("UPDATE refused SET data = 'other'", "arrivals", hashlib.sha256(NOISE).hexdigest()[:12], "bytes"),
        ("UPDATE refused SET body = 'x'", "arrivals", "refused 1", "cannot be read"),
        ("UPDATE marking_decisions SET body = 'x'", "markings", "marking_decisions 1", "cannot be read"),
        ("UPDATE marking_decisions SET sha256 = 'ab'", "markings", "marking_decisions 1", "its sha256"),
        ("UPDATE deliveries SET read = NULL, received = NULL", "receipts", "", "is told by receipt 1 alone"),
        ("DELETE FROM deliveries", "receipts", "", "is told by receipt 1 alone"),
        ("UPDATE deliveries SET read = '2001-01-01T00:00:00Z'", "receipts", "", "that it was read is not what"),
        (
            "UPDATE deliveries SET acted_by = 'other' WHERE acted IS NOT NULL",
            "receipts",
            "",
            "that it was acted is not",
        ),
        ("UPDATE deliveries SET reader = 'other'", "receipts", "", "that it was read is not what"),
        (f"UPDATE deliveries SET sha256 = 'ab' WHERE sha256 = {UNREAD}", "receipts", "ab", "never kept"),
        (f"UPDATE deliveries SET closer = {OTHER_LABEL}", "labels", "deliveries", UNKNOWN),
        ("UPDATE hooks SET body = 'x'", "hooks", "hooks 1", "cannot be read"),
        ("UPDATE hooks SET reader = 'other'", "hooks", "hooks 1", "its reader"),
        ("UPDATE hook_messages SET access = '0;;-'", "hooks", "hook_messages 1", "its access"),
    ],
)
def test_what_was_changed_by_hand_is_told(archive: Path, statement: str, check: str, where: str, what: str) -> None:
    if "'0;;-'" in statement:
        harm(str(archive), "INSERT OR IGNORE INTO labels VALUES ('0;;-')")
    harm(str(archive), statement)
    told = [fault for fault in faults(archive, reread=False) if fault.check == check]
    assert any(fault.where.startswith(where) and what in fault.what for fault in told), faults(archive)
    done = run("verify", "--quick", "--archive", archive)
    assert done.exit_code == 1
    lines = done.stdout.splitlines()
    assert all(line.count(": ") >= 2 and ("backup" in line or "`legation" in line) for line in lines), lines
    # Where it lies is told, and no word of what is kept.
    assert not any(word in done.stdout for word in ("HARBOUR", "dredger", "Mole", "SECOND", "THIRD", "Ask again"))


@pytest.mark.parametrize(
    ("column", "value", "what"),
    [
        ("drafts.id", "x'fffe00'", "its id is bytes and not text"),
        ("labels.label", "x'fffe00'", "its label is bytes and not text"),
        ("telegrams.sha256", "x'fffe00'", "its sha256 is bytes and not text"),
        ("telegrams.file", "x'fffe00'", "its file is bytes and not text"),
        ("telegrams.original", "'words'", "its original is text and not bytes"),
        ("telegrams.reading", "'words'", "its reading is text and not bytes"),
        ("citations.place", "'words'", "its place is text and not a whole number"),
    ],
)
def test_what_is_of_another_kind_is_told_by_its_row(archive: Path, column: str, value: str, what: str) -> None:
    table, _, name = column.partition(".")
    row = f"rowid = (SELECT max(rowid) FROM {table})"
    harm(str(archive), "PRAGMA foreign_keys = off", f"UPDATE {table} SET {name} = {value} WHERE {row}")
    done = run("verify", "--quick", "--archive", archive)
    assert done.exit_code == 1
    assert "disk" not in done.stdout + done.stderr
    assert any(f"{table} " in line and what in line for line in done.stdout.splitlines()), done.stdout


def test_all_that_are_of_another_kind_are_counted_and_the_first_named(
    archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("legation.storage.sql.soundness._NAMED", 2)
    harm(str(archive), "PRAGMA foreign_keys = off", "UPDATE citations SET place = 'words ' || place")
    harm(str(archive), "PRAGMA foreign_keys = off", "UPDATE deliveries SET sha256 = sha256 || rowid")
    engine = sa.create_engine(sqlite_url(archive / "archive.db"))
    with engine.connect() as connection:
        cited, queued = (
            connection.execute(sa.text(f"SELECT count(*) FROM {table}")).scalar_one()
            for table in ("citations", "deliveries")
        )
    engine.dispose()
    lines = run("verify", "--quick", "--archive", archive).stdout.splitlines()
    assert cited > 2
    assert queued > 2
    assert sum("its place is text" in line for line in lines) == 2
    assert [
        line for line in lines if f"another kind than their columns in {cited:,} rows, of which the first 2" in line
    ]
    assert sum("deliveries are of it, and it was never kept" in line for line in lines) == 2
    assert [line for line in lines if f"deliveries are of {queued:,} that were never kept" in line]


@pytest.mark.parametrize(
    ("statement", "check", "where"),
    [
        (f"UPDATE trail SET access = {OTHER_LABEL} WHERE number = 2", "audit", "entry 2"),
        (f"UPDATE trail SET access = {OTHER_LABEL} WHERE number = 2", "labels", "trail"),
        ("DELETE FROM trail WHERE number = 1", "audit", "entry 2"),
        ("UPDATE accounts SET body = 'x' WHERE name = 'other'", "people", "accounts other"),
        ("UPDATE accounts SET body = replace(body, 'other', 'third')", "people", "accounts other"),
    ],
)
def test_what_was_changed_by_hand_of_accounts_and_trail_is_told(
    archive: Path, tmp_path: Path, statement: str, check: str, where: str
) -> None:
    engine = sa.create_engine(sqlite_url(archive / "access.db"))
    with engine.begin() as connection:
        connection.execute(sa.text(statement))
    engine.dispose()
    told = back_up(archive, tmp_path / "backup").faults
    assert told is not None
    assert (check, where) in {(fault.check, fault.where) for fault in told}
    assert told == [fault for fault in faults(archive) if fault.check != "index"]


def test_what_others_write_meanwhile_is_no_fault(archive: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read = soundness._pages
    written = []
    with open_house(archive, write=True) as house:
        clerk = house.accounts.named("clerk").reader
        under_way = next(one.id for one in house.clearing.all(OWNER) if one.state == "drafted")

        def write(table: str) -> None:
            if table == "draft_entries":
                house.clearing.new(OWNER, msgspec.structs.replace(SOUND, subject="THIRD"))
                closer = msgspec.structs.replace(SOUND, classification=Classification("SECRET", (), ("SIPDIS",)))
                house.clearing.change(OWNER, under_way, closer)
            elif table in ("deliveries", "receipts"):
                house.inbox.step(clerk, "15BELISAR3", "read" if table == "deliveries" else "acted")
            written.append(table)

        def pages(engine: sa.Engine, columns: list[sa.Column[Any]], *how: Any, **more: Any) -> Iterator[list[Any]]:
            """As they are read, with what was written just after: after a page, and after the last."""
            table = columns[0].table.name
            for page in read(engine, columns, *how, **more):
                if table in ("deliveries", "receipts") and table not in written:
                    write(table)
                yield page
            if table == "draft_entries" and "archive.db" in str(engine.url):
                write(table)

        monkeypatch.setattr(soundness, "_pages", pages)
        assert faults(archive, reread=False, index=False) == []
    assert {"draft_entries", "deliveries", "receipts"} <= {*written}


def test_who_is_no_owner_of_an_archive_is_told_nothing_of_what_they_may_not_read(archive: Path) -> None:
    harm(str(archive), f"UPDATE entries SET access = {OTHER_LABEL} WHERE number = 1")
    with open_house(archive) as house:
        assert house.ledger.broken_at(OWNER) == 1
        assert house.ledger.broken_at(house.accounts.named("other").reader) is None
