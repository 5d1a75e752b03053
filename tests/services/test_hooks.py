"""Webhooks: signed, told once, sent until they arrive or rest, and never more than their reader may read and send."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from typing import Any

import msgspec
import pytest
from receiver import Receiver, Taken, receiving
from small_archive import Small, text

from legation.core.accounts import Who
from legation.core.errors import ArchiveError, AwayError, LegationError, NotFoundError, RefusedError
from legation.core.hook import HookRules, PostError
from legation.core.hook import headers as signed
from legation.core.marking import OWNER, UPKEEP, Reader
from legation.services.accounts.accounts import OWNS, ForbiddenError
from legation.services.news.hooks import BOTH_HOURS, KEPT_DAYS, MOST, RETRYING, Hooks, Secret
from legation.services.news.saved import Saved
from legation.storage.memory.ledger import MemoryLedger

PUBLIC = "https://93.184.216.34/alerts"


class Told:
    """Takes what is posted, and answers as it is told: a status or a fault."""

    def __init__(self) -> None:
        self.taken: list[Taken] = []
        self.answer: int | PostError = 200
        self.refuses = ""

    def check(self, address: str, rules: HookRules) -> None:
        if self.refuses:
            raise PostError(self.refuses)

    def post(self, address: str, sent: Mapping[str, str], body: bytes, rules: HookRules) -> int:
        self.taken.append(Taken(address, dict(sent), body))
        if isinstance(self.answer, PostError):
            raise self.answer
        return self.answer

    def said(self) -> list[dict[str, Any]]:
        return [json.loads(one.body) for one in self.taken]


@pytest.fixture
def post() -> Told:
    return Told()


@pytest.fixture
def house(post: Told) -> Small:
    return Small([text(900, body="1. The dredger came on Monday.")], post=post, trail=MemoryLedger())


@pytest.fixture
def hook(house: Small) -> Secret:
    house.saved.add(OWNER, "dredger", "dredger")
    return house.hooks.add(OWNER, PUBLIC, search="dredger")


def go(house: Small) -> int:
    house.hooks.gather(UPKEEP)
    return house.hooks.send(UPKEEP)


def states(house: Small, reader: Reader = OWNER) -> list[tuple[str, int, str | None]]:
    return [(one.state, one.attempts, one.answer) for one in house.hooks.messages(reader)]


def later(house: Small, **by: float) -> None:
    house.at += timedelta(**by)


def verify(secret: str, headers: Mapping[str, str], body: bytes) -> bool:
    """As a receiver does it, from the description in docs/how-to/receive-webhooks.md alone."""
    key = base64.b64decode(secret.removeprefix("whsec_"))
    words = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    mine = base64.b64encode(hmac.new(key, words, hashlib.sha256).digest()).decode()
    return any(hmac.compare_digest(f"v1,{mine}", one) for one in headers["webhook-signature"].split(" "))


def test_the_signature_is_that_of_standard_webhooks() -> None:
    # Reckoned apart from this code: printf %s 'msg_1.1614265330.{"test": 2432232314}' | openssl dgst -sha256
    #   -mac HMAC -macopt hexkey:$(printf 0%.0s $(seq 48)) -binary | base64
    secret = "whsec_" + base64.b64encode(bytes(24)).decode()
    made = signed([secret], "msg_1", 1614265330, b'{"test": 2432232314}')
    assert made == {
        "webhook-id": "msg_1",
        "webhook-timestamp": "1614265330",
        "webhook-signature": "v1,Bl1a0SVt78DCV06Rvr6oSEMbCaFysVu27en9cW0mNBI=",
    }


def test_a_telegram_that_a_search_finds_is_sent_once(house: Small, post: Told, hook: Secret) -> None:
    assert go(house) == 0
    house.keep(text(901, body="1. Nothing.\n\n2. A second dredger came."), text(902, body="1. A ship came."))
    assert go(house) == 1
    (taken,) = post.taken
    assert taken.path == PUBLIC
    said = json.loads(taken.body)
    assert (said["type"], said["hook"], said["marking"]) == ("telegram", hook.hook.id, "UNCLASSIFIED")
    assert said["data"] == {
        "telegram": "09TRIPOLI901",
        "sha256": said["data"]["sha256"],
        "date": "2009-11-05",
        "subject": "NUMBER 901",
        "marking": "UNCLASSIFIED",
        "received": "2026-01-01T00:00:00Z",
        "paragraph": 2,
        "snippet": "A second dredger came.",
        "sources": ["09TRIPOLI901"],
    }
    assert verify(hook.secret, taken.headers, taken.body)
    assert not verify(hook.secret, taken.headers, taken.body + b" ")
    assert not verify(hook.secret, {**taken.headers, "webhook-timestamp": "1"}, taken.body)
    assert go(house) == 0
    assert states(house) == [("delivered", 1, "200")]


def test_what_was_queued_by_a_clock_that_was_ahead_goes_when_it_is_right_again(
    house: Small, post: Told, hook: Secret
) -> None:
    later(house, days=400)
    house.keep(text(901, body="1. A second dredger came."))
    house.hooks.gather(UPKEEP)
    later(house, days=-400)
    post.answer = 500
    assert house.hooks.send(UPKEEP) == 1
    assert house.hooks.send(UPKEEP) == 0  # it is put off, not tried without end
    post.answer = 200
    later(house, seconds=RETRYING.first)
    assert house.hooks.send(UPKEEP) == 1
    assert states(house) == [("delivered", 2, "200")]


def test_looking_at_the_page_and_telling_outside_do_not_take_from_one_another(
    house: Small, post: Told, hook: Secret
) -> None:
    house.keep(text(901, body="1. A second dredger came."))
    assert len(house.saved.look(OWNER)) == 1
    assert go(house) == 1
    house.keep(text(903, body="1. A third dredger came."))
    assert go(house) == 1
    assert len(house.saved.look(OWNER)) == 1


def test_neither_the_words_of_the_search_nor_its_name_leave(house: Small, post: Told) -> None:
    house.saved.add(OWNER, "operation heron", "dredger OR heron")
    house.hooks.add(OWNER, PUBLIC, search="operation heron")
    house.keep(text(901, body="1. A second dredger came."))
    assert go(house) == 1
    (taken,) = post.taken
    assert b"heron" not in taken.body.lower() + str(taken.headers).lower().encode()


def test_what_is_not_answered_well_is_sent_again_as_the_same_message(house: Small, post: Told, hook: Secret) -> None:
    house.keep(text(901, body="1. A second dredger came."))
    post.answer = 500
    assert go(house) == 1
    assert go(house) == 0
    assert states(house) == [("waiting", 1, "answered 500")]
    later(house, seconds=RETRYING.first)
    post.answer = PostError("it cannot be reached")
    assert go(house) == 1
    assert states(house) == [("waiting", 2, "it cannot be reached")]
    later(house, hours=1)
    post.answer = 204
    assert go(house) == 1
    assert len({one.headers["webhook-id"] for one in post.taken}) == 1
    assert len({one.headers["webhook-timestamp"] for one in post.taken}) == 3
    assert all(verify(hook.secret, one.headers, one.body) for one in post.taken)
    assert states(house) == [("delivered", 3, "204")]


def test_after_the_last_attempt_the_hook_rests_and_says_so(house: Small, post: Told, hook: Secret) -> None:
    house.keep(text(901, body="1. A second dredger came."), text(904, body="1. Yet another dredger came."))
    post.answer = 302
    began = house.at
    while not house.hooks.all(OWNER)[0].resting:
        assert len(post.taken) <= 2 * RETRYING.most
        go(house)
        later(house, minutes=10)
    assert house.hooks.all(OWNER)[0].resting == f"given up after {RETRYING.most} attempts: answered 302"
    assert timedelta(hours=12) < house.at - began < timedelta(days=2)
    assert sorted(one[0] for one in states(house)) in (["failed", "waiting"], ["failed", "failed"])
    sent = len(post.taken)
    house.keep(text(905, body="1. A dredger again."))
    later(house, days=3)
    assert go(house) == 0
    assert len(post.taken) == sent
    # Awake again it tells of everything, also of what came meanwhile.
    post.answer = 200
    assert house.hooks.wake(OWNER, hook.hook.id).resting is None
    assert go(house) == 3
    assert {one["data"]["telegram"] for one in post.said()[sent:]} == {"09TRIPOLI901", "09TRIPOLI904", "09TRIPOLI905"}


@pytest.mark.parametrize("answer", [410, PostError("it is not protected on its way", closed=True)])
def test_what_will_never_do_rests_at_once(house: Small, post: Told, hook: Secret, answer: int | PostError) -> None:
    house.keep(text(901, body="1. A second dredger came."))
    post.answer = answer
    assert go(house) == 1
    assert house.hooks.all(OWNER)[0].resting is not None
    assert states(house)[0][:2] == ("failed", 1)


def test_nothing_above_what_may_leave_does(house: Small, post: Told, hook: Secret) -> None:
    for number, level in ((901, "CONFIDENTIAL"), (902, "UNCLAS NOFORN"), (903, "UNCLAS"), (904, "PUCE")):
        house.keep(text(number, level=level, body=f"1. A dredger, {number}."))
    assert house.hooks.gather(UPKEEP) == 4
    house.hooks.send(UPKEEP)
    assert [one["data"]["telegram"] for one in post.said()] == ["09TRIPOLI903"]
    assert sorted(one[0] for one in states(house)) == ["delivered", "withheld", "withheld", "withheld"]
    house.hooks.set_rules(OWNS, highest="CONFIDENTIAL")
    house.keep(text(905, level="CONFIDENTIAL", body="1. A dredger."), text(906, level="SECRET", body="1. A dredger."))
    go(house)
    assert [one["marking"] for one in post.said()] == ["UNCLASSIFIED", "CONFIDENTIAL"]


@pytest.fixture
def mira(house: Small) -> Callable[[], Reader]:
    house.accounts.add(OWNS, "mira", roles=("desk",), clearance="CONFIDENTIAL")
    house.hooks.set_rules(OWNS, highest="SECRET")
    reader = house.readers()["mira"]
    house.saved.add(reader, "dredger", "dredger")
    house.hooks.add(reader, PUBLIC, search="dredger")
    return lambda: house.readers()["mira"]


def test_it_is_what_the_reader_may_read_when_it_is_sent(house: Small, post: Told, mira: Callable[[], Reader]) -> None:
    house.keep(text(901, level="CONFIDENTIAL", body="1. A dredger."), text(902, level="SECRET", body="1. A dredger."))
    assert house.hooks.gather(UPKEEP) == 1
    assert [one.sources for one in house.hooks.messages(mira())] != []
    house.accounts.change(OWNS, "mira", clearance="UNCLASSIFIED")
    house.hooks.send(UPKEEP)
    assert post.taken == []
    assert house.hooks.messages(mira()) == []
    house.accounts.change(OWNS, "mira", clearance="CONFIDENTIAL")
    assert states(house, mira()) == [("withdrawn", 0, "it no longer stands")]


def test_a_telegram_that_is_marked_higher_is_neither_sent_nor_listed(
    house: Small, post: Told, mira: Callable[[], Reader]
) -> None:
    house.keep(text(901, level="CONFIDENTIAL", body="1. A dredger."))
    house.hooks.gather(UPKEEP)
    house.markings.mark(OWNER, "09TRIPOLI901", "SECRET", [], why="read anew")
    house.hooks.send(UPKEEP)
    assert post.taken == []
    assert house.hooks.messages(mira()) == []


def test_a_telegram_that_is_marked_lower_again_is_sent_once(
    house: Small, post: Told, mira: Callable[[], Reader]
) -> None:
    house.keep(text(901, level="SECRET", body="1. A dredger."), text(902, level="CONFIDENTIAL", body="1. A dredger."))
    for level in ("CONFIDENTIAL", "SECRET", "CONFIDENTIAL"):
        for number in ("09TRIPOLI901", "09TRIPOLI902"):
            house.markings.mark(OWNER, number, level, [], why=f"read anew as {level}")
            go(house)
    assert sorted(one["data"]["telegram"] for one in post.said()) == ["09TRIPOLI901", "09TRIPOLI902"]


def test_the_list_names_telegrams_by_number_and_as_they_are_marked_now(house: Small, hook: Secret) -> None:
    house.keep(text(901, body="1. A dredger."))
    go(house)
    house.markings.mark(OWNER, "09TRIPOLI901", "SECRET", [], why="read anew")
    assert [(one.sources, one.marking) for one in house.hooks.messages(OWNER)] == [(("09TRIPOLI901",), "SECRET")]


def test_a_message_of_an_alert_is_marked_as_what_it_rests_on_is_now() -> None:
    house = Small(
        [text(901, "09 STATE 77", body="1. (U) The minister asked for a dialogue on the harbour.")], post=Told()
    )
    house.dialogues.open(OWNER, "09TRIPOLI901", title="Harbour", parties=["US", "LY"], ours="US")
    (dialogue,) = house.dialogues.all(OWNER)
    made = house.hooks.add(OWNER, PUBLIC, dialogue=dialogue.id)
    assert house.stores.hooks is not None
    house.stores.hooks.change(UPKEEP, made.hook.id, lambda held: msgspec.structs.replace(held, told=()))
    assert house.hooks.gather(UPKEEP) > 0
    assert {one.marking for one in house.hooks.messages(OWNER)} == {"UNCLASSIFIED"}
    house.markings.mark(OWNER, "09TRIPOLI901", "SECRET", ["NODIS"], why="read anew")
    assert {one.marking for one in house.hooks.messages(OWNER)} == {"SECRET//NODIS"}


def test_a_long_list_goes_on_behind_a_message(house: Small, hook: Secret) -> None:
    house.keep(*(text(number, body="1. A dredger.") for number in range(901, 906)))
    house.hooks.gather(UPKEEP)
    every = house.hooks.messages(OWNER)
    first = house.hooks.messages(OWNER, limit=2)
    assert first + house.hooks.messages(OWNER, after=first[-1].id) == every
    assert (len(every), house.hooks.messages(OWNER, after=every[-1].id)) == (5, [])
    with pytest.raises(NotFoundError):
        house.hooks.messages(OWNER, after="f" * 16)


def test_a_list_goes_on_behind_nothing_that_its_reader_may_not_read(house: Small, mira: Callable[[], Reader]) -> None:
    house.keep(text(901, level="CONFIDENTIAL", body="1. A dredger."), text(902, body="1. A dredger."))
    house.hooks.gather(UPKEEP)
    one = next(one for one in house.hooks.messages(mira()) if one.sources == ("09TRIPOLI901",))
    house.markings.mark(OWNER, "09TRIPOLI901", "SECRET", [], why="read anew")
    with pytest.raises(NotFoundError):
        house.hooks.messages(mira(), after=one.id)


def test_an_account_that_may_no_more_sends_no_more(house: Small, post: Told, mira: Callable[[], Reader]) -> None:
    reader = mira()
    house.keep(text(901, body="1. A dredger."))
    house.hooks.gather(UPKEEP)
    house.accounts.change(OWNS, "mira", roles=["reader"])
    house.hooks.send(UPKEEP)
    assert post.taken == []
    assert house.hooks.all(reader)[0].resting == "its account may not send to webhooks"
    house.accounts.change(OWNS, "mira", roles=["desk"])
    house.hooks.wake(reader, house.hooks.all(reader)[0].id)
    assert go(house) == 1


def _lowered(house: Small) -> None:
    house.accounts.change(OWNS, "mira", clearance="UNCLASSIFIED")


def _run_out(house: Small) -> None:
    later(house, hours=2)


def _shut_out(house: Small) -> None:
    house.accounts.disable(OWNS, "mira")


def _removed(house: Small) -> None:
    reader = house.readers()["mira"]
    house.hooks.remove(reader, house.hooks.all(reader)[0].id)


@pytest.mark.parametrize("changed", [_lowered, _run_out, _shut_out, _removed])
def test_what_changes_while_messages_go_out_counts_for_those_behind(
    house: Small, post: Told, mira: Callable[[], Reader], changed: Callable[[Small], None]
) -> None:
    if changed is _run_out:
        house.accounts.change(OWNS, "mira", clearance="UNCLASSIFIED")
        until = house.at + timedelta(hours=1)
        house.accounts.grant(OWNS, "mira", clearance="CONFIDENTIAL", until=until, why="the dredger")
    house.keep(*(text(number, level="CONFIDENTIAL", body="1. A dredger.") for number in range(901, 905)))
    assert house.hooks.gather(UPKEEP) == 4

    def slow(address: str, sent: Mapping[str, str], body: bytes, rules: HookRules) -> int:
        post.taken.append(Taken(address, dict(sent), body))
        changed(house)
        return 200

    post.post = slow  # type: ignore[method-assign]
    house.hooks.send(UPKEEP)
    assert len(post.taken) == 1, post.said()


def test_hooks_are_each_readers_own(house: Small, mira: Callable[[], Reader], hook: Secret) -> None:
    (own,) = house.hooks.all(mira())
    for work in (house.hooks.remove, house.hooks.rotate, house.hooks.attempt, house.hooks.wake, house.hooks.messages):
        with pytest.raises(NotFoundError):
            work(mira(), hook.hook.id)
    house.keep(text(901, body="1. A dredger."))
    house.hooks.gather(mira())
    assert [one.hook for one in house.hooks.messages(mira())] == [own.id]
    assert house.hooks.messages(OWNER) == []
    house.hooks.remove(mira(), own.id)
    assert house.hooks.all(mira()) == house.hooks.messages(mira()) == []


def test_a_search_that_is_gone_lets_the_hook_rest(house: Small, hook: Secret) -> None:
    house.saved.remove(OWNER, "dredger")
    go(house)
    assert house.hooks.all(OWNER)[0].resting == "the saved search or the dialogue that it is for is not there"


def test_a_rotated_secret_signs_beside_the_new_one_for_a_day(house: Small, post: Told, hook: Secret) -> None:
    fresh = house.hooks.rotate(OWNER, hook.hook.id)
    assert fresh.secret != hook.secret
    house.hooks.attempt(OWNER, hook.hook.id)
    go(house)
    later(house, hours=BOTH_HOURS, minutes=1)
    house.hooks.attempt(OWNER, hook.hook.id)
    go(house)
    first, second = post.taken
    assert [verify(secret, first.headers, first.body) for secret in (hook.secret, fresh.secret)] == [True, True]
    assert [verify(secret, second.headers, second.body) for secret in (hook.secret, fresh.secret)] == [False, True]
    assert [one["type"] for one in post.said()] == ["trial", "trial"]
    assert post.said()[0]["data"] is None


def test_the_secret_is_told_once(house: Small, hook: Secret) -> None:
    told = repr([house.hooks.all(OWNER), house.hooks.wake(OWNER, hook.hook.id), house.hooks.messages(OWNER)])
    assert hook.secret not in told
    assert len(base64.b64decode(hook.secret.removeprefix("whsec_"))) == 32
    assert house.trail is not None
    assert hook.secret not in repr(house.trail.entries(OWNS))


def test_what_may_not_be_registered(house: Small, post: Told, hook: Secret) -> None:
    for address, named in (
        *((PUBLIC, {}), (PUBLIC, {"search": "dredger", "dialogue": "us-ly"}), ("", {"search": "dredger"})),
        *((PUBLIC + "\r\nx: y", {"search": "dredger"}), (f"{PUBLIC}{'x' * 2000}", {"search": "dredger"})),
    ):
        with pytest.raises(RefusedError):
            house.hooks.add(OWNER, address, **named)
    for named in ({"search": "none"}, {"dialogue": "none"}):
        with pytest.raises(LegationError):
            house.hooks.add(OWNER, PUBLIC, **named)
    post.refuses = "it leads to a network that may not be posted to"
    with pytest.raises(RefusedError, match="it leads to a network"):
        house.hooks.add(OWNER, PUBLIC, search="dredger")
    post.refuses = ""
    for at in range(MOST - 1):
        house.hooks.add(OWNER, f"{PUBLIC}/{at}", search="dredger")
    with pytest.raises(RefusedError, match="you have 20 webhooks"):
        house.hooks.add(OWNER, PUBLIC, search="dredger")


def test_an_address_hears_once_of_the_same(house: Small, hook: Secret) -> None:
    with pytest.raises(RefusedError, match="hears of it already") as refused:
        house.hooks.add(OWNER, f" {PUBLIC} ", search="dredger")
    assert hook.hook.id in str(refused.value.do)
    assert house.hooks.add(OWNER, f"{PUBLIC}/other", search="dredger").hook.id != hook.hook.id
    house.hooks.remove(OWNER, hook.hook.id)
    assert house.hooks.add(OWNER, PUBLIC, search="dredger").secret != hook.secret


def test_only_an_administrator_changes_what_may_leave(house: Small) -> None:
    desk = Who(Reader("desk", rank=3), frozenset({"read", "hook"}))
    with pytest.raises(ForbiddenError):
        house.hooks.set_rules(desk, highest="SECRET")
    for named in ({"highest": "PUCE"}, {"networks": ["10.0.0.1/8"]}, {"networks": ["host"]}):
        with pytest.raises(RefusedError):
            house.hooks.set_rules(OWNS, **named)
    assert house.hooks.rules == HookRules()
    house.hooks.set_rules(OWNS, networks=["10.0.0.0/8"])
    assert house.hooks.set_rules(OWNS, plain=True) == HookRules(plain=True, networks=("10.0.0.0/8",))


def test_what_leaves_is_in_the_trail_before_it_leaves(house: Small, post: Told, hook: Secret) -> None:
    house.keep(text(901, body="1. A dredger."))
    post.answer = PostError("it cannot be reached")
    go(house)
    assert house.trail is not None
    posted = [one for one in house.trail.entries(OWNS) if one.did == "posted to a webhook"]
    assert [(one.who, one.about, len(one.fields["sources"])) for one in posted] == [("owner", hook.hook.id, 1)]


def test_settled_messages_are_forgotten_after_a_while(house: Small, hook: Secret) -> None:
    house.keep(text(901, body="1. A dredger."))
    go(house)
    later(house, days=KEPT_DAYS + 1)
    go(house)
    assert house.hooks.messages(OWNER) == []


def test_a_fault_does_not_end_the_run(house: Small, post: Told, hook: Secret) -> None:
    house.keep(text(901, body="1. A dredger."))
    post.answer = 500
    faults: list[str] = []
    rounds = iter(range(5))

    def broken(*_: object) -> int:
        raise RuntimeError("words of a telegram")

    post.post = broken  # type: ignore[method-assign, assignment]
    house.hooks.run(UPKEEP, stop=lambda: next(rounds, None) is None, wait=lambda _: None, told=faults.append)
    assert faults == ["RuntimeError"]


def test_a_fault_that_lasts_is_told_once_and_again_when_it_has_been_away(
    house: Small, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("legation.services.news.hooks.LOOK_SECONDS", 0.0)
    faults: list[str] = []
    at, asked = iter(range(100)), iter(range(60))

    def gather(*_: object) -> int:
        if next(at) in (0, 1, 2, 5, 6):
            raise AwayError("the database server cannot be reached", "check that it runs")
        return 0

    monkeypatch.setattr(Hooks, "gather", gather)
    house.hooks.run(UPKEEP, stop=lambda: next(asked, None) is None, wait=lambda _: None, told=faults.append)
    assert faults == ["AwayError", "AwayError"]


def test_two_faults_that_last_are_told_once_each(house: Small, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("legation.services.news.hooks.LOOK_SECONDS", 0.0)
    faults: list[str] = []
    asked = iter(range(40))

    def gather(*_: object) -> int:
        raise AwayError("the database server cannot be reached", "check that it runs")

    def send(*_: object, **__: object) -> int:
        raise OSError("no space left")

    monkeypatch.setattr(Hooks, "gather", gather)
    monkeypatch.setattr(Hooks, "send", send)
    house.hooks.run(UPKEEP, stop=lambda: next(asked, None) is None, wait=lambda _: None, told=faults.append)
    assert faults == ["AwayError", "OSError"]


@pytest.mark.parametrize("asked", ["came", "finds"])
def test_an_archive_that_is_busy_neither_rests_a_hook_nor_drops_a_message(
    house: Small, post: Told, hook: Secret, monkeypatch: pytest.MonkeyPatch, asked: str
) -> None:
    house.keep(text(901, body="1. A dredger."))

    def busy(*_: object, **__: object) -> None:
        raise ArchiveError("the archive is busy with another writer", "wait until it is done, then try again")

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(Saved, asked, busy)
        with pytest.raises(ArchiveError):
            go(house)
    assert house.hooks.all(OWNER)[0].resting is None
    later(house, hours=1)
    go(house)
    assert [one["data"]["telegram"] for one in post.said()] == ["09TRIPOLI901"]


def test_a_hook_whose_look_fails_stops_no_other(
    house: Small, post: Told, hook: Secret, monkeypatch: pytest.MonkeyPatch
) -> None:
    house.saved.add(OWNER, "second", "dredger")
    house.hooks.add(OWNER, PUBLIC, search="second")
    house.keep(text(901, body="1. A dredger."))
    honest = Saved.came

    def broken(self: Saved, reader: Reader, name: str, after: int, *, most: int) -> object:
        if name != "second":
            raise RuntimeError(name)
        return honest(self, reader, name, after, most=most)

    monkeypatch.setattr(Saved, "came", broken)
    with pytest.raises(RuntimeError):
        house.hooks.gather(UPKEEP)
    house.hooks.send(UPKEEP)
    assert [one["data"]["telegram"] for one in post.said()] == ["09TRIPOLI901"]


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as made:
        yield made


def test_from_an_alert_to_a_receiver_over_http(receiver: Receiver) -> None:
    house = Small([text(900)])
    house.saved.add(OWNER, "dredger", "dredger")
    with pytest.raises(RefusedError, match="is not protected on its way"):
        house.hooks.add(OWNER, receiver.address, search="dredger")
    house.hooks.set_rules(OWNS, plain=True)
    with pytest.raises(RefusedError, match="it leads to a network that may not be posted to"):
        house.hooks.add(OWNER, receiver.address, search="dredger")
    house.hooks.set_rules(OWNS, networks=["127.0.0.1"])
    made = house.hooks.add(OWNER, receiver.address, search="dredger")
    house.keep(text(901, body="1. A dredger came."))
    receiver.status = 503
    go(house)
    later(house, minutes=1)
    receiver.status = 200
    go(house)
    first, second = receiver.taken
    assert first.headers["webhook-id"] == second.headers["webhook-id"]
    assert verify(made.secret, second.headers, second.body)
    assert second.headers["content-type"] == "application/json; charset=utf-8"
    assert states(house) == [("delivered", 2, "200")]
    # What an administrator takes back is not posted to any more, registered or not.
    house.hooks.set_rules(OWNS, networks=[])
    house.hooks.attempt(OWNER, made.hook.id)
    go(house)
    assert len(receiver.taken) == 2
    assert states(house)[0] == ("waiting", 1, "it leads to a network that may not be posted to")


def test_a_level_that_another_lowers_meanwhile_stays_low(house: Small, monkeypatch: pytest.MonkeyPatch) -> None:
    house.hooks.set_rules(OWNS, highest="SECRET")
    exchange = house.notes.exchange

    def exchanged(key: str, before: str | None, value: str) -> bool:
        monkeypatch.setattr(house.notes, "exchange", exchange)
        house.hooks.set_rules(OWNS, highest="UNCLASSIFIED")
        return exchange(key, before, value)

    monkeypatch.setattr(house.notes, "exchange", exchanged)
    assert house.hooks.set_rules(OWNS, plain=True) == HookRules(highest="UNCLASSIFIED", plain=True)
    assert house.hooks.rules.highest == "UNCLASSIFIED"
