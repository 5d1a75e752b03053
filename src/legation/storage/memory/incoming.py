"""Arrivals in memory."""

from __future__ import annotations

from collections.abc import Sequence

from legation.core.errors import NotFoundError
from legation.core.marking import Reader
from legation.storage.access import check_labels, is_readable
from legation.storage.incoming import Broken, Mark


class MemoryIncoming:
    """Arrivals in dictionaries."""

    def __init__(self) -> None:
        self._marks: dict[tuple[str, str], str] = {}
        self._broken: dict[str, tuple[Broken, bytes]] = {}

    def met(self, marks: Sequence[Mark]) -> dict[tuple[str, str], str]:
        wanted = {(mark.message_id, mark.digest) for mark in marks}
        return {key: self._marks[key] for key in wanted if key in self._marks}

    def note(self, marks: Sequence[Mark]) -> None:
        self._marks.update({(mark.message_id, mark.digest): mark.sha256 for mark in marks[::-1]})

    def refused(self, reader: Reader, hashes: Sequence[str]) -> set[str]:
        return {one.sha256 for one in self.broken(reader)} & set(hashes)

    def refuse(self, broken: Broken, data: bytes) -> None:
        check_labels([broken.access])
        self._broken.setdefault(broken.sha256, (broken, data))

    def broken(self, reader: Reader) -> list[Broken]:
        return [one for one, _ in self._broken.values() if is_readable(reader, one.access)]

    def data(self, reader: Reader, sha256: str) -> bytes:
        for one, data in self._broken.values():
            if sha256 and one.sha256.startswith(sha256) and is_readable(reader, one.access):
                return data
        raise NotFoundError(f"arrival {sha256}")
