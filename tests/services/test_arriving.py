"""Arrivals: kept before the sender is told so, known again, and kept with the reason where they are broken."""

from __future__ import annotations

import hashlib
import re
import smtplib
import socket
import ssl
import time
from base64 import b64encode
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event, current_thread
from typing import Any

import msgspec
import pytest
from tests.formats.test_mail_writing import mail
from tests.formats.test_writing import PLAIN
from tests.pdfs import pdf_of
from tests.services.certificates import make_certificate
from tests.services.outgoing import SOUND, in_memory, mail_toml, on_disk, released

from legation.app import House
from legation.core.draft import Draft, DraftParagraph
from legation.core.errors import ArchiveError, NotFoundError
from legation.core.marking import OWNER, Reader
from legation.core.telegram import Addressee, Originator
from legation.services.accounts.accounts import OWNS
from legation.services.archive.arriving import Coming, Lot
from legation.services.carriers.smtp import SmtpCarrier
from legation.services.doors.keeper import Keeper
from legation.services.doors.smtp import SmtpDoor
from legation.services.ingest.run import Prepared
from legation.services.ingest.under_way import Put

BELOW = Reader("below", rank=5)


@pytest.fixture
def house() -> House:
    return in_memory()


def door_of(house: House, **named: Any) -> SmtpDoor:
    return SmtpDoor(house.arrivals, OWNER, **{"now": house.clock, **named})


@pytest.fixture
def door(house: House) -> Iterator[SmtpDoor]:
    opened = door_of(house, limit_bytes=50_000)
    yield opened
    opened.close()


def deliver(door: SmtpDoor, data: bytes, to: str = "desk@ministry.example") -> str:
    """Give a mail to the door; what it answers."""
    with smtplib.SMTP("127.0.0.1", door.port, local_hostname="localhost", timeout=10) as line:
        line.ehlo()
        line.mail("a@b.example")
        code, said = line.rcpt(to)
        if code == 250:
            code, said = line.data(data)
        return f"{code} {said.decode()}"


def numbered(number: int) -> bytes:
    return mail(msgspec.structs.replace(PLAIN, number=number)).replace(b"<1@", f"<{number}@".encode())


def test_what_is_answered_with_250_is_kept_and_found(house: House) -> None:
    door = door_of(house)
    assert deliver(door, mail(PLAIN)).startswith("250 2.0.0 kept as ")
    assert house.reading.telegram(OWNER, "09TRIPOLI893").subject == PLAIN.subject
    door.close()  # it is indexed behind the answer
    assert house.finding.search(OWNER, "harbour", limit=5).total == 1


def test_many_at_once_are_all_kept(house: House, door: SmtpDoor) -> None:
    with ThreadPoolExecutor(8) as senders:
        answers = list(senders.map(lambda number: deliver(door, numbered(number)), range(1, 41)))
    assert {answer[:3] for answer in answers} == {"250"}
    assert house.reading.count(OWNER) == 40


def test_a_mail_that_comes_again_is_dropped_also_when_a_relay_has_added_to_it(house: House, door: SmtpDoor) -> None:
    for data in (mail(PLAIN), mail(PLAIN), b"Received: from x by y\r\n" + mail(PLAIN)):
        assert deliver(door, data).startswith("250")
    assert len(house.reading.versions(OWNER, "09TRIPOLI893")) == 1
    changed = msgspec.structs.replace(PLAIN, subject="CORRECTED")
    assert deliver(door, mail(changed)).startswith("250")
    assert len(house.reading.versions(OWNER, "09TRIPOLI893")) == 2


def test_a_mail_noted_and_then_lost_is_kept_when_it_comes_again(house: House) -> None:
    coming = [Coming(mail(PLAIN), "smtp")]
    keep, house.arrivals._ingest.put = house.arrivals._ingest.put, _no_disk  # type: ignore[method-assign, assignment]
    with pytest.raises(ArchiveError):
        house.arrivals.take(OWNER, coming)
    house.arrivals._ingest.put = keep  # type: ignore[method-assign]
    assert [one.outcome for one in house.arrivals.take(OWNER, coming)] == ["new"]
    assert [one.outcome for one in house.arrivals.take(OWNER, coming)] == ["same"]
    assert house.reading.count(OWNER) == 1


def by(relay: int, data: bytes) -> Coming:
    """A mail as it comes by a relay."""
    return Coming(b"Received: from mx%d\r\n" % relay + data, "smtp")


def test_a_mail_noted_and_then_lost_is_kept_once_when_it_comes_by_other_ways(house: House) -> None:
    arrivals = house.arrivals
    arrivals._incoming.note(arrivals.recognise(OWNER, [by(1, mail(PLAIN))]).marks)  # and killed before it was kept
    found = [arrivals.take(OWNER, [by(relay, mail(PLAIN))])[0] for relay in (2, 3, 4)]
    assert [one.outcome for one in found] == ["new", "repeat", "repeat"]
    assert len({one.sha256 for one in found}) == 1
    assert arrivals.take(OWNER, [by(2, mail(PLAIN))])[0].outcome == "same"
    assert len(house.reading.versions(OWNER, "09TRIPOLI893")) == 1


def test_a_broken_mail_that_comes_by_other_ways_is_kept_once(house: House) -> None:
    data = b"Message-ID: <x@y>\r\n\r\n" + b"\x00\x01" * 200
    outcomes = [house.arrivals.take(OWNER, [by(relay, data)])[0].outcome for relay in (1, 2, 1, 3)]
    assert outcomes == ["broken", "repeat", "broken", "repeat"]
    assert len(house.arrivals.broken(OWNER)) == 1


@pytest.mark.parametrize(
    "again",
    [rb"message-id:  \1 ", rb"MESSAGE-ID:\r\n\t\1\r\nMessage-ID: <2@y>"],
    ids=["small", "folded, the first of two"],
)
def test_a_mail_is_known_again_however_its_field_is_written(house: House, again: bytes) -> None:
    field = re.compile(rb"Message-ID: (<1@[^>]+>)")
    data = numbered(1)
    other = field.sub(rb"Message-ID: <3@y>\r\nX-First: message-id: \1", data)
    coming = [data, field.sub(again, data), other]
    assert len(set(coming)) == 3
    outcomes = [house.arrivals.take(OWNER, [Coming(one, "smtp")])[0].outcome for one in coming]
    assert outcomes == ["new", "repeat", "new"]


def test_a_telegram_in_which_such_a_field_stands_is_not_taken_for_another(house: House) -> None:
    some = [b"UNCLAS TRIPOLI %06d\nMessage-ID: <1@y>\n\nSUBJECT: DUES\n\n1. High.\n" % n for n in (893, 894)]
    assert [one.outcome for one in house.arrivals.take(OWNER, [Coming(one, "http") for one in some])] == ["new", "new"]
    assert house.reading.count(OWNER) == 2


def test_what_was_just_seen_not_to_be_held_is_not_asked_for_again(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Sequence[str]] = []
    has = house.arrivals._telegrams.has

    def spy(reader: Reader, hashes: Sequence[str]) -> set[str]:
        asked.append(hashes)
        return has(reader, hashes)

    monkeypatch.setattr(house.arrivals._telegrams, "has", spy)
    coming = [Coming(numbered(n), "smtp") for n in range(40)]
    with closing(house.arrivals.crew(OWNER)) as crew:
        lot = house.arrivals.recognise(OWNER, coming)
        read = house.arrivals.read(OWNER, lot, crew)
        assert [len(hashes) for hashes in asked] == [40]
        house.arrivals.settle(OWNER, [house.arrivals.keep(OWNER, [(lot, read)])[1]])
        outcomes = {one.outcome for one in house.arrivals.recognise(OWNER, coming).found}
    assert (house.reading.count(OWNER), outcomes) == (40, {"same"})


def _no_disk(*_: Any) -> None:
    raise ArchiveError("the disk is full", "free some space")


@pytest.mark.parametrize("others", ["outcomes", "both"])
def test_nobody_is_answered_for_what_another_sent(house: House, others: str, monkeypatch: pytest.MonkeyPatch) -> None:
    prepared = house.arrivals._ingest.prepared
    theirs = prepared(OWNER, [("1.eml", numbered(1))])

    def mixed_up(*words: Any, **named: Any) -> Prepared:
        return theirs if others == "both" else prepared(*words, **named)._replace(outcomes=theirs.outcomes)

    monkeypatch.setattr(house.arrivals._ingest, "prepared", mixed_up)
    with pytest.raises(ArchiveError, match="not what came"):
        house.arrivals.read(OWNER, house.arrivals.recognise(OWNER, [Coming(numbered(2), "smtp")]))


def test_a_folder_of_mail_and_an_export_are_what_came(house: House) -> None:
    folder = b"".join(b"From a@b Mon Nov  9 00:00:00 2026\n" + numbered(n) + b"\n" for n in (1, 2))
    (arrived,) = house.arrivals.take(OWNER, [Coming(folder, "http", "x.mbox")])
    assert (arrived.outcome, arrived.mrns, house.reading.count(OWNER)) == ("new", ("09TRIPOLI1", "09TRIPOLI2"), 2)
    again = house.arrivals.take(OWNER, [Coming(folder, "http", "x.mbox")])
    assert [(one.outcome, one.mrns) for one in again] == [("same", ())]
    more = house.arrivals.take(OWNER, [Coming(folder + folder[:40] + numbered(5) + b"\n", "http", "y.mbox")])
    assert [(one.outcome, one.mrns) for one in more] == [("new", ("09TRIPOLI5",))]
    data, other = numbered(3), numbered(4)
    line = msgspec.json.encode(
        {
            "file": "elsewhere.eml",
            "sha256": hashlib.sha256(data).hexdigest(),
            "received": "2026-11-01T12:00:00Z",
            "access": "UNCLASSIFIED",
            "original": b64encode(data).decode(),
        }
    )
    some = [Coming(line, "http", "x.jsonl"), Coming(other, "smtp")]
    assert [one.outcome for one in house.arrivals.take(OWNER, some)] == ["new", "new"]
    assert house.reading.count(OWNER) == 5


def test_whoever_goes_away_before_the_answer_stops_nobody_else(house: House) -> None:
    keeper = Keeper(house.arrivals, OWNER)
    gone = [keeper.hand_in(Coming(numbered(number), "smtp")) for number in range(1, 20)]
    for one in gone:
        one.cancel()  # as the door does when a line is cut
    assert keeper.hand_in(Coming(numbered(20), "smtp")).result(timeout=20).outcome == "new"
    keeper.close()
    assert house.reading.count(OWNER) == 20


def test_what_comes_one_after_another_is_made_searchable_together(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("legation.services.doors.keeper._LONGEST_PAUSE", 30.0)
    monkeypatch.setattr("legation.services.doors.keeper._SILENCE", 30.0)
    steps: list[int] = []
    ended = Event()
    index = house.arrivals._ingest.make_searchable

    def slowly(reader: Reader, puts: Sequence[Put]) -> None:
        index(reader, puts)
        time.sleep(1.0 if not steps else 0.0)
        steps.append(len(puts))
        ended.set()

    house.arrivals._ingest.make_searchable = slowly  # type: ignore[method-assign]
    keeper = Keeper(house.arrivals, OWNER)
    keeper.hand_in(Coming(numbered(1), "smtp")).result(timeout=20)
    assert ended.wait(20), "what comes after a silence does not wait"
    for number in (2, 3):
        keeper.hand_in(Coming(numbered(number), "smtp")).result(timeout=20)
    keeper.close()
    assert steps == [1, 2]
    assert house.reading.count(OWNER) == 3


def test_what_could_not_be_made_searchable_is_tried_again_with_the_next(
    house: House, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    failed = Event()
    index = house.arrivals._ingest.make_searchable

    def once(reader: Reader, puts: Sequence[Put]) -> None:
        if not failed.is_set():
            failed.set()
            raise OSError("database is locked: HARBOUR")
        index(reader, puts)

    monkeypatch.setattr(house.arrivals._ingest, "make_searchable", once)
    keeper = Keeper(house.arrivals, OWNER)
    keeper.hand_in(Coming(mail(PLAIN), "smtp")).result(timeout=20)
    assert failed.wait(20)
    keeper.hand_in(Coming(numbered(7), "smtp")).result(timeout=20)
    keeper.close()
    assert house.finding.search(OWNER, "harbour", limit=5).total == 2
    assert [one.getMessage() for one in caplog.records] == ["1 lots that came are not searchable yet: OSError"]


@pytest.mark.parametrize("failing", ["make_searchable", "distribute"])
def test_what_failed_is_tried_again_though_nothing_else_comes(
    house: House, monkeypatch: pytest.MonkeyPatch, failing: str
) -> None:
    """A disk that was full for a moment must not hold the last telegram of a night back until the morning."""
    monkeypatch.setattr("legation.services.doors.keeper._AGAIN", 0.05)
    house.profiles.replace(OWNS, 'catch-all = "owner"')
    failed = Event()
    done = getattr(house.arrivals._ingest, failing)

    def once(*given: Any) -> None:
        if not failed.is_set():
            failed.set()
            _no_disk()
        done(*given)

    monkeypatch.setattr(house.arrivals._ingest, failing, once)
    keeper = Keeper(house.arrivals, OWNER)
    keeper.hand_in(Coming(mail(PLAIN), "smtp")).result(timeout=20)
    until = time.monotonic() + 20
    while not house.finding.search(OWNER, "harbour", limit=5).total or not house.inbox.queue(OWNER).held:
        assert time.monotonic() < until, "it waits for another"
        time.sleep(0.01)
    keeper.close()


def test_what_comes_is_distributed_before_it_is_searchable(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    house.profiles.replace(OWNS, 'catch-all = "owner"')
    goes_on = Event()
    index = house.arrivals._ingest.make_searchable
    monkeypatch.setattr(house.arrivals._ingest, "make_searchable", lambda *put: goes_on.wait(20) and index(*put))
    keeper = Keeper(house.arrivals, OWNER)
    keeper.hand_in(Coming(mail(PLAIN), "smtp")).result(timeout=20)
    until = time.monotonic() + 20
    while not house.inbox.queue(OWNER).held:
        assert time.monotonic() < until, "distribution waits for the index"
    goes_on.set()
    keeper.close()
    assert house.finding.search(OWNER, "harbour", limit=5).total == 1


class Slow:
    """A keeper whose first lot is being kept until ``fails`` or ``goes_on``; meanwhile the next is read."""

    def __init__(self, house: House, monkeypatch: pytest.MonkeyPatch, *, fails: bool, waits: bool = False) -> None:
        self.goes_on = Event()
        if not waits:
            self.goes_on.set()
        keep, recognise = house.arrivals._ingest.put, house.arrivals.recognise
        begun, second = Event(), Event()
        lots: list[Lot] = []

        def put(reader: Reader, *prepared: Prepared) -> Put:
            if not begun.is_set():
                begun.set()
                assert second.wait(20)
                assert self.goes_on.wait(20)
                if fails:
                    _no_disk()
            return keep(reader, *prepared)

        def recognised(*words: Any) -> Lot:
            lots.append(recognise(*words))
            if sum(len(lot.found) for lot in lots) == 4:  # on a busy machine in several lots
                second.set()
            return lots[-1]

        monkeypatch.setattr(house.arrivals._ingest, "put", put)
        monkeypatch.setattr(house.arrivals, "recognise", recognised)
        self.keeper = Keeper(house.arrivals, OWNER)
        self.first = self.keeper.hand_in(Coming(mail(PLAIN), "smtp"))
        assert begun.wait(20)
        others = (mail(PLAIN), b"Received: from x by y\r\n" + mail(PLAIN), numbered(7))
        self.others = [self.keeper.hand_in(Coming(data, "smtp")) for data in others]


def test_a_mail_that_comes_again_while_it_is_kept_is_dropped(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    slow = Slow(house, monkeypatch, fails=False)
    outcomes = [one.result(timeout=20).outcome for one in (slow.first, *slow.others)]
    slow.keeper.close()
    assert outcomes == ["new", "same", "repeat", "new"]
    assert house.reading.count(OWNER) == 2


def test_a_mail_that_comes_again_is_refused_for_now_where_the_first_could_not_be_kept(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow = Slow(house, monkeypatch, fails=True)
    for one in (slow.first, *slow.others[:2]):
        with pytest.raises(ArchiveError):
            one.result(timeout=20)
    assert slow.others[2].result(timeout=20).outcome == "new"
    assert slow.keeper.hand_in(Coming(mail(PLAIN), "smtp")).result(timeout=20).outcome == "new"
    slow.keeper.close()
    assert house.reading.count(OWNER) == 2


@pytest.mark.parametrize("fails", [False, True])
def test_lots_that_are_read_side_by_side_are_kept_in_the_order_in_which_they_came(
    house: House, monkeypatch: pytest.MonkeyPatch, fails: bool
) -> None:
    monkeypatch.setattr("legation.services.doors.keeper.os.cpu_count", lambda: 2)
    goes_on, second = Event(), Event()
    read, keep = house.arrivals.read, house.arrivals.keep
    seventh = hashlib.sha256(numbered(7)).hexdigest()
    begun: list[Lot] = []
    kept: list[str] = []

    def reading(reader: Reader, lot: Lot, crew: Any) -> Prepared:
        begun.append(lot)
        if len(begun) == 1:
            assert goes_on.wait(20)
            if fails:
                raise ArchiveError("a worker ended", "send it again")
        prepared = read(reader, lot, crew)
        if seventh in lot.fresh:
            second.set()
        return prepared

    def keeping(reader: Reader, lots: Any) -> Any:
        kept.extend(one.outcome for lot, _ in lots for one in lot.found)
        return keep(reader, lots)

    monkeypatch.setattr(house.arrivals, "read", reading)
    monkeypatch.setattr(house.arrivals, "keep", keeping)
    keeper = Keeper(house.arrivals, OWNER)
    first = keeper.hand_in(Coming(mail(PLAIN), "smtp"))
    until = time.monotonic() + 20
    while not begun:
        assert time.monotonic() < until, "the first is not read"
    others = [keeper.hand_in(by(2, mail(PLAIN))), keeper.hand_in(Coming(numbered(7), "smtp"))]
    assert second.wait(20), "what comes behind it is not read meanwhile"
    assert not any(one.done() for one in others), "answered before what came first"
    goes_on.set()
    for one in (first, others[0]) if fails else ():
        with pytest.raises(ArchiveError):
            one.result(timeout=20)
    outcomes = [one.result(timeout=20).outcome for one in (others[1:] if fails else (first, *others))]
    keeper.close()
    assert outcomes == (["new"] if fails else ["new", "repeat", "new"])
    assert kept == (["repeat", "new"] if fails else ["new", "repeat", "new"])
    assert house.reading.count(OWNER) == outcomes.count("new")


def test_a_lane_that_cannot_be_started_refuses_what_came_and_the_door_stays_open(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    keeper = Keeper(house.arrivals, OWNER)
    submit, failed = keeper._lanes.submit, Event()

    def once(*words: Any) -> Any:
        if not failed.is_set():
            failed.set()
            raise RuntimeError("can't start new thread")
        return submit(*words)

    monkeypatch.setattr(keeper._lanes, "submit", once)
    with pytest.raises(RuntimeError):
        keeper.hand_in(Coming(numbered(1), "smtp")).result(timeout=20)
    assert keeper.hand_in(Coming(numbered(1), "smtp")).result(timeout=20).outcome == "new"
    keeper.close()
    assert house.finding.search(OWNER, "harbour", limit=5).total == 1


@pytest.mark.parametrize("fault", ["behind what repeats", "behind all"])
def test_what_is_kept_before_a_fault_is_found_and_delivered_for_all_that(
    house: House, monkeypatch: pytest.MonkeyPatch, fault: str
) -> None:
    house.profiles.replace(OWNS, 'catch-all = "owner"')
    slow = Slow(house, monkeypatch, fails=False, waits=True)
    left = [1]

    def failing(run: Any) -> Any:
        def once(*words: Any) -> Any:
            answer = run(*words)
            if left and current_thread().name == "keeper":
                left.pop()
                raise ArchiveError("the archive is busy with another writer", "wait")
            return answer

        return once

    if fault == "behind all":
        monkeypatch.setattr(house.arrivals, "keep", failing(house.arrivals.keep))
    else:
        monkeypatch.setattr(house.arrivals._incoming, "refused", failing(house.arrivals._incoming.refused))
    slow.goes_on.set()
    heard = [one.exception(timeout=20) is None for one in (slow.first, *slow.others)]
    slow.keeper.close()
    assert left == []
    assert not all(heard)
    assert heard[3] or fault == "behind all"
    assert house.reading.count(OWNER) == 2
    assert house.finding.search(OWNER, "harbour", limit=5).total == 2
    assert len(house.inbox.queue(OWNER).held) == 2


def test_lanes_show_telegrams_as_the_archive_does_now(house: House) -> None:
    some = [Coming(numbered(number), "smtp") for number in range(12)]
    with closing(house.arrivals.crew(OWNER, 1)) as crew:  # as a door makes it
        house.releasing.set("paragraphs")
        lot = house.arrivals.recognise(OWNER, some)
        _, put = house.arrivals.keep(OWNER, [(lot, house.arrivals.read(OWNER, lot, crew))])
    assert len(put.every) == 24


def test_what_cannot_be_kept_now_is_refused_for_now(house: House, door: SmtpDoor) -> None:
    keep, house.arrivals._ingest.put = house.arrivals._ingest.put, _no_disk  # type: ignore[method-assign, assignment]
    assert deliver(door, mail(PLAIN)).startswith("451")
    house.arrivals._ingest.put = keep  # type: ignore[method-assign]
    assert deliver(door, mail(PLAIN)).startswith("250")


@pytest.mark.parametrize("step", ["put", "prepared"])
def test_what_is_sent_again_the_moment_it_is_refused_is_kept(
    house: House, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who is told of a fault may be quicker than the door is done with it."""
    met, handed = Event(), Event()
    again: list[bool] = []
    second: list[Any] = []
    recognise = house.arrivals.recognise

    def recognised(*words: Any) -> Any:
        lot = recognise(*words)
        if again:
            met.set()
        return lot

    def at_once(_: Any) -> None:
        setattr(house.arrivals._ingest, step, sound)
        again.append(True)
        second.append(keeper.hand_in(Coming(mail(PLAIN), "smtp")))
        handed.set()  # the door may be at it before it is ours
        met.wait(20)

    sound = getattr(house.arrivals._ingest, step)
    setattr(house.arrivals._ingest, step, lambda *words, **named: _no_disk())
    monkeypatch.setattr(house.arrivals, "recognise", recognised)
    keeper = Keeper(house.arrivals, OWNER)
    first = keeper.hand_in(Coming(mail(PLAIN), "smtp"))
    first.add_done_callback(at_once)
    assert isinstance(first.exception(timeout=20), ArchiveError)
    assert handed.wait(20)
    assert met.wait(20)
    assert second[0].result(timeout=20).outcome == "new"
    keeper.close()


def test_what_is_too_large_is_refused_for_good(door: SmtpDoor) -> None:
    assert deliver(door, mail(PLAIN) + b"x" * 100 + b"\r\n" + (b"y" * 70 + b"\r\n") * 1000).startswith("552")


NOISE = b"".join(hashlib.sha256(number.to_bytes(2)).digest() for number in range(300))

NO_TELEGRAM: dict[str, bytes] = {
    "empty": b"",
    "zeros": b"\x00\x01\x02" * 50,
    "random bytes": NOISE[:300],
    "an image": b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + NOISE,
    "a sheet": b"PK\x03\x04\x14\x00\x06\x00\x08\x00" + NOISE[4000:],
    "a PDF": b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\n1. A line that looks like a paragraph\n",
    "a PDF with a telegram": pdf_of(
        "R 051513Z NOV 09\nFM AMEMBASSY BELISAR\nTO AMEMBASSY ROME\nUNCLAS BELISAR 000900\n1. One."
    ),
    "plain words": b"hello",
    "a letter": b"Dear Sir,\n\nWill you come to lunch on Friday?\n\nYours, Jane Miller\n",
    "a page": b"<html><head><title>Win</title></head><body><p>Win a boat now.</p></body></html>",
    "an object": b'{"a": 1, "b": "hello"}',
}


@pytest.mark.parametrize("data", NO_TELEGRAM.values(), ids=NO_TELEGRAM)
def test_what_is_no_mail_and_no_telegram_is_kept_as_broken_with_the_reason(house: House, data: bytes) -> None:
    for _ in range(2):
        (arrived,) = house.arrivals.take(OWNER, [Coming(data, "maildir", "x")])
        assert arrived.outcome == "broken"
    (broken,) = house.arrivals.broken(OWNER)
    assert broken.what
    assert broken.do
    assert house.arrivals.broken_data(OWNER, broken.sha256[:8]) == data
    assert house.reading.count(OWNER) == 0
    assert house.arrivals.broken(BELOW) == []
    with pytest.raises(NotFoundError):
        house.arrivals.broken_data(BELOW, broken.sha256)


@pytest.mark.parametrize(
    "data",
    [
        b"Message-ID: <1@a>\r\n\r\n",
        b"From: a@b.example\r\nTo: c@d.example\r\nSubject: Lunch\r\n\r\nhello\r\n",
        b"09BELISAR893",
        b"REF: BELISAR 893",
        b"1. MISSION HAS RECEIVED THE NOTE.\n2. IT WILL ANSWER.\n",
        b"(C) THE MISSION HAS RECEIVED THE NOTE.\n",
        b"SUBJECT: X\n",
    ],
)
def test_a_mail_and_what_anything_marks_as_a_telegram_stay_arrivals(house: House, data: bytes) -> None:
    (arrived,) = house.arrivals.take(OWNER, [Coming(data, "http", "x.txt")])
    assert (arrived.outcome, house.arrivals.broken(OWNER)) == ("new", [])
    assert (house.reading.count(OWNER), house.reading.count(BELOW)) == (1, 0)  # unread, it counts as the highest


def test_who_may_not_read_what_they_sent_is_answered_new_each_time(house: House) -> None:
    coming = [Coming(numbered(1), "http")]
    low = Reader("low", rank=0)
    assert [house.arrivals.take(low, coming)[0].outcome for _ in range(3)] == ["new"] * 3
    assert house.arrivals.take(OWNER, coming)[0].outcome == "same"
    assert (house.reading.count(OWNER), house.reading.count(low)) == (1, 0)


def test_what_comes_in_a_crowd_is_looked_at_as_what_comes_alone(house: House) -> None:
    some = [Coming(numbered(number), "smtp") for number in range(1, 20)]
    with closing(house.arrivals.crew(OWNER)) as crew:
        lot = house.arrivals.recognise(OWNER, [*some, Coming(b"hello", "smtp")])
        (found,), _ = house.arrivals.keep(OWNER, [(lot, house.arrivals.read(OWNER, lot, crew))])
    assert [one.outcome for one in found] == ["new"] * 19 + ["broken"]


def test_a_broken_one_does_not_stop_the_others(house: House) -> None:
    some = [Coming(b"", "smtp"), Coming(mail(PLAIN), "smtp"), Coming(numbered(7), "smtp")]
    assert [one.outcome for one in house.arrivals.take(OWNER, some)] == ["broken", "new", "new"]
    assert house.reading.count(OWNER) == 2


class Line:
    """A line to a door, one signal at a time."""

    def __init__(self, door: SmtpDoor) -> None:
        self.socket = socket.create_connection(("127.0.0.1", door.port), timeout=10)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.heard = self.socket.makefile("rb")
        assert self.heard.readline().startswith(b"220")

    def say(self, words: bytes, pieces: int | None = None) -> bytes:
        """Say it, in pieces of so many bytes; returns the first line of the answer."""
        size = pieces or len(words)
        for at in range(0, len(words), size):
            self.socket.sendall(words[at : at + size])
        return self.heard.readline()

    def __enter__(self) -> Line:
        return self

    def __exit__(self, *_: object) -> None:
        self.heard.close()
        self.socket.close()

    def begin(self, sender: bytes = b"<a@b.example>") -> None:
        assert self.say(b"MAIL FROM:" + sender + b"\r\n").startswith(b"250")
        assert self.say(b"RCPT TO:<desk@ministry.example>\r\n").startswith(b"250")
        assert self.say(b"DATA\r\n").startswith(b"354")


@pytest.mark.parametrize("pieces", [None, 1, 3, 7])
def test_a_mail_is_taken_as_it_was_written_in_whatever_pieces_it_comes(
    house: House, pieces: int | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[bytes] = []
    recognise = house.arrivals.recognise

    def recognised(reader: Reader, coming: Sequence[Coming], *others: Any) -> Lot:
        seen.extend(one.data for one in coming)
        return recognise(reader, coming, *others)

    monkeypatch.setattr(house.arrivals, "recognise", recognised)
    bodies = [
        (b".\r\n..\r\n.a\r\nb.\r\n", b"..\r\n...\r\n..a\r\nb.\r\n.\r\n"),
        (b"", b".\r\n"),
        (b"\r\n", b"\r\n.\r\n"),
        (b"x" * 3000 + b"\r\n", b"x" * 3000 + b"\r\n.\r\n"),  # a line of any length
        (b"a\n.\nb\r.\r\n", b"a\n.\nb\r.\r\n.\r\n"),  # half a line end ends nothing
    ]
    with closing(door_of(house)) as door, Line(door) as line:
        assert line.say(b"HELO sender.example\r\n").startswith(b"250")
        for _, sent in bodies:
            line.begin()
            assert line.say(sent, pieces).startswith(b"250")
    assert seen == [written for written, _ in bodies]


def test_a_limit_of_nothing_is_none(house: House) -> None:
    with closing(door_of(house, limit_bytes=0)) as door:
        assert deliver(door, mail(PLAIN)).startswith("250")
    assert house.reading.count(OWNER) == 1


def test_commands_that_follow_a_mail_at_once_are_heard(house: House) -> None:
    with closing(door_of(house, limit_bytes=2000)) as door, Line(door) as line:
        line.say(b"HELO sender.example\r\n")
        line.begin()
        # Too long is said once all of it has come, and the line goes on.
        assert line.say(b"x" * 5000 + b"\r\n.\r\nRSET\r\n").startswith(b"552")
        assert line.heard.readline().startswith(b"250")
        line.begin(b'<"a b"@b.example>')
        assert line.say(numbered(1) + b"\r\n.\r\nQUIT\r\n").startswith(b"250")
        assert line.heard.readline().startswith(b"221")
    assert house.reading.count(OWNER) == 1


def test_a_line_that_breaks_off_in_a_mail_leaves_nothing(house: House) -> None:
    with closing(door_of(house)) as door, Line(door) as line:
        assert line.say(b"DATA\r\n").startswith(b"503")
        line.say(b"HELO sender.example\r\n")
        assert line.say(b"DATA\r\n").startswith(b"503")
        assert line.say(b"MAIL FROM:<nobody@\r\n").startswith(b"5")
        line.begin()
        line.socket.sendall(b"half of a tele")
        line.heard.close()
        line.socket.close()
        deliver(door, numbered(2))
    assert house.reading.count(OWNER) == 1


def test_mail_for_others_is_refused_where_addresses_are_named(house: House) -> None:
    door = door_of(house, addresses=["Desk@ministry.example"])
    assert deliver(door, mail(PLAIN), "spy@else.example").startswith("550")
    assert deliver(door, mail(PLAIN), "desk@MINISTRY.example").startswith("250")
    door.close()


def test_a_door_with_a_certificate_and_users(house: House, tmp_path: Path) -> None:
    certificate, key = make_certificate(tmp_path)
    with pytest.raises(ArchiveError, match="as they are"):
        door_of(house, users={"belisar": "right"})
    door = door_of(house, certificate=certificate, key=key, users={"belisar": "right"})
    assert deliver(door, mail(PLAIN)).startswith("530")
    context = ssl.create_default_context(cafile=str(certificate))
    for password, taken in (("wrong", False), ("", False), ("right", True)):
        with smtplib.SMTP("127.0.0.1", door.port, local_hostname="localhost", timeout=10) as line:
            line.starttls(context=context)
            if not taken:
                with pytest.raises(smtplib.SMTPAuthenticationError):
                    line.login("belisar", password)
                assert line.mail("a@b.example")[0] == 530
            else:
                line.login("belisar", password)
                line.sendmail("a@b.example", ["c@d.example"], mail(PLAIN))
    door.close()
    assert house.reading.count(OWNER) == 1


def test_an_address_from_which_wrong_passwords_come_has_to_wait(house: House, tmp_path: Path) -> None:
    certificate, key = make_certificate(tmp_path)
    at = [datetime(2026, 1, 1, tzinfo=UTC)]
    users = {"belisar": "right"}
    door = door_of(house, certificate=certificate, key=key, users=users, now=lambda: at[0])
    context = ssl.create_default_context(cafile=str(certificate))

    def said(password: str) -> int:
        with smtplib.SMTP("127.0.0.1", door.port, local_hostname="localhost", timeout=10) as line:
            line.starttls(context=context)
            line.ehlo()
            return line.docmd("AUTH", "PLAIN " + b64encode(b"\0belisar\0" + password.encode()).decode())[0]

    assert [said(f"guess {n}") for n in range(7)] == [535] * 5 + [454] * 2
    assert said("right") == 454  # or it would be known by the answer
    at[0] += timedelta(seconds=3)
    assert said("guess 9") == 535
    assert said("right") == 454
    at[0] += timedelta(seconds=5)
    assert said("right") == 235
    assert [said("wrong"), said("wrong")] == [535] * 2
    door.close()


def test_lines_that_stand_still_in_large_mails_fill_no_memory(house: House) -> None:
    with closing(door_of(house, limit_bytes=100_000)) as door, ExitStack() as open_lines:
        lines = [open_lines.enter_context(Line(door)) for _ in range(30)]
        for line in lines:
            line.say(b"HELO sender.example\r\n")
            line.begin()
            line.socket.sendall(b"a" * 99_000)
        room = door._server._room
        before = -1
        while before != room.held:  # until all that was sent has come
            before = room.held
            time.sleep(0.3)
        assert 0 < room.held <= room.most == 1_600_000
        answers = [line.say(b"\r\n.\r\n")[:3] for line in lines]
        assert set(answers) == {b"250", b"452"}
        assert 8 < answers.count(b"250") < 20
        assert room.held == 0
        # Whoever was refused may come again.
        assert deliver(door, numbered(3)).startswith("250")


def test_a_port_in_use_is_said(house: House, door: SmtpDoor) -> None:
    with pytest.raises(ArchiveError, match="nothing can listen"):
        door_of(house, port=door.port)


# Two houses.

INSTRUCTION = msgspec.structs.replace(
    SOUND,
    from_=Originator("SECSTATE WASHDC"),
    to=(Addressee("AMEMBASSY TRIPOLI"),),
    info=(),
    post="STATE",
    subject="ACTION REQUEST: HARBOUR SECURITY DIALOGUE WITH LIBYA",
    references=(),
    paragraphs=(
        DraftParagraph(number=1, marking="C", text="This is an action request: see paragraph 3."),
        DraftParagraph(
            number=2,
            marking="C",
            text="The Department proposes a political-military dialogue with Libya. A dialogue would serve these "
            "objectives:\n-- Libya's participation in the Harbour Security Partnership.",
        ),
        DraftParagraph(
            number=3,
            marking="C",
            heading="ACTION REQUEST",
            text="Embassy is instructed to approach the Foreign Ministry and seek a reply by December 15, 2026.",
        ),
    ),
)


def send(house: House) -> None:
    server = house.correspondents().server
    assert server is not None
    house.transmitting.send(OWNER, {"mail": SmtpCarrier(server, name="localhost")})


def board_of(house: House, mrn: str) -> str:
    """A dialogue opened from a telegram, with all that it proposes."""
    dialogue = house.dialogues.open(OWNER, mrn, id="harbour", title="Harbour talks")
    house.dialogues.accept(OWNER, dialogue, mrn)
    return dialogue


def demarches(house: House, dialogue: str) -> list[tuple[str, str]]:
    return [(one.text[:20], one.state) for one in house.dialogues.board(OWNER, dialogue).of("demarche")]


def test_a_demarche_goes_out_and_its_reply_closes_it_on_both_boards(tmp_path: Path) -> None:
    with on_disk(tmp_path / "ministry") as ministry, on_disk(tmp_path / "post") as post:
        doors = {"ministry": door_of(ministry), "post": door_of(post)}
        (tmp_path / "ministry" / "mail.toml").write_text(mail_toml(doors["post"].port))
        (tmp_path / "post" / "mail.toml").write_text(mail_toml(doors["ministry"].port))
        asked = released(ministry, INSTRUCTION).mrn
        assert asked is not None
        send(ministry)
        boards = [(house, board_of(house, asked)) for house in (ministry, post)]
        assert [demarches(*one) for one in boards] == [[("Embassy is instructe", "instructed")]] * 2

        begun = post.clearing.compose(OWNER, "demarche-reply", answers=asked)
        assert begun.references == (f"{asked[:2]} STATE 1",)
        answered = released(post, _filled(begun)).mrn
        assert answered is not None
        send(post)
        assert ministry.reading.telegram(OWNER, answered).references[0].mrn == asked
        for house, dialogue in boards:
            for verb in ("deliver", "respond"):  # the reply cites its instruction, and closes it
                house.dialogues.record(OWNER, dialogue, f"demarche.{verb}", "demarche 1", mrn=answered)
            assert demarches(house, dialogue) == [("Embassy is instructe", "closed")]
            (closed,) = house.dialogues.board(OWNER, dialogue).of("demarche")
            assert answered in {source.telegram for source in closed.sources}
        assert [house.transmitting.queue(OWNER) for house in (ministry, post)] == [[], []]
        for opened in doors.values():
            opened.close()


def _filled(draft: Draft) -> Draft:
    return msgspec.structs.replace(
        draft,
        classified_by=SOUND.classified_by,
        signature=("OFFICER",),
        subject="DELIVERED: HARBOUR SECURITY DIALOGUE",
        paragraphs=(
            DraftParagraph(number=1, marking="C", text="The Charge delivered the points of ref A today."),
            DraftParagraph(number=2, marking="C", text="The Ministry agreed to join the partnership."),
        ),
    )
