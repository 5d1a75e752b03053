"""Accounts: what they may, how they sign in, and what an attacker gets. Every account here is invented."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from argon2 import PasswordHasher

from legation.core.accounts import Account, Who
from legation.core.errors import LegationError, NotFoundError, RefusedError
from legation.core.instant import instant_text, told_moment
from legation.core.marking import OWNER, Marking, Reader
from legation.services.accounts.accounts import (
    IDLE,
    LASTING,
    OWNS,
    Accounts,
    ForbiddenError,
    SignInError,
    nobody,
)
from legation.services.accounts.attempts import network_of
from legation.services.accounts.words import handling
from legation.storage.memory.people import MemoryPeople
from legation.storage.ports import People
from legation.storage.sql.engine import open_engine, sqlite_url
from legation.storage.sql.people import SqlPeople
from legation.tables.roles import actions, allowed, roles

QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
PASSWORD = "twelve little boats"  # noqa: S105 - invented


class Clock:
    def __init__(self) -> None:
        self.at = datetime(2026, 11, 26, 12, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.at

    def on(self, **by: float) -> None:
        self.at += timedelta(**by)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(params=["memory", "sqlite"])
def people(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[People]:
    if request.param == "memory":
        yield MemoryPeople()
        return
    engine = open_engine(sqlite_url(tmp_path / "access.db"), write=True)
    yield SqlPeople(engine)
    engine.dispose()


@pytest.fixture
def accounts(people: People, clock: Clock) -> Accounts:
    made = Accounts(people, clock, QUICK)
    made.add(OWNS, "mira", clearance="CONFIDENTIAL", holds=["noforn"], nation="XV", password=PASSWORD)
    made.add(OWNS, "admin", roles=["administrator"], clearance="TOP SECRET", password=PASSWORD)
    return made


def who(accounts: Accounts, name: str) -> Who:
    return accounts.named(name)


def test_roles_name_only_actions_and_none_but_the_readers_read() -> None:
    assert {name for name, role in roles().items() if "read" in role.may} == {
        "reader",
        "desk",
        "approver",
        "registrar",
    }
    assert allowed(["administrator"]).isdisjoint({"read", "audit", "decide", "mark"})
    assert allowed(["auditor"]) == {"audit"}
    assert allowed(["king"]) == allowed([]) == frozenset()
    assert OWNS.actions == actions().keys()
    assert nobody().actions == frozenset()


def test_an_account_reads_by_its_clearance(accounts: Accounts) -> None:
    assert who(accounts, "mira").reader == Reader("mira", 3, frozenset({"NOFORN"}), "XV")


def test_an_administrator_reads_nothing_whatever_the_clearance(accounts: Accounts) -> None:
    assert who(accounts, "admin").reader.rank == -1
    assert not who(accounts, "admin").may("read")


def test_nobody_but_an_administrator_manages(accounts: Accounts) -> None:
    mira = who(accounts, "mira")
    until = datetime(2027, 1, 1, tzinfo=UTC)
    attempts: list[Callable[[], object]] = [
        lambda: accounts.all(mira),
        lambda: accounts.show(mira, "mira"),
        lambda: accounts.add(mira, "friend"),
        lambda: accounts.change(mira, "mira", roles=["administrator"]),
        lambda: accounts.change(mira, "mira", clearance="TOP SECRET"),
        lambda: accounts.set_password(mira, "admin", "another password"),
        lambda: accounts.grant(mira, "mira", until=until, why="because", clearance="TOP SECRET"),
        lambda: accounts.revoke(mira, "admin"),
        lambda: accounts.disable(mira, "admin"),
        lambda: accounts.add_token(mira, "mira", "x", until=until),
        lambda: accounts.tokens(mira, "admin"),
        lambda: accounts.revoke_token(mira, "0" * 12),
    ]
    before = accounts.all(OWNS)
    for attempt in attempts:
        with pytest.raises(ForbiddenError):
            attempt()
    assert accounts.all(OWNS) == before


def test_an_administrator_does_not_clear_themselves(accounts: Accounts) -> None:
    admin = who(accounts, "admin")
    with pytest.raises(RefusedError):
        accounts.change(admin, "admin", roles=["administrator", "reader"])
    with pytest.raises(RefusedError):
        accounts.grant(admin, "admin", until=datetime(2027, 1, 1, tzinfo=UTC), why="x", clearance="SECRET")
    with pytest.raises(RefusedError, match="nobody disables their own account"):
        accounts.disable(admin, "admin")
    assert not accounts.show(OWNS, "admin").disabled


def test_a_grant_is_gone_the_instant_it_ends(accounts: Accounts, clock: Clock) -> None:
    until = clock() + timedelta(hours=1)
    accounts.grant(who(accounts, "admin"), "mira", until=until, why="the talks", clearance="SECRET", holds=["EXDIS"])
    assert who(accounts, "mira").reader == Reader("mira", 4, frozenset({"NOFORN", "EXDIS"}), "XV")
    clock.at = until - timedelta(seconds=1)
    assert who(accounts, "mira").reader.rank == 4
    clock.at = until
    assert who(accounts, "mira").reader == Reader("mira", 3, frozenset({"NOFORN"}), "XV")
    [grant] = accounts.show(OWNS, "mira").grants
    assert (grant.by, grant.why) == ("admin", "the talks")


@pytest.fixture
def trail() -> list[str]:
    """The latest instant that the trail shows."""
    return [""]


@pytest.fixture
def with_trail(people: People, clock: Clock, trail: list[str]) -> Accounts:
    made = Accounts(people, clock, QUICK, lambda: trail[-1])
    made.add(OWNS, "mira", password=PASSWORD)
    return made


def test_what_has_run_out_stays_so_when_the_clock_is_set_back(
    with_trail: Accounts, clock: Clock, trail: list[str]
) -> None:
    accounts, hour = with_trail, clock.at + timedelta(hours=1)
    accounts.grant(OWNS, "mira", until=hour, why="visit", holds=["EXDIS"])
    key, token = accounts.add_token(OWNS, "mira", "x", until=hour)
    secret, _ = accounts.sign_in("mira", PASSWORD)
    clock.on(seconds=3599)
    assert accounts.named("mira").reader.holds == {"EXDIS"}
    assert accounts.bearer(key) is not None
    clock.on(seconds=1)  # nobody asks at this instant; the trail alone goes on
    trail.append(accounts.instant())
    clock.on(minutes=-50)
    assert accounts.named("mira").reader.holds == set()
    assert accounts.bearer(key) is None
    assert accounts.session(secret) is None
    assert accounts.is_over(token)
    # What is made now lasts by the clock, until the trail goes further.
    accounts.grant(OWNS, "mira", until=hour, why="again", holds=["NODIS"])
    again, _ = accounts.add_token(OWNS, "mira", "y", until=hour)
    fresh, _ = accounts.sign_in("mira", PASSWORD)
    assert accounts.named("mira").reader.holds == {"NODIS"}
    assert accounts.bearer(again) is not None
    assert accounts.session(fresh) is not None
    trail.append(instant_text(hour + timedelta(seconds=1)))
    assert accounts.named("mira").reader.holds == set()
    assert accounts.bearer(again) is None
    accounts.grant(OWNS, "mira", until=hour, why="once more", holds=["NODIS"])
    accounts.revoke(OWNS, "mira")
    clock.on(minutes=-5)
    assert accounts.named("mira").reader.holds == set()


def test_a_clock_that_was_once_ahead_shuts_nobody_out_for_good(
    with_trail: Accounts, clock: Clock, trail: list[str]
) -> None:
    accounts, year = with_trail, clock.at + timedelta(days=365)
    clock.on(days=20_000)
    ahead, _ = accounts.sign_in("mira", PASSWORD)
    trail.append(accounts.instant())
    clock.on(days=-20_000)
    assert accounts.session(ahead) is None  # of a time to come: nobody knows when it would end
    secret, _ = accounts.sign_in("mira", PASSWORD)
    key, _ = accounts.add_token(OWNS, "mira", "x", until=year)
    accounts.grant(OWNS, "mira", until=year, why="visit", holds=["EXDIS"])
    for _ in range(3):
        clock.on(minutes=29)
        found = accounts.session(secret)
        assert found is not None
        assert found.reader.holds == {"EXDIS"}
    assert accounts.bearer(key) is not None
    clock.on(minutes=30)
    assert accounts.session(secret) is None
    clock.on(days=365)
    assert accounts.bearer(key) is None
    assert accounts.named("mira").reader.holds == set()


@pytest.mark.parametrize("zone", ["Asia/Kathmandu", "America/St_Johns", "Pacific/Kiritimati"])
def test_what_ends_does_so_at_one_instant_in_every_zone(
    accounts: Accounts, clock: Clock, monkeypatch: pytest.MonkeyPatch, zone: str
) -> None:
    """The desk says 18:30 of its own day, on the day before a leap day."""
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    try:
        clock.at = datetime(2028, 2, 28, 12, tzinfo=UTC)
        end = datetime(2028, 2, 29, 18, 30, tzinfo=ZoneInfo(zone))
        accounts.grant(OWNS, "mira", until=end, why="visit", holds=["EXDIS"])
        key, token = accounts.add_token(OWNS, "mira", "x", until=end)
        grant = accounts.show(OWNS, "mira").grants[0]
        assert grant.until == token.until == instant_text(end)
        clock.at = end.astimezone(UTC) - timedelta(microseconds=1)
        assert accounts.named("mira").reader.holds >= {"EXDIS"}
        assert accounts.bearer(key) is not None
        clock.at = end.astimezone(UTC)
        assert "EXDIS" not in accounts.named("mira").reader.holds
        assert accounts.bearer(key) is None
        assert accounts.is_over(grant)
        assert accounts.is_over(token)
    finally:
        monkeypatch.undo()
        time.tzset()


def test_a_grant_that_is_revoked_is_gone_in_the_middle_of_a_session(accounts: Accounts, clock: Clock) -> None:
    secret, _ = accounts.sign_in("mira", PASSWORD)
    accounts.grant(OWNS, "mira", until=clock() + timedelta(days=1), why="x", clearance="SECRET")
    inside = accounts.session(secret)
    assert inside is not None
    assert inside.reader.rank == 4
    accounts.revoke(OWNS, "mira")
    inside = accounts.session(secret)
    assert inside is not None
    assert inside.reader.rank == 3


def test_a_grant_that_has_ended_stays_on_record_with_its_end(accounts: Accounts, clock: Clock) -> None:
    accounts.grant(OWNS, "mira", until=clock() + timedelta(hours=1), why="x", clearance="SECRET")
    clock.on(hours=2)
    accounts.grant(OWNS, "mira", until=clock() + timedelta(days=1), why="y", clearance="SECRET")
    clock.on(minutes=1)
    ended, running = accounts.revoke(OWNS, "mira").grants
    assert (ended.until, running.until) == ("2026-11-26T13:00:00Z", "2026-11-26T14:01:00Z")


@pytest.mark.parametrize(
    ("named", "match"),
    [
        ({"until": datetime(2026, 1, 1, tzinfo=UTC), "why": "x", "clearance": "SECRET"}, "before it begins"),
        ({"until": datetime(2027, 1, 1, tzinfo=UTC), "why": " ", "clearance": "SECRET"}, "why"),
        ({"until": datetime(2027, 1, 1, tzinfo=UTC), "why": "x"}, "what it gives"),
        ({"until": datetime(2027, 1, 1, tzinfo=UTC), "why": "x", "clearance": "ZEBRA"}, "no clearance"),
    ],
)
def test_a_grant_says_what_until_when_and_why(accounts: Accounts, named: dict[str, object], match: str) -> None:
    with pytest.raises(RefusedError, match=match):
        accounts.grant(OWNS, "mira", **named)  # type: ignore[arg-type]


def test_an_end_may_say_no_zone_and_none_lies_beyond_the_calendar(accounts: Accounts) -> None:
    plain, far = datetime(2099, 1, 1), datetime.fromisoformat("9999-12-31T23:59:59-14:00")  # noqa: DTZ001 - as it may come
    assert accounts.grant(OWNS, "mira", until=plain, why="x", clearance="SECRET").grants[0].until[:10] == "2099-01-01"
    assert accounts.add_token(OWNS, "mira", "x", until=plain)[1].until == "2099-01-01T00:00:00Z"
    with pytest.raises(RefusedError, match="beyond the calendar"):
        accounts.grant(OWNS, "mira", until=far, why="x", clearance="SECRET")
    with pytest.raises(RefusedError, match="beyond the calendar"):
        accounts.add_token(OWNS, "mira", "x", until=far)
    with pytest.raises(RefusedError, match="beyond the calendar"):
        told_moment("9999-12-31T23:59:59-14:00")


def test_wrong_values_make_no_account(accounts: Accounts) -> None:
    for name in ("", "owner", "upkeep", "Mira", "a b", "a\nb", "../etc", "mira'--", "x" * 65, "-a", "é"):
        with pytest.raises(RefusedError):
            accounts.add(OWNS, name)
    for named in ({"roles": ["king"]}, {"clearance": ""}, {"nation": "xv"}, {"password": "short"}):
        with pytest.raises(RefusedError):
            accounts.add(OWNS, "new", **named)  # type: ignore[arg-type]
    with pytest.raises(RefusedError, match="there is an account"):
        accounts.add(OWNS, "mira")


def test_signing_in_and_out(accounts: Accounts) -> None:
    secret, inside = accounts.sign_in(" Mira ", PASSWORD)
    assert inside.reader.name == "mira"
    assert accounts.session(secret) == inside
    accounts.sign_out(inside)
    assert accounts.session(secret) is None


def test_every_failure_is_the_same_and_does_the_same_work(accounts: Accounts) -> None:
    accounts.add(OWNS, "gone", password=PASSWORD)
    accounts.disable(OWNS, "gone")
    accounts.add(OWNS, "single")  # no password: signs in elsewhere
    asked: list[str] = []
    verify = accounts._hasher.verify
    assert accounts._decoy  # made by whoever signs in first

    class Watching:
        def verify(self, hashed: str, password: str) -> bool:
            asked.append(hashed)
            return verify(hashed, password)

    accounts._hasher = Watching()  # type: ignore[assignment]
    said = set()
    for name, password in (("mira", "wrong"), ("unknown", PASSWORD), ("gone", PASSWORD), ("single", ""), ("\0", "x")):
        with pytest.raises(SignInError) as error:
            accounts.sign_in(name, password)
        said.add(str(error.value))
    assert len(said) == 1
    assert len(asked) == 5  # one hash is reckoned each time, known or not


def test_many_failures_have_to_wait_known_or_not(accounts: Accounts, clock: Clock) -> None:
    for name in ("mira", "unknown"):
        for _ in range(6):
            with pytest.raises(SignInError):
                accounts.sign_in(name, "wrong")
    with pytest.raises(SignInError):
        accounts.sign_in("mira", PASSWORD)
    clock.on(minutes=16)
    assert accounts.sign_in("mira", PASSWORD)[1].reader.name == "mira"


def test_failures_by_a_clock_that_was_ahead_keep_nobody_waiting(accounts: Accounts, clock: Clock) -> None:
    clock.on(days=400)
    for _ in range(8):
        with pytest.raises(SignInError):
            accounts.sign_in("mira", "wrong")
    clock.on(days=-400)
    assert accounts.sign_in("mira", PASSWORD)[1].reader.name == "mira"


def test_an_address_that_tries_many_names_has_to_wait(accounts: Accounts) -> None:
    for n in range(6):
        with pytest.raises(SignInError):
            accounts.sign_in(f"name{n}", "wrong", address="192.0.2.1")
    with pytest.raises(SignInError):
        accounts.sign_in("mira", PASSWORD, address="192.0.2.1")
    assert accounts.sign_in("mira", PASSWORD, address="192.0.2.2")


class During:
    """A hasher during whose work something else happens, as it may where many ask at once."""

    def __init__(self, happens: Callable[[], object], *, rehash: bool = False) -> None:
        self._happens = happens
        self._rehash = rehash
        self.hash = QUICK.hash

    def verify(self, hashed: str, password: str) -> bool:
        right = QUICK.verify(hashed, password)
        self._happens()
        return right

    def check_needs_rehash(self, hashed: str) -> bool:
        return self._rehash or QUICK.check_needs_rehash(hashed)


def test_of_many_attempts_at_once_no_more_get_through_than_one_after_another(accounts: Accounts) -> None:
    def others() -> None:
        accounts._hasher = QUICK
        for _ in range(6):
            with pytest.raises(SignInError):
                accounts.sign_in("mira", "wrong")

    assert accounts._decoy
    accounts._hasher = During(others)  # type: ignore[assignment]
    with pytest.raises(SignInError):
        accounts.sign_in("mira", PASSWORD)


def test_a_network_of_ip_version_6_is_one_address(accounts: Accounts) -> None:
    for n in range(6):
        with pytest.raises(SignInError):
            accounts.sign_in(f"name{n}", "wrong", address=f"2001:db8:0:7:{n}::{n}")
    with pytest.raises(SignInError):
        accounts.sign_in("mira", PASSWORD, address="2001:db8:0:7:ffff::1")
    assert accounts.sign_in("mira", PASSWORD, address="2001:db8:0:8::1")
    assert network_of("::ffff:192.0.2.1") == "::ffff:192.0.2.1"
    assert network_of("fe80::1%eth0") == "fe80::/64"
    assert network_of("a socket") == "a socket"


@pytest.mark.parametrize("rehash", [False, True])
@pytest.mark.parametrize("change", ["password", "shut"])
def test_a_sign_in_does_not_outlast_a_change_that_was_made_meanwhile(
    accounts: Accounts, people: People, rehash: bool, change: str
) -> None:
    fresh = "another dozen boats"

    def happens() -> None:
        accounts._hasher = QUICK
        if change == "password":
            accounts.set_password(OWNS, "mira", fresh)
        else:
            accounts.disable(OWNS, "mira")
        accounts._hasher = hasher  # type: ignore[assignment]

    assert accounts._decoy
    hasher = accounts._hasher = During(happens, rehash=rehash)  # type: ignore[assignment]
    kept: list[str] = []
    keep = people.keep_session
    people.keep_session = lambda session: (kept.append(session.hash), keep(session))[1]  # type: ignore[method-assign]
    with pytest.raises(SignInError):
        accounts.sign_in("mira", PASSWORD)
    accounts._hasher = QUICK
    accounts.disable(OWNS, "mira", disabled=False)
    assert all(people.session(one) is None for one in kept)
    wanted, other = (fresh, PASSWORD) if change == "password" else (PASSWORD, fresh)
    with pytest.raises(SignInError):
        accounts.sign_in("mira", other)
    assert accounts.sign_in("mira", wanted)


def test_failures_are_not_remembered_without_end(accounts: Accounts, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("legation.services.accounts.attempts._REMEMBERED", 20)
    for n in range(60):
        with pytest.raises(SignInError):
            accounts.sign_in(f"name{n}", "wrong")
    assert len(accounts._attempts._failures) == 20


def test_a_session_ends_when_idle_and_in_any_case(accounts: Accounts, clock: Clock) -> None:
    secret, _ = accounts.sign_in("mira", PASSWORD)
    clock.on(seconds=IDLE.total_seconds() - 1)
    assert accounts.session(secret) is not None
    clock.on(seconds=IDLE.total_seconds() - 1)
    assert accounts.session(secret) is not None
    clock.on(seconds=IDLE.total_seconds())
    assert accounts.session(secret) is None
    secret, _ = accounts.sign_in("mira", PASSWORD)
    began = clock()
    while clock() < began + LASTING - timedelta(minutes=20):
        assert accounts.session(secret) is not None
        clock.on(minutes=20)
    clock.at = began + LASTING
    assert accounts.session(secret) is None


def test_a_new_password_or_a_shut_account_ends_every_session(accounts: Accounts) -> None:
    secret, _ = accounts.sign_in("mira", PASSWORD)
    accounts.set_password(OWNS, "mira", "thirteen little boats")
    assert accounts.session(secret) is None
    secret, inside = accounts.sign_in("mira", "thirteen little boats")
    accounts.set_password(inside, "mira", PASSWORD)  # one's own
    secret, _ = accounts.sign_in("mira", PASSWORD)
    accounts.disable(OWNS, "mira")
    assert accounts.session(secret) is None
    accounts.disable(OWNS, "mira", disabled=False)
    assert accounts.session(secret) is None
    with pytest.raises(LegationError):
        accounts.disable(OWNS, "unknown")


def test_a_token_is_its_account_and_no_more(accounts: Accounts, clock: Clock, people: People) -> None:
    key, token = accounts.add_token(OWNS, "mira", "export", until=clock() + timedelta(days=1))
    assert key not in str(people.tokens())
    inside = accounts.bearer(key)
    assert inside is not None
    assert inside.actions == {"read"}
    assert inside.reader.rank == 3
    with pytest.raises(RefusedError, match="may not do all of that"):
        accounts.add_token(OWNS, "mira", "x", until=clock() + timedelta(days=1), actions=["read", "decide"])
    accounts.change(OWNS, "mira", roles=["auditor"])
    inside = accounts.bearer(key)
    assert inside is not None
    assert (inside.actions, inside.reader.rank) == (frozenset(), -1)
    accounts.change(OWNS, "mira", roles=["reader"])
    accounts.disable(OWNS, "mira")
    assert accounts.bearer(key) is None
    accounts.disable(OWNS, "mira", disabled=False)
    clock.on(days=1)
    assert accounts.bearer(key) is None
    clock.on(days=-1)
    accounts.revoke_token(OWNS, token.id)
    assert accounts.bearer(key) is None
    assert accounts.bearer("") is None
    assert accounts.bearer(token.hash) is None
    with pytest.raises(NotFoundError):
        accounts.revoke_token(OWNS, token.id)


def test_a_token_that_ends_at_once_is_none(accounts: Accounts, clock: Clock) -> None:
    with pytest.raises(RefusedError, match="cannot end before it begins"):
        accounts.add_token(OWNS, "mira", "export", until=clock())


def test_a_key_of_feeds_makes_no_further_one(accounts: Accounts, clock: Clock) -> None:
    until = clock() + timedelta(days=1)
    _, inside = accounts.sign_in("mira", PASSWORD)
    key, _ = accounts.add_token(inside, "mira", "feed reader", until=until, actions=["feed"])
    bearer = accounts.bearer(key)
    assert bearer is not None
    assert bearer.may("feed")
    with pytest.raises(ForbiddenError):
        accounts.add_token(bearer, "mira", "for longer", until=until + timedelta(days=365), actions=["feed"])


def test_a_token_ends_and_lists_no_token_of_its_account(accounts: Accounts, clock: Clock, people: People) -> None:
    """One that was stolen would else shut out every program of its account, and learn what they are called."""
    until = clock() + timedelta(days=1)
    _, kept = accounts.add_token(OWNS, "mira", "the nightly export", until=until)
    for action in ("read", "feed"):
        key, own = accounts.add_token(OWNS, "mira", "stolen", until=until, actions=[action])
        for thief in filter(None, (accounts.bearer(key), accounts.follower(key))):
            for which in (kept.id, own.id):
                with pytest.raises(ForbiddenError):
                    accounts.revoke_token(thief, which)
            with pytest.raises(ForbiddenError):
                accounts.tokens(thief, "mira")
    _, signed_in = accounts.sign_in("mira", PASSWORD)
    for one in accounts.tokens(signed_in, "mira"):
        accounts.revoke_token(signed_in, one.id)
    assert people.tokens("mira") == []


def test_tokens_and_sessions_are_not_one_another(accounts: Accounts, clock: Clock) -> None:
    key, _ = accounts.add_token(OWNS, "mira", "export", until=clock() + timedelta(days=1))
    secret, _ = accounts.sign_in("mira", PASSWORD)
    assert accounts.session(key) is None
    assert accounts.bearer(secret) is None


def test_a_change_that_fails_changes_nothing(people: People) -> None:
    people.change("a", lambda _held: Account(name="a", made="2026"))

    def failing(held: Account | None) -> Account:
        raise RefusedError("no", "no")

    with pytest.raises(RefusedError):
        people.change("a", failing)
    assert people.account("a") == Account(name="a", made="2026")


def test_the_owner_is_no_account() -> None:
    assert OWNS.reader is OWNER
    assert Marking(9).label


def test_handling_access_is_named_as_the_needs_of_markings_are() -> None:
    """What stands between the fields and markings of a label is no letter of a name: no label could be read again."""
    assert handling(["butter, pop;corn!", "Bütter", "\uff2f\uff2e\uff1b\uff25", "\u200b", " "]) == (
        "BUTTER",
        "BUTTER POP CORN",
        "ON E",
    )
