"""The API as it is without any setting, made once for as many houses as stand open."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import pytest
from litestar import Litestar
from litestar.testing import TestClient
from tests.door import Door, before

from legation.api.application import make_api
from legation.app import House

Asking = Callable[[House], AbstractContextManager[TestClient[Litestar]]]


@pytest.fixture(scope="session")
def asking() -> Asking:
    """A program that asks a house over the API."""
    made: list[tuple[Door, Litestar]] = []

    @contextmanager
    def of(house: House) -> Iterator[TestClient[Litestar]]:
        if not made:
            door = Door()
            # No test asks so often that it would be told to wait; all of them together might.
            made.append((door, make_api(door, a_minute=1_000_000)))  # type: ignore[arg-type]
        try:
            with before(house, made[0]) as client:
                yield client
        finally:
            if house.accounts.needs_sign_in():
                made.clear()  # what has once asked for a token asks for one to its end

    return of
