"""The page of webhooks, the alerts of a dialogue by webhook, and the receiver of the how-to page."""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from html import unescape
from pathlib import Path

import pytest

from legation.core.hook import HookRules, headers
from legation.core.marking import OWNER, UPKEEP
from legation.services.accounts.accounts import OWNS

from .traffic import Client, Desk

PAGE = Path(__file__).resolve().parents[2] / "docs" / "how-to" / "receive-webhooks.md"
ADDRESS = "https://93.184.216.34/alerts"


class Taking:
    def __init__(self) -> None:
        self.taken: list[bytes] = []

    def check(self, address: str, rules: HookRules) -> None:
        pass

    def post(self, address: str, sent: Mapping[str, str], body: bytes, rules: HookRules) -> int:
        self.taken.append(body)
        return 200


@pytest.fixture
def taking(desk: Desk) -> Taking:
    made = Taking()
    desk.hooks._post = made
    return made


def _token(client: Client) -> str:
    found = re.search(r'"x-csrftoken": "([0-9a-f]+)"', client.get("/hooks").text)
    assert found is not None
    return found[1]


def test_a_hook_from_registering_to_removing(
    client: Client, desk: Desk, post: Callable[..., str], taking: Taking
) -> None:
    assert 'href="/saved"' in client.get("/hooks").text
    desk.saved.add(OWNER, "talks <b>", "dialogue")
    form = {"_csrf_token": _token(client), "address": f"{ADDRESS}?<i>", "search": "talks <b>"}
    made = client.post("/hooks/add", data=form)
    assert made.status_code == 200
    secret = re.search(r"whsec_[A-Za-z0-9+/=]+", unescape(made.text))
    assert secret is not None
    assert made.headers["cache-control"] == "no-store"
    page = client.get("/hooks").text
    assert secret[0] not in unescape(page)
    assert "&lt;i&gt;" in page
    assert "<i>" not in page
    (hook,) = desk.hooks.all(OWNER)
    rotated = client.post("/hooks/rotate", data={"_csrf_token": _token(client), "hook": hook.id})
    assert "whsec_" in rotated.text
    assert "the secret before signs until" in rotated.text
    assert post("/hooks/try", hook=hook.id) == "/hooks"
    desk.hooks.send(UPKEEP)
    assert [json.loads(one)["type"] for one in taking.taken] == ["trial"]
    page = client.get("/hooks").text
    assert "a trial" in page
    assert "delivered" in page
    assert post("/hooks/remove", hook=hook.id) == "/hooks"
    assert desk.hooks.all(OWNER) == []
    assert client.post("/hooks/remove", data={"_csrf_token": _token(client), "hook": "none"}).status_code == 404


def test_a_hook_that_rests_says_why_and_is_woken(
    client: Client, desk: Desk, post: Callable[..., str], taking: Taking
) -> None:
    desk.saved.add(OWNER, "talks", "dialogue")
    made = desk.hooks.add(OWNER, ADDRESS, search="talks")
    desk.saved.remove(OWNER, "talks")
    desk.hooks.gather(UPKEEP)
    assert "is for is not there" in client.get("/hooks").text
    assert post("/hooks/wake", hook=made.hook.id) == "/hooks"
    assert desk.hooks.all(OWNER)[0].resting is None


def test_a_webhook_of_a_dialogue_bears_its_title(client: Client, desk: Desk, dialogue: str) -> None:
    desk.hooks.set_rules(OWNS, highest="CONFIDENTIAL")
    desk.hooks.add(OWNER, ADDRESS, dialogue=dialogue)
    page = client.get("/hooks").text
    assert '<td data-label="For">Veldria-Tarqand dialogue</td>' in page
    assert '<p class="banner level-confidential">CONFIDENTIAL</p>' in page


def test_an_administrator_says_what_may_leave(client: Client, desk: Desk, post: Callable[..., str]) -> None:
    assert post("/hooks/rules/set", highest="CONFIDENTIAL", plain="on", networks="10.0.0.0/8, 10.1.2.3") == (
        "/hooks/rules?saved=1"
    )
    assert desk.hooks.rules == HookRules(highest="CONFIDENTIAL", plain=True, networks=("10.0.0.0/8", "10.1.2.3"))
    page = client.get("/hooks/rules?saved=1").text
    assert "<option selected>CONFIDENTIAL" in page
    assert post("/hooks/rules/set", highest="UNCLASSIFIED") == "/hooks/rules?saved=1"
    assert desk.hooks.rules == HookRules()


def test_new_alerts_of_a_dialogue_are_sent_once_with_their_marking(desk: Desk, dialogue: str, taking: Taking) -> None:
    desk.hooks.set_rules(OWNS, highest="CONFIDENTIAL")
    desk.hooks.add(OWNER, ADDRESS, dialogue=dialogue)
    assert desk.hooks.gather(UPKEEP) == 0  # what stood before is not told

    def due(day: str) -> None:
        desk.dialogues.record(
            OWNER,
            dialogue,
            "commitment.undertake",
            f"boats-{day}",
            fields={"text": "two boats", "due": day, "by": "XT"},
            mrn="15BELISAR12",
        )

    due("2016-06-05")
    assert desk.hooks.gather(UPKEEP) == 1
    assert desk.hooks.gather(UPKEEP) == 0
    desk.hooks.send(UPKEEP)
    (said,) = map(json.loads, taking.taken)
    assert (said["type"], said["marking"]) == ("alert", "CONFIDENTIAL")
    told = said["data"]
    assert (told["rule"], told["on"], told["text"], told["marking"]) == ("due", "2016-06-05", "two boats", "C")
    assert told["sources"][0].startswith("15BELISAR12")
    assert dialogue not in taking.taken[0].decode()
    assert "Veldria" not in taking.taken[0].decode()
    assert [one.marking for one in desk.hooks.messages(OWNER)] == ["CONFIDENTIAL"]
    # One that no longer stands when its turn comes is not sent.
    due("2016-06-06")
    desk.hooks.gather(UPKEEP)
    (thing,) = [t for t in desk.dialogues.board(OWNER, dialogue).things.values() if t.due == "2016-06-06"]
    desk.dialogues.record(OWNER, dialogue, "commitment.complete", thing.id, mrn="15BELISAR12")
    desk.hooks.send(UPKEEP)
    assert len(taking.taken) == 1
    assert desk.hooks.messages(OWNER)[0].state == "withdrawn"


def test_the_receiver_of_the_page_takes_what_is_signed_and_nothing_else(tmp_path: Path) -> None:
    code = re.search(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    assert code is not None
    (tmp_path / "receiver.py").write_text(code[1], encoding="utf-8")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    secret = "whsec_" + "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="
    running = subprocess.Popen(
        [sys.executable, str(tmp_path / "receiver.py")],
        env={**os.environ, "WEBHOOK_SECRET": secret, "PORT": str(port)},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        _until_it_listens(port)
        from legation.outside.hooks import Poster

        rules = HookRules(plain=True, networks=("127.0.0.1",))
        body, now = b'{"type": "trial"}', int(time.time())
        for secrets, at, sent, status in (
            (["whsec_AAAA", secret], now, body, 204),
            ([secret], now, body + b" ", 400),
            ([secret], now - 3600, body, 400),
            (["whsec_AAAA"], now, body, 400),
        ):
            signed = headers(secrets, "one", at, body)
            assert Poster().post(f"http://127.0.0.1:{port}/", signed, sent, rules) == status
    finally:
        running.kill()
        told, _ = running.communicate()
    assert told == 'one {"type": "trial"}\n'


def _until_it_listens(port: int) -> None:
    waiting = threading.Event()
    for _ in range(500):
        with socket.socket() as asked:
            if asked.connect_ex(("127.0.0.1", port)) == 0:
                return
        waiting.wait(0.02)
    pytest.fail("the receiver does not listen")
