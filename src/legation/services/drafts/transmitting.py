"""Transmitting: the queue of released telegrams, sent until each has arrived or nothing more can be done.

The queue lies in the archive. A sending is taken out only when its carrier says that the other side has it, so one
that is cut short is made again, as the same mail: the other side knows it by that, and whoever sends is told. Of all
programs that have the archive open one sends at a time, by a lease that ends by itself.

What waits bears the marking under which it was released. Where its telegram is marked up meanwhile, or what that
answers or is drawn from, it stays here: on the other side it would be read by all who may read the lower one.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple, Protocol

import msgspec

from legation.core.errors import LegationError, NotFoundError, RefusedError
from legation.core.instant import instant_text
from legation.core.marking import OPEN, UNREADABLE, UPKEEP, Marking, Reader, may_read
from legation.services.drafts.held import HeldDrafts, kept_now, raised_since
from legation.services.news.retrying import Retrying
from legation.services.outlasting import until_stopped
from legation.storage.leases import Leases
from legation.storage.outgoing import Drafts, Leaving, Outgoing, Way
from legation.storage.ports import Decisions, Telegrams
from legation.tables.banners import level_of

_AT_ONCE = 50
_MAYBE = "an attempt was begun and its end is not known: it may have arrived"
_TWICE = "an earlier attempt was cut short: it may have come twice"
_RAISED = "marked up since it was released"
_UNREAD = "what it rests on cannot be read"
_LONGEST = timedelta(hours=2)  # twice what ``Retrying`` puts anything off for
EVERY_SECONDS = 1.0
LEASE, LEASE_SECONDS = "sending", 90.0
"""Longer than one mail takes on a slow line, so that nobody else begins with it meanwhile."""


class CarryError(LegationError):
    """A sending did not get through. lasting: another attempt would fail as well. left: addresses not reached yet.

    closed: nothing else gets through this way now either.
    """

    def __init__(
        self, what: str, *, lasting: bool = False, left: tuple[str, ...] | None = None, closed: bool = False
    ) -> None:
        super().__init__(what, "send it again" if lasting else "it is tried again by itself")
        self.lasting = lasting
        self.left = left
        self.closed = closed


class Carrier(Protocol):
    """One way out of the house."""

    def carry(self, outgoing: Outgoing) -> None:
        """Return when the other side has it for good. Raises CarryError."""

    def close(self) -> None:
        """Nothing more is to be carried now."""


class Went(msgspec.Struct, frozen=True, kw_only=True):
    """What became of one attempt. access: label of the telegram that is sent."""

    id: str
    mrn: str
    way: Way
    to: tuple[str, ...]
    state: Leaving
    attempts: int
    said: str | None
    due: str
    access: str


class _Stays(NamedTuple):
    """Why a sending stays here: as the queue tells it, as whoever sends it again is told, and what they may do."""

    said: str
    what: str
    do: str


class Transmitting:
    """The queue of an archive. own: keeps released telegrams, each under a name, in the archive itself.

    leases, holder: by which one program at a time sends, and this one's name among them; seconds: of a lease.
    """

    def __init__(
        self,
        drafts: Drafts,
        telegrams: Telegrams,
        decisions: Decisions,
        now: Callable[[], datetime],
        own: Callable[[Sequence[tuple[str, bytes]]], object] = lambda _: None,
        *,
        leases: Leases,
        holder: str,
        seconds: float = LEASE_SECONDS,
    ) -> None:
        self._drafts = drafts
        self._telegrams = telegrams
        self._decisions = decisions
        self._held = HeldDrafts(drafts, telegrams)
        self._now = now
        self._own = own
        self._turn = _Turn(leases, holder, seconds)

    def queue(self, reader: Reader, *, every: bool = False, limit: int = 1000) -> list[Went]:
        """What waits or failed, the last queued first; with ``every``, what was sent too."""
        states: tuple[Leaving, ...] = ("waiting", "failed", "sent") if every else ("waiting", "failed")
        return [went for _, went in self._queued(reader, states, limit)]

    def again(self, reader: Reader, name: str) -> list[Went]:
        """Let what failed wait again, by the number of its telegram or its own id.

        Raises NotFoundError, and RefusedError where the telegram was marked up since it was released, or what it rests
        on.
        """
        failed = [one for one, _ in self._queued(reader, ("failed",), 100_000) if name in (one.mrn, one.id)]
        if not failed:
            raise NotFoundError(f"failed sending {name}")
        for stays in self._staying(failed).values():
            raise RefusedError(stays.what, stays.do)
        fresh = [msgspec.structs.replace(one, state="waiting", attempts=0, due=self._instant()) for one in failed]
        self._drafts.settle(reader, fresh)
        return [went for _, went in self._readable(reader, fresh)]

    def settle_own(self) -> int:
        """Keep the released telegrams that the archive does not have yet; returns how many."""
        done = 0
        while some := self._drafts.due(UPKEEP, self._instant(), limit=_AT_ONCE, ways=("own",)):
            # Together: a commit of the index costs the same for few as for many.
            self._own([(one.to[0], one.data) for one in some])
            sent = self._instant()
            self._drafts.settle(UPKEEP, [msgspec.structs.replace(one, state="sent", sent=sent) for one in some])
            done += len(some)
        return done

    def send(
        self,
        reader: Reader,
        carriers: Mapping[Way, Carrier],
        *,
        retrying: Retrying | None = None,
        told: Callable[[Went], None] = lambda _: None,
        stop: Callable[[], bool] = lambda: False,
        busy: Callable[[str], None] = lambda _: None,
    ) -> int:
        """Try once everything that is due and that these carriers take; returns how many attempts were made.

        What was marked up since it was released is told as failed, and no attempt is made.

        busy: hears which other program sends from the archive now; then none is made here.
        """
        retrying = retrying or Retrying()
        ways = dict(carriers)
        made = 0
        try:
            while ways and not stop():
                some = self._due(reader, ways)
                if some and not self._turn.mine:
                    if (other := self._turn.take()) is not None:
                        busy(other)
                        break
                    some = self._due(reader, ways)  # another may have sent some of them until now
                if not some:
                    break
                after, untouched = list[Outgoing](), {one.id: one for one in some}
                # Noted first, together as they are settled: who is killed among them leaves which may have arrived.
                self._drafts.settle(reader, [msgspec.structs.replace(one, begun=True) for one in some])
                try:
                    for one in some:
                        if stop() or not self._turn.kept():
                            break
                        if one.way not in ways:
                            continue
                        # Asked right before: others may mark it while these go out.
                        stays = self._staying([one]).get(one.mrn)
                        del untouched[one.id]
                        if stays is not None:
                            after.append(msgspec.structs.replace(one, state="failed", said=stays.said))
                        else:
                            after.append(self._tried(one, ways, retrying))
                            made += 1
                finally:
                    self._drafts.settle(reader, [*after, *untouched.values()])
                for _, went in self._readable(reader, after):
                    told(went)
        finally:
            for carrier in carriers.values():
                carrier.close()
            self._turn.give()
        return made

    def run(
        self,
        reader: Reader,
        carriers: Mapping[Way, Carrier],
        *,
        retrying: Retrying | None = None,
        told: Callable[[Went], None] = lambda _: None,
        away: Callable[[str | None], None] = lambda _: None,
        stop: Callable[[], bool],
        every_seconds: float = EVERY_SECONDS,
        wait: Callable[[float], None] = time.sleep,
    ) -> None:
        """Send what is due until ``stop`` says so.

        away: hears once why the archive cannot be used for now, which ends nothing, and None once it can.
        """
        until_stopped(
            lambda: self.send(reader, carriers, retrying=retrying, told=told, stop=stop),
            stop=stop,
            away=away,
            every_seconds=every_seconds,
            wait=wait,
        )

    def _queued(self, reader: Reader, states: Sequence[Leaving], limit: int) -> list[tuple[Outgoing, Went]]:
        """What the reader may read of the queue now, the last queued first."""
        asked = limit
        while True:
            some = self._drafts.queued(reader, states, limit=asked)
            found = self._readable(reader, some)
            if len(found) >= limit or len(some) < asked:
                return found[:limit]
            asked *= 2

    def _readable(self, reader: Reader, some: Sequence[Outgoing]) -> list[tuple[Outgoing, Went]]:
        """Those that the reader may read, as they are kept and as they are shown: held as their telegrams are now."""
        kept = kept_now(self._telegrams, [one.mrn for one in some])
        drafts = self._held.of_ids({one.draft for one in some})
        held = []
        for one in some:
            now = Marking.from_label(one.access).join(kept.get(one.mrn, OPEN))
            # As closely as the draft, too: that what it answers was marked up is told here.
            if one.draft in drafts:
                draft = drafts[one.draft]
                now = now.join(Marking.from_label(draft.access) if draft is not None else UNREADABLE)
            held.append((one, now))
        return [(one, _went(one, now)) for one, now in held if may_read(reader, now).allowed]

    def _due(self, reader: Reader, ways: Mapping[Way, Carrier]) -> list[Outgoing]:
        # A clock that was ahead when something was queued or put off must not hold it until it is so late again.
        longest = _told(self._now() + _LONGEST)
        return self._drafts.due(reader, self._instant(), limit=_AT_ONCE, ways=tuple(ways), longest=longest)

    def _staying(self, some: Sequence[Outgoing]) -> dict[str, _Stays]:
        """Those that stay here, by MRN: they, or what they rest on, were marked up since they were released."""
        own = raised_since(self._telegrams, self._decisions, {one.mrn: one.access for one in some})
        found = {mrn: _marked_up(mrn, now) for mrn, now in own.items()}
        drafts = self._held.of_ids({one.draft for one in some})
        for one in some:
            if one.mrn in found or one.draft not in drafts:
                continue
            held = drafts[one.draft]
            if held is None:
                found[one.mrn] = _Stays(
                    _UNREAD,
                    f"the log of the draft of {one.mrn} cannot be read, and what it rests on may be marked up",
                    "run `legation verify`, and restore what it names from a backup",
                )
            elif (now := self._held.raised_above(held, Marking.from_label(one.access))) is not None:
                found[one.mrn] = _marked_up(f"what {one.mrn} answers or is drawn from", now)
        return found

    def _tried(self, one: Outgoing, ways: dict[Way, Carrier], retrying: Retrying) -> Outgoing:
        """The sending after one more attempt; a way that is closed is taken out of ``ways``."""
        attempts = one.attempts + 1
        try:
            ways[one.way].carry(one)
        except CarryError as fault:
            if fault.closed:
                del ways[one.way]
            due = None if fault.lasting else retrying.due(self._now(), one.id, attempts)
            return msgspec.structs.replace(
                one,
                attempts=attempts,
                said=fault.what,
                to=one.to if fault.left is None else fault.left,
                state="failed" if due is None else "waiting",
                due=one.due if due is None else _told(due),
            )
        said = _TWICE if one.begun else None
        return msgspec.structs.replace(one, attempts=attempts, said=said, state="sent", sent=self._instant())

    def _instant(self) -> str:
        return _told(self._now())


class _Turn:
    """This program's turn to send, of one thread at a time."""

    def __init__(self, leases: Leases, holder: str, seconds: float) -> None:
        self._leases = leases
        self._holder = holder
        self._seconds = seconds
        self._thread: int | None = None
        self._until = 0.0
        self._guard = threading.Lock()

    @property
    def mine(self) -> bool:
        """Whether this thread has it, and for a while yet."""
        return self._thread == threading.get_ident() and time.monotonic() < self._until

    def take(self) -> str | None:
        """Take it, or keep it; returns who else has it."""
        me = threading.get_ident()
        with self._guard:
            if self._thread not in (None, me):
                return self._holder
            # Reckoned from before the asking, so that it ends here no later than there.
            began = time.monotonic()
            has = self._leases.hold(LEASE, self._holder, self._seconds)
            self._thread, self._until = (me, began + self._seconds) if has == self._holder else (None, 0.0)
            return None if has == self._holder else has

    def kept(self) -> bool:
        """Whether it is this thread's still, kept on in good time."""
        if self._until - time.monotonic() > self._seconds * 2 / 3:
            return self.mine
        return self.take() is None

    def give(self) -> None:
        """Let another have it at once."""
        with self._guard:
            if self._thread == threading.get_ident():
                self._thread = None
                self._leases.free(LEASE, self._holder)


def _told(at: datetime) -> str:
    return instant_text(at, "milliseconds")


def _marked_up(what: str, now: Marking) -> _Stays:
    return _Stays(
        _RAISED,
        f"{what} is marked {level_of(now)} now, and what would go out says less",
        "release it anew under that marking, or mark it as it was where that was wrong",
    )


def _went(one: Outgoing, held: Marking) -> Went:
    maybe = [_MAYBE] if one.begun and one.state == "waiting" else []
    return Went(
        id=one.id,
        mrn=one.mrn,
        way=one.way,
        to=one.to,
        state=one.state,
        attempts=one.attempts,
        said="; ".join([*([one.said] if one.said else []), *maybe]) or None,
        due=one.due,
        access=held.label,
    )
