"""Tools of the Model Context Protocol, each with how it is asked."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from mcp.server.fastmcp import FastMCP
from mcp.server.fastmcp.exceptions import ToolError

from legation.core.marking import Reader
from legation.mcp.server import make_server

from .asking import Asker, Request, told
from .pages import Door
from .worlds import Side

Row: TypeAlias = Callable[[Asker], dict[str, Any]]


def _day(ask: Asker) -> str:
    return str(ask.one(ask.day(), "2024-01-01", "2030-01-01", "0001-01-01", "soon"))


ROWS: Mapping[str, Row] = {
    "search": lambda a: {
        "query": a.query(),
        "limit": a.one(1, 5, 100),
        **a.some(after=a.cursor(), newest=a.one(True, False)),
    },
    "telegram": lambda a: {"name": a.name()},
    "thread": lambda a: {"name": a.name(), **a.some(depth=a.one(1, 2, 5), as_of=_day(a))},
    "gaps": lambda a: a.some(
        within=a.one(a.beginning(), a.numbers()), limit=a.one(1, 20), after=a.missing(), as_of=_day(a)
    ),
    "annotations": lambda a: a.some(
        keyword=a.one("", "charts"), by=a.one("", "owner"), limit=a.one(1, 20), after=a.annotation()
    ),
    "dialogues": lambda a: a.some(as_of=_day(a)),
    "board": lambda a: {"dialogue": a.dialogue(), **a.some(as_of=a.day())},
    "story": lambda a: {"dialogue": a.dialogue(), "about": a.thing()},
    "propose": lambda a: {"name": a.name(), **a.some(dialogue=a.dialogue())},
    "note": lambda a: {"name": a.name(), "text": "compare the chart", **a.some(place=a.one("p1", "p9", "x"))},
}


def tools(side: Side) -> set[str]:
    """Every tool by its name, those that write too."""
    server = make_server(side.house, lambda: side.readers[0], write=True)
    return {tool.name for tool in asyncio.run(server.list_tools())}


def request(row: str, ask: Asker) -> Request:
    return Request(row, (), ROWS[row](ask))


class Program:
    """The tools over one side, and a program that asks them."""

    def __init__(self) -> None:
        self.door = Door()
        self._server: FastMCP = make_server(self.door, self._asks, write=True)  # type: ignore[arg-type]

    def _asks(self) -> Reader:
        assert self.door.asks is not None
        return self.door.asks

    def close(self) -> None:
        """Nothing of it is open."""

    def answer(self, side: Side, reader: Reader, asked: Request) -> tuple[str, bool]:
        """What the tool answers, and whether the house meant to answer so."""
        self.door.house, self.door.asks = side.house, reader
        try:
            _, value = asyncio.run(self._server.call_tool(asked.row, asked.named))  # type: ignore[misc]
        except ToolError as error:
            return f"ToolError: {error}", "the archive failed to answer" not in str(error)
        return told(value), True
