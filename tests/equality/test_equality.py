"""The equality test itself. Each world is a test, so that they spread over the processors."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import pytest

from .running import READERS, REQUESTS, Desks, Tally, cases, report, rows
from .worlds import kind_of

WORLDS = 20


@pytest.fixture(scope="module")
def desks() -> Iterator[Desks]:
    made = Desks()
    yield made
    made.close()


@pytest.mark.parametrize("seed", range(WORLDS))
def test_the_full_archive_answers_as_the_twin(
    seed: int,
    desks: Desks,
    tmp_path: Path,
    record_property: Callable[[str, object], None],
    request: pytest.FixtureRequest,
) -> None:
    tally = Tally()
    server = request.getfixturevalue("postgres") if kind_of(seed) == "server" else None
    for case in cases(seed, tmp_path, desks, server=server):
        tally.add(case)
        assert case.wrong is None, report(case)
    assert tally.cases == READERS * REQUESTS
    record_property("equality", msgspec.to_builtins(tally))


def test_there_are_ten_thousand_cases_and_each_row_has_its_share() -> None:
    assert WORLDS * READERS * REQUESTS >= 10_000
    assert len(rows()) <= READERS * REQUESTS, "a world asks every row: raise REQUESTS"
