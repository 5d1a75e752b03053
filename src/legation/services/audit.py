"""The audit trail: who opened, searched, exported and was refused, who signed in, and who changed what.

It is a second ledger: append-only, each entry holding the hash of the one before. It is written in one place,
around the services (``watched``), so that no interface can forget it; what is not a telegram's business (signing
in, accounts) is written with ``Trail.note``. An entry carries the marking of what it names: whoever may not read
that is not shown the entry, auditors included.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from functools import wraps
from typing import Any, TypeVar, cast

import msgspec

from legation.core.accounts import Who
from legation.core.dialogue.ledger import Draft, Entry
from legation.core.errors import LegationError, NotFoundError
from legation.core.instant import instant_text
from legation.core.marking import OPEN, UPKEEP, Access, Marking, Reader, reach_of
from legation.core.mrn import parse_mrn
from legation.services.accounts import Accounts, ForbiddenError, SignInError, check
from legation.services.reading import HASH
from legation.storage.access import decide
from legation.storage.ports import Ledger, Telegrams
from legation.tables.posts import Posts

S = TypeVar("S")

# What a method of a service is called in the trail; None leaves it out. A method that is not named here is written
# under its own name, so that a new one is never forgotten.
_CALLED: Mapping[str, str | None] = {
    "reading.versions": "opened",
    "reading.telegram": "opened",
    "reading.the_one": "opened",
    "reading.listing": "opened",
    "reading.every": "listed",
    "reading.count": None,
    "reading.recent": "listed",
    "finding.search": "searched",
    "finding.every": "searched",
    "finding.facets": "searched",
    "finding.completions": None,  # of words that are still being typed
    "threads.thread": "opened",
    "threads.among": "opened",
    "gaps.page": "listed",
    "gaps.gap": "opened",
    "gaps.continuity": "listed",
    "gaps.request": "exported",
    "versions.editions": "opened",
    "versions.placed": None,  # beside a list, which is written
    "titles.instead": None,  # beside a list, too
    "versions.edition": "opened",
    "versions.difference": "opened",
    "versions.copies": "opened",
    "annotating.of": None,  # beside the telegram, whose opening is written
    "annotating.add": "annotated",
    "annotating.withdraw": "withdrew",
    "saved.all": None,
    "saved.add": "saved",
    "saved.remove": "saved",
    "saved.look": "searched",
    "looking.today": "listed",
    "looking.seen": None,
    "distributing.explain": "opened",
    "distributing.rehearse": "rehearsed",
    "declassifying.schedule": "listed",
    "declassifying.month": "listed",
    "deriving.mark": "derived",
    "tracers.missing": "listed",
    "tracers.series": None,
    "tracers.message": "opened",
    "tracers.draft": "raised a tracer",
    "inbox.queue": "listed",
    "inbox.tally": "listed",
    "inbox.done": "listed",
    "inbox.owed": "listed",
    "inbox.receipts": "opened",
    "inbox.step": "acknowledged",
    "dialogues.list": "listed",
    "dialogues.boards": "listed",
    "dialogues.views": "listed",
    "dialogues.stands": None,
    "dialogues.named": "listed",
    "dialogues.drawn": "opened",
    "dialogues.view": "opened",
    "dialogues.board": "opened",
    "dialogues.story": "opened",
    "dialogues.brief": "exported",
    "dialogues.export": "exported",
    "dialogues.proposals": "opened",
    "dialogues.undecided": "opened",
    "founding.propose": "opened",
    "machine.propose": "sent to a model",
    "machine.offer": "sent to a model",
    "feeds.saved": "exported",
    "feeds.movements": "exported",
    "feeds.calendar": "exported",
    "hooks.all": None,
    "hooks.add": "registered a webhook",
    "hooks.remove": "removed a webhook",
    "hooks.rotate": "rotated a webhook",
    "hooks.attempt": "tried a webhook",
    "hooks.wake": "woke a webhook",
    "hooks.messages": "listed",
    "hooks.gather": None,  # what leaves is written when it leaves
    "hooks.send": None,
    "hooks.run": None,
    "exporting.write": "exported",
    "exporting.lines": "exported",
    "markings.mark": "marked",
    "clearing.all": "listed",
    "clearing.show": "opened",
    "clearing.weigh": None,  # of words that are still being typed
    "clearing.mend": None,
    "clearing.version": "opened",
    "clearing.difference": "opened",
    "clearing.rendered": "opened",
    "clearing.log": "opened",
    "clearing.compose": "opened",
    "clearing.new": "drafted",
    "clearing.change": "changed a draft",
    "clearing.clear": "cleared",
    "clearing.approve": "approved",
    "clearing.release": "released",
    "clearing.withdraw": "withdrew",
    "clearing.begin_numbers": "began numbers",
    "transmitting.queue": "listed",
    "transmitting.again": "sent again",
    "transmitting.send": "sent",
    "transmitting.run": "sent",
    "arrivals.take": "took in",
    "arrivals.keep": "took in",
    "arrivals.recognise": None,
    "arrivals.read": None,
    "arrivals.settle": None,
    "arrivals.make_searchable": None,
    "arrivals.catch_up": None,
    "arrivals.crew": None,
    "arrivals.broken": "listed",
    "arrivals.broken_data": "opened",
    "markings.of": "opened",
    "ingest.run": "ingested",
    "taking.begin": "ingested",
    "taking.of": None,
    "taking.one": None,
    "verifying.run": "verified",
    "rebuilding.run": "rebuilt",
}
# Asked for one telegram by its name, and answered with all its versions that the asker may read. Each has an entry of
# its own, and whoever may read the version may know who asked. What else somebody asks, and what came of it, rests on
# all that they may read.
_OF_ONE = frozenset({"reading.versions", "reading.listing", "markings.of"})
_LONGEST, _MOST_NAMES = 500, 200


class Noted(msgspec.Struct, frozen=True, kw_only=True):
    """One entry of the trail as it is shown."""

    number: int
    instant: str
    who: str
    did: str
    about: str
    rule: str | None
    fields: dict[str, Any]
    access: str


class _Waiting:
    """An entry that waits to be written."""

    __slots__ = ("draft", "fault", "written")

    def __init__(self, draft: Draft) -> None:
        self.draft = draft
        self.fault: Exception | None = None
        self.written = False


class Trail:
    """The trail of an archive."""

    def __init__(self, ledger: Ledger, telegrams: Telegrams, now: Callable[[], datetime], posts: Posts) -> None:
        self._ledger = ledger
        self._telegrams = telegrams
        self._now = now
        self._posts = posts
        self._lock = threading.Lock()  # of one process; between processes the store settles whose number it is
        self._waiting: deque[_Waiting] = deque()

    def note(
        self, who: str, did: str, about: str = "", *, access: Marking = OPEN, rule: str | None = None, **fields: Any
    ) -> None:
        """Write an entry; it is kept when this returns. ``access``: the marking of what it names."""
        now = self._now()
        told = {name: value for name, value in {"rule": rule, **fields}.items() if value is not None}
        draft = Draft(
            instant=instant_text(now, "microseconds"),
            author=who,
            kind=f"audit.{did}",
            dialogue="",
            about=about[:_LONGEST],
            on=now.date().isoformat(),
            fields=told,
            sources=(),
            access=access.label,
            marking=None,
        )
        mine = _Waiting(draft)
        self._waiting.append(mine)
        with self._lock:
            if not mine.written:  # by another that was waited for
                self._write_waiting()
        if mine.fault is not None:
            raise mine.fault

    def _write_waiting(self) -> None:
        """What waits is written in one transaction: under load most of an entry's time is that of its commit.

        An entry leaves the queue when it is known what became of it. A signal may break in anywhere (the system's word
        to end, Ctrl-C): whoever waits then writes for itself, perhaps a second time, and none is passed over.
        """
        # Others may add behind these; who holds the lock alone takes away.
        some = [one for one in map(self._waiting.__getitem__, range(len(self._waiting))) if not one.written]
        try:
            self._ledger.append(UPKEEP, [one.draft for one in some])
        except Exception as fault:  # noqa: BLE001 - raised by each that waits
            for one in some:
                one.fault = fault
        for one in some:
            one.written = True
        while self._waiting and self._waiting[0].written:
            self._waiting.popleft()

    def refused(self, reader: Reader, did: str, about: str, names: Iterable[str]) -> None:
        """Write that something was refused; the rule that closed each version, in an entry held as closely as that.

        names: all that was asked for by name; those of telegrams may be numbers in any spelling, beginnings of hashes,
        or names of files.
        """
        # The refusal is told alike for what is closed and what is absent; why it was, only to those who may read it.
        self.note(reader.name, "refused", about, access=reach_of(reader), what=did)
        for name in dict.fromkeys(names):
            closed: dict[str, str] = {}
            for label in sorted(self._labels(name)):
                decided = decide(reader, label)
                # A form of the telegram for those who may read less of it is no refusal: this reader has another.
                if not decided.allowed and decided.rule != "beyond":
                    access = reach_of(reader).join(Access.from_label(label).marking)
                    closed.setdefault(access.label, decided.rule)
            for label, rule in sorted(closed.items()):
                self.note(reader.name, "closed", name, access=Marking.from_label(label), rule=rule, what=did)

    def _labels(self, name: str) -> set[str]:
        """Access labels of the telegrams that bear a name, whoever may read them."""
        number, wanted = parse_mrn(name, self._posts.aliases), name.strip().lower()
        found = self._telegrams.accesses(UPKEEP, str(number) if number is not None else name)
        if found:
            return set(found)
        sha256 = wanted if HASH.match(wanted) else None
        return {one.access for one in self._telegrams.find(UPKEEP, sha256=sha256, file=name.strip())}

    def turned_away(self, who: Who, action: str, about: str = "") -> None:
        """Write that the roles of somebody known did not allow what they asked for."""
        reach = reach_of(who.cleared or who.reader)
        self.note(who.reader.name, "refused", about, access=reach, rule="role", what=action)

    def entries(self, who: Who, since: str = "", *, limit: int | None = None) -> list[Noted]:
        """The entries that an auditor may read, oldest first; of more than ``limit`` the last.

        They are numbered anew: the trail's own numbers would tell of entries that this auditor may not read.
        since: an ISO day or instant. Raises ForbiddenError.
        """
        checking(self)(who, "audit")
        found = [
            msgspec.structs.replace(noted(entry), number=number)
            for number, entry in enumerate(self._ledger.entries(who.cleared or who.reader), 1)
            if entry.draft.instant >= since
        ]
        return found if limit is None else found[max(len(found) - limit, 0) :]

    def broken_at(self) -> int | None:
        """Number of the first entry that does not follow; None if the chain holds. For ``legation verify``."""
        return self._ledger.broken_at(UPKEEP)


Check = Callable[[Who, str], None]
"""Raises ForbiddenError unless somebody may do something."""


def checking(trail: Trail | None) -> Check:
    """``check``, with each refusal written to the trail where there is one."""

    def checked(who: Who, action: str) -> None:
        try:
            check(who, action)
        except ForbiddenError:
            if trail is not None:
                trail.turned_away(who, action)
            raise

    return checked


def noted(entry: Entry) -> Noted:
    draft = entry.draft
    fields = dict(draft.fields)
    return Noted(
        number=entry.number,
        instant=draft.instant,
        who=draft.author,
        did=entry.verb,
        about=draft.about,
        rule=fields.pop("rule", None),
        fields=fields,
        access=draft.access,
    )


def watched(service: S, name: str, trail: Trail | None) -> S:
    """The service, with every method that takes a reader written to the trail; itself where there is no trail."""
    return service if trail is None else cast("S", _Watched(service, name, trail))


class _Watched:
    def __init__(self, service: Any, name: str, trail: Trail) -> None:
        self._service = service
        self._name = name
        self._trail = trail
        self._made: dict[str, Any] = {}

    def __getattr__(self, method: str) -> Any:
        made = self._made.get(method)
        if made is None:
            found = getattr(self._service, method)
            if method.startswith("_") or not callable(found):
                return found
            key = f"{self._name}.{method}"
            called = _CALLED.get(key, method)
            made = self._made[method] = found if called is None else self._watching(found, called, key in _OF_ONE)
        return made

    def _watching(self, run: Callable[..., Any], did: str, of_one: bool) -> Callable[..., Any]:
        @wraps(run)
        def watching(*args: Any, **named: Any) -> Any:
            if args and isinstance(args[0], Who):
                try:
                    return run(*args, **named)
                except ForbiddenError as fault:
                    self._trail.turned_away(args[0], fault.action)
                    raise
            if not args or not isinstance(args[0], Reader) or args[0].upkeep:
                return run(*args, **named)
            reader = args[0]
            about = " ".join(str(value) for value in args[1:] if isinstance(value, str))
            try:
                answer = run(*args, **named)
            except NotFoundError:
                # The trail has its entry before the asker has an answer.
                self._trail.refused(reader, did, about, _names([*args[1:], *named.values()]))
                raise
            except ForbiddenError:
                self._trail.note(reader.name, "refused", about, access=reach_of(reader), rule="role", what=did)
                raise
            except LegationError as fault:
                self._trail.note(
                    reader.name, "failed", about, access=reach_of(reader), what=did, fault=type(fault).__name__
                )
                raise
            held = {Marking.from_label(label) for label in _labels(answer)} if of_one else set()
            found = getattr(answer, "total", None)
            for access in sorted(held, key=lambda marking: marking.label) or [reach_of(reader)]:
                self._trail.note(reader.name, did, about, access=access, found=found)
            return answer

        return watching


def _labels(answer: Any) -> set[str]:
    """Access labels of a listing or a record, or of what is held in one; of a list, of all that is in it."""
    if isinstance(answer, list | tuple):
        return {label for one in answer for label in _labels(one)}
    access = getattr(getattr(answer, "listing", answer), "access", None)
    return {access} if isinstance(access, str) else set()


def _names(given: Iterable[object]) -> list[str]:
    """The words that something was asked with, those of lists too."""
    found: list[str] = []
    for value in given:
        if isinstance(value, str):
            found.append(value)
        elif isinstance(value, list | tuple):
            found += [one for one in value if isinstance(one, str)]
    return found[:_MOST_NAMES]


_ACCOUNT_CHANGES = frozenset(
    {"add", "change", "set_password", "grant", "revoke", "disable", "end_sessions", "add_token", "revoke_token"}
)
# What of a change is told; a password never is.
_TOLD = frozenset({"roles", "clearance", "holds", "nation", "until", "why", "disabled", "actions"})


def watched_accounts(accounts: Accounts, trail: Trail | None) -> Accounts:
    """The accounts, with every change and sign-in written to the trail; themselves where there is no trail."""
    return accounts if trail is None else cast("Accounts", _WatchedAccounts(accounts, trail))


class _WatchedAccounts:
    def __init__(self, accounts: Accounts, trail: Trail) -> None:
        self._accounts = accounts
        self._trail = trail

    def __getattr__(self, method: str) -> Any:
        run = getattr(self._accounts, method)
        if not callable(run):
            return run

        @wraps(run)
        def watching(*args: Any, **named: Any) -> Any:
            who, about = (args[0] if args else None), str(args[1]) if len(args) > 1 else ""
            if not isinstance(who, Who):
                return run(*args, **named)
            try:
                answer = run(*args, **named)
            except ForbiddenError:
                self._trail.turned_away(who, f"account {method}", about)
                raise
            if method not in _ACCOUNT_CHANGES:
                return answer
            told = {name: _plain(value) for name, value in named.items() if name in _TOLD}
            self._trail.note(who.reader.name, f"account {method}", about, **told)
            return answer

        return watching

    def sign_in(self, name: str, password: str, *, address: str = "") -> tuple[str, Who]:
        try:
            secret, who = self._accounts.sign_in(name, password, address=address)
        except SignInError:
            # Only the name of an account: what somebody typed there may be a password.
            self._trail.note(self._accounts.known_as(name), "sign-in failed", address=address)
            raise
        self._trail.note(who.reader.name, "signed in", address=address)
        return secret, who

    def sign_out(self, who: Who) -> None:
        self._accounts.sign_out(who)
        self._trail.note(who.reader.name, "signed out")

    def named(self, name: str) -> Who:
        who = self._accounts.named(name)
        self._trail.note("owner", "answered as", who.reader.name)
        return who


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value
