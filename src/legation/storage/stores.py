"""All that an archive keeps, each by its port: what the house stands on."""

from __future__ import annotations

from dataclasses import dataclass

from legation.storage.deliveries import Deliveries
from legation.storage.hooks import HookQueue
from legation.storage.incoming import Incoming
from legation.storage.keeping import Indexes, Stacks
from legation.storage.leases import Leases
from legation.storage.outgoing import Drafts
from legation.storage.owed import Owed
from legation.storage.ports import Decisions, Index, Ledger, LegibleLedger, Mark, Notes, People, Shelf, Telegrams


@dataclass(frozen=True, slots=True, kw_only=True)
class Stores:
    """The stores of one archive.

    trail: None while it has no accounts. owed: None without a trail. mark, stacks, indexes: None where nothing lasts;
    then nothing is owed, and there is nothing to verify or to rebuild either.
    """

    telegrams: Telegrams
    index: Index
    ledger: Ledger
    notes: Notes
    decisions: Decisions
    people: People
    shelf: Shelf
    deliveries: Deliveries
    drafts: Drafts
    leases: Leases
    incoming: Incoming
    hooks: HookQueue
    trail: LegibleLedger | None = None
    owed: Owed | None = None
    mark: Mark | None = None
    stacks: Stacks | None = None
    indexes: Indexes | None = None
