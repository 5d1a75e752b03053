"""Settings of an archive: what is exchanged for what stood is kept only where that stands still."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import sqlalchemy as sa

from legation.storage.memory.notes import MemoryNotes
from legation.storage.ports import Notes
from legation.storage.sql.notes import SqlNotes

from .conftest import DATABASES


@pytest.mark.parametrize("store", ["memory", *DATABASES])
def test_a_note_is_exchanged_for_the_one_that_was_seen(store: str, new_engine: Callable[[str], sa.Engine]) -> None:
    notes: Notes = MemoryNotes() if store == "memory" else SqlNotes(new_engine(store))
    assert notes.exchange("rules", None, "first")
    assert not notes.exchange("rules", None, "second")
    assert not notes.exchange("rules", "another", "second")
    assert notes.note("rules") == "first"
    assert notes.exchange("rules", "first", "second")
    assert notes.note("rules") == "second"
