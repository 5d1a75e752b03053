"""The audit trail: what is written, who sees it, and that it cannot be changed unseen."""

from __future__ import annotations

import shutil
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, cast

import msgspec
import pytest
import sqlalchemy as sa
from argon2 import PasswordHasher
from litestar.testing import TestClient
from marked import text
from tests.cli.whole import app
from tests.equality.services import methods
from typer.testing import CliRunner

from legation.app import House, open_house
from legation.backups import back_up
from legation.core.dialogue.ledger import Unnumbered
from legation.core.errors import ArchiveError, NotFoundError, QueryError, RefusedError
from legation.core.marking import OWNER, Reader, may_read, reach_of
from legation.services.accounts import accounts as door
from legation.services.accounts.accounts import OWNS, ForbiddenError, SignInError
from legation.services.accounts.audit import ChainTold, Noted, Trail
from legation.services.accounts.watched import _CALLED
from legation.services.archive.verifying import Verified
from legation.services.news.saved import Saved
from legation.storage.ports import Following, LegibleLedger, Telegrams
from legation.storage.sql.engine import open_engine, sqlite_url
from legation.tables.posts import load_posts
from legation.tables.roles import actions
from legation.web.pages import make_app

PASSWORD = "twelve little boats"  # noqa: S105 - invented


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    monkeypatch.setattr(door, "PasswordHasher", lambda: PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    (tmp_path / "a.txt").write_text(text(["C"], level="C O N F I D E N T I A L"))
    (tmp_path / "b.txt").write_text(text(["S"], level="S E C R E T").replace("000012", "000013"))
    with open_house(tmp_path / "archive", write=True, people=True) as opened:
        opened.ingest.run(OWNER, [tmp_path / "a.txt", tmp_path / "b.txt"])
        opened.accounts.add(OWNS, "mira", clearance="CONFIDENTIAL", password=PASSWORD)
        opened.accounts.add(OWNS, "otto", roles=["auditor"], clearance="CONFIDENTIAL")
        opened.accounts.add(OWNS, "olga", roles=["auditor"], clearance="SECRET")
        yield opened


def told(house: House, name: str | None = None) -> list[tuple[str, str, str, str | None]]:
    assert house.trail is not None
    entries = house.trail.entries(OWNS if name is None else house.accounts.named(name))
    return [(one.who, one.did, one.about, one.rule) for one in entries if one.did != "answered as"]


def test_what_a_reader_does_is_written_before_they_have_the_answer(house: House) -> None:
    mira = house.accounts.named("mira").reader
    house.reading.versions(mira, "15BELISAR12")
    house.finding.search(mira, "alabaster")
    with pytest.raises(QueryError):
        house.finding.search(mira, '"unclosed')
    for name in ("15BELISAR13", "15BELISAR99"):
        with pytest.raises(NotFoundError):
            house.reading.versions(mira, name)
    assert told(house)[-6:] == [
        ("mira", "opened", "15BELISAR12", None),
        ("mira", "searched", "alabaster", None),
        ("mira", "failed", '"unclosed', None),
        ("mira", "refused", "15BELISAR13", None),
        ("mira", "closed", "15BELISAR13", "rank"),
        ("mira", "refused", "15BELISAR99", None),
    ]


def test_a_table_that_names_a_closed_telegram_leaves_the_refusal_of_it(house: House) -> None:
    house.dialogues.open(OWNER, "15BELISAR12", id="talks", title="Talks", parties=["XV", "XT"])
    mira = house.accounts.named("mira").reader
    rows = "move,about,mrn,text\nobjective.raise,a,15BELISAR13,A\nobjective.raise,b,15BELISAR99,B\n"
    house.dialogues.record_rows(mira, "talks", table=rows, enter=False)
    entries = [one for one in told(house) if one[0] == "mira"]
    assert ("mira", "closed", "15BELISAR13", "rank") in entries
    assert ("mira", "refused", "talks", None) in entries
    assert not [one for one in entries if "15BELISAR99" in one[2] or "objective.raise" in one[2]]


class _Slow:
    """A ledger that is long at its first entry."""

    def __init__(self) -> None:
        self.began, self.go_on = threading.Event(), threading.Event()
        self.kept: list[list[str]] = []
        self.full = False

    def add(self, drafts: Sequence[Unnumbered], _following: Following) -> None:
        self.began.set()
        assert self.go_on.wait(10)
        if self.full:
            raise ArchiveError("the disk of the archive is full", "free some space")
        self.kept.append([draft.about for draft in drafts])


def test_entries_that_wait_for_one_another_are_written_together_and_before_each_answer(house: House) -> None:
    slow = _Slow()
    trail = Trail(
        cast("LegibleLedger", slow), cast("Telegrams", None), lambda: datetime(2026, 1, 1, tzinfo=UTC), load_posts()
    )
    with ThreadPoolExecutor(9) as threads:
        first = threads.submit(trail.note, "mira", "searched", "first")
        assert slow.began.wait(10)
        others = [threads.submit(trail.note, "mira", "searched", str(number)) for number in range(8)]
        while len(trail._waiting) < 9:
            time.sleep(0.001)
        assert not any(one.done() for one in [first, *others])
        slow.go_on.set()
        for one in [first, *others]:
            one.result(10)
        assert [sorted(some) for some in slow.kept] == [["first"], [str(number) for number in range(8)]]
        slow.full = True
        with pytest.raises(ArchiveError):
            trail.note("mira", "searched", "last")


class _Ended(_Slow):
    """A ledger in which a signal ends whoever writes the second batch."""

    def add(self, drafts: Sequence[Unnumbered], following: Following) -> None:
        if len(self.kept) == 1 and not self.full:
            self.full = True
            raise SystemExit(0)
        self.full = False
        super().add(drafts, following)


def test_an_entry_that_waits_is_not_passed_over_when_a_signal_ends_the_one_that_writes() -> None:
    ended = _Ended()
    trail = Trail(
        cast("LegibleLedger", ended), cast("Telegrams", None), lambda: datetime(2026, 1, 1, tzinfo=UTC), load_posts()
    )
    with ThreadPoolExecutor(5) as threads:
        first = threads.submit(trail.note, "mira", "searched", "first")
        assert ended.began.wait(10)
        others = {str(number): threads.submit(trail.note, "mira", "searched", str(number)) for number in range(4)}
        until = time.monotonic() + 2
        while len(trail._waiting) < 5 and time.monotonic() < until:
            time.sleep(0.001)
        ended.go_on.set()
        first.result(10)
        faults = [type(one.exception(10)) for one in others.values()]
    assert sorted(map(str, faults)) == sorted(map(str, [SystemExit, type(None), type(None), type(None)]))
    written = [about for some in ended.kept for about in some]
    answered = {about for about, one in others.items() if one.exception() is None}
    assert answered <= set(written)
    assert len(written) == len(set(written))
    trail.note("mira", "searched", "later")
    assert ended.kept[-1] == ["later"]


def test_what_is_done_to_the_archive_as_a_whole_is_written_for_its_owner_alone(house: House, tmp_path: Path) -> None:
    assert house.verifying is not None
    assert house.rebuilding is not None
    mira = house.accounts.named("mira").reader
    assert list(house.verifying.run(OWNER, Verified())) == []
    house.rebuilding.run(OWNER, readings=False)
    for run in (lambda: house.verifying.run(mira, Verified()), lambda: house.rebuilding.run(mira)):
        with pytest.raises(ForbiddenError):
            run()
    done = [(who, did) for who, did, _, _ in told(house) if did in {"ingested", "verified", "rebuilt", "failed"}]
    assert done == [("owner", "ingested"), ("owner", "verified"), ("owner", "rebuilt")]
    assert told(house)[-2:] == [("mira", "refused", "", "role")] * 2
    # How much came in, and that it did, says something of what an auditor may not read.
    assert "ingested" not in {did for _, did, _, _ in told(house, "otto")}
    house.close()
    backed_up = ["backup", str(tmp_path / "copy"), "--archive", str(tmp_path / "archive")]
    assert CliRunner().invoke(app, backed_up).exit_code == 0
    with open_house(tmp_path / "archive", people=True) as again:
        assert told(again)[-1][:2] == ("owner", "backed up")


@pytest.mark.parametrize("name", ["c.txt", "15BELISAR13"])
def test_a_closed_telegram_leaves_the_same_by_its_number_and_by_the_name_of_its_file(
    house: House, tmp_path: Path, name: str
) -> None:
    mira = house.accounts.named("mira").reader
    (tmp_path / "c.txt").write_text("S E C R E T\n\n1. (S) The boats lie at the pier.\n")
    house.ingest.run(OWNER, [tmp_path / "c.txt"])
    with pytest.raises(NotFoundError):
        house.reading.versions(mira, name)
    assert told(house)[-2:] == [("mira", "refused", name, None), ("mira", "closed", name, "rank")]
    assert ("mira", "closed", name, "rank") not in told(house, "otto")
    with pytest.raises(NotFoundError):
        house.reading.versions(mira, "no-such.txt")
    assert told(house)[-1] == ("mira", "refused", "no-such.txt", None)


def test_an_auditor_sees_what_they_may_read(house: House) -> None:
    mira = house.accounts.named("mira").reader
    house.reading.versions(mira, "15BELISAR12")
    with pytest.raises(NotFoundError):
        house.reading.versions(mira, "15BELISAR13")
    house.reading.versions(OWNER, "15BELISAR13")
    house.finding.search(OWNER, "barnacle")
    low, high = told(house, "otto"), told(house, "olga")
    assert ("mira", "opened", "15BELISAR12", None) in low
    # That mira was refused is told of closed and absent telegrams alike; why, to those who may read them.
    assert [one for one in low if one[2] == "15BELISAR13"] == [("mira", "refused", "15BELISAR13", None)]
    assert ("mira", "closed", "15BELISAR13", "rank") in high
    assert ("owner", "opened", "15BELISAR13", None) in high
    assert not [one for one in high if one[1] == "searched"]  # the owner's words are the owner's
    assert ("owner", "searched", "barnacle", None) in told(house)


def test_only_auditors_read_the_trail(house: House) -> None:
    assert house.trail is not None
    house.accounts.add(OWNS, "admin", roles=["administrator", "approver"])
    for name in ("mira", "admin"):
        with pytest.raises(ForbiddenError):
            house.trail.entries(house.accounts.named(name))


def test_a_marking_that_could_not_be_settled_says_which_rule_closed_the_telegram(house: House) -> None:
    mira = house.accounts.named("mira").reader
    (held,) = house.reading.versions(OWNER, "15BELISAR13")
    for name in ("15 belisar 013", held.sha256[:12]):
        with pytest.raises(NotFoundError):
            house.markings.mark(mira, name, "CONFIDENTIAL", why="read from the paper copy")
        assert told(house)[-2:] == [
            ("mira", "refused", f"{name} CONFIDENTIAL", None),
            ("mira", "closed", name, "rank"),
        ]
    assert ("mira", "closed", "15 belisar 013", "rank") in told(house, "olga")
    assert not [one for one in told(house, "otto") if one[1] == "closed"]


def test_every_action_that_a_role_does_not_allow_leaves_its_entry(house: House) -> None:
    assert house.trail is not None
    house.accounts.add(OWNS, "idle", roles=[])
    idle = house.accounts.named("idle")
    for action in sorted(actions()):
        with pytest.raises(ForbiddenError):
            house.reader("idle", action)
    refused = [one for one in house.trail.entries(OWNS) if one.did == "refused"]
    assert [one.fields["what"] for one in refused] == sorted(actions())
    asked: list[tuple[str, Callable[[], object]]] = [
        ("route", lambda: house.profiles.replace(idle, "")),
        ("route", lambda: house.profiles.add(idle, "")),
        ("route", lambda: house.profiles.remove(idle, "x")),
        ("operate", lambda: house.upkeep.jobs(idle)),
        ("operate", lambda: house.upkeep.backups(idle)),
        ("operate", lambda: house.upkeep.back_up(idle)),
        ("operate", lambda: house.upkeep.verify(idle)),
        ("settings", lambda: house.hooks.set_rules(idle, highest="SECRET")),
        ("audit", lambda: house.trail and house.trail.entries(idle)),
        ("audit", lambda: house.trail and house.trail.chain(idle)),
        ("account list", lambda: house.accounts.all(idle)),
        ("account show", lambda: house.accounts.show(idle, "mira")),
        ("account tokens", lambda: house.accounts.tokens(idle, "mira")),
        ("account disable", lambda: house.accounts.disable(idle, "mira")),
    ]
    for what, ask in asked:
        with pytest.raises(ForbiddenError):
            ask()
        last = house.trail.entries(OWNS)[-1]
        assert (last.who, last.did, last.rule, last.fields["what"]) == ("idle", "refused", "role", what)


def test_signing_in_and_changes_of_accounts_are_written_and_no_secret(house: House, tmp_path: Path) -> None:
    house.accounts.sign_in("mira", PASSWORD, address="127.0.0.1")
    for name in ("mira", "hunter2 in the wrong field"):
        with pytest.raises(SignInError):
            house.accounts.sign_in(name, "a wrong password")
    with pytest.raises(ForbiddenError):
        house.accounts.change(house.accounts.named("mira"), "mira", roles=["administrator"])
    house.accounts.set_password(OWNS, "mira", "another password")
    key, _ = house.accounts.add_token(OWNS, "mira", "x", until=datetime(2099, 1, 1, tzinfo=UTC))
    assert told(house)[-6:] == [
        ("mira", "signed in", "", None),
        ("mira", "sign-in failed", "", None),
        ("", "sign-in failed", "", None),
        ("mira", "refused", "mira", "role"),
        ("owner", "account password", "mira", None),
        ("owner", "account token add", "mira", None),
    ]
    kept = b"".join(file.read_bytes() for file in (tmp_path / "archive").glob("access.db*"))
    for secret in (PASSWORD, "a wrong password", "hunter2", "another password", key):
        assert secret.encode() not in kept


def test_the_trail_tells_the_latest_instant_though_the_clock_was_set_back(tmp_path: Path) -> None:
    at = [datetime(2026, 11, 28, 12, tzinfo=UTC)]
    place, end = tmp_path / "archive", datetime(2026, 11, 28, 13, tzinfo=UTC)
    with open_house(place, write=True, people=True, clock=lambda: at[-1]) as house:
        house.accounts.add(OWNS, "mira")
        house.accounts.grant(OWNS, "mira", until=end, why="visit", holds=["EXDIS"])
        assert house.reader("mira").holds == {"EXDIS"}
        at.append(end)
        assert house.trail is not None
        house.trail.note("owner", "searched")
    for back in (30, 59, 45):  # each time by another program, each of which writes of itself
        at.append(end - timedelta(minutes=back))
        with open_house(place, clock=lambda: at[-1]) as house:
            assert house.reader("mira").holds == set()
            assert house.readers()["mira"].holds == set()
            assert house.trail is not None
            assert house.trail.latest() == "2026-11-28T13:00:00Z"
            last = house.trail.entries(OWNS)[-1]
            assert last.told == "behind 2026-11-28 13:00Z"
            assert last.instant < last.fields["behind"]
            assert house.trail.broken_at() is None
    with open_house(place, people=True, clock=lambda: at[-1]) as house:  # a change is kept with its entry: so is this
        house.accounts.change(OWNS, "mira", clearance="SECRET")
        assert house.trail is not None
        assert house.trail.latest() == "2026-11-28T13:00:00Z"
        at.append(end + timedelta(milliseconds=10))
        house.trail.note("owner", "searched")
        at.append(end)  # of another thread, which looked at the clock before
        house.trail.note("owner", "searched")
        assert not any("behind" in entry.fields for entry in house.trail.entries(OWNS)[-2:])


def test_a_trail_that_was_touched_is_found_out(house: House, tmp_path: Path) -> None:
    assert house.trail is not None
    assert house.trail.broken_at() is None
    assert house.trail.chain(OWNS) == ChainTold(holds=True)
    engine = open_engine(sqlite_url(tmp_path / "archive" / "access.db"), write=True)
    with engine.begin() as connection:
        connection.execute(sa.text("UPDATE trail SET body = replace(body, 'mira', 'otto') WHERE number = 2"))
    assert house.trail.broken_at() == 2
    house.accounts.add(OWNS, "ada", roles=["auditor"])
    assert house.trail.chain(OWNS) == ChainTold(holds=False, broken=2)
    assert house.trail.chain(house.accounts.named("ada")) == ChainTold(holds=False)  # the number would tell of others
    engine.dispose()


def test_a_reader_writes_the_trail_while_another_program_has_the_archive(house: House, tmp_path: Path) -> None:
    with open_house(tmp_path / "archive") as reading:
        reading.reading.versions(reading.reader("mira"), "15BELISAR12")
    assert told(house)[-1] == ("mira", "opened", "15BELISAR12", None)
    assert house.trail is not None
    assert house.trail.broken_at() is None


def test_without_an_account_there_is_no_trail(tmp_path: Path) -> None:
    with open_house(tmp_path / "archive", write=True) as opened:
        assert opened.trail is None
    assert not (tmp_path / "archive" / "access.db").exists()


def test_where_the_accounts_are_gone_nobody_reads_as_the_owner(house: House, tmp_path: Path) -> None:
    place, kept = tmp_path / "archive", tmp_path / "backup"
    house.close()
    open_house(place, write=True).close()  # as a desk does, before anybody is answered
    back_up(place, kept)
    for file in place.glob("access.db*"):
        file.unlink()
    for write, people in ((False, False), (True, False), (False, True), (True, True)):
        with pytest.raises(ArchiveError, match="the accounts and the audit trail of the archive are gone"):
            open_house(place, write=write, people=people)
    with pytest.raises(ArchiveError, match="are gone"):
        back_up(place, tmp_path / "again")
    assert not (place / "access.db").exists()
    shutil.copy(kept / "access.db", place)
    with open_house(place) as opened:
        assert opened.accounts.needs_sign_in()
    for file in place.glob("access.db*"):
        file.unlink()
    (place / "access.db").touch()  # its owner's own word
    with open_house(place) as opened:
        assert opened.accounts.all(OWNS) == []


def test_the_accounts_are_for_the_owners_eyes(house: House, tmp_path: Path) -> None:
    assert house.trail is not None
    assert (tmp_path / "archive" / "access.db").stat().st_mode & 0o077 == 0


RULES = """catch-all = "DESK"

[[office]]
name = "DESK"
readers = ["nora"]

[[profile]]
name = "one"
to = "DESK"
for = "action"
words = ["harpoon"]
"""


def test_what_a_reader_types_is_for_those_who_may_read_all_that_the_reader_may(house: House) -> None:
    """The words may be those of a telegram that the auditor may not read, and so may what was found for them."""
    house.accounts.add(OWNS, "nora", clearance="CONFIDENTIAL", holds=["NODIS"], nation="XV")
    house.accounts.add(OWNS, "ida", roles=["auditor"], clearance="SECRET", holds=["NODIS"])
    house.accounts.add(OWNS, "iris", roles=["auditor"], clearance="CONFIDENTIAL", holds=["NODIS"], nation="XV")
    nora = house.accounts.named("nora").reader
    house.distributing.rehearse(nora, RULES, since=date(2015, 1, 1), everyone=False)
    house.finding.search(nora, "alabaster NOT harpoon")
    list(house.exporting.records(nora, "alabaster NOT harpoon"))
    house.founding.propose(nora, [], "alabaster NOT harpoon", title="Talks", ours="XV", parties=["XV", "XT"])
    house.saved.add(nora, "harpoon", "alabaster")
    house.feeds.saved(nora, "harpoon")
    house.reading.recent(nora)
    house.gaps.page(nora)
    with pytest.raises(QueryError):
        house.finding.search(nora, '"harpoon')
    with pytest.raises(NotFoundError):
        house.reading.versions(nora, "harpoon")
    house.reading.versions(nora, "15BELISAR12")
    assert sum("harpoon" in about for _, _, about, _ in told(house, "iris")) == 8
    for name in ("otto", "olga", "ida"):
        of_nora = [(did, about) for who, did, about, _ in told(house, name) if who == "nora"]
        assert of_nora == [("opened", "15BELISAR12")], name


def test_each_version_that_was_opened_or_closed_has_its_entry(house: House, tmp_path: Path) -> None:
    (tmp_path / "c.txt").write_text(text(["TS"]).replace("000012", "000013"))
    house.ingest.run(OWNER, [tmp_path / "c.txt"])
    house.accounts.add(OWNS, "tara", roles=["reader", "auditor"], clearance="TOP SECRET")
    house.reading.versions(house.accounts.named("tara").reader, "15BELISAR13")
    with pytest.raises(NotFoundError):
        house.reading.versions(house.accounts.named("mira").reader, "15BELISAR13")
    opened, closed = ("tara", "opened", "15BELISAR13", None), ("mira", "closed", "15BELISAR13", "rank")
    seen = [(told(house, name).count(opened), told(house, name).count(closed)) for name in ("otto", "olga", "tara")]
    assert seen == [(0, 0), (1, 1), (2, 2)]


def test_who_may_read_an_entry_is_asked_by_what_its_telegram_is_marked_now(house: House, tmp_path: Path) -> None:
    """It was opened, refused, marked and annotated while more could read it."""
    words = text(["C"], level="C O N F I D E N T I A L").replace("000012", "000014")
    (tmp_path / "c.txt").write_text(words)
    house.ingest.run(OWNER, [tmp_path / "c.txt"])
    house.accounts.add(OWNS, "ines", roles=["auditor"], clearance="CONFIDENTIAL")
    house.accounts.add(OWNS, "lena")
    mira, lena = house.accounts.named("mira").reader, house.accounts.named("lena").reader
    (held,) = house.reading.versions(mira, "15BELISAR14")
    house.annotating.add(mira, "15 Belisar 014", text="Ask again.")
    house.threads.thread(mira, held.sha256[:12])
    house.finding.search(mira, "15BELISAR14")
    with pytest.raises(RefusedError):
        house.annotating.add(mira, "15BELISAR14", text="")
    house.threads.thread(mira, "15BELISAR12")
    with pytest.raises(NotFoundError):
        house.reading.versions(lena, "15BELISAR14")
    house.markings.mark(mira, "15BELISAR14", "CONFIDENTIAL", why="read from the paper copy")
    before = [one for one in told(house, "ines") if one[0] in ("mira", "lena")]
    whose = ["opened", "annotated", "opened", "searched", "failed", "opened", "refused", "closed", "marked"]
    assert [did for _, did, *_ in before] == whose
    house.markings.mark(OWNER, "15BELISAR14", "SECRET", why="read from the paper copy")
    after = [one for one in told(house, "ines") if one[0] in ("mira", "lena")]
    # What is told alike of what is closed and of what is absent stays: it says nothing of what there is.
    assert after == [one for one in before if one[2] == "15BELISAR12" or one[:2] == ("lena", "refused")]
    assert [one for one in told(house, "olga") if one[0] in ("mira", "lena")] == before
    house.markings.mark(OWNER, "15BELISAR14", "CONFIDENTIAL", why="it was wrong")
    assert [one for one in told(house, "ines") if one[0] in ("mira", "lena")] == before


def test_an_entry_about_several_versions_stays_for_those_who_may_read_one_of_them(house: House, tmp_path: Path) -> None:
    for name, more in (("c", "one"), ("d", "two")):
        words = text(["C"], level="C O N F I D E N T I A L").replace("000012", "000014")
        (tmp_path / f"{name}.txt").write_text(f"{words}\n2. (C) {more}.\n")
    house.ingest.run(OWNER, [tmp_path / "c.txt", tmp_path / "d.txt"])
    house.accounts.add(OWNS, "ines", roles=["reader", "auditor"], clearance="CONFIDENTIAL")
    ines = house.accounts.named("ines").reader
    versions = house.reading.versions(ines, "15BELISAR14")
    assert len(versions) == 2
    opened = ("ines", "opened", "15BELISAR14", None)
    for number, version in enumerate(versions):
        assert told(house, "ines").count(opened) == 1, number
        house.markings.mark(OWNER, version.sha256, "SECRET", why="read from the paper copy")
    assert opened not in told(house, "ines")
    assert opened in told(house, "olga")


def test_the_reach_of_a_reader_is_what_the_reader_may_read_and_no_more() -> None:
    reader = Reader("nora", rank=3, holds=frozenset({"NODIS"}), nation="XV")
    reach = reach_of(reader)
    assert may_read(reader, reach).allowed
    for less in (
        msgspec.structs.replace(reader, rank=2),
        msgspec.structs.replace(reader, holds=frozenset({"EXDIS"})),
        msgspec.structs.replace(reader, nation="XT"),
        msgspec.structs.replace(reader, nation=None),
    ):
        assert not may_read(less, reach).allowed
    assert not may_read(msgspec.structs.replace(reader, rank=8), reach_of(OWNER)).allowed


def test_the_trail_is_looked_through_by_who_and_what(house: House) -> None:
    assert house.trail is not None
    house.accounts.grant(OWNS, "mira", until=datetime(2099, 1, 1, tzinfo=UTC), why="talks", clearance="TOP SECRET")
    every = house.trail.entries(OWNS)
    granted = house.trail.entries(OWNS, by="owner", about="GRANT")
    assert [(one.did, one.about) for one in granted] == [("account grant", "mira")]
    assert granted[0].number == every[-1].number  # as in the whole
    assert granted[0].told == "clearance TOP SECRET; until 2099-01-01 00:00Z; why talks"
    assert not house.trail.entries(OWNS, by="mira", about="grant")
    assert house.trail.entries(OWNS, about="mira") == [one for one in every if one.about == "mira"]


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"until": "2027-02-26T03:23:32.858916+00:00"}, "until 2027-02-26 03:23Z"),
        ({"until": "2027-02-26T03:23:32+00:00"}, "until 2027-02-26 03:23Z"),
        ({"until": "2027-02-26T03:23:32Z"}, "until 2027-02-26 03:23Z"),
        ({"disabled": True}, "disabled yes"),
        ({"disabled": False}, "disabled no"),
        ({"roles": ["reader", "desk"], "holds": []}, "roles reader, desk; holds none"),
        ({"found": 0}, "found 0"),
        ({"address": "", "nation": None, "fault": "no room", "way": "single sign-on"}, "way single sign-on"),
        ({"address": ""}, ""),
    ],
)
def test_what_an_entry_holds_is_told_in_words(fields: dict[str, Any], told: str) -> None:
    one = Noted(number=1, instant="", who="", did="", about="", rule=None, fields=fields, access="")
    assert one.told == told


def test_a_chain_that_holds_does_not_say_that_nothing_is_gone_from_its_end() -> None:
    assert ChainTold(holds=True).told.endswith("whether some are gone from its end it cannot tell")


def test_a_damaged_last_entry_is_told_and_keeps_nobody_out(tmp_path: Path) -> None:
    place = tmp_path / "archive"
    with open_house(place, write=True, people=True) as house:
        house.accounts.add(OWNS, "mira")
        house.accounts.add(OWNS, "tarek")
    with closing(sqlite3.connect(place / "access.db")) as database:
        database.execute("UPDATE trail SET body = 'x' WHERE number = (SELECT max(number) FROM trail)")
        database.commit()
    with open_house(place) as house:
        assert house.trail is not None
        house.trail.note("owner", "searched")
        assert house.trail.broken_at() == 2


def test_a_damaged_entry_is_named_and_hides_no_other(tmp_path: Path) -> None:
    place = tmp_path / "archive"
    with open_house(place, write=True, people=True) as house:
        for name, roles in (("mira", ["auditor"]), ("tarek", ["reader"]), ("olga", ["reader"])):
            house.accounts.add(OWNS, name, roles=roles)
    with closing(sqlite3.connect(place / "access.db")) as database:
        database.execute("UPDATE trail SET body = 'x' WHERE number = 2")
        database.commit()
    damaged = "entry 2 of the trail is damaged: restore it from a backup"
    with open_house(place) as house:
        assert house.trail is not None
        told = [(one.did, one.about) for one in house.trail.entries(OWNS)]
        assert told == [("account add", "mira"), ("cannot be read", damaged), ("account add", "olga")]
        # It may be what is asked for.
        asked = house.trail.entries(OWNS, "2020", by="owner", about="olga", limit=2)
        assert [one.about for one in asked] == [damaged, "olga"]
        # How closely it was held nobody can read any more.
        assert [one.about for one in house.trail.entries(house.accounts.named("mira"))][:2] == ["mira", "olga"]
        assert house.trail.chain(OWNS).broken == 2
    done = CliRunner().invoke(app, ["audit", "--archive", str(place)])
    assert (done.exit_code, damaged in done.stdout, "olga" in done.stdout) == (0, True, True)
    with open_house(place) as house, TestClient(make_app(house), base_url="http://127.0.0.1:8000") as desk:
        assert damaged in desk.get("/audit").text


def test_a_damaged_debt_shuts_no_archive_and_is_told_by_a_verification(tmp_path: Path) -> None:
    place = tmp_path / "archive"
    with open_house(place, write=True, people=True) as house:
        house.accounts.add(OWNS, "mira", roles=["auditor"])
        house.saved.add(OWNER, "harbour", "dredger")
    labels = '{"instant":"2020","author":"mira","kind":"audit.saved","about":"","access":"zz"}'
    with closing(sqlite3.connect(place / "archive.db")) as database:
        database.execute("INSERT INTO owed VALUES ('ee', '{broken'), ('ff', ?)", [labels])
        database.commit()
    with open_house(place, write=True) as house:
        assert [one.did for one in house.trail.entries(OWNS)] == ["account add", "saved"]  # type: ignore[union-attr]
        found = [(one.check, one.where) for one in house.verifying.run(OWNER, Verified())]
        assert found == [("audit", "owed ee"), ("audit", "owed ff")]


def test_a_marking_that_is_settled_for_many_has_an_entry_for_each_telegram_alone(house: House) -> None:
    before = len(told(house))
    house.markings.to_be_held(OWNER, "CONFIDENTIAL", why="read from the paper copy")
    house.markings.mark(OWNER, "15BELISAR12", "CONFIDENTIAL", why="read from the paper copy")
    assert [(one[0], one[1]) for one in told(house)[before:]] == [("owner", "marked")]


class _Away:
    """A trail that cannot be written, in the place of one that can."""

    def __init__(self, trail: Trail) -> None:
        self._trail, self._held = trail, trail._ledger

    def __enter__(self) -> None:
        self._trail._ledger = cast("LegibleLedger", self)

    def __exit__(self, *_: object) -> None:
        self._trail._ledger = self._held

    def add(self, *_: object) -> None:
        raise ArchiveError("the disk of the archive is full", "free some space")


def test_what_the_trail_could_not_take_is_written_before_the_next_entry(house: House) -> None:
    mira = house.accounts.named("mira").reader
    assert house.trail is not None
    with _Away(house.trail), pytest.raises(ArchiveError):
        house.saved.add(mira, "harbour", "dredger")
    assert [one.name for one in house.saved.all(mira)] == ["harbour"]  # it stands, and no answer was given
    with _Away(house.trail), pytest.raises(ArchiveError):
        house.reading.versions(mira, "15BELISAR12")
    house.reading.versions(mira, "15BELISAR12")
    house.saved.add(mira, "pier", "dredger")
    assert told(house)[-3:] == [
        ("mira", "saved", "harbour dredger", None),
        ("mira", "opened", "15BELISAR12", None),
        ("mira", "saved", "pier dredger", None),
    ]
    assert [one.told for one in house.trail.entries(OWNS) if one.did == "saved"] == ["carried yes", ""]
    assert house.trail.broken_at() is None


def test_what_was_changed_before_a_fault_is_told_and_so_is_the_fault(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    mira, faults = house.accounts.named("mira").reader, [RefusedError("no", "stop"), RuntimeError(), None]
    honest = Saved.add

    def failing(self: Saved, reader: Reader, name: str, query: str) -> Any:
        made = honest(self, reader, name, query)
        if (fault := faults.pop(0)) is not None:
            raise fault
        return made

    monkeypatch.setattr(Saved, "add", failing)
    for kind in (RefusedError, RuntimeError):
        with pytest.raises(kind):
            house.saved.add(mira, "harbour", "dredger")
    house.saved.add(mira, "harbour", "dredger")
    assert house.trail is not None
    entries = [(one.did, one.told) for one in house.trail.entries(OWNS) if one.who == "mira"]
    failed = ("failed", "what saved")
    assert entries == [("saved", "carried yes"), failed, ("saved", "carried yes"), ("saved", "")]


def test_whoever_opens_the_archive_while_another_changes_it_doubles_nothing(
    house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mira, honest = house.accounts.named("mira").reader, Saved.add

    def looked_at(self: Saved, reader: Reader, name: str, query: str) -> Any:
        made = honest(self, reader, name, query)
        for _ in range(2):
            with open_house(tmp_path / "archive") as other:  # its entry is owed, and not on the trail yet
                assert told(other)[-1] == ("mira", "saved", "harbour dredger", None)
        return made

    monkeypatch.setattr(Saved, "add", looked_at)
    house.saved.add(mira, "harbour", "dredger")
    assert [did for who, did, _, _ in told(house) if who == "mira"] == ["saved"]
    with open_house(tmp_path / "archive") as other:
        assert [did for who, did, _, _ in told(other) if who == "mira"] == ["saved"]


def test_whatever_is_asked_has_a_word_of_the_trail(house: House) -> None:
    own_words = {"accounts", "profiles", "upkeep", "trail"}  # they write for themselves
    unnamed = [one for one in methods(house) if one not in _CALLED and one.partition(".")[0] not in own_words]
    assert unnamed == []


def test_the_trail_is_read_back_page_by_page(house: House) -> None:
    assert house.trail is not None
    whole = house.trail.entries(OWNS)
    pages: list[Noted] = []
    before: int | None = None
    while page := house.trail.entries(OWNS, limit=2, before=before):
        pages[:0] = page
        before = page[0].number
    assert len(whole) > 2
    assert pages == whole
