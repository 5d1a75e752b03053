"""Numbers of a post have no gap and no repeat, with several that release at once and are killed meanwhile."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from pathlib import Path

import pytest
import sqlalchemy as sa

from legation.core.marking import OWNER, UPKEEP
from legation.storage.sql.address import postgresql_url
from legation.storage.sql.drafts import SqlDrafts
from legation.storage.sql.engine import open_engine, sqlite_url

from .numbering import POST, YEAR

ROOT = Path(__file__).resolve().parents[2]


def _program(url: sa.URL, name: str) -> subprocess.Popen[str]:
    words = [sys.executable, "-m", "tests.durability.numbering", url.render_as_string(hide_password=False), name]
    return subprocess.Popen(words, cwd=ROOT, stdout=subprocess.PIPE, text=True)


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_no_number_is_missing_and_none_given_twice(kind: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    if kind == "sqlite":
        url = sqlite_url(tmp_path / "archive.db")
    else:
        found = postgresql_url(request.getfixturevalue("postgres").new_schema())
        assert found is not None
        url = found
    engine = open_engine(url, write=True)
    chance = random.Random(kind)  # noqa: S311
    told: list[int] = []
    for again in range(2):
        running = [_program(url, f"{again}{at}") for at in range(2)]
        for one in running:  # all have begun
            assert one.stdout is not None
            told.append(int(one.stdout.readline()))
        for one in running:
            time.sleep(chance.uniform(0.05, 0.25))
            one.kill()
            assert one.stdout is not None
            told += [int(line) for line in one.stdout.read().split("\n")[:-1]]
            one.wait()
            one.stdout.close()
    drafts = SqlDrafts(engine)
    given = [entry.draft.fields["number"] for entries, _ in drafts.logs(OWNER) for entry in entries]
    last = drafts.numbered(POST, YEAR)
    engine.dispose()
    assert sorted(given) == list(range(1, last + 1))
    assert len(told) == len(set(told))
    assert set(told) <= set(given)
    assert len(drafts.due(OWNER, "2027", limit=100_000, ways=("mail",))) == last
    assert drafts.broken_at(UPKEEP) is None
    engine.dispose()
