"""Who asks is looked at again while a body comes, and once more when a body that came in parts has come."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from legation.gate import still_the_same


class _OverError(Exception):
    """Who asked may no longer."""


@pytest.mark.parametrize(("parts", "looks"), [(1, 0), (2, 1), (5, 1)])
def test_a_body_in_parts_is_answered_as_who_asked_stands_at_its_end(parts: int, looks: int) -> None:
    looked: list[None] = []
    bodies = iter(range(parts))

    async def receive() -> Any:
        number = next(bodies)
        return {"type": "http.request", "body": b"x", "more_body": number < parts - 1}

    def still() -> bool:
        looked.append(None)
        return False

    async def ask() -> None:
        received = still_the_same(receive, still, _OverError())
        for _ in range(parts):
            await received()

    if looks:
        with pytest.raises(_OverError):
            asyncio.run(ask())
    else:
        asyncio.run(ask())
    assert len(looked) == looks
