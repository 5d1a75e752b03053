"""Routes of the API: each asks what the row of its service asks, sent as a program sends it."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from typing import Any, TypeAlias
from urllib.parse import quote

import msgspec
from litestar.testing import TestClient

from legation.api.application import make_api
from legation.api.making import Operation
from legation.api.operations import OPERATIONS
from legation.core.marking import Reader

from . import services
from .asking import Asker, Request, in_words
from .pages import Door
from .worlds import Side

Asked: TypeAlias = tuple[str, str, dict[str, Any], Any]
"""Method, path, what stands after the ``?``, and the body."""


def _name(operation: Operation) -> str:
    return f"{operation.service}.{operation.asks.__name__}"


def _of_a_service(operation: Operation) -> Callable[[Asker], Asked]:
    names = [name for name in inspect.signature(operation.asks).parameters if name not in ("self", "reader", "who")]

    def ask(a: Asker) -> Asked:
        words, named = services.ROWS[_name(operation)](a)
        given = {**dict(zip(names, words, strict=False)), **named}
        told = {
            name: msgspec.to_builtins(value)
            for name, value in given.items()
            if value is not None and name not in ("everyone", "by") and name not in operation.fixed
        }
        if operation.takes is not None:
            taken = (*operation.takes, *(name for name in told if f"{{{name}}}" in operation.path))
            told = {name: value for name, value in told.items() if name in taken}
        path = operation.path
        for name in list(told):
            if f"{{{name}}}" in path:
                path = path.replace(f"{{{name}}}", quote(str(told.pop(name)) or "none", safe=""))
        if operation.method == "GET":
            return "GET", path, told, None
        return "POST", path, {}, told

    return ask


_BY_HAND: Mapping[tuple[str, str], Callable[[Asker], Asked]] = {
    ("GET", "/telegrams/{name}/text"): lambda a: ("GET", f"/telegrams/{quote(a.name(), safe='')}/text", {}, None),
    ("GET", "/telegrams/{name}/graph"): lambda a: (
        "GET",
        f"/telegrams/{quote(a.name(), safe='')}/graph",
        a.some(form=a.one("graphml", "gexf", "json"), depth=a.one(1, 2), as_of=a.one("2024-01-01", "2030-01-01")),
        None,
    ),
    ("GET", "/dialogues/{dialogue}/brief/{form}"): lambda a: (
        "GET",
        f"/dialogues/{a.dialogue()}/brief/{a.one('md', 'docx', 'pdf', 'odt')}",
        a.some(as_of=a.day(), kind="hand-over", since=a.day()),
        None,
    ),
    ("GET", "/dialogues/{dialogue}/story/{about}/brief/{form}"): lambda a: (
        "GET",
        f"/dialogues/{a.dialogue()}/story/{quote(a.one(a.thing(), a.dialogue()), safe='')}/brief"
        f"/{a.one('md', 'docx', 'pdf', 'odt')}",
        a.some(as_of=a.day()),
        None,
    ),
    ("GET", "/telegrams/{name}/citation"): lambda a: (
        "GET",
        f"/telegrams/{quote(a.name(), safe='')}/citation",
        a.some(place=a.one("p1", "p9")),
        None,
    ),
    ("GET", "/saved/{name}/feed"): lambda a: ("GET", f"/saved/{a.one('rockets', 'budget')}/feed", {}, None),
    ("GET", "/dialogues/{dialogue}/feed"): lambda a: ("GET", f"/dialogues/{a.dialogue()}/feed", {}, None),
    ("GET", "/calendar"): lambda a: ("GET", "/calendar", a.some(dialogue=a.dialogue()), None),
    ("GET", "/stream/search"): lambda a: ("GET", "/stream/search", {"query": a.query()}, None),
    ("GET", "/stream/telegrams"): lambda a: ("GET", "/stream/telegrams", a.some(query=a.query()), None),
    ("GET", "/audit/chain"): lambda _: ("GET", "/audit/chain", {}, None),
    ("GET", "/audit"): lambda a: (
        "GET",
        "/audit",
        a.some(since=a.day(), by=a.one("", "owner"), about=a.one("", "open"), limit=a.one(1, 3), before=a.one(1, 3)),
        None,
    ),
}

ROWS: dict[tuple[str, str], Callable[[Asker], Asked]] = {
    **{(one.method, one.path): _of_a_service(one) for one in OPERATIONS if _name(one) in services.ROWS},
    **_BY_HAND,
}

WITHOUT_ROW: dict[tuple[str, str], str] = {
    ("POST", "/ingest"): "answers with a tally of what was sent, as ingest.run does",
    ("POST", "/arrivals"): "answers what became of what was sent, as arrivals.take does",
    ("POST", "/hooks/rules"): "what may leave is said of no telegram",
    ("GET", "/hooks/rules"): "what may leave is said of no telegram",
    ("GET", "/profiles"): "the rules of distribution are no telegrams: whoever may change them sees them all",
    ("POST", "/accounts/{name}/change"): "accounts tell of no telegrams",
    ("GET", "/openapi.json"): "says what the API is, the same for everyone",
    **{
        (one.method, one.path): "accounts, rules of distribution and upkeep tell of no telegrams"
        for one in OPERATIONS
        if one.service in ("accounts", "profiles", "upkeep")
    },
}
"""Routes that need no row, each with the reason."""


class Program:
    """The API over one side, and a program that asks it."""

    def __init__(self) -> None:
        self.door = Door()
        self.app = make_api(self.door, a_minute=1_000_000)  # type: ignore[arg-type]
        self._client = TestClient(self.app, base_url="http://127.0.0.1:8000")
        self.client = self._client.__enter__()

    def close(self) -> None:
        self._client.__exit__(None, None, None)

    def answer(self, side: Side, reader: Reader, asked: Request) -> tuple[str, bool]:
        """Status, headers and body; whether the API meant to answer so."""
        self.door.house, self.door.asks = side.house, reader
        method, path, after, body = asked.words
        got = self.client.request(method, f"/api/v1{path}", params=after, json=body)
        told = {name: value for name, value in got.headers.items() if not name.startswith("ratelimit")}
        headers = [f"{name}: {value}" for name, value in sorted(told.items())]
        return "\n".join([str(got.status_code), *headers, "", in_words(got.content)]), got.status_code < 500


def request(row: tuple[str, str], ask: Asker) -> Request:
    return Request(" ".join(row), ROWS[row](ask))
