"""Attempts to sign in: who fails too often waits, by the name that was given and by where they come from."""

from __future__ import annotations

import ipaddress
import threading
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

# A name or an address may fail so often before it has to wait; the wait doubles with each failure.
_FREE_FAILURES = 5
_FIRST_WAIT = timedelta(seconds=2)
_LONGEST_WAIT = timedelta(minutes=15)
_REMEMBERED = 10_000
_NETWORK_BITS = 64  # what a house or a server is given of IP version 6


class Attempts:
    """What failed, and when last. Safe to share between threads."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._failures: dict[str, tuple[int, datetime]] = {}
        self._lock = threading.Lock()

    def let_in(self, doors: Sequence[str], right: bool) -> bool:
        """Whether somebody is let in, who was right or not. Asked and noted in one, after the hash that takes long: of
        many who try at once no more get through than of those who try one after another."""
        with self._lock:
            # Who tries while waiting does not wait longer for it, or anyone could shut anyone out for good.
            if any(self._must_wait(door) for door in doors):
                return False
            if right:
                self._failures.pop(doors[0], None)
                return True
            for door in doors:
                self._failed(door)
            return False

    def must_wait(self, door: str) -> bool:
        """Whether nobody is let in there yet, right or not."""
        with self._lock:
            return self._must_wait(door)

    def _must_wait(self, door: str) -> bool:
        times, last = self._failures.get(door, (0, self._now()))
        if times < _FREE_FAILURES:
            return False
        wait = min(_FIRST_WAIT * 2 ** min(times - _FREE_FAILURES, 20), _LONGEST_WAIT)
        # A clock that was ahead when it failed and is right again must not shut anyone out for as long.
        return bool(abs(self._now() - last) < wait)

    def _failed(self, door: str) -> None:
        now = self._now()
        times, last = self._failures.pop(door, (0, now))
        if now - last > _LONGEST_WAIT * 2:
            times = 0
        self._failures[door] = (times + 1, now)
        while len(self._failures) > _REMEMBERED:
            self._failures.pop(next(iter(self._failures)))


def network_of(address: str) -> str:
    """Where somebody comes from, as it is counted: of IP version 6 the network, for whoever has one has all of it."""
    try:
        told = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if isinstance(told, ipaddress.IPv4Address) or told.ipv4_mapped is not None:
        return address
    return str(ipaddress.ip_network((int(told), _NETWORK_BITS), strict=False))
