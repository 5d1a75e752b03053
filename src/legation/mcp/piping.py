"""Serving the tools over two pipes, a message a line, as a program does that starts this one.

The other side ends by closing what it asks by, and what it asked before is still answered. The SDK's own way drops
those answers, and waits for one more line when it is told to end.
"""

from __future__ import annotations

import asyncio
import os
import signal
import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import Future
from queue import SimpleQueue
from typing import TypeVar

import anyio
from anyio import CancelScope
from anyio.abc import TaskStatus
from anyio.streams.memory import MemoryObjectReceiveStream, MemoryObjectSendStream
from mcp.server.fastmcp import FastMCP
from mcp.shared.message import SessionMessage
from mcp.types import JSONRPCError, JSONRPCMessage, JSONRPCNotification, JSONRPCRequest, JSONRPCResponse
from pydantic import ValidationError

from legation.mcp.serving import LONGEST, NO_MESSAGE, TOO_LARGE, Wrong, error_told, what_is_wrong

R = TypeVar("R")
_CANCELLED = "notifications/cancelled"


def serve_pipes(server: FastMCP, asked: int, told: int) -> None:
    """Serve until the other side closes either. asked, told: the descriptors of what comes and of what goes.

    Raises OSError where one of them fails otherwise.
    """
    anyio.run(_Serving(asked, told).run, server)


class _Serving:
    def __init__(self, asked: int, told: int) -> None:
        self._lines = Lines(asked)
        self._told = told
        self._reading, self._writing = _Beside(), _Beside()
        self._due: Counter[str | int] = Counter()
        self._fault: OSError | None = None

    async def run(self, server: FastMCP) -> None:
        self._answered = asyncio.Condition()
        to_server, for_server = anyio.create_memory_object_stream[SessionMessage | Exception](0)
        from_server, for_other = anyio.create_memory_object_stream[SessionMessage](0)
        inner = server._mcp_server
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(self._read, to_server, tasks.cancel_scope)
            tasks.start_soon(self._write, for_other, tasks.cancel_scope)
            if threading.current_thread() is threading.main_thread():
                await tasks.start(_end_when_told, tasks.cancel_scope)
            await inner.run(for_server, from_server, inner.create_initialization_options())
            tasks.cancel_scope.cancel()
        if self._fault is not None:
            raise self._fault

    async def _read(self, to_server: MemoryObjectSendStream[SessionMessage | Exception], ending: CancelScope) -> None:
        """Hand over what is asked, until the other side closes the pipe and has its answers."""
        try:
            while (line := await self._reading.do(self._lines.next)) is not None:
                message = _message(line)
                if not isinstance(message, JSONRPCMessage):
                    await self._tell(error_told(message))
                    continue
                if isinstance(message.root, JSONRPCNotification) and message.root.method == _CANCELLED:
                    continue  # what was asked is answered all the same: the library would end with what it cancels
                if isinstance(message.root, JSONRPCRequest):
                    self._due[message.root.id] += 1
                await to_server.send(SessionMessage(message))
        except OSError as fault:
            self._end(ending, fault)
        except (anyio.BrokenResourceError, anyio.ClosedResourceError):
            return  # the server has ended
        async with self._answered:
            await self._answered.wait_for(lambda: not +self._due)
        await to_server.aclose()

    async def _write(self, for_other: MemoryObjectReceiveStream[SessionMessage], ending: CancelScope) -> None:
        try:
            async for held in for_other:
                told = held.message
                await self._tell(told.model_dump_json(by_alias=True, exclude_none=True).encode())
                if isinstance(told.root, JSONRPCResponse | JSONRPCError):
                    async with self._answered:
                        self._due[told.root.id] -= 1
                        self._answered.notify_all()
        except OSError as fault:
            self._end(ending, fault)

    async def _tell(self, line: bytes) -> None:
        await self._writing.do(lambda: _write_all(self._told, line + b"\n"))

    def _end(self, ending: CancelScope, fault: OSError) -> None:
        """A pipe that the other side has closed is how it ends, and no fault."""
        self._fault = None if isinstance(fault, BrokenPipeError | ConnectionResetError) else fault
        ending.cancel()


async def _end_when_told(ending: CancelScope, *, task_status: TaskStatus[None] = anyio.TASK_STATUS_IGNORED) -> None:
    """End between two steps of the work: an exit raised within one would be told as its fault."""
    with anyio.open_signal_receiver(signal.SIGINT, signal.SIGTERM) as signals:
        task_status.started()
        async for _ in signals:
            ending.cancel()


class Lines:
    """The lines that come by a descriptor; of one that is longer than a message may be, no more than shows it."""

    def __init__(self, source: int) -> None:
        self._source = source
        self._held = bytearray()
        self._looked = 0

    def next(self) -> bytes | None:
        """The next with something in it, without its end; None when the other side has closed."""
        while True:
            end = self._held.find(b"\n", self._looked)
            if end >= 0:
                line = bytes(self._held[:end])
                del self._held[: end + 1]
                self._looked = 0
                if line.strip():
                    return line
                continue
            del self._held[LONGEST + 1 :]
            self._looked = len(self._held)
            some = os.read(self._source, 1 << 16)
            self._held += some
            if not some:
                line = bytes(self._held)
                self._held.clear()
                self._looked = 0
                return line if line.strip() else None


def _message(line: bytes) -> JSONRPCMessage | Wrong:
    wrong = TOO_LARGE if len(line) > LONGEST else what_is_wrong(line)
    if wrong is not None:
        return wrong
    try:
        return JSONRPCMessage.model_validate_json(line)
    except ValidationError:  # in UTF-16, or with half of a sign in it, which no answer could name again
        return NO_MESSAGE


def _write_all(to: int, line: bytes) -> None:
    left = memoryview(line)
    while left:
        left = left[os.write(to, left) :]


class _Beside:
    """A thread that does one thing after another and that the program does not wait for.

    What it waits for, a line or room in a pipe, may never come.
    """

    def __init__(self) -> None:
        self._asked: SimpleQueue[Callable[[], None]] = SimpleQueue()
        threading.Thread(target=self._run, daemon=True).start()

    async def do(self, work: Callable[[], R]) -> R:
        done: Future[R] = Future()

        def worked() -> None:
            if not done.set_running_or_notify_cancel():
                return
            try:
                done.set_result(work())
            except OSError as fault:
                done.set_exception(fault)

        self._asked.put(worked)
        return await asyncio.wrap_future(done)

    def _run(self) -> None:
        while True:
            self._asked.get()()
