"""Telegrams pass between two houses that are killed at random: none is lost and none doubled.

``LEGATION_MOVED`` and ``LEGATION_KILLS`` make it longer: that many telegrams each way, and kills of each house.
"""

from __future__ import annotations

import os
from pathlib import Path

from tests.moving import exchange

MOVED, KILLS = int(os.environ.get("LEGATION_MOVED", "15")), int(os.environ.get("LEGATION_KILLS", "2"))


def test_what_two_houses_send_one_another_arrives_once(tmp_path: Path) -> None:
    assert exchange(tmp_path, MOVED, KILLS, seed=MOVED + KILLS) == []
