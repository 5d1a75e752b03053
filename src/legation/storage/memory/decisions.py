"""Markings settled by hand, in memory."""

from __future__ import annotations

from collections.abc import Collection

from legation.storage.records import Decided


class MemoryDecisions:
    """Markings settled by hand, in a list."""

    def __init__(self) -> None:
        self._decided: list[Decided] = []

    def decide(self, decided: Decided) -> None:
        self._decided.append(decided)

    def decided(self, sha256: str) -> Decided | None:
        return next((one for one in reversed(self._decided) if one.sha256 == sha256), None)

    def every(self, sha256: str) -> list[Decided]:
        return [one for one in self._decided if one.sha256 == sha256]

    def standing(self, hashes: Collection[str]) -> dict[str, Decided]:
        return {one.sha256: one for one in self._decided if one.sha256 in hashes}
