"""The audit trail: who opened, searched, exported and was refused, who signed in, and who changed what.

It is a second ledger: append-only, each entry holding the hash of the one before. An entry carries the marking of what
it names, and the hashes of the telegrams that it names: whoever may not read those as they are marked now is not shown
the entry, auditors included. ``watched`` writes it.
"""

from __future__ import annotations

import re
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import msgspec

from legation.core.accounts import Who
from legation.core.dialogue.ledger import Entry, Unnumbered
from legation.core.errors import LegationError
from legation.core.instant import instant_text
from legation.core.marking import OPEN, UNREADABLE, UPKEEP, Access, Marking, Reader, may_read, reach_of
from legation.core.mrn import parse_mrn
from legation.services.accounts.accounts import ForbiddenError, check
from legation.services.reading import HASH
from legation.storage.access import decide
from legation.storage.owed import Debt, Owed
from legation.storage.ports import LegibleLedger, Telegrams
from legation.storage.records import Listing
from legation.tables.posts import Posts

Named = list[list[str]]
"""The telegrams that something was asked with: of each that has a name the hashes of its versions."""

DAMAGED = "cannot be read"
"""What stands in the place of what was done, where an entry is damaged."""

_LONGEST = 500
_LONGEST_NAME = 100
_OF = "of"
_NO_STEP = timedelta(seconds=1)
"""Entries of several threads and machines may stand so far out of order, and no clock was set back."""
_MOMENT = re.compile(r"(\d{4}-\d\d-\d\d)T(\d\d:\d\d):\d\d(?:\.\d+)?(?:\+00:00|Z)")


class Noted(msgspec.Struct, frozen=True, kw_only=True):
    """One entry of the trail as it is shown; of one that is damaged (``DAMAGED``) nobody did it, and instant is ""."""

    number: int
    instant: str
    who: str
    did: str
    about: str
    rule: str | None
    fields: dict[str, Any]
    access: str

    @property
    def told(self) -> str:
        """What it holds besides, in words, such as what was granted, until when and why."""
        held = [(name, value) for name, value in self.fields.items() if name != "fault" and value not in ("", None)]
        return "; ".join(f"{name} {_words(value)}" for name, value in held)


def _words(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    # That a list was emptied is a change, too.
    told = (", ".join(map(str, value)) or "none") if isinstance(value, list) else str(value)
    return _MOMENT.sub(r"\1 \2Z", told)


class ChainTold(msgspec.Struct, frozen=True, kw_only=True):
    """Whether the chain of the trail holds, from its first entry to its last, whoever may read them.

    broken: number of the first entry that does not follow, told to the owner alone, for it tells of others.
    """

    holds: bool
    broken: int | None = None

    @property
    def told(self) -> str:
        """The same in a sentence."""
        if self.holds:
            held = "The chain of the whole trail holds: no entry was changed, taken out or put in between"
            return f"{held}; whether some are gone from its end it cannot tell"
        at = "" if self.broken is None else f" at entry {self.broken}"
        return f"The chain of the trail is broken{at}: it was written by another hand; restore it from a backup"


class _Waiting:
    """An entry that waits to be written."""

    __slots__ = ("draft", "fault", "written")

    def __init__(self, draft: Unnumbered) -> None:
        self.draft = draft
        self.fault: Exception | None = None
        self.written = False


class Trail:
    """The trail of an archive. owed: where what a change owes to the trail is kept with it; None: nowhere."""

    def __init__(
        self,
        ledger: LegibleLedger,
        telegrams: Telegrams,
        now: Callable[[], datetime],
        posts: Posts,
        owed: Owed | None = None,
    ) -> None:
        self._ledger = ledger
        self._telegrams = telegrams
        self._now = now
        self._posts = posts
        self._owed = owed
        self._behind = False  # with what it owes, because it could not be written
        self._lock = threading.Lock()  # of one process; between processes the store settles whose number it is
        self._waiting: deque[_Waiting] = deque()

    def note(
        self,
        who: str,
        did: str,
        about: str = "",
        *,
        access: Marking = OPEN,
        rule: str | None = None,
        of: Named | None = None,
        debt: Debt | None = None,
        **fields: Any,
    ) -> None:
        """Write an entry; it is kept when this returns. ``access``: the marking of what it names.

        of: the telegrams that it names: it is shown to whoever may read a version of each as they are marked then.
        debt: what was owed while that was done which it tells of; so it is written once, whoever else brings it.
        """
        if self._behind:
            self.carry()
        draft = self._begun(who, did, about, access, {"rule": rule, _OF: of or None, **fields})
        self._write(draft if debt is None else msgspec.structs.replace(draft, dialogue=debt.id))

    @contextmanager
    def owing(self, who: str, did: str, about: str = "", *, access: Marking = OPEN, **fields: Any) -> Iterator[Debt]:
        """Whatever is changed within owes an entry, as of ``note``, which is to be told of it when it is done.

        Where it ends by a fault, what was changed before has its entry here, which says that it was carried.
        """
        # Whoever finds it owed knows that something was changed, and not whether it came to its end.
        debt = Debt(lambda: self._begun(who, did, about, access, {**fields, "carried": True}))
        if self._owed is None:
            yield debt
            return
        try:
            with self._owed.owing(debt):
                yield debt
        except BaseException:
            if debt.id:
                self._carry_if_it_can_be(debt.id)
            raise

    def carry(self, only: str = "") -> None:
        """Write what is owed, or the entry of one id alone, where it is not on the trail: who did it may be gone."""
        if self._owed is None:
            return
        for draft in self._owed.waiting(only):
            self._write(draft)
        self._behind = self._behind and bool(only)

    def _carry_if_it_can_be(self, only: str) -> None:
        try:
            self.carry(only)
        except LegationError:
            self._behind = True  # it stands where it is owed; the next entry is written behind it

    def _write(self, draft: Unnumbered) -> None:
        mine = _Waiting(draft)
        self._waiting.append(mine)
        with self._lock:
            if not mine.written:  # by another that was waited for
                self._write_waiting()
        if mine.fault is not None:
            self._behind = self._behind or bool(draft.dialogue)
            raise mine.fault
        if draft.dialogue and self._owed is not None:
            self._owed.paid(draft.dialogue)

    def entry(
        self, who: str, did: str, about: str = "", *, access: Marking = OPEN, rule: str | None = None, **fields: Any
    ) -> Unnumbered:
        """An entry, to be kept in one step with what it tells of; as of ``note``."""
        return _following(self._ledger.tail(), [self._begun(who, did, about, access, {"rule": rule, **fields})])[0]

    def latest(self) -> str:
        """The latest instant that the trail shows, to the second; "" where it is empty."""
        reached = _reached(self._ledger.tail())
        return f"{reached[:19]}Z" if reached else ""

    def _begun(self, who: str, did: str, about: str, access: Marking, fields: dict[str, Any]) -> Unnumbered:
        now = self._now()
        told = {name: value for name, value in fields.items() if value is not None}
        return Unnumbered(
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

    def _write_waiting(self) -> None:
        """What waits is written in one transaction: under load most of an entry's time is that of its commit.

        An entry leaves the queue when it is known what became of it. A signal may break in anywhere (the system's word
        to end, Ctrl-C): whoever waits then writes for itself, perhaps a second time, and none is passed over.
        """
        # Others may add behind these; who holds the lock alone takes away.
        some = [one for one in map(self._waiting.__getitem__, range(len(self._waiting))) if not one.written]
        try:
            self._ledger.add([one.draft for one in some], _following)
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
            closed: dict[str, tuple[str, list[str]]] = {}
            for one in sorted(self._bearing(name), key=lambda one: (one.access, one.sha256)):
                decided = decide(reader, one.access)
                # A form of the telegram for those who may read less of it is no refusal: this reader has another.
                if not decided.allowed and decided.rule != "beyond":
                    access = reach_of(reader).join(Access.from_label(one.access).marking)
                    closed.setdefault(access.label, (decided.rule, []))[1].append(one.sha256)
            for label, (rule, some) in sorted(closed.items()):
                self.note(reader.name, "closed", name, access=Marking.from_label(label), rule=rule, of=[some], what=did)

    def _bearing(self, name: str) -> list[Listing]:
        """The telegrams that bear a name, whoever may read them."""
        number, wanted = parse_mrn(name, self._posts.aliases), name.strip().lower()
        if found := self._telegrams.listed(UPKEEP, [str(number) if number is not None else name]):
            return found
        sha256 = wanted if HASH.match(wanted) else None
        return self._telegrams.find(UPKEEP, sha256=sha256, file=name.strip())

    def named(self, reader: Reader, names: Iterable[str]) -> Named:
        """The telegrams that are named by number or by the beginning of a hash, as far as the reader may read them."""
        numbers: dict[str, list[str]] = {}
        hashed: list[list[str]] = []
        for name in dict.fromkeys(one.strip() for one in names if len(one) <= _LONGEST_NAME):
            if (number := parse_mrn(name, self._posts.aliases)) is not None:
                numbers[str(number)] = []
            elif HASH.match(name.lower()):
                hashed.append([one.sha256 for one in self._telegrams.find(reader, sha256=name.lower())])
        for one in self._telegrams.listed(reader, list(numbers)) if numbers else ():
            numbers[one.mrn or ""].append(one.sha256)
        return [some for some in (*numbers.values(), *hashed) if some]

    def turned_away(self, who: Who, action: str, about: str = "") -> None:
        """Write that the roles of somebody known did not allow what they asked for."""
        reach = reach_of(who.cleared or who.reader)
        self.note(who.reader.name, "refused", about, access=reach, rule="role", what=action)

    def entries(
        self,
        who: Who,
        since: str = "",
        *,
        by: str = "",
        about: str = "",
        limit: int | None = None,
        before: int | None = None,
    ) -> list[Noted]:
        """The entries that an auditor may read, oldest first; of more than ``limit`` the last.

        before: those alone with lower numbers, for the entries before a page. by: the account that did it. about: words
        in what was done or in what it was about, in capitals or not.

        They are numbered anew: the trail's own numbers would tell of entries that this auditor may not read. Of one
        that is damaged the owner alone is told, by its own number: how closely it is held nobody can read any more.
        since: an ISO day or instant. Raises ForbiddenError.
        """
        checking(self)(who, "audit")
        self.carry()
        found = [
            msgspec.structs.replace(one, number=number)
            for number, one in enumerate(self._as_held_now(who.cleared or who.reader), 1)
            # What cannot be read is told whatever is asked for: it may be that.
            if (before is None or number < before)
            and (
                one.did == DAMAGED
                or (
                    one.instant >= since
                    and (not by or one.who == by)
                    and about.casefold() in f"{one.did} {one.about}".casefold()
                )
            )
        ]
        return found if limit is None else found[max(len(found) - limit, 0) :]

    def _as_held_now(self, reader: Reader) -> Iterator[Noted]:
        """The entries that a reader may read, each held as closely as what it names is marked now."""
        entries = self._ledger.legible(reader)
        hashes = {one for entry in entries for some in _of(entry) for one in some}
        now = self._telegrams.held_as(hashes) if hashes and not reader.owner else {}
        for entry in entries:
            told = _as_told(entry)
            for some in _of(entry):
                # Of several versions one that may be read is enough: the archive of this reader has it.
                marks = [
                    Marking.from_label(told.access).join(Marking.from_label(now[one])) for one in some if one in now
                ]
                if own := [one for one in marks if may_read(reader, one).allowed]:
                    told = msgspec.structs.replace(told, access=min(own, key=lambda one: (one.rank, one.label)).label)
                elif marks:
                    break
            else:
                yield told

    def chain(self, who: Who) -> ChainTold:
        """Whether the chain of all entries holds; that of what an auditor may not read too, of which nothing is told.

        Raises ForbiddenError.
        """
        checking(self)(who, "audit")
        broken = self.broken_at()
        return ChainTold(holds=broken is None, broken=broken if who.reader.owner else None)

    def broken_at(self) -> int | None:
        """Number of the first entry that does not follow; None if the chain holds. For ``legation verify``."""
        return self._ledger.broken_at(UPKEEP)


def _reached(last: Entry | None) -> str:
    return max(last.draft.instant, str(last.draft.fields.get("behind", ""))) if last is not None else ""


def _following(last: Entry | None, drafts: Sequence[Unnumbered]) -> list[Unnumbered]:
    """The entries as they are kept: one whose clock is behind what the trail shows says how far that goes.

    So the last entry alone tells the latest instant, though the clock was set back before it.
    """
    reached, made = _reached(last), []
    for draft in drafts:
        if reached and datetime.fromisoformat(reached) - datetime.fromisoformat(draft.instant) >= _NO_STEP:
            draft = msgspec.structs.replace(draft, fields={**draft.fields, "behind": reached})
        reached = max(reached, draft.instant)
        made.append(draft)
    return made


def _of(entry: Entry | int) -> Named:
    """The telegrams that an entry names; none of one from before they were noted."""
    named = [] if isinstance(entry, int) else entry.draft.fields.get(_OF, [])
    return named if isinstance(named, list) else []


def _as_told(one: Entry | int) -> Noted:
    if not isinstance(one, int):
        return noted(one)
    about = f"entry {one} of the trail is damaged: restore it from a backup"
    return Noted(
        number=one, instant="", who="", did=DAMAGED, about=about, rule=None, fields={}, access=UNREADABLE.label
    )


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
    fields.pop(_OF, None)
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
