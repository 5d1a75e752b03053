"""Verifying: whether all that was kept is there, is what it was, and is read and found as it should be.

Memory is flat in the number of telegrams. A chain that was cut off at its end holds; where it ended at an earlier
verification, kept elsewhere, tells that it was.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Generator, Iterator, Mapping, Sequence
from typing import NamedTuple

import msgspec

from legation.core.errors import ArchiveError
from legation.core.marking import OWNER, UPKEEP, Access, Reader
from legation.services.accounts.accounts import ForbiddenError
from legation.services.boards.stating import counted
from legation.services.ingest.unread import is_unread
from legation.storage.keeping import MISTYPED, Held, Stacks
from legation.storage.owed import Owed
from legation.storage.particulars import particulars_of
from legation.storage.ports import Chain, Index, Telegrams
from legation.storage.records import Record, cited_mrns, listing_of

_AT_ONCE = 200
_INDEX_AGAIN = "run `legation rebuild --index`"
_TAKEN_IN = "whatever writes to the archive next, such as `legation ingest`, takes it in"
_READ_AGAIN = "run `legation rebuild`"
_LOST = "restore the archive from a backup, or ingest its file anew"
_SURPLUS = "where none of a backup's telegrams is missing here, run `legation rebuild --index`"
_RESTORE = "restore it from a backup, or ingest its file anew into a new archive"


class Fault(msgspec.Struct, frozen=True):
    """One thing that is wrong: which check met it, where, what, and what to do."""

    check: str
    where: str
    what: str
    do: str


class Progress(msgspec.Struct, frozen=True):
    """How much of which check is done, of how much."""

    check: str
    done: int
    all: int


Tell = Callable[[Progress], None]


class Verified(msgspec.Struct, kw_only=True):
    """What was looked at. earlier: telegrams whose reading an earlier reader made, which is no fault.

    ends: by the name of each chain the number of its last entry and its hash, ``12:9f86...``.
    """

    telegrams: int = 0
    earlier: int = 0
    faults: int = 0
    ends: dict[str, str] = {}


class Chained(NamedTuple):
    """A chain by its name and in words: a ledger, a trail, receipts or the log of drafts."""

    name: str
    what: str
    chain: Chain


class Verifying:
    """Verifies an archive. ``record``: reads bytes as they would be kept today; ``read_by``: by which version.

    upto: as ``Mark.upto`` of the index.
    """

    def __init__(
        self,
        stacks: Stacks,
        telegrams: Telegrams,
        index: Index,
        ledger: Chain,
        record: Callable[[bytes, str | None], Record],
        read_by: str,
        upto: Callable[[], int] = lambda: 0,
    ) -> None:
        self._stacks = stacks
        self._telegrams = telegrams
        self._index = index
        self._record = record
        self._read_by = read_by
        self._upto = upto
        self.chains = [Chained("ledger", "the ledger", ledger)]
        self.owed: Owed | None = None  # where changes keep what they owe to the audit trail

    def look_at_all(self, receipts: Chain, drafts: Chain, trail: Chain | None) -> None:
        """Verify the other chains of an archive, too; a trail is there where there are accounts."""
        if trail is not None:
            self.chains.append(Chained("audit", "the audit trail", trail))
        self.chains.append(Chained("receipts", "the chain of receipts", receipts))
        self.chains.append(Chained("drafts", "the log of drafts", drafts))

    def run(
        self,
        reader: Reader,
        tally: Verified,
        tell: Tell = lambda _: None,
        *,
        reread: bool = True,
        index: bool = True,
        since: Mapping[str, str] | None = None,
    ) -> Iterator[Fault]:
        """Faults as they are met; ``tally`` is filled meanwhile. Without ``reread`` no text is read anew.

        since: the ``ends`` of an earlier verification, all of which must still stand in their chains.
        Raises ForbiddenError for a reader who does not own the archive: faults name what only its owner may know.
        """
        if not reader.owner:
            raise ForbiddenError("verify")
        return self._counted(tally, tell, since or {}, reread=reread, index=index)

    def _counted(
        self, tally: Verified, tell: Tell, since: Mapping[str, str], *, reread: bool, index: bool
    ) -> Iterator[Fault]:
        # What lies beside comes first: it tells of values of the wrong kind, over which the others may break off.
        looks = (self._beside(), self._chains(tally, since), self._run(tally, tell, reread=reread, index=index))
        mistyped = False
        for faults in looks:
            try:
                for fault in faults:
                    mistyped = mistyped or fault.check == MISTYPED
                    tally.faults += 1
                    yield fault
            except (TypeError, ValueError, AttributeError, ArchiveError):
                if not mistyped:
                    raise
                tally.faults += 1
                why = "values of the wrong kind (`rows`, above) keep the rest from being looked at"
                yield Fault(MISTYPED, "archive", why, _RESTORE_ALL)

    def _chains(self, tally: Verified, since: Mapping[str, str]) -> Iterator[Fault]:
        for name, what, chain in self.chains:
            if (broken := chain.broken_at(OWNER)) is not None:
                yield Fault(name, f"entry {broken}", f"the chain of {what} is broken", _RESTORE_ALL)
            if (last := chain.link()) is not None:
                tally.ends[name] = _end(last)
            if (before := since.get(name)) is not None and _end(chain.link(_number(before))) != before:
                told = f"{what} ended here once and has another entry, or none: it was cut off or written anew"
                yield Fault(name, f"entry {_number(before)}", told, _RESTORE_ALL)
        for some in self.owed.damaged() if self.owed is not None else ():
            yield Fault(
                "audit", f"owed {some}", "who changed something is not on the trail and cannot be read", _RESTORE_ALL
            )
        for name in sorted(since.keys() - {one.name for one in self.chains}):
            yield Fault(name, "archive", "was there at an earlier verification, and is not", _RESTORE_ALL)

    def _beside(self) -> Iterator[Fault]:
        for harm in self._stacks.harmed(UPKEEP):
            yield Fault(*harm, _RESTORE_ALL)

    def _run(self, tally: Verified, tell: Tell, *, reread: bool, index: bool) -> Iterator[Fault]:
        everything = self._telegrams.count(UPKEEP)
        page: list[Held] = []
        for held in self._stacks.held(UPKEEP):
            yield from self._telegram(held, tally, reread=reread)
            page.append(held)
            if len(page) == _AT_ONCE:
                if index:
                    index = yield from self._while_read(self._indexed(page))
                page = []
                tell(Progress("telegrams", tally.telegrams, everything))
        lost = self._stacks.lost(UPKEEP)
        for sha256 in lost:
            yield Fault("original", sha256[:12], "was kept and is not there", _LOST)
        if index and (yield from self._while_read(self._indexed(page))):
            yield from self._while_read(self._surplus(frozenset(lost), tell))
        if strays := self._stacks.strays(UPKEEP):
            yield Fault("citations", "archive", f"{counted(strays, 'citation')} of no telegram", _READ_AGAIN)
        tell(Progress("telegrams", tally.telegrams, everything))

    def _while_read(self, faults: Iterator[Fault]) -> Generator[Fault, None, bool]:
        """The faults of the index; whether it could be read. Where not, that is the fault, and the rest goes on."""
        try:
            yield from faults
        except ArchiveError as fault:
            yield Fault("index", "archive", fault.what, fault.do)
            return False
        return True

    def _telegram(self, held: Held, tally: Verified, *, reread: bool) -> Iterator[Fault]:
        where = _name(held)
        tally.telegrams += 1
        if held.number is None:
            yield Fault("reading", where, "has no number of keeping", _RESTORE)
        if not held.arrived and "!" not in held.listing.access:  # a view may be cut when its telegram is long there
            yield Fault("reading", where, "is not among what arrived, so that no alert tells of it", _RESTORE)
        if held.arrived and held.arrived_at != held.received:
            yield Fault("reading", where, "its moment of receipt is not that of its arrival", _RESTORE)
        if held.original is None:
            yield Fault("original", where, "its original bytes cannot be unpacked", _RESTORE)
        elif hashlib.sha256(held.original).hexdigest() != held.sha256:
            yield Fault("original", where, "its original bytes are not those that were kept", _RESTORE)
        if held.telegram is None:
            yield Fault("reading", where, "its reading cannot be decoded", _READ_AGAIN)
            return
        kept = kept_record(held)
        if kept is None:
            return
        if listing_of(kept) != held.listing:
            yield Fault("reading", where, "its listing is not that of its reading", _READ_AGAIN)
        if tuple(cited_mrns([kept])) != held.cited:
            yield Fault("citations", where, "its citations are not those of its reading", _READ_AGAIN)
        if held.particulars != particulars_of(kept.telegram):
            yield Fault("reading", where, "its particulars are not those of its reading", _READ_AGAIN)
        try:
            access = Access.from_label(held.listing.access)
        except ValueError:
            yield Fault("access", where, "its access label is no marking", _READ_AGAIN)
            return
        if access.beyond:  # a view is cut from its telegram, and not read from bytes that came in
            return
        if held.read_by != self._read_by:
            tally.earlier += 1
        elif reread and not is_unread(kept.telegram):
            again = self._record(kept.original, kept.file)
            if again.telegram != kept.telegram:
                yield Fault("reading", where, "reading its bytes again gives another reading", _READ_AGAIN)
            elif again.access != kept.access:
                yield Fault("access", where, "its access label is not that of its reading", _READ_AGAIN)

    def _indexed(self, page: Sequence[Held]) -> Iterator[Fault]:
        records = [record for held in page if (record := kept_record(held)) is not None]
        if not records:
            return
        by_hash = {held.sha256: held for held in page}
        for sha256, what in sorted(self._index.differs(UPKEEP, records).items()):
            held = by_hash[sha256]
            behind = (held.number or 0) > self._upto()
            yield Fault("index", _name(held), _INDEXED[what], _TAKEN_IN if behind else _INDEX_AGAIN)

    def _surplus(self, lost: Collection[str], tell: Tell) -> Iterator[Fault]:
        """Cards of telegrams that are not held; of those that are ``lost`` more than a card is missing."""
        for at in range(_PREFIXES):
            prefix = f"{at:02x}"
            indexed = sorted(self._index.held(UPKEEP, prefix))
            # A small archive has cards under few of the beginnings: of the rest the store is not asked.
            held = self._telegrams.has(UPKEEP, indexed) if indexed else set()
            for sha256 in indexed:
                if sha256 not in held and sha256 not in lost:
                    yield Fault("index", sha256[:12], "is in the index and not in the archive", _SURPLUS)
            tell(Progress("index", at + 1, _PREFIXES))


_RESTORE_ALL = "restore the archive from a backup"


def _end(link: tuple[int, str] | None) -> str:
    return "" if link is None else f"{link[0]}:{link[1]}"


def _number(end: str) -> int:
    number = end.partition(":")[0]
    return int(number) if number.isascii() and number.isdecimal() and len(number) < _DIGITS else 0


_DIGITS = 16
_PREFIXES = 256  # the first two digits of a hash
_INDEXED = {
    "missing": "is not in the index",
    "label": "is in the index under another access label",
    "card": "is in the index with other words",
}


def _name(held: Held) -> str:
    return f"{held.listing.mrn or held.listing.file or 'telegram'} ({held.sha256[:12]})"


def kept_record(held: Held) -> Record | None:
    """The record that lies in the store; None where a part of it cannot be unpacked."""
    if held.original is None or held.telegram is None:
        return None
    return Record(
        sha256=held.sha256,
        original=held.original,
        telegram=held.telegram,
        access=held.listing.access,
        received=held.received,
        file=held.listing.file,
        read_by=held.read_by,
    )
