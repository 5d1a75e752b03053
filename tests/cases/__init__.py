"""Rows of examples, for those who know telegrams but not Python."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any


def load(name: str, key: str = "case") -> list[dict[str, Any]]:
    """The ``[[key]]`` rows of ``tests/cases/<name>.toml``."""
    rows: list[dict[str, Any]] = tomllib.loads((Path(__file__).parent / f"{name}.toml").read_text())[key]
    return rows
