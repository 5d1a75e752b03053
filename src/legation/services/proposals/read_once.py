"""What telegrams propose, read once: kept in memory by what each reading says, and begun beforehand where it is long.

Pure work on texts that whoever asks has read already; what is kept answers nobody by itself.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future, wait
from contextlib import suppress
from hashlib import blake2b

import msgspec

from legation.core.dialogue.proposal import Proposal
from legation.core.telegram import Telegram

_KEPT = 2_000  # telegrams; the proposals of most are a few kilobytes


class ReadOnce:
    """Proposals of telegrams. ``propose`` gives for the same reading the same list."""

    def __init__(self, propose: Callable[[Telegram], list[Proposal]]) -> None:
        self._propose = propose
        self._kept: OrderedDict[bytes, Future[list[Proposal]]] = OrderedDict()
        self._lock = threading.Lock()

    def __call__(self, telegram: Telegram) -> list[Proposal]:
        """What it proposes; waits where it is being read already."""
        found, mine = self._begun(telegram)
        if mine:
            self._read(telegram, found)
        return [*found.result()]

    def begin(self, telegrams: Iterable[Telegram], *, within_seconds: float = 0) -> bool:
        """Have them read beside all else, one after another; returns whether all are, then or so much later."""
        begun = [(telegram, *self._begun(telegram)) for telegram in telegrams]
        mine = [(telegram, found) for telegram, found, new in begun if new]
        if mine:
            threading.Thread(target=self._read_all, args=(mine,), name="proposals", daemon=True).start()
        return not wait([found for _, found, _ in begun], within_seconds).not_done

    def _begun(self, telegram: Telegram) -> tuple[Future[list[Proposal]], bool]:
        """The place of its proposals, and whether it is new: then whoever asked fills it."""
        key = _key(telegram)
        with self._lock:
            found = self._kept.get(key)
            if found is not None:
                self._kept.move_to_end(key)
                return found, False
            found = self._kept[key] = Future()
            if len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
            return found, True

    def _read_all(self, these: Sequence[tuple[Telegram, Future[list[Proposal]]]]) -> None:
        for telegram, found in these:
            with suppress(Exception):  # it is told to whoever asks for this one; the others are read all the same
                self._read(telegram, found)

    def _read(self, telegram: Telegram, into: Future[list[Proposal]]) -> None:
        try:
            into.set_result(self._propose(telegram))
        finally:
            if not into.done():  # whoever waits is told, and the next one tries again
                into.set_exception(RuntimeError("the proposals of a telegram could not be read"))
                with self._lock:
                    self._kept.pop(_key(telegram), None)


def _key(telegram: Telegram) -> bytes:
    """Of the bytes and all that was read in them: a telegram that is read or marked anew is another."""
    reading = msgspec.msgpack.encode(msgspec.structs.replace(telegram, source=""))
    return blake2b(telegram.sha256.encode() + reading, digest_size=16).digest()
