"""Of what the event loop tells, what is said of taking a connection is told in other words, and nothing else is."""

from __future__ import annotations

import errno
import logging
import sys

import pytest

from legation.web.processes import OutOfDescriptors


def _told(message: str, number: int) -> logging.LogRecord:
    fault = OSError(number, "Too many open files")
    return logging.LogRecord("asyncio", logging.ERROR, "", 0, message, (), (OSError, fault, None))


def test_a_connection_that_cannot_be_taken_is_told_of_once_a_second(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", None)  # nobody reads it, and nothing fails for that
    words = OutOfDescriptors()
    first, second = (_told("socket.accept() out of system resource", errno.EMFILE) for _ in range(2))
    assert words.filter(first)
    assert "raise the limit of open files" in first.getMessage()
    assert not words.filter(second)


@pytest.mark.parametrize(
    ("message", "number"),
    [("Task exception was never retrieved", errno.EMFILE), ("socket.accept() out of system resource", errno.EPERM)],
)
def test_what_else_goes_wrong_is_told_as_it_is(message: str, number: int) -> None:
    told = _told(message, number)
    assert OutOfDescriptors().filter(told)
    assert told.getMessage() == message
