"""Mail fetched from a mailbox and taken from a Maildir: seen there only when it is kept here."""

from __future__ import annotations

import contextlib
import re
import socketserver
import threading
import tracemalloc
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, ClassVar

import msgspec
import pytest
from tests.formats.test_mail_writing import mail
from tests.formats.test_writing import PLAIN
from tests.services.outgoing import in_memory

from legation.app import House
from legation.core.errors import ArchiveError
from legation.core.marking import OWNER
from legation.services.archive.arriving import Arrived, Coming
from legation.services.doors.imap import Mailbox, take_imap
from legation.services.doors.maildir import take_maildir


def numbered(number: int) -> bytes:
    return mail(msgspec.structs.replace(PLAIN, number=number)).replace(b"<1@", f"<{number}@".encode())


def test_a_maildir_is_emptied_into_the_archive(tmp_path: Path) -> None:
    house, folder = in_memory(), tmp_path / "Maildir"
    with pytest.raises(ArchiveError, match="no Maildir"):
        take_maildir(folder, lambda some: house.arrivals.take(OWNER, some))
    for name in ("new", "cur", "tmp"):
        (folder / name).mkdir(parents=True)
    (folder / "new" / "1.host").write_bytes(numbered(1))
    (folder / "new" / "2.host").write_bytes(b"")
    (folder / "tmp" / "3.host").write_bytes(numbered(3))
    told: list[str] = []
    for count in (2, 0):
        assert (
            take_maildir(folder, lambda some: house.arrivals.take(OWNER, some), lambda a: told.append(a.outcome))
            == count
        )
    assert told == ["new", "broken"]
    assert sorted(file.name for file in (folder / "cur").iterdir()) == ["1.host:2,S", "2.host:2,S"]
    assert house.reading.count(OWNER) == 1
    assert [one.name for one in house.arrivals.broken(OWNER)] == ["2.host"]


def test_a_maildir_stays_as_it_is_when_nothing_can_be_kept(tmp_path: Path) -> None:
    for name in ("new", "cur"):
        (tmp_path / name).mkdir()
    (tmp_path / "new" / "1.host").write_bytes(numbered(1))

    def full(_: Any) -> Any:
        raise ArchiveError("the disk is full", "free some space")

    with pytest.raises(ArchiveError):
        take_maildir(tmp_path, full)
    assert [file.name for file in (tmp_path / "new").iterdir()] == ["1.host"]


class Box(socketserver.StreamRequestHandler):
    """As much of an IMAP server as is asked for here."""

    mails: dict[str, bytes]
    seen: set[str]
    breaks_before_seen = False
    odd: ClassVar[dict[str, str]] = {}
    begins = b"* OK ready\r\n"
    numbered_by = 1

    def handle(self) -> None:
        with contextlib.suppress(OSError):  # whoever asked may have heard enough
            self._speak()

    def _speak(self) -> None:
        self.wfile.write(self.begins)
        for line in iter(self.rfile.readline, b""):
            tag, _, rest = line.decode().strip().partition(" ")
            said = self._answered(rest)
            if said is None:
                return
            self.wfile.write(f"{tag} {said}\r\n".encode())
            if rest == "LOGOUT":
                return

    def _answered(self, words: str) -> str | None:
        match words.split()[:2]:
            case ["CAPABILITY", *_]:
                self.wfile.write(b"* CAPABILITY IMAP4rev1\r\n")
            case ["LOGIN", user] if '"right"' not in words or user != "desk":
                return "NO wrong"
            case ["SELECT", folder] if folder != '"INBOX"':
                return "NO none"
            case ["SELECT", _]:
                self.wfile.write(b"* 2 EXISTS\r\n")
                if self.numbered_by:
                    self.wfile.write(f"* OK [UIDVALIDITY {self.numbered_by}] numbers\r\n".encode())
            case ["UID", "SEARCH"]:
                unseen = " ".join(uid for uid in self.mails if uid not in self.seen)
                self.wfile.write(f"* SEARCH {unseen}\r\n".encode())
            case ["UID", "FETCH"]:
                uid = words.split()[2]
                data = self.mails[uid]
                if uid in self.odd:
                    return self._oddly(self.odd[uid], uid, data)
                self.wfile.write(f"* 1 FETCH (UID {uid} BODY[] {{{len(data)}}}\r\n".encode() + data + b")\r\n")
            case ["UID", "STORE"]:
                if type(self).breaks_before_seen:
                    type(self).breaks_before_seen = False
                    return None
                assert re.search(r"\+FLAGS \(\\Seen\)$", words)
                self.seen.update(words.split()[2].split(","))
        return "OK done"

    def _oddly(self, how: str, uid: str, data: bytes) -> str | None:
        """What an odd server sends for a mail; None where it hangs up."""
        size = {"short": 20, "long": len(data) + 500, "huge": 10**10}.get(how, len(data))
        sent = data[: len(data) // 2] if how == "cut" else b"" if how == "huge" else data
        match how:
            case "refused":
                return "NO not now"
            case "nothing":
                self.wfile.write(f"* 1 FETCH (UID {uid} BODY[] NIL)\r\n".encode())
                return "OK done"
            case "quoted":
                self.wfile.write(f'* 1 FETCH (UID {uid} BODY[] "Subject: a \\"word\\"")\r\n'.encode())
                return "OK done"
            case "another":
                uid = "77"
            case "renumbered":
                type(self).numbered_by += 1
                type(self).mails = {"1": numbered(8), "3": numbered(9)}
                return None
        self.wfile.write(f"* 1 FETCH (UID {uid} BODY[] {{{size}}}\r\n".encode() + sent)
        if how in ("cut", "long"):
            return None
        self.wfile.write(b")\r\n")
        return "OK done"


@contextmanager
def server(**mails: bytes) -> Iterator[tuple[type[Box], int]]:
    box = type(
        "Held", (Box,), {"mails": {name.strip("u"): data for name, data in mails.items()}, "seen": set(), "odd": {}}
    )
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), box) as listening:
        listening.daemon_threads = True
        thread = threading.Thread(target=listening.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        try:
            yield box, listening.server_address[1]
        finally:
            listening.shutdown()
            thread.join(5)


def fetch(house: House, port: int, **named: Any) -> int:
    told = {"host": "127.0.0.1", "port": port, "security": "none", "user": "desk", "password": "right", **named}
    return take_imap(Mailbox(**told), lambda some: house.arrivals.take(OWNER, some))


def test_a_mailbox_is_read_once() -> None:
    house = in_memory()
    with server(u1=numbered(1), u2=numbered(2), u3=b"") as (box, port):
        assert fetch(house, port) == 3
        assert box.seen == {"1", "2", "3"}
        assert fetch(house, port) == 0
    assert house.reading.count(OWNER) == 2
    assert len(house.arrivals.broken(OWNER)) == 1


def test_of_large_mails_fewer_are_held_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for room in ("imap", "maildir"):
        monkeypatch.setattr(f"legation.services.doors.{room}._BYTES_AT_ONCE", 2 * len(numbered(1)) - 10)
    house = in_memory()
    lots: list[int] = []

    def take(some: Sequence[Coming]) -> Sequence[Arrived]:
        lots.append(len(some))
        return house.arrivals.take(OWNER, some)

    with server(u1=numbered(1), u2=numbered(2), u3=numbered(3)) as (box, port):
        told: dict[str, Any] = {
            "host": "127.0.0.1",
            "port": port,
            "security": "none",
            "user": "desk",
            "password": "right",
        }
        assert take_imap(Mailbox(**told), take) == 3
        assert box.seen == {"1", "2", "3"}
    assert lots == [2, 1]
    for name in ("new", "cur"):
        (tmp_path / name).mkdir()
    for number in range(4, 7):
        (tmp_path / "new" / f"{number}.host").write_bytes(numbered(number))
    assert take_maildir(tmp_path, take) == 3
    assert lots == [2, 1, 2, 1]
    assert list((tmp_path / "new").iterdir()) == []
    assert house.reading.count(OWNER) == 6


def test_a_line_that_breaks_before_it_is_noted_doubles_nothing() -> None:
    house = in_memory()
    with server(u1=numbered(1)) as (box, port):
        box.breaks_before_seen = True
        with pytest.raises(ArchiveError, match="cannot be read"):
            fetch(house, port)
        assert fetch(house, port) == 1
    assert house.reading.count(OWNER) == 1


@pytest.mark.parametrize("how", ["cut", "short", "long", "huge", "refused", "another", "nothing"])
def test_a_mail_that_a_server_cannot_hand_over_keeps_no_other_from_coming(how: str) -> None:
    house = in_memory()
    told: list[str] = []
    with server(u1=numbered(1), u2=numbered(2), u3=numbered(3)) as (box, port):
        box.odd = {"2": how}
        box_told: dict[str, Any] = {"host": "127.0.0.1", "security": "none", "user": "desk", "password": "right"}
        mailbox = Mailbox(port=port, **box_told)

        def take(some: Sequence[Coming]) -> Sequence[Arrived]:
            return house.arrivals.take(OWNER, some)

        if how in ("another", "nothing"):
            assert take_imap(mailbox, take, lambda one: told.append(one.outcome)) == 2
        else:
            with pytest.raises(ArchiveError, match=r"the mailbox at 127\.0\.0\.1 cannot be read") as refused:
                take_imap(mailbox, take, lambda one: told.append(one.outcome))
            said = str(refused.value)
            assert "\n" not in said
            assert len(said) < 300
            assert "DREDGED" not in said
            assert "Subject" not in said
        assert told == ["new", "new"]
        assert box.seen == {"1", "3"}
        box.odd = {}
        assert take_imap(mailbox, take, lambda one: told.append(one.outcome)) == 1
        assert told == ["new", "new", "new"]
        assert box.seen == {"1", "2", "3"}
    assert house.reading.count(OWNER) == 3
    assert house.arrivals.broken(OWNER) == []


def test_a_mail_in_quotes_is_taken() -> None:
    house = in_memory()
    taken: list[bytes] = []

    def take(some: Sequence[Coming]) -> Sequence[Arrived]:
        taken.extend(one.data for one in some)
        return house.arrivals.take(OWNER, some)

    with server(u1=numbered(1)) as (box, port):
        box.odd = {"1": "quoted"}
        mailbox = Mailbox(host="127.0.0.1", port=port, security="none", user="desk", password="right")  # noqa: S106
        assert take_imap(mailbox, take) == 1
        assert box.seen == {"1"}
    assert taken == [b'Subject: a "word"']


@pytest.mark.parametrize("numbered_by", [1, 0])
def test_of_a_mailbox_that_is_numbered_anew_meanwhile_nothing_is_lost(numbered_by: int) -> None:
    """Mail 1 is kept when the line breaks on mail 2, and another has its number when it is opened again."""
    house = in_memory()
    with server(u1=numbered(1), u2=numbered(2)) as (box, port):
        box.numbered_by = numbered_by
        box.odd = {"2": "renumbered"}
        if not numbered_by:
            box.numbered_by = -1  # 0 on the next line: the server says nothing of its numbers
        assert fetch(house, port) == 3
        assert box.seen == {"1", "3"}
    assert house.reading.count(OWNER) == 3


@pytest.mark.parametrize(
    "begins",
    [
        b"* OK " + b"A" * 2_000_000,
        b"* OK ready\r\n" + b"* OK still here\r\n" * 100_000,
        b"SSH-2.0-OpenSSH_9.2\r\n",
        b"* BYE full\r\n",
        b"",
    ],
    ids=["line", "lines", "ssh", "bye", "nothing"],
)
def test_a_server_that_greets_oddly_is_said_in_one_line(begins: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("legation.services.doors.imap._TIMEOUT_SECONDS", 2.0)
    monkeypatch.setattr("legation.services.doors.imap._ANSWER_BYTES", 1_200_000)
    with server() as (box, port):
        box.begins = begins
        tracemalloc.start()
        try:
            with pytest.raises(ArchiveError, match=r"the mailbox at 127\.0\.0\.1 cannot be read") as refused:
                fetch(in_memory(), port)
            assert tracemalloc.get_traced_memory()[1] < 30_000_000
        finally:
            tracemalloc.stop()
    assert len(str(refused.value)) < 400
    assert "\n" not in str(refused.value)


def test_a_mailbox_that_does_not_let_in_is_said() -> None:
    house = in_memory()
    with server() as (_, port):
        for named in ({"password": "wrong"}, {"folder": "Other"}):
            with pytest.raises(ArchiveError, match="cannot be read"):
                fetch(house, port, **named)
    with pytest.raises(ArchiveError, match="cannot be read"):
        fetch(house, port)
