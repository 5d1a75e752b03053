"""Words that telegrams of any matter have weigh little; words without a row are rare."""

from __future__ import annotations

import pytest

from legation.tables import commonness
from legation.tables.commonness import rarities
from legation.tables.rows import TableError


def test_what_many_telegrams_have_weighs_less() -> None:
    rare = rarities()
    assert all(0 <= weight <= 1 for weight in rare.values())
    assert rare["problem"] < rare["budget"] < 1
    assert "dredg" not in rare


@pytest.mark.parametrize("rows", [[("problem", "540"), ("problem", "20")], [("dredg", "3")], [("dredg", "1001")]])
def test_a_row_that_cannot_be_is_refused(rows: list[tuple[str, str]], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(commonness, "csv_rows", lambda _: [{"word": word, "per_mille": many} for word, many in rows])
    with pytest.raises(TableError):
        rarities.__wrapped__()
