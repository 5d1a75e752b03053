"""A house that stands for others: what is made over it once answers for each of them, one after the other.

To make the routes of a desk takes a fifth of a second, and those of the API longer, more than most of what is asked of
them in a test. Neither keeps anything of whom it serves, which the equality test holds over hundreds of archives; but
an API that has once asked for a token goes on to (tests/api/conftest.py).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from litestar import Litestar
from litestar.testing import TestClient

from legation.app import House


class Door:
    """Whatever is asked of it the house behind it answers, the one that stands there now."""

    def __init__(self) -> None:
        self.house: House | None = None

    def __getattr__(self, name: str) -> Any:
        return getattr(self.house, name)


@contextmanager
def before(house: House, routes: tuple[Door, Litestar]) -> Iterator[TestClient[Litestar]]:
    """A browser before what was made over a door. What has started cannot be started again beside it."""
    door, app = routes
    assert door.house is None, "a test with two houses makes routes for each of its own"
    door.house = house
    try:
        with TestClient(app, base_url="http://127.0.0.1:8000") as client:
            yield client
    finally:
        door.house = None
