"""A label that cannot be read is held as the highest."""

from __future__ import annotations

import pytest

from legation.core.marking import OWNER, UNREADABLE_RANK, Reader
from legation.storage.access import decide, is_readable, readable_labels

CLEARED = Reader("mira", UNREADABLE_RANK - 1, frozenset({"NOFORN"}), "XV")


@pytest.mark.parametrize("label", ["", "3", "x;;-", "3;NOFORN", "3;;-;-", "3;;-!", "3;;-!x"])
def test_what_is_no_label_opens_to_its_owner_alone(label: str) -> None:
    assert (decide(CLEARED, label).allowed, decide(CLEARED, label).rule) == (False, "rank")
    assert (is_readable(CLEARED, label), is_readable(OWNER, label)) == (False, True)
    assert readable_labels(CLEARED, ["0;;-", label, "3;NOFORN;XV"]) == ["0;;-", "3;NOFORN;XV"]
