"""Signing in at the desk, attacked: every route, every role, every trick with cookies and addresses."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any
from urllib.parse import urlencode

import pytest
from argon2 import PasswordHasher
from litestar import Litestar
from litestar.testing import TestClient
from tests.door import Door, before

from legation import gate
from legation.services.accounts.accounts import OWNS
from legation.services.accounts.audit import Trail
from legation.storage.memory.ledger import MemoryLedger
from legation.storage.memory.telegrams import MemoryTelegrams
from legation.tables.posts import load_posts
from legation.tables.roles import actions
from legation.web.pages import make_app
from legation.web.signing_in import asked_of, within

from .traffic import Client, Desk

PASSWORD = "twelve little boats"  # noqa: S105 - invented
HOST = "http://127.0.0.1:8000"


@pytest.fixture
def guarded(desk: Desk) -> Desk:
    desk.accounts._hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    desk.accounts._decoy = desk.accounts._hasher.hash("decoy")
    for role in ("reader", "desk", "approver", "administrator", "auditor"):
        desk.accounts.add(OWNS, f"the-{role}", roles=[role], clearance="TOP SECRET", password=PASSWORD)
    return desk


@pytest.fixture(scope="module")
def desks() -> list[tuple[Door, Litestar]]:
    """One for each browser that a test has open, made by the first that has so many.

    They are of this room alone: a desk that has once asked somebody to sign in asks whoever comes after.
    """
    return []


@pytest.fixture
def opened(guarded: Desk, desks: list[tuple[Door, Litestar]]) -> Iterator[Callable[[], Client]]:
    with ExitStack() as browsers:
        used = count()

        def one_more() -> Client:
            if (place := next(used)) == len(desks):
                door = Door()
                desks.append((door, make_app(door)))  # type: ignore[arg-type]
            return browsers.enter_context(before(guarded, desks[place]))

        yield one_more


@pytest.fixture
def stranger(opened: Callable[[], Client]) -> Client:
    return opened()


@pytest.fixture
def app(stranger: Client) -> Litestar:
    return stranger.app


def token_of(client: Client) -> str:
    found = re.search(r'name="_csrf_token" value="([0-9a-f]+)"', client.get("/sign-in").text)
    assert found is not None
    return found[1]


def send(client: Client, path: str, **form: str) -> Any:
    return client.post(path, data={"_csrf_token": token_of(client), **form}, follow_redirects=False)


def enter(client: Client, name: str, password: str = PASSWORD, **more: str) -> Any:
    return send(client, "/sign-in/password", name=name, password=password, **more)


@pytest.fixture
def inside(opened: Callable[[], Client]) -> Callable[[str], Client]:
    def signed_in(role: str) -> Client:
        client = opened()
        assert enter(client, f"the-{role}").status_code == 303
        return client

    return signed_in


def routes(app: Litestar) -> list[tuple[str, str, str]]:
    """(method, path, what it asks for) of every route, its parameters filled in."""
    found = []
    for route in app.routes:
        for handler in getattr(route, "route_handlers", ()):
            for method in handler.http_methods - {"OPTIONS", "HEAD"}:
                path = re.sub(r"\{[^}]+\}", "15BELISAR12", route.path)
                found.append((str(method), path, asked_of(handler, str(method))))
    assert len(found) > 25
    return found


def new_trail() -> Trail:
    return Trail(MemoryLedger(), MemoryTelegrams(), lambda: datetime(2026, 1, 1, tzinfo=UTC), load_posts())


def test_no_route_answers_a_stranger(app: Litestar, stranger: Client) -> None:
    open_to_all = {path for _, path, action in routes(app) if action == "open"}
    assert open_to_all == {"/static/15BELISAR12", "/sign-in", "/sign-in/password", "/healthz", "/readyz"}
    token = token_of(stranger)
    for method, path, action in routes(app):
        if action == "open":
            continue
        for shape in (path, path + "/", path + ".json" if method == "GET" else path):
            answer = stranger.request(method, shape, headers={"x-csrftoken": token}, follow_redirects=False)
            assert answer.status_code in {303, 401, 404, 405}, (method, shape, answer.status_code)
            assert "BELISAR" not in answer.text.replace("15BELISAR12", ""), (method, shape)
            if answer.status_code == 303:
                assert answer.headers["location"].startswith("/sign-in")


def test_every_route_asks_for_something_that_exists(app: Litestar) -> None:
    for _, path, action in routes(app):
        assert action in {"open", "any", *actions()}, path


@pytest.mark.parametrize("role", ["reader", "desk", "approver", "administrator", "auditor"])
def test_roles_hold_on_every_route(app: Litestar, guarded: Desk, inside: Callable[[str], Client], role: str) -> None:
    client = inside(role)
    may = guarded.accounts.named(f"the-{role}").actions | {"open", "any"}
    token = token_of(client)
    guarded.trail = trail = new_trail()
    turned_away = []
    for method, path, action in routes(app):
        if path in {"/sign-out", "/sign-out/everywhere", "/password/change", "/sign-in/password"}:
            continue
        answer = client.request(method, path, headers={"x-csrftoken": token}, follow_redirects=False)
        assert (answer.status_code == 403) == (action not in may), (method, path, action, answer.status_code)
        turned_away += [(path, action)] if action not in may else []
    refused = [one for one in trail.entries(OWNS) if one.rule == "role"]
    assert [(one.about, one.fields["what"]) for one in refused] == turned_away


def test_what_somebody_was_turned_away_from_is_for_those_who_may_read_as_much(
    guarded: Desk, inside: Callable[[str], Client]
) -> None:
    guarded.accounts.add(OWNS, "low", roles=["auditor"], clearance="SECRET")
    guarded.trail = trail = new_trail()
    assert inside("administrator").get("/telegram/15BELISAR99").status_code == 403
    told = {name: trail.entries(guarded.accounts.named(name)) for name in ("the-auditor", "low")}
    seen = {name: [one.about for one in told[name] if one.did == "refused"] for name in told}
    assert seen == {"the-auditor": ["/telegram/15BELISAR99"], "low": []}


def test_an_administrator_reads_no_telegram(inside: Callable[[str], Client]) -> None:
    client = inside("administrator")
    assert client.get("/accounts").status_code == 200
    for path in ("/", "/search?q=patrol", "/telegram/15BELISAR12", "/gaps.json", "/audit.json"):
        answer = client.get(path)
        assert answer.status_code == 403
        assert "patrol" not in answer.text.replace("q=patrol", "").replace('value="patrol"', "")


def test_a_reader_decides_nothing(inside: Callable[[str], Client], guarded: Desk) -> None:
    client = inside("reader")
    assert send(client, "/dialogue", telegram="15BELISAR12", title="x", parties="XV XT").status_code == 403
    assert guarded.dialogues.all(guarded.asks) == []
    assert send(inside("desk"), "/dialogue", telegram="15BELISAR12", title="x", parties="XV XT").status_code == 303


def test_nobody_makes_themselves_more(inside: Callable[[str], Client], guarded: Desk) -> None:
    for role in ("reader", "desk", "approver", "auditor"):
        client = inside(role)
        for path in (f"/accounts/the-{role}/change", "/new-account", f"/accounts/the-{role}/grant"):
            assert send(client, path, name="new", **{"role.administrator": "on"}).status_code == 403
    admin = inside("administrator")
    form = {"role.administrator": "on", "role.reader": "on", "clearance": "TOP SECRET"}
    assert send(admin, "/accounts/the-administrator/change", **form).status_code == 409
    assert guarded.accounts.show(OWNS, "the-administrator").roles == ("administrator",)
    assert send(admin, "/accounts/the-administrator/disable").status_code == 409
    assert not guarded.accounts.show(OWNS, "the-administrator").disabled


def test_signing_in_and_out(inside: Callable[[str], Client]) -> None:
    client = inside("reader")
    page = client.get("/")
    assert page.status_code == 200
    assert "the-reader" in page.text
    kept = dict(client.cookies)
    assert send(client, "/sign-out").status_code == 303
    assert client.get("/", follow_redirects=False).status_code == 303
    client.cookies.set("legation-session", kept["legation-session"])  # a copy of the cookie is worth nothing
    assert client.get("/", follow_redirects=False).status_code == 303


def test_signing_out_everywhere(inside: Callable[[str], Client], guarded: Desk) -> None:
    one, other, admin = inside("reader"), inside("reader"), inside("administrator")
    left = send(one, "/sign-out/everywhere")
    assert left.status_code == 303
    assert left.headers["clear-site-data"] == '"cache", "storage"'
    for client in (one, other):
        assert client.get("/", follow_redirects=False).status_code == 303
    assert admin.get("/accounts").status_code == 200
    assert enter(other, "the-reader").status_code == 303
    assert send(inside("desk"), "/accounts/the-reader/sign-out").status_code == 403
    assert other.get("/").status_code == 200
    assert send(admin, "/accounts/the-reader/sign-out").status_code == 303
    assert other.get("/", follow_redirects=False).status_code == 303


def test_of_an_upload_nothing_is_read_for_who_may_not(stranger: Client, inside: Callable[[str], Client]) -> None:
    for client, status in ((stranger, 401), (inside("reader"), 403)):
        taken = 0

        def body() -> Iterator[bytes]:
            nonlocal taken
            for _ in range(40):
                taken += 1
                yield b"x" * 100_000

        headers = {"x-csrftoken": "0", "content-type": "multipart/form-data; boundary=a"}
        answer = client.post("/ingest/send", content=body(), headers=headers)
        assert answer.status_code == status
        assert "There is no such page" not in answer.text
        parsed = client.post("/ingest/send", files=[("files", ("a.txt", b"x" * 5_000_000))])
        assert parsed.status_code == status  # and not 403 for want of the token, which stands in the body


def test_one_comes_to_a_page_that_one_may_see(inside: Callable[[str], Client]) -> None:
    for role, home in (("reader", "/"), ("administrator", "/accounts"), ("auditor", "/audit")):
        client = inside(role)
        assert enter(client, f"the-{role}").headers["location"] == home
        assert ('role="search"' in client.get(home).text) == (role == "reader")


def test_what_is_refused_leads_to_a_page_that_one_may_see(inside: Callable[[str], Client]) -> None:
    for role, home in (("administrator", "/accounts"), ("auditor", "/audit")):
        refused = inside(role).get("/search?q=port")
        assert (refused.status_code, f'<a href="{home}">To the desk</a>' in refused.text) == (403, True)


def test_a_role_is_told_in_words_and_a_new_account_is_a_reader(inside: Callable[[str], Client]) -> None:
    page = inside("administrator").get("/accounts").text
    assert re.findall(r'name="role.(\w+)" checked', page) == ["reader"]
    assert "<dt>draft</dt><dd>write, check and clear drafts</dd>" in page
    page = inside("administrator").get("/accounts/the-auditor").text
    assert re.findall(r'name="role.(\w+)" checked', page) == ["auditor"]


def test_the_trail_is_looked_through_on_its_page(guarded: Desk, inside: Callable[[str], Client]) -> None:
    guarded.trail = trail = new_trail()
    trail.note("owner", "account grant", "the-reader", why="talks")
    trail.note("owner", "account add", "another")
    auditor = inside("auditor")
    page = auditor.get("/audit?by=owner&about=grant").text
    assert (page.count("<tr data-row>"), "why talks" in page, 'value="grant"' in page) == (1, True, True)
    assert '<a href="/audit.json?by=owner&amp;about=grant">' in page
    assert len(auditor.get("/audit.json?by=owner&about=grant").json()) == 1
    assert "No entry fits that you may read." in auditor.get("/audit?by=nobody").text


def test_the_session_cookie(guarded: Desk, stranger: Client) -> None:
    cookies = enter(stranger, "the-reader").headers.get_list("set-cookie")
    [cookie] = [one.lower() for one in cookies if one.startswith("legation-session=")]
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert "secure" not in cookie
    assert "max-age" not in cookie
    assert "domain" not in cookie
    with TestClient(make_app(guarded), base_url="https://127.0.0.1:8000") as safe:
        cookies = enter(safe, "the-reader").headers.get_list("set-cookie")
        [cookie] = [one.lower() for one in cookies if one.startswith("__Host-legation-session=")]
        assert "secure" in cookie
        assert "path=/" in cookie
        assert "domain" not in cookie
        assert safe.get("/", follow_redirects=False).status_code == 200


def test_by_https_no_session_is_taken_that_another_host_could_have_set(
    guarded: Desk, inside: Callable[[str], Client]
) -> None:
    planted = inside("reader").cookies["legation-session"]
    with TestClient(make_app(guarded), base_url="https://127.0.0.1:8000") as victim:
        victim.cookies.set("legation-session", planted)
        assert victim.get("/", follow_redirects=False).headers["location"] == "/sign-in"
        victim.cookies.set("__Host-legation-session", planted)
        assert victim.get("/", follow_redirects=False).status_code == 200


def test_every_failure_looks_the_same(stranger: Client, guarded: Desk) -> None:
    guarded.accounts.add(OWNS, "shut", password=PASSWORD)
    guarded.accounts.disable(OWNS, "shut")
    said = set()
    for name, password in (
        ("the-reader", "wrong"),
        ("unknown", PASSWORD),
        ("shut", PASSWORD),
        ("", ""),
        ("x" * 9999, "x"),
    ):
        answer = enter(stranger, name, password)
        said.add((answer.status_code, re.sub(r'value="[0-9a-f]{64,}"|csrftoken": "[0-9a-f]+"', "", answer.text)))
    assert len(said) == 1
    assert next(iter(said))[0] == 401


def test_a_form_without_its_token_signs_nobody_in(stranger: Client) -> None:
    form = {"name": "the-reader", "password": PASSWORD}
    assert stranger.post("/sign-in/password", data=form, follow_redirects=False).status_code == 403
    assert "legation-session" not in stranger.cookies


def test_a_session_from_before_is_not_carried_into_the_account(
    guarded: Desk, stranger: Client, inside: Callable[[str], Client]
) -> None:
    stranger.cookies.set("legation-session", "chosen-by-an-attacker")
    assert enter(stranger, "the-reader").status_code == 303
    with TestClient(make_app(guarded), base_url=HOST) as attacker:
        attacker.cookies.set("legation-session", "chosen-by-an-attacker")
        assert attacker.get("/", follow_redirects=False).status_code == 303
    # One's own session, planted in another's browser, is over when they sign in.
    mine = inside("desk")
    with TestClient(make_app(guarded), base_url=HOST) as victim:
        victim.cookies.set("legation-session", mine.cookies["legation-session"])
        token = token_of(victim)
        form = {"_csrf_token": token, "name": "the-reader", "password": PASSWORD}
        answer = victim.post("/sign-in/password", data=form, follow_redirects=False)
        assert answer.status_code == 303
    assert mine.get("/", follow_redirects=False).status_code == 303


@pytest.mark.parametrize(
    "wanted",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example/",
        "/\t/evil.example/",
        "///evil.example",
        "javascript:alert(1)",
        "/\r\nSet-Cookie: a=b",
        "\\\\evil.example",
        "evil.example",
        "http:/evil.example",
        "/sign-in?next=/sign-in",
        "",
        " /",
    ],
)
def test_after_signing_in_nobody_is_sent_elsewhere(stranger: Client, wanted: str) -> None:
    assert within(wanted) == "/"
    answer = enter(stranger, "the-reader", next=wanted)
    assert answer.headers["location"] == "/"
    assert "a=b" not in str(answer.headers)


def test_after_signing_in_one_is_where_one_wanted_to_be(stranger: Client) -> None:
    away = stranger.get("/search?q=a%20b&offset=20", follow_redirects=False)
    assert away.headers["location"] == "/sign-in?next=%2Fsearch%3Fq%3Da%2520b%26offset%3D20"
    assert enter(stranger, "the-reader", next="/search?q=a%20b").headers["location"] == "/search?q=a%20b"


def test_tokens_read_data_and_nothing_else(stranger: Client, guarded: Desk) -> None:
    until = guarded.clock() + timedelta(days=1)
    key, token = guarded.accounts.add_token(OWNS, "the-reader", "x", until=until)

    def asks(path: str, given: str = f"Bearer {key}", method: str = "GET") -> int:
        answer = stranger.request(method, path, headers={"authorization": given}, follow_redirects=False)
        return answer.status_code

    assert asks("/gaps.json") == asks("/telegram/15BELISAR12.json") == 200
    assert asks("/") == asks("/telegram/15BELISAR12") == asks("/accounts") == 401
    assert asks("/audit.json") == 403
    assert asks("/dialogue", method="POST") == 403  # no token of a form
    for wrong in (f"Bearer {key}x", "Bearer", "Bearer ", f"Basic {key}", f"Bearer {token.hash}"):
        assert asks("/gaps.json", wrong) == 401
    guarded.accounts.disable(OWNS, "the-reader")
    assert asks("/gaps.json") == 401
    guarded.accounts.disable(OWNS, "the-reader", disabled=False)
    assert asks("/gaps.json") == 200
    guarded.accounts.revoke_token(OWNS, token.id)
    assert asks("/gaps.json") == 401


def test_a_token_does_not_lean_on_a_cookie(inside: Callable[[str], Client]) -> None:
    client = inside("reader")
    assert client.get("/gaps.json", headers={"authorization": "Bearer wrong"}).status_code == 401


def test_a_disabled_account_is_out_at_once(inside: Callable[[str], Client], guarded: Desk) -> None:
    client = inside("reader")
    assert client.get("/").status_code == 200
    guarded.accounts.disable(OWNS, "the-reader")
    assert client.get("/", follow_redirects=False).status_code == 303


def test_an_account_that_is_shut_out_while_it_sends_is_out(
    inside: Callable[[str], Client], guarded: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who asks is settled by the head of a request; its body may come an hour later."""
    monkeypatch.setattr(gate, "LOOK_SECONDS", 0.0)
    client = inside("desk")
    body = urlencode({"_csrf_token": token_of(client), "telegrams": "15BELISAR12", "title": "T", "parties": "XV XT"})

    def asked(meanwhile: Callable[[], object]) -> Any:
        def slowly() -> Iterator[bytes]:
            yield body[:20].encode()
            meanwhile()
            yield body[20:].encode()

        kind = {"content-type": "application/x-www-form-urlencoded"}
        return client.post("/propose/many.json", content=slowly(), headers=kind, follow_redirects=False)

    assert asked(lambda: None).status_code == 201
    lowered = asked(lambda: guarded.accounts.change(OWNS, "the-desk", clearance="UNCLASSIFIED"))
    assert (lowered.status_code, "BELISAR" in lowered.text) == (401, False)
    assert asked(lambda: None).status_code in (201, 404)
    assert asked(lambda: guarded.accounts.disable(OWNS, "the-desk")).status_code == 401


def test_one_changes_ones_own_password_with_the_old_one(inside: Callable[[str], Client], guarded: Desk) -> None:
    client, other = inside("reader"), inside("reader")
    refused = send(client, "/password/change", old="wrong", new="thirteen little boats")
    assert (refused.status_code, "The present password is another" in refused.text) == (401, True)
    assert 'action="/password/change"' in refused.text  # to be typed again there
    assert send(client, "/password/change", old=PASSWORD, new="short").status_code == 409
    assert send(client, "/password/change", old=PASSWORD, new="thirteen little boats").status_code == 303
    assert client.get("/").status_code == 200
    assert other.get("/", follow_redirects=False).status_code == 303
    assert guarded.accounts.sign_in("the-reader", "thirteen little boats")


def test_an_administrator_manages(inside: Callable[[str], Client], guarded: Desk) -> None:
    client = inside("administrator")
    made = send(
        client,
        "/new-account",
        name="vera",
        clearance="SECRET",
        holds="noforn, exdis",
        nation="xv",
        **{"role.desk": "on"},
    )
    assert made.status_code == 303, made.text
    vera = guarded.accounts.show(OWNS, "vera")
    assert (vera.roles, vera.rank, vera.holds, vera.nation) == (("desk",), 4, ("EXDIS", "NOFORN"), "XV")
    assert (
        send(client, "/accounts/vera/grant", until="2099-01-01T00:00", why="<talks>", holds="orcon").status_code == 303
    )
    assert send(client, "/accounts/vera/grant", until="soon", why="x", holds="orcon").status_code == 409
    page = send(client, "/accounts/vera/token", label="export", days="9", **{"action.read": "on"}).text
    key = re.search(r"legation_[\w-]{40,}", page)
    assert key is not None
    shown = client.get("/accounts/vera").text
    assert key[0] not in shown
    assert "&lt;talks&gt;" in shown
    assert "argon2" not in shown
    assert send(client, "/accounts/vera/revoke").status_code == 303
    assert send(client, "/accounts/vera/disable").status_code == 303
    assert guarded.accounts.show(OWNS, "vera").disabled
    assert client.get("/accounts/nobody").status_code == 404


def test_hostile_names_break_no_page(stranger: Client) -> None:
    for name in ("<script>alert(1)</script>", "a\r\nSet-Cookie: x=y", "\x00", "💥" * 100, "'; DROP TABLE accounts; --"):
        answer = enter(stranger, name)
        assert answer.status_code == 401
        assert "<script>alert" not in answer.text
        assert "x=y" not in str(answer.headers)


def test_hostile_cookies_are_nobody(stranger: Client) -> None:
    for cookie in (
        "legation-session=",
        'legation-session="',
        "legation-session=\x7f; =",
        ";" * 500,
        "legation-session=a=b",
    ):
        answer = stranger.get("/", headers={"cookie": cookie}, follow_redirects=False)
        assert answer.status_code == 303


def test_without_accounts_the_owner_needs_no_sign_in(client: Client) -> None:
    assert client.get("/").status_code == 200
    assert "Sign out" not in client.get("/").text


def test_an_auditor_verifies_the_trail_on_its_page(inside: Callable[[str], Client], guarded: Desk) -> None:
    guarded.trail = new_trail()
    said = "The chain of the whole trail holds"
    auditor = inside("auditor")
    assert said not in auditor.get("/audit").text
    assert said in auditor.get("/audit?verify=1").text
    assert inside("reader").get("/audit?verify=1").status_code == 403


def test_what_was_written_on_a_page_stays_when_the_session_has_ended(stranger: Client) -> None:
    """What a page sends by itself is answered in its place, and leads nowhere else."""
    form = {"_csrf_token": token_of(stranger), "text": "what was written"}
    answer = stranger.post("/draft/d-1/save", data=form, headers={"hx-request": "true"}, follow_redirects=False)
    assert (answer.status_code, "hx-redirect" in answer.headers, "location" in answer.headers) == (401, False, False)
    assert (answer.headers["hx-retarget"], answer.headers["hx-reselect"]) == ("#notice", ".fault")
    assert "Your session has ended" in answer.text
    assert "what was written" not in answer.text


def test_a_button_pressed_when_the_session_has_ended_leads_to_signing_in(stranger: Client) -> None:
    token = re.search(r'"x-csrftoken": "([0-9a-f]+)"', stranger.get("/sign-in").text)
    assert token is not None
    form = {"_csrf_token": token[1], "telegram": "15BELISAR12", "step": "read"}
    pressed = stranger.post("/inbox/mark", data=form, headers={"accept": "text/html,*/*;q=0.8"}, follow_redirects=False)
    assert (pressed.status_code, pressed.headers["location"]) == (303, "/sign-in")
    assert stranger.post("/inbox/mark", data=form, follow_redirects=False).status_code == 401
