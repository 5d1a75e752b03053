"""Health, readiness, counts and lines of a running desk tell how it runs, and nothing of what it keeps."""

from __future__ import annotations

import gc
import json
import logging
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import msgspec
import pytest
import typer
from litestar.testing import TestClient
from tests.cli.whole import app
from typer.testing import CliRunner

from legation.app import open_house
from legation.cli.staying import settle
from legation.services.accounts.accounts import OWNS
from legation.web.operating import NO_ROUTE, Counts, Lines, Watch
from legation.web.pages import make_app

from .test_processes import desk as served_desk
from .traffic import Client, Desk

ROOT = Path(__file__).resolve().parents[2]
HOST = "http://127.0.0.1:8000"
PASSWORD = "twelve little boats"  # noqa: S105 - invented
# What the addresses below name or look for, and who asks.
TOLD = ("BELISAR", "zebrafish", "vera", "q=", "nowhere")


def over(desk: Desk, lines: list[dict[str, Any]] | None = None, client: str = "", **more: Any) -> Any:
    """The desk under watch, asked from ``client``."""
    counts = Counts()
    watch = Watch(make_app(desk, counts=counts, **more), counts, None if lines is None else lines.append)

    async def asked(scope: Any, receive: Any, send: Any) -> None:
        if client and scope["type"] == "http":
            scope["client"] = (client, 40000)
        await watch(scope, receive, send)

    return TestClient(asked, base_url=HOST)  # type: ignore[arg-type]


@pytest.fixture
def lines() -> list[dict[str, Any]]:
    return []


@pytest.fixture
def watched(desk: Desk, lines: list[dict[str, Any]]) -> Iterator[Client]:
    with over(desk, lines) as client:
        yield client


def ask_all(client: Client) -> None:
    for path in ("/telegram/15BELISAR12", "/search?q=zebrafish", "/nowhere/15BELISAR12", "/telegram/99BELISAR1"):
        client.get(path)
    client.request("ZEBRAFISH", "/")
    client.post("/dialogue", data={"telegram": "15BELISAR12"})


def test_it_lives_and_is_ready(watched: Client) -> None:
    assert (watched.get("/healthz").text, watched.get("/readyz").text) == ("ok\n", "ready\n")


def test_it_is_not_ready_when_the_archive_does_not_answer(
    desk: Desk, watched: Client, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(_key: str) -> str:
        raise OSError("15BELISAR12")

    monkeypatch.setattr(desk.notes, "note", broken)
    answer = watched.get("/readyz")
    assert (answer.status_code, answer.text) == (503, "not ready\n")
    assert watched.get("/healthz").status_code == 200
    assert "BELISAR" not in caplog.text
    assert "OSError" in caplog.text


def test_counts_are_by_route_and_name_nothing(watched: Client) -> None:
    ask_all(watched)
    answer = watched.get("/metrics")
    assert answer.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8"
    told = answer.text
    assert 'legation_requests_total{method="GET",route="/telegram/{name}",status="200"} 1.0' in told
    assert 'legation_requests_total{method="GET",route="/telegram/{name}",status="404"} 1.0' in told
    assert f'legation_requests_total{{method="GET",route="{NO_ROUTE}",status="404"}} 1.0' in told
    assert 'method="OTHER"' in told
    assert 'legation_request_seconds_count{method="GET",route="/search"} 1.0' in told
    for word in TOLD:
        assert word.lower() not in told.lower(), word


def test_a_line_for_each_request_names_nothing(watched: Client, lines: list[dict[str, Any]]) -> None:
    ask_all(watched)
    assert [(line["method"], line["route"], line["status"]) for line in lines] == [
        ("GET", "/telegram/{name}", 200),
        ("GET", "/search", 200),
        ("GET", NO_ROUTE, 404),
        ("GET", "/telegram/{name}", 404),
        ("OTHER", NO_ROUTE, 405),
        ("POST", "/dialogue", 403),
    ]
    assert len({line["request"] for line in lines}) == len(lines)
    for word in TOLD:
        assert word not in json.dumps(lines), word
    # A name that came with the request is not taken over: it could hold anything.
    answer = watched.get("/healthz", headers={"X-Request-ID": "15BELISAR12"})
    assert answer.headers.get_list("x-request-id") == [lines[-1]["request"]] != ["15BELISAR12"]


def test_what_the_program_says_is_a_line_without_the_words_of_a_fault(capsys: pytest.CaptureFixture[str]) -> None:
    told = logging.LogRecord("legation.web", logging.ERROR, __file__, 1, "it failed %s", ("there",), None)
    Lines().emit(told)
    try:
        raise ValueError("15BELISAR12")
    except ValueError:
        Lines().emit(logging.LogRecord("uvicorn.error", 40, __file__, 1, "zebrafish", (), sys.exc_info()))
    first, second = map(json.loads, capsys.readouterr().err.splitlines())
    assert (first["level"], first["says"]) == ("error", "it failed there")
    assert second["says"] == "ValueError"


@pytest.fixture
def guarded(desk: Desk) -> Desk:
    for role in ("reader", "administrator"):
        desk.accounts.add(OWNS, f"the-{role}", roles=[role])
    desk.accounts._people.change(
        "the-reader",
        lambda account: msgspec.structs.replace(account, password="kept"),  # noqa: S106
    )
    return desk


def test_counts_are_for_this_machine_or_for_who_may_operate(guarded: Desk) -> None:
    until = guarded.clock() + timedelta(days=1)
    key, _ = guarded.accounts.add_token(OWNS, "the-administrator", "x", until=until, actions=["operate"])
    other, _ = guarded.accounts.add_token(OWNS, "the-reader", "x", until=until)
    with ExitStack() as opened:
        near, far, behind = (
            opened.enter_context(over(guarded, client=client, gate=gate))
            for client, gate in (("127.0.0.1", False), ("192.0.2.7", False), ("127.0.0.1", True))
        )
        assert near.get("/metrics").status_code == 200
        assert near.get("/gaps.json").status_code == 401  # it is no way in to anything else
        for client in (far, behind):
            assert client.get("/metrics").status_code == 401
            assert client.get("/metrics", headers={"authorization": f"Bearer {key}"}).status_code == 200
            assert client.get("/metrics", headers={"authorization": f"Bearer {other}"}).status_code == 403
            assert client.get("/healthz").status_code == client.get("/readyz").status_code == 200


def test_served_behind_a_proxy_on_two_processes(made_sample: Path, tmp_path: Path) -> None:
    archive = tmp_path / "archive"
    shutil.copytree(made_sample, archive)
    with open_house(archive, write=True, people=True) as house:
        house.accounts.add(OWNS, "vera", roles=["administrator", "reader"], password=PASSWORD)
        until = house.clock() + timedelta(days=1)
        key, _ = house.accounts.add_token(OWNS, "vera", "x", until=until, actions=["operate"])
    written = tmp_path / "log"
    options = ("--proxy", "127.0.0.1", "--name", "desk.example", "--log")
    with served_desk(archive, 2, *options, log=written) as (address, _):
        safe = {"X-Forwarded-Proto": "https", "X-Forwarded-For": "192.0.2.7", "Host": "desk.example"}
        for _ in range(4):  # each on a connection of its own, to either process
            door = httpx.get(f"{address}/sign-in", headers=safe)
            token = re.search(r'name="_csrf_token" value="([0-9a-f]+)"', door.text)
            assert token is not None
            form = {"_csrf_token": token[1], "name": "vera", "password": PASSWORD}
            entered = httpx.post(f"{address}/sign-in/password", data=form, headers=safe, cookies=dict(door.cookies))
            assert entered.status_code == 303, entered.text
            for answer in (door, entered):
                assert answer.headers["strict-transport-security"]
                for cookie in answer.headers.get_list("set-cookie"):
                    assert "secure" in cookie.lower()
        for path, status in (("/healthz", 200), ("/api/v1/gaps", 401)):
            asked = httpx.head(f"{address}{path}")
            assert (asked.status_code, asked.content) == (status, b"")
        counted = httpx.get(f"{address}/metrics", headers={"authorization": f"Bearer {key}"})
        assert 'legation_requests_total{method="HEAD",route="/healthz",status="200"} 1.0' in counted.text
        assert 'legation_requests_total{method="POST",route="/sign-in/password",status="303"} 4.0' in counted.text
        assert httpx.get(f"{address}/metrics").status_code == 401
        plain = httpx.get(f"{address}/sign-in")
        assert "strict-transport-security" not in plain.headers
        assert "server" not in plain.headers
    told = [json.loads(line) for line in written.read_text().splitlines()]
    assert sum(line.get("route") == "/sign-in/password" for line in told) == 4
    assert "vera" not in written.read_text()
    trail = subprocess.run(
        [sys.executable, "-m", "legation", "audit", "--archive", str(archive), "--json"],
        capture_output=True,
        text=True,
        check=True,
    )
    entries = [json.loads(line) for line in trail.stdout.splitlines()]
    assert {one["fields"]["address"] for one in entries if one["did"] == "signed in"} == {"192.0.2.7"}


@pytest.mark.parametrize("given", ["*", "desk.example", "10.0.0.1/8", ""])
def test_a_proxy_is_an_address(tmp_path: Path, given: str) -> None:
    refused = CliRunner().invoke(app, ["serve", "--archive", str(tmp_path / "a"), "--proxy", given])
    assert refused.exit_code == 2
    assert "is no address of a proxy" in refused.stderr


def test_without_accounts_the_desk_stands_behind_no_proxy(tmp_path: Path) -> None:
    refused = serve(tmp_path, "--port", "0", "--proxy", "127.0.0.1")
    assert refused.returncode == 2
    assert "for this machine alone" in refused.stderr


def serve(folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "legation", "serve", "--archive", str(folder / "a"), *options]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)


def test_the_files_of_deploy_call_the_program_as_it_is() -> None:
    commands: Any = typer.main.get_command(app)
    known = {option for parameter in commands.commands["serve"].params for option in parameter.opts}
    unit = (ROOT / "deploy" / "legation.service").read_text()
    container = (ROOT / "deploy" / "Containerfile").read_text()
    started = re.search(r"^ExecStart=\S+/legation serve (.+)$", unit, re.MULTILINE)
    served = re.search(r'^CMD (\["serve".+\])$', container, re.MULTILINE)
    assert started is not None
    assert served is not None
    for words in (shlex.split(started[1]), json.loads(served[1])):
        options = [word for word in words if word.startswith("--")]
        assert options
        assert set(options) <= known


def test_a_process_that_serves_leaves_what_is_loaded_alone() -> None:
    before = gc.get_threshold()
    gc.set_threshold(700, 10, 10)  # another test of the same process may have settled
    try:
        settle()
        assert gc.get_freeze_count() > 0
        assert gc.get_threshold()[0] > 700
    finally:
        gc.unfreeze()
        gc.set_threshold(*before)
