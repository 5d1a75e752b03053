"""Sending by a real mail server on this machine: with TLS and passwords, through faults, and never twice."""

from __future__ import annotations

import asyncio
import os
import socket
import sqlite3
import ssl
import stat
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import datetime, timedelta
from email.parser import BytesParser
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import UnthreadedController
from aiosmtpd.smtp import AuthResult
from tests.services.certificates import make_certificate
from tests.services.outgoing import Clock, in_memory, mail_toml, on_disk, released, with_

from legation.app import House
from legation.core.errors import ArchiveError, AwayError, NotFoundError, RefusedError
from legation.core.marking import OWNER, Reader
from legation.core.telegram import Addressee, Precedence
from legation.services.archive.verifying import Verified
from legation.services.carriers.folder import FolderCarrier
from legation.services.carriers.printing import PrintCarrier
from legation.services.carriers.smtp import SmtpCarrier
from legation.services.drafts.correspondents import correspondents_in
from legation.services.drafts.transmitting import CarryError, Went
from legation.services.news.retrying import Retrying
from legation.storage.outgoing import Outgoing

BOTH = "AMEMBASSY LONDON"


class Receiver:
    """Answers as it is told: ``answers`` are given one after another, then 250. ``cut``: breaks the line instead."""

    def __init__(self) -> None:
        self.mails: list[tuple[list[str], bytes]] = []
        self.answers: list[str] = []
        self.refused: dict[str, str] = {}

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: list[str]) -> str:  # noqa: N802
        if address in self.refused:
            return self.refused[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        answer = self.answers.pop(0) if self.answers else "250 OK"
        if answer == "cut":
            server.transport.abort()
            return ""
        if answer.startswith("2"):
            self.mails.append((envelope.rcpt_tos, envelope.content))
        return answer


@contextmanager
def server(handler: Receiver, **named: Any) -> Iterator[int]:
    """A mail server that runs; its port."""
    loop = asyncio.new_event_loop()
    made: Any = UnthreadedController(handler, loop=loop, hostname="127.0.0.1", port=0, **named)
    ready = threading.Event()

    def run() -> None:
        made.begin()
        ready.set()
        loop.run_forever()
        made.server.close()
        for task in asyncio.all_tasks(loop):
            task.cancel()
        loop.run_until_complete(asyncio.sleep(0))
        loop.close()

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    ready.wait()
    try:
        yield made.server.sockets[0].getsockname()[1]
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)


def send(house: House, **named: Any) -> list[Went]:
    told: list[Went] = []
    found = house.correspondents().server
    assert found is not None
    house.transmitting.send(OWNER, {"mail": SmtpCarrier(found, name="post.example")}, told=told.append, **named)
    return told


def _due(house: House) -> datetime:
    """When the one mail that waits is tried next."""
    (mail,) = [one for one in house.transmitting.queue(OWNER) if one.way == "mail"]
    return datetime.fromisoformat(mail.due)


def test_a_released_telegram_comes_out_as_mail() -> None:
    receiver = Receiver()
    with server(receiver) as port:
        house = in_memory(mail_toml(port))
        done = released(house)
        (went,) = send(house)
    assert (went.state, went.to, went.attempts) == ("sent", ("state@ministry.example",), 1)
    ((recipients, mail),) = receiver.mails
    assert recipients == ["state@ministry.example"]
    header = BytesParser().parsebytes(mail, headersonly=True)
    assert header["Message-ID"] == went.id
    assert done.mrn is not None
    assert went.id.startswith(f"<{done.mrn}.")
    assert "ministry.example@post.example>" in went.id
    assert header["MMHS-Primary-Precedence"] == "2 (priority)"
    # London has no address: the copy waits to be printed.
    assert [(one.way, one.to) for one in house.transmitting.queue(OWNER)] == [("print", (BOTH,))]


def test_each_host_gets_one_mail_for_all_its_addresses() -> None:
    receiver = Receiver()
    with server(receiver) as port:
        house = in_memory(
            mail_toml(port, **{BOTH: "london@Ministry.example", "AMEMBASSY PARIS": "paris@paris.example"})
        )
        released(house, with_(info=(Addressee(BOTH), Addressee("AMEMBASSY PARIS"))))
        send(house)
    assert [recipients for recipients, _ in receiver.mails] == [
        ["state@ministry.example", "london@Ministry.example"],
        ["paris@paris.example"],
    ]
    ids = {BytesParser().parsebytes(mail, headersonly=True)["Message-ID"] for _, mail in receiver.mails}
    assert len(ids) == 2


@pytest.mark.parametrize("answer", ["451 later", "cut"])
def test_what_fails_for_now_is_tried_again_as_the_same_mail(answer: str) -> None:
    clock, receiver = Clock(), Receiver()
    receiver.answers = [answer, answer]
    with server(receiver) as port:
        house = in_memory(mail_toml(port), clock)
        released(house)
        (first,) = send(house, retrying=Retrying(seed=7))
        assert (first.state, first.attempts) == ("waiting", 1)
        assert first.said
        assert send(house) == []  # it is not due yet
        waits = []
        for _ in range(2):
            before, due = clock.at, _due(house)
            waits.append(due - before)
            clock.at = due
            (last,) = send(house, retrying=Retrying(seed=7))
    assert (last.state, last.attempts, last.id) == ("sent", 3, first.id)
    assert timedelta(seconds=15) <= waits[0] <= timedelta(seconds=30) < waits[1] <= timedelta(seconds=60)
    assert len(receiver.mails) == 1


def test_what_the_other_side_never_takes_has_failed_until_it_is_sent_again() -> None:
    receiver = Receiver()
    receiver.answers = ["554 never"]
    with server(receiver) as port:
        house = in_memory(mail_toml(port))
        done = released(house)
        (went,) = send(house)
        assert (went.state, went.said) == ("failed", "554 never")
        assert send(house) == []
        with pytest.raises(NotFoundError):
            house.transmitting.again(OWNER, "26TRIPOLI99")
        house.transmitting.again(OWNER, str(done.mrn))
        (went,) = send(house)
    assert went.state == "sent"


def test_an_address_that_is_refused_alone_is_tried_alone() -> None:
    clock, receiver = Clock(), Receiver()
    receiver.refused = {"london@ministry.example": "450 greylisted"}
    with server(receiver) as port:
        house = in_memory(mail_toml(port, **{BOTH: "london@ministry.example"}), clock)
        released(house)
        (went,) = send(house)
        assert (went.state, went.to) == ("waiting", ("london@ministry.example",))
        receiver.refused = {"london@ministry.example": "550 nobody"}
        clock.on(hours=1)
        (went,) = send(house)
        assert (went.state, went.to) == ("failed", ("london@ministry.example",))
    assert [recipients for recipients, _ in receiver.mails] == [["state@ministry.example"]]


def test_a_server_that_is_not_there_is_asked_once_and_all_waits() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    house = in_memory(mail_toml(port))
    for _ in range(3):
        released(house)
    (went,) = send(house)
    assert "cannot be reached" in str(went.said)
    assert [one.attempts for one in house.transmitting.queue(OWNER) if one.way == "mail"] == [0, 0, 1]


def test_an_archive_that_is_away_for_a_while_does_not_end_the_sending(monkeypatch: pytest.MonkeyPatch) -> None:
    receiver = Receiver()
    with server(receiver) as port:
        house = in_memory(mail_toml(port))
        released(house)
        found = house.correspondents().server
        assert found is not None
        looks, away, went = 0, [], []
        due = house.transmitting._due

        def asked(*told: Any) -> Any:
            if looks < 2:
                raise AwayError("the database server cannot be reached", "check it")
            return due(*told)

        def wait(_: float) -> None:
            nonlocal looks
            looks += 1

        monkeypatch.setattr(house.transmitting, "_due", asked)
        carriers = {"mail": SmtpCarrier(found, name="post.example")}
        house.transmitting.run(OWNER, carriers, told=went.append, away=away.append, stop=lambda: looks > 3, wait=wait)
    assert away == ["the database server cannot be reached: check it", None]
    assert [one.state for one in went] == ["sent"]


def test_it_ends_after_so_many_attempts() -> None:
    receiver = Receiver()
    receiver.answers = ["451 later"]
    with server(receiver) as port:
        house = in_memory(mail_toml(port))
        released(house)
        (went,) = send(house, retrying=Retrying(most=1))
    assert went.state == "failed"


def test_the_same_seed_gives_the_same_moments() -> None:
    some = [[Retrying(seed=seed).wait("<1@a>", n) for n in range(1, 40)] for seed in (1, 1, 2)]
    assert some[0] == some[1] != some[2]
    assert max(some[0]) <= timedelta(hours=1)


def test_flash_goes_before_routine() -> None:
    receiver = Receiver()
    with server(receiver) as port:
        house = in_memory(mail_toml(port))
        for precedence in ("ROUTINE", "FLASH", "PRIORITY"):
            released(house, with_(precedence=Precedence(precedence, precedence)))
        assert [went.mrn for went in send(house)] == ["26TRIPOLI2", "26TRIPOLI3", "26TRIPOLI1"]


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A certificate for this machine, and its key."""
    return make_certificate(tmp_path_factory.mktemp("certificate"))


def _context(certificate: tuple[Path, Path]) -> ssl.SSLContext:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(*certificate)
    return context


@pytest.mark.filterwarnings("ignore:Requiring AUTH")  # TLS from the first byte is no STARTTLS
@pytest.mark.parametrize("security", ["starttls", "tls"])
@pytest.mark.parametrize("lets_in", [True, False])
def test_a_server_with_tls_and_passwords(
    tmp_path: Path, certificate: tuple[Path, Path], security: str, lets_in: bool
) -> None:
    def check(server: Any, session: Any, envelope: Any, mechanism: str, told: Any) -> AuthResult:
        return AuthResult(success=(told.login, told.password) == (b"belisar", b"right"), handled=False)

    receiver, context = Receiver(), _context(certificate)
    named: dict[str, Any] = {"tls_context": context, "require_starttls": True}
    if security == "tls":
        named = {"ssl_context": context, "auth_require_tls": False}
    (tmp_path / "password").write_text("right" if lets_in else "wrong")
    more = f'security = "{security}"\nuser = "belisar"\npassword_file = "{tmp_path / "password"}"\n'
    with server(receiver, authenticator=check, auth_required=True, **named) as port:
        house = in_memory(mail_toml(port, more=more + f'ca_file = "{certificate[0]}"'))
        released(house)
        (went,) = send(house)
    assert went.state == ("sent" if lets_in else "waiting")
    assert len(receiver.mails) == lets_in
    assert "right" not in str(went.said)


def test_a_certificate_that_nobody_vouches_for_is_refused(certificate: tuple[Path, Path]) -> None:
    receiver = Receiver()
    with server(receiver, tls_context=_context(certificate), require_starttls=True) as port:
        house = in_memory(mail_toml(port, more='security = "starttls"'))
        released(house)
        (went,) = send(house)
    assert (went.state, receiver.mails) == ("waiting", [])
    assert "certificate" in str(went.said)


def test_a_password_never_goes_over_an_open_line(tmp_path: Path) -> None:
    (tmp_path / "password").write_text("right")
    more = f'security = "none"\nuser = "x"\npassword_file = "{tmp_path / "password"}"'
    found = correspondents_in(mail_toml(25, more=more)).server
    assert found is not None
    with pytest.raises(ArchiveError, match="as it is"):
        SmtpCarrier(found)


class _Never:
    """A way on which nothing gets through."""

    def carry(self, outgoing: Outgoing) -> None:
        raise CarryError("no paper", lasting=True)

    def close(self) -> None:
        pass


def test_what_is_sent_again_is_kept_as_it_was(tmp_path: Path) -> None:
    house = on_disk(tmp_path / "a")
    done = released(house)
    assert done.mrn is not None
    told: list[Went] = []
    house.transmitting.send(OWNER, {"print": _Never()}, told=told.append)
    told += house.transmitting.again(OWNER, done.mrn)
    assert [(one.state, one.access) for one in told] == [("failed", "3;;-"), ("waiting", "3;;-")]
    assert house.verifying is not None
    assert list(house.verifying.run(OWNER, Verified())) == []
    house.close()


class _Paper:
    """A way on which everything gets through. went: what did."""

    def __init__(self) -> None:
        self.went: list[Outgoing] = []

    def carry(self, outgoing: Outgoing) -> None:
        self.went.append(outgoing)

    def close(self) -> None:
        pass


def test_what_is_marked_up_while_it_waits_stays_here_until_it_is_marked_as_it_was(tmp_path: Path) -> None:
    house = on_disk(tmp_path / "a")
    done, other = released(house), released(house, with_(subject="ANOTHER MATTER"))
    assert done.mrn is not None
    assert other.mrn is not None
    house.markings.mark(OWNER, done.mrn, "SECRET", why="said by its post")
    paper, told = _Paper(), list[Went]()
    assert house.transmitting.send(OWNER, {"print": paper}, told=told.append) == 1
    assert [one.mrn for one in paper.went] == [other.mrn]
    assert [(one.mrn, one.state, one.access, one.attempts) for one in told] == [
        (done.mrn, "failed", "4;;-", 0),
        (other.mrn, "sent", "3;;-", 1),
    ]
    assert told[0].said == "marked up since it was released"
    cleared = Reader("cleared", rank=3)
    assert house.transmitting.queue(cleared) == []
    with pytest.raises(NotFoundError):  # nor is it said why
        house.transmitting.again(cleared, done.mrn)
    with pytest.raises(RefusedError, match=f"{done.mrn} is marked SECRET now"):
        house.transmitting.again(OWNER, done.mrn)
    house.markings.mark(OWNER, done.mrn, "CONFIDENTIAL", why="the post was wrong")
    house.transmitting.again(OWNER, done.mrn)
    assert house.transmitting.send(OWNER, {"print": paper}) == 1
    assert [one.mrn for one in paper.went] == [other.mrn, done.mrn]
    assert house.verifying is not None
    assert list(house.verifying.run(OWNER, Verified())) == []
    house.close()


def test_an_answer_to_what_is_marked_up_while_it_waits_stays_here(tmp_path: Path) -> None:
    """What is drawn from a marked text carries its marking; a draft of it would not be released any more."""
    house = on_disk(tmp_path / "a")
    asked = released(house, with_(post="STATE"))
    held = house.clearing.new(OWNER, with_(post="TRIPOLI"), answers=str(asked.mrn))
    house.clearing.clear(OWNER, held.id, "POL", by="R. Second")
    house.clearing.approve(OWNER, held.id, by="C. Minister")
    answer = house.clearing.release(OWNER, held.id)
    paper, cleared = _Paper(), Reader("cleared", rank=3)
    house.transmitting.send(OWNER, {"print": paper}, stop=lambda: bool(paper.went))
    assert [one.mrn for one in paper.went] == [asked.mrn]
    assert [one.mrn for one in house.transmitting.queue(cleared)] == [answer.mrn]
    house.markings.mark(OWNER, str(asked.mrn), "SECRET", why="said by its post")
    assert house.transmitting.send(OWNER, {"print": paper}) == 0
    assert [(one.mrn, one.state) for one in house.transmitting.queue(OWNER)] == [(answer.mrn, "failed")]
    assert house.transmitting.queue(cleared) == []  # nor is it said why
    with pytest.raises(RefusedError, match=f"what {answer.mrn} answers or is drawn from is marked SECRET now"):
        house.transmitting.again(OWNER, str(answer.mrn))
    house.markings.mark(OWNER, str(asked.mrn), "CONFIDENTIAL", why="the post was wrong")
    house.transmitting.again(OWNER, str(answer.mrn))
    assert house.transmitting.send(OWNER, {"print": paper}) == 1
    house.close()


@pytest.mark.parametrize("many", [1, 25])
def test_a_damaged_log_of_a_draft_keeps_its_telegram_here_and_no_other(tmp_path: Path, many: int) -> None:
    """What it rests on cannot be told any more, and may have been marked up."""
    house = on_disk(tmp_path / "a")
    damaged = released(house)
    others = [released(house, with_(subject=f"MATTER {number}")) for number in range(many)]
    house.close()
    path = tmp_path / "a" / "archive.db"
    with closing(sqlite3.connect(path)) as database, database:
        database.execute(
            "DELETE FROM draft_entries WHERE dialogue = ? AND body NOT LIKE '%draft.release%'", (damaged.id,)
        )
    house = on_disk(tmp_path / "a")
    paper, cleared = _Paper(), Reader("cleared", rank=3)
    assert house.transmitting.send(OWNER, {"print": paper}) == many
    assert {one.mrn for one in paper.went} == {one.mrn for one in others}
    (failed,) = [one for one in house.transmitting.queue(OWNER) if one.state == "failed"]
    assert (failed.mrn, failed.said) == (damaged.mrn, "what it rests on cannot be read")
    assert damaged.mrn not in {one.mrn for one in house.transmitting.queue(cleared)}
    with pytest.raises(RefusedError, match=f"the log of the draft of {damaged.mrn} cannot be read"):
        house.transmitting.again(OWNER, str(damaged.mrn))
    house.close()


def test_what_is_marked_up_while_others_of_its_lot_go_out_stays_here(tmp_path: Path) -> None:
    house = on_disk(tmp_path / "a")
    ids = [released(house).mrn, released(house, with_(subject="ANOTHER MATTER")).mrn]

    class Marking(_Paper):
        def carry(self, outgoing: Outgoing) -> None:
            super().carry(outgoing)
            (other,) = [mrn for mrn in ids if mrn != outgoing.mrn]
            house.markings.mark(OWNER, str(other), "SECRET", why="said by its post")

    paper = Marking()
    assert house.transmitting.send(OWNER, {"print": paper}) == 1
    assert len(paper.went) == 1
    (stays,) = house.transmitting.queue(OWNER)
    assert (stays.state, stays.access, stays.attempts) == ("failed", "4;;-", 0)
    house.close()


def test_what_is_marked_down_or_by_its_own_marking_while_it_waits_goes(tmp_path: Path) -> None:
    house = on_disk(tmp_path / "a")
    done, other = released(house), released(house, with_(subject="ANOTHER MATTER"))
    assert done.mrn is not None
    assert other.mrn is not None
    house.markings.mark(OWNER, done.mrn, "UNCLASSIFIED", why="it is known by now")
    house.markings.mark(OWNER, other.mrn, "CONFIDENTIAL", why="as it says")
    paper = _Paper()
    assert house.transmitting.send(OWNER, {"print": paper}) == 2
    house.close()


def test_what_was_queued_by_a_clock_that_was_ahead_goes_when_it_is_right_again(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    clock = Clock()
    house = in_memory(f'[[address]]\nplad = "SECSTATE WASHDC"\nfolder = "{tmp_path / "out"}"\n', clock)
    clock.on(days=400)
    released(house)
    clock.on(days=-400)
    assert house.transmitting.send(OWNER, {"folder": FolderCarrier()}) == 1
    (tmp_path / "out").rename(tmp_path / "away")
    released(house)
    assert house.transmitting.send(OWNER, {"folder": FolderCarrier()}) == 1  # it is put off, not tried without end
    assert house.transmitting.send(OWNER, {"folder": FolderCarrier()}) == 0


class Killed(BaseException):
    """Ends a program where it stands: nothing that it would do at its end is done."""


@pytest.mark.parametrize("when", ["before", "after"])
def test_what_was_cut_short_is_sent_again_and_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, when: str) -> None:
    (tmp_path / "out").mkdir()
    house = in_memory(f'[[address]]\nplad = "SECSTATE WASHDC"\nfolder = "{tmp_path / "out"}"\n')
    one, other = released(house), released(house)
    put = Path.replace

    def ended(self: Path, goal: Path) -> None:
        if when == "after":
            put(self, goal)
        monkeypatch.setattr(Path, "unlink", lambda *_, **__: None)
        monkeypatch.setattr(house.transmitting._drafts, "settle", lambda *_: None)
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(Path, "replace", ended)
        with pytest.raises(Killed):
            house.transmitting.send(OWNER, {"folder": FolderCarrier()})
    monkeypatch.undo()
    queued = [went for went in house.transmitting.queue(OWNER) if went.way == "folder"]
    assert ["may have arrived" in str(went.said) for went in queued] == [True, True]
    went: list[Went] = []
    house.transmitting.send(OWNER, {"folder": FolderCarrier()}, told=went.append)
    assert [(one.state, "may have come twice" in str(one.said)) for one in went] == [("sent", True)] * 2
    assert sorted(file.name for file in (tmp_path / "out").iterdir()) == sorted(f"{of.mrn}.txt" for of in (one, other))


def test_what_was_not_tried_is_not_told_of(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of two the second was not begun when the program was ended in order."""
    (tmp_path / "out").mkdir()
    house = in_memory(f'[[address]]\nplad = "SECSTATE WASHDC"\nfolder = "{tmp_path / "out"}"\n')
    for _ in range(2):
        released(house)

    def ended(_self: Path, _goal: Path) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(Path, "replace", ended)
        with pytest.raises(KeyboardInterrupt):
            house.transmitting.send(OWNER, {"folder": FolderCarrier()})
    queued = [went for went in house.transmitting.queue(OWNER) if went.way == "folder"]
    assert sorted("may have arrived" in str(went.said) for went in queued) == [False, True]


def test_a_drop_folder_has_it_whole_or_not(tmp_path: Path) -> None:
    mail = f'[[address]]\nplad = "SECSTATE WASHDC"\nfolder = "{tmp_path / "out"}"\n'
    house = in_memory(mail)
    done = released(house)

    def carry() -> Went:
        told: list[Went] = []
        retrying = Retrying(first=0.0)
        house.transmitting.send(OWNER, {"folder": FolderCarrier()}, told=told.append, retrying=retrying, stop=_once())
        return told[0]

    assert (carry().state, carry().attempts) == ("waiting", 2)
    (tmp_path / "out").mkdir(mode=0o700)
    assert carry().state == "sent"
    assert stat.S_IMODE((tmp_path / "out" / f"{done.mrn}.txt").stat().st_mode) == 0o600
    assert [file.name for file in (tmp_path / "out").iterdir()] == [f"{done.mrn}.txt"]
    assert "harbour" in (tmp_path / "out" / f"{done.mrn}.txt").read_text()


def test_the_group_of_a_drop_folder_reads_what_is_laid_there_and_nobody_else(tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    out.chmod(0o775)
    house = in_memory(f'[[address]]\nplad = "SECSTATE WASHDC"\nfolder = "{out}"\n')
    done = released(house)
    house.transmitting.send(OWNER, {"folder": FolderCarrier()})
    assert stat.S_IMODE((out / f"{done.mrn}.txt").stat().st_mode) == 0o640


def test_what_is_laid_into_a_drop_folder_is_of_the_group_of_the_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given: list[tuple[int, int]] = []
    out = tmp_path / "out"
    out.mkdir(mode=0o750)
    group = out.stat().st_gid
    fstat = os.fstat
    # As if the sender were of another group than the folder.
    monkeypatch.setattr(
        "legation.storage.private.os.fstat",
        lambda file: os.stat_result((*fstat(file)[:5], group + 1, *fstat(file)[6:])),
    )
    monkeypatch.setattr("legation.storage.private.os.chown", lambda _, *to: given.append(to))
    house = in_memory(f'[[address]]\nplad = "SECSTATE WASHDC"\nfolder = "{out}"\n')
    released(house)
    house.transmitting.send(OWNER, {"folder": FolderCarrier()})
    assert given == [(-1, group)]


def _once() -> Callable[[], bool]:
    """Says to stop when it is asked for the third time: before the second round."""
    asked = 0

    def stop() -> bool:
        nonlocal asked
        asked += 1
        return asked > 2

    return stop


def test_what_no_mail_reaches_is_printed() -> None:
    house, sheets = in_memory(), []
    released(house)
    house.transmitting.send(OWNER, {"print": PrintCarrier(sheets.append)})
    assert len(sheets) == 1
    assert sheets[0].startswith("P R 011200Z NOV 26\nFM AMEMBASSY TRIPOLI\n")
    assert house.transmitting.queue(OWNER) == []


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[[address]", "cannot be read"),
        ('[[address]]\nplad = "A"\n', "no address that can be used"),
        ('[[address]]\nplad = "A"\nmail = "a b@c"\n', "no address that can be used"),
        ('[[address]]\nplad = "A"\nmail = "a@b"\n[[address]]\nplad = "a"\nmail = "c@d"\n', "stands twice"),
        ("[smtp]\nport = 1\n", "cannot be read"),
        ('[smtp]\nhost = "h"\nsecurity = "perhaps"\n', "cannot be read"),
    ],
)
def test_a_mail_toml_that_cannot_be_meant_is_refused(text: str, says: str) -> None:
    with pytest.raises(ArchiveError, match=says):
        correspondents_in(text)
