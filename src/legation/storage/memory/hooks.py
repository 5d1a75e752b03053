"""Webhooks in memory."""

from __future__ import annotations

import threading
from collections.abc import Sequence

import msgspec

from legation.core.hook import Hook, HookDelivery
from legation.core.marking import Reader
from legation.storage.access import check_labels, is_readable
from legation.storage.hooks import Change


class MemoryHooks:
    """Webhooks in dictionaries."""

    def __init__(self) -> None:
        self._hooks: dict[str, Hook] = {}
        self._messages: dict[str, HookDelivery] = {}
        self._lock = threading.Lock()

    def hooks(self, reader: Reader) -> list[Hook]:
        return [hook for hook in list(self._hooks.values()) if reader.upkeep or hook.reader == reader.name]

    def add(self, reader: Reader, hook: Hook) -> None:  # noqa: ARG002 - whose it is stands in it
        with self._lock:
            self._hooks[hook.id] = hook

    def change(self, reader: Reader, hook: str, work: Change, messages: Sequence[HookDelivery] = ()) -> Hook | None:
        check_labels(one.access for one in messages)
        with self._lock:
            held = next((one for one in self.hooks(reader) if one.id == hook), None)
            if held is None:
                return None
            self._hooks[hook] = work(held)
            for one in messages:
                if one.id in self._messages and self._messages[one.id].state == "withdrawn":
                    del self._messages[one.id]
                self._messages.setdefault(one.id, one)
            return self._hooks[hook]

    def drop(self, reader: Reader, hook: str) -> bool:
        with self._lock:
            if hook not in {one.id for one in self.hooks(reader)}:
                return False
            del self._hooks[hook]
            self._messages = {name: one for name, one in self._messages.items() if one.hook != hook}
            return True

    def take(
        self, reader: Reader, now: str, until: str, *, hooks: Sequence[str], limit: int, longest: str | None = None
    ) -> list[HookDelivery]:
        with self._lock:
            due = [
                one
                for one in self._seen(reader)
                if one.state == "waiting"
                and (one.due <= now or (longest is not None and one.due > longest))
                and one.hook in hooks
            ][:limit]
            for one in due:
                self._messages[one.id] = msgspec.structs.replace(one, due=until)
        return due

    def settle(self, reader: Reader, message: HookDelivery) -> None:  # noqa: ARG002 - who sends is the port's
        with self._lock:
            if message.id in self._messages:
                self._messages[message.id] = message

    def messages(self, reader: Reader, *, hook: str | None, limit: int) -> list[HookDelivery]:
        return [one for one in reversed(self._seen(reader)) if hook in (None, one.hook)][:limit]

    def forget(self, reader: Reader, before: str) -> int:
        with self._lock:
            old = [one.id for one in self._seen(reader) if one.state != "waiting" and one.made < before]
            for name in old:
                del self._messages[name]
        return len(old)

    def _seen(self, reader: Reader) -> list[HookDelivery]:
        return [
            one
            for one in self._messages.values()
            if (reader.upkeep or one.reader == reader.name) and is_readable(reader, one.access)
        ]
