"""Statements that are put into words once: any number of values, and values as the tables keep them."""

from __future__ import annotations

from pathlib import Path

import pytest

from legation.storage.sql.engine import in_read, in_write, open_engine, sqlite_url
from legation.storage.sql.schema import labels
from legation.storage.sql.wording import forget, rows_with


@pytest.mark.parametrize("count", [0, 1, 19, 20, 21, 500, 501, 1_234])
def test_rows_are_found_by_any_number_of_values(tmp_path: Path, count: int) -> None:
    engine = open_engine(sqlite_url(tmp_path / "a.db"), write=True)
    kept = [f"label {number}" for number in range(count)]
    if kept:
        in_write(engine, lambda connection: connection.execute(labels.insert(), [{"label": one} for one in kept]))
    with in_read(engine) as connection:
        asked = [*kept, *kept[:3], "none of them"]
        assert sorted(label for (label,) in rows_with(connection, labels.c.label, asked)) == sorted(kept)
        assert [tuple(row) for row in rows_with(connection, labels.c.label, kept[:1], labels.c.label)] == [
            (one, one) for one in kept[:1]
        ]
    in_write(engine, lambda connection: forget(connection, labels.c.label, kept[1:]))
    with in_read(engine) as connection:
        assert [label for (label,) in rows_with(connection, labels.c.label, kept)] == kept[:1]
    engine.dispose()
