"""Drafts in memory."""

from __future__ import annotations

import threading
from collections.abc import Sequence

import msgspec

from legation.core.dialogue.ledger import START, Entry, chained
from legation.core.errors import NotFoundError
from legation.core.marking import Reader
from legation.storage.access import check_labels, is_readable
from legation.storage.chain import first_broken, link_of, settled
from legation.storage.outgoing import Before, Head, Leaving, Outgoing, Way, Work, check_begun


class MemoryDrafts:
    """Drafts in dictionaries."""

    def __init__(self) -> None:
        self._entries: list[Entry] = []
        self._access: dict[str, str] = {}
        self._texts: dict[tuple[str, str], str] = {}
        self._numbers: dict[tuple[str, int], int] = {}
        self._outgoing: dict[str, Outgoing] = {}
        self._lock = threading.Lock()

    def step(self, reader: Reader, draft: str, work: Work) -> tuple[list[Entry], str]:
        with self._lock:
            held = self._access.get(draft)
            if held is not None and not is_readable(reader, held):
                raise NotFoundError("draft")
            step = work(Before(self._of(draft), held or "", lambda post, year: self.numbered(post, year) + 1))
            check_labels([step.access, step.entry.access, *(one.access for one in step.outgoing)])
            previous = self._entries[-1].hash if self._entries else START
            self._entries.extend(chained([settled(step.entry)], len(self._entries), previous))
            self._access[draft] = step.access
            if step.text is not None:
                self._texts[step.text[0], draft] = step.text[1]
            if step.number is not None:
                self._numbers[step.number.post, step.number.year] = step.number.number
            for one in step.outgoing:
                self._outgoing.setdefault(one.id, one)
            return self._of(draft), step.access

    def logs(self, reader: Reader, draft: str = "") -> list[tuple[list[Entry], str]]:
        return [
            (self._of(one), access)
            for one, access in list(self._access.items())
            if one.startswith(draft) and is_readable(reader, access)
        ]

    def heads(self, reader: Reader) -> list[Head]:
        return [
            Head(one, self._of(one)[-1].number, access)
            for one, access in list(self._access.items())
            if is_readable(reader, access)
        ]

    def text(self, reader: Reader, digest: str) -> str:
        for (held, draft), body in self._texts.items():
            if held == digest and is_readable(reader, self._access[draft]):
                return body
        raise NotFoundError("draft")

    def broken_at(self, reader: Reader) -> int | None:
        seen = [entry for entry in self._entries if is_readable(reader, self._access[entry.draft.dialogue])]
        return first_broken(seen, whole=len(seen) == len(self._entries))

    def link(self, number: int | None = None) -> tuple[int, str] | None:
        return link_of(self._entries, number)

    def numbered(self, post: str, year: int) -> int:
        return self._numbers.get((post, year), 0)

    def begin_numbers(self, post: str, year: int, last: int, *, held: bool = False) -> None:
        check_begun(post, year, self._numbers.get((post, year), 0), last, held=held)
        self._numbers[post, year] = last

    def queued(self, reader: Reader, states: Sequence[Leaving], *, limit: int) -> list[Outgoing]:
        found = [
            one
            for one in self._outgoing.values()
            if one.state in states and one.way != "own" and is_readable(reader, one.access)
        ]
        return [msgspec.structs.replace(one, data=b"") for one in found[::-1][:limit]]

    def due(
        self, reader: Reader, now: str, *, limit: int, ways: Sequence[Way], longest: str | None = None
    ) -> list[Outgoing]:
        found = [
            one
            for one in self._outgoing.values()
            if one.state == "waiting"
            and (one.due <= now or (longest is not None and one.due > longest))
            and one.way in ways
            and is_readable(reader, one.access)
        ]
        return sorted(found, key=lambda one: -one.rank)[:limit]

    def settle(self, reader: Reader, outgoing: Sequence[Outgoing]) -> None:  # noqa: ARG002 - who sends is the port's
        for one in outgoing:
            if self._outgoing[one.id].state != "sent":
                self._outgoing[one.id] = msgspec.structs.replace(one, data=self._outgoing[one.id].data)

    def _of(self, draft: str) -> list[Entry]:
        return [entry for entry in self._entries if entry.draft.dialogue == draft]
