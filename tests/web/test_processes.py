"""A desk on several processes answers as one on a single process does, and only one of them writes."""

from __future__ import annotations

import json
import os
import re
import resource
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import TextIO

import httpx
import pytest
from litestar.routes import HTTPRoute
from litestar.testing import TestClient

from legation.app import open_house
from legation.services.accounts.accounts import OWNS
from legation.web.pages import make_app
from legation.web.processes import _listening

from .provider import CLIENT, SECRET, Server


@contextmanager
def desk(archive: Path, processes: int, *options: str, log: Path | None = None) -> Iterator[tuple[str, int]]:
    """Its address and the number of the process that writes; what it says on standard error goes to ``log``."""
    command = [sys.executable, "-m", "legation", "serve", "--archive", str(archive)]
    errors = log.open("w") if log is not None else None
    server = subprocess.Popen(
        [*command, "--port", "0", "--processes", str(processes), *options],
        stdout=subprocess.PIPE,
        stderr=errors,
        text=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )
    try:
        assert server.stdout is not None
        told = re.search(r"http://\S+", server.stdout.readline())
        assert told is not None
        _wait(told[0])
        yield told[0], server.pid
    finally:
        server.terminate()
        server.communicate(timeout=30)
        if errors is not None:
            errors.close()


@pytest.mark.parametrize("processes", [1, 2])
def test_a_desk_without_descriptors_says_so_in_a_line_a_second_and_answers_again(
    made_sample: Path, tmp_path: Path, processes: int
) -> None:
    archive, log = tmp_path / "archive", tmp_path / "log"
    shutil.copytree(made_sample, archive)
    with _limited(archive, processes, log) as address:
        host, port = address.removeprefix("http://").split(":")
        with ExitStack() as idle:
            for _ in range(120 * processes):
                idle.enter_context(socket.create_connection((host, int(port)), timeout=5))
            time.sleep(2.5)
        _wait(address)
    told = log.read_text().splitlines()
    assert 1 <= len(told) <= 5 * processes
    for line in told:
        assert re.fullmatch(r"a connection waits: .* open as it may: raise the limit of open files .*", line)


def test_a_desk_without_descriptors_answers_again_though_nobody_reads_what_it_tells(
    made_sample: Path, tmp_path: Path
) -> None:
    archive = tmp_path / "archive"
    shutil.copytree(made_sample, archive)
    reads, writes = os.pipe()
    os.set_blocking(writes, False)
    with suppress(BlockingIOError):
        while True:
            os.write(writes, b"." * 4096)
    os.set_blocking(writes, True)
    with os.fdopen(reads), os.fdopen(writes, "w") as full, _limited(archive, 1, full) as address:
        host, port = address.removeprefix("http://").split(":")
        with ExitStack() as idle:
            for _ in range(120):
                idle.enter_context(socket.create_connection((host, int(port)), timeout=5))
            time.sleep(1.5)
        _wait(address)


@contextmanager
def _limited(archive: Path, processes: int, log: Path | TextIO) -> Iterator[str]:
    """The address of a desk of which each process may have 90 files open."""
    words = ["serve", "--archive", str(archive), "--port", "0", "--processes", str(processes)]
    with ExitStack() as stack:
        server = subprocess.Popen(
            [sys.executable, "-m", "legation", *words],
            stdout=subprocess.PIPE,
            stderr=stack.enter_context(log.open("w")) if isinstance(log, Path) else log,
            text=True,
            env={**os.environ, "PYTHONUNBUFFERED": "1"},
            preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (90, 90)),
        )
        stack.callback(server.communicate, timeout=30)
        stack.callback(server.kill)
        assert server.stdout is not None
        told = re.search(r"http://\S+", server.stdout.readline())
        assert told is not None
        _wait(told[0])
        yield told[0]
        server.terminate()
        server.wait(timeout=30)


@pytest.mark.parametrize("told", [signal.SIGTERM, signal.SIGINT])
@pytest.mark.parametrize("processes", [1, 2])
def test_a_desk_that_is_told_to_end_clears_away_what_it_made(
    made_sample: Path, tmp_path: Path, told: int, processes: int
) -> None:
    archive, room = tmp_path / "archive", tmp_path / "room"
    shutil.copytree(made_sample, archive)
    room.mkdir()
    words = ["serve", "--archive", str(archive), "--port", "0", "--processes", str(processes)]
    server = subprocess.Popen(
        [sys.executable, "-m", "legation", *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1", "TMPDIR": str(room)},
        # A program that was begun in the background may have been told to pass by Ctrl-C.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )
    assert server.stdout is not None
    address = re.search(r"http://\S+", server.stdout.readline())
    assert address is not None
    _wait(address[0])
    assert [*room.iterdir()]
    server.send_signal(told)
    _, errors = server.communicate(timeout=30)
    assert (server.returncode, errors, [*room.iterdir()]) == (0, "", [])
    with open_house(archive, write=True):  # nobody holds its lock
        pass


def test_what_a_killed_desk_left_goes_with_the_next_start(
    made_sample: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    room = tmp_path / "room"
    room.mkdir()
    monkeypatch.setenv("TMPDIR", str(room))
    for name in ("archive", "another"):
        shutil.copytree(made_sample, tmp_path / name)
    with desk(tmp_path / "another", 1):
        [used] = room.iterdir()
        with desk(tmp_path / "archive", 1) as (_, pid):
            [left] = set(room.iterdir()) - {used}
            os.kill(pid, signal.SIGKILL)
        assert left.exists()
        with desk(tmp_path / "archive", 1):
            assert used.exists()
            assert not left.exists()


def test_a_program_that_starts_a_desk_is_told_its_address(made_sample: Path, tmp_path: Path) -> None:
    archive = tmp_path / "archive"
    shutil.copytree(made_sample, archive)
    words = ["serve", "--archive", str(archive), "--port", "0", "--json"]
    server = subprocess.Popen(
        [sys.executable, "-m", "legation", *words],
        stdout=subprocess.PIPE,
        text=True,
        env={name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"},
    )
    try:
        assert server.stdout is not None
        told = json.loads(server.stdout.readline())
        assert told["archive"] == str(archive)
        # Whoever was told connects at once, and waits for the answer.
        assert httpx.get(f"{told['address']}/search", timeout=60).status_code == 200
    finally:
        server.terminate()
        assert server.communicate(timeout=30)[0] == ""


def _wait(address: str) -> None:
    for _ in range(300):
        try:
            httpx.get(f"{address}/search")
        except httpx.TransportError:
            time.sleep(0.05)
        else:
            return
    raise AssertionError("the desk did not answer")


def _children(pid: int) -> list[int]:
    return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def test_a_header_without_end_is_refused_whatever_is_installed(
    made_sample: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(made_sample, tmp_path / "archive")
    # What reads requests in its stead where it is installed; this one can read none.
    (tmp_path / "beside").mkdir()
    (tmp_path / "beside" / "httptools.py").write_text("")
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(tmp_path / "beside"), os.environ.get("PYTHONPATH", "")]))
    with desk(tmp_path / "archive", 1) as (address, _):
        assert httpx.get(f"{address}/search").status_code == 200
        assert httpx.get(f"{address}/search", headers={"X-More": "a" * 10_000}).status_code == 200
        with socket.create_connection(("127.0.0.1", int(address.rpartition(":")[2]))) as connection:
            try:
                connection.sendall(
                    b"GET /search HTTP/1.1\r\nHost: 127.0.0.1\r\nX-More: " + b"a" * 1_000_000 + b"\r\n\r\n"
                )
                answer = connection.recv(100)
            except ConnectionError:  # it was closed before all was sent
                answer = b""
        assert answer == b"" or answer.startswith(b"HTTP/1.1 400 ")


@pytest.fixture(scope="module")
def served(made_sample: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, int]]:
    archive = tmp_path_factory.mktemp("served") / "archive"
    shutil.copytree(made_sample, archive)
    with desk(archive, 3) as told:
        yield told


def test_each_process_answers_alike_and_what_one_writes_all_see(served: tuple[str, int]) -> None:
    address, _ = served
    answers = set()
    for _ in range(12):  # each on a connection of its own, so that they are dealt out
        page = httpx.get(f"{address}/search", params={"q": "training"}).text
        answers.add(re.sub(r'"x-csrftoken": "[^"]*"', "", page))
    assert len(answers) == 1
    for number in range(12):
        with httpx.Client(base_url=address) as browser:
            page = browser.get("/saved").text
        token = re.search(r'"x-csrftoken": "([^"]+)"', page)
        assert token is not None
        # A new connection may come to another process than the one that gave the form.
        with httpx.Client(base_url=address, cookies=browser.cookies) as again:
            kept = again.post(
                "/saved/add", data={"name": f"kept {number}", "query": "training", "_csrf_token": token[1]}
            )
            assert kept.status_code == 303, kept.text
        assert f"kept {number}" in httpx.get(f"{address}/saved").text


def test_a_form_without_its_token_is_refused_by_every_process(served: tuple[str, int]) -> None:
    address, _ = served
    for _ in range(8):
        assert httpx.post(f"{address}/saved/add", data={"name": "a", "query": "b"}).status_code == 403


def test_a_single_sign_on_ends_in_whatever_process_it_comes_back_to(made_sample: Path, tmp_path: Path) -> None:
    archive = tmp_path / "archive"
    shutil.copytree(made_sample, archive)
    server = Server()
    (archive / "sign-in.toml").write_text(
        f'[provider]\nissuer = "{server.issuer}"\nclient = "{CLIENT}"\nsecret = "{SECRET}"\n'
        'address = "http://127.0.0.1/sign-in/return"\n[[rule]]\nclaim = "groups"\nvalue = "desk-officers"\n'
    )
    try:
        with desk(archive, 3) as (address, _), ExitStack() as opened:
            # Each holds its connection, so that each is dealt to another process.
            three = [opened.enter_context(httpx.Client(base_url=address)) for _ in range(3)]
            for one in three:
                one.get("/healthz")
            for at, one in enumerate(three):
                away = one.get("/sign-in/single")
                state, code = server.authorize(away.headers["location"])
                other = three[(at + 1) % 3]
                other.cookies = one.cookies
                back = other.get("/sign-in/return", params={"state": state, "code": code})
                assert back.status_code == 303, at
                assert other.get("/search").status_code == 200
    finally:
        server.close()
    with open_house(archive) as house:
        assert house.trail is not None
        assert len(house.accounts.all(OWNS)) == 1


def test_a_request_of_two_lengths_has_one(served: tuple[str, int]) -> None:
    port = int(served[0].rpartition(":")[2])
    asked = (
        b"POST /saved/add HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 50\r\nTransfer-Encoding: chunked\r\n\r\n"
        b"0\r\n\r\nGET /accounts HTTP/1.1\r\n"
    )
    for _ in range(6):  # each on a connection of its own, so that they are dealt out
        with socket.create_connection(("127.0.0.1", port)) as connection:
            connection.sendall(asked)
            assert connection.recv(100).startswith(b"HTTP/1.1 403 ")


@pytest.mark.parametrize("asked", [b"CONNECT elsewhere:80", b"POST saved/add", b"POST http:///saved/add", b"POST *"])
def test_what_asks_for_no_page_is_refused_and_fails_nowhere(served: tuple[str, int], asked: bytes) -> None:
    port = int(served[0].rpartition(":")[2])
    for _ in range(4):
        with socket.create_connection(("127.0.0.1", port)) as connection:
            connection.sendall(asked + b" HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 0\r\n\r\n")
            assert connection.recv(100).startswith(
                (b"HTTP/1.1 400 ", b"HTTP/1.1 403 ", b"HTTP/1.1 404 ", b"HTTP/1.1 405 ")
            )


def test_without_a_proxy_nobody_is_believed(served: tuple[str, int]) -> None:
    told = {"X-Forwarded-Proto": "https", "X-Forwarded-For": "192.0.2.7"}
    for _ in range(6):
        assert "strict-transport-security" not in httpx.get(f"{served[0]}/search", headers=told).headers


def test_one_less_goes_on_and_without_the_one_that_writes_all_end(sample: Path) -> None:
    with desk(sample, 3) as (address, writer):
        first, second = _children(writer)
        os.kill(first, signal.SIGKILL)
        time.sleep(0.2)
        for _ in range(8):
            assert httpx.get(f"{address}/search").status_code == 200
        os.kill(writer, signal.SIGKILL)
        for _ in range(100):
            if not _runs(second):
                return
            time.sleep(0.1)
        raise AssertionError("a process outlived the one that writes")


def test_an_address_in_use_is_refused_with_a_way_out(served: tuple[str, int], tmp_path: Path) -> None:
    port = served[0].rpartition(":")[2]
    command = [sys.executable, "-m", "legation", "serve", "--archive", str(tmp_path / "b"), "--port", port]
    refused = subprocess.run([*command, "--processes", "2"], capture_output=True, text=True, timeout=60)
    assert refused.returncode == 2, refused.stderr
    assert "choose another --port" in refused.stderr
    assert refused.stderr.count("\n") == 1


def _runs(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_an_answer_is_sent_at_once() -> None:
    """The event loop turns waiting off (TCP_NODELAY) for this protocol alone; what a socket accepts is like it."""
    listening = _listening("127.0.0.1", 0)
    assert (listening.type, listening.proto) == (socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listening.close()


def test_connections_are_dealt_out_alike(served: tuple[str, int]) -> None:
    """Each to the process that has fewest; those of one that has ended go to the others."""
    address, writer = served
    host, _, port = address.removeprefix("http://").rpartition(":")
    every = [writer, *_children(writer)]
    before = [_connections(pid) for pid in every]
    held = []
    for _ in range(9):  # of one program at once, as a browser or a gate makes them
        held.append(socket.create_connection((host, int(port))))
        held[-1].sendall(b"GET /static/desk.css HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
    for one in held:
        assert one.recv(9).startswith(b"HTTP/1.1 ")
    assert [_connections(pid) - some for pid, some in zip(every, before, strict=True)] == [3, 3, 3]
    for one in held:
        one.close()


def _connections(pid: int) -> int:
    """Open TCP connections of a process."""
    named = (str(one.readlink()) for one in Path(f"/proc/{pid}/fd").iterdir())
    own = {name.removeprefix("socket:[").rstrip("]") for name in named if name.startswith("socket:[")}
    rows = [row.split() for row in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    return sum(row[9] in own and row[3] == "01" for row in rows)


def test_a_process_that_only_reads_answers_every_page(made_sample: Path, sample: Path) -> None:
    named = {"name": "15BELISAR12", "mrn": "15FOROFF467", "dialogue": "xv-xt", "post": "BELISAR", "year": "2015"}
    named |= {"entity": "objective", "which": "1", "number": "1", "overview": "matrix", "plot": "timeline"}
    with open_house(made_sample) as reads, open_house(sample, write=True) as writes:
        answers = []
        for house in (reads, writes):
            with TestClient(make_app(house), base_url="http://127.0.0.1:8000") as browser:
                asked = sorted(
                    re.sub(r"\{(\w+)[^}]*\}", lambda found: named.get(found[1], found[1]), route.path)
                    for route in browser.app.routes
                    if isinstance(route, HTTPRoute) and "GET" in route.methods
                )
                answers.append({path: browser.get(path, follow_redirects=False).status_code for path in asked})
        assert answers[0] == answers[1]
        assert sum(status == 200 for status in answers[0].values()) >= 40
        assert not {path: status for path, status in answers[0].items() if status >= 500}
