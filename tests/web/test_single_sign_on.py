"""Single sign-on against a real provider, sound and lying."""

from __future__ import annotations

import json
import time
import tracemalloc
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from joserfc import jwt
from litestar.testing import TestClient
from tests.stores import services_of

from legation.core.accounts import Identity
from legation.core.errors import ArchiveError
from legation.services.accounts.accounts import OWNS
from legation.web.pages import make_app
from legation.web.single_sign_on import load_provider

from .provider import CLIENT, SECRET, Claims, Server
from .traffic import Client, Desk

RULE = '\n[[rule]]\nclaim = "groups"\nvalue = "desk-officers"\nroles = ["desk"]\nclearance = "CONFIDENTIAL"\n'


@pytest.fixture
def server() -> Iterator[Server]:
    made = Server()
    yield made
    made.close()


def config(server: Server, *more: str) -> str:
    return (
        f'[provider]\nissuer = "{server.issuer}"\nclient = "{CLIENT}"\nsecret = "{SECRET}"\n'
        'address = "http://127.0.0.1:8000/sign-in/return"\n' + "".join(more)
    )


@pytest.fixture
def browser(desk: Desk, server: Server, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Client]:
    file = tmp_path / "sign-in.toml"
    file.write_text(config(server, getattr(request, "param", "")))
    app = make_app(desk, provider=load_provider(file))
    with TestClient(app, base_url="http://127.0.0.1:8000") as client:
        yield client


def sign_in(browser: Client, server: Server, wanted: str = "/gaps") -> tuple[int, str]:
    """Go there and back as a browser does: the status, and where it leads."""
    away = browser.get("/sign-in/single", params={"next": wanted}, follow_redirects=False)
    assert away.status_code == 303
    state, code = server.authorize(away.headers["location"])
    back = browser.get("/sign-in/return", params={"state": state, "code": code}, follow_redirects=False)
    return back.status_code, back.headers.get("location", "")


def is_inside(browser: Client) -> bool:
    return browser.get("/search", follow_redirects=False).status_code == 200


def known(desk: Desk, server: Server) -> None:
    desk.accounts.add(OWNS, "nadia", identity=Identity(issuer=server.issuer, subject="subject-1"))


def test_a_subject_with_an_account_comes_in(browser: Client, server: Server, desk: Desk) -> None:
    known(desk, server)
    assert not is_inside(browser)
    assert sign_in(browser, server) == (303, "/gaps")
    assert is_inside(browser)
    assert "nadia" in browser.get("/gaps").text


def test_a_subject_nobody_knows_gets_nothing(browser: Client, server: Server, desk: Desk) -> None:
    assert sign_in(browser, server)[0] == 401
    assert not is_inside(browser)
    assert desk.accounts.all(OWNS) == []


@pytest.mark.parametrize("browser", [RULE], indirect=True)
def test_a_rule_gives_an_account_and_takes_it_back(browser: Client, server: Server, desk: Desk) -> None:
    assert sign_in(browser, server)[0] == 303
    [made] = desk.accounts.all(OWNS)
    assert (made.name, made.roles, made.rank) == ("nadia", ("desk",), 3)
    server.claims["groups"] = ["gardeners"]
    assert sign_in(browser, server)[0] == 401


@pytest.mark.parametrize("browser", [RULE], indirect=True)
def test_a_rule_takes_over_no_account(browser: Client, server: Server, desk: Desk) -> None:
    desk.accounts.add(OWNS, "nadia", roles=["administrator"])
    assert sign_in(browser, server)[0] == 401
    desk.accounts.disable(OWNS, "nadia")
    assert sign_in(browser, server)[0] == 401
    for name in ("owner", "../x", "UPKEEP", "a b"):
        server.claims["preferred_username"] = name
        assert sign_in(browser, server)[0] == 401
    assert [account.roles for account in desk.accounts.all(OWNS)] == [("administrator",)]


@pytest.mark.parametrize("browser", [RULE], indirect=True)
def test_a_disabled_account_does_not_come_in_under_another_name(browser: Client, server: Server, desk: Desk) -> None:
    """What somebody is called is theirs to choose at many a provider; who they are is not."""
    assert sign_in(browser, server)[0] == 303
    desk.accounts.disable(OWNS, "nadia")
    server.claims["preferred_username"] = "nadia.2"
    assert sign_in(browser, server)[0] == 401
    assert not is_inside(browser)
    assert [account.name for account in desk.accounts.all(OWNS)] == ["nadia"]
    # Who was given another account by hand has that one.
    identity = Identity(issuer=server.issuer, subject="subject-1")
    desk.accounts.add(OWNS, "nadia.3", identity=identity)
    assert sign_in(browser, server)[0] == 303


@pytest.mark.parametrize("browser", [RULE], indirect=True)
def test_what_a_rule_gave_is_taken_back_wherever_it_is_in_use(browser: Client, server: Server, desk: Desk) -> None:
    assert sign_in(browser, server)[0] == 303
    until = desk.accounts._now() + timedelta(days=9)
    key, _ = desk.accounts.add_token(OWNS, "nadia", "notebook", until=until)
    server.claims["groups"] = ["gardeners"]
    assert sign_in(browser, server)[0] == 401
    assert not is_inside(browser)
    held = desk.accounts.bearer(key)
    assert held is not None
    assert not held.may("read")
    server.claims["groups"] = ["desk-officers"]
    assert sign_in(browser, server)[0] == 303
    assert is_inside(browser)


def test_a_disabled_account_stays_out(browser: Client, server: Server, desk: Desk) -> None:
    known(desk, server)
    desk.accounts.disable(OWNS, "nadia")
    assert sign_in(browser, server)[0] == 401


LIES: dict[str, Callable[[Claims], Claims]] = {
    "another issuer": lambda claims: {**claims, "iss": "https://elsewhere.example"},
    "another audience": lambda claims: {**claims, "aud": "another-desk"},
    "meant for another of several": lambda claims: {**claims, "aud": [CLIENT, "other"], "azp": "other"},
    "asked for by another": lambda claims: {**claims, "azp": "other"},
    "another nonce": lambda claims: {**claims, "nonce": "of-another-time"},
    "no nonce": lambda claims: {name: value for name, value in claims.items() if name != "nonce"},
    "run out": lambda claims: {**claims, "exp": int(time.time()) - 3600},
    "never runs out": lambda claims: {name: value for name, value in claims.items() if name != "exp"},
    "of the future": lambda claims: {**claims, "iat": int(time.time()) + 3600},
    "another subject": lambda claims: {**claims, "sub": "subject-2"},
    "no subject": lambda claims: {name: value for name, value in claims.items() if name != "sub"},
    "a subject that is a list": lambda claims: {**claims, "sub": ["subject-1"]},
}


@pytest.mark.parametrize("lie", LIES)
def test_a_token_that_lies_lets_nobody_in(browser: Client, server: Server, desk: Desk, lie: str) -> None:
    known(desk, server)
    server.alter = LIES[lie]
    assert sign_in(browser, server)[0] == 401
    assert not is_inside(browser)


@pytest.mark.parametrize("how", ["signed_by_another", "unsigned", "keyed_by_the_public_key"])
def test_a_token_that_is_not_signed_by_the_provider_lets_nobody_in(
    browser: Client, server: Server, desk: Desk, how: str
) -> None:
    known(desk, server)
    server.sign = getattr(server, how)
    assert sign_in(browser, server)[0] == 401
    assert not is_inside(browser)


def test_another_browser_and_a_second_time_do_not_work(browser: Client, server: Server, desk: Desk) -> None:
    known(desk, server)
    away = browser.get("/sign-in/single", follow_redirects=False)
    state, code = server.authorize(away.headers["location"])
    handshake = browser.cookies.get("legation-handshake")
    browser.cookies.delete("legation-handshake")  # as a browser that was handed somebody else's address
    asked = {"state": state, "code": code}
    assert browser.get("/sign-in/return", params=asked, follow_redirects=False).status_code == 401
    assert handshake
    browser.cookies.set("legation-handshake", handshake)
    wrong = {**asked, "state": "x" * 43}
    assert browser.get("/sign-in/return", params=wrong, follow_redirects=False).status_code == 401
    browser.cookies.set("legation-handshake", handshake)  # once failed, it is used up
    assert browser.get("/sign-in/return", params=asked, follow_redirects=False).status_code == 401
    assert not is_inside(browser)


def test_what_anybody_can_send_does_not_fill_the_trail(browser: Client, server: Server, desk: Desk) -> None:
    noted: list[tuple[object, ...]] = []
    services_of(desk)  # made without a trail
    desk.trail = SimpleNamespace(note=lambda *told, **_: noted.append(told))  # type: ignore[assignment]
    for secret in ("", "made-up"):
        browser.cookies.set("legation-handshake", secret)
        back = browser.get("/sign-in/return", params={"state": "x", "code": "y"}, follow_redirects=False)
        assert back.status_code == 401
    assert noted == []
    assert sign_in(browser, server)[0] == 401  # of a subject whom nobody knows
    assert noted == [("", "sign-in failed")]


def test_who_calls_the_sign_on_again_and_again_does_not_make_the_desk_call_the_provider(
    browser: Client, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(9):
        assert browser.get("/sign-in/single", follow_redirects=False).status_code == 303
    assert server.asked == 1
    monkeypatch.setattr("legation.web.single_sign_on._TOLD_SECONDS", -1.0)
    monkeypatch.setattr(time, "monotonic", lambda now=time.monotonic: now() + 61.0)
    for _ in range(2):  # and what it says of itself is asked for anew
        assert browser.get("/sign-in/single", follow_redirects=False).status_code == 303
    assert server.asked == 3


def test_a_provider_that_speaks_for_another_is_not_used(browser: Client, server: Server) -> None:
    server.speaks_for = "https://elsewhere.example"
    assert browser.get("/sign-in/single", follow_redirects=False).status_code == 503


@pytest.mark.parametrize("address", ["https://[id.example/", "https://\0/", "http://id.example/", ""])
def test_a_provider_whose_address_is_none_is_not_used(browser: Client, server: Server, address: str) -> None:
    told = {**server.configuration(), "token_endpoint": address}
    server.bodies["/.well-known/openid-configuration"] = json.dumps(told).encode()
    assert browser.get("/sign-in/single", follow_redirects=False).status_code == 503


@pytest.mark.parametrize(
    "text",
    [
        '[provider]\nissuer = "https://[id.example"\nclient = "x"\naddress = "https://desk.example/"\n',
        "[provider",
        "[provider]\n",
        '[provider]\nissuer = "http://id.example"\nclient = "x"\naddress = "https://desk.example/"\n',
        '[provider]\nissuer = "https://id.example"\nclient = "x"\naddress = "http://desk.example/"\n',
        '[provider]\nissuer = "https://id.example"\nclient = "x"\naddress = "https://d.example/"\ncolour = "red"\n',
        '[provider]\nissuer = "https://id.example"\nclient = "x"\naddress = "https://d.example/"\n'
        '[[rule]]\nclaim = "g"\nvalue = "v"\nroles = ["king"]\n',
        '[provider]\nissuer = "https://id.example"\nclient = "x"\naddress = "https://d.example/"\n'
        '[[rule]]\nclaim = "g"\nvalue = "v"\nclearance = "ZEBRA"\n',
    ],
)
def test_a_wrong_file_is_refused(tmp_path: Path, text: str) -> None:
    file = tmp_path / "sign-in.toml"
    file.write_text(text)
    with pytest.raises(ArchiveError, match=r"sign-in\.toml"):
        load_provider(file)


def test_without_a_file_there_is_no_single_sign_on(tmp_path: Path) -> None:
    assert load_provider(tmp_path / "sign-in.toml") is None


@pytest.mark.parametrize("path", ["/.well-known/openid-configuration", "/keys", "/token"])
@pytest.mark.parametrize("body", [b"[" * 200_000, b" " * 30_000_000 + b"{}"], ids=["deep", "huge"])
def test_an_answer_of_a_provider_that_does_not_end_is_not_held(
    browser: Client, server: Server, desk: Desk, body: bytes, path: str
) -> None:
    known(desk, server)
    server.bodies[path] = body
    tracemalloc.start()
    try:
        if path.startswith("/.well"):
            assert browser.get("/sign-in/single", follow_redirects=False).status_code == 503
        else:
            assert sign_in(browser, server)[0] == 401
        assert tracemalloc.get_traced_memory()[1] < 20_000_000
    finally:
        tracemalloc.stop()
    server.bodies.clear()
    assert sign_in(browser, server)[0] == 303


def test_a_provider_that_takes_another_key_in_the_middle_is_believed_by_the_new_one(
    browser: Client, server: Server, desk: Desk
) -> None:
    known(desk, server)
    away = browser.get("/sign-in/single", follow_redirects=False)
    state, code = server.authorize(away.headers["location"])
    server.key, server.other_key = server.other_key, server.key
    assert browser.get("/sign-in/return", params={"state": state, "code": code}).status_code == 401
    server.sign = lambda claims: jwt.encode({"alg": "ES256", "kid": "b"}, claims, server.key)
    assert sign_in(browser, server)[0] == 303
