"""Distributing: who gets a telegram that came, for action or for information, and why.

A telegram is routed in the form in which a reader has it, and only among those who may open that form: it is never
delivered to anyone else, and leaves no trace for them. Conditions that rest on other telegrams are asked as the reader
concerned, so each is told what the rules make of the archive that they may read, and of nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING

import msgspec

from legation.core.delivery import Delivery
from legation.core.instant import instant_text
from legation.core.marking import UNREADABLE, UPKEEP, Access, Marking, Reader
from legation.core.profile import CATCH_ALL, Role, Rules
from legation.services.distribution.assigning import Assigned, Assigning
from legation.services.distribution.matching import Asked, Neighbourhood, ReadyRules, nothing_around, takes
from legation.services.distribution.profiles import REACHED, Profiles, Readers
from legation.services.reading import Reading
from legation.storage.access import is_readable
from legation.storage.deliveries import Deliveries
from legation.storage.ports import Index, Ledger, Notes, Telegrams
from legation.storage.records import Listing, Record, listing_of
from legation.tables.handling import handling_rows
from legation.tables.posts import Posts

if TYPE_CHECKING:  # slow to load, and few rules ask for a dialogue
    from legation.services.dialogue.dialogue import Dialogues

_AT_ONCE = 1_000
_NEAR = 200  # neighbours of one telegram that are looked at


class Weighed(msgspec.Struct, frozen=True, kw_only=True):
    """One profile that names a reader, held to a telegram."""

    profile: str
    to: str
    role: Role
    takes: bool
    asked: tuple[Asked, ...]


class Explained(msgspec.Struct, frozen=True, kw_only=True):
    """Why a telegram reaches one reader or not, by the rules as they stand.

    assigned: None where it does not. delivery: the copy that was delivered, if one was. says: the reason in a sentence.
    """

    reader: str
    assigned: Assigned | None
    says: str
    rules: tuple[Weighed, ...]
    delivery: Delivery | None


class Explanation(msgspec.Struct, frozen=True, kw_only=True):
    """action: the office that has the action, None for none. readers: a line for each that the asker may know of."""

    listing: Listing
    action: str | None
    readers: tuple[Explained, ...]


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """What other rules would have done with one telegram for one reader: ``none``, ``info`` or ``action``."""

    listing: Listing
    reader: str
    before: str
    after: str
    profiles: tuple[str, ...]


class Rehearsal(msgspec.Struct, frozen=True, kw_only=True):
    """The differences that other rules would have made. telegrams: how many were looked at."""

    since: str
    telegrams: int
    held: tuple[Change, ...]


class Distributing:
    """Distributes what is kept, and says why."""

    def __init__(
        self,
        telegrams: Telegrams,
        reading: Reading,
        deliveries: Deliveries,
        profiles: Profiles,
        notes: Notes,
        ledger: Ledger,
        dialogues: Callable[[], Dialogues],
        readers: Readers,
        new_index: Callable[[], Index],
        posts: Posts,
        now: Callable[[], datetime],
    ) -> None:
        self._telegrams = telegrams
        self._reading = reading
        self._deliveries = deliveries
        self._profiles = profiles
        self._notes = notes
        self._ledger = ledger
        self._dialogues = dialogues
        self._readers = readers
        self._new_index = new_index
        self._posts = posts
        self._now = now
        self._made_ready: ReadyRules | None = None

    # For the house: they answer nobody.

    def new(self, came: Sequence[str] = ()) -> int:
        """Distribute what was kept and is not distributed yet; returns how many copies were delivered.

        Nothing happens where there are no profiles. Cut short, it goes on from there the next time; what has just
        come, by its hashes, then goes before what was left lying.
        """
        rules = self._profiles.rules()
        if rules is None:
            return 0
        last, copies = self._telegrams.last_arrival(), 0
        after = int(self._notes.note(REACHED) or 0)
        if len(came) <= _AT_ONCE < last - after:
            records = list(self._telegrams.records(UPKEEP, came).values())
            copies += self._deliveries.deliver(UPKEEP, self._copies(rules, records))
        while after < last:
            batch = self._telegrams.arrived(UPKEEP, after, _AT_ONCE)
            if not batch:
                break
            copies += self._deliveries.deliver(UPKEEP, self._copies(rules, [record for _, record in batch]))
            after = batch[-1][0]
            self._notes.write(REACHED, str(after))
        return copies

    def telegram(self, name: str) -> int:
        """Distribute one kept telegram now, by its MRN or whole hash, ahead of what else came; returns the copies.

        Raises NotFoundError where none is kept.
        """
        rules = self._profiles.rules()
        if rules is None:
            return 0
        records = self._telegrams.versions(UPKEEP, name) or [self._telegrams.get(UPKEEP, name)]
        views = {view for one in records for view in self._telegrams.view_hashes(one.sha256)}
        forms = {record.sha256: record for record in records} | self._telegrams.records(UPKEEP, views)
        return self._deliveries.deliver(UPKEEP, self._copies(rules, list(forms.values())))

    # For readers.

    def explain(self, reader: Reader, name: str, *, everyone: bool) -> Explanation:
        """Why a telegram reached each reader or not: rule by rule, for the asker, or with ``everyone`` for all.

        What the rules make of it is reckoned as the asker sees the archive. Raises NotFoundError.
        """
        record = self._reading.versions(reader, name)[-1]
        rules = self._profiles.rules() or Rules()
        readers = self._readers()
        ready = self._ready(rules)
        run = Assigning(ready, readers, [record], self._new_index)
        around = _once(partial(self._around, reader))
        verdicts = run.verdicts(record, around)
        assigned = run.outcome(record, around)
        told = {
            held.delivery.reader: held.delivery
            for held in self._deliveries.of(reader, [record.sha256], everyone=everyone)
        }
        asked = sorted({*ready.named, *told}) if everyone else [reader.name]
        action = next((one.office for one in assigned.values() if one.role == "action"), None)
        lines = []
        for who in asked:
            weighed = tuple(
                Weighed(profile=p.name, to=p.to, role=p.for_, takes=takes(v), asked=tuple(v))
                for p, v in zip(rules.profile, verdicts, strict=True)
                if who in ready.members[p.to]
            )
            known = readers.get(who)
            opens = known is not None and is_readable(known, record.access)
            lines.append(
                Explained(
                    reader=who,
                    assigned=assigned.get(who),
                    says=_says(assigned.get(who), weighed, known=known is not None, opens=opens, action=action),
                    rules=weighed if opens else (),
                    delivery=told.get(who),
                )
            )
        return Explanation(listing=listing_of(record), action=action, readers=tuple(lines))

    def rehearse(self, reader: Reader, text: str, *, since: date, everyone: bool) -> Rehearsal:
        """What the rules of a file would have done with the traffic from a day on: the differences alone.

        The day is that of the telegram, else of its keeping. For the asker, or with ``everyone`` for all readers.
        Raises RefusedError for a file that cannot be read.
        """
        new, old = self._profiles.read(text), self._profiles.rules() or Rules()
        readers, count = self._readers(), 0
        changes: list[Change] = []
        ready, standing = ReadyRules(new, self._posts), self._ready(old)
        around = _once(partial(self._around, reader))
        for batch in self._since(reader, since.isoformat()):
            count += len(batch)
            before = Assigning(standing, readers, batch, self._new_index)
            after = Assigning(ready, readers, batch, self._new_index)
            for record in batch:
                had = before.outcome(record, around)
                has = after.outcome(record, around)
                for who in sorted(had.keys() | has.keys()) if everyone else [reader.name]:
                    one, other = had.get(who), has.get(who)
                    if (one and one.role) != (other and other.role):
                        changes.append(
                            Change(
                                listing=listing_of(record),
                                reader=who,
                                before=one.role if one else "none",
                                after=other.role if other else "none",
                                profiles=(other or one or _NOTHING).profiles,
                            )
                        )
        return Rehearsal(since=since.isoformat(), telegrams=count, held=tuple(changes))

    def _since(self, reader: Reader, day: str) -> Iterator[list[Record]]:
        listed = (one.sha256 for one in self._telegrams.listings(reader) if one.date is None or one.date >= day)
        while some := list(islice(listed, _AT_ONCE)):
            held = self._telegrams.records(reader, some)
            batch = [held[sha256] for sha256 in some if sha256 in held]
            if batch := [one for one in batch if one.telegram.date is not None or one.received[:10] >= day]:
                yield batch

    def _ready(self, rules: Rules) -> ReadyRules:
        """The rules that stand, made ready once for as long as they do."""
        held = self._made_ready
        if held is None or held.rules is not rules:
            held = self._made_ready = ReadyRules(rules, self._posts)
        return held

    def _copies(self, rules: Rules, records: Sequence[Record]) -> list[Delivery]:
        readers = self._readers()
        ready = self._ready(rules)
        run = Assigning(ready, readers, records, self._new_index)
        arounds = (
            {name: _once(partial(self._around, reader)) for name, reader in readers.items()} if ready.beside else {}
        )
        at = self._now()
        copies: list[Delivery] = []
        for record in records:
            plain = run.outcome(record, nothing_around)
            if not run.looks_around(record):
                copies += (_copy(record, who, one, at, None) for who, one in plain.items())
                continue
            for who in run.openers(record):
                own = run.outcome(record, arounds[who]).get(who)
                if own is not None:
                    closer = None if plain.get(who) == own else _reach(readers[who], record)
                    copies.append(_copy(record, who, own, at, closer))
        return copies

    def _around(self, reader: Reader, record: Record) -> Neighbourhood:
        """What stands around a telegram for one reader: two steps of references, and what rests on one step."""
        first = {record.telegram.mrn or record.sha256}
        near = first | self._linked(reader, first)
        within = near | self._linked(reader, near)
        ids: set[str] = set()
        owners: set[str] = set()
        for entry in self._ledger.entries(reader):
            if any(source.telegram in near for source in entry.draft.sources):
                ids.add(entry.draft.dialogue)
        for dialogue in sorted(ids):
            for thing in self._dialogues().board(reader, dialogue).things.values():
                if thing.turn != "closed" and thing.holder and any(s.telegram in near for s in thing.sources):
                    owners.add(thing.holder)
        return Neighbourhood(frozenset(within), frozenset(ids), frozenset(owners))

    def _linked(self, reader: Reader, names: Iterable[str]) -> set[str]:
        some = sorted(names)[:_NEAR]
        out = {c.cited for c in self._telegrams.cites(reader, some, each=_NEAR)}
        back = {c.citing.mrn or c.citing.sha256 for c in self._telegrams.cited_by(reader, some, each=_NEAR)}
        return out | back


_NOTHING = Assigned(role="info", office="", profiles=(), precedence="ROUTINE")


def _once(around: Callable[[Record], Neighbourhood]) -> Callable[[Record], Neighbourhood]:
    """The same, looked up once for each telegram."""
    held: dict[str, Neighbourhood] = {}

    def known(record: Record) -> Neighbourhood:
        if record.sha256 not in held:
            held[record.sha256] = around(record)
        return held[record.sha256]

    return known


def _copy(record: Record, who: str, given: Assigned, at: datetime, closer: str | None) -> Delivery:
    handling = handling_rows()[given.precedence]
    asked = given.role == "action" and handling.acknowledge is not None
    return Delivery(
        reader=who,
        sha256=record.sha256,
        role=given.role,
        office=given.office,
        profiles=given.profiles,
        precedence=given.precedence,
        rank=handling.rank,
        at=stamp(at),
        aim=stamp(at + timedelta(minutes=handling.minutes)),
        acknowledge=stamp(at + timedelta(minutes=handling.acknowledge or 0)) if asked else None,
        closer=closer,
    )


def stamp(moment: datetime) -> str:
    """An instant as deliveries have it: UTC, to the microsecond, so that its text sorts as it does."""
    return instant_text(moment, "microseconds")


def _reach(reader: Reader, record: Record) -> str:
    """The label of what only those may know who read as much as this reader."""
    own = UNREADABLE if reader.owner else Marking(max(reader.rank, 0), reader.holds, _only(reader.nation))
    return own.join(Access.from_label(record.access).marking).label


def _only(nation: str | None) -> frozenset[str] | None:
    return frozenset({nation}) if nation is not None else None


def _says(given: Assigned | None, weighed: Sequence[Weighed], *, known: bool, opens: bool, action: str | None) -> str:
    if not known:
        return "is no account that may read"
    if not opens:
        return "may not read it"
    if given is None:
        return "no profile for them takes it" if weighed else "no profile names them"
    by = ", ".join(given.profiles)
    if given.role == "action":
        return f"for action, by {by}" + (": no profile gave it an action office" if CATCH_ALL in given.profiles else "")
    asked = any(one.takes and one.role == "action" for one in weighed)
    return f"for information, by {by}" + (f"; {action}, named before, has the action" if asked and action else "")
