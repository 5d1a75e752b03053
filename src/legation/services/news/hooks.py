"""Webhooks: what a saved search or the alerts of a dialogue say, sent to addresses that readers registered.

The queue lies in the archive and holds only what a message is about. What it says is made at the moment of each
attempt, as its reader reads then: so nothing is sent that they may no longer read, and nothing that is held above what
an administrator lets out. A message has one id for good, by which its receiver knows one that comes twice.
"""

from __future__ import annotations

import ipaddress
import re
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext
from datetime import datetime, timedelta
from itertools import islice
from typing import Any, Protocol

import msgspec

from legation.core.accounts import Who
from legation.core.errors import ArchiveError, LegationError, NotFoundError, OvertakenError, RefusedError
from legation.core.hook import Hook, HookDelivery, HookRules, PostError, headers, hook_id, secret_of
from legation.core.instant import instant_text
from legation.core.marking import OPEN, UNREADABLE_RANK, Marking, Reader, reach_of
from legation.core.telegram import Telegram
from legation.services.accounts.accounts import check
from legation.services.accounts.audit import Trail
from legation.services.banners import may_leave
from legation.services.dialogue.overview import Overviews
from legation.services.news.hook_news import HookNews, message_of
from legation.services.news.retrying import Retrying
from legation.services.news.saved import Saved
from legation.services.reading import Reading
from legation.storage.hooks import Change, HookQueue
from legation.storage.ports import Notes, Telegrams
from legation.tables.banners import level_of
from legation.tables.marking import paragraph_marking
from legation.tables.marking_rows import rank_of

ACTION = "hook"
"""What an account must be allowed to do, to register one and for as long as anything is sent."""

RETRYING = Retrying(first=30.0, longest=14_400.0, most=15)
"""Attempts over about a day; after the last the hook rests."""

MOST = 20
"""Hooks of a reader."""

LONGEST_ADDRESS = 2_000
BOTH_HOURS = 24
"""Hours that a secret goes on to sign beside the one that replaced it."""

KEPT_DAYS = 90
"""Days that a settled message stays in the list."""

EVERY_SECONDS, LOOK_SECONDS = 2.0, 60.0

_RULES = "hooks"
_TRIES = 20
_AT_ONCE = 20
_LEASE = timedelta(minutes=5)  # longer than all of _AT_ONCE may take one after another
_LONGEST = timedelta(seconds=2 * RETRYING.longest)  # twice what anything is put off for
_EVERY = 100_000
_CONTROL = re.compile(r"[\x00-\x20\x7f]")


class Post(Protocol):
    """The way out: what may be posted to, and posting."""

    def check(self, address: str, rules: HookRules) -> None:
        """Raises PostError for an address that is none, or that the rules do not allow."""

    def post(self, address: str, sent: Mapping[str, str], body: bytes, rules: HookRules) -> int:
        """The status that was answered. Raises PostError where none was, or the address may not be posted to."""


class Registered(msgspec.Struct, frozen=True, kw_only=True):
    """A hook as its reader is shown it. rotating: instant until which the secret before goes on to sign."""

    id: str
    address: str
    search: str | None
    dialogue: str | None
    made: str
    rotating: str | None
    resting: str | None


class Secret(msgspec.Struct, frozen=True, kw_only=True):
    """A hook and its secret, which is told this once."""

    hook: Registered
    secret: str


class Message(msgspec.Struct, frozen=True, kw_only=True):
    """A message as its reader is shown it. sources: telegrams that it rests on. marking: banner words over it."""

    id: str
    hook: str
    state: str
    sources: tuple[str, ...]
    made: str
    attempts: int
    at: str | None
    answer: str | None
    due: str | None
    marking: str


class Hooks:
    """Every operation on webhooks; the reader comes first. chance: so many random bytes."""

    def __init__(
        self,
        queue: HookQueue,
        telegrams: Telegrams,
        reading: Reading,
        saved: Saved,
        overviews: Overviews,
        notes: Notes,
        subscribers: Callable[[], Mapping[str, Reader]],
        post: Post,
        now: Callable[[], datetime],
        chance: Callable[[int], bytes],
        trail: Trail | None = None,
    ) -> None:
        self._queue = queue
        self._telegrams = telegrams
        self._reading = reading
        self._saved = saved
        self._overviews = overviews
        self._news = HookNews(telegrams, saved, overviews)
        self._notes = notes
        self._subscribers = subscribers
        self._post = post
        self._now = now
        self._chance = chance
        self._trail = trail

    # For readers.

    def all(self, reader: Reader) -> list[Registered]:
        """The reader's hooks, in the order in which they were made."""
        return [self._shown(hook) for hook in self._queue.hooks(reader)]

    def add(self, reader: Reader, address: str, *, search: str | None = None, dialogue: str | None = None) -> Secret:
        """Register an address, for a saved search or for a dialogue; it tells of what comes from now on.

        Raises RefusedError for none of the two or both, for too many, and for an address that may not be posted to;
        LegationError for a search and NotFoundError for a dialogue that the reader has not.
        """
        search, dialogue = search or None, dialogue or None
        if (search is None) == (dialogue is None):
            raise RefusedError("a webhook is for a saved search or for a dialogue", "name one of the two")
        held = self._queue.hooks(reader)
        if len(held) >= MOST:
            raise RefusedError(f"you have {MOST} webhooks", "remove one that you no longer need")
        address = address.strip()
        if len(address) > LONGEST_ADDRESS or not address or _CONTROL.search(address):
            raise RefusedError("that is no address", "write it as https://HOST/PATH")
        reached = self._telegrams.last_arrival()
        told: tuple[str, ...] = ()
        if search is not None:
            search = " ".join(search.split())
            self._saved.came(reader, search, reached, most=0)
        if dialogue is not None:
            told = tuple(one.key for one in self._overviews.alerts(reader, dialogue))
        try:
            self._post.check(address, self.rules)
        except PostError as fault:
            raise RefusedError(fault.what, "name another address, or ask an administrator to allow it") from fault
        for one in held:
            if (one.address, one.search, one.dialogue) == (address, search, dialogue):
                raise RefusedError(
                    "that address hears of it already", f"rotate the secret of webhook {one.id}, or remove it"
                )
        made = self._instant()
        hook = Hook(
            id=hook_id(reader.name, address, search, dialogue, made),
            reader=reader.name,
            address=address,
            search=search,
            dialogue=dialogue,
            made=made,
            secret=secret_of(self._chance(32)),
            reached=reached,
            told=told,
        )
        self._queue.add(reader, hook)
        return Secret(hook=self._shown(hook), secret=hook.secret)

    def remove(self, reader: Reader, hook: str) -> None:
        """Take a hook away with its messages. Raises NotFoundError."""
        if not self._queue.drop(reader, self._one(reader, hook).id):
            raise NotFoundError("webhook")

    def rotate(self, reader: Reader, hook: str) -> Secret:
        """Give it a new secret; the one before signs beside it for a day. Raises NotFoundError."""
        secret = secret_of(self._chance(32))
        until = _told(self._now() + timedelta(hours=BOTH_HOURS))
        fresh = self._changed(
            reader,
            hook,
            lambda held: msgspec.structs.replace(held, secret=secret, before=held.secret, before_until=until),
        )
        return Secret(hook=self._shown(fresh), secret=secret)

    def attempt(self, reader: Reader, hook: str) -> Registered:
        """Queue a message that says nothing, to see whether it comes. Raises NotFoundError."""
        held = self._one(reader, hook)
        made = self._instant()
        trial = message_of(held, "", (), OPEN, made, unlike=made)
        return self._shown(self._changed(reader, held.id, lambda hook: hook, [trial]))

    def wake(self, reader: Reader, hook: str) -> Registered:
        """Let a hook that rests send again; what failed is tried anew. Raises NotFoundError."""
        held = self._one(reader, hook)
        for one in self._queue.messages(reader, hook=held.id, limit=_EVERY):
            if one.state in ("failed", "waiting"):
                again = msgspec.structs.replace(one, state="waiting", attempts=0, due=self._instant())
                self._queue.settle(reader, again)
        return self._shown(self._changed(reader, held.id, _resting("")))

    def messages(self, reader: Reader, hook: str | None = None, limit: int = 100, *, after: str = "") -> list[Message]:
        """What was and is to be sent to the reader's hooks, the last queued first; of what they may read now.

        after: id of the last message of the page before. Raises NotFoundError where that is not among them any more.
        """
        which = self._one(reader, hook).id if hook is not None else None
        found = iter(self._queue.messages(reader, hook=which, limit=_EVERY))
        if after:
            last = next((one for one in found if one.id == after), None)
            if last is None or self._as_read(reader, last) is None:
                raise NotFoundError(f"message {after}")
        seen = (message for one in found if (message := self._as_read(reader, one)) is not None)
        return list(islice(seen, limit))

    # For administrators.

    @property
    def rules(self) -> HookRules:
        """What may leave, and where to."""
        return _rules(self._notes.note(_RULES))

    def set_rules(
        self,
        who: Who,
        *,
        highest: str | None = None,
        plain: bool | None = None,
        networks: Sequence[str] | None = None,
    ) -> HookRules:
        """Change what may leave, and where to; what is None stays. Raises ForbiddenError, and RefusedError."""
        check(who, "settings")
        given = (
            ("highest", highest),
            ("plain", plain),
            ("networks", tuple(networks) if networks is not None else None),
        )
        for _ in range(_TRIES):
            noted = self._notes.note(_RULES)
            fresh = msgspec.structs.replace(
                _rules(noted), **{name: value for name, value in given if value is not None}
            )
            self._check_rules(fresh)
            entry = (who.reader.name, "webhook rules", fresh.highest)
            told: dict[str, Any] = {"plain": fresh.plain, "networks": list(fresh.networks)}
            with self._trail.owing(*entry, **told) if self._trail is not None else nullcontext() as debt:
                # Who lowers a level at the same moment has lowered it.
                kept = self._notes.exchange(_RULES, noted, msgspec.json.encode(fresh).decode())
            if kept:
                if self._trail is not None:
                    self._trail.note(*entry, debt=debt, **told)
                return fresh
        raise OvertakenError("others change the rules at the same moment", "try again")

    @staticmethod
    def _check_rules(fresh: HookRules) -> None:
        if rank_of(fresh.highest) >= UNREADABLE_RANK:
            raise RefusedError(f"{fresh.highest!r} is no level", "write a level such as UNCLASSIFIED")
        for one in fresh.networks:
            try:
                ipaddress.ip_network(one)
            except ValueError as wrong:
                raise RefusedError(f"{one!r} is no network", "write one such as 10.1.0.0/16 or 10.1.2.3") from wrong

    # For the house.

    def gather(self, reader: Reader) -> int:
        """Queue what is new for the reader's hooks, or for all for upkeep; returns how many messages.

        A hook whose account may no more, or whose search or dialogue has gone, rests from now on. A fault of one hook
        is raised when the others have been looked at.
        """
        subscribers = self._subscribers()
        queued, failed = 0, list[Exception]()
        for hook in self._queue.hooks(reader):
            if hook.resting:
                continue
            subscriber = subscribers.get(hook.reader)
            if subscriber is None:
                self._queue.change(reader, hook.id, _resting(_NO_MORE))
                continue
            try:
                work, messages = self._news.new(subscriber, hook, self._instant())
            except Exception as fault:  # noqa: BLE001 - it is raised below, and the hooks behind are looked at
                if isinstance(fault, LegationError) and not isinstance(fault, ArchiveError):
                    self._queue.change(reader, hook.id, _resting(_GONE))
                else:  # an archive that is busy is no search that is gone
                    failed.append(fault)
                continue
            if work is not None:
                self._queue.change(reader, hook.id, work, messages)
            queued += len(messages)
        if failed:
            raise failed[0]
        return queued

    def send(self, reader: Reader, *, retrying: Retrying = RETRYING, stop: Callable[[], bool] = lambda: False) -> int:
        """Try once everything of the reader's hooks, or of all for upkeep, that is due; returns how many attempts."""
        made = 0
        self._queue.forget(reader, _told(self._now() - timedelta(days=KEPT_DAYS)))
        while not stop():
            awake = sorted(hook.id for hook in self._queue.hooks(reader) if not hook.resting)
            now = self._now()
            # A clock that was ahead when something was queued or put off must not hold it until it is so late again.
            longest = _told(now + _LONGEST)
            some = self._queue.take(
                reader, _told(now), _told(now + _LEASE), hooks=awake, limit=_AT_ONCE, longest=longest
            )
            if not some:
                break
            for one in some:
                if stop():
                    break
                # Asked anew for each: of many that answer slowly the last goes out minutes after the first.
                hook = next((hook for hook in self._queue.hooks(reader) if hook.id == one.hook), None)
                if hook is None or hook.resting:
                    continue
                after, resting = self._tried(self._subscribers().get(one.reader), hook, one, retrying)
                self._queue.settle(reader, after)
                made += 1
                if resting:
                    self._queue.change(reader, hook.id, _resting(resting))
        return made

    def run(
        self,
        reader: Reader,
        *,
        stop: Callable[[], bool],
        wait: Callable[[float], object] = time.sleep,
        told: Callable[[str], None] = lambda _: None,
    ) -> None:
        """Gather and send until ``stop`` says so.

        told: hears once of a fault that lasts, of its kind; it ends nothing.
        """
        looked = -LOOK_SECONDS
        lasting: dict[str, str] = {}  # of each half by itself: one that goes well tells nothing of the other

        def tried(half: str, work: Callable[[], object]) -> None:
            try:
                work()
                lasting.pop(half, None)
            except Exception as fault:  # noqa: BLE001 - it is tried again, and the desk goes on
                # Only its kind: its words may be words of a telegram.
                kind = type(fault).__name__
                if kind not in lasting.values():
                    told(kind)
                lasting[half] = kind

        while not stop():
            if time.monotonic() - looked >= LOOK_SECONDS:
                looked = time.monotonic()
                tried("gather", lambda: self.gather(reader))
            tried("send", lambda: self.send(reader, stop=stop))
            if not stop():
                wait(EVERY_SECONDS)

    def _tried(
        self, subscriber: Reader | None, hook: Hook, one: HookDelivery, retrying: Retrying
    ) -> tuple[HookDelivery, str]:
        """The message after one more attempt, and why its hook is to rest, or ""."""
        now = self._now()
        done = {"attempts": one.attempts + 1, "at": _told(now)}
        if subscriber is None:
            return msgspec.structs.replace(one, **done, due=_told(now)), _NO_MORE
        rules = self.rules
        said = self._news.said(subscriber, hook, one, _told(now))
        if said is None:
            return msgspec.structs.replace(one, at=_told(now), state="withdrawn", answer="it no longer stands"), ""
        marking, body = said
        if not may_leave(marking, rules.highest):
            return msgspec.structs.replace(one, at=_told(now), state="withheld", answer="above what may leave"), ""
        secrets = [hook.secret, *([hook.before] if hook.before_until > _told(now) else [])]
        sent = {
            "content-type": "application/json; charset=utf-8",
            "user-agent": "legation",
            **headers(secrets, one.id, int(now.timestamp()), body),
        }
        # The trail has its entry before anything has left. That there was this to tell rests on all that they may read.
        if self._trail is not None:
            told = list(one.sources)
            of = self._trail.named(subscriber, told)
            self._trail.note(
                one.reader, "posted to a webhook", hook.id, access=reach_of(subscriber), of=of, sources=told
            )
        fault, lasting = "", False
        try:
            status = self._post.post(hook.address, sent, body, rules)
            if 200 <= status < 300:
                return msgspec.structs.replace(one, **done, state="delivered", answer=str(status)), ""
            fault, lasting = f"answered {status}", status == _GONE_FOR_GOOD
        except PostError as wrong:
            fault, lasting = wrong.what, wrong.closed
        due = None if lasting else retrying.due(now, one.id, one.attempts + 1)
        if due is not None:
            return msgspec.structs.replace(one, **done, answer=fault, due=_told(due)), ""
        resting = f"given up after {one.attempts + 1} attempts: {fault}"
        return msgspec.structs.replace(one, **done, state="failed", answer=fault), resting

    def _changed(self, reader: Reader, hook: str, work: Change, messages: Sequence[HookDelivery] = ()) -> Hook:
        changed = self._queue.change(reader, hook, work, messages)
        if changed is None:
            raise NotFoundError("webhook")
        return changed

    def _as_read(self, reader: Reader, one: HookDelivery) -> Message | None:
        """A message as its reader may see it now, None where they may not; a telegram marked up since is marked so."""
        names, marking = [], Marking.from_label(one.access)
        for source in one.sources:
            try:
                record = self._reading.versions(reader, source)[-1]
            except LegationError:
                return None
            names.append(record.telegram.mrn or record.sha256[:12])
            # An alert rests on paragraphs, which may be below their telegram; one that was marked up raises them too.
            if source == one.about or not _has_as_low(record.telegram, marking):
                marking = marking.join(Marking.from_label(record.access))
        return Message(
            id=one.id,
            hook=one.hook,
            state=one.state,
            sources=tuple(names),
            made=one.made,
            attempts=one.attempts,
            at=one.at,
            answer=one.answer,
            due=one.due if one.state == "waiting" else None,
            marking=level_of(marking),
        )

    def _one(self, reader: Reader, hook: str) -> Hook:
        for one in self._queue.hooks(reader):
            if one.id == hook:
                return one
        raise NotFoundError("webhook")

    def _shown(self, hook: Hook) -> Registered:
        return Registered(
            id=hook.id,
            address=hook.address,
            search=hook.search,
            dialogue=hook.dialogue,
            made=hook.made,
            rotating=hook.before_until if hook.before_until > self._instant() else None,
            resting=hook.resting or None,
        )

    def _instant(self) -> str:
        return _told(self._now())


_GONE_FOR_GOOD = 410
_NO_MORE = "its account may not send to webhooks"
_GONE = "the saved search or the dialogue that it is for is not there"


def _resting(why: str) -> Change:
    return lambda held: msgspec.structs.replace(held, resting=why)


def _has_as_low(telegram: Telegram, marking: Marking) -> bool:
    """Whether some paragraph is held as ``marking`` or below."""
    return any(paragraph_marking(telegram, one).join(marking) == marking for one in telegram.paragraphs)


def _rules(noted: str | None) -> HookRules:
    return msgspec.json.decode(noted or "{}", type=HookRules)


def _told(at: datetime) -> str:
    return instant_text(at, "milliseconds")
